"""Organisations and the names they go by."""

from __future__ import annotations

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker

REPORT = "We will publish the full inspection report by 30 June 2026."
REPAIR = "We will repair the eastern fence of the school by 1 August 2026."


@pytest.fixture
def mills(tracker: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """With a letter of Brightwater Mills Ltd and one of Brightwater."""

    def add_letters() -> None:
        tracker.ok("add", write(REPORT, name="1.txt"))
        tracker.ok(
            "add", write(REPORT, REPAIR, name="2.txt", date="2 May 2026", sender="Brightwater Group plc")
        )

    return once(tracker, add_letters)


def names(tracker: Tracker) -> dict[str, tuple[int, int]]:
    known = tracker.ok("organisations", "--json").json
    return {each["name"]: (each["letters"], each["commitments"]) for each in known}


def test_none_at_first(tracker: Tracker) -> None:
    assert "No organisations yet" in tracker.ok("organisations").out
    assert tracker.ok("organisations", "--json").json == []


def test_legal_forms_articles_and_case_make_no_new_organisation(
    tracker: Tracker, write: LetterWriter
) -> None:
    tracker.ok("add", write(REPORT, name="1.txt"))
    for number, sender in enumerate(("The Brightwater Mills Limited", "BRIGHTWATER MILLS LTD."), 2):
        tracker.ok("add", write(REPAIR, name=f"{number}.txt", date=f"{number} May 2026"), "--sender", sender)
    assert names(tracker) == {"Brightwater Mills Ltd": (3, 3)}


def test_anything_else_stays_apart_until_a_person_says_so(mills: Tracker) -> None:
    assert names(mills) == {"Brightwater Group plc": (1, 2), "Brightwater Mills Ltd": (1, 1)}
    answer = mills.ok("organisations", "merge", "Brightwater Mills Ltd", "brightwater group")
    assert answer.out.startswith("1 letter and 2 commitments moved to Brightwater Mills Ltd")
    assert names(mills) == {"Brightwater Mills Ltd": (2, 3)}
    assert {each["sender"] for each in mills.ok("letters", "--json").json} == {"Brightwater Mills Ltd"}
    listed = mills.ok("list", "--organisation", "Brightwater Group plc", "--json").json
    assert len(listed) == 3
    assert "promised twice" in mills.ok("show", "1").out
    history = mills.ok("letter", "show", "2", "--json").json["history"]
    assert [event["action"] for event in history] == ["letter.added", "organisation.merged"]
    assert mills("doctor").out.count("all tables agree") == 1


def test_later_letters_are_filed_under_the_name_that_was_kept(mills: Tracker, write: LetterWriter) -> None:
    mills.ok("organisations", "merge", "Brightwater Mills Ltd", "Brightwater Group plc")
    mills.ok("add", write(REPAIR, name="3.txt", date="3 May 2026", sender="Brightwater Group plc"))
    assert names(mills) == {"Brightwater Mills Ltd": (3, 4)}


def test_an_alias_leads_to_its_organisation(mills: Tracker, write: LetterWriter) -> None:
    answer = mills.ok("organisations", "alias", "Brightwater Mills", "BWM")
    assert answer.out == "Brightwater Mills Ltd also goes by the name BWM.\n"
    mills.ok("add", write(REPAIR, name="3.txt", date="3 May 2026"), "--sender", "BWM")
    assert names(mills)["Brightwater Mills Ltd"] == (2, 2)
    assert "BWM" in mills.ok("organisations").out
    shown = mills.ok("organisations", "show", "BWM", "--json").json
    assert (shown["name"], shown["aliases"]) == ("Brightwater Mills Ltd", ["BWM"])
    assert len(shown["letters"]) == len(shown["commitments"]) == 2
    assert "publish the full inspection report" in mills.ok("organisations", "show", "BWM").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "Nobody Ltd"), 3, "no organisation 'Nobody Ltd'"),
        (("merge", "Brightwater Mills Ltd", "Nobody Ltd"), 3, "tracker organisations"),
        (("merge", "Brightwater Mills Ltd", "The Brightwater Mills Limited"), 5, "one organisation already"),
        (("merge", "Brightwater Mills Ltd", "Unknown sender"), 5, "letter edit ID --sender"),
        (("alias", "Brightwater Mills Ltd", "Brightwater Group plc"), 5, "organisations merge"),
        (("alias", "Brightwater Mills Ltd", "Brightwater Mills Ltd"), 5, "already"),
        (("alias", "Brightwater Mills Ltd", " "), 2, "printable"),
    ],
)
def test_what_is_refused(
    mills: Tracker, write: LetterWriter, words: tuple[str, ...], code: int, said: str
) -> None:
    mills.ok(
        "add", write(REPAIR, name="unsigned.txt", date="4 May 2026", sender=""), "--sender", "Unknown sender"
    )
    before = names(mills)
    answer = mills("organisations", *words)
    assert answer.code == code
    assert said in answer.err
    assert names(mills) == before


def everything(tracker: Tracker) -> list[object]:
    return [
        tracker.ok(*words, "--json").json
        for words in (
            ("organisations",),
            ("letters",),
            ("list", "--status", "all"),
            ("organisations", "show", "Brightwater Mills Ltd"),
            ("organisations", "show", "Brightwater Group plc"),
        )
    ]


def test_a_merge_is_taken_back_whole(mills: Tracker) -> None:
    mills.ok("organisations", "alias", "Brightwater Group plc", "BWG")
    before = everything(mills)
    merge = ("organisations", "merge", "Brightwater Mills Ltd", "Brightwater Group plc")
    for _ in range(2):
        merged = mills.ok(*merge).out
        once = everything(mills)
        shown = mills.ok("undo", "--yes").out
        assert "organisation: Brightwater Group plc → Brightwater Mills Ltd" in shown
        assert everything(mills) == before
        assert mills("doctor").out.count("all tables agree") == 1
    assert mills.ok(*merge).out == merged
    assert everything(mills) == once
    mills.ok("undo", "--yes")
    history = mills.ok("letter", "show", "2", "--json").json["history"]
    assert [event["action"] for event in history] == [
        "letter.added",
        *["organisation.merged", "organisation.undone"] * 3,
    ]


def test_an_alias_is_taken_back_and_may_be_given_to_another(mills: Tracker, write: LetterWriter) -> None:
    mills.ok("organisations", "alias", "Brightwater Mills Ltd", "BW")
    assert "alias 1 added" in mills.ok("undo", "--yes").out
    assert mills("organisations", "show", "BW").code == 3
    mills.ok("organisations", "alias", "Brightwater Group plc", "BW")
    mills.ok("add", write(REPAIR, name="3.txt", date="3 May 2026"), "--sender", "BW")
    assert names(mills)["Brightwater Group plc"] == (2, 3)
    log = mills.ok("audit", "log", "--action", "alias", "--json").json
    assert [event["action"] for event in log] == ["alias.added", "alias.undone", "alias.added"]
    assert mills("audit", "verify").code == 0


def test_a_merge_on_which_others_built_is_not_taken_back(mills: Tracker) -> None:
    mills.ok("organisations", "merge", "Brightwater Mills Ltd", "Brightwater Group plc")
    Tracker(mills.home, mills.now, None, {"TRACKER_ACTOR": "Ben"}).ok("snooze", "2", "--until", "2026-06-09")
    answer = mills("undo", "--yes")
    assert (answer.code, "Commitment 2 was changed since, by Ben" in answer.err) == (5, True)
