"""Letters from a mailbox on a real server."""

from __future__ import annotations

import signal
import ssl
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from jobs.intake import check_mailbox
from tests.cli.driver import Tracker
from tests.intake.conftest import MONDAY, PASSWORD, Box, MailServer, Office
from tests.intake.mails import OTHER, PROMISE, bounce, letter, mail
from tracker.config import MailboxSettings, read_settings
from tracker.errors import ConfigError, LoginRefusedError, UnavailableError
from tracker.extraction import extract
from tracker.letters import Limits, Readers
from tracker.letters.mailbox import _message_id, _sender, open_mailbox
from tracker.model import Extraction, LetterState, Status
from tracker.service import intake, letters

DIES = Path(__file__).with_name("dies.py")


def quotes(office: Office) -> list[str]:
    return [commitment.quote for entry in office.letters for commitment in office.view(entry).commitments]


def test_a_new_mail_becomes_a_letter_with_its_promises(mail_office: Office, box: Box) -> None:
    box.deliver(mail(), arrived=datetime(2026, 5, 30, 23, 30, tzinfo=UTC))
    report = mail_office.take_in()
    assert report.lines == ("1 letters taken in",)
    (stored,) = mail_office.letters
    assert stored.source.startswith(
        f"imap://{box.user}@127.0.0.1:{box.server.plain_port}/Letters;UIDVALIDITY="
    )
    assert stored.source.endswith("/;UID=1 <1@mail.brightwater.example>")
    assert stored.received == date(2026, 5, 30)
    (commitment,) = mail_office.view(stored).commitments
    assert commitment.quote in PROMISE
    assert commitment.status is Status.OPEN
    assert box.seen() == [1]


def test_what_was_taken_is_not_taken_again(mail_office: Office, box: Box) -> None:
    box.deliver(mail())
    mail_office.take_in()
    assert mail_office.take_in().lines == ("0 letters taken in",)
    box.deliver(mail(OTHER, number=2))
    assert mail_office.take_in().lines == ("1 letters taken in",)
    assert len(mail_office.letters) == len(quotes(mail_office)) == 2


def test_it_goes_on_by_uid_whatever_people_read_meanwhile(mail_office: Office, box: Box) -> None:
    box.deliver(mail())
    mail_office.take_in()
    box.deliver(mail(OTHER, number=2))
    with box.open() as client:
        client.add_flags([2], [rb"\Seen"])
        client.remove_flags([1], [rb"\Seen"])
    assert mail_office.take_in().lines == ("1 letters taken in",)
    assert len(mail_office.letters) == 2


def test_both_databases_remember_the_place(store_url: str, tmp_path: Path, box: Box) -> None:
    office = Office(tmp_path / "home", database_url=store_url)
    office.read_mail(box.settings, batch=2)
    box.deliver(*(mail(number=number) for number in range(1, 6)))
    assert office.take_in().lines == ("2 letters taken in", "3 wait for the next run")
    office.close()  # the next run is another process's
    assert office.take_in().lines == ("2 letters taken in", "1 wait for the next run")
    office.close()
    assert office.take_in().lines == ("1 letters taken in",)
    assert [entry.source.rpartition("UID=")[2][0] for entry in office.letters] == list("12345")
    office.close()


