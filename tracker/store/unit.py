"""The only way to change the store: one transaction, each change recorded in the audit chain with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Table, insert, select, update

from tracker.errors import RefusedError, UnknownError
from tracker.model.events import noun
from tracker.store.audit import Act, Record, append
from tracker.store.engine import reading_connection, writing_connection
from tracker.store.failures import explained
from tracker.store.statements import insert_or_nothing, insert_rows, new_ids, update_by_id, update_by_ids
from tracker.store.tables import contents
from tracker.store.values import Row, complete, plain, recorded

__all__ = ["Act", "TakenError", "Unit", "reading", "write_unaudited", "writing"]

_MOST_PARAMETERS = 500


class TakenError(Exception):
    """Somebody else was faster with a unique key; the unit that met it must be rolled back."""


@contextmanager
def reading(store: Engine | Connection) -> Iterator[Connection]:
    """One snapshot of the store. Takes no write lock and refuses to write.

    A connection of `reading_connection` may be used again and again; it spares the way to a new one.
    """
    if isinstance(store, Connection):
        with explained(store.engine.url), store.begin():
            yield store
        return
    with explained(store.url), reading_connection(store).begin() as connection:
        yield connection


@contextmanager
def writing(store: Engine | Connection, act: Act) -> Iterator[Unit]:
    """One transaction: all of it is kept when the block ends well, nothing of it when it raises.

    Its events are written when the block ends; until then `history` does not show them. A connection of
    `writing_connection` may be used again and again.
    Raises UnavailableError where the store cannot be used, RefusedError where this login may only read.
    """
    if isinstance(store, Connection):
        with explained(store.engine.url), store.begin():
            yield from _unit(store, act)
        return
    with explained(store.url), writing_connection(store).begin() as connection:
        yield from _unit(connection, act)


def _unit(connection: Connection, act: Act) -> Iterator[Unit]:
    unit = Unit(connection, act)
    yield unit
    append(connection, act, unit.records)


def write_unaudited(engine: Engine, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Writes one row of a table that is not audited over the one of the same key, in a transaction of its own."""
    with explained(engine.url), writing_connection(engine).begin() as connection:
        connection.execute(insert_or_nothing(connection, table), {**key, **values})
        connection.execute(update(table).filter_by(**key).values(values))


