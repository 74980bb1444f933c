"""The console examples in the documentation, run for real.

`python -m tests.examples` writes what the commands say now into the pages; a test fails where they differ.
Comments in a page steer what follows: `<!-- example: on 2026-03-02 -->` sets the clock, `<!-- example: new home -->`
begins with an empty store, `<!-- example: lines 1-9 -->` keeps these lines of the next output, and
`<!-- example: first people add … -->` runs a command unseen; `<!-- example: keys ansq -->` are typed while the next
one runs, and `<!-- example: types this|= -->` where it asks for lines ("=" leaves what stands there). Several are parted
by "; ".
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from tests.cli.typing import typed
from tracker import cli
from tracker.cli.session import Session
from tracker.clock import fixed_clock
from tracker.resources import config_path

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "docs" / "commands.md",
    ROOT / "docs" / "auditing.md",
    ROOT / "docs" / "week.md",
)
LETTERS = ("halden-copper.txt", "ministry-of-labour.txt", "veyra-systems.html")
HEAD = "3d1f6a0c5e9b7284" * 4
SHOWN_HOME = "/home/ilse"
STEERING = re.compile(r"<!-- example: (.+) -->")


@dataclass
class Desk:
    """Where Ilse works through the examples of one page."""

    folder: Path
    now: datetime = datetime(2026, 1, 12, 9, tzinfo=UTC)
    lines: str | None = None
    keys: str = ""
    types: tuple[str, ...] = ()

    def steer(self, verb: str, what: str) -> None:
        """Follow one comment."""
        match verb:
            case "on":
                self.now = datetime.fromisoformat(what).replace(hour=9, tzinfo=UTC)
            case "new":
                shutil.rmtree(self.folder / "home", ignore_errors=True)
            case "first":
                self.run(what)
            case "keys":
                self.keys = what
            case "types":
                self.types = tuple(what.split("|"))
            case _:
                self.lines = what

    def run(self, command: str) -> list[str]:
        """What the command says, as Ilse would see it."""
        session = Session(self.folder / "home", None, fixed_clock(self.now), {})
        said, fingers = io.StringIO(), typed(self.keys, self.types) if self.keys else nullcontext()
        self.keys, self.types = "", ()
        with redirect_stdout(said), redirect_stderr(said), fingers:
            cli.run(shlex.split(command), session)
        session.close()
        if "a defect in the program" in said.getvalue():
            raise RuntimeError(f"tracker {command}: {said.getvalue()}")
        text = said.getvalue().replace(str(self.folder / "home"), f"{SHOWN_HOME}/.local/share/tracker")
        text = re.sub(r"^\d+ of \d+ files, .*\n", "", text, flags=re.MULTILINE)  # progress, on a slow machine
        text = re.sub(r"^[0-9a-f]{64}$", HEAD, text, flags=re.MULTILINE)  # salted, new at each run
        text = re.sub(r"head [0-9a-f]{16}", f"head {HEAD[:16]}", text)
        return self._kept(text.replace(str(self.folder), SHOWN_HOME).rstrip().splitlines())

    def _kept(self, lines: list[str]) -> list[str]:
        if self.lines is None:
            return lines
        first, last = (int(number) for number in self.lines.split("-"))
        self.lines = None
        return [
            *(["…"] if first > 1 else []),
            *lines[first - 1 : last],
            *(["…"] if last < len(lines) else []),
        ]


def refreshed(page: Path) -> str:
    """The page, with what its commands say now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for letter in LETTERS:
            shutil.copy(config_path(f"demo/{letter}"), folder)
        (folder / "report.pdf").write_bytes(b"%PDF-1.4")
        (folder / "sable-rail.txt").write_text(UNSURE, encoding="utf-8")
        (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
        _fill_archive(folder / "archive")
        with chdir(folder), patch.dict(os.environ, {"COLUMNS": "80", "LINES": "24", "LOGNAME": "ilse"}):
            return "\n".join(_lines(page.read_text(encoding="utf-8").splitlines(), Desk(folder))) + "\n"


def _fill_archive(archive: Path) -> None:
    """A letter, the same as a web page, one that is not English, and a file that is none."""
    archive.mkdir()
    letter = config_path("demo/halden-copper.txt")
    shutil.copy(letter, archive)
    blocks = letter.read_text(encoding="utf-8").split("\n\n")
    paragraphs = "".join(f"<p>{'<br>'.join(block.splitlines())}</p>" for block in blocks)
    (archive / "halden-copper.html").write_text(f"<html><body>{paragraphs}</body></html>", encoding="utf-8")
    (archive / "ziegelei.txt").write_text(GERMAN, encoding="utf-8")
    (archive / "thumbs.db").write_bytes(bytes(range(256)))


REGISTER = """Organisation;Promise;Due;Letter date;Owner;Status;Colour
Halden Copper plc;We will mend the bridge;30.06.2025;2024-11-03;Ilse;broken;red
Halden Copper plc;We will pay for the new school;2026-09-01;2024-11-03;Ben;;
Fenwick Dyeworks;We shall filter what flows into the river;;2025-02-17;;;
"""
UNSURE = """Sable Rail Company
4 Signal Street, Ostreva

20 February 2026

Riverside Rights

Dear Ms Adler,

Thank you for your letter about the crossing at Ferry Lane, where two people were hurt in the autumn. We take every
accident seriously.

We will mend the barriers at Ferry Lane by 15 March 2026. The old signals are being replaced next month by our works
department, and the guards have been trained.

Our drivers slow down at all crossings without barriers. A summary of the inquiry is being put online next week by our
safety office.

Yours sincerely,

Tove Brandt
Head of Safety
Sable Rail Company
"""
"""Two of its three promises are read with little confidence."""
GERMAN = """Ziegelei Nord GmbH

12. Januar 2026

Sehr geehrte Damen und Herren,

vielen Dank für Ihr Schreiben. Wir werden die Brennöfen bis zum 1. Mai 2026 prüfen lassen und Ihnen das Ergebnis
mitteilen.

Mit freundlichen Grüßen
"""


def _lines(page: list[str], desk: Desk) -> Iterator[str]:
    inside = False
    for line in page:
        if steering := STEERING.fullmatch(line):
            for step in steering[1].split("; "):
                desk.steer(*step.split(maxsplit=1))
        if line.startswith("```"):
            inside = line == "```console"
        if not inside or line.startswith("```"):
            yield line
        elif line.startswith("$ tracker "):
            yield line
            yield from (said.rstrip() for said in desk.run(line.removeprefix("$ tracker ")))
        elif line.startswith("$ "):
            yield line


if __name__ == "__main__":
    for changed in (page for page in PAGES if refreshed(page) != page.read_text(encoding="utf-8")):
        changed.write_text(refreshed(changed), encoding="utf-8")
        sys.stdout.write(f"{changed.relative_to(ROOT)} rewritten\n")
