"""Promises in the rows of an action plan: what, by whom, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec.structs import replace as moved

from tracker.extraction import tags as tag
from tracker.extraction.acts import Act, read_base
from tracker.extraction.candidates import Antecedent
from tracker.extraction.lines import Line
from tracker.extraction.sections import Tables
from tracker.extraction.sentences import Sentence, sentence_spans
from tracker.extraction.tokens import Tokens
from tracker.extraction.view import CELL_MARK
from tracker.model import (
    NO_DEADLINE,
    Deadline,
    DeadlineKind,
    FoundCommitment,
    Kind,
    Strength,
    Verdict,
    ZoneKind,
)

if TYPE_CHECKING:
    from tracker.extraction.engine import Reader


def read_tables(reader: Reader, sentences: Sequence[Sentence]) -> Iterator[Verdict]:
    """A verdict on every row under a heading row that names an action and a day."""
    if not any(sentence.zone is ZoneKind.TABLE for sentence in sentences):
        return
    columns: dict[str, int] = {}
    lead, bound = "", None
    for sentence in sentences:
        if sentence.zone is not ZoneKind.TABLE:
            # A heading row above a drawn line is taken for a heading of the text.
            columns = _columns(sentence.view.text, _cells(sentence.view.text), reader.lexicon.tables)
            if not columns:
                lead, bound = sentence.view.text[:_LEAD], None
            continue
        cells = _cells(sentence.view.text)
        heading = _columns(sentence.view.text, cells, reader.lexicon.tables)
        if heading:
            columns = heading
        elif not columns:
            for cell in cells:
                yield from (each for each in _said(reader, sentence, cell) if each.accepted)
        elif "action" in columns and len(cells) > columns["action"]:
            bound = _binds(Tokens(lead, reader.lexicon)) if bound is None else bound
            yield from _row(reader, sentence, cells, columns, bound=bound)


_LEAD = 600
"""Characters of a sentence above a table that are read."""


def _binds(t: Tokens) -> bool:
    """As in "The Company binds itself to carry out every action below": whoever leads, the author answers for it."""
    binding = t.lexicon.answering
    listed = not t.lexicon.tables.leading.isdisjoint(t.low)
    return listed and any(
        (t.tags[k] & (tag.BASE | tag.THIRD) and t.base(k) in binding) or t.tags[k] & tag.MODAL
        for k in range(t.size)
    )


def _cells(text: str) -> list[tuple[int, int]]:
    cells, at = [], 0
    for cell in text.split(CELL_MARK):
        cells.append((at, at + len(cell)))
        at += len(cell) + len(CELL_MARK)
    return cells


def _columns(text: str, cells: list[tuple[int, int]], words: Tables) -> dict[str, int]:
    """Which column holds what, where this row is a heading; else empty."""
    found: dict[str, int] = {}
    for n, (i, j) in enumerate(cells):
        name = _LESS.sub("", text[i:j].strip(" |:*-+=_").lower())
        for key, names in (
            ("action", words.actions),
            ("owner", words.owners),
            ("due", words.dues),
            ("status", words.states),
        ):
            if name in names:
                found.setdefault(key, n)
    return found if "action" in found and "due" in found else {}


_LESS = re.compile(r"^(?:.{1,60}(?:'s|s')|our|the|company|government|ministry) (?=\S)|\s*\([^()]{0,80}\)$")
"""What a heading's name may carry besides: whose response it is, and a remark in brackets."""


def _row(
    reader: Reader, sentence: Sentence, cells: list[tuple[int, int]], columns: dict[str, int], *, bound: bool
) -> Iterator[Verdict]:
    text = sentence.view.text
    i, j = cells[columns["action"]]
    t = Tokens(text[i : i + 1].lower() + text[i + 1 : j], reader.lexicon)
    cell = {key: text[slice(*cells[n])].strip() for key, n in columns.items() if n < len(cells)}
    reason = _left(reader, t, cell, bound=bound)
    if reason is _NO_ACT:
        said = [each for each in _said(reader, sentence, (i, j)) if each.accepted]
        if said:
            yield from (_with_day(reader, sentence, cells, columns["due"], each) for each in said)
            return
    if reason is not None:
        yield _verdict(reader, sentence, reason)
    else:
        yield _verdict(reader, sentence, "table", _promise(reader, sentence, cells, columns, t))


def _verdict(reader: Reader, sentence: Sentence, rule: str, found: FoundCommitment | None = None) -> Verdict:
    quote = reader.text[sentence.start : sentence.end]
    return Verdict(quote, sentence.start, sentence.end, "table", found is not None, rule, found)


