"""Invented people and promises for tests; every value can be given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from tracker.config import ReminderSettings
from tracker.followup.quiet import IsWorking, MailHours, every_day
from tracker.followup.reminders import Office
from tracker.followup.staff import Staff
from tracker.model import (
    Basis,
    Commitment,
    Deadline,
    DeadlineKind,
    DigestSchedule,
    Kind,
    Person,
    Role,
    Status,
    Strength,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def person(**changes: Any) -> Person:
    """Ana of the staff, in Berlin, with a digest on Monday at eight."""
    values: dict[str, Any] = {
        "id": 3,
        "name": "Ana Kovač",
        "email": "ana@office.example",
        "role": Role.STAFF,
        "zone": "Europe/Berlin",
        "digest": DigestSchedule(),
    }
    return Person(**{**values, **changes})


def commitment(due: date | None = None, basis: Basis = Basis.STATED, **changes: Any) -> Commitment:
    """An open promise of Meridian Textiles, followed up by Ana since long ago."""
    words = "by the end of November" if due else None
    values: dict[str, Any] = {
        "id": 12,
        "letter_id": 5,
        "organisation": "Meridian Textiles Ltd",
        "actor": "Meridian",
        "quote": "We will publish our list of suppliers by the end of November",
        "start": 100,
        "end": 160,
        "action": "publish our list of suppliers",
        "strength": Strength.FIRM,
        "kind": Kind.ONCE,
        "condition": None,
        "condition_state": None,
        "deadline": Deadline(DeadlineKind.DATE, words, latest=due, basis=basis if due else None),
        "status": Status.OPEN,
        "outcome": None,
        "owner": "Ana Kovač",
        "case": "Fair Looms",
        "confidence": 0.9,
        "confidential": False,
        "letter_date": date(2020, 1, 1),
        "added": LONG_AGO,
        "changed": changes.get("added", LONG_AGO),
    }
    return Commitment(**{**values, **changes})


def office(
    now: datetime,
    *people: Person,
    rules: ReminderSettings | None = None,
    is_working: IsWorking = every_day,
    leads: Mapping[str, str] | None = None,
    added: Mapping[int, datetime] | None = None,
) -> Office:
    """An office without quiet days where Ana works, or these people do."""
    rules = rules or ReminderSettings()
    staff = Staff(people or (person(),), leads or {}, added or {})
    return Office(staff, rules, MailHours(time.fromisoformat(rules.at), now, is_working))
