"""Backups of the store: written, put back, and every night a new one while the oldest go."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from tracker.config import BackupSettings
from tracker.errors import RefusedError, UnreadableError
from tracker.service.words import count
from tracker.store import backup, heartbeat
from tracker.store.backup import Copy
from tracker.store.unit import reading

BEGUN = "backup begun"
"""The sign of the last attempt at a nightly backup."""
AGAIN_AFTER = dt.timedelta(hours=1)
"""One that failed is tried again, but not at every tick: the store may be large."""
_NIGHTLY = re.compile(r"tracker-(\d{4}-\d\d-\d\d)\.db")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    copy: Copy
    lost: int
    """Events that the store had and the backup has not."""
    kept: Path | None
    """Where the store that was there lies now, if it was another."""


def write(engine: Engine, target: Path) -> Copy:
    """Back the store up into a new file. Raises RefusedError, UnavailableError."""
    store = backup.file_of(engine)
    if store is None:
        raise RefusedError(
            "The store is on PostgreSQL; back it up with: pg_dump --format=custom --file FILE DATABASE."
        )
    return backup.write_copy(store, target)


def restore(store: Path | None, source: Path, now: dt.datetime, *, yes: bool) -> Restored:
    """Make the store at `store` (None: on a server) what the backup is.

    A store that has more than the backup, or another one, or one that cannot be read, is replaced only with `yes`, and
    kept beside. Raises RefusedError, UnreadableError for a backup that is not sound, UnavailableError.
    """
    if store is None:
        raise RefusedError(
            "The store is on PostgreSQL; restore it with: pg_restore --clean --dbname DATABASE FILE."
        )
    copy = backup.check_copy(source)
    suffix = f"before-restore-{now:%Y%m%dT%H%M%S}"
    try:
        lost = backup.beyond(store, copy)
    except UnreadableError as error:
        if not yes:
            raise RefusedError(f"{error} To replace it all the same, repeat with --yes.") from error
        replaced = backup.set_aside(store, suffix)
        backup.put_back(source, store)
        return Restored(copy, 0, replaced)
    aside = None
    if lost:
        if not yes:
            raise RefusedError(
                f"{store}: has {count(lost, 'event')} more than the backup, which would be lost. "
                "To go back all the same, repeat with --yes."
            )
        aside = store.with_name(f"{store.name}.{suffix}")
        backup.write_copy(store, aside)
    backup.put_back(source, store)
    return Restored(copy, lost or 0, aside)


def nightly(
    engine: Engine, settings: BackupSettings, folder: Path, now: dt.datetime, zone: ZoneInfo
) -> Path | None:
    """Tonight's backup, where it is due and not there yet; then those that are too many are removed.

    `now` is in UTC, `zone` the office's. Returns the new file. Raises UnavailableError.
    """
    if backup.file_of(engine) is None or not settings.folder:
        return None
    target = _due(settings, folder, now, zone)
    if target is None:
        return None
    with reading(engine) as connection:
        begun = heartbeat.last_beats(connection).get(BEGUN)
    if begun is not None and now - AGAIN_AFTER < begun <= now:
        return None
    heartbeat.beat(engine, BEGUN, now)
    write(engine, target)
    for old in sorted(existing(folder))[: -settings.keep]:
        (folder / f"tracker-{old}.db").unlink(missing_ok=True)
    return target


def is_due(engine: Engine, settings: BackupSettings, folder: Path, now: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether `nightly` would write one."""
    here = backup.file_of(engine) is not None and bool(settings.folder)
    return here and _due(settings, folder, now, zone) is not None


def existing(folder: Path) -> set[dt.date]:
    """The days of which there is a nightly backup."""
    names = (_NIGHTLY.fullmatch(path.name) for path in folder.glob("tracker-*.db"))
    return {dt.date.fromisoformat(name[1]) for name in names if name}


def failing_since(engine: Engine, folder: Path, now: dt.datetime) -> dt.date | None:
    """The day of the last nightly backup, or of the first attempt, where none came about for two days; else None."""
    with reading(engine) as connection:
        begun = heartbeat.last_beats(connection).get(BEGUN)
    if begun is None:
        return None
    last = max(existing(folder), default=None)
    if last is None:
        return begun.date()
    return last if now.date() - last > dt.timedelta(days=2) else None


def _due(settings: BackupSettings, folder: Path, now: dt.datetime, zone: ZoneInfo) -> Path | None:
    here = now.astimezone(zone)
    if here.time() < dt.time.fromisoformat(settings.at) or here.date() in existing(folder):
        return None
    return folder / f"tracker-{here:%Y-%m-%d}.db"
