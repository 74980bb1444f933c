"""Processes that are killed: every due slot reaches its reader, and only mails in flight arrive twice."""

from __future__ import annotations

import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.faults.conftest import MONDAY, Office, Process, by_length, eventually
from tracker.model import Event, Message, MessageState
from tracker.store import outbox
from tracker.store.engine import writing_connection
from tracker.store.tables import messages
from tracker.store.unit import reading
from tracker.store.values import iso

PLANNERS, SENDERS = 3, 4
MOST_IN_FLIGHT = 2 * 4
"""On each of four connections one mail on its way, and one that is being written down as sent."""
LEASE = 10
STEP = timedelta(seconds=0.6 * LEASE)
ALL = 1_000_000


@dataclass
class Staff:
    """Planners and senders that are killed and replaced, and the clock that they share.

    The clock moves only when no living sender's lease would run out by it. So however slow the machine is, nobody but
    the killed loses a mail, and what arrives twice is theirs.
    """

    office: Office
    working: list[tuple[str, Process]] = field(default_factory=list)
    killed: set[int] = field(default_factory=set)
    senders_killed: int = 0
    through: int = 0
    """How many mails the server may have answered."""

    def let_through(self, mails: int) -> None:
        self.through = mails
        self.office.server.allow(mails)

    def hire(self) -> None:
        loops = ["reminders,digests"] * PLANNERS + ["delivery"] * SENDERS
        self.working = [(loop, self.office.start(loop)) for loop in loops]
        eventually("all are up", lambda: all(process.up for _, process in self.working))

    def kill(self, number: int) -> Process:
        loop, process = self.working[number]
        process.kill()
        self.killed.add(process.pid)
        self.senders_killed += loop == "delivery"
        self.working[number] = (loop, self.office.start(loop))
        return process

    def kill_anybody(self, dice: random.Random) -> None:
        self.until("somebody is up", self._up)
        self.kill(dice.choice(self._up()))

    def kill_a_holder(self) -> None:
        """Kill a sender whose mail the server has and whose store does not know it yet."""
        found: list[int] = []

        def kill() -> bool:
            self.check()
            found[:] = self._holders()
            # It may have settled its mail between our look and its death: then the next one.
            return bool(found) and self._left_a_mail(self.kill(found[0]))

        self.until("somebody is killed with a mail in hand", kill)

    def check(self) -> Counter[int]:
        """What must hold at any moment; how often each message was in the hands of somebody who was killed."""
        assert self.office.states()[MessageState.SENT] <= self.through, "recorded as sent before it was taken"
        accepted = self.office.server.accepted()
        known = {(message.to, message.message_id) for message in self.office.messages()}
        assert accepted.keys() <= known, "a mail went out under a Message-ID that is not its own"
        return _left_by_the_killed(self.office.events(), self.killed)

    def until(self, what: str, holds: Callable[[], Any]) -> None:
        """Wait for it, while the leases of the killed run out."""

        def passes() -> Any:
            self._let_time_pass()
            return holds()

        eventually(what, passes)

    def _up(self) -> list[int]:
        return [number for number, (_, process) in enumerate(self.working) if process.up]

    def _holders(self) -> list[int]:
        accepted = self.office.server.accepted()
        holding = {_process_of(each) for each in self._leased() if accepted[each.to, each.message_id]}
        return [number for number, (_, process) in enumerate(self.working) if process.pid in holding]

    def _leased(self) -> list[Message]:
        with reading(self.office.engine) as connection:
            return outbox.listing(connection, states=[MessageState.SENDING])

    def _left_a_mail(self, dead: Process) -> bool:
        """Locks what is leased, to see it only when no commit of the dead is under way on the store's server."""
        query = select(messages.c.lease_owner).where(messages.c.state == MessageState.SENDING.value)
        with writing_connection(self.office.engine).begin() as connection:
            owners = connection.execute(query.with_for_update()).scalars().all()
        return str(dead.pid) in {owner.split("/")[1] for owner in owners}

    def _let_time_pass(self) -> None:
        now = self.office.clock()
        living = {process.pid for _, process in self.working}
        ends: dict[bool, list[Any]] = defaultdict(list)
        for message in self._leased():
            ends[_process_of(message) in living].append(message.lease_until)
        if any(now < end for end in ends[False]) and all(now + STEP < end for end in ends[True]):
            self.office.clock.set(now + STEP)


def _process_of(message: Message) -> int:
    assert message.lease_owner is not None
    return int(message.lease_owner.split("/")[1])


