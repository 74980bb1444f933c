"""Letters that come in by themselves: from a watched folder and from a mailbox.

One letter after the other, each stored before it is moved or marked, so that whatever stops the work loses none:
what was stored already is known by its bytes and only moved or marked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from tracker.errors import TrackerError, UnreadableError
from tracker.letters import LetterText, Readers
from tracker.letters.bounces import LONGEST_REPORT, read_bounce
from tracker.letters.cleaning import clean
from tracker.letters.folder import DONE, FAILED, Sight, load, put_away, whole_files
from tracker.letters.formats import MAIL_HEADERS
from tracker.letters.lettertext import MEBIBYTE
from tracker.letters.mailbox import Envelope, Mailbox
from tracker.model import LetterState
from tracker.service import bounces, letters
from tracker.service.letters import Arrival, Given, letters_in
from tracker.service.names import readable
from tracker.service.reading import Reading
from tracker.store import letters as queries
from tracker.store import mailboxes
from tracker.store.unit import Act, reading

_MAIL = "message/rfc822"


@dataclass(frozen=True, slots=True)
class Desk:
    """What taking letters in works with."""

    engine: Engine
    act: Callable[[], Act]
    readers: Readers
    how: Reading
    default_owner: str | None
    zone: ZoneInfo
    """Of the office, whose day a letter's arrival is told in."""
    batch: int
    """How many files or mails one run takes at most."""

    def today(self) -> dt.date:
        """The day at the office."""
        return self.act().at.astimezone(self.zone).date()


@dataclass(slots=True)
class Intake:
    """What one run took in; it is filled while the run goes on."""

    added: int = 0
    """Letters stored."""
    known: int = 0
    """Files and mails all of whose letters were here before."""
    left: int = 0
    """Files or mails that wait for the next run."""
    notes: list[str] = field(default_factory=list)
    """What a person should know, without words of any letter."""
    failed: int = 0
    """How many files could not be taken or moved; each has its note."""
    stopped: TrackerError | None = None
    """What ended the run before its end: nothing is lost, the next run goes on there."""


def take_folder(desk: Desk, folder: Path, pause: Callable[[], None]) -> Intake:
    """Store the letters of the folder, and move their files to done/ or, with the reason beside it, failed/.

    A file that changes during `pause` is left for later.
    """
    taken = Intake()
    try:
        whole = whole_files(folder, pause)
        taken.left = len(whole[desk.batch :])
        for sight in whole[: desk.batch]:
            _take_file(desk, sight, taken)
    except TrackerError as error:
        taken.stopped = error
    return taken


def take_mailbox(desk: Desk, mailbox: Mailbox, known_senders: Collection[str]) -> Intake:
    """Store the mails that came since the last run, and the letters attached to them.

    A mail is marked as read once it is stored. Promises of senders that are not known are only proposed.
    Reports of delivery are no letters: they stay as they are.
    """
    taken = Intake()
    try:
        new = new_mails(desk.engine, mailbox, desk.batch)
        taken.left = len(new[desk.batch :])
        for uid in new[: desk.batch]:
            _take_mail(desk, mailbox, uid, known_senders, taken)
            mark = mailboxes.Mark(mailbox.uid_validity, uid)
            mailboxes.move_mark(desk.engine, mailbox.url, mark)
    except TrackerError as error:
        taken.stopped = error
    return taken


def new_mails(engine: Engine, mailbox: Mailbox, enough: int) -> list[int]:
    """UIDs of the mails that no run has dealt with, oldest first: all, or more than `enough`."""
    with reading(engine) as connection:
        mark = mailboxes.mark_of(connection, mailbox.url)
    last = mark.last_uid if mark and mark.uid_validity == mailbox.uid_validity else 0
    return mailbox.uids_after(last, enough + 1)


def is_known(sender: str | None, known_senders: Collection[str]) -> bool:
    """Whether the config names this address, or its domain."""
    if sender is None:
        return False
    address = sender.casefold()
    return not {address, address.rpartition("@")[2]}.isdisjoint(known.casefold() for known in known_senders)


def _take_file(desk: Desk, sight: Sight, taken: Intake) -> None:
    name = _shown(sight.path.name)
    try:
        content = load(sight, desk.readers.limits.size + 1)
        if content is None:
            taken.left += 1
            return
        text = _read(desk, content, name)
    except UnreadableError as error:
        reason = f"{name}: {_without(name, error)}"
        taken.failed += 1
        taken.notes.append(reason)
        put_away(sight, FAILED, reason)
        return
    source = f"{_shown(sight.path.parent)}/{name}"
    whole = Arrival(content, source, text, desk.today())
    _count(taken, name, _add_all(desk, list(letters_in(whole)), desk.how))
    put_away(sight, DONE)


def _take_mail(desk: Desk, mailbox: Mailbox, uid: int, known_senders: Collection[str], taken: Intake) -> None:
    name = f"mail {uid}"
    try:
        envelope = mailbox.envelope(uid)
    except UnreadableError as error:
        where = mailbox.url_of(uid)
        _count(taken, name, [_add(desk, _unfetched(where.encode(), where, desk.today(), error), desk.how)])
        return
    if envelope is None:
        return
    if envelope.report:
        _take_report(desk, mailbox, envelope, taken)
        return
    arrival = _arrival(desk, mailbox, envelope)
    if arrival is None:
        return
    how = desk.how if is_known(envelope.sender, known_senders) else replace(desk.how, propose_below=math.inf)
    new = [each for each in letters_in(arrival) if not _was_here(desk.engine, each, envelope.message_id)]
    _count(taken, name, _add_all(desk, new, how))
    if arrival.text.media_type != MAIL_HEADERS:
        mailbox.mark_seen(uid)


