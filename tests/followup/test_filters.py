"""What the words of a filter mean, and what is said where they mean nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UsageError
from tracker.followup.filters import ASKS, LETTERS, Scene, fold, is_filter, parse
from tracker.model.filters import Days, Field, Ids, Order, SortKey, Term, Words

TODAY = date(2026, 6, 2)
SCENE = Scene(TODAY, "Ana")


def term(*words: str) -> Term:
    (found,) = parse(words, SCENE).terms
    return found


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("org:Halden Copper", Term(Field.ORGANISATION, ("Halden Copper",))),
        ("organisation:none", Term(Field.ORGANISATION, ("none",))),
        ("owner:me", Term(Field.OWNER, ("Ana",))),
        ("OWNER:Me", Term(Field.OWNER, ("Ana",))),
        ("owner:nobody", Term(Field.OWNER, (None,))),
        ("not:owner:ana", Term(Field.OWNER, ("ana",), negated=True)),
        ("case:none", Term(Field.CASE, (None,))),
        ("case:Wells: north", Term(Field.CASE, ("Wells: north",))),
        ("status:open,proposed", Term(Field.STATUS, ("open", "proposed"))),
        ("status:all", Term(Field.STATUS, ("proposed", "open", "resolved", "dismissed"))),
        ("outcome:kept", Term(Field.OUTCOME, ("kept",))),
        ("is:overdue", Term(Field.STATE, ("overdue",))),
        ("due:none", Term(Field.DUE, (None,))),
        ("letter:7", Term(Field.LETTER, (Ids(7, 7),))),
        ("letter:water", Term(Field.LETTER, (Words(("water",)),))),
        ("text:Zürich\u2019s wells", Term(Field.TEXT, (Words(("zurich", "s", "wells")),))),
        ("12-15,18", Term(Field.ID, (Ids(12, 15), Ids(18, 18)))),
        ("c12", Term(Field.ID, (Ids(12, 12),))),
        ("not:12", Term(Field.ID, (Ids(12, 12),), negated=True)),
    ],
)
def test_a_word_is_one_condition(word: str, expected: Term) -> None:
    assert term(word) == expected


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("30d", date(2026, 6, 2), date(2026, 7, 2)),
        ("2w", date(2026, 6, 2), date(2026, 6, 16)),
        ("1m", date(2026, 6, 2), date(2026, 7, 2)),
        ("1y", date(2026, 6, 2), date(2027, 6, 2)),
        ("-30d", date(2026, 5, 3), date(2026, 6, 1)),
        ("today", TODAY, TODAY),
        ("tomorrow", date(2026, 6, 3), date(2026, 6, 3)),
        ("2026-06-30", date(2026, 6, 30), date(2026, 6, 30)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-05..2026-06", date(2026, 5, 1), date(2026, 6, 30)),
        ("..30d", None, date(2026, 7, 2)),
        ("-1w..1w", date(2026, 5, 26), date(2026, 6, 9)),
        ("today..", TODAY, None),
    ],
)
def test_days_are_written_in_a_few_ways(written: str, first: date | None, last: date | None) -> None:
    assert term(f"due:{written}") == Term(Field.DUE, (Days(first, last),))


def test_what_was_added_lies_behind() -> None:
    assert term("added:7d") == Term(Field.ADDED, (Days(date(2026, 5, 26), TODAY),))


def test_the_end_of_a_short_month_is_its_last_day() -> None:
    (found,) = parse(["due:1m"], Scene(date(2026, 1, 31), "Ana")).terms
    assert found.values == (Days(date(2026, 1, 31), date(2026, 2, 28)),)


def test_words_of_one_field_are_alternatives_and_texts_must_all_hold() -> None:
    assert term("owner:ana", "owner:ben").values == ("ana", "ben")
    assert len(parse(["text:water", "text:kiln"], SCENE).terms) == 2
    assert len(parse(["is:overdue", "is:confidential"], SCENE).terms) == 2
    assert len(parse(["not:owner:ana", "not:owner:ben", "owner:me"], SCENE).terms) == 3


def test_the_order_is_said_by_keys() -> None:
    assert parse(["sort:-due,org"], SCENE).order == (
        Order(SortKey.DUE, descending=True),
        Order(SortKey.ORGANISATION),
    )


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("onwer:me", "'onwer:me': there is no field 'onwer'; did you mean 'owner'?"),
        ("owner:", "'owner:' says nothing after the colon"),
        ("owner=me", "'owner=me': write a colon: owner:me"),
        ("investigat", "neither an id nor a filter; to seek it in the words, write text:investigat"),
        ("child labour", 'write text:"child labour"'),
        (
            "status:opne",
            "'opne' is nothing that status: takes; did you mean 'open'? It takes proposed, open,",
        ),
        ("is:late", "is:late': 'late' is nothing that is: takes"),
        ("due:soon", "'soon' are no days; write 30d"),
        ("due:2026-06-31", "are no days"),
        ("due:2026-07..2026-06", "are no days"),
        ("due:9999y", "are no days"),
        ("due:..", "are no days"),
        ("due:0001", "are no days"),
        ("text:—", "holds no word to seek"),
        ("15-12", "no range of at most 10000 ids"),
        ("12,", "is no id"),
        ("99999999999999999999", "no range of at most"),
        ("sort:duo", "nothing is sorted by 'duo'; did you mean 'due'?"),
        ("not:sort:due", "there is no field 'sort'"),
        ("not:", "neither an id nor a filter"),
    ],
)
def test_what_means_nothing_is_named_with_what_may_be_meant(word: str, sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse([word], SCENE)
    assert sentence in str(refused.value)
    assert word in str(refused.value)


def test_asks_and_letters_have_fewer_fields() -> None:
    assert parse(["a3-a5"], SCENE, ASKS).terms == (Term(Field.ID, (Ids(3, 5),)),)
    with pytest.raises(UsageError, match="asks have no 'status'"):
        parse(["status:open"], SCENE, ASKS)
    with pytest.raises(UsageError, match="letters have no 'owner'"):
        parse(["owner:me"], SCENE, LETTERS)


def test_a_filter_is_told_from_files_and_addresses() -> None:
    assert all(map(is_filter, ["owner:me", "not:org:x", "sort:due", "TEXT:x"]))
    assert not any(
        map(is_filter, ["https://halden.example/a", "report.pdf", "12", "C:\\report.pdf", "note: x"])
    )


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_words_are_a_filter_or_a_usage_error(words: list[str]) -> None:
    with suppress(UsageError):
        assert len(parse(words, SCENE).terms) <= len(words)


@given(st.text())
def test_folded_words_hold_nothing_that_an_index_would_interpret(text: str) -> None:
    assert all(word.isalnum() or not word.isascii() for word in fold(text))
    assert all('"' not in word and "'" not in word and " " not in word for word in fold(text))
