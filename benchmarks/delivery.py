"""How fast the outbox drains, beside bare aiosmtplib that sends the same bytes to the same server.

    apt-get install postfix      # for smtp-sink; it is started here by hand, on a loopback port
    python benchmarks/delivery.py [--rounds 9] [--connections 1 10 20] [--stores sqlite postgresql]

As in production: no connection begins the next mail but one before a mail that the server took is committed as sent.
What several connections wait for is committed at once; the last column says how many mails a commit held. Two servers:
smtp-sink, which answers at once, and one that takes 25 ms for each reply, as mail servers on the net do. Bare and
outbox take turns and the rates are medians of the rounds; so is the ratio, which is taken in each round, because a
machine that does other things as well is not equally fast in all of them. PostgreSQL is that of
TRACKER_TEST_POSTGRESQL (see tests).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep

import psycopg
from aiosmtplib import SMTP
from sqlalchemy import Engine, func, make_url, select

from tracker.config import DeliverySettings, MailSettings, Settings, SmtpSettings
from tracker.mail.smtp import SmtpTransport
from tracker.model import MessageKind, MessageState, Slot
from tracker.service.delivery import Post, deliver
from tracker.service.digesting import preview
from tracker.store import outbox, slots, tables
from tracker.store.engine import open_engine
from tracker.store.unit import Act, reading, writing

NOW = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)
ACT = Act(NOW, "benchmark", "benchmark")
ENTRIES = 25
REPLY = 0.025
SENDER, READER = "tracker@office.example", "ana@office.example"
MAILS_AT_ONCE = 500
MAILS_A_SLOW_CONNECTION = 60


def main() -> None:
    """Print a line for each store, server and number of connections."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 10, 20])
    parser.add_argument("--stores", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--replies", nargs="+", default=["at once", "25 ms"], choices=["at once", "25 ms"])
    options = parser.parse_args()
    servers = {"at once": smtp_sink, "25 ms": slow_server}
    print("store       replies  connections   bare/s  outbox/s  ratio  mails/commit")
    with tempfile.TemporaryDirectory() as folder:
        for store in options.stores:
            with open_store(store, Path(folder)) as engine:
                for replies in options.replies:
                    with servers[replies]() as port:
                        for connections in options.connections:
                            compare(engine, store, replies, port, connections, options.rounds)


def compare(engine: Engine, store: str, replies: str, port: int, connections: int, rounds: int) -> None:
    """Print one line."""
    count = MAILS_AT_ONCE if replies == "at once" else MAILS_A_SLOW_CONNECTION * connections
    bare, ours, ratios, together = [], [], [], []
    for _ in range(rounds):
        mails = fill(engine, count)
        before = commits(engine)
        bare.append(count / asyncio.run(send_bare(port, mails, connections)))
        ours.append(count / drain(engine, port, connections))
        ratios.append(ours[-1] / bare[-1])
        together.append(count / (commits(engine) - before))
    print(
        f"{store:<11} {replies:<8} {connections:>11} {median(bare):>8.0f} {median(ours):>9.0f} "
        f"{median(ratios):>6.2f} {median(together):>13.1f}",
        flush=True,
    )


def commits(engine: Engine) -> int:
    """How many transactions recorded mails as sent."""
    settled = select(func.count(tables.events.c.batch.distinct())).where(
        tables.events.c.action == "message.sent"
    )
    with reading(engine) as connection:
        return connection.execute(settled).scalar_one()


def fill(engine: Engine, count: int) -> list[bytes]:
    """Put so many digests of 25 entries into the outbox; returns their bytes."""
    template = preview(engine, Settings(mail=MailSettings(sender=SENDER)), "Ana", NOW).mail
    assert template is not None
    mails = []
    with writing(engine, ACT) as unit:
        for _ in range(count):
            key = secrets.token_hex(8)
            message_id = f"<{key}@office.example>"
            content = template.content.replace(template.message_id.encode(), message_id.encode())
            row = {
                "kind": MessageKind.DIGEST,
                "person_id": 1,
                "address": READER,
                "subject": template.subject,
                "state": MessageState.QUEUED,
                "created": NOW,
                "message_id": message_id,
                "content_hash": unit.keep(content, "message/rfc822"),
                "next_attempt": NOW,
            }
            number = unit.insert(tables.messages, row, "message.queued")
            slots.take(unit, [(Slot(f"digest/p1/{key}", 1), number)])
            mails.append(content)
    return mails


def drain(engine: Engine, port: int, connections: int) -> float:
    """Seconds in which the outbox was emptied."""
    smtp = SmtpSettings(host="127.0.0.1", port=port, tls="none")
    settings = Settings(
        mail=MailSettings(transport="smtp", sender=SENDER, smtp=smtp),
        delivery=DeliverySettings(connections=connections),
    )
    post = Post(engine, settings, lambda: NOW, "benchmark", "benchmark", lambda: SmtpTransport(smtp, None))
    begin = perf_counter()
    done = deliver(post)
    seconds = perf_counter() - begin
    with reading(engine) as connection:
        assert not outbox.anything_due(connection, NOW), done
    return seconds


async def send_bare(port: int, mails: list[bytes], connections: int) -> float:
    """Seconds in which aiosmtplib alone sent them over so many connections."""
    waiting = list(mails)

    async def work() -> None:
        client = SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
        async with client:
            while waiting:
                await client.sendmail(SENDER, READER, waiting.pop())

    begin = perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return perf_counter() - begin


@contextmanager
def open_store(kind: str, folder: Path) -> Iterator[Engine]:
    """A store with one person and 25 promises of hers."""
    with ExitStack() as stack:
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'tracker.db'}"
        else:
            url = stack.enter_context(new_database())
        engine = open_engine(url)
        stack.callback(engine.dispose)
        add_promises(engine)
        yield engine


