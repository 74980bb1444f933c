"""Every expression of time in a stretch of text, longest reading first.

To add a word of time, extend its table under [time] in config/lexicon/en.toml. To add a rule, write a reader from a
scan and a word's place to a deadline and its end, and name it in READERS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tracker.extraction.deadlines.calendars import WEEKDAYS, WorkingCalendar
from tracker.extraction.deadlines.events import read_event, read_vague
from tracker.extraction.deadlines.lengths import read_length
from tracker.extraction.deadlines.meaning import dated
from tracker.extraction.deadlines.periods import Period
from tracker.extraction.deadlines.points import read_period
from tracker.extraction.deadlines.recurring import read_recurring
from tracker.extraction.deadlines.scan import Anchors, Scan
from tracker.extraction.deadlines.units import read_current
from tracker.extraction.deadlines.words import TimeWords
from tracker.extraction.wordings import words_of
from tracker.model import Deadline, DeadlineKind

Found = tuple[Deadline, int]

_LOOK_BACK = 600
"""How many characters "that date" may point back."""
_REACH = 16
"""No time has more words than this before the one that tells it, as in "no later than … days"."""
_SLASHED = re.compile(r"\d/\d\d")


def find_deadlines(
    text: str,
    start: int,
    end: int,
    anchors: Anchors,
    *,
    words: TimeWords,
    calendar: WorkingCalendar = WEEKDAYS,
    month_first: bool = False,
    said: frozenset[str] | None = None,
) -> list[Deadline]:
    """Every time in `text[start:end]`, in order and apart, with its preposition as in "by 30 June".

    Offsets are those of `text`; `said` are the `words_of` the stretch, where they are known. A time that the letter's date or the calendar leaves open has no day.
    """
    stretch = text[start:end]
    if not may_hold_time(stretch, words_of(stretch) if said is None else said, words):
        return []
    scan = Scan(text, words, anchors, calendar, month_first)
    scan.cut(start, end)
    scan.look_back = lambda: _last_day_before(scan, start)
    return read_all(scan)


def _last_day_before(scan: Scan, start: int) -> date | None:
    earlier = Scan(scan.text, scan.lexicon, scan.anchors, scan.calendar, scan.month_first)
    earlier.cut(max(0, start - _LOOK_BACK), start)
    read_all(earlier)
    return earlier.before


def may_hold_time(stretch: str, said: frozenset[str], words: TimeWords) -> bool:
    """The cheap first question: whether any of the words `said` in the stretch can belong to a time."""
    return not words.triggers.isdisjoint(said) or ("/" in stretch and _SLASHED.search(stretch) is not None)


def read_all(scan: Scan) -> list[Deadline]:
    """The times of a scan in order; each word is looked at from a bounded number of starts."""
    found: list[Deadline] = []
    done = 0
    for i, (word, near) in enumerate(zip(scan.words, _within_reach(scan), strict=True)):
        if i < done or not near or not _may_open(scan, word):
            continue
        best = read_time(scan, i)
        if best is None:
            continue
        deadline, done = best
        begin, finish = scan.starts[i], scan.ends[done - 1]
        found.append(replace(deadline, text=scan.text[begin:finish], start=begin, end=finish))
        if deadline.latest and deadline.kind is not DeadlineKind.RECURRING:
            scan.before = deadline.latest
    return found


def _within_reach(scan: Scan) -> list[bool]:
    """For each word, whether a word that tells a time follows near enough for one to begin here."""
    triggers, reach = scan.lexicon.triggers, [False] * len(scan.words)
    nearest = len(scan.words) + _REACH
    for i in range(len(scan.words) - 1, -1, -1):
        word = scan.words[i]
        if (
            word in triggers
            or (word[0].isdecimal() and (not word.isdecimal() or len(word) == 8))
            or word == "/"
        ):
            nearest = i
        reach[i] = scan.bare or nearest - i <= _REACH
    return reach


def _may_open(scan: Scan, word: str) -> bool:
    return scan.bare or word in scan.lexicon.openers or not word.isalpha()


def read_time(scan: Scan, i: int) -> Found | None:
    """The longest time that begins at word `i`, and where it ends."""
    best: Found | None = None
    for reader in READERS:
        found = reader(scan, i)
        if found and (best is None or found[1] > best[1]):
            best = found
    return best or read_event(scan, i)


def read_dated(scan: Scan, i: int) -> Found | None:
    """A calendar point or period, with its preposition."""
    preposition = scan.phrase(i, scan.lexicon.preposition_phrases)
    if preposition is None:
        return _without_preposition(scan, i)
    role, j = preposition
    if role == "between":
        return _between(scan, j)
    if role == "before" and (ended := _before_its_end(scan, j)):
        return ended
    j = _past_hours(scan, j)
    period = _scheduled(scan, i, j) if role == "for" else read_period(scan, j)
    if period is None and role == "in":
        period = read_current(scan, j) if scan.word(i) == "within" or scan.bare else None
    if period is None or role == "past":
        return None
    if role == "from":
        until = _to(scan, period)
        if until:
            return until
    return dated(scan, period[0], role), _past_tail(scan, period[1])


def _before_its_end(scan: Scan, i: int) -> Found | None:
    """After "before": "the year closes", "the month is out", "this week is over" mean by the end of it."""
    period = read_current(scan, i)
    if period is None:
        return None
    j = period[1]
    if scan.word(j) in {"is", "has"} and scan.word(j + 1) in {
        "out",
        "over",
        "up",
        "through",
        "done",
        "ended",
        "passed",
    }:
        return dated(scan, period[0], "by"), j + 2
    closing = {"closes", "ends", "finishes", "concludes", "expires"}
    if scan.word(j) in closing or (scan.word(j) == "runs" and scan.word(j + 1) == "out"):
        return dated(scan, period[0], "by"), j + 1 + (scan.word(j) == "runs")
    return None


def _scheduled(scan: Scan, i: int, j: int) -> tuple[Period, int] | None:
    """After "for": "planned for March" dates the plan, "the fee for March" does not."""
    if scan.bare or scan.word(i - 1) in scan.lexicon.scheduled:
        return read_period(scan, j) or (read_current(scan, j) if scan.bare else None)
    return None


def _past_hours(scan: Scan, i: int) -> int:
    """Past "close of business on", "noon on", "the dates"."""
    hour = scan.phrase(i, scan.lexicon.hour_phrases)
    j = hour[1] if hour else _past_clock(scan, i)
    if j == i:
        return i
    return j + 1 if scan.word(j) in {"on", "of", ","} else j


def _past_clock(scan: Scan, i: int) -> int:
    """Past "11:59 pm EDT": the hour needs its minutes or its half of the day."""
    if not scan.word(i).isdecimal() or len(scan.word(i)) > 2:
        return i
    j = i + 3 if scan.word(i + 1) == ":" and scan.word(i + 2).isdecimal() else i + 1
    end = _past_half(scan, j)
    if end == i + 1:
        return i
    zone = scan.word(end)
    return end + 1 if 2 <= len(zone) <= 4 and scan.text[scan.starts[end] : scan.ends[end]].isupper() else end


def _past_half(scan: Scan, i: int) -> int:
    """Past "a.m." and "pm"."""
    if scan.word(i) in {"a", "p"} and scan.word(i + 1) == "." and scan.word(i + 2) == "m":
        return i + 4 if scan.word(i + 3) == "." else i + 3
    return i + 1 if scan.word(i) in {"am", "pm"} else i


def _past_tail(scan: Scan, i: int) -> int:
    """Past "at 6:30 p.m." and "at the latest"."""
    if scan.words[i : i + 3] == ["at", "the", "latest"]:
        return i + 3
    if (
        scan.word(i) in {"forward", "forwards", "onward", "onwards", "on"}
        and scan.word(i) not in scan.lexicon.prepositions
    ):
        return i + 1
    j = i + 1 if scan.word(i) == "," else i
    if scan.word(j) != "at" or not scan.word(j + 1)[:1].isdecimal():
        return i
    j += 2
    return _past_half(scan, j + 2 if scan.word(j) == ":" else j)


def _without_preposition(scan: Scan, i: int) -> Found | None:
    period = read_period(scan, i) or (read_current(scan, i) if scan.bare else None)
    if period is None or (not period[0].whole and not scan.bare):
        return None
    before = scan.word(i - 1)
    if not scan.bare and (before in scan.lexicon.dated or before in scan.lexicon.past):
        return None
    return dated(scan, period[0], "in"), _past_tail(scan, period[1])


def _between(scan: Scan, i: int) -> Found | None:
    """Such as "between 3 and 5 May", "between March and June 2021", "between now and the end of the year"."""
    if scan.word(i) == "now" and scan.word(i + 1) == "and":
        until = read_period(scan, i + 2)
        return (_since_now(scan, until[0]), until[1]) if until else None
    period = read_period(scan, i)
    if period is None:
        return None
    if period[0].unit == "range":
        return dated(scan, period[0], "in"), period[1]
    if scan.word(period[1]) not in {"and", "to", "-", "\u2013"}:
        return None
    second = read_period(scan, period[1] + 1)
    return (_spanning(scan, period[0], second[0]), second[1]) if second else None


def _since_now(scan: Scan, until: Period) -> Deadline:
    return replace(dated(scan, until, "by"), earliest=scan.letter)


def _to(scan: Scan, first: tuple[Period, int]) -> Found | None:
    if first[0].unit == "range" or scan.word(first[1]) not in {
        "to",
        "until",
        "till",
        "through",
        "-",
        "\u2013",
    }:
        return None
    second = read_period(scan, first[1] + 1)
    return (_spanning(scan, first[0], second[0]), second[1]) if second else None


def _spanning(scan: Scan, first: Period, second: Period) -> Deadline:
    deadline = dated(scan, replace(second, rule="the last day of the range"), "by")
    begins = first.days[0] if first.days else None
    if begins and deadline.latest and begins > deadline.latest:
        begins = None
    return replace(deadline, earliest=begins)


READERS: tuple[Callable[[Scan, int], Found | None], ...] = (
    read_recurring,
    read_vague,
    read_length,
    read_dated,
)
"""Each reads one kind of time from a word on; the longest reading holds, the first of equals. Events come last."""
