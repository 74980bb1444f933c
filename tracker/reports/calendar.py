"""Deadlines as an iCalendar file (RFC 5545): one event of a whole day for each promise that has one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from tracker.extraction.deadlines import explain
from tracker.model import Basis, Commitment, ConditionState
from tracker.reports.words import line

PRODUCT = "-//tracker//deadlines//EN"


def to_calendar(found: Iterable[Commitment], office: str, domain: str, *, words: bool, mark: str) -> bytes:
    """The file. What waits for its condition, or for us, has no day that runs, and is left out.

    Equal commitments make equal bytes. `domain` makes the ids of events unique among offices. Of confidential letters
    it holds numbers and days only; without `words` it is so with all. `mark` stands in the head, for whoever wrote it.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", line(f"Promises: {office}"))
    calendar.add("x-tracker-mark", mark)
    for each in found:
        if each.due is not None and _runs(each):
            calendar.add_component(_event(each, domain, words=words and not each.confidential))
    return bytes(calendar.to_ical())


def _runs(commitment: Commitment) -> bool:
    return commitment.condition_state is not ConditionState.DORMANT and commitment.waiting_since is None


def _event(commitment: Commitment, domain: str, *, words: bool) -> Event:
    assert commitment.due is not None
    event = Event()
    event.add("uid", f"commitment-{commitment.id}@{domain}")
    # Not the present: the same promise is the same bytes tomorrow.
    event.add("dtstamp", commitment.changed.replace(microsecond=0))
    event.add("sequence", commitment.version - 1)
    event.add("dtstart", commitment.due)
    event.add("dtend", commitment.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    what = "Review" if commitment.deadline.basis is Basis.POLICY else "Due"
    look = f"tracker show {commitment.id}"
    if not words:
        event.add("class", "CONFIDENTIAL" if commitment.confidential else "PUBLIC")
        event.add("summary", f"{what}: promise {commitment.id}")
        event.add("description", look)
        return event
    event.add("summary", line(f"{what}: {commitment.action} ({commitment.organisation})"))
    why = explain(commitment.deadline)
    told = [f"“{line(commitment.quote)}”", line(f"{commitment.organisation}; {why}"), look]
    event.add("description", "\n".join(told))
    if commitment.case:
        event.add("categories", [line(commitment.case)])
    return event
