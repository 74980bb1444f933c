"""The monthly report: once a month into the folder and to each auditor, whatever happens in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from msgspec.structs import replace

from jobs import find_job
from tests.jobs.conftest import Mailbox, Office, letter
from tracker.config import ReportSettings
from tracker.errors import UnavailableError
from tracker.model import MessageState, Role
from tracker.service import outbox
from tracker.service.corrections import Correction
from tracker.service.digesting import preview
from tracker.store import audit
from tracker.store.unit import reading

FIRST_OF_JULY = datetime(2026, 7, 1, 7, tzinfo=UTC)


@pytest.fixture
def monthly(office: Office) -> Office:
    """An office with an auditor, who gets the report by mail; one promise is overdue on 1 July, one confidential."""
    office.hire("Ana")
    office.hire("Audrey", Role.AUDITOR, digest="none")
    office.add(letter("We will publish the water report by 12 June 2026."))
    office.add(letter("We will pay Mill Row by 15 June 2026."), confidential=True)
    office.settings = replace(office.settings, reports=ReportSettings(mail=True, folder="reports"))
    office.now = FIRST_OF_JULY
    return office


def attached(mail: EmailMessage) -> tuple[str | None, str]:
    """Name and words of the one file in a mail."""
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "text/html"
    return part.get_filename(), str(part.get_content())


def test_it_is_made_once_a_month(monthly: Office, mailbox: Mailbox) -> None:
    for days in (0, 0, 1, 12, 29):
        monthly.now = FIRST_OF_JULY + timedelta(days=days)
        monthly.run("reports", "delivery")
    (mail,) = mailbox.mails
    folder = monthly.home / "reports"
    assert [path.name for path in folder.iterdir()] == ["overdue-2026-07.html"]
    name, words = attached(mail)
    assert name == "overdue-2026-07-01.html"
    assert words.replace("\r\n", "\n") == (folder / "overdue-2026-07.html").read_text()
    assert "publish the water report" in words
    assert "Mill Row" not in words
    assert mail["Subject"] == "Overdue report, July 2026: 2 overdue, 0 to review"
    monthly.now = datetime(2026, 8, 3, 7, tzinfo=UTC)  # 1 August is a Saturday
    monthly.run("reports", "delivery")
    assert len(mailbox.mails) == 2
    assert len(list(folder.iterdir())) == 2


def test_not_before_its_hour(monthly: Office, mailbox: Mailbox) -> None:
    monthly.run("reports", "delivery")
    monthly.now = datetime(2026, 8, 3, 6, 59, tzinfo=UTC)
    monthly.run("reports", "delivery")
    assert len(mailbox.mails) == 1


def test_after_a_long_downtime_one_catches_up(monthly: Office, mailbox: Mailbox) -> None:
    monthly.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    monthly.run("reports", "delivery")
    (mail,) = mailbox.mails
    assert mail["Subject"].startswith("Overdue report, October 2026")
    assert [path.name for path in (monthly.home / "reports").iterdir()] == ["overdue-2026-10.html"]


def test_nobody_gets_what_was_due_before_she_came(monthly: Office, mailbox: Mailbox) -> None:
    monthly.now = FIRST_OF_JULY + timedelta(hours=1)
    monthly.hire("Meera", Role.AUDITOR, digest="none")
    monthly.run("reports", "delivery")
    assert [mail["To"] for mail in mailbox.mails] == ["Audrey <audrey@office.example>"]


def test_its_mail_holds_the_checkpoint(monthly: Office, mailbox: Mailbox) -> None:
    with reading(monthly.engine) as connection:
        stands = audit.checkpoint(connection)
    monthly.run("reports", "delivery")
    (mail,) = mailbox.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"{stands.count} events, the last with the hash" in body.get_content()
    assert stands.head in body.get_content()
    assert stands.head in attached(mail)[1]


def test_where_mail_holds_no_words_neither_does_its_report(monthly: Office, mailbox: Mailbox) -> None:
    mail_settings = replace(monthly.settings.mail, quotes=False)
    monthly.settings = replace(monthly.settings, mail=mail_settings)
    monthly.run("reports", "delivery")
    (mail,) = mailbox.mails
    assert "water report" not in str(mail)
    assert "water report" not in attached(mail)[1]
    assert "water report" in (monthly.home / "reports" / "overdue-2026-07.html").read_text()


def test_a_letter_made_confidential_before_it_left_is_not_sent(monthly: Office, mailbox: Mailbox) -> None:
    monthly.run("reports")
    monthly.app.edit_letter(1, Correction(confidential=True))
    monthly.run("delivery")
    assert mailbox.mails == []
    (message,) = outbox.listing(monthly.engine, MessageState.CANCELLED)
    assert message.reason == "letter 1 was made confidential since"
    monthly.run("reports", "delivery")
    (mail,) = mailbox.mails
    assert "water report" not in attached(mail)[1]


def test_it_stands_in_for_no_digest(monthly: Office, mailbox: Mailbox) -> None:
    monthly.hire("Meera", Role.AUDITOR, digest="monday 08:00")
    monthly.now = datetime(2026, 8, 3, 7, 30, tzinfo=UTC)
    before = preview(monthly.engine, monthly.settings, "Meera", monthly.now)
    monthly.run("reports", "delivery")
    assert len(mailbox.mails) == 2
    after = preview(monthly.engine, monthly.settings, "Meera", monthly.now)
    assert before.mail is not None
    assert after.mail is not None
    assert "since" in before.mail.text
    assert before.mail.text.partition("AUDIT")[0] == after.mail.text.partition("AUDIT")[0]
    assert before.mail.text.splitlines()[-6:] == after.mail.text.splitlines()[-6:]


def test_a_dry_run_writes_nothing(monthly: Office) -> None:
    told = find_job("reports").run(monthly.app, dry_run=True)
    assert told.lines == (
        f"{monthly.home / 'reports' / 'overdue-2026-07.html'} would be written; nothing was",
        "to Audrey: Overdue report, July 2026: 2 overdue, 0 to review",
        "1 would be queued; nothing was written",
    )
    assert not (monthly.home / "reports").exists()
    assert outbox.listing(monthly.engine, None) == []


def test_nothing_is_made_unless_it_is_chosen(monthly: Office) -> None:
    monthly.settings = replace(monthly.settings, reports=ReportSettings())
    assert find_job("reports").run(monthly.app).lines == ()


def test_a_folder_that_cannot_be_made_is_named(monthly: Office) -> None:
    monthly.home.mkdir(exist_ok=True)
    (monthly.home / "reports").write_text("a file")
    with pytest.raises(UnavailableError, match=r"reports: cannot be created .*\[reports\] folder"):
        monthly.run("reports")
