"""Mail into a folder."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tracker.config import MailSettings, Settings, SmtpSettings
from tracker.errors import ConfigError
from tracker.followup.delivery import Failure
from tracker.mail.compose import Mail, compose_test
from tracker.mail.errors import DeliveryError
from tracker.mail.folder import FolderTransport
from tracker.mail.smtp import SmtpTransport
from tracker.mail.transports import make_transport, smtp_password

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def mail(to: str = "ana@office.example") -> Mail:
    return compose_test(to, Settings(), NOW)


def send(folder: Path, *mails: Mail) -> None:
    async def run() -> None:
        async with FolderTransport(folder) as transport:
            for each in mails:
                await transport.send(each.content, "tracker@localhost", each.to, each.message_id)

    asyncio.run(run())


def test_one_private_file_each_with_the_mail_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "mail"
    send(folder, mail(), mail("ben@office.example"))
    files = sorted(folder.iterdir())
    assert len(files) == 2
    assert all(each.name.startswith("20261123T080000Z-") and each.suffix == ".eml" for each in files)
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    read = {message_from_bytes(each.read_bytes(), policy=default)["To"] for each in files}
    assert read == {"ana@office.example", "ben@office.example"}


def test_the_same_mail_again_changes_nothing(tmp_path: Path) -> None:
    send(tmp_path, mail())
    (first,) = tmp_path.iterdir()
    before = first.stat().st_mtime_ns
    send(tmp_path, mail(), mail())
    assert [each.stat().st_mtime_ns for each in tmp_path.iterdir()] == [before]


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    odd = Mail("", b"Date: ../../etc\r\n\r\n", "<../../../x@y>", "ana@office.example", "", "")
    send(tmp_path / "mail", odd)
    assert [each.name for each in tmp_path.iterdir()] == ["mail"]
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stem.isalnum()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file is in the way")
    with pytest.raises(DeliveryError, match=r"The mail folder .*mail cannot be written") as failed:
        send(tmp_path / "mail", mail())
    assert (failed.value.failure, failed.value.server) == (Failure.TRANSIENT, True)
    with pytest.raises(DeliveryError, match="cannot be written"):
        asyncio.run(FolderTransport(tmp_path / "mail").check())


def test_check_tells_where_mail_goes(tmp_path: Path) -> None:
    sentence = asyncio.run(FolderTransport(tmp_path / "mail").check())
    assert sentence == f"mail goes into the folder {tmp_path / 'mail'}"
    assert list((tmp_path / "mail").iterdir()) == []


def test_settings_choose_the_way(tmp_path: Path) -> None:
    assert isinstance(make_transport(MailSettings(), tmp_path, {}), FolderTransport)
    assert isinstance(make_transport(MailSettings(transport="smtp"), tmp_path, {}), SmtpTransport)


def test_password_from_environment_before_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("from the file\nsecond line\n")
    settings = SmtpSettings(password_file=str(path))
    assert smtp_password(settings, {}) == "from the file"
    assert smtp_password(settings, {"TRACKER_SMTP_PASSWORD": "from outside"}) == "from outside"
    assert smtp_password(SmtpSettings(), {}) is None


def test_a_credential_of_the_service_serves_where_no_file_is_named(tmp_path: Path) -> None:
    """As LoadCredential=smtp-password:… in a systemd unit lays it."""
    (tmp_path / "smtp-password").write_text("from the unit\n")
    path = tmp_path / "password"
    path.write_text("from the file\n")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert smtp_password(SmtpSettings(), environ) == "from the unit"
    assert smtp_password(SmtpSettings(password_file=str(path)), environ) == "from the file"
    assert (
        smtp_password(SmtpSettings(), environ | {"TRACKER_SMTP_PASSWORD": "from outside"}) == "from outside"
    )
    (tmp_path / "smtp-password").write_text("")
    with pytest.raises(ConfigError, match=r"^the credential smtp-password: .*smtp-password is empty"):
        smtp_password(SmtpSettings(), environ)
    (tmp_path / "smtp-password").unlink()
    assert smtp_password(SmtpSettings(), environ) is None


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe"])
def test_a_password_file_without_one_names_its_key(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"^mail\.smtp\.password_file: .*password "):
        smtp_password(SmtpSettings(password_file=str(path)), {})
