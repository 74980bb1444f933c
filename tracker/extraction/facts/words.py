"""The words by which a letter's facts are known, as the lexicon's `[facts]` holds them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

import msgspec

from tracker.extraction.lazy import LazyPatterns, Written
from tracker.extraction.wordings import any_of, any_whole, telling


class FactWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[facts]`. Everything in lower case; matches in any case."""

    letter_date_labels: tuple[str, ...]
    """Before the letter's own date."""
    subjects: tuple[str, ...]
    """What opens the line that says what the letter is about."""
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
    bare_references: tuple[str, ...]
    """What opens a line that is the letter's number."""
    states: tuple[str, ...]
    """What a state or province is called, before "of"."""
    highest_offices: tuple[str, ...]
    """Offices that are bound as such, even where their house is named."""
    houses: tuple[str, ...]
    """What the house of a minister is called."""
    stamps: tuple[str, ...]
    """Whose stamp a letter may carry that they did not write."""
    spoken_by: tuple[str, ...]
    """Before the office or organisation that speaks in a transcript or on a page."""
    release_marks: tuple[str, ...]
    """What a text for the press says of itself: it is addressed to nobody."""
    contacted: tuple[str, ...]
    """Before the name of whom a page says how to reach."""
    changed: tuple[str, ...]
    """Of the page's dates, those of a later change."""
    sites: tuple[str, ...]
    """What follows the owner's name at the top of its pages."""
    everybody: tuple[str, ...]
    """What opens the name of a group without a name."""
    joint_marks: tuple[str, ...]
    """Several speak."""
    copy_labels: tuple[str, ...]
    """Below the signature, before others who get the letter."""
    on_readers_behalf: tuple[str, ...]
    """Before "on behalf of": then it is the reader who wrote for somebody."""
    foreign_months: tuple[tuple[str, ...], ...]
    """Names of months in other languages, January first."""


class FactPatterns(LazyPatterns):
    """The words as patterns; each is linear in what it reads."""

    letter_date: re.Pattern[str]
    subject: re.Pattern[str]
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
    says: re.Pattern[str]
    """Either of `acts` and `pledges`: most names are followed by neither."""
    self_named: re.Pattern[str]
    self_name: re.Pattern[str]
    signing_for: re.Pattern[str]
    not_name: re.Pattern[str]
    unit: re.Pattern[str]
    post: re.Pattern[str]
    client: re.Pattern[str]
    """What stands before a name in a folded text; likewise `compliments`."""
    acting: frozenset[str]
    """Without a word of these a text holds no `client`."""
    complimenting: frozenset[str]
    """And without these no `compliments`."""
    speaks_for: re.Pattern[str]
    title_of_document: re.Pattern[str]
    legal_form: re.Pattern[str]
    compliments: re.Pattern[str]
    copyright: re.Pattern[str]
    author: re.Pattern[str]
    bare_reference: re.Pattern[str]
    state: re.Pattern[str]
    highest: re.Pattern[str]
    house: re.Pattern[str]
    stamp: re.Pattern[str]
    spoken_by: re.Pattern[str]
    joint: re.Pattern[str]
    everybody: re.Pattern[str]
    contacted: re.Pattern[str]
    changed: re.Pattern[str]
    site: re.Pattern[str]
    release: re.Pattern[str]
    copies: re.Pattern[str]
    readers: re.Pattern[str]
    """What stands somewhere before "on behalf of"."""
    titled: re.Pattern[str]
    """A headline that begins with a name: "Acme: statement on dust", "Acme update on dust"."""
    about: re.Pattern[str]
    firm: re.Pattern[str]
    """A name up to its legal form."""
    foreign_date: re.Pattern[str]
    months: dict[str, int]

    def __init__(
        self,
        *,
        acting: frozenset[str],
        complimenting: frozenset[str],
        months: dict[str, int],
        **written: Written,
    ) -> None:
        self.acting, self.complimenting, self.months = acting, complimenting, months
        super().__init__(written)


_REFERENCE = (
    r"\.?\s{0,2}(?:no\.?|number)?(?:\s?/\s?[a-z ]{3,20})?(?:\s?[:.#-]{1,2}\s{0,10}|\s(?=[^\s]{0,20}\d))"
    r"(?P<value>[^\s][^\n]{0,60})"
)
_REST = r"[\w'\u2019&+-]{0,30}(?:\.\w{1,10}){0,6}"
_WORD = rf"[A-Z0-9]{_REST}"
_LINK = r"(?:of|for|the|and|on|de|la|du|der|von|&)"
_QUOTE = "[\"\u201c'\u2018]"
_FORM = r"(?:,?\s(?:plc|Ltd|Inc|LLC|LLP|Limited|S\.A|e\.V|mbH)(?!\w)\.?)"
_MORE_WORDS = rf"(?:[ \t\n]{{1,2}}(?:{_LINK}[ \t\n]{{1,2}}){{0,2}}{_WORD}){{0,8}}{_FORM}?"
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
    """The words as patterns."""
    documents, by_whom = any_of(words.documents), any_of(words.by_whom)
    adverb = rf"(?: (?:{any_of(words.self_names)}))?(?:,? [a-z]{{2,12}}ly,?)?"
    pledging = any_of(words.pledging_verbs)
    return FactPatterns(
        letter_date=_in_any_case(rf"\b(?:{any_of(words.letter_date_labels)})\b"),
        subject=_in_any_case(rf"\W{{0,3}}(?:{any_of(words.subjects)})\b\.?\s?:"),
        page_date=_in_any_case(rf"\b(?:{any_of(words.page_date_labels)})\b"),
        other_date=_in_any_case(rf"\b(?:{any_of(words.other_date_marks)})\b"),
        our_reference=_in_any_case(rf"\b(?:{any_of(words.our_references)}){_REFERENCE}"),
        reference=_in_any_case(
            rf"(?<!\w)(?!(?:{any_of(words.your_references)})\b)(?:{any_of(words.references)}){_REFERENCE}"
        ),
        organisation=_in_any_case(
            rf"\b(?:{any_of(words.organisation_nouns)})\b|\b(?:{any_of(words.legal_forms)})(?!\w)"
        ),
        office=_in_any_case(rf"\b(?:{any_of(words.offices)})\b"),
        role=_in_any_case(rf"\b(?:{any_of(words.roles)})\b"),
        person=_in_any_case(
            rf"\W{{0,3}}(?:the\s)?(?:{any_of(words.personal_titles)})\b(?!\s(?:staff|counsel|manager|secretary|assembly|hospital|office)\b)"
        ),
        address=_in_any_case(rf"\b(?:{any_of(words.address_words)})\b|@|https?:|www\.|\d{{3}}"),
        addressee=_in_any_case(rf"\W{{0,3}}(?:(?:{any_of(words.addressee_labels)})\b|an(?=:))"),
        document_by=_in_any_case(rf"\b(?:{documents})\s(?:{by_whom})\s(?:the\s)?(?P<name>[^\n]{{2,120}})"),
        document_of=_in_any_case(
            rf"(?P<name>[^\n:.]{{2,80}}?)['\u2019]s?\s(?:[a-z]{{2,12}}\s)?(?:{documents})\b"
        ),
        owned_document=_in_any_case(rf"['\u2019]s?\s(?:[a-z]{{2,12}}\s)?(?:{documents})\b"),
        answers=_in_any_case(rf"(?P<name>[^\n:.]{{2,80}}?)\s(?:{any_of(words.answer_verbs)})\b"),
        answering=_in_any_case(rf"\s(?:{any_of(words.answer_verbs)})\b"),
        pledges=Written(rf" (?:{pledging})\b"),
        acts=Written(rf"{adverb} (?:{any_of(words.acting_verbs)})\b"),
        says=Written(
            rf" (?:{any_of((*words.acting_verbs, *words.pledging_verbs))})\b|{adverb} (?:{any_of(words.acting_verbs)})\b"
        ),
        self_name=_in_any_case(rf"(?:our\s)?(?:{any_of(words.self_names)})"),
        self_named=Written(
            rf"\s?\((?:[^()\n]{{1,40}}? (?:or|and) )?(?:herein\w{{0,10}}\s)?{_QUOTE}{{0,2}}(?:[Tt]he\s{_QUOTE}?|(?<={_QUOTE}))"
            rf"(?:{'|'.join(map(str.title, words.self_names))})\W{{0,3}}\)"
        ),
        signing_for=_in_any_case(rf"(?:{any_of(words.signing_for)})\s(?:the\s)?(?P<name>[^\n]{{2,120}})"),
        not_name=_in_any_case(rf"(?:{any_of(words.not_names)})(?!\w)"),
        unit=_in_any_case(
            rf"(?:.{{1,80}}\s)?(?:{any_of(words.units)})|(?P<head>(?:{any_of(words.unit_heads)})\s.{{1,80}})"
        ),
        post=_in_any_case(
            rf"(?:{any_of(words.roles)})(?:\s(?:of|for)\b.{{0,80}})?|.{{1,60}}\s(?:{any_of(words.roles)})"
        ),
        client=Written(rf"{any_whole(words.acting_for)}[:,]?\s(?:the\s)?"),
        acting=telling(words.acting_for),
        complimenting=telling(words.compliments),
        # Each begins with a letter and looks back for the edge of the word: so `re` finds the places by the letter, and fast.
        speaks_for=Written(
            rf"I(?<!\w.) (?:look after|lead|head|run|manage|oversee|am responsible for|am in charge of)\b[^.\n]{{0,80}}? "
            rf"(?:at|for|of) (?:the )?(?P<name>{NAME})|B(?<!\w.)oard of (?:the )?(?P<board>{NAME})|b(?<!\w.)oard of (?:the )?(?P<house>{NAME})"
            rf"|[Ee](?<!\w.)ditors of (?:the )?(?P<editors>{NAME})"
            rf"|b(?<!\w.)ehalf of (?:the )?(?P<behalf>{NAME})(?P<we>, (?:we|I) )?"
        ),
        title_of_document=_in_any_case(rf"(?:{documents})"),
        legal_form=_in_any_case(rf"(?:{any_of(words.legal_forms)})\.?"),
        compliments=Written(rf"{any_whole(words.compliments)}\s(?:the\s)?"),
        copyright=Written(
            rf"(?:\u00a9|\([cC]\)|[Cc]opyright)[\s\d,\u2013-]{{0,14}}(?P<name>{NAME}(?:, Inc\.?)?)"
        ),
        author=_in_any_case(rf"\W{{0,3}}(?:{any_of(words.author_labels)})\b"),
        bare_reference=_in_any_case(
            rf"(?:{any_of(words.bare_references)})(?!\w)[.:#\s]{{0,10}}(?P<value>[^\s][^\n]{{0,60}})"
        ),
        state=_in_any_case(rf"(?:the\s)?(?:[\w-]+'?s?\s){{0,2}}(?:{any_of(words.states)})\sof\b"),
        highest=_in_any_case(rf"(?:{any_of(words.highest_offices)})\b"),
        stamp=_in_any_case(rf"\b(?:{any_of(words.stamps)})\b"),
        house=_in_any_case(rf"\b(?:{any_of(words.houses)})\b"),
        spoken_by=_in_any_case(rf"\b(?:{any_of(words.spoken_by)})\s(?:the\s)?(?P<name>[^\n]{{2,120}})"),
        joint=_in_any_case(rf"\b(?:{any_of(words.joint_marks)})\b"),
        release=_in_any_case(rf"\b(?:{any_of(words.release_marks)})\b"),
        contacted=Written(rf"\b(?i:{any_of(words.contacted)})\s(?:the\s)?(?P<name>{NAME})"),
        changed=_in_any_case(rf"\b(?:{any_of(words.changed)})\b"),
        site=_in_any_case(rf"(?P<name>.{{2,60}}?)\s(?:{any_of(words.sites)})"),
        everybody=_in_any_case(rf"(?:the )?(?:{any_of(words.everybody)})\b"),
        copies=_in_any_case(rf"\W{{0,2}}(?:{any_of(words.copy_labels)})\b"),
        readers=_in_any_case(rf"\b(?:{any_of(words.on_readers_behalf)})\b"),
        titled=Written(
            rf"(?:The )?(?P<name>{NAME})(?:: (?:[\w'\u2019]+ ){{0,3}}?(?i:{documents})\b"
            rf"|\s[a-z]{{0,12}}\s?(?i:{documents}) (?:on|about|regarding|concerning|to)\b)"
        ),
        about=Written(rf"About (?:the )?(?P<name>{NAME})(?:$|:)"),
        firm=_in_any_case(
            rf"(?P<name>[A-Z][^\n|:;]{{1,60}}?[,\s]\s?(?:{any_of(words.legal_forms)})(?!\w)\.?(?:,?\s(?:{any_of(words.legal_forms)})(?!\w)\.?)?)"
        ),
        foreign_date=_in_any_case(
            rf"\b(\d{{1,2}})\.?\s(?:de\s|den\s)?({any_of(chain.from_iterable(words.foreign_months))})\.?\s(?:de\s|del\s)?(?=(?:19|20)\d\d)"
        ),
        months={name: at for at, names in enumerate(words.foreign_months, 1) for name in names},
    )


def _in_any_case(pattern: str) -> Written:
    return Written(pattern, re.IGNORECASE)
