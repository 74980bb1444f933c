from __future__ import annotations

from pathlib import Path

import pytest

from tracker.config import find_config, find_place, read_settings
from tracker.errors import ConfigError, UsageError
from tracker.resources import config_path
from tracker.service.people import parse_schedule


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "own.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_shipped_file_says_what_the_code_assumes(tmp_path: Path) -> None:
    empty = written(tmp_path, "")
    assert read_settings(None) == read_settings(empty) == read_settings(config_path("tracker.toml"))


def test_a_key_of_the_user_leaves_its_neighbours_alone(tmp_path: Path) -> None:
    own = written(tmp_path, '[mail.smtp]\nport = 2525\n[office]\nzone = "Europe/Berlin"\n')
    settings, defaults = read_settings(own), read_settings(None)
    assert settings.mail.smtp.port == 2525
    assert settings.mail.smtp.host == defaults.mail.smtp.host
    assert settings.office.zone == "Europe/Berlin"
    assert settings.reminders == defaults.reminders


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[office\nname = 3", "TOML"),
        (b'[office]\nname = "\xff"', "TOML"),
        ('[office]\nnmae = "Our office"', "nmae"),
        ("[offices]\n", "offices"),
        ("office = 3", "office"),
        ('[mail.smtp]\nport = "587"', "mail.smtp.port"),
        ("[mail.smtp]\nport = 0", "mail.smtp.port"),
        ('[mail.smtp]\npassword = "secret"', "password"),
        ('[mail]\ntransport = "pigeon"', "mail.transport"),
        ('[mail]\nquotes = "no"', "mail.quotes"),
        ('[office]\nzone = "Mars/Olympus"', "office.zone"),
        ('[office]\nzone = "/etc/localtime"', "office.zone"),
        ('[extraction]\nlanguage = "xx"', "extraction.language"),
        ('[extraction]\nlanguage = "../tracker"', "extraction.language"),
        ("[extraction]\npropose_below = 1.5", "extraction.propose_below"),
        ('[reminders]\nat = "25:00"', "reminders.at"),
        ("[reminders]\ncondition_every = 13", "reminders.condition_every"),
        ("[reminders]\ndaily_cap = -1", "reminders.daily_cap"),
        ('[reminders]\nat = "8 o\'clock"', "reminders.at"),
        ("[reminders]\nladder = [-100000]", "reminders.ladder"),
        ('[digests]\ndefault = "someday 08:00"', "digests.default"),
        ('[mail]\ntransport = "smtp"\n[mail.smtp]\nhost = "mail.example"\ntls = "none"', "mail.smtp.tls"),
    ],
)
def test_a_setting_that_cannot_be_used_names_its_key_and_its_file(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert words in sentence
    assert "secret" not in sentence


def test_mail_may_go_unencrypted_to_this_machine_itself(tmp_path: Path) -> None:
    path = written(tmp_path, '[mail]\ntransport = "smtp"\n[mail.smtp]\nhost = "127.0.0.1"\ntls = "none"')
    assert read_settings(path).mail.smtp.tls == "none"


@pytest.mark.parametrize(
    "words",
    [
        "monday 08:00",
        "sunday 23:59",
        "daily 07:30",
        "monthly 1 08:00",
        "monthly 28 08:00",
        "none",
        "Friday 7:30",
    ],
)
def test_the_digest_times_of_people_are_good_as_the_default(tmp_path: Path, words: str) -> None:
    parse_schedule(words)
    assert read_settings(written(tmp_path, f'[digests]\ndefault = "{words}"')).digests.default == words


@pytest.mark.parametrize(
    "words", ["", "monthly 29 08:00", "monthly 0 08:00", "daily 24:00", "monday", "08:00"]
)
def test_what_is_no_digest_time_for_people_is_none_as_the_default(tmp_path: Path, words: str) -> None:
    with pytest.raises(UsageError):
        parse_schedule(words)
    with pytest.raises(ConfigError, match=r"digests\.default"):
        read_settings(written(tmp_path, f'[digests]\ndefault = "{words}"'))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(ConfigError, match="--config") as caught:
            read_settings(path)
        assert str(path) in str(caught.value)


def test_the_option_goes_before_the_environment_and_that_before_the_home(tmp_path: Path) -> None:
    environ = {"TRACKER_CONFIG": "/from/environment.toml"}
    assert find_config(Path("/from/option.toml"), tmp_path, environ) == Path("/from/option.toml")
    assert find_config(None, tmp_path, environ) == Path("/from/environment.toml")
    assert find_config(None, tmp_path, {}) is None
    own = tmp_path / "tracker.toml"
    own.touch()
    assert find_config(None, tmp_path, {}) == own


def test_the_store_lies_in_the_home_unless_another_is_named(tmp_path: Path) -> None:
    place = find_place(tmp_path, {"TRACKER_HOME": "/elsewhere"})
    assert place.home == tmp_path
    assert place.database_url == f"sqlite:///{tmp_path / 'tracker.db'}"
    assert place.mail_folder == tmp_path / "mail"
    assert find_place(None, {"TRACKER_HOME": str(tmp_path)}) == place
    there = find_place(tmp_path, {"TRACKER_DATABASE_URL": "postgresql://db.example/tracker"})
    assert there.database_url == "postgresql://db.example/tracker"


def test_the_actor_is_claimed_and_the_login_is_not(tmp_path: Path) -> None:
    place = find_place(tmp_path, {"TRACKER_ACTOR": "Ana"})
    assert place.actor == "Ana"
    assert place.login == find_place(tmp_path, {}).login == find_place(tmp_path, {}).actor


def test_a_relative_home_does_not_follow_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_place(Path("here"), {}).home == tmp_path / "here"
