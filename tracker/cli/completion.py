"""Completion in bash, zsh and fish: commands, options, and what the store knows."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

from tracker.cli.root import COMPLETING, root

if TYPE_CHECKING:
    from tracker.cli.session import Session

_BY_NAME = {
    "owner": "people", "cover": "people", "lead": "people", "to": "people", "giver": "people", "taker": "people",
    "person": "people", "actor": "people", "organisation": "organisations", "case": "cases", "letter": "letters",
}  # fmt: skip
"""What stands behind an option or argument of that name."""
_IDS_OF = {"letter": "letters", "outbox": "messages"}
"""Whose ids the commands of a group take; those of all others are of commitments."""
_NAMES_OF = {
    "people": "people",
    "organisations": "organisations",
    "organisation": "organisations",
    "case": "cases",
}
_NEW_NAMES = {("people", "add"), ("case", "add")}
_ESCAPED = {"": " \\'\"$`&|;<>()*?[]#~!{}", '"': '\\"$`', "'": ""}
"""What must be escaped for bash: outside quotes, and within each kind."""


class _Known(click.ParamType[Any]):
    """Stands for a parameter's own type while the shell asks."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """Nothing is run: any word will do."""
        return value

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """What the store knows that begins so; nothing where it cannot be asked: a shell is no place for errors."""
        try:
            return _asked(ctx, self.kind, incomplete)
        except Exception:  # noqa: BLE001
            return []


def _asked(ctx: click.Context, kind: str, incomplete: str) -> list[CompletionItem]:
    from tracker.cli.completing_filters import FILTERED, filter_words
    from tracker.cli.output import plain
    from tracker.service.suggestions import IDS, suggestions

    session: Session = ctx.obj
    chosen = ctx.find_root().params
    session.choose(chosen.get("home"), chosen.get("config"))
    file = session.app.store_file
    if file is not None and not file.exists():
        return []  # nothing is created because somebody pressed a key
    known = partial(suggestions, session.app.engine)
    if kind in FILTERED:
        found = filter_words(kind, incomplete, known)
    else:
        before, comma, begun = incomplete.rpartition(",") if kind in IDS else ("", "", incomplete)
        found = [(before + comma + word, words) for word, words in known(kind, begun)]
    return [CompletionItem(_word(plain(word)), help=plain(words)[:60]) for word, words in found]


def _word(word: str) -> str:
    """As it must be typed: zsh and fish see to that themselves. The script for bash reads one backslash of two."""
    if not os.environ.get(COMPLETING, "").startswith("bash"):
        return word
    escaped = _ESCAPED[_open_quote(os.environ.get("COMP_WORDS", ""))]
    return "".join(f"\\\\{character}" if character in escaped else character for character in word)


def _open_quote(line: str) -> str:
    """The quote within which a command line ends; "" where it ends outside any."""
    quote, escaped = "", False
    for character in line:
        if escaped:
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
    return quote


class Bash(BashComplete):
    """Bash takes a colon for the end of a word: what stands before it is joined again, and not said again."""

    source_template = BashComplete.source_template.replace(
        "    return 0\n",
        "    [[ ${COMPREPLY[0]-} == *: ]] && compopt -o nospace 2> /dev/null\n    return 0\n",
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before, and the one that was begun."""
        args, incomplete = super().get_completion_args()
        if incomplete.startswith(":") and args:
            return args[:-1], args[-1] + incomplete
        while args and (args[-1] == ":" or args[-1].endswith(":")) and (len(args) > 1 or args[-1] != ":"):
            incomplete = args.pop() + incomplete
            if incomplete.startswith(":") and args:
                incomplete = args.pop() + incomplete
        return args, incomplete

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """What bash is to put in the place of the part after the last colon."""
        before = incomplete.rpartition(":")
        found = super().get_completions(args, incomplete)
        if before[1]:
            for item in found:
                item.value = item.value.removeprefix(f"{before[0]}:")
        return found


if COMPLETING in os.environ:
    add_completion_class(Bash)


def teach(command: click.Command, *path: str) -> None:
    """Let the parameters of a command, and of those in it, be completed from the store."""
    from tracker.cli.filtering import Word
    from tracker.cli.params import Id, Ids

    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            teach(below, *path, name)
    for param in command.params:
        kind = _BY_NAME.get(param.name or "")
        if isinstance(param.type, Word):
            kind = f"filter of {param.type.of}"
        elif isinstance(param.type, Ids) and param.type.mark == "a":
            kind = "asks"
        elif isinstance(param.type, Id | Ids) and kind is None:
            kind = _IDS_OF.get(path[0], "commitments")
        elif (
            param.name in {"name", "other"}
            and isinstance(param, click.Argument)
            and path[:2] not in _NEW_NAMES
        ):
            kind = _NAMES_OF.get(path[-2] if path[0] != "report" else path[-1]) if len(path) > 1 else None
        if kind is not None and not isinstance(param.type, click.Choice):
            param.type = _Known(kind, param.type.name)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands, ids, people, organisations and cases.

    \b
    bash:
     tracker completion bash > ~/.local/share/bash-completion/completions/tracker
    zsh (~/.zfunc in fpath, before compinit):
     tracker completion zsh > ~/.zfunc/_tracker
    fish:
     tracker completion fish > ~/.config/fish/completions/tracker.fish
    """  # noqa: D301 - the character, after which click leaves lines as they are
    from click.shell_completion import get_completion_class

    from tracker.cli.output import emit

    found = Bash if shell == "bash" else get_completion_class(shell)
    assert found is not None
    maker = found(root, {}, "tracker", COMPLETING)
    emit(maker.source_template % maker.source_vars())
