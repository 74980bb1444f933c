"""The columns of a register, and what may stand in their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from tracker.clock import YEARS
from tracker.errors import UnknownError, UsageError
from tracker.model import ConditionState, Kind, Outcome, Status, Strength
from tracker.service.exchange.sheet import Sheet
from tracker.service.words import did_you_mean, listed, or_else


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise as one row of a register tells it."""

    row: int
    organisation: str
    quote: str
    action: str
    actor: str
    due: date | None = None
    letter_date: date | None = None
    received: date | None = None
    source: str | None = None
    """Where it was made, such as "letter" or "annual report"."""
    reference: str | None = None
    confidential: bool = False
    owner: str | None = None
    case: str | None = None
    condition: str | None = None
    condition_state: ConditionState | None = None
    kind: Kind = Kind.ONCE
    strength: Strength = Strength.FIRM
    status: Status = Status.OPEN
    outcome: Outcome | None = None
    kept_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, or with one cell of it."""

    row: int
    column: str | None
    says: str

    def __str__(self) -> str:
        """Such as "row 7, column due: …"."""
        return f"row {self.row}{f', column {self.column}' if self.column else ''}: {self.says}"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which place in a row holds which field."""

    places: Mapping[str, int]
    names: Mapping[str, str]
    """The header's own name of each."""
    left_out: tuple[str, ...]
    """Columns that name no field."""


