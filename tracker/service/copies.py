"""Where new letters stand among the others: in which they came, and which they repeat in another format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from tracker.followup.duplicates import ENOUGH_SHARED, Version, same_letter
from tracker.service.arrivals import Prepared
from tracker.store import letters as queries

_CLOSER_LOOKS = 5
"""How many letters with a similar sketch are laid beside a new one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter that is about to be stored, with its place among the others."""

    id: int
    letter: Prepared
    part_of: int | None
    duplicate_of: int | None


def place(
    connection: Connection, new: Mapping[str, Prepared], ids: Mapping[str, int], share: float
) -> list[Entry]:
    """Each new letter with the one that it came in, and the one that it repeats."""
    letters = list(new.values())
    enclosing = {each.arrival.part_of for each in letters if each.arrival.part_of}
    numbers = queries.latest_ids(connection, enclosing - ids.keys()) if enclosing - ids.keys() else {}
    numbers |= ids
    shelf = _Shelf(
        connection, queries.alike(connection, [x.sketch for x in letters], ENOUGH_SHARED, _CLOSER_LOOKS)
    )
    entries = []
    for place, letter in enumerate(letters):
        part_of = numbers.get(letter.arrival.part_of or "")
        entry = Entry(
            ids[letter.content_hash], letter, part_of, shelf.original_of(place, letter, part_of, share)
        )
        shelf.add(entry)
        entries.append(entry)
    return entries


@dataclass(slots=True)
class _Shelf:
    """The stored letters that new ones may repeat, and the new ones before them."""

    _connection: Connection
    _alike: Mapping[int, Sequence[tuple[int, int]]]
    _new: dict[int, Entry] = field(default_factory=dict)
    _with_value: dict[int, list[int]] = field(default_factory=dict)
    """Which new letters have a value in their sketches."""

    def add(self, entry: Entry) -> None:
        """The next ones may repeat it."""
        self._new[entry.id] = entry
        if entry.duplicate_of is None:
            for value in entry.letter.sketch:
                self._with_value.setdefault(value, []).append(entry.id)

    def original_of(self, place: int, letter: Prepared, part_of: int | None, share: float) -> int | None:
        """The letter in force that the one at this place of the batch repeats in another format."""
        promises = tuple((found.start, found.end) for found in letter.found.commitments)
        version = _version(letter, promises)
        for number in self._candidates(place, letter):
            old, enclosing = self._look_up(number)
            together = part_of is not None and part_of in {number, enclosing}
            if same_letter(version, old, share, together=together):
                return number
        return None

    def _candidates(self, place: int, letter: Prepared) -> list[int]:
        shared = Counter(number for value in letter.sketch for number in self._with_value.get(value, ()))
        near = [(count, number) for number, count in shared.items() if count >= ENOUGH_SHARED]
        best = sorted([*self._alike.get(place, ()), *near], key=lambda found: (-found[0], found[1]))
        return [number for _, number in best[:_CLOSER_LOOKS]]

    def _look_up(self, number: int) -> tuple[Version, int | None]:
        """A letter, and the one that it came in."""
        if entry := self._new.get(number):
            return _version(entry.letter), entry.part_of
        old = queries.to_compare(self._connection, number)
        return Version(old.text, (), old.sender, old.date), old.part_of


def _version(letter: Prepared, promises: tuple[tuple[int, int], ...] = ()) -> Version:
    facts = letter.found.facts
    return Version(letter.arrival.text.text, promises, facts.sender, facts.date)
