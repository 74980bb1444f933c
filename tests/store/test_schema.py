"""Creating and migrating the tables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect

import tracker.store
from tracker.errors import UnavailableError
from tracker.store import schema
from tracker.store.engine import open_engine, schema_version
from tracker.store.version import SCHEMA_VERSION

MIGRATIONS = Path(tracker.store.__file__).with_name("migrations")

TRIGGERS_AND_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') ORDER BY name",
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(t.oid), pg_get_functiondef(tgfoid) FROM pg_trigger t "
        "WHERE NOT tgisinternal "
        "UNION ALL SELECT indexname, indexdef, NULL FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    ),
}


def described(connection: Connection) -> dict[str, Any]:
    """All that the database knows of its tables, in an order of its own."""
    inspector = inspect(connection)
    tables: dict[str, Any] = {}
    looks: list[Callable[[str], Any]] = [
        inspector.get_columns,
        lambda name: map(_of_any_name, inspector.get_foreign_keys(name)),
        inspector.get_unique_constraints,
        inspector.get_check_constraints,
    ]
    for name in inspector.get_table_names():
        tables[name] = [sorted(map(_plain, look(name))) for look in looks]
        tables[name].append(_plain(inspector.get_pk_constraint(name)))
    others = connection.exec_driver_sql(TRIGGERS_AND_INDEXES[connection.dialect.name]).all()
    return {"tables": tables, "others": [tuple(row) for row in others]}


def _of_any_name(key: Any) -> dict[str, Any]:
    """Without its name, which SQLAlchemy does not find where SQLite added the key together with its column."""
    return {**key, "name": None}


def _plain(facts: Any) -> str:
    return str(sorted((key, str(value)) for key, value in facts.items()))


def migrated(url: str) -> Engine:
    """A store made by running all migrations from nothing."""
    engine = create_engine(url)
    with engine.begin() as connection:
        schema.migrate(connection)
    return engine


def test_a_fresh_schema_equals_a_migrated_one(empty_store_url: str, store_url: str) -> None:
    fresh, stepwise = open_engine(store_url), migrated(_made(empty_store_url))
    with fresh.connect() as one, stepwise.connect() as other:
        expected, found = described(one), described(other)
        assert schema_version(other) == schema_version(one) == SCHEMA_VERSION
    fresh.dispose()
    stepwise.dispose()
    assert found["others"] == expected["others"]
    assert len(expected["others"]) > 20
    assert found["tables"] == expected["tables"]


def _made(url: str) -> str:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
    return url


def test_the_newest_migration_is_the_version_that_the_program_wants() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


def test_several_processes_may_start_at_once(empty_store_url: str) -> None:
    code = "import sys; from tracker.store.engine import open_engine; open_engine(sys.argv[1]).dispose()"
    starting = [
        subprocess.Popen([sys.executable, "-c", code, empty_store_url], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [(process.communicate()[1], process.returncode) for process in starting] == [("", 0)] * 4


def test_a_newer_store_is_left_alone(store_url: str) -> None:
    engine = open_engine(store_url)
    with engine.connect().execution_options(tracker_writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE schema_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(UnavailableError, match=r"newer tracker \(schema 9999;"):
        open_engine(store_url)


def test_tables_of_another_program_are_left_alone(empty_store_url: str) -> None:
    engine = create_engine(_made(empty_store_url))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letters (id INTEGER)")
    with pytest.raises(UnavailableError, match=r"tables of another program \(letters\)"):
        open_engine(empty_store_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["letters"]
    engine.dispose()


def test_opening_a_store_that_is_up_to_date_loads_little(store_url: str) -> None:
    code = (
        "import sys; from tracker.store.engine import open_engine; open_engine(sys.argv[1]).dispose(); "
        "print(*{'alembic', 'sqlalchemy.orm', 'tracker.store.tables'} & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, store_url], check=True, capture_output=True, text=True
    )
    assert found.stdout.strip() == ""
