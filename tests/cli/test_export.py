"""Everything goes out and comes in again, into a store of either kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Answer, Tracker
from tests.conftest import Server


@pytest.fixture
def office(store_url: str, tmp_path: Path, write: LetterWriter) -> Tracker:
    """An office with something in every table that people fill."""
    tracker = Tracker(tmp_path / "home", environ={"TRACKER_ACTOR": "Ana", "TRACKER_DATABASE_URL": store_url})
    for person in ("Ana", "Ben"):
        tracker.ok("people", "add", person, "--email", f"{person.lower()}@office.example")
    tracker.ok("people", "absent", "Ben", "--until", "2026-06-20", "--cover", "Ana")
    tracker.ok("case", "add", "Wells", "--lead", "Ana")
    road, rest = "We will mend the road by 9 June 2026.", "We ask you to send us the names of the guards."
    tracker.ok("add", write(road, rest, "We will publish the report every year."), "--case", "Wells")
    tracker.ok(
        "add",
        write(
            road, "We shall draw a map of every well by 9 June 2026.", name="again.txt", date="2 June 2026"
        ),
        "--owner",
        "Ana",
    )
    secret = write("We will move Mill Row by 1 July 2026.", name="secret.txt", sender="Hidden Dyeworks Ltd")
    tracker.ok("add", secret, "--confidential", "--owner", "Ben")
    tracker.ok("organisations", "alias", "Brightwater Mills Ltd", "BML")
    tracker.ok("organisations", "alias", "Hidden Dyeworks Ltd", "HDL")
    secret_id = str(tracker.ok("list", "--owner", "Ben", "--json").json[0]["id"])
    tracker.ok("resolve", "1", "--as", "superseded", "--by", secret_id, "--note", "elsewhere")
    tracker.ok("evidence", "2", write("A report.", name="report.txt"), "--on", "2026-06-01")
    tracker.ok("note", secret_id, "Jo rang about Mill Row.")
    tracker.ok("note", "2", "Seen.")
    tracker.ok("link", "2", secret_id, "--as", "answers")
    tracker.on(2026, 6, 11).ok("jobs", "run", "reminders")
    tracker.ok("undo", "--yes")
    return tracker


@pytest.fixture
def new_home(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Tracker]]:
    """Makes empty trackers on a database of either kind."""
    made: list[tuple[Server, str]] = []
    numbers = count()

    def make(kind: str) -> Tracker:
        if kind == "sqlite":
            return Tracker(tmp_path / f"new{next(numbers)}")
        server: Server = request.getfixturevalue("postgresql_server")
        made.append((server, server.create()))
        url = server.url(made[-1][1])
        return Tracker(tmp_path / "elsewhere", environ={"TRACKER_ACTOR": "Ana", "TRACKER_DATABASE_URL": url})

    yield make
    for server, name in made:
        server.drop(name)


FLAGS = [(), ("--with-addresses",), ("--with-confidential",), ("--with-addresses", "--with-confidential")]
LISTS = [("list", "--status", "all"), ("overdue",), ("letters",), ("asks",), ("organisations",)]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_out_and_in_and_out_again_is_the_same_byte_for_byte(
    office: Tracker, new_home: Callable[[str], Tracker], tmp_path: Path, kind: str
) -> None:
    for flags in FLAGS:
        first, second = (
            tmp_path / f"first{'-'.join(flags)}.jsonl",
            tmp_path / f"second{'-'.join(flags)}.jsonl",
        )
        office.ok("export", first, *flags)
        assert (first.stat().st_mode & 0o777) == 0o600
        there = new_home(kind)
        there.ok("import", first)
        there.ok("export", second, *flags)
        assert second.read_bytes() == first.read_bytes(), flags
        there.ok("audit", "verify")
        if "--with-confidential" in flags:
            for question in LISTS:
                assert there.ok(*question, "--json").json == office.ok(*question, "--json").json, flags
        there.ok(
            "new", "--source", "call", "--organisation", "BML", "--quote", "We will", "--action", "do it"
        )
        there.ok("people", "add", "Cleo", "--email", "cleo@office.example")
        there.ok("audit", "verify")


def test_what_is_confidential_stays_behind_with_all_that_hangs_on_it(office: Tracker, tmp_path: Path) -> None:
    file, whole = tmp_path / "all.jsonl", tmp_path / "whole.jsonl"
    answer = office.ok("export", file)
    assert "Left out: mails, addresses of people" in answer.err
    written = file.read_text()
    for word in ("Mill Row", "Hidden Dyeworks", "HDL", "@office.example", "messages"):
        assert word not in written, word
    office.ok("export", whole, "--with-addresses", "--with-confidential")
    for word in ("Mill Row", "Hidden Dyeworks", "HDL", "ana@office.example", '"messages"'):
        assert word in whole.read_text(), word
    history = office.ok("letter", "show", "3", "--json").json["history"]
    assert "letter.disclosed" in json.dumps(history)


def test_who_came_without_an_address_is_said(
    office: Tracker, new_home: Callable[[str], Tracker], tmp_path: Path
) -> None:
    office.ok("export", tmp_path / "all.jsonl")
    there = new_home("sqlite")
    answer = there.ok("import", tmp_path / "all.jsonl")
    assert "2 people came without an address" in answer.err
    assert "history begins now" in answer.out
    assert {person["email"] for person in there.ok("people", "--json").json} == {"withheld@address.invalid"}


def test_only_an_empty_store_is_filled(office: Tracker, tmp_path: Path) -> None:
    office.ok("export", tmp_path / "all.jsonl")
    answer = office("import", tmp_path / "all.jsonl")
    assert (answer.code, "only into an empty one" in answer.err) == (5, True), answer
    again = office("export", tmp_path / "all.jsonl")
    assert (again.code, "exists already" in again.err) == (2, True), again


def test_an_auditor_does_not_get_what_is_confidential(office: Tracker, tmp_path: Path) -> None:
    office.ok("people", "add", "Ola", "--email", "ola@office.example", "--role", "auditor")
    ola = replace(office, environ={**office.environ, "TRACKER_ACTOR": "Ola"})
    assert ola("export", tmp_path / "all.jsonl", "--with-confidential").code == 5
    assert not (tmp_path / "all.jsonl").exists()


def _broken(lines: list[bytes]) -> dict[str, list[bytes]]:
    row = json.loads(next(line for line in lines if b'"table":"people"' in line))

    def people(**changes: object) -> bytes:
        return json.dumps({**row, "row": {**row["row"], **changes}}).encode() + b"\n"

    place = next(number for number, line in enumerate(lines) if b'"table":"people"' in line)
    content = next(number for number, line in enumerate(lines) if line.startswith(b'{"content"'))
    hash_, spoilt = json.loads(lines[content]), dict(json.loads(lines[content]))
    spoilt["bytes"] = "aGVsbG8="
    return {
        "is no JSON object": [*lines[:-1], lines[-1][:20]],
        "is no export": lines[1:],
        "are not those of their hash": [
            *lines[:content],
            json.dumps(spoilt).encode() + b"\n",
            *lines[content + 1 :],
        ],
        "no base64": [lines[0], json.dumps({**hash_, "bytes": "*"}).encode() + b"\n"],
        "has no column 'salary'": [*lines[:place], people(salary=3)],
        "name cannot be 3": [*lines[:place], people(name=3)],
        "there is no table 'events'": [lines[0], b'{"table":"events","id":1,"row":{}}\n'],
        "id is no number": [lines[0], b'{"table":"people","id":"1","row":{}}\n'],
        "name is missing": [lines[0], b'{"table":"cases","id":1,"row":{}}\n'],
        "has two rows 1": [*lines[: place + 1], lines[place]],
        "people do not fit together": [*lines[:place], people(role="emperor")],
        "cases do not fit together": [lines[0], b'{"table":"cases","id":1,"row":{"name":"x","lead_id":7}}\n'],
        "Invalid isoformat": [*lines[:place], people(absent_until="soon")],
    }


def test_a_line_that_is_wrong_is_named_and_nothing_comes_in(
    office: Tracker, new_home: Callable[[str], Tracker], tmp_path: Path, database: str
) -> None:
    good = tmp_path / "all.jsonl"
    office.ok("export", good)
    there = new_home(database)
    for says, lines in _broken(good.read_bytes().splitlines(keepends=True)).items():
        bad = tmp_path / "bad.jsonl"
        bad.write_bytes(b"".join(lines))
        answer: Answer = there("import", bad)
        assert (answer.code, says in answer.err) == (4, True), (says, answer)
        assert "defect" not in answer.err
    there.ok("import", good)
