"""How a proposed promise looks to the person who decides: the letter around it, what was read, why it waits."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator

from tracker.cli.output import count, cut, day, emit, plain, say, width_of_terminal, wrap
from tracker.cli.render import due_phrase
from tracker.service.commitments import CommitmentView
from tracker.service.review import Why

KEYS = "a accept, e edit, n not a promise, s skip, b back, w why, q quit: "
_INDENT = " " * 13
_BESIDE = 13
"""Lines of a screen that the letter's words leave to all else."""
_FEWEST = 5

_FOUND_BY = {
    "would": "a “would” may only suppose",
    "present": "a present tense may tell what is done anyway",
    "announcement": "what “is being done” may be done by now, and promise nothing more",
    "schedule": "what is expected or scheduled may be in other hands",
    "is to be": "what “is to be” done may be somebody else's wish",
    "under way": "what is under way may promise nothing more",
    "weighing": "what they consider they may not do",
    "table": "it stands in a table",
    "timetable": "it stands in a timetable",
}
"""What makes a reading unsure, by the name of its trigger."""


def card(view: CommitmentView, place: str, reason: Why | None) -> None:
    """One promise to decide on; `place` tells how far she is."""
    commitment, letter = view.commitment, view.letter
    width = max(40, min(width_of_terminal(), 100))
    head = f"{place}, letter {letter.id} of {day(letter.date, none='no date')}: {commitment.organisation} "
    say(cut(f"── {head}", width).ljust(width, "─"))
    say()
    for line in excerpt(view, width):
        emit(line)
    say()
    for label, value in _traits(view):
        wrap(value, indent=_INDENT, first=f"  {label:<11}")
    if reason is not None:
        why(reason)
    say()


def _traits(view: CommitmentView) -> Iterator[tuple[str, str]]:
    commitment = view.commitment
    yield f"promise {commitment.id}", commitment.action
    yield "bound", f"{commitment.actor}; {commitment.strength}, {commitment.kind}"
    if commitment.condition:
        yield "condition", " ".join(commitment.condition.split())
    yield "deadline", due_phrase(commitment.deadline)
    case = f" (case {commitment.case})" if commitment.case else ""
    yield "owner", f"{commitment.owner or 'nobody'}{case}"


def excerpt(view: CommitmentView, width: int) -> list[str]:
    """The quote in brackets among as many words of its letter as the screen has room for, wrapped to `width`."""
    room = max(_FEWEST, shutil.get_terminal_size((100, 24)).lines - _BESIDE)
    before, after = view.before, view.after
    while True:
        lines = _lines(view, before, after, width)
        if len(lines) <= room or not (before or after):
            return lines
        # The side with more words gives way; a word at a time.
        if len(before) >= len(after):
            before = before.lstrip().partition(" ")[2]
        else:
            after = after.rstrip().rpartition(" ")[0]


def _lines(view: CommitmentView, before: str, after: str, width: int) -> list[str]:
    start = "… " if view.commitment.start > len(before) else ""
    end = " …" if view.more_after or len(after) < len(view.after) else ""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", f"{start}{before}[{view.commitment.quote}]{after}{end}"):
        words = " ".join(plain(paragraph).split())
        wrapped = textwrap.wrap(
            words, width, initial_indent="  | ", subsequent_indent="  | ", break_on_hyphens=False
        )
        lines += (["  |"] if lines and wrapped else []) + wrapped
    return lines


def why(reason: Why) -> None:
    """Why it waits for a reader."""
    wrap(_why(reason), indent=_INDENT, first=f"  {'why asked':<11}")
    if reason.verdict is not None:
        wrap(f"in “{reason.verdict.sentence}”", indent=_INDENT)


def _why(reason: Why) -> str:
    sure = f"read with a confidence of {reason.confidence:.2f}"
    if not reason.unsure:
        source = (
            "its letter came by mail from somebody who is not among [intake.mailbox] known_senders"
            if reason.by_mail
            else "it came in as proposed"
        )
        return f"{source}; {sure}"
    asked = f"{sure}; below {reason.threshold:.2f} a reader is asked ([extraction] propose_below)"
    if reason.verdict is None:
        return asked
    trigger = reason.verdict.trigger
    return f"{asked}. Rule “{trigger}”" + (f": {_FOUND_BY[trigger]}" if trigger in _FOUND_BY else "")


def tally(accepted: int, dismissed: int, left: int) -> None:
    """What a sitting came to."""
    done = f"{accepted} accepted, {dismissed} dismissed"
    rest = f"{count(left, 'promise')} still {'waits' if left == 1 else 'wait'}; go on with: tracker review"
    say(f"{done}. {rest if left else 'Nothing waits for a reader any more.'}")
