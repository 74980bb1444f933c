"""The next occurrence of a promise that comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tracker.extraction.deadlines import Anchors, find_deadlines
from tracker.extraction.deadlines.scan import written
from tracker.followup.recurrence import interval_of, next_day
from tracker.followup.review_days import review_deadline
from tracker.model import NO_DEADLINE, Basis, Commitment, Deadline, DeadlineKind, Kind, Link, LinkKind, Status
from tracker.service.several import Practice
from tracker.store import commitments, links, tables
from tracker.store.unit import Unit

A_DAY = timedelta(days=1)


def open_next(unit: Unit, commitment: Commitment, practice: Practice) -> int | None:
    """Open the occurrence after `commitment`, linked to it; None where it was opened before."""
    if links.has_next(unit.connection, commitment.id):
        return None
    row = {
        **commitments.columns(unit.connection, commitment.id),
        **commitments.columns_of(next_deadline(commitment.deadline, practice)),
        "status": Status.OPEN,
        "outcome": None,
        "added": unit.act.at,
        "changed": unit.act.at,
    }
    for column in ("id", "version", "deadline_version", "withdrawn", *_OF_THIS_ONE):
        row.pop(column)
    number = unit.insert(tables.commitments, row, "commitment.came_back", f"after {commitment.id}")
    links.add(unit, Link(number, commitment.id, LinkKind.FOLLOWS))
    return number


_OF_THIS_ONE = ("snoozed_until", "waiting_since", "kept_on", "superseded_by", "confirmation")


def next_deadline(last: Deadline, practice: Practice) -> Deadline:
    """Until when the next occurrence holds: by the letter's own interval, else by the office's rule."""
    day = last.first or last.latest
    after = max(day, practice.today - A_DAY) if day else practice.today - A_DAY
    again = _read_again(last, after + A_DAY, practice)
    interval = interval_of(again.rule)
    regular = next_day(interval, day, practice.today) if interval and day else again.latest
    if regular is None or (day is not None and regular <= day):
        review = practice.reading().review
        unread = replace(again, latest=None, basis=None)
        return review_deadline(unread, Kind.RECURRING, review, practice.today, "the end of the one before")
    return replace(
        again,
        latest=regular,
        basis=Basis.POLICY if last.basis is Basis.POLICY else Basis.STATED,
        anchor=day,
        anchor_text=written(day) if day else None,
    )


def _read_again(last: Deadline, day: date, practice: Practice) -> Deadline:
    """The words of time as if they were written on `day`."""
    if last.text is None:
        return NO_DEADLINE
    reading = practice.reading()
    found = find_deadlines(
        last.text,
        0,
        len(last.text),
        Anchors(letter=day),
        words=reading.lexicon.time,
        calendar=reading.calendar,
    )
    again = next((each for each in found if each.kind is DeadlineKind.RECURRING), NO_DEADLINE)
    return replace(again, text=last.text, start=last.start, end=last.end, earliest=None)
