"""The export that an auditor takes away: checked with bare Python, it shows every tampering."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.store import bare
from tests.store.samples import ACT
from tests.store.tampering import as_hostile_administrator
from tests.store.test_audit import live_a_little
from tracker.errors import UsageError
from tracker.resources import template_folder
from tracker.service.proof import Exported, Shown, write_export
from tracker.store import audit, tables
from tracker.store.unit import reading, writing

ALL = Shown(addresses=True, confidential=True)


def exported(engine: Engine, folder: Path, shown: Shown = ALL) -> Exported:
    return write_export(engine, ACT, folder / "export.zip", shown)


def verify(done: Exported, *options: str) -> bare.Found:
    """The script out of the zip, run apart from everything that is installed."""
    return bare.verify(done.file, *options)


def found(answer: bare.Found) -> list[str]:
    """What it says is bad."""
    assert answer.returncode == (1 if answer.bad else 0), answer
    return answer.bad


def test_a_sound_export_holds(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    done = exported(engine, tmp_path)
    answer = verify(done, "--checkpoint", str(done.checkpoint.count), done.checkpoint.head)
    assert found(answer) == []
    count = done.checkpoint.count
    assert answer.stdout.splitlines() == [
        f"{count} events",
        f"event {count} is the one of your checkpoint; 0 came after it",
        "Everything holds.",
    ]
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
