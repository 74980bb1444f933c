"""Small invented rows for the tests of the store."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from tracker.store import tables
from tracker.store.unit import Act, Unit

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
ACT = Act(NOW, "ana", "ana@desk")


def add_organisation(unit: Unit, name: str = "Harbour Mills") -> int:
    return unit.insert(tables.organisations, {"name": name}, "organisation.added")


def add_person(unit: Unit, name: str = "Ana", **values: Any) -> int:
    row = {
        "name": name,
        "email": f"{name.lower()}@office.example",
        "role": "staff",
        "zone": "Europe/Berlin",
        "digest_cadence": "weekly",
        "digest_weekday": 0,
        "digest_day": 1,
        "digest_at": time(8),
    }
    return unit.insert(tables.people, row | values, "person.added")


def add_letter(unit: Unit, organisation_id: int | None, content: str = "We will act.", **values: Any) -> int:
    key = unit.keep(content.encode(), "text/plain")
    row = {
        "content_hash": key,
        "text_hash": key,
        "source": "letter.txt",
        "media_type": "text/plain",
        "organisation_id": organisation_id,
        "date": date(2026, 4, 1),
        "received": date(2026, 4, 3),
        "state": "read",
    }
    return unit.insert(tables.letters, row | values, "letter.added")


def commitment_row(letter_id: int, organisation_id: int, **values: Any) -> dict[str, Any]:
    row = {
        "letter_id": letter_id,
        "organisation_id": organisation_id,
        "actor": "Harbour Mills",
        "quote": "We will act.",
        "quote_start": 0,
        "quote_end": 12,
        "action": "act",
        "strength": "firm",
        "kind": "once",
        "due_kind": "date",
        "due": date(2026, 5, 1),
        "due_basis": "stated",
        "status": "open",
        "confidence": 0.9,
        "added": NOW,
        "changed": NOW,
    }
    return row | values


def add_commitment(unit: Unit, letter_id: int, organisation_id: int, **values: Any) -> int:
    row = commitment_row(letter_id, organisation_id, **values)
    return unit.insert(tables.commitments, row, "commitment.added")


def add_message(unit: Unit, name: str = "m1", **values: Any) -> int:
    row = {
        "kind": "reminder",
        "address": "ana@office.example",
        "subject": "Due soon",
        "state": "queued",
        "created": NOW,
        "message_id": f"<{name}@tracker.example>",
        "content_hash": unit.keep(name.encode(), "message/rfc822"),
        "next_attempt": NOW,
    }
    return unit.insert(tables.messages, row | values, "message.queued")
