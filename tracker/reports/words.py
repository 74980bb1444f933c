"""Values in words, and words without characters that deceive."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.extraction.deadlines import explain
from tracker.followup.lifecycle import is_due_for_review, is_overdue
from tracker.model import Basis, Commitment, Event, Mailing, MessageState, Status
from tracker.reports.facts import Dossier, Frame

# Control, format (bidi, zero-width), surrogate, private and unassigned characters, line and paragraph separators.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
NONE = "none"
_MAPS = {"owner_id": "people", "organisation_id": "organisations"}
_FIELDS = {
    "due": "day",
    "owner_id": "owner",
    "organisation_id": "organisation",
    "status": "status",
    "outcome": "outcome",
    "condition_state": "condition",
    "snoozed_until": "silent until",
    "waiting_since": "waits for us since",
    "kept_on": "kept on",
    "confirmation": "second look",
    "withdrawn": "withdrawn",
}
"""What of a change is told, and how it is called."""
_DEEDS = {
    "added": "found in its letter",
    "entered": "entered by hand",
    "accepted": "confirmed as a promise",
    "confirmed": "its end confirmed by a second person",
    "dismissed": "dismissed as no promise",
    "extended": "given a later day",
    "assigned": "given to another owner",
    "handed_over": "handed over",
    "snoozed": "its reminders silenced",
    "woken": "its reminders taken up again",
    "held": "its clock stopped: it waits for us",
    "resumed": "its clock goes on",
    "recomputed": "its day counted anew",
}


def shown(text: str) -> str:
    """The text without characters that hide or turn others; line breaks stay, other blanks become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(shown(text).split())


def _shown(character: str) -> str:
    if character == "\n":
        return character
    if character in "\t\r\v\f\x85\u2028\u2029":
        return " "
    return "" if unicodedata.category(character) in _HIDDEN else character


def hidden(character: str) -> bool:
    """Whether it hides or turns others."""
    return unicodedata.category(character) in _HIDDEN


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Such as "1 promise", "2,000 promises"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def day(value: date) -> str:
    """Such as "30 June 2026"."""
    return f"{value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """Such as "30 Jun 2026"."""
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Such as "2 Mar 2026, 09:00", at the office."""
    here = value.astimezone(zone)
    return f"{short_day(here)}, {here:%H:%M}"


def without_addresses(text: str) -> str:
    """Servers repeat addresses in what they say; reports name people only."""
    return _ADDRESS.sub("…", text)


def why(commitment: Commitment, *, withheld: bool) -> str:
    """Why that day."""
    deadline = commitment.deadline
    if not withheld:
        return explain(deadline)
    if deadline.latest is None:
        return "no day"
    basis = {Basis.STATED: "stated in the letter", Basis.SET: "set by a person", Basis.POLICY: "to review"}
    return f"by {day(deadline.latest)}, {basis[deadline.basis]}" if deadline.basis else ""


def state(commitment: Commitment, today: date) -> str:
    """How a promise stands on that day."""
    if commitment.status is Status.RESOLVED:
        late = commitment.days_late
        return f"{commitment.outcome}, {count(late, 'day')} late" if late else str(commitment.outcome)
    if commitment.status is not Status.OPEN:
        return str(commitment.status)
    if is_overdue(commitment, today):
        return "overdue"
    if is_due_for_review(commitment, today):
        return "due for review"
    if commitment.waiting_since is not None:
        return "waits for us"
    return "waits for its condition" if commitment.dormant else "open"


def fate(mail: Mailing, zone: ZoneInfo) -> str:
    """What became of a mail."""
    reason = f": {without_addresses(mail.reason)}" if mail.reason else ""
    match mail.state:
        case MessageState.SENT if mail.bounced is not None:
            return f"came back on {moment(mail.bounced, zone)}{reason}"
        case MessageState.SENT:
            return "sent"
        case MessageState.FAILED:
            return f"could not be delivered{reason}"
        case MessageState.CANCELLED:
            return f"not sent{reason}"
        case MessageState.QUEUED | MessageState.SENDING:
            return f"waits to be sent{reason}"


def deed(event: Event, frame: Frame) -> str:
    """What an event did, such as "given a later day (day: 1 March 2026 → 1 April 2026)"."""
    noun, _, name = event.action.partition(".")
    if noun != "commitment":
        words = (event.change.after or {}).get({"evidence": "source", "note": "text"}.get(noun, ""))
        return f"{noun} {name.replace('_', ' ')}" + (f": {words}" if words else "")
    told = "; ".join(_changes(event, frame.names or {}))
    return _DEEDS.get(name, name.replace("_", " ")) + (f" ({told})" if told else "")


def _changes(event: Event, names: Mapping[str, Mapping[int, str]]) -> Iterator[str]:
    before, after = event.change.before, event.change.after or {}
    for field, word in _FIELDS.items():
        if field not in after or (before is None and field not in {"due", "owner_id"}):
            continue
        new = _value(field, after[field], names)
        old = _value(field, (before or {}).get(field), names)
        if old != new:
            yield f"{word}: {new}" if old == NONE else f"{word}: {old} → {new}"


def _value(field: str, value: object, names: Mapping[str, Mapping[int, str]]) -> str:
    if value is None:
        return NONE
    if field in _MAPS and isinstance(value, int):
        return names.get(_MAPS[field], {}).get(value, f"number {value}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def became(dossier: Dossier) -> str:
    """In a report on a past day: what changed since."""
    then, now = dossier.commitment, dossier.now
    if now is None:
        return "its letter was withdrawn"
    changes = []
    if now.status is not then.status:
        outcome = f" as {now.outcome}" if now.outcome else ""
        changes.append(f"{now.status}{outcome} on {day(now.changed.date())}")
    if now.due != then.due:
        changes.append(f"its day became {day(now.due) if now.due else 'none'}")
    if now.condition_state is not then.condition_state:
        changes.append(f"its condition is {now.condition_state}")
    if now.owner != then.owner:
        changes.append(f"owner now {now.owner or 'nobody'}")
    return "; ".join(changes) or "nothing changed"
