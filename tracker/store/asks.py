"""Questions about what letters ask of us. Asks of withdrawn letters and of duplicates stand in no list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, false, select, text

from tracker.model import Ask, Status
from tracker.model.filters import Filter
from tracker.store import filters
from tracker.store.tables import UNANSWERED, asks, commitments, holds, letters, organisations, people

_SELECT = (
    select(
        asks,
        organisations.c.name.label("organisation"),
        letters.c.confidential,
        letters.c.received,
        letters.c.received_known,
        people.c.name.label("owner"),
    )
    .select_from(asks)
    .join(letters, letters.c.id == asks.c.letter_id)
    .join(organisations, organisations.c.id == asks.c.organisation_id)
    .outerjoin(people, people.c.id == asks.c.owner_id)
)
_COUNTS = and_(letters.c.withdrawn == false(), letters.c.duplicate_of.is_(None))
_HOLDING = (
    select(holds)
    .join(asks, asks.c.id == holds.c.ask_id)
    .where(holds.c.withdrawn == false(), asks.c.answered.is_(None))
)
_MOST_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class Hold:
    """An open ask that holds up a commitment."""

    id: int
    ask_id: int
    commitment_id: int
    since: date


def by_id(connection: Connection, ask_id: int) -> Ask | None:
    """One ask."""
    row = connection.execute(_SELECT.where(asks.c.id == ask_id)).first()
    return _ask(row) if row else None


def of_letter(connection: Connection, letter_id: int) -> list[Ask]:
    """All asks of one letter, in the order of the text."""
    query = _SELECT.where(asks.c.letter_id == letter_id).order_by(asks.c.quote_start, asks.c.id)
    return _all(connection, query)


def matching(
    connection: Connection, wanted: Filter, *, answered: bool | None = False, limit: int | None = None
) -> list[Ask]:
    """Asks that a filter wants, its names resolved, oldest first: open ones, with `answered` the others, with None all."""
    query = _SELECT.where(_COUNTS, *filters.of_asks(connection.dialect.name, wanted))
    if answered is not None:
        query = query.where(asks.c.answered.is_not(None) if answered else text(UNANSWERED))
    return _all(connection, query.order_by(asks.c.id).limit(limit))


def listing(connection: Connection, *, answered: bool = False, owner: str | None = None) -> list[Ask]:
    """Asks, oldest first: those that are open, or with `answered` the others; of one person where she is named."""
    query = _SELECT.where(_COUNTS, asks.c.answered.is_not(None) if answered else text(UNANSWERED))
    if owner is not None:
        query = query.where(people.c.name == owner)
    return _all(connection, query.order_by(asks.c.id))


def waiting_on(connection: Connection, owner_ids: Collection[int]) -> dict[int, list[Ask]]:
    """By person, the open asks that wait on her, oldest first.

    Those assigned to her; and of those assigned to nobody, each of a letter with commitments of hers that were not
    dismissed.
    """
    wanted = sorted(owner_ids)
    hers = (
        select(commitments.c.letter_id, commitments.c.owner_id)
        .where(
            commitments.c.owner_id.in_(wanted),
            commitments.c.status != Status.DISMISSED.value,
            commitments.c.withdrawn == false(),
        )
        .distinct()
        .subquery()
    )
    open_ones = _SELECT.where(_COUNTS, text(UNANSWERED))
    unassigned = (
        open_ones.add_columns(hers.c.owner_id.label("waits_on"))
        .join(hers, hers.c.letter_id == asks.c.letter_id)
        .where(asks.c.owner_id.is_(None))
    )
    assigned = open_ones.add_columns(asks.c.owner_id.label("waits_on")).where(asks.c.owner_id.in_(wanted))
    rows = [*connection.execute(unassigned), *connection.execute(assigned)]
    found: dict[int, list[Ask]] = {}
    for row in sorted(rows, key=lambda each: each.id):
        found.setdefault(row.waits_on, []).append(_ask(row))
    return found


def holding(connection: Connection, commitment_id: int) -> list[Hold]:
    """What holds up a commitment, oldest ask first."""
    return _holds(connection, _HOLDING.where(holds.c.commitment_id == commitment_id))


def held_by(connection: Connection, ask_ids: Collection[int]) -> list[Hold]:
    """The commitments that these asks, as far as they are open, hold up."""
    wanted = sorted(set(ask_ids))
    found: list[Hold] = []
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[first : first + _MOST_PARAMETERS]
        found += _holds(connection, _HOLDING.where(holds.c.ask_id.in_(some)))
    return found


def hold_between(connection: Connection, ask_id: int, commitment_id: int) -> int | None:
    """The row of that hold, also one that was taken back."""
    query = select(holds.c.id).where(holds.c.ask_id == ask_id, holds.c.commitment_id == commitment_id)
    found: int | None = connection.scalar(query)
    return found


def _holds(connection: Connection, query: Select[Any]) -> list[Hold]:
    ordered = query.order_by(holds.c.ask_id, holds.c.commitment_id)
    return [Hold(row.id, row.ask_id, row.commitment_id, row.since) for row in connection.execute(ordered)]


def _all(connection: Connection, query: Select[Any]) -> list[Ask]:
    return [_ask(row) for row in connection.execute(query)]


def _ask(row: Row[Any]) -> Ask:
    return Ask(
        id=row.id,
        letter_id=row.letter_id,
        organisation=row.organisation,
        quote=row.quote,
        start=row.quote_start,
        end=row.quote_end,
        answered=row.answered,
        confidential=row.confidential,
        received=row.received,
        received_known=row.received_known,
        owner=row.owner,
        answer=row.answer,
        version=row.version,
    )
