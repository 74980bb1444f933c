"""How answers look in a terminal. JSON shapes stand apart, in `shapes`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tracker.cli import render_life
from tracker.cli.output import count, day, note, say, short_day, table, width_of_terminal, wrap
from tracker.followup.lifecycle import is_overdue
from tracker.model import (
    Basis,
    Case,
    Commitment,
    Confirmation,
    Deadline,
    Extraction,
    FoundCommitment,
    Person,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from tracker.service.commitments import CommitmentView
    from tracker.service.naming import Names
    from tracker.service.passed import Passed

_WIDE = 100
"""Columns of a terminal that has room."""


def extraction(name: str, found: Extraction, *, explain: bool) -> None:
    """What one file promises and asks."""
    facts = found.facts
    say(f"{name}: {facts.sender or 'sender not found'}, {day(facts.date, none='no date')}")
    if facts.date is None:
        note(f"{name}: no date found, so days that count from the letter stay open; give one with --date.")
    for number, commitment in enumerate(found.commitments, 1):
        _found(number, commitment)
    if not found.commitments:
        say("  no promises found")
    for ask in found.asks:
        wrap(f"asks us: “{ask.quote}”", indent="     ", first="  ?  ")
    if explain:
        _verdicts(found.verdicts)
    say()


def _found(number: int, commitment: FoundCommitment) -> None:
    wrap(f"“{commitment.quote}”", indent="     ", first=f" {number:>2}. ")
    if commitment.condition:
        wrap(f"only {_unquoted(commitment.condition)}", indent="       ", first="     ")
    traits = f"{commitment.actor or '?'}; {commitment.strength}, {commitment.kind}"
    wrap(f"{traits}; {due_phrase(commitment.deadline)}", indent="       ", first="     ")


def _unquoted(words: str) -> str:
    return " ".join(words.split())


def _verdicts(verdicts: Sequence[Verdict]) -> None:
    say()
    say("Why:")
    for verdict in verdicts:
        wrap(f"“{verdict.sentence}”", indent="    ", first="  - ")
        word = "taken" if verdict.accepted else "left"
        say(f"    {word}: {verdict.rule} (trigger: {verdict.trigger})")
        if verdict.commitment:
            slots = verdict.commitment
            wrap(
                f"{slots.action} | who: {slots.actor} | {slots.strength}, {slots.kind} | "
                f"condition: {slots.condition or 'none'} | {due_phrase(slots.deadline)} | "
                f"confidence {slots.confidence:.2f}",
                indent="      ",
                first="    ",
            )


def due_phrase(deadline: Deadline) -> str:
    """The day and why: "due 23 Jul 2020: 30 days from the letter of 23 June 2020"."""
    from tracker.extraction.deadlines import explain as explain_deadline

    why = explain_deadline(deadline)
    if deadline.latest is None or deadline.basis is Basis.POLICY:
        return why
    return f"due {why}" if why.startswith("by ") else f"due {day(deadline.latest)}: {why}"


def brief(commitment: Commitment) -> None:
    """A promise in a few lines, under its letter."""
    wrap(f"“{commitment.quote}”", indent="      ", first=f"{commitment.id:>4}  ")
    who = f"{commitment.actor}, {due_phrase(commitment.deadline)}"
    wrap(f"{who}; owner: {commitment.owner or 'nobody'}", indent="        ", first="      ")


def commitments(found: Sequence[Commitment], today: date | None = None) -> None:
    """A list of commitments; seen from `today`, how far their days are."""
    if not found:
        say("No commitments here.")
    table(
        ("id", "day", "organisation", "status", "owner", "promise"),
        [
            (
                str(each.id),
                day_cell(each, today),
                each.organisation,
                state_cell(each, today),
                each.owner or "",
                each.action,
            )
            for each in found
        ],
        flexible={2: 1, 4: 1, 5: 2},
        tint=["red" if today and is_overdue(each, today) else None for each in found],
    )
    for each in found:
        if each.status is Status.OPEN and each.waiting_since:
            say(f"{each.id} is waiting for us since {day(each.waiting_since)}; its clock stands still.")


def state_cell(commitment: Commitment, today: date | None = None) -> str:
    """How it stands, for the column of a table."""
    if commitment.confirmation is Confirmation.WAITING:
        return f"{commitment.outcome}?"
    if commitment.status is Status.OPEN and commitment.waiting_since:
        return "waits for us"
    if commitment.status is Status.OPEN and commitment.dormant:
        return "dormant"
    if today is not None and is_overdue(commitment, today):
        return "overdue"
    return str(commitment.outcome or commitment.status)


def day_cell(commitment: Commitment, today: date | None = None) -> str:
    """Such as "30 Jun 2020 (in 6 days)"; how far it is only where there is room, and where it still matters."""
    if commitment.due is None:
        return "no day"
    word = "review " if commitment.deadline.basis is Basis.POLICY else ""
    alive = commitment.status in {Status.OPEN, Status.PROPOSED}
    if today is None or not alive or width_of_terminal() < _WIDE:
        return f"{word}{short_day(commitment.due)}"
    return f"{word}{short_day(commitment.due)} ({distance(commitment.due, today)})"


def distance(due: date, today: date) -> str:
    """Such as "in 6 days", "today", "31 days ago"."""
    days = (due - today).days
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"


def overdue(passed: Passed, today: date) -> None:
    """The overdue list, and apart from it what is due for review."""
    cut_off = passed.more and not (passed.for_review or passed.waiting)
    first = "the first " if cut_off else ""
    say(f"Overdue on {day(today)}: {first}{count(len(passed.overdue), 'commitment')}")
    for commitment in passed.overdue:
        passed_line(commitment, today)
    if not cut_off:
        _for_review(passed, today)
    waiting(passed.waiting)
    if passed.more:
        say()
        say("There is more: leave out --limit.")


def waiting(found: Sequence[Commitment]) -> None:
    """Those past their day that wait for us, where there are any."""
    if found:
        say()
        wrap(f"Waiting for us: {count(len(found), 'commitment')} (past the day, but the clock stands still)")
    for commitment in found:
        wrap(
            f"waiting for us since {day(commitment.waiting_since)}: {commitment.organisation}, "
            f"owner {commitment.owner or 'nobody'}",
            indent="      ",
            first=f"{commitment.id:>4}  ",
        )
        wrap(f"“{commitment.quote}”", indent="      ")


def _for_review(passed: Passed, today: date) -> None:
    first = "the first " if passed.more and not passed.waiting else ""
    many = count(len(passed.for_review), "commitment")
    say()
    wrap(f"Due for review: {first}{many} (the office's own day, not a day promised)")
    for commitment in passed.for_review:
        passed_line(commitment, today)


def passed_line(commitment: Commitment, today: date) -> None:
    """One commitment of the overdue list."""
    assert commitment.due is not None
    over = count((today - commitment.due).days, "day")
    wrap(
        f"{over} over, {day(commitment.due)}: {commitment.organisation}, owner {commitment.owner or 'nobody'}",
        indent="      ",
        first=f"{commitment.id:>4}  ",
    )
    wrap(f"“{commitment.quote}”", indent="      ")


def commitment_view(view: CommitmentView, today: date, zone: ZoneInfo, names: Names) -> None:
    """One commitment: words in context, deadline and why, evidence, history."""
    from tracker.cli.render_history import history

    commitment = view.commitment
    wrap(
        f"Commitment {commitment.id} of {commitment.organisation}: {commitment.action}", indent="  ", first=""
    )
    say()
    _excerpt(view)
    say()
    for label, value in _traits(view, today):
        wrap(value, indent=" " * 13, first=f"  {label:<11}")
    render_life.evidence(view)
    render_life.notes(view, zone)
    say()
    history(view.history, zone, names)


def _excerpt(view: CommitmentView) -> None:
    """The quote in brackets among the words around it, paragraph by paragraph."""
    cut_off = "… " if view.commitment.start > len(view.before) else ""
    words = f"{cut_off}{view.before}[{view.commitment.quote}]{view.after}"
    for number, paragraph in enumerate(re.split(r"\n\s*\n", words)):
        if number:
            say("  |")
        wrap(paragraph, indent="  | ")


def _traits(view: CommitmentView, today: date) -> Iterable[tuple[str, str]]:
    commitment = view.commitment
    yield "bound", commitment.actor
    yield "promise", f"{commitment.strength}, {commitment.kind}"
    if commitment.condition:
        yield "condition", f"{_unquoted(commitment.condition)} ({commitment.condition_state})"
    deadline = due_phrase(commitment.deadline)
    yield "deadline", deadline + (f"; {distance(commitment.due, today)}" if commitment.due else "")
    if commitment.deadline.assumption and commitment.deadline.assumption not in deadline:
        yield "assumed", commitment.deadline.assumption
    yield from render_life.traits(view)
    yield "owner", commitment.owner or "nobody"
    letter = view.letter
    withdrawn = ", withdrawn" if letter.withdrawn else ""
    page = f", page {view.page}" if view.page else ""
    yield "letter", f"{letter.id} of {day(letter.date, none='no date')}{page}{withdrawn} ({letter.source})"
    if letter.duplicate_of:
        yield "", f"a copy of letter {letter.duplicate_of} in another format, so not counted again"
    if view.made:
        yield "repeated", _repeated(view)
    if commitment.case:
        yield "case", commitment.case


def _repeated(view: CommitmentView) -> str:
    """Such as "promised three times since 2019: letters 3, 9, 14"."""
    numbers = list(dict.fromkeys(promise.letter_id for promise in view.made))
    times = _TIMES.get(len(numbers), f"{len(numbers)} times")
    return f"promised {times} since {view.made[0].day.year}: letters {', '.join(map(str, numbers))}"


_TIMES = {
    2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times", 7: "seven times",
    8: "eight times", 9: "nine times", 10: "ten times",
}  # fmt: skip


def people(everyone: Sequence[Person]) -> None:
    """The list of people."""
    if not everyone:
        say("Nobody yet; add someone with: tracker people add NAME --email ADDRESS")
    table(
        ("name", "role", "zone", "digest", "email"),
        [(each.name, each.role, each.zone, str(each.digest or "none"), each.email) for each in everyone],
        flexible={0: 1, 2: 1, 4: 1},
    )
    for each in everyone:
        if each.absent_until:
            say(f"{each.name} is away until {day(each.absent_until)}; {each.cover} stands in.")


def cases(known: Sequence[Case]) -> None:
    """The list of cases."""
    if not known:
        say("No cases yet; add one with: tracker case add NAME --lead PERSON")
    table(("case", "lead"), [(each.name, each.lead or "nobody") for each in known], flexible={0: 1, 1: 1})
