"""Files that travel with the code: mail templates, default config, word lists, demo letters.

They lie at the top of a checkout and inside the package of an installation; callers name them alike.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def resource_root() -> Path:
    """The folder that holds `templates/` and `config/`."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parent


def config_path(name: str) -> Path:
    """A shipped file under `config/`, such as "tracker.toml" or "lexicon/en.toml"."""
    return resource_root() / "config" / name


def template_folder(name: str) -> Path:
    """A shipped folder under `templates/`, such as "email"."""
    return resource_root() / "templates" / name
