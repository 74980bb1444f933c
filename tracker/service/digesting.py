"""Which digests are due, and how one would look now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from tracker.config import Settings
from tracker.errors import ConfigError, TemplateError, TrackerError
from tracker.followup.digests import (
    AuditCheckpoint,
    Period,
    Told,
    digest_content,
    digest_slot,
    digests_instead,
    due_period,
    latest_period,
)
from tracker.followup.quiet import A_DAY, IsWorking, every_day
from tracker.followup.staff import Staff
from tracker.mail.compose import Mail, compose_digest, told_overdue
from tracker.model import Commitment, DigestSchedule, MessageKind, Person, Role
from tracker.service import unknown
from tracker.service.bounces import undelivered
from tracker.service.people import staff_of
from tracker.service.planning import Planned, Planning
from tracker.store import asks, audit, commitments, people, slots
from tracker.store.slots import Held
from tracker.store.unit import reading

Due = tuple[Person, Period]
AT_ONCE = 50
"""People whose matters are held in memory together."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Preview:
    """One person's digest as it would look now."""

    reader: Person
    """Who would read it."""
    mail: Mail | None
    """None where there is nothing to say, so that no mail would go out."""


def due_digests(
    engine: Engine, settings: Settings, now: datetime, is_working: IsWorking = every_day
) -> Planning:
    """The digests that are due at `now` (UTC) and not planned yet; writes nothing."""
    with reading(engine) as connection:
        due, turns = _open_periods(connection, now, is_working)
        if not due:
            return Planning()
        staff = staff_of(connection)
        planned: list[Planned] = []
        failed: list[str] = []
        for first in range(0, len(due), AT_ONCE):
            some = due[first : first + AT_ONCE]
            news = _News(connection, settings, now, staff, some)
            for person, period in some:
                slot = digest_slot(person, period)
                try:
                    reader, mail = news.digest(person, period, turns.get(slot.key, 0))
                except (ConfigError, TemplateError):
                    raise  # no other mail would fare better
                except TrackerError as error:
                    failed.append(f"to {person.name}: {error}")
                else:
                    planned.append(Planned(MessageKind.DIGEST, reader, (slot,), mail))
    return Planning(tuple(planned), failed=tuple(failed))


def preview(
    engine: Engine, settings: Settings, name: str, now: datetime, is_working: IsWorking = every_day
) -> Preview:
    """A person's digest as it would look at `now` (UTC), due or not; writes nothing. Raises UnknownError."""
    with reading(engine) as connection:
        person = people.by_name(connection, name)
        if person is None:
            raise unknown.no_person(connection, name)
        latest = latest_period(person.digest or DigestSchedule(), person.zone, now, is_working)
        period = replace(latest, late=False)
        reader, mail = _News(connection, settings, now, staff_of(connection), [(person, period)]).digest(
            person, period
        )
    return Preview(reader, mail)


def _open_periods(
    connection: Connection, now: datetime, is_working: IsWorking
) -> tuple[list[Due], dict[str, int]]:
    """The periods whose digests are due and not planned yet; and for slots that were freed, how often."""
    everyone = [(person, person.digest) for person in people.listing(connection) if person.digest is not None]
    # Most people share their schedule with others; each is looked at once.
    periods = {
        (schedule, zone): due_period(schedule, zone, now, LONG_AGO, is_working)
        for schedule, zone in {(schedule, person.zone) for person, schedule in everyone}
    }
    latest = [
        (person, period)
        for person, schedule in everyone
        if (period := periods[schedule, person.zone]) is not None
    ]
    held = slots.by_keys(connection, [digest_slot(*each).key for each in latest])
    taken = _taken(held)
    waiting = [each for each in latest if digest_slot(*each).key not in taken]
    added = people.added(connection) if waiting else {}
    due = _not_overtaken(
        connection, [each for each in waiting if each[1].at >= added[each[0].id]], is_working
    )
    return due, {each.key: each.turn for each in held if each.released}


def _not_overtaken(connection: Connection, due: Sequence[Due], is_working: IsWorking) -> list[Due]:
    later = {
        person.id: {
            slot.key
            for slot in digests_instead(person, person.digest or DigestSchedule(), period, is_working)
        }
        for person, period in due
    }
    overtaken = _taken(slots.by_keys(connection, set().union(*later.values())))
    return [each for each in due if overtaken.isdisjoint(later[each[0].id])]


def _taken(held: Sequence[Held]) -> set[str]:
    return {each.key for each in held if not each.released}


class _News:
    """What the digests of some people draw from, asked for all of them at once."""

    def __init__(
        self, connection: Connection, settings: Settings, now: datetime, staff: Staff, due: Sequence[Due]
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._now = now
        self._staff = staff
        checkpoint = audit.checkpoint(connection)
        self._checkpoint = AuditCheckpoint(checkpoint.count, checkpoint.head)
        self._undelivered = undelivered(connection, now)
        ids = [person.id for person, _ in due]
        self._last = slots.last_digests(connection, ids)
        since = [self._since(person, period) for person, period in due]
        self._tomorrow = now.date() + A_DAY  # where she lives it may be so already
        until = self._tomorrow + timedelta(days=settings.digests.due_within_days)
        self._own = commitments.news_of_owners(connection, ids, min(since), until)
        self._asks = asks.waiting_on(connection, ids)

    def digest(self, person: Person, period: Period, turn: int = 0) -> tuple[Person, Mail | None]:
        """Who reads this person's digest, and the digest if there is something to say."""
        reader = self._staff.reader(person, self._now)
        last = self._last.get((person.id, reader.id))
        since = self._since(person, period)
        content = digest_content(
            person,
            self._commitments(person, since),
            since=since,
            now=self._now,
            settings=self._settings.digests,
            asks=self._asks.get(person.id, ()),
            undelivered=self._undelivered,
            checkpoint=self._checkpoint,
            told=Told(last.at, told_overdue(last.content)) if last else None,
            reader=reader,
        )
        if content is None:
            return reader, None
        return reader, compose_digest(content, period, self._settings, self._now, turn=turn)

    def _since(self, person: Person, period: Period) -> datetime:
        """When the reader was last told of this person's matters."""
        reader = self._staff.reader(person, self._now)
        last = self._last.get((person.id, reader.id))
        return last.at if last else period.previous

    def _commitments(self, person: Person, since: datetime) -> list[Commitment]:
        """All that can stand in this person's digest."""
        connection = self._connection
        match person.role:
            case Role.AUDITOR:
                day = self._tomorrow + A_DAY
                return [
                    *commitments.overdue_as_of(connection, day),
                    *commitments.review_due_as_of(connection, day),
                    *commitments.resolved_since(connection, since),
                ]
            case Role.ADMIN:
                return [*self._own.get(person.name, ()), *commitments.without_owner(connection)]
            case Role.STAFF:
                return self._own.get(person.name, [])
