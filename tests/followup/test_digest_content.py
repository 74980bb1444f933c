"""What stands in whose digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.invented import commitment, person
from tracker.config import DigestSettings
from tracker.followup.digests import (
    AuditCheckpoint,
    Change,
    DigestContent,
    SectionKind,
    Told,
    digest_content,
    digest_slot,
    due_period,
)
from tracker.model import (
    Ask,
    Basis,
    Commitment,
    ConditionState,
    Deadline,
    DeadlineKind,
    Outcome,
    Role,
    Status,
)

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SINCE = NOW - timedelta(days=7)
TODAY = date(2026, 11, 23)
SETTINGS = DigestSettings()

OVERDUE = commitment(date(2026, 11, 22), id=1)
WORSE = commitment(date(2026, 6, 1), Basis.SET, id=2)
REVIEW = commitment(date(2026, 11, 22), Basis.POLICY, id=3)
TODAYS = commitment(TODAY, id=4)
FORTNIGHT = commitment(date(2026, 12, 7), id=5)
LATER = commitment(date(2026, 12, 8), id=6)
NEW = commitment(date(2027, 5, 1), id=7, added=NOW - timedelta(days=1))
NEW_AND_SOON = commitment(date(2026, 12, 1), id=8, added=NOW - timedelta(days=1))
PROPOSED = commitment(date(2026, 1, 1), id=9, status=Status.PROPOSED)
KEPT = commitment(
    date(2026, 11, 20), id=10, status=Status.RESOLVED, outcome=Outcome.KEPT, changed=NOW - timedelta(days=1)
)
KEPT_BEFORE = replace(KEPT, id=11, changed=SINCE - timedelta(days=1))
DISMISSED = commitment(date(2026, 1, 1), id=12, status=Status.DISMISSED, changed=NOW)
DORMANT = commitment(
    date(2026, 1, 1), id=13, condition="if the court agrees", condition_state=ConditionState.DORMANT
)
UNOWNED = commitment(date(2026, 1, 1), id=14, owner=None)
ANOTHERS = commitment(date(2026, 1, 1), id=15, owner="Ben Osei")
DATELESS = replace(commitment(None, id=16), deadline=Deadline(DeadlineKind.NONE))
ALL = [
    OVERDUE, WORSE, REVIEW, TODAYS, FORTNIGHT, LATER, NEW, NEW_AND_SOON, PROPOSED, KEPT, KEPT_BEFORE,
    DISMISSED, DORMANT, UNOWNED, ANOTHERS, DATELESS,
]  # fmt: skip


def content(
    commitments: list[Commitment], role: Role = Role.STAFF, settings: DigestSettings = SETTINGS
) -> DigestContent | None:
    return digest_content(
        person(role=role),
        commitments,
        since=SINCE,
        now=NOW,
        settings=settings,
        undelivered=2,
        checkpoint=AuditCheckpoint(7, "ab" * 32),
    )


def sections(found: DigestContent | None) -> dict[SectionKind, list[int]]:
    assert found is not None
    return {section.kind: [line.commitment.id for line in section.lines] for section in found.sections}


def test_staff_are_told_of_their_own_each_once() -> None:
    found = content(ALL)
    assert sections(found) == {
        SectionKind.OVERDUE: [2, 1],
        SectionKind.REVIEW: [3],
        SectionKind.SOON: [4, 8, 5],
        SectionKind.NEW: [7],
        SectionKind.PROPOSED: [9],
        SectionKind.RESOLVED: [10],
        SectionKind.DORMANT: [13],
    }
    assert found is not None
    assert found.checkpoint is None
    assert found.undelivered == 0
    soon = next(section for section in found.sections if section.kind is SectionKind.SOON)
    assert [line.new for line in soon.lines] == [False, True, False]


def test_admins_are_told_of_what_nobody_owns_and_of_undelivered_mail() -> None:
    found = content(ALL, Role.ADMIN)
    assert sections(found)[SectionKind.UNOWNED] == [14]
    assert all(15 not in ids for ids in sections(found).values())
    assert found is not None
    assert found.undelivered == 2
    assert found.checkpoint is None


def test_auditors_are_told_of_all_that_is_overdue_and_the_checkpoint() -> None:
    found = content(ALL, Role.AUDITOR)
    assert sections(found) == {
        SectionKind.OVERDUE: [14, 15, 2, 1],
        SectionKind.REVIEW: [3],
        SectionKind.RESOLVED: [10],
    }
    assert found is not None
    assert found.checkpoint == AuditCheckpoint(7, "ab" * 32)
    assert found.undelivered == 0


def test_long_lists_are_cut_and_counted() -> None:
    many = [commitment(date(2026, 1, 1) + timedelta(days=number), id=number) for number in range(1, 41)]
    found = content(many, settings=DigestSettings(longest_list=3))
    assert found is not None
    (overdue,) = found.sections
    assert [line.commitment.id for line in overdue.lines] == [1, 2, 3]
    assert (overdue.total, overdue.more, found.total(SectionKind.OVERDUE)) == (40, 37, 40)
    assert found.total(SectionKind.SOON) == 0


def test_nothing_to_say_is_no_digest_unless_wanted() -> None:
    quiet = [LATER, KEPT_BEFORE, DISMISSED, ANOTHERS, UNOWNED, DATELESS]
    assert content(quiet) is None
    wanted = content(quiet, settings=DigestSettings(send_when_empty=True))
    assert wanted is not None
    assert wanted.empty


def test_undelivered_mail_alone_is_worth_an_admins_digest() -> None:
    found = content([], Role.ADMIN)
    assert found is not None
    assert sections(found) == {}


def test_undelivered_mail_is_told_to_admins_only() -> None:
    for role, told in ((Role.ADMIN, 3), (Role.STAFF, 0), (Role.AUDITOR, 0)):
        found = digest_content(
            person(role=role), [OVERDUE], since=SINCE, now=NOW, settings=SETTINGS, undelivered=3
        )
        assert found is not None
        assert found.undelivered == told


@pytest.mark.parametrize(
    ("overdue", "told", "by"),
    [
        ([OVERDUE, WORSE], 1, 1),
        ([OVERDUE], 3, -2),
        ([OVERDUE], 1, 0),
        ([FORTNIGHT], 2, -2),
        ([FORTNIGHT], 0, None),
        ([OVERDUE], None, None),
    ],
)
def test_how_the_number_of_overdue_ones_moved(
    overdue: list[Commitment], told: int | None, by: int | None
) -> None:
    # 02:00 UTC on Monday is 03:00 on the same day in Berlin.
    last = Told(datetime(2026, 11, 16, 2, tzinfo=UTC), told)
    found = digest_content(person(), overdue, since=SINCE, now=NOW, settings=SETTINGS, told=last)
    assert found is not None
    assert found.change == (None if by is None else Change(by, date(2026, 11, 16)))


def test_the_first_digest_compares_with_nothing() -> None:
    found = content([OVERDUE])
    assert found is not None
    assert found.change is None


def test_who_stands_in_is_told_of_the_others_own() -> None:
    ben = person(id=4, name="Ben Osei")
    found = digest_content(person(), [OVERDUE, ANOTHERS], since=SINCE, now=NOW, settings=SETTINGS, reader=ben)
    assert sections(found) == {SectionKind.OVERDUE: [1]}
    assert found is not None
    assert (found.reader, found.person) == (ben, person())


def test_asks_wait_until_they_are_answered() -> None:
    asks = [Ask(number, 5, "Meridian", "Please write", 0, 12) for number in range(1, 5)]
    asks[0] = replace(asks[0], answered=TODAY)
    found = digest_content(
        person(), [], since=SINCE, now=NOW, settings=DigestSettings(longest_list=2), asks=asks
    )
    assert found is not None
    assert [ask.id for ask in found.asks] == [2, 3]
    assert found.asks_total == 3


@pytest.mark.parametrize(("zone", "overdue"), [("Pacific/Kiritimati", True), ("Pacific/Pago_Pago", False)])
def test_today_is_the_readers(zone: str, overdue: bool) -> None:
    # 11:30 UTC on the 23rd is the 24th on Kiritimati, the 23rd on Samoa.
    now = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    found = digest_content(person(zone=zone), [TODAYS], since=SINCE, now=now, settings=SETTINGS)
    assert found is not None
    assert [section.kind for section in found.sections] == [
        SectionKind.OVERDUE if overdue else SectionKind.SOON
    ]


def test_the_slot_names_person_and_local_day() -> None:
    schedule = person().digest
    assert schedule is not None
    period = due_period(schedule, "Europe/Berlin", NOW, SINCE)
    assert period is not None
    assert digest_slot(person(), period).key == "digest/p3/2026-11-23"
