"""How the outbox and its messages look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default as default_policy
from zoneinfo import ZoneInfo

from tracker.cli.output import say, table, wrap
from tracker.cli.render_history import history, moment
from tracker.model import Message
from tracker.service.naming import Names
from tracker.service.outbox import MessageView


def listing(found: Sequence[Message], zone: ZoneInfo) -> None:
    """The outbox."""
    if not found:
        say("No messages.")
    table(
        ("id", "kind", "state", "created", "to", "subject"),
        [
            (
                str(each.id),
                each.kind,
                each.state,
                moment(each.created, zone),
                each.to,
                each.subject,
            )
            for each in found
        ],
        flexible={4: 2, 5: 3},
    )
    for each in found:
        if each.reason:
            wrap(f"{each.state}: {each.reason}", indent="    ", first=f"{each.id:<4}")


def view(shown: MessageView, zone: ZoneInfo, names: Names) -> None:
    """One message as its reader gets it, in text."""
    message = shown.message
    say(
        f"Message {message.id}, {message.kind}: {message.state}{f' ({message.reason})' if message.reason else ''}"
    )
    say(f"  to         {message.to}")
    say(f"  subject    {message.subject}")
    say(f"  attempts   {message.attempts}")
    for slot in shown.slots:
        say(f"  covers     {slot.key}")
    say()
    for line in plain_text(shown.content).splitlines():
        say(f"  | {line}")
    say()
    history(shown.history, zone, names)


def plain_text(content: bytes) -> str:
    """The text part of a mail."""
    body = message_from_bytes(content, policy=default_policy).get_body(("plain",))
    return str(body.get_content()) if body else ""
