"""Deadlines for calendar programs: a file that somebody asks for, and one that is kept up to date for sharing."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from tracker.config import Settings
from tracker.errors import UnavailableError
from tracker.model import Status
from tracker.model.filters import Field, Filter, Term
from tracker.reports.calendar import to_calendar
from tracker.service import filters
from tracker.service.reporting import write_file
from tracker.store import audit
from tracker.store.unit import reading

SHARED = 0o644
"""What is made for sharing holds no secret, and others must be able to read it."""
_HEAD_BYTES = 400


def deadlines(engine: Engine, settings: Settings, wanted: Filter, *, mark: str = "") -> bytes:
    """The days of what is wanted, as an iCalendar file. Raises UnknownError."""
    domain = settings.mail.sender.rpartition("@")[2].rstrip("> ")
    found = filters.listing(engine, wanted)
    return to_calendar(found, settings.office.name, domain, words=settings.mail.quotes, mark=mark)


def is_current(engine: Engine, settings: Settings, file: Path) -> bool:
    """Whether the file was made of the store and the settings as they are."""
    try:
        with file.open("rb") as kept:
            head = kept.read(_HEAD_BYTES).replace(b"\r\n ", b"")
    except OSError:
        return False
    return _mark(engine, settings).encode() in head


def keep(engine: Engine, settings: Settings, file: Path, today: date) -> Path | None:
    """Write the days of open promises anew; returns where they lie. Raises UnavailableError."""
    mark = _mark(engine, settings)
    content = deadlines(engine, settings, Filter(today, (Term(Field.STATUS, (Status.OPEN,)),)), mark=mark)
    try:
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        written = write_file(content, file, if_taken="replace")
        file.chmod(SHARED)
    except OSError as error:
        raise UnavailableError(f"{file}: cannot be written ({error.strerror}).") from error
    return written


def _mark(engine: Engine, settings: Settings) -> str:
    """Changes with every change of the store, and with the settings that the file depends on."""
    with reading(engine) as connection:
        head = audit.checkpoint(connection).head
    parts = (head, settings.office.name, settings.mail.sender, str(settings.mail.quotes))
    return sha256("\0".join(parts).encode()).hexdigest()
