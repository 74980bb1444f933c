"""The command that shows the settings in force."""

from __future__ import annotations

import click

from tracker.cli.params import json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import UnknownError


@click.command()
@click.argument("key", metavar="[KEY]", required=False)
@json_option
@pass_session
def config(session: Session, key: str | None, as_json: bool) -> None:
    """Show what is in force, and where each value comes from; passwords are never shown.

    KEY is a section or a setting, such as office or office.zone.
    """
    from tracker.cli import output
    from tracker.config_sources import values_in_force
    from tracker.service.words import or_else

    app = session.app
    values = values_in_force(app.place, app.settings, session.given)
    if key is not None:
        keys = {
            part
            for each in values
            for part in (each.key, each.key.rpartition(".")[0], each.key.partition(".")[0])
        }
        if key not in keys - {""}:
            raise UnknownError(f"no setting {key!r}{or_else(key, keys - {''}, 'see: tracker config.')}")
        values = [each for each in values if each.key == key or each.key.startswith(f"{key}.")]
    if as_json:
        output.print_json([{"key": each.key, "value": each.value, "from": each.source} for each in values])
        return
    rows = [(each.key, each.words, each.source) for each in values]
    output.table(("setting", "value", "from"), rows, flexible={1: 2, 2: 1})
