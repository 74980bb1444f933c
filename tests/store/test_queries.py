"""The named questions: who answers, in which order, and what stays out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from tests.store.samples import (
    ACT,
    NOW,
    TODAY,
    add_commitment,
    add_letter,
    add_organisation,
    add_person,
    commitment_row,
)
from tracker.model import (
    Basis,
    Case,
    Commitment,
    Deadline,
    DeadlineKind,
    Evidence,
    Letter,
    LetterState,
    Status,
)
from tracker.model.filters import Field, Filter, Ids, Term
from tracker.store import asks, cases, commitments, evidence, letters, organisations, tables
from tracker.store.unit import Unit, reading, writing

YESTERDAY = TODAY - timedelta(days=1)


def ids(found: list[Commitment] | list[Letter]) -> list[int]:
    return [each.id for each in found]


def two_letters(unit: Unit) -> tuple[int, int]:
    organisation = add_organisation(unit)
    return add_letter(unit, organisation, "one"), add_letter(unit, organisation, "two")


def test_a_commitment_comes_with_the_names_its_readers_need(engine: Engine) -> None:
    deadline = Deadline(
        DeadlineKind.RELATIVE,
        text="within 30 days",
        start=12,
        end=26,
        earliest=date(2026, 4, 1),
        latest=date(2026, 5, 1),
        basis=Basis.STATED,
        rule="30 days",
        anchor=date(2026, 4, 1),
        anchor_text="the letter of 1 April 2026",
        assumption="calendar days",
    )
    with writing(engine, ACT) as unit:
        organisation = add_organisation(unit)
        ana = add_person(unit, "Ana")
        case = unit.insert(tables.cases, {"name": "River", "lead_id": ana}, "case.added")
        letter = add_letter(unit, organisation, case_id=case, confidential=True)
        columns = commitments.columns_of(deadline)
        number = add_commitment(unit, letter, organisation, owner_id=ana, **columns)
    with reading(engine) as connection:
        found = commitments.by_id(connection, number)
        assert commitments.by_id(connection, number + 1) is None
        assert (
            cases.by_name(connection, "River") == cases.by_id(connection, case) == Case(case, "River", "Ana")
        )
        assert cases.by_name(connection, "river") is None
    assert found is not None
    assert found.deadline == deadline
    assert (found.organisation, found.owner, found.case) == ("Harbour Mills", "Ana", "River")
    assert (found.confidential, found.letter_date, found.added) == (True, date(2026, 4, 1), NOW)


def test_a_deadline_without_a_day_comes_back(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        letter, _ = two_letters(unit)
        deadline = Deadline(DeadlineKind.NONE)
        number = add_commitment(unit, letter, 1, **commitments.columns_of(deadline))
    with reading(engine) as connection:
        found = commitments.by_id(connection, number)
    assert found is not None
    assert found.deadline == deadline


def test_letters_in_lists_and_by_their_bytes(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        organisation = add_organisation(unit)
        old = add_letter(unit, organisation, "old", date=date(2025, 1, 1))
        undated = add_letter(unit, None, "undated", date=None, received=date(2026, 2, 2), state="unread")
        new = add_letter(unit, organisation, "new", date=date(2026, 3, 3))
        gone = add_letter(unit, organisation, "gone", withdrawn=True)
    with reading(engine) as connection:
        assert ids(letters.listing(connection)) == [new, undated, old]
        assert ids(letters.listing(connection, limit=1)) == [new]
        assert ids(letters.listing(connection, organisation="Harbour Mills")) == [new, old]
        assert ids(letters.listing(connection, case="River")) == []
        assert ids(letters.listing(connection, state=LetterState.UNREAD)) == [undated]
        withdrawn = letters.by_id(connection, gone)
        assert withdrawn is not None
        assert withdrawn.withdrawn
        assert letters.by_content_hash(connection, withdrawn.content_hash) is None
        found = letters.by_id(connection, old)
        assert found is not None
        assert letters.by_content_hash(connection, found.content_hash) == found
        assert letters.text_of(connection, old) == "old"
        assert letters.text_of(connection, 99) is None


def test_the_same_bytes_stand_in_the_lists_once(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        organisation = add_organisation(unit)
        first = add_letter(unit, organisation, "same")
        found = letters.by_id(unit.connection, first)
        assert found is not None
        again = {
            "content_hash": found.content_hash,
            "source": "again.txt",
            "media_type": "text/plain",
            "received": TODAY,
            "state": "unread",
        }
        assert unit.insert_if_new(tables.letters, again, "letter.added") is None
        unit.update(tables.letters, first, {"withdrawn": True}, "letter.withdrawn")
        assert unit.insert_if_new(tables.letters, again, "letter.added") is not None


def test_listing_by_every_condition(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        letter, _ = two_letters(unit)
        other = add_organisation(unit, "Valley Power")
        bo = add_person(unit, "Bo")
        case = unit.insert(tables.cases, {"name": "Dam"}, "case.added")
        apart = add_letter(unit, other, "three", case_id=case)
        undated = add_commitment(unit, letter, 1, due=None, due_basis=None)
        late = add_commitment(unit, letter, 1, due=date(2026, 9, 1), owner_id=bo)
        soon = add_commitment(unit, apart, other, due=date(2026, 6, 1), status="proposed")
        done = add_commitment(unit, apart, other, status="resolved", outcome="kept")
        unit.update(tables.letters, letter, {"reference": "HM/1"}, "letter.edited")
        withdrawn = add_letter(unit, other, "four", withdrawn=True, case_id=case)
        add_commitment(unit, withdrawn, other, owner_id=bo)
    with reading(engine) as connection:
        assert ids(commitments.listing(connection)) == [soon, late, undated]
        assert ids(commitments.listing(connection, limit=2)) == [soon, late]
        assert ids(commitments.listing(connection, statuses=())) == [done, soon, late, undated]
        assert ids(commitments.listing(connection, statuses=[Status.RESOLVED])) == [done]
        assert ids(commitments.listing(connection, owner="Bo")) == [late]
        assert ids(commitments.listing(connection, organisation="Valley Power")) == [soon]
        assert ids(commitments.listing(connection, case="Dam", statuses=())) == [done, soon]
        assert ids(commitments.of_letter(connection, letter)) == [undated, late]
        assert set(commitments.by_ids(connection, [late, done, 999])) == {late, done}
        assert organisations.names(connection) == ["Harbour Mills", "Valley Power"]


def test_overdue_and_due_for_review_are_told_apart(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        letter, gone = two_letters(unit)
        stated = add_commitment(unit, letter, 1, due=YESTERDAY)
        worst = add_commitment(unit, letter, 1, due=date(2024, 1, 1), due_basis="set")
        policy = add_commitment(unit, letter, 1, due=YESTERDAY, due_basis="policy")
        today = add_commitment(unit, letter, 1, due=TODAY)
        woken = add_commitment(unit, letter, 1, due=YESTERDAY, condition_state="triggered")
        for values in (
            {"condition_state": "dormant"},
            {"status": "proposed"},
            {"status": "dismissed"},
            {"status": "resolved", "outcome": "kept"},
            {"due": None, "due_basis": None},
        ):
            add_commitment(unit, letter, 1, **({"due": YESTERDAY} | values))
        add_commitment(unit, gone, 1, due=YESTERDAY)
        add_commitment(unit, gone, 1, due=YESTERDAY, due_basis="policy")
        unit.update(tables.letters, gone, {"withdrawn": True}, "letter.withdrawn")
    with reading(engine) as connection:
        assert ids(commitments.overdue_as_of(connection, TODAY)) == [worst, stated, woken]
        assert ids(commitments.overdue_as_of(connection, TODAY, limit=1)) == [worst]
        assert ids(commitments.overdue_as_of(connection, YESTERDAY)) == [worst]
        assert ids(commitments.review_due_as_of(connection, TODAY)) == [policy]
        assert ids(commitments.review_due_as_of(connection, YESTERDAY)) == []
        between = commitments.due_between(connection, YESTERDAY, TODAY)
        assert ids(between) == [stated, policy, woken, today]


def test_asks_and_evidence(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        letter, gone = two_letters(unit)
        row = {"organisation_id": 1, "quote": "please reply", "quote_start": 5, "quote_end": 17}
        open_ask = unit.insert(tables.asks, row | {"letter_id": letter}, "ask.added")
        answered = unit.insert(tables.asks, row | {"letter_id": letter, "answered": TODAY}, "ask.added")
        unit.insert(tables.asks, row | {"letter_id": gone}, "ask.added")
        unit.update(tables.letters, gone, {"withdrawn": True}, "letter.withdrawn")
        number = add_commitment(unit, letter, 1)
        key = unit.keep(b"%PDF-1.7", "application/pdf")
        shown = {"commitment_id": number, "source": "report.pdf", "content_hash": key, "added": NOW}
        proof = unit.insert(tables.evidence, shown, "evidence.added")
    with reading(engine) as connection:
        assert [ask.id for ask in asks.of_letter(connection, letter)] == [open_ask, answered]
        assert [ask.id for ask in asks.listing(connection)] == [open_ask]
        found = asks.by_id(connection, answered)
        assert found is not None
        assert (found.organisation, found.answered, found.start, found.end) == ("Harbour Mills", TODAY, 5, 17)
        assert asks.by_id(connection, 99) is None
        assert evidence.of_commitment(connection, number) == [Evidence(proof, number, "report.pdf", key, NOW)]
        assert evidence.of_commitment(connection, 99) == []


def many(unit: Unit) -> None:
    """Enough rows for a planner to prefer an index; few of them overdue."""
    letter, _ = two_letters(unit)
    owner = add_person(unit)
    rows = [
        commitment_row(
            letter,
            1,
            due=date(2026, 1, 1) + timedelta(days=number),
            status="open" if number % 10 == 0 else "dismissed",
            owner_id=owner,
            due_basis="policy" if number % 4 == 0 else "stated",
        )
        for number in range(3000)
    ]
    unit.insert_many(tables.commitments, rows, "commitment.added")


def plan_of(connection: Connection, question: Callable[[Connection], object]) -> str:
    """How the database would answer, as it tells."""
    statements: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        statements.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    question(connection)
    event.remove(connection, "before_cursor_execute", note)
    explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    plans = [connection.exec_driver_sql(f"{explain} {sql}", values).all() for sql, values in statements]
    return "\n".join(str(row) for rows in plans for row in rows)


def overdue(connection: Connection) -> object:
    return commitments.overdue_as_of(connection, date(2026, 3, 1), limit=100)


def review(connection: Connection) -> object:
    return commitments.review_due_as_of(connection, date(2026, 3, 1), limit=100)


def planning(connection: Connection) -> object:
    return commitments.due_between(connection, date(2026, 3, 1), date(2026, 4, 1))


DISMISSED = Term(Field.STATUS, (Status.DISMISSED,))


def ended(connection: Connection) -> object:
    return commitments.matching(connection, Filter(TODAY, (DISMISSED,)), (), limit=25)


def ended_of_an_owner(connection: Connection) -> object:
    hers = Term(Field.OWNER, (Ids(2, 2),))
    return commitments.matching(connection, Filter(TODAY, (DISMISSED, hers)), (), limit=25)


@pytest.mark.parametrize(
    ("question", "searches"),
    [
        (overdue, ["ix_commitments_promised (due<?)"]),
        (review, ["ix_commitments_review (due<?)"]),
        (planning, ["ix_commitments_promised (due>? AND due<?)", "ix_commitments_review (due>? AND due<?)"]),
        (commitments.listing, ["ix_commitments_unfinished"]),
        (ended_of_an_owner, ["ix_commitments_owner_id (owner_id=?)"]),
        (ended, ["ix_commitments_finished"]),
    ],
)
def test_a_partial_index_answers(
    engine: Engine, question: Callable[[Connection], object], searches: list[str]
) -> None:
    with writing(engine, ACT) as unit:
        many(unit)
        if engine.dialect.name == "postgresql":
            unit.connection.execute(text("ANALYZE"))
    with reading(engine) as connection:
        plan = plan_of(connection, question)
    for search in searches:
        assert (search if engine.dialect.name == "sqlite" else search.split()[0]) in plan
    if question is not commitments.listing and engine.dialect.name == "sqlite":
        assert "TEMP B-TREE" not in plan
