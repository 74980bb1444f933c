"""The command that shows a digest before it goes out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tracker.cli.params import INSTANT, PATH, json_option
from tracker.cli.session import Session, pass_session


@click.command()
@click.argument("person", metavar="PERSON")
@click.option(
    "--html",
    "html_file",
    type=PATH,
    metavar="FILE",
    help="Write the HTML of the mail there, for you alone to read.",
)
@click.option("--at", type=INSTANT, help="As if it were that instant, such as 2026-06-30T08:00Z.")
@json_option
@pass_session
def digest(
    session: Session, *, person: str, html_file: Path | None, at: datetime | None, as_json: bool
) -> None:
    """Show a person's digest as it would look now, due or not. Writes nothing to the store, sends nothing."""
    from tracker.cli import output
    from tracker.service import reporting
    from tracker.service.digesting import preview

    app = session.app.at(at) if at else session.app
    seen = preview(app.engine, app.settings, person, app.clock(), app.is_working)
    if seen.mail is None:
        shape = {"person": person, "reader": seen.reader.name, "subject": None, "text": None, "html": None}
    else:
        shape = {
            "person": person,
            "reader": seen.reader.name,
            "subject": seen.mail.subject,
            "text": seen.mail.text,
            "html": seen.mail.html,
        }
    if html_file is not None and seen.mail is not None:
        target = html_file.expanduser().absolute()
        reporting.write_file(seen.mail.html.encode(), target, if_taken="replace")
    if as_json:
        output.print_json(shape)
    elif seen.mail is None:
        output.say(f"Nothing to tell {person}: no digest would go out.")
    else:
        output.say(f"To: {seen.reader.name} <{seen.mail.to}>")
        output.say(f"Subject: {seen.mail.subject}")
        output.say()
        for line in seen.mail.text.splitlines():
            output.say(line)
        if html_file is not None:
            output.note(f"Its HTML lies in {html_file}.")