@pytest.mark.parametrize("moment", ["mark_seen", "move_mark"])
def test_killed_between_storing_and_marking_nothing_is_lost_or_doubled(
    mail_office: Office, box: Box, moment: str
) -> None:
    box.deliver(mail(attached={"offer.txt": letter(OTHER).encode()}), mail(OTHER, number=2))
    arguments = [str(mail_office.home), str(box.server.plain_port), box.user, moment]
    died = subprocess.run([sys.executable, DIES, *arguments], check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    assert len(mail_office.letters) == 2
    mail_office.take_in()
    assert len(mail_office.letters) == len(quotes(mail_office)) == 3
    assert box.seen() == [1, 2]
    assert mail_office.take_in().lines == ("0 letters taken in",)


def test_a_bad_mail_becomes_an_unread_letter_and_the_rest_goes_on(mail_office: Office, box: Box) -> None:
    bad = b"Message-ID: <2@x.example>\r\nFrom: a@b.example\r\n\r\n" + bytes(range(1, 9)) * 400
    box.deliver(mail(), bad, mail(OTHER, number=3))
    report = mail_office.take_in()
    assert report.lines[0] == "3 letters taken in"
    assert report.lines[1].startswith("mail 2: letter 2 is unread: The mail is binary data")
    assert [entry.state for entry in mail_office.letters] == [
        LetterState.READ,
        LetterState.UNREAD,
        LetterState.READ,
    ]
    assert box.seen() == [1, 2, 3]
    assert mail_office.take_in().lines == ("0 letters taken in",)


def test_hostile_mails_are_all_accounted_for(mail_office: Office, box: Box) -> None:
    depth = 2000
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        for level in range(depth)
    )
    long_subject = mail(number=2).replace(b"Subject: Your letter", b"Subject: " + b"=?utf-8?q?a?= " * 28_000)
    box.deliver(
        b"Message-ID: <1@x.example>\r\nMIME-Version: 1.0\r\n"
        + nested
        + b"Content-Type: text/plain\r\n\r\nend",
        long_subject,
        mail("(" * 2000 + "We will" + ")" * 2000, number=3),
        mail("\u202eWe will \u200bpublish\u202c.", number=4, attached={"\x1b]0;x\x07../..": b"\xff\xfe\x00"}),
        b"\r\n",
        b"From:\r\n" * 5000 + b"\r\nWe will.",
        mail(number=7),
    )
    report = mail_office.take_in()
    assert report.failed == 0
    uids = {entry.source.partition("UID=")[2].partition(" ")[0] for entry in mail_office.letters}
    assert uids == set("1234567")
    assert box.seen() == [1, 2, 3, 4, 5, 6, 7]
    assert PROMISE.rstrip(".") in " ".join(quotes(mail_office))


def test_a_mail_that_the_server_cannot_give_is_recorded_and_the_rest_goes_on(
    mail_office: Office, box: Box
) -> None:
    box.deliver(mail(), mail(OTHER, number=2))
    first = min(box.files(), key=lambda path: int(path.name.partition("M")[2].partition("P")[0]))
    first.chmod(0)
    report = mail_office.take_in()
    assert report.lines == (
        "2 letters taken in",
        (
            "mail 1: letter 1 is unread: The mail server cannot give this mail; look at it in a mail program, "
            "and add the letter in it."
        ),
    )
    bad, good = mail_office.letters
    assert bad.source.endswith("/;UID=1")
    assert mail_office.view(good).commitments
    assert box.seen() == [2]
    assert mail_office.take_in().lines == ("0 letters taken in",)


