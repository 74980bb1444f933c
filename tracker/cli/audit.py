"""Commands for auditors: what was done, whether the record holds, and a copy of it that proves itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from tracker.cli.listing import Form, listing
from tracker.cli.params import DAY, PATH, WITNESS_COUNT, WITNESS_HEAD, Id, id_argument, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import ExitCode

MOST = 100


@click.group()
def audit() -> None:
    """Look at the audit record, check it, take it away."""


@audit.command("log", short_help="Tell who did what, when and why.")
@click.argument("number", metavar="[ID]", type=Id(), required=False)
@click.option("--actor", metavar="NAME", help="Only what was done as this person.")
@click.option(
    "--action", metavar="WORD", help='Only such as "commitment", "commitment.resolved" or "letter".'
)
@click.option("--since", type=DAY, help="The first day.")
@click.option("--until", type=DAY, help="The last day.")
@click.option("--all", "whole", is_flag=True, help=f"All events, not only the last {MOST}.")
@listing
@pass_session
def log(
    session: Session,
    *,
    number: int | None,
    actor: str | None,
    action: str | None,
    since: date | None,
    until: date | None,
    whole: bool,
    form: Form,
) -> None:
    """Tell who did what and when, with what stood before and after; with an ID, all about that commitment.

    The mails about it are among it: when each was planned, sent, and what the server answered.
    """
    from tracker.cli import render_audit
    from tracker.service import proof

    app = session.app

    def begin_of(day: date | None) -> datetime | None:
        return None if day is None else datetime.combine(day, time(0), app.zone)

    sought = proof.Sought(
        commitment=number,
        actor=actor,
        action=action,
        since=begin_of(since),
        until=begin_of(until and until + timedelta(days=1)),
    )
    found = proof.log(app.engine, sought, None if whole else MOST)
    if not form.printed(lambda: map(render_audit.event_shape, found.events), render_audit.EVENT):
        render_audit.log(found, app.zone)


@audit.command(short_help="Prove who was reminded of a commitment.")
@id_argument
@json_option
@pass_session
def mails(session: Session, number: int, as_json: bool) -> None:
    """Say which mails went out about one commitment: to whom, when, and who accepted them, or that they came back.

    Digests, which list all that is open, are not among them.
    """
    from tracker.cli import output, render_audit
    from tracker.reports.data import mail_shape
    from tracker.service import proof

    app = session.app
    found = proof.mails(app.engine, number)
    if as_json:
        output.print_json([mail_shape(mail, app.zone) for mail in found])
    else:
        render_audit.mails(found, number, app.zone)


@audit.command(short_help="Check the record, every table and every original.")
@click.option(
    "--checkpoint",
    "witness",
    type=(WITNESS_COUNT, WITNESS_HEAD),
    metavar="COUNT HASH",
    help="What a digest said of the record: shows whether its end was cut off or all of it written anew.",
)
@json_option
@pass_session
def verify(session: Session, witness: tuple[int, str] | None, as_json: bool) -> int:
    """Check every event, every table and every original against the record; exit 1 if anything does not hold."""
    from tracker.cli import output
    from tracker.service import health, proof

    app = session.app
    checks = health.audit_record(app.engine, proof.Checkpoint(*witness) if witness else None)
    if as_json:
        output.print_json(checks)
    for check in () if as_json else checks:
        output.wrap(check.sentence, indent=" " * 15, first=f"{check.state:<5} {check.name:<8} ")
    return int(ExitCode.FAILED if any(check.state == "bad" for check in checks) else ExitCode.DONE)


@audit.command(short_help="Show where the record stands, to be kept elsewhere.")
@json_option
@pass_session
def checkpoint(session: Session, as_json: bool) -> None:
    """Say where the record stands: keep it elsewhere, and nothing before it can be rewritten unnoticed."""
    from tracker.cli import output
    from tracker.service import proof

    app = session.app
    stands, at = proof.checkpoint(app.engine), app.clock()
    if as_json:
        output.print_json({"count": stands.count, "head": stands.head, "at": at})
        return
    local = at.astimezone(app.zone)
    output.say(f"{output.count(stands.count, 'event')} on {local:%d %b %Y %H:%M %Z}, the last with the hash")
    output.say(stands.head)


@audit.command("export", short_help="Write the record into a zip that proves itself.")
@click.argument("file", type=PATH)
@click.option("--with-addresses", is_flag=True, help="Show addresses of people as well; that is recorded.")
@click.option(
    "--with-confidential",
    is_flag=True,
    help="Show the words of confidential letters as well: for staff and admins; it is recorded.",
)
@json_option
@pass_session
def export_(
    session: Session, file: Path, *, with_addresses: bool, with_confidential: bool, as_json: bool
) -> None:
    """Write the whole record into a zip, with a script that checks it on any machine that has Python."""
    from tracker.cli import output
    from tracker.service import proof
    from tracker.service.reporting import require_role

    app = session.app
    if with_confidential:
        require_role(app.engine, app.place.actor)
    shown = proof.Shown(addresses=with_addresses, confidential=with_confidential)
    done = proof.write_export(app.engine, app.stamp(), file, shown)
    stands = done.checkpoint
    if as_json:
        output.print_json(
            {"file": str(done.file), "count": stands.count, "head": stands.head, "withheld": done.withheld}
        )
        return
    output.wrap(f"{done.file}: {output.count(stands.count, 'event')}, the last with the hash")
    output.say(stands.head)
    if done.withheld:
        output.wrap(
            f"The values of {output.count(done.withheld, 'event')} are withheld; see README.txt in it."
        )
    output.wrap(f"Check it with: python3 verify.py {done.file.name} (verify.py is in it)")
