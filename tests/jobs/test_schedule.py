"""The scheduler: every job at each tick, whatever one of them does; a clean stop; a watchdog."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from jobs import Job, JobReport
from jobs.schedule import Ticker, run_until_stopped
from tests.jobs.conftest import Mailbox, Office, letter
from tracker.app import App
from tracker.config import JobSettings
from tracker.errors import UnavailableError
from tracker.store import heartbeat
from tracker.store.unit import reading


@dataclass(frozen=True, slots=True)
class FailingJob(Job):
    """Raises what it is given."""

    error: Exception = field(default_factory=lambda: UnavailableError("the store is locked"))

    def run(self, app: App, *, dry_run: bool = False) -> JobReport:
        raise self.error


@dataclass(frozen=True, slots=True)
class CountingJob(Job):
    """Counts its runs."""

    runs: list[int] = field(default_factory=list)

    def run(self, app: App, *, dry_run: bool = False) -> JobReport:
        self.runs.append(1)
        return JobReport(self.name, ())


@pytest.mark.parametrize("error", [UnavailableError("locked"), ValueError("Dear Ms Okoro, we will publish")])
def test_a_job_that_fails_stops_neither_the_others_nor_the_tick(
    office: Office, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    counting = CountingJob("counting", "counts")
    ticker = Ticker(office.app, (FailingJob("failing", "fails", error), counting))
    ticker.tick()
    ticker.tick()
    assert len(counting.runs) == 2
    assert "failing" in caplog.text
    assert "Okoro" not in caplog.text
    with reading(office.app.engine) as connection:
        assert "tick" in heartbeat.last_beats(connection)


def test_the_scheduler_plans_and_delivers_and_stops_when_asked(office: Office, mailbox: Mailbox) -> None:
    office.settings = msgspec.structs.replace(office.settings, jobs=JobSettings(tick_seconds=0.2))
    office.hire("Ana")
    office.add(letter("We will publish the water report by 8 June 2026."))
    stop = threading.Event()
    runner = threading.Thread(target=run_until_stopped, args=(office.app,), kwargs={"stop": stop})
    runner.start()
    end = time.monotonic() + 30
    while not mailbox.mails and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    runner.join(30)
    assert not runner.is_alive()
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_stops_cleanly_on_signals(tmp_path: Path, number: signal.Signals) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from tracker.cli import main; main()",
            "--home",
            str(tmp_path / "home"),
            "run",
        ],
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if "tracker runs" in line:
            break
    process.send_signal(number)
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 0, "".join(lines) + rest
    assert "tracker stopped" in rest
    assert "Traceback" not in rest
