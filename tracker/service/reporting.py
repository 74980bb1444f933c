"""What reports tell, gathered in one reading transaction, and the files that they become.

Words of confidential letters stay out. Who asks for them must be staff or admin, and each letter whose words are shown
is recorded before the file is written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError, UnavailableError, UnknownError, UsageError
from tracker.model import Commitment, Event, Mailing, Role, Status
from tracker.reports.facts import Dossier, Frame, OverdueFacts, Position, RecordFacts, withhold
from tracker.service.excerpts import context
from tracker.service.organisations import find_id
from tracker.service.past import end_of, known_on
from tracker.service.words import or_else
from tracker.store import audit, cases, commitments, dossiers, organisations, people, repeats, tables
from tracker.store.dossiers import Source
from tracker.store.unit import Act, reading, writing

IfTaken: TypeAlias = Literal["replace", "number", "leave"]


@dataclass(frozen=True, slots=True)
class Wish:
    """For whom a report is made, and what it may hold."""

    office: str
    zone: ZoneInfo
    """The office's."""
    now: datetime
    """Aware."""
    confidential: bool = False
    """Also the words of confidential letters."""
    words: bool = True
    """False: no words of any letter."""

    @property
    def today(self) -> date:
        """At the office."""
        return self.now.astimezone(self.zone).date()


def overdue(engine: Engine, wish: Wish, day: date | None = None) -> OverdueFacts:
    """What is overdue and what is due for review: now, or as it was known at the end of `day`.

    Raises UsageError for a day that lies ahead.
    """
    if day is not None and day > wish.today:
        raise UsageError(f"{day} lies ahead: nobody knows that list yet.")
    with reading(engine) as connection:
        if day is None:
            passed = (
                commitments.overdue_as_of(connection, wish.today),
                commitments.review_due_as_of(connection, wish.today),
            )
            frame = _frame(connection, wish)
            found = _dossiers(connection, [*passed[0], *passed[1]], wish)
            return OverdueFacts(frame, *_parted(found, len(passed[0])))
        then = known_on(connection, day, wish.zone)
        frame = replace(
            _frame(connection, wish),
            day=day,
            past=end_of(day, wish.zone),
            position=Position(then.checkpoint.count, then.checkpoint.head),
        )
        known = [*then.passed.overdue, *then.passed.for_review]
        found = [
            _since(dossier, then.now.get(dossier.commitment.id))
            for dossier in _dossiers(connection, known, wish)
        ]
        return OverdueFacts(frame, *_parted(found, len(then.passed.overdue)))


def organisation(engine: Engine, wish: Wish, name: str) -> RecordFacts:
    """The record of an organisation, by any of its names. Raises UnknownError."""
    with reading(engine) as connection:
        number = find_id(connection, " ".join(name.split()))
        if number is None:
            known = [each for each, _ in organisations.all_names(connection)]
            raise UnknownError(
                f"no organisation {name!r}{or_else(name, known, 'see: tracker organisations.')}"
            )
        canonical = organisations.name_of(connection, number)
        also = tuple(each for _, each in organisations.aliases_of(connection, number))
        found = commitments.listing(connection, statuses=_ON_RECORD, organisation=canonical)
        return _record(connection, wish, "organisation", canonical, also, found)


def case(engine: Engine, wish: Wish, name: str) -> RecordFacts:
    """The record of a case. Raises UnknownError."""
    with reading(engine) as connection:
        if cases.by_name(connection, name) is None:
            known = [each.name for each in cases.listing(connection)]
            raise UnknownError(f"no case {name!r}{or_else(name, known, 'see: tracker case.')}")
        found = commitments.listing(connection, statuses=_ON_RECORD, case=name)
        return _record(connection, wish, "case", name, (), found)


_ON_RECORD = (Status.OPEN, Status.PROPOSED, Status.RESOLVED)


def require_role(engine: Engine, actor: str) -> None:
    """Raises RefusedError unless the actor is one of the staff or an admin."""
    with reading(engine) as connection:
        person = people.by_name(connection, actor)
    if person is None:
        raise RefusedError(
            f"--with-confidential needs to know who asks, and {actor!r} is none of the people; "
            "say with TRACKER_ACTOR who you are."
        )
    if person.role is Role.AUDITOR:
        raise RefusedError(
            f"{actor} is an auditor; words of confidential letters are shown to staff and admins only."
        )


