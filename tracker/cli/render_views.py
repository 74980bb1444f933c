"""How a person's day looks: what needs a hand now, and what she has in hand."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from tracker.cli.output import (
    count,
    cut,
    day,
    height_of_terminal,
    plain,
    say,
    speaks_plainly,
    table,
    width_of_terminal,
    wrap,
)
from tracker.cli.render import day_cell, distance, state_cell
from tracker.followup.agenda import Part
from tracker.followup.lifecycle import is_overdue
from tracker.model import Basis, Commitment, Status
from tracker.service.agenda import Agenda, InHand
from tracker.service.asks import AskView

LONGEST = 15
"""Entries of a part; the rest is counted."""
FEWEST = 2
"""Entries of a part that are shown even where the terminal is too small for all parts."""
_WHEN = 15
_WIDEST = 120
"""Columns."""

_HEADS: dict[Part, tuple[str, str]] = {
    Part.OVERDUE: ("Overdue", "tracker resolve ID --as kept …"),
    Part.DUE: ("Due soon", ""),
    Part.REVIEW: ("To look at again", "tracker show ID"),
    Part.CONDITION: ("Conditions to check", "tracker condition ID … or tracker note ID …"),
    Part.PROPOSED: ("Promise or not", "tracker review"),
}
"""The name of a part, and what is done about it."""
_SOUGHT = {
    Part.OVERDUE: "is:overdue",
    Part.REVIEW: "is:review",
    Part.CONDITION: "is:dormant",
    Part.PROPOSED: "status:proposed",
}
"""The word of a filter that lists a whole part."""


class _Entry(NamedTuple):
    """One thing that needs a hand."""

    number: str
    when: str
    who: str
    words: str
    end: str = ""
    """Never cut."""


class _Section(NamedTuple):
    """Things of one kind."""

    name: str
    command: str
    """What is done about them."""
    entries: Sequence[_Entry]
    more: str
    """The command that lists them all."""
    last: str = "owner"
    """What `end` tells."""


def agenda(found: Agenda, words: Sequence[str], near: str) -> None:
    """What needs a hand, one line each, the most urgent first; on a terminal as much as it shows at once.

    `words` are the filter that was given, `near` the one that finds what is due soon.
    """
    whose = f" for {found.person}" if found.person else ""
    today = f"{found.day:%A} {day(found.day)}"
    if not found.total:
        say(f"{today}: nothing needs a hand{whose}.")
        return
    things = f"{count(found.total, 'thing')} {'needs' if found.total == 1 else 'need'} a hand"
    say(f"{today}{whose}: {things}")
    sections = [section for section in _sections(found, words, near) if section.entries]
    height = None if speaks_plainly() else height_of_terminal()
    for section, most in zip(sections, shares([len(each.entries) for each in sections], height), strict=True):
        _show(section, most)


def _sections(found: Agenda, words: Sequence[str], near: str) -> list[_Section]:
    sought: Mapping[Part, str] = {**_SOUGHT, Part.DUE: near}
    view = "mine" if found.person else "list"

    def part(which: Part) -> _Section:
        name, command = _HEADS[which]
        when = _WHENS[which]
        entries = [_entry(found, each, when(each, found.day)) for each in found.parts[which]]
        return _Section(name, command, entries, shlex.join(["tracker", view, *words, sought[which]]))

    ended = [_entry(found, each, f"{each.outcome}?") for each in found.to_confirm]
    return [
        part(Part.OVERDUE),
        part(Part.DUE),
        _asked(found.asks, found.day),
        part(Part.REVIEW),
        part(Part.CONDITION),
        part(Part.PROPOSED),
        _Section("To confirm", "tracker confirm ID", ended, "tracker list is:unconfirmed"),
    ]


def shares(sizes: Sequence[int], height: int | None) -> list[int]:
    """How many entries of each part are shown, so that all parts stand in so many lines at once; None: any number.

    Each part takes two lines more, and one where it is cut. Every part shows some, whatever the height.
    """
    if height is None:
        return [min(size, LONGEST) for size in sizes]
    shown = [min(size, FEWEST) for size in sizes]

    def room() -> int:
        taken = sum(2 + some + (some < size) for some, size in zip(shown, sizes, strict=True))
        return height - _BESIDE - taken

    for _ in range(LONGEST - FEWEST):
        for place, size in enumerate(sizes):
            # The last entry takes the line that told of it.
            if shown[place] < size and (room() > 0 or shown[place] == size - 1):
                shown[place] += 1
    return shown


_BESIDE: Final = 2
"""Lines of a terminal for the day, and for what is typed next."""


def _show(section: _Section, most: int) -> None:
    say()
    entries = section.entries
    say(f"{section.name} ({len(entries)})" + (f": {section.command}" if section.command else ""))
    if speaks_plainly():
        head = ("id", "when", "organisation", "words", section.last)
        table(head, entries[:most], flexible={})
    for entry in () if speaks_plainly() else entries[:most]:
        say(_line(entry, section.last))
    if len(entries) > most:
        say(f"      … {len(entries) - most} more: {section.more}")


def _line(entry: _Entry, last: str) -> str:
    """One line that fits the terminal."""
    start = f"{entry.number:>4}  {entry.when:<{_WHEN}}"
    told = f" ({entry.end if last == 'owner' else f'{last} {entry.end}'})" if entry.end else ""
    room = max(20, min(width_of_terminal(), _WIDEST) - len(start) - len(told) - 2)
    return f"{start}  {cut(plain(f'{entry.who}: {entry.words}'), room)}{told}"


def _entry(found: Agenda, commitment: Commitment, when: str) -> _Entry:
    owner = "" if found.person else commitment.owner or "nobody"
    words = commitment.action
    if commitment.dormant and commitment.condition:
        words = f"{' '.join(commitment.condition.split())}: {words}"
    return _Entry(str(commitment.id), when, commitment.organisation, words, owner)


def _over(commitment: Commitment, today: date) -> str:
    assert commitment.due is not None
    return f"{count((today - commitment.due).days, 'day')} over"


def _near(commitment: Commitment, today: date) -> str:
    assert commitment.due is not None
    return distance(commitment.due, today)


def _when_found(commitment: Commitment, _today: date) -> str:
    if commitment.due is None:
        return "no day"
    return f"{'review ' if commitment.deadline.basis is Basis.POLICY else ''}{commitment.due.day} {commitment.due:%b}"


def _asleep(commitment: Commitment, today: date) -> str:
    return _since(max(commitment.changed, commitment.added).date(), today)


def _since(since: date, today: date) -> str:
    return f"since {since.day} {since:%b}" if since.year == today.year else f"since {since:%b %Y}"


_WHENS: dict[Part, Callable[[Commitment, date], str]] = {
    Part.OVERDUE: _over,
    Part.DUE: _near,
    Part.REVIEW: _near,
    Part.CONDITION: _asleep,
    Part.PROPOSED: _when_found,
}


def _asked(asks: Sequence[AskView], today: date) -> _Section:
    entries = [
        _Entry(
            f"a{view.ask.id}",
            _since(view.ask.received, today) if view.ask.received else "",
            view.ask.organisation,
            " ".join(view.ask.quote.split()),
            ", ".join(map(str, view.holds_up)),
        )
        for view in asks
    ]
    return _Section(
        "They ask us", "tracker asks answer ASK --note …", entries, "tracker asks", last="holds up"
    )


def in_hand(found: InHand, today: date) -> None:
    """All that a person follows up, and what she is to answer."""
    proposed = sum(each.status is Status.PROPOSED for each in found.commitments)
    overdue = sum(is_overdue(each, today) for each in found.commitments)
    parts = [f"{count(len(found.commitments) - proposed, 'commitment')} open"]
    parts += [f"{overdue} of them overdue"] if overdue else []
    parts += [f"{proposed} proposed"] if proposed else []
    parts += [f"{count(len(found.asks), 'ask')} to answer"] if found.asks else []
    wrap(f"{found.person}: {', '.join(parts)}")
    if found.commitments:
        say()
    table(
        ("id", "day", "organisation", "status", "promise"),
        [
            (str(each.id), day_cell(each), each.organisation, _state(each, today), each.action)
            for each in found.commitments
        ],
        flexible={2: 2, 4: 3},
    )
    if found.asks:
        _show(_asked(found.asks, today), LONGEST)


def _state(commitment: Commitment, today: date) -> str:
    return "overdue" if is_overdue(commitment, today) else state_cell(commitment)
