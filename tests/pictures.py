"""The pictures in the documentation: `python -m tests.pictures` makes them anew, with the chromium of the system."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cli.driver import Tracker
from tests.examples import HEAD
from tests.reports.office import build

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH = 1060
COLOURS = 48
"""Enough for text and few enough for small files."""


@dataclass(frozen=True)
class Picture:
    """Part of a page."""

    name: str
    page: str
    prepare: Callable[[Page], None]
    top: str
    """What it begins with, and what it ends before."""
    bottom: str


def _nothing(_page: Page) -> None: ...


def _open(number: int) -> Callable[[Page], None]:
    return lambda page: page.locator(f"#c{number} button").click()


PICTURES = (
    Picture("overdue", "overdue", _nothing, ".top", "#c2"),
    Picture("row", "overdue", _open(2), "#c2", "#c16"),
    Picture("dark", "overdue", _nothing, ".top", ".list"),
    Picture("organisation", "organisation", _nothing, ".top", "footer"),
    Picture("mail", "mail", _nothing, "body", ""),
)
PRINTED = 110
"""Dots to an inch of the printed page."""


def main() -> None:
    """Make all of them."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium is installed (apt-get install chromium)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = build(folder)
        office.ok("report", "overdue", "--out", folder / "overdue.html")
        office.ok("report", "organisation", "Halvorsen Dyeworks ASA", "--out", folder / "organisation.html")
        (folder / "mail.html").write_text(_digest(office, "Meera"), encoding="utf-8")
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            for picture in PICTURES:
                _take(browser, picture, folder / f"{picture.page}.html")
            _print(browser, folder / "overdue.html")
            browser.close()


def _digest(office: Tracker, person: str) -> str:
    """Her digest of the day before, as her mail program shows it."""
    yesterday = office.on(2026, 6, 29)
    html = str(yesterday.ok("digest", person, "--json").json["html"])
    stands = yesterday.ok("audit", "checkpoint", "--json").json
    # Hashes are salted, so each run has others; the picture is to stay what it is.
    return html.replace(stands["head"], HEAD).replace(stands["head"][:16], HEAD[:16])


def _print(browser: Browser, file: Path) -> None:
    """The first printed page, with two rows opened."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="dark")
    page.goto(file.as_uri())
    for number in (4, 2):
        page.locator(f"#c{number} button").click()
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    _keep(paper[0].render(scale=PRINTED / 72).to_pil(), "print")
    paper.close()
    page.close()


def _take(browser: Browser, picture: Picture, file: Path) -> None:
    scheme: Literal["light", "dark"] = "dark" if picture.name == "dark" else "light"
    page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    picture.prepare(page)
    page.evaluate("scrollTo(0, 0)")
    top, bottom = (
        page.locator(each or "body").first.bounding_box() for each in (picture.top, picture.bottom)
    )
    assert top is not None
    assert bottom is not None
    begin, width = max(0, top["y"] - (24 if picture.top == ".top" else 0)), WIDTH
    end = bottom["y"] if picture.bottom else top["y"] + top["height"]
    clip = {"x": 0.0, "y": begin, "width": float(width), "height": end - begin}
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type] # a plain dict
    _keep(shot, picture.name)
    page.close()


def _keep(shot: Image.Image, name: str) -> None:
    target = FOLDER / f"{name}.png"
    shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
