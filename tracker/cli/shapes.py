"""The JSON shapes that others rely on: names here are a contract; fields are added, never renamed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.cli.render import due_phrase
from tracker.followup.lifecycle import days_over
from tracker.model import (
    Ask,
    Commitment,
    Deadline,
    Event,
    Extraction,
    FoundCommitment,
    Letter,
    LetterFacts,
    Message,
    Person,
    Verdict,
)

if TYPE_CHECKING:
    from tracker.service.commitments import CommitmentView
    from tracker.service.letters import LetterView
    from tracker.service.organisations import Organisation, OrganisationView
    from tracker.service.passed import Passed
    from tracker.service.past import PassedThen
    from tracker.service.storing import Added


def deadline_shape(deadline: Deadline) -> dict[str, Any]:
    """The fields of a deadline as they stand in every commitment."""
    return {
        "due": deadline.latest,
        "due_basis": deadline.basis,
        "due_kind": deadline.kind,
        "due_text": deadline.text,
        "due_earliest": deadline.earliest,
        "due_rule": deadline.rule,
        "due_anchor": deadline.anchor,
        "due_assumption": deadline.assumption,
        "first_due": deadline.first,
        "due_because": deadline.because,
    }


def extraction_shape(found: Extraction, *, explain: bool) -> dict[str, Any]:
    """What `tracker extract --json` prints for one letter."""
    shape = {
        "letter": facts_shape(found.facts),
        "commitments": [found_shape(commitment) for commitment in found.commitments],
        "asks": [{"quote": ask.quote, "start": ask.start, "end": ask.end} for ask in found.asks],
    }
    if explain:
        shape["verdicts"] = [verdict_shape(verdict) for verdict in found.verdicts]
    return shape


def facts_shape(facts: LetterFacts) -> dict[str, Any]:
    """Who wrote to whom, when."""
    return {
        "sender": facts.sender,
        "recipient": facts.recipient,
        "date": facts.date,
        "reference": facts.reference,
    }


def found_shape(found: FoundCommitment) -> dict[str, Any]:
    """A promise that was found and is not stored."""
    return {
        "quote": found.quote,
        "start": found.start,
        "end": found.end,
        "actor": found.actor,
        "action": found.action,
        "strength": found.strength,
        "condition": found.condition,
        "kind": found.kind,
        **deadline_shape(found.deadline),
        "confidence": round(found.confidence, 3),
        "rules": found.rules,
    }


def verdict_shape(verdict: Verdict) -> dict[str, Any]:
    """One line of the explanation."""
    return {
        "sentence": verdict.sentence,
        "start": verdict.start,
        "end": verdict.end,
        "trigger": verdict.trigger,
        "accepted": verdict.accepted,
        "rule": verdict.rule,
        "commitment": found_shape(verdict.commitment) if verdict.commitment else None,
    }


COMMITMENT = (
    "id", "organisation", "actor", "quote", "action", "condition", "condition_state", "strength", "kind", "due",
    "due_basis", "due_kind", "due_text", "due_earliest", "due_rule", "due_anchor", "due_assumption",
    "first_due", "due_because", "status", "outcome", "owner", "case", "letter", "start", "end", "confidence",
    "added", "waiting_since", "snoozed_until", "kept_on", "days_late", "superseded_by", "confirmation",
)  # fmt: skip
"""The columns of such rows, in their order."""


def commitment_shape(commitment: Commitment) -> dict[str, Any]:
    """A stored commitment."""
    return {
        "id": commitment.id,
        "organisation": commitment.organisation,
        "actor": commitment.actor,
        "quote": commitment.quote,
        "action": commitment.action,
        "condition": commitment.condition,
        "condition_state": commitment.condition_state,
        "strength": commitment.strength,
        "kind": commitment.kind,
        **deadline_shape(commitment.deadline),
        "status": commitment.status,
        "outcome": commitment.outcome,
        "owner": commitment.owner,
        "case": commitment.case,
        "letter": commitment.letter_id,
        "start": commitment.start,
        "end": commitment.end,
        "confidence": round(commitment.confidence, 3),
        "added": commitment.added,
        "waiting_since": commitment.waiting_since,
        "snoozed_until": commitment.snoozed_until,
        "kept_on": commitment.kept_on,
        "days_late": commitment.days_late,
        "superseded_by": commitment.superseded_by,
        "confirmation": commitment.confirmation,
    }


def passed_shape(passed: Passed, today: date) -> list[dict[str, Any]]:
    """What `tracker overdue --json` prints: overdue first, then what is due for review."""
    return [
        {**commitment_shape(commitment), "days_over": days_over(commitment, today)}
        for commitment in (*passed.overdue, *passed.for_review)
    ]


def passed_then_shape(then: PassedThen, day: date) -> list[dict[str, Any]]:
    """The same of a past day; `now` tells what became of each, null where its letter was withdrawn."""
    return [
        shape | {"now": _now_shape(then.now.get(shape["id"]))} for shape in passed_shape(then.passed, day)
    ]


def _now_shape(now: Commitment | None) -> dict[str, Any] | None:
    if now is None:
        return None
    return {
        "status": now.status,
        "outcome": now.outcome,
        "due": now.due,
        "owner": now.owner,
        "changed": now.changed,
    }


LETTER = (
    "id", "sender", "recipient", "date", "received", "reference", "case", "confidential", "state",
    "unread_reason", "withdrawn", "source", "sha256", "received_known", "language", "pages", "part_of",
    "duplicate_of",
)  # fmt: skip
"""The columns of such rows, in their order."""


def letter_shape(letter: Letter) -> dict[str, Any]:
    """A stored letter."""
    return {
        "id": letter.id,
        "sender": letter.sender,
        "recipient": letter.recipient,
        "date": letter.date,
        "received": letter.received,
        "reference": letter.reference,
        "case": letter.case,
        "confidential": letter.confidential,
        "state": letter.state,
        "unread_reason": letter.unread_reason,
        "withdrawn": letter.withdrawn,
        "source": letter.source,
        "sha256": letter.content_hash,
        "received_known": letter.received_known,
        "language": letter.language,
        "pages": len(letter.page_starts) or None,
        "part_of": letter.part_of,
        "duplicate_of": letter.duplicate_of,
    }


def ask_shape(ask: Ask) -> dict[str, Any]:
    """What a letter asks of us."""
    return {"id": f"a{ask.id}", "letter": ask.letter_id, "quote": ask.quote, "answered": ask.answered}


def event_shape(event: Event) -> dict[str, Any]:
    """One audit record; values as they stood before and after."""
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor,
        "login": event.login,
        "action": event.action,
        "note": event.note,
        "before": event.change.before,
        "after": event.change.after,
    }


MESSAGE = (
    "id", "kind", "to", "subject", "state", "attempts", "created", "sent", "next_attempt", "reason", "bounced",
    "message_id",
)  # fmt: skip
"""The columns of such rows, in their order."""


def message_shape(message: Message) -> dict[str, Any]:
    """A row of the outbox."""
    return {
        "id": message.id,
        "kind": message.kind,
        "to": message.to,
        "subject": message.subject,
        "state": message.state,
        "attempts": message.attempts,
        "created": message.created,
        "sent": message.sent,
        "next_attempt": message.next_attempt,
        "reason": message.reason,
        "bounced": message.bounced,
        "message_id": message.message_id,
    }


def added_shape(result: Added) -> dict[str, Any]:
    """The new ids."""
    return {
        "letter": result.letter.id,
        "already": result.already,
        "commitments": [each.id for each in result.commitments],
        "asks": [f"a{each.id}" for each in result.asks],
        "part_of": result.letter.part_of,
        "duplicate_of": result.letter.duplicate_of,
        "left_out": result.left_out,
    }


def commitment_view_shape(view: CommitmentView) -> dict[str, Any]:
    """One commitment with its context, evidence and history."""
    return {
        **commitment_shape(view.commitment),
        "before": view.before,
        "after": view.after,
        "explanation": due_phrase(view.commitment.deadline),
        "page": view.page,
        "repeats": [
            {"commitment": each.id, "letter": each.letter_id, "date": each.day}
            for each in view.made
            if each.id != view.commitment.id
        ],
        "evidence": [
            {
                "source": each.source,
                "sha256": each.content_hash,
                "added": each.added,
                "date": each.speaks_of,
                "contradicts": each.contradicts,
                "note": each.note,
            }
            for each in view.evidence
        ],
        "notes": [{"text": each.text, "author": each.author, "added": each.added} for each in view.notes],
        "links": [
            {"commitment": each.commitment_id, "kind": each.kind, "other": each.other_id}
            for each in view.links
        ],
        "in_place_of": view.in_place_of,
        "held_by": [f"a{each.ask_id}" for each in view.held_by],
        "history": [event_shape(event) for event in view.history],
    }


def letter_view_shape(view: LetterView) -> dict[str, Any]:
    """One letter with its text, commitments, asks and history."""
    return {
        **letter_shape(view.letter),
        "text": view.text,
        "parts": [part.id for part in view.parts],
        "duplicates": [copy.id for copy in view.duplicates],
        "commitments": [commitment_shape(each) for each in view.commitments],
        "asks": [ask_shape(each) for each in view.asks],
        "history": [event_shape(event) for event in view.history],
    }


PERSON = (
    "id", "name", "email", "role", "zone", "digest", "absent_until", "cover",
)  # fmt: skip
"""The columns of such rows, in their order."""


def person_shape(person: Person) -> dict[str, Any]:
    """A person."""
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "zone": person.zone,
        "digest": str(person.digest) if person.digest else None,
        "absent_until": person.absent_until,
        "cover": person.cover,
    }


ORGANISATION = (
    "id", "name", "aliases", "letters", "commitments",
)  # fmt: skip
"""The columns of such rows, in their order."""


def organisation_shape(organisation: Organisation) -> dict[str, Any]:
    """An organisation and how much of it is here."""
    return {
        "id": organisation.id,
        "name": organisation.name,
        "aliases": organisation.aliases,
        "letters": organisation.letters,
        "commitments": organisation.commitments,
    }


def organisation_view_shape(view: OrganisationView) -> dict[str, Any]:
    """An organisation with its letters and commitments."""
    return {
        **organisation_shape(view.organisation),
        "letters": [letter_shape(letter) for letter in view.letters],
        "commitments": [commitment_shape(commitment) for commitment in view.commitments],
    }
