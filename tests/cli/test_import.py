"""A register that comes in: what is added, and every way in which a file can be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.driver import Tracker
from tracker.errors import UnreadableError
from tracker.service.exchange.sheet import read_sheet

HEADER = "organisation,quote,due\n"
ROW = "Brightwater Mills Ltd,We will mend the road,2026-06-30\n"


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Tracker:
    """Ana and Ben, on each store."""
    on_store = Tracker(tmp_path / "home", environ={"TRACKER_ACTOR": "Ana", "TRACKER_DATABASE_URL": store_url})
    for person in ("Ana", "Ben"):
        on_store.ok("people", "add", person, "--email", f"{person.lower()}@office.example")
    on_store.ok("case", "add", "Wells", "--lead", "Ana")
    return on_store


def register(folder: Path, content: str | bytes, name: str = "register.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_all_that_a_row_can_say_is_kept(office: Tracker, tmp_path: Path) -> None:
    path = register(
        tmp_path,
        "Organisation,quote,action,actor,due,Letter date,received,source,reference,confidential,owner,case,condition,"
        "condition-state,kind,strength,status,kept_on,note\n"
        "Brightwater Mills Ltd,We will mend the road,mend the road,The board,2026-06-30,2026-01-08,2026-01-12,letter,"
        "BM/7,yes,Ben,Wells,,,recurring,soft,kept,2026-05-01,Seen by Ben.\n"
        "Brightwater Mills Ltd,We shall pay if the court agrees,,,,2026-01-08,2026-01-12,letter,BM/7,yes,,Wells,if the"
        " court agrees,,,,,,\n",
    )
    assert office.ok("import", path).out == (
        "2 commitments added (1-2), from 1 letter.\nTake them back with: tracker undo\n"
    )
    first = office.ok("show", "1", "--json").json
    assert {
        name: first[name]
        for name in ("quote", "action", "actor", "due", "due_basis", "owner", "case", "kind", "strength")
    } == {
        "quote": "We will mend the road",
        "action": "mend the road",
        "actor": "The board",
        "due": "2026-06-30",
        "due_basis": "set",
        "owner": "Ben",
        "case": "Wells",
        "kind": "recurring",
        "strength": "soft",
    }
    assert (first["status"], first["outcome"], first["kept_on"]) == ("resolved", "kept", "2026-05-01")
    assert first["notes"][0]["text"] == "Seen by Ben."
    assert first["after"].strip() == "We shall pay if the court agrees"
    second = office.ok("show", "2", "--json").json
    assert (second["action"], second["actor"], second["owner"]) == (
        second["quote"],
        "Brightwater Mills Ltd",
        "Ana",
    )
    assert (second["condition_state"], second["due_basis"]) == ("dormant", "policy")
    letter = office.ok("letter", "show", "1", "--json").json
    assert (letter["date"], letter["received"], letter["reference"], letter["confidential"]) == (
        "2026-01-08",
        "2026-01-12",
        "BM/7",
        True,
    )
    assert letter["text"][first["start"] : first["end"]] == first["quote"]
    office.ok("audit", "verify")


def test_twice_makes_no_doubles_and_undo_takes_all_of_it_back(office: Tracker, tmp_path: Path) -> None:
    path = register(tmp_path, HEADER + ROW + ROW.replace("road", "well"))
    office.ok("import", path)
    again = office.ok("import", path)
    assert again.out == f"2 rows of {path} here already, or there twice: left out.\nNothing to add.\n"
    longer = register(tmp_path, HEADER + ROW + ROW + ROW.replace("road", "dam"), "longer.csv")
    assert office.ok("import", longer, "--json").json["added"] == [3]
    office.ok("undo", "--yes")
    office.ok("undo", "--yes")
    assert office.ok("list", "--json").json == []
    assert len(office.ok("import", path, "--json").json["added"]) == 2
    office.ok("audit", "verify")


def test_a_dry_run_writes_nothing(office: Tracker, tmp_path: Path) -> None:
    path = register(tmp_path, HEADER + ROW)
    before = office.ok("audit", "checkpoint", "--json").json["count"]
    said = office.ok("import", path, "--dry-run").out
    assert said == "Would add 1 commitment, and 1 organisation; nothing was written.\n"
    assert office.ok("audit", "checkpoint", "--json").json["count"] == before
    assert office.ok("list", "--json").json == []


def test_many_are_asked_about(tracker: Tracker, tmp_path: Path) -> None:
    path = register(tmp_path, HEADER + "".join(ROW.replace("road", f"road {each}") for each in "abcd"))
    refused = tracker("import", path)
    assert (refused.code, "4 commitments would be added" in refused.err) == (2, True), refused
    assert tracker.ok("list", "--json").json == []
    assert "4 commitments added (1-4)" in tracker.ok("import", path, "--yes").out


WRONG_ROWS = [
    (",x,", 2, "organisation", "is empty"),
    ("A,,", 2, "quote", "is empty"),
    ("A,x,30/06/2026", 2, "due", "with the day or the month first"),
    ("A,x,46203", 2, "due", "a spreadsheet's number"),
    ("A,x,2026-02-30", 2, "due", "write it as 2026-06-30"),
    ("A,x,3026-02-01", 2, "due", "outside the years"),
    ("A,#REF!,", 2, "quote", "an error of the spreadsheet"),
    ("A,x,,,", 0, None, ""),
    ("A,x,2026-06-30,more", 2, None, "has 4 cells, the header 3"),
    ("A,x,\nB,,\n\nC,y,soon", 3, "quote", "is empty"),
    ("A,x,\n\nC,y,soon", 4, "due", "'soon' is no date"),
]


@pytest.mark.parametrize(("rows", "row", "column", "says"), WRONG_ROWS)
def test_a_wrong_row_is_named_and_nothing_is_added(
    tracker: Tracker, tmp_path: Path, rows: str, row: int, column: str | None, says: str
) -> None:
    path = register(tmp_path, HEADER + ROW + rows if not row else HEADER + rows + "\n" + ROW)
    answer = tracker("import", path, "--json")
    if not row:
        assert len(answer.json["added"]) == 2
        return
    assert answer.code == 4
    fault = answer.json["faults"][0]
    assert (fault["row"], fault["column"]) == (row, column)
    assert says in fault["says"]
    assert tracker.ok("list", "--json").json == []
    assert f"row {row}" in tracker("import", path).err


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("owner", "Anna", "no person 'Anna'; did you mean 'Ana'?"),
        ("case", "Wels", "no case 'Wels'; did you mean 'Wells'?"),
        ("status", "keptt", "did you mean 'kept'?"),
        ("status", "resolved", "but not how"),
        ("outcome", "open", "cannot stand there"),
        ("kept_on", "2026-05-01", "neither kept nor partly"),
        ("letter_date", "2026-07-01", "has not come yet"),
        ("condition_state", "waived", "but no condition"),
        ("confidential", "perhaps", "neither yes nor no"),
        ("kind", "weekly", "write once, recurring or standing"),
    ],
)
def test_a_wrong_word_is_named_with_what_may_stand_there(
    staffed: Tracker, tmp_path: Path, column: str, cell: str, says: str
) -> None:
    answer = staffed("import", register(tmp_path, f"organisation,quote,{column}\nA,x,{cell}\n"))
    assert answer.code == 4
    assert f"row 2, column {column}: " in answer.err
    assert says in answer.err
    assert staffed.ok("list", "--status", "all", "--json").json == []


@pytest.mark.parametrize(
    ("content", "arguments", "code", "says"),
    [
        ("organisation,words\nA,x\n", (), 2, "no column holds quote"),
        ("organisation,quote,Quote\nA,x,y\n", (), 2, "columns 2 and 3 both hold quote"),
        ("a,b\nA,x\n", ("--map", "a=organisation", "--map", "c=quote"), 3, "no column 'c'"),
        ("a,b\nA,x\n", ("--map", "a=organization"), 3, "did you mean 'organisation'?"),
        ("a,b\nA,x\n", ("--map", "quote"), 2, "COLUMN=FIELD"),
        ("a,b\nA,x\n", ("--map", "a=quote", "--map", "b=quote"), 2, "another column is quote already"),
        ("\n\n", (), 4, "holds no rows"),
        ("organisation,quote\nA,x\0\n", (), 4, "line 2 holds a NUL byte"),
        (b"PK\x03\x04workbook", (), 4, "is a workbook"),
        (b"organisation,quote\nA,\x81\x9d\n", (), 4, "line 2 is neither UTF-8 nor Windows-1252"),
        ('organisation,quote\nA,"x\nB,y\n', (), 4, "never closed"),
        ('organisation,quote\nA,"x" y\n', (), 4, "row 2 has a quotation mark out of place"),
        ("organisation,quote\nA," + "x" * 200_000, (), 4, "has a cell of more than"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(
    tracker: Tracker, tmp_path: Path, content: str | bytes, arguments: Sequence[str], code: int, says: str
) -> None:
    answer = tracker("import", register(tmp_path, content), *arguments)
    assert (answer.code, says in answer.err) == (code, True), answer
    assert len(answer.err.splitlines()) == 1
    assert "defect" not in answer.err


def test_a_file_that_is_not_there_is_named(tracker: Tracker, tmp_path: Path) -> None:
    assert tracker("import", tmp_path / "none.csv").code == 4
    assert tracker("import", tmp_path).code == 4


WORDS = "Société Générale “Straße”"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheet_programs_write_is_read(
    tracker: Tracker, tmp_path: Path, encoding: str, separator: str
) -> None:
    cells = [["Organisation", "Quote", "Due", ""], [WORDS, 'We will ""mend""\r\nit', "30.06.2026", ""]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in cells)
    answer = tracker.ok(
        "import", register(tmp_path, (text + "\r\n,,\r\n").replace(",,", separator * 2).encode(encoding))
    )
    assert ("Windows-1252" in answer.err) is (encoding == "cp1252")
    (listed,) = tracker.ok("list", "--json").json
    assert (listed["organisation"], listed["quote"], listed["due"]) == (
        WORDS,
        'We will "mend" it',
        "2026-06-30",
    )


def test_the_habits_of_excel_do_no_harm(tracker: Tracker, tmp_path: Path) -> None:
    text = 'sep=;\r\norganisation;quote;due\r\n"=""Mills 007""";Well, we will;2026-06-30 00:00:00\r\n'
    tracker.ok("import", register(tmp_path, text))
    (listed,) = tracker.ok("list", "--json").json
    assert (listed["organisation"], listed["quote"]) == ("Mills 007", "Well, we will")


def test_columns_that_name_no_field_are_said_to_be_left_out(tracker: Tracker, tmp_path: Path) -> None:
    path = register(tmp_path, "Company,Promise,Colour\nMills,We will,red\n")
    answer = tracker.ok("import", path, "--map", "Company=organisation", "--map", "Promise=quote")
    assert "Colour" in answer.err
    assert len(tracker.ok("list", "--json").json) == 1


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_are_more_than_a_sentence(content: bytes) -> None:
    said = None
    try:
        sheet = read_sheet(content, "register.csv")
    except UnreadableError as error:
        said = str(error)
    assert said.startswith("register.csv: ") if said is not None else all(row > 1 for row, _ in sheet.rows)
