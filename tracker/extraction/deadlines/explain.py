"""One sentence that says until when a promise holds, and why."""

from __future__ import annotations

from tracker.extraction.deadlines.scan import written
from tracker.model import Basis, Deadline, DeadlineKind


def explain(deadline: Deadline) -> str:
    """Why that day, or why none. A review day is never worded as one that the letter set."""
    words = f"'{' '.join(deadline.text.split())}'" if deadline.text else "the letter names no time"
    if deadline.latest is None:
        if deadline.earliest is not None:
            return f"no last day: not before {written(deadline.earliest)}, {words}"
        why = deadline.assumption
        if deadline.kind is DeadlineKind.RELATIVE and deadline.anchor is None:
            why = "the letter has no date to count from"
        return f"no day: {words}" + (f" ({why})" if why else "")
    day = written(deadline.latest)
    if deadline.first is not None:
        return _moved(deadline, written(deadline.first), day)
    if deadline.basis is Basis.POLICY:
        return f"review by {day}: {deadline.rule} from {deadline.anchor_text}"
    if deadline.basis is Basis.SET:
        return f"by {day}, set by a person"
    return _stated(deadline, day, words) + (f" ({deadline.assumption})" if deadline.assumption else "")


def _moved(deadline: Deadline, first: str, day: str) -> str:
    """Both days; the reason of a person may hold any words."""
    because = f": {' '.join(deadline.because.split())}" if deadline.because else ""
    if deadline.basis is Basis.POLICY:
        return f"review by {first}, put off to {day}{because}"
    return f"by {first}, extended to {day}{because}"


def _stated(deadline: Deadline, day: str, words: str) -> str:
    rule = deadline.rule or ""
    if deadline.kind is DeadlineKind.RECURRING:
        again = deadline.anchor_text and deadline.anchor_text[0].isdecimal()
        return f"by {day}: {rule} from {deadline.anchor_text}" if again else _first_of_many(rule, day)
    if rule.endswith(" before"):
        return f"by {day}: {rule} {deadline.anchor_text}"
    if deadline.kind is DeadlineKind.RELATIVE and rule[:1].isdecimal():
        return f"{rule} from {deadline.anchor_text}"
    if deadline.kind is DeadlineKind.RELATIVE:
        return f"by {day}: {rule}, counted from {deadline.anchor_text}"
    if rule in {"the day named", ""}:
        return f"by {day}, as the letter says"
    return f"by {day}: {rule}, {words}"


def _first_of_many(rule: str, day: str) -> str:
    return f"{rule}, the first by {day}, as the letter says"
