"""Rows as the values that they stand for. Plain lookups: by the hundred thousand, calls of enums take twice as long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.model import (
    Basis,
    Commitment,
    ConditionState,
    Confirmation,
    Deadline,
    DeadlineKind,
    Kind,
    Outcome,
    Status,
    Strength,
)

_STRENGTHS = {member.value: member for member in Strength}
_KINDS = {member.value: member for member in Kind}
_CONDITION_STATES = {member.value: member for member in ConditionState}
_STATUSES = {member.value: member for member in Status}
_OUTCOMES = {member.value: member for member in Outcome}
_DEADLINE_KINDS = {member.value: member for member in DeadlineKind}
_BASES = {member.value: member for member in Basis}
_CONFIRMATIONS = {member.value: member for member in Confirmation}


def commitment_of(value: Mapping[str, Any]) -> Commitment:
    """From the columns of its row, its `id`, and `organisation`, `owner`, `case_name`, `letter_date`, `confidential`."""
    return Commitment(
        id=value["id"],
        letter_id=value["letter_id"],
        organisation=value["organisation"],
        actor=value["actor"],
        quote=value["quote"],
        start=value["quote_start"],
        end=value["quote_end"],
        action=value["action"],
        strength=_STRENGTHS[value["strength"]],
        kind=_KINDS[value["kind"]],
        condition=value["condition"],
        condition_state=_CONDITION_STATES.get(value["condition_state"]),
        deadline=_deadline(value),
        status=_STATUSES[value["status"]],
        outcome=_OUTCOMES.get(value["outcome"]),
        owner=value["owner"],
        case=value["case_name"],
        confidence=value["confidence"],
        confidential=value["confidential"],
        letter_date=value["letter_date"],
        added=value["added"],
        changed=value["changed"],
        deadline_version=value["deadline_version"],
        version=value["version"],
        snoozed_until=value["snoozed_until"],
        waiting_since=value["waiting_since"],
        kept_on=value["kept_on"],
        superseded_by=value["superseded_by"],
        confirmation=_CONFIRMATIONS.get(value["confirmation"]),
        withdrawn=value["withdrawn"],
    )


def _deadline(value: Mapping[str, Any]) -> Deadline:
    return Deadline(
        kind=_DEADLINE_KINDS[value["due_kind"]],
        text=value["due_text"],
        start=value["due_start"],
        end=value["due_end"],
        earliest=value["earliest"],
        latest=value["due"],
        basis=_BASES.get(value["due_basis"]),
        rule=value["due_rule"],
        anchor=value["due_anchor"],
        anchor_text=value["due_anchor_text"],
        assumption=value["due_assumption"],
        first=value["first_due"],
        because=value["due_because"],
    )
