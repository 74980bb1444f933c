"""All that is known about many commitments at once, for reports: asked in few questions, however many there are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, select

from tracker.model import Change, Event, Mailing, MessageState
from tracker.store.tables import (
    cases,
    commitments,
    contents,
    event_values,
    events,
    evidence,
    letters,
    messages,
    notes,
    organisations,
    people,
    slots,
)

_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])
_MOST_PARAMETERS: Final = 500
_SENT: Final = "message.sent"


@dataclass(frozen=True, slots=True)
class Source:
    """A letter, as far as a report points to it."""

    id: int
    date: date | None
    source: str
    page_starts: tuple[int, ...]
    text_hash: str | None
    confidential: bool

    def page_of(self, offset: int) -> int | None:
        """The page, from 1, on which the character at `offset` stands; None without pages."""
        return bisect_right(self.page_starts, offset) or None


def sources(connection: Connection, letter_ids: Iterable[int]) -> dict[int, Source]:
    """The letters of these ids, withdrawn ones too."""
    columns = (
        letters.c.id,
        letters.c.date,
        letters.c.source,
        letters.c.page_starts,
        letters.c.text_hash,
        letters.c.confidential,
    )
    found: dict[int, Source] = {}
    for some in _portions(letter_ids):
        for row in connection.execute(select(*columns).where(letters.c.id.in_(some))):
            starts = tuple(map(int, row.page_starts.split())) if row.page_starts else ()
            found[row.id] = Source(row.id, row.date, row.source, starts, row.text_hash, row.confidential)
    return found


def texts(connection: Connection, hashes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Hash and text of each, few of them in memory at a time."""
    for some in _portions(hashes, 50):
        query = select(contents.c.hash, contents.c.bytes).where(contents.c.hash.in_(some))
        for row in connection.execute(query):
            yield row.hash, row.bytes.decode()


def mailings(connection: Connection, commitment_ids: Iterable[int]) -> dict[int, list[Mailing]]:
    """By commitment, the mails about it that were composed, oldest first."""
    found: dict[int, list[Mailing]] = {}
    for some in _portions(commitment_ids):
        query = (
            select(
                slots.c.commitment_id,
                messages,
                people.c.name.label("reader"),
                event_values.c.note.label("reply"),
            )
            .select_from(slots)
            .join(messages, messages.c.id == slots.c.message_id)
            .outerjoin(people, people.c.id == messages.c.person_id)
            .outerjoin(
                events,
                (events.c.table_name == messages.name)
                & (events.c.row_id == messages.c.id)
                & (events.c.action == _SENT),
            )
            .outerjoin(event_values, event_values.c.seq == events.c.seq)
            .where(slots.c.commitment_id.in_(some))
            .order_by(slots.c.commitment_id, messages.c.id, events.c.seq)
        )
        for row in connection.execute(query):
            of_one = found.setdefault(row.commitment_id, [])
            if of_one and of_one[-1].message_id == row.id:
                of_one.pop()  # several slots of one mail, or sent a second time: the last word counts
            of_one.append(_mailing(row))
    return found


def histories(connection: Connection, commitment_ids: Iterable[int]) -> dict[int, list[Event]]:
    """By commitment, all that changed it, its evidence and the notes on it, oldest first."""
    found: dict[int, list[Event]] = {}
    for some in _portions(commitment_ids):
        for table, column in (
            (commitments, commitments.c.id),
            (evidence, evidence.c.commitment_id),
            (notes, notes.c.commitment_id),
        ):
            query = (
                select(
                    column.label("about"),
                    events,
                    event_values.c.before,
                    event_values.c.after,
                    event_values.c.note,
                )
                .select_from(table)
                .join(events, (events.c.table_name == table.name) & (events.c.row_id == table.c.id))
                .outerjoin(event_values, event_values.c.seq == events.c.seq)
                .where(column.in_(some))
            )
            for row in connection.execute(query):
                found.setdefault(row.about, []).append(_event(row))
    return {about: sorted(history, key=lambda event: event.seq) for about, history in found.items()}


def names(connection: Connection) -> dict[str, dict[int, str]]:
    """By table, the names behind the numbers that stand in events."""
    return {
        table.name: {row.id: row.name for row in connection.execute(select(table.c.id, table.c.name))}
        for table in (organisations, people, cases)
    }


def _portions(values: Iterable[Any], size: int = _MOST_PARAMETERS) -> Iterator[Collection[Any]]:
    wanted = sorted(set(values))
    for first in range(0, len(wanted), size):
        yield wanted[first : first + size]


def _mailing(row: Row[Any]) -> Mailing:
    return Mailing(
        commitment_id=row.commitment_id,
        message_id=row.id,
        reader=row.reader or "somebody",
        state=MessageState(row.state),
        created=row.created,
        sent=row.sent,
        bounced=row.bounced,
        reason=row.reason,
        reply=row.reply,
    )


def _event(row: Row[Any]) -> Event:
    change = Change(row.table_name, row.row_id, _values(row.before), _values(row.after))
    return Event(
        seq=row.seq,
        batch=row.batch,
        at=datetime.fromisoformat(row.at),
        actor=row.actor,
        login=row.login,
        action=row.action,
        change=change,
        note=row.note,
        hash=row.hash,
    )


def _values(recorded: str | None) -> dict[str, Any] | None:
    return None if recorded is None else _OBJECT.decode(recorded)
