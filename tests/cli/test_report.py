"""The commands that write reports: where files lie, whom words are shown to, and what is recorded of it."""

from __future__ import annotations

import json
import re
import stat
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker

SECRET = "We will compensate the households of Mill Row by 9 June 2026."
OPEN = "We will mend the weir by 10 June 2026."


@pytest.fixture
def office(tracker: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """On 30 June 2026: one open and one confidential letter, each with an overdue promise; staff, admin, auditor."""

    def begin() -> None:
        for name, role in (("Ana", "staff"), ("Ola", "auditor"), ("Ada", "admin")):
            tracker.ok("people", "add", name, "--email", f"{name.lower()}@office.example", "--role", role)
        tracker.ok("case", "add", "Wells", "--lead", "Ana")
        tracker.ok("add", write(OPEN, name="open.txt"), "--case", "Wells")
        tracker.ok("add", write(SECRET, name="mill-row.txt"), "--case", "Wells", "--confidential")

    return once(tracker, begin).on(2026, 6, 30)


def who(office: Tracker, name: str) -> Tracker:
    return replace(office, environ={**office.environ, "TRACKER_ACTOR": name})


def disclosures(office: Tracker) -> list[tuple[str, str | None]]:
    """By whom words of the confidential letter were shown, and in what."""
    history = office.ok("letter", "show", "2", "--json").json["history"]
    return [(each["actor"], each["note"]) for each in history if each["action"] == "letter.disclosed"]


def test_a_report_says_where_it_lies(office: Tracker, tmp_path: Path) -> None:
    with chdir(tmp_path):
        said = office.ok("report", "overdue")
    assert said.out == f"2 commitments in {tmp_path / 'overdue-2026-06-30.html'}\n"
    assert stat.S_IMODE((tmp_path / "overdue-2026-06-30.html").stat().st_mode) == 0o600


def test_nothing_is_replaced_unasked(office: Tracker, tmp_path: Path) -> None:
    with chdir(tmp_path):
        (tmp_path / "overdue-2026-06-30.csv").write_text("kept")
        office.ok("report", "overdue", "--format", "csv")
        office.ok("report", "overdue", "--format", "csv")
    assert (tmp_path / "overdue-2026-06-30.csv").read_text() == "kept"
    assert {path.name for path in tmp_path.glob("*.csv")} == {
        "overdue-2026-06-30.csv",
        "overdue-2026-06-30-2.csv",
        "overdue-2026-06-30-3.csv",
    }
    office.ok("report", "overdue", "--format", "csv", "--out", tmp_path / "overdue-2026-06-30.csv")
    assert (tmp_path / "overdue-2026-06-30.csv").read_text() != "kept"


def test_a_folder_takes_the_usual_name(office: Tracker, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    told = office.ok("report", "case", "Wells", "--out", tmp_path / "reports", "--json").json
    assert told["file"] == str(tmp_path / "reports" / "case-wells-2026-06-30.html")
    assert told["bytes"] == Path(told["file"]).stat().st_size


def test_what_cannot_be_written_is_said_and_leaves_nothing(office: Tracker, tmp_path: Path) -> None:
    answer = office("report", "overdue", "--out", tmp_path / "nowhere" / "r.html")
    assert answer.code == 6
    assert "cannot be written" in answer.err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("overdue", "--as-of", "2027-01-01"), 2, "2027-01-01 lies ahead"),
        (("overdue", "--format", "pdf"), 2, "'pdf' is not one of"),
        (("organisation", "Brightwater Mils"), 3, "did you mean 'Brightwater Mills Ltd'?"),
        (("case", "Welts"), 3, "did you mean 'Wells'?"),
    ],
)
def test_what_cannot_be_reported_is_said(
    office: Tracker, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = office("report", *words)
    assert answer.code == code
    assert said in answer.err.replace("\n", " ")


@pytest.mark.parametrize("kind", [("overdue",), ("organisation", "Brightwater Mills"), ("case", "Wells")])
@pytest.mark.parametrize("form", ["html", "csv", "json", "xlsx"])
def test_no_confidential_word_stands_in_any_report(
    office: Tracker, tmp_path: Path, kind: tuple[str, ...], form: str
) -> None:
    office.ok("extend", "2", "--to", "2026-06-12", "--because", "Mill Row agreed by telephone.")
    office.ok("report", *kind, "--format", form, "--out", tmp_path / f"r.{form}")
    words = text_of(tmp_path / f"r.{form}")
    assert "mend the weir" in words
    assert "Brightwater Mills Ltd" in words
    for secret in ("Mill Row", "compensate", "households", "mill-row.txt", "@office.example"):
        assert secret not in words
    assert disclosures(office) == []


def text_of(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8-sig")
    from openpyxl import load_workbook

    cells = [str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    return " ".join(cells)


@pytest.mark.parametrize("name", ["Ana", "Ada"])
def test_staff_and_admins_may_show_them_and_that_is_recorded(
    office: Tracker, tmp_path: Path, name: str
) -> None:
    answer = who(office, name).ok(
        "report", "overdue", "--format", "json", "--with-confidential", "--out", tmp_path / "r.json"
    )
    assert "It holds words of 1 confidential letter; that is recorded." in answer.err
    row = next(
        each for each in json.loads((tmp_path / "r.json").read_bytes())["commitments"] if each["id"] == 2
    )
    assert row["quote"] == SECRET.rstrip(".")
    assert row["confidential"]
    assert disclosures(office) == [(name, "in the report overdue-2026-06-30.json")]
    assert office.ok("audit", "verify").code == 0


@pytest.mark.parametrize("name", ["Ola", "nobody at all"])
def test_others_may_not(office: Tracker, tmp_path: Path, name: str) -> None:
    answer = who(office, name)("report", "overdue", "--with-confidential", "--out", tmp_path / "r.html")
    assert answer.code == 5
    assert name in answer.err
    assert not (tmp_path / "r.html").exists()
    assert disclosures(office) == []


def test_a_letter_made_confidential_later_stays_out_of_reports_on_earlier_days(
    office: Tracker, tmp_path: Path
) -> None:
    office.ok("letter", "edit", "1", "--confidential")
    office.ok("report", "overdue", "--as-of", "2026-06-20", "--format", "json", "--out", tmp_path / "r.json")
    assert "weir" not in (tmp_path / "r.json").read_text()


def test_reminders_and_replies_stand_in_the_report(office: Tracker, tmp_path: Path) -> None:
    june = office.on(2026, 6, 11)
    june.ok("jobs", "run", "reminders")
    june.ok("jobs", "run", "delivery")
    office.ok("report", "overdue", "--format", "json", "--out", tmp_path / "r.json")
    told: list[dict[str, Any]] = json.loads((tmp_path / "r.json").read_bytes())["commitments"]
    assert [[mail["to"] for mail in row["mails"]] for row in told] == [["Ana"], ["Ana"]]
    assert told[0]["mails"][0]["told"] == "sent"
    assert re.fullmatch(
        r"kept in the mail folder as 20260611T090000Z-[0-9a-f]{16}\.eml; no server was asked",
        told[0]["mails"][0]["reply"],
    )
    assert told[0]["mails"][0]["sent"].startswith("2026-06-11")
