"""Commands that look at commitments: list, show, overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from tracker.cli.filtering import filter_argument, filter_options, limit_option, wanted
from tracker.cli.params import DAY, id_argument, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError


@click.command("list")
@filter_options
@limit_option
@json_option
@pass_session
def list_(
    session: Session, /, *, words: tuple[str, ...], limit: int | None, as_json: bool, **options: Any
) -> None:
    """List commitments, soonest first: all that are alive, or those that fit, such as owner:me due:30d.

    See tracker help filters for the words of a filter.
    """
    from tracker.cli import output, render
    from tracker.cli.shapes import commitment_shape
    from tracker.service import filters as service

    found = service.listing(session.app.engine, wanted(session, words, **options), limit=limit)
    if as_json:
        output.print_json([commitment_shape(commitment) for commitment in found])
    else:
        render.commitments(found)


@click.command()
@id_argument
@json_option
@pass_session
def show(session: Session, number: int, as_json: bool) -> None:
    """Show one commitment: its words in context, its deadline and why, its history."""
    from tracker.cli import output, render
    from tracker.cli.shapes import commitment_view_shape
    from tracker.service import commitments as service

    view = service.view(session.app.engine, number)
    if as_json:
        output.print_json(commitment_view_shape(view))
    else:
        render.commitment_view(view, session.app.today(), session.zone, session.names_in(view.history))


@click.command()
@filter_argument
@click.option("--as-of", "day", type=DAY, help="The list as it was known at the end of that day.")
@limit_option
@json_option
@pass_session
def overdue(
    session: Session, *, words: tuple[str, ...], day: date | None, limit: int | None, as_json: bool
) -> None:
    """List what is overdue, worst first; then, apart, what is due for review. A filter narrows both."""
    from tracker.cli import output, render
    from tracker.cli.shapes import passed_shape
    from tracker.service import commitments as service

    if day is not None:
        if words or limit:
            raise UsageError("--as-of gives the whole list of that day; leave out the filter and --limit.")
        _overdue_on(session, day, as_json=as_json)
        return
    today = session.app.today()
    said = wanted(session, words)
    if said.order:
        raise UsageError(
            "What is overdue stands worst first; leave out sort:, or use: tracker list is:overdue."
        )
    passed = service.overdue(session.app.engine, today, said, limit=limit)
    if as_json:
        output.print_json(passed_shape(passed, today))
    else:
        render.overdue(passed, today)


def _overdue_on(session: Session, day: date, *, as_json: bool) -> None:
    from tracker.cli import output, render_past
    from tracker.cli.shapes import passed_then_shape
    from tracker.service.past import overdue_on

    app = session.app
    then = overdue_on(app.engine, day, app.clock(), app.zone)
    if as_json:
        output.print_json(passed_then_shape(then, day))
    else:
        render_past.overdue(then, day)
