"""The doctor names whatever somebody did to the store past the program: each fault, and never only the first."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Answer, Tracker

REPORT = "We will publish the report by 30 June 2026."
GUARDS = "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'"


@pytest.fixture
def followed(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Ana follows up a promise, was reminded of it, and showed what kept it."""

    def follow_up() -> None:
        staffed.ok("add", write(REPORT), "--owner", "Ana")
        later = staffed.on(2026, 6, 23)
        later.ok("jobs", "run", "reminders")
        later.ok("jobs", "run", "delivery")

    return once(staffed, follow_up).on(2026, 6, 23)


def tamper(tracker: Tracker, *statements: str, guards: bool = False) -> None:
    """Past the program; `guards` are taken away first where the statements need it."""
    with closing(sqlite3.connect(tracker.home / "tracker.db")) as store:
        store.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            kept = store.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            if guards:
                for (drop,) in store.execute(GUARDS).fetchall():
                    store.execute(drop)
            store.execute(statement)
            if guards:
                for (create,) in kept:
                    store.execute(create)
        store.commit()


def bad(answer: Answer) -> list[str]:
    """What the doctor calls bad, one line each; it is never a defect, and it is said to the caller as well."""
    lines = [line for line in answer.out.splitlines() if line.startswith("bad ")]
    assert answer.code == (1 if lines else 0)
    assert "defect" not in answer.out + answer.err
    assert "Traceback" not in answer.out + answer.err
    assert all(re.match(r"(ok|warn|bad) +[a-z]", line) for line in answer.out.splitlines())
    return lines


def named(lines: Iterable[str], words: str) -> bool:
    return any(words in line for line in lines)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM contents WHERE media_type <> 'message/rfc822'", "the original of letter 1 is gone"),
        ("DELETE FROM contents WHERE media_type = 'message/rfc822'", "the mail of message 1 is gone"),
        ("UPDATE contents SET bytes = x'00' WHERE media_type = 'message/rfc822'", "was changed"),
        ("UPDATE contents SET bytes = 'other words' WHERE media_type = 'message/rfc822'", "was changed"),
        ("DELETE FROM event_values WHERE seq = 2", "the values of event 2 are missing"),
        ("DELETE FROM commitments", "commitments 1 is gone"),
        ("DELETE FROM people WHERE name = 'Ben'", "people 2 is gone"),
        ("UPDATE commitments SET due = 'garbage'", "commitments 1 was changed without a record: due (no date"),
        ("UPDATE commitments SET added = 'soon'", "commitments 1 was changed without a record: added (no date"),
        ("UPDATE letters SET received = ''", "letters 1 was changed without a record: received (no date"),
        ("UPDATE people SET digest_at = 'noon'", "people 2 was changed without a record: digest_at (no date"),
        ("UPDATE people SET zone = 'Mars/Olympus'", "people 1 was changed without a record: zone"),
        ("UPDATE messages SET sent = 'never'", "messages 1 was changed without a record: sent (no date"),
        ("UPDATE commitments SET quote = CAST(x'ff' AS TEXT)", "commitments 1 was changed without a record: quote"),
        ("UPDATE planning_marks SET through = 'tomorrow'", "planning_marks UTC: through is no date or time"),
        ("UPDATE slots SET key = 'other' WHERE id = 1", "slots 1 was changed without a record: key"),
        ("INSERT INTO cases (id, name, version) VALUES (7, 'Ghost', 1)", "cases 7 was added without a record"),
    ],
)  # fmt: skip
def test_what_was_done_to_the_rows_is_named(followed: Tracker, statement: str, words: str) -> None:
    assert bad(followed("doctor")) == []
    tamper(followed, statement, guards=True)
    lines = bad(followed("doctor"))
    assert named(lines, words), lines
    assert named(lines, "tell the auditors")


