"""Whether everything is in order: one answer a question, none of them stops at the first trouble."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine

from tracker.config import IntakeSettings, ReminderSettings, Settings
from tracker.errors import TrackerError
from tracker.followup.reminders import reminders_end
from tracker.mail.compose import compose_test
from tracker.model import MessageState
from tracker.service import backup as nights
from tracker.service.bounces import undelivered
from tracker.service.words import count, did_you_mean, listed
from tracker.store import audit, backup, heartbeat, outbox, people, soundness
from tracker.store.audit import Checkpoint, Problem
from tracker.store.engine import schema_version
from tracker.store.unit import reading

__all__ = ["Check", "Checkpoint", "ask", "audit_record", "backups", "beat", "chain", "clock", "damaged_record",
    "mail_queue", "readers",  "scheduler", "settings_in_force", "templates"]  # fmt: skip

EARLIEST_SENSIBLE = 2024
"""A clock that shows an earlier year was never set."""
LATE = timedelta(hours=1)
"""Mail that waits for longer is in trouble, whatever the trouble is."""
MOST_NAMES = 5
"""People whom one line names."""
AUDIT, WITNESS, SETTINGS = "audit", "witness", "settings"


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question."""

    name: str
    state: Literal["ok", "warn", "bad"]
    sentence: str


def ask(name: str, question: Callable[[], Check | str | list[Check]]) -> list[Check]:
    """The answers; what stops the question is the answer as well, and never stops the next one."""
    try:
        answer = question()
    except TrackerError as error:
        return [Check(name, "bad", str(error))]
    except Exception as error:  # noqa: BLE001 - a damaged store may hold whatever no program expects
        what = type(error).__name__
        sentence = f"cannot be told ({what}); first mend what else is bad here"
        return [Check(name, "bad", sentence)]
    if isinstance(answer, str):
        return [Check(name, "ok", answer)]
    return answer if isinstance(answer, list) else [answer]


def audit_record(engine: Engine, witness: Checkpoint | None = None) -> list[Check]:
    """Whether the store is what its record says: a line for each fault, or one that says that there is none.

    A `witness` is a checkpoint that was kept elsewhere; it gets its own line.
    """
    checks = []
    for check in (soundness.check_tables, soundness.check_guards):
        checks += ask(AUDIT, partial(_faults, engine, check))
    checks += ask(AUDIT, partial(chain, engine, witness))
    for check in (soundness.check_rows, soundness.check_contents):
        checks += ask(AUDIT, partial(_faults, engine, check))
    faults = [each for each in checks if each.name == AUDIT and each.state == "bad"]
    if not faults:
        agreeing = "; all tables agree with it"
        return [
            replace(each, sentence=each.sentence + agreeing) if each.name == AUDIT else each
            for each in checks
        ]
    advice = (
        f"{count(len(faults), 'fault')}: keep a copy of the store as it is, tell the auditors, "
        "then go back to a backup that is sound (tracker restore FILE)"
    )
    return [
        *(each for each in checks if each.state == "bad"),
        Check(AUDIT, "bad", advice),
    ]


def chain(engine: Engine, witness: Checkpoint | None = None) -> list[Check]:
    """Whether the chain of events holds, and is still the one of the `witness`: found are a cut tail and a new chain.

    The head of the witness may be shortened to its first characters.
    """
    with reading(engine) as connection:
        if not soundness.whole_tables(connection) >= soundness.CHAIN:
            return [Check(WITNESS, "bad", "there is no chain to compare it with")] if witness else []
        report = audit.verify_chain(connection, witness)
    checks = [Check(WITNESS if each.witness else AUDIT, "bad", each.what) for each in report.problems]
    if not any(each.name == AUDIT for each in checks):
        head = f", head {report.head[:16]}" if report.count else ""
        if report.erased:
            head += (
                f", personal values erased in {report.erased} (tracker audit log --action person.forgotten)"
            )
        checks.append(
            Check(
                AUDIT,
                "ok",
                f"{count(report.count, 'event')} in an unbroken chain{head}",
            )
        )
    if witness and not any(each.name == WITNESS for each in checks):
        checks.append(_witnessed(report, witness))
    return checks


