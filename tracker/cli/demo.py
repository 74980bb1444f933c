"""The whole street on invented letters: real commands, with a folder and a clock of their own."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import click

from tracker.cli import output
from tracker.cli.session import Session
from tracker.clock import fixed_clock
from tracker.errors import RefusedError
from tracker.resources import config_path

LETTERS = ("halden-copper.txt", "ministry-of-labour.txt", "veyra-systems.html")
ADDED = datetime(2026, 1, 12, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)
CASE = "Rivers and kilns"


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to work (default: a new temporary folder).",
)
def demo(folder: Path | None) -> None:
    """Show the whole street on invented letters, in a throwaway folder."""
    home = folder or Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    if (home / "tracker.db").exists():
        raise RefusedError(f"{home}: holds a store already; the demo wants an empty folder.")
    with closing(_session(home, ADDED)) as then, closing(_session(home, LATER)) as now:
        _fill(then)
        _follow_up(now)
        _point_at_mail(now.app.place.mail_folder, home)


def _fill(then: Session) -> None:
    """People, a case and letters."""
    _title(f"1. On {ADDED:%-d %B %Y} two people and three letters are added")
    _run(then, "people", "add", "Ilse", "--email", "ilse@riverside-rights.example", "--zone", "Europe/Berlin")
    _run(then, "people", "add", "Auditor", "--email", "audit@riverside-rights.example", "--role", "auditor")
    _run(then, "case", "add", CASE, "--lead", "Ilse")
    _title("2. The promises in them: exact words, who is bound, until when and why")
    _run(then, "add", *(str(config_path(f"demo/{name}")) for name in LETTERS), "--case", CASE)


def _follow_up(now: Session) -> None:
    """What is overdue, what is done about it, and the mail of the day."""
    _title(f"3. On {LATER:%-d %B %Y} an auditor asks what is overdue; one promise is resolved")
    _run(now, "overdue")
    number = _first_overdue(now)
    _run(
        now, "resolve", number, "--as", "kept", "--note", "The results are on their website.",
        "--evidence", "https://halden-copper.example/wells",
    )  # fmt: skip
    _run(now, "show", number)

    _title("4. Reminders and digests go out, into a folder while no mail server is named")
    for job in ("reminders", "digests", "delivery"):
        _run(now, "jobs", "run", job)
    _run(now, "outbox")
    _run(now, "doctor")


def _session(home: Path, instant: datetime) -> Session:
    return Session(home, None, fixed_clock(instant), environ={})


def _title(words: str) -> None:
    output.say()
    click.secho(f"== {words}", bold=True)


def _run(session: Session, *arguments: str) -> None:
    """One command, as typed in a terminal."""
    from tracker.cli.root import root

    output.say()
    shown = (Path(argument).name if Path(argument).is_absolute() else argument for argument in arguments)
    click.secho(f"$ tracker {shlex.join(shown)}", fg="cyan")
    root.main(args=list(arguments), obj=session, standalone_mode=False)


def _first_overdue(session: Session) -> str:
    from tracker.service import commitments

    passed = commitments.overdue(session.app.engine, session.app.today())
    return str(passed.overdue[0].id)


def _point_at_mail(folder: Path, home: Path) -> None:
    """Lay text and HTML beside each mail, so that any editor and browser can show them."""
    mails = sorted(folder.glob("*.eml"))
    _title(f"{output.count(len(mails), 'mail')} in {folder}")
    for path in mails:
        message = message_from_bytes(path.read_bytes(), policy=default)
        parts = _write_parts(path, message)
        output.wrap(f"{message['To']}: {message['Subject']}", indent="  ", first="")
        for part in parts:
            output.say(f"    {part}")
    output.say()
    output.wrap(
        "Open a .eml file with any mail program, the .html beside it with a browser, the .txt with an editor."
    )
    output.say(f"Everything lies in {home}; delete the folder when you have seen enough.")
    output.say(f"To go on in it: tracker --home {home} list")


def _write_parts(path: Path, message: EmailMessage) -> Sequence[Path]:
    written = [path]
    for kind, suffix in (("plain", ".txt"), ("html", ".html")):
        body = message.get_body(preferencelist=(kind,))
        if body is not None:
            part = path.with_suffix(suffix)
            part.write_text(body.get_content(), encoding="utf-8")
            written.append(part)
    return written
