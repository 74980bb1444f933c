"""Commands about what shows how a commitment ended, and who looked at that."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.changes import ids_argument
from tracker.cli.params import DAY, IDS, flatten, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import agreed, told, yes_option
from tracker.errors import ExitCode


@click.command()
@click.argument("numbers", metavar="ID", type=IDS)
@click.argument("sources", metavar="FILE_OR_URL...", nargs=-1, required=True)
@click.option("--on", type=DAY, help="The day of which it speaks.")
@click.option("--contradicts", is_flag=True, help="It speaks against the promise being kept.")
@click.option("--note", help="What it shows.")
@yes_option
@json_option
@pass_session
def evidence(
    session: Session,
    *,
    numbers: list[int],
    sources: tuple[str, ...],
    on: date | None,
    contradicts: bool,
    note: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Keep files or web addresses that show whether a commitment was kept, before it ends or after."""
    from tracker.service import evidence as service

    app, found = session.app, service.gather(sources)
    if not agreed(len(numbers), "commitment", yes=yes):
        return int(ExitCode.DONE)
    shown = service.Shown(on, contradicts, note)
    done = service.add(app.engine, app.act(), flatten((numbers,)), found, shown, app.today())
    pieces = "1 piece" if len(found) == 1 else f"{len(found)} pieces"
    return told(done, f"has {pieces} of evidence more{' against it' if contradicts else ''}", as_json=as_json)


@click.command()
@ids_argument
@click.option("--note", help="What you looked at.")
@yes_option
@json_option
@pass_session
def confirm(
    session: Session, *, groups: tuple[list[int], ...], note: str | None, yes: bool, as_json: bool
) -> int:
    """Agree, as a second person, how commitments ended; to disagree, reopen them."""
    from tracker.service import lifecycle as service

    numbers = flatten(groups)
    if not agreed(len(numbers), "commitment", yes=yes):
        return int(ExitCode.DONE)
    done = service.confirm(session.app.engine, session.app.act(), numbers, note)
    return told(done, "confirmed", as_json=as_json)
