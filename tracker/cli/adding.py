"""Adding letters: a few, each told of in full; or many at once, with a summary."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.cli import output
from tracker.cli.session import Session
from tracker.errors import ExitCode, TrackerError

if TYPE_CHECKING:
    from tracker.service.arrivals import Given
    from tracker.service.bulk import Outcome
    from tracker.service.storing import Added, Stored

ABOUT_ALL = frozenset({ExitCode.USAGE, ExitCode.UNKNOWN, ExitCode.UNAVAILABLE})
"""Failures that no other file would escape: a wrong option, an unknown case, no store."""


def add_each(session: Session, files: Sequence[Path], given: Given, *, as_json: bool) -> int:
    """Add one file after the other; returns the exit code."""
    from tracker.cli import letter_views
    from tracker.cli.shapes import added_shape
    from tracker.service.names import readable

    said = [f"--{fact}" for fact in asdict(given) if getattr(given, fact)]
    done: list[tuple[Path, list[Added]]] = []
    failed = 0
    for path in files:
        try:
            letters = session.app.add(path, given)
        except TrackerError as error:
            if len(files) == 1 or error.exit_code in ABOUT_ALL:
                raise
            failed += 1
            output.note(f"tracker: {error}")
            continue
        done.append((path, letters))
        for added in letters:
            name = _shown_name(path, added)
            if not as_json:
                letter_views.added(name, added)
            letter_views.warnings(name, added)
            if added.already:
                letter_views.not_taken_over(name, added, said)
    if as_json:
        entries = [
            (added.letter.source if added.letter.part_of else readable(path), added)
            for path, letters in done
            for added in letters
        ]
        output.print_json([{"source": source, **added_shape(added)} for source, added in entries])
    unread = any(added.letter.unread_reason and not added.already for _, letters in done for added in letters)
    if unread and len(files) == 1:
        return int(ExitCode.UNREADABLE)
    return int(ExitCode.FAILED if unread or failed else ExitCode.DONE)


def _shown_name(path: Path, added: Added) -> str:
    """The file, and which of its parts; a part that is here already keeps the place where it came from first."""
    from tracker.service.names import readable

    source = added.letter.source
    part = source.removeprefix(readable(path)) if added.letter.part_of else ""
    return path.name + part if part != source else f"{path.name}: its part {source.rpartition('#')[2]}"


@dataclass(slots=True)
class _Tally:
    """What adding many files came to."""

    stored: list[Stored] = field(default_factory=list)
    known: int = 0
    failed: list[Outcome] = field(default_factory=list)

    def take(self, outcome: Outcome) -> None:
        """Count one file."""
        self.stored += outcome.stored
        self.known += outcome.known
        if outcome.error is not None:
            self.failed.append(outcome)

    @property
    def unread(self) -> list[Stored]:
        """The letters that a person must read."""
        return [each for each in self.stored if each.unread_reason]


def add_many(
    session: Session, places: Sequence[Path], given: Given, workers: int | None, *, as_json: bool
) -> int:
    """Add all files in the folders among `places`, and the other files; returns the exit code."""
    from tracker.cli.progress import shown
    from tracker.service.bulk import Outcome, find_files

    found = list(find_files(places))
    files = [each for each in found if isinstance(each, Path)]
    tally = _Tally(failed=[each for each in found if isinstance(each, Outcome)])
    try:
        with shown(len(files)) as advance:
            for outcome in session.app.add_many(files, given, workers or _processors()):
                tally.take(outcome)
                advance()
    except KeyboardInterrupt:
        output.note(
            f"Added so far, and kept: {output.count(len(tally.stored), 'letter')}; the same command goes on from there."
        )
        raise
    if as_json:
        output.print_json(_shape(tally))
    else:
        _summary(tally)
    return int(ExitCode.FAILED if tally.failed or tally.unread else ExitCode.DONE)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _summary(tally: _Tally) -> None:
    copies = [each for each in tally.stored if each.duplicate_of]
    promises = sum(each.commitments for each in tally.stored if not each.duplicate_of)
    output.say(
        f"{output.count(len(tally.stored), 'letter')} added with {output.count(promises, 'commitment')}; "
        f"{output.count(tally.known, 'file')} here before."
    )
    if copies:
        output.say(f"{output.count(len(copies), 'copy', 'copies')} in another format, not counted twice:")
        for each in copies:
            output.say(f"  letter {each.letter_id} looks like letter {each.duplicate_of}: {each.source}")
        output.say("  Count one that is a letter of its own with: tracker letter keep ID")
    if tally.unread:
        output.say(f"Stored, but a person must read {output.count(len(tally.unread), 'letter')}:")
        for each in tally.unread:
            output.wrap(
                f"letter {each.letter_id}: {each.source}: {each.unread_reason}", indent="    ", first="  "
            )
    missed = [each for each in tally.stored if each.left_out]
    if missed:
        output.say(f"Not read of what was attached to {output.count(len(missed), 'mail')}:")
        for each in missed:
            output.wrap(
                f"letter {each.letter_id}: {each.source}: {', '.join(each.left_out)}",
                indent="    ",
                first="  ",
            )
    if tally.failed:
        output.say(f"Not read, and not stored: {output.count(len(tally.failed), 'file')}:")
        for outcome in tally.failed:
            output.wrap(outcome.error or "", indent="    ", first="  ")


def _shape(tally: _Tally) -> dict[str, Any]:
    from tracker.service.names import readable

    return {
        "added": [
            {
                "letter": each.letter_id,
                "source": each.source,
                "commitments": each.commitments,
                "duplicate_of": each.duplicate_of,
                "unread_reason": each.unread_reason,
                "left_out": each.left_out,
            }
            for each in tally.stored
        ],
        "already": tally.known,
        "failed": [{"source": readable(each.path), "reason": each.error} for each in tally.failed],
    }
