"""The product's own loops in a process of their own, by the test's clock.

    python -m tests.faults.worker HOME CLOCK LOOP [--lock-timeout SECONDS] [--jumps]

LOOP is `run` for the scheduler as `tracker run` starts it, or names of jobs, joined by commas, that are run again
and again. Says "up" on standard error when it begins. With `--jumps` the scheduler's wall clock is the test's, too.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import apscheduler.schedulers.base

import jobs.schedule
from jobs import find_job
from jobs.schedule import Ticker, run_until_stopped
from tests.faults.clock import FileClock
from tracker.cli.session import Session
from tracker.store import engine


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("clock", type=Path)
    parser.add_argument("loop")
    parser.add_argument("--lock-timeout", type=float)
    parser.add_argument("--jumps", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    if options.lock_timeout:
        vars(engine)["LOCK_TIMEOUT_SECONDS"] = options.lock_timeout
    clock = FileClock(options.clock)
    if options.jumps:
        _set_wall_clock(clock)
    app = Session(options.home, None, clock, os.environ).app
    _ = app.engine
    if options.loop == "run":
        run_until_stopped(app, ready=_say_up)
        return
    ticker = Ticker(app, tuple(find_job(name) for name in options.loop.split(",")))
    _say_up()
    while True:
        ticker.tick()
        time.sleep(0.05)


def _say_up() -> None:
    sys.stderr.write("up\n")
    sys.stderr.flush()


def _set_wall_clock(clock: FileClock) -> None:
    """What APScheduler and our own schedule take for the wall clock; the monotonic one stays the machine's."""

    class Wall(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock().astimezone(tz)

    for module in (apscheduler.schedulers.base, jobs.schedule):
        vars(module)["datetime"] = Wall


if __name__ == "__main__":
    main()
