from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Tracker

REPORT = "We will publish the report by 30 June 2026."
AUDIT = "We will send you the audit within 30 days."
SOON = "We will shortly repair the fence."


def test_extract_loads_neither_the_database_nor_the_network(write: LetterWriter) -> None:
    code = (
        "import sys; from tracker.cli import run; answer = run(['extract', sys.argv[1]]);"
        "print(answer, sorted({'sqlalchemy', 'asyncio', 'ssl'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, write(REPORT)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr.strip() == "0 []"


def test_extract_shows_promises_and_stores_nothing(tracker: Tracker, write: LetterWriter) -> None:
    answer = tracker.ok("extract", write(REPORT))
    assert "letter.txt: Brightwater Mills Ltd, 1 June 2026" in answer.out
    assert "“We will publish the report by 30 June 2026”" in answer.out
    assert "due by 30 June 2026" in answer.out
    assert not tracker.home.exists()


def test_one_file_gives_an_object_and_several_a_list(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT)
    found = tracker.ok("extract", path, "--json").json
    assert found["letter"]["sender"] == "Brightwater Mills Ltd"
    assert found["letter"]["date"] == "2026-06-01"
    (promise,) = found["commitments"]
    text = path.read_text()
    assert promise["quote"] == "We will publish the report by 30 June 2026"
    assert text[promise["start"] : promise["end"]] == promise["quote"]
    expected = {
        "actor": "Brightwater Mills Ltd",
        "strength": "firm",
        "condition": None,
        "kind": "once",
        "due": "2026-06-30",
        "due_basis": "stated",
        "due_kind": "date",
    }
    assert expected.items() <= promise.items()
    assert promise["action"].startswith("publish")
    assert 0 < promise["confidence"] <= 1
    assert found["asks"] == []
    both = tracker.ok("extract", path, write(SOON, name="second.txt"), "--json").json
    assert [each["source"] for each in both] == [str(path), str(path.with_name("second.txt"))]
    assert both[0] == found


def test_date_and_sender_overrule_the_letter(tracker: Tracker, write: LetterWriter) -> None:
    found = tracker.ok(
        "extract", write(AUDIT), "--date", "2026-03-01", "--sender", "Northport Harbour Board", "--json"
    ).json
    assert found["letter"]["date"] == "2026-03-01"
    assert found["letter"]["sender"] == "Northport Harbour Board"
    assert found["commitments"][0]["due"] == "2026-03-31"


def test_a_letter_without_a_date_gives_no_relative_deadline(tracker: Tracker, write: LetterWriter) -> None:
    found = tracker.ok("extract", write(AUDIT, date=""), "--json").json
    assert found["letter"]["date"] is None
    assert found["commitments"][0]["due"] is None


def test_explain_names_the_rule_of_what_was_taken_and_left(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT, "The weather will be fine.")
    answer = tracker.ok("extract", path, "--explain")
    assert "taken: " in answer.out
    assert "left: " in answer.out
    verdicts = tracker.ok("extract", path, "--explain", "--json").json["verdicts"]
    assert {each["accepted"] for each in verdicts} == {True, False}


def test_add_stores_the_letter_and_its_promises(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT, SOON)
    answer = tracker.ok("add", path)
    assert answer.out.startswith("Letter 1 from Brightwater Mills Ltd of 1 June 2026: 2 commitments")
    assert "nobody owns these commitments" in answer.err
    (letter,) = tracker.ok("letters", "--json").json
    assert letter["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert letter["source"] == str(path)
    assert letter["received"] == "2026-06-02"
    assert [each["id"] for each in tracker.ok("list", "--json").json] == [1, 2]


def test_json_of_add_lists_the_new_ids(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT, SOON)
    assert tracker.ok("add", path, "--json").json == [
        {
            "source": str(path),
            "letter": 1,
            "already": False,
            "commitments": [1, 2],
            "asks": [],
            "part_of": None,
            "duplicate_of": None,
            "left_out": [],
        }
    ]


def test_the_same_bytes_are_added_once(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT)
    tracker.ok("add", path)
    copy = path.with_name("copy.txt")
    copy.write_bytes(path.read_bytes())
    answer = tracker.ok("add", copy)
    assert answer.out == "copy.txt: already here as letter 1; nothing added.\n"
    assert answer.err == ""
    assert tracker.ok("add", copy, "--json").json[0]["already"] is True
    assert len(tracker.ok("letters", "--json").json) == 1
    assert len(tracker.ok("list", "--json").json) == 1


def test_what_is_said_of_a_letter_that_is_here_already_is_not_lost_in_silence(
    tracker: Tracker, write: LetterWriter
) -> None:
    path = write(REPORT)
    tracker.ok("add", path)
    answer = tracker.ok("add", path, "--received", "2026-06-02", "--confidential")
    assert answer.out == "letter.txt: already here as letter 1; nothing added.\n"
    assert "so --confidential, --received changes nothing" in answer.err
    assert "tracker letter edit 1" in answer.err
    assert tracker.ok("letter", "show", "1", "--json").json["confidential"] is False


def test_an_undated_letter_is_stored_and_says_so(tracker: Tracker, write: LetterWriter) -> None:
    path = write(SOON, date="")
    answer = tracker.ok("add", path)
    assert "no date found" in answer.err
    assert "tracker letter edit 1 --date" in answer.err
    (commitment,) = tracker.ok("list", "--json").json
    # "Shortly" is looked at after 90 days, counted from the day received.
    assert (commitment["due"], commitment["due_basis"]) == ("2026-08-31", "policy")
    assert commitment["due_anchor"] == "2026-06-02"


def test_messages_stay_out_of_the_json(tracker: Tracker, write: LetterWriter) -> None:
    answer = tracker.ok("add", write(SOON, date=""), "--json")
    assert answer.json[0]["letter"] == 1
    assert "no date found" in answer.err


def test_the_owner_is_who_is_named_else_the_lead_else_whom_the_config_names(
    staffed: Tracker, write: LetterWriter
) -> None:
    configured = staffed.with_config('[office]\ndefault_owner = "Ben"')
    staffed.ok("add", write(REPORT, name="1.txt", date="1 June 2026"))
    staffed.ok("add", write(REPORT, name="2.txt", date="2 May 2026"), "--case", "Wells")
    staffed.ok("add", write(REPORT, name="3.txt", date="3 May 2026"), "--case", "Wells", "--owner", "Ben")
    configured.ok("add", write(REPORT, name="4.txt", date="4 May 2026"))
    configured.ok("add", write(REPORT, name="5.txt", date="5 May 2026"), "--case", "Wells")
    listed = {each["letter"]: (each["owner"], each["case"]) for each in staffed.ok("list", "--json").json}
    assert listed == {
        1: (None, None),
        2: ("Ana", "Wells"),
        3: ("Ben", "Wells"),
        4: ("Ben", None),
        5: ("Ana", "Wells"),
    }


@pytest.mark.parametrize("option", [("--owner", "Zoe"), ("--case", "Nothing")])
def test_an_unknown_owner_or_case_stops_the_whole_batch(
    staffed: Tracker, write: LetterWriter, option: tuple[str, str]
) -> None:
    answer = staffed("add", write(REPORT), write(SOON, name="second.txt"), *option)
    assert answer.code == 3
    assert answer.err.count("\n") == 1
    assert option[1] in answer.err
    assert staffed.ok("letters", "--json").json == []


def test_an_owner_from_the_config_who_does_not_exist_is_named(tracker: Tracker, write: LetterWriter) -> None:
    answer = tracker.with_config('[office]\ndefault_owner = "Zoe"')("add", write(REPORT))
    assert answer.code == 3
    assert "'Zoe'" in answer.err
    assert tracker.ok("letters", "--json").json == []


def test_a_mixed_batch_does_what_can_be_done_and_names_the_rest(
    tracker: Tracker, write: LetterWriter, tmp_path: Path
) -> None:
    answer = tracker("add", write(REPORT), tmp_path / "missing.txt", write(SOON, name="second.txt"), "--json")
    assert answer.code == 1
    assert [each["letter"] for each in answer.json] == [1, 2]
    assert "missing.txt: there is no such file" in answer.err
    again = tracker("extract", tmp_path / "missing.txt", write(REPORT), "--json")
    assert again.code == 1
    assert [each["source"] for each in again.json] == [str(tmp_path / "letter.txt")]


def test_a_confidential_letter_is_marked(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT), "--confidential")
    assert tracker.ok("letters", "--json").json[0]["confidential"] is True
    assert "confidential" in tracker.ok("letters").out
    assert "stay out of every mail" in tracker.ok("letter", "show", "1").out


def test_letters_are_listed_latest_first(tracker: Tracker, write: LetterWriter) -> None:
    assert "No letters yet" in tracker.ok("letters").out
    tracker.ok("add", write(REPORT, name="old.txt", date="1 March 2026"))
    tracker.ok("add", write(REPORT, name="new.txt", date="1 June 2026"))
    assert [each["date"] for each in tracker.ok("letters", "--json").json] == ["2026-06-01", "2026-03-01"]


def test_a_letter_is_shown_with_promises_asks_text_and_history(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT, "Please send us the names of the witnesses.")
    tracker.ok("add", path)
    shown = tracker.ok("letter", "show", "1", "--text").out
    assert "from      Brightwater Mills Ltd" in shown
    assert "“We will publish the report by 30 June 2026”" in shown
    assert "a1  asks us: “Please send us the names of the witnesses" in shown
    assert "| Dear Ms Okafor," in shown
    assert "added by Ana" in shown
    assert "| Dear Ms Okafor," not in tracker.ok("letter", "show", "1").out
    view = tracker.ok("letter", "show", "1", "--json").json
    assert view["text"] == path.read_text()
    assert [each["id"] for each in view["commitments"]] == [1]
    assert [each["id"] for each in view["asks"]] == ["a1"]
    assert [each["action"] for each in view["history"]] == ["letter.added"]


def test_a_corrected_date_moves_the_days_that_count_from_it(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT, AUDIT, SOON))
    answer = tracker.on(2026, 6, 3).ok("letter", "edit", "1", "--date", "2026-05-01")
    assert "date corrected" in answer.out
    assert "New days for 2 commitments" in answer.out
    report, audit, fence = (tracker.ok("show", number, "--json").json for number in ("1", "2", "3"))
    assert report["due"] == "2026-06-30"
    assert audit["due"] == "2026-05-31"
    assert (fence["due"], fence["due_basis"]) == ("2026-07-30", "policy")
    assert audit["history"][-1]["after"]["deadline_version"] == 2
    assert audit["history"][-1]["before"]["due"] == "2026-07-01"
    assert len(report["history"]) == 1
    (_, change) = tracker.ok("letter", "show", "1", "--json").json["history"]
    assert (change["action"], change["actor"]) == ("letter.edited", "Ana")
    assert change["before"]["date"] == "2026-06-01"
    assert change["after"]["date"] == "2026-05-01"


