"""Questions about commitments. Those of withdrawn letters and of duplicates are found by their id, but stand in no list.

What is overdue is asked in the words of a partial index, not with bound values: those cannot use it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, or_, select, text

from tracker.model import Basis, Commitment, ConditionState, Deadline, Status
from tracker.model.filters import Filter
from tracker.store import filters
from tracker.store.filters import AWAKE, SOONEST_FIRST
from tracker.store.rows import commitment_of
from tracker.store.tables import (
    OPEN_DORMANT,
    OPEN_POLICY,
    OPEN_PROMISED,
    OPEN_WAITING,
    SNOOZED,
    TO_CONFIRM,
    UNFINISHED,
    cases,
    commitments,
    letters,
    organisations,
    people,
)

_ROWS = (
    select(
        commitments,
        organisations.c.name.label("organisation"),
        people.c.name.label("owner"),
        cases.c.name.label("case_name"),
        letters.c.date.label("letter_date"),
        letters.c.confidential,
    )
    .select_from(commitments)
    .join(letters, letters.c.id == commitments.c.letter_id)
    .join(organisations, organisations.c.id == commitments.c.organisation_id)
    .outerjoin(people, people.c.id == commitments.c.owner_id)
    .outerjoin(cases, cases.c.id == letters.c.case_id)
)
_LISTED = _ROWS.where(
    letters.c.withdrawn == false(), letters.c.duplicate_of.is_(None), commitments.c.withdrawn == false()
)
_NAMES = tuple(column.name for column in _ROWS.selected_columns)
_MOST_PARAMETERS = 500


def by_id(connection: Connection, commitment_id: int) -> Commitment | None:
    """One commitment, of a withdrawn letter or not."""
    row = connection.execute(_ROWS.where(commitments.c.id == commitment_id)).first()
    return _commitment(row) if row else None


def by_ids(connection: Connection, ids: Collection[int]) -> dict[int, Commitment]:
    """Those that exist of the given ids."""
    found: dict[int, Commitment] = {}
    wanted = sorted(set(ids))
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[first : first + _MOST_PARAMETERS]
        for row in connection.execute(_ROWS.where(commitments.c.id.in_(some))):
            found[row.id] = _commitment(row)
    return found


def columns(connection: Connection, commitment_id: int) -> dict[str, Any]:
    """All columns of one commitment."""
    return dict(
        connection.execute(select(commitments).where(commitments.c.id == commitment_id)).mappings().one()
    )


def of_letter(connection: Connection, letter_id: int) -> list[Commitment]:
    """All commitments of one letter, in the order of the text; also of a withdrawn letter."""
    query = _ROWS.where(commitments.c.letter_id == letter_id, commitments.c.withdrawn == false())
    return _all(connection, query.order_by(commitments.c.quote_start, commitments.c.id))


def listing(
    connection: Connection,
    *,
    statuses: Collection[Status] = (Status.OPEN, Status.PROPOSED),
    owner: str | None = None,
    organisation: str | None = None,
    case: str | None = None,
    limit: int | None = None,
) -> list[Commitment]:
    """Commitments that fit all conditions given, soonest first, those without a day last. Names are exact."""
    query = _LISTED.where(filters.by_status(statuses)) if statuses else _LISTED
    if owner is not None:
        query = query.where(people.c.name == owner)
    if organisation is not None:
        query = query.where(organisations.c.name == organisation)
    if case is not None:
        query = query.where(cases.c.name == case)
    return _all(connection, query.order_by(*SOONEST_FIRST).limit(limit))


def matching(
    connection: Connection,
    wanted: Filter,
    statuses: Collection[Status] = (Status.OPEN, Status.PROPOSED),
    *,
    limit: int | None = None,
) -> list[Commitment]:
    """Commitments in the lists that a filter wants, in its order.

    Its names must have been resolved (`tracker.service.filters.resolve`). Only those of `statuses`, or of any where
    there are none.
    """
    query = filters.ordered(_matching(connection, wanted, statuses), wanted.order)
    return _all(connection, query.limit(limit))


def needing_a_hand(connection: Connection, wanted: Filter, until: date) -> list[Commitment]:
    """Of the open and proposed commitments that `matching` finds: what is proposed, dormant, or due by `until`."""
    query = _matching(connection, wanted, (Status.OPEN, Status.PROPOSED)).where(_near(until))
    return _all(connection, filters.ordered(query))


def _near(until: date) -> ColumnElement[bool]:
    c = commitments.c
    return or_(
        c.status == Status.PROPOSED.value,
        c.due <= until,
        c.condition_state == ConditionState.DORMANT.value,
    )


def ids_matching(connection: Connection, wanted: Filter, statuses: Collection[Status]) -> list[int]:
    """The ids of all commitments that `matching` finds, in the same order."""
    query = filters.ordered(_matching(connection, wanted, statuses), wanted.order)
    return list(connection.scalars(query.with_only_columns(commitments.c.id)))


def _matching(connection: Connection, wanted: Filter, statuses: Collection[Status]) -> Select[Any]:
    usual = [filters.by_status(statuses)] if statuses else []
    return _LISTED.where(*_wanted(connection, wanted), *usual)


def _wanted(connection: Connection, wanted: Filter | None) -> list[ColumnElement[bool]]:
    return filters.of_commitments(connection.dialect.name, wanted) if wanted else []


def overdue_as_of(
    connection: Connection, day: date, wanted: Filter | None = None, *, limit: int | None = None
) -> list[Commitment]:
    """Open commitments whose stated or set day lies before `day`, worst first; those that a filter wants.

    What is dormant, or waits for us, is never overdue.
    """
    query = _awake(OPEN_PROMISED, commitments.c.due < day)
    return _all(connection, query.where(*_wanted(connection, wanted)).limit(limit))


def review_due_as_of(
    connection: Connection, day: date, wanted: Filter | None = None, *, limit: int | None = None
) -> list[Commitment]:
    """Open commitments whose policy day lies before `day`, longest ago first: due for review, not overdue."""
    query = _awake(OPEN_POLICY, commitments.c.due < day)
    return _all(connection, query.where(*_wanted(connection, wanted)).limit(limit))


def due_between(connection: Connection, first: date, last: date) -> list[Commitment]:
    """For planning: open, running commitments whose day of any basis lies from `first` to `last`, soonest first."""
    days = commitments.c.due.between(first, last)
    found = [
        *_all(connection, _awake(OPEN_PROMISED, days)),
        *_all(connection, _awake(OPEN_POLICY, days)),
    ]
    return sorted(found, key=lambda each: (each.due or first, each.id))


def waiting(connection: Connection, wanted: Filter | None = None) -> list[Commitment]:
    """Open commitments that an open ask of us holds up, soonest first; those that a filter wants."""
    query = _LISTED.where(text(OPEN_WAITING), *_wanted(connection, wanted))
    return _all(connection, query.order_by(*SOONEST_FIRST))


def waking(connection: Connection, first: date, last: date) -> list[int]:
    """Ids of commitments whose reminders begin again on a day from `first` to `last`, of withdrawn letters too."""
    days = commitments.c.snoozed_until.between(first, last)
    return list(connection.scalars(select(commitments.c.id).where(text(SNOOZED), days)))


def to_confirm(connection: Connection) -> list[Commitment]:
    """Resolved commitments that wait for a second person, the oldest resolution first."""
    query = _LISTED.where(text(TO_CONFIRM)).order_by(commitments.c.changed, commitments.c.id)
    return _all(connection, query)


def unresolved_of(connection: Connection, owner: str) -> list[int]:
    """Ids of the open and proposed commitments that a person follows up, also dormant ones."""
    query = _LISTED.where(text(UNFINISHED), people.c.name == owner).with_only_columns(commitments.c.id)
    return list(connection.scalars(query.order_by(commitments.c.id)))


def by_working_days(connection: Connection, assumption: str) -> list[Commitment]:
    """Open and proposed commitments whose stated day was counted under that assumption."""
    query = _LISTED.where(
        text(UNFINISHED),
        commitments.c.due_assumption == assumption,
        commitments.c.due_basis == Basis.STATED.value,
    )
    return _all(connection, query.order_by(commitments.c.id))


def in_force(connection: Connection, ids: Collection[int]) -> list[Commitment]:
    """Those of the given ids whose letters were not withdrawn."""
    wanted = sorted(set(ids))
    found: list[Commitment] = []
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[first : first + _MOST_PARAMETERS]
        found += _all(connection, _LISTED.where(commitments.c.id.in_(some)))
    return found


def dormant(connection: Connection) -> list[tuple[int, datetime]]:
    """Open commitments that wait for their condition, of withdrawn letters too: id, and since when."""
    query = select(commitments.c.id, commitments.c.changed).where(text(OPEN_DORMANT))
    return [(row.id, row.changed) for row in connection.execute(query)]


def resolved_since(connection: Connection, since: datetime) -> list[Commitment]:
    """What was resolved after that instant, whoever followed it up."""
    return _all(connection, _LISTED.where(_resolved_after(since)))


def news_of_owners(
    connection: Connection, owner_ids: Collection[int], since: datetime, until: date
) -> dict[str, list[Commitment]]:
    """By owner's name, what a digest tells of: `needing_a_hand`, held up by us, added or resolved after `since`."""
    c = commitments.c
    unfinished = and_(text(UNFINISHED), or_(_near(until), c.waiting_since.is_not(None), c.added > since))
    wanted = or_(unfinished, _resolved_after(since))
    query = _LISTED.where(c.owner_id.in_(sorted(owner_ids)), wanted)
    found: dict[str, list[Commitment]] = {}
    for each in _all(connection, query):
        found.setdefault(each.owner or "", []).append(each)
    return found


