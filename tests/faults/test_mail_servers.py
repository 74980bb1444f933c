"""Mail servers that are down, that refuse, that break off, and that are not who they should be."""

from __future__ import annotations

import base64
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from tests.faults.conftest import MONDAY, Office, by_length, eventually
from tests.faults.server import MISHAPS, REFUSALS
from tracker.model import MessageState

MOST_ATTEMPTS = 12
"""In two hours, by delays that double from half a minute, each cut by up to a half: 8 in the first 32 minutes."""


def test_a_server_that_is_down_for_two_hours(office: Office) -> None:
    people = by_length(20, 200)
    rate = by_length(1200, 300)
    office.configure(tick=0.1, lease=20 * rate, timeout=2)
    office.populate([f"p{number}@office.example" for number in range(people)])
    office.clock.set(MONDAY)
    office.started("run")
    eventually("all is planned", lambda: len(office.messages()) == people)
    office.clock.set(MONDAY, rate=rate)
    down = MONDAY + timedelta(hours=2)
    eventually("two hours pass", lambda: office.clock() > down, 7200 / rate + 10)
    doctor = office.tracker("doctor")
    assert doctor.code == 1
    assert re.search(r"bad   outbox     \d+ messages not sent yet, the oldest from 2026-06-01 09", doctor.out)
    states = office.states()
    assert states[MessageState.QUEUED] + states[MessageState.SENDING] == people

    office.server.start()
    eventually("the queue drains", lambda: office.states() == {MessageState.SENT: people})
    assert sorted(office.server.accepted().values()) == [1] * people
    assert max(message.attempts for message in office.messages()) <= MOST_ATTEMPTS
    assert not [event for event in office.events() if event.action == "message.failed"]
    eventually("the doctor is content", lambda: "ok    outbox" in office.tracker("doctor").out)
    office.check_store()


def test_answers_of_all_kinds(office: Office) -> None:
    """What became of each message is what the server wrote down."""
    words = [*MISHAPS, *REFUSALS, "fine"]
    addresses = [f"{word}.{n}@office.example" for n in range(by_length(2, 20)) for word in words]
    office.configure(tick=0.1, lease=3000, timeout=1, more="")
    office.populate(addresses)
    office.clock.set(MONDAY, rate=300)
    office.server.start("--times", str(by_length(1, 3)))
    office.start("run")
    settled = {MessageState.SENT, MessageState.FAILED}
    eventually("all is planned", lambda: len(office.messages()) == len(addresses))
    eventually("all is settled", lambda: set(office.states()) <= settled, by_length(120, 900))

    accepted, attempts = office.server.accepted(), office.server.attempts()
    taken_twice = Counter[str]()
    for message in office.messages():
        word = message.to.partition(".")[0]
        times = accepted[message.to, message.message_id]
        assert (message.state is MessageState.SENT) == (times > 0), message.to
        if word in REFUSALS:
            assert attempts[message.to] == 1, message.to
            assert message.reason is not None
            assert "550" in message.reason
        elif word in {"cut", "hung"}:  # taken, but we were not told
            assert times == 1 + by_length(1, 3), message.to
            taken_twice[word] += 1
        else:
            assert times == 1, message.to
    assert {to for to, _ in accepted} == {to for to in addresses if to.partition(".")[0] not in REFUSALS}
    assert len(accepted) == len({to for to, _ in accepted})  # one Message-ID each
    assert set(taken_twice) == {"cut", "hung"}
    office.check_store()


PASSWORD = "open-sesame"
SECRETS = [PASSWORD, base64.b64encode(PASSWORD.encode()).decode().rstrip("=")]


@pytest.fixture
def authority(office: Office, tmp_path: Path) -> trustme.CA:
    """Who vouches for our mail server; the office believes nobody else."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    office.environ = {"SSL_CERT_FILE": str(tmp_path / "ca.pem"), "TRACKER_SMTP_PASSWORD": PASSWORD}
    return ca


def _certificate(authority: trustme.CA, folder: Path, name: str) -> str:
    path = folder / "server.pem"
    issued = authority.issue_cert(name)
    path.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    return str(path)


def _deliver_over_tls(office: Office) -> None:
    office.configure(smtp='tls = "starttls"\nusername = "tracker"')
    office.populate(["ana@office.example", "ben@office.example"])
    office.clock.set(MONDAY, rate=1)
    office.start("run")


def _check_paused(office: Office, why: str) -> None:
    eventually("the doctor says so", lambda: "nothing is sent before" in office.tracker("doctor").out)
    assert office.states() == {MessageState.QUEUED: 2}
    assert not office.server.accepted()
    said = office.running[0].said.read_text()
    assert said.count(why) == 1, "one attempt, then the queue rests"
    assert not any(secret in said for secret in SECRETS)
    clear = office.server.heard_in_clear()
    assert "EHLO" in clear
    assert not any(secret in clear for secret in SECRETS)
    assert "AUTH" not in clear


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
class TestTls:
    """Nothing here touches the store's kind."""

    def test_it_works_where_all_is_well(self, office: Office, authority: trustme.CA, tmp_path: Path) -> None:
        certificate = _certificate(authority, tmp_path, "127.0.0.1")
        office.server.start("--certificate", certificate, "--login", f"tracker:{PASSWORD}")
        _deliver_over_tls(office)
        eventually("it is sent", lambda: office.states() == {MessageState.SENT: 2})

    def test_starttls_stripped(self, office: Office, authority: trustme.CA, tmp_path: Path) -> None:
        certificate = _certificate(authority, tmp_path, "127.0.0.1")
        office.server.start("--certificate", certificate, "--no-starttls", "--login", f"tracker:{PASSWORD}")
        _deliver_over_tls(office)
        _check_paused(office, "STARTTLS")

    def test_a_certificate_of_somebody_else(
        self, office: Office, authority: trustme.CA, tmp_path: Path
    ) -> None:
        certificate = _certificate(authority, tmp_path, "mail.elsewhere.example")
        office.server.start("--certificate", certificate, "--login", f"tracker:{PASSWORD}")
        _deliver_over_tls(office)
        _check_paused(office, "certificate was not accepted")

    def test_a_certificate_that_nobody_vouches_for(
        self, office: Office, authority: trustme.CA, tmp_path: Path
    ) -> None:
        certificate = _certificate(trustme.CA(), tmp_path, "127.0.0.1")
        office.server.start("--certificate", certificate, "--login", f"tracker:{PASSWORD}")
        _deliver_over_tls(office)
        _check_paused(office, "certificate was not accepted")

    def test_a_wrong_password(self, office: Office, authority: trustme.CA, tmp_path: Path) -> None:
        certificate = _certificate(authority, tmp_path, "127.0.0.1")
        office.server.start("--certificate", certificate, "--login", "tracker:another")
        _deliver_over_tls(office)
        _check_paused(office, "login refused (535)")
