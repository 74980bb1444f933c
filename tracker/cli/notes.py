"""Commands that write down what people know of commitments."""

from __future__ import annotations

import click

from tracker.cli.filtering import chosen_argument, meant
from tracker.cli.params import Id, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import told, yes_option
from tracker.errors import ExitCode


@click.command()
@chosen_argument
@click.argument("text")
@yes_option
@json_option
@pass_session
def note(session: Session, *, words: tuple[str, ...], text: str, yes: bool, as_json: bool) -> int:
    """Write down something about commitments, such as what was said on the telephone."""
    from tracker.service import notes as service

    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    done = service.note(session.app.engine, session.app.act(), numbers, text)
    return told(done, "has a note more", as_json=as_json)


@click.command()
@click.argument("number", metavar="ID", type=Id())
@click.argument("other", metavar="OTHER", type=Id())
@click.option(
    "--as",
    "kind",
    required=True,
    type=click.Choice(["repeats", "supersedes", "answers"]),
    help="What ID does.",
)
@json_option
@pass_session
def link(session: Session, *, number: int, other: int, kind: str, as_json: bool) -> None:
    """Say that one commitment repeats, supersedes or answers another."""
    from tracker.cli import output
    from tracker.model import LinkKind
    from tracker.service import notes as service

    service.link(session.app.engine, session.app.act(), number, other, LinkKind(kind))
    if as_json:
        output.print_json({"commitment": number, "kind": kind, "other": other})
    else:
        output.say(f"Commitment {number} {kind} {other}.")
