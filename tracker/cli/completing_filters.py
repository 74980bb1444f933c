"""What a half-typed word of a filter may become: a field, or a value of the field that stands before the colon."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.followup.filters import ASKS, COMMITMENTS, LETTERS, Grammar, values_of
from tracker.model.filters import Field, SortKey

FILTERED = {"filter of commitments": COMMITMENTS, "filter of asks": ASKS, "filter of letters": LETTERS}
Known = Callable[[str, str], Iterable[tuple[str, str]]]
"""Words that the store knows of a kind, such as "people", that begin so, each with what it stands for."""
_NAMED = {"org": "organisations", "organisation": "organisations", "owner": "people", "case": "cases"}
_ABOUT = {
    Field.ORGANISATION: "a name, or part of one",
    Field.OWNER: "a person, me or nobody",
    Field.CASE: "a name, or part of one",
    Field.STATUS: "proposed, open, resolved, dismissed, all",
    Field.OUTCOME: "kept, partly, broken, …",
    Field.STATE: "overdue, waiting, dormant, …",
    Field.DUE: "30d, today, 2026-06, from..to, none",
    Field.ADDED: "7d, 2026-06, from..to",
    Field.LETTER: "its number, or words in it",
    Field.TEXT: "words, or how they begin",
}
_DAYS = ("7d", "30d", "today", "none")


def filter_words(kind: str, incomplete: str, known: Known) -> list[tuple[str, str]]:
    """Whole words of a filter that begin as `incomplete` does, each with what it means."""
    grammar = FILTERED[kind]
    negated = "not:" if incomplete.casefold().startswith("not:") else ""
    rest = incomplete[len(negated) :]
    name, colon, begun = rest.partition(":")
    if colon:
        return [
            (f"{negated}{name}:{value}", words) for value, words in _values(name.casefold(), begun, known)
        ]
    fields = [(f"{negated}{field}:", _ABOUT[field]) for field in _ABOUT if field in grammar.fields]
    if not negated:
        fields += [("not:", "what is not so")] + ([("sort:", "by what")] if grammar is COMMITMENTS else [])
    return _ids(grammar, incomplete, known) + [
        each for each in fields if each[0].startswith(incomplete.casefold())
    ]


def _ids(grammar: Grammar, incomplete: str, known: Known) -> list[tuple[str, str]]:
    before, comma, begun = incomplete.rpartition(",")
    if begun.removeprefix(grammar.mark).strip("0123456789"):
        return []
    return [(before + comma + word, words) for word, words in known(grammar.noun, begun)]


def _values(name: str, begun: str, known: Known) -> list[tuple[str, str]]:
    if name in _NAMED:
        special = {"owner": ["me", "nobody"], "case": ["none"]}.get(name, [])
        found = [(word, "") for word in special if word.startswith(begun.casefold())]
        return [*known(_NAMED[name], begun), *found]
    if name == "letter":
        return list(known("letters", begun))
    several, comma, last = begun.rpartition(",")
    words = {"sort": list(map(str, SortKey)), "due": _DAYS, "added": _DAYS[:3]}.get(name) or values_of(name)
    return [(several + comma + word, "") for word in words if word.startswith(last.casefold())]