def test_every_fault_has_its_line(followed: Tracker) -> None:
    tamper(
        followed,
        "UPDATE commitments SET due = 'garbage', actor = 'Nobody'",
        "UPDATE letters SET date = 'never'",
        "DELETE FROM contents",
        "UPDATE events SET actor = 'Mallory' WHERE seq = 2",
        "DELETE FROM slots",
        guards=True,
    )
    tamper(followed, "DROP TRIGGER contents_no_delete", "DROP TABLE heartbeat")
    lines = bad(followed("doctor"))
    for words in (
        "the table heartbeat is missing",
        "the trigger contents_no_delete is missing",
        "event 2 was changed",
        "commitments 1 was changed without a record: due (no date or time any more), actor",
        "letters 1 was changed without a record: date",
        "slots 1 is gone",
        "the original of letter 1 is gone",
        "the text of letter 1 is gone",
        "the mail of message 1 is gone",
    ):
        assert named(lines, words), (words, lines)
    checks = {check["check"] for check in followed("doctor", "--json").json}
    assert {"config", "store", "audit", "clock", "words", "templates", "mail"} <= checks


TRIGGERS = tuple(
    f"{table}_no_{what}"
    for table in ("contents", "events", "event_values")
    for what in ("update", "delete", "replace")
)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_dropped_trigger_is_named(tracker: Tracker, trigger: str) -> None:
    tracker.ok("people")
    tamper(tracker, f"DROP TRIGGER {trigger}")
    assert named(bad(tracker("doctor")), f"the trigger {trigger} is missing")


def test_a_trigger_that_does_nothing_any_more_or_is_a_stranger(tracker: Tracker) -> None:
    tracker.ok("people")
    tamper(
        tracker,
        "DROP TRIGGER events_no_update",
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END",
        "CREATE TRIGGER quietly AFTER INSERT ON people BEGIN DELETE FROM cases; END",
    )
    lines = bad(tracker("doctor"))
    assert named(lines, "the trigger events_no_update was changed")
    assert named(lines, "the trigger quietly is none of the tracker's")


