"""The overdue list of a past day, narrowed by a filter."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from tracker.followup import narrowing
from tracker.followup.narrowing import check
from tracker.model import Commitment
from tracker.model.filters import Field, Filter, Term
from tracker.service.filters import resolve
from tracker.service.passed import Passed
from tracker.service.past import PassedThen
from tracker.store.unit import reading

__all__ = ["check", "narrowed"]


def narrowed(engine: Engine, then: PassedThen, wanted: Filter) -> PassedThen:
    """What a checked filter wants of it; names are those of that day.

    Raises UnknownError for a name that stands neither in that list nor in the store today.
    """
    passed = then.passed
    listed = (*passed.overdue, *passed.for_review, *passed.waiting)
    strange = [
        Term(field, (name,))
        for field, name in narrowing.names_sought(wanted)
        if not narrowing.names_meant(field, name, _names(field, listed))
    ]
    if strange:
        with reading(engine) as connection:
            resolve(connection, replace(wanted, terms=tuple(strange)))
    kept = {each.id for each in narrowing.narrowed(listed, wanted)}

    def those(found: tuple[Commitment, ...]) -> tuple[Commitment, ...]:
        return tuple(each for each in found if each.id in kept)

    return replace(
        then, passed=Passed(those(passed.overdue), those(passed.for_review), those(passed.waiting))
    )


def _names(field: Field, listed: tuple[Commitment, ...]) -> set[str]:
    return {name for each in listed if (name := narrowing.name_of(field, each)) is not None}
