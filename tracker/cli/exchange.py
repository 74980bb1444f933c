"""Commands that bring in what other programs hold, and hand out what is here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.params import PATH, json_option
from tracker.cli.session import Session, pass_session
from tracker.cli.several import agreed
from tracker.errors import ExitCode, UsageError

if TYPE_CHECKING:
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

    The header names the fields; organisation and quote are needed. Others are action, actor, due,
    letter_date, received, source, reference, confidential, owner, case, condition, condition_state,
    kind, strength, status, outcome, kept_on and note.
    """
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
