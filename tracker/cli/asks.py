"""Commands about what letters ask of us."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import click

from tracker.cli.changes import ids_argument
from tracker.cli.params import DAY, Ids, flatten, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import agreed, told, yes_option
from tracker.errors import ExitCode, UsageError

note_option = click.option("--note", required=True, help="What we answered, or why; kept in the history.")


class AskIds(Ids):
    """Ids of asks: "a7", "a12-15", "a3,a5"; the letter may be left out."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        """Turn the word into a value, or say what to write instead."""
        if isinstance(value, str):
            if not re.fullmatch(r"a?[0-9]+(?:-a?[0-9]+)?(?:,\s*a?[0-9]+(?:-a?[0-9]+)?)*", value):
                self.fail(
                    f"{value!r} is no id of an ask; write one such as a7, or several: a3-a5,a9", param, ctx
                )
            value = value.replace("a", "")
        return super().convert(value, param, ctx)


asks_argument = click.argument("asked", metavar="ASK...", nargs=-1, required=True, type=AskIds())
ask_argument = click.argument("ask", metavar="ASK", type=AskIds())


@click.group(invoke_without_command=True)
@click.option("--answered", is_flag=True, help="Those that we answered, not those that are open.")
@click.option("--owner", metavar="PERSON", help="Only those that she is to answer.")
@json_option
@pass_session
@click.pass_context
def asks(ctx: click.Context, session: Session, *, answered: bool, owner: str | None, as_json: bool) -> None:
    """List what letters ask of us, oldest first; answer, assign, and say what waits for it."""
    if ctx.invoked_subcommand is not None:
        return
    from tracker.cli import output, render_asks
    from tracker.service import asks as service

    found = service.listing(session.app.engine, answered=answered, owner=owner)
    if as_json:
        output.print_json([render_asks.shape(view) for view in found])
    else:
        render_asks.asks(found, answered=answered)


@asks.command("answer")
@asks_argument
@note_option
@click.option("--on", type=DAY, help="The day on which we answered (default: today).")
@yes_option
@json_option
@pass_session
def asks_answer(
    session: Session, *, asked: tuple[list[int], ...], note: str, on: date | None, yes: bool, as_json: bool
) -> int:
    """Say that we answered. What waited for it goes on, its day moved by the days it waited."""
    from tracker.service import asks as service

    app, numbers = session.app, flatten(asked)
    if not agreed(len(numbers), "ask", yes=yes):
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
def asks_assign(session: Session, *, asked: tuple[list[int], ...], to: str, yes: bool, as_json: bool) -> int:
    """Say who answers. It stands in her digest from now on."""
    from tracker.service import asks as service

    numbers = flatten(asked)
    if not agreed(len(numbers), "ask", yes=yes):
        return int(ExitCode.DONE)
    done = service.assign(session.app.engine, session.app.act(), numbers, to)
    return told(done, f"is {to}'s to answer", as_json=as_json, noun="Ask", mark="a")


@asks.command("hold")
@ask_argument
@ids_argument
@click.option("--since", type=DAY, help="Since when they wait (default: the day the letter was received).")
@yes_option
@json_option
@pass_session
def asks_hold(
    session: Session,
    *,
    ask: list[int],
    groups: tuple[list[int], ...],
    since: date | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Say what waits for our answer. The clock of these commitments stands still until we give it."""
    from tracker.service import asks as service

    app, numbers = session.app, flatten(groups)
    if not agreed(len(numbers), "commitment", yes=yes):
        return int(ExitCode.DONE)
    number = _one(ask)
    done = service.hold(app.engine, app.act(), number, numbers, since, app.today())
    return told(done, f"waits for our answer to a{number}: its clock stands still", as_json=as_json)


@asks.command("free")
@ask_argument
@ids_argument
@note_option
@yes_option
@json_option
@pass_session
def asks_free(
    session: Session, *, ask: list[int], groups: tuple[list[int], ...], note: str, yes: bool, as_json: bool
) -> int:
    """Say what does not wait after all. The day of these commitments stays as it was."""
    from tracker.service import asks as service

    numbers = flatten(groups)
    if not agreed(len(numbers), "commitment", yes=yes):
        return int(ExitCode.DONE)
    number = _one(ask)
    done = service.free(session.app.engine, session.app.act(), number, numbers, note)
    return told(done, f"does not wait for a{number} any more", as_json=as_json)


def _one(numbers: list[int]) -> int:
    if len(numbers) != 1:
        raise UsageError("Name one ask, such as a7, and after it the commitments.")
    return numbers[0]
