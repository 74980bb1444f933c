"""The export that an auditor takes away: checked with bare Python, it shows every tampering."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.store.samples import ACT
from tests.store.test_audit import as_hostile_administrator, live_a_little
from tracker.errors import UsageError
from tracker.resources import template_folder
from tracker.service.proof import Exported, Shown, write_export
from tracker.store import audit, tables
from tracker.store.unit import reading, writing

ALL = Shown(addresses=True, confidential=True)


def exported(engine: Engine, folder: Path, shown: Shown = ALL) -> Exported:
    return write_export(engine, ACT, folder / "export.zip", shown)


def verify(done: Exported, *options: str) -> subprocess.CompletedProcess[str]:
    """The script out of the zip, run apart from everything that is installed."""
    script = done.file.with_name("verify.py")
    with zipfile.ZipFile(done.file) as archive:
        script.write_bytes(archive.read("verify.py"))
    command = [sys.executable, "-I", "-S", str(script), str(done.file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def found(answer: subprocess.CompletedProcess[str]) -> list[str]:
    """What it says is bad."""
    bad = [line.removeprefix("BAD  ") for line in answer.stdout.splitlines() if line.startswith("BAD")]
    assert answer.returncode == (1 if bad else 0), answer
    assert answer.stderr == ""
    return bad


def test_a_sound_export_holds(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    done = exported(engine, tmp_path)
    answer = verify(done, "--checkpoint", str(done.checkpoint.count), done.checkpoint.head)
    assert found(answer) == []
    assert answer.stdout.splitlines() == [f"{done.checkpoint.count} events", "Everything holds."]
    assert done.file.stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="exists already"):
        exported(engine, tmp_path)


def test_the_script_needs_no_more_than_python_3_9() -> None:
    source = (template_folder("audit") / "verify.py").read_text()
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported <= set(sys.stdlib_module_names)
    assert not imported & {"socket", "urllib", "http", "ssl"}


TAMPERED = {
    "a changed value": (
        ["UPDATE event_values SET after = replace(after, 'River', 'Creek') WHERE seq = 4"],
        "the values of event 4 were changed",
    ),
    "a changed time": (
        ["UPDATE events SET at = replace(at, '2026', '2025') WHERE seq = 2"],
        "event 2 was changed",
    ),
    "a changed actor": (["UPDATE events SET actor = 'someone' WHERE seq = 2"], "event 2 was changed"),
    "a deleted record": (
        ["DELETE FROM event_values WHERE seq = 3", "DELETE FROM events WHERE seq = 3"],
        "events 3 to 3 are missing",
    ),
    "an inserted record": (
        ["INSERT INTO events SELECT -5, batch, at, actor, login, action, table_name, 99, values_hash, previous, hash FROM events WHERE seq = 1"],
        "event -5 does not belong where it stands",
    ),
    "two swapped": (
        [
            "UPDATE events SET seq = -1 WHERE seq = 2",
            "UPDATE events SET seq = 2 WHERE seq = 3",
            "UPDATE events SET seq = 3 WHERE seq = -1",
        ],
        "event 2 does not follow the one before it",
    ),
    "an edited table": (
        ["UPDATE commitments SET due = '2031-01-01' WHERE id = 1"],
        "commitments 1 was changed without a record: due",
    ),
    "a row removed": (["DELETE FROM evidence WHERE id = 1"], "evidence 1 is gone"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampering_is_shown(engine: Engine, tmp_path: Path, name: str) -> None:
    statements, problem = TAMPERED[name]
    live_a_little(engine)
    as_hostile_administrator(engine, *statements)
    assert found(verify(exported(engine, tmp_path, ALL)))[0] == problem


def test_an_edited_original_is_shown(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    key = sha256(b"We will act.").hexdigest()
    other = "convert_to('We may act.', 'UTF8')" if engine.dialect.name == "postgresql" else "x'00'"
    as_hostile_administrator(engine, f"UPDATE contents SET bytes = {other} WHERE hash = '{key}'")
    (problem,) = found(verify(exported(engine, tmp_path)))
    assert problem.startswith(f"content {key} was changed")


def test_an_original_that_is_gone_is_shown(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    key = sha256(b"We will act.").hexdigest()
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            as_hostile_administrator(engine, f"DELETE FROM contents WHERE hash = '{key}'")
        else:
            as_hostile_administrator(
                engine, "PRAGMA foreign_keys = OFF", f"DELETE FROM contents WHERE hash = '{key}'"
            )
    problems = found(verify(exported(engine, tmp_path)))
    assert any(f"its content {key} is gone" in problem for problem in problems)


def test_a_cut_tail_is_shown_against_a_checkpoint(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    with reading(engine) as connection:
        kept = audit.checkpoint(connection)
    last = kept.count - 1
    as_hostile_administrator(
        engine, f"DELETE FROM event_values WHERE seq > {last}", f"DELETE FROM events WHERE seq > {last}"
    )
    done = exported(engine, tmp_path, Shown())
    answer = verify(done, "--checkpoint", str(kept.count), kept.head)
    cut = f"the chain ends at event {last}, the checkpoint stands at {kept.count}: its tail was cut"
    assert cut in found(answer)


def test_a_chain_that_was_rebuilt_is_shown_against_a_checkpoint(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    with reading(engine) as connection:
        kept = audit.checkpoint(connection)
    rebuild(engine)
    done = exported(engine, tmp_path, Shown(confidential=True))
    assert found(verify(done)) == []
    (problem,) = found(verify(done, "--checkpoint", str(kept.count), kept.head[:16]))
    assert problem == f"event {kept.count} is another than the checkpoint says: the chain was rebuilt"


def rebuild(engine: Engine) -> None:
    """As an administrator who knows how: every actor another, every hash made anew."""
    with engine.connect() as connection:
        rows = connection.execute(select(tables.events).order_by(tables.events.c.seq)).mappings().all()
    previous, statements = "0" * 64, []
    for row in rows:
        link: list[Any] = [row["seq"], row["batch"], row["at"], "someone", row["login"], row["action"]]
        link += [row["table_name"], row["row_id"], row["values_hash"], previous]
        own = sha256(json.dumps(link, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
        statements.append(
            f"UPDATE events SET actor = 'someone', previous = '{previous}', hash = '{own}' WHERE seq = {row['seq']}"
        )
        previous = own
    as_hostile_administrator(engine, *statements)


def test_what_is_withheld_does_not_leave_and_the_chain_still_holds(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    with writing(engine, ACT) as unit:
        for number in unit.connection.scalars(select(tables.letters.c.id)).all():
            unit.update(tables.letters, number, {"confidential": True}, "letter.edited")
    with writing(engine, ACT) as unit:
        unit.remark(tables.messages, 1, "message.sent", "250 queued for <ana@office.example>")
    done = exported(engine, tmp_path, Shown())
    with zipfile.ZipFile(done.file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert done.withheld > 0
    for words in ("We will act.", "@office.example", "half of it: “ja”", "mills.example"):
        assert words not in everything.replace("@tracker.example", ""), words
    answer = verify(done, "--checkpoint", str(done.checkpoint.count), done.checkpoint.head)
    assert found(answer) == []
    assert f"the values of {done.withheld} are withheld" in answer.stdout


def test_showing_what_is_withheld_is_recorded(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    with reading(engine) as connection:
        before = audit.checkpoint(connection).count
    done = exported(engine, tmp_path, ALL)
    with reading(engine) as connection:
        told = [event.action for event in audit.stream_events(connection, after=before)]
    assert {"letter.disclosed", "person.disclosed"} == set(told)
    assert done.checkpoint.count == before + len(told)
    assert found(verify(done)) == []


def test_files_in_hand_are_compared_with_the_originals(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_bytes(b"We will act.")
    done = exported(engine, tmp_path)
    assert found(verify(done, "--originals", str(mine))) == []
    (mine / "other.txt").write_bytes(b"We may act.")
    (problem,) = found(verify(done, "--originals", str(mine)))
    assert problem.endswith("other.txt: is none of the letters of this export")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"{}"])
def test_what_is_no_export_is_said_so(tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "export.zip"
    wrong.write_bytes(content)
    script = template_folder("audit") / "verify.py"
    command = [sys.executable, "-I", "-S", str(script), str(wrong)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 2
    assert "cannot be read as an export" in answer.stderr
    assert "Traceback" not in answer.stderr