def tables_of(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "tracker.db")) as store:
        return [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def test_each_dropped_table_is_named(followed: Tracker) -> None:
    for table in tables_of(followed.home):
        elsewhere = followed.at(followed.home.parent / f"without-{table}")
        elsewhere.home.mkdir()
        (elsewhere.home / "tracker.db").write_bytes(_whole(followed.home))
        tamper(elsewhere, f"DROP TABLE {table}")
        answer = elsewhere("doctor")
        assert named(bad(answer), f"the table {table} is missing"), (table, answer.out)
        assert "ok    templates" in answer.out


def _whole(home: Path) -> bytes:
    with closing(sqlite3.connect(home / "tracker.db")) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (home / "tracker.db").read_bytes()


def test_a_lost_column_and_a_lost_version_are_named(followed: Tracker) -> None:
    tamper(followed, "ALTER TABLE people DROP COLUMN email", "DELETE FROM schema_version")
    lines = bad(followed("doctor"))
    assert named(lines, "the table people has lost its column email")
    assert named(lines, "no longer says of which version it is")
    assert followed("list").code == 6


def test_many_faults_are_cut_short_and_it_is_said(staffed: Tracker, write: LetterWriter) -> None:
    sentences = [f"We will publish report {number} by 30 June 2026." for number in range(130)]
    staffed.ok("add", write(*sentences))
    tamper(staffed, "UPDATE commitments SET actor = 'Nobody'")
    lines = bad(staffed("doctor"))
    assert len([line for line in lines if "without a record" in line]) == 100
    assert named(lines, "what else there is of this kind is not named")


def checkpoint(tracker: Tracker) -> tuple[str, str]:
    """As the auditor's digest prints it."""
    text = tracker.ok("digest", "Vera", "--json").json["text"]
    found = re.search(r"(\d+) events, the last with the hash\s+([0-9a-f]{64})", text)
    assert found
    return found[1], found[2]


@pytest.fixture
def witnessed(followed: Tracker, write: LetterWriter) -> Tracker:
    """With an auditor who has something to read."""
    email = ("--email", "vera@audit.example", "--role", "auditor")
    followed.ok("people", "add", "Vera", *email)
    return followed.on(2026, 7, 8)


def test_an_old_checkpoint_is_met_again(witnessed: Tracker) -> None:
    count, head = checkpoint(witnessed)
    witnessed.ok("dismiss", "1", "--note", "No promise.")
    answer = witnessed.ok("doctor", "--witness", count, head)
    assert f"ok    witness    event {count} is the one witnessed; 1 event came after it" in answer.out
    assert "ok    witness" in witnessed.ok("doctor", "--witness", count, head[:16].upper()).out


def test_a_cut_tail_is_seen_by_the_witness_alone(witnessed: Tracker) -> None:
    count, head = checkpoint(witnessed)
    tamper(
        witnessed,
        "DELETE FROM people WHERE name = 'Vera'",
        f"DELETE FROM event_values WHERE seq >= {count}",
        f"DELETE FROM events WHERE seq >= {count}",
        guards=True,
    )
    assert bad(witnessed("doctor")) == []
    lines = bad(witnessed("doctor", "--witness", count, head))
    assert lines == [
        f"bad   witness    the chain ends at event {int(count) - 1}, the checkpoint stands at {count}"
    ]


def test_a_rebuilt_chain_is_seen_by_the_witness_alone(
    witnessed: Tracker, tmp_path: Path, write: LetterWriter
) -> None:
    count, head = checkpoint(witnessed)
    forged = witnessed.at(tmp_path / "forged").on(2026, 6, 2)
    for name in ("Ana", "Ben", "Vera"):
        forged.ok("people", "add", name, "--email", f"{name}@office.example")
    forged.ok("add", write("We will do one thing by 30 June 2026.", "We will do another by 30 July 2026."))
    while len(history := _events(forged.home)) < int(count):
        forged.ok("people", "add", f"Person {len(history)}", "--email", "p@office.example")
    assert bad(forged("doctor")) == []
    lines = bad(forged("doctor", "--witness", count, head))
    assert lines == [
        f"bad   witness    event {count} is another than the checkpoint says: the chain was rebuilt"
    ]


def _events(home: Path) -> list[int]:
    with closing(sqlite3.connect(home / "tracker.db")) as store:
        return [row[0] for row in store.execute("SELECT seq FROM events")]


def test_a_witness_of_a_broken_chain_proves_nothing(witnessed: Tracker) -> None:
    count, head = checkpoint(witnessed)
    tamper(witnessed, "UPDATE events SET actor = 'Mallory' WHERE seq = 2", guards=True)
    lines = bad(witnessed("doctor", "--witness", count, head))
    assert named(lines, "event 2 was changed")
    assert named(lines, "the chain does not hold")
    tamper(witnessed, "DROP TABLE events")
    assert named(bad(witnessed("doctor", "--witness", count, head)), "there is no chain to compare it with")


@pytest.mark.parametrize("words", [("0", "a" * 64), ("soon", "a" * 64), ("3", "abc"), ("3", "x" * 64)])
def test_what_is_no_checkpoint(tracker: Tracker, words: tuple[str, str]) -> None:
    assert tracker("doctor", "--witness", *words).code == 2


def test_a_default_owner_whom_nobody_added(staffed: Tracker) -> None:
    lines = bad(staffed.with_config('[office]\ndefault_owner = "Anna"')("doctor"))
    assert lines == ["bad   settings   office.default_owner: there is no person 'Anna'; did you mean 'Ana'?"]
    lines = bad(staffed.with_config('[office]\ndefault_owner = "Zoe"')("doctor"))
    assert named(lines, "tracker people add 'Zoe'")
    assert bad(staffed.with_config('[office]\ndefault_owner = "Ana"')("doctor")) == []


@pytest.mark.parametrize(
    ("ladder", "words"),
    [
        ("[]", "reminders.ladder is empty: nobody is reminded"),
        ("[14, 7, 0, 1]", "reminders.ladder is not in order"),
        ("[-7, -7, 0]", "reminders.ladder is not in order"),
    ],
)
def test_a_ladder_that_is_hardly_meant_so(staffed: Tracker, ladder: str, words: str) -> None:
    answer = staffed.with_config(f"[reminders]\nladder = {ladder}").ok("doctor")
    assert f"warn  settings   {words}" in answer.out
    assert "settings   what they name is there" in staffed.ok("doctor").out


def test_an_intake_folder_that_is_not_there_or_not_absolute(staffed: Tracker, tmp_path: Path) -> None:
    missing = staffed.with_config(f'[intake]\nfolder = "{tmp_path}/letters"')
    lines = bad(missing("doctor"))
    assert lines == [
        f"bad   settings   intake.folder: there is no folder {tmp_path}/letters; create it, or name another"
    ]
    (tmp_path / "letters").mkdir()
    assert bad(missing("doctor")) == []
    (staffed.home / "in").mkdir()
    answer = staffed.with_config('[intake]\nfolder = "in"').ok("doctor")
    assert (
        f"warn  settings   intake.folder: 'in' begins in the home, so it is {staffed.home}/in" in answer.out
    )


def test_who_has_no_digest_is_not_forgotten(staffed: Tracker) -> None:
    assert "ok    people     2 people, all with a digest" in staffed.ok("doctor").out
    said = staffed.ok("people", "add", "Cleo", "--email", "cleo@office.example", "--digest", "none")
    ends = "196 days after a promise's day reminders end, and no mail tells of it any more"
    assert f"Cleo gets no digest: {ends}" in said.err.replace("\n", " ")
    assert f"warn  people     Cleo gets no digest; {ends}" in staffed.ok("doctor").out
    short = staffed.with_config("[reminders]\nladder = [0, 7]\nrepeat_times = 0")
    assert "7 days after" in short.ok("doctor").out
    off = staffed.with_config("[reminders]\nladder = []")
    assert "reminders are switched off" in off.ok("doctor").out
    monday = staffed.ok("people", "add", "Dora", "--email", "d@office.example", "--digest", "monday 08:00")
    assert monday.err == ""


def test_one_is_said_as_one(staffed: Tracker, tracker: Tracker, write: LetterWriter) -> None:
    alone = tracker.at(tracker.home.parent / "alone")
    assert "ok    people     nobody yet; add someone with" in alone.ok("doctor").out
    alone.ok("people", "add", "Ana", "--email", "ana@office.example")
    copy = tracker.home.parent / "copy.db"
    assert "holds the store with its 1 event; the copy" in alone.ok("backup", copy).out
    said = alone.ok("doctor").out
    for words in ("1 event in an unbroken chain", "1 person, all with a digest", "1 person waits for mail"):
        assert words in said
    alone.ok("people", "add", "Ben", "--email", "ben@office.example")
    assert "has 1 event more than the backup, which would be lost" in alone("restore", copy).err
    assert "The store holds the 1 event of" in alone.ok("restore", copy, "--yes").out


def test_all_that_is_wrong_with_the_settings_is_named_and_the_store_is_asked_all_the_same(
    staffed: Tracker,
) -> None:
    broken = staffed.with_config(
        '[office]\nnmae = "Our office"\ncountry = "Germany"\n'
        '[reminders]\nladder = [-7, "soon"]\nrepeat_every = 0\n'
        '[mail.smtp]\nport = "587"\ntls = "ssl"\ntimeout_seconds = 0\n[mail]\nquotes = "no"\n'
    )
    lines = bad(broken("doctor"))
    for words in (
        "office.nmae: there is no such setting; did you mean name?",
        'office.country: "Germany" cannot stand there; write the two capital letters of a country, such as "DE"',
        "each of it a whole number from -3660 to 3660",
        "reminders.repeat_every: 0 cannot stand there; write a whole number from 1 to 366",
        'mail.smtp.port: "587" cannot stand there; write a whole number from 1 to 65535',
        'mail.smtp.tls: "ssl" cannot stand there; write "none" or "starttls" or "tls"',
        "mail.smtp.timeout_seconds: 0 cannot stand there; write a number over 0 and of at most 600",
        'mail.quotes: "no" cannot stand there; write true or false, without quotes',
    ):
        assert named(lines, words), (words, lines)
    assert all(f" {broken.config}: " in line for line in lines)
    assert len(lines) == 8
    assert "ok    audit" in broken("doctor").out
    answer = broken("list")
    assert answer.code == 2
    assert "7 more; see: tracker doctor" in answer.err


def test_the_defects_file_lies_in_the_home_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: LetterWriter
) -> None:
    from tracker import cli

    def fail(*_: object, **__: object) -> None:
        raise KeyError

    monkeypatch.setattr("tracker.app.App.extract", fail)
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "of-the-environment"))
    for name in ("of-the-environment", "named"):
        (tmp_path / name).mkdir()
    assert cli.run(["--home", str(tmp_path / "named"), "extract", str(write(REPORT))]) == 1
    assert (tmp_path / "named" / "defects.log").exists()
    assert not (tmp_path / "of-the-environment" / "defects.log").exists()
