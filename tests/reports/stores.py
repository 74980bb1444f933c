"""Stores that are filled row by row: with very many commitments, or with hostile words in every place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.store.samples import (
    add_commitment,
    add_letter,
    add_message,
    add_organisation,
    add_person,
    commitment_row,
)
from tracker.reports.facts import OverdueFacts
from tracker.service import reporting
from tracker.service.reporting import Wish
from tracker.store import tables
from tracker.store.engine import open_engine
from tracker.store.unit import Act, Unit, writing

NOW = datetime(2026, 6, 30, 9, tzinfo=UTC)
TODAY = NOW.date()
ZONE = ZoneInfo("Europe/Berlin")
MANY = 2_000
HOSTILE = (
    "</script><script>window.hacked = 1; alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(2)>"
    "\"'><svg onload=alert(3)> {{ 7 * 7 }} <!-- ]]> &lt; javascript:alert(4)\u2028\u202egnp.exe\u2066\u200b\x07"
)
SEEN = HOSTILE.replace("\u2028", " ").translate(dict.fromkeys(map(ord, "\u202e\u2066\u200b\x07")))
"""The same without what hides or turns other characters."""
WISH = Wish("Riverside Rights Network", ZONE, NOW)


@dataclass(frozen=True)
class Bench:
    """A store at hand."""

    url: str

    @contextmanager
    def change(self, at: datetime = NOW, actor: str = "Ilse") -> Iterator[Unit]:
        """One act."""
        engine = open_engine(self.url)
        with writing(engine, Act(at, actor, actor)) as unit:
            yield unit
        engine.dispose()

    def overdue(self, wish: Wish = WISH, day: date | None = None) -> OverdueFacts:
        """What a report on the overdue list is made from."""
        engine = open_engine(self.url)
        facts = reporting.overdue(engine, wish, day)
        engine.dispose()
        return facts


def filled_store(template: Path, folder: Path) -> Bench:
    """An empty store."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(template, folder / "tracker.db")
    return Bench(f"sqlite:///{folder / 'tracker.db'}")


def fill_with_many(bench: Bench) -> None:
    """2,000 overdue commitments of 40 organisations, each with its own day and words."""
    with bench.change() as unit:
        owners = [add_person(unit, name) for name in ("Ilse", "Tomas", "Meera")]
        for number in range(40):
            organisation = add_organisation(unit, f"Harbour Mills {number}")
            text = " ".join(f"We will mend pier {pier} of yard {number}." for pier in range(MANY // 40))
            letter = add_letter(unit, organisation, text)
            rows, start = [], 0
            for pier in range(MANY // 40):
                quote = f"We will mend pier {pier} of yard {number}"
                rows.append(
                    commitment_row(
                        letter,
                        organisation,
                        quote=quote,
                        quote_start=start,
                        quote_end=start + len(quote),
                        action=quote.removeprefix("We will "),
                        due=TODAY - timedelta(days=1 + (pier * 40 + number) * 7 % 900),
                        owner_id=owners[(pier + number) % 3],
                        due_text=None,
                    )
                )
                start += len(quote) + 2
            unit.insert_many(tables.commitments, rows, "commitment.added")


def fill_with_malice(bench: Bench) -> None:
    """Two commitments all of whose words are hostile, mails and notes about them too."""
    with bench.change() as unit:
        owner = add_person(unit, f"Ilse {HOSTILE}", email="ilse@office.example")
        organisation = add_organisation(unit, HOSTILE)
        case = unit.insert(tables.cases, {"name": HOSTILE, "lead_id": owner}, "case.added")
        text = f"{HOSTILE} {HOSTILE} {HOSTILE}"
        letter = add_letter(unit, organisation, text, source=HOSTILE, case_id=case)
        for day in (1, 2):
            number = add_commitment(
                unit,
                letter,
                organisation,
                actor=HOSTILE,
                quote=HOSTILE,
                quote_start=len(HOSTILE) + 1,
                quote_end=2 * len(HOSTILE) + 1,
                action=HOSTILE,
                condition=HOSTILE,
                condition_state="triggered",
                due=date(2026, 6, day),
                due_text=HOSTILE,
                due_assumption=HOSTILE,
                owner_id=owner,
            )
            unit.update(
                tables.commitments, number, {"due": date(2026, 6, day + 2)}, "commitment.extended", HOSTILE
            )
            mail = add_message(
                unit,
                f"m{day}",
                state="failed",
                reason=f"550 <ilse@office.example> {HOSTILE}",
                person_id=owner,
            )
            slot = {"key": f"k{day}", "person_id": owner, "commitment_id": number, "message_id": mail}
            unit.insert(tables.slots, slot, "slot.taken")
