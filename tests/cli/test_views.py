"""Views around a person, an organisation and a case: what needs a hand, what is in hand, how promises were kept."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Tracker
from tracker.cli.render_views import shares
from tracker.cli.shapes_views import IN_PARTS

URL = "https://mills.example/report"


@pytest.fixture
def desk(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Ana's 1 (30 June), 2 (15 June), 3 (review 30 August), 4 (waits for its condition) and the ask a1 in Wells; Ben's 5 (8 June)."""

    def add_letters() -> None:
        staffed.ok(
            "add",
            write(
                "We will publish the report by 30 June 2026.",
                "We will test the wells by 15 June 2026.",
                "We will shortly repair the fence.",
                "If any sample exceeds the limit, we will supply drinking water.",
                "Please send us the names of the guards who were present.",
            ),
            "--case",
            "Wells",
            "--received",
            "2026-06-01",
        )
        harbour = write(
            "We will pave the quay by 8 June 2026.", name="quay.txt", sender="Northport Harbour Board"
        )
        staffed.ok("add", harbour, "--owner", "Ben")
        days = {each["id"]: each["due"] for each in staffed.ok("list", "--json").json if each["id"] != 4}
        assert days == {
            5: "2026-06-08",
            2: "2026-06-15",
            1: "2026-06-30",
            3: "2026-08-30",
        }

    return once(staffed, add_letters)


def by_part(tracker: Tracker, *words: str) -> dict[str, list[object]]:
    """The ids of each part that holds something."""
    found = tracker.ok("today", *words, "--json").json
    return {
        name: [each["id"] for each in part] for name, part in found.items() if isinstance(part, list) and part
    }


def as_person(tracker: Tracker, name: str) -> Tracker:
    return Tracker(tracker.home, tracker.now, tracker.config, {"TRACKER_ACTOR": name})


# today


def test_what_needs_my_hand_now(desk: Tracker) -> None:
    assert by_part(desk) == {"due": [2], "asks": ["a1"]}
    july = desk.on(2026, 7, 1)
    assert by_part(july) == {"overdue": [2, 1], "asks": ["a1"]}
    september = desk.on(2026, 9, 1)
    assert by_part(september) == {"overdue": [2, 1], "review": [3], "condition": [4], "asks": ["a1"]}
    assert by_part(as_person(july, "Ben")) == {"overdue": [5]}
    found = july.ok("today", "--json").json
    assert (found["day"], found["person"]) == ("2026-07-01", "Ana")
    assert [each["days_over"] for each in found["overdue"]] == [16, 1]


