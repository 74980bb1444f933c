"""One promise an act: the verbs that share a subject and a modal, and where each one's words end."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from tracker.extraction import tags as tag
from tracker.extraction.acts import BASE, GERUND, PARTICIPLE, Act, read_base, read_gerund
from tracker.extraction.adverbs import skip_adverbs
from tracker.extraction.candidates import Candidate
from tracker.extraction.statements import clause_end
from tracker.extraction.tokens import Tokens


class Segment(Struct, frozen=True):
    """One act with the words [start, end) that are its own."""

    act: Act
    start: int
    end: int


def split_acts(c: Candidate, limit: int) -> list[Segment]:
    """The acts of a candidate, each with its words; `limit` is where the next promise begins."""
    t = c.tokens
    end = clause_end(t, c.act.head, limit)
    acts = [(c.act, c.act.start)]
    forms = _forms(c)
    k = c.act.head + 1
    while k < end:
        if t.tags[k] & tag.JOINER or t.low[k] in {",", ";"}:
            found = _conjunct(t, k, end, acts[-1][0], forms)
            if found is not None:
                act, start = found
                if (
                    act.base in t.lexicon.verbs.stative and act.base not in t.lexicon.verbs.action
                ) or _courteous(t, act):
                    end = start
                    break
                kept_up = act.continued or (acts[-1][0].continued and act.form == acts[-1][0].form)
                passive = act.form == PARTICIPLE and c.act.passive
                acts.append((replace(act, passive=passive, continued=kept_up), start))
                k = act.head
        k += 1
    return [
        Segment(act, start, _trim(t, acts[n + 1][1] if n + 1 < len(acts) else end))
        for n, (act, start) in enumerate(acts)
    ]


def _courteous(t: Tokens, act: Act) -> bool:
    """As in "and look forward to": courtesy ends the promise."""
    return act.base in {"look", "thank"} and t.at(act.head + 1) in {"forward", "you"}


_LEADING_TO_VERBS = frozenset(
    ["adjective", "going to", "intention", "is to be", "list", "order", "performative", "schedule"]
)
"""Triggers after which a second verb stands as the first: "agrees to mend and to reopen"."""


def _forms(c: Candidate) -> frozenset[str]:
    """The verb forms in which a second act may stand."""
    forms = {c.act.form}
    if c.has_modal() or c.trigger in _LEADING_TO_VERBS:
        forms.add(BASE if c.act.form != GERUND else GERUND)
    return frozenset(forms)


def _trim(t: Tokens, end: int) -> int:
    while end > 1 and (
        (t.tags[end - 1] & (tag.JOINER | tag.STOP) and t.low[end - 1] not in {")", '"'})
        or t.low[end - 1] in {",", "then", "also"}
        or (t.low[end - 1] == "to")
    ):
        end -= 1
    return end


def _conjunct(t: Tokens, k: int, end: int, last: Act, forms: frozenset[str]) -> tuple[Act, int] | None:  # noqa: PLR0911 - one answer a case
    """The act that "and", "or" or a comma at word `k` adds, with where its words begin."""
    joined = bool(t.tags[k] & tag.JOINER)
    i = k + 1
    if not joined and t.is_(i, tag.JOINER):
        return None
    if t.at(i) == "then":
        i += 1
    start = i
    if t.low[k] == "but" and t.at(i) not in {"not", "will"} and not t.is_(i, tag.ADVERB | tag.BASE):
        return None
    comma = t.at(k - 1) == "," or not joined
    late, denied = skip_adverbs(t, i)
    if denied and t.at(late) == "to" and joined and BASE in forms and (act := read_base(t, late + 1)):
        return replace(act, negated=True), start
    infinitive = t.at(i) == "to" or (t.at(i) == "not" and t.at(i + 1) == "to")
    if infinitive and not (GERUND in forms and t.is_(i + 1, tag.GERUND)):
        if not joined and not any(t.low[m] == "to" and t.is_(m - 1, tag.JOINER) for m in range(i + 1, end)):
            return None
        return _infinitive(t, i, start, k, last, comma=comma) if BASE in forms else None
    if t.at(i) == "to" and GERUND in forms and joined and t.is_(i + 1, tag.GERUND):
        gerund = read_gerund(t, i + 1)
        return (replace(gerund, start=start), start) if gerund else None
    if joined and PARTICIPLE in forms and (gapped := _gapped(t, i, end)):
        return gapped, start
    i, negated = skip_adverbs(t, i)
    if i >= end or (t.low[i] in {"starting", "beginning", "commencing", "including"} and not joined):
        return None
    act = _same_form(t, i, k, last, forms, joined=joined, comma=comma)
    return (replace(act, start=start, negated=act.negated or negated), start) if act else None


def _gapped(t: Tokens, i: int, end: int) -> Act | None:
    """As in "The fence will be removed and the path reopened": a passive whose "will be" is left out."""
    if not t.is_(i, tag.DETERMINER | tag.POSSESSIVE):
        return None
    for k in range(i + 2, min(i + 6, end)):
        if t.tags[k] & (tag.PREPOSITION | tag.SIGN | tag.STOP | tag.FINITE | tag.JOINER | tag.RELATIVE):
            return None
        if t.tags[k] & tag.PARTICIPLE and (
            k + 1 >= end or t.is_(k + 1, tag.PREPOSITION | tag.ADVERB | tag.STOP | tag.SIGN)
        ):
            return Act(i, k, t.base(k), PARTICIPLE, passive=True)
    return None


def _infinitive(t: Tokens, i: int, start: int, k: int, last: Act, *, comma: bool) -> tuple[Act, int] | None:
    """As in "to survey the toe, and to report": the second "to" must not belong to a purpose between them."""
    if t.at(last.start - 1) != "to" and t.at(last.head - 1) != "to":
        return None
    if not comma and _inner_infinitive(t, last.head, k):
        return None
    negated = t.at(i) == "not"
    act = read_base(t, i + 2 if negated else i + 1)
    return (replace(act, negated=act.negated or negated), start) if act else None


def _inner_infinitive(t: Tokens, head: int, k: int) -> bool:
    return any(
        t.low[m] == "to" and t.is_(m + 1, tag.BASE | tag.BE | tag.HAVE) and not t.is_(m + 1, tag.DETERMINERS)
        for m in range(head + 1, k - 1)
    )


def _same_form(
    t: Tokens, i: int, k: int, last: Act, forms: frozenset[str], *, joined: bool, comma: bool
) -> Act | None:
    bits = t.tags[i]
    if (
        BASE in forms
        and (bits & tag.BASE or t.low[i] == "be")
        and _is_verb(t, i, k, last, joined=joined, comma=comma)
    ):
        return read_base(t, i)
    outer = (comma and joined) or not _inner_gerund(t, last.head, k)
    if GERUND in forms and bits & tag.GERUND and outer and _has_object(t, i):
        return read_gerund(t, i)
    if PARTICIPLE in forms and bits & tag.PARTICIPLE and joined and _second_passive(t, i, last.head, k):
        return Act(i, i, t.base(i), PARTICIPLE, passive=True)
    return None


def _is_verb(t: Tokens, i: int, k: int, last: Act, *, joined: bool, comma: bool) -> bool:  # noqa: PLR0911 - one answer a case
    """Whether the word after "and" or a comma is a verb beside the last act, and not a noun or an inner verb."""
    if not comma and last.form == BASE and _inner_infinitive(t, last.head, k):
        return False
    if not joined and not _list_closes(t, i):
        return False
    if t.low[i] in {"be", "have", "do"} or (t.low[i] == "look" and t.at(i + 1) == "forward"):
        return True
    if t.is_(i + 1, tag.BASE | tag.JOINER) and t.is_(i, tag.NOUN) and not t.is_(i + 1, tag.NOUN):
        return False
    if t.tags[i] & tag.ADVERB and not t.is_(i + 1, tag.DETERMINERS):
        return False
    if not t.tags[i] & tag.NOUN:
        return t.at(i + 1) not in {"and", "or"} or t.is_(i + 2, tag.BASE)
    if k == last.head + 1:
        return t.is_(i + 1, tag.DETERMINERS | tag.PREPOSITION | tag.PRONOUN)
    if t.is_(i + 1, tag.DETERMINERS | tag.PRONOUN | tag.NUMBER) or t.at(i + 1) in {
        "back",
        "up",
        "out",
        "that",
        "how",
        "whether",
    }:
        return True
    return f"{t.low[i]} {t.at(i + 1)}" in t.lexicon.verbs.noun_verbs


def _list_closes(t: Tokens, i: int) -> bool:
    """A comma alone joins acts only in a list that an "and" with another verb closes."""
    for m in range(i + 1, min(i + 40, t.size)):
        if t.tags[m] & tag.STOP:
            return False
        if t.tags[m] & tag.JOINER:
            after, _ = skip_adverbs(t, m + 1)
            if t.is_(after, tag.BASE):
                return True
    return False


def _inner_gerund(t: Tokens, head: int, k: int) -> bool:
    return any(
        t.tags[m] & tag.GERUND
        and not t.is_(m - 1, tag.DETERMINERS)
        and t.is_(m - 1, tag.GERUND | tag.PREPOSITION)
        for m in range(head + 1, k)
    )


def _has_object(t: Tokens, i: int) -> bool:
    return (
        t.is_(
            i + 1,
            tag.DETERMINERS | tag.PRONOUN | tag.NUMBER | tag.PREPOSITION | tag.ADVERB | tag.NOUN | tag.NAME,
        )
        or t.is_(i + 1, 0)
        or t.at(i + 1) in {"what", "how", "where"}
        or (i + 1 < t.size and not t.tags[i + 1])
    )


def _second_passive(t: Tokens, i: int, head: int, k: int) -> bool:
    """As in "published and refreshed": no relative clause between, and no noun after that it would describe."""
    if t.is_(i + 1, tag.NOUN | tag.NAME) and not t.is_(i + 1, tag.ADVERB | tag.PREPOSITION):
        return False
    if i + 1 < t.size and not t.tags[i + 1]:
        return False
    return not any(t.low[m] in {"which", "who", "that"} or t.tags[m] & tag.HAVE for m in range(head + 1, k))
