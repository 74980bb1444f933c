"""Commands about who follows commitments up."""

from __future__ import annotations

import click

from tracker.cli.filtering import chosen_argument, meant
from tracker.cli.params import json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import UNASKED, asked, told, yes_option
from tracker.errors import ExitCode

to_option = click.option("--to", required=True, metavar="PERSON", help="Who takes it on.")


@click.command()
@chosen_argument
@to_option
@yes_option
@json_option
@pass_session
def assign(session: Session, *, words: tuple[str, ...], to: str, yes: bool, as_json: bool) -> int:
    """Give commitments to a person, who follows them up from now on."""
    from tracker.service import ownership as service

    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    done = service.assign(session.app.engine, session.app.act(), numbers, to)
    return told(done, f"is {to}'s now", as_json=as_json)


@click.command()
@click.argument("giver", metavar="FROM")
@click.argument("taker", metavar="TO")
@yes_option
@json_option
@pass_session
def handover(session: Session, *, giver: str, taker: str, yes: bool, as_json: bool) -> int:
    """Give all that a person has in hand, commitments and asks, to another."""
    from tracker.cli import output
    from tracker.service import ownership as service

    app = session.app
    found = service.load(app.engine, giver, taker)
    in_hand = (
        f"{output.count(len(found.commitments), 'commitment')} and {output.count(len(found.asks), 'ask')}"
    )
    question = f"Give {in_hand} of {giver} to {taker}?"
    otherwise = f"{in_hand} would change hands; say that you mean it with --yes."
    if len(found.commitments) + len(found.asks) > UNASKED and not yes and not asked(question, otherwise):
        return int(ExitCode.DONE)
    done = service.hand_over(app.engine, app.act(), giver, taker)
    if as_json:
        asks = [f"a{number}" for number in done.asks]
        output.print_json({"from": giver, "to": taker, "commitments": done.commitments, "asks": asks})
    else:
        commitments = output.count(len(done.commitments), "commitment")
        output.say(f"{commitments} and {output.count(len(done.asks), 'ask')} of {giver} are {taker}'s now.")
    return int(ExitCode.DONE)