def test_it_reads_well(desk: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert desk.on(2026, 9, 1).ok("today").out.splitlines() == [
        "Tuesday 1 September 2026 for Ana: 5 things need a hand",
        "",
        "Overdue (2): tracker resolve ID --as kept …",
        "   2  78 days over     Brightwater Mills Ltd: test the wells",
        "   1  63 days over     Brightwater Mills Ltd: publish the report",
        "",
        "They ask us (1): tracker asks answer ASK --note …",
        "  a1  since 1 Jun      Brightwater Mills Ltd: Please send us the names of the g…",
        "",
        "To look at again (1): tracker show ID",
        "   3  2 days ago       Brightwater Mills Ltd: repair the fence",
        "",
        "Conditions to check (1): tracker condition ID … or tracker note ID …",
        "   4  since 2 Jun      Brightwater Mills Ltd: If any sample exceeds the limit:…",
    ]
    assert "since Jun 2026" in desk.on(2027, 1, 4).ok("today").out


def test_nothing_to_do_is_said(desk: Tracker) -> None:
    assert desk.ok("today", "org:harbour").out == "Tuesday 2 June 2026: nothing needs a hand for Ana.\n"


def test_a_note_puts_a_condition_off(desk: Tracker) -> None:
    september = desk.on(2026, 9, 1)
    september.ok("note", "4", "We asked: no sample was taken yet.")
    assert "condition" not in by_part(september)
    assert by_part(desk.on(2026, 10, 31))["condition"] == [4]


def test_what_waits_for_us_shows_by_its_ask(desk: Tracker) -> None:
    desk.ok("asks", "hold", "a1", "1", "2")
    july = desk.on(2026, 7, 1)
    assert by_part(july) == {"asks": ["a1"]}
    assert "(holds up 1, 2)" in july.ok("today").out
    july.ok("asks", "answer", "a1", "--note", "Sent.")
    assert by_part(july) == {"due": [2]}


def test_a_filter_narrows_it_down(desk: Tracker) -> None:
    july = desk.on(2026, 7, 1)
    assert by_part(july, "owner:Ben") == {"overdue": [5]}
    assert by_part(july, "owner:me") == {"overdue": [2, 1]}
    assert by_part(july, "--everybody") == {"overdue": [5, 2, 1], "asks": ["a1"]}
    assert by_part(july, "--everybody", "org:harbour") == {"overdue": [5]}
    assert by_part(july, "text:wells") == {"overdue": [2]}
    assert by_part(july, "text:guards") == {"asks": ["a1"]}
    assert by_part(july, "due:..2026-06-20") == {"overdue": [2]}
    assert by_part(july, "case:Wells", "not:text:report") == {"overdue": [2], "asks": ["a1"]}
    out = july.ok("today", "--everybody").out
    assert "Wednesday 1 July 2026: 4 things need a hand" in out
    assert "pave the quay (Ben)" in out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("today", "owner:Zoe"), 3, "no person 'Zoe'"),
        (("today", "sort:org"), 2, "leave sort: out"),
        (("today", "orq:x"), 2, "did you mean 'org'"),
        (("mine", "case:Nothing"), 3, "no case 'Nothing'"),
        (("mine", "harbour"), 2, "text:harbour"),
        (("organisations", "show", "Nobody Ltd"), 3, "no organisation 'Nobody Ltd'"),
        (("organisations", "show", ""), 3, "no organisation"),
        (("case", "show", "Welsl"), 3, "did you mean 'Wells'"),
    ],
)
def test_what_is_refused(desk: Tracker, words: tuple[str, ...], code: int, says: str) -> None:
    answer = desk(*words)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err


def test_who_is_none_of_the_people_sees_everybody_s(desk: Tracker) -> None:
    guest = as_person(desk.on(2026, 7, 1), "root")
    assert guest.ok("today", "--json").json["person"] is None
    assert by_part(guest) == {"overdue": [5, 2, 1], "asks": ["a1"]}
    mine = guest("mine")
    assert (mine.code, mine.out) == (3, "")
    assert "'root' is none of the people; say with TRACKER_ACTOR who you are" in mine.err
    assert "did you mean 'Ana'?" in as_person(desk, "Anna")("mine").err


def test_a_login_in_small_letters_is_the_person(desk: Tracker) -> None:
    assert as_person(desk, "ana").ok("today", "--json").json["person"] == "Ana"
    assert as_person(desk, "ben").ok("mine", "--json").json["person"] == "Ben"


def test_auditors_see_everybody_s(desk: Tracker) -> None:
    desk.ok("people", "add", "Ada", "--email", "ada@office.example", "--role", "auditor")
    assert by_part(as_person(desk.on(2026, 7, 1), "Ada"))["overdue"] == [5, 2, 1]


def test_what_a_second_person_must_confirm(desk: Tracker) -> None:
    careful = desk.with_config("[office]\nsecond_pair_of_eyes = true\n")
    careful.ok("resolve", "5", "--as", "broken", "--note", "Never.")
    assert "confirm" not in by_part(careful)
    ben = as_person(careful, "Ben")
    assert by_part(ben)["confirm"] == [5]
    assert "   5  broken?          Northport Harbour Board: pave the quay" in ben.ok("today").out
    ben.ok("confirm", "5")
    assert "confirm" not in by_part(ben)


def test_proposed_ones_lead_to_review(staffed: Tracker, write: LetterWriter) -> None:
    unsure = staffed.with_config("[extraction]\npropose_below = 1.0\n")
    unsure.ok("add", write("We will publish the report by 30 June 2026."), "--owner", "Ana")
    out = unsure.ok("today").out
    assert "Promise or not (1): tracker review\n   1  30 Jun           Brightwater Mills Ltd: publish" in out


