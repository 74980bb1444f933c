"""The words of a filter, read: owner:me due:30d not:case:Kilns text:investigat 12-15 sort:-due.

Words of one field are alternatives, different fields must all hold; so must each word of `text` and of `is`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from difflib import get_close_matches

from tracker.errors import UsageError
from tracker.followup.filter_days import read_days
from tracker.model.commitments import Outcome, Status
from tracker.model.filters import Days, Field, Filter, Ids, Order, SortKey, State, Term, Value, Words

ANY_STATUS = "all"
NONE = frozenset({"none", "nobody"})
OTHER_NAMES = {"organisation": Field.ORGANISATION, "person": Field.OWNER, "day": Field.DUE}
"""What people write for a field as well."""
_BY_NAME: Mapping[str, Field] = {**{str(each): each for each in Field if each is not Field.ID}, **OTHER_NAMES}
_CODES = {Field.STATUS: [*Status, ANY_STATUS], Field.OUTCOME: [*Outcome], Field.STATE: [*State]}
_NAMED = frozenset({Field.ORGANISATION, Field.OWNER, Field.CASE})
_EACH_HOLDS = frozenset({Field.TEXT, Field.STATE})
MOST_IDS = 10_000
_MOST_DIGITS = 9
_HELP = "see: tracker help filters"
_SORTED = f"it can be {', '.join(SortKey)}, each with - before it for the other way round"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may be filtered, by what."""

    noun: str
    """Such as "commitments"."""
    fields: frozenset[Field]
    mark: str = ""
    """What may stand before a number."""


COMMITMENTS = Grammar("commitments", frozenset(Field), "c")
ASKS = Grammar(
    "asks", frozenset({Field.ORGANISATION, Field.OWNER, Field.CASE, Field.LETTER, Field.TEXT, Field.ID}), "a"
)
LETTERS = Grammar("letters", frozenset({Field.ORGANISATION, Field.CASE, Field.TEXT, Field.ID}))


@dataclass(frozen=True, slots=True)
class Scene:
    """Who filters, and when."""

    today: date
    me: str
    zone: tzinfo = UTC


def parse(words: Iterable[str], scene: Scene, grammar: Grammar = COMMITMENTS) -> Filter:
    """The filter that these words say. Raises UsageError, which names the word and suggests what was meant."""
    terms: list[Term] = []
    order: list[Order] = []
    kept = tuple(words)
    for word in kept:
        if any("\ud800" <= character <= "\udfff" for character in word):
            raise UsageError("a word of the filter holds bytes that are no UTF-8; nothing was done.")
        if word.casefold().startswith("sort:"):
            order += _orders(word)
        else:
            terms.append(_term(word, scene, grammar))
    return Filter(scene.today, tuple(_merged(terms)), tuple(order), kept, scene.zone)


def is_filter(word: str) -> bool:
    """Whether a word names a field, and so is none of an id, a file or an address."""
    name = word.casefold().removeprefix("not:").partition(":")
    return bool(name[1]) and (name[0] in _BY_NAME or name[0] == "sort")


def known_names() -> list[str]:
    """The fields as they are written."""
    return [str(each) for each in Field if each is not Field.ID]


def values_of(name: str) -> list[str]:
    """The values that a field takes, where they are few and known."""
    return [str(each) for each in _CODES.get(_BY_NAME.get(name, Field.ID), [])]


def fold(text: str) -> list[str]:
    """The words of a text in lower case and without accents, as they are sought."""
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each)
    )
    return re.findall(r"[^\W_]+", bare)


def _term(word: str, scene: Scene, grammar: Grammar) -> Term:
    negated = word.casefold().startswith("not:")
    rest = word[len("not:") :] if negated else word
    if re.match(rf"{_marked(grammar)}[0-9]", rest) and ":" not in rest:
        return Term(Field.ID, tuple(_ids(rest, word, grammar)), negated)
    name, colon, value = rest.partition(":")
    if not colon:
        raise UsageError(_no_filter(word, rest))
    field = _BY_NAME.get(name.casefold())
    if field is None:
        raise UsageError(f"{word!r}: there is no field {name!r}{_near(name, _BY_NAME, _HELP)}.")
    if field not in grammar.fields:
        raise UsageError(f"{word!r}: {grammar.noun} have no {name!r}; {_HELP}.")
    if not value.strip():
        raise UsageError(f"{word!r} says nothing after the colon; {_HELP}.")
    return Term(field, tuple(_values(field, value.strip(), word, scene)), negated)