def _witnessed(report: audit.ChainReport, witness: Checkpoint) -> Check:
    if not report.sound:
        return Check(
            WITNESS, "bad", f"event {witness.count} is the one witnessed, but the chain does not hold"
        )
    later = count(report.count - witness.count, "event")
    return Check(WITNESS, "ok", f"event {witness.count} is the one witnessed; {later} came after it")


def _faults(engine: Engine, check: Callable[[Connection], list[Problem]]) -> list[Check]:
    with reading(engine) as connection:
        problems = check(connection)
    checks = [Check(AUDIT, "bad", each.what) for each in problems]
    if len(problems) == soundness.MOST:
        checks.append(Check(AUDIT, "bad", "what else there is of this kind is not named"))
    return checks


def settings_in_force(engine: Engine, settings: Settings, intake_folder: Path | None) -> list[Check]:
    """What the settings ask for and the store or the disk does not have. `intake_folder` as it is looked through."""
    checks = _ladder(settings.reminders)
    named = settings.office.default_owner
    with reading(engine) as connection:
        everyone = [each.name for each in people.listing(connection)]
    if named is not None and named not in everyone:
        hint = did_you_mean(named, everyone) or f"; add her: tracker people add {named!r} --email ADDRESS"
        checks.append(Check(SETTINGS, "bad", f"office.default_owner: there is no person {named!r}{hint}"))
    if intake_folder is not None:
        checks += _watched(settings.intake, intake_folder)
    return checks or [Check(SETTINGS, "ok", "what they name is there")]


def _ladder(rules: ReminderSettings) -> list[Check]:
    if not rules.ladder:
        sentence = "reminders.ladder is empty: nobody is reminded of any promise, only digests tell of them"
        return [Check(SETTINGS, "warn", sentence)]
    if list(rules.ladder) != sorted(set(rules.ladder)):
        sorted_ladder = ", ".join(map(str, sorted(set(rules.ladder))))
        sentence = f"reminders.ladder is not in order, is a minus missing? It is taken as: {sorted_ladder}"
        return [Check(SETTINGS, "warn", sentence)]
    return []


def _watched(settings: IntakeSettings, folder: Path) -> list[Check]:
    checks = []
    if not Path(settings.folder or "").expanduser().is_absolute():
        checks.append(
            Check(
                SETTINGS, "warn", f"intake.folder: {settings.folder!r} begins in the home, so it is {folder}"
            )
        )
    if not folder.is_dir():
        checks.append(
            Check(SETTINGS, "bad", f"intake.folder: there is no folder {folder}; create it, or name another")
        )
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        checks.append(
            Check(SETTINGS, "bad", f"intake.folder: {folder} cannot be read and written by this login")
        )
    return checks


def readers(engine: Engine, settings: Settings) -> Check:
    """Whether everybody goes on being told of what nobody resolves: reminders end, digests do not."""
    with reading(engine) as connection:
        everyone = people.listing(connection)
    silent = [each.name for each in everyone if each.digest is None]
    if not everyone:
        return Check("people", "ok", "nobody yet; add someone with: tracker people add NAME --email ADDRESS")
    if not silent:
        return Check("people", "ok", f"{count(len(everyone), 'person', 'people')}, all with a digest")
    more = f" and {len(silent) - MOST_NAMES} more" if len(silent) > MOST_NAMES else ""
    names = ", ".join(silent[:MOST_NAMES]) + more if more else listed(silent)
    verb = "gets" if len(silent) == 1 else "get"
    return Check("people", "warn", f"{names} {verb} no digest; {reminders_end(settings.reminders)}")


