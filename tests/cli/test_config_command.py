"""What is in force, and where it comes from; secrets stay secret."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.driver import Tracker

OWN = '[office]\nzone = "Europe/Berlin"\n[mail.smtp]\nport = 2525\npassword_file = "/etc/tracker/smtp"\n'


def shown(tracker: Tracker, *arguments: str) -> dict[str, tuple[object, str]]:
    return {
        row["key"]: (row["value"], row["from"]) for row in tracker.ok("config", *arguments, "--json").json
    }


def test_each_value_says_where_it_comes_from(tracker: Tracker) -> None:
    own = tracker.with_config(OWN)
    found = shown(own)
    file = str(own.config)
    assert found["office.zone"] == ("Europe/Berlin", file)
    assert found["mail.smtp.port"] == (2525, file)
    assert found["mail.smtp.host"] == ("localhost", "default")
    assert found["office.default_owner"] == (None, "default")
    assert found["mail.from"] == ("tracker@localhost", "default")
    assert found["home"] == (str(tracker.home), "--home")
    assert found["config"] == (file, "--config")
    assert found["actor"] == ("Ana", "TRACKER_ACTOR")
    assert found["mail.smtp.password"] == ("set, not shown", "/etc/tracker/smtp")
    assert found["intake.mailbox.password"] == (None, "default")


def test_the_file_in_the_home_is_found(tracker: Tracker) -> None:
    tracker.home.mkdir()
    (tracker.home / "tracker.toml").write_text(OWN)
    found = shown(tracker)
    assert found["config"] == (str(tracker.home / "tracker.toml"), "home")
    assert found["office.zone"][1] == str(tracker.home / "tracker.toml")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://tracker:hush@db.example/tracker",
        "postgresql+psycopg://tracker:hu@hush@db.example/tracker",
        "postgresql+psycopg://tracker@db.example/tracker?password=hush",
    ],
)
def test_no_secret_is_shown(tracker: Tracker, address: str) -> None:
    environ = {
        "TRACKER_DATABASE_URL": address,
        "TRACKER_SMTP_PASSWORD": "hush",
        "TRACKER_IMAP_PASSWORD": "hush",
    }
    secret = replace(tracker, environ=environ)
    for arguments in ((), ("--json",)):
        answer = secret.ok("config", *arguments)
        assert "hush" not in answer.out + answer.err
        assert "db.example/tracker" in answer.out or arguments == ()
    found = shown(secret)
    assert found["mail.smtp.password"] == ("set, not shown", "TRACKER_SMTP_PASSWORD")
    assert found["store"][1] == "TRACKER_DATABASE_URL"


def test_a_credential_of_the_service_is_named_and_not_shown(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "imap-password").write_text("hush\n")
    found = shown(replace(tracker, environ={"CREDENTIALS_DIRECTORY": str(tmp_path)}))
    assert found["intake.mailbox.password"] == ("set, not shown", str(tmp_path / "imap-password"))
    assert found["mail.smtp.password"][0] != "set, not shown"


def test_one_section_or_setting(tracker: Tracker) -> None:
    assert set(shown(tracker, "mail.smtp")) == {
        f"mail.smtp.{name}"
        for name in ("host", "port", "username", "password_file", "tls", "timeout_seconds", "password")
    }
    assert list(shown(tracker, "office.zone")) == ["office.zone"]
    answer = tracker("config", "offise")
    assert (answer.code, "did you mean 'office'?" in answer.err) == (3, True), answer


def test_it_opens_no_store(tracker: Tracker, tmp_path: Path) -> None:
    tracker.ok("config")
    assert not tracker.home.exists()
    assert not list(tmp_path.glob("**/*.db"))


def test_a_file_that_cannot_be_used_is_named(tracker: Tracker) -> None:
    answer = tracker.with_config("[office]\nzone = 3")("config")
    assert (answer.code, "office.zone" in answer.err) == (2, True), answer
