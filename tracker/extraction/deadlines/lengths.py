"""Times counted from a day: "within 30 days of receipt", "two weeks after that date"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.extraction.deadlines.events import clause_end
from tracker.extraction.deadlines.numbers import Length, length
from tracker.extraction.deadlines.points import read_period
from tracker.extraction.deadlines.scan import Scan, written
from tracker.model import Basis, Deadline, DeadlineKind

FROM_WORDS = frozenset(("of", "from", "after", "following", "to", "upon", "since"))


@dataclass(frozen=True, slots=True)
class Origin:
    """The day that a length is counted from, and what it is called; an event has no day."""

    day: date | None
    name: str | None
    event: bool = False
    assumption: str | None = None


Found = tuple[Deadline, int]


def read_length(scan: Scan, i: int) -> Found | None:
    """A length of time with its preposition, its origin or both."""
    intro = scan.phrase(i, scan.lexicon.period_phrases)
    limit, j = intro or ("none", i)
    if intro and _looks_back(scan, i):
        return None
    ahead, j = _ahead(scan, j)
    j = _approximate(scan, j) if intro else j
    read = length(scan, j)
    if read is None:
        return None
    span, end = read
    if scan.word(end) in {"before", "prior"}:
        return _ahead_of(scan, span, end)
    origin, after = _origin(scan, end)
    introduced = bool(intro) and scan.word(i) != "by"
    if origin is None:
        fits = (introduced or ahead or scan.bare) and _stands(scan, end, introduced)
    else:
        # "within a week of the hearing" is a time, "400 years of neglect" is none.
        fits = not origin.event or scan.word(end) != "of" or limit == "limit"
    if not fits:
        return None
    return _counted(scan, span, origin, limit=limit, ahead=ahead, intro=scan.word(i), at=i), after


def _ahead_of(scan: Scan, span: Length, i: int) -> Found | None:
    """Such as "14 days before the hearing": a day only where what follows is one."""
    j = i + 2 if scan.word(i + 1) == "to" else i + 1
    period = read_period(scan, j)
    if period is None or period[0].unit != "day":
        end = clause_end(scan, j)
        return (Deadline(DeadlineKind.EVENT, rule=f"{span.rule} before an event"), end) if end > j else None
    day = period[0].days[0] if period[0].days else None
    latest = span.before(day) if day else None
    return (
        Deadline(
            DeadlineKind.RELATIVE,
            latest=latest,
            basis=Basis.STATED if latest else None,
            rule=f"{span.rule} before",
            anchor=day,
            anchor_text=written(day) if day else None,
        ),
        period[1],
    )


def _looks_back(scan: Scan, i: int) -> bool:
    """Whether it says what has been: "for over five years"."""
    return scan.word(i) == "over" and scan.word(i - 1) in {"for", "in", "of", "with", "well"}


def _ahead(scan: Scan, i: int) -> tuple[bool, int]:
    j = i + 1 if scan.word(i) == "the" else i
    return (True, j + 1) if scan.lexicon.deictic.get(scan.word(j)) == 1 else (False, i)


def _approximate(scan: Scan, i: int) -> int:
    j = i
    while j < i + 5 and scan.word(j) in scan.lexicon.approximate and not length(scan, j):
        j += 1
    return j


def _stands(scan: Scan, end: int, intro: bool) -> bool:
    """Not "30 days' notice" or "a three-month period", which measure something else."""
    word = scan.word(end)
    if word in {"'", "\u2019"} and scan.joined(end):
        return scan.word(end + 1) == "time"
    if scan.word(end - 1).endswith("'s"):
        return word == "time"
    return intro or scan.bare or word not in {"old", "ago", "of"}


def _origin(scan: Scan, i: int) -> tuple[Origin | None, int]:  # noqa: PLR0911 - one answer a case
    """What follows a length: its origin, and where that ends."""
    if scan.word(i) in {"thereof", "thereafter", "afterwards", "hence"}:
        event = scan.word(i) != "hence"
        return (Origin(None, None, event=True) if event else Origin(scan.letter, scan.letter_text)), i + 1
    j = _time_word(scan, i)
    if j > i or scan.word(i) not in FROM_WORDS:
        return None, j
    named = scan.phrase(i + 1, scan.lexicon.anchor_phrases)
    if named:
        return _named_origin(scan, named[0], i + 1, named[1])
    mentioned = _mentioned(scan, i + 1)
    if mentioned:
        return mentioned
    j = i + 3 if scan.word(i + 1) == "the" and scan.word(i + 2) == "date" else i + 1
    j = j + 1 if j > i + 1 and scan.word(j) == "of" else j
    period = read_period(scan, j)
    if period and period[0].unit in {"day", "part"}:
        day = period[0].days[1] if period[0].days else None
        return Origin(day, written(day) if day else None), period[1]
    if scan.word(i) in {"to", "since"}:
        return None, i
    if held := _dated_occasion(scan, i + 1):
        return held
    return Origin(None, None, event=True), clause_end(scan, i + 1)


def _dated_occasion(scan: Scan, i: int) -> tuple[Origin, int] | None:
    """As in "after the trustees' meeting of 9 July 2024": an event whose day is named with it."""
    for j in range(i + 1, i + 6):
        if scan.word(j) in scan.lexicon.occasions and scan.word(j + 1) in {"of", "on"}:
            period = read_period(scan, j + 2)
            day = period[0].days[1] if period and period[0].days and period[0].unit == "day" else None
            return (Origin(day, written(day)), period[1]) if period and day else None
    return None


def _time_word(scan: Scan, i: int) -> int:
    """Past the end of "two months' time"."""
    j = i + 1 if scan.word(i) in {"'", "\u2019"} and scan.joined(i) else i
    if scan.word(j) == "time" and (j > i or scan.word(i - 1).endswith("'s")):
        return j + 1
    return i


def _named_origin(scan: Scan, kind: str, start: int, end: int) -> tuple[Origin, int]:
    if kind == "before":
        day = scan.day_before()
        return Origin(day, f"{written(day)}, the day named before" if day else None, event=day is None), end
    if scan.word(end - 1) in {"receipt", "receiving"} and scan.word(end) in {"of", "your", "the", "all"}:
        return Origin(None, None, event=True), clause_end(scan, start)
    if kind == "received" and scan.anchors.received:
        return Origin(scan.anchors.received, f"the day received, {written(scan.anchors.received)}"), end
    unknown = "the day of receipt is not known" if kind == "received" and scan.letter else None
    return Origin(scan.letter, scan.letter_text, assumption=unknown), end


def _mentioned(scan: Scan, i: int) -> tuple[Origin, int] | None:
    """A day that the letter names by a document: "your letter of 9 June"."""
    for name, day in scan.anchors.named:
        parts = name.lower().replace("\u2019", "'").split()
        if parts and scan.words[i : i + len(parts)] == parts:
            return Origin(day, f"{name} ({written(day)})" if str(day.year) not in name else name), i + len(
                parts
            )
    return None


def _counted(
    scan: Scan, span: Length, origin: Origin | None, *, limit: str, ahead: bool, intro: str, at: int
) -> Deadline:
    if span.count is None:
        return Deadline(DeadlineKind.VAGUE, rule=f"coming {span.unit}s")
    if origin and origin.event:
        return Deadline(DeadlineKind.EVENT, rule=f"{span.rule} after an event")
    if origin is None and not ahead and _each_case(scan, at):
        return Deadline(DeadlineKind.EVENT, rule=f"{span.rule} after each case")
    start = origin or Origin(scan.letter, scan.letter_text)
    day = span.after(start.day, scan) if start.day else None
    if intro == "after" and origin is None:
        return Deadline(
            DeadlineKind.RELATIVE,
            earliest=day,
            rule=f"not before {span.rule}",
            anchor=start.day,
            anchor_text=start.name,
        )
    assumed = ["working days by the calendar in force"] if span.working else []
    assumed += [start.assumption] if start.assumption else []
    return Deadline(
        DeadlineKind.RELATIVE,
        earliest=start.day if day and limit != "none" else None,
        latest=day,
        basis=Basis.STATED if day else None,
        rule=span.rule,
        anchor=start.day,
        anchor_text=start.name,
        assumption="; ".join(assumed) or None,
    )


def _each_case(scan: Scan, i: int) -> bool:
    """Whether the promise is about every case of something, so that the time runs from each."""
    cases = scan.lexicon.cases
    for k in range(max(0, i - 12), i):
        word = scan.words[k]
        if word in {"any", "whenever"}:
            return True
        # "Every complaint" comes when it comes; "each family" is there already.
        if word in scan.lexicon.each and not cases.isdisjoint(scan.words[k + 1 : k + 4]):
            return True
    return False
