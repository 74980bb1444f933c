"""How the past looks in a terminal: the overdue list of an earlier day, and what became of each commitment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.cli.output import count, day, say, wrap
from tracker.cli.render import passed_line, waiting
from tracker.model import Commitment
from tracker.service.past import PassedThen


def overdue(then: PassedThen, on: date) -> None:
    """The overdue list as it was known at the end of `on`, and apart from it what was due for review."""
    passed = then.passed
    wrap(
        f"Overdue on {day(on)}, as it was known at the end of that day: {count(len(passed.overdue), 'commitment')}"
    )
    for commitment in passed.overdue:
        _line(then, commitment, on)
    say()
    wrap(
        f"Due for review: {count(len(passed.for_review), 'commitment')} (the office's own day, not a day promised)"
    )
    for commitment in passed.for_review:
        _line(then, commitment, on)
    waiting(passed.waiting)
    say()
    wrap(
        f"The audit chain then had {count(then.checkpoint.count, 'event')}; head {then.checkpoint.head[:16]}"
    )


def _line(then: PassedThen, commitment: Commitment, on: date) -> None:
    passed_line(commitment, on)
    became = "; ".join(_became(commitment, then.now.get(commitment.id))) or "nothing changed"
    wrap(f"since then: {became}", indent="      ")


def _became(then: Commitment, now: Commitment | None) -> Iterator[str]:
    if now is None:
        yield "its letter was withdrawn"
        return
    if now.status is not then.status:
        outcome = f" as {now.outcome}" if now.outcome else ""
        yield f"{now.status}{outcome} on {day(now.changed.date())}"
    if now.due != then.due:
        yield f"its day became {day(now.due, none='none')}"
    if now.condition_state is not then.condition_state:
        yield f"its condition is {now.condition_state}"
    if now.owner != then.owner:
        yield f"owner now {now.owner or 'nobody'}"
