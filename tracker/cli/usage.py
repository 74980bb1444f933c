"""What to say of a command line that cannot be understood: what is missing or unknown, and what to write."""

from __future__ import annotations

from difflib import get_close_matches

import click


def what_to_write(error: click.ClickException) -> str:
    """One sentence; of a slip the nearest, of what is missing what it is for."""
    match error:
        case click.MissingParameter(param=click.Option() as option):
            return f"{_written(option)} is missing{_meaning(option)}{_see(error)}"
        case click.MissingParameter(param=click.Argument() as argument):
            return f"{argument.make_metavar(_context(error))} is missing{_see(error)}"
        case click.NoSuchOption():
            near = get_close_matches(error.option_name, _options(error), n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            return f"there is no option {error.option_name!r}{meant or _see(error)}"
        case _:
            return error.format_message()


def _written(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return f"{option.opts[0]} ({', '.join(option.type.choices)})"
    return f"{option.opts[0]} {option.metavar or option.type.name.upper()}"


def _meaning(option: click.Option) -> str:
    words = (option.help or "").rstrip(".")
    return f" ({words[0].lower()}{words[1:]})" if words else ""


def _context(error: click.UsageError) -> click.Context:
    assert error.ctx is not None
    return error.ctx


def _see(error: click.UsageError) -> str:
    return f"; see: {error.ctx.command_path} --help" if error.ctx else ""


def _options(error: click.UsageError) -> list[str]:
    params = error.ctx.command.get_params(error.ctx) if error.ctx else []
    return [name for param in params for name in param.opts if isinstance(param, click.Option)]
