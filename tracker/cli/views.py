"""Commands around a person: what needs her hand today, and all that she follows up."""

from __future__ import annotations

import click

from tracker.cli.filtering import filter_argument, wanted
from tracker.cli.listing import Form, listing
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError


@click.command()
@filter_argument
@click.option("--everybody", is_flag=True, help="What needs anybody's hand, not only yours.")
@listing
@pass_session
def today(session: Session, *, words: tuple[str, ...], everybody: bool, form: Form) -> None:
    """Show what needs your hand now: overdue, due soon, asked of us, conditions to check, promises to confirm.

    A filter narrows it down, such as org:ministry, or looks at another desk: owner:Ben. See tracker help filters.
    """
    from tracker.cli import output, render_views
    from tracker.cli.shapes_views import IN_PARTS, agenda_shape, rows_of
    from tracker.service import agenda as service

    app = session.app
    sought = wanted(session, words)
    if sought.order:
        raise UsageError("today has an order of its own, the most urgent first; leave sort: out.")
    found = service.today(app.engine, sought, app.place.actor, app.settings, everybody=everybody)
    if form.json:
        output.print_json(agenda_shape(found))
    elif not form.printed(lambda: rows_of(agenda_shape(found)), IN_PARTS):
        near = f"due:{app.settings.digests.due_within_days}d"
        render_views.agenda(found, words, near)


@click.command()
@filter_argument
@listing
@pass_session
def mine(session: Session, *, words: tuple[str, ...], form: Form) -> None:
    """List all that you follow up, soonest first, and what you are to answer.

    A filter narrows it down, such as org:ministry or due:30d. See tracker help filters.
    """
    from tracker.cli import output, render_views
    from tracker.cli.shapes_views import IN_PARTS, in_hand_shape, rows_of
    from tracker.service import agenda as service

    app = session.app
    found = service.in_hand(app.engine, wanted(session, words), app.place.actor)
    if form.json:
        output.print_json(in_hand_shape(found, app.today()))
    elif not form.printed(lambda: rows_of(in_hand_shape(found, app.today())), IN_PARTS):
        render_views.in_hand(found, app.today())
