"""Errors that a user can do something about. Each owns its one sentence and its exit code.

The sentence says what is wrong, where, and what to do. Anything else that escapes is a defect.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers to its caller; documented in `tracker --help`."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNKNOWN = 3
    UNREADABLE = 4
    REFUSED = 5
    UNAVAILABLE = 6


class TrackerError(Exception):
    """Root of all errors that carry a sentence for the user."""

    exit_code = ExitCode.FAILED


class UsageError(TrackerError):
    """A wrong option, an impossible date, a value that cannot be."""

    exit_code = ExitCode.USAGE


class ConfigError(UsageError):
    """A setting that cannot be used; the sentence names the key and the file."""


class UnknownError(TrackerError):
    """No such letter, commitment, person, case or message."""

    exit_code = ExitCode.UNKNOWN


class UnreadableError(TrackerError):
    """A letter that could not be read."""

    exit_code = ExitCode.UNREADABLE


class RefusedError(TrackerError):
    """Not allowed in that state or role; the sentence says what is allowed instead."""

    exit_code = ExitCode.REFUSED


class UnavailableError(TrackerError):
    """The store or the mail server cannot be used now."""

    exit_code = ExitCode.UNAVAILABLE


class LoginRefusedError(UnavailableError):
    """A server that is there does not take our name and password."""


class TemplateError(TrackerError):
    """A mail template that cannot be rendered; the sentence names the template."""
