"""Entering promises by hand."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.params import DAY, Id, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError


@click.command()
@click.option("--letter", "number", type=Id(), help="The letter that makes the promise.")
@click.option("--source", metavar="TEXT", help='Or where it was made: "phone call with Jo Lind".')
@click.option("--organisation", metavar="NAME", help="Who promised it there.")
@click.option("--on", type=DAY, help="The day on which it was made there (default: today).")
@click.option("--case", help="The case under which it is followed up.")
@click.option("--confidential", is_flag=True, help="Its words stay out of every mail.")
@click.option("--quote", required=True, help="The promise's own words.")
@click.option("--action", required=True, help='What is promised, from its verb: "publish the report".')
@click.option("--actor", metavar="WHO", help="Who is bound (default: the sender, or the organisation).")
@click.option("--due", type=DAY, help="The last day (default: the office's review day).")
@click.option("--condition", metavar="WORDS", help="Until this comes about the promise sleeps.")
@click.option(
    "--owner", metavar="PERSON", help="Who follows it up (default: the case's lead, then the config's)."
)
@json_option
@pass_session
def new(
    session: Session,
    *,
    number: int | None,
    source: str | None,
    organisation: str | None,
    on: date | None,
    case: str | None,
    confidential: bool,
    quote: str,
    action: str,
    actor: str | None,
    due: date | None,
    condition: str | None,
    owner: str | None,
    as_json: bool,
) -> None:
    """Enter a promise that you read in a letter, or that was made on the telephone or in a meeting."""
    from tracker.cli import output, render
    from tracker.cli.shapes import commitment_shape
    from tracker.service.by_hand import Written
    from tracker.service.spoken import Spoken

    app = session.app
    written = Written(quote=quote, action=action, actor=actor, due=due, condition=condition, owner=owner)
    if (number is None) == (source is None):
        raise UsageError("Say where the promise stands: either --letter ID, or --source TEXT.")
    if number is not None:
        if organisation or on or case or confidential:
            raise UsageError(
                "--organisation, --on, --case and --confidential go with --source; a letter tells them itself."
            )
        commitment = app.add_by_hand(number, written)
    elif organisation is None or source is None:
        raise UsageError("Say with --organisation NAME who promised it.")
    else:
        spoken = Spoken(organisation, source, on or app.today(), case, confidential)
        commitment = app.add_spoken(spoken, written)
    if as_json:
        output.print_json(commitment_shape(commitment))
    else:
        output.say(f"Commitment {commitment.id} of letter {commitment.letter_id}:")
        render.brief(commitment)
