"""What shows how a commitment ended: files kept by their hash, or addresses on the web."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine

from tracker.errors import UsageError
from tracker.followup.lifecycle import NEEDS_EVIDENCE, require
from tracker.letters import load_file
from tracker.model import Status
from tracker.service.commitments import find_in_force
from tracker.service.names import readable
from tracker.service.several import Several, change_each, has_come
from tracker.store import evidence as queries
from tracker.store import tables
from tracker.store.unit import Act, Unit


@dataclass(frozen=True, slots=True)
class EvidenceGiven:
    """One piece of evidence, before it is kept."""

    source: str
    """The file's name, or the URL."""
    content: bytes | None
    """None for a URL: what it shows is not fetched."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What pieces of evidence show."""

    on: date | None = None
    """The day of which they speak."""
    contradicts: bool = False
    """They speak against the promise being kept."""
    note: str | None = None


def gather(sources: Iterable[str]) -> tuple[EvidenceGiven, ...]:
    """Read the files among the sources. Raises UnreadableError, UsageError."""
    return tuple(_gather_one(source) for source in sources)


def add(
    engine: Engine,
    act: Act,
    numbers: Sequence[int],
    pieces: Sequence[EvidenceGiven],
    shown: Shown,
    today: date,
) -> Several:
    """Keep evidence with commitments, whether they ended or not; how late one was kept may change with it.

    Raises UnknownError, RefusedError for what is no promise, UsageError for a day to come.
    """
    if shown.on is not None:
        has_come(shown.on, today, "--on")

    def change(unit: Unit, number: int) -> None:
        commitment = find_in_force(unit.connection, number)
        require(commitment, "prove", Status.PROPOSED, Status.OPEN, Status.RESOLVED)
        keep(unit, number, pieces, shown)
        first = queries.first_day(unit.connection, number)
        earlier = first is not None and (commitment.kept_on is None or first < commitment.kept_on)
        if commitment.outcome in NEEDS_EVIDENCE and earlier:
            unit.update(tables.commitments, number, {"kept_on": first}, "commitment.proved")

    return change_each(engine, act, numbers, change)


def keep(unit: Unit, commitment_id: int, pieces: Iterable[EvidenceGiven], shown: Shown) -> None:
    """Store the pieces with the commitment that they speak of."""
    for piece in pieces:
        kept = unit.keep(piece.content, _media_type(piece.source)) if piece.content is not None else None
        unit.insert(
            tables.evidence,
            {
                "commitment_id": commitment_id,
                "source": piece.source,
                "content_hash": kept,
                "added": unit.act.at,
                "speaks_of": shown.on,
                "contradicts": shown.contradicts,
                "note": shown.note,
            },
            "evidence.added",
        )


def _gather_one(source: str) -> EvidenceGiven:
    scheme = urlsplit(source).scheme if "://" in source else ""
    if scheme in {"http", "https"}:
        return EvidenceGiven(source, None)
    if scheme:
        raise UsageError(f"{source!r} is neither a file nor a web address (http or https).")
    path = Path(source)
    return EvidenceGiven(readable(path.name), load_file(path))


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
