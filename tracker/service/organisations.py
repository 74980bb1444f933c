"""Organisations: who makes promises, under which names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError, UsageError
from tracker.followup.organisations import UNKNOWN_SENDER, key_of
from tracker.model import Commitment, Letter, Status
from tracker.service import repeats, unknown
from tracker.store import commitments, letters, tables
from tracker.store import organisations as queries
from tracker.store.organisations import Organisation
from tracker.store.unit import Act, Unit, reading, writing

__all__ = [
    "Merged",
    "Organisation",
    "OrganisationView",
    "add_alias",
    "find_id",
    "listing",
    "merge",
    "resolve",
    "resolve_all",
    "view",
]


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation with all that it wrote and promised."""

    organisation: Organisation
    letters: tuple[Letter, ...]
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """How much went from one organisation to the other."""

    into: str
    letters: int
    commitments: int


def resolve(unit: Unit, name: str) -> int:
    """The id of the organisation of that name, which is added where it is new.

    Known are exact names and aliases, then those that differ only in case, stops, article or legal form.
    """
    return resolve_all(unit, [name])[name]


def resolve_all(unit: Unit, names: Iterable[str]) -> dict[str, int]:
    """The id of the organisation of each name, as `resolve` finds it."""
    found: dict[str, int] = {}
    by_key: dict[str, int] | None = None
    for name in dict.fromkeys(names):
        written = " ".join(name.split())
        number = queries.id_of(unit.connection, written)
        if number is None:
            by_key = by_key if by_key is not None else _ids_by_key(unit.connection)
            number = by_key.get(key_of(written))
        if number is None:
            number = unit.insert(tables.organisations, {"name": written}, "organisation.added")
        if by_key is not None:
            by_key.setdefault(key_of(written), number)
        found[name] = number
    return found


def find_id(connection: Connection, name: str) -> int | None:
    """The id of the organisation that goes by this name, or surely does; None where there is none."""
    return queries.id_of(connection, name) or _ids_by_key(connection).get(key_of(name))


def _ids_by_key(connection: Connection) -> dict[str, int]:
    """The first id for what names of one organisation have in common."""
    found: dict[str, int] = {}
    for name, number in queries.all_names(connection):
        found.setdefault(key_of(name), number)
    return found


def listing(engine: Engine) -> list[Organisation]:
    """All organisations, by name."""
    with reading(engine) as connection:
        return queries.listing(connection)


def view(engine: Engine, name: str) -> OrganisationView:
    """One organisation, by any of its names. Raises UnknownError."""
    with reading(engine) as connection:
        number = _find(connection, name)
        organisation = next(each for each in queries.listing(connection) if each.id == number)
        return OrganisationView(
            organisation,
            tuple(letters.listing(connection, organisation=organisation.name)),
            tuple(commitments.listing(connection, statuses=tuple(Status), organisation=organisation.name)),
        )


def add_alias(engine: Engine, act: Act, name: str, alias: str) -> str:
    """Let an organisation go by one more name; returns its canonical one.

    Raises UnknownError, UsageError, RefusedError where the alias leads to another organisation.
    """
    alias = " ".join(alias.split())
    if not alias or not alias.isprintable():
        raise UsageError("An alias needs printable characters.")
    with writing(engine, act) as unit:
        number = _find(unit.connection, name)
        canonical = queries.name_of(unit.connection, number)
        _refuse_unknown_sender(canonical, alias)
        taken = queries.id_of(unit.connection, alias)
        if taken == number:
            raise RefusedError(f"{canonical} goes by the name {alias!r} already.")
        if taken is not None:
            other = queries.name_of(unit.connection, taken)
            raise RefusedError(
                f"{alias!r} is {other}; if both are one, say: tracker organisations merge {canonical!r} {other!r}."
            )
        _call(unit, number, alias)
        return canonical


def merge(engine: Engine, act: Act, name: str, other: str) -> Merged:
    """Move all that `other` wrote and promised to the organisation `name`, which goes by its names from now on.

    Raises UnknownError, RefusedError where both are one already.
    """
    with writing(engine, act) as unit:
        number, gone = _find(unit.connection, name), _find(unit.connection, other)
        kept, lost = (queries.name_of(unit.connection, each) for each in (number, gone))
        if number == gone:
            raise RefusedError(f"{name!r} and {other!r} are one organisation already: {kept}.")
        _refuse_unknown_sender(kept, lost)
        rows = queries.rows_of(unit.connection, gone)
        for table in (tables.letters, tables.commitments, tables.asks):
            for row in rows[table.name]:
                unit.update(table, row, {"organisation_id": number}, "organisation.merged")
        for alias, _ in queries.aliases_of(unit.connection, gone):
            unit.update(tables.aliases, alias, {"organisation_id": number}, "organisation.merged")
        _call(unit, number, lost)
        unit.update(tables.organisations, gone, {"merged_into": number}, "organisation.merged")
        repeats.link(unit, rows["letters"])
        return Merged(kept, len(rows["letters"]), len(rows["commitments"]))


def _call(unit: Unit, number: int, alias: str) -> None:
    """Let the organisation go by this name, too; it may have been taken back before."""
    disused = queries.disused(unit.connection, alias)
    if disused is None:
        unit.insert(tables.aliases, {"name": alias, "organisation_id": number}, "alias.added")
    else:
        in_use = {"organisation_id": number, "withdrawn": False}
        unit.update(tables.aliases, disused, in_use, "alias.added")


def _find(connection: Connection, name: str) -> int:
    number = find_id(connection, " ".join(name.split()))
    if number is None:
        raise unknown.no_organisation(connection, name)
    return number


def _refuse_unknown_sender(*names: str) -> None:
    """Under that name stands what many have written."""
    if UNKNOWN_SENDER in names:
        raise RefusedError(
            f"{UNKNOWN_SENDER!r} stands for many; name each letter's sender: tracker letter edit ID --sender NAME."
        )
