"""What a period of the calendar means after its preposition: "by", "before", "in", "from", "after"."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.extraction.deadlines.periods import Period
from tracker.extraction.deadlines.scan import Scan
from tracker.model import Basis, Deadline, DeadlineKind


def dated(scan: Scan, period: Period, role: str) -> Deadline:
    """What a period means after its preposition; its last day is the last on which the promise is kept."""
    kind = DeadlineKind.RELATIVE if period.counted and role != "before" else DeadlineKind.DATE
    if role == "after":
        rule = f"after {period.rule}"
        return Deadline(kind, earliest=_first_after(period), rule=rule, assumption=period.assumption)
    first, last = period.days or (None, None)
    rule = period.rule
    if role == "before" and period.part != "end":
        # "Before the end of March" still allows its last day.
        rule = f"the day before {rule}"
        last = first - timedelta(days=1) if first else None
    relative = kind is DeadlineKind.RELATIVE or period.assumption is not None
    return Deadline(
        kind,
        earliest=None if role in {"by", "before"} else first,
        latest=last,
        basis=Basis.STATED if last else None,
        rule=rule,
        anchor=scan.letter if relative else None,
        anchor_text=scan.letter_text if relative else None,
        assumption=period.assumption,
    )


def _first_after(period: Period) -> date | None:
    """The day after a period; "after the beginning of March" begins with the month."""
    if period.days is None:
        return None
    return period.days[0] if period.part == "early" else period.days[1] + timedelta(days=1)
