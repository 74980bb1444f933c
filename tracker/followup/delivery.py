"""What follows when a message is about to leave, or could not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.config import DeliverySettings
from tracker.followup.escalation import escalation_reader, is_above
from tracker.followup.local_time import local_day, zone_named
from tracker.followup.reminders import is_snoozed
from tracker.followup.staff import Staff
from tracker.model import Commitment, Message, Person, Slot, Status

FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
PAUSE = timedelta(minutes=15)
"""How long the queue rests before a login or setting that failed is tried again, unaided."""


class Failure(StrEnum):
    """What a failed attempt tells about the next one."""

    PERMANENT = "permanent"
    """This message will never be taken."""
    TRANSIENT = "transient"
    """It was not taken, but may be later."""
    AMBIGUOUS = "ambiguous"
    """The answer got lost: it may have been taken. Sent again under the same Message-ID."""
    CONFIGURATION = "configuration"
    """No message will be taken until a person changes a setting or the server's mind."""


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Queue it again for that instant (UTC)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Mark it failed, for that reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class PauseUntil:
    """Queue it again without counting the attempt, and send nothing before that instant (UTC)."""

    at: datetime


NextStep = RetryAt | GiveUp | PauseUntil


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Why a message must not go out any more."""

    reason: str
    release: tuple[Slot, ...]
    """Its slots, to be freed: what still stands, or does so again later, is planned anew."""


def after_failure(
    attempts: int,
    first_attempt: datetime,
    now: datetime,
    *,
    failure: Failure,
    reason: str,
    settings: DeliverySettings,
    jitter: float,
) -> NextStep:
    """What to do after the `attempts`-th attempt (from 1) failed at `now`.

    Delays double from half a minute up to an hour and are shortened by up to a half by `jitter` (0 to 1),
    so that many messages do not come back at once. Instants are in UTC.
    """
    if failure is Failure.PERMANENT:
        return GiveUp(reason)
    if failure is Failure.CONFIGURATION:
        return PauseUntil(now + PAUSE)
    patience = timedelta(hours=settings.give_up_after_hours)
    if now - first_attempt >= patience:
        return GiveUp(f"given up after {settings.give_up_after_hours} hours; the last answer was: {reason}")
    doublings = min(attempts - 1, 20)  # far beyond the longest delay, far below the calendar's end
    delay = min(FIRST_DELAY * 2**doublings, LONGEST_DELAY)
    return RetryAt(now + delay * (1 - jitter / 2))


def still_wanted(
    message: Message,
    slots: Sequence[Slot],
    commitments: Mapping[int, Commitment],
    staff: Staff,
    now: datetime,
    *,
    quoted_letters: Collection[int] = (),
    confidential_letters: Collection[int] = (),
    copied: Collection[int] = (),
) -> Cancellation | None:
    """Why `message` must be cancelled at `now` (UTC), or None if it may go out.

    `slots` are those it covers, `commitments` those of letters in force by id,
    `quoted_letters` the letters whose words stand in its bytes (tracker.mail.compose.quoted_letters tells),
    `confidential_letters` those that are confidential by now, `copied` the commitments of letters that count as copies.
    """
    reader = staff.by_id.get(message.person_id) if message.person_id is not None else None
    reasons = [
        *_letter_reasons(quoted_letters, confidential_letters),
        *("its letter counts as a copy since" for slot in slots if slot.commitment_id in copied),
        *(reason for slot in slots if (reason := _changed_since(slot, reader, commitments, staff, now))),
    ]
    if reader is not None and reader.email != message.to:
        reasons.insert(0, "the reader's address changed since")
    return Cancellation(reasons[0], tuple(slots)) if reasons else None


def _letter_reasons(quoted: Collection[int], confidential: Collection[int]) -> Iterator[str]:
    for letter in sorted(set(quoted) & set(confidential)):
        yield f"letter {letter} was made confidential since"


def _changed_since(
    slot: Slot,
    reader: Person | None,
    commitments: Mapping[int, Commitment],
    staff: Staff,
    now: datetime,
) -> str | None:
    """What changed since a slot was planned."""
    person = staff.by_id[slot.person_id]
    if slot.commitment_id is None:
        return _read_by_another(person, staff.reader(person, now), reader)
    commitment = commitments.get(slot.commitment_id)
    if commitment is None:
        return "its letter was withdrawn since"
    if commitment.withdrawn:
        return "its entry was undone since"
    asks = slot.key.startswith("condition/")
    escalated = slot.key.startswith("escalation/")
    owner = staff.named(commitment.owner)
    changes = {
        f"{commitment.status} since": commitment.status is not Status.OPEN,
        "waiting for its condition since": commitment.dormant and not asks,
        "waiting for us since": commitment.waiting_since is not None,
        f"snoozed until {commitment.snoozed_until} since": is_snoozed(
            commitment, local_day(now, zone_named(person.zone))
        ),
        f"its condition was {commitment.condition_state} since": asks and not commitment.dormant,
        "its day was changed since": commitment.deadline_version != slot.deadline_version and not asks,
        "assigned to someone else since": owner != person and not escalated,
        f"no matter of {person.name} since": escalated and not is_above(staff, person, commitment),
    }
    reason = next((reason for reason, true in changes.items() if true), None)
    now_read_by = escalation_reader(staff, person, owner, now) if escalated else staff.reader(person, now)
    return reason or _read_by_another(person, now_read_by, reader)


def _read_by_another(person: Person, now_read_by: Person, reader: Person | None) -> str | None:
    """Whether she went away or came back since."""
    if reader is None or now_read_by == reader:
        return None
    if now_read_by == person:
        return f"{person.name} is back since"
    return f"{now_read_by.name} stands in for {person.name} since"
