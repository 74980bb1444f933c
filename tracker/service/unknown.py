"""What is said where nobody and nothing has the name or id that was given: what is near it, and where to look."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table

from tracker.errors import UnknownError
from tracker.service.words import or_else
from tracker.store import cases, naming, organisations, people


def no_person(connection: Connection, name: str, advice: str = "see: tracker people") -> UnknownError:
    """Nobody has that name."""
    return _no("person", name, (each.name for each in people.listing(connection)), advice)


def no_person_to_add(connection: Connection, name: str) -> UnknownError:
    """Nobody has that name, who may be new."""
    return no_person(connection, name, f"add her first: tracker people add {name!r} --email ADDRESS")


def no_case(connection: Connection, name: str, advice: str = "see: tracker case") -> UnknownError:
    """No case has that name."""
    return _no("case", name, (each.name for each in cases.listing(connection)), advice)


def no_organisation(connection: Connection, name: str) -> UnknownError:
    """No organisation goes by that name."""
    known = (each for each, _ in organisations.all_names(connection))
    return _no("organisation", name, known, "see: tracker organisations")


def no_id(
    connection: Connection, table: Table, what: str, number: int, command: str, mark: str = ""
) -> UnknownError:
    """No row has that id. `mark` stands before ids of that kind, such as the "a" of asks."""
    near = naming.nearest_id(connection, table, number)
    hint = f"the nearest is {mark}{near}; " if near is not None else ""
    return UnknownError(f"no {what} {mark}{number}; {hint}see: {command}.")


def _no(what: str, name: str, known: Iterable[str], advice: str) -> UnknownError:
    return UnknownError(f"no {what} {name!r}{or_else(name, known, f'{advice}.')}")
