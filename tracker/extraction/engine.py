"""Sentences in, promises out: triggers raise candidates, rejections judge them, slots are filled.

Each candidate ends in one verdict: rejected by a named rule, or accepted as one promise for each of its acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from tracker.extraction.candidates import Antecedent, Candidate, Context
from tracker.extraction.confidence import confidence_of
from tracker.extraction.coordination import Segment, split_acts
from tracker.extraction.deadlines import Anchors, WorkingCalendar, find_deadlines
from tracker.extraction.lexicon import Lexicon
from tracker.extraction.lines import Line, lines_of
from tracker.extraction.parties import Parties
from tracker.extraction.rejections import rejection, soft_governor
from tracker.extraction.sentences import Sentence
from tracker.extraction.slots.action import action_of, actor_of
from tracker.extraction.slots.condition import Condition, find_conditions
from tracker.extraction.slots.deadline import choose_deadlines, covers_all, is_to_come, shares_object
from tracker.extraction.slots.kind import kind_of
from tracker.extraction.slots.quote import quote_span
from tracker.extraction.slots.reach import (
    floor_of,
    holds,
    inside,
    less_conditions,
    limit_of,
    reaches,
    shares_condition,
)
from tracker.extraction.tables import read_tables
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers import find_candidates
from tracker.model import NO_DEADLINE, Deadline, FoundCommitment, Strength, Verdict

_TOGETHER = 200
"""Lines that are read together, so that an endless letter is not held in memory as words."""


@dataclass(slots=True)
class _Reading:
    """How far the reading of a line has come."""

    line: Line
    tokens: Tokens
    candidates: list[Candidate] = field(default_factory=list)
    kept: list[tuple[Candidate, str | None]] = field(default_factory=list)
    """The candidates in the line's own words, each with why it is no promise."""
    conditions: list[Condition] = field(default_factory=list)
    times: list[Deadline] = field(default_factory=list)

    def judge(self) -> None:
        """Judge the candidates."""
        own = [
            c for c in self.candidates if not self.line.own or self.tokens.starts[c.act.head] >= self.line.own
        ]
        self.kept = [(c, rejection(c)) for c in own]

    @property
    def stands(self) -> bool:
        """Whether any candidate is left."""
        return any(reason is None for _, reason in self.kept)


