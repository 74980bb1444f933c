"""Commands about the people who follow up, and the cases they lead."""

from __future__ import annotations

from datetime import date

import click

from tracker.cli.listing import Form, listing
from tracker.cli.params import DAY, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError


@click.group(invoke_without_command=True)
@listing
@pass_session
@click.pass_context
def people(ctx: click.Context, session: Session, *, form: Form) -> None:
    """List or add the people who follow up; say who is away."""
    if ctx.invoked_subcommand is not None:
        return
    from tracker.cli import render
    from tracker.cli.shapes import PERSON, person_shape
    from tracker.service import people as service

    everyone = service.listing(session.app.engine)
    if not form.printed(lambda: map(person_shape, everyone), PERSON):
        render.people(everyone)


@people.command("add")
@click.argument("name")
@click.option("--email", required=True, help="Where her mail goes.")
@click.option("--role", type=click.Choice(["staff", "auditor", "admin"]), default="staff", show_default=True)
@click.option("--zone", help='Time zone, such as "Africa/Nairobi" (default: the office\'s).')
@click.option(
    "--digest", help='When her digest goes out: "monday 08:00", "daily 07:30", "monthly 1 08:00" or "none".'
)
@json_option
@pass_session
def people_add(
    session: Session, *, name: str, email: str, role: str, zone: str | None, digest: str | None, as_json: bool
) -> None:
    """Add a person."""
    from tracker.cli import output
    from tracker.followup.reminders import reminders_end
    from tracker.model import Role
    from tracker.service import people as service
    from tracker.service.roles import require_admin

    app = session.app
    newcomer = service.NewPerson(
        name=name,
        email=email,
        role=Role(role),
        zone=zone or app.settings.office.zone,
        digest=digest or app.settings.digests.default,
    )
    require_admin(app.engine, app.place.actor, "add people")
    number = service.add(app.engine, app.act(), newcomer)
    if as_json:
        output.print_json({"id": number, "name": name})
    else:
        output.say(f"{name} added as {role}.")
    if service.parse_schedule(newcomer.digest) is None:
        output.note(f"{name} gets no digest: {reminders_end(app.settings.reminders)}.")


@people.command("edit", short_help="Change what stands of a person.")
@click.argument("name")
@click.option("--email", help="Where her mail goes.")
@click.option("--role", type=click.Choice(["staff", "auditor", "admin"]))
@click.option("--zone", help='Time zone, such as "Africa/Nairobi".')
@click.option(
    "--digest", help='When her digest goes out: "monday 08:00", "daily 07:30", "monthly 1 08:00" or "none".'
)
@json_option
@pass_session
def people_edit(
    session: Session,
    *,
    name: str,
    email: str | None,
    role: str | None,
    zone: str | None,
    digest: str | None,
    as_json: bool,
) -> None:
    """Change what stands of a person; admins do it for all, everybody for herself, but for her role."""
    from tracker.cli import output
    from tracker.model import Role
    from tracker.service import people as service
    from tracker.service.roles import require_admin

    app = session.app
    if role is not None or app.place.actor != name:
        require_admin(app.engine, app.place.actor, "change roles, and what stands of other people")
    changes = service.Changes(email=email, role=Role(role) if role else None, zone=zone, digest=digest)
    changed = service.edit(app.engine, app.act(), name, changes)
    if as_json:
        output.print_json({"name": name, "changed": changed})
    else:
        output.say(f"{name} changed." if changed else f"{name} is so already.")


@people.command("absent")
@click.argument("name")
@click.option("--until", type=DAY, help="Her last day away.")
@click.option("--cover", metavar="PERSON", help="Who gets her reminders and digests meanwhile.")
@click.option("--back", is_flag=True, help="She is back and reads her own mail again.")
@json_option
@pass_session
def people_absent(
    session: Session, *, name: str, until: date | None, cover: str | None, back: bool, as_json: bool
) -> None:
    """Say who stands in for a person who is away."""
    from tracker.cli import output
    from tracker.service import people as service

    app = session.app
    reader: str | None = None
    if back:
        if until or cover:
            raise UsageError("Give either --back, or --until and --cover.")
        was_away = service.set_back(app.engine, app.act(), name)
        said = f"{name} is back and reads her own mail again." if was_away else f"{name} was not away."
    elif until is None or cover is None:
        raise UsageError("Give both --until DATE and --cover PERSON, or --back.")
    else:
        reader = service.set_absent(app.engine, app.act(), name, until, cover)
        said = f"{name} is away until {output.day(until)}; her mail goes to {reader}."
        if reader != cover:
            said += f" ({cover} is away too.)"
    if as_json:
        output.print_json({"name": name, "absent_until": until, "cover": cover, "reader": reader or name})
    else:
        output.say(said)


@click.group(invoke_without_command=True)
@listing
@pass_session
@click.pass_context
def case(ctx: click.Context, session: Session, *, form: Form) -> None:
    """List, show or add cases."""
    if ctx.invoked_subcommand is not None:
        return
    from tracker.cli import render
    from tracker.service import cases as service

    known = service.listing(session.app.engine)
    shapes = [{"id": entry.id, "name": entry.name, "lead": entry.lead} for entry in known]
    if not form.printed(lambda: shapes, ("id", "name", "lead")):
        render.cases(known)


@case.command("show", short_help="Show how promises in a case are kept.")
@click.argument("name")
@json_option
@pass_session
def case_show(session: Session, name: str, as_json: bool) -> None:
    """Show a case: who leads it, what was promised in it, kept, broken and owed, and its letters."""
    from tracker.cli import output, render_record
    from tracker.cli.shapes_views import case_record_shape
    from tracker.service import records

    found = records.of_case(session.app.engine, name, session.app.today())
    if as_json:
        output.print_json(case_record_shape(found))
    else:
        render_record.case(found)


@case.command("add")
@click.argument("name")
@click.option(
    "--lead", metavar="PERSON", required=True, help="Who leads it; owns its commitments by default."
)
@json_option
@pass_session
def case_add(session: Session, name: str, lead: str, as_json: bool) -> None:
    """Add a case."""
    from tracker.cli import output
    from tracker.service import cases as service

    number = service.add(session.app.engine, session.app.act(), name, lead)
    if as_json:
        output.print_json({"id": number, "name": name})
    else:
        output.say(f"Case {name} added, led by {lead}.")
