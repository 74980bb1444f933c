"""The words by which a letter asks, as the lexicon's `[asks]` holds them."""

from __future__ import annotations

import msgspec


class AskWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[asks]`. Phrases in lower case; they match in any case."""

    authors: tuple[str, ...]
    """Who asks."""
    adverbs: tuple[str, ...]
    """What may stand between author and verb."""
    please: tuple[str, ...]
    asking_verbs: tuple[str, ...]
    """Verbs that ask by themselves: "we request a copy"."""
    wishing_verbs: tuple[str, ...]
    """Verbs that ask where the reader is their subject: "we hope you will"."""
    needing_verbs: tuple[str, ...]
    needed: tuple[str, ...]
    """Nouns for what a reader can supply."""
    grateful: tuple[str, ...]
    """What an author would be, if the reader did something."""
    courtesy_openers: tuple[str, ...]
    """What makes a polite phrase of the request after it."""
    third_person: tuple[str, ...]
    """How an organisation asks under its own name."""
    helpful: tuple[str, ...]
    """What it would be."""
    reader_duties: tuple[str, ...]
    """How a letter puts a request as the reader's duty."""
    supplying_verbs: tuple[str, ...]
    conditions: tuple[str, ...]
    """Openers of a condition that binds the reader."""
    courtesies: tuple[str, ...]
    """What makes a polite phrase of it."""
    mild_verbs: tuple[str, ...]
    """After "hope you will": nothing that can be supplied or done."""
    openers: tuple[str, ...]
    """What opens a sentence and belongs to the request in it."""
    calling: tuple[str, ...]
    """How an author asks a body by its name: "we call on the Forum to"."""
    fulfilled: tuple[str, ...]
    """What the reader does to fulfil a condition: "provided that it reaches us"."""
    tails: tuple[str, ...]
    """What ends the request: a pointer to where it is set out."""
    callers: tuple[str, ...]
    """Those who come to the author on the reader's side: "visitors", "its members"."""
    papers: tuple[str, ...]
    """What a reader hands in: "claims are to be submitted"."""
    handed_in: tuple[str, ...]
    """How it is handed in."""
    urged: tuple[str, ...]
    """What a body under its name is, beside asked: "members are urged to"."""
    ordered: tuple[str, ...]
    """What a directive orders beside the verbs of supplying: "install the update by"."""
    visiting: tuple[str, ...]
    """What visitors and their kin are told to do: "guests must carry"."""
