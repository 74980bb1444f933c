"""What looks like a time and is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tracker.extraction.deadlines import Anchors, find_dates, find_deadlines
from tracker.extraction.deadlines.dates import default_words

DECOYS = Path(__file__).with_name("decoys.txt").read_text(encoding="utf-8").splitlines()


def test_there_are_enough_of_them() -> None:
    assert len(set(DECOYS)) >= 120


@pytest.mark.parametrize("sentence", DECOYS)
@pytest.mark.parametrize("month_first", [False, True])
def test_no_day_is_found(sentence: str, month_first: bool) -> None:
    found = find_deadlines(
        sentence,
        0,
        len(sentence),
        Anchors(letter=date(2020, 6, 23)),
        words=default_words(),
        month_first=month_first,
    )
    assert [deadline.text for deadline in found if deadline.latest or deadline.earliest] == []


def test_a_decoy_is_no_full_date_unless_it_holds_one() -> None:
    dated = [sentence for sentence in DECOYS if find_dates(sentence)]
    assert all(year in " ".join(dated) for year in ("2020", "1998"))
    assert all("letter" in sentence or "decree" in sentence for sentence in dated)
