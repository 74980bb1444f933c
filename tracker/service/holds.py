"""Commitments that wait for our answers: taking that back."""

from __future__ import annotations

from collections.abc import Collection

from tracker.model import Commitment
from tracker.store import asks, commitments, tables
from tracker.store.asks import Hold
from tracker.store.unit import Unit


def drop(unit: Unit, letter_ids: Collection[int], note: str) -> None:
    """The asks of letters that were withdrawn hold up nothing any more."""
    for letter_id in letter_ids:
        numbers = [ask.id for ask in asks.of_letter(unit.connection, letter_id)]
        for hold in asks.held_by(unit.connection, numbers):
            take_back(unit, hold, note)


def take_back(unit: Unit, hold: Hold, note: str) -> None:
    """A commitment does not wait for that ask; its clock goes on, unless another one holds it up."""
    unit.update(tables.holds, hold.id, {"withdrawn": True}, "hold.freed", note)
    others = [each.since for each in asks.holding(unit.connection, hold.commitment_id)]
    still = {"waiting_since": min(others, default=None)}
    unit.update(
        tables.commitments, hold.commitment_id, still, "commitment.freed", f"of a{hold.ask_id}: {note}"
    )


def held(unit: Unit, hold: Hold) -> Commitment:
    """The commitment that waits."""
    commitment = commitments.by_id(unit.connection, hold.commitment_id)
    assert commitment is not None
    return commitment
