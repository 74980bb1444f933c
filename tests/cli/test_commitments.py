from __future__ import annotations

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker

REPORT = "We will publish the report by 30 June 2026."
WELLS = "We will test the wells by 15 June 2026."
SOON = "We will shortly repair the fence."
IF = "If any sample exceeds the limit, we will supply drinking water by 20 June 2026."


@pytest.fixture
def followed(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Ana's 1 (30 June), 2 (15 June), 3 (review 30 August) in Wells; Ben's 4 (conditional, 20 June)."""

    def add_letters() -> None:
        staffed.ok("add", write(REPORT, WELLS, SOON), "--case", "Wells")
        harbour = write(IF, name="harbour.txt", sender="Northport Harbour Board")
        staffed.ok("add", harbour, "--owner", "Ben")

    return once(staffed, add_letters)


def ids(tracker: Tracker, *options: str) -> list[int]:
    return [each["id"] for each in tracker.ok(*options, "--json").json]


def test_the_list_is_soonest_first(followed: Tracker) -> None:
    assert ids(followed, "list") == [2, 4, 1, 3]
    lines = followed.ok("list").out.splitlines()
    assert [line.split()[0] for line in lines] == ["id", "2", "4", "1", "3"]
    assert "15 Jun 2026" in lines[1]
    assert "review 30 Aug 2026" in lines[4]


def test_every_filter_narrows_the_list(followed: Tracker) -> None:
    followed.ok("dismiss", "1", "--note", "No promise.")
    followed.ok("resolve", "2", "--as", "broken", "--note", "Never done.")
    assert ids(followed, "list") == [4, 3]
    assert ids(followed, "list", "--status", "open") == [4, 3]
    assert ids(followed, "list", "--status", "proposed") == []
    assert ids(followed, "list", "--status", "dismissed") == [1]
    assert ids(followed, "list", "--status", "resolved") == [2]
    assert ids(followed, "list", "--status", "all") == [2, 4, 1, 3]
    assert ids(followed, "list", "--owner", "Ben") == [4]
    assert ids(followed, "list", "--organisation", "Brightwater Mills Ltd") == [3]
    assert ids(followed, "list", "--case", "Wells", "--status", "all") == [2, 1, 3]
    assert ids(followed, "list", "--due-before", "2026-06-20") == []
    assert ids(followed, "list", "--due-before", "2026-06-21") == [4]
    assert "No commitments here." in followed.ok("list", "--owner", "Ben", "--case", "Wells").out


def test_unknown_owners_organisations_and_cases_are_no_empty_lists(followed: Tracker) -> None:
    assert followed("list", "--owner", "Zoe").code == 3
    assert followed("list", "--organisation", "Nobody Ltd").code == 3
    assert followed("list", "--case", "Nothing").code == 3
    assert followed("list", "--status", "late").code == 2


def test_the_shape_of_a_commitment_that_others_rely_on(followed: Tracker) -> None:
    conditional = next(each for each in followed.ok("list", "--json").json if each["id"] == 4)
    promised = {
        "id", "organisation", "actor", "quote", "action", "condition", "strength", "kind", "due", "due_basis",
        "due_kind", "due_text", "status", "outcome", "owner", "case", "letter",
    }  # fmt: skip
    assert promised <= conditional.keys()
    values = {
        "organisation": "Northport Harbour Board",
        "condition_state": "dormant",
        "due": "2026-06-20",
        "due_basis": "stated",
        "due_kind": "date",
        "status": "open",
        "outcome": None,
        "owner": "Ben",
        "case": None,
        "letter": 2,
    }
    assert values.items() <= conditional.items()
    assert "any sample exceeds the limit" in conditional["condition"]


def test_one_commitment_in_its_context_with_its_history(followed: Tracker) -> None:
    shown = followed.ok("show", "2").out
    assert "[We will test the wells by 15 June 2026]" in shown
    assert "  | We will publish the report by 30 June 2026.\n  |\n" in shown
    assert "due by 15 June 2026, as the letter says; in 13 days" in shown
    assert "status     open" in shown
    assert "added by Ana" in shown
    view = followed.ok("show", "2", "--json").json
    assert view["before"].rstrip().endswith("30 June 2026.")
    assert view["after"].lstrip(".\n ").startswith("We will shortly")
    assert view["explanation"] == "due by 15 June 2026, as the letter says"
    assert view["evidence"] == []
    (event,) = view["history"]
    assert (event["action"], event["actor"], event["before"]) == ("commitment.added", "Ana", None)


def test_a_review_day_is_never_worded_as_a_promised_day(followed: Tracker) -> None:
    view = followed.ok("show", "3", "--json").json
    assert view["due_basis"] == "policy"
    assert view["explanation"].startswith("review by 30 August 2026: the office's rule for 'shortly'")
    shown = followed.on(2026, 9, 30).ok("show", "3").out
    assert "overdue" not in shown
    assert "due by" not in shown


def test_the_day_itself_is_not_overdue(followed: Tracker) -> None:
    assert ids(followed.on(2026, 6, 15), "overdue") == []
    assert ids(followed.on(2026, 6, 16), "overdue") == [2]


def test_the_overdue_list_is_worst_first_with_reviews_apart(followed: Tracker) -> None:
    later = followed.on(2026, 9, 1)
    found = later.ok("overdue", "--json").json
    # 4 waits for its condition: nobody can say yet that it is late.
    assert [(each["id"], each["due_basis"], each["days_over"]) for each in found] == [
        (2, "stated", 78),
        (1, "stated", 63),
        (3, "policy", 2),
    ]
    promised, _, reviewed = later.ok("overdue").out.partition("Due for review: 1 commitment")
    assert promised.startswith("Overdue on 1 September 2026: 2 commitments")
    assert promised.index("test the wells") < promised.index("publish the report")
    assert "repair the fence" not in promised
    assert "repair the fence" in reviewed


def test_nothing_is_overdue_in_an_empty_store(tracker: Tracker) -> None:
    assert tracker.ok("overdue", "--json").json == []
    assert "0 commitments" in tracker.ok("overdue").out


def test_kept_and_partly_want_evidence_or_a_reason(followed: Tracker) -> None:
    for outcome in ("kept", "partly"):
        answer = followed("resolve", "1", "2", "--as", outcome, "--note", "Done.")
        assert answer.code == 2
        assert "--evidence" in answer.err
        assert "--without-evidence" in answer.err
        assert answer.err.count("\n") == 1
    assert ids(followed, "list", "--status", "resolved") == []


def test_evidence_from_a_file_is_kept_and_a_page_is_named(followed: Tracker, write: LetterWriter) -> None:
    proof = write(name="proof.txt")
    followed.ok(
        "resolve", "1", "--as", "kept", "--note", "Seen.",
        "--evidence", str(proof), "--evidence", "https://mills.example/report",
    )  # fmt: skip
    view = followed.ok("show", "1", "--json").json
    assert (view["status"], view["outcome"]) == ("resolved", "kept")
    file, page = view["evidence"]
    assert file["source"] == "proof.txt"
    assert len(file["sha256"]) == 64
    assert (page["source"], page["sha256"]) == ("https://mills.example/report", None)
    shown = followed.ok("show", "1").out
    assert "status     resolved as kept" in shown
    assert "evidence   https://mills.example/report" in shown
    assert "resolved as kept by Ana (login " in shown


def test_a_reason_stands_in_for_evidence(followed: Tracker) -> None:
    followed.ok("resolve", "1", "--as", "kept", "--note", "Seen.", "--without-evidence", "Told by phone.")
    assert followed.ok("show", "1", "--json").json["history"][-1]["note"] == (
        "Seen. (without evidence: Told by phone.)"
    )


@pytest.mark.parametrize("outcome", ["broken", "withdrawn", "unverifiable"])
def test_the_other_outcomes_need_only_a_note(followed: Tracker, outcome: str) -> None:
    assert followed("resolve", "1", "--as", outcome).code == 2
    assert followed("resolve", "1", "--as", outcome, "--note", "  ").code == 2
    followed.ok("resolve", "1", "--as", outcome, "--note", "So it is.")
    assert followed.ok("show", "1", "--json").json["outcome"] == outcome


@pytest.mark.parametrize(
    ("evidence", "code", "words"),
    [
        ("missing.pdf", 4, "there is no such file"),
        ("ftp://mills.example/report", 2, "neither a file nor a web address"),
        (".", 4, "folder"),
    ],
)
def test_evidence_that_cannot_be_had_changes_nothing(
    followed: Tracker, evidence: str, code: int, words: str
) -> None:
    answer = followed("resolve", "1", "--as", "kept", "--note", "Seen.", "--evidence", evidence)
    assert answer.code == code
    assert words in answer.err
    assert followed.ok("show", "1", "--json").json["status"] == "open"


def test_evidence_and_its_absence_exclude_each_other(followed: Tracker) -> None:
    answer = followed(
        "resolve", "1", "--as", "kept", "--note", "Seen.",
        "--evidence", "https://mills.example", "--without-evidence", "None.",
    )  # fmt: skip
    assert answer.code == 2


def test_what_has_ended_can_only_be_reopened(followed: Tracker) -> None:
    followed.ok("dismiss", "1", "--note", "No promise.")
    followed.ok("resolve", "2", "--as", "broken", "--note", "Never done.")
    for command in (("dismiss",), ("resolve", "--as", "broken")):
        for number in ("1", "2"):
            answer = followed(command[0], number, *command[1:], "--note", "Again.")
            assert answer.code == 5
            assert f"tracker reopen {number} --note" in answer.err
    assert followed("reopen", "3", "--note", "Again.").code == 5
    answer = followed.ok("reopen", "1,2", "--note", "After all.")
    assert answer.out == "Commitment 1 open again.\nCommitment 2 open again.\n"
    view = followed.ok("show", "2", "--json").json
    assert (view["status"], view["outcome"]) == ("open", None)
    assert [each["action"].partition(".")[2] for each in view["history"]] == ["added", "resolved", "reopened"]


def test_a_mixed_batch_does_the_rest_and_names_each_failure(followed: Tracker) -> None:
    followed.ok("dismiss", "2", "--note", "No promise.")
    answer = followed("resolve", "1-3", "9", "--as", "broken", "--note", "Never done.", "--yes")
    assert answer.code == 1
    assert answer.out == "Commitment 1 resolved as broken.\nCommitment 3 resolved as broken.\n"
    refused, unknown = answer.err.splitlines()
    assert "Commitment 2 is dismissed" in refused
    assert "no commitment 9" in unknown
    as_json = followed("reopen", "1", "9", "--note", "After all.", "--json")
    assert as_json.code == 1
    assert as_json.json == {"changed": [1], "failed": 1}


def test_an_id_given_twice_is_one(followed: Tracker) -> None:
    assert followed.ok("dismiss", "1", "1-2", "--note", "No.", "--json").json == {
        "changed": [1, 2],
        "failed": 0,
    }


@pytest.mark.parametrize(
    "words",
    [
        ("show", "99"),
        ("dismiss", "99", "--note", "No."),
        ("reopen", "99", "--note", "No."),
        ("resolve", "99", "--as", "broken", "--note", "No."),
    ],
)
def test_an_unknown_commitment(followed: Tracker, words: tuple[str, ...]) -> None:
    answer = followed(*words)
    assert answer.code == 3
    assert answer.err == "tracker: no commitment 99; the nearest is 4; see: tracker list.\n"


@pytest.mark.parametrize("number", ["x", "1-", "5-2", "-1", "1.5", "²", "1-99999999"])
def test_what_is_no_id(followed: Tracker, number: str) -> None:
    answer = followed("dismiss", "--note", "No.", "--", number)
    assert answer.code == 2
    assert answer.out == ""
    assert followed("show", "--", number).code == 2
    assert len(ids(followed, "list")) == 4


@pytest.mark.parametrize("number", ["12345678901234567890", "c99999999999999999999", "0012345678901"])
def test_an_id_that_is_too_long_to_be_one(followed: Tracker, number: str) -> None:
    for words in (
        ("show", number), ("dismiss", f"1-2,{number}", "--note", "No."), ("letter", "show", number), ("outbox", "show", number),
    ):  # fmt: skip
        answer = followed(*words)
        assert answer.code == 3
        assert (
            answer.err == f"tracker: there is nothing with the id {number}; no id has more than 9 digits.\n"
        )
    assert len(ids(followed, "list")) == 4


def test_an_id_as_the_slots_of_a_mail_write_it(followed: Tracker) -> None:
    assert followed.ok("show", "c1", "--json").json["id"] == 1
    assert followed.ok("dismiss", "c1-c2", "--note", "No.", "--json").json["changed"] == [1, 2]


def test_who_acts_is_claimed_and_the_login_stands_beside(followed: Tracker) -> None:
    followed.ok("dismiss", "1", "--note", "No promise.")
    event = followed.ok("show", "1", "--json").json["history"][-1]
    assert event["actor"] == "Ana"
    assert event["login"] != "Ana"
    assert f"dismissed by Ana (login {event['login']}): No promise." in followed.ok("show", "1").out


def test_the_overdue_list_of_a_past_day_and_what_became_of_it(followed: Tracker) -> None:
    that_day = followed.on(2026, 6, 21)
    known = that_day.ok("overdue", "--json").json
    assert [each["id"] for each in known] == [2]
    later = followed.on(2026, 7, 5)
    later.ok("resolve", "2", "--as", "broken", "--note", "Never tested.")
    then = later.ok("overdue", "--as-of", "2026-06-21", "--json").json
    assert [{name: each[name] for name in each if name != "now"} for each in then] == known
    now = then[0]["now"]
    assert (now["status"], now["outcome"], now["due"]) == ("resolved", "broken", "2026-06-15")
    shown = later.ok("overdue", "--as-of", "2026-06-21").out
    assert "6 days over" in shown
    assert "since then: resolved as broken on 5 July 2026" in shown
    later.ok("letter", "withdraw", "1", "--note", "It was a forgery.")
    assert later.ok("overdue", "--as-of", "2026-06-21", "--json").json[0]["now"] is None
    assert "since then: its letter was withdrawn" in later.ok("overdue", "--as-of", "2026-06-21").out


def test_the_overdue_list_of_a_day_ahead_is_refused(followed: Tracker) -> None:
    answer = followed("overdue", "--as-of", "2026-06-03")
    assert answer.code == 2
    assert "2026-06-03 lies ahead" in answer.err
