"""Checkpoints that were mailed to auditors travel with an export, and its script holds the chain against each."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.store import bare
from tests.store.samples import add_commitment, add_letter, add_organisation, add_person
from tests.store.tampering import as_hostile_administrator, rebuild
from tracker.config import MailSettings, Settings
from tracker.service.digesting import due_digests
from tracker.service.planning import enqueue
from tracker.service.proof import Shown, write_export
from tracker.store import audit
from tracker.store.audit import Checkpoint
from tracker.store.unit import Act, reading, writing

SETTINGS = Settings(mail=MailSettings(sender="tracker@office.example"))
MONDAY = datetime(2026, 6, 8, 9, tzinfo=UTC)
ACT = Act(MONDAY, "ana", "ana")


@pytest.fixture
def mailed(engine: Engine) -> Checkpoint:
    """The checkpoint that the auditor's digest told of; Ana's digest, planned with it, tells of none."""
    with writing(engine, Act(MONDAY - timedelta(days=6), "ana", "ana")) as unit:
        ana = add_person(unit, "Ana", zone="UTC")
        add_person(unit, "Audrey", zone="UTC", role="auditor")
        mills = add_organisation(unit)
        add_commitment(unit, add_letter(unit, mills), mills, owner_id=ana, due=date(2026, 6, 1))
    with reading(engine) as connection:
        stands = audit.checkpoint(connection)
    found = due_digests(engine, SETTINGS, MONDAY)
    assert len(found.planned) == 2
    enqueue(engine, ACT, found)
    return stands


def exported(engine: Engine, folder: Path) -> Path:
    return write_export(engine, ACT, folder / "record.zip", Shown()).file


def test_they_are_told_with_the_mail_that_holds_them(
    engine: Engine, mailed: Checkpoint, tmp_path: Path
) -> None:
    file = exported(engine, tmp_path)
    with zipfile.ZipFile(file) as archive:
        (told,) = map(json.loads, archive.read("checkpoints.jsonl").splitlines())
        rows = map(json.loads, archive.read("tables/messages.jsonl").splitlines())
        mails = {row["id"]: row["message_id"] for row in rows}
    assert (told["count"], told["head"]) == (mailed.count, mailed.head)
    assert told["message_id"] == mails[told["message"]]
    assert told["sent"] is None
    answer = bare.verify(file)
    assert answer.bad == []
    assert "checkpoints in mails to auditors that are those of the chain: 1" in answer.stdout
    assert "no checkpoint given" in answer.stdout


def test_a_chain_rebuilt_as_a_whole_no_longer_fits_them(
    engine: Engine, mailed: Checkpoint, tmp_path: Path
) -> None:
    rebuild(engine)
    answer = bare.verify(exported(engine, tmp_path))
    assert answer.returncode == 1
    (problem,) = answer.bad
    assert problem.startswith(
        f"event {mailed.count} is another than the checkpoint in the mail of 2026-06-08 (message "
    )
    assert problem.endswith(") says: the chain was rebuilt")


def test_a_tail_that_was_cut_before_them_is_named(engine: Engine, mailed: Checkpoint, tmp_path: Path) -> None:
    as_hostile_administrator(
        engine, *(f"DELETE FROM {table} WHERE seq >= {mailed.count}" for table in ("event_values", "events"))
    )
    problem = bare.verify(exported(engine, tmp_path)).bad[0]
    assert problem.startswith(f"the chain ends at event {mailed.count - 1}, the checkpoint in the mail of ")
    assert problem.endswith(f") stands at {mailed.count}: its tail was cut")


def test_events_cut_from_the_file_alone_are_missed_by_its_own_checkpoint(
    engine: Engine, mailed: Checkpoint, tmp_path: Path
) -> None:
    """Also in an export of an earlier program, which knew no checkpoints of mails."""
    file = exported(engine, tmp_path)
    older = tmp_path / "older.zip"
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(older, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "events.jsonl":
                content = b"".join(content.splitlines(keepends=True)[: mailed.count])
            if name != "checkpoints.jsonl":
                copy.writestr(name, content)
    with reading(engine) as connection:
        stands = audit.checkpoint(connection).count
    assert bare.verify(older).bad[0] == (
        f"the chain ends at event {mailed.count}, checkpoint.json stands at {stands}: its tail was cut"
    )
