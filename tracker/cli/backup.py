"""Commands about copies of the store."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.params import PATH, json_option
from tracker.cli.session import Session, pass_session


@click.command()
@click.argument("file", metavar="FILE", type=PATH)
@json_option
@pass_session
def backup(session: Session, file: Path, as_json: bool) -> None:
    """Copy the whole store into one new file, while it is in use, and check the copy."""
    from tracker.cli import output
    from tracker.service import backup as service

    copy = service.write(session.app.engine, file)
    if as_json:
        output.print_json(
            {
                "file": str(file),
                "bytes": copy.size,
                "events": copy.checkpoint.count,
                "head": copy.checkpoint.head,
            }
        )
    else:
        events = output.count(copy.checkpoint.count, "event")
        output.say(f"{file} holds the store with its {events}; the copy was checked.")


@click.command()
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--yes", is_flag=True, help="Also where the store has more than the backup, or is another.")
@json_option
@pass_session
def restore(session: Session, file: Path, yes: bool, as_json: bool) -> None:
    """Make the store what it was when the backup was written."""
    from tracker.cli import output
    from tracker.service import backup as service
    from tracker.service import forgetting

    app = session.app
    forgetting.remember_those_of(app.store_file, app.place.home)
    done = service.restore(app.store_file, file, app.clock(), yes=yes)
    # The engine brings a backup of an older version up to date.
    forgotten = forgetting.forget_again(app.engine, app.stamp(), app.place.home)
    if as_json:
        output.print_json(
            {
                "file": str(file),
                "events": done.copy.checkpoint.count,
                "head": done.copy.checkpoint.head,
                "lost": done.lost,
                "kept": str(done.kept) if done.kept else None,
                "forgotten": [each.person for each in forgotten],
            }
        )
        return
    output.say(f"The store holds the {output.count(done.copy.checkpoint.count, 'event')} of {file} again.")
    if forgotten:
        output.say(
            f"{output.count(len(forgotten), 'person', 'people')} whom the backup still knew {'was' if len(forgotten) == 1 else 'were'} "
            "forgotten again."
        )
    if done.kept:
        output.say(f"What it was before lies in {done.kept}.")
