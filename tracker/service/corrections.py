"""Corrections of what is known of a letter; its deadlines follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import Engine

from tracker.errors import UsageError
from tracker.followup.organisations import UNKNOWN_SENDER
from tracker.letters import LetterText
from tracker.model import Basis, Commitment, FoundCommitment, Letter, LetterState, Status
from tracker.service import organisations, repeats
from tracker.service.letters import find, find_in_force
from tracker.service.names import one_line
from tracker.service.reading import Reading, initial_status, read
from tracker.service.several import has_come
from tracker.service.storing import case_id, owner_id, promise_columns
from tracker.store import asks as ask_queries
from tracker.store import audit, commitments, links, tables
from tracker.store import letters as queries
from tracker.store.unit import Act, Unit, writing

_Key = tuple[int, int, str]
"""Where a promise stands in its letter, and what it is."""
_ENDED = frozenset({Status.RESOLVED, Status.DISMISSED})
_BY_THE_MACHINE = frozenset({"commitment.added", "commitment.recomputed"})
_NOT_MADE = "The letter makes no such promise when it is read with its corrected facts."


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says is right; None leaves a fact as it is."""

    sender: str | None = None
    date: dt.date | None = None
    recipient: str | None = None
    case: str | None = None
    confidential: bool | None = None
    received: dt.date | None = None
    read: bool = False
    """A person has read what the machine could not: it waits for nobody any more."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What a correction changed."""

    changed: tuple[str, ...]
    """Names of the facts that are different now."""
    deadlines: tuple[int, ...] = ()
    """Ids of the commitments whose day moved."""
    added: tuple[int, ...] = ()
    """Ids of the promises that the letter only makes under its new facts."""
    dismissed: tuple[int, ...] = ()
    """Ids of those that it no longer makes, and that nobody had touched."""


@dataclass(frozen=True, slots=True)
class Office:
    """What corrections follow."""

    how: Reading
    default_owner: str | None
    today: dt.date


def edit(engine: Engine, act: Act, number: int, correction: Correction, office: Office) -> Edited:
    """Correct what is known of a letter, read it again with the right facts, and log both.

    Days that a person set stay, and so do those of commitments that ended. What nobody has touched yet follows the
    letter: promises that it only makes under the new facts are added, those that it no longer makes are dismissed.
    Raises UnknownError, RefusedError for a withdrawn letter, UsageError.
    """
    correction = _checked(correction, office.today)
    with writing(engine, act) as unit:
        letter = find_in_force(unit.connection, number)
        changes = _corrected_columns(unit, letter, correction)
        if not changes:
            raise UsageError("Nothing to change: name at least one fact that is different, such as --date.")
        unit.update(tables.letters, number, changes, "letter.edited")
        corrected = find(unit.connection, number)
        changed = tuple(sorted({_FACT_NAMES[column] for column in changes}))
        if _FACTS_READ(letter) == _FACTS_READ(corrected):
            return Edited(changed)
        return _Rereading(unit, letter, corrected, office).follow(changed)


_FACTS_READ = attrgetter("date", "sender", "received", "received_known")
"""What the reading of promises depends on."""


def _checked(correction: Correction, today: dt.date) -> Correction:
    """Raises UsageError for names with control characters and days that have not come."""
    for day, option in ((correction.date, "--date"), (correction.received, "--received")):
        if day is not None:
            has_come(day, today, option)
    sender, recipient = correction.sender, correction.recipient
    return replace(
        correction,
        sender=None if sender is None else one_line(sender, "--sender"),
        recipient=None if recipient is None else one_line(recipient, "--recipient"),
    )


_FACT_NAMES = {
    "organisation_id": "sender",
    "date": "date",
    "recipient": "recipient",
    "case_id": "case",
    "confidential": "confidential",
    "received": "received",
    "received_known": "received",
    "state": "state",
    "unread_reason": "state",
}


def _corrected_columns(unit: Unit, letter: Letter, correction: Correction) -> dict[str, Any]:
    """The columns of the letter that a correction changes."""
    wanted: dict[str, Any] = {}
    if correction.sender is not None and correction.sender != letter.sender:
        wanted["organisation_id"] = organisations.resolve(unit, correction.sender)
    if correction.date is not None and correction.date != letter.date:
        wanted["date"] = correction.date
    if correction.recipient is not None and correction.recipient != letter.recipient:
        wanted["recipient"] = correction.recipient
    if correction.case is not None and correction.case != letter.case:
        wanted["case_id"] = case_id(unit.connection, correction.case)
    if correction.confidential is not None and correction.confidential != letter.confidential:
        wanted["confidential"] = correction.confidential
    if correction.received is not None and (correction.received, True) != (
        letter.received,
        letter.received_known,
    ):
        wanted |= {"received": correction.received, "received_known": True}
    if correction.read and letter.state is LetterState.UNREAD:
        wanted |= {"state": LetterState.READ, "unread_reason": None}
    return wanted


