"""Who there is, who leads what, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tracker.followup.local_time import local_day, zone_named
from tracker.model import Person, Role


@dataclass(frozen=True)
class Staff:
    """All people of the office."""

    everyone: tuple[Person, ...]
    leads: Mapping[str, str] = field(default_factory=dict)
    """Name of a case to the name of who leads it."""
    added: Mapping[int, datetime] = field(default_factory=dict)
    """Since when each person, by id, is there: nothing from before is escalated to her."""

    @cached_property
    def by_name(self) -> dict[str, Person]:
        """People by their name."""
        return {person.name: person for person in self.everyone}

    @cached_property
    def by_id(self) -> dict[int, Person]:
        """People by their id."""
        return {person.id: person for person in self.everyone}

    @cached_property
    def admins(self) -> tuple[Person, ...]:
        """Those who manage people and config."""
        return tuple(person for person in self.everyone if person.role is Role.ADMIN)

    def named(self, name: str | None) -> Person | None:
        """The person of that name, if there is one."""
        return self.by_name.get(name) if name else None

    def lead_of(self, case: str | None) -> Person | None:
        """Who leads that case, if anybody does."""
        return self.named(self.leads.get(case)) if case else None

    def reader(self, person: Person, now: datetime) -> Person:
        """Who reads the mail of `person` at `now`: herself, or while she is away who stands in.

        A stand-in who is away too has her own. Where that leads to nobody or around in a circle, the mail
        goes to herself and waits there.
        """
        current = person
        seen = {person.id}
        while is_away(current, now):
            cover = self.named(current.cover)
            if cover is None or cover.id in seen:
                return person
            seen.add(cover.id)
            current = cover
        return current


def is_away(person: Person, now: datetime) -> bool:
    """Whether that instant lies before the end, where she lives, of her last day away."""
    if person.absent_until is None:
        return False
    return local_day(now, zone_named(person.zone)) <= person.absent_until