def test_a_date_gives_an_undated_letter_its_deadlines(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(AUDIT, date=""))
    tracker.ok("letter", "edit", "1", "--date", "2026-06-01")
    (commitment,) = tracker.ok("list", "--json").json
    assert (commitment["due"], commitment["due_basis"]) == ("2026-07-01", "stated")


def test_every_other_fact_can_be_corrected(staffed: Tracker, write: LetterWriter) -> None:
    staffed.ok("add", write(REPORT))
    changed = staffed.ok(
        "letter", "edit", "1", "--sender", "Harbour Board", "--recipient", "River Watch",
        "--case", "Wells", "--confidential", "--json",
    ).json  # fmt: skip
    assert changed["changed"] == ["case", "confidential", "recipient", "sender"]
    letter = staffed.ok("letter", "show", "1", "--json").json
    facts = {"sender": "Harbour Board", "recipient": "River Watch", "case": "Wells", "confidential": True}
    assert facts.items() <= letter.items()
    (commitment,) = letter["commitments"]
    assert commitment["organisation"] == commitment["actor"] == "Harbour Board"
    assert commitment["due"] == "2026-06-30"
    staffed.ok("letter", "edit", "1", "--not-confidential")
    assert staffed.ok("letters", "--json").json[0]["confidential"] is False


