"""The names behind the numbers in audit events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Engine

from tracker.model import Event
from tracker.store import naming
from tracker.store.unit import reading

Names = Mapping[str, Mapping[int, str]]
"""By table, the name that a row has today."""

NAMED: Final = {
    "organisation_id": "organisations",
    "merged_into": "organisations",
    "owner_id": "people",
    "person_id": "people",
    "lead_id": "people",
    "cover_id": "people",
    "case_id": "cases",
}
"""Columns that refer to what has a name, with its table."""


def names_in(engine: Engine, events: Iterable[Event]) -> Names:
    """The names of all that the events refer to."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        for values in (event.change.before or {}, event.change.after or {}):
            for column in NAMED.keys() & values.keys():
                if values[column] is not None:
                    wanted.setdefault(NAMED[column], set()).add(values[column])
    with reading(engine) as connection:
        return {table: naming.names_of(connection, table, ids) for table, ids in wanted.items()}
