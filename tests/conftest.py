"""Stores for all tests: a fresh one each, on SQLite and on PostgreSQL.

TRACKER_TEST_POSTGRESQL names a PostgreSQL server and a database of it to begin from, as a role that may create
databases. Where none answers, the tests on PostgreSQL are skipped; in CI (variable CI) they fail.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.util import LRUCache

from tracker import extraction
from tracker.store import engine as store_engine
from tracker.store.engine import open_engine

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
POSTGRESQL = os.environ.get("TRACKER_TEST_POSTGRESQL", "postgresql+psycopg:///test")


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output as wide as without a terminal: test workers in parallel are told a width, and so is a person's shell."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """What a process of the product makes once is made once for all tests of a worker, not for each command in it.

    The compiled lexicon is half the work of a command that stores a letter; the statements that engines compile, each
    for itself, are a third of every other one.
    """
    dialects: dict[str, Dialect] = {}
    compiled: LRUCache[Any, Any] = LRUCache(1000)

    def create(address: URL, **options: Any) -> Engine:
        engine = create_engine(address, **options, execution_options={"compiled_cache": compiled})
        own = engine.dialect
        if own.name in dialects:
            engine.dialect = dialects[own.name]
        else:  # it knows all about its database once it is connected
            event.listen(engine, "connect", lambda *_: dialects.setdefault(own.name, own), once=True)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extraction, "load_lexicon", cache(extraction.load_lexicon))
        patch.setattr(store_engine, "create_engine", create)
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of the system; in CI it must be there."""
    if CHROMIUM is None:
        reason = "no chromium is installed (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


class Server:
    """A PostgreSQL server on which databases come and go."""

    def __init__(self, address: URL) -> None:
        self.address = address
        plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
        self._admin = psycopg.connect(plain, autocommit=True, connect_timeout=5)

    def create(self, template: str = "template0") -> str:
        """A new database of a random name, as a copy of `template`."""
        name = f"tracker_test_{secrets.token_hex(6)}"
        self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8')
        return name

    def drop(self, name: str) -> None:
        """Removes it, whoever still uses it."""
        self._admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        return self.address.set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        self._admin.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    try:
        server = Server(make_url(POSTGRESQL))
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL server answers at TRACKER_TEST_POSTGRESQL ({error})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> Iterator[str]:
    """A database with all tables, to be copied."""
    name = postgresql_server.create()
    open_engine(postgresql_server.url(name)).dispose()
    yield name
    postgresql_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "tracker.db"
    open_engine(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; it runs once on each."""
    name: str = request.param
    return name


@contextmanager
def new_store(database: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of a new store that is up to date; one on SQLite lies in `folder`, in a home."""
    if database == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        home = folder / "home"
        home.mkdir(mode=0o700)
        shutil.copy(template, home / "tracker.db")
        yield f"sqlite:///{home / 'tracker.db'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = server.create(request.getfixturevalue("postgresql_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new store that is up to date."""
    with new_store(database, request, tmp_path) as url:
        yield url


@pytest.fixture
def empty_store_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that is not there yet."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'tracker.db'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """A new store, open."""
    opened = open_engine(store_url)
    yield opened
    opened.dispose()
