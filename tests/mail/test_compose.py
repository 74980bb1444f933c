"""Mails as a mail program reads them: what they say, and what can never stand in them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.invented import commitment, office, person
from tracker.config import DigestSettings, MailSettings, OfficeSettings, Settings
from tracker.errors import ConfigError, TemplateError, UsageError
from tracker.followup.digests import AuditCheckpoint, DigestContent, Period, Told, digest_content
from tracker.followup.planning import plan_reminders
from tracker.mail.compose import (
    Mail,
    compose_digest,
    compose_reminder,
    compose_test,
    quoted_letters,
    sender_address,
    told_overdue,
)
from tracker.mail.render import is_html, link, render
from tracker.model import (
    Ask,
    Basis,
    Commitment,
    ConditionState,
    Outcome,
    Person,
    Role,
    Status,
)
from tracker.resources import template_folder

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DUE = date(2026, 11, 30)
SETTINGS = Settings(
    office=OfficeSettings(name="Office for Promises", zone="Europe/Berlin"),
    mail=MailSettings(sender="tracker@office.example"),
)
NO_QUOTES = Settings(office=SETTINGS.office, mail=MailSettings(sender="tracker@office.example", quotes=False))
PERIOD = Period(date(2026, 11, 23), NOW - timedelta(hours=1), NOW - timedelta(days=7), late=False)
CHECKPOINT = AuditCheckpoint(812, "9f2c" * 16)


def ask(**changes: Any) -> Ask:
    return replace(
        Ask(7, 6, "Halden Mining plc", "Please send us the names", 0, 24, confidential=False), **changes
    )


def reminder(*subjects: Commitment, who: Person | None = None, settings: Settings = SETTINGS) -> Mail:
    who = who or person()
    owned = [replace(each, owner=who.name) for each in subjects]
    plan = plan_reminders(owned, office(NOW, who, rules=settings.reminders), {})
    assert len(plan.reminders) == len(subjects)
    return compose_reminder(plan.reminders, settings, NOW)


def digest(
    *subjects: Commitment,
    who: Person | None = None,
    settings: Settings = SETTINGS,
    asks: tuple[Ask, ...] = (),
    period: Period = PERIOD,
    digests: DigestSettings | None = None,
    checkpoint: AuditCheckpoint = CHECKPOINT,
) -> Mail:
    who = who or person()
    content = digest_content(
        who,
        [replace(each, owner=who.name) for each in subjects],
        since=PERIOD.previous,
        now=NOW,
        settings=digests or DigestSettings(send_when_empty=True),
        asks=asks,
        undelivered=2,
        checkpoint=checkpoint,
    )
    assert content is not None
    return compose_digest(content, period, settings, NOW)


def parsed(mail: Mail) -> EmailMessage:
    return message_from_bytes(mail.content, policy=default)


def text_of(mail: Mail) -> str:
    part = parsed(mail).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: Mail) -> str:
    part = parsed(mail).get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


class Page(HTMLParser):
    """What a browser would make of it: tags, attributes, and the words between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.lasttag != "style":
            self.words += data


def both(mail: Mail) -> Iterator[str]:
    """The words of the text part and of the HTML part, each on one line."""
    yield " ".join(text_of(mail).split())
    yield " ".join(Page(html_of(mail)).words.split())


# What they say


def test_a_reminder_says_what_is_due_and_what_to_run() -> None:
    mail = reminder(commitment(DUE))
    assert mail.subject == "Promise 12: 7 days left"
    for words in both(mail):
        assert "Hello Ana Kovač" in words
        assert "A promise that you follow up is due in 7 days" in words.replace("a promise", "A promise")
        assert "Meridian Textiles Ltd" in words
        assert "“We will publish our list of suppliers by the end of November”" in words
        assert "Monday 30 November 2026" in words
        assert "the letter says “by the end of November”" in words
        assert "tracker show 12" in words
        assert 'tracker resolve 12 --as kept --evidence FILE_OR_URL --note "…"' in words
        assert "Sent by Office for Promises" in words
        assert "overdue" not in words
        assert "Condition" not in words


