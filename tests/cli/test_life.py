"""The life of a commitment by the commands that staff type."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Answer, Tracker

SENTENCES = (
    "We will publish the report by 30 June 2026.",
    "The number of complaints received will be reported every six months.",
    "If a review is asked for, we will complete it within 20 days.",
    "We will answer within 10 working days.",
    "Please send us the names of the guards who were present.",
)
URL = "https://mills.example/report"


@pytest.fixture
def four(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Ana's 1 (30 June), 2 (every six months, reviewed 28 December), 3 (if asked), 4 (15 June); the ask a1."""

    def add_letter() -> None:
        staffed.ok("add", write(*SENTENCES), "--owner", "Ana", "--received", "2026-06-01")
        assert [each["due"] for each in staffed.ok("list", "--json").json] == [
            "2026-06-15",
            "2026-06-30",
            "2026-11-28",
            "2026-12-28",
        ]

    return once(staffed, add_letter)


def view(tracker: Tracker, number: int) -> dict[str, object]:
    found: dict[str, object] = tracker.ok("show", str(number), "--json").json
    return found


def history(tracker: Tracker, number: int) -> list[str]:
    events = tracker.ok("show", str(number), "--json").json["history"]
    return [event["action"].partition(".")[2] for event in events]


# How it ended


def test_late_is_counted_to_the_day_of_the_evidence(four: Tracker) -> None:
    october = four.on(2026, 10, 1)
    october.ok("resolve", "1", "--as", "kept", "--note", "Seen.", "--evidence", URL, "--on", "2026-07-12")
    shown = october.ok("show", "1").out
    assert "status     resolved as kept, 12 days late (12 July 2026)" in shown
    assert f"evidence   {URL}, of 12 July 2026" in shown
    october.ok("evidence", "1", URL, "--on", "2026-06-29", "--note", "The first print.")
    assert view(october, 1)["days_late"] == 0
    assert "resolved as kept, in time (29 June 2026)" in october.ok("show", "1").out
    october.ok("evidence", "1", URL, "--on", "2026-06-01", "--contradicts")
    assert view(october, 1)["days_late"] == 0
    assert f"against    {URL}, of 1 June 2026" in october.ok("show", "1").out


def test_evidence_that_was_kept_before_is_enough(four: Tracker, tmp_path: Path) -> None:
    proof = tmp_path / "proof.txt"
    proof.write_text("printed", encoding="utf-8")
    said = four.ok("evidence", "1", proof, URL)
    assert said.out == "Commitment 1 has 2 pieces of evidence more.\n"
    four.ok("resolve", "1", "--as", "kept", "--note", "Seen.")
    pieces = four.ok("show", "1", "--json").json["evidence"]
    assert [(each["source"], bool(each["sha256"])) for each in pieces] == [("proof.txt", True), (URL, False)]


def test_what_speaks_against_it_is_no_evidence_for_it(four: Tracker) -> None:
    four.ok("evidence", "1", URL, "--contradicts")
    assert four("resolve", "1", "--as", "kept", "--note", "Seen.").code == 2


def test_evidence_with_what_was_broken_speaks_against_it(four: Tracker) -> None:
    four.ok("resolve", "1", "--as", "broken", "--note", "Never.", "--evidence", URL, "--on", "2026-06-01")
    (piece,) = four.ok("show", "1", "--json").json["evidence"]
    assert piece["contradicts"] is True
    assert view(four, 1)["days_late"] is None


def test_what_stands_in_its_place_is_named(four: Tracker) -> None:
    superseded = ("resolve", "1", "--as", "superseded", "--note", "A newer letter.")
    assert "--by ID" in four(*superseded).err
    four.ok(*superseded, "--by", "4")
    assert "status     resolved as superseded by 4" in four.ok("show", "1").out
    assert "instead of 1, which was resolved as superseded" in four.ok("show", "4").out
    circle = four("resolve", "4", "--as", "superseded", "--by", "1", "--note", "No.")
    assert (circle.code, "superseded by 4 itself" in circle.err) == (5, True)
    four.ok("reopen", "1", "--note", "After all.")
    assert view(four, 1)["superseded_by"] is None


