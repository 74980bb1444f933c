"""How long a person waits for a list, beside Taskwarrior.

    python benchmarks/lists.py [--sizes 10000 100000 1000000] [--rounds 9] [--folder DIR]

Each figure is a cold start of the whole command as a shell runs it: `tracker overdue --limit 25` and `tracker list
--limit 25` over so many commitments, `task limit:25 overdue` and `task limit:25 list` over as many tasks (up to
100,000: beyond, Taskwarrior takes half a minute), `tracker list` with a filter, and `tracker --help` beside a Python
that imports click. All of them take turns; the figures are medians, the ratios medians of the ratios within a turn.
Taskwarrior gets a folder and settings of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.stores import START, fill
from tracker.store.engine import open_engine

MOST_TASKS = 100_000
FILTERS = ("owner:me", "org:Mill-7", "text:repair", "owner:me due:30d text:repair")
"""Words of filters: what few rows fit and what all fit."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--folder", type=Path, help="where the stores stay for the next time (default: a temporary folder)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        commands = dict(basics())
        for size in options.sizes:
            commands |= of_tracker(folder / f"tracker-{size}", size)
            if size <= MOST_TASKS and shutil.which("task"):
                commands |= of_taskwarrior(folder / f"task-{size}", size)
        report(options.sizes, measure(commands, options.rounds))


Taken = tuple[float, float]
"""Seconds waited, and seconds of a processor."""
Command = tuple[list[str], dict[str, str]]


def basics() -> dict[str, Command]:
    """What every command pays."""
    return {
        "python -c 'import click'": ([sys.executable, "-c", "import click"], {}),
        "tracker --help": ([tracker(), "--help"], {}),
    }


def of_tracker(home: Path, size: int) -> dict[str, Command]:
    """The commands over a store of so many commitments."""
    if not home.exists():
        filling = home.with_name(f"{home.name}-filling")
        engine = open_engine(f"sqlite:///{filling / 'tracker.db'}")
        fill(engine, size)
        engine.dispose()
        filling.rename(home)
    where = {"TRACKER_HOME": str(home), "TRACKER_ACTOR": "Person 1"}
    return {
        f"tracker overdue {size}": ([tracker(), "overdue", "--limit", "25"], where),
        f"tracker list {size}": ([tracker(), "list", "--limit", "25"], where),
        **{
            f"tracker list {words} {size}": ([tracker(), "list", *words.split(), "--limit", "25"], where)
            for words in FILTERS
        },
    }


def of_taskwarrior(home: Path, size: int) -> dict[str, Command]:
    """The same lists over as many tasks."""
    home.mkdir(exist_ok=True)
    dice = random.Random(size)
    (home / "taskrc").write_text(f"data.location={home}\nconfirmation=off\nverbose=nothing\ngc=on\n")
    with (home / "pending.data").open("w") as tasks:
        for _ in range(size):
            due = int((START + timedelta(days=dice.randrange(1461))).timestamp())
            key = uuid.UUID(int=dice.getrandbits(128), version=4)
            tasks.write(
                '[description:"Repair the wells in all villages of the district by the day that we agreed" '
                f'due:"{due}" entry:"{int(START.timestamp())}" project:"Mill {dice.randrange(100)}" '
                f'status:"pending" uuid:"{key}"]\n'
            )
    where = {"TASKRC": str(home / "taskrc"), "TASKDATA": str(home), "HOME": str(home)}
    return {
        f"task overdue {size}": (["task", "limit:25", "overdue"], where),
        f"task list {size}": (["task", "limit:25", "list"], where),
    }


def tracker() -> str:
    """The installed command."""
    return str(Path(sys.executable).with_name("tracker"))


def measure(commands: dict[str, Command], rounds: int) -> dict[str, list[Taken]]:
    """What each command took in each round; a first round, which fills the caches, is not counted."""
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            one = timed(*command)
            if turn:
                taken[name].append(one)
    return taken


def timed(words: list[str], where: dict[str, str]) -> Taken:
    """Seconds from the start of the command to its end, and those in which a processor worked for it."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(words, env={**os.environ, **where}, capture_output=True, check=False)
    took, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.returncode} {done.stderr.decode()}")
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(sizes: list[int], taken: dict[str, list[Taken]]) -> None:
    """Print each command's median, and the ratios that are promised."""
    print(f"{'':44}{'waited':>10}{'processor':>12}")
    for name, each in taken.items():
        wall, cpu = (median(values) for values in zip(*each, strict=True))
        print(f"{name:44}{wall:8.3f} s{cpu:10.3f} s")
    print()
    ratio(taken, "tracker --help", "python -c 'import click'", 1.5)
    for what in ("overdue", "list"):
        for size, goal in zip(sizes, (2.0, 0.2), strict=False):
            if f"task {what} {size}" in taken:
                ratio(taken, f"tracker {what} {size}", f"task {what} {size}", goal)
        if len(sizes) > 2:
            ratio(taken, f"tracker {what} {sizes[-1]}", f"tracker {what} {sizes[0]}", 1.5)


def ratio(taken: dict[str, list[Taken]], ours: str, theirs: str, goal: float) -> None:
    """Print how many times as long ours takes: waited for, and in processor time, which a busy machine disturbs less."""
    pairs = list(zip(taken[ours], taken[theirs], strict=True))
    wall, cpu = (median(one[place] / other[place] for one, other in pairs) for place in (0, 1))
    print(f"{ours} / {theirs}: {wall:.2f} waited, {cpu:.2f} processor (goal {goal:g})")


if __name__ == "__main__":
    main()
