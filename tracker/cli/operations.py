"""Commands of whoever runs the tracker: jobs, the scheduler, the doctor."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

import click

from tracker.cli.params import INSTANT, WITNESS_COUNT, WITNESS_HEAD, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import ExitCode


@click.group(invoke_without_command=True)
@json_option
@pass_session
@click.pass_context
def jobs(ctx: click.Context, session: Session, as_json: bool) -> None:
    """Show what runs when, or run one job now."""
    if ctx.invoked_subcommand is not None:
        return
    from jobs import JOBS
    from tracker.cli import output

    seconds = session.app.settings.jobs.tick_seconds
    if as_json:
        output.print_json(
            [{"job": job.name, "every_seconds": seconds, "purpose": job.purpose} for job in JOBS]
        )
    else:
        output.say(f"{'job':<11}{'every':<7}what it does")
        for job in JOBS:
            every = f"{seconds:g} s"
            output.wrap(job.purpose, indent=" " * 18, first=f"{job.name:<11}{every:<7}")
        output.note("`tracker run` runs them; `tracker jobs run NAME` runs one now.")


@jobs.command("run")
@click.argument("name", metavar="NAME")
@click.option("--at", type=INSTANT, help="As if it were that instant, such as 2026-06-30T08:00Z.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@json_option
@pass_session
def jobs_run(session: Session, name: str, at: datetime | None, dry_run: bool, as_json: bool) -> int:
    """Run one job now: intake, reminders, digests or delivery."""
    from jobs import find_job
    from tracker.cli import output

    app = session.app.at(at) if at else session.app
    with closing(app):
        job = find_job(name)
        if not dry_run:
            app.require_change()
        report = job.run(app, dry_run=dry_run)
    if as_json:
        output.print_json({"job": report.job, "lines": report.lines, "failed": report.failed})
    else:
        for line in report.lines:
            output.say(f"{report.job}: {line}")
    return int(ExitCode.FAILED if report.failed else ExitCode.DONE)


@click.command()
@pass_session
def run(session: Session) -> None:
    """Run the scheduler in the foreground; SIGTERM or Ctrl-C stops it cleanly."""
    import logging

    from jobs.schedule import run_until_stopped
    from tracker.cli import output

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    # It would warn at each tick that a round still goes on, as one does while a full outbox drains.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    app = session.app
    app.require_change()
    _ = app.engine, app.new_transport()  # what is wrong with them is said now, not at the first tick
    seconds = app.settings.jobs.tick_seconds
    run_until_stopped(
        app, ready=lambda: output.note(f"tracker runs, a tick every {seconds:g} s; Ctrl-C stops it.")
    )
    output.note("tracker stopped.")


@click.command()
@click.option("--send-test", metavar="ADDRESS", help="Send one mail there, to show that mail arrives.")
@click.option(
    "--witness",
    type=(WITNESS_COUNT, WITNESS_HEAD),
    metavar="COUNT HASH",
    help="Whether the record still goes on from there; both stand in each digest of an auditor.",
)
@click.option("--alive", is_flag=True, help="Only whether the scheduler ticks; for service managers.")
@json_option
@pass_session
def doctor(
    session: Session,
    *,
    send_test: str | None,
    witness: tuple[int, str] | None,
    alive: bool,
    as_json: bool,
) -> int:
    """Check settings, store, audit record, clock, people, scheduler, outbox, backup, templates and mail.

    One line for each, and for each fault.
    """
    from tracker.cli import output
    from tracker.cli.checkup import examine, pulse
    from tracker.service.health import Checkpoint

    expect = Checkpoint(*witness) if witness else None
    checks = [pulse(session)] if alive else examine(session, send_test, expect)
    if as_json:
        output.print_json(
            [{"check": each.name, "state": each.state, "says": each.sentence} for each in checks]
        )
    else:
        for check in checks:
            output.say(f"{check.state:<5} {check.name:<10} {check.sentence}")
    return int(ExitCode.FAILED if any(check.state == "bad" for check in checks) else ExitCode.DONE)