def test_what_comes_back_is_opened_again(four: Tracker) -> None:
    done = four.ok("resolve", "2", "--as", "broken", "--note", "No figures.", "--json")
    assert done.json == {"changed": [2], "failed": 0, "opened": [5]}
    following = view(four, 5)
    assert (following["status"], following["due"], following["due_basis"]) == ("open", "2027-06-28", "policy")
    assert following["explanation"] == "review by 28 June 2027: every 6 months from 28 December 2026"
    assert "linked     follows 2" in four.ok("show", "5").out
    assert "linked     followed by 5" in four.ok("show", "2").out
    four.ok("reopen", "2", "--note", "They sent them.")
    again = four.ok("resolve", "2", "--as", "kept", "--note", "Seen.", "--evidence", URL, "--json")
    assert again.json["opened"] == []
    four.ok("letter", "edit", "1", "--date", "2026-05-01")
    assert view(four, 5)["due"] == "2027-06-28"


def test_what_was_withdrawn_does_not_come_back(four: Tracker) -> None:
    assert four.ok("resolve", "2", "--as", "withdrawn", "--note", "No.", "--json").json["opened"] == []


def test_a_second_person_confirms(four: Tracker, tmp_path: Path) -> None:
    careful = four.with_config("[office]\nsecond_pair_of_eyes = true\n")
    said = careful.ok("resolve", "1", "--as", "broken", "--note", "Never.")
    assert said.out.endswith("A second person must confirm it: tracker confirm 1\n")
    assert "broken?" in careful.ok("list", "--status", "resolved").out
    own = careful("confirm", "1")
    assert (own.code, "resolved by Ana; somebody else" in own.err) == (5, True)
    ben = Tracker(four.home, four.now, careful.config, {"TRACKER_ACTOR": "Ben"})
    assert ben.ok("confirm", "1", "--note", "I asked them.").out == "Commitment 1 confirmed.\n"
    assert "resolved as broken, confirmed" in ben.ok("show", "1").out
    assert ben("confirm", "1").code == 5
    assert "needs no second person" in _resolved_without(four).err


def _resolved_without(tracker: Tracker) -> Answer:
    tracker.ok("resolve", "4", "--as", "broken", "--note", "Never.")
    return tracker("confirm", "4")


# Days


def test_both_days_are_shown(four: Tracker) -> None:
    said = four.ok("extend", "1", "--to", "2026-08-31", "--because", "The laboratory is closed.")
    assert said.out == "Commitment 1 extended to 31 August 2026.\n"
    found = view(four, 1)
    assert (found["due"], found["first_due"], found["due_basis"]) == ("2026-08-31", "2026-06-30", "set")
    shown = " ".join(four.ok("show", "1").out.split())
    assert "due by 30 June 2026, extended to 31 August 2026: The laboratory is closed; in 90 days" in shown
    assert four.on(2026, 7, 15).ok("overdue", "--json").json[0]["id"] == 4
    four.ok("letter", "edit", "1", "--date", "2026-05-01")
    assert view(four, 1)["due"] == "2026-08-31"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("extend", "1", "--to", "2026-06-30", "--because", "x"), 2, "not later"),
        (("extend", "1", "--to", "2026-08-31", "--because", " "), 2, "--because"),
        (("extend", "99", "--to", "2026-08-31", "--because", "x"), 3, "no commitment 99"),
        (("snooze", "1", "--until", "2026-09-01"), 2, "2026-08-31 is the latest day"),
        (("snooze", "1", "--until", "2026-06-02"), 2, "has come"),
        (("snooze", "1"), 2, "either --until DATE or --off"),
        (("edit", "1"), 2, "Nothing to change"),
        (("edit", "1", "--quote", "We will publish nothing"), 2, "does not hold these words"),
        (("edit", "1", "--action", " "), 2, "--action is empty"),
        (("assign", "1", "--to", "Nobody"), 3, "no person 'Nobody'"),
        (("handover", "Ana", "Ana"), 2, "in hand already"),
        (("handover", "Ana", "Nobody"), 3, "no person 'Nobody'"),
        (("note", "1", "  "), 2, "empty"),
        (("link", "1", "1", "--as", "repeats"), 2, "itself"),
        (("link", "1", "99", "--as", "repeats"), 3, "no commitment 99"),
        (("asks", "answer", "a9", "--note", "x"), 3, "no ask a9"),
        (("asks", "answer", "a1", "--note", "x", "--on", "2026-06-03"), 2, "has not come yet"),
        (("asks", "answer", "a1", "--note", " "), 2, "--note"),
        (("asks", "answer", "x1", "--note", "x"), 2, "neither an id nor a filter"),
        (("asks", "hold", "a1,a2", "1"), 2, "Name one ask"),
        (("asks", "free", "a1", "1", "--note", "x"), 5, "does not hold up commitment 1"),
        (("evidence", "1", "missing.pdf"), 4, "no such file"),
        (("evidence", "1", URL, "--on", "2026-06-03"), 2, "has not come yet"),
        (("undo",), 5, "cannot be undone"),
    ],
)
def test_what_is_refused(four: Tracker, words: tuple[str, ...], code: int, says: str) -> None:
    before = four.ok("list", "--status", "all", "--json").json
    if words == ("undo",):
        four.ok("people", "add", "Cleo", "--email", "cleo@office.example")
    answer = four(*words)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
    assert four.ok("list", "--status", "all", "--json").json == before


