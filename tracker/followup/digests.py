"""Digests: for which period one is due, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import islice

from tracker.config import DigestSettings
from tracker.followup.lifecycle import is_due_for_review, is_overdue
from tracker.followup.local_time import instant_at, local_day, zone_named
from tracker.followup.quiet import A_DAY, IsWorking, MailHours, every_day, next_working
from tracker.model import Ask, Cadence, Commitment, DigestSchedule, Person, Role, Slot, Status

LATE_AFTER = timedelta(hours=24)
"""A digest that goes out later than this after its hour says so."""


@dataclass(frozen=True, slots=True)
class Period:
    """One digest period, named by the local day on which its digest is due."""

    day: date
    at: datetime
    """When the digest fell due, in UTC."""
    previous: datetime
    """When the one before fell due: what is "new" where no earlier digest went out."""
    late: bool


class SectionKind(StrEnum):
    """The parts of a digest, in their order."""

    OVERDUE = "overdue"
    REVIEW = "review"
    SOON = "soon"
    NEW = "new"
    PROPOSED = "proposed"
    RESOLVED = "resolved"
    WAITING = "waiting"
    """For us: their clock stands still."""
    DORMANT = "dormant"
    UNOWNED = "unowned"


AUDITED = frozenset({SectionKind.OVERDUE, SectionKind.REVIEW, SectionKind.RESOLVED})
"""What an auditor looks at, of everyone."""


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One commitment in a digest."""

    commitment: Commitment
    new: bool
    """Added since the last digest."""


@dataclass(frozen=True, slots=True)
class DigestSection:
    """One part; `lines` are cut at the longest list, `total` counts all."""

    kind: SectionKind
    lines: tuple[DigestLine, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.lines)


