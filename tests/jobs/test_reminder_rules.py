"""Quiet days, the daily cap, escalation, absence and conditions: through the real jobs, store and mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import msgspec

from tests.jobs.conftest import Mailbox, Office, letter
from tracker.config import OfficeSettings, ReminderSettings
from tracker.model import ConditionState, MessageState, Outcome, Role
from tracker.service import cases, commitments, conditions, lifecycle, outbox, people
from tracker.store import tables
from tracker.store.unit import writing


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def settings(office: Office, **reminders: int) -> None:
    changed = msgspec.structs.replace(office.settings.reminders, **reminders)
    office.settings = msgspec.structs.replace(office.settings, reminders=changed)


def days(office: Office, mailbox: Mailbox, count: int) -> Iterator[tuple[str, EmailMessage]]:
    """Each mail with the day on which it went out, running the jobs at nine every morning."""
    for _ in range(count):
        before = len(mailbox.mails)
        office.run("reminders", "digests", "delivery")
        for mail in mailbox.mails[before:]:
            yield f"{office.now:%m-%d}", mail
        office.now += timedelta(days=1)


def resolve(office: Office, number: int) -> None:
    how = lifecycle.Resolution(Outcome.WITHDRAWN, "They said so.")
    lifecycle.resolve(office.app.engine, office.app.act(), [number], how, office.app.practice())


def promises(office: Office, count: int, due: str = "8 June 2026") -> list[int]:
    """So many promises of one letter."""
    wells = "; ".join(f"we will repair well {number} by {due}" for number in range(1, count + 1))
    added = office.add(letter(wells.capitalize() + "."))
    assert len(added.commitments) == count
    return [each.id for each in added.commitments]


# Quiet days


def test_no_mail_goes_out_on_a_holiday_of_the_office(office: Office, mailbox: Mailbox) -> None:
    """Monday 25 May 2026 is Whit Monday in Germany; the 8th is a Monday."""
    office.settings = msgspec.structs.replace(office.settings, office=OfficeSettings(country="DE"))
    office.now = datetime(2026, 5, 20, 9, tzinfo=UTC)
    office.hire("Ana", digest="daily 08:00")
    office.add(letter("We will publish the water report by 25 May 2026.", "19 May 2026"))
    office.now = datetime(2026, 5, 22, 9, tzinfo=UTC)
    seen = [(day, str(mail["Subject"])) for day, mail in days(office, mailbox, 6)]
    assert seen == [
        ("05-22", "Promise 1: 3 days left"),
        ("05-22", "Promises: 1 coming up"),
        ("05-26", "Promise 1: 1 day overdue"),
        ("05-26", "Promises: 1 overdue"),
        ("05-27", "Promises: 1 overdue"),
    ]


def test_an_office_without_quiet_days_mails_on_sundays(office: Office, mailbox: Mailbox) -> None:
    office.settings = msgspec.structs.replace(office.settings, office=OfficeSettings(quiet_days=False))
    office.hire("Ana")
    office.add(letter("We will publish the water report by 8 June 2026."))
    assert [day for day, _ in days(office, mailbox, 9)] == ["06-01", "06-07", "06-08", "06-09"]


# The daily cap


def test_beyond_the_cap_reminders_share_one_mail(office: Office, mailbox: Mailbox) -> None:
    settings(office, daily_cap=2)
    office.hire("Ana")
    numbers = promises(office, 3)
    office.run("reminders", "delivery")
    (mail,) = mailbox.mails
    assert mail["Subject"] == "3 promises need a look"
    assert all(f"tracker show {number}" in text(mail) for number in numbers)
    for _ in range(3):
        office.now += timedelta(minutes=1)
        office.run("reminders", "delivery")
    assert len(mailbox.mails) == 1


def test_of_a_cancelled_mail_the_rest_is_planned_anew(office: Office, mailbox: Mailbox) -> None:
    settings(office, daily_cap=2)
    office.hire("Ana")
    first, *rest = promises(office, 4)
    office.run("reminders")
    resolve(office, first)
    office.run("delivery", "reminders", "delivery", "reminders", "delivery")
    (mail,) = mailbox.mails
    assert mail["Subject"] == "3 promises need a look"
    assert f"tracker show {first}" not in text(mail)
    assert all(f"tracker show {number}" in text(mail) for number in rest)
    resolve(office, rest[0])
    office.now += timedelta(minutes=1)
    office.run("reminders", "delivery")
    assert len(mailbox.mails) == 1


# Escalation


def test_what_stays_overdue_goes_to_the_lead_then_to_the_admins(office: Office, mailbox: Mailbox) -> None:
    for name, role in (("Ana", Role.STAFF), ("Ben", Role.STAFF), ("Chloe", Role.ADMIN)):
        office.hire(name, role)
    cases.add(office.app.engine, office.app.act(), "Wells", "Ben")
    (number,) = promises(office, 1, "3 June 2026")
    _put_into(office, number, "Wells")
    above = [
        (day, str(mail["To"]).split()[0], str(mail["Subject"]), text(mail))
        for day, mail in days(office, mailbox, 60)
        if "Ana" not in str(mail["To"])
    ]
    assert [entry[:3] for entry in above] == [
        ("06-17", "Ben", "Promise 1: 14 days overdue, escalated"),
        ("07-01", "Chloe", "Promise 1: 28 days overdue, escalated"),
    ]
    # On the day before, the day itself, 1, 7 and 14 days after it.
    assert "Ana was reminded 5 times." in above[0][3]
    assert "Ana was reminded 6 times." in above[1][3]


def test_what_was_resolved_does_not_go_higher(office: Office, mailbox: Mailbox) -> None:
    for name, role in (("Ana", Role.STAFF), ("Chloe", Role.ADMIN)):
        office.hire(name, role)
    settings(office, escalate_to_admins=1)
    (number,) = promises(office, 1, "3 June 2026")
    office.now = datetime(2026, 6, 4, 9, tzinfo=UTC)
    office.run("reminders")
    assert {each.to for each in outbox.listing(office.app.engine)} == {
        "ana@office.example",
        "chloe@office.example",
    }
    resolve(office, number)
    office.run("delivery")
    assert mailbox.mails == []
    assert {each.state for each in outbox.listing(office.app.engine)} == {MessageState.CANCELLED}


def _put_into(office: Office, number: int, case: str) -> None:
    (known,) = [each for each in cases.listing(office.app.engine) if each.name == case]
    letter_id = commitments.view(office.app.engine, number).letter.id
    with writing(office.app.engine, office.app.act()) as unit:
        unit.update(tables.letters, letter_id, {"case_id": known.id}, "letter.edited")


# Absence


def test_while_she_is_away_another_reads_her_mail(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.hire("Ben")
    promises(office, 1)
    people.set_absent(office.app.engine, office.app.act(), "Ana", date(2026, 6, 8), "Ben")
    seen = [
        (day, str(mail["To"]).split()[0], str(mail["Subject"]), text(mail))
        for day, mail in days(office, mailbox, 22)
    ]
    assert [entry[:3] for entry in seen] == [
        ("06-01", "Ben", "Promise 1: 7 days left"),
        ("06-05", "Ben", "Promise 1: 3 days left"),
        ("06-08", "Ben", "Promise 1: due today"),
        ("06-08", "Ben", "Promises of Ana: 1 coming up"),
        ("06-09", "Ana", "Promise 1: 1 day overdue"),
        ("06-15", "Ana", "Promise 1: 7 days overdue"),
        ("06-15", "Ana", "Promises: 1 overdue"),
        ("06-22", "Ana", "Promise 1: 14 days overdue"),
        ("06-22", "Ana", "Promises: 1 overdue"),
    ]
    assert "Ana is away until Monday 8 June 2026; you stand in" in seen[0][3]
    assert "away" not in seen[4][3]
    # Her own last digest is what she compares with.
    assert "overdue than" not in seen[6][3]
    assert "As many overdue as on Monday 15 June 2026" in seen[8][3]


def test_back_before_it_was_sent_she_gets_it_herself(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.hire("Ben")
    promises(office, 1)
    office.now = datetime(2026, 6, 8, 9, tzinfo=UTC)
    app = office.app
    people.set_absent(app.engine, app.act(), "Ana", date(2026, 6, 20), "Ben")
    office.run("reminders", "digests")
    people.set_back(app.engine, app.act(), "Ana")
    reports = office.run("delivery", "reminders", "digests", "delivery")
    assert any("Ana is back since" in line for line in reports[0].lines)
    assert {str(mail["To"]) for mail in mailbox.mails} == {"Ana <ana@office.example>"}
    assert len(mailbox.mails) == 2


# Conditions


def test_the_owner_is_asked_until_the_condition_is_settled(office: Office, mailbox: Mailbox) -> None:
    settings(office, condition_every=20)
    office.hire("Ana")
    added = office.add(letter("If the council agrees, we will repair the well by 30 June 2026."))
    (commitment,) = added.commitments
    assert commitment.condition_state is ConditionState.DORMANT
    seen = list(days(office, mailbox, 45))
    assert [(day, str(mail["Subject"])) for day, mail in seen] == [
        ("06-22", "Promise 1: has its condition come about?"),  # the 21st is a Sunday
        ("07-13", "Promise 1: has its condition come about?"),
    ]
    assert "tracker condition 1 --came-about" in text(seen[0][1])
    app = office.app
    assert commitments.overdue(app.engine, app.today()).overdue == ()
    day = date(2026, 7, 10)
    conditions.came_about(app.engine, app.act(), [1], day, "Seen in the minutes.", app.practice())
    assert [each.id for each in commitments.overdue(app.engine, app.today()).overdue] == [1]
    later = [(day, str(mail["Subject"])) for day, mail in days(office, mailbox, 30)]
    assert later == [("07-28", "Promise 1: 28 days overdue")]
    (event,) = [
        each for each in commitments.view(app.engine, 1).history if each.action == "commitment.triggered"
    ]
    assert event.note == "came about on 10 July 2026: Seen in the minutes."


def test_a_question_that_was_answered_meanwhile_is_cancelled(office: Office, mailbox: Mailbox) -> None:
    settings(office, condition_every=20)
    office.hire("Ana")
    office.add(letter("If the council agrees, we will repair the well by 30 June 2026."))
    office.now = datetime(2026, 6, 22, 9, tzinfo=UTC)
    office.run("reminders")
    conditions.waive(office.app.engine, office.app.act(), [1], "They do it anyway.", office.app.today())
    office.run("delivery")
    assert mailbox.mails == []
    (message,) = outbox.listing(office.app.engine)
    assert message.reason == "its condition was waived since"


def test_the_example_of_the_documentation(office: Office, mailbox: Mailbox) -> None:
    """docs/reminders.md, "An example"."""
    for name, role in (("Ana", Role.STAFF), ("Ben", Role.STAFF), ("Chloe", Role.ADMIN)):
        office.hire(name, role)
    cases.add(office.app.engine, office.app.act(), "Wells", "Ben")
    office.now = datetime(2026, 5, 29, 9, tzinfo=UTC)
    (number,) = promises(office, 1, "7 June 2026")
    _put_into(office, number, "Wells")
    mails = list(days(office, mailbox, 10))
    assert office.now.date() == date(2026, 6, 8)
    people.set_absent(office.app.engine, office.app.act(), "Ana", date(2026, 6, 16), "Ben")
    mails += days(office, mailbox, 30)
    seen = [(day, str(mail["To"]).split()[0], str(mail["Subject"])) for day, mail in mails]
    assert seen == [
        ("05-29", "Ana", "Promise 1: 9 days left"),
        ("06-05", "Ana", "Promise 1: 2 days left"),
        ("06-08", "Ben", "Promise 1: 1 day overdue"),
        ("06-15", "Ben", "Promise 1: 8 days overdue"),
        ("06-22", "Ben", "Promise 1: 15 days overdue, escalated"),
        ("06-22", "Ana", "Promise 1: 15 days overdue"),
        ("07-06", "Chloe", "Promise 1: 29 days overdue, escalated"),
        ("07-06", "Ana", "Promise 1: 29 days overdue"),
    ]
    assert "Ana was reminded 5 times." in text(mails[4][1])


# What goes wrong


def test_one_mail_that_cannot_be_composed_stops_no_other(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="monday 08:00")
    office.hire("Ben", digest="monday 08:00")
    promises(office, 1)
    office.add(letter("We will publish the water report by 8 June 2026.", "28 May 2026"), owner="Ben")
    with writing(office.app.engine, office.app.act()) as unit:
        unit.update(tables.people, 1, {"email": "no address"}, "person.edited")
    office.now = datetime(2026, 6, 8, 9, tzinfo=UTC)
    reports = office.run("reminders", "digests", "delivery")
    assert [report.failed for report in reports] == [1, 1, 0]
    assert {str(mail["To"]) for mail in mailbox.mails} == {"Ben <ben@office.example>"}
    with writing(office.app.engine, office.app.act()) as unit:
        unit.update(tables.people, 1, {"email": "ana@office.example"}, "person.edited")
    office.run("reminders", "digests", "delivery")
    assert sum("Ana" in str(mail["To"]) for mail in mailbox.mails) == 2


def test_the_shipped_rules_are_those_of_the_documentation() -> None:
    rules = ReminderSettings()
    assert (rules.daily_cap, rules.escalate_to_lead, rules.escalate_to_admins, rules.condition_every) == (
        5,
        3,
        4,
        60,
    )
