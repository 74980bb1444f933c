from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from jobs import JOBS
from tests.cli.conftest import LetterWriter, Once
from tests.cli.driver import Answer, Tracker

REPORT = "We will publish the report by 30 June 2026."


@pytest.fixture
def due_in_a_week(staffed: Tracker, write: LetterWriter, once: Once) -> Tracker:
    """Ana follows up one promise, and it is the morning of the seventh day before."""

    def add_letter() -> None:
        staffed.ok("add", write(REPORT), "--owner", "Ana")

    return once(staffed, add_letter).on(2026, 6, 23)


def mails(home: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=default) for path in (home / "mail").glob("*.eml")]


def states(answer: Answer) -> dict[str, str]:
    return {check["check"]: check["state"] for check in answer.json}


def test_the_schedule_names_every_job(tracker: Tracker) -> None:
    scheduled = tracker.ok("jobs", "--json").json
    assert [each["job"] for each in scheduled] == [job.name for job in JOBS]
    assert {"reminders", "digests", "delivery"} <= {each["job"] for each in scheduled}
    assert all(each["purpose"] and each["every_seconds"] > 0 for each in scheduled)
    assert "delivery" in tracker.ok("jobs").out
    assert not tracker.home.exists()


def test_a_reminder_is_planned_once_and_delivered_once(due_in_a_week: Tracker) -> None:
    first = due_in_a_week.ok("jobs", "run", "reminders")
    assert first.out.splitlines()[-1] == "reminders: 1 queued"
    assert due_in_a_week.ok("jobs", "run", "reminders").out == "reminders: 0 queued\n"
    assert due_in_a_week.ok("jobs", "run", "delivery").out == "delivery: 1 sent\n"
    assert due_in_a_week.ok("jobs", "run", "delivery").out == "delivery: 0 sent\n"
    (mail,) = mails(due_in_a_week.home)
    assert "ana@office.example" in mail["To"]
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_a_dry_run_says_what_would_be_and_writes_nothing(due_in_a_week: Tracker) -> None:
    dry = due_in_a_week.ok("jobs", "run", "reminders", "--dry-run")
    assert "to Ana: " in dry.out
    assert "1 would be queued; nothing was written" in dry.out
    assert due_in_a_week.ok("outbox", "--json").json == []
    due_in_a_week.ok("jobs", "run", "reminders")
    assert "1 would be sent; nothing was" in due_in_a_week.ok("jobs", "run", "delivery", "--dry-run").out
    assert mails(due_in_a_week.home) == []
    assert due_in_a_week.ok("outbox", "--json").json[0]["state"] == "queued"


def test_a_job_runs_as_of_another_instant(staffed: Tracker, write: LetterWriter) -> None:
    staffed.ok("add", write(REPORT), "--owner", "Ana")
    assert staffed.ok("jobs", "run", "reminders").out == "reminders: 0 queued\n"
    report = staffed.ok("jobs", "run", "reminders", "--at", "2026-06-23T09:00+00:00", "--json").json
    assert report["failed"] == 0
    assert report["lines"][-1] == "1 queued"


def test_a_digest_goes_to_whoever_has_something_in_it(due_in_a_week: Tracker) -> None:
    monday = due_in_a_week.on(2026, 6, 29)
    assert "1 queued" in monday.ok("jobs", "run", "digests").out
    assert {each["kind"] for each in monday.ok("outbox", "--json").json} == {"digest"}


def test_a_dry_run_shows_the_digests_of_another_instant_and_writes_nothing(due_in_a_week: Tracker) -> None:
    before = due_in_a_week.ok("audit", "checkpoint").out
    monday = ("jobs", "run", "digests", "--at", "2026-06-29T08:00Z", "--dry-run")
    dry = due_in_a_week.ok(*monday, "--json").json
    assert dry["lines"] == ["to Ana: Promises: 1 coming up", "1 would be queued; nothing was written"]
    early = due_in_a_week.ok(*monday[:4], "2026-06-29T07:59Z", "--dry-run")
    assert early.out == "digests: 0 would be queued; nothing was written\n"
    assert due_in_a_week.ok("outbox", "--json").json == []
    assert due_in_a_week.ok("audit", "checkpoint").out == before