def test_a_long_part_is_cut_and_says_where_the_rest_is(staffed: Tracker, write: LetterWriter) -> None:
    sentences = [f"We will test well {number} by 15 June 2026." for number in range(1, 19)]
    staffed.ok("add", write(*sentences), "--owner", "Ana")
    lines = staffed.on(2026, 7, 1).ok("today").out.splitlines()
    assert lines[2].startswith("Overdue (18)")
    assert lines[-1] == "      … 3 more: tracker mine is:overdue"
    everybody = staffed.on(2026, 7, 1).ok("today", "--everybody", "org:mills").out
    assert everybody.endswith("      … 3 more: tracker list org:mills is:overdue\n")
    assert len(by_part(staffed.on(2026, 7, 1))["overdue"]) == 18


@pytest.mark.parametrize(
    ("sizes", "height", "expected"),
    [
        ([20, 3], None, [15, 3]),
        ([4, 3], 24, [4, 3]),
        ([40], 24, [15]),
        ([40, 40], 24, [8, 8]),
        ([40, 9], 24, [8, 9]),
        ([3, 3, 3], 17, [3, 3, 3]),
        ([3, 3, 3, 3], 17, [3, 3, 3, 3]),
        ([30, 30, 30, 30], 17, [2, 2, 2, 2]),
        ([40, 40, 40, 40, 40, 40, 1], 24, [2, 2, 2, 2, 2, 2, 1]),
    ],
)
def test_parts_share_the_terminal(sizes: list[int], height: int | None, expected: list[int]) -> None:
    shown = shares(sizes, height)
    assert shown == expected
    lines = 1 + sum(2 + some + (some < size) for some, size in zip(shown, sizes, strict=True))
    assert height is None or lines < height or max(shown) <= 3


@pytest.mark.parametrize("command", ["today", "mine"])
def test_views_as_a_table_have_the_names_and_values_of_json(desk: Tracker, command: str) -> None:
    september = desk.on(2026, 9, 1)
    table = list(csv.DictReader(io.StringIO(september.ok(command, "--csv").out)))
    parts = september.ok(command, "--json").json
    shapes = [(part, each) for part, rows in parts.items() if isinstance(rows, list) for each in rows]
    assert len(table) == len(shapes) > 4
    for row, (part, shape) in zip(table, shapes, strict=True):
        assert tuple(row) == IN_PARTS
        assert row["part"] == part
        assert (row["id"], row["quote"]) == (str(shape["id"]), shape["quote"])
        assert row["days_over"] == str(shape.get("days_over", ""))
    empty = desk.ok(command, "--csv", "org:harbour").out
    assert empty.splitlines() == [",".join(IN_PARTS)]
    assert desk(command, "--csv", "--json").code == 2


def test_plain_views_have_a_line_for_each_value(desk: Tracker) -> None:
    desk.ok("asks", "hold", "a1", "1")
    september = desk.on(2026, 9, 1)
    assert september.ok("today", "--plain", "text:well").out == (
        "Tuesday 1 September 2026 for Ana: 1 thing needs a hand\n\n"
        "Overdue (1): tracker resolve ID --as kept …\nid: 2\nwhen: 78 days over\n"
        "organisation: Brightwater Mills Ltd\nwords: test the wells\n\n"
    )
    asked = september.ok("mine", "--plain", "text:guards").out
    assert asked.endswith(
        "id: a1\nwhen: since 1 Jun\norganisation: Brightwater Mills Ltd\n"
        "words: Please send us the names of the guards who were present.\nholds up: 1\n\n"
    )
    assert "owner: Ben\n" in september.ok("today", "--plain", "--everybody").out


# mine


def test_all_that_i_follow_up(desk: Tracker) -> None:
    desk.ok("asks", "assign", "a1", "--to", "Ben")
    july = desk.on(2026, 7, 1)
    found = july.ok("mine", "--json").json
    assert [each["id"] for each in found["commitments"]] == [2, 1, 3, 4]
    assert [each["days_over"] for each in found["commitments"]] == [16, 1, 0, 0]
    assert (found["person"], found["asks"]) == ("Ana", [])
    assert [each["id"] for each in july.ok("mine", "--json", "due:..today").json["commitments"]] == [2, 1]
    assert [each["id"] for each in july.ok("mine", "--json", "sort:-id").json["commitments"]] == [4, 3, 2, 1]
    lines = july.ok("mine").out.splitlines()
    assert lines[0] == "Ana: 4 commitments open, 2 of them overdue"
    assert lines[2].split() == ["id", "day", "organisation", "status", "promise"]
    assert lines[3].split()[:5] == ["2", "15", "Jun", "2026", "Brightwater"]
    ben = as_person(july, "Ben").ok("mine").out
    assert ben.startswith("Ben: 1 commitment open, 1 of them overdue, 1 ask to answer\n")
    assert "  a1  since 1 Jun" in ben
    assert july.ok("mine", "org:harbour").out == "Ana: 0 commitments open\n"


