"""What people do with messages that did not arrive."""

from __future__ import annotations

import time
from datetime import timedelta

import msgspec
import pytest

from tests.jobs.conftest import Mailbox, Office, letter
from tracker.config import DeliverySettings, ReminderSettings
from tracker.errors import RefusedError, UnknownError, UsageError
from tracker.model import MessageState
from tracker.service import delivery, outbox

PROMISE = "We will publish the water report by 8 June 2026."


@pytest.fixture
def failed(office: Office, mailbox: Mailbox) -> int:
    """The id of a message that the server refused."""
    office.hire("Ana")
    office.add(letter(PROMISE))
    mailbox.answer = "550 no such person"
    office.run("reminders", "delivery")
    mailbox.answer = "250 OK"
    (message,) = outbox.listing(office.app.engine, MessageState.FAILED)
    return message.id


def test_a_failed_message_can_be_sent_again(office: Office, mailbox: Mailbox, failed: int) -> None:
    outbox.retry(office.app.engine, office.app.act(), failed)
    office.run("delivery")
    assert len(mailbox.mails) == 1
    view = outbox.view(office.app.engine, failed)
    assert view.message.state is MessageState.SENT
    assert [event.action for event in view.history][-3:] == [
        "message.retried",
        "message.claimed",
        "message.sent",
    ]
    assert [slot.key for slot in view.slots] == ["reminder/c1/v1/p1/-7"]


def test_a_cancelled_message_never_leaves(office: Office, mailbox: Mailbox, failed: int) -> None:
    outbox.cancel(office.app.engine, office.app.act(), failed, "told her on the phone")
    office.now += timedelta(days=1)
    office.run("reminders", "delivery")
    assert mailbox.mails == []
    assert outbox.view(office.app.engine, failed).message.reason == "told her on the phone"
    with pytest.raises(RefusedError, match="cancelled"):
        outbox.retry(office.app.engine, office.app.act(), failed)


def test_what_was_sent_is_neither_sent_again_nor_cancelled(office: Office, failed: int) -> None:
    outbox.retry(office.app.engine, office.app.act(), failed)
    office.run("delivery")
    with pytest.raises(RefusedError, match="is sent"):
        outbox.retry(office.app.engine, office.app.act(), failed)
    with pytest.raises(RefusedError, match="is sent"):
        outbox.cancel(office.app.engine, office.app.act(), failed, "too late")


def test_a_cancellation_needs_a_reason_and_a_message(office: Office, failed: int) -> None:
    with pytest.raises(UsageError, match="--note"):
        outbox.cancel(office.app.engine, office.app.act(), failed, " ")
    with pytest.raises(UnknownError, match="no message 99"):
        outbox.view(office.app.engine, 99)


def test_no_more_leave_in_a_minute_than_the_server_allows(office: Office, mailbox: Mailbox) -> None:
    """Over several connections as well: six mails at 600 a minute take half a second from the first to the last."""
    office.settings = msgspec.structs.replace(
        office.settings,
        reminders=ReminderSettings(daily_cap=1000),
        delivery=DeliverySettings(most_per_minute=600, connections=3),
    )
    office.hire("Ana")
    for number in range(6):
        office.add(letter(f"We will repair well {number} by 8 June 2026."))
    office.run("reminders")
    begin = time.monotonic()
    office.run("delivery")
    assert time.monotonic() - begin >= 0.5
    assert len(mailbox.mails) == 6


def test_a_long_round_ends_and_leaves_the_rest_to_the_next(
    office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that planning has its turn while a slow or limited server takes a full outbox."""
    monkeypatch.setattr(delivery, "LONGEST_ROUND_SECONDS", 0.0)
    office.hire("Ana")
    for number in range(3):
        office.add(letter(f"We will repair well {number} by 8 June 2026."))
    office.run("reminders")
    left = [("2 messages wait for the next run",), ("1 message waits for the next run",), ()]
    for sent, waits in enumerate(left, start=1):
        (report,) = office.run("delivery")
        assert report.lines == ("1 sent", *waits)
        assert len(mailbox.mails) == sent


def test_many_messages_leave_over_several_connections_each_once(office: Office, mailbox: Mailbox) -> None:
    never_fold = ReminderSettings(daily_cap=1000)
    office.settings = msgspec.structs.replace(office.settings, reminders=never_fold)
    office.hire("Ana")
    for number in range(60):
        office.add(letter(f"We will repair well {number} by 8 June 2026."))
    office.run("reminders", "delivery")
    ids = [mail["Message-ID"] for mail in mailbox.mails]
    assert len(ids) == len(set(ids)) == 60
    assert {each.state for each in outbox.listing(office.app.engine)} == {MessageState.SENT}
