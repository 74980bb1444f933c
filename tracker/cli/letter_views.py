"""How letters look in a terminal: when they were added, in lists, and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from tracker.cli.output import count, day, last_part, note, say, short_day, table, wrap
from tracker.cli.render import brief
from tracker.cli.render_history import history
from tracker.model import Letter, Status
from tracker.service.corrections import Edited
from tracker.service.letters import LetterView, Withdrawn
from tracker.service.naming import Names
from tracker.service.storing import Added


def added(name: str, result: Added) -> None:
    """What adding a file led to."""
    letter = result.letter
    if result.already:
        say(f"{name}: already here as letter {letter.id}; nothing added.")
        if letter.unread_reason:
            wrap(
                f"A person must read it. If nothing stands in the way any more, have it read again: "
                f"tracker letter reread {letter.id}",
                indent="  ",
            )
        return
    holds = f"{count(len(result.commitments), 'commitment')}, {count(len(result.asks), 'ask')} of us."
    wrap(
        f"Letter {letter.id} from {letter.sender or 'an unknown sender'} of {day(letter.date, none='no date')}: "
        f"{'a person must read it.' if letter.unread_reason else holds}",
        indent="  ",
        first="",
    )
    if letter.duplicate_of is not None:
        wrap(
            f"It looks like letter {letter.duplicate_of} in another format: its promises are not counted twice. "
            f"If it is a letter of its own, count them with: tracker letter keep {letter.id}",
            indent="  ",
        )
        return
    for commitment in result.commitments:
        brief(commitment)


def warnings(name: str, result: Added) -> None:
    """What a person should look at after adding a file."""
    letter = result.letter
    if result.already:
        return
    if result.left_out:
        note(
            f"{name}: attached, and not read: {', '.join(result.left_out)}; if a letter is in it, add that one by itself."
        )
    if letter.date is None and not letter.unread_reason:
        note(
            f"{name}: no date found; review days count from the day received, {day(letter.received)}. "
            f"Give its date with: tracker letter edit {letter.id} --date YYYY-MM-DD"
        )
    if letter.unread_reason:
        note(
            f"{name}: stored as letter {letter.id}, but a person must read it: {letter.unread_reason} "
            f"Enter its promises with: tracker new --letter {letter.id} --quote TEXT --action TEXT"
        )
        return
    if letter.sender is None:
        note(f"{name}: no sender found; name it with: tracker letter edit {letter.id} --sender NAME")
    proposed = [each.id for each in result.commitments if each.status is Status.PROPOSED]
    if proposed:
        note(f"{name}: please check, read with little confidence: {', '.join(map(str, proposed))}")
    if result.commitments and all(each.owner is None for each in result.commitments):
        note(f"{name}: nobody owns these commitments, so nobody is reminded; name one with --owner.")


def not_taken_over(name: str, result: Added, said: Sequence[str]) -> None:
    """What a person said of a letter that was here already is not lost in silence."""
    if said:
        note(
            f"{name}: it was here before, so {', '.join(said)} changes nothing; correct what is known of it with: "
            f"tracker letter edit {result.letter.id}"
        )


def letters(stored: Sequence[Letter]) -> None:
    """The list of letters."""
    if not stored:
        say("No letters yet; add one with: tracker add FILE")
    _table(stored)


def withdrawn_letters(stored: Sequence[Letter]) -> None:
    """The list of letters that stand in no other list."""
    if not stored:
        say("No letter was withdrawn.")
    _table(stored)


def _table(stored: Sequence[Letter]) -> None:
    """Columns that no letter fills are left out, so that the others get their room."""
    columns: dict[str, tuple[int, list[str]]] = {
        "id": (0, [str(letter.id) for letter in stored]),
        "date": (0, [short_day(letter.date) if letter.date else "no date" for letter in stored]),
        "sender": (4, [letter.sender or "?" for letter in stored]),
        "case": (2, [letter.case or "" for letter in stored]),
        "note": (3, [_marks(letter) for letter in stored]),
        "file": (3, [last_part(letter.source) for letter in stored]),
    }
    filled = {head: column for head, column in columns.items() if any(column[1])}
    weights = {place: weight for place, (weight, _) in enumerate(filled.values()) if weight}
    table(tuple(filled), list(zip(*(cells for _, cells in filled.values()), strict=True)), flexible=weights)


def _marks(letter: Letter) -> str:
    marks = ["unread"] if letter.unread_reason else []
    marks += ["confidential"] if letter.confidential else []
    if letter.duplicate_of:
        marks.append(f"copy of {letter.duplicate_of}")
    elif letter.part_of:
        marks.append(f"in {letter.part_of}")
    return ", ".join(marks)


def unread(waiting: Sequence[Letter]) -> None:
    """The letters that wait for a person, each with the reason."""
    if not waiting:
        say("No letter waits for a person.")
        return
    for letter in waiting:
        language = f", in {_language(letter)}" if letter.language not in {None, "en"} else ""
        copy = f", a copy of letter {letter.duplicate_of}" if letter.duplicate_of else ""
        about = f"{letter.sender or 'unknown sender'}, {day(letter.date, none='no date')}{language}{copy}: {letter.source}"
        wrap(about, indent="      ", first=f"{letter.id:>4}  ")
        wrap(letter.unread_reason or "", indent="      ")
    say()
    say("Enter what they promise: tracker new --letter ID --quote TEXT --action TEXT")
    say("Have one read again, as once Tesseract is installed: tracker letter reread ID")
    say("Take a letter off this list: tracker letter edit ID --read")


def letter_view(view: LetterView, *, whole_text: bool, zone: ZoneInfo, names: Names) -> None:
    """One letter with its promises and history."""
    letter = view.letter
    say(f"Letter {letter.id}{' (withdrawn)' if letter.withdrawn else ''}")
    for label, value in (
        ("from", letter.sender or "not known"),
        ("to", letter.recipient or "not known"),
        ("date", day(letter.date, none="not known")),
        (
            "received",
            day(letter.received) if letter.received_known else f"not known; added on {day(letter.received)}",
        ),
        ("reference", letter.reference or ""),
        ("case", letter.case or ""),
        ("language", _language(letter)),
        ("pages", str(len(letter.page_starts) or "")),
        ("source", letter.source),
        ("came in", f"letter {letter.part_of}" if letter.part_of else ""),
        ("holds", ", ".join(f"letter {part.id}" for part in view.parts)),
        ("sha256", letter.content_hash),
        ("state", f"{letter.state}{': ' + letter.unread_reason if letter.unread_reason else ''}"),
    ):
        if value:
            say(f"  {label:<10}{value}")
    if letter.duplicate_of:
        say(
            f"  looks like letter {letter.duplicate_of} in another format: its promises are not counted twice; "
            f"if it is a letter of its own: tracker letter keep {letter.id}"
        )
    if view.duplicates:
        say(f"  also here in other formats: {', '.join(f'letter {copy.id}' for copy in view.duplicates)}")
    if letter.confidential:
        say("  confidential: its words stay out of every mail")
    for commitment in view.commitments:
        brief(commitment)
    for ask in view.asks:
        wrap(f"asks us: “{ask.quote}”", indent="      ", first=f"{'a' + str(ask.id):>4}  ")
    if whole_text:
        say()
        for line in view.text.splitlines():
            say(f"  | {line}")
    say()
    history(view.history, zone, names)


def _language(letter: Letter) -> str:
    from tracker.letters.language import language_name

    return language_name(letter.language) if letter.language else ""


def edited(number: int, result: Edited) -> None:
    """What a correction changed."""
    say(f"Letter {number}: {', '.join(result.changed)} corrected.")
    if result.deadlines:
        say(
            f"New days for {count(len(result.deadlines), 'commitment')}: {', '.join(map(str, result.deadlines))}."
        )
    if result.added:
        say(f"Read again, it also promises: {', '.join(map(str, result.added))}; see: tracker show ID")
    if result.dismissed:
        say(
            f"Read again, it does not promise {', '.join(map(str, result.dismissed))}, which nobody had touched: dismissed. "
            "Take one up again with: tracker reopen ID --note WHY"
        )


def withdrawn(number: int, gone: Withdrawn) -> None:
    """What was taken out of the lists, and what counts instead."""
    say(f"Letter {number} withdrawn, with {count(gone.commitments, 'commitment')}; its history is kept.")
    if gone.parts:
        noun = "letter" if len(gone.parts) == 1 else "letters"
        say(f"Gone with it: {noun} {', '.join(map(str, gone.parts))}, which came in it.")
    for heir in gone.counting:
        say(
            f"Letter {heir}, its copy in another format, counts from now on; withdraw it too if it is as wrong."
        )
