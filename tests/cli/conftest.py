from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.driver import Tracker

LetterWriter = Callable[..., Path]


@dataclass(frozen=True)
class Once:
    """What many tests begin from: made by commands for the first of them in this worker, then copied."""

    shelf: Path

    def __call__(self, tracker: Tracker, make: Callable[[], object]) -> Tracker:
        """`make` works in the tracker's folder, on SQLite; nothing in it may differ between the tests that ask."""
        folder, kept = tracker.home.parent, self.shelf / f"{make.__module__}.{make.__qualname__}"
        if kept.exists():
            shutil.copytree(kept, folder, dirs_exist_ok=True)
        else:
            make()
            shutil.copytree(folder, kept)
        return tracker


LETTER = """{sender}
12 Canal Road, Northport

{date}

Dear Ms Okafor,

{body}

Yours sincerely,

Jo Lind
Director
{sender}
"""


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    return Once(tmp_path_factory.mktemp("made"))


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    """A tracker whose home does not exist yet, on 2 June 2026."""
    return Tracker(tmp_path / "home")


@pytest.fixture
def write(tmp_path: Path) -> LetterWriter:
    """Writes a letter of an invented company into a file."""

    def write_letter(
        *sentences: str,
        name: str = "letter.txt",
        date: str = "1 June 2026",
        sender: str = "Brightwater Mills Ltd",
    ) -> Path:
        path = tmp_path / name
        body = "\n\n".join(sentences)
        path.write_text(LETTER.format(sender=sender, date=date, body=body), encoding="utf-8")
        return path

    return write_letter


@pytest.fixture
def staffed(tracker: Tracker, once: Once) -> Tracker:
    """With Ana, who leads the case Wells, and Ben."""

    def hire() -> None:
        tracker.ok("people", "add", "Ana", "--email", "ana@office.example")
        tracker.ok("people", "add", "Ben", "--email", "ben@office.example")
        tracker.ok("case", "add", "Wells", "--lead", "Ana")

    return once(tracker, hire)