BY_THE_COUNCIL = "The Council shall repair the wells by 30 September 2026."


def test_a_corrected_sender_decides_anew_who_promises_what(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT, BY_THE_COUNCIL, "The Mill shall clean the river by 1 October 2026."))
    before = {each["quote"]: each["id"] for each in tracker.ok("list", "--json").json}
    assert not [quote for quote in before if "Council" in quote]
    edited = tracker.ok("letter", "edit", "1", "--sender", "Harl Town Council", "--json").json
    after = {each["quote"]: each for each in tracker.ok("list", "--json").json}
    (council,) = [each for quote, each in after.items() if "Council" in quote]
    assert edited["added"] == [council["id"]]
    assert council["due"] == "2026-09-30"
    assert council["organisation"] == "Harl Town Council"
    again = tracker.ok("letter", "edit", "1", "--sender", "Brightwater Mills Ltd")
    assert "does not promise" in again.out
    assert {each["quote"] for each in tracker.ok("list", "--json").json} == set(before)
    gone = tracker.ok("show", str(council["id"]), "--json").json
    assert gone["status"] == "dismissed"
    assert gone["history"][-1]["action"] == "commitment.dismissed"


def test_what_somebody_touched_outlives_a_corrected_sender(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT, BY_THE_COUNCIL), "--sender", "Harl Town Council")
    number = next(each["id"] for each in tracker.ok("list", "--json").json if "Council" in each["quote"])
    tracker.ok("dismiss", str(number), "--note", "Not ours.")
    tracker.ok("reopen", str(number), "--note", "It is.")
    edited = tracker.ok("letter", "edit", "1", "--sender", "Brightwater Mills Ltd", "--json").json
    assert edited["dismissed"] == []
    assert tracker.ok("show", str(number), "--json").json["status"] == "open"


