"""One round of planning reminders: who is to be told of which commitments now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tracker.followup.conditions import ask_about
from tracker.followup.escalation import escalate
from tracker.followup.reminders import Office, PlannedReminder, Taken, is_active, remind
from tracker.model import Commitment, Person, Status


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """What planning found."""

    reminders: tuple[PlannedReminder, ...]
    unowned: tuple[Commitment, ...]
    """Active commitments that nobody follows up: without an owner, or whose owner is not known."""


def plan_reminders(commitments: Iterable[Commitment], office: Office, taken: Taken) -> ReminderPlan:
    """What is to be mailed now and is not in `taken`.

    `commitments` are those of letters in force (none of withdrawn letters); those that are not open are
    passed over. Who lives where today is a quiet day is told on the next working day.
    """
    reminders: list[PlannedReminder] = []
    unowned: list[Commitment] = []
    for commitment in commitments:
        owner = office.staff.named(commitment.owner)
        if is_active(commitment):
            if owner is None:
                unowned.append(commitment)
            reminders += _follow_up(commitment, owner, office, taken)
        elif _sleeps(commitment) and owner is not None:
            question = ask_about(commitment, owner, office, taken)
            reminders += [question] if question else []
    return ReminderPlan(tuple(reminders), tuple(unowned))


def _sleeps(commitment: Commitment) -> bool:
    """Waiting for its condition, and not for us."""
    return commitment.status is Status.OPEN and commitment.dormant and commitment.waiting_since is None


def _follow_up(
    commitment: Commitment, owner: Person | None, office: Office, taken: Taken
) -> Iterator[PlannedReminder]:
    """The owner's mail and those above; who stands in for the owner is not told of the same a second time."""
    own = remind(commitment, owner, office, taken) if owner else None
    for each in escalate(commitment, owner, own, office, taken):
        if own is not None and each.person == own.person:
            own = replace(own, slots=(*each.slots, *own.slots))
        else:
            yield each
    if own is not None:
        yield own
