"""Digests as the store on both databases gives them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.store.samples import (
    add_commitment,
    add_letter,
    add_message,
    add_organisation,
    add_person,
    commitment_row,
)
from tracker.config import DigestSettings, MailSettings, Settings
from tracker.errors import UnknownError
from tracker.followup.digests import digest_content
from tracker.model import Status
from tracker.service.digesting import due_digests, preview
from tracker.service.planning import enqueue
from tracker.store import audit, commitments, outbox, people, tables
from tracker.store.unit import Act, reading, writing

SETTINGS = Settings(mail=MailSettings(sender="tracker@office.example"))
MONDAY = datetime(2026, 6, 8, 9, tzinfo=UTC)
BEFORE = MONDAY - timedelta(days=6)


def at(instant: datetime) -> Act:
    return Act(instant, "ana", "ana")


@pytest.fixture
def store(engine: Engine) -> Engine:
    """Ana with one overdue, one resolved and one ask; Ben away for Ana to cover; an admin; an auditor."""
    with writing(engine, at(BEFORE)) as unit:
        ana, ben = add_person(unit, "Ana", zone="UTC"), add_person(unit, "Ben", zone="UTC")
        add_person(unit, "Chloe", zone="UTC", role="admin")
        add_person(unit, "Audrey", zone="UTC", role="auditor")
        unit.update(tables.people, ben, {"absent_until": MONDAY.date(), "cover_id": ana}, "person.absent")
        mills = add_organisation(unit)
        letter = add_letter(unit, mills)
        values = {"added": BEFORE, "changed": BEFORE}
        add_commitment(
            unit, letter, mills, owner_id=ana, due=date(2026, 6, 1), action="dig the well", **values
        )
        add_commitment(
            unit, letter, mills, owner_id=ana, status="resolved", outcome="kept", action="mend it",
            **(values | {"changed": MONDAY - timedelta(days=2)}),
        )  # fmt: skip
        add_commitment(unit, letter, mills, owner_id=ben, due=date(2026, 6, 12), action="paint it", **values)
        add_commitment(unit, letter, mills, owner_id=None, due=date(2026, 6, 2), action="guard it", **values)
        gone = add_letter(unit, mills, "gone", withdrawn=True)
        add_commitment(unit, gone, mills, owner_id=ana, due=date(2026, 6, 1), action="forget it", **values)
        add_message(unit, state="failed", reason="550 no such mailbox")
        row = {
            "letter_id": letter,
            "organisation_id": mills,
            "quote": "Write.",
            "quote_start": 0,
            "quote_end": 6,
        }
        unit.insert(tables.asks, row, "ask.added")
    return engine


def planned(engine: Engine, now: datetime) -> dict[str, str]:
    """What each person's digest says, by the slot's person; what was found is written."""
    found = due_digests(engine, SETTINGS, now)
    assert not found.failed
    enqueue(engine, at(now), found)
    names = {1: "Ana", 2: "Ben", 3: "Chloe", 4: "Audrey"}
    return {
        names[each.slots[0].person_id]: " ".join(each.mail.text.split()) if each.mail else ""
        for each in found.planned
    }


def test_each_is_told_of_her_own(store: Engine) -> None:
    told = planned(store, MONDAY)
    assert {name: [what for what in ("dig the", "mend", "paint", "guard") if what in text] for name, text in told.items()} == {
        "Ana": ["dig the", "mend"],
        "Ben": ["paint"],
        "Chloe": ["guard"],
        "Audrey": ["dig the", "mend", "guard"],
    }  # fmt: skip
    assert all("forget it" not in text for text in told.values())
    assert "“Write.”" in told["Ana"]
    assert "“Write.”" not in told["Audrey"]
    assert "MAIL THAT DID NOT ARRIVE (1)" in told["Chloe"]
    assert told["Ben"].startswith("Hello Ana,")
    with reading(store) as connection:
        to = {each.to for each in outbox.listing(connection) if each.kind == "digest"}
        head = audit.checkpoint(connection).head
    assert to == {"ana@office.example", "chloe@office.example", "audrey@office.example"}
    assert head not in told["Audrey"]  # it is of before the digest itself
    assert "events, the last with the hash" in told["Audrey"]


def test_each_is_told_once_a_period(store: Engine) -> None:
    assert len(planned(store, MONDAY)) == 4
    assert planned(store, MONDAY + timedelta(hours=5)) == {}


def test_the_next_one_goes_on_from_there(store: Engine) -> None:
    planned(store, MONDAY)
    told = planned(store, MONDAY + timedelta(days=7))
    assert "RESOLVED" not in told["Ana"]
    assert "As many overdue as on Monday 8 June 2026." in told["Ana"]
    # Ben is back: what Ana read for him is new to him.
    assert told["Ben"].startswith("Hello Ben,")
    assert "overdue than" not in told["Ben"]
    assert "2 more overdue" not in told["Audrey"]
    assert "1 more overdue than on Monday 8 June 2026." in told["Audrey"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_what_is_asked_of_the_store_lacks_no_line(engine: Engine, zone: str) -> None:
    days = [None, *(MONDAY.date() + timedelta(days=days) for days in (-9, -1, 0, 1, 13, 14, 15, 16, 90))]
    since = MONDAY - timedelta(days=7)
    waits: tuple[dict[str, Any], ...] = ({}, {"condition_state": "dormant"}, {"waiting_since": since.date()})
    with writing(engine, at(BEFORE - timedelta(days=60))) as unit:
        ana, mills = add_person(unit, "Ana", zone=zone), add_organisation(unit)
        letter = add_letter(unit, mills)
        rows = [
            commitment_row(letter, mills, owner_id=ana, status=status, due=day, due_kind="date" if day else "none",
                due_basis=basis if day else None, outcome="kept" if status == "resolved" else None, added=moment,
                changed=moment, **more)
            for status, day, basis, moment, more in product(
                ("open", "proposed", "resolved", "dismissed"),
                days,
                ("stated", "policy"),
                (since - timedelta(days=1), since + timedelta(days=1)),
                waits,
            )
        ]  # fmt: skip
        unit.insert_many(tables.commitments, rows, "commitment.added")
    with reading(engine) as connection:
        person = people.by_name(connection, "Ana")
        assert person is not None
        until = MONDAY.date() + timedelta(days=1 + SETTINGS.digests.due_within_days)
        some = commitments.news_of_owners(connection, [ana], since, until)["Ana"]
        every = commitments.listing(connection, statuses=list(Status), owner="Ana")
    assert len(some) < len(every) == len(rows)
    wide = DigestSettings(longest_list=1000)
    told, wanted = (
        digest_content(person, found, since=since, now=MONDAY, settings=wide) for found in (some, every)
    )
    assert told == wanted is not None


def test_a_preview_is_what_would_go_out(store: Engine) -> None:
    seen = preview(store, SETTINGS, "Ben", MONDAY)
    assert seen.mail is not None
    assert (seen.reader.name, seen.mail.to) == ("Ana", "ana@office.example")
    told = planned(store, MONDAY)
    assert " ".join(seen.mail.text.split()) == told["Ben"]
    with pytest.raises(UnknownError, match="Nobody"):
        preview(store, SETTINGS, "Nobody", MONDAY)
