"""A letter with four promises and an ask, in a store of its own; and what people see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tracker.app import App, compose
from tracker.config import OfficeSettings, Place, Settings
from tracker.letters import LetterText
from tracker.model import Commitment, Role, Status
from tracker.service import letters, people
from tracker.service.letters import Added, Arrival, Given
from tracker.service.people import NewPerson
from tracker.store import asks as ask_queries
from tracker.store import commitments as queries
from tracker.store import tables
from tracker.store.unit import reading

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
REPORT, COMPLAINTS, REVIEW, ANSWER = 1, 2, 3, 4
NAMES = 1
"""The ask for the names of the guards."""
PROMISES = (
    "We will publish the report by 30 June 2026.",
    "The number of complaints received will be reported every six months.",
    "If a review is asked for, we will complete it within 20 days.",
    "We will answer within 10 working days.",
    "Please send us the names of the guards who were present.",
)
HIDDEN = ("version", "deadline_version")
SEEN = (
    tables.letters, tables.commitments, tables.asks, tables.evidence, tables.notes, tables.links, tables.holds, tables.repeats,
)  # fmt: skip


@dataclass
class Life:
    """The office of Ana and Ben on some day."""

    home: Path
    store_url: str
    second_pair_of_eyes: bool = False
    now: datetime = NOW
    country: str | None = None

    def __post_init__(self) -> None:
        self._opened: App | None = None

    def app(self, actor: str = "Ana") -> App:
        """The application as that person uses it; all of them share the store."""
        office = OfficeSettings(second_pair_of_eyes=self.second_pair_of_eyes, country=self.country)
        place = Place(self.home, self.store_url, actor, "desk")
        app = compose(place, Settings(office=office), lambda: self.now, {})
        if self._opened is None:
            self._opened = app
        vars(app)["engine"] = self._opened.engine
        vars(app)["reading"] = self._opened.reading
        return app

    def begin(self) -> Added:
        """Two people, and a letter that was received on the day before."""
        app = self.app("Clerk")
        for name in ("Ana", "Ben"):
            newcomer = NewPerson(name, f"{name.lower()}@office.example", Role.STAFF, "UTC", "none")
            people.add(app.engine, app.act(), newcomer)
        return self.add(*PROMISES)

    def add(self, *sentences: str, name: str = "letter.txt", owner: str | None = "Ana") -> Added:
        """Store a letter of Brightwater Mills."""
        app, body = self.app("Clerk"), "\n\n".join(sentences)
        text = f"Brightwater Mills Ltd\n\n1 June 2026\n\nDear Ms Okafor,\n\n{body}\n\nYours sincerely,\n\nJo Lind\n"
        arrival = Arrival(text.encode(), name, LetterText(text, "text/plain"), date(2026, 6, 1))
        return letters.add(app.engine, app.act(), arrival, Given(owner=owner), app.reading, None)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def commitments(self) -> list[Commitment]:
        """All that stand in a list."""
        with reading(self.app().engine) as connection:
            return queries.listing(connection, statuses=tuple(Status))

    def seen(self) -> dict[str, Any]:
        """What stands in the lists and beside them, by table and id."""
        everything: dict[str, Any] = {}
        with reading(self.app().engine) as connection:
            for table in SEEN:
                rows = [
                    dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()
                ]
                everything[table.name] = {
                    row["id"]: {name: value for name, value in row.items() if name not in HIDDEN}
                    for row in rows
                    if not row.get("withdrawn")
                }
        return everything

    def held(self) -> set[int]:
        """The commitments that an open ask holds up."""
        with reading(self.app().engine) as connection:
            asks = [ask.id for ask in ask_queries.listing(connection)]
            return {hold.commitment_id for hold in ask_queries.held_by(connection, asks)}
