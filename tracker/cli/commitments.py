"""Commands that look at commitments: list, show, overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from tracker.cli.filtering import filter_options, wanted
from tracker.cli.params import DAY, id_argument, json_option
from tracker.cli.session import Session, pass_session


@click.command("list")
@filter_options
@json_option
@pass_session
def list_(session: Session, /, *, words: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """List commitments, soonest first: all that are alive, or those that fit, such as owner:me due:30d.

    See tracker help filters for the words of a filter.
    """
    from tracker.cli import output, render
    from tracker.cli.shapes import commitment_shape
    from tracker.service import filters as service

    found = service.listing(session.app.engine, wanted(session, words, **options))
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
@click.option("--as-of", "day", type=DAY, help="The list as it was known at the end of that day.")
@json_option
@pass_session
def overdue(session: Session, day: date | None, as_json: bool) -> None:
    """List what is overdue, worst first; then, apart, what is due for review."""
    from tracker.cli import output, render
    from tracker.cli.shapes import passed_shape
    from tracker.service import commitments as service

    if day is not None:
        _overdue_on(session, day, as_json=as_json)
        return
    today = session.app.today()
    passed = service.overdue(session.app.engine, today)
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
