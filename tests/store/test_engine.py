"""Opening the store, and what it says when it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from tests.store.samples import ACT, add_organisation
from tracker.errors import ConfigError, RefusedError, UnavailableError
from tracker.store import engine as engine_module
from tracker.store import heartbeat, organisations, tables
from tracker.store.engine import open_engine
from tracker.store.unit import reading, writing


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def file_of(engine: Engine) -> Path:
    assert engine.url.database is not None
    return Path(engine.url.database)


def test_home_and_files_belong_to_their_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    engine = open_engine(f"sqlite:///{home / 'tracker.db'}")
    with writing(engine, ACT) as unit:
        add_organisation(unit)
        assert mode(home) == 0o700
        assert {path.name: mode(path) for path in home.iterdir()} == {
            "tracker.db": 0o600,
            "tracker.db-wal": 0o600,
            "tracker.db-shm": 0o600,
        }
    engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_is_set_up_to_lose_nothing(engine: Engine) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    with reading(engine) as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
    assert found == expected


@pytest.mark.parametrize(
    "url",
    [
        "not an address",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=ro",
        "mysql://root:s3cret@db.example/tracker",
        "postgresql+psycopg2://root:s3cret@db.example/tracker",
    ],
)
def test_an_address_that_cannot_be_used(url: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_DATABASE_URL") as caught:
        open_engine(url)
    assert "s3cret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    url = "postgresql://ana:s3cret@127.0.0.1:1/tracker?password=s3cret"
    with pytest.raises(UnavailableError, match=r"ana:\*\*\*@127\.0\.0\.1:1/tracker cannot be used") as caught:
        open_engine(url)
    assert "s3cret" not in str(caught.value)


def test_a_home_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnavailableError, match="--home"):
        open_engine(f"sqlite:///{tmp_path}/file/home/tracker.db")
    with pytest.raises(UnavailableError, match="is a file, not a folder"):
        open_engine(f"sqlite:///{tmp_path}/file/tracker.db")


def test_a_folder_where_the_store_should_be(tmp_path: Path) -> None:
    (tmp_path / "tracker.db").mkdir()
    with pytest.raises(UnavailableError, match="cannot be created or opened"):
        open_engine(f"sqlite:///{tmp_path}/tracker.db")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "tracker.db").write_bytes(b"Dear colleagues, " * 100)
    with pytest.raises(UnavailableError, match="is not a tracker store"):
        open_engine(f"sqlite:///{tmp_path}/tracker.db")
    assert (tmp_path / "tracker.db").read_bytes().startswith(b"Dear")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_locked_store_refuses_writers_and_serves_readers(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "LOCK_TIMEOUT_SECONDS", 0.05)
    engine = open_engine(store_url)
    other = sqlite3.connect(file_of(engine), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="locked by another process"), writing(engine, ACT):
        pytest.fail("two writers at once")
    with reading(engine) as connection:
        assert organisations.names(connection) == []
    other.execute("ROLLBACK")
    other.close()
    with writing(engine, ACT) as unit:
        add_organisation(unit)
    engine.dispose()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_locked_row_is_not_waited_for_without_end(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "LOCK_TIMEOUT_SECONDS", 1.0)
    engine = open_engine(store_url)
    with writing(engine, ACT) as unit:
        number = add_organisation(unit)
    with writing(engine, ACT) as unit:
        unit.update(tables.organisations, number, {"name": "Other"}, "organisation.renamed")
        with pytest.raises(UnavailableError, match="locked by another process"), writing(engine, ACT) as late:
            late.update(tables.organisations, number, {"name": "Late"}, "organisation.renamed")
    with reading(engine) as connection:
        assert organisations.names(connection) == ["Other"]
    engine.dispose()


def _add_more_than_fits(engine: Engine, name: str) -> None:
    with writing(engine, ACT) as unit:
        pages = unit.connection.exec_driver_sql("PRAGMA page_count").scalar()
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        add_organisation(unit, name)
        unit.keep(b"x" * 1_000_000, "application/octet-stream")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_keeps_what_was_acknowledged(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        add_organisation(unit, "Kept")
    with pytest.raises(UnavailableError, match="disk is full; free some space"):
        _add_more_than_fits(engine, "Lost")
    engine.dispose()  # room again: the limit belongs to the connection
    with writing(engine, ACT) as unit:
        add_organisation(unit, "Recovered")
    with reading(engine) as connection:
        assert organisations.names(connection) == ["Kept", "Recovered"]


def test_a_reader_may_not_write(engine: Engine) -> None:
    with pytest.raises(UnavailableError), reading(engine) as connection:
        connection.execute(tables.organisations.insert().values(name="Slipped in", version=1))
    with reading(engine) as connection:
        assert organisations.names(connection) == []


def test_a_reader_sees_one_moment_and_hinders_no_writer(engine: Engine) -> None:
    with reading(engine) as connection:
        assert organisations.names(connection) == []
        with writing(engine, ACT) as unit:
            add_organisation(unit)
        assert organisations.names(connection) == []
    with reading(engine) as connection:
        assert organisations.names(connection) == ["Harbour Mills"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_role_that_may_only_read_reads_and_is_refused_to_write(engine: Engine, store_url: str) -> None:
    role = f"{engine.url.database}_auditor"
    with writing(engine, ACT) as unit:
        add_organisation(unit)
        unit.connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        unit.connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    try:
        auditor = open_engine(f"{store_url}?options=-crole%3D{role}")
        with reading(auditor) as connection:
            assert organisations.names(connection) == ["Harbour Mills"]
        with pytest.raises(RefusedError, match="only read"), writing(auditor, ACT) as unit:
            add_organisation(unit, "Forged")
        auditor.dispose()
    finally:
        with writing(engine, ACT) as unit:
            unit.connection.exec_driver_sql(f"DROP OWNED BY {role}")
            unit.connection.exec_driver_sql(f"DROP ROLE {role}")


def _add_twice(engine: Engine, name: str) -> None:
    with writing(engine, ACT) as unit:
        add_organisation(unit, name)
        add_organisation(unit, name)


def test_defects_are_not_dressed_up_and_leave_nothing(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught:
        _add_twice(engine, "Secret Mills")
    with reading(engine) as connection:
        assert organisations.names(connection) == []
        assert connection.scalar(select(func.count()).select_from(tables.events)) == 0
    assert "parameters hidden" in str(caught.value)


def test_the_heartbeat_leaves_no_record(engine: Engine) -> None:
    later = ACT.at.replace(hour=10)
    heartbeat.beat(engine, "tick", ACT.at)
    heartbeat.beat(engine, "tick", later)
    with reading(engine) as connection:
        assert heartbeat.last_beats(connection) == {"tick": later}
        assert connection.scalar(select(func.count()).select_from(tables.events)) == 0


def test_first_signs_of_life_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: heartbeat.beat(engine, "tick", ACT.at), range(16)))
    with reading(engine) as connection:
        assert heartbeat.last_beats(connection) == {"tick": ACT.at}
