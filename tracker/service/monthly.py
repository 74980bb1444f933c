"""The overdue report that is made every month by itself: into a folder, and by mail to the auditors.

What was made is known by the file's name and by the slots of the mails, so a restart or a second scheduler makes
nothing twice; after a downtime one report catches up.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from tracker.config import Settings
from tracker.errors import ConfigError, TemplateError, TrackerError, UnavailableError
from tracker.followup.digests import AuditCheckpoint, Period, latest_period
from tracker.followup.quiet import IsWorking
from tracker.mail.compose import OverdueReport, compose_report
from tracker.model import Cadence, DigestSchedule, MessageKind, Person, Role, Slot
from tracker.reports import Form, render
from tracker.reports.facts import OverdueFacts
from tracker.service import reporting
from tracker.service.people import staff_of
from tracker.service.planning import Planned, Planning
from tracker.store import people, slots
from tracker.store.unit import reading


def next_file(settings: Settings, folder: Path, now: datetime, is_working: IsWorking) -> Path | None:
    """The file that is to be written into `folder` at `now` (UTC); None where it lies there."""
    file = folder / f"overdue-{_period(settings, now, is_working).day:%Y-%m}.html"
    return None if file.exists() else file


def write(engine: Engine, settings: Settings, file: Path, now: datetime) -> Path | None:
    """Write the report; None where another scheduler was faster. Raises UnavailableError."""
    content = render(_facts(engine, settings, now, words=True), Form.HTML)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"{file.parent}: cannot be created ({error.strerror}); see [reports] folder."
        ) from error
    return reporting.write_file(content, file, if_taken="leave")


def due_mails(engine: Engine, settings: Settings, now: datetime, is_working: IsWorking) -> Planning:
    """The reports that are due by mail at `now` (UTC) and not planned yet; writes nothing."""
    period = _period(settings, now, is_working)
    with reading(engine) as connection:
        added = people.added(connection)
        auditors = [
            each for each in people.listing(connection, [Role.AUDITOR]) if added[each.id] <= period.at
        ]
        held = slots.by_keys(connection, [slot_of(each, period.day).key for each in auditors])
        staff = staff_of(connection)
    taken = {each.key for each in held if not each.released}
    turns = {each.key: each.turn for each in held if each.released}
    due = [each for each in auditors if slot_of(each, period.day).key not in taken]
    if not due:
        return Planning()
    facts = _facts(engine, settings, now, words=settings.mail.quotes)
    content = render(facts, Form.HTML)
    planned, failed = [], []
    for person in due:
        slot, reader = slot_of(person, period.day), staff.reader(person, now)
        told, turn = _told(facts, slot, content), turns.get(slot.key, 0)
        try:
            mail = compose_report(told, person, reader, settings, now, turn=turn)
        except (ConfigError, TemplateError):
            raise  # no other mail would fare better
        except TrackerError as error:
            failed.append(f"to {person.name}: {error}")
        else:
            planned.append(Planned(MessageKind.DIGEST, reader, (slot,), mail))
    return Planning(tuple(planned), failed=tuple(failed))


def slot_of(person: Person, day: date) -> Slot:
    """The slot of one month's report to one person."""
    return Slot(f"report/p{person.id}/{day:%Y-%m}", person.id)


def _period(settings: Settings, now: datetime, is_working: IsWorking) -> Period:
    """The latest month whose day and hour have come."""
    wanted = settings.reports
    schedule = DigestSchedule(Cadence.MONTHLY, day=wanted.day, at=time.fromisoformat(wanted.at))
    return latest_period(schedule, settings.office.zone, now, is_working)


def _facts(engine: Engine, settings: Settings, now: datetime, *, words: bool) -> OverdueFacts:
    office = settings.office
    return reporting.overdue(engine, reporting.Wish(office.name, ZoneInfo(office.zone), now, words=words))


def _told(facts: OverdueFacts, slot: Slot, content: bytes) -> OverdueReport:
    position = facts.frame.position
    return OverdueReport(
        slot.key,
        facts.frame.day,
        len(facts.overdue),
        len(facts.for_review),
        len({each.commitment.organisation for each in facts.overdue}),
        AuditCheckpoint(position.count, position.head),
        tuple(sorted({each.commitment.letter_id for each in facts.dossiers if not each.withheld})),
        content,
    )