@pytest.mark.parametrize(
    ("due", "basis", "subject", "opening"),
    [
        (date(2026, 11, 22), Basis.STATED, "Promise 12: 1 day overdue", "is 1 day overdue"),
        (date(2026, 11, 14), Basis.SET, "Promise 12: 9 days overdue", "is 9 days overdue"),
        (date(2026, 11, 23), Basis.STATED, "Promise 12: due today", "is due today"),
        (date(2026, 11, 24), Basis.STATED, "Promise 12: 1 day left", "is due in 1 day"),
        (date(2026, 11, 23), Basis.POLICY, "Promise 12: review today", "is due for review today"),
        (
            date(2026, 11, 20),
            Basis.POLICY,
            "Promise 12: 3 days past review",
            "has been due for review for 3 days",
        ),
    ],
)
def test_how_a_reminder_presses(due: date, basis: Basis, subject: str, opening: str) -> None:
    mail = reminder(commitment(due, basis))
    assert mail.subject == subject
    for words in both(mail):
        assert opening in words


def test_a_policy_day_is_never_told_as_the_letters() -> None:
    for words in both(reminder(commitment(date(2026, 11, 20), Basis.POLICY))):
        assert "Review by" in words
        assert "our own day to look at it; the letter names none" in words
        assert "overdue" not in words
        assert "Due:" not in words
        assert "the letter says" not in words


def test_one_reminder_over_several_promises() -> None:
    mail = reminder(commitment(DUE), commitment(date(2026, 11, 14), id=13, letter_id=6))
    assert mail.subject == "2 promises need a look"
    for words in both(mail):
        assert "tracker show 12" in words
        assert "tracker show 13" in words
        assert "9 days overdue" in words
    assert quoted_letters(mail.content) == {5, 6}


def test_very_many_letters_are_named_on_several_lines() -> None:
    letters = range(10_000, 10_400)
    long = Settings(mail=SETTINGS.mail, digests=DigestSettings(longest_list=1000))
    mail = reminder(*(commitment(DUE, id=each, letter_id=each) for each in letters), settings=long)
    assert quoted_letters(mail.content) == set(letters)
    assert b"\r\nX-Tracker-Quotes: 10000 " in mail.content


ANA = person(absent_until=date(2026, 11, 27), cover="Ben Osei")
BEN = person(id=4, name="Ben Osei", email="ben@office.example")
CHLOE = person(id=5, name="Chloe Adu", email="chloe@office.example", role=Role.ADMIN)
WAITING = commitment(
    None,
    condition="if the court agrees",
    condition_state=ConditionState.DORMANT,
    added=NOW - timedelta(days=61),
)


def told(
    subjects: list[Commitment],
    *people: Person,
    reader: Person,
    settings: Settings = SETTINGS,
    taken: dict[str, int | None] | None = None,
    turn: int = 0,
) -> Mail:
    """One mail with all that this reader is told of, Ben leading the case."""
    there = office(NOW, *people, rules=settings.reminders, leads={"Fair Looms": BEN.name})
    plan = plan_reminders(subjects, there, taken or {})
    hers = [each for each in plan.reminders if each.person == reader]
    return compose_reminder(hers, settings, NOW, turn=turn)


def test_what_went_higher_says_how_often_the_owner_was_reminded() -> None:
    taken = {f"reminder/c12/v1/p3/{rung}": number for number, rung in enumerate(("-1", "+1", "+7"))}
    mail = told([commitment(date(2026, 11, 9))], person(), BEN, reader=BEN, taken={**taken})
    assert (mail.subject, mail.to) == ("Promise 12: 14 days overdue, escalated", "ben@office.example")
    for words in both(mail):
        assert "Hello Ben Osei" in words
        assert "A promise that Ana Kovač follows up is 14 days overdue." in words
        assert "Ana Kovač was reminded 4 times." in words
        assert "so the lead of its case is told, and after that the admins" in words
        assert "tracker assign 12 --to NAME" in words
        assert "that you follow up" not in words
        assert "tracker show 12" in words


