"""The report as its reader sees it, in a real browser. All tests of it stand here: one browser serves them.

Playwright keeps an event loop running in the thread that uses it, so nothing else that wants one may run meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.cli.driver import Tracker
from tests.reports.stores import MANY, SEEN, fill_with_malice, fill_with_many, filled_store
from tracker.reports import Form, render

A4 = (595, 842)
"""Points."""


@dataclass
class Watched:
    """A page, and what happened in it that should not."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def row(self, number: int) -> Locator:
        return self.page.locator(f"#c{number}")

    def column(self, name: str, table: str = "overdue") -> list[str]:
        """What stands in a column of the rows that are shown."""
        cells = f"section[aria-labelledby={table}-title] tr.row:visible td.c-{name}"
        return [text.strip() for text in self.page.locator(cells).all_text_contents()]

    def found(self, told: str) -> None:
        """Waits until the page says that."""
        expect(self.page.get_by_role("status")).to_have_text(told)

    def sort(self, name: str) -> Locator:
        """Clicks a head; returns it."""
        head = self.page.locator(f"section[aria-labelledby=overdue-title] th.c-{name}")
        head.get_by_role("button").click()
        return head


@pytest.fixture(scope="module")
def files(
    office: Tracker, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> dict[str, Path]:
    """The pages; made before the browser starts."""
    folder = tmp_path_factory.mktemp("pages")
    office.ok("report", "overdue", "--out", folder / "overdue.html")
    office.ok("report", "overdue", "--as-of", "2026-03-31", "--out", folder / "past.html")
    office.ok("report", "case", "Fair work", "--out", folder / "case.html")
    office.ok("report", "organisation", "Kestrel Harbour Holdings", "--out", folder / "organisation.html")
    for name, fill in (("many", fill_with_many), ("malice", fill_with_malice)):
        bench = filled_store(sqlite_template, folder / name)
        fill(bench)
        (folder / f"{name}.html").write_bytes(render(bench.overdue(), Form.HTML))
    return {path.stem: path for path in folder.glob("*.html")}


@pytest.fixture(scope="module")
def browser(files: dict[str, Path], chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def watch(context: BrowserContext, file: Path) -> Watched:
    """Opens a page and notes dialogs, requests, errors and violations of its policy."""
    watched = Watched(context.new_page())
    page, trouble = watched.page, watched.trouble

    def refuse(dialog: Any) -> None:
        trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("request", lambda request: trouble.append(f"request: {request.url}"))
    page.goto(file.as_uri())
    assert trouble.pop(0) == f"request: {file.as_uri()}"
    return watched


@pytest.fixture
def overdue(context: BrowserContext, files: dict[str, Path]) -> Iterator[Watched]:
    """The overdue list of the office; nothing went wrong in it when the test has ended."""
    watched = watch(context, files["overdue"])
    yield watched
    assert watched.trouble == []


def test_a_head_sorts_its_table(overdue: Watched) -> None:
    assert overdue.column("days") == sorted(overdue.column("days"), key=int, reverse=True)  # worst first
    head = overdue.sort("days")
    assert head.get_attribute("aria-sort") == "ascending"
    assert overdue.column("days") == sorted(overdue.column("days"), key=int)
    overdue.sort("days")
    assert head.get_attribute("aria-sort") == "descending"
    assert overdue.column("days") == sorted(overdue.column("days"), key=int, reverse=True)
    overdue.sort("organisation")
    assert head.get_attribute("aria-sort") == "none"
    names = overdue.column("organisation")
    assert names == sorted(names, key=str.casefold)
    assert len(set(names)) > 3


def test_days_sort_as_days(overdue: Watched) -> None:
    overdue.sort("due")  # was ascending
    days = [
        cell.get_attribute("datetime")
        for cell in overdue.page.locator("section[aria-labelledby=overdue-title] td.c-due time").all()
    ]
    assert days == sorted(days, key=lambda day: date.fromisoformat(day or ""), reverse=True)


def test_words_are_sought_in_rows_and_in_what_they_hide(overdue: Watched) -> None:
    page = overdue.page
    page.get_by_label("Search").fill("NIGHT  nurses")
    overdue.found("Overdue: 1 of 12; Due for review: 0 of 1")
    assert overdue.column("organisation") == ["Ashgrove Nursing Group plc"]
    assert overdue.page.locator("section[aria-labelledby=review-title] table").is_hidden()
    page.get_by_label("Search").fill('"four dye lines by 31 March"')  # stands in the letter's words alone
    overdue.found("Overdue: 1 of 12; Due for review: 0 of 1")
    assert overdue.column("organisation") == ["Halvorsen Dyeworks ASA"]
    page.get_by_role("button", name="Reset").click()
    assert len(overdue.column("id")) == 12


def test_filters_narrow_the_list(overdue: Watched) -> None:
    page = overdue.page
    page.locator("#by-organisation").select_option("Halvorsen Dyeworks ASA")
    assert len(overdue.column("id")) == 2
    page.locator("#by-owner").select_option("Tomas")
    assert overdue.column("owner") == ["Tomas"]
    assert page.get_by_role("status").inner_text() == "Overdue: 1 of 12; Due for review: 0 of 1"
    page.get_by_label("Search").fill("ferry")
    overdue.found("Overdue: 0 of 12; Due for review: 0 of 1")
    assert overdue.page.get_by_text("None of these fits.").first.is_visible()


def test_a_row_opens_to_all_that_is_known(overdue: Watched) -> None:
    assert overdue.page.locator(".dossier").count() == 0
    overdue.row(4).locator("td.c-promise").click()
    detail = overdue.page.locator("#detail-4")
    assert detail.locator("mark").inner_text() == (
        "The Ministry will reply to the remaining points of the petition within 60 days of this letter"
    )
    words = detail.inner_text()
    assert "Your petition was received and registered" in words
    assert "60 days from the letter of 13 October 2025" in words
    assert "To Ilse: sent" in words
    assert "kept in the mail folder as" in words
    assert "found in its letter (day: 12 December 2025; owner: Ilse)" in words
    assert overdue.row(4).locator("button").get_attribute("aria-expanded") == "true"
    overdue.row(4).locator("td.c-promise").click()
    assert detail.is_hidden()
    assert overdue.row(4).locator("button").get_attribute("aria-expanded") == "false"


def test_keys_do_all_that_a_mouse_does(overdue: Watched) -> None:
    page = overdue.page
    page.get_by_label("Search").focus()
    for _ in range(5):  # organisation, owner, two buttons, the first head
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "No."
    page.keyboard.press("Enter")
    assert overdue.column("id")[0] == "Details of 2"
    for _ in range(6):
        page.keyboard.press("Tab")
    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focused == "solid"
    page.keyboard.press("Space")
    assert page.locator("#detail-2").is_visible()
    controls = page.evaluate("document.activeElement.getAttribute('aria-controls')")
    assert controls == "detail-2"
    page.keyboard.press("Enter")
    assert page.locator("#detail-2").is_hidden()


def test_an_opened_row_stays_with_its_details(overdue: Watched) -> None:
    overdue.row(2).locator("button").click()
    overdue.sort("organisation")
    assert overdue.page.locator("#c2 + #detail-2").is_visible()
    overdue.page.locator("#by-organisation").select_option("Veyra Systems")
    assert overdue.page.locator("#detail-2").is_hidden()
    overdue.page.get_by_role("button", name="Reset").click()
    assert overdue.page.locator("#detail-2").is_visible()


def test_all_rows_open_at_once_to_be_printed(overdue: Watched) -> None:
    overdue.page.get_by_role("button", name="Open all").click()
    assert overdue.page.locator(".dossier:visible").count() == 13
    overdue.page.get_by_role("button", name="Close all").click()
    assert overdue.page.locator(".dossier:visible").count() == 0


def test_a_confidential_row_points_and_tells_nothing(overdue: Watched) -> None:
    assert "Mill Row" not in overdue.page.content()
    overdue.row(12).locator("button").click()
    words = overdue.page.locator("#detail-12").inner_text()
    assert "To read them: tracker show 12" in words
    assert "by 20 April 2026, stated in the letter" in words


def test_figures_and_charts_say_the_same_as_the_command(overdue: Watched, office: Tracker) -> None:
    listed = office.ok("overdue", "--json").json
    over = [each for each in listed if each["due_basis"] != "policy"]
    figures = overdue.page.locator("dl.figures .value").all_inner_texts()
    days = sorted(each["days_over"] for each in over)
    assert figures == [
        str(len(over)),
        str(len({each["organisation"] for each in over})),
        f"{max(days)} days",
        f"{median(days):g} days",
        str(sum(each["owner"] is None for each in over)),
        str(len(listed) - len(over)),
    ]
    assert [int(text.removeprefix("Details of ")) for text in overdue.column("id")] == [
        each["id"] for each in over
    ]
    assert [int(text) for text in overdue.column("days")] == [each["days_over"] for each in over]
    for chart in overdue.page.locator("figure.chart > svg").all():
        numbers = chart.locator("text.number").all_text_contents()
        assert sum(map(int, numbers)) == len(over)


@pytest.mark.parametrize("name", ["overdue", "case"])
def test_it_prints_on_a4(context: BrowserContext, files: dict[str, Path], tmp_path: Path, name: str) -> None:
    watched = watch(context, files[name])
    watched.page.locator("button.open").first.click()
    path = tmp_path / "printed.pdf"
    watched.page.pdf(path=path, prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(path)
    sizes = {tuple(map(round, page.get_size())) for page in printed}
    words = [page.get_textpage().get_text_range() for page in printed]
    assert sizes == {A4}
    assert 2 <= len(printed) <= 4
    assert "Reminders" in "".join(words)
    assert "Search" not in "".join(words)
    for number, text in enumerate(words, 1):
        assert f"{number} / {len(words)}" in text
    printed.close()


def test_two_thousand_rows_cost_no_more_than_they_must(
    context: BrowserContext, files: dict[str, Path]
) -> None:
    """Counted in nodes made, not in seconds: details are made for what is opened, and for nothing else."""
    watched = watch(context, files["many"])
    page = watched.page
    assert page.locator("tr.row").count() == MANY
    assert page.locator("tr.row:visible").count() == 200
    page.evaluate(
        """() => {
          window.made = 0;
          new MutationObserver((records) => {
            for (const record of records) for (const node of record.addedNodes)
              if (node.nodeType === 1 && !node.matches("tr.row")) window.made += 1 + node.querySelectorAll("*").length;
          }).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    page.get_by_label("Search").fill('"pier 7 of yard 31"')
    watched.found("Overdue: 1 of 2,000")
    assert page.evaluate("window.made") == 0
    page.get_by_role("button", name="Reset").click()
    page.locator("#by-owner").select_option("Meera")
    watched.sort("organisation")
    assert page.evaluate("window.made") == 0
    assert page.locator("tr.row:visible").count() == 200
    page.locator("tr.row:visible button").nth(150).click()
    made = page.evaluate("window.made")
    assert 10 < made < 100
    assert page.locator(".dossier").count() == 1
    page.get_by_role("button", name="Show more of 666").scroll_into_view_if_needed()
    expect(page.locator("tr.row:visible")).to_have_count(400)
    page.get_by_role("button", name="Reset").click()
    page.emulate_media(media="print")
    assert page.locator("tr.row:visible").count() == MANY
    assert watched.trouble == []


def test_hostile_words_are_words(context: BrowserContext, files: dict[str, Path]) -> None:
    watched = watch(context, files["malice"])
    page = watched.page
    page.get_by_role("button", name="Open all").click()
    page.get_by_label("Search").fill("</script>")
    watched.sort("organisation")
    assert watched.column("organisation") == [SEEN, SEEN]
    detail = page.locator("#detail-1")
    assert detail.locator("mark").text_content() == SEEN
    text = detail.text_content() or ""
    assert text.count("window.hacked = 1") > 8
    assert not {"\u202e", "\u2066", "\u200b", "\x07"} & set(page.content())
    assert "ilse@office.example" not in page.content()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, svg[onload], script").count() == 2  # our data and our script
    assert watched.trouble == []


def test_what_came_in_all_the_same_could_neither_run_nor_load(
    context: BrowserContext, files: dict[str, Path]
) -> None:
    watched = watch(context, files["malice"])
    loaded: list[str] = []
    watched.page.on("response", lambda response: loaded.append(response.url))
    violated = watched.page.evaluate(
        """async () => {
          const told = [];
          document.addEventListener("securitypolicyviolation", (event) => told.push(event.effectiveDirective));
          const add = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
          add("img", { src: "http://127.0.0.1:9/x" });
          add("style", { textContent: "body { color: red }" });
          try { add("script", { textContent: "window.hacked = 1" }); } catch { told.push("refused"); }
          try { document.body.innerHTML = "<p>gone"; } catch { told.push("refused"); }
          await fetch("http://127.0.0.1:9/x").catch(() => {});
          await new Promise((done) => setTimeout(done));
          return told;
        }"""
    )
    assert {"img-src", "style-src-elem", "connect-src", "refused"} <= set(violated)
    assert watched.page.evaluate("window.hacked") is None
    assert loaded == []
    assert not [each for each in watched.trouble if each.startswith("dialog")]


@pytest.mark.parametrize(("name", "scheme"), [("overdue", "light"), ("past", "dark"), ("case", "light")])
def test_axe_finds_nothing(browser: Browser, files: dict[str, Path], name: str, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(files[name].as_uri())
    page.locator("button.open").first.click()
    found = Axe().run(page)
    context.close()
    assert [
        (each["id"], each["impact"], each["nodes"][0]["html"]) for each in found.response["violations"]
    ] == []
    assert len(found.response["passes"]) > 20


def test_a_narrow_screen_needs_no_scrolling_sideways(browser: Browser, files: dict[str, Path]) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800})
    for name in ("overdue", "past", "case", "organisation"):
        watched = watch(context, files[name])
        watched.page.locator("button.open").first.click()
        assert watched.page.evaluate("document.documentElement.scrollWidth") == 400
        assert watched.trouble == []
    context.close()


def test_without_scripts_the_lists_are_whole(browser: Browser, files: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["overdue"].as_uri())
    assert page.locator("tr.row").count() == 13
    assert page.locator("noscript p").is_visible()
    assert page.locator(".tools").is_hidden()
    context.close()


def test_a_record_draws_its_promises_in_time(context: BrowserContext, files: dict[str, Path]) -> None:
    watched = watch(context, files["organisation"])
    spans = watched.page.locator("figure.wide svg[role=img] g title").all_text_contents()
    assert spans == [
        "c5: promised 20 Oct 2025, due 15 Jan 2026, broken",
        "c6: promised 20 Oct 2025, due 28 Feb 2026, overdue",
    ]
    assert watched.column("state", "promises") == ["broken", "overdue"]
    assert watched.trouble == []
