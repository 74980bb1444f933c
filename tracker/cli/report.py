"""Commands that write reports: files that people keep, print and hand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.params import DAY, PATH, json_option
from tracker.cli.session import Session, pass_session

if TYPE_CHECKING:
    from tracker.reports.facts import OverdueFacts, RecordFacts


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What all reports can be told."""
    for option in (
        json_option,
        click.option(
            "--with-confidential",
            is_flag=True,
            help="Also words of confidential letters: for staff and admins; it is recorded.",
        ),
        click.option("--out", type=PATH, metavar="FILE", help="Where to; replaces what is there."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["html", "xlsx", "csv", "json"]),
            default="html",
            show_default=True,
            help="What kind of file.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def report() -> None:
    """Write a report into a file: what is overdue, or how promises were kept."""


@report.command("overdue", short_help="What is overdue, worst first, with words, reminders and history.")
@click.option("--as-of", "day", type=DAY, help="As it was known at the end of that day.")
@_options
@pass_session
def report_overdue(session: Session, /, *, day: date | None, **options: Any) -> None:
    """Write down what is overdue: figures, exact words, why each day, reminders sent, history, audit position."""
    from tracker.service import reporting

    wish = _wish(session, confidential=options["with_confidential"])
    facts = reporting.overdue(session.app.engine, wish, day)
    _write(session, facts, f"overdue-{facts.frame.day}", **options)


@report.command("organisation", short_help="How an organisation keeps its promises.")
@click.argument("name")
@_options
@pass_session
def report_organisation(session: Session, /, *, name: str, **options: Any) -> None:
    """Write down what the organisation NAME promised, and what it kept, late or not at all."""
    from tracker.service import reporting

    wish = _wish(session, confidential=options["with_confidential"])
    facts = reporting.organisation(session.app.engine, wish, name)
    _write(session, facts, f"organisation-{_slug(facts.name)}-{facts.frame.day}", **options)


@report.command("case", short_help="How promises in a case are kept.")
@click.argument("name")
@_options
@pass_session
def report_case(session: Session, /, *, name: str, **options: Any) -> None:
    """Write down what was promised in the case NAME, and what of it was kept."""
    from tracker.service import reporting

    wish = _wish(session, confidential=options["with_confidential"])
    facts = reporting.case(session.app.engine, wish, name)
    _write(session, facts, f"case-{_slug(facts.name)}-{facts.frame.day}", **options)


def _wish(session: Session, *, confidential: bool) -> Any:
    from tracker.service import reporting

    app = session.app
    if confidential:
        reporting.require_role(app.engine, app.place.actor)
    return reporting.Wish(app.settings.office.name, app.zone, app.clock(), confidential)


def _write(
    session: Session,
    facts: OverdueFacts | RecordFacts,
    name: str,
    *,
    form: str,
    out: Path | None,
    with_confidential: bool,
    as_json: bool,
) -> None:
    from tracker.cli import output
    from tracker.reports import Form, render
    from tracker.service import reporting

    content = render(facts, Form(form))
    shown = 0
    if with_confidential:
        app = session.app
        shown = reporting.record_disclosure(app.engine, app.stamp(), facts, f"in the report {name}.{form}")
    target = (out or Path(f"{name}.{form}")).expanduser().absolute()
    if target.is_dir():
        target /= f"{name}.{form}"
    lies = reporting.write_file(content, target, if_taken="replace" if out else "number")
    if as_json:
        output.print_json({"file": str(lies), "bytes": len(content), "confidential_letters": shown})
        return
    output.say(f"{output.count(len(facts.dossiers), 'commitment')} in {lies}")
    if shown:
        output.note(f"It holds words of {output.count(shown, 'confidential letter')}; that is recorded.")


def _slug(name: str) -> str:
    """The name as part of a file's name: "Brightwater Mills Ltd" becomes "brightwater-mills-ltd"."""
    words = "".join(character if character.isalnum() else " " for character in name.lower()).split()
    return "-".join(words)[:60].rstrip("-") or "unnamed"
