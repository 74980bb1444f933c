"""Full calendar dates in any usual form."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extraction.deadlines import find_dates, writes_month_first

DAY = date(2020, 6, 23)


@pytest.mark.parametrize(
    "written",
    [
        "23 June 2020",
        "23rd June 2020",
        "23rd of June, 2020",
        "June 23, 2020",
        "June 23rd, 2020",
        "JUNE 23, 2020",
        "Jun. 23, 2020",
        "23 Jun 2020",
        "23-Jun-2020",
        "Tue, 23 Jun 2020",
        "Tuesday, June 23, 2020",
        "2020-06-23",
        "2020/06/23",
        "23/06/2020",
        "23.6.2020",
        "23.06.2020",
        "23-06-2020",
        "the 23rd day of June 2020",
        "June 23,2020",
    ],
)
def test_a_date_is_found_in_its_place(written: str) -> None:
    text = f"Nairobi, {written}\nDear Ms Abara"
    assert find_dates(text) == [(9, 9 + len(written), DAY)]


@pytest.mark.parametrize(
    "text", ["31 June 2020", "29 February 2021", "23 June", "June 2020", "12 2020", "13/13/2020"]
)
def test_what_is_no_full_date(text: str) -> None:
    assert find_dates(text) == []


def test_all_dates_within_the_limits_only() -> None:
    text = "Yours of 9 June 2020 and 10 June 2020; ours of 11 June 2020."
    assert [found[2].day for found in find_dates(text)] == [9, 10, 11]
    assert [found[2].day for found in find_dates(text, 20, len(text))] == [10, 11]
    assert [found[2].day for found in find_dates(text, 0, 41)] == [9, 10]


def test_ambiguous_digits_follow_the_letter() -> None:
    assert find_dates("06/07/2020")[0][2] == date(2020, 7, 6)
    assert find_dates("06/07/2020", month_first=True)[0][2] == date(2020, 6, 7)
    assert find_dates("06/27/2020")[0][2] == date(2020, 6, 27)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("by 11/15/2021 and 06/01/2021", True),
        ("by 15/11/2021 and 06/01/2021", False),
        ("by 06/01/2021", False),
        ("March 4, 2020: by 06/01/2021", True),
        ("4 March 2020: by 06/01/2021", False),
        ("March 4, 2020 and 5 March 2020: by 06/01/2021", False),
        ("March 4, 2020: by 13/01/2021", False),
        ("March 4, 2020", False),
        ("version 1.2.3 of 11.15", False),
        ("", False),
    ],
)
def test_month_first_only_where_the_letter_shows_it(text: str, first: bool) -> None:
    assert writes_month_first(text) is first


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for written in (day.isoformat(), f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}"):
        assert [found[2] for found in find_dates(written)] == [day]


@given(st.text(alphabet="0123456789/-. JuneMay,thofst", max_size=60))
def test_any_text_gives_slices_that_read_alike(text: str) -> None:
    for start, end, day in find_dates(text):
        assert 0 <= start < end <= len(text)
        assert any(found[2] == day for found in find_dates(text[start:end]))
