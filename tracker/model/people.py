"""Who follows commitments up, and under which case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Role(StrEnum):
    """Staff change, auditors read, admins manage people and config."""

    STAFF = "staff"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Cadence(StrEnum):
    """How often a digest goes out."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class DigestSchedule:
    """When a person's digest is due, in her own zone."""

    cadence: Cadence = Cadence.WEEKLY
    weekday: int = 0
    """Monday is 0; for weekly digests."""
    day: int = 1
    """1 to 28; for monthly digests."""
    at: time = time(8)

    def __str__(self) -> str:
        """The form that `--digest` takes: "monday 08:00", "daily 07:30", "monthly 1 08:00"."""
        when = {
            Cadence.DAILY: "daily",
            Cadence.WEEKLY: WEEKDAYS[self.weekday],
            Cadence.MONTHLY: f"monthly {self.day}",
        }[self.cadence]
        return f"{when} {self.at:%H:%M}"


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Person:
    """Staff, auditor or admin."""

    id: int
    name: str
    email: str
    role: Role
    zone: str
    """Name in the tz database, such as "Africa/Nairobi"."""
    digest: DigestSchedule | None
    """None: no digest."""
    absent_until: date | None = None
    cover: str | None = None
    """Name of the person who stands in."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Case:
    """The campaign or file under which letters are grouped."""

    id: int
    name: str
    lead: str | None
    """Name of the person who leads it."""
    version: int = 1
