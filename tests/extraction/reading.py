"""Reads invented sentences as the body of a letter by Halvorsen Mining plc."""

from __future__ import annotations

from datetime import date
from functools import cache

from tracker.extraction import Lexicon, extract, load_lexicon
from tracker.model import Extraction, FoundCommitment
from tracker.resources import config_path

SENDER = "Halvorsen Mining plc"
LETTER_DATE = date(2021, 3, 1)


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon(config_path("lexicon/en.toml").read_bytes())


def read(body: str, *, sender: str = SENDER, day: date | None = LETTER_DATE) -> Extraction:
    """What a letter with this body yields, every candidate explained."""
    text = f"Dear Ms Lind,\n\n{body}\n\nYours sincerely,\n\nTove Brand\n{sender}\n"
    return extract(text, lexicon(), sender=sender, date=day, explain=True)


def only(body: str) -> FoundCommitment:
    """The one promise of a body."""
    (found,) = read(body).commitments
    return found


def verbs(body: str) -> list[str]:
    """The promised verbs of a body, in order."""
    return [found.action.removeprefix("not ").split()[0] for found in read(body).commitments]
