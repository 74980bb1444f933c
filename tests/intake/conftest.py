"""A real mail server with throwaway mailboxes, and an office whose letters come in by themselves."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from imapclient import IMAPClient
from msgspec.structs import replace

from jobs import JobReport, find_job
from tracker.app import App, compose
from tracker.config import IntakeSettings, MailboxSettings, Place, Settings
from tracker.model import Letter
from tracker.service import letters
from tracker.service.letters import LetterView

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
PASSWORD = "throw-away"

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class MailServer:
    """A running server that takes any login with the one password."""

    plain_port: int
    tls_port: int
    authority: Path
    """The certificate of who vouches for the server."""


@dataclass
class Box:
    """A mailbox of its own on the server, as whoever sends to it and reads in it sees it."""

    server: MailServer
    user: str = field(default_factory=lambda: f"letters-{secrets.token_hex(4)}")
    name: str = "Letters"

    def __post_init__(self) -> None:
        with self.open(select=False) as client:
            client.create_folder(self.name)

    @contextmanager
    def open(self, *, select: bool = True) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", port=self.server.plain_port, ssl=False, timeout=10) as client:
            client.login(self.user, PASSWORD)
            if select:
                client.select_folder(self.name)
            yield client

    def deliver(self, *mails: bytes, arrived: datetime | None = None) -> None:
        with self.open() as client:
            for mail in mails:
                client.append(self.name, mail, msg_time=arrived or MONDAY)

    def seen(self) -> list[int]:
        with self.open() as client:
            return sorted(client.search(["SEEN"]))

    def unseen(self) -> list[int]:
        with self.open() as client:
            return sorted(client.search(["UNSEEN"]))

    def files(self) -> list[Path]:
        """What the server keeps the mails in."""
        maildir = self.server.authority.parent / "mail" / self.user / f".{self.name}"
        return [path for name in ("new", "cur") for path in (maildir / name).iterdir()]

    def begin_anew(self) -> None:
        """As after a move to another server: an empty mailbox of the same name with another UIDVALIDITY."""
        with self.open(select=False) as client:
            client.delete_folder(self.name)
            client.create_folder(self.name)

    @property
    def settings(self) -> MailboxSettings:
        return MailboxSettings(
            host="127.0.0.1",
            port=self.server.plain_port,
            username=self.user,
            tls="none",
            name=self.name,
            timeout_seconds=10,
            known_senders=("brightwater.example",),
        )


@dataclass
class Office:
    """The application in a folder of its own."""

    home: Path
    intake: IntakeSettings = field(default_factory=IntakeSettings)
    database_url: str | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: {"TRACKER_IMAP_PASSWORD": PASSWORD})
    now: datetime = MONDAY
    _app: App | None = None

    @property
    def app(self) -> App:
        if self._app is None:
            url = self.database_url or f"sqlite:///{self.home / 'tracker.db'}"
            place = Place(self.home, url, "ana", "ana")
            self._app = compose(place, Settings(intake=self.intake), lambda: self.now, self.environ)
        return self._app

    def watch(self, folder: Path, **changes: float) -> None:
        self._use(replace(self.intake, folder=str(folder), **{"stable_seconds": 0.0, **changes}))

    def read_mail(self, mailbox: MailboxSettings, **changes: int) -> None:
        self._use(replace(self.intake, mailbox=mailbox, **changes))

    def take_in(self, *, dry_run: bool = False) -> JobReport:
        return find_job("intake").run(self.app, dry_run=dry_run)

    @property
    def letters(self) -> list[Letter]:
        """In the order in which they were stored."""
        return sorted(letters.listing(self.app.engine), key=lambda letter: letter.id)

    def view(self, letter: Letter) -> LetterView:
        return letters.view(self.app.engine, letter.id)

    def close(self) -> None:
        if self._app is not None:
            self._app.close()
            self._app = None

    def _use(self, intake: IntakeSettings) -> None:
        self.close()
        self.intake = intake


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def box(mail_server: MailServer) -> Box:
    return Box(mail_server)


@pytest.fixture
def mail_office(office: Office, box: Box) -> Office:
    """An office that reads the mailbox."""
    office.read_mail(box.settings)
    return office


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        reason = "no mail server to test with; install Debian's dovecot-imapd"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Short, for the names of its sockets; and not below the runner's own folder, which nobody else may enter.
    folder = Path(tempfile.mkdtemp(prefix="tracker-imap-"))
    try:
        with _running(program, folder) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(program: str, folder: Path) -> Iterator[MailServer]:
    server = MailServer(_free_port(), _free_port(), folder / "authority.pem")
    user = _prepare(folder, server)
    with subprocess.Popen(
        [program, "-F", "-c", folder / "dovecot.conf"],
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _await(process, server.plain_port, folder / "log")
            yield server
        finally:
            process.terminate()


def _prepare(folder: Path, server: MailServer) -> str | None:
    """All its files; returns the user to start it as, where that is not this one: it refuses to be root."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(server.authority))
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    is_root = os.geteuid() == 0
    account = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
    group = subprocess.run(
        ["id", "-gn", account.pw_name], check=True, capture_output=True, text=True
    ).stdout.strip()
    config = CONFIG.format(
        folder=folder,
        user=account.pw_name,
        group=group,
        password=PASSWORD,
        plain_port=server.plain_port,
        tls_port=server.tls_port,
    )
    (folder / "dovecot.conf").write_text(config)
    for name in ("run", "mail"):
        (folder / name).mkdir()
    if not is_root:
        return None
    for path in (folder, *folder.iterdir()):
        os.chown(path, account.pw_uid, account.pw_gid)
    return account.pw_name


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up = time.monotonic() + 120  # a busy machine may be slow
    while time.monotonic() < give_up:
        assert process.poll() is None, log.read_text() if log.exists() else "the mail server ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the mail server does not answer: {log.read_text() if log.exists() else 'no log'}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def trusted(mail_server: MailServer) -> ssl.SSLContext:
    """Trusts whoever vouches for the mail server."""
    return ssl.create_default_context(cafile=str(mail_server.authority))