@dataclass(slots=True)
class _Rereading:
    """A letter that is read again because a fact of it was wrong."""

    unit: Unit
    before: Letter
    after: Letter
    office: Office

    def follow(self, changed: tuple[str, ...]) -> Edited:
        """Let the letter's promises follow from its new facts."""
        unit, number = self.unit, self.after.id
        old, new = self._read(self.before), self._read(self.after)
        organisation = organisations.resolve(unit, self.after.sender or UNKNOWN_SENDER)
        stored = commitments.of_letter(unit.connection, number)
        moved, gone = [], []
        for commitment in stored:
            key = _key(commitment)
            lost = key in old.keys() - new.keys() and _is_untouched(unit, commitment)
            changes = {"organisation_id": organisation, **self._changes(commitment, new.get(key))}
            if "deadline_version" in changes:
                moved.append(commitment.id)
            unit.update(tables.commitments, commitment.id, changes, "commitment.recomputed")
            if lost:
                dismissed = {"status": Status.DISMISSED, "changed": unit.act.at}
                unit.update(tables.commitments, commitment.id, dismissed, "commitment.dismissed", _NOT_MADE)
                gone.append(commitment.id)
        known = {_key(commitment) for commitment in stored}
        made = [found for key, found in new.items() if key not in known and key not in old]
        added = self._add(made, organisation, stored)
        _move_asks(unit, number, organisation)
        repeats.link(unit, [number])
        return Edited(changed, tuple(moved), tuple(added), tuple(gone))

    def _read(self, letter: Letter) -> dict[_Key, FoundCommitment]:
        text = queries.text_of(self.unit.connection, letter.id) or ""
        found = read(
            LetterText(text=text, media_type=letter.media_type),
            self.office.how,
            date=letter.date,
            sender=letter.sender,
            received=letter.received,
            received_known=letter.received_known,
        )
        return {_key(each): each for each in found.commitments}

    def _changes(self, commitment: Commitment, again: FoundCommitment | None) -> dict[str, Any]:
        """Who is bound, and the day, where they follow from the letter."""
        changes: dict[str, Any] = {}
        sender = self.after.sender or UNKNOWN_SENDER
        if commitment.actor == (self.before.sender or UNKNOWN_SENDER):
            changes["actor"] = sender
        elif again is not None and _is_untouched(self.unit, commitment):
            changes["actor"] = again.actor or sender
        if commitment.status in _ENDED or again is None or _stands_apart(self.unit, commitment):
            return changes
        if commitment.deadline.basis is not Basis.SET and again.deadline != commitment.deadline:
            changes |= commitments.columns_of(again.deadline)
            changes["deadline_version"] = commitment.deadline_version + 1
        return changes

    def _add(self, made: list[FoundCommitment], organisation: int, stored: list[Commitment]) -> list[int]:
        owners = {commitment.owner for commitment in stored}
        named = owners.pop() if len(owners) == 1 else None
        connection = self.unit.connection
        shared = {
            "letter_id": self.after.id,
            "organisation_id": organisation,
            "owner_id": owner_id(connection, named, self.after.case, self.office.default_owner),
        }
        return self.unit.insert_many(
            tables.commitments,
            [
                shared
                | promise_columns(
                    found, initial_status(found, self.office.how), self.after.sender, self.unit.act.at
                )
                for found in made
            ],
            "commitment.added",
        )


def _key(promise: Commitment | FoundCommitment) -> _Key:
    return promise.start, promise.end, promise.action


def _is_untouched(unit: Unit, commitment: Commitment) -> bool:
    """Whether all that ever happened to it was done by the machine."""
    events = audit.history(unit.connection, tables.commitments, commitment.id)
    return commitment.status not in _ENDED and all(event.action in _BY_THE_MACHINE for event in events)


def _stands_apart(unit: Unit, commitment: Commitment) -> bool:
    """Its day is no longer the letter's alone: it was moved, counts from its condition, or from the one before."""
    settled = commitment.condition_state is not None and not commitment.dormant
    return settled or commitment.deadline.first is not None or links.is_next(unit.connection, commitment.id)


def _move_asks(unit: Unit, letter_id: int, organisation: int) -> None:
    for ask in ask_queries.of_letter(unit.connection, letter_id):
        unit.update(tables.asks, ask.id, {"organisation_id": organisation}, "ask.recomputed")
