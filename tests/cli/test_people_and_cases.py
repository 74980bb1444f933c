from __future__ import annotations

import pytest

from tests.cli.driver import Tracker


def test_nobody_is_there_at_first(tracker: Tracker) -> None:
    assert "Nobody yet" in tracker.ok("people").out
    assert tracker.ok("people", "--json").json == []


def test_a_person_is_added_with_the_office_defaults(tracker: Tracker) -> None:
    answer = tracker.ok("people", "add", "Ana", "--email", "ana@office.example")
    assert answer.out == "Ana added as staff.\n"
    assert tracker.ok("people", "--json").json == [
        {
            "id": 1,
            "name": "Ana",
            "email": "ana@office.example",
            "role": "staff",
            "zone": "UTC",
            "digest": "monday 08:00",
            "absent_until": None,
            "cover": None,
        }
    ]


def test_role_zone_and_digest_are_kept(tracker: Tracker) -> None:
    added = tracker.ok(
        "people", "add", "Wanjiru", "--email", "w@audit.example", "--role", "auditor",
        "--zone", "Africa/Nairobi", "--digest", "Friday 7:30", "--json",
    )  # fmt: skip
    assert added.json == {"id": 1, "name": "Wanjiru"}
    (person,) = tracker.ok("people", "--json").json
    assert (person["role"], person["zone"], person["digest"]) == ("auditor", "Africa/Nairobi", "friday 07:30")
    table = tracker.ok("people").out
    assert "Wanjiru" in table
    assert "Africa/Nairobi" in table


def test_no_digest_is_a_choice(tracker: Tracker) -> None:
    tracker.ok("people", "add", "Ana", "--email", "ana@office.example", "--digest", "none")
    assert tracker.ok("people", "--json").json[0]["digest"] is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("Ana", "--email", "no-address"), "no mail address"),
        (("Ana", "--email", "ana@office.example\nBcc: all@office.example"), "no mail address"),
        (("Ana", "--email", "ana@office.example", "--zone", "Mars/Olympus"), "Mars/Olympus"),
        (("Ana", "--email", "ana@office.example", "--zone", "../../etc/passwd"), "time zone"),
        (("Ana", "--email", "ana@office.example", "--digest", "someday 08:00"), "no digest time"),
        (("Ana", "--email", "ana@office.example", "--digest", "monday 25:00"), "no digest time"),
        (("Ana", "--email", "ana@office.example", "--digest", "monthly 31 08:00"), "no digest time"),
        (("Ana", "--email", "ana@office.example", "--role", "king"), "king"),
        (("  ", "--email", "ana@office.example"), "name"),
        (("A\x1b[31mna", "--email", "ana@office.example"), "name"),
        (("Ana",), "--email"),
    ],
)
def test_a_wrong_person_is_not_stored(tracker: Tracker, wrong: tuple[str, ...], words: str) -> None:
    answer = tracker("people", "add", *wrong)
    assert answer.code == 2
    assert words in answer.err
    assert answer.out == ""
    assert tracker.ok("people", "--json").json == []


def test_a_name_stands_for_one_person(staffed: Tracker) -> None:
    answer = staffed("people", "add", "Ana", "--email", "other@office.example")
    assert answer.code == 5
    assert "'Ana' already" in answer.err
    assert len(staffed.ok("people", "--json").json) == 2


def test_cases_are_listed_with_their_lead(staffed: Tracker) -> None:
    assert staffed.ok("case", "--json").json == [{"id": 1, "name": "Wells", "lead": "Ana"}]
    assert "Wells" in staffed.ok("case").out


def test_a_case_needs_a_lead_who_exists(tracker: Tracker) -> None:
    assert tracker("case", "add", "Wells").code == 2
    answer = tracker("case", "add", "Wells", "--lead", "Zoe")
    assert answer.code == 3
    assert "tracker people add" in answer.err
    assert "No cases yet" in tracker.ok("case").out


def test_a_case_stands_for_one_file(staffed: Tracker) -> None:
    assert staffed("case", "add", "Wells", "--lead", "Ben").code == 5
    assert staffed("case", "add", "   ", "--lead", "Ben").code == 2
