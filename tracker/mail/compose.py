"""What is due becomes a mail: subject, text and HTML, rendered once to the bytes that will be sent.

Subjects never hold words of letters. Neither do bodies where the settings say so or the letter is
confidential; of a confidential one they name the organisation, the day and where to look.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol

from tracker.config import MailSettings, OfficeSettings, Settings
from tracker.errors import ConfigError, UsageError
from tracker.followup.digests import AuditCheckpoint, DigestContent, Period, SectionKind, digest_slot
from tracker.followup.local_time import local_day, zone_named
from tracker.followup.reminders import PlannedReminder, Reason
from tracker.mail.render import clean, render, render_html
from tracker.mail.views import (
    ask_view,
    away_view,
    change_words,
    long_day,
    quoted,
    reminder_view,
    rest_command,
    section_view,
)
from tracker.model import Person, Role

QUOTED_HEADER = "X-Tracker-Quotes"
"""Ids of the letters whose words stand in the mail."""
CHECKPOINT_HEADER = "X-Tracker-Checkpoint"
"""How many events the audit record had, and the hash of the last: in mails to auditors."""
OVERDUE_HEADER = "X-Tracker-Overdue"
"""How many overdue ones a digest told of."""
_QUOTED = re.compile(rb"^X-Tracker-Quotes:((?:(?:\r\n)? \d+)+)\r$", re.MULTILINE)
"""Very many stand on several lines."""
_CHECKPOINT = re.compile(rb"^X-Tracker-Checkpoint: (\d+) ([0-9a-f]{64})\r$", re.MULTILINE)
_OVERDUE = re.compile(rb"^X-Tracker-Overdue: (\d+)\r$", re.MULTILINE)
MOST_CARDS = 5
"""More promises in one reminder stand in a table."""
LONGEST_THREAD = 10
"""References of one mail."""
LONGEST_LINE = 998
"""RFC 5322, section 2.1.1. Folding a List-Unsubscribe at 78 would break it."""

TALLIES = {
    SectionKind.OVERDUE: "overdue",
    SectionKind.REVIEW: "to review",
    SectionKind.SOON: "coming up",
    SectionKind.NEW: "new",
    SectionKind.PROPOSED: "to confirm",
    SectionKind.RESOLVED: "resolved",
    SectionKind.WAITING: "held up by us",
    SectionKind.DORMANT: "waiting for a condition",
    SectionKind.UNOWNED: "without an owner",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """An HTML file that travels with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered mail, ready for the outbox."""

    subject: str
    content: bytes
    """The whole mail, header and body, as it will be sent."""
    message_id: str
    """With its angle brackets."""
    to: str
    """The bare address."""
    text: str
    html: str
    """The two bodies, as they stand in `content`."""


def compose_reminder(
    reminders: Sequence[PlannedReminder], settings: Settings, now: datetime, *, turn: int = 0
) -> Mail:
    """One mail to one person about the commitments of one or more reminders of hers, at `now` (UTC).

    `turn` tells it from an earlier mail for the same slots, which was cancelled. Of very many, the first are shown.
    """
    person = reminders[0].person
    today = local_day(now, zone_named(person.zone))
    shown = reminders[: settings.digests.longest_list]
    commitments = [reminder.commitment for reminder in shown]
    quotes = settings.mail.quotes
    views = [reminder_view(each, today, settings.reminders.condition_every, quotes=quotes) for each in shown]
    values = {
        "person": person.name,
        "promises": views,
        "headline": _headline_of_many(reminders),
        "total": len(reminders),
        "more": len(reminders) - len(shown),
        "asks": sum(reminder.reason is Reason.CONDITION for reminder in reminders),
        "brief": len(reminders) > MOST_CARDS,
        "command": rest_command([reminder.commitment for reminder in reminders[len(shown) :]]),
        "stands_in": sorted({view.away for view in views if view.away}),
    }
    key = "|".join(f"{each.key} {each.commitment.added.isoformat()}" for each in reminders)
    return _mail(
        "reminder",
        _Envelope(person, _again(key, turn), now, quoted(commitments, (), quotes=quotes)),
        settings,
        values,
        threads=[f"c{each.id} {each.added.isoformat()}" for each in commitments],
    )


def _headline_of_many(reminders: Sequence[PlannedReminder]) -> str:
    """What several in one mail have in common."""
    many = f"{len(reminders)} promises"
    reasons = {reminder.reason for reminder in reminders}
    if reasons == {Reason.CONDITION}:
        return f"{many}: have their conditions come about?"
    if reasons == {Reason.ESCALATED}:
        return f"{many} overdue, escalated"
    return f"{many} need a look"


def compose_digest(
    content: DigestContent, period: Period, settings: Settings, now: datetime, *, turn: int = 0
) -> Mail:
    """One person's digest of `period`, at `now` (UTC); `turn` as in `compose_reminder`."""
    person = content.person
    quotes = settings.mail.quotes
    sections = [section_view(section, content, quotes=quotes) for section in content.sections]
    listed = [line.commitment for section in content.sections for line in section.lines]
    tallies = _tallies(content)
    values = {
        "person": content.reader.name,
        "away": away_view(person) if content.reader != person else None,
        "auditor": person.role is Role.AUDITOR,
        "sections": sections,
        "tallies": tallies,
        "summary": ", ".join(f"{number} {word}" for number, word in tallies) or "nothing due",
        "change": change_words(content.change) if content.change else None,
        "asks": [ask_view(ask, quotes=quotes) for ask in content.asks],
        "asks_total": content.asks_total,
        "asks_more": content.asks_total - len(content.asks),
        "undelivered": content.undelivered,
        "checkpoint": content.checkpoint,
        "day": long_day(content.today),
        "since": long_day(local_day(content.since, zone_named(person.zone))),
        "late": long_day(period.day) if period.late else None,
    }
    envelope = _Envelope(
        content.reader,
        _again(digest_slot(person, period).key, turn),
        now,
        quoted(listed, content.asks, quotes=quotes),
        overdue=content.total(SectionKind.OVERDUE),
        checkpoint=content.checkpoint,
    )
    return _mail("digest", envelope, settings, values, threads=())


