"""The command that goes through what was proposed, one key for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import keyboard
from tracker.cli.filtering import filter_argument, wanted
from tracker.cli.session import Session, pass_session
from tracker.clock import YEARS
from tracker.errors import TrackerError, UsageError

if TYPE_CHECKING:
    from tracker.service.commitments import CommitmentView

WITHOUT_TERMINAL = (
    "review asks for keys, so it needs a terminal. Without one: tracker list --status proposed, and then "
    "tracker accept ID, or tracker dismiss ID --note TEXT."
)
NO_PROMISE = "Not a promise."


@click.command()
@filter_argument
@click.option("--explain", is_flag=True, help="Say of each why it was proposed and not simply followed up.")
@pass_session
def review(session: Session, *, words: tuple[str, ...], explain: bool) -> None:
    """Go through proposed commitments, with one key for each: a promise or not.

    \b
    a  accept: it is a promise, and is followed up from now on
    e  edit: correct what was read, then decide
    n  not a promise: it leaves the lists, its history stays (N: and say why)
    s  skip: decide another time
    b  back: take back the last thing you did, as a change of its own
    w  why it is asked about
    q  quit: what you decided stays; the next review goes on from there

    A filter narrows it down, such as owner:me or org:ministry; see tracker help filters.
    """  # noqa: D301 - the character, after which click leaves lines as they are
    from tracker.cli import output
    from tracker.service import review as service

    keyboard.require_terminal(WITHOUT_TERMINAL)
    session.app.require_change()
    numbers = service.waiting(session.app.engine, wanted(session, words))
    if not numbers:
        output.say("Nothing waits for a reader.")
        return
    _Sitting(session, numbers, explain).go_through()


class _Kind(StrEnum):
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    EDITED = "corrected"
    SKIPPED = "skipped"
    GONE = "left out"


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done to the promise at a place of the list."""

    kind: _Kind
    at: int
    batch: int | None = None
    """The act to take back; None where nothing was changed."""


