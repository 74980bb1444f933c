"""What stands around the body of a letter: head, salutation, close, signature, tail, other letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tracker.extraction.deadlines import TimeWords, find_dates
from tracker.extraction.zones.lines import Line, shape_of
from tracker.extraction.zones.words import Patterns
from tracker.model import ZoneKind

_DIGITS = re.compile(r"[0-9]+")
_DATE_LINE = re.compile(
    r"(?!.{0,80}\byour\b)(?:.{0,60}?\b)?(?:\d{1,2}(?:st|nd|rd|th)?[\s.-]{0,3}(?:of\s)?[A-Za-z]{3,9}\.?,?\s{0,3}(?:19|20)\d\d"
    r"|[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s{1,2}(?:19|20)\d\d"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|(?:19|20)\d\d-\d\d-\d\d)\b\W{0,3}"
    r"(?:\d{1,2}[:.]\d\d\D{0,12})?$"
)
_NOTE = re.compile(r"\[\d{1,2}\]|[\u00b9\u00b2\u00b3\u2070-\u2079]|\*\s?\w|\d{1,2}[\s.)]")
_SALUTED = re.compile(r"[^,:]{3,60}[,:]\s+(?=[A-Z\"\u201c][^,]{20,})")
_LONGEST_SIGNATURE = 40
_LONGEST_HEAD = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Line numbers: the body is lines[first:close], the signature begins at `close`."""

    first: int
    close: int


def mark_running_headers(lines: list[Line], known: Patterns) -> None:
    """Label page numbers, and lines that come back on each page."""
    seen: dict[str, int] = {}
    keys = [_DIGITS.sub("#", line.text) if len(line.text) <= 120 else "" for line in lines]
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    for at, line in enumerate(lines):
        if (
            line.kind is None
            and keys[at]
            and (("#" in keys[at] and _page_mark(line, known)) or _comes_back(lines, at, seen[keys[at]]))
        ):
            line.kind = ZoneKind.RUNNING_HEADER


def _page_mark(line: Line, known: Patterns) -> bool:
    return len(line.text) <= 120 and line.shape.words <= 16 and known.page.match(line.low) is not None


def _comes_back(lines: list[Line], at: int, times: int) -> bool:
    """Stands at a page break: between two halves of a sentence, or more than twice."""
    line = lines[at]
    if times < 2 or not 0 < at < len(lines) - 1:
        return False
    before, after = lines[at - 1], lines[at + 1]
    if (
        line.gap + after.gap == 0
        or not after.text[0].islower()
        or before.shape.ends_sentence
        or not before.shape.prose
    ):
        return False
    return (
        line.shape.words >= 2
        and not line.shape.ends_sentence
        and line.text[-1] != ":"
        and not line.shape.bullet
    )


def find_frame(lines: list[Line], known: Patterns, times: TimeWords | None = None) -> Frame:
    """Where the body begins and ends; the salutation and letters of others are labelled on the way.

    Of several letters in one text the first is the author's, unless the next is dated later: then the text
    gives the letter that is answered first.
    """
    salutation = _next_salutation(lines, 0, known)
    if salutation is None:
        start = _first_prose(lines, known)
        return Frame(start, _find_close(lines, start, len(lines), known))
    head = 0
    while True:
        start = _split_salutation(lines, salutation)
        following = _next_letter(lines, start, known)
        close = _find_close(lines, start, len(lines) if following is None else following, known)
        if following is None:
            return Frame(start, close)
        next_head = _head_of(lines, following, close)
        if not _is_later(lines[next_head:following], lines[head:salutation], times):
            _mark_others(lines[next_head:])
            return Frame(start, close)
        _mark_others(lines[head:next_head])
        head, salutation = next_head, following


def _is_later(lines: list[Line], than: list[Line], times: TimeWords | None) -> bool:
    day, other = _head_date(lines, times), _head_date(than, times)
    return day is not None and other is not None and day > other


def _head_date(lines: list[Line], times: TimeWords | None) -> date | None:
    """The last date above a salutation; a subject line that dates another letter aside."""
    for line in reversed(lines[-_LONGEST_HEAD:]):
        if _DATE_LINE.match(line.text) and (dates := find_dates(line.text, words=times)):
            return dates[-1][2]
    return None


def _mark_others(lines: list[Line]) -> None:
    for line in lines:
        if line.kind in {None, ZoneKind.SALUTATION}:
            line.kind = ZoneKind.QUOTED


def _next_salutation(lines: list[Line], start: int, known: Patterns) -> int | None:
    for at in range(start, len(lines)):
        line = lines[at]
        if (
            line.kind is None
            and len(line.text) > 3
            and known.salutation.match(line.low)
            and _is_salutation(line)
        ):
            return at
    return None


def _next_letter(lines: list[Line], start: int, known: Patterns) -> int | None:
    """The salutation of another letter: "Greetings." under "Dear Sir," opens none, as no prose stands between."""
    at = _next_salutation(lines, start, known)
    while at is not None and not any(line.shape.prose for line in lines[start:at]):
        at = _next_salutation(lines, at + 1, known)
    return at


def _is_salutation(line: Line) -> bool:
    if line.shape.words <= 12 and not (line.shape.ends_sentence and line.shape.running):
        return True
    return _SALUTED.match(line.text) is not None


def _split_salutation(lines: list[Line], at: int) -> int:
    """The line after the salutation; a salutation that runs into the first sentence is cut off it."""
    line = lines[at]
    line.kind = ZoneKind.SALUTATION
    run_on = _SALUTED.match(line.text)
    if run_on is not None:
        text = line.text[run_on.end() :]
        rest = Line(
            line.start + run_on.end(),
            line.end,
            text,
            0,
            0,
            shape_of(text),
            line.low[run_on.end() :],
            opens=True,
        )
        head = run_on.group().rstrip()
        line.text, line.low, line.end = head, line.low[: len(head)], line.start + len(head)
        line.shape = shape_of(head)
        lines.insert(at + 1, rest)
    return at + 1