@dataclass(frozen=True, slots=True)
class OverdueReport:
    """The monthly report, as far as its mail tells of it."""

    slot: str
    """Key of the slot that it fills."""
    day: date
    overdue: int
    for_review: int
    organisations: int
    checkpoint: AuditCheckpoint
    letters: tuple[int, ...]
    """Ids of the letters whose words stand in the file."""
    content: bytes
    """An HTML file."""


def compose_report(
    report: OverdueReport, person: Person, reader: Person, settings: Settings, now: datetime, *, turn: int = 0
) -> Mail:
    """The report of `person` to whoever reads her mail, as an attachment, at `now` (UTC); `turn` as in `compose_reminder`."""
    file = Attachment(f"overdue-{report.day}.html", report.content)
    values = {
        "person": reader.name,
        "away": person.name if reader != person else None,
        "month": f"{report.day:%B %Y}",
        "day": long_day(report.day),
        "file": file.name,
        "overdue": report.overdue,
        "for_review": report.for_review,
        "organisations": report.organisations,
        "words": settings.mail.quotes,
        "count": report.checkpoint.count,
        "head": report.checkpoint.head,
    }
    envelope = _Envelope(reader, _again(report.slot, turn), now, report.letters, checkpoint=report.checkpoint)
    return _mail("report", envelope, settings, values, threads=(), attachment=file)


def compose_test(to: str, settings: Settings, now: datetime) -> Mail:
    """A mail that shows that mail arrives, at `now` (UTC)."""
    envelope = _Envelope(_Nobody(to), f"test/{to}/{now.isoformat()}", now, ())
    return _mail("test", envelope, settings, {"at": f"{now:%Y-%m-%d %H:%M} UTC"}, threads=())


def quoted_letters(content: bytes) -> frozenset[int]:
    """Ids of the letters whose words stand in these bytes, as composed here."""
    listed = _QUOTED.search(_head(content))
    return frozenset(int(number) for number in listed[1].split()) if listed else frozenset()


def told_overdue(content: bytes) -> int | None:
    """How many overdue ones the digest in these bytes told of; None where they are no digest of ours."""
    told = _OVERDUE.search(_head(content))
    return int(told[1]) if told else None


def told_checkpoint(content: bytes) -> AuditCheckpoint | None:
    """Where the audit record stood, as the mail to an auditor in these bytes tells; None in any other mail."""
    told = _CHECKPOINT.search(_head(content))
    return AuditCheckpoint(int(told[1]), told[2].decode()) if told else None