@pytest.mark.parametrize(
    "words",
    [
        ("extend", "1", "--to", "2026-08-31", "--because", "x"),
        ("snooze", "1", "--until", "2026-07-01"),
        ("assign", "1", "--to", "Ben"),
        ("edit", "1", "--due", "2026-08-31"),
        ("evidence", "1", URL),
        ("asks", "hold", "a1", "1"),
    ],
)
def test_what_is_no_promise_can_only_be_reopened(four: Tracker, words: tuple[str, ...]) -> None:
    four.ok("dismiss", "1", "--note", "No promise.")
    answer = four(*words)
    assert answer.code == 5
    assert "tracker reopen 1 --note" in answer.err


def test_snoozing_says_so_and_can_be_ended(four: Tracker) -> None:
    four.ok("snooze", "1", "--until", "2026-07-01")
    assert "snoozed    no reminders until 1 July 2026" in four.ok("show", "1").out
    assert view(four, 1)["due"] == "2026-06-30"
    four.ok("snooze", "1", "--off")
    assert view(four, 1)["snoozed_until"] is None


def test_a_condition_from_which_the_words_count(four: Tracker) -> None:
    four.ok("condition", "3", "--came-about", "2026-06-01", "--note", "We asked.")
    found = view(four, 3)
    assert (found["due"], found["due_basis"]) == ("2026-06-21", "stated")
    assert (
        found["explanation"] == "due 21 June 2026: 20 days from the day its condition came about, 1 June 2026"
    )


def test_a_waived_condition_begins_the_office_s_own_time(four: Tracker) -> None:
    four.on(2026, 7, 1).ok("condition", "3", "--waived", "--note", "They do it anyway.")
    assert (view(four, 3)["due"], view(four, 3)["due_basis"]) == ("2026-12-28", "policy")


# Asks


def test_an_open_ask_stops_the_clock_for_all_to_see(four: Tracker) -> None:
    held = four.ok("asks", "hold", "a1", "1", "4")
    assert held.out.splitlines()[0] == "Commitment 1 waits for our answer to a1: its clock stands still."
    july = four.on(2026, 7, 20)
    assert july.ok("overdue", "--json").json == []
    for words in (("list",), ("show", "1"), ("overdue",), ("digest", "Ana")):
        assert "waiting for us since" in " ".join(july.ok(*words).out.split()), words
    assert "waiting    for us since 1 June 2026 (a1); its clock stands still" in july.ok("show", "1").out
    assert july.ok("asks", "--json").json[0]["holds_up"] == [1, 4]
    answered = july.ok("asks", "answer", "a1", "--note", "We sent the names.", "--on", "2026-07-11")
    assert answered.out == "Ask a1 answered.\n"
    found = view(july, 1)
    assert (found["due"], found["due_because"], found["waiting_since"]) == (
        "2026-08-09",
        "40 days waited for us",
        None,
    )
    assert july.ok("asks").out == "Nobody waits for an answer of ours.\n"
    (told,) = july.ok("asks", "--answered", "--json").json
    assert (told["id"], told["answered"], told["answer"]) == ("a1", "2026-07-11", "We sent the names.")
    again = july("asks", "answer", "a1", "--note", "Once more.")
    assert (again.code, "was answered on 2026-07-11" in again.err) == (5, True)


