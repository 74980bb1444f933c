"""The audit record on the command line: told, checked, taken away."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker
from tests.store.tampering import as_hostile_administrator
from tracker.store.engine import open_engine

REPORT = "We will publish the report by 30 June 2026."
SECRET = "We will release the detained miners by 15 June 2026."


@pytest.fixture
def followed(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Ana's promise, of which she was reminded, and one of a confidential letter."""

    def follow_up() -> None:
        staffed.ok("add", write(REPORT), "--owner", "Ana")
        staffed.ok("add", write(SECRET, name="secret.txt"), "--owner", "Ben", "--confidential")
        later = staffed.on(2026, 6, 23)
        later.ok("jobs", "run", "reminders")
        later.ok("jobs", "run", "delivery")
        later.ok("resolve", "1", "--as", "broken", "--note", "It never came.")

    return once(staffed, follow_up).on(2026, 6, 23)


def test_the_log_tells_all_about_one_commitment(followed: Tracker) -> None:
    told = " ".join(followed.ok("audit", "log", "1").out.split())
    assert "commitment.added, commitments 1" in told
    assert "commitment.resolved, commitments 1: It never came." in told
    assert "status: open → resolved" in told
    assert "owner: Ana" in told
    assert "message.sent, messages" in told
    assert "detained" not in told
    actions = [event["action"] for event in followed.ok("audit", "log", "1", "--json").json]
    assert actions[0] == "commitment.added"
    assert actions[-1] == "commitment.resolved"
    assert "message.sent" in actions


def test_the_mails_about_one_commitment_are_proved(followed: Tracker) -> None:
    told = followed.ok("audit", "mails", "1").out.splitlines()
    assert told[0] == "Mails about commitment 1: 1 (times in UTC)"
    assert told[1].split(maxsplit=1)[1] == "to Ana, composed 23 Jun 2026 09:00, sent 23 Jun 2026 09:00"
    assert told[2].strip().startswith("kept in the mail folder as 20260623T090000Z-")
    (mail,) = followed.ok("audit", "mails", "1", "--json").json
    assert mail["state"] == "sent"
    assert mail["sent"].startswith("2026-06-23T09:00")
    assert "ana@" not in str(mail)
    assert followed("audit", "mails", "9").code == 3


def test_the_log_is_narrowed(followed: Tracker) -> None:
    def actions(*options: str) -> list[str]:
        return [event["action"] for event in followed.ok("audit", "log", *options, "--json").json]

    assert set(actions("--action", "commitment")) == {"commitment.added", "commitment.resolved"}
    assert actions("--action", "commitment.resolved") == ["commitment.resolved"]
    assert actions("--action", "commit") == []
    assert actions("--actor", "Nobody") == []
    assert actions("--since", "2026-06-23", "--action", "commitment") == ["commitment.resolved"]
    assert actions("--until", "2026-06-22", "--action", "commitment") == ["commitment.added"] * 2
    assert "No events fit." in followed.ok("audit", "log", "--actor", "Nobody").out
    answer = followed("audit", "log", "77")
    assert answer.code == 3
    assert "77" in answer.err


def test_long_logs_begin_with_the_last_hundred(followed: Tracker, tmp_path: Path) -> None:
    promises = "".join(f"Brightwater Mills Ltd,We will mend gate {n},2026-09-01\n" for n in range(110))
    (tmp_path / "register.csv").write_text(f"organisation,quote,due\n{promises}")
    followed.ok("import", tmp_path / "register.csv", "--yes")
    assert len(followed.ok("audit", "log", "--json").json) == 100
    assert "--all" in followed.ok("audit", "log").err
    whole = followed.ok("audit", "log", "--all", "--json").json
    assert [event["seq"] for event in whole] == list(range(1, len(whole) + 1))
    assert len(whole) > 110


