"""What people do with a commitment between planning and delivery, and after: mail follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from tests.jobs.conftest import Mailbox, Office, letter
from tracker.config import OfficeSettings
from tracker.model import Commitment, MessageState
from tracker.service import asks, commitments, deadlines, editing, outbox, undoing
from tracker.service.editing import Wording

REPORT = letter(
    "We will publish the report by 5 June 2026.\n\nPlease send us the names of the guards who were present."
)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


@pytest.fixture
def queued(office: Office) -> Office:
    """On Thursday 4 June a reminder of Friday's promise waits to leave."""
    office.hire("Ana")
    office.add(REPORT)
    office.now = at(6, 4)
    (report,) = office.run("reminders")
    assert report.lines == ("to Ana: Promise 1: 1 day left", "1 queued")
    return office


def snooze(office: Office) -> None:
    app = office.app
    deadlines.snooze(app.engine, app.act(), [1], date(2026, 6, 15), app.today())


def extend(office: Office) -> None:
    deadlines.extend(office.app.engine, office.app.act(), [1], date(2026, 6, 30), "The printer is ill.")


def hold(office: Office) -> None:
    app = office.app
    asks.hold(app.engine, app.act(), 1, [1], app.today(), app.today())


def give_condition(office: Office) -> None:
    editing.edit(office.app.engine, office.app.act(), 1, Wording(condition="if the board agrees"), None)


def undo(office: Office) -> None:
    app = office.app
    act = undoing.last_act(app.engine, "ana")
    undoing.undo(app.engine, app.act(), act[0].batch)


def found(office: Office) -> Commitment:
    return commitments.view(office.app.engine, 1).commitment


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (snooze, "snoozed until 2026-06-15 since"),
        (extend, "its day was changed since"),
        (hold, "waiting for us since"),
        (give_condition, "waiting for its condition since"),
    ],
)
def test_what_changed_before_the_mail_left_stops_it(
    queued: Office, mailbox: Mailbox, change: Callable[[Office], None], reason: str
) -> None:
    change(queued)
    queued.run("delivery")
    (message,) = outbox.listing(queued.app.engine)
    assert (message.state, message.reason) == (MessageState.CANCELLED, reason)
    queued.run("reminders", "delivery")
    assert mailbox.mails == []


@pytest.mark.parametrize("change", [snooze, extend, hold, give_condition])
def test_what_was_undone_before_the_mail_left_does_not_keep_it(
    queued: Office, mailbox: Mailbox, change: Callable[[Office], None]
) -> None:
    change(queued)
    queued.run("delivery")
    undo(queued)
    queued.run("reminders", "delivery")
    assert [mail["Subject"] for mail in mailbox.mails] == ["Promise 1: 1 day left"]


def subjects(office: Office, mailbox: Mailbox, *days: datetime) -> list[str]:
    """The subjects of the mail of these days, in rounds as the scheduler makes them."""
    before = len(mailbox.mails)
    for office.now in days:
        office.run("reminders", "delivery")
    return [str(mail["Subject"]) for mail in mailbox.mails[before:]]


JUNE = [at(6, day) for day in range(5, 31)]


def test_snoozed_reminders_speak_again_on_the_day(queued: Office, mailbox: Mailbox) -> None:
    snooze(queued)
    queued.run("delivery")
    assert subjects(queued, mailbox, *JUNE[:10]) == []
    # Monday 15 June: of all that was missed one mail, then the ladder goes on.
    assert subjects(queued, mailbox, at(6, 15)) == ["Promise 1: 10 days overdue"]
    assert subjects(queued, mailbox, *JUNE[11:16]) == ["Promise 1: 14 days overdue"]


def test_an_extended_day_has_a_ladder_of_its_own(queued: Office, mailbox: Mailbox) -> None:
    extend(queued)
    queued.run("delivery")
    assert subjects(queued, mailbox, *JUNE) == [
        "Promise 1: 14 days left",
        "Promise 1: 7 days left",
        "Promise 1: 1 day left",
        "Promise 1: due today",
    ]
    extended = mailbox.mails[0].get_body(("plain",))
    assert extended is not None
    words = " ".join(extended.get_content().split())
    assert "Due: Tuesday 30 June 2026 extended from Friday 5 June 2026: The printer is ill" in words


def test_a_clock_that_stood_still_goes_on_where_it_stood(queued: Office, mailbox: Mailbox) -> None:
    hold(queued)
    queued.run("delivery")
    assert subjects(queued, mailbox, *JUNE[:10]) == []
    assert commitments.overdue(queued.app.engine, date(2026, 6, 15)).overdue == ()
    queued.now = at(6, 15)
    asks.answer(queued.app.engine, queued.app.act(), [1], date(2026, 6, 14), "Sent.", date(2026, 6, 15))
    assert found(queued).due == date(2026, 6, 15)
    assert subjects(queued, mailbox, at(6, 15), at(6, 16), at(6, 17)) == [
        "Promise 1: due today",
        "Promise 1: 1 day overdue",
    ]


def test_a_digest_says_what_we_hold_up(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana", digest="daily 08:00")
    office.add(REPORT)
    hold(office)
    office.now = at(6, 8)
    office.run("digests", "delivery")
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Promises: 1 held up by us, 1 waiting for us"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        words = " ".join(body.get_content().split())
        assert "waiting for us since Monday 1 June 2026" in words
        assert "overdue" not in words


def test_another_calendar_moves_what_was_counted_in_working_days(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter("We will answer within 10 working days.", "20 May 2026"))
    assert found(office).due == date(2026, 6, 3)
    assert office.run("upkeep")[0].failed == 0
    assert found(office).due == date(2026, 6, 3)
    office.settings = replace(office.settings, office=OfficeSettings(country="DE"))
    moved = "the calendar changed: commitments 1 have new days"
    assert moved in office.run("upkeep")[0].lines  # Whit Monday, 25 May
    assert found(office).due == date(2026, 6, 4)
    event = commitments.view(office.app.engine, 1).history[-1]
    assert event.action == "commitment.recomputed"
    assert str(event.note).startswith("the calendar of working days changed to DE (holidays ")
    assert moved not in office.run("upkeep")[0].lines
    assert subjects(office, mailbox, at(6, 3)) == ["Promise 1: 1 day left"]