def _head(content: bytes) -> bytes:
    """The headers of a mail as composed here."""
    return content.partition(b"\r\n\r\n")[0] + b"\r\n"


def sender_address(settings: MailSettings, office: OfficeSettings) -> Address:
    """Who mail comes from; `addr_spec` of it is the envelope's sender. Raises ConfigError."""
    name, address = parseaddr(settings.sender)
    try:
        return _address(name or office.name, address)
    except UsageError as error:
        raise ConfigError(f"mail.from: {clean(settings.sender)!r} is no mail address.") from error


class _Addressee(Protocol):
    """Whom a mail goes to."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Nobody:
    """An address without a person."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Envelope:
    """To whom, as what, when."""

    to: _Addressee
    key: str
    """The slot keys that the mail covers, and what tells one store's from another's."""
    now: datetime
    letters: tuple[int, ...]
    """Those whose words stand in it."""
    overdue: int | None = None
    """How many overdue ones a digest tells of, for the next one to compare."""
    checkpoint: AuditCheckpoint | None = None
    """Where the audit record stands, in mails to auditors."""

    @property
    def identity(self) -> str:
        """What the Message-ID is made from.

        A mail that was cancelled and composed anew, as the address or what may be quoted changed, is another.
        """
        return f"{self.key} to {self.to.email} from {self.letters}"


def _mail(
    kind: str,
    envelope: _Envelope,
    settings: Settings,
    values: dict[str, Any],
    *,
    threads: Sequence[str],
    attachment: Attachment | None = None,
) -> Mail:
    sender = sender_address(settings.mail, settings.office)
    to = _address(envelope.to.name, envelope.to.email)
    shown = {**values, "office": settings.office.name, "sender": sender.addr_spec}
    subject = clean(render(f"{kind}/subject.txt", shown))
    text = render(f"{kind}/body.txt", shown)
    html = render_html(f"{kind}/body.html", {**shown, "subject": subject})
    message_id = _message_id(envelope.identity, sender.domain)
    ascii_only = sender.addr_spec.isascii() and to.addr_spec.isascii()
    message = EmailMessage((SMTP if ascii_only else SMTPUTF8).clone(max_line_length=LONGEST_LINE))
    message["Subject"] = subject
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(envelope.now)
    message["Message-ID"] = message_id
    if threads:
        message["References"] = " ".join(
            _message_id(f"thread/{each}", sender.domain) for each in threads[:LONGEST_THREAD]
        )
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Unsubscribe"] = f"<mailto:{sender.addr_spec}?subject=unsubscribe>"
    if envelope.checkpoint is not None:
        message[CHECKPOINT_HEADER] = f"{envelope.checkpoint.count} {clean(envelope.checkpoint.head)}"
    if envelope.letters:
        message[QUOTED_HEADER] = " ".join(map(str, envelope.letters))
    if envelope.overdue is not None:
        message[OVERDUE_HEADER] = str(envelope.overdue)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    boundary = f"=_{message_id[1:33]}"  # a random one would make equal mails differ
    message.set_boundary(boundary)
    if attachment is not None:
        message.add_attachment(
            attachment.content,
            maintype="text",
            subtype="html",
            filename=attachment.name,
            params={"charset": "utf-8"},
        )
        message.set_boundary(f"{boundary}_file")
    return Mail(subject, message.as_bytes(), message_id, to.addr_spec, text, html)


def _again(key: str, turn: int) -> str:
    return f"{key} turn {turn}" if turn else key


def _tallies(content: DigestContent) -> list[tuple[int, str]]:
    """Such as (2, "overdue"), (1, "coming up"): what there is, in the digest's order."""
    counts = [(content.total(kind), word) for kind, word in TALLIES.items()]
    counts += [
        (content.asks_total, "waiting for us"),
        (content.undelivered, "mail undelivered" if content.undelivered == 1 else "mails undelivered"),
    ]
    return [(number, word) for number, word in counts if number]


def _address(name: str, address: str) -> Address:
    """A header value that no name can add a recipient to. Raises UsageError."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or clean(address) != address or set(address) & set(' ,;<>()[]"\\'):
        raise UsageError(f"{clean(address)!r} is no mail address; give it as name@host.example.")
    return Address(clean(name), local, domain)


def _message_id(identity: str, domain: str) -> str:
    return f"<{hashlib.sha256(identity.encode()).hexdigest()[:40]}@{domain}>"
