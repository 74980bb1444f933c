"""The command that erases what is kept of a person."""

from __future__ import annotations

import click

from tracker.cli.params import json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import asked
from tracker.errors import ExitCode, UsageError


@click.command()
@click.argument("person", metavar="PERSON", required=False)
@click.option("--note", help="Why, such as a request of hers and its day; do not name her.")
@click.option(
    "--again", is_flag=True, help="Everybody whom a restored store knows again; restore does it itself."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_session
def forget(
    session: Session, person: str | None, *, note: str | None, again: bool, yes: bool, as_json: bool
) -> int:
    """Erase a person's name and addresses from the store for good, and the mails to her; the record still holds.

    She must have nothing in hand any more. The names under which she acted stay, as part of the chain; so do letters,
    and what people typed. A backup that is put back later forgets her again.
    """
    from dataclasses import asdict

    from tracker.cli import output
    from tracker.service import forgetting as service
    from tracker.service.roles import require_admin

    app = session.app
    act = app.act()
    require_admin(app.engine, act.actor, "forget people")
    if again == (person is not None):
        raise UsageError("Say who: either PERSON, or --again for those who were forgotten before.")
    if person is None:
        return _again(session, as_json=as_json)
    service.look(app.engine, person)
    if not yes and not asked(
        f"Erase what is kept of {person}? It cannot be taken back.",
        f"What is kept of {person} would be erased for good; say that you mean it with --yes.",
    ):
        return int(ExitCode.DONE)
    done = service.forget(app.engine, act, person, note, app.place.home)
    if as_json:
        output.print_json(asdict(done))
        return int(ExitCode.DONE)
    output.wrap(
        f"Forgotten: she is {done.name} now. Erased in {output.count(done.events, 'event')}, and "
        f"{output.count(done.mails, 'mail')} to her; the record still holds: tracker audit verify."
    )
    if done.cases:
        output.note(f"Without a lead now: {', '.join(done.cases)}.")
    if done.traces:
        output.note("Another process reads the store, so its log still holds old pages until that one ends.")
    output.note(_elsewhere(session))
    return int(ExitCode.DONE)


def _again(session: Session, *, as_json: bool) -> int:
    from dataclasses import asdict

    from tracker.cli import output
    from tracker.service import forgetting as service

    app = session.app
    done = service.forget_again(app.engine, app.act(), app.place.home)
    if as_json:
        output.print_json([asdict(each) for each in done])
    else:
        output.say(f"{output.count(len(done), 'person', 'people')} forgotten again.")
    return int(ExitCode.DONE)


def _elsewhere(session: Session) -> str:
    """Where else she may stand."""
    app = session.app
    if app.store_file is None:
        return (
            "Dumps and old pages of the database still hold her: delete the dumps, and run VACUUM FULL. After a "
            "pg_restore, forget again whom it brought back: tracker forget --again."
        )
    return (
        "Backups of earlier days still hold her; they go with time, and tracker restore forgets again whom it brings "
        f"back. Mails that went into a folder, and audit exports, are yours to delete ({app.place.mail_folder})."
    )
