"""Corrections of what stands of a commitment, by a person who knows better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from tracker.errors import RefusedError, UsageError
from tracker.followup.extending import set_day
from tracker.followup.lifecycle import UNRESOLVED
from tracker.followup.repeats import verb_of
from tracker.model import Commitment, ConditionState, Kind, Strength
from tracker.service.by_hand import placed
from tracker.service.commitments import find, find_in_force
from tracker.service.letters import find as find_letter
from tracker.store import commitments, letters, tables
from tracker.store.unit import Act, Unit, writing


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person says is right; None leaves it as it is."""

    quote: str | None = None
    action: str | None = None
    actor: str | None = None
    condition: str | None = None
    kind: Kind | None = None
    strength: Strength | None = None
    due: date | None = None


def edit(engine: Engine, act: Act, number: int, wanted: Wording, note: str | None) -> Commitment:
    """Correct a commitment; a new condition puts it to sleep until that comes about.

    Raises UnknownError, RefusedError for a day or condition of what has ended, UsageError for empty words, for a
    quote that does not stand in its letter, and where nothing would change.
    """
    with writing(engine, act) as unit:
        commitment = find_in_force(unit.connection, number)
        changes = {**_words(wanted), **_quote(unit, commitment, wanted), **_state(commitment, wanted)}
        if not unit.update(
            tables.commitments,
            number,
            changes,
            "commitment.edited",
            note,
            expected_version=commitment.version,
        ):
            raise UsageError(
                "Nothing to change: give at least one thing that is different, such as --action."
            )
        return find(unit.connection, number)


def _words(wanted: Wording) -> dict[str, Any]:
    given = {"action": wanted.action, "actor": wanted.actor, "condition": wanted.condition}
    changes: dict[str, Any] = {}
    for name, words in given.items():
        if words is None:
            continue
        if not words.strip():
            raise UsageError(f"--{name} is empty; give the right words, or leave it out.")
        changes[name] = words.strip()
    if "action" in changes:
        changes["verb"] = verb_of(changes["action"])
    return changes | {
        name: value for name, value in (("kind", wanted.kind), ("strength", wanted.strength)) if value
    }


def _quote(unit: Unit, commitment: Commitment, wanted: Wording) -> dict[str, Any]:
    if wanted.quote is None:
        return {}
    if not wanted.quote.strip():
        raise UsageError("--quote is empty; give the promise's own words.")
    letter = find_letter(unit.connection, commitment.letter_id)
    text = letters.text_of(unit.connection, letter.id) or ""
    quote, start, end = placed(wanted.quote, text, letter)
    return {"quote": quote, "quote_start": start, "quote_end": end}


def _state(commitment: Commitment, wanted: Wording) -> dict[str, Any]:
    """What a new condition or day does to it."""
    changes: dict[str, Any] = {}
    if wanted.condition is not None and commitment.condition is None:
        if commitment.status not in UNRESOLVED:
            raise RefusedError(
                f"Commitment {commitment.id} is {commitment.status}; reopen it before you give it a condition."
            )
        changes["condition_state"] = ConditionState.DORMANT
    if wanted.due is not None:
        deadline = set_day(commitment, wanted.due)
        changes |= commitments.columns_of(deadline)
        changes["deadline_version"] = commitment.deadline_version + (deadline.latest != commitment.due)
    return changes
