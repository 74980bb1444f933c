"""How the life of a commitment looks: its state, what it waits for, what shows how it ended, what it is to others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tracker.cli.output import count, day, short_day, wrap
from tracker.model import Commitment, Confirmation, Evidence, Link, LinkKind

if TYPE_CHECKING:
    from tracker.service.commitments import CommitmentView

_INDENT = " " * 13


def traits(view: CommitmentView) -> Iterator[tuple[str, str]]:
    """Labels and words, from its status on."""
    commitment = view.commitment
    yield "status", _status(commitment)
    if commitment.withdrawn:
        yield "", "its entry was undone: it stands in no list"
    if view.letter.withdrawn:
        yield "", "its letter was withdrawn: it stands in no list"
    if commitment.confirmation is Confirmation.WAITING:
        yield "to confirm", f"by a second person: tracker confirm {commitment.id}"
    if commitment.waiting_since:
        asks = ", ".join(f"a{hold.ask_id}" for hold in view.held_by)
        yield "waiting", f"for us since {day(commitment.waiting_since)} ({asks}); its clock stands still"
    if commitment.snoozed_until:
        yield "snoozed", f"no reminders until {day(commitment.snoozed_until)}"
    for number in view.in_place_of:
        yield "instead of", f"{number}, which was resolved as superseded"
    for link in view.links:
        yield "linked", _link(link, commitment.id)


def _status(commitment: Commitment) -> str:
    words = f"{commitment.status}{f' as {commitment.outcome}' if commitment.outcome else ''}"
    if commitment.superseded_by:
        words += f" by {commitment.superseded_by}"
    if commitment.confirmation is Confirmation.GIVEN:
        words += ", confirmed"
    if commitment.days_late is not None:
        late = commitment.days_late
        words += f", {count(late, 'day')} late" if late else ", in time"
        words += f" ({day(commitment.kept_on)})"
    return words


_PASSIVE = {
    LinkKind.REPEATS: "repeated by",
    LinkKind.SUPERSEDES: "superseded by",
    LinkKind.ANSWERS: "answered by",
    LinkKind.FOLLOWS: "followed by",
}


def _link(link: Link, number: int) -> str:
    """As seen from the commitment `number`."""
    if link.commitment_id == number:
        return f"{link.kind} {link.other_id}"
    return f"{_PASSIVE[link.kind]} {link.commitment_id}"


def evidence(view: CommitmentView) -> None:
    """What shows how it ended, or that it did not."""
    for piece in view.evidence:
        wrap(_piece(piece), indent=_INDENT, first=f"  {'against' if piece.contradicts else 'evidence':<11}")


def _piece(piece: Evidence) -> str:
    spoken = f", of {day(piece.speaks_of)}" if piece.speaks_of else ""
    kept = f" (kept, sha256 {piece.content_hash[:12]}…)" if piece.content_hash else ""
    return f"{piece.source}{spoken}{kept}" + (f": {piece.note}" if piece.note else "")


def notes(view: CommitmentView, zone: ZoneInfo) -> None:
    """What people wrote down."""
    for note in view.notes:
        at = note.added.astimezone(zone)
        wrap(f"{note.text} ({note.author}, {short_day(at)})", indent=_INDENT, first=f"  {'note':<11}")
