"""Commands that bring in what other programs hold, and hand out what is here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracker.cli.filtering import Word, alias_options
from tracker.cli.filtering import wanted as filter_of
from tracker.cli.params import PATH, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import agreed
from tracker.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from tracker.model.filters import Filter
    from tracker.service.exchange.columns import Columns, Fault
    from tracker.service.exchange.register import Plan
    from tracker.service.exchange.sheet import Sheet

MOST_FAULTS = 20
"""So many are shown; the rest is counted."""
MOST_BYTES = 1 << 30


@click.command("import")
@click.argument("file", metavar="FILE", type=PATH)
@click.option(
    "--map", "pairs", metavar="COLUMN=FIELD", multiple=True, help="What a column of the file holds."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be added, or what is wrong.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_session
def import_(
    session: Session, *, file: Path, pairs: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool
) -> int:
    """Bring in promises from a register in CSV, one a row: all of it, or nothing.

    A file that ends in .jsonl is everything that `tracker export` wrote; it fills an empty store.

    The header names the fields; organisation and quote are needed. Others are action, actor, due,
    letter_date, received, source, reference, confidential, owner, case, condition, condition_state,
    kind, strength, status, outcome, kept_on and note.
    """
    if file.suffix.lower() == ".jsonl":
        return _fill(session, file, plain=not (pairs or dry_run), as_json=as_json)
    from tracker.cli import output
    from tracker.letters import load_file
    from tracker.service.exchange import columns as fields
    from tracker.service.exchange import register
    from tracker.service.exchange.sheet import read_sheet
    from tracker.service.names import readable

    app = session.app
    sheet = read_sheet(load_file(file, MOST_BYTES), str(file))
    columns = fields.find_columns(sheet.header, _mapping(pairs))
    entries, faults = fields.read_entries(sheet, columns, app.today())
    office = app.register_office(readable(file.name))
    faults += register.check(app.engine, entries, dict(columns.names), office)
    if not as_json:
        _tell_of(sheet, columns)
    if faults:
        return _refuse(file, sorted(faults, key=lambda fault: fault.row), as_json=as_json)
    planned = register.plan(app.engine, entries)
    if as_json:
        shape: dict[str, Any] = {"already": planned.already, "left_out": columns.left_out, "faults": []}
    elif planned.already:
        output.say(
            f"{output.count(planned.already, 'row')} of {file} here already, or there twice: left out."
        )
    many = len(planned.new)
    if dry_run or not many:
        if as_json:
            output.print_json({"would_add": many, "added": [], "letters": 0, **shape})
        else:
            output.say(_would(planned))
        return int(ExitCode.DONE)
    if not agreed(many, "commitment", yes=yes, verb="add"):
        return int(ExitCode.DONE)
    done = register.add(app.engine, app.act(), planned.new, office)
    if as_json:
        output.print_json({"would_add": many, "added": done.commitments, "letters": done.letters, **shape})
    else:
        first, last = done.commitments[0], done.commitments[-1]
        ids = f"{first}-{last}" if last > first else first
        output.say(
            f"{output.count(many, 'commitment')} added ({ids}), from {output.count(done.letters, 'letter')}."
        )
        output.say("Take them back with: tracker undo")
    return int(ExitCode.DONE)


def _fill(session: Session, file: Path, *, plain: bool, as_json: bool) -> int:
    from tracker.cli import output
    from tracker.service.exchange import whole

    if not plain:
        raise UsageError("--map and --dry-run are for CSV; a .jsonl file is taken as it is.")
    done = whole.fill(session.app.engine, session.app.act(), file)
    if as_json:
        output.print_json(done)
        return int(ExitCode.DONE)
    output.say(
        f"The store holds {output.count(done.letters, 'letter')}, {output.count(done.commitments, 'commitment')} and "
        f"{output.count(done.people, 'person', 'people')} from {file}."
    )
    output.say("Its history begins now; the one before stays with the store that they came from.")
    if done.without_address:
        output.note(
            f"{output.count(done.without_address, 'person', 'people')} came without an address, so mail to them fails "
            "until each has one: tracker people edit NAME --email ADDRESS"
        )
    return int(ExitCode.DONE)


@click.command("export")
@click.argument("words", metavar="[FILE.jsonl|FILE.csv] [FILTER]...", nargs=-1, type=Word())
@click.option("--ics", type=PATH, metavar="FILE", help="Only deadlines, for calendar programs.")
@alias_options
@click.option("--with-addresses", is_flag=True, help="Also addresses of people; that is recorded.")
@click.option(
    "--with-confidential",
    is_flag=True,
    help="Also confidential letters: for staff and admins; it is recorded.",
)
@json_option
@pass_session
def export_(
    session: Session,
    /,
    *,
    words: tuple[str, ...],
    ics: Path | None,
    with_addresses: bool,
    with_confidential: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Write everything into a file of JSON lines, which fills an empty store: tracker import FILE.jsonl.

    FILE.csv is a register of promises for a spreadsheet, --ics FILE their days for calendar programs; both hold what is
    open and proposed, or what fits a filter, such as org:mills status:all.

    Addresses of people and confidential letters stay out of FILE.jsonl unless asked for; mails need both. A register
    holds nothing of confidential letters, a calendar only number and day.
    """
    file = Path(words[0]) if ics is None and words else None
    sought = words[1:] if ics is None else words
    if file is None and ics is None:
        raise UsageError(
            "Say what to write: FILE.jsonl for everything, FILE.csv for a register, or --ics FILE for deadlines."
        )
    partly = ics is not None or (file is not None and file.suffix.lower() == ".csv")
    if partly and (with_addresses or with_confidential):
        raise UsageError("Only a .jsonl file holds addresses and words of confidential letters.")
    if ics is not None:
        _export_days(session, ics, filter_of(session, sought, **options), as_json=as_json)
    elif file is not None and partly:
        _export_register(session, file, filter_of(session, sought, **options), as_json=as_json)
    elif file is not None:
        if sought or any(value is not None for value in options.values()):
            raise UsageError(
                "A .jsonl file holds everything; a filter, --status, --owner, --organisation, --case and --due-before go "
                "with FILE.csv and --ics."
            )
        _export_all(session, file, Withheld(not with_addresses, not with_confidential), as_json=as_json)