def test_the_outbox_shows_each_message_and_its_state(due_in_a_week: Tracker) -> None:
    assert due_in_a_week.ok("outbox").out == "No messages.\n"
    due_in_a_week.ok("jobs", "run", "reminders")
    (queued,) = due_in_a_week.ok("outbox", "--json").json
    promised = {"id", "kind", "to", "subject", "state", "attempts", "created", "sent"}
    assert promised <= queued.keys()
    assert (queued["kind"], queued["to"], queued["state"]) == ("reminder", "ana@office.example", "queued")
    assert queued["sent"] is None
    assert "publish" not in queued["subject"]
    due_in_a_week.ok("jobs", "run", "delivery")
    assert due_in_a_week.ok("outbox", "--state", "queued", "--json").json == []
    (sent,) = due_in_a_week.ok("outbox", "--state", "sent", "--json").json
    assert sent["sent"] is not None
    assert sent["attempts"] == 1
    assert "ana@office.example" in due_in_a_week.ok("outbox").out


def test_what_was_resolved_meanwhile_is_cancelled_with_the_reason(due_in_a_week: Tracker) -> None:
    due_in_a_week.ok("jobs", "run", "reminders")
    due_in_a_week.ok("resolve", "1", "--as", "withdrawn", "--note", "They said so.")
    assert "cancelled: message 1: " in due_in_a_week.ok("jobs", "run", "delivery").out
    assert mails(due_in_a_week.home) == []
    (message,) = due_in_a_week.ok("outbox", "--json").json
    assert message["state"] == "cancelled"
    assert message["reason"] in due_in_a_week.ok("outbox").out


def test_the_words_of_a_confidential_letter_stay_at_home(staffed: Tracker, write: LetterWriter) -> None:
    staffed.ok("add", write(REPORT), "--owner", "Ana", "--confidential")
    week = staffed.on(2026, 6, 29)
    for job in ("reminders", "digests", "delivery"):
        week.ok("jobs", "run", job)
    assert len(mails(week.home)) == 2
    for mail in mails(week.home):
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                assert "publish" not in part.get_content()
                assert "Brightwater Mills Ltd" in part.get_content()
                assert "(confidential: " in part.get_content()


def test_an_unknown_job_names_the_known(tracker: Tracker) -> None:
    answer = tracker("jobs", "run", "laundry")
    assert answer.code == 3
    assert "reminders" in answer.err


def test_a_mail_server_that_does_not_answer_leaves_the_mail_queued(due_in_a_week: Tracker) -> None:
    due_in_a_week.ok("jobs", "run", "reminders")
    unreachable = due_in_a_week.with_config(
        '[mail]\ntransport = "smtp"\n[mail.smtp]\nhost = "127.0.0.1"\nport = 9\ntls = "none"\ntimeout_seconds = 2\n'
    )
    answer = unreachable("jobs", "run", "delivery")
    assert answer.code == 6
    assert "1 message waits" in answer.err
    assert due_in_a_week.ok("outbox", "--json").json[0]["state"] == "queued"
    assert states(unreachable("doctor", "--json"))["mail"] == "bad"


def test_doctor_finds_nothing_wrong_in_a_new_home(tracker: Tracker) -> None:
    answer = tracker.ok("doctor", "--json")
    checks = states(answer)
    assert {"config", "store", "audit", "clock", "templates", "mail"} <= checks.keys()
    assert "bad" not in checks.values()
    assert all(check["says"] for check in answer.json)
    lines = tracker.ok("doctor").out.splitlines()
    assert len(lines) == len(checks)


def test_doctor_warns_where_people_wait_and_mail_goes_to_a_folder(staffed: Tracker) -> None:
    assert states(staffed.ok("doctor", "--json"))["outbox"] == "warn"
    assert "goes into a folder" in staffed.ok("doctor").out


def test_doctor_sends_one_test_mail(tracker: Tracker) -> None:
    answer = tracker.ok("doctor", "--send-test", "ana@office.example")
    assert "sent to ana@office.example" in answer.out
    (mail,) = mails(tracker.home)
    assert mail["To"] == "ana@office.example"
    assert tracker("doctor", "--send-test", "nobody").code == 1


