"""Up to where the mail of each time zone is planned, and what changed since. Not audited: nobody did anything.

See tracker.followup.horizon for what the marks are for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, bindparam, select, text

from tracker.followup.horizon import Mark
from tracker.store.engine import writing_connection
from tracker.store.failures import explained
from tracker.store.tables import cases, commitments, events, letters, people, planning_marks, slots
from tracker.store.types import Instant

_NO_MATTER = ("person.added", "person.absent", "person.back", "case.added", "letter.added", "slot.taken")
"""These change neither what is due nor when."""


@dataclass(slots=True)
class Changed:
    """What reminders may follow from, by id."""

    commitments: set[int] = field(default_factory=set)
    letters: set[int] = field(default_factory=set)
    slots: set[int] = field(default_factory=set)
    everything: bool = False
    """People or cases changed in a way that concerns many."""


def by_zone(connection: Connection) -> dict[str, Mark]:
    """The mark of each zone that was planned for."""
    return {
        row.zone: Mark(row.zone, row.through, row.seq, row.whole, row.rules)
        for row in connection.execute(select(planning_marks))
    }


def keep(engine: Engine, marks: Iterable[Mark]) -> None:
    """Writes marks over those of their zones, in a transaction of its own."""
    rows = [
        {
            "zone": each.zone,
            "through": each.through,
            "seq": each.seq,
            "whole": each.whole,
            "rules": each.rules,
        }
        for each in sorted(marks, key=lambda mark: mark.zone)
    ]
    if rows:
        with explained(engine.url), writing_connection(engine).begin() as connection:
            connection.execute(_KEEP, rows)


_KEEP = text(
    "INSERT INTO planning_marks (zone, through, seq, whole, rules) "
    "VALUES (:zone, :through, :seq, :whole, :rules) ON CONFLICT (zone) DO UPDATE SET "
    "through = excluded.through, seq = excluded.seq, whole = excluded.whole, rules = excluded.rules"
).bindparams(bindparam("through", type_=Instant), bindparam("whole", type_=Instant))


def changed_since(connection: Connection, seq: int) -> Changed:
    """What changed after the event `seq`."""
    # Neither by table nor distinct: SQLite would take the index on tables and read all that ever happened.
    query = select(events.c.table_name, events.c.row_id).where(
        events.c.seq > seq, events.c.action.not_in(_NO_MATTER)
    )
    found = Changed()
    for table, row_id in connection.execute(query):
        match table:
            case commitments.name:
                found.commitments.add(row_id)
            case letters.name:
                found.letters.add(row_id)
            case slots.name:
                found.slots.add(row_id)
            case people.name | cases.name:
                found.everything = True
    return found


def commitments_of(connection: Connection, changed: Changed) -> set[int]:
    """The ids of the commitments that these changes concern."""
    found = set(changed.commitments)
    for column, key, values in (
        (commitments.c.id, commitments.c.letter_id, changed.letters),
        (slots.c.commitment_id, slots.c.id, changed.slots),
    ):
        wanted = sorted(values)
        for first in range(0, len(wanted), _MOST_PARAMETERS):
            query = select(column).where(key.in_(wanted[first : first + _MOST_PARAMETERS]))
            found.update(number for number in connection.scalars(query) if number is not None)
    return found


_MOST_PARAMETERS = 500