def find_columns(header: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """What each column holds: as `mapping` (column to field) says, else by its own name.

    Raises UsageError for a name that stands there twice and for a needed field that no column has, UnknownError for
    columns and fields that do not exist.
    """
    for column, field in mapping.items():
        if column not in header:
            there = or_else(column, header, f"there are: {listed(filter(None, header))}.")
            raise UnknownError(f"--map {column}={field}: the file has no column {column!r}{there}")
        if field not in FIELDS:
            meant = or_else(field, FIELDS, f"there are: {listed(FIELDS)}.")
            raise UnknownError(f"--map {column}={field}: there is no field {field!r}{meant}")
    taken = set(mapping.values())
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        found = mapping.get(name) or _field_named(name)
        if found is None or (name not in mapping and found in taken):
            continue
        if found in places:
            raise UsageError(
                f"columns {places[found] + 1} and {place + 1} both hold {found} ({header[places[found]]!r}, {name!r}); "
                "rename one of them, or choose with --map."
            )
        places[found] = place
    for field in ("organisation", "quote"):
        if field not in places:
            raise UsageError(
                f"no column holds {field}; name one: --map COLUMN={field}. There are: {listed(filter(None, header))}."
            )
    used = set(places.values())
    left_out = tuple(name for place, name in enumerate(header) if name and place not in used)
    return Columns(places, {field: header[place] for field, place in places.items()}, left_out)


def _field_named(name: str) -> str | None:
    """The field of that name, however it is written: "Letter date", "letter-date"."""
    plain = re.sub(r"[\s_-]+", "_", name.strip().casefold()).replace("organization", "organisation")
    return plain if plain in FIELDS else None


def read_entries(sheet: Sheet, columns: Columns, today: date) -> tuple[list[Entry], list[Fault]]:
    """The promises, and everything that is wrong, each with its row and column."""
    entries, faults = [], []
    width = len(sheet.header)
    for row, cells in sheet.rows:
        if any(cells[width:]):
            says = f"has {len(cells)} cells, the header {width}; put a cell that holds the separator in quotation marks"
            faults.append(Fault(row, None, says))
            continue
        values: dict[str, Any] = {}
        wrong = list(_read_row(row, cells, columns, values))
        wrong = wrong or list(_check(row, columns, values, today))
        faults += wrong
        if not wrong:
            entries.append(_entry(row, values))
    return entries, faults


def _read_row(row: int, cells: Sequence[str], columns: Columns, values: dict[str, Any]) -> Iterator[Fault]:
    """Fills `values` with what the cells hold, but for empty ones."""
    for field, place in columns.places.items():
        cell = cells[place] if place < len(cells) else ""
        if not cell:
            if field in ("organisation", "quote"):
                yield Fault(row, columns.names[field], "is empty, and is needed")
            continue
        try:
            values[field] = FIELDS[field](cell)
        except ValueError as error:
            yield Fault(row, columns.names[field], str(error))


def _check(row: int, columns: Columns, values: Mapping[str, Any], today: date) -> Iterator[Fault]:
    """What no cell shows alone."""
    names = columns.names
    for field in ("letter_date", "received", "kept_on"):
        day = values.get(field)
        if day is not None and day > today:
            yield Fault(row, names[field], f"{day} has not come yet")
    status, outcome = values.get("status"), values.get("outcome")
    if status is Status.RESOLVED and outcome is None:
        yield Fault(row, names["status"], f"says resolved, but not how; write {_choices(Outcome)} there")
    if isinstance(status, Status) and status is not Status.RESOLVED and outcome is not None:
        yield Fault(row, names["outcome"], f"says {outcome}, but the status is {status}")
    if isinstance(status, Outcome) and outcome not in (None, status):
        yield Fault(row, names["outcome"], f"says {outcome}, but the status says {status}")
    ended = status if isinstance(status, Outcome) else outcome
    if values.get("kept_on") and ended not in (Outcome.KEPT, Outcome.PARTLY):
        yield Fault(row, names["kept_on"], "is a day, but the promise was neither kept nor partly kept")
    if values.get("condition_state") and not values.get("condition"):
        yield Fault(row, names["condition_state"], "is given, but no condition")


def _entry(row: int, values: dict[str, Any]) -> Entry:
    status, outcome = values.pop("status", None), values.pop("outcome", None)
    if isinstance(status, Outcome):
        outcome = status
    if outcome is not None:
        status = Status.RESOLVED
    if values.get("condition"):
        values.setdefault("condition_state", ConditionState.DORMANT)
    values.setdefault("action", values["quote"])
    values.setdefault("actor", values["organisation"])
    return Entry(row=row, status=status or Status.OPEN, outcome=outcome, **values)


def _words(cell: str) -> str:
    if cell.startswith("#") and cell.endswith(("!", "?", "#N/A")):
        raise ValueError(f"{cell[:20]!r} is an error of the spreadsheet; mend the cell")
    return " ".join(cell.split())


def _name(cell: str) -> str:
    name = _words(cell)
    if not name.isprintable():
        raise ValueError("holds characters that cannot be shown")
    return name


def _day(cell: str) -> date:
    """A day as programs write it; with a time of midnight, and as 30.06.2026, which is not ambiguous."""
    written = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", cell)
    form = "%d.%m.%Y" if "." in written else "%Y-%m-%d"
    try:
        day = datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        if cell.isdigit():
            why = "is a spreadsheet's number, not a day"
        elif "/" in cell:
            why = "may be read with the day or the month first"
        else:
            why = "is no date"
        raise ValueError(f"{cell[:40]!r} {why}; write it as 2026-06-30") from None
    if day.year not in YEARS:
        raise ValueError(f"{cell!r} lies outside the years {YEARS[0]} to {YEARS[-1]}")
    return day


def _choices(*kinds: type[StrEnum]) -> str:
    *first, last = (member.value for kind in kinds for member in kind)
    return f"{', '.join(first)} or {last}"


def _one_of(*kinds: type[StrEnum], cell: str) -> StrEnum:
    word = cell.casefold()
    for kind in kinds:
        if word in {member.value for member in kind}:
            return kind(word)
    known = [member.value for kind in kinds for member in kind]
    raise ValueError(
        f"{cell[:40]!r} cannot stand there{did_you_mean(word, known) or '; write ' + _choices(*kinds)}"
    )


def _yes_or_no(cell: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "x": True, "no": False, "false": False, "0": False}
    if cell.casefold() not in known:
        raise ValueError(f"{cell[:40]!r} is neither yes nor no")
    return known[cell.casefold()]


def _choice(*kinds: type[StrEnum]) -> Callable[[str], StrEnum]:
    return lambda cell: _one_of(*kinds, cell=cell)


FIELDS: Final[dict[str, Callable[[str], Any]]] = {
    "organisation": _name,
    "quote": _words,
    "action": _words,
    "actor": _name,
    "due": _day,
    "letter_date": _day,
    "received": _day,
    "source": _name,
    "reference": _name,
    "confidential": _yes_or_no,
    "owner": _name,
    "case": _name,
    "condition": _words,
    "condition_state": _choice(ConditionState),
    "kind": _choice(Kind),
    "strength": _choice(Strength),
    "status": _choice(Status, Outcome),
    "outcome": _choice(Outcome),
    "kept_on": _day,
    "note": _words,
}
"""Each field, and how its cell is read; a ValueError says what is wrong with it."""
