"""Commands that end commitments or take them up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from tracker.cli.filtering import chosen_argument, meant
from tracker.cli.params import DAY, Id, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import told, yes_option
from tracker.errors import ExitCode, TrackerError

note_option = click.option("--note", required=True, help="Why; kept in the history.")
reason_option = click.option("--note", help="Why, where somebody may ask; kept in the history.")


@click.command()
@chosen_argument
@click.option(
    "--as",
    "outcome",
    required=True,
    type=click.Choice(["kept", "partly", "broken", "withdrawn", "superseded", "unverifiable"]),
    help="How it ended.",
)
@note_option
@click.option(
    "--evidence", multiple=True, metavar="FILE_OR_URL", help="What shows it; asked for kept and partly."
)
@click.option("--on", type=DAY, help="The day of which the evidence speaks, or on which it ended.")
@click.option("--without-evidence", metavar="REASON", help="Why there is none.")
@click.option("--by", type=Id(), help="The commitment that stands in its place; asked for superseded.")
@yes_option
@json_option
@pass_session
def resolve(
    session: Session,
    *,
    words: tuple[str, ...],
    outcome: str,
    note: str,
    evidence: tuple[str, ...],
    on: date | None,
    without_evidence: str | None,
    by: int | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Say how commitments ended, with a note and what shows it."""
    from tracker.cli import output
    from tracker.model import Outcome
    from tracker.service import evidence as evidence_service
    from tracker.service import lifecycle as service

    app = session.app
    found = evidence_service.gather(evidence)
    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    how = service.Resolution(Outcome(outcome), note, found, without_evidence, on, by)
    practice = app.practice()
    done = service.resolve(app.engine, app.act(), numbers, how, practice)
    code = told(done, f"resolved as {outcome}", as_json=as_json, opened=done.opened)
    if not as_json:
        for number in done.opened:
            output.say(f"Commitment {number} is open: the next time that it falls due.")
        if practice.second_pair_of_eyes and done.changed:
            numbers_words = ",".join(map(str, done.changed))
            output.say(f"A second person must confirm it: tracker confirm {numbers_words}")
    return code


@click.command()
@chosen_argument
@reason_option
@yes_option
@json_option
@pass_session
def accept(session: Session, *, words: tuple[str, ...], note: str | None, yes: bool, as_json: bool) -> int:
    """Say that proposed commitments are promises; from then on they are followed up."""
    from tracker.service import lifecycle as service

    numbers = meant(session, words, yes=yes, usual="status:proposed")
    if not numbers:
        return int(ExitCode.DONE)
    done = service.accept(session.app.engine, session.app.act(), numbers, note)
    return told(done, "accepted", as_json=as_json)


@click.command()
@chosen_argument
@note_option
@yes_option
@json_option
@pass_session
def dismiss(session: Session, words: tuple[str, ...], note: str, yes: bool, as_json: bool) -> int:
    """Say that these are no promises; they leave the lists, their history stays."""
    from tracker.service import lifecycle as service

    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    done = service.dismiss(session.app.engine, session.app.act(), numbers, note)
    return told(done, "dismissed", as_json=as_json)


@click.command()
@chosen_argument
@note_option
@yes_option
@json_option
@pass_session
def reopen(session: Session, words: tuple[str, ...], note: str, yes: bool, as_json: bool) -> int:
    """Take up resolved or dismissed commitments again."""
    from tracker.service import lifecycle as service

    numbers = meant(session, words, yes=yes, usual="status:resolved,dismissed")
    if not numbers:
        return int(ExitCode.DONE)
    done = service.reopen(session.app.engine, session.app.act(), numbers, note)
    return told(done, "open again", as_json=as_json)


def change_each(
    numbers: list[int],
    change: Callable[[int], None],
    done: str,
    *,
    as_json: bool,
    noun: str = "Commitment",
) -> int:
    """Change one after another, each in its own transaction; a failure is named and the rest is done."""
    from tracker.cli import output

    changed: list[int] = []
    failed: list[TrackerError] = []
    for number in numbers:
        try:
            change(number)
        except TrackerError as error:
            # What no other id would escape: a missing note, no store.
            if len(numbers) == 1 or error.exit_code in {ExitCode.USAGE, ExitCode.UNAVAILABLE}:
                raise
            failed.append(error)
            output.note(f"tracker: {error}")
        else:
            changed.append(number)
            if not as_json:
                output.say(f"{noun} {number} {done}.")
    if as_json:
        output.print_json({"changed": changed, "failed": len(failed)})
    return int(ExitCode.FAILED if failed else ExitCode.DONE)
