"""The ways out for mail: one contract, chosen by the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from tracker.config import MailSettings, SmtpSettings, password


class Transport(Protocol):
    """Takes stored bytes to one recipient. Open it with `async with`; it may be reused for many mails."""

    async def send(self, mail_bytes: bytes, sender: str, to: str, message_id: str) -> str:
        """Return when the mail is taken, with who took it and what was said, on one line.

        `sender` and `to` are bare addresses. Raises DeliveryError.
        """

    async def check(self) -> str:
        """One sentence on how mail would leave now, for `tracker doctor`. Raises DeliveryError."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def make_transport(settings: MailSettings, folder: Path, environ: Mapping[str, str]) -> Transport:
    """The transport that the settings name: `folder`, or the server. Raises ConfigError."""
    if settings.transport == "folder":
        from tracker.mail.folder import FolderTransport  # noqa: PLC0415 - only the one that is used

        return FolderTransport(folder)
    from tracker.mail.smtp import SmtpTransport  # noqa: PLC0415 - only the one that is used

    return SmtpTransport(settings.smtp, smtp_password(settings.smtp, environ))


def smtp_password(settings: SmtpSettings, environ: Mapping[str, str]) -> str | None:
    """The password from TRACKER_SMTP_PASSWORD, `password_file` or the credential smtp-password. Raises ConfigError."""
    return password("TRACKER_SMTP_PASSWORD", "mail.smtp.password_file", settings.password_file, environ)
