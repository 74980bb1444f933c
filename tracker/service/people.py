"""The people who follow up."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError, UsageError
from tracker.followup.local_time import local_day, zone_named
from tracker.followup.staff import Staff
from tracker.model import Cadence, DigestSchedule, Person, Role
from tracker.model.people import WEEKDAYS
from tracker.service import unknown
from tracker.store import asks, cases, commitments, tables
from tracker.store import people as queries
from tracker.store.unit import Act, reading, writing

# One "@", something on both sides, no blanks: the mail server judges the rest.
_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,255}")
_DIGEST = re.compile(r"(?:(daily)|(monthly) (\d{1,2})|([a-z]+)) (\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as typed."""

    name: str
    email: str
    role: Role
    zone: str
    digest: str
    """"monday 08:00", "daily 07:30", "monthly 1 08:00" or "none"."""


def add(engine: Engine, act: Act, newcomer: NewPerson) -> int:
    """Store a person; returns her id. Raises UsageError, RefusedError where the name is taken."""
    name = " ".join(newcomer.name.split())
    if not name or not name.isprintable():
        raise UsageError("A person needs a name in printable characters.")
    _require_address(newcomer.email)
    schedule = parse_schedule(newcomer.digest)
    _require_zone(newcomer.zone)
    with writing(engine, act) as unit:
        if queries.by_name(unit.connection, name):
            raise RefusedError(
                f"there is a {name!r} already; choose another name, such as one with a surname."
            )
        return unit.insert(
            tables.people,
            {
                "name": name,
                "email": newcomer.email,
                "role": newcomer.role,
                "zone": newcomer.zone,
                **queries.columns_of(schedule),
            },
            "person.added",
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of a person; None leaves it as it is."""

    email: str | None = None
    role: Role | None = None
    zone: str | None = None
    digest: str | None = None


def edit(engine: Engine, act: Act, name: str, changes: Changes) -> bool:
    """Change what stands of a person; False where nothing would change.

    Raises UnknownError, UsageError, RefusedError where nobody would manage people any more, or an auditor would have
    something in hand.
    """
    columns: dict[str, object] = {}
    if changes.email is not None:
        _require_address(changes.email)
        columns["email"] = changes.email
    if changes.zone is not None:
        _require_zone(changes.zone)
        columns["zone"] = changes.zone
    if changes.digest is not None:
        columns |= queries.columns_of(parse_schedule(changes.digest))
    if changes.role is not None:
        columns["role"] = changes.role
    if not columns:
        raise UsageError("Say what changes: --email, --role, --zone or --digest.")
    with writing(engine, act) as unit:
        person = _find(unit.connection, name)
        if person.role is Role.ADMIN and changes.role not in {None, Role.ADMIN}:
            others = [each for each in queries.listing(unit.connection) if each.role is Role.ADMIN]
            if len(others) == 1:
                raise RefusedError(f"{name} is the only admin; make somebody else one first.")
        if changes.role is Role.AUDITOR:
            _require_empty_hands(unit.connection, person)
        return unit.update(tables.people, person.id, columns, "person.edited")


def _require_empty_hands(connection: Connection, person: Person) -> None:
    """Who only reads from now on leaves nothing behind that nobody follows up."""
    if commitments.unresolved_of(connection, person.name) or asks.listing(connection, owner=person.name):
        raise RefusedError(
            f"{person.name} has promises or asks in hand, and auditors only read; give them to somebody first: "
            f"tracker handover {shlex.quote(person.name)} PERSON."
        )


def listing(engine: Engine) -> list[Person]:
    """Everyone, by name."""
    with reading(engine) as connection:
        return queries.listing(connection)


def zone_of(engine: Engine, name: str) -> ZoneInfo | None:
    """Where the person of that name lives; None where there is none."""
    with reading(engine) as connection:
        person = queries.by_name(connection, name)
    zone = zone_named(person.zone) if person else None
    return zone if isinstance(zone, ZoneInfo) else None


def staff_of(connection: Connection) -> Staff:
    """Everyone, with who leads what and since when each is there."""
    return Staff(
        tuple(queries.listing(connection)),
        {case.name: case.lead for case in cases.listing(connection) if case.lead},
        queries.added(connection),
    )


def set_absent(engine: Engine, act: Act, name: str, until: date, cover: str) -> str:
    """Mark a person as away up to and including `until`; her mail goes to `cover` meanwhile.

    Returns whom it goes to now: `cover`, or who stands in for her while she is away too. Raises UnknownError,
    UsageError where nobody would read it.
    """
    with writing(engine, act) as unit:
        person, deputy = (_find(unit.connection, each) for each in (name, cover))
        if deputy.id == person.id:
            raise UsageError(f"{name} cannot stand in for herself; name another person with --cover.")
        if until < local_day(act.at, zone_named(person.zone)):
            raise UsageError(f"{until} has passed where {name} lives; give her last day away.")
        changes = {"absent_until": until, "cover_id": deputy.id}
        unit.update(tables.people, person.id, changes, "person.absent")
        staff = staff_of(unit.connection)
        reader = staff.reader(staff.by_id[person.id], act.at)
        if reader.id == person.id:
            raise UsageError(
                f"{cover} is away too, and nobody stands in for both; name someone who is there with --cover."
            )
    return reader.name


def set_back(engine: Engine, act: Act, name: str) -> bool:
    """A person reads her own mail again; False where she was not away. Raises UnknownError."""
    with writing(engine, act) as unit:
        person = _find(unit.connection, name)
        return unit.update(tables.people, person.id, {"absent_until": None, "cover_id": None}, "person.back")


def _find(connection: Connection, name: str) -> Person:
    person = queries.by_name(connection, name)
    if person is None:
        raise unknown.no_person(connection, name)
    return person


def parse_schedule(words: str) -> DigestSchedule | None:
    """When a digest goes out: "monday 08:00", "daily 07:30", "monthly 1 08:00"; "none" is None.

    Raises UsageError.
    """
    if words.strip().lower() == "none":
        return None
    match = _DIGEST.fullmatch(" ".join(words.lower().split()))
    wrong = UsageError(
        f'{words!r} is no digest time; write "monday 08:00", "daily 07:30", "monthly 1 08:00" or "none".'
    )
    if (
        match is None
        or (match[4] and match[4] not in WEEKDAYS)
        or (match[3] and not 1 <= int(match[3]) <= 28)
    ):
        raise wrong
    try:
        at = time(int(match[5]), int(match[6]))
    except ValueError:
        raise wrong from None
    if match[1]:
        return DigestSchedule(Cadence.DAILY, at=at)
    if match[2]:
        return DigestSchedule(Cadence.MONTHLY, day=int(match[3]), at=at)
    return DigestSchedule(Cadence.WEEKLY, weekday=WEEKDAYS.index(match[4]), at=at)


def _require_address(email: str) -> None:
    if not _ADDRESS.fullmatch(email):
        raise UsageError(f"{email!r} is no mail address; write it as ana@office.example.")


def _require_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(f'no time zone {name!r}; write a name such as "Africa/Nairobi".') from None
