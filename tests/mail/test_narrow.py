"""Mails on the screen of a telephone, in a real browser."""

from __future__ import annotations

import os
from dataclasses import replace

from playwright.sync_api import sync_playwright

from tests.mail.test_compose import all_mails, html_of, plain, put

WIDTH = 360
"""Pixels."""
ENDLESS = "endless" * 30


def test_no_mail_needs_scrolling_sideways(chromium: str) -> None:
    made = plain()
    for field in (
        "commitment.organisation",
        "commitment.quote",
        "commitment.action",
        "commitment.case",
        "ask.quote",
    ):
        made = put(made, field, f"{ENDLESS} and more")
    hidden = replace(made, commitment=replace(made.commitment, confidential=True))
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(viewport={"width": WIDTH, "height": 800})
        for mail in (*all_mails(made), *all_mails(hidden)):
            page.set_content(html_of(mail))
            assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, mail.subject
        browser.close()
