"""Who wrote to whom and when; what only looks like it is left."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.extraction.reading import lexicon
from tests.extraction.test_zones import ANY_LETTER, LETTER
from tracker.extraction.facts import find_facts
from tracker.extraction.zones import find_zones
from tracker.model import LetterFacts


def facts_of(text: str, hints: LetterFacts | None = None) -> LetterFacts:
    return find_facts(text, find_zones(text, lexicon().zones), lexicon().facts, hints=hints or LetterFacts())


MAIL = """\
From: "Stakeholder Desk" <desk@pellworm-minerals.example>
To: Ana Kova\u010d <ana@quarrywatch.example>
Date: Mon, 4 Mar 2024 16:02:00 +0000
Subject: Re: dust

Dear Ana,

Thank you for your email of 1 March 2024. We will publish the readings on 30 April 2024.

Kind regards
Ines Holm
Stakeholder Manager
Pellworm Minerals plc | 12 Dock Road | www.pellworm-minerals.example

On 1 Mar 2024, at 09:11, Ana Kova\u010d wrote:
> Quarry Watch will publish its report on 2 May 2024.
"""
PAGE = """\
Home > News
Posted 9 July 2022
23 June 2022

Author:
Witness Alliance

Harrow Textiles responds to Witness Alliance

\u201cWe have received your letter of 9 June 2022. Harrow Textiles is committed to fair pay.

Best Regards,
Mina Falk, Head of Compliance, Harrow Textiles\u201d
"""
NOTICE = """\
VOLMAR GROUP N.V.

To: Members of the Clean Shipping Panel
Date: 7.10.2022
Our ref: VG-77/22    Your ref: CSP/3

Ladies and Gentlemen,

Volmar Group N.V. ("Volmar") thanks you for your questionnaire dated 1 September 2022.

For and on behalf of Volmar Group N.V.

J. Lugt
"""
OFFICE = """\
PRIME  MINISTER

CANBURY

12 APR 1984

The Hon. A. Peak, M.P.,
Leader of the opposition

Dear Mr Peak,

Thank you for your letter of 6 April. The Government will not grant the visas.

