"""Changing the store."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import Engine, func, select

from tests.store.samples import (
    ACT,
    NOW,
    add_commitment,
    add_letter,
    add_organisation,
    add_person,
    commitment_row,
)
from tracker.errors import RefusedError, UnknownError
from tracker.model import Outcome, Status
from tracker.store import audit, commitments, contents, organisations, people, soundness, tables
from tracker.store.unit import Act, TakenError, reading, writing


def added_commitment(engine: Engine) -> int:
    with writing(engine, ACT) as unit:
        organisation = add_organisation(unit)
        return add_commitment(unit, add_letter(unit, organisation), organisation)


def test_a_new_row_has_its_defaults_and_one_event(engine: Engine) -> None:
    number = added_commitment(engine)
    with reading(engine) as connection:
        commitment = commitments.by_id(connection, number)
        (event,) = audit.history(connection, tables.commitments, number)
    assert commitment is not None
    assert (commitment.version, commitment.deadline_version, commitment.outcome) == (1, 1, None)
    assert (event.action, event.at, event.actor, event.login) == ("commitment.added", NOW, "ana", "ana@desk")
    assert event.change.before is None
    assert event.change.after is not None
    assert event.change.after["due"] == "2026-05-01"
    assert "outcome" not in event.change.after


def test_a_change_counts_the_version_and_records_both_sides(engine: Engine) -> None:
    number = added_commitment(engine)
    changes = {"status": Status.RESOLVED, "outcome": Outcome.KEPT, "actor": "Harbour Mills"}
    with writing(engine, ACT) as unit:
        assert unit.update(tables.commitments, number, changes, "commitment.resolved", "seen", 1)
    with reading(engine) as connection:
        commitment = commitments.by_id(connection, number)
        event = audit.history(connection, tables.commitments, number)[-1]
    assert commitment is not None
    assert (commitment.status, commitment.outcome, commitment.version) == (Status.RESOLVED, Outcome.KEPT, 2)
    assert event.change.before == {"status": "open", "outcome": None, "version": 1}
    assert event.change.after == {"status": "resolved", "outcome": "kept", "version": 2}
    assert event.note == "seen"


def test_a_change_that_changes_nothing_leaves_no_trace(engine: Engine) -> None:
    number = added_commitment(engine)
    same = {"status": Status.OPEN, "due": date(2026, 5, 1), "changed": NOW, "confidence": 0.9}
    with writing(engine, ACT) as unit:
        assert not unit.update(tables.commitments, number, same, "commitment.edited")
    with reading(engine) as connection:
        assert len(audit.history(connection, tables.commitments, number)) == 1


def test_a_row_that_moved_meanwhile_is_not_changed(engine: Engine) -> None:
    number = added_commitment(engine)
    with writing(engine, ACT) as unit:
        unit.update(tables.commitments, number, {"actor": "The mill"}, "commitment.edited")
        with pytest.raises(RefusedError, match=f"commitment {number} was changed by someone else"):
            unit.update(tables.commitments, number, {"actor": "X"}, "commitment.edited", expected_version=1)
    with reading(engine) as connection:
        commitment = commitments.by_id(connection, number)
    assert commitment is not None
    assert commitment.actor == "The mill"


def test_a_row_that_is_not_there(engine: Engine) -> None:
    with writing(engine, ACT) as unit, pytest.raises(UnknownError, match="no person 7"):
        unit.update(tables.people, 7, {"zone": "UTC"}, "person.edited")


def test_an_unknown_column_is_a_mistake(engine: Engine) -> None:
    with writing(engine, ACT) as unit, pytest.raises(ValueError, match="people has no column shoe_size"):
        add_person(unit, shoe_size=39)


def test_all_or_nothing(engine: Engine) -> None:
    def fail_halfway() -> None:
        with writing(engine, ACT) as unit:
            add_organisation(unit)
            unit.keep(b"bytes", "text/plain")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()
    with reading(engine) as connection:
        assert organisations.names(connection) == []
        for table in (tables.contents, tables.events, tables.event_values):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_what_is_taken_already_is_not_added(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        first = unit.insert_if_new(tables.organisations, {"name": "Harbour Mills"}, "organisation.added")
        again = unit.insert_if_new(tables.organisations, {"name": "Harbour Mills"}, "organisation.added")
        assert first is not None
        assert again is None
        assert organisations.id_of(unit.connection, "Harbour Mills") == first
    with reading(engine) as connection:
        assert len(list(audit.stream_events(connection))) == 1


def test_of_many_rows_none_is_added_where_one_is_taken(engine: Engine) -> None:
    def add(*names: str) -> list[int]:
        with writing(engine, ACT) as unit:
            rows = [{"name": name} for name in names]
            return unit.insert_many_if_new(tables.organisations, rows, "organisation.added")

    assert add() == []
    first, second = add("Harbour Mills", "Kora Dairy")
    for names in (("Sela Water", "Kora Dairy"), ("Kora Dairy",), ("Sela Water", "Sela Water")):
        with pytest.raises(TakenError):
            add(*names)
    with reading(engine) as connection:
        assert organisations.names(connection) == ["Harbour Mills", "Kora Dairy"]
        assert organisations.id_of(connection, "Kora Dairy") == second
        assert [event.change.row_id for event in audit.stream_events(connection)] == [first, second]
        assert soundness.check_rows(connection) == []


def test_many_rows_get_ids_in_their_order(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        organisation = add_organisation(unit)
        letter = add_letter(unit, organisation)
        rows = [commitment_row(letter, organisation, action=f"act {number}") for number in range(2500)]
        ids = unit.insert_many(tables.commitments, rows, "commitment.added")
        single = add_commitment(unit, letter, organisation, action="act last")
        assert unit.insert_many(tables.commitments, [], "commitment.added") == []
    with reading(engine) as connection:
        found = commitments.by_ids(connection, [*ids, single])
        assert [found[number].action for number in ids] == [row["action"] for row in rows]
        assert found[single].action == "act last"
        assert audit.verify_chain(connection).sound
        assert soundness.check_rows(connection) == []


def test_bytes_are_kept_once_under_their_hash(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        key = unit.keep(b"hello\x00\xff", "application/octet-stream")
        assert unit.keep(b"hello\x00\xff", "text/plain") == key
    with writing(engine, ACT) as unit:
        assert unit.keep(b"hello\x00\xff", "text/plain") == key
    with reading(engine) as connection:
        kept = contents.by_hash(connection, key)
        assert connection.scalar(select(func.count()).select_from(tables.contents)) == 1
    assert kept == contents.Content(b"hello\x00\xff", "application/octet-stream")


def test_the_events_of_one_unit_share_their_batch(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        add_organisation(unit)
    with writing(engine, ACT) as unit:
        add_person(unit, "Ana")
        add_person(unit, "Bo")
    with reading(engine) as connection:
        assert [(event.seq, event.batch) for event in audit.stream_events(connection)] == [
            (1, 1),
            (2, 2),
            (3, 2),
        ]


def test_instants_need_a_zone_and_come_back_in_utc(engine: Engine) -> None:
    naive = Act(datetime(2026, 5, 4, 9, 30), "ana", "ana")  # noqa: DTZ001 - what must be refused
    with pytest.raises(ValueError, match="time zone"), writing(engine, naive) as unit:
        add_organisation(unit)
    elsewhere = Act(datetime.fromisoformat("2026-05-04T12:30:00.000001+03:00"), "ana", "ana")
    with writing(engine, elsewhere) as unit:
        add_organisation(unit)
    with reading(engine) as connection:
        (event,) = audit.stream_events(connection)
        assert audit.verify_chain(connection).sound
    assert event.at.isoformat() == "2026-05-04T09:30:00.000001+00:00"


def test_a_person_comes_back_as_she_was(engine: Engine) -> None:
    with writing(engine, ACT) as unit:
        bo = add_person(unit, "Bo", digest_cadence=None, digest_at=None)
        add_person(unit, "Ana", absent_until=date(2026, 6, 1), cover_id=bo)
    with reading(engine) as connection:
        ana = people.by_name(connection, "Ana")
        assert people.by_name(connection, "ana") is None
        assert [person.name for person in people.listing(connection)] == ["Ana", "Bo"]
    assert ana is not None
    assert str(ana.digest) == "monday 08:00"
    assert (ana.cover, ana.absent_until) == ("Bo", date(2026, 6, 1))
    assert people.columns_of(ana.digest)["digest_at"].hour == 8
    assert set(people.columns_of(None).values()) == {None}
