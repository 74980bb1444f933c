"""Where each value in force comes from: what ships with the program, the user's file, the environment, an option."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tracker.config import Place, Settings, credential_file, read_toml

DEFAULT = "default"
HIDDEN = "set, not shown"
_PASSWORDS = (
    ("mail.smtp.password", "TRACKER_SMTP_PASSWORD", "mail.smtp.password_file"),
    ("intake.mailbox.password", "TRACKER_IMAP_PASSWORD", "intake.mailbox.password_file"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """The options and the environment of one run."""

    home: Path | None
    config: Path | None
    environ: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Value:
    """One value in force."""

    key: str
    """Such as "office.zone"."""
    value: Any
    source: str

    @property
    def words(self) -> str:
        """As it would be written in the file; a secret as that there is one."""
        return "not set" if self.value is None else json.dumps(self.value, ensure_ascii=False, default=str)


def values_in_force(place: Place, settings: Settings, given: Given) -> list[Value]:
    """All of them: places and people first, then the settings in the order of the shipped file. Raises ConfigError."""
    written = dict(_flat(read_toml(place.config))) if place.config else {}
    found = list(_places(place, given))
    values = dict(_flat(msgspec.to_builtins(settings)))
    for key, value in values.items():
        found.append(Value(key, value, str(place.config) if key in written else DEFAULT))
    for key, variable, file_key in _PASSWORDS:
        file = values[file_key] or credential_file(variable, given.environ)
        source = variable if given.environ.get(variable) else str(file) if file else DEFAULT
        found.append(Value(key, None if source == DEFAULT else HIDDEN, source))
    return found


def _places(place: Place, given: Given) -> Iterator[Value]:
    environ = given.environ
    yield Value("home", str(place.home), _source("--home" if given.home else None, "TRACKER_HOME", environ))
    config = place.config and str(place.config)
    lies = "home" if config and not (given.config or environ.get("TRACKER_CONFIG")) else None
    yield Value("config", config, _source("--config" if given.config else lies, "TRACKER_CONFIG", environ))
    yield Value(
        "store", _without_password(place.database_url), _source(None, "TRACKER_DATABASE_URL", environ)
    )
    yield Value("actor", place.actor, _source(None, "TRACKER_ACTOR", environ, "login"))
    yield Value("login", place.login, "login")


def _source(option: str | None, variable: str, environ: Mapping[str, str], otherwise: str = DEFAULT) -> str:
    return option or (variable if environ.get(variable) else otherwise)


def _without_password(address: str) -> str:
    """The store's address, its password and all that follows a question mark left out."""
    bare, asked, _ = address.partition("?")
    bare = re.sub(r"^([^:/]+://[^:@/]*):.*@", r"\1:***@", bare)
    return f"{bare}?***" if asked else bare


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