@pytest.mark.parametrize(
    ("owner", "words"),
    [(None, "It has no owner, so nobody was reminded."), ("Ana Kovač", "was reminded once.")],
)
def test_what_went_higher_of_nobodys(owner: str | None, words: str) -> None:
    for seen in both(told([commitment(date(2026, 11, 9), owner=owner)], person(), BEN, reader=BEN)):
        assert words in seen
        assert ("A promise that nobody follows up" in seen) is (owner is None)


def test_a_question_about_a_condition() -> None:
    mail = told([WAITING], person(), reader=person())
    assert mail.subject == "Promise 12: has its condition come about?"
    for words in both(mail):
        assert "Has the condition of this promise come about?" in words
        assert "Condition" in words
        assert "if the court agrees" in words
        assert 'tracker condition 12 --came-about YYYY-MM-DD --note "…"' in words
        assert 'tracker condition 12 --waived --note "…"' in words
        assert "you are asked again in 60 days" in words
        assert "overdue" not in words
        assert "tracker resolve" not in words


def test_who_stands_in_is_told_for_whom() -> None:
    mail = told([commitment(DUE)], ANA, BEN, reader=BEN)
    assert (mail.subject, mail.to) == ("Promise 12: 7 days left", "ben@office.example")
    for words in both(mail):
        assert "Hello Ben Osei" in words
        assert "A promise that Ana Kovač follows up is due in 7 days." in words
        assert "Ana Kovač is away until Friday 27 November 2026; you stand in." in words
        assert "that you follow up" not in words


def test_a_few_in_one_mail_have_a_card_each() -> None:
    subjects = [commitment(DUE), replace(WAITING, id=13), commitment(DUE, id=14, owner=BEN.name)]
    mail = told(subjects, ANA, BEN, reader=BEN)
    assert mail.subject == "3 promises need a look"
    for words in both(mail):
        assert words.count("tracker resolve 12") == words.count("tracker resolve 14") == 2
        assert "tracker resolve 13" not in words
        assert words.count("tracker condition 13 --came-about") == 1
        assert words.count("Ana Kovač is away until") == 1
        assert "For" in words


def test_many_in_one_mail_stand_in_a_table() -> None:
    subjects = [commitment(DUE, id=number, organisation=f"Mill {number}") for number in range(1, 31)]
    subjects.append(commitment(date(2026, 11, 9), id=40, owner="Ana Kovač"))
    mail = told(subjects, person(), BEN, reader=person())
    assert mail.subject == "31 promises need a look"
    for words in both(mail):
        assert "Mill 25" in words
        assert "Mill 26" not in words
        assert "… and 6 more: tracker list 26-30,40" in words
        assert "tracker resolve NUMBER --as kept" in words
        assert "tracker condition" not in words
    assert len(parsed(mail)["References"].split()) == 10


FEW = Settings(office=SETTINGS.office, mail=SETTINGS.mail, digests=DigestSettings(longest_list=2))


def test_what_is_cut_is_shown_to_who_reads_it_for_another() -> None:
    """Neither who stands in nor who is told as the lead follows these promises up: their own lists lack them."""
    late = [commitment(date(2026, 11, 9), id=number) for number in (3, 4, 5, 7)]
    soon = [commitment(DUE, id=number) for number in (3, 4, 5, 6)]
    as_lead = told(late, person(), BEN, reader=BEN, settings=FEW)
    for_ana = told(soon, ANA, BEN, reader=BEN, settings=FEW)
    for mail, rest in ((as_lead, "5,7"), (for_ana, "5-6")):
        assert all(f"… and 2 more: tracker list {rest} " in f"{words} " for words in both(mail))


