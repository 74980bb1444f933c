"""What planning costs: nothing while nothing is due, and little more than rendering where something is.

    python benchmarks/planning.py [--commitments 100000 1000000] [--digests 60] [--folder DIR]

1. With so many open commitments in an SQLite store: one round of the jobs `reminders` and `digests` with nothing due,
   median of 200 rounds, by the clock and by the processor alone (which a busy machine distorts less). It stops where
   such a round wrote anything or took the write lock. Beside it a round after one change, the first round of a working
   day, and a round that looks at everything, as happens once a day.
2. Digests of 25 entries a second, planned, rendered and put into the outbox, against rendering the same contents
   alone: nothing is asked of the store there.

Figures are medians; both halves of a ratio come from the same run, taking turns.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

from sqlalchemy import Engine, event

from benchmarks.stores import FOUR_YEARS, OWNERS, act, fill, last_event
from tracker.config import MailSettings, Settings
from tracker.extraction.deadlines import WEEKDAYS
from tracker.followup.digests import DigestContent, Period, digest_content, latest_period
from tracker.mail.compose import compose_digest
from tracker.service.digesting import due_digests
from tracker.service.planning import Planning, enqueue
from tracker.service.reminding import due_reminders
from tracker.store import commitments, people, tables
from tracker.store.engine import open_engine
from tracker.store.unit import reading, writing

NOW = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)
SETTINGS = Settings(mail=MailSettings(sender="tracker@office.example"))
ENTRIES = 25
FALLING_DUE = FOUR_YEARS[0], NOW.date() + timedelta(days=14)
"""Days so near that each commitment stands in its owner's digest."""


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commitments", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--digests", type=int, default=60)
    parser.add_argument("--folder", type=Path, help="where the stores lie (default: a temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        idle = [measure_planning(Path(folder), count) for count in options.commitments]
        if len(idle) > 1:
            print(
                f"idle round at {options.commitments[-1]:,} / at {options.commitments[0]:,}: {idle[-1] / idle[0]:.2f}"
            )
        measure_digests(Path(folder), options.digests)


def measure_planning(folder: Path, count: int) -> float:
    """Print the figures of one store; returns the median of an idle round in milliseconds."""
    engine = open_engine(f"sqlite:///{folder / f'{count}.db'}")
    fill(engine, count)
    print(f"{count:,} open commitments")
    round_of(engine, NOW)
    whole = timed(partial(due_reminders, engine, SETTINGS, NOW, WEEKDAYS.is_working, afresh=True))
    print(f"  reminders, looks at everything    {whole * 1000:10.1f} ms")
    before = last_event(engine)
    round_of(engine, NOW)
    with write_locks(engine) as locks:
        begin = thread_time()
        idle = [timed(partial(round_of, engine, NOW + timedelta(seconds=30 * turn))) for turn in range(200)]
        processor = (thread_time() - begin) / len(idle)
    assert last_event(engine) == before, "an idle round wrote"
    assert not locks, "an idle round took the write lock"
    print(
        f"  idle round                        {median(idle) * 1000:10.2f} ms "
        f"(worst {max(idle) * 1000:.1f}, processor {processor * 1000:.2f})"
    )
    changed = [timed_after_change(engine, number) for number in range(1, 21)]
    print(f"  round after one change            {median(changed) * 1000:10.2f} ms")
    morning = datetime.combine(NOW.date() + timedelta(days=1), time(8, 30), UTC)
    found: list[Planning] = []
    seconds = timed(lambda: found.append(due_reminders(engine, SETTINGS, morning, WEEKDAYS.is_working)))
    mails = len(found[0].planned)
    print(f"  the next morning, {mails:,} mails      {seconds * 1000:10.1f} ms")
    engine.dispose()
    return median(idle) * 1000


def measure_digests(folder: Path, count: int) -> None:
    """Print how fast digests are planned, rendered and queued, against rendering the same contents alone."""
    engine = open_engine(f"sqlite:///{folder / 'digests.db'}")
    fill(engine, count * ENTRIES, owners=count, years=FALLING_DUE)
    rounds = []
    for day in range(15):
        now = NOW + timedelta(days=day)
        contents = list(contents_of(engine, now))
        assert {entries(content) for content, _ in contents} == {ENTRIES}
        rounds.append(
            (costs(partial(round_of_digests, engine, now)), costs(partial(compose_all, contents, now)))
        )
    rate = count / median(whole[0] for whole, _ in rounds)
    clock, processor = (median(whole[by] / alone[by] for whole, alone in rounds) for by in (0, 1))
    print(f"digests with {ENTRIES} entries: {rate:.0f}/s planned, rendered and queued")
    print(f"  against rendering alone: {clock:.2f} times as long, {processor:.2f} by the processor alone")
    engine.dispose()


def entries(content: DigestContent) -> int:
    """How many commitments stand in a digest."""
    return sum(len(section.lines) for section in content.sections)


def compose_all(contents: list[tuple[DigestContent, Period]], now: datetime) -> None:
    """Rendering alone."""
    for content, period in contents:
        compose_digest(content, period, SETTINGS, now)


def round_of_digests(engine: Engine, now: datetime) -> None:
    """Plan, render and queue all digests of that day."""
    enqueue(engine, act(now), due_digests(engine, SETTINGS, now))


def contents_of(engine: Engine, now: datetime) -> Iterator[tuple[DigestContent, Period]]:
    """What each person's digest says."""
    with reading(engine) as connection:
        for person in people.listing(connection):
            assert person.digest is not None
            period = latest_period(person.digest, person.zone, now)
            own = commitments.listing(connection, owner=person.name)
            content = digest_content(person, own, since=period.previous, now=now, settings=SETTINGS.digests)
            assert content is not None
            yield content, period


def round_of(engine: Engine, now: datetime) -> None:
    """What a tick plans."""
    for found in (
        due_reminders(engine, SETTINGS, now, WEEKDAYS.is_working),
        due_digests(engine, SETTINGS, now, WEEKDAYS.is_working),
    ):
        enqueue(engine, act(now), found)


def timed(work: Callable[[], object]) -> float:
    """Seconds that it took."""
    start = perf_counter()
    work()
    return perf_counter() - start


def costs(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that it took by the clock, and of the processor."""
    clock, processor = perf_counter(), thread_time()
    work()
    return perf_counter() - clock, thread_time() - processor


def timed_after_change(engine: Engine, number: int) -> float:
    """Seconds of a round after one commitment was given another owner."""
    now = NOW + timedelta(minutes=120 + number)
    with writing(engine, act(now)) as unit:
        unit.update(tables.commitments, number, {"owner_id": number % OWNERS + 1}, "commitment.assigned")
    return timed(lambda: round_of(engine, now))


@contextmanager
def write_locks(engine: Engine) -> Iterator[list[str]]:
    """The statements inside the block that took the write lock."""
    taken: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("BEGIN IMMEDIATE"):
            taken.append(statement)

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield taken
    finally:
        event.remove(engine, "before_cursor_execute", look)


if __name__ == "__main__":
    main()
