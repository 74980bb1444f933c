"""Taking the last act of a person back: a new act, which restores what stood before. History is never rewritten."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine

from tracker.errors import RefusedError
from tracker.followup.undoing import Step, steps
from tracker.model import Event
from tracker.store import letters, links, tables, undos
from tracker.store.unit import Act, Unit, reading, writing
from tracker.store.values import typed


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
        for row in sorted(undos.rows_of(undone)):
            undos.lock(unit.connection, *row)
        for step in _check(unit.connection, undone):
            _restore(unit, step)
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
    last = act[-1].seq
    for table, row_id in sorted(own):
        since = undos.changed_since(connection, table, row_id, last)
        if since is not None:
            raise RefusedError(
                f"{_noun(table)} {row_id} was changed since, by {since.actor} on {since.at:%d %b %Y} "
                f"({since.action.replace('.', ' ')}); undo would overwrite that, so change it by hand."
            )
    for step in taken_back:
        _check_step(connection, step, own)
    return taken_back


def _check_step(connection: Connection, step: Step, own: set[tuple[str, int]]) -> None:
    change = step.event.change
    row_id = change.row_id
    new = change.before is None
    if change.table == "commitments" and new:
        if undos.hangs_on(connection, row_id, own):
            raise RefusedError(
                f"Commitment {row_id} has evidence, notes, links or asks by now; dismiss it instead, with a note."
            )
        if links.in_place_of(connection, row_id):
            raise RefusedError(f"Commitment {row_id} supersedes another one by now; reopen that one first.")
    if change.table == "letters" and new:
        leaning = [*letters.duplicates_of(connection, row_id), *letters.parts_of(connection, row_id)]
        if any(("letters", each.id) not in own for each in leaning):
            raise RefusedError(
                f"Other letters lean on letter {row_id} by now; withdraw it instead: "
                f"tracker letter withdraw {row_id} --note TEXT."
            )
    if change.table == "letters" and step.values.get("withdrawn") is False:
        same = undos.same_letter_in_force(connection, row_id)
        if same is not None:
            raise RefusedError(
                f"Letter {row_id} was added again since, as letter {same}; nothing was undone."
            )


def _restore(unit: Unit, step: Step) -> None:
    event = step.event
    table = undos.table_named(event.change.table)
    values = typed(table, step.values)
    if step.new_day:
        version = undos.version_of(
            unit.connection, "deadline_version", event.change.table, event.change.row_id
        )
        values["deadline_version"] = version + 1
    note = f"{event.action.partition('.')[2]} of {event.at:%d %b %Y %H:%M} UTC"
    unit.update(table, event.change.row_id, values, f"{event.action.partition('.')[0]}.undone", note)


def _noun(table: str) -> str:
    return {"people": "Person", "evidence": "Evidence"}.get(table, table.removesuffix("s").capitalize())
