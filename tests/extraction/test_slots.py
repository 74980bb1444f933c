"""What a promise's slots hold: actor, action, words, condition, kind, deadline, confidence."""

from __future__ import annotations

from datetime import date

import pytest

from tests.extraction.reading import SENDER, only, read
from tracker.model import Basis, DeadlineKind, Kind


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("We will publish the audit.", SENDER),
        ("The Company will publish the audit.", "The Company"),
        ("Halvorsen will publish the audit.", "Halvorsen"),
        ("Our legal team will contact your lawyer.", "Our legal team"),
        ("A full report will be published.", SENDER),
        ("The accounts will be examined by our auditors.", "our auditors"),
        ("No worker will be punished.", SENDER),
        ("You will receive our findings.", SENDER),
        ("My deputy has been instructed to meet the council.", "My deputy"),
    ],
)
def test_the_actor_is_named_as_the_letter_does(sentence: str, actor: str) -> None:
    assert only(sentence).actor == actor


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("We will publish the audit by 30 June.", "publish the audit"),
        ("A full report will be published in May.", "publish a full report"),
        ("We will not sell the land.", "not sell the land"),
        ("We are committed to avoiding harm.", "avoid harm"),
        ("We will continue to monitor the river.", "monitor the river"),
        ("If asked, we will repeat the survey.", "repeat the survey"),
        ("We have instructed counsel to review the contracts.", "review the contracts"),
    ],
)
def test_the_action_opens_with_its_verb(sentence: str, action: str) -> None:
    assert only(sentence).action == action


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("However, we will publish the audit.", "we will publish the audit"),
        ("By 30 June, we will publish the audit.", "By 30 June, we will publish the audit"),
        ("If asked, we will repeat the survey.", "If asked, we will repeat the survey"),
        ("We will help, although it is late.", "We will help"),
        ("We will fund the clinic, which opened in May.", "We will fund the clinic"),
        ("We are shocked and will review the file.", "will review the file"),
        ("I can promise you that the Company will pay.", "I can promise you that the Company will pay"),
    ],
)
def test_the_quote_is_the_clause_of_the_promise(sentence: str, quote: str) -> None:
    assert only(sentence).quote == quote


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("We will pay if the receipts are sent.", "if the receipts are sent"),
        ("Should the court so order, we will pay.", "Should the court so order"),
        ("We will, where appropriate, call the police.", "where appropriate"),
        ("We will pay unless you object.", "unless you object"),
        ("Once the ministry approves the plan, we will start.", "Once the ministry approves the plan"),
        ("Once the audit ends, we will start.", None),
        ("We will keep the road closed until the dam is safe.", None),
        ("We will pay as soon as possible.", None),
        ("We will meet in the office where we have our archive.", None),
    ],
)
def test_conditions_and_what_only_looks_like_one(sentence: str, condition: str | None) -> None:
    assert only(sentence).condition == condition


def test_a_condition_holds_for_the_act_that_it_stands_by() -> None:
    review, opening = read(
        "We will review the information and, if warranted, open an investigation."
    ).commitments
    assert (review.condition, opening.condition) == (None, "if warranted")


def test_a_condition_in_front_holds_for_all_acts() -> None:
    found = read("If the survey finds lead, we will close the well and provide clean water.").commitments
    assert [promise.condition for promise in found] == ["If the survey finds lead"] * 2


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("We will publish the audit by 30 June.", date(2021, 6, 30)),
        ("By 30 June, we will publish the audit.", date(2021, 6, 30)),
        ("We will publish the audit within 30 days.", date(2021, 3, 31)),
        ("We will publish the audit.", None),
        ("If you reply by 30 June, we will publish the audit.", None),
        ("We will publish the figures of May 2020.", None),
    ],
)
def test_the_deadline_is_that_of_the_promise(sentence: str, due: date | None) -> None:
    deadline = only(sentence).deadline
    assert deadline.latest == due
    assert (deadline.basis is Basis.STATED) == (due is not None)


def test_a_deadline_binds_the_nearest_act() -> None:
    first, second = read("We will repair the road and rebuild the bridge by 30 June.").commitments
    assert (first.deadline.latest, second.deadline.latest) == (None, date(2021, 6, 30))


def test_a_deadline_after_a_comma_binds_all_acts() -> None:
    found = read("We will repair the road and rebuild the bridge, by 30 June.").commitments
    assert [promise.deadline.latest for promise in found] == [date(2021, 6, 30)] * 2


def test_a_deadline_after_a_comma_binds_promises_that_share_their_subject() -> None:
    found = read("We agree to repair the road, and shall rebuild the bridge, within 30 days.").commitments
    assert [promise.deadline.latest for promise in found] == [date(2021, 3, 31)] * 2


def test_a_lead_in_gives_its_entries_their_subject_and_deadline() -> None:
    found = read("By 30 June, the Company will:\n\n- repair the road;\n- rebuild the bridge.").commitments
    assert [promise.quote for promise in found] == ["repair the road", "rebuild the bridge"]
    assert {promise.actor for promise in found} == {"the Company"}
    assert {promise.deadline.latest for promise in found} == {date(2021, 6, 30)}


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We will publish the audit.", Kind.ONCE),
        ("We will publish an audit every year.", Kind.RECURRING),
        ("We will keep your data confidential.", Kind.STANDING),
        ("We will not sell the land.", Kind.STANDING),
        ("We will continue to publish the data.", Kind.STANDING),
        ("We are committed to halving our emissions by 2030.", Kind.ONCE),
        ("We will investigate any complaint.", Kind.STANDING),
    ],
)
def test_kinds(sentence: str, kind: Kind) -> None:
    assert only(sentence).kind is kind


