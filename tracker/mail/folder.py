"""Mail into a folder: one .eml file each, so that a newcomer sees mail with no server."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from contextlib import suppress
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tracker.followup.delivery import Failure
from tracker.mail.errors import DeliveryError


class FolderTransport:
    """Writes each mail once: the same Message-ID again finds its file there and leaves it alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    async def send(self, mail_bytes: bytes, sender: str, to: str, message_id: str) -> str:  # noqa: ARG002 - the contract of all transports
        """Write the file, whole or not at all. Raises DeliveryError, as a full disk may be freed later."""
        path = self.folder / file_name(mail_bytes, message_id)
        try:
            await asyncio.to_thread(_write_once, path, mail_bytes)
        except OSError as error:
            raise self._failed(error) from error
        return f"kept in the mail folder as {path.name}; no server was asked"

    async def check(self) -> str:
        """Where mail goes. Raises DeliveryError where nothing can be written there."""
        try:
            await asyncio.to_thread(_try_writing, self.folder)
        except OSError as error:
            raise self._failed(error) from error
        return f"mail goes into the folder {self.folder}"

    def _failed(self, error: OSError) -> DeliveryError:
        sentence = f"The mail folder {self.folder} cannot be written ({error.strerror})."
        return DeliveryError(sentence, Failure.TRANSIENT, server=True)


def file_name(mail_bytes: bytes, message_id: str) -> str:
    """Such as "20261123T080000Z-1f2e3d4c5b6a7980.eml": the mail's own time, so that files sort by it."""
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:16]
    date = BytesHeaderParser().parsebytes(mail_bytes)["Date"]
    try:
        return f"{parsedate_to_datetime(date):%Y%m%dT%H%M%SZ}-{digest}.eml"
    except (TypeError, ValueError):
        return f"{digest}.eml"


def _write_once(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return
    handle, unfinished = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(unfinished).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A renamed file survives a power cut only when its folder is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _try_writing(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass
