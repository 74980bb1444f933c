"""Questions about organisations. One that was merged into another is found under the other's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, false, func, select

from tracker.store.tables import aliases, asks, commitments, letters, organisations


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who makes promises, and how much of it is here."""

    id: int
    name: str
    aliases: tuple[str, ...]
    letters: int
    commitments: int
    """Without those of withdrawn letters and of duplicates."""


_IN_USE = aliases.c.withdrawn == false()


def id_of(connection: Connection, name: str) -> int | None:
    """The id of the organisation of exactly that name or alias; never that of a merged one."""
    query = select(organisations.c.id).where(
        organisations.c.name == name, organisations.c.merged_into.is_(None)
    )
    own = connection.scalar(query)
    return own or connection.scalar(select(aliases.c.organisation_id).where(aliases.c.name == name, _IN_USE))


def disused(connection: Connection, alias: str) -> int | None:
    """The id of an alias that was taken back."""
    return connection.scalar(select(aliases.c.id).where(aliases.c.name == alias, aliases.c.withdrawn))


def name_of(connection: Connection, organisation_id: int) -> str:
    """The canonical name."""
    query = select(organisations.c.name).where(organisations.c.id == organisation_id)
    name: str = connection.execute(query).scalar_one()
    return name


def all_names(connection: Connection) -> list[tuple[str, int]]:
    """Every name and alias with the id that it leads to, oldest organisation first."""
    own = select(organisations.c.name, organisations.c.id).where(organisations.c.merged_into.is_(None))
    others = select(aliases.c.name, aliases.c.organisation_id).where(_IN_USE)
    rows = [
        *connection.execute(own.order_by(organisations.c.id)),
        *connection.execute(others.order_by(aliases.c.id)),
    ]
    return [(row[0], row[1]) for row in rows]


def names(connection: Connection) -> list[str]:
    """All canonical names, in order."""
    query = select(organisations.c.name).where(organisations.c.merged_into.is_(None))
    return list(connection.scalars(query.order_by(organisations.c.name)))


def aliases_of(connection: Connection, organisation_id: int) -> list[tuple[int, str]]:
    """Id and name of each alias, by name."""
    query = select(aliases.c.id, aliases.c.name).where(aliases.c.organisation_id == organisation_id, _IN_USE)
    return [(row.id, row.name) for row in connection.execute(query.order_by(aliases.c.name))]


def listing(connection: Connection) -> list[Organisation]:
    """All organisations that were not merged into others, by name."""
    letter_counts = _counts(
        connection,
        select(letters.c.organisation_id, func.count()).where(letters.c.withdrawn == false())
        .group_by(letters.c.organisation_id),
    )  # fmt: skip
    counted = commitments.join(letters, letters.c.id == commitments.c.letter_id)
    commitment_counts = _counts(
        connection,
        select(commitments.c.organisation_id, func.count()).select_from(counted)
        .where(
            letters.c.withdrawn == false(), letters.c.duplicate_of.is_(None), commitments.c.withdrawn == false()
        )
        .group_by(commitments.c.organisation_id),
    )  # fmt: skip
    other_names: dict[int, list[str]] = {}
    for row in connection.execute(select(aliases).where(_IN_USE).order_by(aliases.c.name)):
        other_names.setdefault(row.organisation_id, []).append(row.name)
    query = select(organisations).where(organisations.c.merged_into.is_(None)).order_by(organisations.c.name)
    return [
        Organisation(
            row.id,
            row.name,
            tuple(other_names.get(row.id, ())),
            letter_counts.get(row.id, 0),
            commitment_counts.get(row.id, 0),
        )
        for row in connection.execute(query)
    ]


def rows_of(connection: Connection, organisation_id: int) -> dict[str, list[int]]:
    """Ids of all rows of the organisation: of letters, commitments and asks, withdrawn ones too."""
    return {
        table.name: list(
            connection.scalars(
                select(table.c.id).where(table.c.organisation_id == organisation_id).order_by(table.c.id)
            )
        )
        for table in (letters, commitments, asks)
    }


def _counts(connection: Connection, query: Select[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in connection.execute(query)}
