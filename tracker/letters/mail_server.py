"""The way to a mail server: connect, log in, select the mailbox, and say in one sentence what hinders that."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from tracker.config import MailboxSettings
from tracker.errors import LoginRefusedError, UnavailableError

if TYPE_CHECKING:
    from imapclient import IMAPClient


def connect(
    settings: MailboxSettings, password: str, tls_context: ssl.SSLContext | None, *, read_only: bool
) -> tuple[IMAPClient, dict[bytes, Any]]:
    """A connection that is logged in, and what the server says of the mailbox."""
    from imapclient import IMAPClient  # noqa: PLC0415 - 110 ms that only an office with a mailbox pays

    context = tls_context or ssl.create_default_context()
    client = IMAPClient(
        settings.host,
        port=settings.port,
        ssl=settings.tls == "tls",
        ssl_context=context,
        timeout=settings.timeout_seconds,
    )
    client.normalise_times = False
    try:
        if settings.tls == "starttls":
            client.starttls(context)
        _log_in(client, settings, password)
        return client, _select(client, settings, read_only=read_only)
    except BaseException:
        with suppress(OSError):  # a failed handshake has closed it
            client.shutdown()
        raise


def _log_in(client: IMAPClient, settings: MailboxSettings, password: str) -> None:
    from imapclient.exceptions import IMAPClientAbortError, LoginError  # noqa: PLC0415 - see `connect`

    user = settings.username or ""
    try:
        if user.isascii() and password.isascii():
            client.login(user, password)
        else:
            client.plain_login(user, password)  # LOGIN takes ASCII alone
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):
            raise error.__context__ from None  # it broke off: that says nothing of the password
        raise LoginRefusedError(
            f"{place(settings)}: the mail server refuses the login of {user!r}; check intake.mailbox.username "
            "and its password (TRACKER_IMAP_PASSWORD or password_file)."
        ) from error


def _select(client: IMAPClient, settings: MailboxSettings, *, read_only: bool) -> dict[bytes, Any]:
    from imapclient.exceptions import IMAPClientAbortError, IMAPClientError  # noqa: PLC0415 - see `connect`

    try:
        selected: dict[bytes, Any] = client.select_folder(settings.name, readonly=read_only)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        raise UnavailableError(
            f"{place(settings)}: there is no mailbox {settings.name!r} that {settings.username!r} may open; "
            "check intake.mailbox.name."
        ) from error
    if not read_only and b"READ-WRITE" not in selected:
        raise UnavailableError(
            f"{place(settings)}: {settings.username!r} may not mark mails in {settings.name!r} as read; "
            "give that login the right to."
        )
    return selected


@contextmanager
def explained(settings: MailboxSettings) -> Iterator[None]:
    """Turns what the network and the library raise into one sentence."""
    from imapclient.exceptions import CapabilityError, IMAPClientError  # noqa: PLC0415 - see `connect`

    where = place(settings)
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise UnavailableError(
            f"{where}: the mail server's certificate cannot be verified ({error.verify_message}); "
            "have it mended, or check intake.mailbox.host."
        ) from error
    except CapabilityError as error:
        raise UnavailableError(
            f"{where}: the mail server offers no STARTTLS, so no password was sent; "
            'set tls = "tls" in [intake.mailbox], or have it mended.'
        ) from error
    except TimeoutError as error:
        raise UnavailableError(
            f"{where}: the mail server does not answer; it will be asked again."
        ) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnavailableError(
            f"{where}: the mail server cannot be reached ({why}); check intake.mailbox.host, port and tls."
        ) from error
    except IMAPClientError as error:
        raise UnavailableError(
            f"{where}: the mail server broke off or answered out of turn ({type(error).__name__}); "
            "it will be asked again."
        ) from error


def place(settings: MailboxSettings) -> str:
    """What messages name the server by."""
    return f"{settings.host}:{settings.port}"