def _resolved_after(since: datetime) -> ColumnElement[bool]:
    return and_(commitments.c.status == Status.RESOLVED.value, commitments.c.changed > since)


def without_owner(connection: Connection) -> list[Commitment]:
    """Open commitments that nobody follows up, soonest first."""
    query = _LISTED.where(commitments.c.owner_id.is_(None), commitments.c.status == Status.OPEN.value)
    return _all(connection, query.order_by(*SOONEST_FIRST))


def columns_of(deadline: Deadline) -> dict[str, Any]:
    """A deadline as the columns that hold it."""
    return {
        "due_kind": deadline.kind.value,
        "due_text": deadline.text,
        "due_start": deadline.start,
        "due_end": deadline.end,
        "earliest": deadline.earliest,
        "due": deadline.latest,
        "due_basis": deadline.basis and deadline.basis.value,
        "due_rule": deadline.rule,
        "due_anchor": deadline.anchor,
        "due_anchor_text": deadline.anchor_text,
        "due_assumption": deadline.assumption,
        "first_due": deadline.first,
        "due_because": deadline.because,
    }


def _awake(condition: str, days: ColumnElement[bool]) -> Select[Any]:
    """Commitments in a partial index that wait neither for their condition nor for us, soonest first."""
    query = _LISTED.where(text(condition), days, AWAKE)
    return query.order_by(commitments.c.due, commitments.c.id)


def _all(connection: Connection, query: Select[Any]) -> list[Commitment]:
    return [_commitment(row) for row in connection.execute(query)]


def _commitment(row: Row[Any]) -> Commitment:
    # By the hundred thousand, a row's own attributes take twice as long.
    return commitment_of(dict(zip(_NAMES, row, strict=True)))
