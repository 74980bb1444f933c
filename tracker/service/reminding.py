"""Which reminders are due: a question to the store that costs nothing while nothing can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from hashlib import sha256

from sqlalchemy import Connection, Engine

from tracker.config import Settings
from tracker.errors import ConfigError, TemplateError, TrackerError
from tracker.followup.conditions import asking_days
from tracker.followup.folding import Mailing, fold
from tracker.followup.horizon import Horizon, all_ranges, due_ranges, horizon
from tracker.followup.local_time import instant_at, local_day, zone_named
from tracker.followup.planning import plan_reminders
from tracker.followup.quiet import A_DAY, IsWorking, MailHours, every_day
from tracker.followup.reminders import Office, PlannedReminder
from tracker.mail.compose import compose_reminder
from tracker.model import Commitment, MessageKind
from tracker.service.people import staff_of
from tracker.service.planning import Planned, Planning
from tracker.store import audit, commitments, marks, people, slots
from tracker.store.unit import reading

RULES = "2"
"""Counts up with each change of how reminders are planned, so that everything is looked at anew."""


def due_reminders(
    engine: Engine,
    settings: Settings,
    now: datetime,
    is_working: IsWorking = every_day,
    *,
    afresh: bool = False,
) -> Planning:
    """The reminders that are due at `now` (UTC) and not planned yet; writes nothing.

    Looks only at what fell due or changed since the last round, or with `afresh` at everything.
    """
    hours = MailHours(time.fromisoformat(settings.reminders.at), now, is_working)
    with reading(engine) as connection:
        head = audit.checkpoint(connection).count
        zones = people.zones(connection) | {settings.office.zone}
        known = {} if afresh else marks.by_zone(connection)
        ahead = horizon(zones, known, hours, head, _fingerprint(settings))
        if ahead.nothing:
            return Planning(marks=ahead.marks)
        office = Office(staff_of(connection), settings.reminders, hours)
        found = _Round(connection, office)
        for chunk in _candidates(connection, ahead, office):
            found.look_at(chunk)
        mailings = found.mailings(settings.reminders.daily_cap)
    return _composed(mailings, found, ahead, settings, now)


class _Round:
    """What one round finds, chunk by chunk."""

    def __init__(self, connection: Connection, office: Office) -> None:
        self._connection = connection
        self._office = office
        self._reminders: dict[str, PlannedReminder] = {}
        self._turns: dict[str, int] = {}
        self._unowned: set[int] = set()

    @property
    def unowned(self) -> int:
        """How many that nobody follows up."""
        return len(self._unowned)

    def look_at(self, chunk: Sequence[Commitment]) -> None:
        """Plan for these commitments."""
        held = slots.of_commitments(self._connection, [each.id for each in chunk])
        plan = plan_reminders(
            chunk, self._office, {each.key: each.message_id for each in held if not each.released}
        )
        self._turns.update({each.key: each.turn for each in held if each.released})
        self._reminders.update({reminder.key: reminder for reminder in plan.reminders})
        self._unowned.update(each.id for each in plan.unowned)

    def mailings(self, cap: int) -> list[Mailing]:
        """The mails to write."""
        if not self._reminders:
            return []
        return fold(self._reminders.values(), self._mailed_today(), cap)

    def _mailed_today(self) -> dict[int, int]:
        """How many reminders each reader got since midnight where she lives."""
        now = self._office.hours.now
        mailed: dict[int, int] = {}
        readers = {reminder.person.id: reminder.person for reminder in self._reminders.values()}
        for name in {person.zone for person in readers.values()}:
            zone = zone_named(name)
            midnight = instant_at(local_day(now, zone), time(0), zone)
            counts = slots.reminded_since(self._connection, midnight)
            mailed |= {number: counts.get(number, 0) for number, each in readers.items() if each.zone == name}
        return mailed

    def turn(self, mailing: Mailing) -> int:
        """What tells this mail from an earlier one for the same slots, which was cancelled."""
        return sum(self._turns.get(slot.key, 0) for reminder in mailing for slot in reminder.slots)


def _candidates(connection: Connection, ahead: Horizon, office: Office) -> Iterator[list[Commitment]]:
    """All commitments that can have something due, in chunks; some more than once."""
    changed = marks.changed_since(connection, ahead.since) if ahead.since is not None else None
    if ahead.everything or (changed is not None and changed.everything):
        for first, last in all_ranges(office.rules, office.hours):
            yield commitments.due_between(connection, first, last)
        yield from _in_force(connection, [number for number, _ in commitments.dormant(connection)])
        return
    if ahead.days is not None:
        for first, last in due_ranges(ahead.days, office.rules, office.hours):
            yield commitments.due_between(connection, first, last)
        yield from _in_force(connection, _asked_on(connection, ahead, office))
        yield from _in_force(connection, _waking(connection, ahead))
    if changed is not None:
        yield from _in_force(connection, sorted(marks.commitments_of(connection, changed)))


def _asked_on(connection: Connection, ahead: Horizon, office: Office) -> list[int]:
    """The ids of dormant commitments whose owner may have to be asked on the days of this round."""
    every = office.rules.condition_every
    if not every or ahead.days is None:
        return []
    first, last = office.hours.meant_for(*ahead.days)
    asked = []
    for number, since in commitments.dormant(connection):
        # A day more on both sides: it may be another day where she lives.
        latest = asking_days(since.date(), last + A_DAY, every)
        if latest and latest[0] >= first - A_DAY:
            asked.append(number)
    return asked


def _waking(connection: Connection, ahead: Horizon) -> list[int]:
    """The ids of commitments whose reminders begin again on the days of this round."""
    if ahead.days is None:
        return []
    # A day more on both sides: it may be another day where she lives.
    return commitments.waking(connection, ahead.days[0] - A_DAY, ahead.days[1] + A_DAY)


CHUNK = 2000


def _in_force(connection: Connection, ids: Sequence[int]) -> Iterator[list[Commitment]]:
    for first in range(0, len(ids), CHUNK):
        yield commitments.in_force(connection, ids[first : first + CHUNK])


def _composed(
    mailings: Sequence[Mailing], found: _Round, ahead: Horizon, settings: Settings, now: datetime
) -> Planning:
    planned: list[Planned] = []
    failed: list[str] = []
    for mailing in mailings:
        try:
            mail = compose_reminder(mailing, settings, now, turn=found.turn(mailing))
        except (ConfigError, TemplateError):
            raise  # no other mail would fare better
        except TrackerError as error:
            failed.append(f"to {mailing[0].person.name}: {error}")
            continue
        covered = tuple(slot for reminder in mailing for slot in reminder.slots)
        planned.append(Planned(MessageKind.REMINDER, mailing[0].person, covered, mail))
    return Planning(tuple(planned), found.unowned, tuple(failed), ahead.marks)


def _fingerprint(settings: Settings) -> str:
    """What tells these rules of planning from others."""
    office = settings.office
    rules = (RULES, settings.reminders, office.country, office.subdivision, office.quiet_days)
    return sha256(repr(rules).encode()).hexdigest()[:16]