def _take_report(desk: Desk, mailbox: Mailbox, envelope: Envelope, taken: Intake) -> None:
    """Mark the message of ours that came back; any other report is left to people."""
    name = f"mail {envelope.uid}"
    content = mailbox.content(envelope.uid, LONGEST_REPORT)
    bounce = read_bounce(content) if content is not None else None
    message = bounces.record(desk.engine, desk.act(), bounce) if bounce else None
    if message is None:
        taken.notes.append(f"{name}: tells what became of another mail; it is no letter and stays unread")
        return
    taken.notes.append(f"{name}: message {message.id} came back; see: tracker outbox show {message.id}")
    mailbox.mark_seen(envelope.uid)


def _arrival(desk: Desk, mailbox: Mailbox, envelope: Envelope) -> Arrival | None:
    """The mail as it came in, or what is known of one that cannot be fetched; None where it is gone."""
    limit = desk.readers.limits.size
    source = " ".join(filter(None, (mailbox.url_of(envelope.uid), envelope.message_id)))
    received = envelope.arrived.astimezone(desk.zone).date()
    try:
        content = _content(mailbox, envelope, limit)
    except UnreadableError as error:
        return _unfetched(envelope.header, source, received, error)
    if content is None:
        return None
    try:
        text = _read(desk, content, source)
    except UnreadableError as error:
        text = LetterText("", _MAIL, unread_reason=f"The mail {_without(source, error)}")
    return Arrival(content, source, text, received, received_known=True)


def _content(mailbox: Mailbox, envelope: Envelope, limit: int) -> bytes | None:
    """Its bytes; None where it is gone. Raises UnreadableError where they are too many, or cannot be had."""
    # The size that a server tells beforehand may be an estimate.
    content = mailbox.content(envelope.uid, limit + 1) if envelope.size <= limit else b""
    if envelope.size > limit or (content is not None and len(content) > limit):
        raise UnreadableError(
            f"The mail is larger than {limit / MEBIBYTE:g} MiB; open it in a mail program, and add the letter in it."
        )
    return content


def _unfetched(header: bytes, source: str, received: dt.date, why: UnreadableError) -> Arrival:
    """Stands for a mail that stays on the server: a person must look at it there."""
    text = LetterText("", MAIL_HEADERS, unread_reason=str(why))
    return Arrival(header, source, text, received, received_known=True)


def _was_here(engine: Engine, arrival: Arrival, message_id: str | None) -> bool:
    """Whether a mail, or a letter in one, was ever stored: one that was withdrawn is not to come back."""
    text = arrival.text.text
    with reading(engine) as connection:
        if queries.was_stored(connection, hashlib.sha256(arrival.content).hexdigest()):
            return True
        if message_id is None or not text or not arrival.source.endswith(f" {message_id}"):
            return False
        return queries.has_mail(connection, message_id, hashlib.sha256(text.encode()).hexdigest())


def _read(desk: Desk, content: bytes, name: str) -> LetterText:
    """Its text; a defect of ours makes it unread instead of keeping all others waiting.

    Raises UnreadableError for what is no letter.
    """
    try:
        return desk.readers.read(content, name)
    except TrackerError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        return LetterText("", "application/octet-stream", unread_reason=_defect(error))


def _add_all(desk: Desk, arrivals: list[Arrival], how: Reading) -> list[letters.Added]:
    """Store a document and what came in it; one by one where a defect of ours concerns one of them."""
    try:
        return letters.add_all(desk.engine, desk.act(), arrivals, Given(), how, desk.default_owner)
    except TrackerError:
        raise
    except Exception:  # noqa: BLE001 - as in _read
        return [_add(desk, each, how) for each in arrivals]


def _add(desk: Desk, arrival: Arrival, how: Reading) -> letters.Added:
    """Store it; unread, where its promises cannot be read for a defect of ours."""
    given = Given()
    try:
        return letters.add(desk.engine, desk.act(), arrival, given, how, desk.default_owner)
    except TrackerError:
        raise
    except Exception as error:  # noqa: BLE001 - as in _read
        unread = replace(arrival, text=LetterText("", arrival.text.media_type, unread_reason=_defect(error)))
        return letters.add(desk.engine, desk.act(), unread, given, how, desk.default_owner)


def _defect(error: Exception) -> str:
    return f"A defect in the program stopped the reading ({type(error).__name__}); a person must read it."


def _count(taken: Intake, name: str, letters_in: list[letters.Added]) -> None:
    new = [each.letter for each in letters_in if not each.already]
    taken.added += len(new)
    taken.known += not new
    taken.notes += [
        f"{name}: letter {letter.id} is unread: {letter.unread_reason}"
        for letter in new
        if letter.state is LetterState.UNREAD
    ]
    taken.notes += [
        f"{name}: letter {each.letter.id} came with {', '.join(each.left_out)}, which is not read"
        for each in letters_in
        if each.left_out and not each.already
    ]


def _shown(path: Path | str) -> str:
    """A name from the file system on one line, without characters that nobody sees."""
    return " ".join(clean(readable(path)).split())


def _without(name: str, error: UnreadableError) -> str:
    return str(error).removeprefix(f"{name}: ")