def test_verify_and_checkpoint(followed: Tracker) -> None:
    stands = followed.ok("audit", "checkpoint", "--json").json
    told = followed.ok("audit", "checkpoint").out
    assert stands["head"] in told
    assert f"{stands['count']} events" in told
    assert all(each["state"] == "ok" for each in followed.ok("audit", "verify", "--json").json)
    followed.ok("case", "add", "Later", "--lead", "Ana")
    kept = ["--checkpoint", str(stands["count"]), stands["head"]]
    assert "is the one witnessed" in " ".join(followed.ok("audit", "verify", *kept).out.split())
    answer = followed("audit", "verify", "--checkpoint", str(stands["count"]), "f" * 64)
    assert answer.code == 1
    assert "rebuilt" in answer.out
    assert followed("audit", "verify", "--checkpoint", "x", "f" * 64).code == 2
    assert followed("audit", "verify", "--checkpoint", "3", "nonsense").code == 2


def test_verify_names_what_was_changed(followed: Tracker) -> None:
    with closing(sqlite3.connect(followed.home / "tracker.db")) as store:
        store.execute("UPDATE commitments SET due = '2030-01-01' WHERE id = 1")
        store.commit()
    answer = followed("audit", "verify")
    assert answer.code == 1
    assert "commitments 1 was changed without a record: due" in " ".join(answer.out.split())


@pytest.mark.parametrize(
    "values",
    ["after = '{\"due\":'", "after = '[1]'", "after = NULL"],
    ids=["cut", "a list", "none"],
)
@pytest.mark.parametrize("table", ["commitments", "letters"])
def test_a_past_list_says_where_the_record_was_damaged(followed: Tracker, table: str, values: str) -> None:
    engine = open_engine(f"sqlite:///{followed.home / 'tracker.db'}")
    first = f"(SELECT MIN(seq) FROM events WHERE table_name = '{table}' AND row_id = 1)"
    as_hostile_administrator(engine, f"UPDATE event_values SET {values} WHERE seq = {first}")
    engine.dispose()
    answer = followed.on(2026, 8, 3)("overdue", "--as-of", "2026-07-01")
    assert answer.code == 6, answer
    assert f"the record of {table} 1 was damaged" in answer.err
    assert "tracker audit verify" in answer.err


def test_the_export_withholds_words_and_addresses_unless_asked(followed: Tracker, tmp_path: Path) -> None:
    done = followed.ok("audit", "export", tmp_path / "record.zip", "--json").json
    assert done["withheld"] > 0
    assert done["head"] == followed.ok("audit", "checkpoint", "--json").json["head"]
    held = _everything(tmp_path / "record.zip")
    assert "publish the report" in held
    assert "detained miners" not in held
    assert "ana@" not in held
    followed.ok("audit", "export", tmp_path / "all.zip", "--with-confidential", "--with-addresses")
    held = _everything(tmp_path / "all.zip")
    assert "detained miners" in held
    assert "ana@" in held
    told = followed.ok("audit", "log", "--action", "letter.disclosed").out
    assert "letters 2: in an audit export" in " ".join(told.split())


@pytest.mark.parametrize("name", ["Ola", "Nobody"])
def test_only_staff_and_admins_take_confidential_words_away(
    followed: Tracker, tmp_path: Path, name: str
) -> None:
    followed.ok("people", "add", "Ola", "--email", "ola@office.example", "--role", "auditor")
    other = replace(followed, environ={"TRACKER_ACTOR": name})
    answer = other("audit", "export", tmp_path / "all.zip", "--with-confidential")
    assert answer.code == 5
    assert name in answer.err
    assert not (tmp_path / "all.zip").exists()
    assert followed.ok("audit", "log", "--action", "letter.disclosed", "--json").json == []
    other.ok("audit", "export", tmp_path / "all.zip")


def test_an_export_never_writes_over_a_file(followed: Tracker, tmp_path: Path) -> None:
    file = tmp_path / "record.zip"
    file.write_text("precious")
    answer = followed("audit", "export", file, "--with-confidential")
    assert answer.code == 2
    assert "exists already" in answer.err
    assert file.read_text() == "precious"
    assert followed.ok("audit", "log", "--action", "letter.disclosed", "--json").json == []
    answer = followed("audit", "export", tmp_path / "none" / "record.zip")
    assert answer.code == 6
    assert "cannot be written" in answer.err


def _everything(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        return b"".join(archive.read(name) for name in archive.namelist()).decode()
