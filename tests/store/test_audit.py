"""Proof: the record cannot be changed unseen, and the tables are what it says."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from tests.store.samples import (
    ACT,
    NOW,
    TODAY,
    add_commitment,
    add_letter,
    add_message,
    add_organisation,
    add_person,
)
from tests.store.tampering import as_hostile_administrator
from tracker.model import Outcome, Status
from tracker.store import audit, outbox, soundness, tables
from tracker.store.audit import Checkpoint
from tracker.store.unit import Act, reading, writing
from tracker.store.values import canonical, plain


def live_a_little(engine: Engine) -> None:
    """Adds and changes rows of every audited table."""
    with writing(engine, ACT) as unit:
        organisation = add_organisation(unit)
        ana = add_person(unit, "Ana")
        bo = add_person(unit, "Bø", cover_id=ana)
        case = unit.insert(tables.cases, {"name": "River", "lead_id": ana}, "case.added")
        letter = add_letter(unit, organisation, case_id=case)
        first = add_commitment(unit, letter, organisation, owner_id=ana)
        second = add_commitment(unit, letter, organisation, due=None, due_basis=None, due_kind="none")
        ask = {"letter_id": letter, "organisation_id": organisation, "quote_start": 3, "quote_end": 9}
        asked = unit.insert(tables.asks, ask | {"quote": "reply"}, "ask.added")
        message = add_message(unit, person_id=ana)
        alias = {"name": "Mills of the Harbour", "organisation_id": organisation}
        alias_id = unit.insert(tables.aliases, alias, "alias.added")
        held = {"ask_id": asked, "commitment_id": first, "since": TODAY}
        hold = unit.insert(tables.holds, held, "hold.added")
        written = {"commitment_id": first, "author": "ana", "text": "They rang.", "added": NOW}
        note = unit.insert(tables.notes, written, "note.added")
        linked = {"commitment_id": second, "other_id": first, "kind": "supersedes"}
        link = unit.insert(tables.links, linked, "link.added")
        undo = unit.insert(tables.undos, {"batch": 1}, "undo.made")
        again = {"commitment_id": second, "earlier_id": first}
        repeat = unit.insert(tables.repeats, again, "repeat.found")
        slot = {"key": "reminder/c1/v1/p1/0", "person_id": ana, "commitment_id": first}
        slot_id = unit.insert(tables.slots, slot, "slot.taken")
        nothing = {"person_id": bo, "events": "{}", "contents": "[]"}
        unit.insert(tables.erasures, nothing, "person.forgotten")
    with writing(engine, Act(NOW + timedelta(days=1), "bo", "root")) as unit:
        unit.update(tables.organisations, organisation, {"name": "Harbour Mills Ltd"}, "organisation.renamed")
        unit.update(tables.people, bo, {"absent_until": TODAY}, "person.absent")
        unit.update(tables.people, bo, {"absent_until": None}, "person.back")
        unit.update(tables.cases, case, {"lead_id": bo}, "case.led")
        unit.update(tables.letters, letter, {"confidential": True}, "letter.edited")
        resolved = {"status": Status.RESOLVED, "outcome": Outcome.PARTLY, "changed": NOW}
        unit.update(tables.commitments, second, resolved, "commitment.resolved", "half of it: “ja”")
        found = {"commitment_id": second, "source": "https://mills.example/report", "added": NOW}
        evidence = unit.insert(tables.evidence, found, "evidence.added")
        unit.update(tables.evidence, evidence, {"source": "https://mills.example/"}, "evidence.edited")
        unit.update(
            tables.asks, asked, {"answered": TODAY, "answer": "We did.", "owner_id": bo}, "ask.answered"
        )
        unit.update(tables.holds, hold, {"withdrawn": True}, "hold.freed")
        unit.update(tables.notes, note, {"withdrawn": True}, "note.undone")
        unit.update(tables.links, link, {"withdrawn": True}, "link.undone")
        unit.update(tables.undos, undo, {"batch": 2}, "undo.renumbered")
        unit.update(tables.slots, slot_id, {"message_id": message}, "slot.covered")
        unit.update(tables.aliases, alias_id, {"name": "Harbour Mills of Old"}, "alias.renamed")
        unit.update(tables.repeats, repeat, {"commitment_id": first, "earlier_id": second}, "repeat.turned")
        outbox.claim(unit, "sender 1", NOW, timedelta(minutes=5), 10)
        outbox.mark_sent(unit, {message: "accepted"}, "sender 1", NOW)


def test_all_tables_can_be_rebuilt_from_the_events_alone(engine: Engine) -> None:
    live_a_little(engine)
    with reading(engine) as connection:
        rebuilt = audit.replay(audit.stream_events(connection))
        for table in tables.AUDITED:
            rows = [dict(row) for row in connection.execute(select(table)).mappings()]
            assert len(rows) > 0
            expected = {row.pop("id"): {name: plain(value) for name, value in row.items()} for row in rows}
            assert rebuilt[table.name] == expected
        assert soundness.check_rows(connection) == []
        assert soundness.check_contents(connection) == []
        assert audit.verify_chain(connection, audit.checkpoint(connection)).sound


def test_the_chain_can_be_recomputed_with_the_standard_library(engine: Engine) -> None:
    live_a_little(engine)
    previous = "0" * 64
    with reading(engine) as connection:
        both = tables.events.join(tables.event_values)
        for row in connection.execute(select(both).order_by(tables.events.c.seq)).mappings():
            hidden = [row["salt"], row["before"], row["after"], row["note"]]
            link = [row[name] for name in ("seq", "batch", "at", "actor", "login", "action")]
            link += [row["table_name"], row["row_id"]]
            link += [_hash(hidden), previous]
            assert row["hash"] == _hash(link)
            previous = row["hash"]
        assert audit.checkpoint(connection).head == previous


def _hash(value: Any) -> str:
    return sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@given(st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40), st.text())))
def test_canonical_json_is_that_of_the_standard_library(value: list[Any]) -> None:
    assert canonical(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_an_empty_chain_is_sound(engine: Engine) -> None:
    with reading(engine) as connection:
        assert audit.verify_chain(connection) == audit.ChainReport(0, audit.NO_HASH)
        assert audit.last_instant(connection) is None


changes = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.dictionaries(
            st.sampled_from(["actor", "condition", "due_text", "confidence", "earliest"]), st.integers(0, 3)
        ),
    ),
    max_size=12,
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@given(changes)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_rebuilds_the_tables(engine: Engine, history: list[tuple[int, dict[str, int]]]) -> None:
    columns: dict[str, Callable[[int], Any]] = {
        "actor": lambda value: f"actor {value}",
        "condition": lambda value: None if value == 0 else f"if {value}",
        "due_text": lambda value: None if value == 0 else "\x7f\u202e\u201c" * value,
        "confidence": lambda value: value / 3,
        "earliest": lambda value: None if value == 0 else date(2026, 1, value),
    }
    with writing(engine, ACT) as unit:
        organisation = unit.insert_if_new(tables.organisations, {"name": "O"}, "organisation.added") or 1
        letter = add_letter(unit, organisation, withdrawn=True)
        ids = [add_commitment(unit, letter, organisation) for _ in range(4)]
        for which, wanted in history:
            new = {name: columns[name](value) for name, value in wanted.items()}
            unit.update(tables.commitments, ids[which], new, "commitment.edited")
    with reading(engine) as connection:
        assert soundness.check_rows(connection) == []
        assert audit.verify_chain(connection).sound


FORBIDDEN = {
    "sqlite": [
        "UPDATE events SET actor = 'someone'",
        "UPDATE event_values SET note = 'x' WHERE seq = 1",
        "UPDATE contents SET bytes = x'00'",
        "DELETE FROM events",
        "DELETE FROM event_values",
        "DELETE FROM contents",
        "INSERT OR REPLACE INTO events SELECT * FROM events",
        "REPLACE INTO event_values SELECT * FROM event_values",
        "REPLACE INTO contents SELECT * FROM contents",
        "INSERT INTO events SELECT * FROM events WHERE true ON CONFLICT DO UPDATE SET actor = 'someone'",
    ],
    "postgresql": [
        "UPDATE events SET actor = 'someone'",
        "UPDATE event_values SET note = 'x' WHERE seq = 1",
        "UPDATE contents SET bytes = ''",
        "DELETE FROM events",
        "DELETE FROM event_values",
        "DELETE FROM contents",
        "TRUNCATE events, event_values",
        "TRUNCATE event_values",
        "TRUNCATE contents CASCADE",
        "INSERT INTO contents SELECT * FROM contents ON CONFLICT (hash) DO UPDATE SET media_type = 'x'",
    ],
}


def test_the_database_refuses_to_change_the_record(engine: Engine, database: str) -> None:
    live_a_little(engine)
    # A connection of someone else's, without the settings of ours.
    stranger = create_engine(engine.url)
    for statement in FORBIDDEN[database]:
        with stranger.connect() as connection, pytest.raises(DBAPIError, match="never changed or removed"):
            connection.execute(text(statement))
    stranger.dispose()
    with reading(engine) as connection:
        assert audit.verify_chain(connection).sound


@pytest.mark.parametrize(
    ("statements", "problem", "seq"),
    [
        (["UPDATE event_values SET after = replace(after, 'River', 'Creek') WHERE seq = 4"], "the values of event 4 were changed", 4),
        (["UPDATE event_values SET note = 'all of it' WHERE note IS NOT NULL"], "the values of event", None),
        (["UPDATE events SET actor = 'someone' WHERE seq = 2"], "event 2 was changed", 2),
        (["UPDATE events SET login = 'someone' WHERE seq = 2"], "event 2 was changed", 2),
        (["UPDATE events SET at = replace(at, '2026', '2025') WHERE seq = 2"], "event 2 was changed", 2),
        (["UPDATE events SET row_id = 9 WHERE seq = 2"], "event 2 was changed", 2),
        (["UPDATE event_values SET after = 'no JSON' WHERE seq = 2"], "the values of event 2 were changed", 2),
        (["INSERT INTO events SELECT -5, batch, at, actor, login, action, table_name, 99, values_hash, previous, hash FROM events WHERE seq = 1"], "event -5 does not belong to the chain", -5),
        (["DELETE FROM event_values WHERE seq = 3"], "the values of event 3 are missing", 3),
        (["DELETE FROM event_values WHERE seq = 3", "DELETE FROM events WHERE seq = 3"], "events 3 to 3 are missing", 3),
        (["UPDATE events SET seq = -1 WHERE seq = 2", "UPDATE events SET seq = 2 WHERE seq = 3", "UPDATE events SET seq = 3 WHERE seq = -1"], "event 2 does not follow", 2),
    ],
)  # fmt: skip
def test_verification_names_the_first_bad_record(
    engine: Engine, statements: list[str], problem: str, seq: int | None
) -> None:
    live_a_little(engine)
    as_hostile_administrator(engine, *statements)
    with reading(engine) as connection:
        report = audit.verify_chain(connection)
        said = soundness.check_rows(connection)
    changed_values = problem.startswith("the values") and "note" not in statements[0]
    assert changed_values <= bool(said)  # what the events no longer say is missed in the tables as well
    assert problem in report.problems[0].what
    assert seq is None or report.problems[0].seq == seq
    assert not report.sound


def test_a_cut_tail_is_seen_against_a_checkpoint(engine: Engine) -> None:
    live_a_little(engine)
    with reading(engine) as connection:
        kept = audit.checkpoint(connection)
    as_hostile_administrator(
        engine,
        f"DELETE FROM event_values WHERE seq > {kept.count - 2}",
        f"DELETE FROM events WHERE seq > {kept.count - 2}",
    )
    with reading(engine) as connection:
        assert audit.verify_chain(connection).sound
        (problem,) = audit.verify_chain(connection, kept).problems
    assert problem == audit.Problem(
        f"the chain ends at event {kept.count - 2}, the checkpoint stands at {kept.count}",
        kept.count - 1,
        witness=True,
    )


def test_a_rebuilt_chain_is_seen_against_a_checkpoint(engine: Engine) -> None:
    live_a_little(engine)
    with reading(engine) as connection:
        now = audit.checkpoint(connection)
        assert audit.verify_chain(connection, now).sound
        (problem,) = audit.verify_chain(connection, Checkpoint(now.count, "f" * 64)).problems
    assert "rebuilt" in problem.what
    with writing(engine, ACT) as unit:
        add_organisation(unit, "Later Mills")
    with reading(engine) as connection:
        assert audit.verify_chain(connection, now).sound


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE commitments SET due = '2031-01-01' WHERE id = 1", "commitments 1 was changed without a record: due"),
        ("UPDATE people SET email = 'x@y.example' WHERE id = 2", "people 2 was changed without a record: email"),
        ("DELETE FROM evidence WHERE id = 1", "evidence 1 is gone"),
        ("INSERT INTO organisations (id, name, version) VALUES (9, 'Ghost Mills', 1)", "organisations 9 was added without a record"),
    ],
)  # fmt: skip
def test_a_table_that_no_event_explains(engine: Engine, statement: str, problem: str) -> None:
    live_a_little(engine)
    as_hostile_administrator(engine, statement)
    with reading(engine) as connection:
        assert audit.verify_chain(connection).sound
        assert [found.what for found in soundness.check_rows(connection)] == [problem]


def test_an_edited_original_is_seen(engine: Engine) -> None:
    live_a_little(engine)
    key = sha256(b"We will act.").hexdigest()
    other = "convert_to('We may act.', 'UTF8')" if engine.dialect.name == "postgresql" else "x'00'"
    as_hostile_administrator(engine, f"UPDATE contents SET bytes = {other} WHERE hash = '{key}'")
    with reading(engine) as connection:
        assert [found.what for found in soundness.check_contents(connection)] == [
            f"content {key} was changed"
        ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_copied_file_that_was_edited(engine: Engine, tmp_path: Path) -> None:
    live_a_little(engine)
    copy = tmp_path / "copy.db"
    assert engine.url.database is not None
    with closing(sqlite3.connect(engine.url.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f"DROP TRIGGER {name}")
        target.execute("UPDATE events SET action = 'commitment.kept' WHERE seq = 5")
        target.commit()
    copied = create_engine(f"sqlite:///{copy}")
    with copied.connect() as connection:
        assert audit.verify_chain(connection).problems[0].what == "event 5 was changed"
    copied.dispose()


def test_pages_join_without_a_gap(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_BATCH", 3)
    live_a_little(engine)
    with reading(engine) as connection:
        numbers = [event.seq for event in audit.stream_events(connection)]
        assert numbers == list(range(1, audit.checkpoint(connection).count + 1))
        assert [event.seq for event in audit.stream_events(connection, after=5)] == numbers[5:]
        assert audit.verify_chain(connection).sound
