"""Days that were counted in working days, when the office's calendar changed since."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

from sqlalchemy import Engine

from tracker.config import OfficeSettings
from tracker.extraction.deadlines import Anchors, find_deadlines
from tracker.model import Deadline
from tracker.service.deadlines import move
from tracker.service.reading import Reading
from tracker.store import commitments, heartbeat
from tracker.store.unit import Act, reading, writing

BY_WORKING_DAYS = "working days by the calendar in force"
"""What the grammar assumes of a day that it counted in working days."""


def changed_calendar(engine: Engine, office: OfficeSettings) -> str | None:
    """The name of the calendar in force, where days were last counted by another; loads no calendar."""
    place = "/".join(filter(None, (office.country, office.subdivision)))
    name = f"{place} (holidays {version('holidays')})" if place else "weekdays"
    with reading(engine) as connection:
        beats = heartbeat.last_beats(connection)
    counted = {key: at for key, at in beats.items() if key.startswith(heartbeat.CALENDAR)}
    latest = max(counted, key=lambda key: counted[key], default=None)
    return None if latest == heartbeat.CALENDAR + name else name


def recount(engine: Engine, act: Act, how: Reading, calendar: str) -> tuple[int, ...]:
    """Count working days anew by the calendar of `how`; returns the ids of the commitments whose day moved."""
    moved = moving(engine, how)
    if moved:
        with writing(engine, act) as unit:
            for commitment in commitments.in_force(unit.connection, moved):
                deadline = _recounted(commitment.deadline, how)
                note = f"the calendar of working days changed to {calendar}"
                move(unit, commitment, deadline, "commitment.recomputed", note)
    heartbeat.beat(engine, heartbeat.CALENDAR + calendar, act.at)
    return moved


def moving(engine: Engine, how: Reading) -> tuple[int, ...]:
    """The ids of the commitments whose day is another one by the calendar of `how`."""
    with reading(engine) as connection:
        counted = commitments.by_working_days(connection, BY_WORKING_DAYS)
    return tuple(each.id for each in counted if _recounted(each.deadline, how) != each.deadline)


def _recounted(deadline: Deadline, how: Reading) -> Deadline:
    """The same words counted from the same day by the calendar in force; unchanged where they cannot be read."""
    if deadline.anchor is None or deadline.rule is None or deadline.first is not None:
        return deadline
    words = f"within {deadline.rule}"
    found = find_deadlines(
        words, 0, len(words), Anchors(letter=deadline.anchor), words=how.lexicon.time, calendar=how.calendar
    )
    latest = found[0].latest if len(found) == 1 and found[0].rule == deadline.rule else None
    return replace(deadline, latest=latest) if latest is not None else deadline
