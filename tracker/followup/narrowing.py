"""A filter held against commitments as they were known on a past day, which no database can be asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from tracker.errors import UsageError
from tracker.followup.filters import fold
from tracker.followup.organisations import key_of
from tracker.model import Commitment
from tracker.model.filters import Days, Field, Filter, Ids, Term, Value, Words

ANSWERED: Final = (
    Field.ORGANISATION, Field.OWNER, Field.CASE, Field.DUE, Field.TEXT, Field.LETTER, Field.ID,
)  # fmt: skip
"""What can be told of a past day."""


def check(wanted: Filter) -> None:
    """Raises UsageError for what cannot be told of a past day."""
    if wanted.order:
        raise UsageError("What was overdue stands worst first; leave out sort:.")
    for term in wanted.terms:
        words_of_a_letter = term.field is Field.LETTER and any(
            isinstance(each, Words) for each in term.values
        )
        if term.field not in ANSWERED or words_of_a_letter:
            what = "words of letters" if words_of_a_letter else f"{term.field}:"
            raise UsageError(
                f"The list of a past day cannot be narrowed by {what}; it can be by org:, owner:, case:, due:, text:, "
                "and by numbers of promises and letters."
            )


def names_sought(wanted: Filter) -> list[tuple[Field, str]]:
    """The names in a filter, each with what it is of."""
    return [(term.field, value) for term in wanted.terms for value in term.values if isinstance(value, str)]


def names_meant(field: Field, name: str, known: Collection[str]) -> set[str]:
    """Those of the names that are meant: that very one, or else alike ones, or else those that contain it."""
    alike = key_of if field is Field.ORGANISATION else str.casefold
    if name in known:
        return {name}
    return {each for each in known if alike(each) == alike(name)} or {
        each for each in known if name.casefold() in each.casefold()
    }


def narrowed(found: Iterable[Commitment], wanted: Filter) -> list[Commitment]:
    """Those that a checked filter wants, in their order; its names are sought among those of `found`."""
    listed = list(found)
    kept = listed
    for term in wanted.terms:
        values = _with_names_meant(term, listed)
        kept = [
            each for each in kept if any(_is(term.field, each, value) for value in values) != term.negated
        ]
    return kept


def _with_names_meant(term: Term, found: Sequence[Commitment]) -> list[Value]:
    """The values of a term, names as they are written in what was found."""
    values: list[Value] = []
    for value in term.values:
        if isinstance(value, str):
            names = {name for each in found if (name := name_of(term.field, each)) is not None}
            values += names_meant(term.field, value, names)
        else:
            values.append(value)
    return values


def _is(field: Field, commitment: Commitment, value: Value) -> bool:
    match value:
        case Ids():
            number = commitment.letter_id if field is Field.LETTER else commitment.id
            return value.first <= number <= value.last
        case Days():
            due = commitment.due
            return due is not None and not (
                (value.first and due < value.first) or (value.last and due > value.last)
            )
        case Words():
            said = fold(f"{commitment.quote} {commitment.action}")
            return all(any(each.startswith(word) for each in said) for word in value.words)
        case None if field is Field.DUE:
            return commitment.due is None
        case _:
            return name_of(field, commitment) == value


def name_of(field: Field, commitment: Commitment) -> str | None:
    """Its organisation's, its owner's or its case's name."""
    if field is Field.ORGANISATION:
        return commitment.organisation
    return commitment.owner if field is Field.OWNER else commitment.case