def test_of_very_many_that_are_cut_the_owners_are_named() -> None:
    people = person(), replace(BEN, role=Role.ADMIN)
    late = [
        commitment(date(2026, 10, 26), id=3 * number, owner="Ana Kovač" if number % 2 else None)
        for number in range(1, 100)
    ]
    for words in both(told(late, *people, reader=people[1], settings=FEW)):
        assert "… and 97 more: tracker list 'owner:Ana Kovač' owner:nobody" in words


def test_many_questions_in_one_mail() -> None:
    mail = told([replace(WAITING, id=number) for number in range(1, 8)], person(), reader=person())
    assert mail.subject == "7 promises: have their conditions come about?"
    for words in both(mail):
        assert "7 promises: have their conditions come about?." not in words
        assert words.count("condition?") == 7
        assert "tracker condition NUMBER --came-about" in words
        assert "tracker resolve" not in words
        assert "waiting" not in words


def test_many_that_went_higher_stand_in_a_table() -> None:
    subjects = [commitment(date(2026, 11, 9), id=number) for number in range(1, 8)]
    mail = told(subjects, person(), BEN, reader=BEN)
    assert mail.subject == "7 promises overdue, escalated"
    for words in both(mail):
        assert words.count("Ana Kovač was reminded once.") == 7
        assert words.replace(mail.subject, "").count("escalated") == 7
        assert "7 promises overdue, escalated." in words


def test_a_mail_for_slots_that_were_freed_is_another_mail() -> None:
    first, again = (told([commitment(DUE)], person(), reader=person(), turn=turn) for turn in (0, 2))
    assert first.message_id != again.message_id
    assert first == told([commitment(DUE)], person(), reader=person())


def content_for(
    reader: Person | None = None, last: Told | None = None, who: Person | None = None
) -> DigestContent:
    found = digest_content(
        who or person(),
        [commitment(date(2026, 11, 14))],
        since=PERIOD.previous,
        now=NOW,
        settings=DigestSettings(),
        undelivered=3,
        told=last,
        reader=reader,
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (0, "1 more overdue than on Monday 16 November 2026."),
        (4, "3 fewer overdue than on Monday 16 November 2026."),
        (1, "As many overdue as on Monday 16 November 2026."),
        (None, None),
    ],
)
def test_a_digest_says_what_changed_since_the_last(before: int | None, words: str | None) -> None:
    content = content_for(last=Told(NOW - timedelta(days=7), before))
    mail = compose_digest(content, PERIOD, SETTINGS, NOW)
    assert told_overdue(mail.content) == 1
    for seen in both(mail):
        assert words in seen if words else "16 November 2026." not in seen.replace("since Monday 16", "")


def test_a_reminder_tells_no_number_to_compare() -> None:
    assert told_overdue(reminder(commitment(DUE)).content) is None


def test_a_digest_to_who_stands_in() -> None:
    mail = compose_digest(content_for(BEN, who=ANA), PERIOD, SETTINGS, NOW)
    assert (mail.subject, mail.to) == ("Promises of Ana Kovač: 1 overdue", "ben@office.example")
    for words in both(mail):
        assert "Hello Ben Osei" in words
        assert "promises of Ana Kovač stand" in words
        assert "Ana Kovač is away until Friday 27 November 2026; you stand in" in words
        assert "our promises" not in words


def test_an_admins_digest_tells_of_mail_that_did_not_arrive() -> None:
    content = content_for(who=replace(CHLOE, name="Ana Kovač"))
    mail = compose_digest(content, PERIOD, SETTINGS, NOW)
    assert mail.subject == "Promises: 1 overdue, 3 mails undelivered"
    for words in both(mail):
        assert "mail that did not arrive" in words.lower()
        assert "tracker outbox --undelivered" in words