def test_the_day_of_what_ended_stays_when_the_date_is_corrected(
    tracker: Tracker, write: LetterWriter
) -> None:
    tracker.ok("add", write(AUDIT, SOON))
    tracker.ok("dismiss", "1", "--note", "Came by post.")
    edited = tracker.ok("letter", "edit", "1", "--date", "2026-05-01", "--json").json
    assert edited["deadlines"] == [2]
    assert tracker.ok("show", "1", "--json").json["due"] == "2026-07-01"


@pytest.mark.parametrize("option", ["--date", "--received"])
def test_a_day_that_has_not_come_is_refused(tracker: Tracker, write: LetterWriter, option: str) -> None:
    path = write(REPORT)
    refused = tracker("add", path, option, "2026-06-03")
    assert refused.code == 2
    assert f"{option} 2026-06-03 has not come yet" in refused.err
    assert tracker("add", path, "--workers", "1", option, "2026-06-03").code == 2
    tracker.ok("add", path)
    assert tracker("letter", "edit", "1", option, "2026-06-03").code == 2
    assert len(tracker.ok("letter", "show", "1", "--json").json["history"]) == 1


def test_names_with_control_characters_are_refused(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT)
    assert "--sender needs printable" in tracker("add", path, "--sender", "Mill\x1b[31m").err
    tracker.ok("add", path, "--sender", " Harbour \n Board ")
    assert tracker.ok("letters", "--json").json[0]["sender"] == "Harbour Board"
    for option in ("--sender", "--recipient"):
        assert tracker("letter", "edit", "1", option, "x\x07").code == 2


