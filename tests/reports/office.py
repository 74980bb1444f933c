"""An invented office with a year of letters, for the tests and the pictures of reports: through real commands."""

from __future__ import annotations

from contextlib import chdir
from dataclasses import dataclass, replace
from pathlib import Path

from tests.cli.driver import Tracker

TODAY = (2026, 6, 30)


@dataclass(frozen=True)
class Written:
    """One letter of an organisation."""

    sender: str
    day: str
    body: str
    confidential: bool = False


AUTUMN = (
    Written(
        "Halvorsen Dyeworks ASA",
        "6 October 2025",
        "Thank you for visiting the Lower Tessel works with the delegates of the river council.\n\nWe will publish the "
        "discharge figures of all four dye lines by 30 November 2025. We will install a second settling tank by 31 "
        "March 2026.\n\nThe matter of the footbridge was discussed at the same meeting, and no view was formed on it.",
    ),
    Written(
        "Ministry of Works of Arvania",
        "13 October 2025",
        "Your petition was received and registered.\n\nThe Ministry will reopen the ferry landing at Sandwick by 15 "
        "December 2025. The Ministry will reply to the remaining points of the petition within 60 days of this letter.",
    ),
    Written(
        "Kestrel Harbour Holdings Ltd",
        "20 October 2025",
        "I write about the quay at Norrhaven.\n\nWe will pay the outstanding wages of the night shift by 15 January "
        "2026. We will appoint an independent monitor by 28 February 2026.",
    ),
)
WINTER = (
    Written(
        "Ashgrove Nursing Group plc",
        "12 January 2026",
        "We have read your report on staffing with care.\n\nWe will employ two more night nurses in each home by 30 "
        "April 2026. We will share the inspection notes with the families by 31 May 2026. We intend to review the "
        "complaints procedure in due course.",
    ),
    Written(
        "Castellan Shipping & Lighterage GmbH",
        "19 January 2026",
        "In answer to your questions of December:\n\nWe will fit filters to the three oldest tugs by 1 June 2026. "
        "We will send you the measurements by 15 May 2026.",
    ),
    Written(
        "Fennimore Water Board",
        "26 January 2026",
        "This letter is for your office alone.\n\nWe will compensate the eleven households of Mill Row by 20 April 2026.",
        confidential=True,
    ),
    Written(
        "Halvorsen Dyeworks ASA",
        "2 February 2026",
        "We regret the delay.\n\nWe will publish the discharge figures of all four dye lines by 31 March 2026.",
    ),
)
SPRING = (
    Written(
        "Brackwater Poultry Cooperative",
        "7 April 2026",
        "The board met last week.\n\nWe will end the use of cages by 12 June 2026. We will train every driver in the "
        "handling of birds by 25 June 2026.",
    ),
    Written(
        "Veyra Systems",
        "14 April 2026",
        "Thank you for your patience.\n\nWe will delete the location records of former couriers by 22 May 2026. We will "
        "publish a plain account of how shifts are allotted shortly.",
    ),
)


def build(folder: Path) -> Tracker:
    """The office on 30 June 2026: letters, reminders that were mailed, promises kept, late, broken and extended."""
    office = Tracker(folder / "home", environ={"TRACKER_ACTOR": "Ilse"})
    config = '[office]\nname = "Riverside Rights Network"\nzone = "Europe/Berlin"\n'
    (folder / "settings.toml").write_text(config, encoding="utf-8")
    office = replace(office, config=folder / "settings.toml")
    begin = office.on(2025, 10, 24)
    begin.ok("people", "add", "Ilse", "--email", "ilse@riverside-rights.example", "--digest", "none")
    begin.ok("people", "add", "Tomas", "--email", "tomas@riverside-rights.example", "--digest", "none")
    audit = ("--email", "audit@riverside-rights.example", "--role", "auditor")
    begin.ok("people", "add", "Meera", *audit)
    begin.ok("case", "add", "Clean rivers", "--lead", "Ilse")
    begin.ok("case", "add", "Fair work", "--lead", "Tomas")
    _add(begin, folder, AUTUMN, "Clean rivers")
    _mail(office, (2025, 12, 1), (2025, 12, 22), (2026, 1, 16))
    january = office.on(2026, 2, 3)
    shown = ("--without-evidence", "seen on the spot")
    january.ok("resolve", "3", "--as", "kept", "--note", "The ferry landing is open again.", *shown)
    january.ok("resolve", "5", "--as", "broken", "--note", "No wages were paid; the night shift confirms it.")
    _add(january, folder, WINTER, "Fair work")
    _mail(office, (2026, 3, 6), (2026, 4, 7))
    april = office.on(2026, 4, 17)
    april.ok(
        "extend", "2", "--to", "2026-05-20", "--because", "The tank maker delivers late; agreed by telephone."
    )
    page = "https://halvorsen.example/discharge"
    april.ok(
        "resolve",
        "1",
        "--as",
        "kept",
        "--on",
        "2026-02-19",
        "--note",
        "Published at last.",
        "--evidence",
        page,
    )
    _add(office.on(2026, 4, 20), folder, SPRING, "Fair work")
    _mail(office, (2026, 5, 4), (2026, 5, 18), (2026, 6, 8))
    return office.on(*TODAY)


def _add(office: Tracker, folder: Path, letters: tuple[Written, ...], case: str) -> None:
    for letter in letters:
        path = folder / f"{'-'.join(letter.sender.lower().split()[:2])}-{letter.day.replace(' ', '-')}.txt"
        text = f"{letter.sender}\n\n{letter.day}\n\nDear Ms Brandt,\n\n{letter.body}\n\nYours sincerely,\n\nR. Aldous\n{letter.sender}\n"
        path.write_text(text, encoding="utf-8")
        options = ("--confidential",) if letter.confidential else ()
        with chdir(folder):
            office.ok("add", path.name, "--case", case, *options)


def _mail(office: Tracker, *days: tuple[int, int, int]) -> None:
    """Reminders are planned and delivered on these days."""
    for day in days:
        office.on(*day).ok("jobs", "run", "reminders")
        office.on(*day).ok("jobs", "run", "delivery")
