"""What letters ask of us: who answers, what was answered, and which promises wait for it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError, UsageError
from tracker.extraction.deadlines.scan import written as long_date
from tracker.followup.extending import resume
from tracker.followup.lifecycle import UNRESOLVED, require
from tracker.model import Ask
from tracker.model.filters import Field, Filter
from tracker.service import filters, unknown
from tracker.service.commitments import find_in_force
from tracker.service.deadlines import move
from tracker.service.holds import held, take_back
from tracker.service.ownership import taker_id
from tracker.service.several import Several, change_each, has_come
from tracker.store import asks as queries
from tracker.store import letters, tables
from tracker.store.unit import Act, Unit, reading


@dataclass(frozen=True, slots=True)
class AskView:
    """An ask, and the commitments that wait for our answer."""

    ask: Ask
    holds_up: tuple[int, ...]


def listing(
    engine: Engine, wanted: Filter, *, answered: bool = False, limit: int | None = None
) -> list[AskView]:
    """The asks that are meant, oldest first: those that are open, or with `answered` the others. Raises UnknownError."""
    with reading(engine) as connection:
        resolved = filters.resolve(connection, wanted)
        either = None if wanted.asks_about(Field.ID) and not answered else answered
        found = queries.matching(connection, resolved, answered=either, limit=limit)
        holds: dict[int, list[int]] = {}
        for each in queries.held_by(connection, [ask.id for ask in found]):
            holds.setdefault(each.ask_id, []).append(each.commitment_id)
    return [AskView(ask, tuple(holds.get(ask.id, ()))) for ask in found]


def answer(engine: Engine, act: Act, numbers: Sequence[int], on: date, note: str, today: date) -> Several:
    """We answered on that day; commitments that nothing else holds up go on, their day moved by the days they waited.

    Raises UnknownError, RefusedError for one that was answered, UsageError.
    """
    has_come(on, today, "--on")
    if not note.strip():
        raise UsageError("Say in a few words with --note what we answered; it stands in the history.")

    def change(unit: Unit, number: int) -> None:
        _find_open(unit.connection, number)
        waiting_for_it = queries.held_by(unit.connection, [number])
        unit.update(tables.asks, number, {"answered": on, "answer": note.strip()}, "ask.answered", note)
        for waiting in waiting_for_it:
            commitment = held(unit, waiting)
            if not queries.holding(unit.connection, commitment.id):
                goes_on = commitment.status in UNRESOLVED
                deadline = resume(commitment, on) if goes_on else commitment.deadline
                said = f"a{number} was answered on {long_date(on)}"
                move(unit, commitment, deadline, "commitment.resumed", said, waiting_since=None)

    return change_each(engine, act, numbers, change)


def assign(engine: Engine, act: Act, numbers: Sequence[int], to: str) -> Several:
    """Say who answers. Raises UnknownError, RefusedError for one that was answered, or an auditor."""

    def change(unit: Unit, number: int) -> None:
        owner = taker_id(unit.connection, to)
        _find_open(unit.connection, number)
        unit.update(tables.asks, number, {"owner_id": owner}, "ask.assigned", f"to {to}")

    return change_each(engine, act, numbers, change)


def hold(
    engine: Engine, act: Act, ask_number: int, numbers: Sequence[int], since: date | None, today: date
) -> Several:
    """Say that commitments wait for our answer: their clock stands still since that day.

    Without `since` it is the day on which the letter that asks was received. Raises UnknownError, RefusedError for an
    ask that was answered or a commitment that ended, UsageError.
    """
    if since is not None:
        has_come(since, today, "--since")

    def change(unit: Unit, number: int) -> None:
        ask = _find_open(unit.connection, ask_number)
        commitment = find_in_force(unit.connection, number)
        require(commitment, "hold", *UNRESOLVED)
        if any(each.ask_id == ask.id for each in queries.holding(unit.connection, number)):
            raise RefusedError(f"a{ask.id} holds up commitment {number} already.")
        begin = since or ask.received or today
        _insert_hold(unit, ask.id, number, begin)
        began = min(begin, commitment.waiting_since or begin)
        unit.update(
            tables.commitments,
            number,
            {"waiting_since": began},
            "commitment.held",
            f"by a{ask.id} since {long_date(begin)}",
        )

    return change_each(engine, act, numbers, change)


def free(engine: Engine, act: Act, ask_number: int, numbers: Sequence[int], note: str) -> Several:
    """Say that commitments do not wait for that answer after all; their day stays. Raises UnknownError, RefusedError."""
    if not note.strip():
        raise UsageError("Say why in a few words with --note; it stands in the history.")

    def change(unit: Unit, number: int) -> None:
        ask = _find(unit.connection, ask_number)
        find_in_force(unit.connection, number)
        found = next((e for e in queries.holding(unit.connection, number) if e.ask_id == ask.id), None)
        if found is None:
            raise RefusedError(f"a{ask.id} does not hold up commitment {number}; see: tracker asks.")
        take_back(unit, found, note)

    return change_each(engine, act, numbers, change)


def _insert_hold(unit: Unit, ask_id: int, commitment_id: int, since: date) -> None:
    taken_back = queries.hold_between(unit.connection, ask_id, commitment_id)
    if taken_back is not None:
        unit.update(tables.holds, taken_back, {"since": since, "withdrawn": False}, "hold.added")
        return
    values = {"ask_id": ask_id, "commitment_id": commitment_id, "since": since}
    unit.insert(tables.holds, values, "hold.added")


def _find(connection: Connection, number: int) -> Ask:
    ask = queries.by_id(connection, number)
    if ask is None:
        raise unknown.no_id(connection, tables.asks, "ask", number, "tracker asks", "a")
    return ask


def _find_open(connection: Connection, number: int) -> Ask:
    """The ask of that id, of a letter that counts. Raises UnknownError, RefusedError."""
    ask = _find(connection, number)
    letter = letters.by_id(connection, ask.letter_id)
    assert letter is not None
    if letter.withdrawn:
        raise RefusedError(f"a{number} belongs to letter {letter.id}, which was withdrawn.")
    if letter.duplicate_of is not None:
        raise RefusedError(
            f"a{number} belongs to letter {letter.id}, a copy of letter {letter.duplicate_of}; see: tracker asks."
        )
    if ask.answered is not None:
        raise RefusedError(f"a{number} was answered on {ask.answered}; to take that back: tracker undo.")
    return ask
