"""What is wrong with a settings file, in the words of whoever wrote it: which key, and what may stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import inspect, structs


def faults(section: type[msgspec.Struct], written: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Each key of a table of the file that its section does not take, as "key: what to write"."""
    fields = {field.encode_name: field.type for field in structs.fields(section)}
    for name, value in written.items():
        key = f"{above}.{name}" if above else name
        if name not in fields:
            yield f"{key}: {_unknown(name, fields, isinstance(value, Mapping))}"
        elif _is_section(kind := fields[name]):
            if isinstance(value, Mapping):
                yield from faults(kind, value, key)
            else:
                yield f"{key}: is a section; write its settings under [{key}]"
        else:
            yield from _misfit(key, value, kind)


def _misfit(key: str, value: Any, kind: Any) -> Iterator[str]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        yield f"{key}: {_shown(value)} cannot stand there; write {_allowed(inspect.type_info(kind))}"


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _unknown(name: str, fields: Mapping[str, Any], is_table: bool) -> str:
    what = "section" if is_table else "setting"
    alike = [each for each, kind in fields.items() if _is_section(kind) == is_table]
    near = get_close_matches(name, alike, n=1)
    if near:
        return f"there is no such {what}; did you mean {near[0]}?"
    return f"there is no such {what} here; there are: {', '.join(alike)}"


def _shown(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value[:60]}"'
        case int() | float():
            return str(value)
        case list():
            return "this list"
        case Mapping():
            return "a section"
        case _:
            return "this value"


def _allowed(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata(type=inner, extra_json_schema=extra):
            words = str((extra or {}).get("description") or _allowed(inner))
        case inspect.UnionType(types=types):
            words = " or ".join(_allowed(each) for each in types if not isinstance(each, inspect.NoneType))
        case inspect.BoolType():
            words = "true or false, without quotes"
        case inspect.IntType():
            words = f"a whole number{_range(kind)}"
        case inspect.FloatType():
            words = f"a number{_range(kind)}"
        case inspect.LiteralType(values=values):
            words = " or ".join(f'"{each}"' for each in values)
        case inspect.VarTupleType(item_type=item):
            words = f"a list in brackets, each of it {_allowed(item)}"
        case _:
            words = "words in quotes"
    return words


def _range(kind: inspect.IntType | inspect.FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        return f" from {kind.ge} to {kind.le}"
    bounds = (
        ("over", kind.gt), ("of at least", kind.ge), ("under", kind.lt), ("of at most", kind.le),
    )  # fmt: skip
    said = [f"{word} {bound}" for word, bound in bounds if bound is not None]
    return f" {' and '.join(said)}" if said else ""
