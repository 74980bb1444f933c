"""A digest whose lists are cut names commands; run as they stand there, they show what was cut."""

from __future__ import annotations

import re
import shlex
from contextlib import chdir
from pathlib import Path

import pytest

from tests.cli.driver import Tracker

PROMISES = (
    "We will repair {0} 1 by 8 June 2026. We will repair {0} 2 by 9 June 2026. "
    "We will reopen {1} 1 by 18 August 2026. We will reopen {1} 2 by 20 August 2026. "
    "If the council agrees, we will drain {0} 3 by 1 December 2026. "
    "If the ministry agrees, we will drain {1} 3 by 1 December 2026. "
    "We will publish the report on {0} 4 shortly. We will publish the report on {1} 4 shortly. "
    "Please send us the names of those who complained of {0} 1. Please send us the plans of {1} 1."
)
THINGS = {1: ("well", "pump"), 2: ("quay", "crane"), 3: ("kiln", "stove")}
LATER = (2026, 8, 10)
"""A Monday."""
LONG, SHORT = "[digests]\nlongest_list = 100\n", "[digests]\nlongest_list = 1\n"
HEADING = re.compile(r"^([A-Z][A-Z ,?]+) \((\d+)\)$")


def _letter(tracker: Tracker, folder: Path, number: int, owner: str | None, day: str) -> None:
    path = folder / f"letter-{number}.txt"
    body = PROMISES.format(*THINGS[number])
    path.write_text(
        f"Halden Pumps {number} plc\n\n{day}\n\nDear Ms Brandt,\n\n{body}\n\nR. Aldous\n", "utf-8"
    )
    options = ("--owner", owner) if owner else ()
    with chdir(folder):
        tracker.ok("add", path.name, *options)


@pytest.fixture
def busy(tmp_path: Path) -> Tracker:
    """An office in August 2026, where everybody has several of everything."""
    (tmp_path / "settings.toml").write_text(LONG)
    office = Tracker(tmp_path / "home", config=tmp_path / "settings.toml", environ={"TRACKER_ACTOR": "Chloe"})
    office = office.on(2026, 5, 4)
    for name, role in (("Ana O'Neill", "staff"), ("Chloe", "admin"), ("Audrey", "auditor")):
        office.ok(
            "people", "add", name, "--email", f"{name.split()[0].lower()}@office.example", "--role", role
        )
    _letter(office, tmp_path, 1, "Ana O'Neill", "1 May 2026")
    _letter(office, tmp_path, 2, None, "2 May 2026")
    _letter(office.on(*LATER), tmp_path, 3, "Ana O'Neill", "7 August 2026")
    return office.on(*LATER)


def _sections(tracker: Tracker, person: str) -> dict[str, tuple[int, list[str], str | None]]:
    """Of each section its total, the ids that it lists, and the command that it ends with."""
    found: dict[str, tuple[int, list[str], str | None]] = {}
    title = ""
    for line in tracker.ok("digest", person, "--json").json["text"].splitlines():
        if heading := HEADING.match(line):
            title = heading[1]
            found[title] = (int(heading[2]), [], None)
        elif title and (entry := re.match(r"^ {2,5}(a?\d+) ", line)):
            found[title][1].append(entry[1])
        elif title and (more := re.match(r"^ +… and \d+ more: (.+)$", line)):
            found[title] = (*found[title][:2], more[1])
    return found


@pytest.mark.parametrize(("person", "lists"), [("Ana O'Neill", 4), ("Chloe", 1), ("Audrey", 2)])
def test_the_command_under_a_cut_list_shows_all_of_it(busy: Tracker, person: str, lists: int) -> None:
    whole = _sections(busy, person)
    assert busy.config is not None
    busy.config.write_text(SHORT)
    cut = _sections(busy, person)
    assert cut.keys() == whole.keys() != set()
    several = {title for title, (total, _, _) in whole.items() if total > 1}
    assert len(several) >= lists, whole
    for title in several:
        total, ids, command = cut[title]
        assert (total, len(ids)) == (whole[title][0], 1)
        assert command is not None, title
        program, *words = shlex.split(command)
        assert program == "tracker"
        shown = [str(each["id"]) for each in busy.ok(*words, "--json").json]
        every = whole[title][1]
        assert len(every) == total
        assert {each.removeprefix("a") for each in every} <= {each.removeprefix("a") for each in shown}, title
