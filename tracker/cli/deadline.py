"""Commands that move a commitment's day, or silence its reminders."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.filtering import chosen_argument, meant
from tracker.cli.params import DAY, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import told, yes_option
from tracker.errors import ExitCode, UsageError


@click.command()
@chosen_argument
@click.option("--to", "day", type=DAY, required=True, help="The later day.")
@click.option("--because", required=True, metavar="TEXT", help="Why; shown beside both days.")
@yes_option
@json_option
@pass_session
def extend(
    session: Session, *, words: tuple[str, ...], day: date, because: str, yes: bool, as_json: bool
) -> int:
    """Give commitments a later day; the first one stays beside it."""
    from tracker.cli.output import day as written
    from tracker.service import deadlines as service

    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    done = service.extend(session.app.engine, session.app.act(), numbers, day, because)
    return told(done, f"extended to {written(day)}", as_json=as_json)


@click.command()
@chosen_argument
@click.option("--until", type=DAY, help="The day on which reminders begin again, at most 90 days off.")
@click.option("--off", is_flag=True, help="Reminders begin again now.")
@yes_option
@json_option
@pass_session
def snooze(
    session: Session,
    *,
    words: tuple[str, ...],
    until: date | None,
    off: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Silence the reminders of commitments for a while; their day and the digests stay as they are."""
    from tracker.cli.output import day as written
    from tracker.service import deadlines as service

    app = session.app
    if off == (until is not None):
        raise UsageError("Give either --until DATE or --off.")
    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    done = service.snooze(app.engine, app.act(), numbers, until, app.today())
    became = f"is silent until {written(until)}" if until else "brings reminders again"
    return told(done, became, as_json=as_json)
