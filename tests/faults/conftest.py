"""An office whose parts are real processes: they are killed, stopped and started while a test looks on.

The short form runs with all other tests; TRACKER_FAULTS=full (`make faults`) runs everything at its whole length.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from tests.cli.driver import Answer, Tracker
from tests.faults.clock import FileClock
from tests.store.samples import add_letter, add_organisation, commitment_row
from tracker.model import Event, Message, MessageState
from tracker.store import audit, outbox, slots, soundness, tables
from tracker.store.engine import open_engine
from tracker.store.unit import Act, reading, writing

FULL = os.environ.get("TRACKER_FAULTS") == "full"
ROOT = Path(__file__).parents[2]
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONG_BEFORE = Act(MONDAY - timedelta(days=30), "ana", "ana")


def by_length(short: int, full: int) -> int:
    """How many of something: few in the short form, many in the full one."""
    return full if FULL else short


def eventually(what: str, holds: Callable[[], Any], seconds: float = 300.0) -> None:
    """Wait until it holds; fail where that takes longer than on any machine that still moves."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)


@dataclass
class Process:
    """A running part, and what it says on standard error."""

    handle: subprocess.Popen[bytes]
    said: Path

    @property
    def pid(self) -> int:
        return self.handle.pid

    @property
    def up(self) -> bool:
        """Whether it has begun its work."""
        return "up" in self.said.read_text().splitlines()

    def kill(self) -> None:
        """As the kernel or a power cut does: nothing of it runs any more."""
        self.handle.send_signal(signal.SIGKILL)
        self.handle.wait()

    def suspend(self) -> None:
        self.handle.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.handle.send_signal(signal.SIGCONT)


@dataclass
class SmtpServer:
    """The failing server of `tests.faults.server`, which may be stopped and started again on its port."""

    log: Path
    port: int
    process: Process | None = None

    def start(self, *options: str) -> Self:
        begun = len(self._notes("listening"))
        self.process = _spawn(
            self.log.with_suffix(".said"),
            ["tests.faults.server", str(self.log), "--port", str(self.port), *options],
        )
        eventually("the mail server listens", lambda: len(self._notes("listening")) > begun)
        return self

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process = None

    def allow(self, mails: int) -> str:
        """So many mails are answered from now on; returns the file for the server's option --allowed."""
        allowed = self.log.with_suffix(".allowed")
        written = self.log.with_suffix(".allowed.new")
        written.write_text(str(mails))
        written.replace(allowed)
        return str(allowed)

    def accepted(self) -> Counter[tuple[str, str]]:
        """How often each (recipient, Message-ID) was taken."""
        return Counter((note["to"], note["message_id"]) for note in self._notes("accepted"))

    def attempts(self) -> Counter[str]:
        """How often each recipient was named."""
        return Counter(note["to"] for note in self._notes("named"))

    def happened(self, mishap: str) -> int:
        """How often that happened after a mail had been sent to the server."""
        return sum(note["word"] == mishap for note in self._notes("mishap"))

    def heard_in_clear(self) -> str:
        return "\n".join(note["line"] for note in self._notes("heard"))

    def _notes(self, what: str) -> list[dict[str, Any]]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [note for note in map(json.loads, lines) if note["what"] == what]


