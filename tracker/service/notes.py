"""What people write down about commitments, and what they say that one is to another."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine

from tracker.errors import RefusedError, UsageError
from tracker.model import Link, LinkKind
from tracker.service.commitments import find_in_force
from tracker.service.several import Several, change_each
from tracker.store import links, tables
from tracker.store.unit import Act, Unit, writing

BY_HAND = (LinkKind.REPEATS, LinkKind.SUPERSEDES, LinkKind.ANSWERS)


def note(engine: Engine, act: Act, numbers: Sequence[int], text: str) -> Several:
    """Write something down about commitments. Raises UnknownError, RefusedError, UsageError for nothing."""
    words = text.strip()
    if not words:
        raise UsageError("The note is empty; write down what you want to remember.")

    def change(unit: Unit, number: int) -> None:
        find_in_force(unit.connection, number)
        row = {"commitment_id": number, "author": act.actor, "text": words, "added": act.at}
        unit.insert(tables.notes, row, "note.added")

    return change_each(engine, act, numbers, change)


def link(engine: Engine, act: Act, number: int, other: int, kind: LinkKind) -> None:
    """Say what one commitment is to another. Raises UnknownError, RefusedError where that is said, UsageError."""
    if number == other:
        raise UsageError(f"A commitment cannot be linked to itself; name another one beside {number}.")
    with writing(engine, act) as unit:
        for each in (number, other):
            find_in_force(unit.connection, each)
        there = links.of_commitment(unit.connection, number)
        if any(
            {each.commitment_id, each.other_id} == {number, other} and each.kind is kind for each in there
        ):
            raise RefusedError(f"Commitments {number} and {other} are linked as {kind} already.")
        links.add(unit, Link(number, other, kind))
