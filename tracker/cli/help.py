"""The command that explains: a topic with examples, or a command."""

from __future__ import annotations

import click

from tracker.cli.listing import paged
from tracker.errors import UnknownError


@click.command("help")
@click.argument("words", metavar="[TOPIC]", nargs=-1)
@click.pass_context
@paged
def help_(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Explain a topic with examples, or a command; alone, list the topics."""
    from tracker.cli import output
    from tracker.resources import template_folder
    from tracker.service.words import or_else

    topics = {path.stem: path for path in sorted(template_folder("help").glob("*.txt"))}
    if not words:
        output.say("Topics; read one with: tracker help TOPIC")
        for name, path in topics.items():
            output.say(f"  {name:<10}{path.read_text(encoding='utf-8').partition(chr(10))[0]}")
        output.say("All commands: tracker --help; one of them: tracker help COMMAND")
        return
    if len(words) == 1 and words[0] in topics:
        for line in topics[words[0]].read_text(encoding="utf-8").splitlines():
            output.say(line)
        return
    root = ctx.find_root()
    command, context = root.command, root
    for word in words:
        found = command.get_command(context, word) if isinstance(command, click.Group) else None
        if found is None:
            known = [*topics, *command.list_commands(context)] if isinstance(command, click.Group) else []
            raise UnknownError(
                f"no topic or command {' '.join(words)!r}{or_else(word, known, 'see: tracker help.')}"
            )
        command, context = found, click.Context(found, info_name=word, parent=context)
    output.emit(command.get_help(context))