def test_a_hold_that_was_a_slip_moves_no_day(four: Tracker) -> None:
    four.ok("asks", "hold", "1", "1", "--since", "2026-05-01")
    assert four("asks", "hold", "a1", "1").code == 5
    four.on(2026, 7, 1).ok("asks", "free", "a1", "1", "--note", "Not that one.")
    assert (view(four, 1)["due"], view(four, 1)["waiting_since"]) == ("2026-06-30", None)
    four.ok("asks", "hold", "a1", "1")
    assert view(four, 1)["waiting_since"] == "2026-06-01"


def test_a_withdrawn_letter_holds_up_nothing(four: Tracker, write: LetterWriter) -> None:
    other = write(
        "Please send us the list of wells.",
        name="other.txt",
        sender="Northport Harbour Board",
        date="3 May 2026",
    )
    four.ok("add", other, "--owner", "Ana")
    four.ok("asks", "hold", "a2", "1")
    four.ok("letter", "withdraw", "2", "--note", "Not for us.")
    assert (view(four, 1)["waiting_since"], view(four, 1)["due"]) == (None, "2026-06-30")
    assert four("asks", "hold", "a2", "1").code == 5


def test_asks_are_somebody_s(four: Tracker) -> None:
    four.ok("asks", "assign", "a1", "--to", "Ben")
    assert [each["owner"] for each in four.ok("asks", "--owner", "Ben", "--json").json] == ["Ben"]
    assert four.ok("asks", "--owner", "Ana", "--json").json == []
    assert "WAITING FOR US (1)" in four.ok("digest", "Ben").out
    assert "WAITING FOR US" not in four.ok("digest", "Ana").out


# Who, and what else


def test_all_that_a_person_has_in_hand_goes_to_another(four: Tracker) -> None:
    four.ok("asks", "assign", "a1", "--to", "Ana")
    four.ok("resolve", "4", "--as", "broken", "--note", "Never.")
    assert four("handover", "Ana", "Ben").code == 2
    said = four.ok("handover", "Ana", "Ben", "--yes").out
    assert said == "3 commitments and 1 ask of Ana are Ben's now.\n"
    owners = {each["id"]: each["owner"] for each in four.ok("list", "--status", "all", "--json").json}
    assert owners == {1: "Ben", 2: "Ben", 3: "Ben", 4: "Ana"}
    four.ok("undo", "--yes")
    assert {each["owner"] for each in four.ok("list", "--json").json} == {"Ana"}
    assert four.ok("asks", "--json").json[0]["owner"] == "Ana"


@pytest.mark.parametrize(
    "arguments",
    [
        ("assign", "1", "--to", "Ola"),
        ("asks", "assign", "a1", "--to", "Ola"),
        ("handover", "Ana", "Ola", "--yes"),
        ("case", "add", "Kilns", "--lead", "Ola"),
        (
            "new",
            "--source",
            "a call",
            "--organisation",
            "Mills",
            "--quote",
            "We mend it",
            "--action",
            "mend it",
            "--owner",
            "Ola",
        ),
    ],
)
def test_an_auditor_takes_nothing_on(four: Tracker, arguments: tuple[str, ...]) -> None:
    four.ok("people", "add", "Ola", "--email", "ola@audit.example", "--role", "auditor")
    answer = four(*arguments)
    assert (answer.code, "Ola is an auditor, and auditors only read; name somebody" in answer.err) == (
        5,
        True,
    )