@contextmanager
def new_database() -> Iterator[str]:
    """A PostgreSQL database that is dropped in the end."""
    address = make_url(os.environ.get("TRACKER_TEST_POSTGRESQL", "postgresql+psycopg:///test"))
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"tracker_benchmark_{secrets.token_hex(4)}"
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield address.set(database=name).render_as_string(hide_password=False)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def add_promises(engine: Engine) -> None:
    """What the digests tell of."""
    with writing(engine, ACT) as unit:
        organisation = unit.insert(
            tables.organisations, {"name": "Brightwater Mining Ltd"}, "organisation.added"
        )
        person = {"name": "Ana", "email": READER, "role": "staff", "zone": "UTC"}
        owner = unit.insert(tables.people, person, "person.added")
        text = unit.keep(b"We will publish the report.", "text/plain")
        letter = {
            "content_hash": text,
            "text_hash": text,
            "source": "letter.txt",
            "media_type": "text/plain",
            "organisation_id": organisation,
            "date": date(2026, 5, 1),
            "received": date(2026, 5, 4),
            "state": "read",
        }
        letter_id = unit.insert(tables.letters, letter, "letter.added")
        for number in range(ENTRIES):
            promise = {
                "letter_id": letter_id,
                "organisation_id": organisation,
                "actor": "Brightwater Mining Ltd",
                "quote": f"We will publish the report on well {number}.",
                "quote_start": 0,
                "quote_end": 27,
                "action": f"publish the report on well {number}",
                "strength": "firm",
                "kind": "once",
                "due_kind": "date",
                "due": NOW.date() + timedelta(days=number - 12),
                "due_basis": "stated",
                "status": "open",
                "owner_id": owner,
                "confidence": 0.9,
                "added": NOW,
                "changed": NOW,
            }
            unit.insert(tables.commitments, promise, "commitment.added")


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Postfix's sink on a port of its own."""
    program = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
    sink = subprocess.Popen([program, *as_nobody, f"127.0.0.1:{port}", "1000"])
    end = monotonic() + 10
    while monotonic() < end:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                break
        sleep(0.05)
    try:
        yield port
    finally:
        sink.terminate()
        sink.wait()


@contextmanager
def slow_server() -> Iterator[int]:
    """A process that answers each command after 25 ms."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve_slowly, args=(theirs,), daemon=True)
    server.start()
    try:
        yield ours.recv()
    finally:
        server.terminate()
        server.join()


def serve_slowly(tell: Connection) -> None:
    """Tells its port, then serves until it is ended."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def answer(line: bytes) -> None:
            await asyncio.sleep(REPLY)
            writer.write(line + b"\r\n")

        await answer(b"220 sink.example")
        while line := await reader.readline():
            if line.upper().startswith(b"DATA"):
                await answer(b"354 go on")
                await reader.readuntil(b"\r\n.\r\n")
            await answer(b"250 OK")
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(converse, "127.0.0.1", 0, limit=2**22)
        tell.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