# Records


def test_how_an_organisation_kept_its_promises(desk: Tracker, write: LetterWriter) -> None:
    again = write("We will publish the report by 31 August 2026.", name="second.txt", date="20 June 2026")
    june = desk.on(2026, 6, 25)
    june.ok("add", again, "--owner", "Ben")
    june.ok("link", "6", "1", "--as", "repeats")
    kept = ("--as", "kept", "--note", "Seen.", "--evidence", URL)
    june.ok("resolve", "2", *kept, "--on", "2026-06-25")
    june.ok("resolve", "3", "--as", "broken", "--note", "Never.")
    july = desk.on(2026, 7, 5)
    out = july.ok("organisations", "show", "brightwater").out.splitlines()
    assert out[:4] == [
        "Brightwater Mills Ltd",
        "5 promises: 1 kept, 1 broken, 3 open (1 overdue)",
        "Median delay: 10 days (1 of 1 kept late)",
        "Promised before: 1, marked with *",
    ]
    rows = [" ".join(line.split()) for line in out]
    assert rows[rows.index("Overdue: 1") + 2] == "1 30 Jun 2026 5 days over Ana publish the report"
    assert "6* 31 Aug 2026 Ben publish the report" in rows
    assert any(row.startswith("4 ") and row.endswith("dormant Ana supply drinking water") for row in rows)
    assert "2 15 Jun 2026 kept, 10 days late Ana test the wells" in rows
    assert rows[-1].endswith("letter.txt")
    found = july.ok("organisations", "show", "Brightwater Mills", "--json").json
    assert found["figures"] == {
        "promised": 5,
        "kept": 1,
        "partly": 0,
        "late": 1,
        "broken": 1,
        "open": 3,
        "overdue": 1,
        "repeated": 1,
        "median_delay": 10,
        "delays_known": 1,
    }
    assert found["repeated"] == [6]
    assert {each["id"] for each in found["commitments"]} == {1, 2, 3, 4, 6}
    assert [each["id"] for each in found["letters"]] == [3, 1]


def test_an_organisation_that_promised_nothing(staffed: Tracker, write: LetterWriter) -> None:
    staffed.ok("add", write("Thank you for your letter."))
    out = staffed.ok("organisations", "show", "Brightwater Mills Ltd").out
    assert out.startswith("Brightwater Mills Ltd\n0 promises\n")


def test_a_part_of_a_name_must_mean_one(desk: Tracker, write: LetterWriter) -> None:
    desk.ok(
        "add", write("We will mend the lock by 1 July 2026.", name="b.txt", sender="Northport Canal Trust")
    )
    answer = desk("organisations", "show", "northport")
    assert (answer.code, answer.out) == (3, "")
    desk.ok("organisations", "show", "canal")


def test_how_promises_in_a_case_are_kept(desk: Tracker) -> None:
    july = desk.on(2026, 7, 5)
    out = july.ok("case", "show", "wel").out.splitlines()
    assert out[:3] == ["Wells, led by Ana", "4 promises: 4 open (2 overdue)", "All followed up by Ana"]
    assert "Brightwater Mills Ltd" in out[6]
    found = july.ok("case", "show", "Wells", "--json").json
    assert (found["name"], found["lead"], found["figures"]["overdue"]) == ("Wells", "Ana", 2)
    assert {each["id"] for each in found["commitments"]} == {1, 2, 3, 4}
    assert [each["id"] for each in found["letters"]] == [1]
    july.ok("case", "add", "Empty", "--lead", "Ben")
    assert july.ok("case", "show", "Empty").out == "Empty, led by Ben\n0 promises\n"


def test_views_fit_the_terminal(desk: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    september = desk.on(2026, 9, 1)
    for words in (
        ("today",),
        ("today", "--everybody"),
        ("mine",),
        ("organisations", "show", "brightwater"),
        ("case", "show", "Wells"),
    ):
        assert max(map(len, september.ok(*words).out.splitlines())) <= 80, words
