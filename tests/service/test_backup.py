"""Backups: one sound file for its owner alone, never over another, and a way back that loses nothing unasked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from tests.cli.driver import Tracker, spawn
from tests.store.samples import ACT, add_organisation
from tracker.config import BackupSettings
from tracker.errors import RefusedError, UnavailableError, UnreadableError
from tracker.service import backup
from tracker.store import heartbeat, organisations
from tracker.store.engine import open_engine
from tracker.store.unit import reading, writing

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
NIGHTS = BackupSettings(at="02:00", keep=3)
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    """An SQLite store with one organisation."""
    engine = open_engine(f"sqlite:///{tmp_path / 'home' / 'tracker.db'}")
    with writing(engine, ACT) as unit:
        add_organisation(unit, "Harbour Mills")
    yield engine
    engine.dispose()


def names(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return organisations.names(connection)


def file_of(engine: Engine) -> Path:
    assert engine.url.database is not None
    return Path(engine.url.database)


def test_one_file_for_its_owner_alone(store: Engine, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "copy.db"
    copy = backup.write(store, target)
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert copy.checkpoint.count == 1
    assert copy.size == target.stat().st_size
    with sqlite3.connect(f"file:{target}?mode=ro&immutable=1", uri=True) as file:
        assert file.execute("SELECT name FROM organisations").fetchall() == [("Harbour Mills",)]
    file.close()


def test_nothing_is_overwritten(store: Engine, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("dear to somebody")
    with pytest.raises(RefusedError, match="is there already"):
        backup.write(store, target)
    assert target.read_text() == "dear to somebody"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "home"]


def test_a_store_whose_chain_is_broken_gives_no_backup(store: Engine, tmp_path: Path) -> None:
    with sqlite3.connect(file_of(store)) as file:
        file.execute("DROP TRIGGER events_no_update")
        file.execute("UPDATE events SET actor = 'somebody else'")
    file.close()
    with pytest.raises(UnavailableError, match="not sound"):
        backup.write(store, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_restored_into_an_empty_home(store: Engine, tmp_path: Path) -> None:
    backup.write(store, tmp_path / "copy.db")
    elsewhere = tmp_path / "new" / "tracker.db"
    done = backup.restore(elsewhere, tmp_path / "copy.db", NOW, yes=False)
    assert (done.lost, done.kept) == (0, None)
    assert elsewhere.stat().st_mode & 0o777 == 0o600
    restored = open_engine(f"sqlite:///{elsewhere}")
    assert names(restored) == ["Harbour Mills"]
    restored.dispose()


def test_a_store_that_has_more_is_replaced_only_with_consent(store: Engine, tmp_path: Path) -> None:
    backup.write(store, tmp_path / "copy.db")
    with writing(store, ACT) as unit:
        add_organisation(unit, "Later Mills")
    with pytest.raises(RefusedError, match="1 event more"):
        backup.restore(file_of(store), tmp_path / "copy.db", NOW, yes=False)
    assert names(store) == ["Harbour Mills", "Later Mills"]
    done = backup.restore(file_of(store), tmp_path / "copy.db", NOW, yes=True)
    assert names(store) == ["Harbour Mills"]  # also for whoever had it open
    assert done.lost == 1
    assert done.kept is not None
    before = open_engine(f"sqlite:///{done.kept}")
    assert names(before) == ["Harbour Mills", "Later Mills"]
    before.dispose()


def test_another_store_is_replaced_only_with_consent(store: Engine, tmp_path: Path) -> None:
    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with writing(other, ACT) as unit:
        add_organisation(unit, "Other Mills")
    other.dispose()
    backup.write(store, tmp_path / "copy.db")
    with pytest.raises(RefusedError, match="is not the store that was backed up"):
        backup.restore(tmp_path / "other.db", tmp_path / "copy.db", NOW, yes=False)


def test_a_damaged_store_is_kept_beside(store: Engine, tmp_path: Path) -> None:
    backup.write(store, tmp_path / "copy.db")
    path = file_of(store)
    store.dispose()
    path.write_bytes(b"no database any more")
    with pytest.raises(RefusedError, match="--yes"):
        backup.restore(path, tmp_path / "copy.db", NOW, yes=False)
    done = backup.restore(path, tmp_path / "copy.db", NOW, yes=True)
    assert names(store) == ["Harbour Mills"]
    assert done.kept is not None
    assert done.kept.read_bytes() == b"no database any more"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.write_bytes(b"Dear colleagues, " * 400), "no backup of a tracker store"),
        (lambda path: path.write_bytes(path.read_bytes()[:60_000]), "damaged"),
        (lambda path: path.unlink(), "no backup of a tracker store|cannot be read"),
        (
            lambda path: sqlite3.connect(path, isolation_level=None).execute(
                "UPDATE schema_version SET version_num = '9999'"
            ),
            "newer tracker",
        ),
    ],
    ids=["text", "cut", "gone", "newer"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_file_that_is_no_sound_backup_changes_nothing(
    store: Engine, tmp_path: Path, spoil: object, says: str
) -> None:
    copy = tmp_path / "copy.db"
    backup.write(store, copy)
    assert callable(spoil)
    spoil(copy)
    with pytest.raises(UnreadableError, match=says):
        backup.restore(file_of(store), copy, NOW, yes=True)
    assert names(store) == ["Harbour Mills"]


def test_one_backup_a_night_and_the_oldest_go(store: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "tracker-of-my-own.db").write_text("not ours")
    night = datetime(2026, 6, 2, 1, 59, tzinfo=UTC)
    assert backup.nightly(store, NIGHTS, folder, night, UTC_ZONE) is None
    for day in range(5):
        at = night + timedelta(days=day, minutes=1)
        assert backup.is_due(store, NIGHTS, folder, at, UTC_ZONE)
        assert backup.nightly(store, NIGHTS, folder, at, UTC_ZONE) is not None
        assert backup.nightly(store, NIGHTS, folder, at + timedelta(hours=3), UTC_ZONE) is None
    assert sorted(path.name for path in folder.iterdir()) == [
        "tracker-2026-06-04.db",
        "tracker-2026-06-05.db",
        "tracker-2026-06-06.db",
        "tracker-of-my-own.db",
    ]


def test_a_night_that_fails_is_tried_again_later_and_told(store: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.write_text("a file where the folder should be")
    with pytest.raises(UnavailableError):
        backup.nightly(store, NIGHTS, folder, NOW, UTC_ZONE)
    assert backup.nightly(store, NIGHTS, folder, NOW + timedelta(minutes=59), UTC_ZONE) is None
    assert backup.failing_since(store, folder, NOW) == NOW.date()
    folder.unlink()
    assert backup.nightly(store, NIGHTS, folder, NOW + timedelta(minutes=61), UTC_ZONE) is not None
    assert backup.failing_since(store, folder, NOW + timedelta(days=2)) is None
    assert backup.failing_since(store, folder, NOW + timedelta(days=3)) == NOW.date()


def test_no_folder_means_no_nightly_backup(store: Engine, tmp_path: Path) -> None:
    none = replace(NIGHTS, folder="")
    assert backup.nightly(store, none, tmp_path, NOW, UTC_ZONE) is None
    with reading(store) as connection:
        assert backup.BEGUN not in heartbeat.last_beats(connection)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_is_left_to_its_own_tools(engine: Engine, store_url: str, tmp_path: Path) -> None:
    tracker = Tracker(tmp_path / "home", environ={"TRACKER_DATABASE_URL": store_url})
    written = tracker("backup", tmp_path / "copy.db")
    assert written.code == 5
    assert "pg_dump" in written.err
    restored = tracker("restore", tmp_path / "copy.db")
    assert restored.code == 5
    assert "pg_restore" in restored.err
    assert "backup written" not in tracker.ok("jobs", "run", "upkeep").out


def test_the_commands(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path / "home")
    tracker.ok("people", "add", "Ana", "--email", "ana@office.example")
    assert tracker.ok("backup", "--json", tmp_path / "copy.db").json["events"] == 1
    tracker.ok("people", "add", "Ben", "--email", "ben@office.example")
    assert tracker("restore", tmp_path / "copy.db").code == 5
    answer = tracker.ok("restore", tmp_path / "copy.db", "--yes", "--json").json
    assert (answer["events"], answer["lost"]) == (1, 1)
    assert "Ben" not in tracker.ok("people").out
    process = spawn("backup", tmp_path / "another.db", home=tmp_path / "home")
    assert process.returncode == 0, process.stderr
