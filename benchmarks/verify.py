"""What `tracker audit verify` costs, against reading and hashing each record in a bare loop.

    python benchmarks/verify.py [--events 1000000] [--postgresql URL]

The store is that of `past.py`: 100,000 commitments, owners that change, slots that are filled, until it holds so many
events. Three runs take turns: the bare loop reads each record with the driver alone and hashes its values and its
link, comparing nothing; `chain` checks every event; `verify` is all that the command does, also every table and
every original. Figures are medians of five rounds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from hashlib import sha256
from statistics import median
from time import process_time
from typing import Any

import msgspec
import psycopg
from sqlalchemy import Engine

from benchmarks.past import after_a_year
from benchmarks.planning import timed
from benchmarks.stores import last_event
from tracker.service import health

ROUNDS = 5
LINKS = (
    "SELECT e.seq, batch, at, actor, login, action, table_name, row_id, values_hash, previous, hash, "
    "salt, before, after, note FROM events e LEFT JOIN event_values v ON v.seq = e.seq ORDER BY e.seq"
)


def main() -> None:
    """Print the figures."""
    after_a_year(__doc__, measure)


def measure(engine: Engine) -> None:
    """Print how long each takes."""
    works: dict[str, Callable[[], object]] = {
        "bare loop": partial(bare, engine),
        "chain": lambda: _sound(health.chain(engine)),
        "verify": lambda: _sound(health.audit_record(engine)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in works}
    busy: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            before = process_time()
            seconds[name].append(timed(work))
            busy[name].append(process_time() - before)
    print(f"{last_event(engine):,} events on {engine.dialect.name}, by the clock and of the processor")
    for name in works:
        clock, processor = median(seconds[name]), median(busy[name])
        times, of_processor = clock / median(seconds["bare loop"]), processor / median(busy["bare loop"])
        print(
            f"  {name:10} {clock:6.1f} s, {times:.2f} times the bare loop; {processor:6.1f} s, {of_processor:.2f} times"
        )


def bare(engine: Engine) -> int:
    """Reads and hashes each record with the driver, as simply as it can be done; returns how many there are."""
    if engine.dialect.name == "sqlite":
        assert engine.url.database is not None
        with closing(sqlite3.connect(engine.url.database)) as connection:
            return sum(map(hashed, connection.execute(LINKS)))
    plain = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as server, server.cursor("bare") as rows:
        rows.itersize = 10_000
        return sum(map(hashed, rows.execute(LINKS)))


def hashed(row: tuple[Any, ...]) -> int:
    """Both hashes of one record, with the fastest JSON there is here."""
    sha256(msgspec.json.encode(row[11:])).hexdigest()
    sha256(msgspec.json.encode(row[:10])).hexdigest()
    return 1


def _sound(checks: list[health.Check]) -> None:
    if any(check.state == "bad" for check in checks):
        raise RuntimeError(f"the store does not hold: {json.dumps([check.sentence for check in checks])}")


if __name__ == "__main__":
    main()
