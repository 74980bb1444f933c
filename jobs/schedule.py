"""The scheduler: one interval tick that runs every job, and a watchdog over it.

APScheduler keeps its jobs in memory: what is due and what was sent stands in the store, so nothing
is lost or doubled by a restart, a second scheduler or a week of downtime.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from jobs import JOBS, Job
from jobs.service_manager import ServiceManager
from tracker.app import App
from tracker.errors import TrackerError

log = logging.getLogger("tracker.jobs")

LATE_AFTER = 1.25
"""After so many silent intervals the watchdog starts a tick by itself."""
LOOKS_A_TICK = 4
"""How often the watchdog looks in one interval."""
LONGEST_SILENCE = 10.0
"""Seconds between two signs of life to the service manager, which may be told to wait for a minute only."""
LONGEST_ROUND = 1800.0
"""Seconds; a round that takes longer is taken for one that hangs."""


class Ticker:
    """Runs all jobs once a call, and knows when it last did."""

    def __init__(self, app: App, jobs: tuple[Job, ...] = JOBS) -> None:
        self._app = app
        self._jobs = jobs
        self._began: float | None = None
        self._ended = time.monotonic()

    def tick(self) -> None:
        """One round. A job that fails is logged and tried again in the next round."""
        self._began = time.monotonic()
        for job in self._jobs:
            self._run(job)
        self.beat()
        self._ended = time.monotonic()
        self._began = None

    def beat(self) -> None:
        """Leave a sign of life in the store."""
        try:
            self._app.record_heartbeat()
        except TrackerError as error:
            log.error("heartbeat: %s", error)

    @property
    def busy(self) -> bool:
        """A round is going on."""
        return self._began is not None

    def idle_for(self, now: float) -> float:
        """Seconds since the last round ended, on the monotonic clock; 0 while one goes on."""
        return 0.0 if self.busy else now - self._ended

    def well(self, now: float) -> bool:
        """Whether a round that goes on has not gone on for so long that it must hang."""
        began = self._began
        return began is None or now - began < LONGEST_ROUND

    def _run(self, job: Job) -> None:
        try:
            report = job.run(self._app)
        except TrackerError as error:
            log.error("%s: %s", job.name, error)
        except Exception as error:  # noqa: BLE001 - the scheduler outlives any one job
            # Where, not what: the message of a defect could hold words of a letter.
            place = error.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
            log.error("%s: a defect in the program (%s at %s)", job.name, type(error).__name__, where)
        else:
            for line in report.lines:
                log.info("%s: %s", job.name, line)


def run_until_stopped(
    app: App, *, stop: threading.Event | None = None, ready: Callable[[], None] = lambda: None
) -> None:
    """Tick until `stop` is set, or SIGTERM or SIGINT arrives; a round under way is finished first."""
    stop = stop or threading.Event()
    _stop_on_signals(stop)
    seconds = app.settings.jobs.tick_seconds
    ticker = Ticker(app)
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    scheduler.add_job(
        ticker.tick,
        "interval",
        seconds=seconds,
        id="tick",
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()
    ready()
    manager = ServiceManager(app.environ)
    manager.say("READY=1")
    try:
        watch = Watch(scheduler, ticker, manager, seconds)
        while not stop.wait(min(seconds / LOOKS_A_TICK, LONGEST_SILENCE)):
            watch.look()
    finally:
        manager.say("STOPPING=1")
        scheduler.shutdown(wait=True)


class Watch:
    """Looks after the tick on the monotonic clock, which nobody sets."""

    def __init__(
        self, scheduler: BackgroundScheduler, ticker: Ticker, manager: ServiceManager, seconds: float
    ) -> None:
        self._scheduler = scheduler
        self._ticker = ticker
        self._manager = manager
        self._seconds = seconds
        self._beat = time.monotonic()

    def look(self) -> None:
        """Wake a tick that fell silent; while a round goes on, say that it does."""
        now = time.monotonic()
        if self._ticker.idle_for(now) > LATE_AFTER * self._seconds:
            # An interval trigger stays silent when the wall clock was set back.
            log.warning("the tick is late; starting one now")
            self._scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
        if not self._ticker.well(now):
            return
        self._manager.say("WATCHDOG=1")
        if self._ticker.busy and now - self._beat > self._seconds:
            self._beat = now
            self._ticker.beat()


def _stop_on_signals(stop: threading.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        return

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
