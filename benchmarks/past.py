"""What the overdue list of a past day costs, against today's.

    python benchmarks/past.py [--commitments 100000] [--events 1000000] [--postgresql URL]

The store holds so many commitments and so many audit events, two of three of them about commitments (owners, days and
outcomes that changed over a year), the others about mails. Each list is made from the store to its last commitment,
the two taking turns; figures are medians.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from benchmarks.planning import timed
from benchmarks.stores import OWNERS, START, act, fill, last_event
from tracker.service import commitments as service
from tracker.service.past import overdue_on
from tracker.store import tables
from tracker.store.engine import open_engine
from tracker.store.unit import writing

ROUNDS = 5
A_YEAR = timedelta(days=365)


def main() -> None:
    """Print the figures."""
    after_a_year(__doc__, measure)


def after_a_year(description: str | None, measure: Callable[[Engine], None]) -> None:
    """Measures on the store that the command line asks for, when a year has passed in it."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commitments", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--postgresql", metavar="URL", help="an empty database, instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(options.postgresql or f"sqlite:///{Path(folder) / 'year.db'}")
        fill(engine, options.commitments)
        live(engine, options.commitments, options.events)
        measure(engine)
        engine.dispose()


def measure(engine: Engine) -> None:
    """Print how long each list takes."""
    end = START + A_YEAR
    today = partial(service.overdue, engine, end.date())
    days = {f"after {share:.0%} of the events": START + share * A_YEAR for share in (0.1, 0.5, 1.0)}
    past = {
        name: partial(overdue_on, engine, instant.date(), end, ZoneInfo("UTC"))
        for name, instant in days.items()
    }
    seconds: dict[str, list[float]] = {name: [] for name in ("today", *past)}
    for _ in range(ROUNDS):
        seconds["today"].append(timed(today))
        for name, work in past.items():
            seconds[name].append(timed(work))
    now = median(seconds["today"])
    found = today()
    print(
        f"{last_event(engine):,} events; today {len(found.overdue) + len(found.for_review):,} passed: {now:.2f} s"
    )
    for name in past:
        took = median(seconds[name])
        print(f"  as of the day {name:28} {took:6.2f} s, {took / now:.2f} times as long")


def live(engine: Engine, count: int, wanted: int) -> None:
    """Let a year pass: commitments change hands, days and outcomes, and slots for mails are filled."""
    dice = random.Random(wanted)
    start = last_event(engine)
    while (done := last_event(engine)) < wanted:
        now = START + (done - start) / (wanted - start) * A_YEAR
        with writing(engine, act(now)) as unit:
            ids = sorted(set(_some(dice, count)))
            rows = (
                unit.connection.execute(select(tables.commitments).where(tables.commitments.c.id.in_(ids)))
                .mappings()
                .all()
            )
            owner = dice.randrange(OWNERS) + 1
            unit.update_found(
                tables.commitments, rows, [{"owner_id": owner} for _ in rows], "commitment.assigned"
            )
            slots = [
                {"key": f"reminder/c{number}/v1/p1/{done}", "person_id": 1, "commitment_id": number}
                for number in ids[::2]
            ]
            unit.insert_many(tables.slots, slots, "slot.planned")


def _some(dice: random.Random, count: int) -> Iterator[int]:
    return (dice.randrange(count) + 1 for _ in range(500))


if __name__ == "__main__":
    main()
