"""Mail to a server: one connection, many mails, each to one recipient."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tracker.config import SmtpSettings
from tracker.followup.delivery import Failure
from tracker.mail.errors import DeliveryError, Stage, answer_code, delivery_error, one_line

if TYPE_CHECKING:
    from aiosmtplib import SMTP

LONGEST_ATTEMPT = 4
"""In timeouts: what one `send` takes at most, however many answers it waits for."""
LOOP_ROUNDS_TO_CLOSE = 3
"""A line that is put down is closed in one of the event loop's next rounds: TLS, then what lies below it."""
FAREWELL_SECONDS = 5.0
"""How long to wait for the server's answer to RSET or QUIT; nothing hangs on it."""


class SmtpTransport:
    """Connects at the first mail and again after the connection was lost.

    TLS is required unless the settings say "none" for this machine itself, and certificates are verified
    (by the system's authorities, or `tls_context`). A lease on a message must outlast one `send`.
    """

    def __init__(
        self, settings: SmtpSettings, password: str | None, tls_context: ssl.SSLContext | None = None
    ) -> None:
        self._settings = settings
        self._password = password
        self._tls_context = tls_context
        self._client: SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            await _leave(client)

    async def send(self, mail_bytes: bytes, sender: str, to: str, message_id: str) -> str:  # noqa: ARG002 - the contract of all transports
        """Return the server's answer when it has taken the mail for `to`. Raises DeliveryError."""
        reused = self._client is not None and self._client.is_connected
        deadline = self._deadline()
        try:
            return await self._attempt(mail_bytes, sender, to, deadline)
        except DeliveryError as error:
            if not (reused and _line_was_closed(error)):
                raise
            return await self._attempt(mail_bytes, sender, to, deadline)

    async def check(self) -> str:
        """Connect and log in, and say how. Raises DeliveryError."""
        client = await self._connected(self._deadline())
        tls = client.get_transport_info("ssl_object")
        secured = f"{tls.version()}, certificate verified" if tls else "no TLS, on this machine"
        name = self._settings.username
        return f"{self._place} answers ({secured}; {f'logged in as {name}' if name else 'no login'})"

    @property
    def _place(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    def _deadline(self) -> float:
        """On the event loop's clock; each answer must come within the timeout as well."""
        return asyncio.get_running_loop().time() + LONGEST_ATTEMPT * self._settings.timeout_seconds

    async def _attempt(self, mail_bytes: bytes, sender: str, to: str, deadline: float) -> str:
        client = await self._connected(deadline)
        stage = Stage.SENDER
        try:
            async with asyncio.timeout_at(deadline):
                options, encoding = await _needed(client, mail_bytes, sender, to)
                await client.mail(sender, options=options, encoding=encoding)
                stage = Stage.RECIPIENT
                await client.rcpt(to, encoding=encoding)
                stage = Stage.DATA
                answer = await client.data(mail_bytes)
        except Exception as error:
            await _reset(client, error)
            raise delivery_error(error, stage, self._place) from error
        return f"accepted by {self._place}: {one_line(f'{answer.code} {answer.message}')}"

    async def _connected(self, deadline: float) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        self._client = None
        try:
            client = self._new_client()
            async with asyncio.timeout_at(deadline):
                await self._open(client)
        except Exception as error:
            raise delivery_error(error, Stage.CONNECT, self._place) from error
        self._client = client
        return client

    async def _open(self, client: SMTP) -> None:
        """Connect and log in: two steps, so that a refused login leaves a line that can be put down."""
        try:
            await client.connect()
            if self._settings.username is not None:
                await client.login(self._settings.username, self._password or "")
        except BaseException:
            await _hang_up(client, client.transport)
            raise

    def _new_client(self) -> SMTP:
        from aiosmtplib import SMTP  # noqa: PLC0415 - 135 ms that only a sender pays

        settings = self._settings
        return SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            use_tls=settings.tls == "tls",
            start_tls=settings.tls == "starttls",  # None would go on in clear where it was stripped
            validate_certs=True,
            tls_context=self._tls_context,
        )


def _line_was_closed(error: DeliveryError) -> bool:
    """The server had closed an idle connection: no failure, the mail was not yet named."""
    at_once = not isinstance(error.__cause__, TimeoutError)
    return error.server and error.failure is Failure.TRANSIENT and at_once


async def _needed(client: SMTP, mail_bytes: bytes, sender: str, to: str) -> tuple[list[str], str]:
    """Options for MAIL FROM and the encoding of addresses (RFC 6531 where they are not ASCII)."""
    from aiosmtplib import SMTPNotSupported  # noqa: PLC0415 - see _new_client

    for address in (sender, to):
        if not address.isprintable() or set(address) & set(" <>,;"):
            raise ValueError("an address that is more than name@host")  # the library would guess at one
    if mail_bytes.isascii() and sender.isascii() and to.isascii():
        return [], "ascii"
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    if not client.supports_extension("smtputf8"):
        raise SMTPNotSupported("this server takes no addresses beyond ASCII (no SMTPUTF8)")
    return ["SMTPUTF8", "BODY=8BITMIME"], "utf-8"


async def _reset(client: SMTP, error: Exception) -> None:
    """Ready for the next mail: after a plain answer by RSET, after anything else by a new connection."""
    if answer_code(error) is None:
        await _hang_up(client, client.transport)
        return
    line = client.transport
    try:
        await client.rset(timeout=FAREWELL_SECONDS)
    except Exception:  # noqa: BLE001 - whatever it was, the connection is of no more use
        await _hang_up(client, line)


async def _leave(client: SMTP) -> None:
    line = client.transport  # QUIT makes the client forget it
    with suppress(Exception):
        await client.quit(timeout=FAREWELL_SECONDS)
    await _hang_up(client, line)


async def _hang_up(client: SMTP, line: asyncio.BaseTransport | None) -> None:
    """Put the line down now. To close TLS politely would wait for a farewell that nobody reads any more."""
    client.close()
    if isinstance(line, asyncio.Transport):
        line.abort()
    for _ in range(LOOP_ROUNDS_TO_CLOSE):
        await asyncio.sleep(0)
