"""Digests: one a period, caught up once, and an auditor's with the checkpoint of the chain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from jobs import find_job
from tests.jobs.conftest import Mailbox, Office, letter
from tracker.model import Role
from tracker.service import outbox
from tracker.service.digesting import preview
from tracker.store import audit, marks
from tracker.store.unit import reading


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


NEXT_MONDAY = datetime(2026, 6, 8, 8, 1, tzinfo=UTC)


def test_a_weekly_digest_goes_out_once_at_her_local_hour(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00", zone="America/Lima")
    office.add(letter("We will publish the water report by 12 June 2026."))
    office.now = datetime(2026, 6, 1, 12, 59, tzinfo=UTC)
    office.run("digests", "delivery")
    assert mailbox.mails == []
    office.now = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)
    for _ in range(3):
        office.run("digests", "delivery")
        office.now += timedelta(hours=5)
    (mail,) = mailbox.mails
    assert mail.get_body(("html",)) is not None


def test_nothing_to_say_means_no_mail(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.now = NEXT_MONDAY
    office.run("digests", "delivery")
    assert mailbox.mails == []


def test_after_three_weeks_of_downtime_one_digest_catches_up(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.add(letter("We will publish the water report by 12 June 2026."))
    office.now = NEXT_MONDAY + timedelta(days=16)
    office.run("digests", "delivery")
    (mail,) = mailbox.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert "22 June 2026" in body.get_content()


def test_an_auditor_gets_the_overdue_list_with_the_checkpoint(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.hire("Audrey", Role.AUDITOR, digest="monday 08:00")
    office.add(letter("We will publish the water report by 3 June 2026."))
    office.now = NEXT_MONDAY
    with reading(office.app.engine) as connection:
        checkpoint = audit.checkpoint(connection)
    office.run("digests", "delivery")
    (mail,) = mailbox.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert checkpoint.head in body.get_content()
    assert "publish the water report" in " ".join(body.get_content().split())


def test_an_hour_of_downtime_over_the_digest_hour(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.add(letter("We will publish the water report by 9 June 2026."))
    office.now = datetime(2026, 6, 8, 7, 30, tzinfo=UTC)
    office.run("reminders", "digests", "delivery")
    before = len(mailbox.mails)
    office.now += timedelta(hours=1)
    for _ in range(3):
        office.run("reminders", "digests", "delivery")
        office.now += timedelta(hours=1)
    reminder, digest = mailbox.mails[before:]
    assert reminder["Subject"] == "Promise 1: 1 day left"
    assert digest["Subject"] == "Promises: 1 coming up"
    assert "was due on" not in text(digest)


def test_nine_days_of_downtime_over_the_digest_hour(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.add(letter("We will publish the water report by 8 June 2026."))
    office.now = datetime(2026, 6, 5, 9, tzinfo=UTC)
    office.run("reminders", "digests", "delivery")
    before = len(mailbox.mails)
    office.now = datetime(2026, 6, 14, 9, tzinfo=UTC)  # a Sunday
    office.run("reminders", "digests", "delivery")
    assert len(mailbox.mails) == before
    office.now = datetime(2026, 6, 15, 7, 59, tzinfo=UTC)
    office.run("reminders", "digests", "delivery")
    assert len(mailbox.mails) == before
    office.now += timedelta(minutes=1)
    for _ in range(3):
        office.run("reminders", "digests", "delivery")
        office.now += timedelta(hours=1)
    # The rungs of the day itself, of one and of seven days after it; the digests of the 8th and the 15th.
    reminder, digest = mailbox.mails[before:]
    assert reminder["Subject"] == "Promise 1: 7 days overdue"
    assert digest["Subject"] == "Promises: 1 overdue"
    assert "was due on" not in text(digest)


def test_a_digest_that_is_late_says_so(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.add(letter("We will publish the water report by 12 June 2026."))
    office.now = datetime(2026, 6, 17, 9, tzinfo=UTC)
    office.run("digests", "delivery")
    (mail,) = mailbox.mails
    assert "This digest was due on Monday 15 June 2026" in text(mail)


def test_a_digest_of_an_earlier_day_does_not_follow_one_of_a_later_day(
    office: Office, mailbox: Mailbox
) -> None:
    office.hire("Ana", digest="daily 08:00")
    office.add(letter("We will publish the water report by 12 June 2026."))
    for day, mails in ((3, 1), (2, 1), (3, 1), (4, 2)):  # the clock was a day ahead, then set back
        office.now = datetime(2026, 6, day, 9, tzinfo=UTC)
        office.run("digests", "delivery")
        assert len(mailbox.mails) == mails, day


def test_a_clock_that_once_was_years_ahead_silences_nobody(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="daily 08:00")
    office.add(letter("We will publish the water report by 12 June 2026."))
    for year, mails in ((2031, 1), (2026, 2)):
        office.now = datetime(year, 6, 3, 9, tzinfo=UTC)
        office.run("digests", "delivery")
        assert len(mailbox.mails) == mails, year


def test_each_digest_compares_with_the_one_before(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.add(letter("We will publish the water report by 12 June 2026."))
    for week in range(3):
        office.now = NEXT_MONDAY + timedelta(weeks=week)
        office.run("digests", "delivery")
    first, second, third = map(text, mailbox.mails)
    assert "overdue" not in first
    assert "1 more overdue than on Monday 8 June 2026." in second
    assert "As many overdue as on Monday 15 June 2026." in third


def test_admins_are_told_of_failed_mail_and_of_what_nobody_follows_up(
    office: Office, mailbox: Mailbox
) -> None:
    office.hire("Ana")
    office.hire("Chloe", Role.ADMIN, digest="monday 08:00")
    office.add(letter("We will publish the water report by 8 June 2026."))
    office.add(letter("We will drain the eastern fields by 8 June 2026.", "28 May 2026"), owner=None)
    mailbox.answer = "550 no such person"
    office.run("reminders", "delivery")
    mailbox.answer = "250 OK"
    office.now = NEXT_MONDAY
    office.run("digests", "delivery")
    (mail,) = mailbox.mails
    assert "NOBODY FOLLOWS THESE UP (1)" in text(mail)
    assert "MAIL THAT DID NOT ARRIVE (1)" in text(mail)
    assert "water report" not in text(mail)


def test_a_dry_run_and_a_preview_write_nothing(office: Office) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.add(letter("We will publish the water report by 12 June 2026."))
    office.now = NEXT_MONDAY
    app = office.app
    with reading(app.engine) as connection:
        before = audit.checkpoint(connection)
    report = find_job("digests").run(app, dry_run=True)
    find_job("reminders").run(app, dry_run=True)
    seen = preview(app.engine, app.settings, "Ana", app.clock(), app.is_working)
    assert report.lines == ("to Ana: Promises: 1 coming up", "1 would be queued; nothing was written")
    assert seen.mail is not None
    assert "water report" in seen.mail.html
    with reading(app.engine) as connection:
        assert audit.checkpoint(connection) == before
        assert marks.by_zone(connection) == {}
    assert outbox.listing(app.engine) == []
    office.run("digests")
    (message,) = outbox.listing(app.engine)
    assert message.subject == seen.mail.subject
