"""A mail server that fails as it is told, in a process of its own, and writes down what it accepted.

    python -m tests.faults.server LOG [--port N] [--certificate FILE] [--no-starttls] [--login NAME:PASSWORD]

What it does with a mail is decided by the recipient: the word before the first dot of the address. Words of
`MISHAPS` happen to the first `--times` attempts at that recipient, then its mail is taken; those of `REFUSALS`
always happen; all other recipients are served. With `--allowed FILE` the server answers as many mails as the number in
FILE says, in the order in which it took them; the others wait for their answer until the test raises it. Every line of
LOG is one JSON object with "what" and its particulars; a mail is logged as accepted before the server answers so, as a
server must.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import ssl
from collections import Counter
from collections.abc import Collection
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

AT_RECIPIENT = {
    "later": "451 at the recipient",
    "closing": "421 at the recipient, and the line is closed",
}
AFTER_MAIL = {
    "dropped": "the line is closed after the mail, which is not taken",
    "cut": "the line is closed after the mail, which is taken",
    "silent": "no answer after the mail, which is not taken",
    "hung": "no answer after the mail, which is taken",
}
MISHAPS = AT_RECIPIENT | AFTER_MAIL
REFUSALS = {"refused": "550 at the recipient", "unwanted": "550 after the mail"}
FOR_EVER = 3600.0


class Server:
    """What all conversations share."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.mishaps: Counter[str] = Counter()
        """How many happened to each recipient."""
        self.taken = 0
        self.tls: ssl.SSLContext | None = None
        if options.certificate:
            self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.tls.load_cert_chain(options.certificate)
        self._log = os.open(options.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def note(self, what: str, **particulars: Any) -> None:
        """One line, whole whatever happens to this process next."""
        os.write(self._log, json.dumps({"what": what, **particulars}).encode() + b"\n")

    async def may_answer(self, number: int) -> None:
        """Return when so many mails may be answered."""
        while self.options.allowed and int(self.options.allowed.read_text()) < number:  # noqa: ASYNC110 - raised by another process
            await asyncio.sleep(0.02)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Conversation(self, reader, writer).run()
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class Conversation:
    """One connection, RFC 5321 as far as senders of single mails need it."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._options = server.options
        self._secured = False
        self._open = True
        self._recipient = ""

    async def run(self) -> None:
        await self._answer("220 sink.example ESMTP")
        while self._open and (line := await self._reader.readline()):
            if not self._secured:
                self._server.note("heard", line=line.decode("latin-1").strip())
            verb, _, rest = line.decode("latin-1").strip().partition(" ")
            match verb.upper():
                case "EHLO":
                    await self._answer(*self._greeting())
                case "STARTTLS":
                    await self._secure()
                case "AUTH":
                    await self._log_in(rest)
                case "MAIL" | "RSET" | "NOOP":
                    await self._answer("250 OK")
                case "RCPT":
                    await self._take_recipient(rest)
                case "DATA":
                    await self._take_mail()
                case "QUIT":
                    await self._answer("221 bye")
                    return
                case _:
                    await self._answer("500 what?")

    def _greeting(self) -> list[str]:
        offers = ["250-sink.example", "250-8BITMIME"]
        if self._server.tls and not self._secured and not self._options.no_starttls:
            offers.append("250-STARTTLS")
        if self._options.login:
            offers.append("250-AUTH PLAIN LOGIN")
        return [*offers, "250 SIZE"]

    async def _secure(self) -> None:
        assert self._server.tls is not None
        await self._answer("220 go on")
        await self._writer.start_tls(self._server.tls)
        self._secured = True

    async def _log_in(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        if mechanism.upper() == "LOGIN":
            name = initial.encode() or await self._ask("Username:")
            given = base64.b64decode(name) + b":" + base64.b64decode(await self._ask("Password:"))
        else:
            given = b":".join(base64.b64decode(initial).split(b"\0")[1:])
        right = given.decode() == self._options.login
        self._server.note("login", right=right)
        await self._answer("235 welcome" if right else "535 no such login")

    async def _ask(self, what: str) -> bytes:
        await self._answer(f"334 {base64.b64encode(what.encode()).decode()}")
        return await self._reader.readline()

    async def _take_recipient(self, rest: str) -> None:
        self._recipient = rest.partition("<")[2].partition(">")[0]
        self._server.note("named", to=self._recipient)
        match self._mishap(AT_RECIPIENT):
            case "later":
                await self._answer("451 come again later")
            case "closing":
                await self._answer("421 closing")
                self._open = False
            case "refused":
                await self._answer("550 no such person")
            case _:
                await self._answer("250 OK")

    async def _take_mail(self) -> None:
        await self._answer("354 go on")
        content = await self._reader.readuntil(b"\r\n.\r\n")
        mishap = self._mishap(AFTER_MAIL)
        self._server.note("mishap", word=mishap)
        if mishap == "unwanted":
            await self._answer("550 not that mail")
            return
        if mishap == "silent":
            await asyncio.sleep(FOR_EVER)
        if mishap == "dropped":
            self._open = False
            return
        message_id = BytesHeaderParser().parsebytes(content)["Message-ID"]
        self._server.note("accepted", to=self._recipient, message_id=message_id)
        self._server.taken += 1
        if mishap == "hung":
            await asyncio.sleep(FOR_EVER)
        if mishap == "cut":
            self._open = False
            return
        await self._server.may_answer(self._server.taken)
        await self._answer("250 taken")

    def _mishap(self, possible: Collection[str]) -> str:
        """What happens now to the mail of this recipient."""
        word = self._recipient.partition("@")[0].partition(".")[0]
        if word in possible:
            self._server.mishaps[self._recipient] += 1
            return word if self._server.mishaps[self._recipient] <= self._server.options.times else ""
        return word if word in REFUSALS else ""

    async def _answer(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()


async def serve(options: argparse.Namespace) -> None:
    """Until the process is ended."""
    server = Server(options)
    listening = await asyncio.start_server(server.converse, "127.0.0.1", options.port, limit=2**22)
    server.note("listening", port=listening.sockets[0].getsockname()[1])
    async with listening:
        await listening.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--allowed", type=Path)
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--no-starttls", action="store_true")
    parser.add_argument("--login", default="")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
