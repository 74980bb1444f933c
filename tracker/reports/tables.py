"""Facts laid out as a report: figures with their names, and tables whose cells still have their types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tracker.followup.lifecycle import days_over
from tracker.model import Basis, MessageState
from tracker.reports.facts import Dossier, Frame, OverdueFacts, RecordFacts
from tracker.reports.figures import overdue_figures, record_figures
from tracker.reports.words import became, count, fate, state, why

Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name, and a word about it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    label: str
    cell: Callable[[Dossier], Cell]
    width: int = 14
    """In characters, in a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table."""

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    dossiers: tuple[Dossier, ...]
    none: str
    """What to say where it is empty."""


@dataclass(frozen=True, slots=True)
class Report:
    """What every form of a report shows."""

    kind: str
    """"overdue", "organisation" or "case"."""
    title: str
    subject: str
    """A word for names of files and sheets."""
    frame: Frame
    figures: tuple[Figure, ...]
    counts: dict[str, Any]
    """The same as plain values."""
    sections: tuple[Section, ...]
    """As a reader sees them in a page."""
    columns: tuple[Column, ...]
    """All there is, for spreadsheets."""

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        """Those of all sections, in their order."""
        return tuple(dossier for section in self.sections for dossier in section.dossiers)


CONFIDENTIAL = "confidential"


def overdue_report(facts: OverdueFacts) -> Report:
    """The overdue list, and apart from it what is due for review."""
    frame, day = facts.frame, facts.frame.day
    overdue = [each.commitment for each in facts.overdue]
    found = overdue_figures(overdue, [each.commitment for each in facts.for_review], day)
    figures = (
        Figure("overdue", f"{found.overdue:,}", "commitments whose day has passed"),
        Figure("organisations", f"{found.organisations:,}", "have something overdue"),
        Figure("longest", count(found.longest, "day"), "over the day promised"),
        Figure("median", count_of_days(found.median), "half are over longer"),
        Figure("without an owner", f"{found.without_owner:,}", "of the overdue ones"),
        Figure("due for review", f"{found.for_review:,}", "past the office's own day"),
    )
    columns = (*_SHORT, Column("days", "Days over", lambda each: days_over(each.commitment, day)), _OWNER)
    sections = (
        Section(
            "overdue",
            "Overdue",
            "Open promises whose day has passed: a day that the letter states, or that a person set.",
            columns,
            facts.overdue,
            "Nothing is overdue.",
        ),
        Section(
            "review",
            "Due for review",
            "Promises without a firm day: the office's own day to look at them again has passed. None of them is overdue.",
            columns,
            facts.for_review,
            "Nothing is due for review.",
        ),
    )
    overdue_ids = {each.id for each in overdue}
    where = Column("list", "List", lambda each: _list_of(each, overdue_ids), 12)
    return Report(
        "overdue",
        "Overdue commitments",
        "overdue",
        frame,
        figures,
        asdict(found),
        sections,
        (where, *_all_columns(frame, day)),
    )


def record_report(facts: RecordFacts) -> Report:
    """What became of promises."""
    frame, day = facts.frame, facts.frame.day
    found = record_figures([each.commitment for each in facts.dossiers], facts.repeated, day)
    known = f"of {found.delays_known:,} whose day of keeping is known"
    if found.median_delay is None:
        known = "no day of keeping is known"
    delay = "none" if found.median_delay is None else count_of_days(found.median_delay)
    figures = (
        Figure("promised", f"{found.promised:,}", f"{found.open:,} still open"),
        Figure("kept", f"{found.kept:,}", f"and {found.partly:,} in part"),
        Figure("late", f"{found.late:,}", "kept after their day"),
        Figure("broken", f"{found.broken:,}", "found not kept"),
        Figure("overdue", f"{found.overdue:,}", "open, and past their day"),
        Figure("repeated", f"{found.repeated:,}", "had been promised before"),
        Figure("median delay", delay, known),
    )
    status = Column("state", "State", lambda each: state(each.commitment, day), 22)
    promised = Column("promised", "Promised", lambda each: each.commitment.letter_date)
    columns = (_SHORT[0], _SHORT[1], _SHORT[2], promised, _SHORT[3], status)
    if facts.kind == "organisation":
        columns = (_SHORT[0], _SHORT[2], promised, _SHORT[3], status, _OWNER)
    section = Section(
        "promises",
        "Promises",
        "All promises on record, soonest first; those that wait to be confirmed stand among them.",
        columns,
        facts.dossiers,
        "No promises are on record.",
    )
    repeated = Column(
        "repeated", "Repeated", lambda each: "yes" if each.commitment.id in facts.repeated else "no"
    )
    late = Column("late", "Days late", lambda each: each.commitment.days_late)
    return Report(
        facts.kind,
        facts.name,
        f"{facts.kind}-{facts.name}",
        frame,
        figures,
        asdict(found),
        (section,),
        (status, late, repeated, *_all_columns(frame, day)),
    )


def count_of_days(number: float) -> str:
    """Such as "12 days", "3.5 days"."""
    return count(int(number), "day") if number == int(number) else f"{number:,.1f} days"


def _list_of(dossier: Dossier, overdue: set[int]) -> str:
    return "overdue" if dossier.commitment.id in overdue else "for review"


def _promise(dossier: Dossier) -> str:
    return CONFIDENTIAL if dossier.withheld else dossier.commitment.action


_SHORT = (
    Column("id", "No.", lambda each: each.commitment.id, 7),
    Column("organisation", "Organisation", lambda each: each.commitment.organisation, 28),
    Column("promise", "Promise", _promise, 44),
    Column("due", "Due", lambda each: each.commitment.due),
)
_OWNER = Column("owner", "Owner", lambda each: each.commitment.owner or "nobody", 18)
_BASES = {
    Basis.STATED: "stated in the letter",
    Basis.SET: "set by a person",
    Basis.POLICY: "the office's own, to review",
}


def _all_columns(frame: Frame, day: date) -> tuple[Column, ...]:
    columns = (
        *_SHORT,
        Column("days_over", "Days over", lambda each: days_over(each.commitment, day), 10),
        Column("basis", "Day is", _basis, 24),
        Column("why", "Why that day", lambda each: why(each.commitment, withheld=each.withheld), 44),
        _OWNER,
        Column("case", "Case", lambda each: each.commitment.case, 20),
        Column("letter", "Letter", lambda each: each.commitment.letter_id, 8),
        Column("letter_date", "Letter of", lambda each: each.commitment.letter_date),
        Column("page", "Page", lambda each: each.page, 7),
        Column("quote", "Exact words", _quote, 70),
        Column("mails", "Mails about it", lambda each: len(each.mails), 10),
        Column("mailed", "Last mail", lambda each: _last_mail_day(each, frame)),
        Column("mail", "What became of it", lambda each: _last_mail(each, frame), 40),
    )
    if frame.past is None:
        return columns
    return (*columns, Column("since", "Since then", became, 34))


def _basis(dossier: Dossier) -> str | None:
    basis = dossier.commitment.deadline.basis
    return _BASES[basis] if basis else None


def _quote(dossier: Dossier) -> str:
    number = dossier.commitment.id
    return f"({CONFIDENTIAL}: tracker show {number})" if dossier.withheld else dossier.commitment.quote


def _last_mail_day(dossier: Dossier, frame: Frame) -> date | None:
    sent = [mail.sent for mail in dossier.mails if mail.state is MessageState.SENT and mail.sent]
    return max(sent).astimezone(frame.zone).date() if sent else None


def _last_mail(dossier: Dossier, frame: Frame) -> str | None:
    return f"to {dossier.mails[-1].reader}: {fate(dossier.mails[-1], frame.zone)}" if dossier.mails else None


def cells(report: Report) -> Sequence[tuple[Cell, ...]]:
    """All rows of a spreadsheet."""
    return [tuple(column.cell(dossier) for column in report.columns) for dossier in report.dossiers]
