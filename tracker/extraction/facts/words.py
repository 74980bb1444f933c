"""The words by which a letter's facts are known, as the lexicon's `[facts]` holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from tracker.extraction.wordings import any_of, any_whole, telling


class FactWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[facts]`. Everything in lower case; matches in any case."""

    letter_date_labels: tuple[str, ...]
    """Before the letter's own date."""
    page_date_labels: tuple[str, ...]
    """Before the date of the page that shows it."""
    other_date_marks: tuple[str, ...]
    """Before the date of something else, such as the letter being answered."""
    our_references: tuple[str, ...]
    your_references: tuple[str, ...]
    references: tuple[str, ...]
    organisation_nouns: tuple[str, ...]
    legal_forms: tuple[str, ...]
    offices: tuple[str, ...]
    """Office holders who are bound by their office."""
    roles: tuple[str, ...]
    """Posts of those who sign for an organisation."""
    personal_titles: tuple[str, ...]
    address_words: tuple[str, ...]
    addressee_labels: tuple[str, ...]
    by_whom: tuple[str, ...]
    """What stands between "response", "letter", "statement" and their author."""
    documents: tuple[str, ...]
    answer_verbs: tuple[str, ...]
    """What a headline says that the author does."""
    acting_verbs: tuple[str, ...]
    """What an organisation says that it does, after its own name."""
    pledging_verbs: tuple[str, ...]
    """What it does in giving its word: whoever does so is likely the author."""
    self_names: tuple[str, ...]
    """Short names that an author gives itself in brackets."""
    signing_for: tuple[str, ...]
    not_names: tuple[str, ...]
    """Capitalised words that name nobody."""
    units: tuple[str, ...]
    """Last words of the names of an organisation's parts."""
    unit_heads: tuple[str, ...]
    """First words of such names."""
    acting_for: tuple[str, ...]
    """What a law firm writes before its client's name."""
    compliments: tuple[str, ...]
    """What a note verbale says between its author and its reader."""
    author_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactPatterns:
    """The words compiled; every pattern is linear in what it reads."""

    letter_date: re.Pattern[str]
    page_date: re.Pattern[str]
    other_date: re.Pattern[str]
    our_reference: re.Pattern[str]
    reference: re.Pattern[str]
    organisation: re.Pattern[str]
    office: re.Pattern[str]
    role: re.Pattern[str]
    person: re.Pattern[str]
    address: re.Pattern[str]
    addressee: re.Pattern[str]
    document_by: re.Pattern[str]
    document_of: re.Pattern[str]
    owned_document: re.Pattern[str]
    """The end of `document_of`: what the line must hold."""
    answers: re.Pattern[str]
    acts: re.Pattern[str]
    answering: re.Pattern[str]
    """The verb of `answers`: what the line must hold."""
    pledges: re.Pattern[str]
    """What follows a name; likewise `acts` and `self_named`."""
    self_named: re.Pattern[str]
    self_name: re.Pattern[str]
    signing_for: re.Pattern[str]
    not_name: re.Pattern[str]
    unit: re.Pattern[str]
    post: re.Pattern[str]
    client: re.Pattern[str]
    """What stands before a name in a folded text; likewise `compliments`."""
    other_voices: frozenset[str]
    """Without a word of these a text holds neither."""
    speaks_for: re.Pattern[str]
    title_of_document: re.Pattern[str]
    legal_form: re.Pattern[str]
    compliments: re.Pattern[str]
    copyright: re.Pattern[str]
    author: re.Pattern[str]


_REFERENCE = r"\.?\s{0,2}(?:no\.?|number)?\s?[:.#-]{1,2}\s{0,10}(?P<value>[^\s][^\n]{0,60})"
_REST = r"[\w'\u2019&+-]{0,30}(?:\.\w{1,10}){0,6}"
_WORD = rf"[A-Z0-9]{_REST}"
_LINK = r"(?:of|for|the|and|on|de|la|du|der|von|&)"
_MORE_WORDS = rf"(?:[ \t\n]{{1,2}}(?:{_LINK}[ \t\n]{{1,2}}){{0,2}}{_WORD}){{0,8}}"
NAME = rf"(?<![\w.-])(?:(?=[A-Z]){_WORD}|[a-z]{{2,20}}+[A-Z]\w{{0,20}}){_MORE_WORDS}"
"""A run of capitalised words; bounded, so that it stays linear."""
_NAME = re.compile(NAME)
_CAPITAL_NAME = re.compile(rf"[A-Z](?<![\w.-].){_REST}{_MORE_WORDS}")
_SMALL_FIRST = re.compile(r"[A-Z](?<=[a-z].)")


def names_in(text: str) -> list[re.Match[str]]:
    """The names of a text, in order. Only where one begins with a small letter ("eWay") must each word be looked at."""
    return list((_CAPITAL_NAME if _SMALL_FIRST.search(text) is None else _NAME).finditer(text))