def _first_prose(lines: list[Line], known: Patterns) -> int:
    """Where a statement without salutation begins to speak."""
    own = (at for at, line in enumerate(lines) if line.kind is None)
    first = next((at for at in own if _speaks(lines[at], known)), None)
    if first is None:
        return next((at for at, line in enumerate(lines) if line.kind is None), len(lines))
    while first and _leads_up(lines[first - 1], lines[first]):
        first -= 1
    return first


def _speaks(line: Line, known: Patterns) -> bool:
    return line.shape.prose and not _is_furniture(line, known) and not known.header.match(line.low)


def _leads_up(before: Line, line: Line) -> bool:
    return before.kind is None and line.gap == 0 and before.shape.running and before.shape.words >= 6


def _head_of(lines: list[Line], salutation: int, close: int) -> int:
    """Where the head of an older letter begins: after the signature, or the last sentence, above it."""
    if close < salutation:
        signed = range(close + 2, salutation)
        return next((at for at in signed if lines[at].gap), salutation)
    return next((at + 1 for at in range(salutation - 1, -1, -1) if lines[at].shape.prose), salutation)


def _find_close(lines: list[Line], start: int, stop: int, known: Patterns) -> int:
    closes = [
        at
        for at in range(start, min(stop, len(lines)))
        if lines[at].kind is None
        and 3 < len(lines[at].text) < 100
        and known.closing.match(lines[at].low)
        and lines[at].shape.words <= 9
    ]
    return closes[-1] if closes else _unclosed_end(lines, start, min(stop, len(lines)), known)


def _unclosed_end(lines: list[Line], start: int, stop: int, known: Patterns) -> int:
    """Without a complimentary close the body ends with its last sentence, bullet or wide row."""
    for at in range(stop - 1, start - 1, -1):
        line = lines[at]
        speaks = (
            line.shape.prose
            or line.shape.ends_sentence
            or line.shape.bullet
            or "   " in line.text
            or "|" in line.text
        )
        if line.kind is None and speaks and not _is_furniture(line, known) and not _stands_below(line, known):
            return at + 1
    return stop


def _stands_below(line: Line, known: Patterns) -> bool:
    return known.disclaimer.search(line.low[:2000]) is not None or (
        _NOTE.match(line.text) is not None and not line.shape.bullet
    )


def mark_head(lines: list[Line], frame: Frame, known: Patterns) -> None:
    """Label what stands above the body."""
    for line in lines[: frame.first]:
        if line.kind is None:
            line.kind = _head_kind(line, known)


def _head_kind(line: Line, known: Patterns) -> ZoneKind:
    if _is_furniture(line, known) or (len(line.text) > 300 and not line.shape.prose):
        return ZoneKind.FURNITURE
    if known.subject.match(line.low) and not known.header.match(line.low):
        return ZoneKind.HEADING
    if _DATE_LINE.match(line.text) and not known.subject.match(line.low):
        return ZoneKind.DATE_LINE
    if known.header.match(line.low):
        return ZoneKind.MAIL_HEADER
    if line.shape.prose:
        return ZoneKind.FURNITURE
    return ZoneKind.LETTERHEAD


def _is_furniture(line: Line, known: Patterns) -> bool:
    return (
        known.furniture_line.match(line.low) is not None
        or known.furniture.search(line.low[:2000]) is not None
        or line.shape.rule
    )


def mark_tail(lines: list[Line], frame: Frame, known: Patterns) -> None:
    """Label what stands below the body; an annex or a postscript is body again."""
    at = frame.close
    at = _mark_signature(lines, at, known)
    speaking = False
    under: ZoneKind | None = None
    for line in lines[at:]:
        if line.kind is not None:
            continue
        annexed = known.annex.match(line.low) and line.shape.words <= 14
        if known.postscript.match(line.low) or annexed or known.answered.match(line.low):
            speaking, under = True, None
            if not line.shape.prose:
                line.kind = ZoneKind.HEADING
            continue
        under = _tail_kind(line, known, under)
        speaking = speaking and under is None
        if not speaking:
            line.kind = under or ZoneKind.FURNITURE


def _tail_kind(line: Line, known: Patterns, under: ZoneKind | None) -> ZoneKind | None:
    if known.disclaimer.search(line.low[:2000]):
        return ZoneKind.DISCLAIMER
    if _is_furniture(line, known):
        return ZoneKind.FURNITURE
    if _NOTE.match(line.text) and line.shape.words >= 3:
        return ZoneKind.FOOTNOTE
    if under in {ZoneKind.DISCLAIMER, ZoneKind.FOOTNOTE} and line.gap == 0:
        return under
    return None


def _mark_signature(lines: list[Line], at: int, known: Patterns) -> int:
    first = at
    while at < len(lines) and at - first < _LONGEST_SIGNATURE:
        line = lines[at]
        if line.kind is None:
            ends = (at > first or not known.closing.match(line.low)) and (
                line.shape.prose
                or line.shape.rule
                or line.gap > 5
                or _is_furniture(line, known)
                or known.disclaimer.search(line.low) is not None
                or known.postscript.match(line.low) is not None
                or known.annex.match(line.low) is not None
                or known.answered.match(line.low) is not None
            )
            if ends:
                return at
            line.kind = ZoneKind.SIGNATURE
        at += 1
    return at