@dataclass
class _Sitting:
    """One person going through the list."""

    session: Session
    numbers: list[int]
    explain: bool
    at: int = 0
    steps: list[_Step] = field(default_factory=list)

    def go_through(self) -> None:
        """Ask about one after the other, until the list ends or she quits."""
        from tracker.cli import render_review

        try:
            while self.at < len(self.numbers):
                if (view := self._view()) is not None and not self._decide(view):
                    break
        finally:
            decided = [step.kind for step in self.steps]
            accepted, dismissed = decided.count(_Kind.ACCEPTED), decided.count(_Kind.DISMISSED)
            left = len(self.numbers) - accepted - dismissed - decided.count(_Kind.GONE)
            render_review.tally(accepted, dismissed, left)

    def _view(self) -> CommitmentView | None:
        """The promise to be decided on; None, and one further, where somebody else decided on it meanwhile."""
        from tracker.cli import output, render_review
        from tracker.model import Status
        from tracker.service import commitments

        number = self.numbers[self.at]
        view = commitments.view(self.session.app.engine, number)
        commitment = view.commitment
        if commitment.status is not Status.PROPOSED or commitment.withdrawn or view.letter.withdrawn:
            output.say(f"Commitment {number} waits no more: somebody else decided on it meanwhile.")
            self._done(_Kind.GONE)
            return None
        place = f"{self.at + 1} of {len(self.numbers)}"
        render_review.card(view, place, self._why() if self.explain else None)
        return view

    def _why(self) -> Any:
        from tracker.service import review as service

        app = self.session.app
        return service.why(app.engine, self.numbers[self.at], app.reading)

    def _decide(self, view: CommitmentView) -> bool:
        """Do what her keys say until the promise at hand is another one, or looks otherwise; False when she quits."""
        from tracker.cli import output, render_review

        while True:
            typed = keyboard.key(render_review.KEYS)
            click.echo(typed if typed.isprintable() else "")
            if typed in {"q", "Q", keyboard.GONE, "\x1b"}:
                return False
            try:
                if self._follow(typed, view):
                    return True
            except TrackerError as error:
                output.note(f"tracker: {error}")

    def _follow(self, typed: str, view: CommitmentView) -> bool:
        """Do what one key says; whether the promise at hand is another one, or looks otherwise."""
        from tracker.cli import output, render_review

        match typed:
            case "a" | "A":
                self._accept()
            case "n":
                self._dismiss(NO_PROMISE)
            case "N":
                return self._dismiss_and_say_why()
            case "s" | "S":
                self._done(_Kind.SKIPPED)
            case "e" | "E":
                return self._edit(view)
            case "b" | "B":
                return self._back()
            case "w" | "W":
                render_review.why(self._why())
                return False
            case _:
                output.say("One of these keys, without Enter. (N: not a promise, and say why.)")
                return False
        return True

    def _accept(self) -> None:
        from tracker.service import lifecycle

        app = self.session.app
        lifecycle.accept(app.engine, app.act(), [self.numbers[self.at]])
        self._changed(_Kind.ACCEPTED)

    def _dismiss(self, why: str) -> None:
        from tracker.service import lifecycle

        app = self.session.app
        lifecycle.dismiss(app.engine, app.act(), [self.numbers[self.at]], why)
        self._changed(_Kind.DISMISSED)

    def _dismiss_and_say_why(self) -> bool:
        try:
            why = keyboard.line("Why is it none? ")
        except (EOFError, KeyboardInterrupt):
            why = ""
        if why:
            self._dismiss(why)
        else:
            click.echo("Nothing was changed.")
        return bool(why)

    def _edit(self, view: CommitmentView) -> bool:
        from tracker.service import editing

        right = _corrections(view)
        if right is None:
            click.echo("Nothing was changed.")
            return False
        app = self.session.app
        editing.edit(app.engine, app.act(), self.numbers[self.at], right, None)
        self._changed(_Kind.EDITED)
        return True

    def _back(self) -> bool:
        """Take back the last step of this sitting and stand before its promise again."""
        from tracker.cli import output
        from tracker.service import undoing

        while self.steps and self.steps[-1].kind is _Kind.GONE:
            self.steps.pop()
        if not self.steps:
            output.say("Nothing was done yet in this sitting. (Your change before it: tracker undo.)")
            return False
        step = self.steps[-1]
        number = self.numbers[step.at]
        if step.batch is not None:
            app = self.session.app
            undoing.undo(app.engine, app.act(), step.batch)
            output.say(f"Taken back: commitment {number} {step.kind}.")
            output.say()
        self.steps.pop()
        self.at = step.at
        return True

    def _changed(self, kind: _Kind) -> None:
        """Remember an act that was just done."""
        from tracker.service import undoing

        app = self.session.app
        self._done(kind, undoing.last_act(app.engine, app.place.actor)[0].batch)

    def _done(self, kind: _Kind, batch: int | None = None) -> None:
        self.steps.append(_Step(kind, self.at, batch))
        if kind is _Kind.GONE:
            return self._further()
        click.echo(f"Commitment {self.numbers[self.at]} {kind}.")
        click.echo()
        if kind is not _Kind.EDITED:
            self._further()
        return None

    def _further(self) -> None:
        self.at += 1


_EMPTIED = {
    "condition": "a condition is not struck out; accept the promise, and then waive it with: tracker condition.",
    "due": "a day is not struck out; leave it as it is, or set another one.",
}


def _corrections(view: CommitmentView) -> Any:
    """What she corrects, a line each; None where she leaves all as it is."""
    from tracker.cli import output
    from tracker.service.editing import Wording

    commitment = view.commitment
    asked = {
        "action": ("Promise: ", commitment.action),
        "actor": ("Bound: ", commitment.actor),
        "condition": ("Condition: ", commitment.condition or ""),
        "due": ("Day (YYYY-MM-DD): ", str(commitment.due or "")),
    }
    click.echo("Correct each line and press Enter; Ctrl-D leaves all as it is.")
    found: dict[str, Any] = {}
    for name, (question, known) in asked.items():
        now = " ".join(output.plain(known).split())
        try:
            typed = keyboard.line(f"  {question}", now)
            while name == "due" and typed and not _is_day(typed):
                output.note(f"  {typed!r} is no date; write it as 2026-06-30.")
                typed = keyboard.line(f"  {question}", now)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return None
        if typed and typed != now:
            found[name] = date.fromisoformat(typed) if name == "due" else typed
        elif known and not typed:
            raise UsageError(f"Nothing was changed: {_EMPTIED.get(name, 'that line cannot be empty.')}")
    return Wording(**found) if found else None


def _is_day(typed: str) -> bool:
    try:
        return date.fromisoformat(typed).year in YEARS
    except ValueError:
        return False
