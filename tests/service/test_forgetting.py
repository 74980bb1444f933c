"""A person is forgotten: what is hers is gone from the bytes of the store, and the record still holds."""

from __future__ import annotations

import subprocess
import zipfile
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import DBAPIError

from tests.cli.driver import Tracker
from tests.jobs.conftest import letter
from tests.store import bare
from tests.store.tampering import as_hostile_administrator
from tracker.service.forgetting import MARKS_FILE
from tracker.store import erasures, tables
from tracker.store.engine import open_engine
from tracker.store.unit import Act, reading, writing

PROMISE = "We will publish the water report by 8 June 2026."
HERS = ("Berta Quill", "berta@office.example", "quill@office.example")


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Tracker:
    """Ana is the admin; Berta follows up a promise, was reminded, wrote a note, moved, and handed over."""
    ana = Tracker(tmp_path / "home", environ={"TRACKER_ACTOR": "Ana", "TRACKER_DATABASE_URL": store_url})
    ana.ok("people", "add", "Ana", "--email", "ana@office.example", "--role", "admin", "--digest", "none")
    ana.ok("people", "add", "Berta Quill", "--email", "berta@office.example", "--digest", "daily 08:00")
    ana.ok("case", "add", "Wells", "--lead", "Berta Quill")
    (tmp_path / "letter.txt").write_text(letter(PROMISE))
    with chdir(tmp_path):
        ana.ok("add", "letter.txt", "--case", "Wells")
    due = ana.on(2026, 6, 8)
    for job in ("reminders", "digests", "delivery"):
        due.ok("jobs", "run", job)
    berta(due).ok("note", "1", "They rang.")
    due.ok("people", "edit", "Berta Quill", "--email", "quill@office.example")
    due.ok("handover", "Berta Quill", "Ana", "--yes")
    return due


def berta(tracker: Tracker) -> Tracker:
    return replace(tracker, environ={**tracker.environ, "TRACKER_ACTOR": "Berta Quill"})


def everything(store_url: str) -> bytes:
    """The bytes of the store: its files, or a dump of the database."""
    if store_url.startswith("sqlite"):
        folder = Path(store_url.removeprefix("sqlite:///")).parent
        return b"".join(
            file.read_bytes() for file in sorted(folder.glob("tracker.db*")) if "before" not in file.name
        )
    plain = store_url.replace("+psycopg", "")
    return subprocess.run(["pg_dump", "--inserts", plain], capture_output=True, check=True, timeout=60).stdout


def test_nothing_of_hers_is_left_but_the_names_under_which_she_acted(
    office: Tracker, store_url: str, tmp_path: Path
) -> None:
    past = office.ok("overdue", "--as-of", "2026-06-08", "--json").json
    held = everything(store_url)
    assert all(each.encode() in held for each in HERS)
    answer = office.ok("forget", "Berta Quill", "--yes", "--note", "asked by letter")
    assert "she is forgotten person 2 now" in answer.out
    assert "Without a lead now: Wells." in answer.err
    held = everything(store_url)
    for address in HERS[1:]:
        assert address.encode() not in held
    names = office.ok("audit", "log", "--all", "--json").json
    acted = sum(event["actor"] == "Berta Quill" for event in names)
    assert acted == 1
    assert held.count(b"Berta Quill") == acted
    assert "Berta Quill" not in str([{**event, "actor": ""} for event in names])
    told = " ".join(office.ok("audit", "verify").out.split())
    assert "personal values erased in" in told
    assert "all tables agree with it" in told
    now = office.ok("overdue", "--as-of", "2026-06-08", "--json").json
    assert [each["id"] for each in now] == [each["id"] for each in past]
    assert "forgotten person 2" in office.ok("show", "1").out
    assert "forgotten person 2" in office.ok("audit", "mails", "1").out
    assert [person["name"] for person in office.ok("people", "--json").json] == ["Ana"]
    assert office("forget", "Berta Quill", "--yes").code == 3
    assert office("forget", "forgotten person 2", "--yes").code == 3
    later = office.on(2026, 7, 1)
    for job in ("reminders", "digests", "delivery"):
        later.ok("jobs", "run", job)


def test_the_export_proves_what_is_left(office: Tracker, tmp_path: Path) -> None:
    office.ok("forget", "Berta Quill", "--yes")
    for number, shown in enumerate(([], ["--with-addresses"])):
        zipped = tmp_path / f"{number}.zip"
        office.ok("audit", "export", zipped, *shown)
        found = bare.verify(zipped)
        assert (found.returncode, found.bad) == (0, [])
        assert "personal values erased in" in found.stdout
        with zipfile.ZipFile(zipped) as archive:
            assert b"quill@" not in b"".join(map(archive.read, archive.namelist()))
    for number, shown in enumerate(([], ["--with-addresses", "--with-confidential"])):
        office.ok("export", tmp_path / f"{number}.jsonl", *shown)
        fresh = replace(office.at(tmp_path / f"fresh {number}"), environ={"TRACKER_ACTOR": "Ana"})
        fresh.ok("import", tmp_path / f"{number}.jsonl")
        fresh.ok("audit", "verify")
        assert [person["name"] for person in fresh.ok("people", "--json").json] == ["Ana"]


