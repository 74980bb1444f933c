"""How asks look: a list for people, shapes for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.cli.output import day, say, wrap
from tracker.service.asks import AskView


def asks(found: Sequence[AskView], *, answered: bool) -> None:
    """A list of asks."""
    if not found:
        say("No ask was answered yet." if answered else "Nobody waits for an answer of ours.")
    for view in found:
        ask = view.ask
        wrap(f"“{ask.quote}”", indent="      ", first=f"{'a' + str(ask.id):>4}  ")
        came = "received" if ask.received_known else "added"
        since = f"{ask.organisation}, letter {ask.letter_id}, {came} {day(ask.received)}"
        wrap(f"{since}; {_who(view)}", indent="        ", first="      ")
        if ask.answered:
            wrap(f"answered {day(ask.answered)}: {ask.answer}", indent="        ", first="      ")
        if view.holds_up:
            wrap(f"holds up {', '.join(map(str, view.holds_up))}", indent="        ", first="      ")


def _who(view: AskView) -> str:
    return f"{view.ask.owner} answers" if view.ask.owner else "assigned to nobody"


COLUMNS = ("id", "letter", "organisation", "quote", "since", "owner", "answered", "answer", "holds_up")


def shape(view: AskView) -> dict[str, Any]:
    """One ask, as `tracker asks --json` prints it."""
    ask = view.ask
    return {
        "id": f"a{ask.id}",
        "letter": ask.letter_id,
        "organisation": ask.organisation,
        "quote": ask.quote,
        "since": ask.received,
        "owner": ask.owner,
        "answered": ask.answered,
        "answer": ask.answer,
        "holds_up": view.holds_up,
    }
