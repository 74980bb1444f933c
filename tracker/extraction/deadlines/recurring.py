"""Times that come back: "every six months", "on the first Monday of each month", "annually"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tracker.extraction.deadlines.arithmetic import add_days, add_months, next_weekday, nth_weekday
from tracker.extraction.deadlines.events import clause_end
from tracker.extraction.deadlines.numbers import Length, length, ordinal
from tracker.extraction.deadlines.points import read_period
from tracker.extraction.deadlines.scan import Scan
from tracker.model import Basis, Deadline, DeadlineKind

Found = tuple[Deadline, int]


@dataclass(frozen=True, slots=True)
class Interval:
    """What comes back: its rule in words, the first day if the words tell it, and its length."""

    rule: str
    first: date | None = None
    length: Length | None = None


def read_recurring(scan: Scan, i: int) -> Found | None:
    """An interval, with the start and the end that the words give it."""
    if not scan.may_return:
        return None
    read = (
        _basis(scan, i)
        or _adverb(scan, i)
        or _times_a(scan, i)
        or _day_of_each(scan, i)
        or _each(scan, i)
        or _yearly_day(scan, i)
    )
    if read is None:
        return None
    interval, end = read
    first, end = _start(scan, interval, end)
    return (
        Deadline(
            DeadlineKind.RECURRING,
            latest=first,
            basis=Basis.STATED if first else None,
            rule=interval.rule,
            anchor=scan.letter if first and interval.first == first else None,
            anchor_text=scan.letter_text if first and interval.first == first else None,
        ),
        _until(scan, end),
    )


def _told_rule(told: str) -> str:
    """The lexicon's "1 month" as "every month"."""
    count, _, unit = told.partition(" ")
    return f"every {unit}" if count == "1" else f"every {told}"


def _basis(scan: Scan, i: int) -> tuple[Interval, int] | None:
    """Such as "on a quarterly basis"."""
    if scan.word(i) != "on" or scan.word(i + 1) not in {"a", "an"} or scan.word(i + 3) != "basis":
        return None
    adjective = scan.word(i + 2)
    told = scan.lexicon.recurring.get(adjective) or scan.lexicon.recurring_adjectives.get(adjective)
    return (Interval(_told_rule(told)), i + 4) if told else None


def _adverb(scan: Scan, i: int) -> tuple[Interval, int] | None:
    told = scan.lexicon.recurring.get(scan.word(i))
    if told is None and scan.bare:
        told = scan.lexicon.recurring_adjectives.get(scan.word(i))
    if told is None or not (scan.bare or _ends_phrase(scan, i + 1)):
        return None
    return Interval(_told_rule(told)), i + 1


def _ends_phrase(scan: Scan, i: int) -> bool:
    """Whether "monthly" stands as an adverb, not before a noun."""
    for _ in range(3):
        if scan.word(i) in {"and", "or"} and scan.word(i + 1) in scan.lexicon.recurring:
            i += 2
    word = scan.word(i)
    return not word or not word[0].isalpha() or word in scan.lexicon.after_adverbs


def _times_a(scan: Scan, i: int) -> tuple[Interval, int] | None:
    """Such as "twice a year", "at least once a month", "three times per year"."""
    j = i + 2 if scan.word(i) == "at" and scan.word(i + 1) == "least" else i
    times = scan.lexicon.times.get(scan.word(j))
    if scan.bare and scan.word(j) == "one":
        times = 1
    if times is None:
        count = scan.lexicon.numbers.get(scan.word(j), 0)
        if scan.word(j + 1) not in {"times", "time"} or not count:
            return None
        times, j = count, j + 1
    told = scan.lexicon.recurring.get(scan.word(j + 1))
    if told:
        return Interval({1: "", 2: "twice "}.get(times, f"{times} times ") + _told_rule(told)), j + 2
    if scan.word(j + 1) not in {"a", "an", "per", "each", "every"}:
        return None
    span = _unit(scan, j + 2) or length(scan, j + 2)
    if span is None:
        return None
    every = _each_rule(span[0])
    often = {1: "", 2: "twice "}.get(times, f"{times} times ")
    return Interval(often + every), span[1]


def _unit(scan: Scan, i: int) -> tuple[Length, int] | None:
    i += scan.word(i) in scan.lexicon.fiscal or scan.word(i) == "calendar"
    unit = scan.lexicon.units.get(scan.word(i))
    if unit is None or len(scan.word(i)) == 1:
        return None
    return Length(_ONE, unit), i + 1


def _each(scan: Scan, i: int) -> tuple[Interval, int] | None:
    """Such as "every six months", "each quarter", "every other Friday", "on each weekday"."""
    j = i + 1 if scan.word(i) in {"on", "in", "at", "by", "during", "for"} else i
    if scan.word(j) not in scan.lexicon.each:
        return None
    other = scan.word(j + 1) in {"other", "second"}
    return _each_named(scan, j + 1 + other, other=other) or _each_length(scan, j + 1 + other, other=other)


def _each_named(scan: Scan, i: int, *, other: bool) -> tuple[Interval, int] | None:
    """A weekday, working day or month after "every"."""
    word = scan.word(i)
    weekday = scan.lexicon.weekdays.get(word)
    if weekday is not None:
        first = next_weekday(scan.letter, weekday) if scan.letter and not other else None
        return Interval(f"every {'other ' if other else ''}{word.capitalize()}", first), i + 1
    working = scan.lexicon.working.get(word) is not None and scan.word(i + 1) == "day"
    if word in {"weekday", "weekend"} or working:
        return Interval("every working day" if working else f"every {word}"), i + 1 + working
    if word in scan.lexicon.months and scan.capital(i):
        return Interval(f"every {word.capitalize()}", _next_month_end(scan, i)), i + 1
    return None


