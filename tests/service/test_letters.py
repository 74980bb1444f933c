from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.service.conftest import Office
from tracker.errors import RefusedError, UnknownError
from tracker.model import Basis
from tracker.service import commitments, corrections, letters, lifecycle
from tracker.service.corrections import Correction
from tracker.service.excerpts import context
from tracker.service.letters import Given
from tracker.store import tables
from tracker.store.audit import verify_chain
from tracker.store.unit import Unit, reading, writing

AUDIT = "We will send you the audit within 30 days."
WELLS = "We will test the wells within 60 days."


def practice(office: Office) -> corrections.Office:
    return corrections.Office(office.app.reading, None, office.app.today())


def test_a_day_that_a_person_set_stays_when_the_letter_is_corrected(office: Office) -> None:
    audit, wells = office.add(AUDIT, WELLS).commitments
    with writing(office.app.engine, office.app.act()) as unit:
        agreed = {"due": date(2026, 9, 9), "due_basis": Basis.SET}
        unit.update(tables.commitments, audit.id, agreed, "commitment.extended", "Agreed by telephone.")
    edited = corrections.edit(
        office.app.engine, office.app.act(), 1, Correction(date=date(2026, 5, 1)), practice(office)
    )
    assert edited.deadlines == (wells.id,)
    kept = commitments.view(office.app.engine, audit.id).commitment
    assert (kept.due, kept.deadline.basis, kept.deadline_version) == (date(2026, 9, 9), Basis.SET, 1)
    moved = commitments.view(office.app.engine, wells.id).commitment
    assert (moved.due, moved.deadline_version) == (date(2026, 6, 30), 2)


def test_a_letter_that_fails_halfway_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the power went out")

    _ = office.app.engine  # creates the store
    monkeypatch.setattr(Unit, "insert_many", fail)
    with pytest.raises(RuntimeError):
        office.add(AUDIT)
    store = office.app.place.home / "tracker.db"
    with closing(sqlite3.connect(store)) as connection:
        for table in ("letters", "commitments", "organisations", "contents", "events"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_an_unknown_owner_leaves_nothing(office: Office) -> None:
    with pytest.raises(UnknownError, match="'Zoe'"):
        office.add(AUDIT, given=Given(owner="Zoe"))
    assert letters.listing(office.app.engine) == []


def test_every_act_is_one_batch_of_a_chain_that_holds(office: Office) -> None:
    office.add(AUDIT, WELLS)
    corrections.edit(
        office.app.engine, office.app.act(), 1, Correction(sender="Harbour Board"), practice(office)
    )
    letters.withdraw(office.app.engine, office.app.act(), 1, "Not for us.")
    with reading(office.app.engine) as connection:
        report = verify_chain(connection)
    assert report.problems == ()
    history = letters.view(office.app.engine, 1).history
    assert [event.action for event in history] == ["letter.added", "letter.edited", "letter.withdrawn"]
    assert len({event.batch for event in history}) == 3
    first = commitments.view(office.app.engine, 1).history[0]
    assert first.batch == history[0].batch


def test_what_belongs_to_a_withdrawn_letter_is_let_alone(office: Office) -> None:
    office.add(AUDIT)
    letters.withdraw(office.app.engine, office.app.act(), 1, "Not for us.")
    with pytest.raises(RefusedError, match="withdrawn"):
        lifecycle.dismiss(office.app.engine, office.app.act(), [1], "No promise.")
    history = commitments.view(office.app.engine, 1).history
    assert [event.action for event in history] == ["commitment.added", "letter.withdrawn"]


def test_a_corrected_sender_is_bound_instead(office: Office) -> None:
    office.add(AUDIT)
    corrections.edit(
        office.app.engine, office.app.act(), 1, Correction(sender="Harbour Board"), practice(office)
    )
    commitment = commitments.view(office.app.engine, 1).commitment
    assert commitment.organisation == commitment.actor == "Harbour Board"
    assert commitment.deadline_version == 1


@given(st.text(), st.integers(0, 400), st.integers(0, 400), st.integers(0, 60))
def test_the_context_of_a_quote_is_cut_from_the_letter(
    text: str, start: int, length: int, around: int
) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    before, after = context(text, start, end, around=around)
    assert text[:start].endswith(before)
    assert text[end:].startswith(after)
    assert max(len(before), len(after)) <= around
