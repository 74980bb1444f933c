"""A letter that could not be read when it came is read once more, and is then as if it had been."""

from __future__ import annotations

from datetime import date

import pytest

from tests.service.conftest import Office
from tracker.errors import RefusedError, UnreadableError
from tracker.letters import LetterText, Readers
from tracker.model import LetterFacts, LetterState, Status
from tracker.service import corrections, letters, rereading
from tracker.service.corrections import Correction
from tracker.service.letters import Added, Arrival, Given
from tracker.store.audit import verify_chain
from tracker.store.soundness import check_rows
from tracker.store.unit import reading

LETTER = (
    "Brightwater Mills Ltd\n\n1 June 2026\n\nDear Ms Okafor,\n\nWe will test the four wells of the upper valley by "
    "30 June 2026, and we will send you what we found within 30 days of this letter.\n\nPlease send us the list of "
    "wells.\n\nYours sincerely,\n\nJo Lind\n"
)
READ = LetterText(LETTER, "application/pdf")
WAITS = LetterText("", "application/pdf", unread_reason="Page 1 is a scan and was not read.")


class Eyes(Readers):
    """See in everything what they are told to."""

    def __init__(self, seen: LetterText) -> None:
        super().__init__()
        self._seen = seen

    def read(self, content: bytes, source: str) -> LetterText:
        """The letter, whatever the bytes."""
        return self._seen


def unread(
    office: Office, source: str = "scan.pdf", hints: LetterFacts | None = None, given: Given | None = None
) -> Added:
    """A scan that nobody could read."""
    text = WAITS if hints is None else LetterText("", "application/pdf", hints=hints, unread_reason="A scan.")
    arrival = Arrival(b"%PDF-1.7", source, text, date(2026, 6, 2))
    return letters.add(
        office.app.engine, office.app.act(), arrival, given or Given(), office.app.reading, None
    )


def reread(office: Office, number: int = 1, seen: LetterText = READ) -> Added:
    practice = corrections.Office(office.app.reading, None, office.app.today())
    return rereading.read_again(office.app.engine, office.app.act(), number, Eyes(seen), practice)


def test_it_is_then_as_if_it_had_been_read_when_it_came(office: Office) -> None:
    unread(office, given=Given(confidential=True))
    again = reread(office)
    assert (again.letter.id, again.letter.state, again.letter.unread_reason) == (1, LetterState.READ, None)
    assert (again.letter.sender, again.letter.date) == ("Brightwater Mills Ltd", date(2026, 6, 1))
    assert again.letter.confidential
    assert [each.due for each in again.commitments] == [date(2026, 6, 30), date(2026, 7, 1)]
    assert len(again.asks) == 1
    view = letters.view(office.app.engine, 1)
    assert view.text == LETTER
    assert [event.action for event in view.history] == ["letter.added", "letter.reread"]
    with reading(office.app.engine) as connection:
        assert verify_chain(connection).problems == ()
        assert check_rows(connection) == []


def test_what_a_person_said_of_it_stands(office: Office) -> None:
    unread(office)
    practice = corrections.Office(office.app.reading, None, office.app.today())
    said = Correction(sender="Upper Valley Water", date=date(2026, 5, 1))
    corrections.edit(office.app.engine, office.app.act(), 1, said, practice)
    again = reread(office)
    assert (again.letter.sender, again.letter.date) == ("Upper Valley Water", date(2026, 5, 1))
    assert again.commitments[1].due == date(2026, 5, 31)


def test_the_letter_knows_its_day_better_than_the_mail_around_it(office: Office) -> None:
    unread(office, hints=LetterFacts(sender="Jo Lind", date=date(2026, 6, 2)))
    again = reread(office)
    assert (again.letter.sender, again.letter.date) == ("Brightwater Mills Ltd", date(2026, 6, 1))


def test_one_that_is_here_in_another_format_is_its_copy(office: Office) -> None:
    unread(office)
    letters.add(
        office.app.engine,
        office.app.act(),
        Arrival(LETTER.encode(), "letter.txt", LetterText(LETTER, "text/plain"), date(2026, 6, 2)),
        Given(),
        office.app.reading,
        None,
    )
    assert reread(office).letter.duplicate_of == 2


def test_out_of_a_mailbox_its_promises_are_only_proposed(office: Office) -> None:
    """Whether its sender is known was seen when the mail came, and is not kept."""
    unread(office, source="imap://office@imap.example/INBOX;UID=1 <a@b>#1 scan.pdf")
    assert {each.status for each in reread(office).commitments} == {Status.PROPOSED}


def test_one_that_still_cannot_be_read_stays_as_it_is(office: Office) -> None:
    unread(office)
    with pytest.raises(UnreadableError, match=r"^letter 1: Page 1 is a scan"):
        reread(office, seen=WAITS)
    assert [event.action for event in letters.view(office.app.engine, 1).history] == ["letter.added"]


def test_what_was_read_or_entered_by_a_person_is_not_read_over(office: Office) -> None:
    office.add("We will test the wells by 30 June 2026.")
    with pytest.raises(RefusedError, match="waits for nobody"):
        reread(office)
    unread(office)
    from tracker.service.by_hand import Written

    office.app.add_by_hand(2, Written(quote="We will pay.", action="pay"))
    with pytest.raises(RefusedError, match="a person has entered"):
        reread(office, 2)


def test_a_mail_that_was_not_fetched_cannot_be_read(office: Office) -> None:
    text = LetterText("", "text/rfc822-headers", unread_reason="The mail is larger than 50 MiB.")
    arrival = Arrival(b"From: jo@mills.example\n", "imap://x", text, date(2026, 6, 2))
    letters.add(office.app.engine, office.app.act(), arrival, Given(), office.app.reading, None)
    with pytest.raises(RefusedError, match="was not fetched"):
        reread(office)
