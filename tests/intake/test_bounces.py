"""Mail that came back: known by a word that only its readers could repeat, told to people, nobody struck off."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from jobs import find_job
from tests.intake.conftest import Box, Office
from tests.intake.mails import letter, mail
from tracker.letters.bounces import LONGEST_REPORT, read_bounce
from tracker.model import Message, MessageState, Role
from tracker.service import health, outbox, people
from tracker.service.people import NewPerson

HEADERS = "text/rfc822-headers"


def report(returned: bytes, *, action: str = "failed", media: str = "message/rfc822") -> bytes:
    """What a mail server writes about a mail that it was handed."""
    head = (
        "From: MAILER-DAEMON@mx.office.example\r\nTo: tracker@office.example\r\nSubject: Undelivered\r\n"
        "Message-ID: <report@mx.office.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.office.example\r\n\r\n"
        f"Final-Recipient: rfc822; ana@office.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1\r\n no such person here\r\n\r\n"
        f"--b\r\nContent-Type: {media}\r\n\r\nReceived: from desk.office.example\r\n"
    )
    return head.encode() + returned + b"\r\n--b--\r\n"


@pytest.fixture
def sent(mail_office: Office, box: Box) -> bytes:
    """A reminder that went out, as a server would return it."""
    engine, act = mail_office.app.engine, mail_office.app.act()
    people.add(engine, act, NewPerson("Ana", "ana@office.example", Role.STAFF, "UTC", "none"))
    people.add(engine, act, NewPerson("Kim", "kim@office.example", Role.ADMIN, "UTC", "daily 08:00"))
    path = mail_office.home.parent / "letter.txt"
    path.write_text(letter("We will publish the water report by 8 June 2026."))
    from tracker.service.letters import Given

    mail_office.app.add(path, Given(owner="Ana"))
    for name in ("reminders", "delivery"):
        find_job(name).run(mail_office.app)
    (file,) = mail_office.app.place.mail_folder.glob("*.eml")
    return file.read_bytes()


def _message(office: Office) -> Message:
    return outbox.listing(office.app.engine)[-1]


def _says(office: Office) -> str:
    app = office.app
    return health.mail_queue(app.engine, app.settings, app.clock()).sentence


@pytest.mark.parametrize("media", ["message/rfc822", HEADERS])
def test_a_bounce_is_marked_and_told(mail_office: Office, box: Box, sent: bytes, media: str) -> None:
    returned = sent if media != HEADERS else sent.partition(b"\r\n\r\n")[0]
    box.deliver(report(returned, media=media), mail(number=2))
    told = mail_office.take_in()
    message = _message(mail_office)
    assert message.bounced == mail_office.now
    assert message.state is MessageState.SENT
    assert message.reason == "came back: 5.1.1 smtp; 550 5.1.1 no such person here"
    assert f"mail 1: message {message.id} came back; see: tracker outbox show {message.id}" in told.lines
    assert box.seen() == [1, 2]
    assert _says(mail_office) == "1 message failed or came back; see: tracker outbox --undelivered"
    assert outbox.undelivered(mail_office.app.engine) == [message]
    actions = [event.action for event in outbox.view(mail_office.app.engine, message.id).history]
    assert actions[-1] == "message.bounced"


def test_admins_are_told_in_their_digest(mail_office: Office, box: Box, sent: bytes) -> None:
    box.deliver(report(sent))
    mail_office.take_in()
    mail_office.now += timedelta(days=1)
    find_job("digests").run(mail_office.app)
    digest = outbox.view(mail_office.app.engine, outbox.listing(mail_office.app.engine)[0].id)
    assert digest.message.to == "kim@office.example"
    assert b"MAIL THAT DID NOT ARRIVE (1)" in digest.content
    assert b"tracker outbox --undelivered" in digest.content


def test_nobody_is_silenced(mail_office: Office, box: Box, sent: bytes) -> None:
    """Reports can be forged: the next reminder goes out all the same."""
    box.deliver(report(sent))
    mail_office.take_in()
    mail_office.now += timedelta(days=7)
    for name in ("reminders", "delivery"):
        find_job(name).run(mail_office.app)
    to_ana = [each for each in outbox.listing(mail_office.app.engine) if each.to == "ana@office.example"]
    assert [each.state for each in to_ana] == [MessageState.SENT, MessageState.SENT]
    assert [bool(each.bounced) for each in to_ana] == [False, True]


def test_one_that_came_back_can_be_sent_again(mail_office: Office, box: Box, sent: bytes) -> None:
    box.deliver(report(sent))
    mail_office.take_in()
    message = _message(mail_office)
    outbox.retry(mail_office.app.engine, mail_office.app.act(), message.id)
    waiting = _message(mail_office)
    assert (waiting.state, waiting.bounced, waiting.reason) == (MessageState.QUEUED, None, None)
    assert outbox.undelivered(mail_office.app.engine) == []


def test_it_is_told_of_for_two_weeks(mail_office: Office, box: Box, sent: bytes) -> None:
    box.deliver(report(sent))
    mail_office.take_in()
    mail_office.now += timedelta(days=13)
    assert "came back" in _says(mail_office)
    mail_office.now += timedelta(days=2)
    assert "came back" not in _says(mail_office)


def _with_another_token(sent: bytes) -> bytes:
    line = next(line for line in sent.splitlines() if line.startswith(b"X-Tracker-Token: "))
    return sent.replace(line, b"X-Tracker-Token: " + b"0" * 32)


@pytest.mark.parametrize(
    "forge",
    [
        lambda sent: report(_with_another_token(sent)),
        lambda sent: report(sent.split(b"\r\n", 1)[1]),  # without the token
        lambda sent: report(sent.replace(b"Message-ID: <", b"Message-ID: <another")),
        lambda sent: report(sent, action="delayed"),
        lambda sent: report(sent, action="delivered"),
        lambda sent: report(b"x" * LONGEST_REPORT + b"\r\n" + sent),
    ],
    ids=["another token", "no token", "another mail", "delayed", "delivered", "too late in the report"],
)
def test_other_reports_are_left_to_people(mail_office: Office, box: Box, sent: bytes, forge: object) -> None:
    assert callable(forge)
    assert sent.startswith(b"X-Tracker-Token: ")
    box.deliver(forge(sent))
    told = mail_office.take_in()
    assert _message(mail_office).bounced is None
    assert box.unseen() == [1]
    assert "mail 1: tells what became of another mail; it is no letter and stays unread" in told.lines
    assert "came back" not in _says(mail_office)


def test_each_mail_has_a_token_of_its_own(mail_office: Office, sent: bytes) -> None:
    mail_office.now += timedelta(days=7)
    for name in ("reminders", "delivery"):
        find_job(name).run(mail_office.app)
    folder: Path = mail_office.app.place.mail_folder
    tokens = {path.read_bytes().split(b"\r\n", 1)[0] for path in folder.glob("*.eml")}
    assert len(tokens) == len(list(folder.glob("*.eml"))) > 1


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\0" * 5000,
        b"Action: failed\r\n" * 50_000,
        b"Action: failed\r\nX-Tracker-Token: " + b"a" * 100_000,
        b"Action: failed\r\nX-Tracker-Token:\r\n" + b" \r\n" * 80_000,
    ],
    ids=["empty", "zeros", "many", "long", "folded"],
)
def test_reports_of_strangers_are_read_quickly(hostile: bytes) -> None:
    assert read_bounce(hostile) is None


def test_what_a_report_says_is_one_clean_line() -> None:
    words = (
        b"X-Tracker-Token: "
        + b"0" * 32
        + b"\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; \x1b]8;;x\x07"
    )
    bounce = read_bounce(words + b"y" * 500 + b"\r\nMessage-ID: <a@b.example>\r\n")
    assert bounce is not None
    assert bounce.reason.isprintable()
    assert len(bounce.reason) == 200
    assert bounce.message_ids == {"<a@b.example>"}
