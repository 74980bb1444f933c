"""How far a long piece of work has come, on standard error: a bar in a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from tracker.cli.output import note

_SECONDS_BETWEEN_LINES = 5.0


class Progress(Protocol):
    """What the work calls after each file."""

    def __call__(self) -> None:
        """One more is done."""


@contextmanager
def shown(total: int) -> Iterator[Progress]:
    """Shows the progress of `total` files while the block runs."""
    if not sys.stderr.isatty():
        yield Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        work = bar.add_task("", total=total, rate="")
        pace = Pace(total)

        def advance() -> None:
            pace.done += 1
            bar.update(work, advance=1, rate=pace.speed())

        yield advance


class Pace:
    """How fast it goes."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._began = time.monotonic()

    def rate(self) -> float:
        """Files a second so far."""
        return self.done / max(time.monotonic() - self._began, 1e-6)

    def speed(self) -> str:
        """Such as "52 a second", or "0.4 a second" where scans are read."""
        rate = self.rate()
        return f"{rate:.0f} a second" if rate >= 10 else f"{rate:.1f} a second"

    def line(self) -> str:
        """Such as "400 of 2000 files, 52 a second, 31 s left"."""
        rate = self.rate()
        left = (self.total - self.done) / rate if rate else 0
        time_left = f"{left:.0f} s" if left < 120 else f"{left / 60:.0f} min"
        return f"{self.done} of {self.total} files, {self.speed()}, {time_left} left"


class Lines:
    """Plain lines, at most one every few seconds."""

    def __init__(self, total: int, seconds: float = _SECONDS_BETWEEN_LINES) -> None:
        self._pace = Pace(total)
        self._seconds = seconds
        self._last = time.monotonic()

    def __call__(self) -> None:
        """One more is done."""
        self._pace.done += 1
        if time.monotonic() - self._last >= self._seconds:
            self._last = time.monotonic()
            note(self._pace.line())
