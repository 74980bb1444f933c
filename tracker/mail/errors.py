"""Why a mail did not leave, and what that means for the next attempt.

The classes follow RFC 5321 (section 4.2.1: 4yz may be tried again, 5yz not) and 4954 (login), with one
departure: a 5yz that would meet every mail alike pauses the queue rather than failing all that waits.
"""

from __future__ import annotations

import os
import re
import ssl
from enum import Enum

from tracker.errors import UnavailableError
from tracker.followup.delivery import Failure

LONGEST_ANSWER = 200
TOO_BIG = frozenset({552, 523})
"""Answers to MAIL FROM that speak of this mail's size, not of its sender (RFC 1870)."""
LOGIN_CODES = frozenset({530, 534, 535, 538})
"""RFC 4954, section 6: log in first, or not so."""
_TRIED = re.compile(r"\[Errno (\d+)\] Connect call failed")


class Stage(Enum):
    """How far an attempt got."""

    CONNECT = "connecting"
    SENDER = "naming the sender"
    RECIPIENT = "naming the recipient"
    DATA = "handing over the mail"


class DeliveryError(UnavailableError):
    """One attempt that failed. The sentence holds the server's answer, never a password or the mail's words."""

    def __init__(self, sentence: str, failure: Failure, *, server: bool) -> None:
        super().__init__(sentence)
        self.failure = failure
        self.server = server
        """True where it concerns the server rather than this message: others would fail alike now."""


def delivery_error(error: Exception, stage: Stage, place: str) -> DeliveryError:
    """The error of one attempt at the server `place` ("host:port"), from what aiosmtplib or asyncio raised."""
    code = answer_code(error)
    failure = classify(error, code, stage)
    others = failure is Failure.CONFIGURATION or stage is Stage.CONNECT or code in {None, 421}
    server = others and failure is not Failure.PERMANENT
    return DeliveryError(f"{place}, {stage.value}: {_what(error, code)}.", failure, server=server)


def classify(error: Exception, code: int | None, stage: Stage) -> Failure:
    """What `error` at `stage` means; `code` is the server's refusal, None where none was understood."""
    if code is not None:
        return _of_refusal(code, stage)
    unheard = isinstance(error, OSError) or hasattr(error, "code")  # lost, late, or not understood
    if stage is Stage.CONNECT and (_wrong_tls(error) is not None or not unheard):
        return Failure.CONFIGURATION  # no TLS or no login that both sides know, or no host of that name
    if unheard:
        return Failure.AMBIGUOUS if stage is Stage.DATA else Failure.TRANSIENT
    return Failure.PERMANENT  # an address or bytes that this server's protocol cannot carry


def answer_code(error: Exception) -> int | None:
    """The three digits with which the server refused, if it did."""
    code = getattr(error, "code", None)
    return code if isinstance(code, int) and 400 <= code <= 599 else None


def _of_refusal(code: int, stage: Stage) -> Failure:
    if code < 500:
        return Failure.TRANSIENT
    if code in LOGIN_CODES or stage is Stage.CONNECT:
        return Failure.CONFIGURATION
    if stage is Stage.SENDER and code not in TOO_BIG:
        return Failure.CONFIGURATION
    return Failure.PERMANENT


def _wrong_tls(error: Exception) -> ssl.SSLError | None:
    """A certificate or a protocol that will not do; a line cut during the handshake is neither."""
    cut = ssl.SSLEOFError | ssl.SSLZeroReturnError | ssl.SSLSyscallError
    for each in (error, error.__cause__):
        if isinstance(each, ssl.SSLError) and not isinstance(each, cut):
            return each
    return None


def _what(error: Exception, code: int | None) -> str:
    if code is not None:
        if code in LOGIN_CODES:
            return f"login refused ({code})"  # the text of that answer may repeat what was sent
        return f"{code} {one_line(getattr(error, 'message', ''))}".rstrip(" .")
    if isinstance(error, TimeoutError):
        return "no answer in time"
    match _wrong_tls(error):
        case ssl.SSLCertVerificationError() as wrong:
            return f"its certificate was not accepted ({wrong.verify_message})"
        case ssl.SSLError() as wrong:
            return f"no TLS could be agreed ({one_line(str(wrong))})"
    said = _of_the_system(error.__cause__) or _of_the_system(error) or str(error)
    return one_line(said).rstrip(" .") or type(error).__name__


def _of_the_system(error: BaseException | None) -> str | None:
    """In the system's words alone: asyncio's name the place once more, with each address that was tried."""
    if not isinstance(error, OSError):
        return None
    tried = _TRIED.findall(str(error))
    return ", ".join(dict.fromkeys(os.strerror(int(number)) for number in tried)) or error.strerror


def one_line(text: str) -> str:
    """What a server said, without characters that do harm, and not without end."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:LONGEST_ANSWER]
