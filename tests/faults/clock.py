"""A clock in a file: the test moves it, and all processes that share it see that at once."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path


@dataclass(frozen=True)
class FileClock:
    """Shows the instant that was set, or goes on from it at a rate of its own."""

    path: Path

    def set(self, at: datetime, rate: float = 0.0) -> None:
        """To `at`, from which it goes `rate` times as fast as time."""
        written = self.path.with_suffix(".new")
        written.write_text(json.dumps([at.isoformat(), time.time(), rate]))
        written.replace(self.path)

    def __call__(self) -> datetime:
        at, since, rate = json.loads(self.path.read_text())
        return datetime.fromisoformat(at) + timedelta(seconds=rate * (time.time() - since))
