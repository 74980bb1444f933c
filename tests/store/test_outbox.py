"""The outbox: claimed by one, settled by the same, found again when its sender dies."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.store.samples import (
    ACT,
    NOW,
    add_commitment,
    add_letter,
    add_message,
    add_organisation,
    add_person,
)
from tracker.model import Message, MessageState, Slot
from tracker.store import audit, contents, outbox, slots, soundness, tables
from tracker.store.unit import TakenError, Unit, reading, writing

LEASE = timedelta(minutes=5)
LATER = NOW + timedelta(hours=1)


def claim(engine: Engine, owner: str, now: datetime = NOW, limit: int = 10) -> list[int]:
    with writing(engine, ACT) as unit:
        return [message.id for message in outbox.claim(unit, owner, now, LEASE, limit)]


def message_of(engine: Engine, number: int) -> Message:
    with reading(engine) as connection:
        message = outbox.by_id(connection, number)
    assert message is not None
    return message


def test_due_messages_are_claimed_longest_waiting_first(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        second = add_message(unit, "b")
        first = add_message(unit, "a", next_attempt=NOW - timedelta(minutes=1))
        third = add_message(unit, "c")
        add_message(unit, "later", next_attempt=LATER)
        add_message(unit, "sent", state="sent", sent=NOW)
        add_message(unit, "failed", state="failed", reason="no such mailbox")
    assert claim(engine, "s1", limit=2) == [first, second]
    assert claim(engine, "s2") == [third]
    assert claim(engine, "s2") == []
    message = message_of(engine, first)
    assert (message.state, message.lease_owner, message.lease_until, message.attempts) == (
        MessageState.SENDING,
        "s1",
        NOW + LEASE,
        1,
    )


def test_a_lease_that_ran_out_can_be_taken_over(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        number = add_message(unit)
    assert claim(engine, "dead") == [number]
    with reading(engine) as connection:
        assert not outbox.anything_due(connection, NOW + LEASE - timedelta(seconds=1))
        assert outbox.anything_due(connection, NOW + LEASE)
    assert claim(engine, "alive", NOW + LEASE) == [number]
    assert message_of(engine, number).attempts == 2
    with writing(engine, ACT) as unit:
        assert not outbox.mark_sent(unit, {number: None}, "dead", NOW)
    assert message_of(engine, number).lease_owner == "alive"


def sent(unit: Unit, message: Message) -> bool:
    return outbox.mark_sent(unit, {message.id: None}, "s1", LATER)


def failed(unit: Unit, message: Message) -> bool:
    return outbox.mark_failed(unit, message.id, "s1", "550 no such mailbox")


def postponed(unit: Unit, message: Message) -> bool:
    return outbox.postpone(unit, message.id, "s1", LATER, "451 try later")


def rested(unit: Unit, message: Message) -> bool:
    return outbox.rest(unit, message, "s1", LATER, "535 login refused")


def cancelled(unit: Unit, message: Message) -> bool:
    return outbox.cancel(unit, message.id, "s1", "resolved meanwhile")


def released(unit: Unit, message: Message) -> bool:
    return outbox.release(unit, message, "s1")


@pytest.mark.parametrize(
    ("settle", "state", "reason", "action", "note"),
    [
        (sent, MessageState.SENT, None, "message.sent", None),
        (failed, MessageState.FAILED, "550 no such mailbox", "message.failed", "550 no such mailbox"),
        (postponed, MessageState.QUEUED, "451 try later", "message.postponed", "451 try later"),
        (rested, MessageState.QUEUED, "535 login refused", "message.rested", "535 login refused"),
        (cancelled, MessageState.CANCELLED, "resolved meanwhile", "message.cancelled", "resolved meanwhile"),
        (released, MessageState.QUEUED, None, "message.released", None),
    ],
)
def test_a_claimed_message_is_settled_once(
    engine: Engine,
    settle: Callable[[Unit, Message], bool],
    state: MessageState,
    reason: str | None,
    action: str,
    note: str | None,
) -> None:
    with writing(engine, ACT) as unit:
        number = add_message(unit)
    claim(engine, "s1")
    message = message_of(engine, number)
    with writing(engine, ACT) as unit:
        assert settle(unit, message)
        assert not settle(unit, message)
    settled = message_of(engine, number)
    assert (settled.state, settled.reason) == (state, reason)
    assert (settled.lease_owner, settled.lease_until) == (None, None)
    assert settled.sent == (LATER if state is MessageState.SENT else None)
    assert settled.attempts == (0 if settle in {released, rested} else 1)
    with reading(engine) as connection:
        last = audit.history(connection, tables.messages, number)[-1]
        assert (last.action, last.note) == (action, note)
        again = outbox.anything_due(connection, NOW + timedelta(minutes=30))
        assert again == (settle is released)
        assert outbox.anything_due(connection, LATER) == (state is MessageState.QUEUED)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_another_is_claiming_is_passed_over(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        first, second = add_message(unit, "a"), add_message(unit, "b")
    with writing(engine, ACT) as one, writing(engine, ACT) as other:
        assert [each.id for each in outbox.claim(one, "s1", NOW, LEASE, 1)] == [first]
        assert [each.id for each in outbox.claim(other, "s2", NOW, LEASE, 5)] == [second]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_idle_look_takes_no_lock(engine: Engine) -> None:
    assert engine.url.database is not None
    writer = sqlite3.connect(engine.url.database, isolation_level=None, timeout=0)
    with reading(engine) as connection:
        assert not outbox.anything_due(connection, NOW)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("ROLLBACK")
    writer.execute("BEGIN IMMEDIATE")
    with reading(engine) as connection:
        assert not outbox.anything_due(connection, NOW)
    writer.execute("ROLLBACK")
    writer.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_looking_for_work_does_not_read_what_was_sent(engine: Engine) -> None:
    statements: list[tuple[str, Any]] = []
    with reading(engine) as connection:
        event.listen(
            connection,
            "before_cursor_execute",
            lambda _c, _cursor, statement, parameters, *_: statements.append((statement, parameters)),
        )
        outbox.anything_due(connection, NOW)
        statement, parameters = statements[-1]
        explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plan = [row[-1] for row in explained.all()]
    assert plan == ["SEARCH messages USING INDEX ix_messages_unsent (next_attempt<?)"]


def test_what_a_message_covers_as_it_stands_now(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        organisation, ana = add_organisation(unit), add_person(unit)
        letter = add_letter(unit, organisation)
        kept, gone = add_letter(unit, organisation, "kept"), add_letter(unit, organisation, "gone")
        one = add_commitment(unit, kept, organisation)
        two = add_commitment(unit, gone, organisation)
        reminder, digest = add_message(unit, "r"), add_message(unit, "d", kind="digest", person_id=ana)
        first = Slot("reminder/c1", ana, one, 1)
        second = Slot("reminder/c2", ana, two, 1)
        period = Slot("digest/p1/2026-05-04", ana)
        slots.take(unit, [(first, reminder), (second, reminder), (period, digest)])
        unit.update(tables.letters, gone, {"withdrawn": True}, "letter.withdrawn")
        unit.update(tables.letters, letter, {"confidential": True}, "letter.edited")
        unit.update(tables.commitments, one, {"status": "dismissed"}, "commitment.dismissed")
    with reading(engine) as connection:
        found = outbox.covered(connection, [reminder, digest])
        assert [(each.slot, each.withdrawn) for each in found[reminder]] == [(first, False), (second, True)]
        assert [each.commitment.status.value for each in found[reminder] if each.commitment] == [
            "dismissed",
            "open",
        ]
        assert [(each.slot, each.commitment) for each in found[digest]] == [(period, None)]
        assert slots.of_message(connection, reminder) == [first, second]
        assert slots.taken(connection, [first.key, period.key, "other"]) == {first.key, period.key}
        last = slots.last_digests(connection, [ana, 99])
        assert {pair: (each.at, each.content) for pair, each in last.items()} == {(ana, ana): (NOW, b"d")}
        assert [message.id for message in outbox.about(connection, one)] == [reminder]


def test_a_slot_that_was_released_can_be_taken_anew(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        ana = add_person(unit)
        slot = Slot("digest/p1/2026-05-04", ana)
        first, second = add_message(unit, "a", kind="digest"), add_message(unit, "b", kind="digest")
        slots.take(unit, [(slot, first)])
        slots.release(unit, [slot])
        assert slots.taken(unit.connection, [slot.key]) == set()
        new = Slot("digest/p1/2026-05-11", ana)
        slots.take(unit, [(slot, second), (new, first)])
        assert slots.of_message(unit.connection, first) == [new]
        assert slots.of_message(unit.connection, second) == [slot]
        later = Slot("digest/p1/2026-05-18", ana)
    for again in (slot, later):
        with pytest.raises(TakenError), writing(engine, ACT) as unit:
            slots.take(unit, [(later, first), (again, first)])
    with reading(engine) as connection:
        assert slots.taken(connection, [later.key]) == set()
        assert soundness.check_rows(connection) == []


def test_of_several_sent_those_that_another_took_over_are_left(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        mine, lost = add_message(unit, "mine"), add_message(unit, "lost")
    assert claim(engine, "s1") == [mine, lost]
    assert claim(engine, "s2", NOW + LEASE)[:1] == [mine]
    with writing(engine, ACT) as unit:
        assert outbox.cancel(unit, lost, "s2", "resolved meanwhile")
        assert outbox.mark_sent(unit, {mine: "250 one", lost: "250 two"}, "s2", LATER)
    assert message_of(engine, mine).state is MessageState.SENT
    with reading(engine) as connection:
        assert audit.history(connection, tables.messages, mine)[-1].note == "250 one"
    assert message_of(engine, lost).state is MessageState.CANCELLED


def test_since_when_a_message_fails(engine: Engine) -> None:
    """From the first answer that put it off, not while all rests; anew where a person sends it again."""
    with writing(engine, ACT) as unit:
        number = add_message(unit)
    steps = [("rest", None), ("postpone", 1), ("postpone", 1), ("retry", None), ("postpone", 4)]
    for minute, (step, since) in enumerate(steps):
        now = NOW + timedelta(minutes=minute)
        with writing(engine, replace(ACT, at=now)) as unit:
            if step == "retry":
                assert unit.update(tables.messages, number, {"reason": None}, outbox.RETRIED)
            else:
                (message,) = outbox.claim(unit, "s1", now, LEASE, 1)
                put_off(unit, message, now, rest=step == "rest")
        expected = None if since is None else NOW + timedelta(minutes=since)
        with reading(engine) as connection:
            assert outbox.failing_since(connection, number) == expected, minute


def put_off(unit: Unit, message: Message, until: datetime, *, rest: bool) -> None:
    if rest:
        assert outbox.rest(unit, message, "s1", until, "535 login refused")
    else:
        assert outbox.postpone(unit, message.id, "s1", until, "451 try later")


def test_lists_and_counts(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        queued, done = add_message(unit, "a"), add_message(unit, "b", state="sent", sent=NOW)
    with reading(engine) as connection:
        assert [message.id for message in outbox.listing(connection)] == [done, queued]
        assert [message.id for message in outbox.listing(connection, limit=1)] == [done]
        assert [message.id for message in outbox.listing(connection, states=[MessageState.QUEUED])] == [
            queued
        ]
        assert outbox.counts(connection) == {MessageState.QUEUED: 1, MessageState.SENT: 1}
        found = outbox.by_message_id(connection, "<a@tracker.example>")
        assert found is not None
        assert found.id == queued
        assert outbox.by_message_id(connection, "<x@tracker.example>") is None
        rendered = contents.by_hash(connection, found.content_hash)
        assert rendered is not None
        assert rendered.data == b"a"
        assert contents.by_hash(connection, "0" * 64) is None
