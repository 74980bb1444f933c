"""Whole invented letters yield exactly the promises written beside them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.extraction.reading import lexicon
from tracker.extraction import extract
from tracker.model import FoundCommitment

LETTERS = Path(__file__).parents[1] / "letters"
EXPECTED = sorted(LETTERS.glob("*.expected.json"))


def slots(found: FoundCommitment) -> dict[str, str | None]:
    due = found.deadline.latest
    return {
        "quote": found.quote,
        "verb": found.action.removeprefix("not ").split()[0],
        "actor": found.actor,
        "strength": str(found.strength),
        "kind": str(found.kind),
        "condition": found.condition,
        "due": due.isoformat() if due else None,
    }


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_a_letter_yields_what_is_written_beside_it(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    text = path.with_name(path.name.replace(".expected.json", ".txt")).read_text(encoding="utf-8")
    day = date.fromisoformat(expected["letter_date"])
    found = extract(text, lexicon(), date=day, sender=expected["sender"])
    assert [slots(promise) for promise in found.commitments] == expected["commitments"]


def test_there_are_letters() -> None:
    assert len(EXPECTED) >= 6
