"""What a half-typed word may become: ids, people, organisations, cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Engine

from tracker.store import cases, naming, organisations, people, tables
from tracker.store.unit import reading

MOST = 50
IDS = {
    "commitments": tables.commitments,
    "letters": tables.letters,
    "asks": tables.asks,
    "messages": tables.messages,
}


def suggestions(engine: Engine, kind: str, begun: str) -> list[tuple[str, str]]:
    """At most fifty words of that kind that begin so, whatever their case, each with what it stands for."""
    with reading(engine) as connection:
        if kind in IDS:
            mark = "a" if kind == "asks" else ""
            found = naming.ids_like(connection, IDS[kind], begun.removeprefix(mark), MOST)
            return [(f"{mark}{number}", words) for number, words in found]
        match kind:
            case "people":
                named = ((each.name, str(each.role)) for each in people.listing(connection))
            case "cases":
                named = ((each.name, "") for each in cases.listing(connection))
            case _:
                named = ((each, "") for each in organisations.names(connection))
        return list(_begun(named, begun))[:MOST]


def _begun(named: Iterable[tuple[str, str]], begun: str) -> Iterator[tuple[str, str]]:
    return (each for each in named if each[0].casefold().startswith(begun.casefold()))
