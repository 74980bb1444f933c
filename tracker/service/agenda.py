"""What needs a hand now, and what a person has in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from tracker.config import Settings
from tracker.errors import UnknownError
from tracker.followup.agenda import Part, Rules, agenda, last_day
from tracker.followup.filters import ASKS
from tracker.model import Ask, Commitment, Person, Role
from tracker.model.filters import Field, Filter, Ids, State, Term
from tracker.service.asks import AskView
from tracker.service.filters import resolve
from tracker.service.words import or_else
from tracker.store import asks, audit, commitments, notes, people, tables
from tracker.store.unit import reading


@dataclass(frozen=True, slots=True)
class Agenda:
    """What needs a hand on one day."""

    day: date
    person: str | None
    """Whose; None: everybody's."""
    parts: Mapping[Part, tuple[Commitment, ...]]
    asks: tuple[AskView, ...]
    """Open ones."""
    to_confirm: tuple[Commitment, ...]
    """Ended ones that wait for a second person, who is not whoever ended them."""

    @property
    def total(self) -> int:
        """How many things need a hand."""
        return sum(map(len, self.parts.values())) + len(self.asks) + len(self.to_confirm)


@dataclass(frozen=True, slots=True)
class InHand:
    """What a person follows up, and what she is to answer."""

    person: str
    commitments: tuple[Commitment, ...]
    asks: tuple[AskView, ...]


def today(
    engine: Engine, wanted: Filter, actor: str, settings: Settings, *, everybody: bool = False
) -> Agenda:
    """What needs a hand on the day of the filter: of what `actor` follows up, or of all that is wanted.

    Of all where the filter names owners itself, with `everybody`, for auditors, and for who is none of the people.
    Raises UnknownError for a name that nobody and nothing has.
    """
    rules = _rules(settings)
    with reading(engine) as connection:
        person = None if everybody or wanted.asks_about(Field.OWNER) else _by_login(connection, actor)
        if person is not None and person.role is Role.AUDITOR:
            person = None
        resolved = resolve(connection, wanted)
        near = commitments.needing_a_hand(connection, _of(resolved, person), last_day(wanted.today, rules))
        looked_at = notes.latest(connection, [each.id for each in near if each.dormant])
        days = {number: at.astimezone(wanted.zone).date() for number, at in looked_at.items()}
        return Agenda(
            wanted.today,
            person.name if person else None,
            agenda(near, days, wanted.today, rules),
            _asks(connection, resolved, person),
            _to_confirm(connection, resolved, actor),
        )


def in_hand(engine: Engine, wanted: Filter, actor: str) -> InHand:
    """What the person who asks has in hand, and of it what is wanted. Raises UnknownError, also where she is nobody known."""
    with reading(engine) as connection:
        person = _by_login(connection, actor)
        if person is None:
            names = [each.name for each in people.listing(connection)]
            said = "say with TRACKER_ACTOR who you are (see: tracker people)."
            raise UnknownError(f"{actor!r} is none of the people{or_else(actor, names, said)}")
        resolved = resolve(connection, wanted)
        found = commitments.matching(connection, _of(resolved, person))
        return InHand(person.name, tuple(found), _asks(connection, resolved, person))


def _rules(settings: Settings) -> Rules:
    every = settings.reminders.condition_every
    return Rules(timedelta(settings.digests.due_within_days), timedelta(every) if every else None)


def _by_login(connection: Connection, actor: str) -> Person | None:
    """The person of that name, or else of that name in other letters: logins are written small."""
    exact = people.by_name(connection, actor)
    if exact is not None:
        return exact
    same = [each for each in people.listing(connection) if each.name.casefold() == actor.casefold()]
    return same[0] if len(same) == 1 else None


def _of(wanted: Filter, person: Person | None) -> Filter:
    """The same of what this person follows up."""
    if person is None:
        return wanted
    return replace(wanted, terms=(*wanted.terms, Term(Field.OWNER, (Ids(person.id, person.id),))))


def _asks(connection: Connection, wanted: Filter, person: Person | None) -> tuple[AskView, ...]:
    """The open asks that are wanted; none where something is wanted that asks have not, such as a day."""
    if any(term.field not in ASKS.fields or term.field is Field.ID for term in wanted.terms):
        return ()
    found: Sequence[Ask] = asks.matching(connection, wanted)
    if person is not None:
        hers = {each.id for each in asks.waiting_on(connection, [person.id]).get(person.id, [])}
        found = [each for each in found if each.id in hers]
    held = asks.held_by(connection, [each.id for each in found])
    return tuple(
        AskView(ask, tuple(each.commitment_id for each in held if each.ask_id == ask.id)) for ask in found
    )


def _to_confirm(connection: Connection, wanted: Filter, actor: str) -> tuple[Commitment, ...]:
    """What is wanted of that and waits for another person than the one who ended it."""
    waiting = replace(wanted, terms=(*wanted.terms, Term(Field.STATE, (State.UNCONFIRMED,))))
    found = commitments.matching(connection, waiting, ())
    return tuple(each for each in found if _ended_by(connection, each.id) != actor)


def _ended_by(connection: Connection, number: int) -> str | None:
    history = audit.history(connection, tables.commitments, number)
    return next((event.actor for event in reversed(history) if event.action == "commitment.resolved"), None)
