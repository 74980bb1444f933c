"""A mailbox on a mail server, over IMAP (RFC 3501): which mails are new, their bytes, and the mark that they are kept.

Looking at a mail leaves it unread; only `mark_seen` changes anything. Mails go by their UIDs.
"""

from __future__ import annotations

import datetime as dt
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tracker.config import MailboxSettings
from tracker.errors import ConfigError, UnavailableError, UnreadableError
from tracker.letters.mail_server import connect, explained, place

if TYPE_CHECKING:
    from imapclient import IMAPClient

_LONGEST_HEADER = 65_536
"""Bytes of a mail's header that are looked at."""
_LONGEST_SEARCH = 50_000
"""UIDs in one answer: the library takes a line of a million bytes at most."""
_LAST_UID = 2**32 - 1
_CANNOT_GIVE = (
    "The mail server cannot give this mail; look at it in a mail program, and add the letter in it."
)
_USUAL_PORTS = frozenset({143, 993})
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_ADDRESS = r"[^\s<>@\",;:()]+@[^\s<>@\",;:()]+"
# One address and nothing that a mail program could take for another one; all else is nobody that we know.
_FROM = re.compile(rf'(?:"[^"\\<>]*"|[^"\\<>@,;:()]*)\s*<({_ADDRESS})>|({_ADDRESS})')


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of a mail before it is fetched."""

    uid: int
    size: int
    """Bytes, as the server says."""
    arrived: dt.datetime
    """Aware; when it came to the server."""
    header: bytes
    message_id: str | None
    sender: str | None
    """The bare address that it claims to be from; None where it does not name exactly one."""
    report: bool
    """Whether it tells what became of another mail (RFC 6522), such as a bounce."""


@contextmanager
def open_mailbox(
    settings: MailboxSettings,
    password: str | None,
    *,
    read_only: bool = False,
    tls_context: ssl.SSLContext | None = None,
) -> Iterator[Mailbox]:
    """Log in and open the mailbox that the settings name. Raises ConfigError, UnavailableError.

    Certificates are verified by the system's authorities, or `tls_context`.
    """
    if password is None:
        raise ConfigError(
            "intake.mailbox: there is no password; set TRACKER_IMAP_PASSWORD, or name a password_file."
        )
    mailbox = Mailbox(settings, partial(connect, settings, password, tls_context, read_only=read_only))
    try:
        yield mailbox
    finally:
        mailbox.close()


class Mailbox:
    """An open mailbox. Its methods raise UnavailableError where the server cannot be asked."""

    def __init__(
        self, settings: MailboxSettings, connect: Callable[[], tuple[IMAPClient, dict[bytes, Any]]]
    ) -> None:
        self._settings = settings
        self._connect = connect
        with explained(settings):
            self._client, selected = connect()
        self._mails = int(selected.get(b"EXISTS", 0))
        self._next = int(selected.get(b"UIDNEXT", _LAST_UID))
        self.uid_validity = _uid_validity(selected)
        port = "" if settings.port in _USUAL_PORTS else f":{settings.port}"
        user = quote(settings.username or "", safe="")
        self.url = f"imap://{user}@{settings.host}{port}/{quote(settings.name, safe='')}"
        """What names the mailbox (RFC 5092), whatever its UIDVALIDITY is."""

    def url_of(self, uid: int) -> str:
        """What names one mail (RFC 5092)."""
        return f"{self.url};UIDVALIDITY={self.uid_validity}/;UID={uid}"

    def uids_after(self, uid: int, enough: int) -> list[int]:
        """UIDs above `uid`, rising: all of them, or at least `enough`."""
        if self._mails <= _LONGEST_SEARCH:
            return self._search(uid + 1, "*")
        found: list[int] = []
        for first in range(uid + 1, self._next, _LONGEST_SEARCH):
            found += self._search(first, str(first + _LONGEST_SEARCH - 1))
            if len(found) >= enough:
                break
        return found

    def envelope(self, uid: int) -> Envelope | None:
        """What is known of a mail; None where it is gone. Raises UnreadableError where the server fails on it."""
        answer = self._fetch(uid, "RFC822.SIZE", "INTERNALDATE", f"BODY.PEEK[HEADER]<0.{_LONGEST_HEADER}>")
        if answer is None:
            return None
        header = _body(answer)
        message = BytesHeaderParser().parsebytes(header)
        return Envelope(
            uid=uid,
            size=int(answer[b"RFC822.SIZE"]),
            arrived=answer[b"INTERNALDATE"],
            header=header,
            message_id=_message_id(message),
            sender=_sender(message),
            report=message.get_content_type() == "multipart/report",
        )

    def content(self, uid: int, longest: int) -> bytes | None:
        """A mail's first `longest` bytes; None where it is gone. Raises UnreadableError as `envelope` does."""
        answer = self._fetch(uid, f"BODY.PEEK[]<0.{longest}>")
        return None if answer is None else _body(answer)

    def mark_seen(self, uid: int) -> None:
        """Mark it as read, for all who use the mailbox."""
        with explained(self._settings):
            self._client.add_flags([uid], [rb"\Seen"], silent=True)

    def _search(self, first: int, last: str) -> list[int]:
        # "n:*" always names the last mail, also where its UID is below n.
        with explained(self._settings):
            found: list[int] = self._client.search(["UID", f"{first}:{last}"])
        return sorted(uid for uid in found if uid >= first)

    def close(self) -> None:
        """Take leave of the server; whatever it says to that, the connection is closed."""
        with suppress(Exception):
            self._client.logout()
        with suppress(OSError):
            self._client.shutdown()

    def _fetch(self, uid: int, *what: str) -> dict[bytes, Any] | None:
        with explained(self._settings):
            answer = self._ask(uid, what)
        if answer is None:
            return None
        known = {key.partition(b"[")[0] for key in answer}
        if not {name.partition("[")[0].replace(".PEEK", "").encode() for name in what} <= known:
            raise UnreadableError(_CANNOT_GIVE)
        return answer

    def _ask(self, uid: int, what: Sequence[str]) -> dict[bytes, Any] | None:
        """Some servers break off at a mail that they cannot read; after two attempts the others get their turn."""
        from imapclient.exceptions import IMAPClientAbortError, IMAPClientError  # noqa: PLC0415 - see `mail_server.connect`

        for _ in range(2):
            try:
                answer: dict[bytes, Any] | None = self._client.fetch([uid], what).get(uid)
            except IMAPClientAbortError:
                self._connect_again()
            except (IMAPClientError, ValueError) as error:
                raise UnreadableError(_CANNOT_GIVE) from error
            else:
                return answer
        raise UnreadableError(_CANNOT_GIVE)

    def _connect_again(self) -> None:
        self.close()
        self._client, selected = self._connect()
        if _uid_validity(selected) != self.uid_validity:
            raise UnavailableError(
                f"{place(self._settings)}: the mail server has given all mails new numbers meanwhile; "
                "it will be asked again."
            )


def _uid_validity(selected: dict[bytes, Any]) -> int:
    return int(selected.get(b"UIDVALIDITY", 0))


def _body(answer: dict[bytes, Any]) -> bytes:
    body = next(value for key, value in answer.items() if key.startswith(b"BODY["))
    return bytes(body or b"")


def _message_id(message: Message) -> str | None:
    found = _MESSAGE_ID.search(str(message.get("Message-ID", "")))
    return found[0] if found else None


def _sender(message: Message) -> str | None:
    headers = message.get_all("From", [])
    if len(headers) != 1:
        return None
    found = _FROM.fullmatch(" ".join(str(headers[0]).split()))
    return (found[1] or found[2]) if found else None
