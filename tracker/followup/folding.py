"""How reminders become mails: one each, or beyond a day's limit all of a person in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tracker.followup.reminders import PlannedReminder, Reason

Mailing = tuple[PlannedReminder, ...]
"""The reminders of one mail, all to one person, the most urgent first."""


def fold(reminders: Iterable[PlannedReminder], mailed_today: Mapping[int, int], cap: int) -> list[Mailing]:
    """The mails to write: where a person would get more than `cap` on this day, one for all of them.

    `mailed_today` counts, by person, the mails already on their way. The same reminders make the same mails.
    """
    by_reader: dict[int, list[PlannedReminder]] = {}
    for reminder in reminders:
        by_reader.setdefault(reminder.person.id, []).append(reminder)
    mailings: list[Mailing] = []
    for reader, hers in by_reader.items():
        ordered = sorted(hers, key=_urgency)
        if len(ordered) + mailed_today.get(reader, 0) > cap:
            mailings.append(tuple(ordered))
        else:
            mailings += [(reminder,) for reminder in ordered]
    return mailings


def _urgency(reminder: PlannedReminder) -> tuple[bool, date, int]:
    """The longest overdue first, questions about conditions last."""
    commitment = reminder.commitment
    return (reminder.reason is Reason.CONDITION, commitment.due or date.max, commitment.id)