class Unit:
    """One act of one actor, going on."""

    def __init__(self, connection: Connection, act: Act) -> None:
        self.connection = connection
        """For the queries of this package; changes go through the methods."""
        self.act = act
        self.records: list[Record] = []

    def insert(self, table: Table, values: Mapping[str, Any], action: str, note: str | None = None) -> int:
        """Adds a row and returns its id."""
        row = complete(table, values)
        row_id: int = self.connection.execute(insert(table).returning(table.c.id), row).scalar_one()
        self._record_new(table, row_id, row, action, note)
        return row_id

    def new_ids(self, table: Table, count: int) -> list[int]:
        """Ids for rows that are about to be added with `insert_many`; nobody else will get them."""
        return new_ids(self.connection, table, count)

    def insert_many(
        self, table: Table, rows: Sequence[Mapping[str, Any]], action: str, ids: Sequence[int] | None = None
    ) -> list[int]:
        """Adds rows fast and returns their ids in the same order; `ids` are those that `new_ids` gave."""
        if not rows:
            return []
        numbered = self._numbered(table, rows, ids)
        insert_rows(self.connection, table, numbered)
        return self._record_all_new(table, numbered, action)

    def insert_many_if_new(self, table: Table, rows: Sequence[Mapping[str, Any]], action: str) -> list[int]:
        """Adds rows fast and returns their ids in the same order. Raises TakenError where a unique key is taken already."""
        if not rows:
            return []
        numbered = self._numbered(table, rows)
        adding = insert_or_nothing(self.connection, table).returning(table.c.id)
        if len(self.connection.scalars(adding, numbered).all()) < len(numbered):
            raise TakenError
        return self._record_all_new(table, numbered, action)

    def insert_as_they_are(self, table: Table, rows: Sequence[Mapping[str, Any]], action: str) -> None:
        """Adds whole rows under the `id` of each; they may refer to one another in any order."""
        if not rows:
            return
        within = [str(c.name) for c in table.c if any(key.column.table is table for key in c.foreign_keys)]
        insert_rows(self.connection, table, [{**row, **dict.fromkeys(within)} for row in rows])
        referring = [row for row in rows if any(row[name] is not None for name in within)]
        if referring:
            values = [{"row_id": row["id"], **{name: row[name] for name in within}} for row in referring]
            self.connection.execute(update_by_id(table, tuple(within)), values)
        self._record_all_new(table, rows, action)

    def insert_if_new(
        self, table: Table, values: Mapping[str, Any], action: str, note: str | None = None
    ) -> int | None:
        """Adds a row and returns its id; None, and nothing added, where a unique key is taken already."""
        row = complete(table, values)
        adding = insert_or_nothing(self.connection, table).returning(table.c.id)
        row_id: int | None = self.connection.execute(adding, row).scalar_one_or_none()
        if row_id is not None:
            self._record_new(table, row_id, row, action, note)
        return row_id

    def update(
        self,
        table: Table,
        row_id: int,
        changes: Mapping[str, Any],
        action: str,
        note: str | None = None,
        expected_version: int | None = None,
    ) -> bool:
        """Changes a row and counts its version up; False, and no event, where nothing would change.

        Raises UnknownError where there is no such row, RefusedError where its version is no longer
        `expected_version`: someone else changed it in between.
        """
        found = (
            self.connection.execute(select(table).where(table.c.id == row_id).with_for_update())
            .mappings()
            .one_or_none()
        )
        if found is None:
            raise UnknownError(f"There is no {noun(str(table.name))} {row_id}.")
        if expected_version is not None and found["version"] != expected_version:
            raise RefusedError(
                f"The {noun(str(table.name))} {row_id} was changed by someone else meanwhile; look at it again, then repeat."
            )
        new = _differing(found, changes)
        if not new:
            return False
        new["version"] = found["version"] + 1
        self.connection.execute(update(table).where(table.c.id == row_id).values(new))
        self._record_change(table, found, new, action, note)
        return True

    def update_found(
        self,
        table: Table,
        found: Sequence[RowMapping],
        changes: Sequence[Row],
        action: str,
        notes: Sequence[str | None] | None = None,
    ) -> None:
        """Changes rows that were read, and on PostgreSQL locked, in this very transaction; fast.

        `found` are whole rows, `changes` the new values of each, of the same columns for all, `notes` one for each.
        Those that become alike take one statement.
        """
        if not found:
            return
        whole = [
            {**{name: _code(value) for name, value in new.items()}, "version": row["version"] + 1}
            for row, new in zip(found, changes, strict=True)
        ]
        alike: dict[tuple[Any, ...], list[int]] = {}
        for row, new in zip(found, whole, strict=True):
            alike.setdefault(tuple(new.values()), []).append(row["id"])
        columns = tuple(whole[0])
        for values, row_ids in alike.items():
            self.connection.execute(
                update_by_ids(table, columns),
                {**dict(zip(columns, values, strict=True)), "row_ids": row_ids},
            )
        for row, new, note in zip(found, whole, notes or [None] * len(found), strict=True):
            self._record_change(table, row, _differing(row, new), action, note)

    def remark(self, table: Table, row_id: int, action: str, note: str | None = None) -> None:
        """Records what was done with a row that does not change it, such as showing it to somebody."""
        self.records.append(Record(action, str(table.name), row_id, {}, {}, note))

    def keep(self, data: bytes, media_type: str) -> str:
        """Keeps bytes once and returns their SHA-256 (hex), by which rows refer to them."""
        return self.keep_many([(data, media_type)])[0]

    def keep_many(self, pieces: Sequence[tuple[bytes, str]]) -> list[str]:
        """Keeps many pieces of bytes, each with its media type; returns their SHA-256 (hex) in the same order."""
        keys = [sha256(data).hexdigest() for data, _ in pieces]
        missing = dict(zip(keys, pieces, strict=True))
        wanted = sorted(missing)
        for first in range(0, len(wanted), _MOST_PARAMETERS):
            known = select(contents.c.hash).where(
                contents.c.hash.in_(wanted[first : first + _MOST_PARAMETERS])
            )
            for key in self.connection.scalars(known):
                del missing[key]
        if missing:
            # Another writer on PostgreSQL may keep the same bytes at the same moment.
            self.connection.execute(
                insert_or_nothing(self.connection, contents),
                [
                    {"hash": key, "media_type": media_type, "bytes": data, "size": len(data)}
                    for key, (data, media_type) in missing.items()
                ],
            )
        return keys

    def _numbered(
        self, table: Table, rows: Sequence[Mapping[str, Any]], ids: Sequence[int] | None = None
    ) -> list[dict[str, Any]]:
        """Whole rows, each with its `id`."""
        numbers = list(ids) if ids is not None else self.new_ids(table, len(rows))
        return [
            {"id": row_id, **complete(table, values)} for row_id, values in zip(numbers, rows, strict=True)
        ]

    def _record_all_new(self, table: Table, numbered: Sequence[Mapping[str, Any]], action: str) -> list[int]:
        """Records rows that were added, under the `id` of each; returns the ids."""
        for row in numbered:
            values = {name: value for name, value in row.items() if name != "id"}
            self._record_new(table, row["id"], values, action, None)
        return [row["id"] for row in numbered]

    def _record_change(
        self, table: Table, found: RowMapping, new: Row, action: str, note: str | None
    ) -> None:
        before = {name: plain(found[name]) for name in new}
        after = {name: plain(value) for name, value in new.items()}
        self.records.append(Record(action, str(table.name), found["id"], before, after, note))

    def _record_new(
        self, table: Table, row_id: int, row: Mapping[str, Any], action: str, note: str | None
    ) -> None:
        self.records.append(Record(action, str(table.name), row_id, None, recorded(table, row), note))


def _differing(found: RowMapping, new: Row) -> dict[str, Any]:
    """What of `new` is not so already."""
    codes = {name: _code(value) for name, value in new.items()}
    return {name: value for name, value in codes.items() if plain(found[name]) != plain(value)}


def _code(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
