"""How promises were kept: of one organisation, or in one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from tracker.followup.lifecycle import is_overdue
from tracker.model import Case, Commitment, Letter, Status
from tracker.reports.figures import RecordFigures, record_figures
from tracker.service import organisations, unknown
from tracker.store import cases, commitments, letters, repeats
from tracker.store import organisations as queries
from tracker.store.unit import reading


@dataclass(frozen=True, slots=True)
class Record:
    """All promises of one organisation or case, parted by how they stand."""

    day: date
    figures: RecordFigures
    commitments: tuple[Commitment, ...]
    """All of them, the soonest first."""
    repeated: frozenset[int]
    """Ids of those that had been promised before."""

    @property
    def overdue(self) -> list[Commitment]:
        """Open, and past a promised day."""
        return [each for each in self.commitments if is_overdue(each, self.day)]

    @property
    def open(self) -> list[Commitment]:
        """Open, but not overdue."""
        return [e for e in self.commitments if e.status is Status.OPEN and not is_overdue(e, self.day)]

    def of_status(self, status: Status) -> list[Commitment]:
        """Those of one status."""
        return [each for each in self.commitments if each.status is status]


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """An organisation with all that it wrote and promised."""

    view: organisations.OrganisationView
    record: Record


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case with its letters and promises."""

    case: Case
    letters: tuple[Letter, ...]
    record: Record


def of_organisation(engine: Engine, name: str, day: date) -> OrganisationRecord:
    """The record of an organisation, by any of its names or a part of it, as it stands on `day`. Raises UnknownError."""
    with reading(engine) as connection:
        known = dict(queries.all_names(connection))
        if organisations.find_id(connection, name) is None:
            name = _only(name, known) or name
    view = organisations.view(engine, name)
    with reading(engine) as connection:
        return OrganisationRecord(view, _record(connection, view.commitments, day))


def of_case(engine: Engine, name: str, day: date) -> CaseRecord:
    """The record of a case, by its name or a part of it, as it stands on `day`. Raises UnknownError."""
    with reading(engine) as connection:
        case = cases.by_name(connection, name)
        if case is None:
            whole = _only(name, {each.name: each.id for each in cases.listing(connection)})
            case = cases.by_name(connection, whole) if whole else None
        if case is None:
            raise unknown.no_case(connection, name)
        found = commitments.listing(connection, statuses=tuple(Status), case=case.name)
        return CaseRecord(
            case, tuple(letters.listing(connection, case=case.name)), _record(connection, found, day)
        )


def _only(part: str, known: Mapping[str, int]) -> str | None:
    """The name of the only one that has this part in one of its names, whatever its case; None where it is not one."""
    words = part.casefold().strip()
    found = {number: name for name, number in known.items() if words and words in name.casefold()}
    return next(iter(found.values())) if len(found) == 1 else None


def _record(connection: Connection, found: Sequence[Commitment], day: date) -> Record:
    again = frozenset(repeats.made_before(connection, [each.id for each in found]))
    return Record(day, record_figures(found, again, day), tuple(found), again)
