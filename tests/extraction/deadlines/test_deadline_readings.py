"""What the words of time mean, by tables: text, its words of time, kind, last day."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.extraction.deadlines import WEEKDAYS, Anchors, find_deadlines, holiday_calendar
from tracker.extraction.deadlines.dates import default_words
from tracker.model import Basis, Deadline

LETTER = date(2020, 6, 23)  # a Tuesday


def read(text: str, letter: date | None = LETTER, *, month_first: bool = False) -> list[Deadline]:
    return find_deadlines(
        text, 0, len(text), Anchors(letter=letter), words=default_words(), month_first=month_first
    )


def only(text: str, letter: date | None = LETTER) -> Deadline:
    found = read(text, letter)
    assert len(found) == 1, [deadline.text for deadline in found]
    return found[0]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("words", "kind", "last"),
    [
        ("by 30 June 2020", "date", "2020-06-30"),
        ("by 30 June", "date", "2020-06-30"),
        ("by 22 June", "date", "2021-06-22"),
        ("on 23 June", "date", "2020-06-23"),
        ("by June 30th, 2020", "date", "2020-06-30"),
        ("by the 30th day of June 2020", "date", "2020-06-30"),
        ("by 2020-06-30", "date", "2020-06-30"),
        ("by 30/06/2020", "date", "2020-06-30"),
        ("by 30.6.2020", "date", "2020-06-30"),
        ("by 30/06/20", "date", "2020-06-30"),
        ("by 15/07", "date", "2020-07-15"),
        ("by Friday 26 June", "date", "2020-06-26"),
        ("by the 1st of July", "date", "2020-07-01"),
        ("by the 15th", "date", "2020-07-15"),
        ("by 31 December", "date", "2020-12-31"),
        ("on 29 February", "date", "2024-02-29"),
        ("on 29 February 2024", "date", "2024-02-29"),
        ("on 29 February 2023", "date", None),
        ("on 31 June 2021", "date", None),
        ("no later than 30 September", "date", "2020-09-30"),
        ("on or before 30 November 2021", "date", "2021-11-30"),
        ("latest by 15th February", "date", "2021-02-15"),
        ("before 1 October", "date", "2020-09-30"),
        ("before 1 January 2021", "date", "2020-12-31"),
        ("before Friday", "date", "2020-06-25"),
        ("by Friday", "date", "2020-06-26"),
        ("by Tuesday", "date", "2020-06-30"),
        ("by close of business on Friday", "date", "2020-06-26"),
        ("until 30 April 2021", "date", "2021-04-30"),
        ("between 3 and 5 July", "date", "2020-07-05"),
        ("from 3 to 5 July 2020", "date", "2020-07-05"),
        ("on 15th March and 15th April", "date", "2021-04-15"),
        ("from 4 July", "date", "2020-07-04"),
        ("in Q3 2021", "date", "2021-09-30"),
        ("by Q4", "date", "2020-12-31"),
        ("in the third quarter of 2021", "date", "2021-09-30"),
        ("by 2025", "date", "2025-12-31"),
        ("before 2025", "date", "2024-12-31"),
        ("by the end of 2021", "date", "2021-12-31"),
        ("before the end of 2021", "date", "2021-12-31"),
        ("by end-2021", "date", "2021-12-31"),
        ("by year-end", "date", "2020-12-31"),
        ("by the end of the year", "date", "2020-12-31"),
        ("by the end of next year", "date", "2021-12-31"),
        ("by the end of the month", "date", "2020-06-30"),
        ("in March", "date", "2021-03-31"),
        ("in June", "date", "2020-06-30"),
        ("in February 2024", "date", "2024-02-29"),
        ("this autumn", "date", "2020-11-30"),
        ("next summer", "date", "2021-08-31"),
        ("in winter 2020", "date", "2021-02-28"),
        ("in the second half of 2021", "date", "2021-12-31"),
        ("in H1 2021", "date", "2021-06-30"),
        ("in the first half of October", "date", "2020-10-15"),
        ("by mid-July", "date", "2020-07-15"),
        ("in early March", "date", "2021-03-10"),
        ("in late March", "date", "2021-03-31"),
        ("in the first week of July", "date", "2020-07-07"),
        ("in the week commencing Monday 6 July", "date", "2020-07-12"),
        ("in the next quarter", "date", "2020-09-30"),
        ("next week", "relative", "2020-07-05"),
        ("next month", "relative", "2020-07-31"),
        ("this month", "relative", "2020-06-30"),
        ("next year", "relative", "2021-12-31"),
        ("tomorrow", "relative", "2020-06-24"),
        ("the day after tomorrow", "relative", "2020-06-25"),
        ("within 30 days", "relative", "2020-07-23"),
        ("within ninety (90) days", "relative", "2020-09-21"),
        ("within twenty-eight days", "relative", "2020-07-21"),
        ("within twenty-one days", "relative", "2020-07-14"),
        ("within one hundred and twenty days", "relative", "2020-10-21"),
        ("within two hundred and one days", "relative", "2021-01-10"),
        ("within a dozen weeks", "relative", "2020-09-15"),
        ("within half a year", "relative", "2020-12-23"),
        ("within a year and a half", "relative", "2021-12-23"),
        ("within a fortnight", "relative", "2020-07-07"),
        ("within 72 hours", "relative", "2020-06-26"),
        ("within 30 days of the date of this letter", "relative", "2020-07-23"),
        ("within 30 days of receipt", "relative", "2020-07-23"),
        ("within 30 days from 1 July 2020", "relative", "2020-07-31"),
        ("one week from today", "relative", "2020-06-30"),
        ("in two months\u2019 time", "relative", "2020-08-23"),
        ("over the next 12 months", "relative", "2021-06-23"),
        ("within 10 working days", "relative", "2020-07-07"),
        ("within five business days", "relative", "2020-06-30"),
        ("within 30 days of any incident", "event", None),
        ("within 72 hours of getting them", "event", None),
        ("once the audit ends", "event", None),
        ("before our next annual meeting", "event", None),
        ("at its next session", "event", None),
        ("upon completion of the review", "event", None),
        ("until you have heard from me", "event", None),
        ("at our meeting in mid-July", "date", "2020-07-15"),
        ("shortly", "vague", None),
        ("in due course", "vague", None),
        ("as soon as possible", "vague", None),
        ("in the coming weeks", "vague", None),
        ("without delay", "vague", None),
        ("within the next few weeks", "vague", None),
        ("in the new year", "vague", None),
        ("within two to three weeks", "relative", "2020-07-14"),
        ("in 5-7 working days", "relative", "2020-07-02"),
        ("14 days before 1 September 2020", "relative", "2020-08-18"),
        ("14 days before the hearing", "event", None),
        ("after the elections", "event", None),
        ("as soon as we have a decision", "event", None),
        ("before Christmas", "date", "2020-12-24"),
        ("during the course of 2021", "date", "2021-12-31"),
        ("on or around 15 July 2020", "date", "2020-07-15"),
        ("on 1 April next year", "date", "2021-04-01"),
        ("by no later than 1 March 2021", "date", "2021-03-01"),
        ("in the second week of August", "date", "2020-08-14"),
        ("by the second Friday in July", "date", "2020-07-10"),
        ("on Monday of next week", "date", "2020-06-29"),
        ("between now and the end of the year", "date", "2020-12-31"),
        ("by two thousand and twenty-one", "date", "2021-12-31"),
        ("by 11:59 pm EDT, Wednesday, July 15, 2020", "date", "2020-07-15"),
        ("by 5 p.m. on 15 July", "date", "2020-07-15"),
        ("on Thursday, July 16, at 6:30 p.m.", "date", "2020-07-16"),
        ("on 7 December last year", "date", "2019-12-07"),
        ("in FY2022", "date", None),
        ("on an annual basis", "recurring", None),
        ("on a weekly basis until the matter is resolved", "recurring", None),
        ("twice yearly", "recurring", None),
        ("at the end of each financial year", "recurring", None),
        ("every six months", "recurring", None),
        ("quarterly", "recurring", None),
        ("twice a year", "recurring", None),
        ("on the first Monday of every month", "recurring", "2020-07-06"),
        ("annually, beginning in January 2021", "recurring", "2021-01-31"),
        ("by 31 March each year", "recurring", "2021-03-31"),
        ("every Friday", "recurring", "2020-06-26"),
    ],
)
def test_each_time_is_found_with_its_preposition(words: str, kind: str, last: str | None) -> None:
    text = f"We will publish the report {words}" + ("" if words.endswith(".") else ".")
    found = only(text)
    assert (found.text, found.kind.value, found.latest) == (words, kind, day(last))
    assert (found.start, found.end) == (27, 27 + len(words))
    assert (found.basis is Basis.STATED) == (last is not None)


@pytest.mark.parametrize(
    ("words", "letter", "last"),
    [
        ("within one month", "2021-01-31", "2021-02-28"),
        ("within one month", "2024-01-31", "2024-02-29"),
        ("within one year", "2024-02-29", "2025-02-28"),
        ("by the end of the year", "2020-12-31", "2020-12-31"),
        ("next week", "2020-12-28", "2021-01-10"),
        ("next month", "2020-12-31", "2021-01-31"),
        ("in the next quarter", "2020-12-31", "2021-03-31"),
        ("tomorrow", "2020-02-28", "2020-02-29"),
        ("tomorrow", "2020-12-31", "2021-01-01"),
        ("within 10 working days", "2020-12-31", "2021-01-14"),
        ("within 1 working day", "2020-06-26", "2020-06-29"),
        ("this winter", "2021-01-15", "2021-02-28"),
        ("this winter", "2020-12-15", "2021-02-28"),
        ("by Friday", "2020-06-26", "2020-07-03"),
        ("in mid-July", "2020-07-16", "2020-07-15"),
        ("by 1 January", "2020-12-31", "2021-01-01"),
        ("by 31 December", "2020-12-31", "2020-12-31"),
        ("within 30 days", "2199-12-31", None),
        ("within 90000 days", "2020-06-23", None),
        ("within 999999999999 years", "2020-06-23", None),
    ],
)
def test_edges_of_the_calendar(words: str, letter: str, last: str | None) -> None:
    assert only(f"We will answer {words}.", date.fromisoformat(letter)).latest == day(last)


@pytest.mark.parametrize(
    "words", ["within 30 days", "next week", "by Friday", "tomorrow", "by 30 June", "in March", "this autumn"]
)
def test_without_a_letter_date_nothing_is_counted(words: str) -> None:
    found = only(f"We will answer {words}.", None)
    assert (found.text, found.latest, found.earliest, found.basis) == (words, None, None, None)


def test_without_a_letter_date_full_dates_still_stand() -> None:
    assert only("We will answer by 30 June 2020.", None).latest == date(2020, 6, 30)


def test_a_period_begins_and_ends() -> None:
    found = only("We will meet them in Q3 2021.")
    assert (found.earliest, found.latest) == (date(2021, 7, 1), date(2021, 9, 30))


def test_after_a_day_there_is_a_first_day_and_no_last() -> None:
    found = only("We will meet them after 5 July 2020.")
    assert (found.earliest, found.latest, found.basis) == (date(2020, 7, 6), None, None)


def test_that_date_is_the_one_named_before() -> None:
    text = "The report is due by 31 July 2020. A summary will follow no later than two weeks after that date."
    last = find_deadlines(text, 35, len(text), Anchors(letter=LETTER), words=default_words())
    assert [(found.text, found.latest) for found in last] == [
        ("no later than two weeks after that date", date(2020, 8, 14))
    ]


def test_a_day_that_the_letter_names_is_counted_from() -> None:
    anchors = Anchors(letter=LETTER, named=(("your letter", date(2020, 6, 9)),))
    text = "We will answer within 30 days of your letter."
    (found,) = find_deadlines(text, 0, len(text), anchors, words=default_words())
    assert (found.latest, found.anchor) == (date(2020, 7, 9), date(2020, 6, 9))


def test_the_letters_own_order_of_day_and_month() -> None:
    text = "We will answer by 06/07/2020."
    assert [found.latest for found in read(text)] == [date(2020, 7, 6)]
    assert [found.latest for found in read(text, month_first=True)] == [date(2020, 6, 7)]
    assert read(text)[0].assumption == "day before month"


def test_times_come_in_order_and_apart_across_lines() -> None:
    text = "We will meet\nyou within 30\ndays and publish the minutes by 30 September 2020."
    found = read(text)
    assert [(deadline.text, deadline.latest) for deadline in found] == [
        ("within 30\ndays", date(2020, 7, 23)),
        ("by 30 September 2020", date(2020, 9, 30)),
    ]


def test_a_time_for_every_case_runs_from_each() -> None:
    assert only("We will answer every call within 72 hours.").kind.value == "event"


def test_working_days_skip_the_holidays_of_the_country() -> None:
    text = "We will answer within 3 working days."
    anchors = Anchors(letter=date(2020, 12, 23))
    british = holiday_calendar("GB", "ENG")
    (found,) = find_deadlines(text, 0, len(text), anchors, words=default_words(), calendar=british)
    (plain,) = find_deadlines(text, 0, len(text), anchors, words=default_words(), calendar=WEEKDAYS)
    assert (found.latest, plain.latest) == (date(2020, 12, 30), date(2020, 12, 28))


def test_holidays_of_years_far_apart() -> None:
    german = holiday_calendar("DE", None)
    assert not german.is_working(date(2019, 10, 3))
    assert not german.is_working(date(2031, 10, 3))
    assert german.is_working(date(2031, 10, 2))
