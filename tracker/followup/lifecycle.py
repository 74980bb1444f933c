"""Which changes of status are allowed, and what a commitment's day means today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.errors import RefusedError, UsageError
from tracker.model import Basis, Commitment, Confirmation, Outcome, Status

NEEDS_EVIDENCE = frozenset({Outcome.KEPT, Outcome.PARTLY})
"""Outcomes that someone may later doubt in the organisation's favour."""


@dataclass(frozen=True, slots=True)
class Transition:
    """The fields of a commitment that a change of status sets."""

    action: str
    """The event's action, such as "commitment.resolved"."""
    status: Status
    outcome: Outcome | None = None
    superseded_by: int | None = None
    confirmation: Confirmation | None = None


UNRESOLVED = (Status.OPEN, Status.PROPOSED)


def accept(commitment: Commitment) -> Transition:
    """A reader agrees that it is a promise. Raises RefusedError unless it is proposed."""
    require(commitment, "accept", Status.PROPOSED)
    return Transition("commitment.accepted", Status.OPEN)


def resolve(
    commitment: Commitment,
    outcome: Outcome,
    *,
    note: str,
    evidence: bool,
    without_evidence: str | None = None,
    by: Commitment | None = None,
    second_pair_of_eyes: bool = False,
) -> Transition:
    """It has ended. `evidence` tells whether any is given, `without_evidence` why there is none.

    `by` is the commitment that supersedes it; with `second_pair_of_eyes` a second person confirms how it ended.
    Raises RefusedError unless it is open or proposed, UsageError where the note, or for kept and partly
    the evidence or its reason, or for superseded the other commitment, is missing.
    """
    require(commitment, "resolve", *UNRESOLVED)
    _require_note(note)
    reason = (without_evidence or "").strip()
    if evidence and reason:
        raise UsageError("Give either --evidence or --without-evidence, not both.")
    if outcome in NEEDS_EVIDENCE and not evidence and not reason:
        raise UsageError(
            f'To resolve as "{outcome}", show it with --evidence FILE_OR_URL, '
            f"or say with --without-evidence REASON why there is none."
        )
    return Transition(
        "commitment.resolved",
        Status.RESOLVED,
        outcome,
        _superseding(commitment, outcome, by),
        Confirmation.WAITING if second_pair_of_eyes else None,
    )


def _superseding(commitment: Commitment, outcome: Outcome, by: Commitment | None) -> int | None:
    """The id of what takes its place."""
    if outcome is not Outcome.SUPERSEDED:
        if by is not None:
            raise UsageError("--by goes only with --as superseded.")
        return None
    if by is None:
        raise UsageError("Say with --by ID which commitment stands in its place.")
    if by.id == commitment.id:
        raise UsageError(f"Commitment {by.id} cannot supersede itself; name another one with --by.")
    if by.superseded_by == commitment.id:
        raise RefusedError(
            f"Commitment {by.id} was superseded by {commitment.id} itself; reopen {by.id} first, or name another one."
        )
    if by.status is Status.DISMISSED or by.withdrawn:
        raise RefusedError(f"Commitment {by.id} is no promise any more; name one that is open with --by.")
    return by.id


def confirm(commitment: Commitment, *, actor: str, resolved_by: str | None) -> Confirmation:
    """A second person agrees how it ended.

    Raises RefusedError unless it is resolved and waits for that, and `actor` is not who resolved it.
    """
    number = commitment.id
    require(commitment, "confirm", Status.RESOLVED)
    if commitment.confirmation is None:
        raise RefusedError(
            f"Commitment {number} needs no second person: [office] second_pair_of_eyes was off when it was resolved."
        )
    if commitment.confirmation is Confirmation.GIVEN:
        raise RefusedError(f"Commitment {number} is confirmed already; to disagree, reopen it.")
    if actor == resolved_by:
        raise RefusedError(
            f"Commitment {number} was resolved by {actor}; somebody else must confirm it, or reopen it."
        )
    return Confirmation.GIVEN


def dismiss(commitment: Commitment, *, note: str) -> Transition:
    """It is no promise. Raises RefusedError unless it is open or proposed, UsageError without a note."""
    require(commitment, "dismiss", *UNRESOLVED)
    _require_note(note)
    return Transition("commitment.dismissed", Status.DISMISSED)


def reopen(commitment: Commitment, *, note: str) -> Transition:
    """It goes on. Raises RefusedError unless it is resolved or dismissed, UsageError without a note."""
    require(commitment, "reopen", Status.RESOLVED, Status.DISMISSED)
    _require_note(note)
    return Transition("commitment.reopened", Status.OPEN)


def is_overdue(commitment: Commitment, today: date) -> bool:
    """Open, neither dormant nor waiting for us, and its stated or set day has passed."""
    return _passed(commitment, today) and commitment.deadline.basis is not Basis.POLICY


def is_due_for_review(commitment: Commitment, today: date) -> bool:
    """Open, neither dormant nor waiting for us, and the office's own day to look at it has passed."""
    return _passed(commitment, today) and commitment.deadline.basis is Basis.POLICY


def days_over(commitment: Commitment, today: date) -> int:
    """Whole days since its day; 0 on the day itself, before it, and where there is none."""
    return max(0, (today - commitment.due).days) if commitment.due else 0


def is_running(commitment: Commitment) -> bool:
    """Its clock runs: open, its condition has come about if it has one, and nothing that we owe holds it up."""
    return commitment.status is Status.OPEN and not commitment.dormant and commitment.waiting_since is None


def _passed(commitment: Commitment, today: date) -> bool:
    return is_running(commitment) and days_over(commitment, today) > 0


def _require_note(note: str) -> None:
    if not note.strip():
        raise UsageError("Say why in a few words with --note; it stands in the history.")


def require(commitment: Commitment, verb: str, *allowed: Status) -> None:
    """Raises RefusedError, with what can be done instead, unless its status is one of `allowed`."""
    if commitment.withdrawn:
        raise RefusedError(
            f"The entry of commitment {commitment.id} was undone; enter it again if it counts."
        )
    if commitment.status in allowed:
        return
    raise RefusedError(f"Commitment {commitment.id} is {_state(commitment)}: {_way_out(commitment, verb)}.")


def _state(commitment: Commitment) -> str:
    return f"{commitment.status} ({commitment.outcome})" if commitment.outcome else str(commitment.status)


def _way_out(commitment: Commitment, verb: str) -> str:
    number = commitment.id
    if commitment.status in {Status.RESOLVED, Status.DISMISSED}:
        return f"it can only be reopened (tracker reopen {number} --note TEXT)"
    if verb == "accept":
        return "it is accepted already; it can be resolved or dismissed"
    return f"it can be resolved or dismissed, not {verb}ed"