def test_a_promise_entered_twice_is_named_and_not_doubled(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT, "The wells are ours."))
    words = ("new", "--letter", "1", "--quote", "The wells are ours", "--action", "keep the wells")
    tracker.ok(*words)
    again = tracker(*words)
    assert again.code == 5
    assert "commitment 2 of letter 1 says the same already" in again.err
    tracker.ok(*words, "--actor", "Jo Lind")
    assert len(tracker.ok("list", "--json").json) == 3


def test_the_list_of_letters_fits_eighty_columns_and_tells_letters_apart(
    staffed: Tracker, write: LetterWriter
) -> None:
    path = write(REPORT)
    staffed.ok("add", path)
    plain = staffed.ok("letters").out.splitlines()
    assert plain[0].split() == ["id", "date", "sender", "file"]
    assert path.name in plain[1]
    staffed.ok("letter", "edit", "1", "--case", "Wells", "--confidential")
    full = staffed.ok("letters").out.splitlines()
    assert full[0].split() == ["id", "date", "sender", "case", "note", "file"]
    assert "confidential" in full[1]
    assert all(len(line) <= 80 for line in (*plain, *full))


def test_an_edit_that_changes_nothing_is_a_mistake(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT))
    for options in ((), ("--date", "2026-06-01")):
        answer = tracker("letter", "edit", "1", *options)
        assert answer.code == 2
        assert "Nothing to change" in answer.err
    assert tracker("letter", "edit", "1", "--case", "Nothing").code == 3
    assert len(tracker.ok("letter", "show", "1", "--json").json["history"]) == 1


def test_a_withdrawn_letter_leaves_all_lists_and_keeps_its_history(
    staffed: Tracker, write: LetterWriter
) -> None:
    path = write(REPORT)
    staffed.ok("add", path, "--case", "Wells")
    assert staffed("letter", "withdraw", "1").code == 2
    assert staffed("letter", "withdraw", "1", "--note", " ").code == 2
    answer = staffed.ok("letter", "withdraw", "1", "--note", "Meant for another office.")
    assert answer.out == "Letter 1 withdrawn, with 1 commitment; its history is kept.\n"
    later = staffed.on(2026, 8, 1)
    for command in (("letters",), ("list", "--status", "all"), ("overdue",)):
        assert later.ok(*command, "--json").json == []
    history = later.ok("letter", "show", "1", "--json").json["history"]
    assert history[-1]["action"] == "letter.withdrawn"
    assert history[-1]["note"] == "Meant for another office."
    assert "withdrawn" in later.ok("show", "1").out
    for refused in (("letter", "withdraw", "1"), ("dismiss", "1"), ("resolve", "1", "--as", "broken")):
        answer = later(*refused, "--note", "Again.")
        assert answer.code == 5
        assert "add" in answer.err
    assert later("letter", "edit", "1", "--date", "2026-05-01").code == 5
    assert [each["id"] for each in later.ok("letters", "--withdrawn", "--json").json] == [1]
    assert "Brightwater" in later.ok("letters", "--withdrawn").out
    shown = later.ok("show", "1")
    assert "its letter was withdrawn: it stands in no list" in shown.out
    assert "Meant for another office." in shown.out
    assert later.ok("add", path, "--json").json[0]["letter"] == 2


@pytest.mark.parametrize("words", [("show", "7"), ("edit", "7", "--date", "2026-01-01")])
def test_an_unknown_letter(tracker: Tracker, words: tuple[str, ...]) -> None:
    answer = tracker("letter", *words)
    assert answer.code == 3
    assert answer.err == "tracker: no letter 7; see: tracker letters.\n"
    assert answer.out == ""
