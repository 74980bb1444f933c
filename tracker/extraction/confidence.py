"""How sure a promise is, from the rules that took it."""

from __future__ import annotations

from tracker.extraction.candidates import Candidate
from tracker.extraction.coordination import Segment
from tracker.extraction.parties import Party

_TRIGGER = {
    "modal": 0.95,
    "going to": 0.9,
    "would": 0.6,
    "is to be": 0.8,
    "schedule": 0.75,
    "adjective": 0.85,
    "weighing": 0.75,
    "announcement": 0.65,
    "performative": 0.95,
    "intention": 0.9,
    "order": 0.9,
    "action point": 0.8,
    "cleft": 0.8,
    "noun": 0.85,
    "under way": 0.75,
    "table": 0.7,
    "timetable": 0.7,
    "present": 0.65,
}


def confidence_of(c: Candidate, segment: Segment) -> float:
    """From 0 to 1: the trigger's own, less for what had to be inferred."""
    sure = _TRIGGER.get(c.trigger, 0.7)
    if not c.first_person and not c.authored:
        sure -= 0.05 if c.party is Party.AUTHOR else 0.1
    if c.subject is not None and c.subject.elided:
        sure -= 0.05
    if segment.act.head != c.act.head:
        sure -= 0.05
    if c.opener is not None:
        sure -= 0.05
    return round(max(sure, 0.1), 2)
