"""Values of an object that are worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

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
