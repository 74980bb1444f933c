"""How far each mailbox has been read. Not audited: the letters are; this only spares looking at mails again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from tracker.store.tables import mailboxes
from tracker.store.unit import write_unaudited


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a mailbox: all mails up to it have been dealt with."""

    uid_validity: int
    """While it stays the same, UIDs mean the same mails (RFC 9051, section 2.3.1.1)."""
    last_uid: int


def mark_of(connection: Connection, name: str) -> Mark | None:
    """Where reading stopped; None for a mailbox that was never read."""
    row = connection.execute(select(mailboxes).where(mailboxes.c.name == name)).first()
    return None if row is None else Mark(row.uid_validity, row.last_uid)


def move_mark(engine: Engine, name: str, mark: Mark) -> None:
    """Records how far the mailbox has been read, in a transaction of its own. Raises UnavailableError."""
    values = {"uid_validity": mark.uid_validity, "last_uid": mark.last_uid}
    write_unaudited(engine, mailboxes, {"name": name}, values)
