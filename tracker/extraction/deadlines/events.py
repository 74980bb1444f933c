"""Times tied to an event with no date, and words that name no day at all."""

from __future__ import annotations

from tracker.extraction.deadlines.meaning import dated
from tracker.extraction.deadlines.points import read_period
from tracker.extraction.deadlines.scan import Scan
from tracker.model import Deadline, DeadlineKind

_LONGEST_CLAUSE = 40
_LONGEST_OCCASION = 8
_STOPS = frozenset(',;:.!?()[]\u2013\u2014|\u2022"\u201c\u201d*')

Found = tuple[Deadline, int]


def clause_end(scan: Scan, i: int) -> int:
    """Where the clause that begins at `i` ends: at a stop, at the next clause, or after 40 words."""
    j = i
    last = min(len(scan.words), i + _LONGEST_CLAUSE)
    while j < last and not _stops(scan, j, i):
        j += 1
    return j


def _stops(scan: Scan, j: int, begin: int) -> bool:
    word = scan.word(j)
    if word in _STOPS or (word == "-" and not scan.joined(j)):
        return not (word == "." and scan.joined(j + 1))
    if j > begin and scan.text.find("\n\n", scan.ends[j - 1], scan.starts[j]) >= 0:
        return True
    if j > begin and scan.phrase(j, scan.lexicon.clause_stop_phrases):
        return True
    return j > begin + 1 and word in scan.lexicon.stops and scan.word(j + 1) in scan.lexicon.modals


def read_vague(scan: Scan, i: int) -> Found | None:
    """Words such as "shortly" and "in due course"."""
    found = scan.phrase(i, scan.lexicon.vague_phrases)
    if found is None or scan.word(i - 1) in scan.lexicon.not_vague:
        return None
    return Deadline(DeadlineKind.VAGUE, rule=found[0]), found[1]


def read_event(scan: Scan, i: int) -> Found | None:
    """A time tied to something that happens: "once the audit ends", "before our next meeting"."""
    return _occasion(scan, i) or _tied(scan, i)


def _tied(scan: Scan, i: int) -> Found | None:  # noqa: PLR0911 - one answer a case
    opener = scan.phrase(i, scan.lexicon.event_phrases)
    if opener is None or opener[0] == "none" or scan.word(i - 1) in scan.lexicon.not_events:
        return None
    if scan.word(i - 1) == "-" and scan.joined(i):
        return None  # "looked-after children"
    kind, j = opener
    if scan.word(j) == "-" and scan.joined(j):
        return None
    name = " ".join(scan.words[i:j])
    if kind == "whole":
        return Deadline(DeadlineKind.EVENT, rule=name), j
    if _behind(scan, i, j) or _contrast(scan, i, j) or _before_a_body(scan, i, j):
        return None
    end = clause_end(scan, j)
    if end == j:
        return None
    return Deadline(DeadlineKind.EVENT, rule=f"{name} an event"), end


def _behind(scan: Scan, i: int, j: int) -> bool:
    """Whether it lies behind the letter already: "following your letter"."""
    if scan.word(i) in {"upon", "on"} and scan.word(j) in scan.lexicon.each:
        return True
    return scan.word(i) in {"after", "following", "upon", "on"} and scan.word(j) in scan.lexicon.happened


def _before_a_body(scan: Scan, i: int, j: int) -> bool:
    """Whether it says where, not when: "before the court", "before the Board at its meeting"."""
    if scan.word(i) != "before":
        return False
    for k in range(j, min(j + 6, len(scan.words))):
        if scan.word(k) in scan.lexicon.bodies:
            after = scan.word(k + 1)
            return (
                not after[:1].isalpha()
                or after in scan.lexicon.prepositions
                or after in {"of", "and", "for", "as"}
            )
    return False


def _contrast(scan: Scan, i: int, j: int) -> bool:
    """Whether the word is no opener here: "While we understand …" concedes, "once a month" counts."""
    if scan.word(i) in {"while", "whilst"}:
        return i == 0 or scan.capital(i) or scan.word(j) in {"we", "i"}
    if scan.word(i) == "once":
        return (
            scan.word(j) in {"a", "an", "again", "more", "every", "per", "each"}
            and scan.word(j + 1) in scan.lexicon.units
        )
    return scan.word(i) == "when" and scan.word(j) in {
        "necessary",
        "appropriate",
        "needed",
        "required",
        "possible",
    }


def _occasion(scan: Scan, i: int) -> Found | None:
    """Such as "at its next session", "at our meeting in mid-November": dated where a date stands within."""
    preposition = scan.phrase(i, scan.lexicon.preposition_phrases)
    if preposition is None or preposition[0] in {"past", "from", "between"}:
        return None
    j = preposition[1]
    determined = scan.word(j) in scan.lexicon.determiners
    j += determined
    noun = _occasion_noun(scan, j)
    if noun is None:
        return None
    date_inside = _dated_occasion(scan, j, noun)
    if date_inside:
        return date_inside
    if not any(word in scan.lexicon.deictic and scan.lexicon.deictic[word] for word in scan.words[j:noun]):
        return None
    end = noun + 1
    if scan.word(end) in {"of", "after", "with", "on", "to"} and not read_period(scan, end + 1):
        end = clause_end(scan, end)
    return Deadline(DeadlineKind.EVENT, rule=f"{preposition[0]} the next {scan.word(noun)}"), end


def _occasion_noun(scan: Scan, i: int) -> int | None:
    """The last word of a noun phrase that names an occasion."""
    found = None
    for j in range(i, min(i + _LONGEST_OCCASION, len(scan.words))):
        word = scan.word(j)
        if (
            word in _STOPS
            or word in scan.lexicon.prepositions
            or word in {"of", "and", "to", "that", "which"}
        ):
            break
        if word in scan.lexicon.occasions:
            found = j
    return found


def _dated_occasion(scan: Scan, first: int, noun: int) -> Found | None:
    inner = read_period(scan, first)
    if (
        inner
        and inner[1] <= noun
        and inner[0].days
        and inner[0].unit in {"month", "day", "part", "season", "quarter"}
        and first < noun
    ):
        return dated(scan, inner[0], "in"), noun + 1
    if scan.word(noun + 1) == "of":  # "at its meeting of 8 July"
        held = read_period(scan, noun + 2)
        return (dated(scan, held[0], "in"), held[1]) if held and held[0].unit == "day" else None
    preposition = scan.phrase(noun + 1, scan.lexicon.preposition_phrases)
    if preposition is None or preposition[0] not in {"in", "by"}:
        return None
    period = read_period(scan, preposition[1])
    return (dated(scan, period[0], "in"), period[1]) if period else None
