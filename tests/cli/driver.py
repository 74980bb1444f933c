"""The command line as a person uses it: words in, exit code and two streams out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker import cli
from tracker.cli.session import Session
from tracker.clock import fixed_clock

MORNING = datetime(2026, 6, 2, 9, tzinfo=UTC)
"""The day after the letters of these tests were written."""


@dataclass(frozen=True)
class Answer:
    """What one command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output; anything else there is an error."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Tracker:
    """The real command in this process, with a home, a clock and an environment of its own."""

    home: Path
    now: datetime = MORNING
    config: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: {"TRACKER_ACTOR": "Ana"})

    def __call__(self, *arguments: str | Path) -> Answer:
        session = Session(self.home, self.config, fixed_clock(self.now), self.environ)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.run([str(argument) for argument in arguments], session)
        session.close()
        return Answer(code, out.getvalue(), err.getvalue())

    def ok(self, *arguments: str | Path) -> Answer:
        """An answer that must be "done"."""
        answer = self(*arguments)
        assert answer.code == 0, answer
        return answer

    def on(self, year: int, month: int, day: int) -> Tracker:
        """The same tracker at nine in the morning of another day."""
        return replace(self, now=datetime(year, month, day, 9, tzinfo=UTC))

    def at(self, home: Path) -> Tracker:
        """The same day in another home."""
        return replace(self, home=home)

    def with_config(self, text: str | bytes) -> Tracker:
        """The same home with a settings file of its own beside it."""
        path = self.home.parent / "settings.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return replace(self, config=path)


def spawn(
    *arguments: str | Path, home: Path, stdin: str | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a shell starts it."""
    return subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; main()", *map(str, arguments)],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(cli.__file__).parents[2]),
            "HOME": str(home),
            "TRACKER_HOME": str(home),
            **environ,
        },
        input=stdin,
        capture_output=True,
        cwd="/",  # not the checkout, which Python would search first
        text=True,
        timeout=300,
        check=False,
    )
