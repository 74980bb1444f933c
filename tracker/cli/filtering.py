"""Filters on the command line: words such as owner:me due:30d, and the options that say the same."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.params import DAY, Ids, flatten
from tracker.cli.session import Session
from tracker.errors import UnknownError

if TYPE_CHECKING:
    from tracker.followup.filters import Grammar, Scene
    from tracker.model.filters import Filter

MOST_SHOWN = 10
"""Of what is asked about, so many are named."""


class Word(click.ParamType[str]):
    """A word of a filter, or ids; read when it is known who asks, and when."""

    name = "FILTER"
    of = "commitments"
    """What the words are about."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """The word as it is."""
        return str(value)


class AskWord(Word):
    """The same about asks."""

    name = "ASK"
    of = "asks"


class LetterWord(Word):
    """The same about letters."""

    of = "letters"


class FilteredGroup(click.Group):
    """A group that lists where no command of it is named; words of a filter may then stand among its options."""

    _WORDS = "tracker.filter"

    def __init__(self, **settings: Any) -> None:
        super().__init__(subcommand_metavar="[FILTER]... | COMMAND [ARGS]...", **settings)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words of the filter out, up to the name of a command."""
        takes_a_value = {
            name
            for param in self.params
            if isinstance(param, click.Option) and not param.is_flag
            for name in param.opts
        }
        rest: list[str] = []
        words: list[str] = []
        for place, word in enumerate(args):
            if word in self.commands:
                rest += args[place:]
                break
            is_value = place > 0 and args[place - 1] in takes_a_value
            (words if not is_value and _is_word(word) else rest).append(word)
        ctx.meta[self._WORDS] = tuple(words)
        return super().parse_args(ctx, rest)

    @classmethod
    def words_of(cls, ctx: click.Context) -> tuple[str, ...]:
        """The words of the filter that were given."""
        words: tuple[str, ...] = ctx.meta[cls._WORDS]
        return words


def _is_word(word: str) -> bool:
    from tracker.followup.filters import is_filter

    return is_filter(word) or bool(re.match("a?[0-9]", word)) or (":" in word and not word.startswith("-"))


filter_argument = click.argument("words", metavar="[FILTER]...", nargs=-1, type=Word())
letter_filter_argument = click.argument("words", metavar="[FILTER]...", nargs=-1, type=LetterWord())
chosen_argument = click.argument("words", metavar="ID|FILTER...", nargs=-1, required=True, type=Word())
limit_option = click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N.")


def alias_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say the same as some words of a filter."""
    for option in reversed(
        (
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


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The words of a filter, and the options that say the same as some of them."""
    return filter_argument(alias_options(command))


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


def meant(session: Session, words: Sequence[str], *, yes: bool, usual: str = "") -> list[int]:
    """The ids of the commitments that are meant by ids and filters; none where a person at the terminal says no.

    `usual` is the word that holds where a filter does not say of which status they are, such as "status:proposed".
    Raises UsageError, UnknownError where nothing fits.
    """
    from tracker.cli.several import agreed

    numbers = _named(words) or _fitting(session, words, usual)
    return (
        numbers if agreed(len(numbers), "commitment", yes=yes, show=lambda: _brief(session, numbers)) else []
    )


def asks_meant(session: Session, words: Sequence[str], *, yes: bool) -> list[int]:
    """The same of asks: those that are open, unless they are named."""
    from tracker.cli.several import agreed
    from tracker.followup.filters import ASKS
    from tracker.service import asks

    numbers = _named(words, mark="a")
    if not numbers:
        found = asks.listing(session.app.engine, wanted(session, tuple(words), ASKS))
        numbers = [view.ask.id for view in found]
    if not numbers:
        raise UnknownError(f"no ask fits {' '.join(words)}; see: tracker asks.")
    return numbers if agreed(len(numbers), "ask", yes=yes) else []


def _named(words: Sequence[str], mark: str = "c") -> list[int]:
    """The ids, where nothing but ids was said."""
    if not all(re.match(f"{mark}?[0-9]", word) and ":" not in word for word in words):
        return []
    return flatten(tuple(Ids(mark).convert(word, None, None) for word in words))


def _fitting(session: Session, words: Sequence[str], usual: str) -> list[int]:
    from tracker.service import filters

    said = wanted(session, tuple(words))
    if usual and not filters.says_which(said):
        words = [*words, usual]
        said = wanted(session, tuple(words))
    found = filters.ids(session.app.engine, said)
    if not found:
        raise UnknownError(f"no commitment fits {shlex.join(words)}; see: tracker list {shlex.join(words)}.")
    return found


def _brief(session: Session, numbers: Sequence[int]) -> list[str]:
    """A line for each of the first few."""
    from tracker.service import commitments

    found = commitments.some(session.app.engine, numbers[:MOST_SHOWN])
    lines = [f"{each.id:>4}  {each.organisation}: {each.action}" for each in found]
    more = len(numbers) - MOST_SHOWN
    return lines + ([f"      … and {more} more"] if more > 0 else [])
