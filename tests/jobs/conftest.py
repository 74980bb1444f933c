"""An office with its own folder, a clock that the test moves, and a real SMTP server to send to."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from jobs import JobReport, find_job
from tracker.app import App, compose
from tracker.config import (
    DeliverySettings,
    MailSettings,
    Place,
    ReminderSettings,
    Settings,
    SmtpSettings,
)
from tracker.model import Role
from tracker.service import people
from tracker.service.letters import Added, Given
from tracker.service.people import NewPerson
from tracker.store.engine import open_engine

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


class Mailbox:
    """What a server accepted, and what it is told to answer."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw(each), policy=default) for each in self.envelopes]


def raw(envelope: Envelope) -> bytes:
    """The mail's bytes as the server took them."""
    assert isinstance(envelope.content, bytes)
    return envelope.content


class Office:
    """The application in a folder of its own, at an instant that the test chooses."""

    def __init__(self, home: Path, store_url: str, smtp_port: int, environ: Mapping[str, str]) -> None:
        self.home = home
        self.store_url = store_url
        self.engine = open_engine(store_url)
        self.now = MONDAY
        smtp = SmtpSettings(host="127.0.0.1", port=smtp_port, tls="none", timeout_seconds=5)
        mail = MailSettings(transport="smtp", sender="tracker@office.example", smtp=smtp)
        self.settings = Settings(
            mail=mail,
            delivery=DeliverySettings(lease_seconds=60),
            reminders=ReminderSettings(daily_cap=100),  # one mail each, however many
        )
        self._environ = environ

    @property
    def app(self) -> App:
        place = Place(self.home, self.store_url, "ana", "ana")
        app = compose(place, self.settings, lambda: self.now, self._environ)
        vars(app)["engine"] = self.engine  # one for all applications of this office
        return app

    def reopen(self) -> None:
        """In a process that was forked: connections are not shared."""
        self.engine = open_engine(self.store_url)

    def hire(self, name: str, role: Role = Role.STAFF, *, digest: str = "none", zone: str = "UTC") -> None:
        newcomer = NewPerson(name, f"{name.lower()}@office.example", role, zone, digest)
        people.add(self.app.engine, self.app.act(), newcomer)

    def add(self, letter: str, *, owner: str | None = "Ana", confidential: bool = False) -> Added:
        path = self.home.parent / f"letter-{abs(hash(letter))}.txt"
        path.write_text(letter, encoding="utf-8")
        return self.app.add(path, Given(owner=owner, confidential=confidential))[0]

    def run(self, *names: str) -> list[JobReport]:
        return [find_job(name).run(self.app) for name in names]


def letter(promise: str, date: str = "29 May 2026") -> str:
    """A short letter of an invented company with one paragraph of promises."""
    return (
        f"Brightwater Mining Ltd\n\n{date}\n\nDear Ms Okoro,\n\nThank you for your letter. {promise}\n\n"
        "Yours sincerely,\n\nPaul Essen\nDirector\nBrightwater Mining Ltd\n"
    )


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def office(store_url: str, tmp_path: Path, mailbox: Mailbox) -> Iterator[Office]:
    """An office on each kind of store."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=_free_port())
    controller.start()
    opened = Office(tmp_path / "home", store_url, controller.port, {})
    try:
        yield opened
    finally:
        opened.engine.dispose()
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
