"""Where the parts of a chart lie. Every bar has its number beside it and a pattern of its own: colour adds nothing.

Lengths are in units of the drawing, whose width is fixed and which the page scales.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.model import Commitment, Outcome, Status
from tracker.reports.facts import Dossier
from tracker.reports.figures import SPANS, OverdueFigures
from tracker.reports.words import count, line, short_day, state

WIDTH = 360
ROOM_FOR_NUMBER = 44
ROW = 37
MOST_BARS = 10
"""Organisations with a bar of their own; the others share one."""
LONGEST_LABEL = 46

TIMELINE_WIDTH = 960
TIMELINE_LEFT = 52
TIMELINE_RIGHT = 948
TIMELINE_ROW = 20
TIMELINE_TOP = 34
MOST_LINES = 40
"""Promises in a timeline: more cannot be told apart."""
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a bar."""

    x: float
    width: float
    pattern: int
    """Which of the patterns it is filled with, from 0."""
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A label, under it a bar, and beside that its number."""

    label: str
    number: int
    y: float
    end: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars under each other."""

    key: str
    title: str
    description: str
    """All of it in words, for those who do not see it."""
    bars: tuple[Bar, ...]
    legend: tuple[str, ...] = ()
    """What the patterns mean, in their order."""

    @property
    def height(self) -> float:
        """Of the drawing."""
        return len(self.bars) * ROW + 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """One promise in time: from its letter to its day, and on to its end or today."""

    id: int
    title: str
    y: float
    start: float
    due: float | None
    end: float
    mark: str
    """"kept", "broken", "other" (ended otherwise) or "open"."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Promises under each other, the time from left to right."""

    spans: tuple[Span, ...]
    ticks: tuple[Tick, ...]
    today: float
    left_out: int
    description: str

    @property
    def height(self) -> float:
        """Of the drawing."""
        return TIMELINE_TOP + len(self.spans) * TIMELINE_ROW + 8


def by_age(figures: OverdueFigures) -> BarChart:
    """How many are overdue for how long."""
    rows = [(name, (number,)) for name, number in figures.by_age]
    told = "; ".join(f"{name}: {number}" for name, number in figures.by_age)
    return BarChart("age", "Overdue by age", told, _bars(rows, ("",)))


def by_organisation(figures: OverdueFigures) -> BarChart:
    """How many of which organisation, the most first; the rest together."""
    rows = list(figures.by_organisation[:MOST_BARS])
    rest = figures.by_organisation[MOST_BARS:]
    if rest:
        together = tuple(sum(parts) for parts in zip(*(numbers for _, numbers in rest), strict=True))
        rows.append((count(len(rest), "other organisation"), together))
    names = tuple(name for _, name in SPANS)
    told = "; ".join(f"{line(name)}: {sum(numbers)}" for name, numbers in rows)
    return BarChart("organisation", "Overdue by organisation", told, _bars(rows, names), names)


def _bars(rows: Sequence[tuple[str, tuple[int, ...]]], names: tuple[str, ...]) -> tuple[Bar, ...]:
    most = max((sum(numbers) for _, numbers in rows), default=0) or 1
    return tuple(_bar(place, *row, most, names) for place, row in enumerate(rows))


def _bar(place: int, label: str, numbers: tuple[int, ...], most: int, names: tuple[str, ...]) -> Bar:
    scale = (WIDTH - ROOM_FOR_NUMBER) / most
    pieces, x = [], 0.0
    for pattern, (number, name) in enumerate(zip(numbers, names, strict=True)):
        if number:
            title = f"{line(label)}{', ' if name else ''}{name}: {number}"
            pieces.append(Piece(round(x, 1), round(number * scale, 1), pattern, title))
        x += number * scale
    short = line(label)
    if len(short) > LONGEST_LABEL:
        short = f"{short[: LONGEST_LABEL - 1].rstrip()}…"
    return Bar(short, sum(numbers), place * ROW, round(x, 1), tuple(pieces))


def timeline(dossiers: Sequence[Dossier], today: date) -> Timeline | None:
    """The promises with the latest letters, the earliest first; None where there is none with a date."""
    dated = [each for each in dossiers if each.commitment.letter_date is not None]
    dated.sort(key=lambda each: (each.commitment.letter_date or today, each.commitment.id))
    drawn = dated[-MOST_LINES:]
    if not drawn:
        return None
    days = [day for each in drawn for day in _days(each.commitment, today)]
    axis = _Axis(min(days), max(*days, today))
    spans = tuple(_span(place, each.commitment, axis, today) for place, each in enumerate(drawn))
    told = "; ".join(span.title for span in spans)
    return Timeline(spans, axis.ticks(), axis.x(today), len(dossiers) - len(drawn), told)


def _days(commitment: Commitment, today: date) -> list[date]:
    return [day for day in (commitment.letter_date, commitment.due, _end(commitment, today)) if day]


def _end(commitment: Commitment, today: date) -> date:
    """When it was kept, or was said to have ended; today where it goes on."""
    if commitment.status is not Status.RESOLVED:
        return today
    return commitment.kept_on or commitment.changed.date()


def _span(place: int, commitment: Commitment, axis: _Axis, today: date) -> Span:
    start = commitment.letter_date or today
    marks = {Outcome.KEPT: "kept", Outcome.PARTLY: "kept", Outcome.BROKEN: "broken"}
    resolved = commitment.status is Status.RESOLVED
    due = f", due {short_day(commitment.due)}" if commitment.due else ""
    return Span(
        commitment.id,
        f"c{commitment.id}: promised {short_day(start)}{due}, {state(commitment, today)}",
        TIMELINE_TOP + place * TIMELINE_ROW,
        axis.x(start),
        axis.x(commitment.due) if commitment.due else None,
        axis.x(max(start, _end(commitment, today))),
        marks.get(commitment.outcome, "other") if resolved and commitment.outcome else "open",
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(TIMELINE_LEFT + share * (TIMELINE_RIGHT - TIMELINE_LEFT), 1)

    def ticks(self) -> tuple[Tick, ...]:
        """First days of months, quarters or years, few enough to read."""
        months = self.first.year * 12 + self.first.month, self.last.year * 12 + self.last.month - 1
        step = next(
            (each for each in (1, 3, 6, 12, 24, 60) if (months[1] - months[0]) // each < MOST_TICKS), 120
        )
        begin = -(-months[0] // step) * step
        days = [date(month // 12, month % 12 + 1, 1) for month in range(begin, months[1] + 1, step)]
        return tuple(Tick(self.x(day), f"{day:%b %Y}" if step < 12 else f"{day:%Y}") for day in days)