def test_who_has_something_in_hand_becomes_no_auditor(four: Tracker) -> None:
    four.ok("people", "add", "Ben Lee", "--email", "lee@office.example")
    four.ok("assign", "2", "--to", "Ben Lee")
    answer = four("people", "edit", "Ben Lee", "--role", "auditor")
    assert (answer.code, "first: tracker handover 'Ben Lee' PERSON." in answer.err) == (5, True)
    four.ok("handover", "Ben Lee", "Ana", "--yes")
    four.ok("people", "edit", "Ben Lee", "--role", "auditor")


def test_the_history_names_days_as_people_write_them(four: Tracker) -> None:
    four.ok("asks", "hold", "a1", "4")
    four.ok("asks", "answer", "a1", "--note", "Sent.", "--on", "2026-06-02")
    four.ok("undo", "--yes")
    told = " ".join(four.ok("show", "4").out.split())
    assert "by a1 since 1 June 2026" in told
    assert "a1 was answered on 2 June 2026" in told
    assert "the change of 2 Jun 2026 09:00 UTC (resumed)" in told


def test_notes_and_links_stand_in_the_view(four: Tracker) -> None:
    four.ok("note", "1", "They rang.")
    four.ok("assign", "1", "--to", "Ben")
    assert four.ok("link", "4", "1", "--as", "answers").out == "Commitment 4 answers 1.\n"
    assert four("link", "4", "1", "--as", "answers").code == 5
    shown = four.ok("show", "1").out
    assert "note       They rang. (Ana, 2 Jun 2026)" in shown
    assert "linked     answered by 4" in shown
    assert view(four, 1)["links"] == [{"commitment": 4, "kind": "answers", "other": 1}]
    four.ok("link", "4", "1", "--as", "repeats")
    assert [each["commitment"] for each in view(four, 4)["repeats"]] == [1]  # type: ignore[attr-defined]


def test_corrections_of_a_promise(four: Tracker) -> None:
    four.ok("edit", "1", "--action", "print the report", "--actor", "Jo Lind", "--kind", "standing")
    four.ok("edit", "1", "--quote", "publish  the report", "--strength", "soft", "--due", "2026-07-15")
    found = view(four, 1)
    wanted = {
        "action": "print the report",
        "actor": "Jo Lind",
        "kind": "standing",
        "strength": "soft",
        "quote": "publish the report",
        "due": "2026-07-15",
        "due_basis": "set",
        "first_due": None,
    }
    assert wanted.items() <= found.items()
    four.ok("edit", "1", "--condition", "if the printer agrees", "--note", "Overlooked.")
    assert view(four, 1)["condition_state"] == "dormant"


SPOKEN = ("new", "--quote", "You will have the map on Friday", "--action", "send the map")


def test_a_promise_on_the_telephone(four: Tracker) -> None:
    said = four.ok(
        *SPOKEN, "--source", "phone call with Jo Lind", "--organisation", "Brightwater Mills Ltd",
        "--on", "2026-06-01", "--case", "Wells", "--due", "2026-06-05",
    )  # fmt: skip
    assert said.out.startswith("Commitment 5 of letter 2:")
    found = view(four, 5)
    assert (found["organisation"], found["owner"], found["case"]) == ("Brightwater Mills Ltd", "Ana", "Wells")
    letter = four.ok("letter", "show", "2", "--text", "--json").json
    assert letter["source"] == "phone call with Jo Lind"
    assert letter["text"] == "phone call with Jo Lind, 1 June 2026\n\nYou will have the map on Friday\n"
    again = four(*SPOKEN, "--source", "phone call with Jo Lind", "--organisation", "X", "--on", "2026-06-01")
    assert (again.code, "entered before, as letter 2" in again.err) == (5, True)
    four.ok("undo", "--yes")
    assert [each["id"] for each in four.ok("list", "--json").json] == [4, 1, 3, 2]
    assert [each["id"] for each in four.ok("letters", "--json").json] == [1]
    assert "its entry was undone" in four.ok("show", "5").out
    assert four("resolve", "5", "--as", "broken", "--note", "x").code == 5


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--letter ID, or --source"),
        (("--letter", "1", "--source", "x"), "--letter ID, or --source"),
        (("--letter", "1", "--on", "2026-06-01"), "go with --source"),
        (("--source", "a call"), "--organisation NAME"),
        (("--source", " ", "--organisation", "X"), "--source is empty"),
        (("--source", "a call", "--organisation", "X", "--on", "2026-06-03"), "has not come yet"),
    ],
)
def test_a_promise_needs_its_source(four: Tracker, words: tuple[str, ...], says: str) -> None:
    answer = four(*SPOKEN, *words)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err