def test_a_large_mailbox_is_searched_in_steps(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.deliver(*(mail(number=number) for number in range(1, 8)))
    with box.open() as client:
        client.delete_messages([2, 3, 4])
        client.expunge()
    monkeypatch.setattr("tracker.letters.mailbox._LONGEST_SEARCH", 2)
    with open_mailbox(box.settings, PASSWORD) as mailbox:
        assert mailbox.uids_after(0, 100) == [1, 5, 6, 7]
        assert mailbox.uids_after(1, 1) == [5]
        assert mailbox.uids_after(7, 100) == []


def test_a_defect_in_the_reading_makes_one_letter_unread(
    mail_office: Office, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_on_the_second(text: str, *arguments: Any, **options: Any) -> Extraction:
        if "pipeline" in text:
            raise ZeroDivisionError("words of the letter")
        return extract(text, *arguments, **options)

    monkeypatch.setattr("tracker.service.reading.extract", fails_on_the_second)
    box.deliver(mail(), mail(OTHER, number=2), mail(number=3))
    report = mail_office.take_in()
    assert report.lines == (
        "3 letters taken in",
        (
            "mail 2: letter 2 is unread: A defect in the program stopped the reading (ZeroDivisionError); "
            "a person must read it."
        ),
    )
    assert len(quotes(mail_office)) == 2


def test_another_uidvalidity_doubles_nothing(mail_office: Office, box: Box) -> None:
    box.deliver(mail(), mail(OTHER, number=2))
    mail_office.take_in()
    box.begin_anew()
    # The first took another way this time, so that its bytes differ; a new one has come.
    box.deliver(
        b"Received: from mx.other.example\r\n" + mail(), mail(OTHER, number=2), mail("Soon.", number=3)
    )
    assert mail_office.take_in().lines == ("1 letters taken in", "2 were here before")
    assert len(mail_office.letters) == 3
    assert box.seen() == [1, 2, 3]
    assert mail_office.take_in().lines == ("0 letters taken in",)


def test_another_mail_under_a_used_message_id_is_taken(mail_office: Office, box: Box) -> None:
    box.deliver(mail(), mail(OTHER))
    mail_office.take_in()
    assert len(mail_office.letters) == len(quotes(mail_office)) == 2


def test_a_withdrawn_mail_does_not_come_back(mail_office: Office, box: Box) -> None:
    box.deliver(mail())
    mail_office.take_in()
    app = mail_office.app
    letters.withdraw(app.engine, app.act(), mail_office.letters[0].id, "sent to us by mistake")
    box.begin_anew()
    box.deliver(mail())
    assert mail_office.take_in().lines == ("0 letters taken in", "1 were here before")
    assert mail_office.letters == []


def test_attached_letters_are_letters_of_their_own(mail_office: Office, box: Box) -> None:
    attached = {"../../etc/cron.d/offer.txt": letter(OTHER).encode(), "logo.bin": b"\x00\x01" * 900}
    box.deliver(mail("See what is attached.", attached=attached))
    mail_office.take_in()
    body, offer = mail_office.letters
    assert offer.source == f"{body.source}#1 offer.txt"
    assert mail_office.view(body).commitments == ()
    (commitment,) = mail_office.view(offer).commitments
    assert commitment.quote in OTHER


@pytest.mark.parametrize(
    ("sender", "status"),
    [
        ("paul@brightwater.example", Status.OPEN),
        ('"Essen, Paul @ work" <Paul@BRIGHTWATER.example>', Status.OPEN),
        ("Jo <jo@quarry.example>", Status.OPEN),
        ("Ann <ann@quarry.example>", Status.PROPOSED),
        ("Paul <paul@mail.brightwater.example>", Status.PROPOSED),
        ("paul@brightwater.example <eve@elsewhere.example>", Status.PROPOSED),
        ("Paul <paul@brightwater.example>, Eve <eve@elsewhere.example>", Status.PROPOSED),
        ("Eve <eve@elsewhere.example> <paul@brightwater.example>", Status.PROPOSED),
        ("paul@brightwater.example.elsewhere.example", Status.PROPOSED),
    ],
)
def test_promises_of_strangers_are_only_proposed(
    office: Office, box: Box, sender: str, status: Status
) -> None:
    office.read_mail(changed(box.settings, known_senders=("Brightwater.example", "jo@quarry.example")))
    content = mail(attached={"offer.txt": letter(OTHER).encode()})
    content = content.replace(b"From: Paul Essen <paul@brightwater.example>", f"From: {sender}".encode())
    box.deliver(content)
    office.take_in()
    found = [commitment.status for entry in office.letters for commitment in office.view(entry).commitments]
    assert found == [status, status]


def test_two_senders_are_no_known_sender(office: Office, box: Box) -> None:
    office.read_mail(box.settings)
    box.deliver(b"From: eve@elsewhere.example\r\n" + mail())
    office.take_in()
    (commitment,) = office.view(office.letters[0]).commitments
    assert commitment.status is Status.PROPOSED


def test_a_mail_over_the_limit_is_recorded_without_being_fetched(
    mail_office: Office, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.deliver(mail("x" * 70_000), mail(OTHER, number=2))
    app = mail_office.app
    with (
        Readers(Limits(size=50_000)) as readers,
        open_mailbox(box.settings, PASSWORD) as mailbox,
    ):
        desk = intake.Desk(app.engine, app.act, readers, app.reading, None, app.zone, 10)
        fetched: list[int] = []
        whole = mailbox.content

        def recorded(uid: int, longest: int) -> bytes | None:
            fetched.append(uid)
            return whole(uid, longest)

        monkeypatch.setattr(mailbox, "content", recorded)
        taken = intake.take_mailbox(desk, mailbox, ())
    assert taken.added == 2
    assert fetched == [2]
    big, _ = mail_office.letters
    assert big.state is LetterState.UNREAD
    assert big.unread_reason is not None
    assert "larger than 0.0476837 MiB" in big.unread_reason
    assert big.media_type == "text/rfc822-headers"
    assert box.unseen() == [1], "it is kept nowhere else, so somebody must still find it there"


def test_a_server_that_understates_a_size_is_not_believed(
    mail_office: Office, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.deliver(mail("x" * 70_000))
    app = mail_office.app
    with (
        Readers(Limits(size=50_000)) as readers,
        open_mailbox(box.settings, PASSWORD) as mailbox,
    ):
        told = mailbox.envelope(1)
        assert told is not None
        monkeypatch.setattr(mailbox, "envelope", lambda _uid: replace(told, size=10))
        desk = intake.Desk(app.engine, app.act, readers, app.reading, None, app.zone, 10)
        intake.take_mailbox(desk, mailbox, ())
    (big,) = mail_office.letters
    assert big.media_type == "text/rfc822-headers"


def test_reports_of_delivery_are_left_alone(mail_office: Office, box: Box) -> None:
    box.deliver(bounce(), mail(number=2))
    report = mail_office.take_in()
    assert report.lines == (
        "1 letters taken in",
        "mail 1: tells what became of another mail; it is no letter and stays unread",
    )
    assert len(mail_office.letters) == 1
    assert box.unseen() == [1]
    assert mail_office.take_in().lines == ("0 letters taken in",)


def test_lines_hold_no_words_of_letters(mail_office: Office, box: Box) -> None:
    secret = "quicksilver"
    box.deliver(
        mail(f"We will remove the {secret} by 30 June 2026.", attached={"a.txt": f"{secret} ".encode() * 50}),
        f"Message-ID: <2@x.example>\r\nSubject: {secret}\r\n\r\n".encode() + b"\x01\x02" * 3000,
    )
    report = mail_office.take_in()
    assert len(report.lines) >= 2
    assert secret not in "\n".join(report.lines)


def test_a_dry_run_changes_nothing(mail_office: Office, box: Box) -> None:
    box.deliver(mail(), mail(OTHER, number=2))
    assert mail_office.take_in(dry_run=True).lines == ("2 mails would be taken in; nothing was",)
    assert mail_office.letters == []
    assert box.seen() == []


def test_a_mail_that_is_moved_away_meanwhile_is_no_trouble(
    mail_office: Office, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.deliver(mail(), mail(OTHER, number=2))
    found = intake.new_mails

    def then_one_goes(*arguments: object) -> list[int]:
        uids = found(*arguments)  # type: ignore[arg-type]
        with box.open() as client:
            client.delete_messages([1])
            client.expunge()
        return uids

    monkeypatch.setattr(intake, "new_mails", then_one_goes)
    assert mail_office.take_in().lines == ("1 letters taken in",)
    assert [entry.source[-29:] for entry in mail_office.letters] == ["<2@mail.brightwater.example>".rjust(29)]


def test_over_tls_with_a_certificate_that_is_vouched_for(
    office: Office, box: Box, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.read_mail(changed(box.settings, host="localhost", tls="tls", port=mail_server.tls_port))
    box.deliver(mail())
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.authority))
    assert office.take_in().lines == ("1 letters taken in",)


def test_over_starttls(box: Box, trusted: ssl.SSLContext) -> None:
    box.deliver(mail())
    settings = changed(box.settings, tls="starttls")
    with open_mailbox(settings, PASSWORD, tls_context=trusted) as mailbox:
        assert mailbox.uids_after(0, 10) == [1]


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_ends_it(box: Box, mail_server: MailServer, tls: str) -> None:
    port = mail_server.tls_port if tls == "tls" else mail_server.plain_port
    settings = changed(box.settings, tls=tls, port=port)
    with (
        pytest.raises(UnavailableError, match="certificate cannot be verified"),
        open_mailbox(settings, PASSWORD),
    ):
        pass


def test_without_tls_only_on_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "tracker.toml"
    path.write_text('[intake.mailbox]\nhost = "imap.office.example"\nusername = "letters"\ntls = "none"\n')
    with pytest.raises(
        ConfigError, match=r'intake\.mailbox\.tls: "none" is allowed only on this machine itself'
    ):
        read_settings(path)
    path.write_text(path.read_text().replace("imap.office.example", "127.0.0.1"))
    assert read_settings(path).intake.mailbox.tls == "none"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ('host = "localhost"', "intake.mailbox.username: is missing"),
        ('known_senders = ["Paul <paul@brightwater.example>"]', "is no address and no domain"),
        ('known_senders = ["@brightwater.example"]', "is no address and no domain"),
    ],
)
def test_settings_that_cannot_be_used(tmp_path: Path, settings: str, sentence: str) -> None:
    path = tmp_path / "tracker.toml"
    path.write_text(f"[intake.mailbox]\n{settings}\n")
    with pytest.raises(ConfigError, match=sentence):
        read_settings(path)


def test_a_wrong_password_is_one_sentence(mail_office: Office, box: Box) -> None:
    mail_office.environ = {"TRACKER_IMAP_PASSWORD": "guessed"}
    with pytest.raises(UnavailableError) as raised:
        mail_office.take_in()
    assert str(raised.value) == (
        f"127.0.0.1:{box.server.plain_port}: the mail server refuses the login of '{box.user}'; check "
        "intake.mailbox.username and its password (TRACKER_IMAP_PASSWORD or password_file)."
    )
    assert raised.value.exit_code == 6


def test_a_refused_login_is_not_repeated_at_every_tick(mail_office: Office, box: Box) -> None:
    box.deliver(mail())
    mail_office.environ = {"TRACKER_IMAP_PASSWORD": "guessed"}
    asked = []
    for minute in range(120):
        mail_office.now = MONDAY + timedelta(minutes=minute)
        try:
            report = mail_office.take_in()
        except UnavailableError:
            asked.append(minute)
        else:
            assert report.failed == 1
            assert "left alone until" in report.lines[1]
    assert asked == [0, 5, 10, 20, 40, 80]
    with pytest.raises(LoginRefusedError, match="asks again at 11:40 UTC"):
        check_mailbox(mail_office.app)
    mail_office.close()
    mail_office.environ = {"TRACKER_IMAP_PASSWORD": PASSWORD}
    assert (
        check_mailbox(mail_office.app)
        == f"imap://{box.user}@127.0.0.1:{box.server.plain_port}/Letters can be opened"
    )
    assert box.seen() == []
    assert mail_office.take_in().lines == ("1 letters taken in",)


def test_the_doctor_tries_the_mailbox(box: Box, tmp_path: Path) -> None:
    config = (
        f'[intake.mailbox]\nhost = "127.0.0.1"\nport = {box.server.plain_port}\nusername = "{box.user}"\n'
        'tls = "none"\nname = "Letters"\n'
    )
    for password, state in (("guessed", "bad"), (PASSWORD, "ok")):
        tracker = Tracker(tmp_path / "home", environ={"TRACKER_IMAP_PASSWORD": password})
        answer = tracker.with_config(config)("doctor")
        (line,) = [line for line in answer.out.splitlines() if " mailbox " in line]
        assert line.split()[0] == state
        assert answer.code == (0 if state == "ok" else 1)


def test_the_command_line_says_it_in_one_line_and_leaves_with_six(box: Box, tmp_path: Path) -> None:
    tracker = Tracker(tmp_path / "home", environ={"TRACKER_IMAP_PASSWORD": "guessed"})
    answer = tracker.with_config(
        f'[intake.mailbox]\nhost = "127.0.0.1"\nport = {box.server.plain_port}\nusername = "{box.user}"\n'
        'tls = "none"\n'
    )("jobs", "run", "intake")
    assert (answer.code, answer.out) == (6, "")
    assert answer.err.startswith("tracker: 127.0.0.1:")
    assert answer.err.count("\n") == 1
    assert "guessed" not in answer.err


def test_the_password_may_stand_in_a_file(office: Office, box: Box, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    office.environ = {}
    office.read_mail(changed(box.settings, password_file=str(file)))
    assert office.take_in().lines == ("0 letters taken in",)


@pytest.mark.parametrize(
    ("changes", "environ", "error", "sentence"),
    [
        ({}, {}, ConfigError, "there is no password"),
        ({"name": "Elsewhere"}, None, UnavailableError, "there is no mailbox 'Elsewhere'"),
        ({"port": 1}, None, UnavailableError, "cannot be reached"),
        ({}, {"TRACKER_IMAP_PASSWORD": "grün"}, UnavailableError, "refuses the login"),
    ],
)
def test_what_stands_in_the_way_is_said(
    office: Office,
    box: Box,
    changes: dict[str, str],
    environ: dict[str, str] | None,
    error: type[Exception],
    sentence: str,
) -> None:
    if environ is not None:
        office.environ = environ
    office.read_mail(changed(box.settings, **changes))
    with pytest.raises(error, match=sentence):
        office.take_in()


def test_a_broken_mailbox_does_not_keep_the_folder_waiting(office: Office, box: Box, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(letter(PROMISE))
    office.read_mail(MailboxSettings(host="127.0.0.1", port=1, username="letters", tls="none"))
    office.watch(tmp_path / "in")
    report = office.take_in()
    assert report.lines[0] == "1 letters taken in"
    assert "127.0.0.1:1: the mail server cannot be reached" in report.lines[1]
    assert report.failed == 1


@given(st.binary(max_size=400), st.sampled_from([b"From: ", b"Message-ID: ", b"Content-Type: ", b""]))
def test_no_header_stops_the_reading_of_others(noise: bytes, name: bytes) -> None:
    message = message_from_bytes(name + noise + b"\r\n\r\n")
    message.get_content_type()
    sender, message_id = _sender(message), _message_id(message)
    assert sender is None or sender.count("@") == 1
    assert message_id is None or (message_id.isascii() and message_id.isprintable())
