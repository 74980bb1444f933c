"""The JSON shapes of views around a person, an organisation and a case; a contract as those in `shapes`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from tracker.cli.render_asks import shape as ask_shape
from tracker.cli.shapes import COMMITMENT, commitment_shape, letter_shape, organisation_view_shape
from tracker.followup.lifecycle import days_over
from tracker.service.agenda import Agenda, InHand
from tracker.service.records import CaseRecord, OrganisationRecord, Record


def agenda_shape(found: Agenda) -> dict[str, Any]:
    """What `tracker today --json` prints."""
    parts = {
        str(part): [
            {**commitment_shape(each), "days_over": days_over(each, found.day)} for each in commitments
        ]
        for part, commitments in found.parts.items()
    }
    return {
        "day": found.day,
        "person": found.person,
        **parts,
        "asks": [ask_shape(view) for view in found.asks],
        "confirm": [commitment_shape(each) for each in found.to_confirm],
    }


def in_hand_shape(found: InHand, today: date) -> dict[str, Any]:
    """What `tracker mine --json` prints."""
    return {
        "person": found.person,
        "commitments": [
            {**commitment_shape(each), "days_over": days_over(each, today)} for each in found.commitments
        ],
        "asks": [ask_shape(view) for view in found.asks],
    }


IN_PARTS: Final = ("part", *COMMITMENT, "days_over", "since", "holds_up")
"""The columns of `rows_of`, in their order: those of commitments, and what asks have beside them."""


def rows_of(shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of all parts of a view, one after the other; `part` is the name of each one's part."""
    return [
        {**dict.fromkeys(IN_PARTS), "part": part, **{name: row[name] for name in IN_PARTS if name in row}}
        for part, entries in shape.items()
        if isinstance(entries, list)
        for row in entries
    ]


def organisation_record_shape(found: OrganisationRecord) -> dict[str, Any]:
    """What `tracker organisations show --json` prints."""
    return {**organisation_view_shape(found.view), **_record_shape(found.record)}


def case_record_shape(found: CaseRecord) -> dict[str, Any]:
    """What `tracker case show --json` prints."""
    return {
        "id": found.case.id,
        "name": found.case.name,
        "lead": found.case.lead,
        "letters": [letter_shape(each) for each in found.letters],
        "commitments": [commitment_shape(each) for each in found.record.commitments],
        **_record_shape(found.record),
    }


def _record_shape(record: Record) -> dict[str, Any]:
    found = record.figures
    return {
        "figures": {
            "promised": found.promised,
            "kept": found.kept,
            "partly": found.partly,
            "late": found.late,
            "broken": found.broken,
            "open": found.open,
            "overdue": found.overdue,
            "repeated": found.repeated,
            "median_delay": found.median_delay,
            "delays_known": found.delays_known,
        },
        "repeated": sorted(record.repeated),
    }
