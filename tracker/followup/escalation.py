"""What has been overdue for long goes higher: to who leads the case, then to the admins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from tracker.config import ReminderSettings
from tracker.followup.local_time import local_day, zone_named
from tracker.followup.reminders import (
    Office,
    PlannedReminder,
    Reason,
    Taken,
    all_rungs,
    due_rungs,
    first_day,
    is_snoozed,
    mails_so_far,
)
from tracker.followup.staff import Staff
from tracker.model import Basis, Commitment, Person, Slot


def escalate(
    commitment: Commitment,
    owner: Person | None,
    own: PlannedReminder | None,
    office: Office,
    taken: Taken,
) -> list[PlannedReminder]:
    """Who else is told now of a commitment whose overdue rung is one that goes higher; `own` is its owner's mail now.

    One for each reader. A policy day is never overdue, so it never goes higher.
    """
    if commitment.due is None or commitment.deadline.basis is Basis.POLICY:
        return []
    told: dict[int, PlannedReminder] = {}
    for person, rungs in _recipients(commitment, owner, office).items():
        found = _tell(commitment, person, rungs, office, taken)
        if found is None:
            continue
        reader = escalation_reader(office.staff, person, owner, office.hours.now)
        before = told.get(reader.id)
        told[reader.id] = replace(
            found,
            person=reader,
            away=None if reader == person else person,
            times=_times(commitment, owner, own, office, taken),
            slots=(*(before.slots if before else ()), *found.slots),
        )
    return list(told.values())


def escalation_slot(commitment: Commitment, person: Person, rung: int) -> Slot:
    """The slot of one overdue rung for one of those above."""
    key = f"escalation/c{commitment.id}/v{commitment.deadline_version}/p{person.id}/{rung:+d}"
    return Slot(key, person.id, commitment.id, commitment.deadline_version)


def escalation_reader(staff: Staff, person: Person, owner: Person | None, now: datetime) -> Person:
    """Who reads what goes higher to `person`: who stands in for her, but never its owner."""
    reader = staff.reader(person, now)
    return person if reader == owner else reader


def is_above(staff: Staff, person: Person, commitment: Commitment) -> bool:
    """Whether what is overdue goes higher to that person: she leads its case, or is an admin, and is not its owner."""
    if commitment.owner == person.name:
        return False
    return person in staff.admins or person == staff.lead_of(commitment.case)


def _times(
    commitment: Commitment,
    owner: Person | None,
    own: PlannedReminder | None,
    office: Office,
    taken: Taken,
) -> int:
    """How many mails the owner got, with the one that goes out now."""
    before = mails_so_far(commitment, owner, office.rules, taken) if owner else 0
    return before + (own is not None)


def _recipients(commitment: Commitment, owner: Person | None, office: Office) -> dict[Person, list[int]]:
    """Whom it goes to, with the rungs that take it there."""
    found: dict[Person, list[int]] = {}
    lead = office.staff.lead_of(commitment.case)
    to_lead, to_admins = (
        _nth_overdue(count, office.rules)
        for count in (office.rules.escalate_to_lead, office.rules.escalate_to_admins)
    )
    if lead is not None and to_lead is not None:
        found.setdefault(lead, []).append(to_lead)
    if to_admins is not None:
        for admin in office.staff.admins:
            found.setdefault(admin, []).append(to_admins)
    return {person: sorted(set(rungs)) for person, rungs in found.items() if person != owner}


def _nth_overdue(count: int, rules: ReminderSettings) -> int | None:
    """The `count`-th rung after the day, counted from 1; None where there is none so late, or 0 was asked for."""
    overdue = _overdue_rungs(rules)
    return overdue[count - 1] if 0 < count <= len(overdue) else None


@cache
def _overdue_rungs(rules: ReminderSettings) -> tuple[int, ...]:
    return tuple(rung for rung in all_rungs(rules) if rung > 0)


def _tell(
    commitment: Commitment, person: Person, rungs: list[int], office: Office, taken: Taken
) -> PlannedReminder | None:
    hours = office.hours
    if not hours.is_open(person.zone) or is_snoozed(commitment, hours.past_day(person.zone)):
        return None
    start = max(_known_days(commitment, person, office.staff))
    fresh = [
        (escalation_slot(commitment, person, rung), day)
        for rung, day in due_rungs(commitment, person, rungs, start, hours)
        if not _told_before(commitment, person, rung, office.rules, taken)
    ]
    if not fresh:
        return None
    slots = tuple(slot for slot, _ in fresh)
    at = hours.instant(fresh[-1][1], person.zone)
    return PlannedReminder(person, commitment, slots, at, Reason.ESCALATED)


def _told_before(
    commitment: Commitment, person: Person, rung: int, rules: ReminderSettings, taken: Taken
) -> bool:
    """At this rung or a later one: other rules do not look back."""
    later = (each for each in _overdue_rungs(rules) if each >= rung)
    return any(escalation_slot(commitment, person, each).key in taken for each in later)


def _known_days(commitment: Commitment, person: Person, staff: Staff) -> Iterator[date]:
    """Since when it is followed up, and since when she is there."""
    yield first_day(commitment, person)
    if added := staff.added.get(person.id):
        yield local_day(added, zone_named(person.zone))
