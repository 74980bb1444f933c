"""Questions about letters. Withdrawn ones are found by their id, but stand in no list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, false, func, select, text, true

from tracker.model import Letter, LetterState
from tracker.model.filters import Filter
from tracker.store import filters
from tracker.store.tables import IN_FORCE, cases, contents, letters, organisations, sketches

_SELECT = select(letters, organisations.c.name.label("sender"), cases.c.name.label("case_name")).select_from(
    letters.outerjoin(organisations, organisations.c.id == letters.c.organisation_id).outerjoin(
        cases, cases.c.id == letters.c.case_id
    )
)

_MOST_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """A letter as far as another one may repeat it."""

    sender: str | None
    date: date | None
    part_of: int | None
    text: str


def by_id(connection: Connection, letter_id: int) -> Letter | None:
    """One letter, withdrawn or not."""
    row = connection.execute(_SELECT.where(letters.c.id == letter_id)).first()
    return _letter(row) if row else None


def confidential_among(connection: Connection, ids: Collection[int]) -> set[int]:
    """Those of these letters that are confidential."""
    wanted = sorted(ids)
    found: set[int] = set()
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[first : first + _MOST_PARAMETERS]
        found.update(
            connection.scalars(select(letters.c.id).where(letters.c.id.in_(some), letters.c.confidential))
        )
    return found


def by_content_hash(connection: Connection, content_hash: str) -> Letter | None:
    """The letter with these original bytes (SHA-256, hex), unless it was withdrawn."""
    query = _SELECT.where(letters.c.content_hash == content_hash, text(IN_FORCE))
    row = connection.execute(query).first()
    return _letter(row) if row else None


def was_stored(connection: Connection, content_hash: str) -> bool:
    """Whether there ever was a letter with these original bytes (SHA-256, hex), withdrawn ones included."""
    query = select(letters.c.id).where(letters.c.content_hash == content_hash).limit(1)
    return connection.execute(query).first() is not None


def has_mail(connection: Connection, message_id: str, text_hash: str) -> bool:
    """Whether there ever was a mail of this Message-ID with this text, whatever way its bytes took."""
    query = select(letters.c.id).where(
        letters.c.text_hash == text_hash, letters.c.source.endswith(f" {message_id}", autoescape=True)
    )
    return connection.execute(query.limit(1)).first() is not None


def latest_ids(connection: Connection, content_hashes: Collection[str]) -> dict[str, int]:
    """The latest letter with each of these original bytes (SHA-256, hex; at most some hundreds), even withdrawn."""
    query = select(letters.c.content_hash, func.max(letters.c.id)).group_by(letters.c.content_hash)
    rows = connection.execute(query.where(letters.c.content_hash.in_(sorted(content_hashes))))
    return {row[0]: row[1] for row in rows}


def in_force(connection: Connection, content_hashes: Collection[str]) -> dict[str, int]:
    """The letters with these original bytes (SHA-256, hex; at most some hundreds) that are not withdrawn."""
    query = select(letters.c.content_hash, letters.c.id).where(
        letters.c.content_hash.in_(sorted(content_hashes)), text(IN_FORCE)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def parts_of(connection: Connection, letter_id: int) -> list[Letter]:
    """The letters that came in this one, in the order in which they stood there; withdrawn ones too."""
    query = _SELECT.where(letters.c.part_of == letter_id).order_by(letters.c.id)
    return [_letter(row) for row in connection.execute(query)]


def duplicates_of(connection: Connection, letter_id: int) -> list[Letter]:
    """The letters in force that repeat this one's text in another format."""
    query = _SELECT.where(letters.c.duplicate_of == letter_id, text(IN_FORCE)).order_by(letters.c.id)
    return [_letter(row) for row in connection.execute(query)]


def alike(
    connection: Connection, wanted: Sequence[Collection[int]], enough: int, most: int
) -> dict[int, list[tuple[int, int]]]:
    """For the place of each sketch in `wanted` at most `most` letters that look like it, best first.

    They count, and share at least `enough` of its values: (how many, id of the letter).
    """
    found: dict[int, list[tuple[int, int]]] = {}
    query = _ALIKE_POSTGRESQL if connection.dialect.name == "postgresql" else _ALIKE_SQLITE
    wish = msgspec.json.encode([sorted(sketch) for sketch in wanted]).decode()
    for place, shared, number in connection.execute(query, {"wanted": wish, "enough": enough, "most": most}):
        found.setdefault(place, []).append((shared, number))
    return found


