"""Letters as offices lay them out, and as browsers print them, make the promises of their plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.letter_formats.layouts import LAYOUTS, as_printed_page
from tests.letter_formats.test_same_promises import READING, extraction_of, told
from tests.letter_formats.whole_letters import LETTERS, Whole
from tracker.letters import read_letter
from tracker.model import Extraction
from tracker.service.reading import read


def of(content: bytes, letter: Whole) -> Extraction:
    text = read_letter(content, "a.pdf")
    assert text.unread_reason is None
    assert len(text.page_starts) >= 2
    return read(text, READING, received=dt.date(2025, 2, 3))


def check(found: Extraction, name: str) -> None:
    expected = extraction_of(LETTERS[name], "text")
    assert told(found) == told(expected)
    assert (found.facts.sender, found.facts.date) == (expected.facts.sender, expected.facts.date)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", LETTERS)
def test_every_layout_of_a_letter_makes_the_same_promises(name: str, layout: str) -> None:
    check(of(LAYOUTS[layout](LETTERS[name]), LETTERS[name]), name)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("hyphens", ["auto", "manual"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_that_a_browser_printed_makes_the_same_promises(
    browser: Browser, name: str, hyphens: str
) -> None:
    page = browser.new_page()
    page.set_content(as_printed_page(LETTERS[name], hyphens=hyphens))
    printed = page.pdf(
        width="6in", height="8in", display_header_footer=True,
        header_template="<div style='font-size:8px;margin:auto'><span class=date></span> <span class=title></span></div>",
        footer_template="<div style='font-size:8px;margin:auto'>https://letters.example/1 <span class=pageNumber></span></div>",
        margin={"top": "20mm", "bottom": "20mm", "left": "20mm", "right": "20mm"},
    )  # fmt: skip
    page.close()
    check(of(printed, LETTERS[name]), name)
