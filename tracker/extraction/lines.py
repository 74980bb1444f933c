"""The stretches that are read as one: a sentence, an entry completed by its lead-in, a piece of an endless one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tracker.extraction import tags as tag
from tracker.extraction.lazy import lazy
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.sentences import Sentence
from tracker.extraction.tokens import Tokens
from tracker.extraction.view import View
from tracker.extraction.wordings import fold, words_of
from tracker.model import ZoneKind

_LONGEST = 2400
"""Characters read at once. What is longer is no sentence; it is cut at blanks, so that work stays linear."""
_LEAD_LONGEST = 400
_OPEN_ENDS = frozenset({"will", "shall", "to", "not", "'ll", "also", "be", "have", "by"})


class Line(Struct, frozen=True, dict=True):
    """Text to be read, and the way back to the letter."""

    text: str
    own: int
    """Where the sentence's own words begin; what precedes is its lead-in."""
    view: View
    lead: View | None
    before: str
    """The sentence before, for "that date"."""
    listed: bool = False

    @lazy
    def words(self) -> frozenset[str]:
        """The words of the text, in small letters."""
        return self.view.words | words_of(self.text[: self.own]) if self.own else self.view.words

    def span(self, i: int, j: int) -> tuple[int, int]:
        """Offsets in the letter of text[i:j]; a stretch of the lead-in stays within it."""
        if self.lead is not None and i < self.own:
            return self.lead.span(i, min(j, len(self.lead.text), self.own))
        return self.view.span(max(i - self.own, 0), max(j - self.own, 0))


def lines_of(sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[Line]:
    """The lines of a letter in order. Headings and tables are none."""
    before, heading = "", ""
    for sentence in sentences:
        if sentence.zone is ZoneKind.HEADING:
            heading = sentence.view.text
        if sentence.zone in {ZoneKind.HEADING, ZoneKind.TABLE}:
            continue
        if sentence.lead_in is not None:
            yield _entry(sentence, sentences[sentence.lead_in], before, lexicon)
        elif sentence.zone is ZoneKind.BULLET and _announces(heading, lexicon):
            yield _under_heading(sentence, before, lexicon)
        else:
            for view in _pieces(sentence.view):
                yield Line(view.text, 0, view, None, before)
        before = (before + sentence.view.text[-300:] + " ")[-600:]


def _pieces(view: View) -> Iterator[View]:
    text, at = view.text, 0
    while len(text) - at > _LONGEST:
        cut = text.rfind(" ", at + 1, at + _LONGEST)
        cut = cut if cut > at else at + _LONGEST
        yield view.part(at, cut)
        at = cut
    yield view.part(at, len(text)) if at else view


def _entry(sentence: Sentence, lead: Sentence, before: str, lexicon: Lexicon) -> Line:
    """An entry of a list, completed by as much of its lead-in as its own first word asks for."""
    view = next(_pieces(sentence.view))
    prefix = _prefix(lead.view.text[-_LEAD_LONGEST:], view.text, lexicon)
    if len(lead.view.text) > _LEAD_LONGEST or not prefix:
        return Line(view.text, 0, view, None, before, listed=True)
    return Line(prefix + " " + view.text, len(prefix) + 1, view, lead.view, before, listed=True)


def _prefix(lead: str, entry: str, lexicon: Lexicon) -> str:  # noqa: PLR0911 - one answer a case
    """The lead-in up to the word that the entry continues: "Palaver will", "We are committed to"; "" where none."""
    first = Tokens(entry[:80], lexicon)
    at = 0
    while first.is_(at, tag.ADVERB | tag.NEGATION) and not first.is_(at, tag.BASE):
        at += 1
    t = Tokens(lead.rstrip(" :-,;"), lexicon)
    if t.size == 0:
        return ""
    if t.low[0] in {"what", "how", "here"}:
        return _implied(first, at, lead, lexicon)
    if first.is_(at, tag.GERUND) and t.low[-1] not in _OPEN_ENDS:
        modal = next((k for k in range(t.size) if t.low[k] in {"will", "shall", "'ll"}), None)
        return f"{t.text[: t.ends[modal]]} be" if modal is not None else _implied(first, at, lead, lexicon)
    verb = first.is_(at, tag.BASE | tag.GERUND) or first.at(at) in {"be", "have", "do"}
    if t.low[-1] in _OPEN_ENDS and (verb or not first.is_(at, tag.DETERMINERS | tag.PRONOUN)):
        return t.text[: t.ends[-1]]
    if first.is_(at, tag.BASE) and not first.is_(at + 1, tag.PREPOSITION | tag.FINITE | tag.THIRD):
        for k in range(t.size - 1, -1, -1):
            if t.low[k] in {"will", "shall", "'ll"} and not t.is_(k - 1, tag.STOP):
                return t.text[: t.ends[k]]
            if t.low[k] == "to" and t.is_(k - 1, tag.VERBAL) and t.base(k - 1) in lexicon.promising:
                return t.text[: t.ends[k]]
    return _implied(first, at, lead, lexicon)


def _under_heading(sentence: Sentence, before: str, lexicon: Lexicon) -> Line:
    """An entry under a heading such as "Next steps": "Replace the cutlery by May" stands for "We will replace"."""
    view = next(_pieces(sentence.view))
    prefix = _implied(Tokens(view.text[:80], lexicon), 0, "next steps", lexicon)
    own = len(prefix) + 1 if prefix else 0
    return Line(f"{prefix} {view.text}" if prefix else view.text, own, view, None, before, listed=True)


def _announces(heading: str, lexicon: Lexicon) -> bool:
    return lexicon.list_headings.found(fold(heading), words_of(heading))


def _implied(first: Tokens, at: int, lead: str, lexicon: Lexicon) -> str:
    """What a list of bare verbs leaves out where its heading or lead-in announces acts: "We will", "We will be"."""
    if not _announces(lead, lexicon) or first.kinds & tag.MODAL:
        return ""
    if first.is_(at, tag.GERUND) and not first.is_(at + 1, tag.FINITE | tag.THIRD):
        return "We will be"
    plain = first.is_(at, tag.BASE) and not first.is_(at + 1, tag.PREPOSITION | tag.FINITE | tag.THIRD)
    return "We will" if plain else ""