def test_a_digest_lists_and_counts() -> None:
    mail = digest(
        commitment(date(2026, 11, 14)),
        commitment(date(2026, 12, 1), id=13, added=NOW - timedelta(days=1)),
        commitment(None, id=14, condition="if the court agrees", condition_state=ConditionState.DORMANT),
        commitment(DUE, id=15, status=Status.RESOLVED, outcome=Outcome.KEPT, changed=NOW),
        asks=(ask(),),
        who=person(role=Role.ADMIN),
    )
    assert mail.subject == "Promises: 1 overdue, 1 coming up, 1 resolved"
    for words in both(mail):
        assert "Monday 23 November 2026" in words
        assert "9 days overdue" in words
        assert "8 days left" in words
        assert "Condition: if the court agrees" in words
        assert "“Please send us the names”" in words
        assert "tracker letter show 6" in words
        assert "tracker outbox" in words
        assert "since Monday 16 November 2026" in words
        assert "Audit record" not in words
        assert "was due on" not in words
    assert quoted_letters(mail.content) == {5, 6}


def test_an_auditors_digest_carries_the_checkpoint() -> None:
    for words in both(digest(commitment(date(2026, 11, 14)), who=person(role=Role.AUDITOR))):
        assert "812 events" in words
        assert "9f2c" * 16 in words
        assert "--checkpoint 812 9f2c9f2c9f2c9f2c" in words
        assert "python3 verify.py FILE.zip" in words
        assert "tracker outbox" not in words


def test_a_late_digest_says_so() -> None:
    for words in both(digest(commitment(DUE), period=replace(PERIOD, day=date(2026, 11, 16), late=True))):
        assert "This digest was due on Monday 16 November 2026" in words


def test_a_long_list_names_the_command_that_shows_the_rest() -> None:
    subjects = [commitment(DUE, id=number) for number in range(1, 31)]
    joker = person(name="Ana $(reboot) 'O Neill")
    mail = digest(*subjects, who=joker, digests=DigestSettings(longest_list=25))
    for words in both(mail):
        assert "… and 5 more: tracker list --owner 'Ana $(reboot) '\"'\"'O Neill' due:today.." in words


def test_many_asks_name_the_command_that_shows_the_rest() -> None:
    asks = tuple(replace(ask(), id=number) for number in range(1, 5))
    for words in both(digest(asks=asks, digests=DigestSettings(longest_list=3))):
        assert "… and 1 more: tracker asks" in words


def test_a_quiet_digest() -> None:
    mail = digest()
    assert mail.subject == "Promises: nothing due"
    for words in both(mail):
        assert "nothing" in words


def test_a_test_mail() -> None:
    mail = compose_test("ana@office.example", SETTINGS, NOW)
    assert (mail.subject, mail.to) == ("Test mail from tracker", "ana@office.example")
    for words in both(mail):
        assert "Mail from tracker reaches you" in words
        assert "2026-11-23 08:00 UTC" in words


# Their headers


def test_headers() -> None:
    message = parsed(reminder(commitment(DUE)))
    assert message["From"] == "Office for Promises <tracker@office.example>"
    assert message["To"] == "Ana Kovač <ana@office.example>"
    assert message["Date"] == "Mon, 23 Nov 2026 08:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:tracker@office.example?subject=unsubscribe>"
    assert message["Message-ID"].endswith("@office.example>")
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_long_unsubscribe_address_is_not_encoded() -> None:
    sender = f"{'promises-of-companies-and-governments-' * 3}@office.example"
    settings = Settings(mail=MailSettings(sender=sender))
    raw = compose_test("ana@office.example", settings, NOW).content
    assert f"List-Unsubscribe: <mailto:{sender}?subject=unsubscribe>\r\n".encode() in raw


def test_the_same_slot_gives_the_same_mail() -> None:
    first, second = reminder(commitment(DUE)), reminder(commitment(DUE))
    assert first == second
    assert digest(commitment(DUE)) == digest(commitment(DUE))


@pytest.mark.parametrize(
    "other",
    [
        lambda: reminder(commitment(DUE, deadline_version=2)),
        lambda: reminder(commitment(DUE, added=NOW - timedelta(days=40))),
        lambda: reminder(commitment(DUE, confidential=True)),
        lambda: reminder(commitment(DUE), who=person(email="ana@elsewhere.example")),
        lambda: digest(commitment(DUE)),
    ],
)
def test_another_mail_has_another_message_id(other: Callable[[], Mail]) -> None:
    assert other().message_id != reminder(commitment(DUE)).message_id