# One question for all letters of a batch; only how a list of lists comes into it differs between the databases.
_ALIKE = """
    SELECT place, shared, number FROM (
        SELECT wanted.place, count(*) AS shared, sketches.letter_id AS number,
            row_number() OVER (PARTITION BY wanted.place ORDER BY count(*) DESC, sketches.letter_id) AS rank
        FROM ({wanted}) AS wanted
        JOIN sketches ON sketches.value = wanted.value
        JOIN letters ON letters.id = sketches.letter_id
        WHERE NOT letters.withdrawn AND letters.duplicate_of IS NULL
        GROUP BY wanted.place, sketches.letter_id
        HAVING count(*) >= :enough
    ) AS ranked
    WHERE rank <= :most ORDER BY place, rank"""
_ALIKE_SQLITE = text(
    _ALIKE.format(
        wanted="SELECT lists.key AS place, items.value FROM json_each(:wanted) AS lists, json_each(lists.value) AS items"
    )
)
_ALIKE_POSTGRESQL = text(
    _ALIKE.format(
        wanted="SELECT lists.number - 1 AS place, items.value::bigint AS value "
        "FROM jsonb_array_elements(CAST(:wanted AS jsonb)) WITH ORDINALITY AS lists(list, number), "
        "jsonb_array_elements_text(lists.list) AS items(value)"
    )
)


def to_compare(connection: Connection, letter_id: int) -> Compared:
    """What a new letter is laid beside. There must be such a letter."""
    row = connection.execute(_COMPARED, {"number": letter_id}).one()
    return Compared(row.sender, row.date, row.part_of, row.bytes.decode() if row.bytes is not None else "")


_COMPARED = (
    select(organisations.c.name.label("sender"), letters.c.date, letters.c.part_of, contents.c.bytes)
    .select_from(
        letters.outerjoin(organisations, organisations.c.id == letters.c.organisation_id).outerjoin(
            contents, contents.c.hash == letters.c.text_hash
        )
    )
    .where(letters.c.id == bindparam("number"))
)


def keep_sketches(connection: Connection, wanted: Mapping[int, Collection[int]]) -> None:
    """Remembers by which values letters like these (by id) are found. Derived from texts, so not audited."""
    rows = [(number, value) for number, sketch in wanted.items() for value in sorted(sketch)]
    if rows:
        # The many small rows of this table would spend most of their time in SQLAlchemy.
        postgresql = connection.dialect.name == "postgresql"
        connection.exec_driver_sql(_SKETCH_POSTGRESQL if postgresql else _SKETCH_SQLITE, rows)


def forget_sketch(connection: Connection, letter_id: int) -> None:
    """The letter has another text by now."""
    connection.execute(delete(sketches).where(sketches.c.letter_id == letter_id))


_SKETCH_SQLITE = "INSERT INTO sketches (letter_id, value) VALUES (?, ?)"
_SKETCH_POSTGRESQL = "INSERT INTO sketches (letter_id, value) VALUES (%s, %s)"


def listing(
    connection: Connection,
    *,
    organisation: str | None = None,
    case: str | None = None,
    state: LetterState | None = None,
    limit: int | None = None,
    withdrawn: bool = False,
    wanted: Filter | None = None,
) -> list[Letter]:
    """Letters in force, or the withdrawn ones, latest first by their own date (undated ones by the day received).

    Of those, what a filter wants, whose names must have been resolved.
    """
    query = _SELECT.where(letters.c.withdrawn == (true() if withdrawn else false()))
    if organisation is not None:
        query = query.where(organisations.c.name == organisation)
    if case is not None:
        query = query.where(cases.c.name == case)
    if state is not None:
        query = query.where(letters.c.state == state.value)
    if wanted is not None:
        query = query.where(*filters.of_letters(connection.dialect.name, wanted))
    day = func.coalesce(letters.c.date, letters.c.received)
    query = query.order_by(day.desc(), letters.c.id.desc()).limit(limit)
    return [_letter(row) for row in connection.execute(query)]


def text_of(connection: Connection, letter_id: int) -> str | None:
    """The letter's text, to which offsets refer; None for a letter that could not be read."""
    query = select(contents.c.bytes).select_from(
        letters.join(contents, contents.c.hash == letters.c.text_hash)
    )
    data = connection.scalar(query.where(letters.c.id == letter_id))
    return None if data is None else data.decode()


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=row.id,
        content_hash=row.content_hash,
        text_hash=row.text_hash,
        source=row.source,
        media_type=row.media_type,
        sender=row.sender,
        recipient=row.recipient,
        date=row.date,
        received=row.received,
        reference=row.reference,
        case=row.case_name,
        confidential=row.confidential,
        state=LetterState(row.state),
        unread_reason=row.unread_reason,
        withdrawn=row.withdrawn,
        version=row.version,
        received_known=row.received_known,
        language=row.language,
        page_starts=tuple(map(int, row.page_starts.split())) if row.page_starts else (),
        part_of=row.part_of,
        duplicate_of=row.duplicate_of,
    )