def _each_length(scan: Scan, i: int, *, other: bool) -> tuple[Interval, int] | None:
    span = _unit(scan, i) or length(scan, i)
    if span is None or (scan.word(i - 1) == "any" and not scan.bare):
        return None
    if other:
        return Interval(f"every 2 {span[0].unit}s", None, Length(_ONE * 2, span[0].unit)), span[1]
    return Interval(_each_rule(span[0]), None, span[0]), span[1]


def _next_month_end(scan: Scan, i: int) -> date | None:
    found = read_period(scan, i)
    return found[0].days[1] if found and found[0].days else None


def _each_rule(span: Length) -> str:
    return f"every {span.unit}" if span.count == 1 else f"every {span.rule}"


def _day_of_each(scan: Scan, i: int) -> tuple[Interval, int] | None:
    """Such as "on the first Monday of every month", "by the 15th of each month", "at the end of each quarter"."""
    j = i + 1 if scan.word(i) in {"on", "by", "at", "in", "before"} else i
    j += scan.word(j) == "the"
    begin, what = j, ""
    nth = ordinal(scan, j)
    if scan.word(j) in scan.lexicon.parts:
        what, j = scan.lexicon.parts[scan.word(j)], j + 1
    elif nth:
        j = nth[1]
        if scan.word(j) in scan.lexicon.weekdays or scan.word(j) == "day":
            what, j = scan.word(j), j + 1
    else:
        return None
    if scan.word(j) not in {"of", "in"} or scan.word(j + 1) not in scan.lexicon.each:
        return None
    span = _unit(scan, j + 2)
    if span is None:
        return None
    first = _first_of_month(scan, nth[0] if nth else 0, what) if span[0].unit == "month" else None
    return Interval(f"{' '.join(scan.words[begin:j])} of every {span[0].unit}", first), span[1]


def _first_of_month(scan: Scan, nth: int, what: str) -> date | None:
    """The first such day of a month on or after the letter."""
    letter = scan.letter
    for later in range(3):
        month = add_months(letter.replace(day=1), later) if letter else None
        if letter is None or month is None:
            return None
        if what in scan.lexicon.weekdays:
            day = nth_weekday(month.year, month.month, scan.lexicon.weekdays[what], nth)
        elif what in {"", "day"} and nth > 0:
            day = add_days(month, nth - 1)
        else:
            following = add_months(month, 1)
            day = add_days(following, -1) if following and what in {"end", "day", ""} else None
        if day and day >= letter and day.month == month.month:
            return day
    return None


def _yearly_day(scan: Scan, i: int) -> tuple[Interval, int] | None:
    """Such as "by 31 March each year"."""
    preposition = scan.phrase(i, scan.lexicon.preposition_phrases)
    j = preposition[1] if preposition else i
    period = read_period(scan, j)
    if period is None or (preposition and preposition[0] not in {"in", "by"}):
        return None
    end = period[1] + (scan.word(period[1]) == "of")
    if scan.word(end) in {"each", "every"} and scan.word(end + 1) == "year":
        end += 2
    elif scan.word(end) in {"annually", "yearly"}:
        end += 1
    else:
        return None
    return Interval("every year", period[0].days[1] if period[0].days else None), end


def _start(scan: Scan, interval: Interval, i: int) -> tuple[date | None, int]:
    """The first one due, from ", starting in July", "thereafter" or the words of the interval."""
    if scan.word(i) == "thereafter":
        before = scan.day_before()
        day = interval.length.after(before, scan) if before and interval.length else None
        return day, i + 1
    if scan.words[i : i + 3] == ["from", "then", "on"]:
        return None, i + 3
    j = i + 1 if scan.word(i) == "," else i
    if scan.word(j) in {"with", "the"}:
        j = _past_first(scan, j)
    preposition = scan.phrase(j, scan.lexicon.preposition_phrases)
    if preposition is None or (preposition[0] != "from" and j <= i + 1):
        return interval.first, i
    period = read_period(scan, preposition[1])
    if period is None:
        return interval.first, i
    return _first_within(scan, interval, period[0].days), period[1]


def _first_within(scan: Scan, interval: Interval, days: tuple[date, date] | None) -> date | None:
    """The last day on which the first one would be in time."""
    if days is None:
        return None
    words = interval.rule.split()
    for word in words:
        weekday = scan.lexicon.weekdays.get(word.lower())
        if weekday is not None and interval.first:
            nth = scan.lexicon.ordinals.get(words[0], 0)
            return nth_weekday(days[0].year, days[0].month, weekday, nth) if nth else interval.first
    return days[1]


def _past_first(scan: Scan, i: int) -> int:
    """Past "with the first set appearing"."""
    for j in range(i, min(i + 3, len(scan.words))):
        if scan.word(j) == "first":
            for k in range(j + 1, min(j + 6, len(scan.words))):
                if scan.word(k) in scan.lexicon.prepositions:
                    return k
    return i


def _until(scan: Scan, i: int) -> int:
    """Past "until the complaint is finalised", ", at 17:00, as long as the detention lasts"."""
    j = i
    if scan.word(j) == "," and scan.word(j + 1) == "at" and scan.word(j + 2)[:1].isdecimal():
        j += 3
        if scan.word(j) == ":":
            j += 2
    k = j + (scan.word(j) == ",")
    if scan.word(k) == "until" or scan.words[k : k + 3] == ["as", "long", "as"]:
        return clause_end(scan, k + 1)
    return max(i, j)


_ONE = Fraction(1)
