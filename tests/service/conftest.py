from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.app import App, compose
from tracker.clock import fixed_clock
from tracker.config import Place, Settings
from tracker.letters import LetterText
from tracker.service import letters
from tracker.service.letters import Added, Arrival, Given

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """The services on a store of their own."""

    app: App

    def add(self, *sentences: str, given: Given | None = None, written: str = "1 June 2026") -> Added:
        """Store a letter of Brightwater Mills."""
        body = "\n\n".join(sentences)
        text = f"Brightwater Mills Ltd\n\n{written}\n\nDear Ms Okafor,\n\n{body}\n\nYours sincerely,\n\nJo Lind\n"
        arrival = Arrival(text.encode(), "letter.txt", LetterText(text, "text/plain"), date(2026, 6, 2))
        return letters.add(self.app.engine, self.app.act(), arrival, given or Given(), self.app.reading, None)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with an empty store, on 2 June 2026."""
    place = Place(tmp_path, f"sqlite:///{tmp_path / 'tracker.db'}", actor="Ana", login="ana")
    app = compose(place, Settings(), fixed_clock(NOW), {})
    yield Office(app)
    app.close()