def record_disclosure(engine: Engine, act: Act, facts: OverdueFacts | RecordFacts, where: str) -> int:
    """Record each confidential letter whose words `facts` hold; returns how many there are.

    Raises RefusedError where this login may only read.
    """
    letters = {
        each.commitment.letter_id
        for each in facts.dossiers
        if each.commitment.confidential and not each.withheld
    }
    if letters:
        with writing(engine, act) as unit:
            for number in sorted(letters):
                unit.remark(tables.letters, number, "letter.disclosed", where)
    return len(letters)


def write_file(content: bytes, target: Path, *, if_taken: IfTaken) -> Path | None:
    """Write a file that only its owner may read, whole or not at all; returns where it lies.

    Where the name is taken, the file takes its place, or gets a number, or is not written (None). Raises
    UnavailableError.
    """
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            return _settle(Path(name), target, if_taken)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise UnavailableError(f"{target}: cannot be written ({error.strerror}).") from error


def _settle(written: Path, target: Path, if_taken: IfTaken) -> Path | None:
    if if_taken == "replace":
        return written.replace(target)
    place, number = target, 1
    while True:
        try:
            os.close(os.open(place, os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            if if_taken == "leave":
                return None
            number += 1
            place = target.with_name(f"{target.stem}-{number}{target.suffix}")
        else:
            return written.replace(place)


def _frame(connection: Connection, wish: Wish) -> Frame:
    stands = audit.checkpoint(connection)
    return Frame(
        wish.office,
        wish.today,
        wish.now,
        wish.zone,
        Position(stands.count, stands.head),
        names=dossiers.names(connection),
    )


def _record(
    connection: Connection,
    wish: Wish,
    kind: str,
    name: str,
    also: tuple[str, ...],
    found: Sequence[Commitment],
) -> RecordFacts:
    repeated = repeats.made_before(connection, [each.id for each in found])
    return RecordFacts(
        _frame(connection, wish), kind, name, also, tuple(_dossiers(connection, found, wish)), repeated
    )


def _parted(found: Sequence[Dossier], first: int) -> tuple[tuple[Dossier, ...], tuple[Dossier, ...]]:
    return tuple(found[:first]), tuple(found[first:])


def _since(dossier: Dossier, now: Commitment | None) -> Dossier:
    with_now = replace(dossier, now=now)
    return withhold(with_now) if dossier.withheld else with_now


def _dossiers(connection: Connection, found: Sequence[Commitment], wish: Wish) -> list[Dossier]:
    """Everything about each of them, in their order; words left out where the wish or the letter say so."""
    ids = [each.id for each in found]
    sources = dossiers.sources(connection, {each.letter_id for each in found})
    excerpts = _excerpts(connection, found, sources)
    mails, histories = dossiers.mailings(connection, ids), dossiers.histories(connection, ids)
    return [_dossier(each, sources[each.letter_id], excerpts, mails, histories, wish) for each in found]


def _dossier(
    commitment: Commitment,
    source: Source,
    excerpts: dict[int, _Excerpt],
    mails: dict[int, list[Mailing]],
    histories: dict[int, list[Event]],
    wish: Wish,
) -> Dossier:
    words = excerpts.get(commitment.id, _NO_WORDS)
    # As the letter is marked today: what was made confidential later stays out of reports on earlier days, too.
    current = replace(commitment, confidential=source.confidential)
    found = Dossier(
        current,
        source.source,
        words.before,
        words.after,
        cut_before=words.cut_before,
        cut_after=words.cut_after,
        page=source.page_of(commitment.start) if commitment.end > commitment.start else None,
        mails=tuple(mails.get(commitment.id, ())),
        history=tuple(histories.get(commitment.id, ())),
    )
    return withhold(found) if not wish.words or (source.confidential and not wish.confidential) else found


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """The letter's words on both sides of a quote."""

    before: str = ""
    after: str = ""
    cut_before: bool = False
    cut_after: bool = False


_NO_WORDS = _Excerpt()


def _excerpts(
    connection: Connection, found: Iterable[Commitment], sources: dict[int, Source]
) -> dict[int, _Excerpt]:
    """By id, what stands around each quote."""
    by_text: dict[str, list[Commitment]] = {}
    for each in found:
        key = sources[each.letter_id].text_hash
        if key is not None and each.end > each.start:
            by_text.setdefault(key, []).append(each)
    return {
        each.id: _excerpt(text, each)
        for key, text in dossiers.texts(connection, by_text)
        for each in by_text[key]
    }


def _excerpt(text: str, commitment: Commitment) -> _Excerpt:
    before, after = context(text, commitment.start, commitment.end)
    return _Excerpt(
        before, after, commitment.start > len(before), commitment.end + len(after) < len(text.rstrip())
    )
