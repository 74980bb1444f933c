"""Questions about promises that were made again. Those of withdrawn letters and of duplicates do not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, false, func, or_, select, tuple_

from tracker.model import LinkKind
from tracker.store.tables import commitments, letters, links, repeats

_MOST_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class Promise:
    """One making of a promise."""

    id: int
    letter_id: int
    organisation_id: int
    quote: str
    action: str
    day: date
    """The letter's date, or else the day it was received."""


_DAY = func.coalesce(letters.c.date, letters.c.received)
_COUNTED = commitments.join(letters, letters.c.id == commitments.c.letter_id)
_COUNT = (
    letters.c.withdrawn == false(),
    letters.c.duplicate_of.is_(None),
    commitments.c.withdrawn == false(),
)
_PROMISES = (
    select(
        commitments.c.id,
        commitments.c.letter_id,
        commitments.c.organisation_id,
        commitments.c.quote,
        commitments.c.action,
        _DAY.label("day"),
    )
    .select_from(_COUNTED)
    .where(*_COUNT)
)
_MAKINGS = (
    select(
        commitments.c.organisation_id,
        commitments.c.verb,
        _DAY,
        commitments.c.id,
        commitments.c.letter_id,
        commitments.c.action,
    )
    .select_from(_COUNTED)
    .where(*_COUNT)
)


class Making(NamedTuple):
    """One making of a promise, as far as it is compared with others; they sort by their days."""

    day: date
    id: int
    letter_id: int
    action: str


Subject = tuple[int, str]
"""An organisation's id and a verb."""


def of_letters(connection: Connection, letter_ids: Iterable[int]) -> dict[Subject, list[Making]]:
    """The promises of these letters, as far as they count, by organisation and verb."""
    found: dict[Subject, list[Making]] = {}
    for some in _portions(letter_ids):
        _gather(connection, _MAKINGS.where(commitments.c.letter_id.in_(some)), found)
    return found


def about(connection: Connection, subjects: Iterable[Subject]) -> dict[Subject, list[Making]]:
    """All promises that count of each organisation with each verb, earliest letter first."""
    found: dict[Subject, list[Making]] = {}
    for some in _portions(subjects):
        which = tuple_(commitments.c.organisation_id, commitments.c.verb).in_(some)
        _gather(connection, _MAKINGS.where(which), found)
    return {subject: sorted(makings) for subject, makings in found.items()}


def pairs_of(connection: Connection, ids: Iterable[int]) -> set[tuple[int, int]]:
    """The links from these commitments to earlier makings: (commitment, earlier one)."""
    found: set[tuple[int, int]] = set()
    for some in _portions(ids):
        query = select(repeats.c.commitment_id, repeats.c.earlier_id).where(repeats.c.commitment_id.in_(some))
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def made_before(connection: Connection, ids: Iterable[int]) -> set[int]:
    """Those of these commitments that repeat another one that counts: as they were read, or as a person said.

    As they were read, an organisation repeats its own promises only; what was one may have become two again.
    """
    found: set[int] = set()
    again = commitments.alias("again")
    of_one = again.c.organisation_id == commitments.c.organisation_id
    for table, earlier, holds in (
        (repeats, repeats.c.earlier_id, (of_one,)),
        (links, links.c.other_id, (links.c.kind == LinkKind.REPEATS.value, links.c.withdrawn == false())),
    ):
        counted = (
            table.join(commitments, commitments.c.id == earlier)
            .join(letters, letters.c.id == commitments.c.letter_id)
            .join(again, again.c.id == table.c.commitment_id)
        )
        for some in _portions(ids):
            query = select(table.c.commitment_id).select_from(counted).where(*_COUNT, *holds)
            found.update(connection.scalars(query.where(table.c.commitment_id.in_(some))))
    return found


def _gather(connection: Connection, query: Select[Any], found: dict[Subject, list[Making]]) -> None:
    for organisation, verb, *making in connection.execute(query):
        found.setdefault((organisation, verb), []).append(Making(*making))


def _portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Few enough for one question."""
    wanted = sorted(set(values))
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        yield wanted[first : first + _MOST_PARAMETERS]


def by_ids(connection: Connection, ids: Iterable[int]) -> list[Promise]:
    """Those of the given commitments whose letters count, earliest letter first."""
    found: list[Promise] = []
    for some in _portions(ids):
        found += _all(connection, _PROMISES.where(commitments.c.id.in_(some)))
    return sorted(found, key=lambda promise: (promise.day, promise.id))


def made_again(connection: Connection, commitment_id: int) -> list[Promise]:
    """All makings of the same promise by one organisation, this one among them, earliest letter first.

    Empty where it was made once, or where its own letter does not count.
    """
    known = {promise.id: promise for promise in by_ids(connection, [commitment_id])}
    fresh = set(known)
    while fresh:
        near = by_ids(connection, set(_linked_with(connection, fresh)) - set(known))
        organisations = {promise.organisation_id for promise in known.values()}
        fresh = {promise.id for promise in near if promise.organisation_id in organisations}
        known |= {promise.id: promise for promise in near if promise.id in fresh}
    if len(known) < 2:
        return []
    return sorted(known.values(), key=lambda promise: (promise.day, promise.id))


def _linked_with(connection: Connection, ids: set[int]) -> Iterator[int]:
    for table, other in ((repeats, repeats.c.earlier_id), (links, links.c.other_id)):
        query = select(table.c.commitment_id, other).where(
            or_(table.c.commitment_id.in_(ids), other.in_(ids))
        )
        if table is links:
            query = query.where(links.c.kind == LinkKind.REPEATS.value, links.c.withdrawn == false())
        for row in connection.execute(query):
            yield from row


def _all(connection: Connection, query: Select[Any]) -> list[Promise]:
    ordered = query.order_by(_DAY, commitments.c.id)
    return [_promise(row) for row in connection.execute(ordered)]


def _promise(row: Row[Any]) -> Promise:
    return Promise(row.id, row.letter_id, row.organisation_id, row.quote, row.action, row.day)