def test_rows_of_an_action_plan_are_promises_of_their_owner() -> None:
    rows = [
        ("No", "Action", "Owner", "Due", "Status"),
        ("1", "Install new meters", "Halvorsen", "15/07/2021", "Open"),
        ("2", "Repaint the aisles", "Halvorsen", "02/02/2021", "Closed"),
        ("3", "Post the rates", "the supplier", "15/08/2021", "Open"),
    ]
    table = "\n".join("  ".join(cell.ljust(22) for cell in row).rstrip() for row in rows)
    found = read(f"The plan is as follows.\n\n{table}\n\nWe thank you.").commitments
    assert [(promise.action, promise.actor) for promise in found] == [("install new meters", "Halvorsen")]
    assert found[0].deadline.latest == date(2021, 7, 15)


def test_a_response_in_whole_sentences_is_read_from_its_row_and_due_on_the_rows_day() -> None:
    found = read(
        "This letter sets out our answers.\n\n"
        "| No. | Recommendation (yours) | Halvorsen's response | When |\n"
        "|-----|------------------------|----------------------|------|\n"
        "| 1 | Stop the night runs | Not accepted. We run by day only. | - |\n"
        "| 2 | Clean the cabs | Drivers were told on 3 May to clean the cabs. | Complete |\n"
        "| 3 | Publish the rates | We will publish the rates and update them every year. | 26 February 2021 |\n"
        "| 4 | Hear the drivers | Under review. We will not punish a driver who speaks. | Ongoing |\n\n"
        "We thank you."
    ).commitments
    assert [promise.action.split()[0] for promise in found] == ["publish", "update", "not"]
    assert found[0].deadline.latest == date(2021, 2, 26)
    assert found[0].quote.endswith("26 February 2021")
    assert found[2].deadline.latest is None


def test_confidence_falls_with_what_is_inferred() -> None:
    plain = only("We will publish the audit.").confidence
    assert plain > only("A full report will be published.").confidence
    assert plain > only("We are extending the deadline.").confidence


def test_vague_times_have_no_day() -> None:
    deadline = only("We will publish the audit in due course.").deadline
    assert (deadline.kind, deadline.latest) == (DeadlineKind.VAGUE, None)


def test_a_greeting_under_the_salutation_opens_no_other_letter() -> None:
    found = read(
        "Greetings.\n\nWith reference to your email of 2 January we write about the camp.\n\nWe will repaint it."
    )
    assert [promise.action for promise in found.commitments] == ["repaint it"]


def test_the_end_of_a_period_is_no_agent() -> None:
    found = only("The results will be published by the end of the first quarter.")
    assert found.actor == "Halvorsen Mining plc"
    assert found.deadline.latest == date(2021, 3, 31)


def test_a_quote_opens_with_a_word() -> None:
    found = read("We will review the log and, if it points to misuse, suspend the licence.").commitments
    assert [each.quote for each in found] == [
        "We will review the log",
        "if it points to misuse, suspend the licence",
    ]


@pytest.mark.parametrize(
    ("sentence", "kind", "day"),
    [
        ("We will pay each family 400 crowns within ten working days.", Kind.ONCE, date(2021, 3, 15)),
        ("We will visit every household within two weeks.", Kind.ONCE, date(2021, 3, 15)),
        ("We will answer every complaint within ten days.", Kind.STANDING, None),
        ("We will report each spill within two days.", Kind.STANDING, None),
    ],
)
def test_days_run_from_each_case_only_where_cases_come_one_by_one(
    sentence: str, kind: Kind, day: date | None
) -> None:
    found = only(sentence)
    assert (found.kind, found.deadline.latest) == (kind, day)


@pytest.mark.parametrize(
    "sentence",
    [
        "We will \x1b[1mpublish\x1b[0m the report by 4 May.",
        "\x1b[31mWe will\x1b[0m publish the \x07report by 4 May.",
        "We\x1b[0m \x1b[32m will \x1b]0;title\x07publish the report by 4 May.",
        "We w\x00ill publi\x9fsh the report by 4 May.",
    ],
)
def test_control_signs_hide_no_promise(sentence: str) -> None:
    found = only(sentence)
    assert found.action == "publish the report"
    assert found.quote in sentence
    assert found.deadline.latest == date(2021, 5, 4)


def test_what_the_author_has_done_names_the_act_and_its_object() -> None:
    assert only("We mean to have the contracts reviewed by June.").action == "review the contracts"
    assert only("Arrangements are in hand for the removal of the fence.").action == "remove the fence"


def test_an_ambiguous_day_follows_the_letter_or_says_what_was_assumed() -> None:
    plain = only("We will publish the audit by 03/04/2021.").deadline
    assert (plain.latest, plain.assumption) == (date(2021, 4, 3), "day before month")
    body = "Your letter of February 26, 2021 is before us. We will publish the audit by 03/04/2021."
    shown = only(body).deadline
    assert shown.latest == date(2021, 3, 4)
    assert "as elsewhere in the letter" in (shown.assumption or "")
