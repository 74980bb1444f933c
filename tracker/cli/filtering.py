"""Filters on the command line: words such as owner:me due:30d, and the options that say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.params import DAY
from tracker.cli.session import Session

if TYPE_CHECKING:
    from tracker.followup.filters import Grammar, Scene
    from tracker.model.filters import Filter


class Word(click.ParamType[str]):
    """A word of a filter, or ids; read when it is known who asks, and when."""

    name = "FILTER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """The word as it is."""
        return str(value)


filter_argument = click.argument("words", metavar="[FILTER]...", nargs=-1, type=Word())


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The words of a filter, and the options that say the same as some of them."""
    for option in reversed(
        (
            filter_argument,
            click.option(
                "--status",
                type=click.Choice(["proposed", "open", "resolved", "dismissed", "all"]),
                help="As status:… (default: proposed and open).",
            ),
            click.option("--owner", metavar="PERSON", help="As owner:…"),
            click.option("--organisation", metavar="NAME", help="As org:…"),
            click.option("--case", metavar="NAME", help="As case:…"),
            click.option("--due-before", type=DAY, help="Only those whose day is earlier."),
        )
    ):
        command = option(command)
    return command


def scene_of(session: Session) -> Scene:
    """Who filters here, and when."""
    from tracker.followup.filters import Scene

    app = session.app
    return Scene(app.today(), app.place.actor, app.zone)


def wanted(
    session: Session, words: tuple[str, ...], grammar: Grammar | None = None, **options: Any
) -> Filter:
    """The filter that words and options say together. Raises UsageError."""
    from tracker.followup.filters import COMMITMENTS, parse

    return parse([*words, *_as_words(**options)], scene_of(session), grammar or COMMITMENTS)


def _as_words(
    *,
    status: str | None = None,
    owner: str | None = None,
    organisation: str | None = None,
    case: str | None = None,
    due_before: date | None = None,
) -> list[str]:
    said = {"status": status, "owner": owner, "org": organisation, "case": case}
    words = [f"{name}:{value}" for name, value in said.items() if value is not None]
    return words + ([f"due:..{due_before - timedelta(days=1)}"] if due_before else [])
