from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.driver import Tracker
from tests.reports import office as invented
from tests.reports.stores import Bench, filled_store


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Tracker:
    """The invented office on 30 June 2026. Nobody changes it."""
    return invented.build(tmp_path_factory.mktemp("office"))


@pytest.fixture
def bench(sqlite_template: Path, tmp_path: Path) -> Bench:
    """A store of its own that is filled row by row."""
    return filled_store(sqlite_template, tmp_path)
