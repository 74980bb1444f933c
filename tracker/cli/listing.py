"""What commands that list have in common: --json, --csv, --plain, and a pager for what is longer than the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click

from tracker.cli import output
from tracker.cli.params import json_option
from tracker.errors import UsageError

P = ParamSpec("P")
R = TypeVar("R")

Row = Mapping[str, Any]
csv_option = click.option(
    "--csv", "as_csv", is_flag=True, help="Rows for spreadsheets, under the names of --json."
)
plain_option = click.option(
    "--plain", is_flag=True, help="No columns: a line for each value, for screen readers [TRACKER_PLAIN]."
)


@dataclass(frozen=True, slots=True)
class Form:
    """In which form a list is wanted."""

    json: bool
    csv: bool

    def printed(self, rows: Callable[[], Iterable[Row]], columns: Sequence[str] = ()) -> bool:
        """Whether it is wanted for another program, and was printed so. `columns` head a CSV that has no rows."""
        if self.json:
            output.print_json(list(rows()))
        elif self.csv:
            from tracker.cli.table_file import print_csv

            print_csv(list(rows()), columns)
        return self.json or self.csv


def listing(command: Callable[..., R]) -> Callable[..., R]:
    """The options of a list; the command gets a `form`."""

    @wraps(command)
    def run(*given: Any, as_json: bool, as_csv: bool, plain: bool, **named: Any) -> R:
        if as_json and as_csv:
            raise UsageError("Give either --json or --csv.")
        if plain:
            output.speak_plainly()
        with output.paged():
            return command(*given, form=Form(as_json, as_csv), **named)

    return json_option(csv_option(plain_option(run)))


def paged(command: Callable[P, R]) -> Callable[P, R]:
    """What the command says goes through a pager, where it is longer than the terminal."""

    @wraps(command)
    def run(*given: P.args, **named: P.kwargs) -> R:
        with output.paged():
            return command(*given, **named)

    return run
