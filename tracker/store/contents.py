"""Bytes kept under their own SHA-256: originals, texts, rendered mails, files of evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tracker.store.tables import contents


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes as they were kept."""

    data: bytes
    media_type: str


def by_hash(connection: Connection, content_hash: str) -> Content | None:
    """What was kept under that hash (hex)."""
    row = connection.execute(
        select(contents.c.bytes, contents.c.media_type).where(contents.c.hash == content_hash)
    ).first()
    return Content(row.bytes, row.media_type) if row else None


def by_hashes(connection: Connection, hashes: Collection[str]) -> dict[str, Content]:
    """What was kept under each of these hashes (hex)."""
    query = select(contents).where(contents.c.hash.in_(sorted(set(hashes))))
    return {row.hash: Content(row.bytes, row.media_type) for row in connection.execute(query)}