def test_reminders_of_one_promise_form_a_thread() -> None:
    week, overdue, other = (
        parsed(reminder(each))["References"]
        for each in (commitment(DUE), commitment(date(2026, 11, 14)), commitment(DUE, id=13))
    )
    assert week == overdue != other


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("tracker@office.example", "Office for Promises <tracker@office.example>"),
        ("Promises <tracker@office.example>", "Promises <tracker@office.example>"),
    ],
)
def test_sender_with_and_without_a_name(given: str, shown: str) -> None:
    assert str(sender_address(MailSettings(sender=given), SETTINGS.office)) == shown


@pytest.mark.parametrize("given", ["", "nobody", "@office.example", "a@b@", "a b@office.example", "a@x\x00y"])
def test_a_sender_that_is_none_names_its_key(given: str) -> None:
    with pytest.raises(ConfigError, match=r"^mail\.from: "):
        sender_address(MailSettings(sender=given), SETTINGS.office)


@pytest.mark.parametrize(
    "address",
    [
        "ana",
        "",
        "ana@",
        "ana@x.example, eve@x.example",
        "ana@x.example\r\nBcc: eve@x.example",
        "a\x00@x.example",
    ],
)
def test_a_recipient_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="no mail address"):
        compose_test(address, SETTINGS, NOW)


def test_an_address_beyond_ascii_stays_as_it_is() -> None:
    mail = compose_test("käthe@büro.example", SETTINGS, NOW)
    assert "To: käthe@büro.example\r\n".encode() in mail.content


# What can never stand in them

HOSTILE = (
    "Ana<script>alert(1)</script>\"'&lt;\r\nBcc: eve@evil.example\r\n\r\n\x00\x1b[31m\u202e\u200b\ud800,"
    " <eve@evil.example>; {{ 7 * 7 }} javascript:alert(1)"
)


@dataclass(frozen=True)
class Made:
    """What mails are made from."""

    person: Person
    commitment: Commitment
    ask: Ask
    checkpoint: AuditCheckpoint = CHECKPOINT
    settings: Settings = SETTINGS


def put(made: Made, field: str, value: str) -> Made:
    """The same with `value` in one field, such as "person.name"."""
    kind, name = field.split(".")
    changed: dict[str, Any] = {name: value}
    if kind == "office":
        return replace(made, settings=Settings(office=OfficeSettings(**changed), mail=made.settings.mail))
    if kind == "deadline":
        deadline = replace(made.commitment.deadline, **changed)
        return replace(made, commitment=replace(made.commitment, deadline=deadline))
    part: dict[str, Any] = {kind: replace(getattr(made, kind), **changed)}
    return replace(made, **part)


def plain() -> Made:
    """An overdue promise whose condition has come about, and an ask."""
    triggered = ConditionState.TRIGGERED
    subject = commitment(date(2026, 11, 20), condition="if the court agrees", condition_state=triggered)
    return Made(person(role=Role.ADMIN), subject, ask())


def all_mails(made: Made) -> list[Mail]:
    """Every kind of mail, with this commitment in every section of a digest."""
    subject, settings = made.commitment, made.settings
    sections = [
        subject,
        replace(subject, id=13, condition_state=ConditionState.DORMANT),
        replace(subject, id=14, status=Status.PROPOSED),
        replace(subject, id=15, status=Status.RESOLVED, outcome=Outcome.KEPT, changed=NOW),
        replace(subject, id=16, deadline=replace(subject.deadline, basis=Basis.POLICY)),
        replace(subject, id=17, deadline=replace(subject.deadline, latest=DUE)),
        replace(subject, id=18, deadline=replace(subject.deadline, latest=date(2027, 9, 1)), added=NOW),
    ]
    auditor = replace(made.person, role=Role.AUDITOR)
    cut, twice = DigestSettings(longest_list=1), [replace(each, id=each.id + 20) for each in sections]
    return [
        reminder(subject, who=made.person, settings=settings),
        reminder(subject, replace(subject, id=16), who=made.person, settings=settings),
        *_other_reminders(made),
        digest(*sections, who=made.person, settings=settings, asks=(made.ask,)),
        digest(*sections, *twice, who=made.person, settings=settings, asks=(made.ask, made.ask), digests=cut),
        digest(*sections, who=auditor, settings=settings, checkpoint=made.checkpoint),
    ]


