"""The two lists that are asked for most, as fast as the store allows: None where it must be asked in the ordinary way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tracker.model import Commitment
from tracker.service.passed import Passed, first_of
from tracker.store import quick

_SCHEME = "sqlite:///"


def listing(address: str, limit: int | None) -> list[Commitment] | None:
    """Proposed and open commitments of the store at that address, soonest first."""
    file = _file(address)
    return quick.read(file, lambda store: store.unfinished(limit)) if file else None


def overdue(address: str, today: date, limit: int | None) -> Passed | None:
    """What is overdue, and what is due for review, in the store at that address."""
    file = _file(address)
    return quick.read(file, lambda store: _passed(store, today, limit)) if file else None


def _passed(store: quick.Quick, today: date, limit: int | None) -> Passed:
    asked = limit + 1 if limit else None
    late = store.overdue(today, asked)
    review = store.for_review(today, asked - len(late) if asked else None)
    waiting = [each for each in store.waiting() if each.due and each.due < today]
    return first_of(late, review, waiting, limit)


def _file(address: str) -> Path | None:
    """The file of a plain SQLite address."""
    plain = address.startswith(_SCHEME) and not set("?%") & set(address)
    return Path(address.removeprefix(_SCHEME)) if plain else None