# Several at once


MANY = (
    ("accept", "1-4"),
    ("resolve", "c1-c3,4", "--as", "broken", "--note", "x"),
    ("dismiss", "1,2,3", "4", "--note", "x"),
    ("reopen", "1-4", "--note", "x"),
    ("confirm", "1-4"),
    ("condition", "1-4", "--waived", "--note", "x"),
    ("evidence", "1-4", URL),
    ("extend", "1-4", "--to", "2027-12-31", "--because", "x"),
    ("snooze", "1-4", "--until", "2026-07-01"),
    ("assign", "1-4", "--to", "Ben"),
    ("note", "1-4", "They rang."),
    ("asks", "hold", "a1", "1-4"),
    ("asks", "free", "a1", "1-4", "--note", "x"),
    ("asks", "answer", "a1-a4", "--note", "x"),
    ("asks", "assign", "1-4", "--to", "Ben"),
    ("handover", "Ana", "Ben"),
)


@pytest.mark.parametrize(
    "words", MANY, ids=lambda words: words[0] if words[0] != "asks" else f"asks {words[1]}"
)
def test_more_than_three_are_asked_about(four: Tracker, words: tuple[str, ...]) -> None:
    before = four.ok("list", "--status", "all", "--json").json
    answer = four(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "--yes" in answer.err
    assert four.ok("list", "--status", "all", "--json").json == before
    assert four(*words, "--yes").code in {0, 1, 3, 5}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "changed"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_a_person_at_a_terminal_is_asked(
    four: Tracker, monkeypatch: pytest.MonkeyPatch, typed: str, changed: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    answer = four("dismiss", "1-4", "--note", "No promises.")
    assert answer.code == 0
    assert ("dismissed" in answer.out) == changed
    assert ("Nothing was changed." in answer.err) != changed


# Undo


def test_a_bulk_change_is_shown_and_undone_as_one(four: Tracker) -> None:
    before = four.ok("list", "--status", "all", "--json").json
    four.ok("dismiss", "1-4", "--note", "No promises.", "--yes")
    shown = four("undo")
    assert shown.code == 2
    assert shown.out.startswith(
        "Your last change, 2 Jun 2026 09:00:\n  commitment 1 dismissed: status: open → dismissed\n"
    )
    assert "tracker undo --yes" in shown.err
    assert four.ok("undo", "--yes").out.endswith(
        "  commitment 4 dismissed: status: open → dismissed\nTaken back.\n"
    )
    assert four.ok("list", "--status", "all", "--json").json == before
    assert history(four, 1) == ["added", "dismissed", "undone"]
    assert "no promises" not in four.ok("doctor").out


def test_undo_goes_back_step_by_step(four: Tracker) -> None:
    four.ok("extend", "1", "--to", "2026-08-31", "--because", "x")
    four.ok("resolve", "1", "2", "--as", "broken", "--note", "Never.")
    four.ok("undo", "--yes")
    assert (view(four, 1)["status"], view(four, 1)["due"]) == ("open", "2026-08-31")
    assert [each["id"] for each in four.ok("list", "--json").json] == [4, 1, 3, 2]
    undone = four.ok("undo", "--yes", "--json").json
    assert [(each["id"], each["action"]) for each in undone["changes"]] == [(1, "commitment.extended")]
    assert view(four, 1)["due"] == "2026-06-30"
    four.ok("undo", "--yes")  # the letter
    assert four.ok("letters", "--json").json == []


def test_undo_names_the_commitment_of_a_note_of_evidence_and_of_a_link(four: Tracker) -> None:
    four.ok("note", "3", "4", "They rang.")
    assert "  commitment 3 note added: They rang.\n  commitment 4 note added" in four.ok("undo", "--yes").out
    four.ok("resolve", "2", "--as", "kept", "--note", "x", "--evidence", URL)
    told = four.ok("undo", "--yes").out
    assert f"  commitment 2 evidence added: {URL}\n" in told
    assert "  commitment 5 opened, as the next time that it falls due\n" in told
    four.ok("link", "1", "4", "--as", "answers")
    assert "  commitment 1 linked: answers 4\n" in four.ok("undo", "--yes").out
    four.ok("asks", "hold", "a1", "4")
    assert "  commitment 4 held up by a1\n" in four.ok("undo", "--yes").out


def test_what_was_shown_to_somebody_is_no_change_to_undo(four: Tracker, tmp_path: Path) -> None:
    four.ok("letter", "edit", "1", "--confidential")
    four.ok("export", tmp_path / "all.jsonl", "--with-confidential", "--with-addresses")
    assert "letter 1 edited: confidential: no → yes" in four.ok("undo", "--yes").out
    assert four.ok("letters", "--json").json[0]["confidential"] is False


def test_the_history_tells_of_a_new_day_in_one_line(four: Tracker) -> None:
    four.ok("condition", "3", "--came-about", "2026-06-02", "--note", "It was asked for.")
    told = " ".join(four.ok("show", "3").out.split())
    assert (
        "day: 28 Nov 2026 → 22 Jun 2026; day is: the office's own → stated; condition state: dormant →"
        in told
    )
    assert "kind of day" not in told


def test_what_waits_for_its_condition_says_so_in_the_list(four: Tracker) -> None:
    row = next(line for line in four.ok("list").out.splitlines() if line.startswith("3 "))
    assert " dormant " in row


def test_a_handover_says_what_changes_hands(four: Tracker) -> None:
    answer = four("handover", "Ana", "Ben")
    assert (answer.code, "4 commitments and 0 asks would change hands" in answer.err) == (2, True)


def test_an_ask_says_when_its_letter_came_only_where_that_is_known(
    four: Tracker, write: LetterWriter
) -> None:
    map_wanted = write(
        "Please send us the map of the wells.", name="map.txt", date="20 May 2026", sender="Silt Works plc"
    )
    four.ok("add", map_wanted)
    told = " ".join(four.ok("asks").out.split())
    assert "letter 1, received 1 June 2026" in told
    assert "letter 2, added 2 June 2026" in told


def test_what_somebody_changed_since_is_not_undone(four: Tracker) -> None:
    ben = Tracker(four.home, four.now, None, {"TRACKER_ACTOR": "Ben"})
    four.ok("dismiss", "1", "2", "--note", "No promise.")
    ben.ok("reopen", "2", "--note", "It is one.")
    refused = four("undo", "--yes")
    assert (refused.code, refused.out) == (5, "")
    assert "Commitment 2 was changed since, by Ben" in refused.err
    ben.ok("undo", "--yes")
    four.ok("undo", "--yes")
    assert [each["status"] for each in four.ok("list", "--json").json] == ["open"] * 4


def test_a_person_undoes_only_her_own(four: Tracker) -> None:
    ben = Tracker(four.home, four.now, None, {"TRACKER_ACTOR": "Ben"})
    answer = ben("undo", "--yes")
    assert (answer.code, "nothing of Ben to undo" in answer.err) == (5, True)


def test_an_entry_on_which_others_built_is_not_undone(four: Tracker) -> None:
    ben = Tracker(four.home, four.now, None, {"TRACKER_ACTOR": "Ben"})
    four.ok(*SPOKEN, "--source", "a call", "--organisation", "Brightwater Mills Ltd")
    ben.ok("note", "5", "I heard it too.")
    answer = four("undo", "--yes")
    assert (answer.code, "has evidence, notes, links or asks by now" in answer.err) == (5, True)