def _other_reminders(made: Made) -> list[Mail]:
    """A question, an escalation, a stand-in's, and many in one."""
    lead = replace(made.person, id=7, email="ana@office.example", name="Lead")
    owner = replace(made.person, absent_until=DUE, cover="Lead")
    late = replace(
        made.commitment,
        owner=made.person.name,
        deadline=replace(made.commitment.deadline, latest=date(2026, 11, 9)),
    )
    waiting = replace(late, id=13, condition_state=ConditionState.DORMANT)
    there = office(NOW, owner, lead, leads={made.commitment.case or "": "Lead"})
    mails = []
    for subjects in ([late], [waiting], [replace(late, id=number) for number in range(30)]):
        plan = plan_reminders(subjects, there, {}).reminders
        mails += [compose_reminder([each], made.settings, NOW) for each in plan[:1]]
        mails.append(compose_reminder(plan, made.settings, NOW))
    awake = office(NOW, made.person, lead, leads={made.commitment.case or "": "Lead"})
    escalated = [each for each in plan_reminders([late], awake, {}).reminders if each.person == lead]
    return [*mails, compose_reminder(escalated, made.settings, NOW)]


FIELDS = [
    "person.name",
    *(f"commitment.{name}" for name in ("organisation", "actor", "quote", "action", "condition", "case")),
    *(f"deadline.{name}" for name in ("text", "rule", "anchor_text", "assumption")),
    "ask.organisation",
    "ask.quote",
    "checkpoint.head",
    "office.name",
]
SHOWN_SOMEWHERE = {
    field for field in FIELDS if field != "commitment.actor" and not field.startswith("deadline.")
} | {"deadline.text"}


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_words_are_inert(field: str) -> None:
    mails = [*all_mails(put(plain(), field, HOSTILE)), compose_test("ana@office.example", SETTINGS, NOW)]
    for mail in mails:
        message = parsed(mail)
        assert message["Bcc"] is None
        assert [each.addr_spec for each in message["To"].addresses] == ["ana@office.example"]
        assert [each.addr_spec for each in message["From"].addresses] == ["tracker@office.example"]
        assert not message.defects
        page = Page(html_of(mail))
        assert "script" not in page.tags
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert [value for name, value in page.attributes if name in {"href", "src"}] == [
            "mailto:tracker@office.example"
        ]
        for words in (mail.subject, text_of(mail), page.words):
            assert not set(words) & set("\x00\x1b\u202e\u200b\ud800\r")
            assert "49" not in words
            assert not [line for line in words.splitlines() if line.startswith("Bcc:")]
    told = any("<script>alert(1)</script>" in words for mail in mails for words in both(mail))
    assert told is (field in SHOWN_SOMEWHERE), "escaped, neither dropped nor run"


WORDS_OF_LETTERS = [
    "commitment.quote",
    "commitment.action",
    "commitment.condition",
    "commitment.actor",
    *(f"deadline.{name}" for name in ("text", "rule", "anchor_text", "assumption")),
    "ask.quote",
]
CANARY = "quetzalcoatlus"


def everything(mail: Mail) -> str:
    """The raw bytes, every header and every part decoded, in lower case."""
    decoded = [str(value) for value in parsed(mail).values()]
    return "\n".join([mail.content.decode(), *decoded, text_of(mail), html_of(mail), mail.subject]).lower()


