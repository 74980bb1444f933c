"""How a person's day looks: what needs a hand now, and what she has in hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tracker.cli.output import count, cut, day, plain, say, table, width_of_terminal, wrap
from tracker.cli.render import day_cell, distance, state_cell
from tracker.followup.agenda import Part
from tracker.followup.lifecycle import is_overdue
from tracker.model import Basis, Commitment, Status
from tracker.service.agenda import Agenda, InHand
from tracker.service.asks import AskView

LONGEST = 15
"""Lines of a part; the rest is counted."""
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
_SOUGHT = {Part.OVERDUE: "is:overdue", Part.PROPOSED: "status:proposed", Part.CONDITION: "is:dormant"}
"""The filter that lists more of a part."""


def agenda(found: Agenda) -> None:
    """What needs a hand, one line each, the most urgent first."""
    whose = f" for {found.person}" if found.person else ""
    today = f"{found.day:%A} {day(found.day)}"
    if not found.total:
        say(f"{today}: nothing needs a hand{whose}.")
        return
    things = f"{count(found.total, 'thing')} {'needs' if found.total == 1 else 'need'} a hand"
    say(f"{today}{whose}: {things}")
    for part in (Part.OVERDUE, Part.DUE):
        _part(found, part)
    _asks(found.asks, found.day)
    for part in (Part.REVIEW, Part.CONDITION, Part.PROPOSED):
        _part(found, part)
    ended = [_line(found, each, f"{each.outcome}?") for each in found.to_confirm]
    _section("To confirm", "tracker confirm ID", ended, "tracker list is:unconfirmed")


def _part(found: Agenda, part: Part) -> None:
    name, command = _HEADS[part]
    more = (
        f"tracker list {_SOUGHT[part]}"
        if part in _SOUGHT
        else "tracker mine"
        if found.person
        else "tracker list"
    )
    when = _WHENS[part]
    _section(name, command, [_line(found, each, when(each, found.day)) for each in found.parts[part]], more)


def _section(name: str, command: str, lines: Sequence[str], more: str) -> None:
    if not lines:
        return
    say()
    say(f"{name} ({len(lines)})" + (f": {command}" if command else ""))
    for line in lines[:LONGEST]:
        say(line)
    if len(lines) > LONGEST:
        say(f"      … {len(lines) - LONGEST} more: {more}")


def _line(found: Agenda, commitment: Commitment, when: str) -> str:
    owner = "" if found.person else f" ({commitment.owner or 'nobody'})"
    words = commitment.action
    if commitment.dormant and commitment.condition:
        words = f"{' '.join(commitment.condition.split())}: {words}"
    return _fitting(f"{commitment.id:>4}  {when:<{_WHEN}}", f"{commitment.organisation}: {words}", owner)


def _fitting(start: str, words: str, end: str = "") -> str:
    """One line that fits the terminal; what stands at its end is never cut."""
    room = max(20, min(width_of_terminal(), _WIDEST) - len(start) - len(end) - 2)
    return f"{start}  {cut(plain(words), room)}{end}"


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


def _asks(asks: Sequence[AskView], today: date) -> None:
    lines = [_ask(view, today) for view in asks]
    _section("They ask us", "tracker asks answer ASK --note …", lines, "tracker asks")


def _ask(view: AskView, today: date) -> str:
    ask = view.ask
    since = _since(ask.received, today) if ask.received else ""
    held = f" (holds up {', '.join(map(str, view.holds_up))})" if view.holds_up else ""
    words = f"{ask.organisation}: {' '.join(ask.quote.split())}"
    return _fitting(f"{'a' + str(ask.id):>4}  {since:<{_WHEN}}", words, held)


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
    _asks(found.asks, today)


def _state(commitment: Commitment, today: date) -> str:
    return "overdue" if is_overdue(commitment, today) else state_cell(commitment)
