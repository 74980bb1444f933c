"""The numbers of reports, and where the parts of their charts lie."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import commitment
from tracker.model import Basis, Commitment, Deadline, DeadlineKind, Outcome, Status
from tracker.reports.charts import (
    MOST_BARS,
    MOST_LINES,
    TIMELINE_RIGHT,
    WIDTH,
    by_age,
    by_organisation,
    timeline,
)
from tracker.reports.facts import Dossier
from tracker.reports.figures import overdue_figures, record_figures

TODAY = date(2026, 6, 30)


def over(days: int, organisation: str = "Mill", **changes: Any) -> Commitment:
    return commitment(TODAY - timedelta(days=days), organisation=organisation, **changes)


def test_overdue_figures() -> None:
    found = overdue_figures(
        [over(400), over(90), over(30, "Harbour"), over(7, owner=None)], [over(3, basis=Basis.POLICY)], TODAY
    )
    assert (found.overdue, found.for_review, found.organisations) == (4, 1, 2)
    assert (found.longest, found.median, found.without_owner) == (400, 60, 1)
    assert [number for _, number in found.by_age] == [1, 1, 1, 0, 0, 1]
    assert found.by_organisation == (("Mill", (1, 1, 1)), ("Harbour", (1, 0, 0)))


def test_nothing_overdue() -> None:
    found = overdue_figures([], [], TODAY)
    assert (found.overdue, found.longest, found.median, found.by_organisation) == (0, 0, 0, ())
    assert by_organisation(found).bars == ()
    assert [bar.end for bar in by_age(found).bars] == [0] * 6


lists = st.lists(
    st.tuples(st.integers(1, 2000), st.sampled_from([f"Mill {n}" for n in range(14)])), min_size=1
)


@given(lists)
def test_charts_hold_what_the_figures_say(rows: list[tuple[int, str]]) -> None:
    found = overdue_figures([over(days, name) for days, name in rows], [], TODAY)
    for chart in (by_age(found), by_organisation(found)):
        assert sum(bar.number for bar in chart.bars) == found.overdue == len(rows)
        assert len(chart.bars) <= MOST_BARS + 1
        for bar in chart.bars:
            assert bar.end <= WIDTH
            assert bar.end == pytest.approx(sum(piece.width for piece in bar.pieces), abs=0.3)


def ended(outcome: Outcome, kept_on: date | None = None, **changes: Any) -> Commitment:
    return over(100, status=Status.RESOLVED, outcome=outcome, kept_on=kept_on, **changes)


def test_record_figures() -> None:
    due = TODAY - timedelta(days=100)
    found = record_figures(
        [
            ended(Outcome.KEPT, due, id=1),
            ended(Outcome.KEPT, due + timedelta(days=9), id=2),
            ended(Outcome.PARTLY, due + timedelta(days=5), id=3),
            ended(Outcome.KEPT, id=4),  # nobody knows when
            ended(Outcome.BROKEN, id=5),
            ended(Outcome.SUPERSEDED, id=6),
            over(3, id=7),
            over(-3, id=8),
            over(3, id=9, status=Status.PROPOSED),
        ],
        {5, 7, 9},
        TODAY,
    )
    assert (found.promised, found.kept, found.partly, found.late, found.broken) == (8, 3, 1, 2, 1)
    assert (found.open, found.overdue, found.repeated) == (2, 1, 2)
    assert (found.median_delay, found.delays_known) == (5, 3)


def test_a_record_without_any_known_delay() -> None:
    assert record_figures([], (), TODAY).median_delay is None


def test_a_timeline_keeps_to_its_frame() -> None:
    days = Deadline(DeadlineKind.DATE, latest=TODAY + timedelta(days=400), basis=Basis.STATED)
    drawn = timeline(
        [
            Dossier(over(10, id=1, letter_date=date(2021, 2, 3))),
            Dossier(
                ended(
                    Outcome.BROKEN,
                    id=2,
                    letter_date=date(2025, 1, 1),
                    changed=datetime(2026, 1, 1, tzinfo=UTC),
                )
            ),
            Dossier(over(1, id=3, letter_date=date(2026, 6, 29), deadline=days)),
            Dossier(over(1, id=4, letter_date=None)),
        ],
        TODAY,
    )
    assert drawn is not None
    assert [span.id for span in drawn.spans] == [1, 2, 3]
    assert [span.mark for span in drawn.spans] == ["open", "broken", "open"]
    assert drawn.left_out == 1
    assert drawn.spans[2].due == TIMELINE_RIGHT
    assert 2 <= len(drawn.ticks) <= 8
    for span in drawn.spans:
        assert 0 < span.start <= span.end <= TIMELINE_RIGHT


def test_a_long_record_draws_its_latest_promises() -> None:
    many = [
        Dossier(over(5, id=number, letter_date=date(2020, 1, 1) + timedelta(days=number)))
        for number in range(60)
    ]
    drawn = timeline(many, TODAY)
    assert drawn is not None
    assert [span.id for span in drawn.spans] == list(range(20, 60))
    assert len(drawn.spans) == MOST_LINES
    assert timeline([Dossier(over(5, letter_date=None))], TODAY) is None
