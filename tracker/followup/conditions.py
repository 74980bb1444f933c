"""Promises that wait for their condition: from time to time their owner is asked whether it has come about.

A dormant one becomes triggered or waived, and is then followed up like any other.
"""

from __future__ import annotations

from datetime import date, timedelta

from tracker.errors import RefusedError, UsageError
from tracker.followup.reminders import Office, PlannedReminder, Reason, Taken, first_day, is_snoozed
from tracker.model import Commitment, ConditionState, Person, Slot, Status


def ask_about(commitment: Commitment, owner: Person, office: Office, taken: Taken) -> PlannedReminder | None:
    """The question that is due now to the owner of a dormant commitment; of several missed, the latest only."""
    hours = office.hours
    if not office.rules.condition_every or not hours.is_open(owner.zone):
        return None
    start = first_day(commitment, owner)
    past = hours.past_day(owner.zone)
    if is_snoozed(commitment, past):
        return None
    for day in asking_days(start, past, office.rules.condition_every):
        mail_day = hours.mail_day(day, start, before=False)
        if mail_day <= past:
            slot = condition_slot(commitment, owner, day)
            if slot.key in taken:
                return None
            reader = office.staff.reader(owner, hours.now)
            return PlannedReminder(
                reader,
                commitment,
                (slot,),
                hours.instant(mail_day, owner.zone),
                Reason.CONDITION,
                away=None if reader == owner else owner,
            )
    return None


def settle(commitment: Commitment, state: ConditionState, *, note: str) -> ConditionState:
    """The new state of a condition that came about or is waived.

    Raises RefusedError unless the commitment is open or proposed and waits for it, UsageError without a note.
    """
    number = commitment.id
    if commitment.status not in {Status.OPEN, Status.PROPOSED}:
        raise RefusedError(
            f"Commitment {number} is {commitment.status}; reopen it first (tracker reopen {number} --note TEXT)."
        )
    if not commitment.dormant:
        why = f"it was {commitment.condition_state} before" if commitment.condition_state else "it has none"
        raise RefusedError(f"Commitment {number} waits for no condition: {why}.")
    if not note.strip():
        raise UsageError("Say in a few words with --note how you know; it stands in the history.")
    return state


def asking_days(start: date, last: date, every: int) -> tuple[date, ...]:
    """The latest two days of asking up to `last`, the later one first: the later may be a quiet day."""
    turns = (last - start).days // every
    return tuple(start + timedelta(days=every * turn) for turn in (turns, turns - 1) if turn > 0)


def condition_slot(commitment: Commitment, person: Person, day: date) -> Slot:
    """The slot of asking on that day."""
    key = f"condition/c{commitment.id}/p{person.id}/{day.isoformat()}"
    return Slot(key, person.id, commitment.id, commitment.deadline_version)
