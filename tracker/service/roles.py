"""Who may do what: staff change, auditors only read, admins manage people.

Who acts is a claim where everybody has the same login; on PostgreSQL the database itself keeps auditors from writing.
A store without people, or without admins, refuses nobody: the first person must be able to come in.
"""

from __future__ import annotations

from sqlalchemy import Engine

from tracker.errors import RefusedError
from tracker.model import Person, Role
from tracker.service.words import listed, or_else
from tracker.store import people
from tracker.store.unit import reading


def require_change(engine: Engine, actor: str, *, known_only: bool) -> None:
    """Raises RefusedError for an auditor and, where only known people may act, for anybody else."""
    with reading(engine) as connection:
        person = people.by_name(connection, actor)
        if person is None and known_only:
            names = [each.name for each in people.listing(connection)]
            if names:
                said = "say with TRACKER_ACTOR who you are ([office] known_people_only is on; see: tracker people)."
                raise RefusedError(f"{actor!r} is none of the people{or_else(actor, names, said)}")
    if person is not None and person.role is Role.AUDITOR:
        raise RefusedError(
            f"{actor} is an auditor, and auditors only read; ask somebody of the staff to change this."
        )


def require_taker(person: Person) -> None:
    """Who is to take something on is no auditor. Raises RefusedError."""
    if person.role is Role.AUDITOR:
        raise RefusedError(
            f"{person.name} is an auditor, and auditors only read; name somebody of the staff."
        )


def require_admin(engine: Engine, actor: str, what: str) -> None:
    """Raises RefusedError where there are admins and the actor is none of them; `what` is what only they may do."""
    with reading(engine) as connection:
        admins = [each.name for each in people.listing(connection) if each.role is Role.ADMIN]
    if admins and actor not in admins:
        raise RefusedError(
            f"Only admins {what}: {listed(admins)}. {actor} is none of them; if you are one, say so with TRACKER_ACTOR."
        )