def _promise(
    reader: Reader, sentence: Sentence, cells: list[tuple[int, int]], columns: dict[str, int], t: Tokens
) -> FoundCommitment:
    """The promise of a row, of whose action `t` are the words."""
    text = sentence.view.text
    i, j = cells[columns["action"]]
    due = cells[columns["due"]] if columns["due"] < len(cells) else None
    owner = (
        text[slice(*cells[columns["owner"]])].strip() if columns.get("owner", len(cells)) < len(cells) else ""
    )
    act = _act_in(t)
    assert act is not None
    done_to = t.text[: t.ends[act.start - 1]].rsplit(";", 1)[-1].split() if act.passive and act.start else []
    deadline = next(iter(reader.times(text[slice(*due)])), NO_DEADLINE) if due else NO_DEADLINE
    start, end = sentence.view.span(i, max(j, due[1]) if due else j)
    return FoundCommitment(
        quote=reader.text[start:end],
        start=start,
        end=end,
        actor=owner or reader.sender,
        action=" ".join([act.base, *done_to, *t.text[t.ends[act.head] :].split()]),
        strength=Strength.FIRM,
        kind=_kind(reader, t, act, deadline),
        deadline=_placed(reader, sentence, due[0], deadline) if due else deadline,
        confidence=0.7,
        rules=("table",),
    )


def _kind(reader: Reader, t: Tokens, act: Act, deadline: Deadline) -> Kind:
    if act.negated:
        return Kind.STANDING
    repeats = reader.lexicon.recurring.found(t.folded, t.words)
    return Kind.RECURRING if repeats or deadline.kind is DeadlineKind.RECURRING else Kind.ONCE


_NO_ACT = "no act in its base form"
_SAYING = frozenset({"we", "i", "will", "shall"})


def _said(reader: Reader, sentence: Sentence, cell: tuple[int, int]) -> Iterator[Verdict]:
    """The verdicts on a cell that speaks in whole sentences: "Under review. We will map the ten mills"."""
    before = ""
    for i, j in sentence_spans(sentence.view.text, *cell):
        view = sentence.view.part(i, j)
        if not _SAYING.isdisjoint(view.words) and reader.lexicon.may_promise(view.text, view.words):
            line = Line(view.text, 0, view, None, before)
            antecedent = Antecedent(reader.parties, reader.lexicon, before)
            yield from reader.read_lines([(line, antecedent)])
        before = view.text


def _with_day(
    reader: Reader, sentence: Sentence, cells: list[tuple[int, int]], due: int, verdict: Verdict
) -> Verdict:
    """The promise of a row that names no time of its own is due on the day of the row."""
    found = verdict.commitment
    if found is None or found.deadline is not NO_DEADLINE or due >= len(cells):
        return verdict
    time = next(iter(reader.times(sentence.view.text[slice(*cells[due])])), None)
    if time is None:
        return verdict
    day = _placed(reader, sentence, cells[due][0], time)
    end = max(found.end, day.end or found.end)
    dated = replace(found, deadline=day, end=end, quote=reader.text[found.start : end])
    return replace(verdict, commitment=dated)


def _left(reader: Reader, t: Tokens, cell: dict[str, str], *, bound: bool) -> str | None:
    """Why a row is no promise of the author; None where it is one."""
    if _act_in(t) is None:
        return _NO_ACT
    if any(
        cell.get(key, "").strip(" |").lower().split(",")[0] in reader.lexicon.tables.done
        for key in ("status", "due")
    ):
        return "already done"
    owner = cell.get("owner")
    if owner and not bound and not _own(reader, owner):
        return "third party as owner"
    return None


def _act_in(t: Tokens) -> Act | None:
    """The act of a cell: "replace the pump", "arrears to be credited", "manager to retrain", "lockers will be fitted"."""
    acting = t.lexicon.subjects.own_roles
    named = (t.is_(0, tag.NOUN) or not t.is_(0, tag.BASE)) and any(
        t.low[k] == "to"
        and t.is_(k + 1, tag.BASE)
        and t.low[k - 1] in acting
        and not t.is_(k - 2, tag.DETERMINERS)
        for k in range(1, min(t.size, 6))
    )
    if not named and (t.is_(0, tag.BASE) or t.is_(1, tag.BASE | tag.DETERMINERS)):
        return read_base(t, 0)
    for k in range(1, t.size - 1):
        opens = (
            t.low[k] == "to"
            and t.is_(k + 1, tag.BASE | tag.BE)
            and not t.is_(k - 1, tag.PREPOSITION | tag.VERBAL & ~tag.NOUN)
        )
        if (opens or t.low[k] in {"will", "shall"}) and (act := read_base(t, k + 1)):
            return moved(act, start=k) if act.passive or not t.tags[k - 1] & tag.PRONOUN else None
    return None


def _own(reader: Reader, owner: str) -> bool:
    low = owner.lower()
    known = reader.lexicon.subjects.own_roles
    return (
        low in reader.parties.names
        or low in reader.parties.nouns
        or any(word in known for word in low.split())
        or low in {"we", "us"}
    )


def _placed(reader: Reader, sentence: Sentence, at: int, deadline: Deadline) -> Deadline:
    """The deadline with offsets and words of the letter itself."""
    if deadline.start is None or deadline.end is None:
        return deadline
    start, end = sentence.view.span(at + deadline.start, at + deadline.end)
    return replace(deadline, text=reader.text[start:end], start=start, end=end)
