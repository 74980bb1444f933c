"""Taking the last act of a person back: a new act, which restores what stood before. History is never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError
from tracker.followup.undoing import Step, steps
from tracker.model import Event
from tracker.model.events import noun
from tracker.store import tables, undos
from tracker.store.undos import RowKey
from tracker.store.unit import Act, Unit, reading, writing
from tracker.store.values import plain, typed


def last_act(engine: Engine, actor: str) -> list[Event]:
    """The changes of this person's last act, in their order.

    Raises RefusedError where there is none, or it cannot be undone.
    """
    with reading(engine) as connection:
        act = _last(connection, actor)
        _check(connection, act)
        return act


def undo(engine: Engine, act: Act, batch: int) -> int:
    """Take back the last act of this person, which must be that one; returns how many rows it changed.

    Raises RefusedError where it is not any more, or somebody changed one of its rows since.
    """
    with writing(engine, act) as unit:
        undone = _last(unit.connection, act.actor)
        if undone[0].batch != batch:
            raise RefusedError("Your last change is another one by now; look at it again: tracker undo.")
        undos.lock(unit.connection, undos.rows_of(undone))
        for alike in _runs(_check(unit.connection, undone)):
            _restore(unit, alike)
        unit.insert(tables.undos, {"batch": batch}, "undo.made")
        return len(undos.rows_of(undone))


def _last(connection: Connection, actor: str) -> list[Event]:
    act = undos.last_act(connection, actor)
    if not act:
        raise RefusedError(f"There is nothing of {actor} to undo.")
    return act


def _check(connection: Connection, act: Sequence[Event]) -> list[Step]:
    """How to take it back. Raises RefusedError where something else came to depend on it."""
    taken_back = steps(act)
    own = undos.rows_of(act)
    since = undos.changed_since(connection, own, act[-1].seq)
    if since is not None:
        raise RefusedError(
            f"{noun(since.change.table).capitalize()} {since.change.row_id} was changed since, by {since.actor} on "
            f"{since.at:%d %b %Y} ({since.action.replace('.', ' ')}); undo would overwrite that, so change it by hand."
        )
    _check_new_commitments(connection, _new("commitments", taken_back), own)
    _check_letters(connection, taken_back, own)
    return taken_back


def _new(table: str, taken_back: Iterable[Step]) -> list[int]:
    """The rows of a table that the act added."""
    changes = (step.event.change for step in taken_back)
    return [change.row_id for change in changes if change.table == table and change.before is None]


def _check_new_commitments(connection: Connection, new: Sequence[int], own: set[RowKey]) -> None:
    tied = undos.hung_on(connection, new, own)
    if tied is not None:
        raise RefusedError(
            f"Commitment {tied} has evidence, notes, links or asks by now; dismiss it instead, with a note."
        )
    superseding = undos.superseding(connection, new)
    if superseding is not None:
        raise RefusedError(f"Commitment {superseding} supersedes another one by now; reopen that one first.")


def _check_letters(connection: Connection, taken_back: Sequence[Step], own: set[RowKey]) -> None:
    number = undos.leant_on(connection, _new("letters", taken_back), own)
    if number is not None:
        raise RefusedError(
            f"Other letters lean on letter {number} by now; withdraw it instead: "
            f"tracker letter withdraw {number} --note TEXT."
        )
    for step in taken_back:
        if step.event.change.table == "letters" and step.values.get("withdrawn") is False:
            same = undos.same_letter_in_force(connection, step.event.change.row_id)
            if same is not None:
                raise RefusedError(
                    f"Letter {step.event.change.row_id} was added again since, as letter {same}; nothing was undone."
                )


def _runs(taken_back: Iterable[Step]) -> Iterator[list[Step]]:
    """Steps that follow one another and do the same with different rows."""
    for _, alike in groupby(taken_back, key=_kind):
        run: dict[int, Step] = {}
        for step in alike:
            if step.event.change.row_id in run:
                yield list(run.values())
                run = {}
            run[step.event.change.row_id] = step
        yield list(run.values())


def _restore(unit: Unit, alike: Sequence[Step]) -> None:
    """Give rows back what stood in them, many at once."""
    event = alike[0].event
    table = undos.table_named(event.change.table)
    rows = undos.found_again(unit.connection, table, {step.event.change.row_id for step in alike})
    found, values = [], []
    for step in alike:
        row = rows[step.event.change.row_id]
        wanted = typed(table, step.values)
        if any(plain(row[name]) != plain(value) for name, value in wanted.items()):
            new_day = {"deadline_version": row["deadline_version"] + 1} if step.new_day else {}
            found.append(row)
            values.append({**wanted, **new_day})
    what = event.action.partition(".")[2].replace("_", " ")
    note = f"the change of {event.at.day} {event.at:%b %Y %H:%M} UTC ({what})"
    unit.update_found(table, found, values, f"{event.action.partition('.')[0]}.undone", [note] * len(found))


def _kind(step: Step) -> tuple[object, ...]:
    """What steps have in common that can be done at once: table, columns, and what happened."""
    return (step.event.change.table, step.event.action, step.new_day, *sorted(step.values))
