"""Points for names: what each kind of evidence says is added up here."""

from __future__ import annotations

from tracker.extraction.facts.names import contains, key_of


class Ballot:
    """Points for names; a name gets the points of the names that stand inside it, too."""

    def __init__(self) -> None:
        self._points: dict[tuple[str, ...], float] = {}
        self._names: dict[tuple[str, ...], str] = {}
        self._short: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._factors: dict[tuple[str, ...], float] = {}

    def add(self, name: str | None, points: float) -> None:
        """Give a name points; None is nobody."""
        if name and (key := key_of(name)):
            self._points[key] = self._points.get(key, 0) + points
            self._names.setdefault(key, name)

    def shorten(self, name: str | None, short: str) -> None:
        """Note a short form: what it gets counts for the full name."""
        if name:
            self._short.setdefault(key_of(short), key_of(name))
            self._names.setdefault(key_of(name), name)

    def scale(self, key: tuple[str, ...], factor: float) -> None:
        """Weigh all that a name gets, its own points and those of its parts."""
        self._factors[key] = factor

    def points(self, key: tuple[str, ...]) -> float:
        """What a name has got by itself so far."""
        return self._points[key]

    def standing(self) -> list[tuple[str, ...]]:
        """Who stands."""
        return list(self._points)

    def name(self, key: tuple[str, ...]) -> str:
        """The name as first written."""
        return self._names[key]

    def ranking(self) -> list[tuple[float, str]]:
        """Names by points, best first; among equals the first named."""
        totals = [(self._total(key), key) for key in self._names]
        totals.sort(key=lambda total: (-total[0], -len(total[1])))
        return [(points, self._names[key]) for points, key in totals]

    def _total(self, key: tuple[str, ...]) -> float:
        got = sum(
            points * self._share(other, key) * (1 if other == key else self._factors.get(other, 1))
            for other, points in self._points.items()
        )
        return got * self._factors.get(key, 1)

    def _share(self, other: tuple[str, ...], key: tuple[str, ...]) -> float:
        """How much of a name's points count for `key`: all of its own and its short form's, most of a part's."""
        if key in (other, self._short.get(other)):
            return 1
        return 0.8 if contains(key, other) else 0
