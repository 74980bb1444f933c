"""Commands about mail on its way out: list, show, send again, cancel."""

from __future__ import annotations

import click

from tracker.cli.changes import change_each, note_option, reason_option
from tracker.cli.listing import Form, listing
from tracker.cli.params import IDS, flatten, id_argument, json_option
from tracker.cli.session import Session, pass_session

ids_argument = click.argument("groups", metavar="ID...", nargs=-1, required=True, type=IDS)


@click.group(invoke_without_command=True)
@click.option(
    "--state", type=click.Choice(["queued", "sending", "sent", "failed", "cancelled"]), help="Only these."
)
@click.option("--undelivered", is_flag=True, help="Only what failed for good or came back.")
@listing
@pass_session
@click.pass_context
def outbox(ctx: click.Context, session: Session, *, state: str | None, undelivered: bool, form: Form) -> None:
    """List messages and their state, newest first, or look after one."""
    if ctx.invoked_subcommand is not None:
        return
    from tracker.cli import render_mail
    from tracker.cli.shapes import MESSAGE, message_shape
    from tracker.model import MessageState
    from tracker.service import outbox as service

    if undelivered:
        messages = service.undelivered(session.app.engine)
    else:
        messages = service.listing(session.app.engine, MessageState(state) if state else None)
    if not form.printed(lambda: map(message_shape, messages), MESSAGE):
        render_mail.listing(messages, session.zone)


@outbox.command("show", short_help="Show one message and what happened to it.")
@id_argument
@json_option
@pass_session
def outbox_show(session: Session, number: int, as_json: bool) -> None:
    """Show one message: its text, what it is about, and what happened to it."""
    from tracker.cli import output, render_mail
    from tracker.cli.shapes import event_shape, message_shape
    from tracker.service import outbox as service

    view = service.view(session.app.engine, number)
    if as_json:
        output.print_json(
            {
                **message_shape(view.message),
                "text": render_mail.plain_text(view.content),
                "slots": [slot.key for slot in view.slots],
                "history": [event_shape(event) for event in view.history],
            }
        )
    else:
        render_mail.view(view, session.zone, session.names_in(view.history))


@outbox.command("retry")
@ids_argument
@reason_option
@json_option
@pass_session
def outbox_retry(session: Session, groups: tuple[list[int], ...], note: str | None, as_json: bool) -> int:
    """Send failed or waiting messages with the next delivery."""
    from tracker.service import outbox as service

    return change_each(
        flatten(groups),
        lambda number: service.retry(session.app.engine, session.app.act(), number, note),
        "goes out with the next delivery",
        noun="Message",
        as_json=as_json,
    )


@outbox.command("cancel")
@ids_argument
@note_option
@json_option
@pass_session
def outbox_cancel(session: Session, groups: tuple[list[int], ...], note: str, as_json: bool) -> int:
    """Never send failed or waiting messages."""
    from tracker.service import outbox as service

    return change_each(
        flatten(groups),
        lambda number: service.cancel(session.app.engine, session.app.act(), number, note),
        "will not be sent",
        noun="Message",
        as_json=as_json,
    )
