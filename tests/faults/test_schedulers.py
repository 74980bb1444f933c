"""Schedulers that crash, sleep, and are told another time."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.faults.conftest import MONDAY, Office, by_length, eventually
from tracker.model import MessageState
from tracker.store import heartbeat, slots
from tracker.store.unit import reading

EIGHT = MONDAY.replace(hour=8)
TICK = 1.0
SOON = 30 * TICK
"""A busy machine may be slow; a scheduler that waits for the old time is silent for an hour."""


@pytest.mark.parametrize("schedulers", [2, 4])
def test_several_schedulers_that_crash_plan_each_slot_once(office: Office, schedulers: int) -> None:
    people, days = by_length(8, 20), by_length(3, 15)
    office.configure(tick=0.1, lease=300)
    office.populate([f"p{number}@office.example" for number in range(people)], digest=True)
    office.clock.set(EIGHT - timedelta(seconds=20))
    office.server.start()
    running = [office.started("run") for _ in range(schedulers)]
    due = {f"digest/p{number}/2026-05-31" for number in range(1, people + 1)}
    eventually("the last day is caught up with", lambda: due <= office.covered().keys())
    for day in range(days):
        eight = EIGHT + timedelta(days=day)
        due |= {f"digest/p{number}/{eight:%Y-%m-%d}" for number in range(1, people + 1)}
        victim = random.randrange(schedulers)
        office.clock.set(eight, rate=60)
        eventually("some are planned", partial(_planned_more_than, office, due, len(due) - people))
        running[victim].kill()
        eventually("all are planned", partial(_planned_more_than, office, due, len(due) - 1))
        running[victim] = office.start("run")
    eventually("all mail is out", lambda: set(office.states()) == {MessageState.SENT})

    due |= {f"reminder/c{number}/v1/p{number}/-7" for number in range(1, people + 1)}
    covered = office.covered()
    assert covered.keys() == due
    assert len(set(covered.values())) == len(due) == len(office.messages())
    taken = Counter(
        (event.change.after or {})["key"] for event in office.events() if event.action == "slot.taken"
    )
    assert taken == Counter(due)
    delivered = {message_id for _, message_id in office.server.accepted()}
    assert delivered == {message.message_id for message in office.messages()}
    office.check_store()


def _planned_more_than(office: Office, due: set[str], number: int) -> bool:
    return len(due & office.covered().keys()) > number


@pytest.mark.parametrize(
    ("downtime", "digest"),
    [(timedelta(hours=1), "digest/p1/2026-06-01"), (timedelta(days=9), "digest/p1/2026-06-08")],
    ids=["1 hour", "9 days"],
)
def test_downtime_over_the_hour_of_the_digest(office: Office, downtime: timedelta, digest: str) -> None:
    """The latest missed digest only, and it says that it is late where its day has passed."""
    office.populate(["ana@office.example"], weekly=True)
    (before,) = _digests_after_downtime(office, EIGHT - timedelta(minutes=30))
    assert before == "digest/p1/2026-05-25"
    assert _digests_after_downtime(office, EIGHT - timedelta(minutes=30) + downtime) == {before, digest}
    mails = [message for message in office.messages() if message.kind == "digest"]
    text = " ".join(office.tracker("outbox", "show", str(mails[0].id)).out.split())
    assert ("was due on Monday 8 June 2026" in text) == (downtime > timedelta(days=1)), text


def _digests_after_downtime(office: Office, at: datetime) -> set[str]:
    """All digests ever planned, once a scheduler that starts at `at` has had its rounds and was killed."""
    office.clock.set(at)
    scheduler = office.started("run")
    rounds = scheduler.said.read_text().count("digests: ")
    eventually("two rounds", lambda: scheduler.said.read_text().count("digests: ") >= rounds + 3)
    scheduler.kill()
    with reading(office.engine) as connection:
        keys = {f"digest/p1/{day:%Y-%m-%d}" for day in (EIGHT + timedelta(days=n) for n in range(-40, 20))}
        return slots.taken(connection, keys)


def _last_beat(office: Office) -> datetime | None:
    with reading(office.engine) as connection:
        return heartbeat.last_beats(connection).get(heartbeat.TICK)


def _ticked_between(office: Office, first: datetime, last: datetime) -> bool:
    beat = _last_beat(office)
    return beat is not None and first <= beat <= last


def _ticks_by_the_new_time(office: Office) -> None:
    """Soon, and once more after that."""
    since = office.clock()
    for _ in range(2):
        until = since + timedelta(hours=1)
        eventually("it ticks", partial(_ticked_between, office, since, until), SOON)
        since = office.clock()


def _sent(office: Office, mails: int) -> bool:
    return office.states() == {MessageState.SENT: mails}


def test_the_wall_clock_is_set(office: Office) -> None:
    """Forward over the digest's hour: it goes out within a tick, and never again when the clock goes back."""
    office.configure(tick=TICK)
    office.populate(["ana@office.example"], digest=True)
    office.clock.set(EIGHT - timedelta(hours=1), rate=1)
    office.server.start()
    office.start("run", "--jumps")
    eventually("the digest of the day before is caught up with", partial(_sent, office, 1))
    office.clock.set(EIGHT + timedelta(hours=1), rate=1)
    eventually("the digest and a reminder are sent", partial(_sent, office, 3), SOON)
    for hours in (-1, 1, 0):
        office.clock.set(EIGHT + timedelta(hours=hours), rate=1)
        _ticks_by_the_new_time(office)
    assert sorted(office.server.accepted().values()) == [1, 1, 1]


def test_the_machine_is_suspended(office: Office) -> None:
    office.configure(tick=TICK)
    office.populate(["ana@office.example"], digest=True)
    office.clock.set(EIGHT - timedelta(hours=1), rate=1)
    office.server.start()
    scheduler = office.start("run", "--jumps")
    eventually("the digest of the day before is caught up with", partial(_sent, office, 1))
    scheduler.suspend()
    office.clock.set(EIGHT + timedelta(hours=1), rate=1)
    scheduler.resume()
    eventually("the digest and a reminder are sent", partial(_sent, office, 3), SOON)
    assert sorted(office.server.accepted().values()) == [1, 1, 1]


def test_alive_is_red_when_the_scheduler_is_dead(office: Office) -> None:
    office.configure(tick=TICK)
    assert office.tracker("doctor", "--alive").code == 1
    office.clock.set(MONDAY, rate=1)
    scheduler = office.started("run")
    eventually("it is green", lambda: office.tracker("doctor", "--alive").code == 0)
    scheduler.kill()
    office.clock.set(office.clock() + timedelta(seconds=2 * TICK))
    assert office.tracker("doctor", "--alive").code == 0
    office.clock.set(office.clock() + timedelta(seconds=2 * TICK))
    answer = office.tracker("doctor", "--alive")
    assert answer.code == 1
    assert re.search(r"last ticked 2026-06-01", answer.out)
