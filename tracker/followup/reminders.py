"""The reminder ladder: who is to be reminded of which commitment now.

Each rung is a number of days before (-) or after (+) the commitment's day and has one slot key, so it is
mailed once whatever happens between planning and delivery. The hour and the quiet days are those of the person whose
rung it is, also where another reads it for her.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import takewhile

from tracker.config import ReminderSettings
from tracker.followup.lifecycle import is_running
from tracker.followup.local_time import local_day, zone_named
from tracker.followup.quiet import MailHours
from tracker.followup.staff import Staff
from tracker.model import Basis, Commitment, Person, Slot

REVIEW_RUNGS = (0,)
"""A policy day is our own: one mail on the day, then only the digest speaks of it."""


class Reason(StrEnum):
    """Why somebody is told of a commitment."""

    DUE = "due"
    """She follows it up, and a rung of the ladder has come."""
    ESCALATED = "escalated"
    """She leads the case or is an admin, and it has been overdue for long."""
    CONDITION = "condition"
    """She follows it up, and its condition may have come about."""


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One commitment of which one person is to be reminded."""

    person: Person
    """Who reads it."""
    commitment: Commitment
    slots: tuple[Slot, ...]
    """Every rung that this reminder covers, earliest first; the last, most urgent one gives it its key."""
    at: datetime
    """When that last rung fell due, in UTC."""
    reason: Reason = Reason.DUE
    away: Person | None = None
    """Whose mail it is, where `person` stands in for her."""
    times: int = 0
    """Where it is escalated: how many mails its owner got about this day."""

    @property
    def key(self) -> str:
        """The slot key of its most urgent rung."""
        return self.slots[-1].key


@dataclass(frozen=True, slots=True)
class Office:
    """What planning goes by."""

    staff: Staff
    rules: ReminderSettings
    hours: MailHours
    """The hour of reminders, and the instant of planning."""


Taken = Mapping[str, int | None]
"""The slot keys already planned, each with the id of the message that covers it."""


def is_active(commitment: Commitment) -> bool:
    """Followed up by mail: open, and waiting neither for its condition nor for us."""
    return is_running(commitment)


def is_snoozed(commitment: Commitment, day: date) -> bool:
    """Whether its reminders, also those to others, are silent on that day of whoever would get them."""
    return commitment.snoozed_until is not None and day < commitment.snoozed_until


def rungs_of(commitment: Commitment, rules: ReminderSettings) -> tuple[int, ...]:
    """All rungs of its ladder in days from its day, earliest first; none where it has no day."""
    if commitment.due is None or not rules.ladder:
        return ()
    return REVIEW_RUNGS if commitment.deadline.basis is Basis.POLICY else all_rungs(rules)


@cache
def all_rungs(rules: ReminderSettings) -> tuple[int, ...]:
    """The rungs of the ladder and its repetitions, earliest first."""
    if not rules.ladder:
        return ()
    ladder = sorted(set(rules.ladder))
    last = max(ladder[-1], 0)
    repeats = (last + rules.repeat_every * turn for turn in range(1, rules.repeat_times + 1))
    return (*ladder, *repeats)


def reminders_end(rules: ReminderSettings) -> str:
    """A clause for who has no digest: what becomes of a promise that nobody resolves."""
    rungs = all_rungs(rules)
    if not rungs:
        return "reminders are switched off, so no mail tells of promises at all"
    days = max(rungs[-1], 0)
    when = f"{days} day{'' if days == 1 else 's'} after" if days else "on"
    return f"{when} a promise's day reminders end, and no mail tells of it any more"


def reminder_slot(commitment: Commitment, person: Person, rung: int) -> Slot:
    """The slot of one rung; an extended deadline starts a new ladder."""
    key = f"reminder/c{commitment.id}/v{commitment.deadline_version}/p{person.id}/{rung:+d}"
    return Slot(key, person.id, commitment.id, commitment.deadline_version)


def mails_so_far(commitment: Commitment, owner: Person, rules: ReminderSettings, taken: Taken) -> int:
    """How many mails about the commitment's present day went to its owner."""
    keys = (reminder_slot(commitment, owner, rung).key for rung in rungs_of(commitment, rules))
    return len({taken[key] for key in keys if key in taken})


def due_rungs(
    commitment: Commitment, person: Person, rungs: Collection[int], first_day: date, hours: MailHours
) -> Iterator[tuple[int, date]]:
    """Those of the rungs whose hour has come where `person` lives, with the day of their mail.

    Rungs before `first_day` never come, nor do those outside the calendar.
    """
    past = hours.past_day(person.zone)
    for rung in rungs:
        try:
            assert commitment.due is not None
            day = commitment.due + timedelta(days=rung)
            if day < first_day:
                continue
            mail_day = hours.mail_day(day, first_day, before=rung < 0)
        except OverflowError:
            continue
        if mail_day <= past:
            yield rung, mail_day


def first_day(commitment: Commitment, person: Person) -> date:
    """Since when it is followed up: the day, where that person lives, on which it was added or (re)opened."""
    return local_day(max(commitment.added, commitment.changed), zone_named(person.zone))


def remind(commitment: Commitment, owner: Person, office: Office, taken: Taken) -> PlannedReminder | None:
    """What its owner is to be told now of an active commitment; all rungs missed since the last mail are one."""
    hours = office.hours
    if not hours.is_open(owner.zone) or is_snoozed(commitment, hours.past_day(owner.zone)):
        return None
    rungs = rungs_of(commitment, office.rules)
    due = [
        (reminder_slot(commitment, owner, rung), day)
        for rung, day in due_rungs(commitment, owner, rungs, first_day(commitment, owner), hours)
    ]
    # Rungs before one that was planned are history: a ladder that gains a rung does not look back.
    fresh = list(takewhile(lambda pair: pair[0].key not in taken, reversed(due)))
    if not fresh:
        return None
    reader = office.staff.reader(owner, hours.now)
    return PlannedReminder(
        person=reader,
        commitment=commitment,
        slots=tuple(slot for slot, _ in reversed(fresh)),
        at=hours.instant(fresh[0][1], owner.zone),
        away=None if reader == owner else owner,
    )
