from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.driver import Tracker

LetterWriter = Callable[..., Path]

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
def staffed(tracker: Tracker) -> Tracker:
    """With Ana, who leads the case Wells, and Ben."""
    tracker.ok("people", "add", "Ana", "--email", "ana@office.example")
    tracker.ok("people", "add", "Ben", "--email", "ben@office.example")
    tracker.ok("case", "add", "Wells", "--lead", "Ana")
    return tracker
