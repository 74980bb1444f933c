"""What moves a commitment's day, or silences its reminders for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tracker.errors import RefusedError, UsageError
from tracker.followup.lifecycle import UNRESOLVED, require
from tracker.model import Basis, Commitment, Deadline, DeadlineKind

LONGEST_SNOOZE = timedelta(days=90)


def extend(commitment: Commitment, to: date, *, because: str) -> Deadline:
    """A later day, agreed with whoever promised; the first one is kept beside it.

    Raises RefusedError unless it is open or proposed and has a day, UsageError for a day that is not later, or
    without a reason.
    """
    require(commitment, "extend", *UNRESOLVED)
    if not because.strip():
        raise UsageError("Say with --because TEXT why it is extended; it stands beside the new day.")
    if commitment.due is None:
        number = commitment.id
        raise RefusedError(
            f"Commitment {number} has no day to extend; set one: tracker edit {number} --due DATE."
        )
    if to <= commitment.due:
        raise UsageError(
            f"{to} is not later than the day of commitment {commitment.id}, {commitment.due}; "
            "to correct a day, use: tracker edit ID --due DATE."
        )
    return _moved(commitment.deadline, to, because.strip().removesuffix("."))


def set_day(commitment: Commitment, day: date) -> Deadline:
    """A day that a person fixes, in the place of what was read. Raises RefusedError unless it is open or proposed."""
    require(commitment, "edit", *UNRESOLVED)
    old = commitment.deadline
    kind = DeadlineKind.DATE if old.kind is DeadlineKind.NONE else old.kind
    return Deadline(kind, old.text, old.start, old.end, latest=day, basis=Basis.SET)


def resume(commitment: Commitment, answered: date) -> Deadline:
    """The day after we gave, on `answered`, what they waited for: later by the days that the clock stood still."""
    deadline, since = commitment.deadline, commitment.waiting_since
    if since is None or deadline.latest is None or answered <= since:
        return deadline
    days = (answered - since).days
    because = f"{days} {'day' if days == 1 else 'days'} waited for us"
    try:
        to = deadline.latest + timedelta(days=days)
    except OverflowError:
        return deadline
    return _moved(deadline, to, f"{deadline.because}; {because}" if deadline.because else because)


def _moved(deadline: Deadline, to: date, because: str) -> Deadline:
    """The office's own review day stays one, however often it is moved: nobody promised it."""
    basis = Basis.POLICY if deadline.basis is Basis.POLICY else Basis.SET
    return replace(deadline, latest=to, basis=basis, first=deadline.first or deadline.latest, because=because)


def snooze(commitment: Commitment, until: date, today: date) -> date:
    """The day on which its reminders begin again; its own day stays.

    Raises RefusedError unless it is open or proposed, UsageError for a day that has come, or is over 90 days off.
    """
    require(commitment, "snooze", *UNRESOLVED)
    if until <= today:
        raise UsageError(f"{until} has come; name a later day with --until.")
    if until - today > LONGEST_SNOOZE:
        last = today + LONGEST_SNOOZE
        raise UsageError(f"{until} is more than {LONGEST_SNOOZE.days} days off; {last} is the latest day.")
    return until
