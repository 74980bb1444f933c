"""What things are: frozen values with no behaviour beyond their own consistency.

Instants are aware and in UTC; days are calendar dates. Offsets count characters in a letter's text.
"""

from tracker.model.commitments import (
    Ask,
    Commitment,
    ConditionState,
    Confirmation,
    Evidence,
    Kind,
    Link,
    LinkKind,
    Note,
    Outcome,
    Status,
    Strength,
)
from tracker.model.deadlines import NO_DEADLINE, Basis, Deadline, DeadlineKind
from tracker.model.events import Change, Event
from tracker.model.found import Extraction, FoundAsk, FoundCommitment, LetterFacts, Verdict, Zone, ZoneKind
from tracker.model.letters import Letter, LetterState
from tracker.model.messages import RETURN_HEADER, Mailing, Message, MessageKind, MessageState, Slot
from tracker.model.people import Cadence, Case, DigestSchedule, Person, Role

__all__ = [
    "NO_DEADLINE",
    "RETURN_HEADER",
    "Ask",
    "Basis",
    "Cadence",
    "Case",
    "Change",
    "Commitment",
    "ConditionState",
    "Confirmation",
    "Deadline",
    "DeadlineKind",
    "DigestSchedule",
    "Event",
    "Evidence",
    "Extraction",
    "FoundAsk",
    "FoundCommitment",
    "Kind",
    "Letter",
    "LetterFacts",
    "LetterState",
    "Link",
    "LinkKind",
    "Mailing",
    "Message",
    "MessageKind",
    "MessageState",
    "Note",
    "Outcome",
    "Person",
    "Role",
    "Slot",
    "Status",
    "Strength",
    "Verdict",
    "Zone",
    "ZoneKind",
]
