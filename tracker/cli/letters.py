"""Commands about letters: read them, store them, list, show, correct and withdraw them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.filtering import letter_filter_argument, limit_option, wanted
from tracker.cli.listing import Form, listing, paged
from tracker.cli.params import DAY, PATH, id_argument, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import ExitCode, TrackerError, UsageError

if TYPE_CHECKING:
    from tracker.service.showing import Shown
    from tracker.service.storing import Added

T = TypeVar("T")

files_argument = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=PATH)
date_option = click.option(
    "--date", "day", type=DAY, help="The letter's date, where the letter does not tell it right."
)
sender_option = click.option(
    "--sender", help="The organisation bound, where the letter does not tell it right."
)


@click.command()
@files_argument
@date_option
@sender_option
@click.option(
    "--explain", is_flag=True, help="For every sentence with a trigger: taken or left, and by which rule."
)
@json_option
@pass_session
def extract(
    session: Session,
    *,
    files: tuple[Path, ...],
    day: date | None,
    sender: str | None,
    explain: bool,
    as_json: bool,
) -> int:
    """Show the promises in letters; stores nothing."""
    from tracker.cli import output, render
    from tracker.cli.shapes import extraction_shape

    shown: list[Shown] = []
    failures = _each(
        files, lambda path: shown.extend(session.app.extract(path, day, sender, explain=explain))
    )
    found = [each for each in shown if not each.unread_reason]
    if as_json:
        shapes = [{"source": each.source, **extraction_shape(each.found, explain=explain)} for each in found]
        if len(files) > 1 or len(shown) > 1:
            output.print_json(shapes)
        elif shapes:
            output.print_json(shapes[0])
    else:
        for each in found:
            render.extraction(output.last_part(each.source), each.found, explain=explain)
    for each in shown:
        if each.unread_reason:
            output.note(f"tracker: {each.source}: {each.unread_reason}")
    return int(ExitCode.FAILED if failures or len(found) < len(shown) else ExitCode.DONE)


@click.command()
@files_argument
@sender_option
@date_option
@click.option("--received", type=DAY, help="The day it was received, where that is known.")
@click.option("--case", help="The case it belongs to.")
@click.option(
    "--owner", metavar="PERSON", help="Who follows it up (default: the case's lead, then the config's)."
)
@click.option("--confidential", is_flag=True, help="Keep its words out of every mail.")
@click.option("--recursive", is_flag=True, help="Take all files in folders and in the folders below.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Read in so many processes, with progress and a summary (with --recursive: one a processor).",
)
@json_option
@pass_session
def add(
    session: Session,
    /,
    files: tuple[Path, ...],
    recursive: bool,
    workers: int | None,
    as_json: bool,
    **given: Any,
) -> int:
    """Store letters and follow up their promises."""
    from tracker.cli import adding
    from tracker.errors import UsageError
    from tracker.service.arrivals import Given

    facts = Given(
        sender=given["sender"],
        date=given["day"],
        case=given["case"],
        owner=given["owner"],
        confidential=given["confidential"],
        received=given["received"],
    )
    if not recursive and workers is None:
        return adding.add_each(session, files, facts, as_json=as_json)
    missing = next((path for path in files if not path.exists()), None)
    if missing is not None and len(files) == 1:
        raise UsageError(f"{missing}: there is no such file or folder; check the path.")
    folder = next((path for path in files if path.is_dir()), None)
    if folder is not None and not recursive:
        raise UsageError(f"{folder}: is a folder; take all files in it with --recursive.")
    return adding.add_many(session, files, facts, workers, as_json=as_json)


@click.command()
@letter_filter_argument
@click.option("--unread", is_flag=True, help="Only those that wait for a person, and why.")
@click.option("--withdrawn", is_flag=True, help="Only those that were taken out of the lists.")
@limit_option
@listing
@pass_session
def letters(
    session: Session,
    *,
    words: tuple[str, ...],
    unread: bool,
    withdrawn: bool,
    limit: int | None,
    form: Form,
) -> None:
    """List the stored letters, latest first: all, or those that fit, such as org:"Halden Copper" text:arsenic."""
    from tracker.cli import letter_views
    from tracker.cli.shapes import LETTER, letter_shape
    from tracker.followup.filters import LETTERS
    from tracker.service import letters as service

    said = wanted(session, words, LETTERS)
    if said.order:
        raise UsageError("Letters stand latest first; leave out sort:.")
    stored = service.listing(session.app.engine, said, unread=unread, withdrawn=withdrawn, limit=limit)
    if form.printed(lambda: map(letter_shape, stored), LETTER):
        return
    if withdrawn:
        letter_views.withdrawn_letters(stored)
    elif unread:
        letter_views.unread(stored)
    else:
        letter_views.letters(stored)


@click.group()
def letter() -> None:
    """Show, correct, withdraw or count one letter."""


@letter.command("show", short_help="Show a letter, its promises and its history.")
@id_argument
@click.option("--text", is_flag=True, help="Print the whole text as it was read.")
@json_option
@pass_session
@paged
def letter_show(session: Session, number: int, text: bool, as_json: bool) -> None:
    """Show a letter, its promises, what it asks of us, and its history."""
    from tracker.cli import letter_views, output
    from tracker.cli.shapes import letter_view_shape
    from tracker.service import letters as service

    view = service.view(session.app.engine, number)
    if as_json:
        output.print_json(letter_view_shape(view))
    else:
        names = session.names_in(view.history)
        letter_views.letter_view(view, whole_text=text, zone=session.zone, names=names)


@letter.command("edit", short_help="Correct what is known of a letter.")
@id_argument
@click.option("--date", "day", type=DAY, help="The letter's date.")
@click.option("--sender", help="The organisation bound.")
@click.option("--recipient", help="Who was written to.")
@click.option("--received", type=DAY, help="The day it was received.")
@click.option("--case", help="The case it belongs to.")
@click.option(
    "--confidential/--not-confidential", default=None, help="Keep its words out of every mail, or not."
)
@click.option("--read", is_flag=True, help="You have read it: it waits for nobody any more.")
@json_option
@pass_session
def letter_edit(session: Session, /, number: int, as_json: bool, **changes: Any) -> None:
    """Correct what is known of a letter; its deadlines are computed anew and the change is logged."""
    from tracker.cli import letter_views, output
    from tracker.service.corrections import Correction

    correction = Correction(
        sender=changes["sender"],
        date=changes["day"],
        recipient=changes["recipient"],
        case=changes["case"],
        confidential=changes["confidential"],
        received=changes["received"],
        read=changes["read"],
    )
    edited = session.app.edit_letter(number, correction)
    if as_json:
        output.print_json(edited)
    else:
        letter_views.edited(number, edited)


@letter.command("reread", short_help="Read an unread letter again, as once Tesseract is there.")
@click.argument("numbers", metavar="ID...", nargs=-1, required=True, type=int)
@json_option
@pass_session
def letter_reread(session: Session, numbers: tuple[int, ...], as_json: bool) -> int:
    """Read letters once more that could not be read: Tesseract was installed since, or a limit was raised."""
    from tracker.cli import letter_views, output
    from tracker.cli.shapes import added_shape

    done: list[Added] = []
    failures = _each(numbers, lambda number: done.append(session.app.reread_letter(number)))
    if as_json:
        output.print_json([{"source": each.letter.source, **added_shape(each)} for each in done])
    for each in done:
        if not as_json:
            letter_views.added(each.letter.source, each)
        letter_views.warnings(output.last_part(each.letter.source), each)
    return int(ExitCode.FAILED if failures else ExitCode.DONE)


@letter.command("withdraw", short_help="Take a wrongly added letter out of all lists.")
@id_argument
@click.option("--note", required=True, help="Why it should not be here.")
@pass_session
def letter_withdraw(session: Session, number: int, note: str) -> None:
    """Take a wrongly added letter and its commitments out of all lists; history stays."""
    from tracker.cli import letter_views
    from tracker.service import letters as service

    letter_views.withdrawn(number, service.withdraw(session.app.engine, session.app.act(), number, note))


@letter.command("keep", short_help="Count a letter that was taken for another one's copy.")
@id_argument
@pass_session
def letter_keep(session: Session, number: int) -> None:
    """Count the promises of a letter that looked like another one in another format."""
    from tracker.cli import output
    from tracker.service import letters as service

    count = service.keep(session.app.engine, session.app.act(), number)
    output.say(f"Letter {number} counts, with {output.count(count, 'commitment')}.")


def _each(wanted: tuple[T, ...], work: Callable[[T], object]) -> list[TrackerError]:
    """Do the work for each file or id; a failure is named and the rest is done. One alone fails as itself."""
    from tracker.cli import output
    from tracker.cli.adding import ABOUT_ALL

    failures: list[TrackerError] = []
    for each in wanted:
        try:
            work(each)
        except TrackerError as error:
            if len(wanted) == 1 or error.exit_code in ABOUT_ALL:
                raise
            failures.append(error)
            output.note(f"tracker: {error}")
    return failures