def mail_queue(engine: Engine, settings: Settings, now: datetime) -> Check:
    """Failed messages, a resting queue, and people who wait while mail goes to a folder."""
    with reading(engine) as connection:
        counts = outbox.counts(connection)
        waiting = len(people.listing(connection))
        resting = heartbeat.last_beats(connection).get(heartbeat.RESTING_UNTIL, now)
        lost = undelivered(connection, now)
        late = outbox.unsent_before(connection, now - LATE)
    if now < resting:
        return Check(
            "outbox",
            "bad",
            f"the mail server refuses our login or settings; nothing is sent before {resting:%H:%M} UTC, "
            "or once that is mended: tracker outbox retry ID",
        )
    if lost:
        return Check(
            "outbox",
            "bad",
            f"{count(lost, 'message')} failed or came back; see: tracker outbox --undelivered",
        )
    if late is not None:
        return Check(
            "outbox",
            "bad",
            f"{count(late.messages, 'message')} not sent yet, the oldest from {late.since:%Y-%m-%d %H:%M} UTC; "
            "see: tracker outbox",
        )
    if waiting and settings.mail.transport == "folder":
        return Check(
            "outbox",
            "warn",
            f"{'1 person waits' if waiting == 1 else f'{waiting} people wait'} for mail, but it goes into a folder; "
            'set [mail] transport = "smtp"',
        )
    return Check("outbox", "ok", f"{count(counts.get(MessageState.QUEUED, 0), 'message')} queued")


def backups(engine: Engine, settings: Settings, folder: Path, now: datetime) -> Check:
    """Whether the nightly backup comes about."""
    if backup.file_of(engine) is None:
        return Check("backup", "ok", "left to PostgreSQL: pg_dump")
    if not settings.backup.folder:
        return Check("backup", "warn", "no nightly backup; name a folder in [backup]")
    since = nights.failing_since(engine, folder, now)
    if since is not None:
        return Check("backup", "bad", f"none came about since {since}; what hinders it stands in the log")
    last = max(nights.existing(folder), default=None)
    return Check("backup", "ok", f"the last is of {last}" if last else f"every night into {folder}")


def templates(settings: Settings, now: datetime) -> str:
    """Whether mail can be composed. Raises TemplateError, ConfigError."""
    compose_test("somebody@office.example", settings, now)
    return "mail can be composed"


def clock(engine: Engine, now: datetime) -> Check:
    """Whether the clock can be believed, as far as the store remembers."""
    if now.year < EARLIEST_SENSIBLE:
        return Check("clock", "bad", f"shows {now:%Y-%m-%d %H:%M} UTC, which cannot be; set it")
    with reading(engine) as connection:
        last = audit.last_instant(connection)
    if last is not None and last - now > timedelta(minutes=5):
        return Check("clock", "bad", f"shows {now:%Y-%m-%d %H:%M} UTC, earlier than the last event; set it")
    return Check("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def scheduler(engine: Engine, now: datetime, tick_seconds: float) -> Check:
    """When the scheduler last ticked."""
    with reading(engine) as connection:
        last = heartbeat.last_beats(connection).get(heartbeat.TICK)
    if last is None:
        return Check("scheduler", "warn", "has never run here; start it with: tracker run")
    if now - last > timedelta(seconds=3 * tick_seconds):
        return Check(
            "scheduler", "warn", f"last ticked {last:%Y-%m-%d %H:%M} UTC; start it with: tracker run"
        )
    return Check("scheduler", "ok", f"last ticked {last:%Y-%m-%d %H:%M:%S} UTC")


def beat(engine: Engine, now: datetime) -> None:
    """Leave a sign of life of the scheduler."""
    heartbeat.beat(engine, heartbeat.TICK, now)


def damaged_record(file: Path | None, witness: Checkpoint | None = None) -> list[Check]:
    """`audit_record` of an SQLite store that no longer says of which version it is; nothing of any other file."""
    if file is None or not file.is_file():
        return []
    engine = soundness.open_as_it_is(file)
    try:
        with reading(engine) as connection:
            ours = schema_version(connection) is None and soundness.whole_tables(connection)
    except Exception:  # noqa: BLE001 - no store at all, which is said already
        return []
    return audit_record(engine, witness) if ours else []