@lru_cache(maxsize=4)
def fact_patterns(words: FactWords) -> FactPatterns:
    """Compile the words."""
    documents, by_whom = any_of(words.documents), any_of(words.by_whom)
    return FactPatterns(
        letter_date=_compile(rf"\b(?:{any_of(words.letter_date_labels)})\b"),
        page_date=_compile(rf"\b(?:{any_of(words.page_date_labels)})\b"),
        other_date=_compile(rf"\b(?:{any_of(words.other_date_marks)})\b"),
        our_reference=_compile(rf"\b(?:{any_of(words.our_references)}){_REFERENCE}"),
        reference=_compile(
            rf"(?<!\w)(?!(?:{any_of(words.your_references)})\b)(?:{any_of(words.references)}){_REFERENCE}"
        ),
        organisation=_compile(
            rf"\b(?:{any_of(words.organisation_nouns)})\b|\b(?:{any_of(words.legal_forms)})(?!\w)"
        ),
        office=_compile(rf"\b(?:{any_of(words.offices)})\b"),
        role=_compile(rf"\b(?:{any_of(words.roles)})\b"),
        person=_compile(
            rf"\W{{0,3}}(?:the\s)?(?:{any_of(words.personal_titles)})\b(?!\s(?:staff|counsel|manager|secretary|assembly|hospital|office)\b)"
        ),
        address=_compile(rf"\b(?:{any_of(words.address_words)})\b|@|https?:|www\.|\d{{3}}"),
        addressee=_compile(rf"\W{{0,3}}(?:{any_of(words.addressee_labels)})\b"),
        document_by=_compile(rf"\b(?:{documents})\s(?:{by_whom})\s(?:the\s)?(?P<name>[^\n]{{2,120}})"),
        document_of=_compile(
            rf"(?P<name>[^\n:.]{{2,80}}?)['\u2019]s?\s(?:[a-z]{{2,12}}\s)?(?:{documents})\b"
        ),
        owned_document=_compile(rf"['\u2019]s?\s(?:[a-z]{{2,12}}\s)?(?:{documents})\b"),
        answers=_compile(rf"(?P<name>[^\n:.]{{2,80}}?)\s(?:{any_of(words.answer_verbs)})\b"),
        answering=_compile(rf"\s(?:{any_of(words.answer_verbs)})\b"),
        pledges=re.compile(rf" (?:{any_of(words.pledging_verbs)})\b"),
        acts=re.compile(rf"(?:,? [a-z]{{2,12}}ly,?)? (?:{any_of(words.acting_verbs)})\b"),
        self_name=_compile(rf"(?:our\s)?(?:{any_of(words.self_names)})"),
        self_named=re.compile(
            rf"\s?\((?:herein\w{{0,10}}\s)?\W{{0,3}}(?:[Tt]he\s)?(?:{'|'.join(map(str.title, words.self_names))})\W{{0,3}}\)"
        ),
        signing_for=_compile(rf"(?:{any_of(words.signing_for)})\s(?:the\s)?(?P<name>[^\n]{{2,120}})"),
        not_name=_compile(rf"(?:{any_of(words.not_names)})(?!\w)"),
        unit=_compile(
            rf"(?:.{{1,80}}\s)?(?:{any_of(words.units)})|(?:{any_of(words.unit_heads)})\s.{{1,80}}"
        ),
        post=_compile(
            rf"(?:{any_of(words.roles)})(?:\s(?:of|for)\b.{{0,80}})?|.{{1,60}}\s(?:{any_of(words.roles)})"
        ),
        client=re.compile(rf"{any_whole(words.acting_for)}[:,]?\s(?:the\s)?"),
        other_voices=telling((*words.acting_for, *words.compliments)),
        speaks_for=re.compile(
            rf"I(?<!\w.) (?:look after|lead|head|run|manage|oversee|am responsible for|am in charge of)\b[^.\n]{{0,80}}? "
            rf"(?:at|for|of) (?:the )?(?P<name>{NAME})|B(?<!\w.)oard of (?:the )?(?P<board>{NAME})|b(?<!\w.)(?:oard|ehalf) of (?:the )?(?P<behalf>{NAME})"
        ),
        title_of_document=_compile(rf"(?:{documents})"),
        legal_form=_compile(rf"(?:{any_of(words.legal_forms)})\.?"),
        compliments=re.compile(rf"{any_whole(words.compliments)}\s(?:the\s)?"),
        copyright=re.compile(
            rf"(?:\u00a9|\([cC]\)|[Cc]opyright)[\s\d,\u2013-]{{0,14}}(?P<name>{NAME}(?:, Inc\.?)?)"
        ),
        author=_compile(rf"\W{{0,3}}(?:{any_of(words.author_labels)})\b"),
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
