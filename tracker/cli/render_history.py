"""How the history of a row looks: what happened, by whom and why, and what became of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tracker.cli.output import cut, say, short_day, wrap
from tracker.model import Event

if TYPE_CHECKING:
    from tracker.service.naming import Names

_UNSAID = frozenset({
    "version", "changed", "deadline_version", "lease_owner", "lease_until", "verb", "text_hash", "content_hash",
})  # fmt: skip
"""Columns that only the program needs."""
_BEHIND_A_DAY = frozenset({
    "due_kind", "due_earliest", "due_rule", "due_text", "due_anchor", "due_anchor_text", "due_assumption", "due_because",
    "first_due",
})  # fmt: skip
"""How a day came about: said above of the day in force, and as the reason of a change. `audit log` has all of it."""
_LABELS = {"due": "day", "due_basis": "day is", "merged_into": "merged into"}
_WORDS = {"due_basis": {"policy": "the office's own", "stated": "stated", "set": "set by a person"}}
_DEEDS = {"came_back": "opened, as the next time that it falls due"}
_LONGEST = 70


def history(events: Sequence[Event], zone: ZoneInfo, names: Names | None = None) -> None:
    """What happened, oldest first, in the time of `zone`, which is named."""
    say(f"History (times in {zone.key})")
    for event in events:
        wrap(_line(event, zone), indent="      ", first="  ")
        if became := "; ".join(changes(event, zone, names or {})):
            wrap(became, indent="      ")


def moment(instant: datetime, zone: ZoneInfo) -> str:
    """Such as "2 Mar 2026 09:00"."""
    here = instant.astimezone(zone)
    return f"{short_day(here)} {here:%H:%M}"


def _line(event: Event, zone: ZoneInfo) -> str:
    what = deed(event)
    outcome = (event.change.after or {}).get("outcome")
    if outcome is not None and event.change.before is not None:
        what += f" as {outcome}"
    who = event.actor if event.actor == event.login else f"{event.actor} (login {event.login})"
    reason = f": {event.note}" if event.note else ""
    return f"{moment(event.at, zone)} {what} by {who}{reason}"


def deed(event: Event) -> str:
    """What was done, such as "resolved"."""
    word = event.action.partition(".")[2]
    return _DEEDS.get(word) or word.replace("_", " ")


def changes(event: Event, zone: ZoneInfo, names: Names) -> Iterator[str]:
    """Each value that became another; of a new row nothing, which stands above as it is now."""
    before, after = event.change.before, event.change.after or {}
    if before is None:
        return
    unsaid = _UNSAID | _BEHIND_A_DAY if "due" in after else _UNSAID
    for column, new in after.items():
        if column not in unsaid:
            label = _LABELS.get(column) or column.removesuffix("_id").removeprefix("due_").replace("_", " ")
            yield f"{label}: {_shown(column, before.get(column), zone, names)} → {_shown(column, new, zone, names)}"


def _shown(column: str, value: Any, zone: ZoneInfo, names: Names) -> str:
    from tracker.service.naming import NAMED

    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int() if column in NAMED:
            return _name(names.get(NAMED[column], {}), value)
        case str() if column in _WORDS:
            return _WORDS[column].get(value, value)
        case str():
            return cut(_time(value, zone), _LONGEST)
        case _:
            return str(value)


def _name(known: Mapping[int, str], number: int) -> str:
    return known.get(number, str(number))


def _time(value: str, zone: ZoneInfo) -> str:
    """Days and instants as people write them; all other words as they are."""
    try:
        if len(value) == len("2026-03-02"):
            return short_day(date.fromisoformat(value))
        if value.endswith("+00:00"):
            return moment(datetime.fromisoformat(value), zone)
    except ValueError:
        pass
    return value
