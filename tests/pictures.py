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

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

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
)


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
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            for picture in PICTURES:
                _take(browser, picture, folder / f"{picture.page}.html")
            browser.close()


def _take(browser: Browser, picture: Picture, file: Path) -> None:
    scheme: Literal["light", "dark"] = "dark" if picture.name == "dark" else "light"
    page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme=scheme)
    page.goto(file.as_uri())
    picture.prepare(page)
    page.evaluate("scrollTo(0, 0)")
    top, bottom = (page.locator(each).first.bounding_box() for each in (picture.top, picture.bottom))
    assert top is not None
    assert bottom is not None
    begin = max(0, top["y"] - 24)
    clip = {"x": 0.0, "y": begin, "width": float(WIDTH), "height": bottom["y"] - begin}
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type] # a plain dict
    target = FOLDER / f"{picture.name}.png"
    shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes\n")
    page.close()


if __name__ == "__main__":
    main()
