"""Forms of English verbs: from the base to the others when the lexicon is read, and back for unknown words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.extraction import tags as tag

_SIBILANT = re.compile(r"(?:[sxz]|ch|sh|[^aeiou]o)\Z")
_BRITISH = re.compile(r"[aei]l\Z")
_SILENT_E = re.compile(r"(?:[aiouy][bcdgkmpstvz]|[^aeiou]l|ur|ir|or|[cgsuvz]|ng|rs|ns|ls|at)\Z")
_KEEPS = re.compile(r"(?:ss|sh|ch|ll|ff|ck|st|nt|[eio]n|er|el|it|ar|ow|ew|aw|ay|oy|ey|i|ng)\Z")


def verb_forms(
    verbs: Iterable[str], irregular: Iterable[str], doubling: Iterable[str]
) -> tuple[dict[str, str], dict[str, int]]:
    """Every form with its base, and what form it is. `irregular` holds "base past participle"."""
    bases: dict[str, str] = {}
    tags: dict[str, int] = {}

    def put(form: str, base: str, bit: int) -> None:
        if bit == tag.BASE:
            bases[form] = base
        else:
            bases.setdefault(form, base)
        tags[form] = tags.get(form, 0) | bit

    special = {base: (past, participle) for base, past, participle in map(str.split, irregular)}
    doubled = frozenset(doubling)
    for base in sorted({*verbs, *special}):
        put(base, base, tag.BASE)
    for base in sorted({*verbs, *special}):
        past, participle = special.get(base) or (_past(base, base in doubled),) * 2
        put(_third(base), base, tag.THIRD)
        put(_gerund(base, base in doubled or (base in special and _doubles(base))), base, tag.GERUND)
        if _BRITISH.search(base):  # trialling, labelled
            put(base + "ling", base, tag.GERUND)
            put(base + "led", base, tag.PAST | tag.PARTICIPLE)
        put(past, base, tag.PAST)
        put(participle, base, tag.PARTICIPLE)
    return bases, tags


def guess_base(word: str) -> str:
    """The likely base of an unknown form: "reupholstered" gives "reupholster"."""
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            return _unsuffixed(stem)
    return word


def _unsuffixed(stem: str) -> str:
    if stem[-1] == stem[-2] and stem[-1] not in "slfz":
        return stem[:-1]
    if _KEEPS.search(stem):
        return stem
    return stem + "e" if _SILENT_E.search(stem) else stem


def _third(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    if base in {"be", "have"}:
        return {"be": "is", "have": "has"}[base]
    return base + ("es" if _SIBILANT.search(base) else "s")


def _past(base: str, doubled: bool) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ied"
    return base + (base[-1] if doubled else "") + "ed"


def _gerund(base: str, doubled: bool) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and len(base) > 2:
        return base[:-1] + "ing"
    return base + (base[-1] if doubled else "") + "ing"


def _doubles(base: str) -> bool:
    """One vowel before one consonant in a short irregular verb: cut, sit, run, swim, begin, forbid."""
    return re.search(r"(?:\A|[^aeiou])[aeiou][bdgmnpt]\Z", base) is not None