@pytest.mark.parametrize(
    ("table", "trigger", "change"),
    [
        ("events", "events_no_update", "UPDATE events SET actor = 'Mallory' WHERE seq = 2"),
        ("events", "events_no_delete", "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)"),
        ("commitments", None, "UPDATE commitments SET status = 'dismissed' WHERE id = 1"),
        ("commitments", None, "UPDATE commitments SET due = '2027-06-30' WHERE id = 1"),
        ("contents", "contents_no_update", "UPDATE contents SET bytes = x'00'"),
    ],
)
def test_doctor_sees_what_was_changed_behind_its_back(
    due_in_a_week: Tracker, table: str, trigger: str | None, change: str
) -> None:
    with closing(sqlite3.connect(due_in_a_week.home / "tracker.db")) as store:
        if trigger:
            with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
                store.execute(change)
            store.execute(f"DROP TRIGGER {trigger}")
        assert store.execute(change).rowcount == 1 or table == "contents"
        store.commit()
    answer = due_in_a_week("doctor")
    assert answer.code == 1
    assert "bad   audit" in answer.out
    assert "tell the auditors" in answer.out
    assert states(due_in_a_week("doctor", "--json"))["audit"] == "bad"


def test_doctor_goes_on_where_the_store_or_the_config_is_bad(tracker: Tracker) -> None:
    broken = tracker.with_config("[mail]\ntransport = 3")
    answer = broken("doctor")
    assert answer.code == 1
    assert "mail.transport" in answer.out
    elsewhere = replace(tracker, environ={"TRACKER_DATABASE_URL": "mysql://db.example/tracker"})
    checks = states(elsewhere("doctor", "--json"))
    assert checks["store"] == "bad"
    assert checks["templates"] == "ok"


def test_doctor_names_a_country_whose_holidays_nobody_knows(tracker: Tracker) -> None:
    broken = tracker.with_config('[office]\ncountry = "Atlantis"')
    answer = broken("doctor")
    assert answer.code == 1
    assert f"{broken.config}: office.country" in answer.out


def test_doctor_shows_no_password(tracker: Tracker) -> None:
    secret = replace(
        tracker, environ={"TRACKER_DATABASE_URL": "postgresql://ana:hunter2@127.0.0.1:1/tracker"}
    )
    answer = secret("doctor")
    assert answer.code == 1
    assert "hunter2" not in answer.out + answer.err


def test_the_demo_leaves_a_store_alone(staffed: Tracker) -> None:
    answer = staffed("demo", "--folder", staffed.home)
    assert answer.code == 5
    assert "holds a store already" in answer.err
    assert len(staffed.ok("people", "--json").json) == 2


def test_another_calendar_moves_days_and_the_record_says_why(staffed: Tracker, write: LetterWriter) -> None:
    promises = ("We will answer within 10 working days.", "We will reply to you within 11 working days.")
    staffed.ok("add", write(*promises, date="20 May 2026"), "--received", "2026-05-20")
    staffed.ok("extend", "2", "--to", "2026-07-01", "--because", "They asked for it.")
    staffed.ok("jobs", "run", "upkeep")

    def days(tracker: Tracker) -> dict[int, str]:
        return {each["id"]: each["due"] for each in tracker.ok("list", "--json").json}

    assert days(staffed) == {1: "2026-06-03", 2: "2026-07-01"}
    german = staffed.with_config('[office]\ncountry = "DE"\n').on(2026, 6, 3)
    told = "the calendar changed: commitments 1 "
    assert f"{told}would get new days; none did" in german.ok("jobs", "run", "upkeep", "--dry-run").out
    assert days(german) == {1: "2026-06-03", 2: "2026-07-01"}
    assert f"{told}have new days" in german.ok("jobs", "run", "upkeep").out
    assert days(german) == {1: "2026-06-04", 2: "2026-07-01"}  # Whit Monday, 25 May
    (event,) = german.ok("audit", "log", "1", "--action", "commitment.recomputed", "--json").json
    assert (event["before"]["due"], event["after"]["due"]) == ("2026-06-03", "2026-06-04")
    assert event["note"].startswith("the calendar of working days changed to DE (holidays ")
    assert "day: 3 Jun 2026 → 4 Jun 2026" in german.ok("show", "1").out
    assert told not in german.ok("jobs", "run", "upkeep").out
    assert f"{told}have new days" in staffed.on(2026, 6, 4).ok("jobs", "run", "upkeep").out
    assert days(staffed) == {1: "2026-06-03", 2: "2026-07-01"}
    assert german("audit", "verify").code == 0
