"""What waits for a reader: proposed commitments, letter by letter, and why each of them waits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from tracker.letters import LetterText
from tracker.model import Commitment, Letter, Status, Verdict
from tracker.model.filters import Filter
from tracker.service.commitments import find
from tracker.service.filters import resolve
from tracker.service.letters import find as find_letter
from tracker.service.reading import Reading, read
from tracker.store import commitments, letters
from tracker.store.unit import reading


@dataclass(frozen=True, slots=True)
class Why:
    """Why a commitment was proposed and not simply followed up."""

    confidence: float
    """Of the machine, from 0 to 1."""
    threshold: float
    """Below it a reader must look."""
    by_mail: bool
    """Its letter came by mail by itself."""
    verdict: Verdict | None
    """On its sentence, as the letter is read now; None where it is read otherwise, or a person entered it."""

    @property
    def unsure(self) -> bool:
        """Whether it was its reading that was not sure enough."""
        return self.confidence < self.threshold


def waiting(engine: Engine, wanted: Filter) -> list[int]:
    """Ids of what is proposed and wanted, each letter's in the order of its text. Raises UnknownError."""
    with reading(engine) as connection:
        found = commitments.matching(connection, resolve(connection, wanted), (Status.PROPOSED,))
    return [each.id for each in sorted(found, key=lambda each: (each.letter_id, each.start, each.id))]


def why(engine: Engine, number: int, how: Reading) -> Why:
    """Why that commitment was proposed: its letter is read once more. Raises UnknownError."""
    with reading(engine) as connection:
        commitment = find(connection, number)
        letter = find_letter(connection, commitment.letter_id)
        text = letters.text_of(connection, letter.id) or ""
    return Why(
        commitment.confidence,
        how.propose_below,
        letter.source.startswith("imap"),
        _verdict(commitment, letter, text, how),
    )


def _verdict(commitment: Commitment, letter: Letter, text: str, how: Reading) -> Verdict | None:
    found = read(
        LetterText(text=text, media_type=letter.media_type),
        how,
        date=letter.date,
        sender=letter.sender,
        received=letter.received,
        received_known=letter.received_known,
        explain=True,
    )
    for verdict in found.verdicts:
        made = verdict.commitment
        if made is not None and made.start < commitment.end and commitment.start < made.end:
            return verdict
    return None
