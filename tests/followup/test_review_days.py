"""When to look again at what has no day."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.errors import ConfigError
from tracker.followup.review_days import load_review_rules, review_deadline
from tracker.model import NO_DEADLINE, Basis, Deadline, DeadlineKind, Kind
from tracker.resources import config_path

SHIPPED = config_path("deadlines.toml").read_bytes()
RULES = load_review_rules(SHIPPED)
LETTER = date(2020, 6, 23)
NAME = "the letter of 23 June 2020"


def vague(rule: str) -> Deadline:
    return Deadline(DeadlineKind.VAGUE, text=rule, start=4, end=4 + len(rule), rule=rule)


@pytest.mark.parametrize(
    ("deadline", "kind", "days"),
    [
        (vague("immediately"), Kind.ONCE, 14),
        (vague("shortly"), Kind.ONCE, 90),
        (vague("in due course"), Kind.ONCE, 90),
        (vague("coming weeks"), Kind.ONCE, 60),
        (vague("coming months"), Kind.ONCE, 180),
        (vague("some words of tomorrow's lexicon"), Kind.ONCE, 90),
        (NO_DEADLINE, Kind.ONCE, 90),
        (NO_DEADLINE, Kind.STANDING, 180),
        (NO_DEADLINE, Kind.RECURRING, 120),
        (Deadline(DeadlineKind.EVENT, text="once it ends", rule="once an event"), Kind.ONCE, 90),
        (Deadline(DeadlineKind.EVENT, text="while it lasts", rule="while an event"), Kind.STANDING, 180),
        (Deadline(DeadlineKind.RECURRING, text="monthly", rule="every month"), Kind.RECURRING, 45),
        (
            Deadline(DeadlineKind.RECURRING, text="at each month's end", rule="end of every month"),
            Kind.RECURRING,
            45,
        ),
        (Deadline(DeadlineKind.RECURRING, text="each lustre", rule="every lustre"), Kind.RECURRING, 120),
        (Deadline(DeadlineKind.DATE, text="in FY 2022"), Kind.ONCE, 90),
    ],
)
def test_the_offices_rule_sets_a_review_day(deadline: Deadline, kind: Kind, days: int) -> None:
    found = review_deadline(deadline, kind, RULES, LETTER, NAME)
    assert found.latest is not None
    assert (found.latest - LETTER).days == days
    assert (found.basis, found.kind, found.anchor, found.anchor_text) == (
        Basis.POLICY,
        deadline.kind,
        LETTER,
        NAME,
    )
    assert (found.text, found.start, found.end) == (deadline.text, deadline.start, deadline.end)
    assert found.rule is not None
    assert f"{days} days" in found.rule


def test_a_stated_day_is_left_alone() -> None:
    stated = Deadline(DeadlineKind.DATE, text="by 1 July", latest=date(2020, 7, 1), basis=Basis.STATED)
    assert review_deadline(stated, Kind.ONCE, RULES, LETTER, NAME) is stated


def test_nothing_to_count_from_leaves_it_open() -> None:
    assert review_deadline(NO_DEADLINE, Kind.ONCE, RULES, None, NAME) is NO_DEADLINE


def test_the_review_counts_from_a_later_first_day() -> None:
    after = Deadline(DeadlineKind.DATE, text="after 5 July", earliest=date(2020, 7, 6))
    found = review_deadline(after, Kind.ONCE, RULES, LETTER, NAME)
    assert (found.latest, found.anchor) == (date(2020, 10, 4), date(2020, 7, 6))


def test_the_end_of_the_calendar_leaves_it_open() -> None:
    assert review_deadline(NO_DEADLINE, Kind.ONCE, RULES, date.max, NAME) is NO_DEADLINE


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ((b"no_time = 90", b"no_time = 0"), "no_time"),
        ((b"no_time = 90", b"no_tme = 90"), "no_tme"),
        ((b"standing = 180", b'standing = "long"'), "standing"),
        ((b"no_time = 90", b"no_time = = 90"), "deadlines.toml"),
    ],
)
def test_a_broken_rule_is_named(change: tuple[bytes, bytes], key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        load_review_rules(SHIPPED.replace(*change))
