"""Delivery of the outbox: claim, check again, send, settle.

At least once: a message is claimed with a lease, sent outside any transaction under its stable Message-ID,
and settled in a transaction of its own. Whoever is killed in between leaves a lease that runs out; the message
then goes out again under the same Message-ID.

Several connections send at once from one event loop. One thread beside it writes to the store and one reads, so that
a commit never holds up a conversation with the server: while one mail is written down as sent, its connection already
sends the next, and does not begin a third before the first is on disk. What several connections have to write down
while a commit goes on is committed together by the next. Whoever is killed therefore leaves at most two mails a
connection that may have arrived unrecorded.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections import deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from tracker.errors import UnavailableError
from tracker.mail.compose import sender_address
from tracker.mail.errors import DeliveryError
from tracker.mail.transports import Transport
from tracker.model import Message
from tracker.service.parcels import Parcel, check, check_again
from tracker.service.post import Delivered, Post
from tracker.service.settling import Sent, Settlement, settle
from tracker.service.store_thread import StoreThread
from tracker.service.together import Together
from tracker.store import heartbeat, outbox
from tracker.store.unit import reading, writing

__all__ = ["Delivered", "Post", "deliver"]

LONGEST_ATTEMPT = 4
"""In timeouts; see tracker.mail.smtp."""
MOST_OF_A_LEASE = 0.9
"""A lease shorter than the longest attempt must still let one message through."""
LONGEST_ROUND_SECONDS = 600.0
"""Then no more is claimed: planning has its turn, and nobody takes the round for one that hangs."""
SETTLE_AGAIN_SECONDS = 0.5
"""Between two attempts to write down what became of a mail, after the store's own patience."""


def deliver(post: Post) -> Delivered:
    """Send what is due now, for `LONGEST_ROUND_SECONDS` and little more. Raises UnavailableError where the store is; mail trouble is in the answer."""
    with StoreThread(post.engine) as store:
        return asyncio.run(_Round(post, store).run())


