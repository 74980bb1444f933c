"""The root command: global options and the table of commands, loaded one at a time."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import __version__
from tracker.cli.params import PATH

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "extract": ("letters:extract", "Show the promises in letters; stores nothing."),
    "add": ("letters:add", "Store letters and follow up their promises."),
    "letters": ("letters:letters", "List the stored letters."),
    "letter": ("letters:letter", "Show, correct, withdraw or count one letter."),
    "new": ("by_hand:new", "Enter a promise that you read in a letter, or were told."),
    "organisations": ("organisations:organisations", "List organisations; say which names are one."),
    "today": ("views:today", "Show what needs your hand now, the most urgent first."),
    "mine": ("views:mine", "List all that you follow up, and what you are to answer."),
    "list": ("commitments:list_", "List commitments, soonest first."),
    "show": ("commitments:show", "Show one commitment: words, deadline, history."),
    "overdue": ("commitments:overdue", "List what is overdue, worst first, then what is due for review."),
    "report": ("report:report", "Write a report into a file: what is overdue, how promises were kept."),
    "review": ("review:review", "Go through proposed commitments, with one key for each."),
    "resolve": ("changes:resolve", "Say how commitments ended."),
    "accept": ("changes:accept", "Say that proposed commitments are promises."),
    "dismiss": ("changes:dismiss", "Say that these are no promises."),
    "reopen": ("changes:reopen", "Take up ended commitments again."),
    "evidence": ("evidence:evidence", "Keep what shows whether a commitment was kept."),
    "confirm": ("evidence:confirm", "Agree, as a second person, how commitments ended."),
    "extend": ("deadline:extend", "Give commitments a later day; the first stays beside it."),
    "snooze": ("deadline:snooze", "Silence reminders for a while."),
    "condition": ("conditions:condition", "Say that a condition has come about, or is waived."),
    "edit": ("editing:edit", "Correct what stands of a commitment, or set its day."),
    "note": ("notes:note", "Write down something about commitments."),
    "link": ("notes:link", "Say that one repeats, supersedes or answers another."),
    "assign": ("ownership:assign", "Give commitments to a person."),
    "handover": ("ownership:handover", "Give all that a person has in hand to another."),
    "asks": ("asks:asks", "List what letters ask of us; answer, assign, say what waits."),
    "undo": ("history:undo", "Take your last change back; history keeps both."),
    "import": ("exchange:import_", "Bring in a register (CSV), or everything into an empty store (.jsonl)."),
    "export": ("exchange:export_", "Write everything (JSON lines), or deadlines for calendar programs."),
    "people": ("people:people", "List or add the people who follow up; who is away."),
    "forget": ("forget:forget", "Erase what is kept of a person, for good."),
    "case": ("people:case", "List, show or add cases."),
    "jobs": ("operations:jobs", "Show what runs when, or run one job now."),
    "run": ("operations:run", "Run the scheduler until it is stopped."),
    "digest": ("digest:digest", "Show a person's digest as it would look now; sends nothing."),
    "outbox": ("outbox:outbox", "List messages and their state; send again or cancel."),
    "backup": ("backup:backup", "Copy the whole store into one file, while it is in use."),
    "restore": ("backup:restore", "Make the store what it was when a backup was written."),
    "audit": ("audit:audit", "Look at the audit record, check it, take it away."),
    "config": ("settings:config", "Show what is in force, and where each value comes from."),
    "doctor": ("operations:doctor", "Check store, audit chain, mail, templates, config and clock."),
    "demo": ("demo:demo", "Show the whole street on invented letters."),
    "help": ("help:help_", "Explain a topic with examples, or a command."),
    "completion": ("completion:completion", "Print what makes bash, zsh or fish complete words."),
}

COMPLETING = "_TRACKER_COMPLETE"
"""Set while a shell asks what may come; see `completion`."""

EPILOG = """\b
Exit codes:
  0  done
  1  something failed: each failure is named, the rest is done
  2  wrong usage, impossible date, unusable config
  3  no such id, person or case
  4  the letter could not be read
  5  refused: not allowed in that state or role
  6  store or mail server not available, or disk full"""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the one that is asked for."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(f"tracker.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        if COMPLETING in os.environ:
            from tracker.cli.completion import teach

            teach(command, cmd_name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands without importing them; options as usual."""
        if incomplete and not incomplete[0].isalnum():
            return super().shell_complete(ctx, incomplete)
        from click.shell_completion import CompletionItem

        begun = ((name, words) for name, (_, words) in COMMANDS.items() if name.startswith(incomplete))
        return [CompletionItem(name, help=words) for name, words in begun]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or suggest the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_no_such_command(args[0]), ctx)
        return super().resolve_command(ctx, args)


def _no_such_command(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    meant = f"did you mean {near[0]!r}?" if near else "see: tracker --help"
    return f"no command {name!r}; {meant}"


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
    invoke_without_command=False,
)
@click.option("--home", type=PATH, help="Folder of the store and its mail [TRACKER_HOME].")
@click.option("--config", type=PATH, help="Settings file [TRACKER_CONFIG].")
@click.version_option(__version__, prog_name="tracker")
@click.pass_context
def root(ctx: click.Context, home: Path | None, config: Path | None) -> None:
    """Follow up the promises that companies and governments make in their letters.

    Add a letter, and each promise in it becomes a commitment with its exact words, an owner and a
    deadline that can explain itself. Reminders and digests go out on time, and every change is kept.
    """
    ctx.obj.choose(home, config)
