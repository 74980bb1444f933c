"""Many rows at once hold what SQLAlchemy itself would have written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    create_engine,
    insert,
)

from tracker.store.statements import insert_rows
from tracker.store.types import Instant

ROWS = Table(
    "rows",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("day", Date),
    Column("at", Time),
    Column("changed", Instant),
    Column("open", Boolean),
    Column("share", Float),
    Column("words", Text),
)
VALUES: dict[str, Any] = {
    "id": 1,
    "day": dt.date(2026, 3, 1),
    "at": dt.time(8, 30),
    "changed": dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    "open": True,
    "share": 0.9,
    "words": "We will repair 3 wells\u2026",
}


def written(rows: list[dict[str, Any]], *, by_sqlalchemy: bool) -> list[tuple[Any, ...]]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        ROWS.create(connection)
        if by_sqlalchemy:
            connection.execute(insert(ROWS), rows)
        else:
            insert_rows(connection, ROWS, rows)
        found = connection.exec_driver_sql("SELECT *, typeof(open), typeof(share) FROM rows").all()
    engine.dispose()
    return [tuple(row) for row in found]


def test_values_of_all_types_lie_in_the_table_as_ever() -> None:
    rows = [VALUES, {**dict.fromkeys(VALUES), "id": 2}, {**VALUES, "id": 3, "open": False}]
    found = written(rows, by_sqlalchemy=False)
    assert found == written(rows, by_sqlalchemy=True)
    assert found[0][3] == "2026-03-01 07:30:00.000000"


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = {**VALUES, "changed": dt.datetime(2026, 3, 1, 9, 30)}  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        written([naive], by_sqlalchemy=False)
