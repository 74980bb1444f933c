"""Delivery against a server that fails, and a process that is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Self

import pytest

from tests.jobs.conftest import Mailbox, Office, letter
from tracker.config import Settings
from tracker.errors import UnavailableError
from tracker.followup.delivery import Failure
from tracker.mail.errors import DeliveryError
from tracker.model import MessageState
from tracker.service import outbox, proof
from tracker.service.delivery import deliver
from tracker.store import audit, heartbeat, soundness, tables
from tracker.store.unit import reading, writing

PROMISE = "We will publish the water report by 8 June 2026."


def _state(office: Office) -> MessageState:
    (message,) = outbox.listing(office.app.engine)
    return message.state


def test_the_answer_that_proves_a_reminder_is_kept_in_the_record(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    mailbox.answer = "250 2.0.0 Ok: queued as 4F2 for <ana@office.example>"
    office.run("reminders", "delivery")
    (mail,) = proof.mails(office.engine, 1)
    assert mail.state is MessageState.SENT
    port = office.settings.mail.smtp.port
    assert mail.reply == f"accepted by 127.0.0.1:{port}: {mailbox.answer}"
    with reading(office.engine) as connection:
        assert soundness.check_rows(connection) == []
        assert audit.verify_chain(connection).sound


def test_a_refused_mail_is_tried_once_and_marked(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    mailbox.answer = "550 no such person"
    (_, report) = office.run("reminders", "delivery")
    assert report.failed == 1
    assert _state(office) is MessageState.FAILED
    mailbox.answer = "250 OK"
    office.now += timedelta(days=1)
    office.run("delivery")
    assert mailbox.mails == []


def test_a_deferred_mail_waits_and_goes_out_later(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    mailbox.answer = "451 try again later"
    office.run("reminders", "delivery")
    assert _state(office) is MessageState.QUEUED
    mailbox.answer = "250 OK"
    office.run("delivery")
    assert mailbox.mails == []  # not before its time
    office.now += timedelta(hours=2)
    office.run("delivery")
    assert len(mailbox.mails) == 1
    assert _state(office) is MessageState.SENT


def test_a_server_that_is_down_loses_nothing(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    port = office.settings.mail.smtp.port
    office.settings = _with_port(office, 1)
    office.run("reminders")
    with pytest.raises(
        UnavailableError, match=r"^127.0.0.1:1, connecting: .*; 1 message waits, the first until .* UTC\.$"
    ):
        office.run("delivery")
    assert _state(office) is MessageState.QUEUED
    (report,) = office.run("delivery")  # not yet due again
    assert report.failed == 0
    nothing, waits = report.lines
    assert nothing == "0 sent"
    assert waits.startswith("1 message waits, the first until 2026-06-01 09:00:")
    office.settings = _with_port(office, port)
    office.now += timedelta(hours=2)
    office.run("delivery")
    assert len(mailbox.mails) == 1


def test_killed_between_planning_and_delivery_loses_nothing(office: Office, mailbox: Mailbox) -> None:
    """The process that planned is killed with SIGKILL; another one delivers, once."""
    office.hire("Ana")
    office.add(letter(PROMISE))
    planned = office.home.parent / "planned"
    process = multiprocessing.get_context("fork").Process(target=_plan_and_hang, args=(office, planned))
    process.start()
    assert process.pid is not None
    try:
        _wait_for(planned)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    assert process.exitcode == -signal.SIGKILL
    assert mailbox.mails == []
    office.run("reminders", "delivery")
    assert len(mailbox.mails) == 1


def test_killed_while_sending_goes_out_under_the_same_message_id(office: Office, mailbox: Mailbox) -> None:
    """A claim without a settlement, as a killed sender leaves it, is taken over when its lease runs out."""
    from tracker.store import outbox as queries

    office.hire("Ana")
    office.add(letter(PROMISE))
    office.run("reminders")
    with writing(office.app.engine, office.app.act()) as unit:
        (claimed,) = queries.claim(unit, "a sender that died", office.now, timedelta(seconds=60), 10)
    office.run("delivery")
    assert mailbox.mails == []
    office.now += timedelta(seconds=61)
    office.run("delivery")
    (mail,) = mailbox.mails
    assert mail["Message-ID"] == claimed.message_id


def _plan_and_hang(office: Office, planned: Path) -> None:
    office.reopen()
    office.run("reminders")
    planned.touch()
    time.sleep(60)


def _wait_for(path: Path, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.02)


def _with_port(office: Office, port: int) -> Settings:
    import msgspec

    smtp = msgspec.structs.replace(office.settings.mail.smtp, port=port)
    mail = msgspec.structs.replace(office.settings.mail, smtp=smtp)
    return msgspec.structs.replace(office.settings, mail=mail)


def test_a_refused_login_rests_the_whole_queue(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    office.add(letter("We will repair the fence by 8 June 2026."))
    attempts: list[str] = []

    class Counted(Refusing):
        async def send(self, mail_bytes: bytes, sender: str, to: str, message_id: str) -> str:
            attempts.append(to)
            return await super().send(mail_bytes, sender, to, message_id)

    office.run("reminders")
    post = replace(office.app.post(), new_transport=Counted)
    deliver(post)
    deliver(post)
    assert len(attempts) == 1
    assert {each.state for each in outbox.listing(office.app.engine)} == {MessageState.QUEUED}

    office.now += timedelta(minutes=16)
    office.run("delivery")
    assert len(mailbox.mails) == 2


def test_a_person_who_mended_the_login_need_not_wait(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    office.run("reminders")
    heartbeat.beat(office.engine, heartbeat.RESTING_UNTIL, office.now + timedelta(minutes=15))
    office.run("delivery")
    assert mailbox.mails == []
    (message,) = outbox.listing(office.engine)
    outbox.retry(office.engine, office.app.act(), message.id)
    office.run("delivery")
    assert len(mailbox.mails) == 1


def test_a_resting_queue_says_until_when(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    office.run("reminders")
    heartbeat.beat(office.engine, heartbeat.RESTING_UNTIL, office.now + timedelta(minutes=15))
    (report,) = office.run("delivery")
    assert report.lines == ("0 sent", "1 message waits, the first until 2026-06-01 09:15:00 UTC")


def _wait_and_try(office: Office, **step: int) -> None:
    office.now += timedelta(**step)
    office.run("delivery")


def test_patience_counts_from_the_first_attempt(office: Office, mailbox: Mailbox) -> None:
    """A scheduler that was down for long, or a login that was wrong for long, costs no mail its attempts."""
    office.hire("Ana")
    office.add(letter(PROMISE))
    office.run("reminders")
    mailbox.answer = "451 try again later"
    _wait_and_try(office, days=9)
    assert _state(office) is MessageState.QUEUED
    _wait_and_try(office, days=5, minutes=-1)
    assert _state(office) is MessageState.QUEUED
    _wait_and_try(office, hours=1)
    assert _state(office) is MessageState.FAILED


def test_patience_counts_anew_where_a_person_sends_it_again(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    office.run("reminders")
    queued = office.now
    mailbox.answer = "451 try again later"
    _wait_and_try(office, hours=1)
    _wait_and_try(office, days=6)
    assert _state(office) is MessageState.FAILED
    (message,) = outbox.listing(office.engine)
    outbox.retry(office.engine, office.app.act(), message.id)
    _wait_and_try(office, minutes=1)
    (message,) = outbox.listing(office.engine)
    assert message.state is MessageState.QUEUED
    assert message.created == queued


def test_while_the_login_is_refused_no_attempt_counts(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter(PROMISE))
    office.run("reminders")
    refusing = replace(office.app.post(), new_transport=Refusing)
    for _ in range(3):
        deliver(refusing)
        office.now += timedelta(days=3)
    (message,) = outbox.listing(office.engine)
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
    mailbox.answer = "451 try again later"
    office.run("delivery")
    assert _state(office) is MessageState.QUEUED


class Refusing:
    """A server that refuses every login."""

    async def send(self, mail_bytes: bytes, sender: str, to: str, message_id: str) -> str:
        raise DeliveryError("login refused (535).", Failure.CONFIGURATION, server=True)

    async def check(self) -> str:
        return ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        return None


def test_a_mail_about_what_turned_out_to_be_a_copy_does_not_leave(office: Office, mailbox: Mailbox) -> None:
    office.hire("Ana")
    office.add(letter("We will repair the fence by 8 June 2026."))
    office.add(letter(PROMISE))
    office.run("reminders")
    with writing(office.engine, office.app.act()) as unit:
        unit.update(tables.letters, 2, {"duplicate_of": 1}, "letter.copied")
    office.run("delivery")
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Promise 1: 7 days left"
    (cancelled,) = outbox.listing(office.engine, MessageState.CANCELLED)
    assert cancelled.reason == "its letter counts as a copy since"
