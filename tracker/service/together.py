"""Work that several tasks ask for at the same time, done for all of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Together(Generic[Asked, Answer]):
    """One piece of work goes on at a time; what is asked for meanwhile is answered by the next one, all together."""

    def __init__(self, work: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]]) -> None:
        self._work = work
        """Answers each that was asked, in their order."""
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._going_on: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """The answer of a piece of work that began after the question. Raises what the work raises."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._going_on is None:
            self._going_on = asyncio.create_task(self._go_on())
        return await answer

    async def _go_on(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, []
                await self._answer(waiting)
        finally:
            self._going_on = None

    async def _answer(self, waiting: Sequence[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._work([asked for asked, _ in waiting])
        except Exception as error:  # noqa: BLE001 - each who asked raises it
            for _, future in waiting:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in zip(waiting, answers, strict=True):
            if not future.done():
                future.set_result(answer)