class _Round:
    """One round of delivery by one sender."""

    def __init__(self, post: Post, store: StoreThread) -> None:
        self._post = post
        self._store = store
        self._owner = f"{socket.gethostname()}/{os.getpid()}/{os.urandom(4).hex()}"
        self._sender = sender_address(post.settings.mail, post.settings.office).addr_spec
        self._waiting: deque[Parcel] = deque()
        self._fetching: asyncio.Task[None] | None = None
        self._empty = False
        """Nothing more is due, or it is another round's."""
        self._over = time.monotonic() + LONGEST_ROUND_SECONDS
        self._open = True
        """Until the server takes nothing, or the store cannot be used: then the rest must wait."""
        self._pace = _Pace(post.settings.delivery.most_per_minute)
        self._second_look = Together(self._check_again)
        self._ledger = Together(self._write_down)
        self.done = Delivered()

    async def run(self) -> Delivered:
        """Send until nothing is due, or the server takes nothing, or the time is over."""
        connections = self._post.settings.delivery.connections
        async with AsyncExitStack() as stack:
            transports = [
                await stack.enter_async_context(self._post.new_transport()) for _ in range(connections)
            ]
            # One goes first: a server that is down or refuses our login is asked once, not once a connection.
            await self._work(transports[0], until_sent=True)
            ends = await asyncio.gather(
                *(self._work(transport) for transport in transports), return_exceptions=True
            )
            await self._hand_back_the_rest()
        for end in ends:
            if end is not None:
                raise end
        return self.done

    async def _work(self, transport: Transport, *, until_sent: bool = False) -> None:
        """One connection: while a mail is written down as sent, the next is on its way."""
        written: asyncio.Task[None] | None = None
        try:
            while not (until_sent and self.done.sent) and (parcel := await self._next()) is not None:
                settlement = await self._send(transport, parcel)
                # Asked for before the last one is waited for, so that the next commit holds both of a slow disk's mails.
                before, written = written, asyncio.create_task(self._settle(settlement))
                if before is not None:
                    await before
                if until_sent:
                    await written
        except BaseException:
            self._open = False
            raise
        finally:
            if written is not None:
                await written

    async def _next(self) -> Parcel | None:
        """The next message, as it is now; None where none is due or the server takes none."""
        while self._open and (parcel := await self._take()) is not None:
            await self._pace.wait()
            if not self._may_still_go(parcel.message):
                self._waiting.append(parcel)
                await self._hand_back_the_rest()
                continue
            parcel = await self._second_look.ask(parcel)
            if parcel.cancelled is None:
                return parcel
            await self._settle(Settlement(parcel.message, parcel.cancelled))
        return None

    async def _check_again(self, parcels: Sequence[Parcel]) -> Sequence[Parcel]:
        return await self._store.read(partial(check_again, parcels, self._post.clock))

    async def _take(self) -> Parcel | None:
        """A message that we hold; more are fetched in time, so that no connection waits for them."""
        connections = self._post.settings.delivery.connections
        while not self._empty:
            if self._fetching is None and len(self._waiting) < (connections if self.done.sent else 1):
                self._fetching = asyncio.create_task(self._fetch())
            if self._waiting or self._fetching is None:
                break
            await asyncio.shield(self._fetching)
        return self._waiting.popleft() if self._waiting else None

    async def _fetch(self) -> None:
        try:
            messages = await self._store.write(self._claim)
            self._empty = not messages
            if messages:
                checked = partial(check, messages=messages, now=self._post.clock())
                self._waiting.extend(await self._store.read(checked))
        finally:
            self._fetching = None

    async def _send(self, transport: Transport, parcel: Parcel) -> Settlement:
        """Send one message; what came of it."""
        message = parcel.message
        try:
            reply = await transport.send(parcel.content, self._sender, message.to, message.message_id)
        except DeliveryError as error:
            self._open = self._open and not error.server
            return Settlement(message, error)
        return Settlement(message, Sent(reply))

    async def _settle(self, settlement: Settlement) -> None:
        """Write it down; while the store cannot be used, again and again as long as the message is ours."""
        while True:
            try:
                await self._ledger.ask(settlement)
            except UnavailableError:
                lease_until = settlement.message.lease_until
                assert lease_until is not None
                self._open = False
                if self._post.clock() >= lease_until:
                    raise
                await asyncio.sleep(SETTLE_AGAIN_SECONDS)
            else:
                return

    async def _write_down(self, settlements: Sequence[Settlement]) -> Sequence[None]:
        """In one transaction. Each connection waits for one of them at most."""
        settled = await self._store.write(partial(settle, self._post, self._owner, settlements))
        self.done.add(settled)
        return [None] * len(settlements)

    async def _hand_back_the_rest(self) -> None:
        if self._fetching is not None:
            await self._fetching
        left = [parcel.message for parcel in self._waiting]
        self._waiting.clear()
        if left:
            await self._store.write(partial(self._hand_back, left))

    def _may_still_go(self, message: Message) -> bool:
        """Whether the server takes mail, and the lease outlasts the longest that one attempt can take."""
        assert message.lease_until is not None
        settings = self._post.settings
        longest = timedelta(seconds=LONGEST_ATTEMPT * settings.mail.smtp.timeout_seconds)
        most = MOST_OF_A_LEASE * timedelta(seconds=settings.delivery.lease_seconds)
        return self._open and self._post.clock() + min(longest, most) <= message.lease_until

    def _claim(self, store: Connection) -> list[Message]:
        """The next messages, leased to us. Looks first: an idle round takes no write lock."""
        if self.done.sent and time.monotonic() >= self._over:
            return []
        post, now = self._post, self._post.clock()
        with reading(post.engine) as connection:
            resting = heartbeat.last_beats(connection).get(heartbeat.RESTING_UNTIL, now)
            if now < resting or not outbox.anything_due(connection, now):
                return []
        delivery = post.settings.delivery
        lease = timedelta(seconds=delivery.lease_seconds)
        with writing(store, post.act()) as unit:
            return outbox.claim(unit, self._owner, now, lease, delivery.batch if self.done.sent else 1)

    def _hand_back(self, messages: Sequence[Message], store: Connection) -> None:
        with writing(store, self._post.act()) as unit:
            for message in messages:
                outbox.release(unit, message, self._owner)


class _Pace:
    """Lets one mail go at a time where the settings limit how many leave in a minute."""

    def __init__(self, most_per_minute: int) -> None:
        self._interval = 60 / most_per_minute if most_per_minute else 0.0
        self._next = 0.0

    async def wait(self) -> None:
        """Return when the next mail may leave."""
        if not self._interval:
            return
        loop = asyncio.get_running_loop()
        turn = max(self._next, loop.time())
        self._next = turn + self._interval
        await asyncio.sleep(turn - loop.time())
