"""The command that corrects what stands of a commitment."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.params import DAY, id_argument, json_option
from tracker.cli.session import Session, pass_session


@click.command()
@id_argument
@click.option("--quote", help="The letter's own words.")
@click.option("--action", help="What is promised, from its verb.")
@click.option("--actor", metavar="WHO", help="Who is bound.")
@click.option("--condition", metavar="WORDS", help="What it hangs on.")
@click.option("--kind", type=click.Choice(["once", "recurring", "standing"]), help="How often.")
@click.option("--strength", type=click.Choice(["firm", "soft"]), help="How firmly.")
@click.option(
    "--due", type=DAY, help="The right day, where another was read. (A later one agreed on: extend.)"
)
@click.option("--note", help="Why; kept in the history.")
@json_option
@pass_session
def edit(
    session: Session,
    *,
    number: int,
    quote: str | None,
    action: str | None,
    actor: str | None,
    condition: str | None,
    kind: str | None,
    strength: str | None,
    due: date | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Correct what was read or entered of a commitment, or set its day."""
    from tracker.cli import output, render
    from tracker.cli.shapes import commitment_shape
    from tracker.model import Kind, Strength
    from tracker.service import editing as service

    wanted = service.Wording(
        quote=quote,
        action=action,
        actor=actor,
        condition=condition,
        kind=Kind(kind) if kind else None,
        strength=Strength(strength) if strength else None,
        due=due,
    )
    commitment = service.edit(session.app.engine, session.app.act(), number, wanted, note)
    if as_json:
        output.print_json(commitment_shape(commitment))
    else:
        output.say(f"Commitment {number} corrected:")
        render.brief(commitment)
