"""What a service manager hears: ready, alive, stopping; and nothing while a round hangs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from jobs import Job, JobReport, schedule
from jobs.schedule import Ticker, Watch
from jobs.service_manager import ServiceManager
from tests.jobs.conftest import Office
from tracker.app import App


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """A socket as systemd opens it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(30)
        yield listening


def test_the_command_says_that_it_is_ready_lives_and_stops(manager: socket.socket, tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    (tmp_path / "settings.toml").write_text("[jobs]\ntick_seconds = 0.4\n")
    arguments = ["--home", str(tmp_path / "home"), "--config", str(tmp_path / "settings.toml"), "run"]
    process = subprocess.Popen(
        [sys.executable, "-c", "from tracker.cli import main; main()", *arguments],
        stderr=subprocess.DEVNULL,
        env={**environ, "NOTIFY_SOCKET": manager.getsockname()},
    )
    try:
        assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"WATCHDOG=1"
        process.send_signal(signal.SIGTERM)
        said = b"WATCHDOG=1"
        while said == b"WATCHDOG=1":
            said = manager.recv(100)
        assert said == b"STOPPING=1"
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def test_an_abstract_address_and_nobody_at_all(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    name = f"tracker-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(5)
        ServiceManager({"NOTIFY_SOCKET": f"@{name}"}).say("READY=1")
        assert listening.recv(100) == b"READY=1"
    ServiceManager({}).say("READY=1")
    assert caplog.text == ""
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).say("READY=1")
    assert "cannot be told READY=1" in caplog.text


class Hanging(Job):
    """Does not come to its end while it is held."""

    held = threading.Event()

    def run(self, app: App, *, dry_run: bool = False) -> JobReport:
        self.held.wait(30)
        return JobReport(self.name, ())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_round_that_hangs_is_not_called_alive(
    office: Office, manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticker = Ticker(office.app, (Hanging("hanging", "hangs"),))
    told = ServiceManager({"NOTIFY_SOCKET": manager.getsockname()})
    watch = Watch(cast("BackgroundScheduler", None), ticker, told, seconds=30)
    round_ = threading.Thread(target=ticker.tick)
    round_.start()
    while not ticker.busy:
        time.sleep(0.01)
    watch.look()
    assert manager.recv(100) == b"WATCHDOG=1"
    monkeypatch.setattr(schedule, "LONGEST_ROUND", 0.0)
    watch.look()
    manager.settimeout(0.1)
    with pytest.raises(TimeoutError):
        manager.recv(100)
    Hanging.held.set()
    round_.join()
