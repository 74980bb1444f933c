"""What came of messages that were sent, or could not be, is written down: of several at once, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tracker.followup.delivery import Cancellation, GiveUp, NextStep, PauseUntil, RetryAt, after_failure
from tracker.mail.errors import DeliveryError
from tracker.model import Message
from tracker.service.post import Delivered, Post
from tracker.store import heartbeat, outbox, slots
from tracker.store.unit import Unit, writing


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took it."""

    reply: str
    """Who took it, and what was said: the proof that it left."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of one message."""

    message: Message
    outcome: Sent | Cancellation | DeliveryError


def settle(post: Post, owner: str, settlements: Sequence[Settlement], store: Connection) -> Delivered:
    """Write all of it down, or nothing. What is no longer leased to `owner` is left to who holds it now.

    Raises UnavailableError.
    """
    done = Delivered()
    rests: list[PauseUntil] = []
    with writing(store, post.act()) as unit:
        sent = {each.message.id: each.outcome.reply for each in settlements if isinstance(each.outcome, Sent)}
        if sent:
            outbox.mark_sent(unit, sent, owner, post.clock())
            done.sent += len(sent)
        for each in settlements:
            match each.outcome:
                case Cancellation():
                    _cancel(unit, each.message, owner, each.outcome)
                    done.cancelled.append(f"message {each.message.id}: {each.outcome.reason}")
                case DeliveryError():
                    step = _next_step(unit, post, each.message, each.outcome)
                    if each.outcome.server:
                        done.trouble = each.outcome
                    _take_back(unit, each.message, owner, step, str(each.outcome))
                    if isinstance(step, GiveUp):
                        done.failed.append(f"message {each.message.id}: {step.reason}")
                    else:
                        done.postponed.append(f"message {each.message.id}: {each.outcome}")
                    if isinstance(step, PauseUntil):
                        rests.append(step)
    for rest in rests:
        heartbeat.beat(post.engine, heartbeat.RESTING_UNTIL, rest.at)
    return done


def _cancel(unit: Unit, message: Message, owner: str, cancelled: Cancellation) -> None:
    if outbox.cancel(unit, message.id, owner, cancelled.reason):
        slots.release(unit, cancelled.release)


def _next_step(unit: Unit, post: Post, message: Message, error: DeliveryError) -> NextStep:
    now = post.clock()
    return after_failure(
        message.attempts,
        outbox.failing_since(unit.connection, message.id) or now,
        now,
        failure=error.failure,
        reason=str(error),
        settings=post.settings.delivery,
        jitter=post.jitter(),
    )


def _take_back(unit: Unit, message: Message, owner: str, step: NextStep, answer: str) -> None:
    match step:
        case GiveUp(reason):
            outbox.mark_failed(unit, message.id, owner, reason)
        case RetryAt(at):
            outbox.postpone(unit, message.id, owner, at, answer)
        case PauseUntil(at):
            outbox.rest(unit, message, owner, at, answer)
