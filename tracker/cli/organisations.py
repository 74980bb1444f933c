"""Commands about those who make promises, and the names they go by."""

from __future__ import annotations

import click

from tracker.cli.listing import Form, listing
from tracker.cli.params import json_option
from tracker.cli.session import Session, pass_session


@click.group(invoke_without_command=True)
@listing
@pass_session
@click.pass_context
def organisations(ctx: click.Context, session: Session, *, form: Form) -> None:
    """List organisations; say which names are one."""
    if ctx.invoked_subcommand is not None:
        return
    from tracker.cli import output
    from tracker.cli.shapes import ORGANISATION, organisation_shape
    from tracker.service import organisations as service

    known = service.listing(session.app.engine)
    if form.printed(lambda: map(organisation_shape, known), ORGANISATION):
        return
    if not known:
        output.say("No organisations yet; they come with their letters: tracker add FILE")
    output.table(
        ("organisation", "letters", "commitments", "also"),
        [(each.name, str(each.letters), str(each.commitments), ", ".join(each.aliases)) for each in known],
        flexible={0: 2, 3: 1},
    )


@organisations.command("show", short_help="Show how an organisation kept its promises.")
@click.argument("name")
@json_option
@pass_session
def organisations_show(session: Session, name: str, as_json: bool) -> None:
    """Show an organisation by any of its names: what it promised, kept, broke and owes, and its letters."""
    from tracker.cli import output, render_record
    from tracker.cli.shapes_views import organisation_record_shape
    from tracker.service import records

    found = records.of_organisation(session.app.engine, name, session.app.today())
    if as_json:
        output.print_json(organisation_record_shape(found))
    else:
        render_record.organisation(found)


@organisations.command("alias", short_help="Let an organisation go by one more name.")
@click.argument("name")
@click.argument("alias")
@json_option
@pass_session
def organisations_alias(session: Session, name: str, alias: str, as_json: bool) -> None:
    """Let the organisation NAME go by ALIAS, too: letters from ALIAS are filed under NAME."""
    from tracker.cli import output
    from tracker.service import organisations as service

    canonical = service.add_alias(session.app.engine, session.app.act(), name, alias)
    if as_json:
        output.print_json({"name": canonical, "alias": alias})
    else:
        output.say(f"{canonical} also goes by the name {alias}.")


@organisations.command("merge", short_help="Say that two organisations are one.")
@click.argument("name")
@click.argument("other")
@json_option
@pass_session
def organisations_merge(session: Session, name: str, other: str, as_json: bool) -> None:
    """Move letters and promises of OTHER to NAME, which goes by both names from now on."""
    from tracker.cli import output
    from tracker.service import organisations as service

    merged = service.merge(session.app.engine, session.app.act(), name, other)
    if as_json:
        output.print_json(merged)
    else:
        output.say(
            f"{output.count(merged.letters, 'letter')} and {output.count(merged.commitments, 'commitment')} "
            f"moved to {merged.into}, which now goes by the name {other}, too."
        )
