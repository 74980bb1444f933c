"""The figures of the overdue report, those of the command and those on file are the same.

The golden files were read and agreed by a person; `python -m tests.reports.test_golden` writes them anew.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.driver import Tracker
from tests.reports import office as invented

FOLDER = Path(__file__).with_name("golden")
DAYS = {"today": (), "2026-03-31": ("--as-of", "2026-03-31")}


def listed(office: Tracker, *asked: str) -> dict[str, Any]:
    """The figures, worked out from what `tracker overdue --json` says."""
    rows = office.ok("overdue", *asked, "--json").json
    over = [row for row in rows if row["due_basis"] != "policy"]
    days = sorted(row["days_over"] for row in over)
    middle = len(days) // 2
    return {
        "overdue": [
            [row["id"], row["organisation"], row["due"], row["days_over"], row["owner"]] for row in over
        ],
        "for_review": [row["id"] for row in rows if row["due_basis"] == "policy"],
        "organisations": len({row["organisation"] for row in over}),
        "longest": days[-1],
        "median": (days[middle] + days[~middle]) / 2,
        "without_owner": sum(row["owner"] is None for row in over),
    }


@pytest.mark.parametrize("name", DAYS)
def test_the_command_says_what_is_on_file(office: Tracker, name: str) -> None:
    assert listed(office, *DAYS[name]) == json.loads((FOLDER / f"{name}.json").read_text())


@pytest.mark.parametrize("name", DAYS)
def test_every_form_of_the_report_says_what_is_on_file(office: Tracker, tmp_path: Path, name: str) -> None:
    golden = json.loads((FOLDER / f"{name}.json").read_text())
    for form in ("json", "csv", "xlsx", "html"):
        office.ok("report", "overdue", *DAYS[name], "--format", form, "--out", tmp_path / f"r.{form}")
    told = json.loads((tmp_path / "r.json").read_bytes())
    rows = [row for row in told["commitments"] if row["list"] == "overdue"]
    assert [
        [row[key] for key in ("id", "organisation", "due", "days_over", "owner")] for row in rows
    ] == golden["overdue"]
    assert [row["id"] for row in told["commitments"] if row["list"] == "review"] == golden["for_review"]
    numbers = {key: told["figures"][key] for key in ("organisations", "longest", "median", "without_owner")}
    assert numbers == {key: golden[key] for key in numbers}
    assert told["figures"]["overdue"] == len(golden["overdue"])

    cells = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_bytes().decode("utf-8-sig"))))
    in_csv = [row for row in cells if row["List"] == "overdue"]
    assert [[int(row["No."]), row["Due"], int(row["Days over"])] for row in in_csv] == [
        [number, due, days] for number, _, due, days, _ in golden["overdue"]
    ]
    sheet = load_workbook(tmp_path / "r.xlsx").worksheets[0]
    head, *values = sheet.iter_rows(values_only=True)
    place = {title: head.index(title) for title in ("List", "No.", "Due", "Days over")}
    in_xlsx = [row for row in values if row[place["List"]] == "overdue"]
    assert [
        [row[place["No."]], row[place["Due"]].date().isoformat(), row[place["Days over"]]] for row in in_xlsx
    ] == [[number, due, days] for number, _, due, days, _ in golden["overdue"]]

    page = (tmp_path / "r.html").read_text()
    shown = re.findall(r'<span class="value">([\d,.]+)', page)
    assert shown == [
        str(len(golden["overdue"])),
        str(golden["organisations"]),
        str(golden["longest"]),
        f"{golden['median']:g}",
        str(golden["without_owner"]),
        str(len(golden["for_review"])),
    ]


def main() -> None:
    """Write the golden files."""
    with tempfile.TemporaryDirectory() as folder:
        office = invented.build(Path(folder))
        for name, asked in DAYS.items():
            (FOLDER / f"{name}.json").write_text(json.dumps(listed(office, *asked), indent=1) + "\n")


if __name__ == "__main__":
    main()