@dataclass
class Office:
    """One store, one clock, and the processes that work with them."""

    home: Path
    url: str
    clock: FileClock
    server: SmtpServer
    running: list[Process] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    _engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            self._engine = open_engine(self.url)
        return self._engine

    def configure(
        self, *, tick: float = 0.2, lease: int = 10, timeout: float = 300.0, more: str = "", smtp: str = ""
    ) -> None:
        """The settings of all processes: one rung, no quiet days, mail to the failing server."""
        (self.home / "tracker.toml").write_text(
            f"""
            [office]
            quiet_days = false
            [reminders]
            ladder = [-7]
            repeat_times = 0
            daily_cap = 1000
            escalate_to_lead = 0
            escalate_to_admins = 0
            [delivery]
            lease_seconds = {lease}
            [mail]
            transport = "smtp"
            from = "tracker@office.example"
            [mail.smtp]
            host = "127.0.0.1"
            port = {self.server.port}
            timeout_seconds = {timeout}
            {smtp or 'tls = "none"'}
            [jobs]
            tick_seconds = {tick}
            {more}
            """
        )

    def populate(
        self, addresses: list[str], promises: int = 1, *, digest: bool = False, weekly: bool = False
    ) -> None:
        """People in UTC, each with so many promises due in a week, and with a digest at eight or none."""
        schedule: dict[str, Any] = {
            "digest_cadence": "weekly" if weekly else "daily",
            "digest_weekday": 0,
            "digest_day": 1,
            "digest_at": clock_time(8),
        }
        people = [
            {
                "name": f"Person {number}",
                "email": address,
                "role": "staff",
                "zone": "UTC",
                **(schedule if digest or weekly else {}),
            }
            for number, address in enumerate(addresses, 1)
        ]
        with writing(self.engine, LONG_BEFORE) as unit:
            organisation = add_organisation(unit)
            letter = add_letter(unit, organisation)
            owners = unit.insert_many(tables.people, people, "person.added")
            rows = [
                commitment_row(
                    letter,
                    organisation,
                    owner_id=owner,
                    due=(MONDAY + timedelta(days=7)).date(),
                    added=LONG_BEFORE.at,
                    changed=LONG_BEFORE.at,
                )
                for owner in owners
                for _ in range(promises)
            ]
            unit.insert_many(tables.commitments, rows, "commitment.added")

    def start(self, loop: str, *options: str) -> Process:
        """A process that runs the scheduler (`run`) or some jobs again and again."""
        said = self.home.parent / f"worker-{len(self.running)}.said"
        arguments = ["tests.faults.worker", str(self.home), str(self.clock.path), loop, *options]
        process = _spawn(said, arguments, TRACKER_DATABASE_URL=self.url, **self.environ)
        self.running.append(process)
        return process

    def started(self, loop: str, *options: str) -> Process:
        """The same, when it has begun its work."""
        process = self.start(loop, *options)
        eventually(f"{loop} is up", lambda: process.up)
        return process

    def tracker(self, *arguments: str) -> Answer:
        """One command, as of the office's clock."""
        environ = {"TRACKER_DATABASE_URL": self.url, "TRACKER_ACTOR": "ana", **self.environ}
        return replace(Tracker(self.home, self.clock(), environ=environ))(*arguments)

    def messages(self) -> list[Message]:
        with reading(self.engine) as connection:
            return outbox.listing(connection)

    def states(self) -> Counter[MessageState]:
        return Counter(message.state for message in self.messages())

    def events(self) -> list[Event]:
        with reading(self.engine) as connection:
            return list(audit.stream_events(connection))

    def covered(self) -> dict[str, int]:
        """Each slot's key, and the message that covers it."""
        with reading(self.engine) as connection:
            return {
                slot.key: message.id
                for message in outbox.listing(connection)
                for slot in slots.of_message(connection, message.id)
            }

    def check_store(self) -> None:
        """The chain holds, and all tables are what it says."""
        with reading(self.engine) as connection:
            assert audit.verify_chain(connection).sound
            assert soundness.check_rows(connection) == []
            assert soundness.check_contents(connection) == []

    def close(self) -> None:
        for process in self.running:
            process.kill()
        self.server.stop()
        if self._engine is not None:
            self._engine.dispose()
        for process in self.running:
            assert "defect in the program" not in process.said.read_text()
            assert "Traceback" not in process.said.read_text()


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office on a new store, on a Monday morning that stands still."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    clock = FileClock(tmp_path / "clock")
    clock.set(MONDAY)
    with ExitStack() as stack:
        opened = Office(home, store_url, clock, SmtpServer(tmp_path / "smtp.log", free_port()))
        opened.configure()
        stack.callback(opened.close)
        yield opened


def start_writer(office: Office, number: int, changes: int) -> Process:
    """Somebody who makes so many changes; see tests.faults.writer."""
    arguments = ["tests.faults.writer", str(office.home), str(office.clock.path), str(number), str(changes)]
    said = office.home.parent / f"writer-{number}.said"
    process = _spawn(said, arguments, TRACKER_DATABASE_URL=office.url, TRACKER_ACTOR="ana")
    office.running.append(process)
    return process


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def is_postgresql(url: str) -> bool:
    return urlsplit(url).scheme.startswith("postgresql")


def _spawn(said: Path, arguments: list[str], **environ: str) -> Process:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    with said.open("ab") as stderr:
        handle = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", *arguments],
            cwd=ROOT,
            env={**clean, **environ},
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
        )
    return Process(handle, said)
