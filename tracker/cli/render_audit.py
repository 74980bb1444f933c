"""How audit events look in a terminal, and their JSON shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from tracker.cli.output import cut, note, say, wrap
from tracker.cli.render_history import moment
from tracker.model import Event, Mailing
from tracker.reports.words import fate, without_addresses
from tracker.service.proof import Log

_NAMED = {
    "organisation_id": "organisations",
    "merged_into": "organisations",
    "owner_id": "people",
    "person_id": "people",
    "lead_id": "people",
    "cover_id": "people",
    "case_id": "cases",
}
_UNSAID = {
    "version", "changed", "deadline_version", "lease_owner", "lease_until", "next_attempt", "content_hash", "text_hash",
}  # fmt: skip
"""Columns that change with every change, or tell a reader nothing; the JSON shape has them."""
_LABELS = {"message_id": "Message-ID", **{name: name.removesuffix("_id") for name in _NAMED}}
LONGEST = 160


def log(found: Log, zone: ZoneInfo) -> None:
    """The events, oldest first, in the office's time."""
    if not found.events:
        say("No events fit.")
    for event in found.events:
        _event(event, found.names, zone)
    if found.more:
        note("There are earlier ones; show them with --all, or name days with --since and --until.")


def mails(found: Sequence[Mailing], number: int, zone: ZoneInfo) -> None:
    """The mails about one commitment, oldest first, in the office's time."""
    say(f"Mails about commitment {number}: {len(found)} (times in {zone.key})")
    for mail in found:
        sent = f", sent {moment(mail.sent, zone)}" if mail.sent else ""
        wrap(
            f"to {mail.reader}, composed {moment(mail.created, zone)}{sent}",
            indent=" " * 9,
            first=f"{mail.message_id:>7}  ",
        )
        for sentence in (
            without_addresses(mail.reply or ""),
            "" if mail.sent and not mail.bounced else fate(mail, zone),
        ):
            if sentence:
                wrap(sentence, indent=" " * 9)
    if found:
        note("Read one as it went out with: tracker outbox show NUMBER")


EVENT = (
    "seq", "batch", "at", "actor", "login", "action", "table", "row", "before", "after", "note", "hash",
)  # fmt: skip
"""The columns of such rows, in their order."""


def event_shape(event: Event) -> dict[str, Any]:
    """What `tracker audit log --json` prints of one event, and `--csv`."""
    return {
        "seq": event.seq,
        "batch": event.batch,
        "at": event.at,
        "actor": event.actor,
        "login": event.login,
        "action": event.action,
        "table": event.change.table,
        "row": event.change.row_id,
        "before": event.change.before,
        "after": event.change.after,
        "note": event.note,
        "hash": event.hash,
    }


def _event(event: Event, names: Mapping[str, Mapping[int, str]], zone: ZoneInfo) -> None:
    at = event.at.astimezone(zone)
    who = event.actor if event.actor == event.login else f"{event.actor} (login {event.login})"
    change = event.change
    reason = f": {event.note}" if event.note else ""
    wrap(
        f"{at:%d %b %Y %H:%M:%S %Z}, {who}: {event.action}, {change.table} {change.row_id}{reason}",
        indent=" " * 9,
        first=f"{event.seq:>7}  ",
    )
    after = change.after or {}
    for column in after:
        if column in _UNSAID or (change.before is None and after[column] in {None, False}):
            continue
        new = _shown(column, after[column], names)
        old = "" if change.before is None else f"{_shown(column, change.before.get(column), names)} → "
        wrap(f"{_LABELS.get(column, column)}: {old}{new}", indent=" " * 13, first=" " * 11)


def _shown(column: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    if value is None:
        return "none"
    table = _NAMED.get(column)
    return cut(str(names[table].get(value, value) if table else value), LONGEST)
