"""Commands about what shows how a commitment ended, and who looked at that."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.filtering import Word, chosen_argument, meant
from tracker.cli.params import DAY, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import told, yes_option
from tracker.errors import ExitCode, UsageError


@click.command()
@click.argument("words", metavar="ID|FILTER... FILE_OR_URL...", nargs=-1, required=True, type=Word())
@click.option("--on", type=DAY, help="The day of which it speaks.")
@click.option("--contradicts", is_flag=True, help="It speaks against the promise being kept.")
@click.option("--note", help="What it shows.")
@yes_option
@json_option
@pass_session
def evidence(
    session: Session,
    *,
    words: tuple[str, ...],
    on: date | None,
    contradicts: bool,
    note: str | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Keep files or web addresses that show whether a commitment was kept, before it ends or after."""
    from tracker.service import evidence as service

    chosen, sources = _told_apart(words)
    app, found = session.app, service.gather(sources)
    numbers = meant(session, chosen, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    shown = service.Shown(on, contradicts, note)
    done = service.add(app.engine, app.act(), numbers, found, shown, app.today())
    pieces = "1 piece" if len(found) == 1 else f"{len(found)} pieces"
    return told(done, f"has {pieces} of evidence more{' against it' if contradicts else ''}", as_json=as_json)


def _told_apart(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is meant, and what shows it: the first word, and each after it that begins as a filter, are the former."""
    from tracker.followup.filters import is_filter

    many = 1 + next((place for place, word in enumerate(words[1:]) if not is_filter(word)), len(words) - 1)
    if many == len(words):
        raise UsageError("Name after the commitments what shows it: files, or addresses on the web.")
    return words[:many], words[many:]


@click.command()
@chosen_argument
@click.option("--note", help="What you looked at.")
@yes_option
@json_option
@pass_session
def confirm(session: Session, *, words: tuple[str, ...], note: str | None, yes: bool, as_json: bool) -> int:
    """Agree, as a second person, how commitments ended; to disagree, reopen them."""
    from tracker.service import lifecycle as service

    numbers = meant(session, words, yes=yes, usual="is:unconfirmed")
    if not numbers:
        return int(ExitCode.DONE)
    done = service.confirm(session.app.engine, session.app.act(), numbers, note)
    return told(done, "confirmed", as_json=as_json)
