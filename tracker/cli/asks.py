"""Commands about what letters ask of us."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.filtering import AskWord, FilteredGroup, asks_meant, chosen_argument, limit_option, meant
from tracker.cli.listing import Form, listing
from tracker.cli.params import DAY, Ids, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import told, yes_option
from tracker.errors import ExitCode, UsageError

note_option = click.option("--note", required=True, help="What we answered, or why; kept in the history.")


asks_argument = click.argument("asked", metavar="ASK|FILTER...", nargs=-1, required=True, type=AskWord())
ask_argument = click.argument("ask", metavar="ASK", type=Ids("a"))


@click.group(cls=FilteredGroup, invoke_without_command=True)
@click.option("--answered", is_flag=True, help="Those that we answered, not those that are open.")
@click.option("--owner", metavar="PERSON", help="As owner:… (who is to answer).")
@limit_option
@listing
@pass_session
@click.pass_context
def asks(
    ctx: click.Context, session: Session, *, answered: bool, owner: str | None, limit: int | None, form: Form
) -> None:
    """List what letters ask of us, oldest first: the open ones, or those that fit, such as owner:me text:report.

    Answer and assign them, and say what waits for them.
    """
    if ctx.invoked_subcommand is not None:
        return
    from tracker.cli import render_asks
    from tracker.cli.filtering import wanted
    from tracker.followup.filters import ASKS
    from tracker.service import asks as service

    said = wanted(session, FilteredGroup.words_of(ctx), ASKS, owner=owner)
    if said.order:
        raise UsageError("Asks stand oldest first; leave out sort:.")
    found = service.listing(session.app.engine, said, answered=answered, limit=limit)
    if not form.printed(lambda: map(render_asks.shape, found), render_asks.COLUMNS):
        render_asks.asks(found, answered=answered)


@asks.command("answer")
@asks_argument
@note_option
@click.option("--on", type=DAY, help="The day on which we answered (default: today).")
@yes_option
@json_option
@pass_session
def asks_answer(
    session: Session, *, asked: tuple[str, ...], note: str, on: date | None, yes: bool, as_json: bool
) -> int:
    """Say that we answered. What waited for it goes on, its day moved by the days it waited."""
    from tracker.service import asks as service

    app = session.app
    numbers = asks_meant(session, asked, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    today = app.today()
    done = service.answer(app.engine, app.act(), numbers, on or today, note, today)
    return told(done, "answered", as_json=as_json, noun="Ask", mark="a")


@asks.command("assign")
@asks_argument
@click.option("--to", required=True, metavar="PERSON", help="Who answers.")
@yes_option
@json_option
@pass_session
def asks_assign(session: Session, *, asked: tuple[str, ...], to: str, yes: bool, as_json: bool) -> int:
    """Say who answers. It stands in her digest from now on."""
    from tracker.service import asks as service

    numbers = asks_meant(session, asked, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    done = service.assign(session.app.engine, session.app.act(), numbers, to)
    return told(done, f"is {to}'s to answer", as_json=as_json, noun="Ask", mark="a")


@asks.command("hold")
@ask_argument
@chosen_argument
@click.option("--since", type=DAY, help="Since when they wait (default: the day the letter was received).")
@yes_option
@json_option
@pass_session
def asks_hold(
    session: Session,
    *,
    ask: list[int],
    words: tuple[str, ...],
    since: date | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Say what waits for our answer. The clock of these commitments stands still until we give it."""
    from tracker.service import asks as service

    app = session.app
    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    number = _one(ask)
    done = service.hold(app.engine, app.act(), number, numbers, since, app.today())
    return told(done, f"waits for our answer to a{number}: its clock stands still", as_json=as_json)


@asks.command("free")
@ask_argument
@chosen_argument
@note_option
@yes_option
@json_option
@pass_session
def asks_free(
    session: Session, *, ask: list[int], words: tuple[str, ...], note: str, yes: bool, as_json: bool
) -> int:
    """Say what does not wait after all. The day of these commitments stays as it was."""
    from tracker.service import asks as service

    numbers = meant(session, words, yes=yes)
    if not numbers:
        return int(ExitCode.DONE)
    number = _one(ask)
    done = service.free(session.app.engine, session.app.act(), number, numbers, note)
    return told(done, f"does not wait for a{number} any more", as_json=as_json)


def _one(numbers: list[int]) -> int:
    if len(numbers) != 1:
        raise UsageError("Name one ask, such as a7, and after it the commitments.")
    return numbers[0]
