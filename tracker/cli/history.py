"""The command that takes the last change back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from tracker.cli.params import json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import asked
from tracker.errors import ExitCode
from tracker.model import Event
from tracker.model.events import noun

if TYPE_CHECKING:
    from tracker.service.naming import Names

MOST_SHOWN = 20
"""Rows of a change that touched many."""


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_session
def undo(session: Session, *, yes: bool, as_json: bool) -> int:
    """Take your last change back, also one of many at once; shows it first. History keeps both."""
    from tracker.cli import output
    from tracker.service import undoing as service

    app = session.app
    act = app.act()
    found = service.last_act(app.engine, act.actor)
    if not as_json:
        _show(found, session.zone, session.names_in(found[:MOST_SHOWN]))
    if not yes and not asked("Take it back?", "Nothing was changed; take it back with: tracker undo --yes"):
        return int(ExitCode.DONE)
    service.undo(app.engine, act, found[0].batch)
    if as_json:
        output.print_json({"undone": found[0].batch, "at": found[0].at, "changes": list(map(_shape, found))})
    else:
        output.say("Taken back.")
    return int(ExitCode.DONE)


def _show(act: Sequence[Event], zone: ZoneInfo, names: Names) -> None:
    from tracker.cli import output
    from tracker.cli.render_history import changes, deed, moment

    output.say(f"Your last change, {moment(act[0].at, zone)}:")
    for event in act[:MOST_SHOWN]:
        what = _tied(event) or f"{_row(event)} {deed(event)}"
        became = "; ".join(changes(event, zone, names))
        output.wrap(f"{what}: {became}" if became else what, indent="    ", first="  ")
    if len(act) > MOST_SHOWN:
        output.say(f"  … and {len(act) - MOST_SHOWN} more")


def _tied(event: Event) -> str | None:
    """A new row that hangs on a commitment, told of that commitment; None of all others."""
    row = event.change.after
    if event.change.before is not None or row is None:
        return None
    match event.change.table:
        case "notes":
            told = f"note added: {row['text']}"
        case "evidence":
            told = f"evidence added: {row['source']}"
        case "links":
            told = f"linked: {row['kind']} {row['other_id']}"
        case "holds":
            told = f"held up by a{row['ask_id']}"
        case "repeats":
            told = f"linked: repeats {row['earlier_id']}"
        case _:
            return None
    return f"commitment {row['commitment_id']} {told}"


def _row(event: Event) -> str:
    row = noun(event.change.table)
    return f"{row} {'a' if row == 'ask' else ''}{event.change.row_id}"


def _shape(event: Event) -> dict[str, Any]:
    change = event.change
    return {
        "table": change.table,
        "id": change.row_id,
        "action": event.action,
        "before": change.before,
        "after": change.after,
    }
