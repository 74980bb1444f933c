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

    done = service.restore(session.app.store_file, file, session.app.clock(), yes=yes)
    _ = session.app.engine  # a backup of an older version is brought up to date
    if as_json:
        output.print_json(
            {
                "file": str(file),
                "events": done.copy.checkpoint.count,
                "head": done.copy.checkpoint.head,
                "lost": done.lost,
                "kept": str(done.kept) if done.kept else None,
            }
        )
        return
    output.say(f"The store holds the {output.count(done.copy.checkpoint.count, 'event')} of {file} again.")
    if done.kept:
        output.say(f"What it was before lies in {done.kept}.")
