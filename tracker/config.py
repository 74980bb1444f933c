"""Settings: the shipped defaults, the user's file over them, the environment on top.

A setting that cannot be used names its key and its file. Secrets never stand in the file.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from tracker.errors import ConfigError
from tracker.resources import config_path

CountryCode = Annotated[
    str, msgspec.Meta(pattern="^[A-Z]{2}$", description='the two capital letters of a country, such as "DE"')
]
Days = Annotated[int, msgspec.Meta(ge=0, le=3660)]
Rung = Annotated[int, msgspec.Meta(ge=-3660, le=3660)]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file; an unknown key is a mistake, not a wish."""


class OfficeSettings(Section, frozen=True):
    """The office that follows up."""

    name: str = "Our office"
    zone: str = "UTC"
    country: CountryCode | None = None
    """ISO 3166-1 alpha-2, such as "DE"."""
    subdivision: str | None = None
    default_owner: str | None = None
    quiet_days: bool = True
    """No mail on weekends and public holidays."""
    second_pair_of_eyes: bool = False
    """A second person confirms how a commitment ended."""
    known_people_only: bool = False
    """Only whose name is among the people changes anything."""


class ExtractionSettings(Section, frozen=True):
    """How letters are read."""

    language: str = "en"
    propose_below: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.6


class LetterSettings(Section, frozen=True):
    """Letters as they come in."""

    same_letter: Annotated[float, msgspec.Meta(ge=0.5, le=1)] = 0.9
    """Share of words that makes two letters one in two formats."""
    max_mebibytes: Annotated[float, msgspec.Meta(gt=0, le=1024)] = 50.0
    """Of one file or mail."""
    max_seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 10.0
    """For reading one letter."""
    memory_mebibytes: Annotated[int, msgspec.Meta(ge=256, le=65536)] = 512
    """Of the process that reads."""
    ocr_page_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 60.0
    ocr_memory_mebibytes: Annotated[int, msgspec.Meta(ge=512, le=65536)] = 2048


class ReminderSettings(Section, frozen=True):
    """The ladder: days before the day (negative), the day (0), days over (positive)."""

    ladder: tuple[Rung, ...] = (-14, -7, -1, 0, 1, 7, 14, 28)
    repeat_every: Annotated[int, msgspec.Meta(ge=1, le=366)] = 28
    repeat_times: Annotated[int, msgspec.Meta(ge=0, le=100)] = 6
    at: str = "08:00"
    daily_cap: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 5
    """Beyond so many mails a person a day, reminders share one."""
    escalate_to_lead: Annotated[int, msgspec.Meta(ge=0, le=100)] = 3
    """The so-maniest overdue rung also goes to who leads the case; 0 for never."""
    escalate_to_admins: Annotated[int, msgspec.Meta(ge=0, le=100)] = 4
    condition_every: Days = 60
    """Days between two questions whether a condition has come about; 0 for never."""


class DigestSettings(Section, frozen=True):
    """Digests."""

    default: str = "monday 08:00"
    due_within_days: Days = 14
    longest_list: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 25
    send_when_empty: bool = False


class DeliverySettings(Section, frozen=True):
    """How the outbox is drained."""

    lease_seconds: Annotated[int, msgspec.Meta(ge=1)] = 300
    batch: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50
    give_up_after_hours: Annotated[int, msgspec.Meta(ge=1)] = 120
    connections: Annotated[int, msgspec.Meta(ge=1, le=100)] = 4
    """How many connections to the mail server send at once."""
    most_per_minute: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Where the server limits it; 0: as fast as it takes them."""


class SmtpSettings(Section, frozen=True):
    """The mail server. The password comes from TRACKER_SMTP_PASSWORD, `password_file` or a credential."""

    host: str = "localhost"
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    username: str | None = None
    password_file: str | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 60.0


class MailSettings(Section, frozen=True):
    """How mail leaves."""

    transport: Literal["folder", "smtp"] = "folder"
    sender: str = msgspec.field(default="tracker@localhost", name="from")
    quotes: bool = True
    smtp: SmtpSettings = SmtpSettings()


class MailboxSettings(Section, frozen=True):
    """The mailbox that letters come to. The password comes from `password_file` or TRACKER_IMAP_PASSWORD."""

    host: str | None = None
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 993
    username: str | None = None
    password_file: str | None = None
    tls: Literal["tls", "starttls", "none"] = "tls"
    name: str = "INBOX"
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 60.0
    known_senders: tuple[str, ...] = ()
    """Addresses, or domains for all addresses of exactly that domain."""


class IntakeSettings(Section, frozen=True):
    """Where letters come in by themselves. Nothing does while neither folder nor mailbox is named."""

    folder: str | None = None
    stable_seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 3.0
    batch: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 100
    """Files, and mails, that one run takes at most, so that the other jobs get their turn."""
    mailbox: MailboxSettings = MailboxSettings()


class BackupSettings(Section, frozen=True):
    """The nightly copy of an SQLite store."""

    folder: str = "backups"
    """In the home folder unless it is absolute; empty for no nightly backup."""
    at: str = "02:00"
    """At the office."""
    keep: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 7
    """How many nights."""


class ReportSettings(Section, frozen=True):
    """The overdue report that is made every month by itself; nothing is while neither folder nor mail is chosen."""

    day: Annotated[int, msgspec.Meta(ge=1, le=28)] = 1
    """Of the month; a quiet day moves it to the next working day."""
    at: str = "07:00"
    """At the office."""
    folder: str | None = None
    """In the home folder unless it is absolute."""
    mail: bool = False
    """To each auditor, as an attachment."""


class CalendarSettings(Section, frozen=True):
    """The calendar of open promises' days that is kept up to date for sharing; none while no file is named."""

    file: str | None = None
    """In the home folder unless it is absolute."""