@dataclass(frozen=True)
class Reader:
    """What stays the same through one letter."""

    text: str
    lexicon: Lexicon
    parties: Parties
    sender: str | None
    anchors: Anchors
    calendar: WorkingCalendar
    month_first: bool
    to_all: bool = False
    """The text is a page for everybody, such as a complaints procedure."""

    def read(self, sentences: Sequence[Sentence]) -> Iterator[Verdict]:
        """The verdicts on every candidate of the letter, in order."""
        lines = self._promising(sentences)
        while together := list(islice(lines, _TOGETHER)):
            yield from self.read_lines(together)
        yield from read_tables(self, sentences)

    def _promising(self, sentences: Sequence[Sentence]) -> Iterator[tuple[Line, Antecedent]]:
        before = ""
        for line in lines_of(sentences, self.lexicon):
            if self.lexicon.may_promise(line.text, line.words):
                yield line, Antecedent(self.parties, self.lexicon, before)
            before = line.text

    def read_lines(self, lines: Sequence[tuple[Line, Antecedent]]) -> Iterator[Verdict]:
        """The verdicts on the candidates of these lines, each given with what its pronouns may point back to.

        All of them leave one room before they enter the next: the words and rules of a room stay at hand, which
        is a good tenth faster than to lead each line through all rooms.
        """
        read = [_Reading(line, Tokens(line.text, self.lexicon, line.words)) for line, _ in lines]
        for reading, (line, antecedent) in zip(read, lines, strict=True):
            context = Context(self.parties, antecedent, in_list=line.listed, to_all=self.to_all)
            reading.candidates = list(find_candidates(reading.tokens, context))
        for reading in read:
            reading.judge()
        promising = [reading for reading in read if reading.stands]
        for reading in promising:
            reading.conditions = find_conditions(reading.tokens)
        for reading in promising:
            reading.times = self.times(reading.line.text, reading.line.before, reading.line.words)
        for reading in read:
            if reading.kept:
                yield from self._fill(reading)

    def _fill(self, reading: _Reading) -> Iterator[Verdict]:
        """The verdicts on one line, its promises with their slots."""
        line, kept = reading.line, reading.kept
        judged: list[tuple[Candidate, Verdict]] = []
        for n, (c, reason) in enumerate(kept):
            if reason is not None or inside(c, reading.conditions):
                judged.append((c, self._verdict(line, c, reason or "inside a condition")))
                continue
            before = next((p for p, _ in reversed(kept[:n]) if not inside(p, reading.conditions)), None)
            bounds = (floor_of(c, before), limit_of(kept, n))
            accepted = self._accept(line, c, bounds, reading.times, reading.conditions)
            judged += ((c, verdict) for verdict in accepted)
        yield from self._with_shared_deadlines(judged)

    def _with_shared_deadlines(self, judged: list[tuple[Candidate, Verdict]]) -> list[Verdict]:
        """A time after a comma also covers the undated promises before it that share its subject."""
        verdicts = [verdict for _, verdict in judged]
        for n in range(len(judged) - 1, 0, -1):
            found, before = verdicts[n].commitment, verdicts[n - 1].commitment
            c = judged[n][0]
            if found is None or before is None or c.subject is None or not c.subject.elided:
                continue
            start = found.deadline.start
            after_comma = start is not None and self.text[max(start - 8, 0) : start].rstrip()[-1:] == ","
            if after_comma and before.deadline is NO_DEADLINE:
                shared = replace(before, deadline=found.deadline)
                verdicts[n - 1] = replace(verdicts[n - 1], commitment=shared)
        return verdicts

    def times(self, text: str, before: str = "", said: frozenset[str] | None = None) -> list[Deadline]:
        """The times in `text`, with offsets in it.

        `before` is what "that date" may point back to, `said` the `words_of` the text, where they are known.
        """
        found = find_deadlines(
            before + text,
            len(before),
            len(before) + len(text),
            self.anchors,
            words=self.lexicon.time,
            calendar=self.calendar,
            month_first=self.month_first,
            said=said,
        )
        return [
            replace(time, start=(time.start or 0) - len(before), end=(time.end or 0) - len(before))
            for time in found
        ]

    def _verdict(self, line: Line, c: Candidate, rule: str, found: FoundCommitment | None = None) -> Verdict:
        start, end = line.span(line.own, len(line.text))
        return Verdict(self.text[start:end], start, end, c.trigger, found is not None, rule, found)

    def _accept(
        self,
        line: Line,
        c: Candidate,
        bounds: tuple[int, int],
        times: list[Deadline],
        conditions: list[Condition],
    ) -> Iterator[Verdict]:
        segments = split_acts(c, bounds[1])
        segments = less_conditions(segments, conditions)
        deadlines = choose_deadlines(c, segments, times, conditions, bounds[0])
        onward = not c.tokens.words.isdisjoint(self.lexicon.triggers.onward) or (
            c.act.passive and c.tokens.lexicon.standing.found(c.tokens.folded, c.tokens.words)
        )
        if c.trigger in {"timetable", "present"} and not (
            onward or is_to_come(deadlines[0], self.anchors.letter)
        ):
            yield self._verdict(line, c, "general description")
            return
        for n in range(len(segments)):
            held = [k for k in conditions if reaches(c, k, bounds[0]) and holds(c, segments, n, k)]
            found = self._promise(line, c, segments, n, deadlines, held, bounds[0])
            yield self._verdict(line, c, c.trigger if n == 0 else f"{c.trigger}, coordinated", found)

    def _promise(
        self,
        line: Line,
        c: Candidate,
        segments: list[Segment],
        n: int,
        deadlines: list[Deadline],
        held: list[Condition],
        floor: int,
    ) -> FoundCommitment:
        t, segment, deadline = c.tokens, segments[n], deadlines[n]
        spans = [(t.starts[k.start], t.ends[k.end - 1]) for k in held]
        at = t.starts[segment.act.head]
        timed = [] if deadline is NO_DEADLINE else [(deadline.start or 0, deadline.end or 0)]
        fronted = [span for span in [*spans, *timed] if floor <= span[0] and span[1] <= t.starts[c.at]]
        tail = len(segments) > 1 and (
            covers_all(c, segments, deadlines[-1])
            or shares_object(segments)
            or shares_condition(c, segments, held)
        )
        i, j = quote_span(c, segments, n, fronted, tail)
        j = max([j, *(end for begin, end in [*spans, *timed] if begin >= t.starts[segment.act.head])])
        start, end = line.span(max(i, line.own), max(j, line.own + 1))
        return FoundCommitment(
            quote=self.text[start:end],
            start=start,
            end=end,
            actor=actor_of(c, self.sender),
            action=action_of(c, segment, [*spans, *timed]),
            strength=Strength.SOFT
            if c.strength is Strength.SOFT or segment.act.softened or soft_governor(c)
            else Strength.FIRM,
            kind=kind_of(c, segment, deadline, [t.text[i:j] for i, j in spans]),
            condition=self._words(line, min(spans, key=lambda span: abs(span[0] - at))) if spans else None,
            deadline=self._placed(line, deadline),
            confidence=confidence_of(c, segment),
            rules=(c.trigger,) if n == 0 else (c.trigger, "coordinated"),
        )

    def _words(self, line: Line, span: tuple[int, int]) -> str:
        start, end = line.span(*span)
        return self.text[start:end]

    def _placed(self, line: Line, deadline: Deadline) -> Deadline:
        """The deadline with offsets and words of the letter itself."""
        if deadline.start is None or deadline.end is None:
            return deadline
        start, end = line.span(deadline.start, deadline.end)
        return replace(deadline, text=self.text[start:end], start=start, end=end)