@dataclass(frozen=True, slots=True)
class AuditCheckpoint:
    """Count and head of the audit chain: kept in an auditor's mailbox, they witness against a rewritten one."""

    count: int
    head: str
    """The hash of the last event, in hex."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an earlier digest told."""

    at: datetime
    """When it was composed, in UTC."""
    overdue: int | None
    """How many it counted as overdue; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Change:
    """How the number of overdue ones moved."""

    by: int
    """More (positive) or fewer (negative)."""
    since: date
    """The day of the digest that told of the earlier number."""


@dataclass(frozen=True, slots=True)
class DigestContent:
    """What one person is told. Sections without lines are left out."""

    person: Person
    reader: Person
    """Who reads it: the person, or who stands in for her."""
    today: date
    """The day where she lives."""
    since: datetime
    """What is new or resolved counts from here, in UTC."""
    sections: tuple[DigestSection, ...]
    asks: tuple[Ask, ...]
    """Unanswered ones, cut at the longest list."""
    asks_total: int
    undelivered: int
    """Mails that failed for good or came back; told to admins."""
    checkpoint: AuditCheckpoint | None
    change: Change | None
    """Against the last digest of another day; None where there is none, or nothing was or is overdue."""

    @property
    def empty(self) -> bool:
        """Nothing to say."""
        return not (self.sections or self.asks or self.undelivered)

    def total(self, kind: SectionKind) -> int:
        """How many commitments belong to that section, listed or not."""
        return next((section.total for section in self.sections if section.kind is kind), 0)


def due_period(
    schedule: DigestSchedule,
    zone_name: str,
    now: datetime,
    added: datetime,
    is_working: IsWorking = every_day,
) -> Period | None:
    """The latest period whose hour has come at `now`, or None where that was before the person was `added`.

    Only the latest: after a downtime one digest catches up, not one for each week missed. On a quiet day there
    is none: what was missed waits for the next working day. `now` and `added` are instants in UTC.
    """
    if not MailHours(schedule.at, now, is_working).is_open(zone_name):
        return None
    period = latest_period(schedule, zone_name, now, is_working)
    return period if period.at >= added else None


def latest_period(
    schedule: DigestSchedule, zone_name: str, now: datetime, is_working: IsWorking = every_day
) -> Period:
    """The latest period whose hour has come at `now` (UTC)."""
    zone = zone_named(zone_name)
    (day, at), (_, previous) = islice(_past_periods(schedule, zone, now, is_working), 2)
    return Period(day, at, previous, late=now - at > LATE_AFTER)


def digest_slot(person: Person, period: Period) -> Slot:
    """The slot of one digest; to be taken as well when there is nothing to say."""
    return _slot(person, period.day)


def _slot(person: Person, day: date) -> Slot:
    return Slot(f"digest/p{person.id}/{day.isoformat()}", person.id)


def digests_instead(
    person: Person, schedule: DigestSchedule, period: Period, is_working: IsWorking = every_day
) -> list[Slot]:
    """The slots of later digests any of which, once planned, stands for that of `period` as well.

    So it is where the clock went ahead and was set back, or where her schedule was changed: an older digest does not
    follow a newer one. Only up to the next period: a clock that once was years ahead must not silence anybody for long.
    """
    following = period.day + A_DAY
    while not _falls_on(schedule, following):
        following += A_DAY
    days = (next_working(following, is_working) - period.day).days
    return [_slot(person, period.day + A_DAY * each) for each in range(1, days + 1)]


def digest_content(
    person: Person,
    commitments: Iterable[Commitment],
    *,
    since: datetime,
    now: datetime,
    settings: DigestSettings,
    asks: Sequence[Ask] = (),
    undelivered: int = 0,
    checkpoint: AuditCheckpoint | None = None,
    told: Told | None = None,
    reader: Person | None = None,
) -> DigestContent | None:
    """What to tell `person` at `now` (UTC), or None where there is nothing and empty digests are not wanted.

    `commitments` may be all of letters in force: staff are told of their own, admins of their own and of
    those without an owner, auditors of everyone's. Each commitment stands in the first section that fits
    it. `asks` are those that wait on this person; undelivered messages are told to admins only,
    `checkpoint` to auditors only. `told` is the last digest that the same `reader` got of this person's matters.
    """
    today = local_day(now, zone_named(person.zone))
    sections = _sections(commitments, _Frame(person, since, today, settings))
    waiting = [ask for ask in asks if ask.answered is None]
    content = DigestContent(
        person=person,
        reader=reader or person,
        today=today,
        since=since,
        sections=sections,
        asks=tuple(waiting[: settings.longest_list]),
        asks_total=len(waiting),
        undelivered=undelivered if person.role is Role.ADMIN else 0,
        checkpoint=checkpoint if person.role is Role.AUDITOR else None,
        change=_change(sections, told, person, today),
    )
    return None if content.empty and not settings.send_when_empty else content


def _change(
    sections: tuple[DigestSection, ...], told: Told | None, person: Person, today: date
) -> Change | None:
    overdue = next((section.total for section in sections if section.kind is SectionKind.OVERDUE), 0)
    if told is None or told.overdue is None or overdue == told.overdue == 0:
        return None
    day = local_day(told.at, zone_named(person.zone))
    return Change(overdue - told.overdue, day) if day < today else None


def _past_periods(
    schedule: DigestSchedule, zone: tzinfo, now: datetime, is_working: IsWorking
) -> Iterator[tuple[date, datetime]]:
    """Days and instants of the digests due by `now`, latest first.

    Of several that quiet days move to the same instant, the latest stands for all.
    """
    day = local_day(now, zone)
    latest = None
    while True:
        if _falls_on(schedule, day):
            at = instant_at(next_working(day, is_working), schedule.at, zone)
            if at <= now and at != latest:
                latest = at
                yield day, at
        day -= A_DAY


def _falls_on(schedule: DigestSchedule, day: date) -> bool:
    match schedule.cadence:
        case Cadence.DAILY:
            return True
        case Cadence.WEEKLY:
            return day.weekday() == schedule.weekday
        case Cadence.MONTHLY:
            return day.day == schedule.day


@dataclass(frozen=True, slots=True)
class _Frame:
    """For whom and for when sections are filled."""

    person: Person
    since: datetime
    today: date
    settings: DigestSettings


def _sections(commitments: Iterable[Commitment], frame: _Frame) -> tuple[DigestSection, ...]:
    found: dict[SectionKind, list[Commitment]] = {kind: [] for kind in SectionKind}
    for commitment in commitments:
        kind = _section_of(commitment, frame)
        if kind is not None:
            found[kind].append(commitment)
    return tuple(_cut(kind, found[kind], frame) for kind in SectionKind if found[kind])


def _section_of(commitment: Commitment, frame: _Frame) -> SectionKind | None:
    role = frame.person.role
    kind = _kind_of(commitment, frame)
    if role is Role.AUDITOR:
        return kind if kind in AUDITED else None
    if commitment.owner == frame.person.name:
        return kind
    if role is Role.ADMIN and commitment.owner is None and commitment.status is Status.OPEN:
        return SectionKind.UNOWNED
    return None


def _kind_of(commitment: Commitment, frame: _Frame) -> SectionKind | None:
    match commitment.status:
        case Status.PROPOSED:
            return SectionKind.PROPOSED
        case Status.RESOLVED:
            return SectionKind.RESOLVED if commitment.changed > frame.since else None
        case Status.DISMISSED:
            return None
        case Status.OPEN:
            return _kind_of_open(commitment, frame)


def _kind_of_open(commitment: Commitment, frame: _Frame) -> SectionKind | None:
    if commitment.dormant:
        return SectionKind.DORMANT
    if commitment.waiting_since is not None:
        return SectionKind.WAITING
    if is_overdue(commitment, frame.today):
        return SectionKind.OVERDUE
    if is_due_for_review(commitment, frame.today):
        return SectionKind.REVIEW
    if commitment.due and (commitment.due - frame.today).days <= frame.settings.due_within_days:
        return SectionKind.SOON
    return SectionKind.NEW if commitment.added > frame.since else None


def _cut(kind: SectionKind, commitments: list[Commitment], frame: _Frame) -> DigestSection:
    ordered = sorted(commitments, key=_order(kind))
    lines = (DigestLine(each, each.added > frame.since) for each in ordered[: frame.settings.longest_list])
    return DigestSection(kind, tuple(lines), len(ordered))


def _order(kind: SectionKind) -> Callable[[Commitment], tuple[float, int]]:
    """Longest over first, then the next day; what has none last. Resolved ones, the latest first."""
    if kind is SectionKind.RESOLVED:
        return lambda each: (-each.changed.timestamp(), each.id)
    return lambda each: ((each.due or date.max).toordinal(), each.id)