class Withheld(NamedTuple):
    """What stays out of a file that holds everything else."""

    addresses: bool
    confidential: bool


def _export_all(session: Session, file: Path, withheld: Withheld, *, as_json: bool) -> None:
    from tracker.cli import output
    from tracker.service.exchange import whole
    from tracker.service.proof import Shown
    from tracker.service.reporting import require_role

    app = session.app
    if file.suffix.lower() != ".jsonl":
        raise UsageError(
            f"{file}: end its name in .jsonl, by which `tracker import` knows what it is, or in .csv for a register."
        )
    if not withheld.confidential:
        require_role(app.engine, app.place.actor)
    shown = Shown(not withheld.addresses, not withheld.confidential)
    lines = whole.write_file(app.engine, app.stamp(), file, shown)
    if as_json:
        output.print_json({"file": str(file), "lines": lines})
        return
    output.say(f"{file} holds everything, in {output.count(lines, 'line')}.")
    left = ["addresses of people (--with-addresses)"] if withheld.addresses else []
    left += ["confidential letters (--with-confidential)"] if withheld.confidential else []
    if left:
        output.note(f"Left out: mails, {' and '.join(left)}.")


def _export_register(session: Session, file: Path, wanted: Filter, *, as_json: bool) -> None:
    from tracker.cli import output
    from tracker.service import filters
    from tracker.service.exchange.register_out import to_register
    from tracker.service.reporting import write_file

    if file.exists():
        raise UsageError(f"{file}: exists already; name another file.")
    found = filters.listing(session.app.engine, wanted)
    shown = [each for each in found if not each.confidential]
    write_file(to_register(shown), file.expanduser().absolute(), if_taken="number")
    withheld = len(found) - len(shown)
    if as_json:
        output.print_json({"file": str(file), "commitments": len(shown), "withheld": withheld})
        return
    output.say(f"{output.count(len(shown), 'commitment')} in {file}")
    if withheld:
        output.note(f"Left out: {output.count(withheld, 'commitment')} of confidential letters.")


def _export_days(session: Session, file: Path, wanted: Filter, *, as_json: bool) -> None:
    from tracker.cli import output
    from tracker.service import calendar
    from tracker.service.reporting import write_file

    app = session.app
    content = calendar.deadlines(app.engine, app.settings, wanted)
    write_file(content, file.expanduser().absolute(), if_taken="replace")
    events = content.count(b"\r\nBEGIN:VEVENT")
    if as_json:
        output.print_json({"file": str(file), "events": events})
    else:
        output.say(f"{output.count(events, 'deadline')} in {file}")


def _would(planned: Plan) -> str:
    from tracker.cli.output import count

    if not planned.new:
        return "Nothing to add."
    new = f", and {count(planned.new_organisations, 'organisation')}" if planned.new_organisations else ""
    return f"Would add {count(len(planned.new), 'commitment')}{new}; nothing was written."


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals or not column:
            raise UsageError(f'--map {pair}: write COLUMN=FIELD, such as --map "Promise=quote".')
        if field in mapping.values():
            raise UsageError(f"--map {pair}: another column is {field} already.")
        mapping[column.strip()] = field.strip()
    return mapping


def _tell_of(sheet: Sheet, columns: Columns) -> None:
    from tracker.cli import output

    if sheet.encoding == "Windows-1252":
        output.note(
            "Read as Windows-1252, since it is no UTF-8: look whether accents and quotation marks are right."
        )
    if columns.left_out:
        output.note(f"Columns that name no field are left out: {', '.join(columns.left_out)}.")


def _refuse(file: Path, faults: list[Fault], *, as_json: bool) -> int:
    from tracker.cli import output

    if as_json:
        shapes = [{"row": fault.row, "column": fault.column, "says": fault.says} for fault in faults]
        output.print_json({"would_add": 0, "added": [], "letters": 0, "already": 0, "faults": shapes})
    else:
        for fault in faults[:MOST_FAULTS]:
            output.note(str(fault) if str(fault).endswith("?") else f"{fault}.")
        if len(faults) > MOST_FAULTS:
            output.note(f"… and {len(faults) - MOST_FAULTS} more (all of them with --json).")
    output.note(
        f"tracker: {file}: {output.count(len(faults), 'mistake')}; nothing was added. Mend them, then repeat."
    )
    return int(ExitCode.UNREADABLE)
