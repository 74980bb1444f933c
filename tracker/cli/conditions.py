"""The command about conditions for which promises wait."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.changes import note_option
from tracker.cli.filtering import chosen_argument, meant
from tracker.cli.params import DAY, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import told, yes_option
from tracker.errors import ExitCode, UsageError


@click.command()
@chosen_argument
@click.option("--came-about", type=DAY, help="The day on which the condition came about.")
@click.option("--waived", is_flag=True, help="The promise holds without its condition.")
@note_option
@yes_option
@json_option
@pass_session
def condition(
    session: Session,
    *,
    words: tuple[str, ...],
    came_about: date | None,
    waived: bool,
    note: str,
    yes: bool,
    as_json: bool,
) -> int:
    """Say that the condition of promises has come about, or is waived; they are followed up from now on."""
    from tracker.service import conditions as service

    app = session.app
    if waived == (came_about is not None):
        raise UsageError("Give either --came-about DATE or --waived.")
    numbers = meant(session, words, yes=yes, usual="is:dormant")
    if not numbers:
        return int(ExitCode.DONE)
    if came_about is None:
        done = service.waive(app.engine, app.act(), numbers, note, app.today())
        return told(done, "holds without its condition", as_json=as_json)
    done = service.came_about(app.engine, app.act(), numbers, came_about, note, app.practice())
    return told(done, "is followed up: its condition has come about", as_json=as_json)