@pytest.mark.parametrize("field", [*WORDS_OF_LETTERS, "commitment.case"])
def test_a_confidential_letters_words_stand_nowhere(field: str) -> None:
    made = put(plain(), field, CANARY)
    made = replace(
        made,
        commitment=replace(made.commitment, confidential=True),
        ask=replace(made.ask, confidential=True),
    )
    for mail in all_mails(made):
        assert CANARY not in everything(mail)
        assert quoted_letters(mail.content) == set()
        assert all("(confidential: tracker show " in words for words in both(mail))
        assert all("Meridian Textiles Ltd" in words for words in both(mail)), "who promised may be named"


@pytest.mark.parametrize("field", WORDS_OF_LETTERS)
def test_without_quotes_no_words_of_any_letter(field: str) -> None:
    for mail in all_mails(replace(put(plain(), field, CANARY), settings=NO_QUOTES)):
        assert CANARY not in everything(mail)
        assert quoted_letters(mail.content) == set()
        assert all("Meridian Textiles Ltd" in words for words in both(mail))


@pytest.mark.parametrize(
    "field", ["commitment.quote", "commitment.action", "commitment.condition", "ask.quote"]
)
def test_the_canary_would_be_seen(field: str) -> None:
    assert any(CANARY in everything(mail) for mail in all_mails(put(plain(), field, CANARY)))


@pytest.mark.parametrize("field", [*WORDS_OF_LETTERS, "commitment.organisation"])
def test_subjects_never_hold_words_of_letters(field: str) -> None:
    assert not [mail for mail in all_mails(put(plain(), field, CANARY)) if CANARY in mail.subject]


# Their templates


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "//x", "http://["]
)
def test_only_known_schemes_become_links(url: str) -> None:
    assert not link(url)
    assert link("https://office.example/a?b=c") == "https://office.example/a?b=c"


def test_a_template_that_lacks_a_value_is_named() -> None:
    with pytest.raises(
        TemplateError, match=r"^templates/email/reminder/body\.txt: 'promises' is undefined\.$"
    ):
        render("reminder/body.txt", {"person": "Ana"})


def test_a_template_that_breaks_is_named_without_the_words() -> None:
    class Broken:
        def __len__(self) -> int:
            raise ValueError(CANARY)

    with pytest.raises(TemplateError, match=r"^templates/email/reminder/subject\.txt: ValueError") as broken:
        render("reminder/subject.txt", {"promises": Broken()})
    assert CANARY not in str(broken.value)


def test_other_suffixes_are_refused() -> None:
    with pytest.raises(TemplateError, match=r"only \.html and \.txt"):
        is_html("reminder/body.xhtml")


def test_html_loads_nothing_from_elsewhere() -> None:
    for mail in all_mails(plain()):
        page = Page(html_of(mail))
        assert not set(page.tags) & {"img", "link", "script", "iframe", "object", "form", "video"}
        assert "url(" not in html_of(mail)
        assert "@import" not in html_of(mail)
        assert "prefers-color-scheme: dark" in html_of(mail)


def test_every_mail_has_its_three_templates() -> None:
    kinds = sorted(each.name for each in template_folder("email").iterdir() if each.name != "_base")
    assert kinds == ["digest", "reminder", "report", "test"]
    for kind in kinds:
        assert {each.name for each in Path(template_folder("email") / kind).iterdir()} == {
            "subject.txt",
            "body.txt",
            "body.html",
        }


def test_long_quotes_are_cut_between_words() -> None:
    mail = reminder(commitment(DUE, quote="transparency " * 500))
    for words in both(mail):
        assert words.count("transparency") == 600 // len("transparency ")
        assert "transparency…”" in words


def test_lines_fit_every_mail_server() -> None:
    mail = reminder(commitment(DUE, quote="x" * 20_000, organisation="y" * 5_000))
    assert max(map(len, mail.content.split(b"\r\n"))) <= 998
    assert mail.content.isascii()


def test_heavy_libraries_wait_for_the_first_mail() -> None:
    program = (
        "import sys; import tracker.mail.compose, tracker.mail.transports, tracker.mail.smtp; "
        "print({'jinja2', 'css_inline', 'aiosmtplib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
