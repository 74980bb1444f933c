"""When to look again at a promise whose letter fixes no day: the office's rules, from config/deadlines.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

import msgspec

from tracker.errors import ConfigError
from tracker.model import Basis, Deadline, DeadlineKind, Kind

_Days = Annotated[int, msgspec.Meta(ge=1, le=3660)]


class ReviewRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days from the letter to the review, by what the letter says of time."""

    no_time: _Days
    standing: _Days
    event: _Days
    open_date: _Days
    vague: _Days
    recurring: _Days
    vague_words: dict[str, _Days]
    """By the rule of a vague deadline, such as "shortly"."""
    recurring_rules: dict[str, _Days]
    """By the rule of a recurring deadline, such as "every 6 months"."""


def load_review_rules(source: bytes) -> ReviewRules:
    """The rules in the bytes of a deadlines.toml. Raises ConfigError naming what is wrong."""
    try:
        return msgspec.toml.decode(source, type=ReviewRules)
    except (msgspec.DecodeError, ValueError) as error:
        raise ConfigError(f"deadlines.toml: {error}; correct it there.") from error


def review_deadline(
    deadline: Deadline, kind: Kind, rules: ReviewRules, counted_from: date | None, counted_from_text: str
) -> Deadline:
    """The same words of time with a review day of the office's making, where they fix no day themselves.

    Unchanged if it has a day, or if there is nothing to count from. Where the letter names a first day
    ("after 5 May"), the review counts from that day if it is the later one.
    """
    if deadline.latest is not None or counted_from is None:
        return deadline
    what, days = _rule(deadline, kind, rules)
    anchor, anchor_text = counted_from, counted_from_text
    if deadline.earliest is not None and deadline.earliest > counted_from:
        anchor, anchor_text = deadline.earliest, "the first day that the letter names"
    try:
        latest = anchor + timedelta(days=days)
    except OverflowError:
        return deadline
    return replace(
        deadline,
        latest=latest,
        basis=Basis.POLICY,
        rule=f"the office's rule for {what}, {days} days",
        anchor=anchor,
        anchor_text=anchor_text,
    )


def _rule(deadline: Deadline, kind: Kind, rules: ReviewRules) -> tuple[str, int]:
    """What the rule is for, in words, and its days."""
    words = f"'{' '.join((deadline.text or '').split())}'"
    if kind is Kind.STANDING and deadline.kind in {DeadlineKind.NONE, DeadlineKind.EVENT}:
        return "standing promises", rules.standing
    if kind is Kind.RECURRING and deadline.kind is DeadlineKind.NONE:
        return "recurring promises", rules.recurring
    by_kind = {
        DeadlineKind.NONE: ("promises without a time", rules.no_time),
        DeadlineKind.EVENT: (f"what waits for an event, {words}", rules.event),
        DeadlineKind.VAGUE: (words, _named(rules.vague_words, deadline.rule, rules.vague)),
        DeadlineKind.RECURRING: (words, _named(rules.recurring_rules, deadline.rule, rules.recurring)),
    }
    return by_kind.get(deadline.kind, (f"times that fix no day, {words}", rules.open_date))


def _named(table: Mapping[str, int], rule: str | None, otherwise: int) -> int:
    """The days under that name, or under the longest that ends it: "last friday of every month" is monthly."""
    endings = [name for name in table if rule and rule.endswith(name)]
    return table[max(endings, key=len)] if endings else otherwise
