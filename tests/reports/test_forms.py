"""The same rows as a spreadsheet, as CSV and as JSON; hostile words do nothing in any of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.driver import Tracker
from tests.reports.stores import HOSTILE, SEEN, TODAY, Bench, fill_with_malice
from tests.store.samples import add_commitment, add_letter, add_organisation
from tracker.reports import Form, render
from tracker.reports.delimited import FORMULA, harmless

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1",
    '=HYPERLINK("http://x.example")',
)


def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def columns(sheet: Any) -> dict[str, list[Any]]:
    """Cells by the names of their columns."""
    return {column[0].value: list(column[1:]) for column in sheet.columns}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_spreadsheet_has_days_filters_and_a_frozen_head(office: Tracker, tmp_path: Any) -> None:
    office.ok("report", "overdue", "--format", "xlsx", "--out", tmp_path / "r.xlsx")
    opened = book((tmp_path / "r.xlsx").read_bytes())
    sheet = opened["Commitments"]
    listed = office.ok("overdue", "--json").json
    cells = columns(sheet)
    assert [cell.value for cell in cells["No."]] == [each["id"] for each in listed]
    assert [cell.value.date().isoformat() for cell in cells["Due"]] == [each["due"] for each in listed]
    assert all(cell.is_date and cell.number_format == "yyyy-mm-dd" for cell in cells["Due"])
    assert [cell.value for cell in cells["Days over"]] == [each["days_over"] for each in listed]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{len(listed) + 1}"
    assert sheet.column_dimensions["D"].width > 25
    about = {row[0].value: row[1].value for row in opened["About"].iter_rows()}
    assert about["Overdue"].startswith(f"{sum(each['due_basis'] != 'policy' for each in listed)} (")
    assert len(about["Audit chain, head"]) == 64


def fill_with_formulas(bench: Bench) -> None:
    with bench.change() as unit:
        for number, words in enumerate(FORMULAS):
            organisation = add_organisation(unit, f"{words} {number}")
            letter = add_letter(unit, organisation, f"{words} {number}", source=words)
            add_commitment(unit, letter, organisation, quote=words, action=words, actor=words)


def test_no_cell_of_a_spreadsheet_is_a_formula(bench: Bench) -> None:
    fill_with_formulas(bench)
    sheet = book(render(bench.overdue(), Form.XLSX))["Commitments"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    words = columns(sheet)["Exact words"]
    assert {cell.value for cell in words} == {" ".join(each.split()) for each in FORMULAS}
    assert all(cell.quotePrefix for cell in words)


def test_no_cell_of_a_csv_begins_a_formula(bench: Bench) -> None:
    fill_with_formulas(bench)
    content = render(bench.overdue(), Form.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    found = rows(content)
    assert len(found) == len(FORMULAS)
    for row in found:
        assert not [cell for cell in row.values() if cell[:1] in FORMULA]
        assert row["Exact words"][0] == row["Organisation"][0] == "'"


@given(st.text())
def test_harmless_words_begin_no_formula(text: str) -> None:
    made = harmless(text)
    assert made[:1] not in FORMULA
    assert made.lstrip(" ")[:1] not in FORMULA
    assert "\n" not in made


def test_csv_is_read_back_as_it_was(office: Tracker, tmp_path: Any) -> None:
    office.ok("report", "overdue", "--format", "csv", "--out", tmp_path / "r.csv")
    listed = office.ok("overdue", "--json").json
    found = rows((tmp_path / "r.csv").read_bytes())
    assert [(row["No."], row["Due"], row["Days over"]) for row in found] == [
        (str(each["id"]), each["due"], str(each["days_over"])) for each in listed
    ]
    assert [row["List"] for row in found].count("for review") == 1


def test_hostile_words_in_every_form(bench: Bench) -> None:
    fill_with_malice(bench)
    facts = bench.overdue()
    sheet = columns(book(render(facts, Form.XLSX))["Commitments"])
    assert [cell.value for cell in sheet["Exact words"]] == [SEEN, SEEN]
    assert [row["Promise"] for row in rows(render(facts, Form.CSV))] == [SEEN, SEEN]
    text = render(facts, Form.JSON).decode()
    assert not {"\u202e", "\u2066", "\u200b", "\x07", "\u2028"} & set(text)
    assert [row["quote"] for row in json.loads(text)["commitments"]] == [
        HOSTILE,
        HOSTILE,
    ]  # exact, by escapes
    assert "ilse@office.example" not in text


def test_words_that_are_too_long_for_a_cell_are_cut(bench: Bench) -> None:
    with bench.change() as unit:
        organisation = add_organisation(unit)
        add_commitment(unit, add_letter(unit, organisation), organisation, quote="mend " * 10_000)
    cells = columns(book(render(bench.overdue(), Form.XLSX))["Commitments"])
    assert len(cells["Exact words"][0].value) == 32_767


@pytest.mark.parametrize("form", Form)
def test_an_empty_store_has_a_report(bench: Bench, form: Form) -> None:
    content = render(bench.overdue(), form)
    assert len(content) > 100
    if form is Form.HTML:
        assert b"Nothing is overdue." in content


def test_json_says_the_same_as_the_command(office: Tracker, tmp_path: Any) -> None:
    for day in (None, "2026-03-31"):
        asked = ("--as-of", day) if day else ()
        office.ok("report", "overdue", *asked, "--format", "json", "--out", tmp_path / "r.json")
        told = json.loads((tmp_path / "r.json").read_bytes())
        listed = office.ok("overdue", *asked, "--json").json
        over = [each for each in listed if each["due_basis"] != "policy"]
        assert told["figures"]["overdue"] == len(over)
        assert told["figures"]["for_review"] == len(listed) - len(over)
        assert told["figures"]["longest"] == max(each["days_over"] for each in over)
        assert sum(number for _, number in told["figures"]["by_age"]) == len(over)
        organisations = dict(told["figures"]["by_organisation"])
        assert organisations.keys() == {each["organisation"] for each in over}
        assert sum(map(sum, organisations.values())) == len(over)
        same = ("id", "organisation", "due", "due_basis", "days_over", "status", "owner", "case", "letter")
        assert [[row[name] for name in same] for row in told["commitments"]] == [
            [each[name] for name in same] for each in listed
        ]


def test_a_past_day_tells_what_came_later_apart(bench: Bench) -> None:
    with bench.change(at=datetime(2026, 5, 4, tzinfo=UTC)) as unit:
        organisation = add_organisation(unit)
        number = add_commitment(unit, add_letter(unit, organisation), organisation)
    with bench.change() as unit:
        from tracker.store import tables

        unit.update(
            tables.commitments, number, {"due": date(2026, 6, 1)}, "commitment.extended", "they asked"
        )
    then = json.loads(render(bench.overdue(day=date(2026, 5, 31)), Form.JSON))
    assert then["commitments"][0]["due"] == "2026-05-01"
    assert then["commitments"][0]["since"] == "its day became 1 June 2026"
    assert then["audit"]["count"] < json.loads(render(bench.overdue(), Form.JSON))["audit"]["count"]
    page = render(bench.overdue(day=date(2026, 5, 31)), Form.HTML).decode()
    assert "after the day of this report" in page
    assert "after the day of this report" not in render(bench.overdue(day=TODAY), Form.HTML).decode()


def test_evidence_and_notes_stand_in_the_history(office: Tracker, tmp_path: Any) -> None:
    name = "Halvorsen Dyeworks ASA"
    office.ok("report", "organisation", name, "--format", "json", "--out", tmp_path / "r.json")
    rows_ = {row["id"]: row for row in json.loads((tmp_path / "r.json").read_bytes())["commitments"]}
    assert [event["told"] for event in rows_[1]["history"]][-2:] == [
        "evidence added: https://halvorsen.example/discharge",
        "resolved (status: open → resolved; outcome: kept; kept on: 19 February 2026)",
    ]
    assert rows_[1]["days_late"] == 81
    assert rows_[2]["explanation"].startswith("by 31 March 2026, extended to 20 May 2026: The tank maker")