def _values(field: Field, value: str, word: str, scene: Scene) -> Iterator[Value]:
    if field in _NAMED:
        yield _name(field, value, scene)
    elif field in _CODES:
        for part in value.split(","):
            yield from _codes(field, part.strip(), word)
    elif field is Field.DUE and value.casefold() in NONE:
        yield None
    elif field in {Field.DUE, Field.ADDED}:
        yield _days(value, word, scene, back=field is Field.ADDED)
    elif field is Field.LETTER and re.match("[0-9]", value):
        yield from _ids(value, word, Grammar("letters", frozenset()))
    else:
        yield _words(value, word)


def _name(field: Field, value: str, scene: Scene) -> str | None:
    if field is not Field.ORGANISATION and value.casefold() in NONE:
        return None
    return scene.me if field is Field.OWNER and value.casefold() == "me" else " ".join(value.split())


def _codes(field: Field, part: str, word: str) -> Iterator[str]:
    known = [str(each) for each in _CODES[field]]
    if part.casefold() not in known:
        takes = f"it takes {', '.join(known)}"
        raise UsageError(f"{word!r}: {part!r} is nothing that {field}: takes{_near(part, known, takes)}.")
    yield from (str(each) for each in Status) if part.casefold() == ANY_STATUS else [part.casefold()]


def _days(value: str, word: str, scene: Scene, *, back: bool) -> Days:
    try:
        return read_days(value, scene.today, back=back)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{word!r}: {value!r} are no days; write 30d, 2w, today, 2026-06-30, 2026-06, or from..to such as "
            "2026-06-01..2026-06-30."
        ) from None


def _words(value: str, word: str) -> Words:
    found = fold(value)
    if not found:
        raise UsageError(f"{word!r} holds no word to seek.")
    return Words(tuple(found))


def _ids(value: str, word: str, grammar: Grammar) -> Iterator[Ids]:
    mark = _marked(grammar)
    for part in value.split(","):
        bounds = re.fullmatch(rf"{mark}([0-9]+)(?:-{mark}([0-9]+))?", part.strip())
        if bounds is None:
            raise UsageError(f"{word!r} is no id; write a number such as 12, or several: 12-15,18.")
        first, last = (int(digits[-_MOST_DIGITS - 1 :]) for digits in (bounds[1], bounds[2] or bounds[1]))
        if last < first or last - first >= MOST_IDS or last >= 10**_MOST_DIGITS:
            raise UsageError(f"{word!r}: {part!r} is no range of at most {MOST_IDS} ids, smaller first.")
        yield Ids(first, last)


def _marked(grammar: Grammar) -> str:
    return f"{grammar.mark}?" if grammar.mark else ""


def _orders(word: str) -> Iterator[Order]:
    keys = [str(each) for each in SortKey]
    for part in word[len("sort:") :].split(","):
        name = part.strip().casefold()
        bare = "org" if name.lstrip("-") == "organisation" else name.lstrip("-")
        if bare not in keys:
            raise UsageError(f"{word!r}: nothing is sorted by {part!r}{_near(bare, keys, _SORTED)}.")
        yield Order(SortKey(bare), descending=name.startswith("-"))


def _merged(terms: Iterable[Term]) -> list[Term]:
    """Alternatives of one field as one term."""
    found: list[Term] = []
    places: dict[Field, int] = {}
    for term in terms:
        if term.negated or term.field in _EACH_HOLDS:
            found.append(term)
        elif term.field in places:
            before = found[places[term.field]]
            found[places[term.field]] = Term(term.field, tuple(dict.fromkeys(before.values + term.values)))
        else:
            places[term.field] = len(found)
            found.append(term)
    return found


def _no_filter(word: str, rest: str) -> str:
    if "=" in rest and rest.partition("=")[0].casefold() in _BY_NAME:
        return f"{word!r}: write a colon: {rest.replace('=', ':', 1)}; {_HELP}."
    written = f'text:"{rest}"' if " " in rest else f"text:{rest}"
    return f"{word!r} is neither an id nor a filter; to seek it in the words, write {written} ({_HELP})."


def _near(name: str, known: Iterable[str], advice: str) -> str:
    near = get_close_matches(name.casefold(), list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}? {advice.capitalize()}" if near else f"; {advice}"