def _kill_many(staff: Staff, kills: int, mails: int) -> int:
    """Every third one a sender with a mail in hand, the others anybody at any moment; how many held a mail for sure.

    The server lets only so many mails through before each kill, so that some are on their way until the last.
    """
    dice = random.Random(os.urandom(8))
    server = staff.office.server
    for number in range(1, kills + 1):
        staff.until("mails leave", lambda: server.accepted().total() >= staff.through)
        staff.let_through(mails * number // (kills + 1))
        if number % 3 == 0:
            staff.kill_a_holder()
        else:
            time.sleep(dice.uniform(0.0, 0.5))  # at whatever it does then: no assertion hangs on it
            staff.kill_anybody(dice)
    staff.let_through(ALL)
    return kills // 3


def test_killed_at_random_points(office: Office) -> None:
    people = by_length(30, 250)
    office.configure(lease=LEASE)
    office.populate([f"p{number}@office.example" for number in range(people)], promises=3, digest=True)
    office.server.start("--allowed", office.server.allow(0))
    due = {f"reminder/c{3 * n + i + 1}/v1/p{n + 1}/-7" for n in range(people) for i in range(3)}
    due |= {f"digest/p{n + 1}/2026-06-01" for n in range(people)}
    staff = Staff(office)
    staff.hire()
    caught = _kill_many(staff, by_length(9, 30), len(due))
    staff.until("all slots are planned", lambda: due <= office.covered().keys())
    staff.until("all mail is out", lambda: set(office.states()) == {MessageState.SENT})

    accepted = office.server.accepted()
    by_id = {message.id: (message.to, message.message_id) for message in office.messages()}
    covered = office.covered()
    lost = staff.check()
    assert covered.keys() == due
    for key, message_id in covered.items():
        assert accepted[by_id[message_id]] >= 1, f"{key} was never delivered"
    assert set(accepted) == set(by_id.values())
    assert lost.total() >= caught > 0, "nobody was killed with a mail in hand"
    assert accepted.total() > len(accepted), "nobody was killed with a mail in flight"
    for row_id, mail in by_id.items():
        assert accepted[mail] - 1 <= lost[row_id], f"{mail} was taken {accepted[mail]} times"
    assert accepted.total() - len(accepted) <= MOST_IN_FLIGHT * staff.senders_killed
    office.check_store()


def _left_by_the_killed(events: Iterable[Event], killed: set[int]) -> Counter[int]:
    """How often each message was taken over from somebody who was killed; nobody's before the lease was over."""
    rows: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    lost: Counter[int] = Counter()
    for event in events:
        if event.change.table != messages.name:
            continue
        row = rows[event.change.row_id]
        if event.action == "message.claimed" and (owner := row.get("lease_owner")) is not None:
            until = row["lease_until"]
            assert until <= iso(event.at), (
                f"{owner} held message {event.change.row_id} until {until}, but {event}"
            )
            lost[event.change.row_id] += int(owner.split("/")[1]) in killed
        row |= event.change.after or {}
    return lost


@pytest.mark.parametrize(("fault", "copies"), [("silent", 1), ("hung", 2)])
def test_killed_around_the_moment_when_the_server_takes_it(office: Office, fault: str, copies: int) -> None:
    """Before that nothing is lost; after it and before that was written down, it arrives again as the same mail."""
    address = f"{fault}.ana@office.example"
    office.populate([address])
    office.server.start()
    sender = office.started("reminders,delivery")
    eventually("the server has it", lambda: office.server.happened(fault))
    sender.kill()
    office.clock.set(MONDAY + timedelta(seconds=11))  # the lease of 10 s is over
    office.start("delivery")
    eventually("it is settled", lambda: set(office.states()) == {MessageState.SENT})
    (message,) = office.messages()
    assert office.server.accepted() == {(address, message.message_id): copies}
    office.check_store()


def test_stopped_for_longer_than_its_lease(office: Office) -> None:
    """Another sender takes the mail over, and the first no longer settles it, whatever the server told it."""
    office.populate(["ana@office.example"])
    office.server.start("--allowed", office.server.allow(0))
    first = office.started("reminders,delivery")
    eventually("the server has it", lambda: office.server.accepted().total() == 1)
    first.suspend()
    office.clock.set(MONDAY + timedelta(seconds=11))
    second = office.start("delivery")
    eventually("the server has it again", lambda: office.server.accepted().total() == 2)
    office.server.allow(1)
    first.resume()
    eventually("the first is told that it was taken", lambda: "delivery: 1 sent" in first.said.read_text())
    (message,) = office.messages()
    assert message.state is MessageState.SENDING, "it was settled by somebody who no longer held it"
    assert _process_of(message) == second.pid
    office.server.allow(2)
    eventually("it is settled", lambda: office.states() == {MessageState.SENT: 1})
    assert office.server.accepted() == {("ana@office.example", message.message_id): 2}
    office.check_store()


@pytest.mark.parametrize("planned_by", ["reminders", "reminders,digests"])
def test_killed_between_planning_and_sending(office: Office, planned_by: str) -> None:
    office.populate(["ana@office.example"], digest=planned_by != "reminders")
    mails = len(planned_by.split(","))
    planner = office.started(planned_by)
    eventually("it is planned", lambda: office.states()[MessageState.QUEUED] == mails)
    planner.kill()
    office.server.start()
    office.start("run")
    eventually("it is sent", lambda: office.states()[MessageState.SENT] == mails)
    assert list(office.server.accepted().values()) == [1] * mails