class JobSettings(Section, frozen=True):
    """How often the scheduler's tick looks for what is due."""

    tick_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 30.0


class Settings(Section, frozen=True):
    """All that config/tracker.toml can say."""

    office: OfficeSettings = OfficeSettings()
    letters: LetterSettings = LetterSettings()
    extraction: ExtractionSettings = ExtractionSettings()
    reminders: ReminderSettings = ReminderSettings()
    digests: DigestSettings = DigestSettings()
    delivery: DeliverySettings = DeliverySettings()
    mail: MailSettings = MailSettings()
    intake: IntakeSettings = IntakeSettings()
    backup: BackupSettings = BackupSettings()
    reports: ReportSettings = ReportSettings()
    calendar: CalendarSettings = CalendarSettings()
    jobs: JobSettings = JobSettings()


class Place(msgspec.Struct, frozen=True):
    """Where this process works and as whom."""

    home: Path
    database_url: str
    actor: str
    login: str
    config: Path | None = None
    """The user's settings file, where there is one."""

    @property
    def mail_folder(self) -> Path:
        """Where mail goes while no server is configured."""
        return self.home / "mail"


def read_settings(path: Path | None) -> Settings:
    """The settings in force; `path` is the user's file or None. Raises ConfigError, which names the first fault."""
    settings, faults = _read(path)
    if settings is None or faults:
        more = f" ({len(faults) - 1} more; see: tracker doctor)" if len(faults) > 1 else ""
        raise ConfigError(f"{path}: {faults[0]}{more}")
    return settings


def config_faults(path: Path | None) -> list[str]:
    """Everything that is wrong with the user's file, each with the file, the key and what may stand there."""
    try:
        return [f"{path}: {fault}" for fault in _read(path)[1]]
    except ConfigError as error:
        return [str(error)]


def find_place(home: Path | None, environ: Mapping[str, str]) -> Place:
    """Home, store address and actor from the options and the environment."""
    chosen = home or (Path(environ["TRACKER_HOME"]) if environ.get("TRACKER_HOME") else _default_home())
    chosen = chosen.expanduser().absolute()
    login = _login(environ)
    return Place(
        home=chosen,
        database_url=environ.get("TRACKER_DATABASE_URL") or f"sqlite:///{chosen / 'tracker.db'}",
        actor=environ.get("TRACKER_ACTOR") or login,
        login=login,
    )


def find_config(option: Path | None, home: Path, environ: Mapping[str, str]) -> Path | None:
    """The user's config file: the option, TRACKER_CONFIG, or tracker.toml in the home if it is there."""
    named = option or (Path(environ["TRACKER_CONFIG"]) if environ.get("TRACKER_CONFIG") else None)
    if named is not None:
        return named
    own = home / "tracker.toml"
    try:
        return own if own.is_file() else None
    except OSError:  # a home that may not be entered; the store says so in its own words
        return None


def password(variable: str, key: str, file: str | None, environ: Mapping[str, str]) -> str | None:
    """From the environment `variable`, else the first line of `file`, which the setting `key` names, else of the credential.

    None where there is none of them. Raises ConfigError.
    """
    if given := environ.get(variable):
        return given
    credential = credential_file(variable, environ)
    if file is None and credential is None:
        return None
    path = Path(file).expanduser() if file else credential
    assert path is not None
    key = key if file else f"the credential {path.name}"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise ConfigError(f"{key}: {path} cannot be read ({why}).") from error
    if not lines or not lines[0]:
        raise ConfigError(f"{key}: {path} is empty; its first line is the password.")
    return lines[0]