def test_what_was_changed_under_the_cover_of_an_erasure_is_found(
    office: Tracker, engine: Engine, tmp_path: Path
) -> None:
    office.ok("forget", "Berta Quill", "--yes")
    with reading(engine) as connection:
        salts = select(tables.event_values.c.seq).where(tables.event_values.c.salt.startswith("-"))
        erased = connection.scalars(salts.order_by(tables.event_values.c.seq)).all()
        (other,) = connection.scalars(
            select(tables.events.c.seq).where(tables.events.c.action == "commitment.added").limit(1)
        )
    as_hostile_administrator(
        engine, f"UPDATE event_values SET after = replace(after, 'staff', 'admin') WHERE seq = {erased[0]}"
    )
    assert f"the values of event {erased[0]} were changed" in " ".join(office("audit", "verify").out.split())
    office.ok("audit", "export", tmp_path / "record.zip")
    assert bare.verify(tmp_path / "record.zip").bad[0] == f"the values of event {erased[0]} were changed"
    # A salt that only looks as if there had been an erasure.
    stranger = create_engine(engine.url)
    with stranger.begin() as connection:
        connection.exec_driver_sql(f"UPDATE event_values SET salt = '-' WHERE seq = {other}")
    stranger.dispose()
    assert f"the values of event {other} were changed" in " ".join(office("audit", "verify").out.split())


def test_the_guards_stand_again(office: Tracker, engine: Engine) -> None:
    office.ok("forget", "Berta Quill", "--yes")
    stranger = create_engine(engine.url)
    with stranger.connect() as connection, pytest.raises(DBAPIError, match="never changed or removed"):
        connection.exec_driver_sql("UPDATE event_values SET note = 'x'")
    stranger.dispose()


def test_whom_others_rely_on_is_not_forgotten(office: Tracker) -> None:
    def refused(name: str) -> str:
        answer = office("forget", name, "--yes")
        assert answer.code == 5
        return answer.err

    assert "Ana is the only admin" in refused("Ana")
    office.ok("assign", "1", "--to", "Berta Quill")
    assert "still has commitments in hand" in refused("Berta Quill")
    office.ok("handover", "Berta Quill", "Ana", "--yes")
    office.ok("people", "absent", "Ana", "--until", "2026-07-01", "--cover", "Berta Quill")
    assert "stands in for Ana" in refused("Berta Quill")
    office.ok("people", "absent", "Ana", "--back")
    assert berta(office)("forget", "Ana", "--yes").code == 5
    answer = office("forget", "Berta Quill")
    assert answer.code == 2
    assert "--yes" in answer.err
    assert office("forget").code == 2
    assert office.ok("people", "--json").json[1]["name"] == "Berta Quill"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_login_that_may_not_lift_the_guards_is_refused(office: Tracker, store_url: str) -> None:
    owner = open_engine(store_url)
    role = f"clerk_{abs(hash(store_url)) % 10**9}"
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {role}")
        connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    clerk = replace(
        office, environ={**office.environ, "TRACKER_DATABASE_URL": f"{store_url}?options=-crole%3D{role}"}
    )
    try:
        answer = clerk("forget", "Berta Quill", "--yes")
        assert answer.code == 5
        assert "owns its tables" in answer.err
        assert b"quill@office.example" in everything(store_url)
        office.ok("audit", "verify")
    finally:
        with owner.begin() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")
        owner.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lost", [False, True], ids=["over the store", "after the store was lost"])
def test_a_restored_backup_forgets_again(office: Tracker, store_url: str, tmp_path: Path, lost: bool) -> None:
    backup = tmp_path / "backup.db"
    office.ok("assign", "1", "--to", "Berta Quill")
    office.ok("backup", backup)
    office.ok("handover", "Berta Quill", "Ana", "--yes")
    office.ok("forget", "Berta Quill", "--yes")
    marks = (office.home / MARKS_FILE).read_text()
    assert "Berta" not in marks
    store = Path(store_url.removeprefix("sqlite:///"))
    if lost:
        for file in store.parent.glob("tracker.db*"):
            file.unlink()
    else:
        (office.home / MARKS_FILE).unlink()  # the store itself remembers
    answer = office.ok("restore", backup, "--yes")
    assert "1 person whom the backup still knew was forgotten again." in answer.out
    held = everything(store_url)
    assert not any(each.encode() in held for each in HERS[1:])
    assert (office.home / MARKS_FILE).read_text() == marks
    office.ok("audit", "verify")
    assert office.ok("show", "1", "--json").json["owner"] is None
    assert "0 people forgotten again" in office.ok("forget", "--again").out


def test_another_person_under_the_same_number_is_not_forgotten(
    office: Tracker, engine: Engine, tmp_path: Path
) -> None:
    office.ok("forget", "Berta Quill", "--yes")
    other = open_engine(f"sqlite:///{tmp_path / 'other' / 'tracker.db'}")
    with writing(other, Act(office.now, "ana", "ana")) as unit:
        for name in ("Ana", "Cleo"):
            row = {"name": name, "email": f"{name.lower()}@x.example", "role": "staff", "zone": "UTC"}
            unit.insert(tables.people, row, "person.added")
    with reading(engine) as here, reading(other) as there:
        (mark,) = erasures.marks(here)
        assert not erasures.still_known(there, mark)
        assert not erasures.still_known(here, mark)
    other.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_damaged_file_of_marks_is_named(office: Tracker) -> None:
    (office.home / MARKS_FILE).write_text("nonsense\n")
    answer = office("forget", "--again")
    assert answer.code == 6
    assert f"{MARKS_FILE}: is damaged" in answer.err
