"""How a record looks: how many promises were kept, and each of them by how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tracker.cli.letter_views import letters
from tracker.cli.output import count, say, table, wrap
from tracker.cli.render import day_cell, state_cell
from tracker.followup.lifecycle import days_over
from tracker.model import Commitment, Outcome, Status
from tracker.service.records import CaseRecord, OrganisationRecord, Record

_ENDS = {
    Outcome.KEPT: "kept",
    Outcome.PARTLY: "partly kept",
    Outcome.BROKEN: "broken",
    Outcome.WITHDRAWN: "withdrawn",
    Outcome.SUPERSEDED: "superseded",
    Outcome.UNVERIFIABLE: "unverifiable",
}


def organisation(found: OrganisationRecord) -> None:
    """An organisation, its figures, its letters and its promises."""
    known = found.view.organisation
    say(known.name)
    if known.aliases:
        wrap(f"also: {', '.join(known.aliases)}")
    _record(found.record, whose=False)
    if found.view.letters:
        say()
        letters(found.view.letters)


def case(found: CaseRecord) -> None:
    """A case, its figures, its letters and its promises."""
    say(f"{found.case.name}, led by {found.case.lead or 'nobody'}")
    _record(found.record, whose=True)
    if found.letters:
        say()
        letters(found.letters)


def _record(record: Record, *, whose: bool) -> None:
    """The figures, then the promises by how they stand; `whose` names the organisation of each."""
    for sentence in figures(record):
        wrap(sentence, indent="  ", first="")
    ended = record.of_status(Status.RESOLVED)
    for name, those in (
        ("Overdue", record.overdue),
        ("Open", record.open),
        ("Promise or not (tracker review)", record.of_status(Status.PROPOSED)),
        ("Ended", ended),
    ):
        if those:
            say()
            say(f"{name}: {len(those)}")
            _table(record, those, whose=whose)


def figures(record: Record) -> Iterator[str]:
    """Such as "8 promises: 1 kept, 1 broken, 6 open (2 overdue)."."""
    found = record.figures
    outcomes = Counter(each.outcome for each in record.commitments if each.outcome)
    parts = [f"{outcomes[outcome]} {word}" for outcome, word in _ENDS.items() if outcomes[outcome]]
    if found.open:
        parts.append(f"{found.open} open" + (f" ({found.overdue} overdue)" if found.overdue else ""))
    yield f"{count(found.promised, 'promise')}" + (f": {', '.join(parts)}" if parts else "")
    if found.median_delay is not None:
        late = f"{found.late} of {found.delays_known} kept late" if found.late else "none kept late"
        yield f"Median delay: {found.median_delay:g} days ({late})"
    if owner := _owner(record):
        yield f"All followed up by {owner}"
    if found.repeated:
        yield f"Promised before: {found.repeated}, marked with *"


def _table(record: Record, those: Sequence[Commitment], *, whose: bool) -> None:
    """Columns that tell nothing here are left out, so that the others get their room."""
    columns: list[tuple[str, int, list[str]]] = [
        ("id", 0, [f"{each.id}{'*' if each.id in record.repeated else ''}" for each in those]),
        ("day", 0, [day_cell(each) for each in those]),
        ("organisation", 1, [each.organisation if whose else "" for each in those]),
        ("how it stands", 0, [_stands(each, record) for each in those]),
        ("owner", 0, ["" if _owner(record) else each.owner or "nobody" for each in those]),
        ("promise", 2, [each.action for each in those]),
    ]
    filled = [column for column in columns if any(column[2])]
    weights = {place: weight for place, (_, weight, _) in enumerate(filled) if weight}
    table(
        [name for name, _, _ in filled],
        list(zip(*(cells for _, _, cells in filled), strict=True)),
        flexible=weights,
    )


def _owner(record: Record) -> str | None:
    """Who follows up all of it; None where it is not one person."""
    owners = {each.owner for each in record.commitments}
    return owners.pop() if len(owners) == 1 else None


def _stands(commitment: Commitment, record: Record) -> str:
    """How it stands, where that is more than what stands above."""
    if commitment in record.overdue:
        return f"{count(days_over(commitment, record.day), 'day')} over"
    late = commitment.days_late
    said = f"{state_cell(commitment)}, {count(late, 'day')} late" if late else state_cell(commitment)
    return "" if said in {Status.OPEN, Status.PROPOSED} else said
