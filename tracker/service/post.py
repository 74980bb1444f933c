"""What delivery works with, and what one round of it came to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine

from tracker.clock import Clock
from tracker.config import Settings
from tracker.mail.errors import DeliveryError
from tracker.mail.transports import Transport
from tracker.store.unit import Act


@dataclass(frozen=True, slots=True)
class Post:
    """What delivery works with."""

    engine: Engine
    settings: Settings
    clock: Clock
    actor: str
    login: str
    new_transport: Callable[[], Transport]
    """One for each connection."""
    jitter: Callable[[], float] = random.random
    """0 to 1, so that messages that failed together do not come back together."""

    def act(self) -> Act:
        """The mail job acts for itself, under the login that runs it."""
        return Act(self.clock(), self.actor, self.login)


@dataclass(slots=True)
class Delivered:
    """What a round of delivery came to."""

    sent: int = 0
    cancelled: list[str] = field(default_factory=list)
    """Why, one sentence each."""
    postponed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    trouble: DeliveryError | None = None
    """Why the server takes nothing now."""

    def add(self, more: Delivered) -> None:
        """Count what else was settled."""
        self.sent += more.sent
        self.cancelled += more.cancelled
        self.postponed += more.postponed
        self.failed += more.failed
        self.trouble = more.trouble or self.trouble
