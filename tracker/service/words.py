"""Words for people: numbers with their nouns, and what somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def count(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 letter", "3 letters"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: "Ana", "Ana and Ben", "Ana, Ben and Cleo"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def meant(name: str, known: Iterable[str]) -> str | None:
    """The known name that is nearest to `name`, whatever its case; None where none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only who mistypes needs it

    by_key = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), by_key, n=1, cutoff=0.6)
    return by_key[near[0]] if near else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A clause to hang on a sentence: "; did you mean 'Ana'?", or "" where nothing is near."""
    near = meant(name, known)
    return f"; did you mean {near!r}?" if near else ""


def or_else(name: str, known: Iterable[str], otherwise: str) -> str:
    """How a sentence about an unknown name ends: with what is near, and `otherwise`, which ends with a full stop."""
    near = did_you_mean(name, known)
    return f"{near} Else {otherwise}" if near else f"; {otherwise}"
