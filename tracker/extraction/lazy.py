"""Values of an object that are worked out when first asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class lazy(Generic[Value]):  # noqa: N801 - read as a decorator
    """As `functools.cached_property`, without the lock that Python 3.11 takes in it: sentences are read by one thread."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, owner: Any, _: type | None = None) -> Value:
        value = self._compute(owner)
        owner.__dict__[self._name] = value
        return value


class Written(NamedTuple):
    """A pattern that is not compiled yet."""

    pattern: str
    flags: int = 0


class LazyPatterns:
    """Patterns by name, each compiled when first asked for: a single letter asks for some of them only."""

    def __init__(self, written: Mapping[str, Written]) -> None:
        self._written = written

    def __getattr__(self, name: str) -> re.Pattern[str]:
        if name.startswith("_") or name not in self._written:
            raise AttributeError(name)
        compiled = re.compile(*self._written[name])
        setattr(self, name, compiled)
        return compiled
