"""What is only being thought about: "are considering whether to join", "are giving thought to releasing"."""

from __future__ import annotations

from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import GERUND, Act, read_act_noun, read_base, read_gerund
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.tokens import Tokens
from tracker.extraction.triggers.reading import Reading, strength


def read_weighing(t: Tokens, i: int) -> Reading | None:  # noqa: PLR0911 - one answer a case
    """As in "are considering whether to join": the considered act; "are weighing this up": the weighing itself."""
    after, negated = skip_adverbs(t, i + 1)
    if t.at(after) in t.lexicon.triggers.turning and (weighed := _turned_over(t, after)):
        return Reading(i, replace(weighed, negated=negated), strength(soft=True))
    given = (
        t.low[after : after + 3] == ["being", "given", "to"] and "consideration" in t.low[max(i - 5, 0) : i]
    )
    if given and (weighed := read_gerund(t, after + 3)):
        return Reading(i, replace(weighed, negated=negated), strength(soft=True), authored=True)
    if t.at(after) == "giving" and "consideration" in t.low[after : after + 6]:
        return Reading(i, Act(after, after, "give", GERUND, negated=negated), strength(soft=True))
    if t.at(after) in {"thinking", "looking", "leaning"} and t.at(after + 1) in _WEIGHING_AT:
        weighed = _possible(t, after + 2) if t.at(after + 2) in {"whether", "how"} else None
        if t.at(after + 2) == "whether" and t.at(after + 3) == "to":
            weighed = read_base(t, after + 4)
        if weighed is not None:
            return Reading(i, replace(weighed, start=after), strength(soft=True))
        act = read_gerund(t, after + 2)
        known = act is not None and not t.is_(after + 2, tag.NOUN)
        return Reading(i, replace(act, start=after), strength(soft=True)) if act and known else None
    if t.at(after) not in t.lexicon.triggers.considering:
        return None
    return Reading(i, replace(read_considered(t, after), negated=negated), strength(soft=True))


_WEIGHING_AT = frozenset({"about", "of", "at", "into", "towards", "toward"})


def _turned_over(t: Tokens, i: int) -> Act | None:
    """The act after "giving thought to", "looking at the possibility of"."""
    for k in range(i + 1, min(i + 7, t.size)):
        if t.tags[k] & (tag.STOP | tag.FINITE) or t.low[k] == ",":
            return None
        if t.low[k] in t.lexicon.triggers.thoughts:
            link = k + 1
            gerund = read_gerund(t, link + 1) if t.at(link) in {"to", "of"} else None
            return replace(gerund, start=i) if gerund else None
    return None


def read_considered(t: Tokens, weighing: int) -> Act:  # noqa: PLR0911 - one answer a case
    """The act that is weighed, or the weighing where none is named."""
    after, _ = skip_adverbs(t, weighing + 1)
    after += t.at(after) == "up"
    if t.at(after) == "to" and (act := read_base(t, after + 1)):
        return replace(act, start=weighing)
    if (act := _turned_over(t, weighing)) is not None:
        return act
    if t.at(after) in {"whether", "how"} and t.at(after + 1) == "to" and (act := read_base(t, after + 2)):
        return replace(act, start=weighing)
    if t.at(after) in {"whether", "how", "if"} and (act := _possible(t, after)):
        return replace(act, start=weighing)
    if (act := read_gerund(t, after)) and not t.is_(after, tag.NOUN):
        return replace(act, start=weighing)
    if t.at(after) in {"a", "an"} and (act := read_act_noun(t, after)):
        return replace(act, start=weighing)
    return Act(weighing, weighing, t.base(weighing), GERUND)


def _possible(t: Tokens, i: int) -> Act | None:
    """As in "whether that can be brought forward", "whether we should publish": the act that is thought of."""
    for k in range(i + 2, min(i + 10, t.size)):
        if t.tags[k] & tag.STOP or t.low[k] == ",":
            return None
        if t.tags[k] & tag.MODAL:
            act = read_base(t, k + 1)
            return act if act is not None and act.base != "be" else None
    return None