Yours sincerely,
R. J. Holt
"""


@pytest.mark.parametrize(
    ("text", "sender", "day"),
    [
        (LETTER, "Torvald Gas Ltd", date(2021, 3, 4)),
        (MAIL, "Pellworm Minerals plc", date(2024, 3, 4)),
        (PAGE, "Harrow Textiles", date(2022, 6, 23)),
        (NOTICE, "Volmar Group N.V.", date(2022, 10, 7)),
        (OFFICE, "Prime Minister", date(1984, 4, 12)),
        (
            "Statement by Brack Harbour Council\n\nWe regret the spill of 3 May 2020.\n",
            "Brack Harbour Council",
            None,
        ),
        ("At brightloom, we believe in rest.\n\nWe will close on Sundays from now on.\n", "brightloom", None),
    ],
    ids=["letter", "mail", "page", "notice", "office", "statement", "self-reference"],
)
def test_sender_and_date_are_the_letters_own(text: str, sender: str, day: date | None) -> None:
    facts = facts_of(text)
    assert (facts.sender, facts.date) == (sender, day)


def test_a_post_that_runs_into_the_organisations_name_is_no_part_of_it() -> None:
    text = (
        "Harrow Textiles Group responds to Witness Alliance\n\nWe have received your letter and will pay.\n\n"
        "Best Regards,\nMina Falk, Adv. Head of Compliance Harrow Textiles Group"
    )
    assert facts_of(text).sender == "Harrow Textiles Group"


def test_recipient_and_reference_are_read() -> None:
    assert facts_of(LETTER).recipient == "River Friends"
    assert facts_of(MAIL).recipient == "Quarry Watch"
    assert facts_of(NOTICE).recipient == "Members of the Clean Shipping Panel"
    assert facts_of(NOTICE).reference == "VG-77/22"
    assert facts_of(LETTER).reference is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Thank you for your letter of 9 June 2020.",
        "We refer to your report dated 9 June 2020.",
        "The inspection was completed on 9 June 2020.",
    ],
)
def test_a_date_within_the_body_is_not_the_letters(sentence: str) -> None:
    text = f"Dear Ida,\n\nRe: your letter of 9 June 2020\n\n{sentence}\n\nYours sincerely,\nPer Torvald\nTorvald Gas Ltd\n"
    assert facts_of(text).date is None


def test_scanned_dates_and_month_first_dates_are_read() -> None:
    body = "\n\nDear Ida,\n\nThe flare is out since 11/15/2021.\n\nYours sincerely,\nPer\n"
    assert facts_of("MEDIA1 JULY 1983" + body).date == date(1983, 7, 1)
    assert facts_of("I2 May 2O21" + body).date == date(2021, 5, 12)
    assert facts_of("09/03/2021" + body).date == date(2021, 9, 3)


def test_a_name_in_capitals_is_written_as_elsewhere_in_the_letter() -> None:
    text = "KARSTEN MILLS COMPANY\n\n3 May 2021\n\nDear Ida,\n\nKarsten Mills Company will pay.\n\nYours sincerely,\nPer Falk\n"
    assert facts_of(text).sender == "Karsten Mills Company"


def test_what_a_person_says_wins_and_what_the_container_says_fills_gaps() -> None:
    zones = find_zones(LETTER, lexicon().zones)
    told = find_facts(LETTER, zones, lexicon().facts, date=date(2020, 1, 1), sender="Torvald Holding")
    assert (told.date, told.sender) == (date(2020, 1, 1), "Torvald Holding")
    hints = LetterFacts("Web Host", "Somebody", date(1999, 1, 1), "H-1")
    assert facts_of(LETTER, hints) == LetterFacts("Torvald Gas Ltd", "River Friends", date(2021, 3, 4), "H-1")
    assert facts_of("It rains.", hints) == hints


@given(ANY_LETTER)
def test_any_text_has_facts_or_none(text: str) -> None:
    facts = facts_of(text)
    assert facts.sender is None or facts.sender.strip()
    assert facts.recipient is None or facts.recipient.strip()


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        (
            (
                "MARLPIT CITY COUNCIL\nHousing and Neighbourhoods\n\n3 May 2023\n\nDear Ms Oyelaran,\n\nWe have read your "
                "letter. A new officer will call.\n\nYours sincerely,\n\nPat Doll\nService Manager\nCommunity Enforcement\n"
            ),
            "Marlpit City Council",
        ),
        (
            (
                "CRAVEN & STOLT LLP\nSolicitors\n4 Bell Court, Ostmere\n\n3 May 2023\n\nDear Sirs,\n\nWe act for Pinefold Foods plc "
                '("our client"). Our client will repay the fees within 28 days.\n\nYours faithfully,\n\nCraven & Stolt LLP\n'
            ),
            "Pinefold Foods",
        ),
        (
            (
                "EMBASSY OF THE REPUBLIC OF ORVANIA\n\nNOTE VERBALE\n\nThe Embassy of the Republic of Orvania presents its "
                "compliments to the Secretariat of the Prison Forum and has the honour to state that the trial will be open.\n\n"
                "The Embassy of the Republic of Orvania avails itself of this opportunity to renew to the Secretariat of the Prison "
                "Forum the assurances of its highest consideration.\n\n11 June 2019\n\nSecretariat of the Prison Forum\nWexholm\n"
            ),
            "Embassy of the Republic of Orvania",
        ),
        (
            (
                "Skip to content\nProducts   Pricing   Sign in\n\nOur reply about the location service\n\nMarch 4, 2024\n\n"
                "To everyone who signed,\n\nYou asked how it came to this. We will shut the old service down.\n\nThanks,\n\nJo\n\n"
                "\u00a9 2024 Larkmark, Inc. All rights reserved.\n"
            ),
            "Larkmark",
        ),
    ],
    ids=["part of a council", "law firm", "note verbale", "owner of the page"],
)
def test_the_whole_organisation_is_bound_not_its_part_or_its_lawyer(text: str, sender: str) -> None:
    found = facts_of(text).sender
    assert found is not None
    assert sender in found


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        (
            (
                "4 May 2018\n\nHi Wirrin,\n\nI look after complaints and government relations at Larkwing Airways. We will write "
                "again.\n\nCheers,\n\nJo Teal\nCustomer and Government Relations\n"
            ),
            "Larkwing Airways",
        ),
        (
            (
                "To: Data Watch (desk@datawatch.example)\nFrom: Policy team, Glimmerfold, Inc.\n\nHello,\n\nWe will delete the "
                "file.\n\nThe policy team\n"
            ),
            "Glimmerfold",
        ),
        (
            (
                "MAISON PELLERIN GROUP\n\nThis update responds to the open letter from the Thread Watch Coalition.\n\n"
                "We will pay the spinners.\n\nApproved by the Board of Maison Pellerin Group and signed on its behalf by\nA. Roy\n"
            ),
            "Maison Pellerin Group",
        ),
    ],
    ids=["where the writer works", "legal form after a comma", "whose letter is answered"],
)
def test_who_speaks_is_told_in_many_ways(text: str, sender: str) -> None:
    found = facts_of(text).sender
    assert found is not None
    assert sender.lower() in found.lower()


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        (
            (
                "EMBASSY OF OSTREA\n\nNOTE VERBALE\n\nThe Embassy of Ostrea presents its compliments to the "
                "Secretariat of the League for River Rights and has the honour to reply.\n"
            ),
            "League for River Rights",
        ),
        (
            (
                "UNIVERSITY OF ALDMOOR\n\n17 June 2020\n\nProfessor Ruth Moe\nChair, Open Library League\n"
                "44 Orchard Walk\n\nDear Professor Moe,\n\nWe will open the files.\n"
            ),
            "Open Library League",
        ),
        (
            (
                "PRISONS SERVICE\n\n4 August 1987\n\nThe Reverend Canon J. B. Holm,\nParish Council for Prisoners,\n"
                "P.O. Box 8\n\nReverend Sir,\n\nThe ward will be painted.\n"
            ),
            "Parish Council for Prisoners",
        ),
        (
            (
                'HARBEN LINES\n\nHarben Lines responds to "Adrift", a report by the Northbank Labour Forum\n\n'
                "Harben Lines will suspend both charters.\n"
            ),
            "Northbank Labour Forum",
        ),
        (
            (
                "From: Ola Berg <ola@vff.example>\nTo: Ida Moe <ida@cleanstand.example>\nDate: Tue, 12 Apr 2022 16:04\n"
                "Subject: Arena\n\nDear Ida,\n\nSorry to have kept the Clean Stand Alliance waiting. We will pay.\n\nOla\n"
            ),
            "Clean Stand Alliance",
        ),
        (
            (
                "Tandem Newsroom\n\nWhat comes next\n\nTwo weeks ago 31 groups led by the Aru Valley Coalition wrote to us. "
                "We will hire two translators.\n"
            ),
            "Aru Valley Coalition",
        ),
        ("Dear Sir or Madam,\n\nWe will pay.\n", None),
    ],
    ids=["compliments", "post", "reverend", "headline", "mail", "body", "nobody"],
)
def test_the_recipient_is_the_organisation_that_the_letter_answers(text: str, recipient: str | None) -> None:
    assert facts_of(text).recipient == recipient


LETTERS = Path(__file__).parents[1] / "letters"
HEADS = [
    letter
    for name in ("heads_and_feet", "more_heads_and_feet")
    for letter in tomllib.loads((LETTERS / f"{name}.toml").read_text(encoding="utf-8"))["letter"]
]


@pytest.mark.parametrize("letter", HEADS, ids=[letter["kind"] for letter in HEADS])
def test_heads_and_feet_of_many_kinds_are_read(letter: dict[str, Any]) -> None:
    facts = facts_of(letter["text"])
    day = facts.date.isoformat() if facts.date else None
    wrong = {
        name for name, found in (("date", day), ("reference", facts.reference)) if found != letter.get(name)
    }
    named = (("sender", facts.sender), ("recipient", facts.recipient))
    wrong |= {name for name, found in named if not _names_alike(letter.get(name), found)}
    assert wrong == set(letter.get("missed", ()))


def _names_alike(wanted: str | None, found: str | None) -> bool:
    """Equal, or one stands whole in the other; nobody is only like nobody."""
    if wanted is None or found is None:
        return wanted is found
    return any(
        re.search(rf"\b{re.escape(one)}(?!\w)", other, re.IGNORECASE)
        for one, other in ((wanted, found), (found, wanted))
    )
