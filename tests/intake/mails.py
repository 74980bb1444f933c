"""Invented mails."""

from __future__ import annotations

from email.message import EmailMessage

PROMISE = "We will publish the readings of all wells by 30 June 2026."
OTHER = "We will send you the map of the new pipeline by 15 July 2026."


def letter(promise: str, date: str = "29 May 2026") -> str:
    """A short letter of an invented company with one paragraph of promises."""
    return (
        f"Brightwater Mining Ltd\n\n{date}\n\nDear Ms Okoro,\n\nThank you for your letter. {promise}\n\n"
        "Yours sincerely,\n\nPaul Essen\nDirector\nBrightwater Mining Ltd\n"
    )


def mail(
    promise: str = PROMISE,
    *,
    number: int = 1,
    sender: str = "Paul Essen <paul@brightwater.example>",
    attached: dict[str, bytes] | None = None,
) -> bytes:
    """A mail with a promise in it, and perhaps with letters of plain text attached to it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "letters@office.example"
    message["Date"] = "Fri, 29 May 2026 10:00:00 +0000"
    message["Subject"] = "Your letter"
    message["Message-ID"] = f"<{number}@mail.brightwater.example>"
    message.set_content(
        f"Dear Ms Okoro,\n\n{promise}\n\nYours sincerely,\nPaul Essen\nBrightwater Mining Ltd\n"
    )
    for name, content in (attached or {}).items():
        message.add_attachment(content, maintype="text", subtype="plain", filename=name)
    return message.as_bytes()


def bounce() -> bytes:
    """A report that some mail could not be delivered."""
    return (
        b"From: MAILER-DAEMON@mx.office.example\r\nTo: letters@office.example\r\nSubject: Undelivered\r\n"
        b"Message-ID: <report@mx.office.example>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nWe will try again by 30 June 2026.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.office.example\r\n\r\n"
        b"Final-Recipient: rfc822; jo@company.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
