"""Who is away, what became of conditions, and how a digest would look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker

REPORT = "We will publish the full inspection report by 30 June 2026."
REPAIR = "If the council agrees, we will repair the eastern fence by 30 June 2026."

# Away


def test_away_and_back(staffed: Tracker) -> None:
    away = staffed.ok("people", "absent", "Ana", "--until", "2026-06-12", "--cover", "Ben")
    assert away.out == "Ana is away until 12 June 2026; her mail goes to Ben.\n"
    (ana, ben) = staffed.ok("people", "--json").json
    assert (ana["absent_until"], ana["cover"]) == ("2026-06-12", "Ben")
    assert ben["absent_until"] is None
    assert "Ana is away until 12 June 2026; Ben stands in." in staffed.ok("people").out
    assert (
        staffed.ok("people", "absent", "Ana", "--back").out == "Ana is back and reads her own mail again.\n"
    )
    assert staffed.ok("people", "absent", "Ana", "--back").out == "Ana was not away.\n"
    assert staffed.ok("people", "--json").json[0]["cover"] is None
    assert "away" not in staffed.ok("people").out


def test_a_stand_in_who_is_away_too_passes_it_on(staffed: Tracker) -> None:
    staffed.ok("people", "add", "Chloe", "--email", "chloe@office.example")
    staffed.ok("people", "absent", "Ben", "--until", "2026-06-12", "--cover", "Chloe")
    said = staffed.ok("people", "absent", "Ana", "--until", "2026-06-12", "--cover", "Ben", "--json")
    assert said.json == {"name": "Ana", "absent_until": "2026-06-12", "cover": "Ben", "reader": "Chloe"}
    again = staffed.ok("people", "absent", "Ana", "--until", "2026-06-12", "--cover", "Ben")
    assert again.out == "Ana is away until 12 June 2026; her mail goes to Chloe. (Ben is away too.)\n"
    circle = staffed("people", "absent", "Chloe", "--until", "2026-06-12", "--cover", "Ana")
    assert circle.code == 2
    assert "nobody" in circle.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("Nobody", "--until", "2026-06-12", "--cover", "Ben"), 3, "no person 'Nobody'"),
        (("Ana", "--until", "2026-06-12", "--cover", "Nobody"), 3, "no person 'Nobody'"),
        (("Nobody", "--back"), 3, "no person 'Nobody'"),
        (("Ana", "--until", "2026-06-12", "--cover", "Ana"), 2, "cannot stand in for herself"),
        (("Ana", "--until", "2026-06-01", "--cover", "Ben"), 2, "has passed"),
        (("Ana", "--until", "2026-06-12"), 2, "--cover"),
        (("Ana", "--cover", "Ben"), 2, "--until"),
        (("Ana",), 2, "--back"),
        (("Ana", "--back", "--until", "2026-06-12"), 2, "either --back"),
        (("Ana", "--until", "soon", "--cover", "Ben"), 2, "no date"),
    ],
)
def test_what_cannot_be(staffed: Tracker, words: tuple[str, ...], code: int, says: str) -> None:
    answer = staffed("people", "absent", *words)
    assert answer.code == code
    assert says in answer.err
    assert {each["absent_until"] for each in staffed.ok("people", "--json").json} == {None}


# Conditions


@pytest.fixture
def waiting(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """With a promise that waits for its condition, and one that does not."""

    def add_letter() -> None:
        staffed.ok("add", write(REPAIR, REPORT), "--owner", "Ana")
        states = [each["condition_state"] for each in staffed.ok("list", "--json").json]
        assert states == ["dormant", None]

    return once(staffed, add_letter)


def state(tracker: Tracker) -> str:
    found: str = tracker.ok("show", "1", "--json").json["condition_state"]
    return found


def test_it_came_about(waiting: Tracker) -> None:
    late = waiting.on(2026, 7, 3)
    assert [each["id"] for each in late.ok("overdue", "--json").json] == [2]
    said = late.ok("condition", "1", "--came-about", "2026-07-01", "--note", "In the minutes.")
    assert said.out == "Commitment 1 is followed up: its condition has come about.\n"
    assert state(late) == "triggered"
    assert {each["id"] for each in late.ok("overdue", "--json").json} == {1, 2}
    assert "triggered by Ana" in late.ok("show", "1").out
    last = late.ok("show", "1", "--json").json["history"][-1]
    assert (last["action"], last["note"]) == (
        "commitment.triggered",
        "came about on 1 July 2026: In the minutes.",
    )


def test_it_is_waived(waiting: Tracker) -> None:
    said = waiting.ok("condition", "1", "--waived", "--note", "They do it anyway.", "--json")
    assert said.json == {"changed": [1], "failed": 0}
    assert state(waiting) == "waived"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("2", "--waived", "--note", "x"), 5, "waits for no condition: it has none"),
        (("99", "--waived", "--note", "x"), 3, "no commitment 99"),
        (("1", "--waived"), 2, "--note"),
        (("1", "--waived", "--note", "  "), 2, "--note"),
        (("1", "--note", "x"), 2, "--came-about DATE or --waived"),
        (("1", "--waived", "--came-about", "2026-06-01", "--note", "x"), 2, "either --came-about"),
        (("1", "--came-about", "2026-06-03", "--note", "x"), 2, "has not come yet"),
    ],
)
def test_what_is_refused(waiting: Tracker, words: tuple[str, ...], code: int, says: str) -> None:
    answer = waiting("condition", *words)
    assert answer.code == code
    assert says in answer.err
    assert state(waiting) == "dormant"


def test_it_is_settled_once(waiting: Tracker) -> None:
    waiting.ok("condition", "1", "--waived", "--note", "They do it anyway.")
    again = waiting("condition", "1", "--came-about", "2026-06-01", "--note", "In the minutes.")
    assert again.code == 5
    assert "it was waived before" in again.err
    waiting.ok("resolve", "1", "--as", "withdrawn", "--note", "They said so.")
    assert waiting("condition", "1", "--waived", "--note", "x").code == 5


# Digests


def test_a_digest_before_it_goes_out(waiting: Tracker, tmp_path: Path) -> None:
    page = tmp_path / "digest.html"
    week = waiting.on(2026, 6, 25)
    answer = week.ok("digest", "Ana", "--html", page)
    assert answer.out.startswith("To: Ana <ana@office.example>\nSubject: Promises: 1 coming up")
    assert "publish the full inspection report" in " ".join(answer.out.split())
    assert "Waiting for a condition" in page.read_text(encoding="utf-8")
    assert answer.err == f"Its HTML lies in {page}.\n"
    assert page.stat().st_mode & 0o777 == 0o600, "it holds words of letters"
    assert week.ok("outbox", "--json").json == []


def test_a_digest_as_of_another_instant(waiting: Tracker) -> None:
    later = waiting.ok("digest", "Ana", "--at", "2026-07-03T09:00Z", "--json").json
    assert later["subject"].startswith("Promises: 1 overdue")
    assert later["reader"] == "Ana"
    assert "<html" in later["html"]
    assert "3 days overdue" in later["text"]


def test_a_digest_goes_to_who_stands_in(waiting: Tracker) -> None:
    waiting.ok("people", "absent", "Ana", "--until", "2026-06-30", "--cover", "Ben")
    assert waiting.ok("digest", "Ana").out.startswith(
        "To: Ben <ben@office.example>\nSubject: Promises of Ana: "
    )


def test_nothing_to_tell(staffed: Tracker, tmp_path: Path) -> None:
    page = tmp_path / "digest.html"
    assert staffed.ok("digest", "Ben", "--html", page).out == "Nothing to tell Ben: no digest would go out.\n"
    assert not page.exists()
    shape = staffed.ok("digest", "Ben", "--json").json
    assert shape == {"person": "Ben", "reader": "Ben", "subject": None, "text": None, "html": None}


def test_a_digest_of_nobody(tracker: Tracker, tmp_path: Path) -> None:
    answer = tracker("digest", "Nobody")
    assert (answer.code, answer.out) == (3, "")
    assert "no person 'Nobody'" in answer.err


def test_a_page_that_cannot_be_written(waiting: Tracker, tmp_path: Path) -> None:
    answer = waiting.on(2026, 6, 25)("digest", "Ana", "--html", tmp_path / "no" / "digest.html")
    assert answer.code == 6
    assert "cannot be written" in answer.err
