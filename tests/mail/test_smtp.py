"""Mail to a real server: what it takes, refuses, drops or never answers."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from aiosmtplib import SMTPConnectError

from tracker.config import SmtpSettings
from tracker.followup.delivery import Failure
from tracker.mail.errors import DeliveryError, Stage, delivery_error
from tracker.mail.smtp import SmtpTransport

MAIL = b"Subject: Promise 12\r\nMessage-ID: <1@office.example>\r\n\r\nA promise is due.\r\n.\r\nEnd\r\n"
SENDER, ANA, BEN = "tracker@office.example", "ana@office.example", "ben@office.example"
SECRET = "correct horse battery"


class Inbox:
    """What the server took, and what it is told to answer at each step."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.connections = 0
        self.sessions: list[SMTP] = []
        self.answers: dict[str, str] = {}
        self.after_data: Callable[[SMTP], object] | None = None
        self.logins: list[bytes] = []

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        self.sessions.append(server)
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address) or self.answers.get("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append((str(envelope.mail_from), envelope.rcpt_tos, envelope.content))
        if self.after_data is not None:
            self.after_data(server)
        return answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.password)
        return AuthResult(success=data.password == SECRET.encode(), handled=False)


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    """A server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def transport_of(server: SMTP) -> asyncio.Transport:
    assert isinstance(server.transport, asyncio.Transport)
    return server.transport


def settings(port: int, **changes: Any) -> SmtpSettings:
    values: dict[str, Any] = {"host": "127.0.0.1", "port": port, "tls": "none", "timeout_seconds": 5.0}
    return SmtpSettings(**{**values, **changes})


def send(transport: SmtpTransport, *recipients: str, between: Callable[[], None] | None = None) -> list[str]:
    async def run() -> list[str]:
        replies = []
        async with transport:
            for number, to in enumerate(recipients):
                if number and between is not None:
                    between()
                    await asyncio.sleep(0)
                replies.append(await transport.send(MAIL, SENDER, to, "<1@office.example>"))
        return replies

    return asyncio.run(run())


def failure(inbox: Inbox, to: str = ANA, **changes: Any) -> DeliveryError:
    with serving(inbox) as port, pytest.raises(DeliveryError) as failed:
        send(SmtpTransport(settings(port, **changes), None), to)
    return failed.value


def test_the_stored_bytes_arrive_as_they_are() -> None:
    inbox = Inbox()
    with serving(inbox) as port:
        send(SmtpTransport(settings(port), None), ANA)
    assert inbox.taken == [(SENDER, [ANA], MAIL)]


def test_the_answer_of_the_server_that_took_it_is_told() -> None:
    inbox = Inbox()
    inbox.answers["DATA"] = "250 2.0.0 Ok: queued\tas 4F2\x1b[31m"
    with serving(inbox) as port:
        (reply,) = send(SmtpTransport(settings(port), None), ANA)
    assert reply == f"accepted by 127.0.0.1:{port}: 250 2.0.0 Ok: queued as 4F2 [31m"


def test_one_connection_for_many_mails() -> None:
    inbox = Inbox()
    with serving(inbox) as port:
        send(SmtpTransport(settings(port), None), *[ANA, BEN] * 10)
    assert len(inbox.taken) == 20
    assert inbox.connections == 1


@pytest.mark.parametrize(
    ("step", "answer", "expected", "server"),
    [
        ("RCPT", "550 no such mailbox", Failure.PERMANENT, False),
        ("RCPT", "553 5.1.3 bad address", Failure.PERMANENT, False),
        ("RCPT", "451 try again later", Failure.TRANSIENT, False),
        ("RCPT", "452 mailbox full", Failure.TRANSIENT, False),
        ("RCPT", "421 closing down", Failure.TRANSIENT, True),
        ("RCPT", "530 5.7.0 log in first", Failure.CONFIGURATION, True),
        ("MAIL", "550 5.7.1 sender not allowed", Failure.CONFIGURATION, True),
        ("MAIL", "552 too big", Failure.PERMANENT, False),
        ("MAIL", "451 greylisted", Failure.TRANSIENT, False),
        ("DATA", "554 refused as spam", Failure.PERMANENT, False),
        ("DATA", "451 try again later", Failure.TRANSIENT, False),
        ("DATA", "421 closing down", Failure.TRANSIENT, True),
        ("RCPT", "xyz", Failure.TRANSIENT, True),
        ("DATA", "251 taken, perhaps", Failure.AMBIGUOUS, True),
        ("DATA", "xyz", Failure.AMBIGUOUS, True),
    ],
)
def test_what_each_answer_means(step: str, answer: str, expected: Failure, server: bool) -> None:
    inbox = Inbox()
    inbox.answers[step] = answer
    error = failure(inbox)
    assert (error.failure, error.server) == (expected, server)
    assert inbox.taken == []
    assert answer[:3] in str(error)
    assert "\n" not in str(error)


def test_one_refused_recipient_does_not_stop_the_next() -> None:
    inbox = Inbox()
    inbox.answers[ANA] = "550 no such mailbox"

    async def run(port: int) -> None:
        async with SmtpTransport(settings(port), None) as transport:
            with pytest.raises(DeliveryError, match="550 no such mailbox"):
                await transport.send(MAIL, SENDER, ANA, "<1@office.example>")
            await transport.send(MAIL, SENDER, BEN, "<2@office.example>")

    with serving(inbox) as port:
        asyncio.run(run(port))
    assert [to for _, to, _ in inbox.taken] == [[BEN]]
    assert inbox.connections == 1


def test_a_line_cut_after_the_mail_leaves_a_doubt() -> None:
    inbox = Inbox()
    inbox.after_data = lambda server: transport_of(server).abort()
    error = failure(inbox)
    assert (error.failure, error.server) == (Failure.AMBIGUOUS, True)
    assert len(inbox.taken) == 1


def test_no_answer_after_the_mail_leaves_a_doubt() -> None:
    release = threading.Event()
    inbox = Inbox()
    inbox.after_data = lambda _server: release.wait(10)
    with serving(inbox) as port:
        with pytest.raises(DeliveryError, match="no answer in time") as failed:
            send(SmtpTransport(settings(port, timeout_seconds=0.3), None), ANA)
        release.set()
    assert failed.value.failure is Failure.AMBIGUOUS


def test_a_server_that_closed_an_idle_line_is_asked_again() -> None:
    inbox = Inbox()

    def hang_up() -> None:
        server = inbox.sessions[-1]
        hung_up = threading.Event()

        def close() -> None:
            transport_of(server).close()
            hung_up.set()

        server.loop.call_soon_threadsafe(close)
        assert hung_up.wait(5)

    with serving(inbox) as port:
        send(SmtpTransport(settings(port), None), ANA, BEN, between=hang_up)
    assert [to for _, to, _ in inbox.taken] == [[ANA], [BEN]]
    assert inbox.connections == 2


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    with pytest.raises(DeliveryError, match=f"^127.0.0.1:{port}, connecting: Connection refused.$") as failed:
        send(SmtpTransport(settings(port), None), ANA)
    assert (failed.value.failure, failed.value.server) == (Failure.TRANSIENT, True)


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (OSError(111, "Connect call failed ('127.0.0.1', 25)"), "Connection refused"),
        (
            OSError(
                "Multiple exceptions: [Errno 111] Connect call failed ('::1', 25, 0, 0), [Errno 111] Connect call failed"
                " ('127.0.0.1', 25), [Errno 101] Connect call failed ('fe80::1', 25, 0, 0)"
            ),
            "Connection refused, Network is unreachable",
        ),
        (socket.gaierror(-2, "Name or service not known"), "Name or service not known"),
        (ConnectionResetError(104, "Connection reset by peer"), "Connection reset by peer"),
    ],
)
def test_why_nobody_answers_is_said_in_plain_words(raised: OSError, said: str) -> None:
    wrapped = SMTPConnectError(f"Error connecting to mail.example on port 25: {raised}")
    wrapped.__cause__ = raised
    assert (
        str(delivery_error(wrapped, Stage.CONNECT, "mail.example:25"))
        == f"mail.example:25, connecting: {said}."
    )


def test_a_server_that_says_nothing_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port: int = silent.getsockname()[1]
        with pytest.raises(DeliveryError, match="no answer in time") as failed:
            send(SmtpTransport(settings(port, timeout_seconds=0.2), None), ANA)
    assert (failed.value.failure, failed.value.server) == (Failure.TRANSIENT, True)


@pytest.mark.parametrize("utf8", [True, False])
def test_an_address_beyond_ascii_needs_smtputf8(utf8: bool) -> None:
    inbox = Inbox()
    with serving(inbox, enable_SMTPUTF8=utf8) as port:
        transport = SmtpTransport(settings(port), None)
        if utf8:
            send(transport, "käthe@büro.example")
        else:
            with pytest.raises(DeliveryError, match="SMTPUTF8") as failed:
                send(transport, "käthe@büro.example")
            assert (failed.value.failure, failed.value.server) == (Failure.PERMANENT, False)
    assert len(inbox.taken) == int(utf8)


@pytest.mark.parametrize(
    "to",
    [
        "ana@office.example>\r\nRCPT TO:<eve@evil.example",
        "Ana <eve@evil.example>",
        "ana@office.example, eve@evil.example",
    ],
)
def test_an_address_is_one_address(to: str) -> None:
    inbox = Inbox()
    error = failure(inbox, to=to)
    assert (error.failure, error.server) == (Failure.PERMANENT, False)
    assert inbox.taken == []


# Logging in, and TLS


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_login_over_tls(certificate: tuple[Path, Path], tls: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    inbox = Inbox()
    context = server_context(certificate)
    secured: dict[str, Any] = {"tls_context": context} if tls == "starttls" else {"ssl_context": context}
    with serving(
        inbox, authenticator=inbox.authenticate, auth_require_tls=tls == "starttls", **secured
    ) as port:
        given = settings(port, host="localhost", tls=tls, username="tracker")
        send(SmtpTransport(given, SECRET, trusting(certificate)), ANA)
        sentence = asyncio.run(checked(SmtpTransport(given, SECRET, trusting(certificate))))
    assert len(inbox.taken) == 1
    assert inbox.logins == [SECRET.encode()] * 2
    assert "certificate verified; logged in as tracker" in sentence
    assert SECRET not in caplog.text + sentence


async def checked(transport: SmtpTransport) -> str:
    async with transport:
        return await transport.check()


def test_a_wrong_password_pauses_and_is_told_nowhere(
    certificate: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox = Inbox()
    with serving(inbox, authenticator=inbox.authenticate, tls_context=server_context(certificate)) as port:
        given = settings(port, host="localhost", tls="starttls", username="tracker")
        for act in (lambda way: send(way, ANA), lambda way: asyncio.run(checked(way))):
            with pytest.raises(DeliveryError, match=r"login refused \(535\)") as failed:
                act(SmtpTransport(given, "not the password", trusting(certificate)))
            assert (failed.value.failure, failed.value.server) == (Failure.CONFIGURATION, True)
            assert "not the password" not in str(failed.value) + caplog.text
    assert inbox.taken == []


@pytest.mark.parametrize(
    ("host", "trusted", "why"),
    [("localhost", False, "self-signed"), ("127.0.0.1", True, "IP address mismatch")],
)
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_does_not_fit(
    certificate: tuple[Path, Path], tls: str, host: str, trusted: bool, why: str
) -> None:
    inbox = Inbox()
    context = server_context(certificate)
    secured: dict[str, Any] = {"tls_context": context} if tls == "starttls" else {"ssl_context": context}
    with serving(inbox, authenticator=inbox.authenticate, auth_require_tls=False, **secured) as port:
        given = settings(port, host=host, tls=tls, username="tracker")
        way = SmtpTransport(given, SECRET, trusting(certificate) if trusted else None)
        with pytest.raises(DeliveryError, match=f"certificate was not accepted.*{why}") as failed:
            send(way, ANA)
    assert (failed.value.failure, failed.value.server) == (Failure.CONFIGURATION, True)
    assert inbox.logins == []
    assert inbox.taken == []


def test_stripped_starttls_puts_nothing_on_the_wire() -> None:
    heard = bytearray()
    with stripped_server(heard) as port:
        given = settings(port, tls="starttls", username="tracker")
        with pytest.raises(DeliveryError, match="STARTTLS") as failed:
            send(SmtpTransport(given, SECRET), ANA)
    assert (failed.value.failure, failed.value.server) == (Failure.CONFIGURATION, True)
    assert heard.startswith(b"EHLO ")
    for word in (b"AUTH", b"MAIL", SECRET.encode(), b"Promise"):
        assert word not in heard


@contextmanager
def stripped_server(heard: bytearray) -> Iterator[int]:
    """Offers a login but no TLS, and writes down all that it is told."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"220 ready\r\n")
            while line := connection.recv(4096):
                heard.extend(line)
                known = line.upper().startswith(b"EHLO")
                connection.sendall(b"250-here\r\n250 AUTH PLAIN LOGIN\r\n" if known else b"221 bye\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)
        assert not thread.is_alive()


def test_check_without_a_login() -> None:
    with serving(Inbox()) as port:
        sentence = asyncio.run(checked(SmtpTransport(settings(port), None)))
    assert sentence == f"127.0.0.1:{port} answers (no TLS, on this machine; no login)"
