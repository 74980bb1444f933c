"""A promise that falls due is reminded of, once, and not when it no longer needs it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.jobs.conftest import Mailbox, Office, letter, raw
from tracker.model import MessageState, Outcome
from tracker.service import letters as letter_service
from tracker.service import lifecycle, outbox
from tracker.service.corrections import Correction

IN_SEVEN_DAYS = "We will publish the water report by 8 June 2026."


def _resolve(office: Office, number: int) -> None:
    how = lifecycle.Resolution(Outcome.KEPT, "seen on their website", without_evidence="told on the phone")
    lifecycle.resolve(office.app.engine, office.app.act(), [number], how, office.app.practice())


def test_a_promise_due_in_seven_days_yields_one_reminder(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(IN_SEVEN_DAYS))
    office.run("reminders", "delivery")

    (mail,) = mailbox.mails
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert mail["To"] == "Ana <ana@office.example>"
    assert text is not None
    assert html is not None
    for part in (text, html):
        words = " ".join(part.get_content().split())
        assert "publish the water report" in words
        assert "8 June 2026" in words
    assert "water" not in mail["Subject"]


def test_running_the_jobs_again_sends_nothing_more(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(IN_SEVEN_DAYS))
    for _ in range(3):
        office.run("reminders", "delivery")
        office.now += timedelta(hours=1)
    assert len(mailbox.mails) == 1
    assert len(outbox.listing(office.app.engine)) == 1


def test_each_rung_comes_on_its_day(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(IN_SEVEN_DAYS))
    days = []
    for _ in range(45):
        before = len(mailbox.mails)
        office.run("reminders", "delivery")
        days += [office.now.date().isoformat()] * (len(mailbox.mails) - before)
        office.now += timedelta(days=1)
    assert days == [
        "2026-06-01", "2026-06-05", "2026-06-08", "2026-06-09", "2026-06-15", "2026-06-22", "2026-07-06",
    ]  # fmt: skip


def test_resolving_before_delivery_cancels_the_mail_and_says_why(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    added = office.add(letter(IN_SEVEN_DAYS))
    office.run("reminders")
    _resolve(office, added.commitments[0].id)
    (report,) = office.run("delivery")

    assert mailbox.mails == []
    (message,) = outbox.listing(office.app.engine)
    assert message.state is MessageState.CANCELLED
    assert message.reason is not None
    assert "resolved" in message.reason
    assert any("resolved" in line for line in report.lines)


def test_a_withdrawn_letter_takes_its_mail_back(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    added = office.add(letter(IN_SEVEN_DAYS))
    office.run("reminders")
    letter_service.withdraw(office.app.engine, office.app.act(), added.letter.id, "wrong folder")
    office.run("delivery")
    assert mailbox.mails == []
    assert outbox.listing(office.app.engine)[0].state is MessageState.CANCELLED


def test_what_became_confidential_is_mailed_anew_without_its_words(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    added = office.add(letter(IN_SEVEN_DAYS))
    office.run("reminders")
    office.app.edit_letter(added.letter.id, Correction(confidential=True))
    office.run("delivery", "reminders", "delivery")

    (envelope,) = mailbox.envelopes
    assert b"water report" not in raw(envelope)
    assert {each.state for each in outbox.listing(office.app.engine)} == {
        MessageState.CANCELLED,
        MessageState.SENT,
    }


def test_an_archive_of_old_letters_yields_no_flood(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    for year in range(2010, 2020):
        office.add(letter(f"We will publish the water report by 8 June {year}.", f"29 May {year}"))
    office.run("reminders", "digests", "delivery")
    assert mailbox.mails == []

    office.now = datetime(2026, 6, 8, 8, 5, tzinfo=UTC)
    office.run("reminders", "digests", "delivery")
    (digest,) = mailbox.mails
    body = digest.get_body(("plain",))
    assert body is not None
    assert body.get_content().count("water report") == 10


def test_a_policy_day_is_one_mail_and_never_called_overdue(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    added = office.add(letter("We will review the drainage plan shortly."))
    due = added.commitments[0].due
    assert due is not None
    office.now = datetime(due.year, due.month, due.day, 9, tzinfo=UTC)
    for _ in range(60):
        office.run("reminders", "delivery")
        office.now += timedelta(days=1)
    (mail,) = mailbox.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert "overdue" not in body.get_content().lower()
    assert "review" in body.get_content().lower()


def test_a_commitment_without_owner_is_reported_not_mailed(office: Office, mailbox: Mailbox) -> None:
    office.add(letter(IN_SEVEN_DAYS), owner=None)
    report, _ = office.run("reminders", "delivery")
    assert mailbox.mails == []
    assert any("no owner" in line for line in report.lines)


def test_a_dry_run_writes_nothing(office: Office) -> None:
    from jobs import find_job

    office.hire("Ana")
    office.add(letter(IN_SEVEN_DAYS))
    report = find_job("reminders").run(office.app, dry_run=True)
    assert any("to Ana" in line for line in report.lines)
    assert outbox.listing(office.app.engine) == []