def credential_file(variable: str, environ: Mapping[str, str]) -> Path | None:
    """Where systemd lays the secret of `variable` for the service alone, if its unit loads one.

    Such as smtp-password for TRACKER_SMTP_PASSWORD, in the folder CREDENTIALS_DIRECTORY.
    """
    folder = environ.get("CREDENTIALS_DIRECTORY")
    name = variable.removeprefix("TRACKER_").lower().replace("_", "-")
    path = Path(folder) / name if folder else None
    return path if path is not None and path.is_file() else None


def _default_home() -> Path:
    import platformdirs  # noqa: PLC0415 - most runs name a home or come from a service file

    return platformdirs.user_data_path("tracker", appauthor=False)


def _login(environ: Mapping[str, str]) -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return environ.get("USER") or f"uid {os.getuid()}"


def read_toml(path: Path) -> dict[str, Any]:
    """A file's tables as they are written. Raises ConfigError."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=dict[str, Any])
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); name another file with --config."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: not valid TOML (byte {error.start} is no UTF-8); save it as UTF-8."
        ) from error
    except (msgspec.DecodeError, ValueError) as error:
        raise ConfigError(f"{path}: not valid TOML ({error}); correct that line.") from error


def _overlay(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = (
            _overlay(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
        )
    return merged


def _read(path: Path | None) -> tuple[Settings | None, list[str]]:
    """The settings, None where not even their types fit; and what is wrong. Raises ConfigError for no TOML at all."""
    merged: Any = read_toml(config_path("tracker.toml"))
    if path is not None:
        merged = _overlay(merged, read_toml(path))
    try:
        settings = msgspec.convert(merged, Settings)
    except msgspec.ValidationError:
        from tracker.config_faults import faults  # noqa: PLC0415 - only needed here

        return None, list(faults(Settings, merged))
    return settings, [f"{key}: {advice}" for key, holds, advice in _rules(settings) if not holds]


def _rules(settings: Settings) -> Iterator[tuple[str, bool, str]]:
    """Key, whether its value can be used, and what is wrong with it and how to mend it."""
    office, smtp = settings.office, settings.mail.smtp
    zone = f"no such time zone {office.zone!r}; use a name such as Europe/Berlin"
    yield "office.zone", _is_zone(office.zone), zone
    language = settings.extraction.language
    yield "extraction.language", _has_words(language), f'no word list for {language!r}; use "en"'
    yield "mail.from", settings.mail.sender.isprintable(), "holds a line break or another control character"
    at = settings.reminders.at
    yield "reminders.at", bool(_CLOCK.fullmatch(at)), f'{at!r} is no time of day; write it as "08:00"'
    night = settings.backup.at
    yield "backup.at", bool(_CLOCK.fullmatch(night)), f'{night!r} is no time of day; write it as "02:00"'
    hour = settings.reports.at
    yield "reports.at", bool(_CLOCK.fullmatch(hour)), f'{hour!r} is no time of day; write it as "07:00"'
    every = settings.reminders.condition_every
    yield (
        "reminders.condition_every",
        every == 0 or every >= 14,
        "is too often; write 0 for never, or 14 or more",
    )
    digest = settings.digests.default
    yield (
        "digests.default",
        bool(_DIGEST.fullmatch(digest.lower())),
        f'{digest!r} is no digest time; write "monday 08:00", "daily 07:30", "monthly 1 08:00" or "none"',
    )
    yield (
        "mail.smtp.tls",
        settings.mail.transport != "smtp" or smtp.tls != "none" or smtp.host in LOOPBACK,
        '"none" is allowed only on this machine itself; use "starttls" or "tls"',
    )
    yield from _mailbox_rules(settings.intake.mailbox)


def _mailbox_rules(mailbox: MailboxSettings) -> Iterator[tuple[str, bool, str]]:
    yield (
        "intake.mailbox.tls",
        mailbox.tls != "none" or mailbox.host is None or mailbox.host in LOOPBACK,
        '"none" is allowed only on this machine itself; use "tls" or "starttls"',
    )
    yield (
        "intake.mailbox.username",
        mailbox.host is None or bool(mailbox.username),
        "is missing; name the login of the mailbox",
    )
    for sender in mailbox.known_senders:
        yield (
            "intake.mailbox.known_senders",
            bool(_SENDER.fullmatch(sender)),
            f'{sender!r} is no address and no domain; write "jo@company.example" or "company.example"',
        )


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# The form that tracker.service.people.parse_schedule takes apart.
_DIGEST = re.compile(
    r"none|(daily|monthly (0?[1-9]|1\d|2[0-8])|(mon|tues|wednes|thurs|fri|satur|sun)day) "
    r"([01]?\d|2[0-3]):[0-5]\d"
)


_SENDER = re.compile(r"([^@\s<>,]+@)?[^@\s<>,.]+(\.[^@\s<>,.]+)*")


def _has_words(language: str) -> bool:
    return language.isalpha() and config_path(f"lexicon/{language}.toml").is_file()


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
