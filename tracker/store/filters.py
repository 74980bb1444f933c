"""The one place where a filter becomes SQL. Its names were resolved: `Ids` stand where people wrote a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, false, func, not_, or_, text, true

from tracker.model import ConditionState, Status
from tracker.model.filters import Days, Field, Filter, Ids, Order, SortKey, State, Term, Value, Words
from tracker.store import words
from tracker.store.tables import (
    FINISHED,
    OPEN_POLICY,
    OPEN_PROMISED,
    OPEN_WAITING,
    SNOOZED,
    TO_CONFIRM,
    UNFINISHED,
    asks,
    cases,
    commitments,
    letters,
    organisations,
    people,
)

Condition = ColumnElement[bool]

AWAKE = and_(
    or_(
        commitments.c.condition_state.is_(None),
        commitments.c.condition_state != ConditionState.DORMANT.value,
    ),
    commitments.c.waiting_since.is_(None),
)
"""Waiting neither for its condition nor for us."""
SOONEST_FIRST = (commitments.c.due.nulls_last(), commitments.c.id)
_SORTED_BY: dict[SortKey, ColumnElement[Any]] = {
    SortKey.DUE: commitments.c.due,
    SortKey.ADDED: commitments.c.added,
    SortKey.ORGANISATION: organisations.c.name,
    SortKey.OWNER: people.c.name,
    SortKey.CASE: cases.c.name,
    SortKey.STATUS: commitments.c.status,
    SortKey.ID: commitments.c.id,
}


def of_commitments(dialect: str, wanted: Filter) -> list[Condition]:
    """What holds for the commitments that are wanted, of a query that joins letters."""
    return [_signed(term, _of_commitment(dialect, term, wanted)) for term in wanted.terms]


def of_asks(dialect: str, wanted: Filter) -> list[Condition]:
    """What holds for the asks that are wanted, of a query that joins letters."""
    return [_signed(term, _of_ask(dialect, term)) for term in wanted.terms]


def of_letters(dialect: str, wanted: Filter) -> list[Condition]:
    """What holds for the letters that are wanted."""
    return [_signed(term, _of_letter(dialect, term)) for term in wanted.terms]


def ordered(query: Select[Any], order: Iterable[Order] = ()) -> Select[Any]:
    """Commitments sorted as is wanted, soonest first where nothing is said; what lacks the value stands last."""
    keys = [
        (_SORTED_BY[each.key].desc() if each.descending else _SORTED_BY[each.key]).nulls_last()
        for each in order
    ]
    return query.order_by(*keys, *SOONEST_FIRST)


def by_status(statuses: Iterable[str]) -> Condition:
    """Commitments of one of these statuses, in the words of a partial index where one holds them all."""
    kept = {str(each) for each in statuses}
    if kept == {"open", "proposed"}:
        return _literally(UNFINISHED)
    these = commitments.c.status.in_(sorted(kept))
    return and_(_literally(FINISHED), these) if kept and kept <= {"resolved", "dismissed"} else these


def _of_commitment(dialect: str, term: Term, wanted: Filter) -> Condition:
    c, values = commitments.c, term.values
    match term.field:
        case Field.ORGANISATION | Field.OWNER | Field.CASE | Field.ID:
            return _numbered(_NUMBERS[term.field], values)
        case Field.STATUS | Field.OUTCOME:
            codes = [str(value) for value in values]
            return by_status(codes) if term.field is Field.STATUS else c.outcome.in_(codes)
        case Field.DUE | Field.ADDED:
            return or_(*(_on_days(value, wanted, instants=term.field is Field.ADDED) for value in values))
        case Field.STATE:
            return or_(*(_STATES[State(str(value))](wanted.today) for value in values))
        case Field.LETTER:
            return _lettered(dialect, c.letter_id, values)
        case Field.TEXT:
            return and_(*(words.in_row(dialect, commitments, _sought(value)) for value in values))


def _of_ask(dialect: str, term: Term) -> Condition:
    c = asks.c
    match term.field:
        case Field.ORGANISATION:
            return _numbered(c.organisation_id, term.values)
        case Field.OWNER:
            return _numbered(c.owner_id, term.values)
        case Field.CASE:
            return _numbered(letters.c.case_id, term.values)
        case Field.LETTER:
            return _lettered(dialect, c.letter_id, term.values)
        case Field.TEXT:
            return and_(*(words.in_row(dialect, asks, _sought(value)) for value in term.values))
        case _:
            return _numbered(c.id, term.values)


def _of_letter(dialect: str, term: Term) -> Condition:
    c = letters.c
    match term.field:
        case Field.ORGANISATION:
            return _numbered(c.organisation_id, term.values)
        case Field.CASE:
            return _numbered(c.case_id, term.values)
        case Field.TEXT:
            return _lettered(dialect, c.id, term.values)
        case _:
            return _numbered(c.id, term.values)


def _signed(term: Term, condition: Condition) -> Condition:
    """What is empty is not so: not:owner:Ana finds what nobody owns, too."""
    return not_(func.coalesce(condition, false())) if term.negated else condition


def _numbered(number: Column[int], values: Iterable[Value]) -> Condition:
    kept = list(values)
    ranges = [value for value in kept if isinstance(value, Ids)]
    single = [value.first for value in ranges if value.first == value.last]
    conditions = [number.between(value.first, value.last) for value in ranges if value.first < value.last]
    if single:
        conditions.append(number.in_(single))
    if None in kept:
        conditions.append(number.is_(None))
    return or_(*conditions)


def _lettered(dialect: str, letter_id: Column[int], values: Iterable[Value]) -> Condition:
    """Letters of these numbers, or with these words in their text."""
    kept = list(values)
    numbers = [value for value in kept if isinstance(value, Ids)]
    sought = [words.in_letter(dialect, letter_id, value) for value in kept if isinstance(value, Words)]
    return or_(*([_numbered(letter_id, numbers)] if numbers else []), *sought)


def _on_days(value: Value, wanted: Filter, *, instants: bool) -> Condition:
    """Due on one of these days, or added on one of them, as days are where the filter was written."""
    if not isinstance(value, Days):
        return commitments.c.due.is_(None)
    conditions: list[Condition] = [true()]
    if value.first:
        conditions.append(
            commitments.c.added >= _midnight(value.first, wanted)
            if instants
            else commitments.c.due >= value.first
        )
    if value.last:
        conditions.append(
            commitments.c.added < _midnight(value.last + timedelta(days=1), wanted)
            if instants
            else commitments.c.due <= value.last
        )
    return and_(*conditions)


def _midnight(day: date, wanted: Filter) -> datetime:
    return datetime.combine(day, time.min, wanted.zone)


def _literally(condition: str) -> Condition:
    """In brackets, whatever stands around it; and in the words of a partial index, which bound values cannot use."""
    return text(condition).self_group()  # type: ignore[return-value]


def _sought(value: Value) -> Words:
    assert isinstance(value, Words)
    return value


_NUMBERS: dict[Field, Column[int]] = {
    Field.ORGANISATION: commitments.c.organisation_id,
    Field.OWNER: commitments.c.owner_id,
    Field.CASE: letters.c.case_id,
    Field.ID: commitments.c.id,
}
_STATES: dict[State, Callable[[date], Condition]] = {
    State.OVERDUE: lambda today: and_(_literally(OPEN_PROMISED), commitments.c.due < today, AWAKE),
    State.REVIEW: lambda today: and_(_literally(OPEN_POLICY), commitments.c.due < today, AWAKE),
    State.DORMANT: lambda _: and_(
        by_status([Status.OPEN, Status.PROPOSED]),
        commitments.c.condition_state == ConditionState.DORMANT.value,
    ),
    State.WAITING: lambda _: _literally(OPEN_WAITING),
    State.SNOOZED: lambda today: and_(_literally(SNOOZED), commitments.c.snoozed_until > today),
    State.CONFIDENTIAL: lambda _: letters.c.confidential == true(),
    State.UNCONFIRMED: lambda _: _literally(TO_CONFIRM),
}
