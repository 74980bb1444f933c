"""Commands that look at commitments: list, show, overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import click

from tracker.cli.filtering import filter_argument, filter_options, limit_option, scene_of, wanted
from tracker.cli.listing import Form, listing, paged
from tracker.cli.params import DAY, id_argument, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError


@click.command("list")
@filter_options
@limit_option
@listing
@pass_session
def list_(
    session: Session, /, *, words: tuple[str, ...], limit: int | None, form: Form, **options: Any
) -> None:
    """List commitments, soonest first: all that are alive, or those that fit, such as owner:me due:30d.

    See tracker help filters for the words of a filter.
    """
    from tracker.cli import render
    from tracker.cli.shapes import COMMITMENT, commitment_shape
    from tracker.service import quick

    app = session.app
    narrowed = words or any(value is not None for value in options.values())
    found = None if narrowed else quick.listing(app.place.database_url, limit)
    if found is None:
        from tracker.service import filters

        found = filters.listing(app.engine, wanted(session, words, **options), limit=limit)
    if not form.printed(lambda: map(commitment_shape, found), COMMITMENT):
        render.commitments(found, app.today())


@click.command()
@id_argument
@json_option
@pass_session
@paged
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
@listing
@pass_session
def overdue(
    session: Session, *, words: tuple[str, ...], day: date | None, limit: int | None, form: Form
) -> None:
    """List what is overdue, worst first; then, apart, what is due for review. A filter narrows both.

    With --as-of it may say org:, owner:, case:, due:, text: and numbers, as they were on that day.
    """
    from tracker.cli import render
    from tracker.cli.shapes import COMMITMENT, passed_shape
    from tracker.service import quick

    if day is not None:
        if limit:
            raise UsageError("--as-of gives the whole list of that day; leave out --limit.")
        _overdue_on(session, day, words, form)
        return
    app, today = session.app, session.app.today()
    passed = None if words else quick.overdue(app.place.database_url, today, limit)
    if passed is None:
        from tracker.service import commitments as service

        said = wanted(session, words)
        if said.order:
            raise UsageError(
                "What is overdue stands worst first; leave out sort:, or use: tracker list is:overdue."
            )
        passed = service.overdue(app.engine, today, said, limit=limit)
    if not form.printed(lambda: passed_shape(passed, today), (*COMMITMENT, "days_over")):
        render.overdue(passed, today)


def _overdue_on(session: Session, day: date, words: tuple[str, ...], form: Form) -> None:
    from tracker.cli import render_past
    from tracker.cli.shapes import COMMITMENT, passed_then_shape
    from tracker.followup.filters import parse
    from tracker.service import past, past_filters

    app = session.app
    said = parse(words, replace(scene_of(session), today=day))
    past_filters.check(said)
    then = past.overdue_on(app.engine, day, app.clock(), app.zone)
    if words:
        then = past_filters.narrowed(app.engine, then, said)
    if not form.printed(lambda: passed_then_shape(then, day), (*COMMITMENT, "days_over", "now")):
        render_past.overdue(then, day)
