"""The store beside an event loop: one thread writes to it, another reads, each over a connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine

from tracker.store.engine import reading_connection, writing_connection
from tracker.store.failures import explained

Answer = TypeVar("Answer")


class StoreThread:
    """Work is done in the order in which it was asked for, what reads apart from what writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack, explained(self._engine.url):
            self._reader = stack.enter_context(reading_connection(self._engine).connect())
            self._writer = stack.enter_context(writing_connection(self._engine).connect())
            # Ended before the connections are closed.
            self._reads = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="outbox reads"))
            self._writes = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="outbox writes"))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def read(self, work: Callable[[Connection], Answer]) -> Answer:
        """What `work` answers when given the connection that reads. Raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._reads, work, self._reader)

    async def write(self, work: Callable[[Connection], Answer]) -> Answer:
        """What `work` answers when given the connection that writes. Raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writes, work, self._writer)
