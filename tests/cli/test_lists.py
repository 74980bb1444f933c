"""Lists for people, for programs, for spreadsheets and for screen readers; and a pager where there is a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker

LISTS = ["list", "overdue", "letters", "asks", "people", "case", "organisations", "outbox"]


@pytest.fixture
def office(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Two promises and an ask of a company whose name is a formula; one hides a colour."""

    def add_letter() -> None:
        staffed.ok(
            "add",
            write(
                "We will publish\x1b[31m the report by 30 June 2026.",
                "We will answer by 1 June 2026.",
                "Please send us the list.",
            ),
            "--sender",
            "=Mills Ltd",
            "--case",
            "Wells",
        )
        staffed.ok("jobs", "run", "reminders")

    return once(staffed, add_letter)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("command", LISTS)
def test_csv_has_the_names_and_values_of_json(office: Tracker, command: str) -> None:
    july = office.on(2026, 7, 6)
    shapes, table = july.ok(command, "--json").json, rows(july.ok(command, "--csv").out)
    assert len(table) == len(shapes)
    for shape, row in zip(shapes, table, strict=True):
        assert list(row) == list(shape)
        for name, value in shape.items():
            if isinstance(value, str) and "Mills" not in value:
                assert row[name].removesuffix("+00:00") == value.removesuffix("Z")
            if value is None:
                assert row[name] == ""


@pytest.mark.parametrize("command", [each for each in LISTS if each != "people"])
def test_an_empty_csv_still_has_its_head(
    tracker: Tracker, office: Tracker, command: str, tmp_path: Path
) -> None:
    empty = office.at(tmp_path / "other").ok(command, "--csv").out.splitlines()
    full = office.on(2026, 7, 6).ok(command, "--csv").out.splitlines()
    assert empty == full[:1]


def test_no_cell_is_a_formula_and_none_commands_a_terminal(office: Tracker) -> None:
    for command in ("list", "letters", "organisations"):
        answer = office.ok(command, "--csv").out
        assert "'=Mills" in answer
        assert "\x1b" not in answer
    assert office.ok("list", "--csv").out.splitlines()[0].startswith("id,organisation,actor,quote,action,")


def test_json_and_csv_at_once_are_refused(office: Tracker) -> None:
    answer = office("list", "--json", "--csv")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "tracker: Give either --json or --csv.\n"


def test_plain_has_a_line_for_each_value(office: Tracker) -> None:
    plain = office.ok("list", "--plain").out
    first = plain.split("\n\n", maxsplit=1)[0]
    assert first == (
        "id: 2\nday: 1 Jun 2026 (1 day ago)\norganisation: =Mills Ltd\nstatus: overdue\nowner: Ana\npromise: answer"
    )
    spoken = Tracker(office.home, office.now, environ={**office.environ, "TRACKER_PLAIN": "1"})
    assert spoken.ok("list").out == plain
    assert "2 1 day over" in office.ok("overdue", "--plain").out


def test_a_list_tells_how_far_days_are(office: Tracker) -> None:
    lines = office.ok("list").out.splitlines()
    assert "1 Jun 2026 (1 day ago)" in lines[1]
    assert "30 Jun 2026 (in 28 days)" in lines[2]


def on_terminal(office: Tracker, *words: str, columns: int = 80, lines: int = 24, **environ: str) -> str:
    """What a terminal of that size is sent."""
    master, slave = pty.openpty()
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC; from tracker import cli; "
        "from tracker.cli.session import Session; from tracker.clock import fixed_clock; "
        f"sys.exit(cli.run(sys.argv[1:], Session(Path({str(office.home)!r}), None, "
        "fixed_clock(datetime(2026, 6, 2, 9, tzinfo=UTC)))))"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        env={
            "PATH": os.environ["PATH"],
            "TERM": "xterm",
            "COLUMNS": str(columns),
            "LINES": str(lines),
            "HOME": str(office.home),
            "TRACKER_ACTOR": "Ana",
            **environ,
        },
    )
    os.close(slave)
    said = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    assert running.wait(timeout=60) == 0
    os.close(master)
    return said.decode().replace("\r\n", "\n")


def test_eighty_columns_are_kept_and_colour_is_never_alone(office: Tracker) -> None:
    said = on_terminal(office, "list")
    assert "\x1b[31m2   1 Jun 2026" in said
    bare = re.sub(r"\x1b\[[0-9;]*m", "", said)
    assert all(len(line) <= 80 for line in bare.splitlines())
    assert "overdue" in bare
    assert "\x1b" not in on_terminal(office, "list", NO_COLOR="1")
    assert "\x1b" not in on_terminal(office, "list", "--plain")


def test_only_what_is_longer_than_the_terminal_goes_through_the_pager(
    office: Tracker, tmp_path: Path
) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED; cat\n")
    pager.chmod(0o755)
    assert on_terminal(office, "show", "1", lines=10, PAGER=str(pager)).startswith("PAGED\n")
    assert "PAGED" not in on_terminal(office, "show", "1", lines=60, PAGER=str(pager))
    assert "PAGED" not in on_terminal(office, "list", "--json", lines=5, PAGER=str(pager))


def test_a_day_fits_the_terminal_and_tells_how_to_see_the_rest(office: Tracker, write: LetterWriter) -> None:
    late = [f"We will test well {number} by 1 June 2026." for number in range(1, 21)]
    near = [f"We will clean well {number} by 5 June 2026." for number in range(1, 21)]
    office.ok("add", write(*late, *near, name="wells.txt"), "--owner", "Ana")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(office, "today")).splitlines()
    assert len(lines) == 23
    assert all(len(line) <= 80 for line in lines)
    cut = re.findall(r"… (\d+) more: tracker (mine .*)", "\n".join(lines))
    assert [command for _, command in cut] == ["mine is:overdue", "mine due:14d"]
    for number, command in cut:
        shown = len(office.ok(*command.split(), "--json").json["commitments"]) - int(number)
        assert 4 < shown < 9
    assert "20 more" not in on_terminal(office, "today", lines=80)


def test_the_record_as_a_table_and_in_plain_lines(office: Tracker) -> None:
    office.ok("assign", "1", "--to", "Ben")
    table = rows(office.ok("audit", "log", "1", "--csv").out)
    shapes = office.ok("audit", "log", "1", "--json").json
    assert [list(row) for row in table] == [list(shape) for shape in shapes]
    assert [row["action"] for row in table][-1] == "commitment.assigned"
    for row, shape in zip(table, shapes, strict=True):
        assert (row["seq"], row["hash"]) == (str(shape["seq"]), shape["hash"])
        assert json.loads(row["after"]) == shape["after"]
        assert row["before"] == "" if shape["before"] is None else json.loads(row["before"])
    head = office.ok("audit", "log", "--actor", "Nobody", "--csv").out
    assert head.splitlines() == [",".join(shapes[0])]
    plain = office.ok("audit", "log", "1", "--plain").out
    assert "commitment.assigned, commitments 1: to Ben\nowner: Ana → Ben\n" in plain
