"""Filters as people write them: the names in them looked up, the commitments that they mean found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection, Engine

from tracker.errors import UnknownError
from tracker.followup.organisations import key_of
from tracker.model import Commitment, Status
from tracker.model.filters import Field, Filter, Ids, State, Term, Value
from tracker.service import unknown
from tracker.store import cases, commitments, organisations, people
from tracker.store.unit import reading

ALIVE = (Status.PROPOSED, Status.OPEN)
"""What is meant where a filter names neither a status nor an outcome."""


def resolve(connection: Connection, wanted: Filter) -> Filter:
    """The same filter with ids in place of names. A name may be a part of it, whatever its case; a whole one goes first.

    Raises UnknownError for a name that nobody and nothing has.
    """
    lookups: dict[Field, Callable[[Connection, str], list[int]]] = {
        Field.ORGANISATION: _organisations,
        Field.OWNER: _people,
        Field.CASE: _cases,
    }

    def numbered(term: Term) -> Term:
        lookup = lookups.get(term.field)
        if lookup is None:
            return term
        values: list[Value] = []
        for value in term.values:
            if isinstance(value, str):
                values += [Ids(number, number) for number in lookup(connection, value)]
            else:
                values.append(value)
        return replace(term, values=tuple(values))

    return replace(wanted, terms=tuple(numbered(term) for term in wanted.terms))


def says_which(wanted: Filter) -> bool:
    """Whether a filter says of which status commitments are, or names them; else the usual ones are meant."""
    return any(_says_which(term) for term in wanted.terms)


def _says_which(term: Term) -> bool:
    if term.field in {Field.STATUS, Field.OUTCOME} or State.UNCONFIRMED in term.values:
        return True
    return term.field is Field.ID and not term.negated


def listing(engine: Engine, wanted: Filter, *, limit: int | None = None) -> list[Commitment]:
    """The commitments that are meant, in the order of the filter: proposed and open ones unless it says otherwise.

    Raises UnknownError for a name that nobody and nothing has.
    """
    with reading(engine) as connection:
        resolved = resolve(connection, wanted)
        return commitments.matching(connection, resolved, _statuses(wanted), limit=limit)


def ids(engine: Engine, wanted: Filter) -> list[int]:
    """The ids of what `listing` lists, in the same order. Raises UnknownError."""
    with reading(engine) as connection:
        return commitments.ids_matching(connection, resolve(connection, wanted), _statuses(wanted))


def _statuses(wanted: Filter) -> tuple[Status, ...]:
    return () if says_which(wanted) else ALIVE


def _organisations(connection: Connection, name: str) -> list[int]:
    exact = organisations.id_of(connection, name)
    if exact is not None:
        return [exact]
    known = organisations.all_names(connection)
    same = [number for each, number in known if key_of(each) == key_of(name)]
    return _found(same[:1] or _containing(name, known), lambda: unknown.no_organisation(connection, name))


def _people(connection: Connection, name: str) -> list[int]:
    known = [(each.name, each.id) for each in people.listing(connection)]
    return _found(_named(name, known), lambda: unknown.no_person(connection, name))


def _cases(connection: Connection, name: str) -> list[int]:
    known = [(each.name, each.id) for each in cases.listing(connection)]
    return _found(_named(name, known), lambda: unknown.no_case(connection, name))


def _named(name: str, known: Collection[tuple[str, int]]) -> list[int]:
    exact = [number for each, number in known if each == name]
    folded = [number for each, number in known if each.casefold() == name.casefold()]
    return exact or folded or _containing(name, known)


def _containing(name: str, known: Iterable[tuple[str, int]]) -> list[int]:
    part = name.casefold()
    return list(dict.fromkeys(number for each, number in known if part in each.casefold()))


def _found(numbers: list[int], otherwise: Callable[[], UnknownError]) -> list[int]:
    if not numbers:
        raise otherwise()
    return numbers
