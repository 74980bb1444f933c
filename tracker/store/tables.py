"""The tables. Every index says which query it serves.

`AUDITED` tables are written only through `tracker.store.unit`, which records each change; they have an integer
`id` and a `version` that counts their changes. `events` and `event_values` are the audit chain itself.
`contents` holds bytes under their own hash, so that it needs no record of changes: it can have none.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    event,
    text,
)

from tracker.model import (
    Basis,
    Cadence,
    ConditionState,
    Confirmation,
    DeadlineKind,
    Kind,
    LetterState,
    LinkKind,
    MessageKind,
    MessageState,
    Outcome,
    Role,
    Status,
    Strength,
)
from tracker.store.triggers import guard
from tracker.store.types import Instant, code, one_of
from tracker.store.words import make_searchable

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False, default=1)


def _to(target: str, name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=nullable)


def _withdrawn() -> Column[bool]:
    """Whether its entry was undone: rows are never removed."""
    return Column("withdrawn", Boolean, nullable=False, default=False, server_default=text("false"))


def _content(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(64), ForeignKey("contents.hash"), nullable=nullable)


IN_FORCE = "NOT withdrawn"
PARTS = "part_of IS NOT NULL"
DUPLICATES = "duplicate_of IS NOT NULL"
UNFINISHED = "status IN ('open', 'proposed')"
FINISHED = "status IN ('resolved', 'dismissed')"
OPEN_PROMISED = "status = 'open' AND due_basis <> 'policy'"
OPEN_POLICY = "status = 'open' AND due_basis = 'policy'"
OPEN_DORMANT = "status = 'open' AND condition_state = 'dormant'"
OF_DIGESTS = "commitment_id IS NULL"
OPEN_WAITING = "status = 'open' AND waiting_since IS NOT NULL"
SNOOZED = "snoozed_until IS NOT NULL"
TO_CONFIRM = "confirmation = 'waiting'"
UNANSWERED = "answered IS NULL"
BOUNCED = "bounced IS NOT NULL"
UNSENT = "state IN ('queued', 'sending')"


def _partial(name: str, column: str, *, where: str, unique: bool = False) -> Index:
    """An index of some rows only: those that fit one of the conditions above, which its queries repeat."""
    return Index(name, column, unique=unique, info={"where": where})


@event.listens_for(metadata, "before_create")
def _make_indexes_partial(_metadata: MetaData, connection: Connection, **_: Any) -> None:
    # Said only now, because naming the option of a database loads its whole dialect.
    for table in metadata.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                index.dialect_kwargs[f"{connection.dialect.name}_where"] = text(index.info["where"])


contents = Table(
    "contents",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of bytes, hex"),
    Column("media_type", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
)

organisations = Table(
    "organisations",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    _to("organisations", "merged_into", nullable=True),
    _version(),
)

aliases = Table(
    "aliases",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    _to("organisations", "organisation_id"),
    _withdrawn(),
    _version(),
    Index("ix_aliases_organisation_id", "organisation_id"),  # organisations.aliases_of
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False),
    code("role", Role),
    Column("zone", Text, nullable=False),
    code("digest_cadence", Cadence, nullable=True),
    Column("digest_weekday", Integer),
    Column("digest_day", Integer),
    Column("digest_at", Time),
    Column("absent_until", Date),
    _to("people", "cover_id", nullable=True),
    _version(),
    one_of("role", Role),
    one_of("digest_cadence", Cadence),
    CheckConstraint("digest_weekday BETWEEN 0 AND 6", name="digest_weekday"),
    CheckConstraint("digest_day BETWEEN 1 AND 28", name="digest_day"),
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    _to("people", "lead_id", nullable=True),
    _version(),
)

letters = Table(
    "letters",
    metadata,
    _id(),
    _content("content_hash"),
    _content("text_hash", nullable=True),
    Column("source", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    _to("organisations", "organisation_id", nullable=True),
    Column("recipient", Text),
    Column("date", Date),
    Column("received", Date, nullable=False),
    # Whether somebody said on which day it was received; else that is the day it was added.
    Column("received_known", Boolean, nullable=False, default=False),
    Column("reference", Text),
    Column("language", Text, comment="ISO 639-1"),
    Column("page_starts", Text, comment="offsets in the text, with blanks between; NULL without pages"),
    _to("letters", "part_of", nullable=True),
    _to("letters", "duplicate_of", nullable=True),
    _to("cases", "case_id", nullable=True),
    Column("confidential", Boolean, nullable=False, default=False),
    code("state", LetterState),
    Column("unread_reason", Text),
    Column("withdrawn", Boolean, nullable=False, default=False),
    _version(),
    one_of("state", LetterState),
    # letters.by_content_hash; and the same bytes stand in the lists once, whoever adds them at once.
    _partial("uq_letters_content_hash", "content_hash", where=IN_FORCE, unique=True),
    Index("ix_letters_organisation_id", "organisation_id"),  # letters.listing of an organisation
    Index("ix_letters_case_id", "case_id"),  # commitments.listing of a case
    _partial("ix_letters_part_of", "part_of", where=PARTS),  # letters.parts_of
    # letters.duplicates_of; a whole index SQLite would prefer to all others, to find what is no duplicate.
    _partial("ix_letters_duplicate_of", "duplicate_of", where=DUPLICATES),
)

# What letters that look alike have in common; see tracker.followup.duplicates. Derived from their texts.
sketches = Table(
    "sketches",
    metadata,
    _to("letters", "letter_id"),
    Column("value", BigInteger, nullable=False),
    PrimaryKeyConstraint("value", "letter_id"),  # letters.alike
)


commitments = Table(
    "commitments",
    metadata,
    _id(),
    _to("letters", "letter_id"),
    _to("organisations", "organisation_id"),
    Column("actor", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("quote_start", Integer, nullable=False),
    Column("quote_end", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("verb", Text, comment="first words of the action, by which repeats are sought"),
    code("strength", Strength),
    code("kind", Kind),
    Column("condition", Text),
    code("condition_state", ConditionState, nullable=True),
    code("due_kind", DeadlineKind, default=DeadlineKind.NONE.value),
    Column("due_text", Text),
    Column("due_start", Integer),
    Column("due_end", Integer),
    Column("earliest", Date),
    Column("due", Date, comment="the deadline's latest day"),
    code("due_basis", Basis, nullable=True),
    Column("due_rule", Text),
    Column("due_anchor", Date),
    Column("due_anchor_text", Text),
    Column("due_assumption", Text),
    Column("first_due", Date, comment="before it was extended"),
    Column("due_because", Text, comment="why it was extended"),
    Column("snoozed_until", Date),
    Column("waiting_since", Date, comment="an open ask of us holds it up"),
    code("status", Status),
    code("outcome", Outcome, nullable=True),
    Column("kept_on", Date, comment="first day of which supporting evidence speaks"),
    _to("commitments", "superseded_by", nullable=True),
    code("confirmation", Confirmation, nullable=True),
    _to("people", "owner_id", nullable=True),
    Column("confidence", Double, nullable=False),
    Column("added", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("deadline_version", Integer, nullable=False, default=1),
    _withdrawn(),
    _version(),
    one_of("strength", Strength),
    one_of("kind", Kind),
    one_of("condition_state", ConditionState),
    one_of("due_kind", DeadlineKind),
    one_of("due_basis", Basis),
    one_of("status", Status),
    one_of("outcome", Outcome),
    one_of("confirmation", Confirmation),
    CheckConstraint("(due IS NULL) = (due_basis IS NULL)", name="due_has_basis"),
    CheckConstraint("(status = 'resolved') = (outcome IS NOT NULL)", name="outcome_when_resolved"),
    # commitments.overdue_as_of, .review_due_as_of and (both) .due_between: soonest first, nothing else read. There is
    # no index on `status` alone, because SQLite would prefer it to these.
    _partial("ix_commitments_promised", "due", where=OPEN_PROMISED),
    _partial("ix_commitments_review", "due", where=OPEN_POLICY),
    # commitments.listing of what is not finished: what was resolved long ago costs nothing.
    _partial("ix_commitments_unfinished", "due", where=UNFINISHED),
    _partial("ix_commitments_finished", "due", where=FINISHED),  # commitments.matching of what ended
    _partial("ix_commitments_dormant", "changed", where=OPEN_DORMANT),  # commitments.dormant
    _partial("ix_commitments_waiting", "waiting_since", where=OPEN_WAITING),  # commitments.waiting
    _partial("ix_commitments_snoozed", "snoozed_until", where=SNOOZED),  # commitments.waking
    _partial("ix_commitments_to_confirm", "changed", where=TO_CONFIRM),  # commitments.to_confirm
    Index("ix_commitments_letter_id", "letter_id"),  # commitments.of_letter; by case
    Index("ix_commitments_owner_id", "owner_id", "due"),  # commitments.listing of an owner
    Index("ix_commitments_organisation_id", "organisation_id", "due"),  # … of an organisation
    Index("ix_commitments_verb", "organisation_id", "verb"),  # repeats.earlier and .later
)

repeats = Table(
    "repeats",
    metadata,
    _id(),
    _to("commitments", "commitment_id"),
    _to("commitments", "earlier_id"),
    _version(),
    UniqueConstraint("commitment_id", "earlier_id"),
    Index("ix_repeats_earlier_id", "earlier_id"),  # repeats.linked_with
)

asks = Table(
    "asks",
    metadata,
    _id(),
    _to("letters", "letter_id"),
    _to("organisations", "organisation_id"),
    Column("quote", Text, nullable=False),
    Column("quote_start", Integer, nullable=False),
    Column("quote_end", Integer, nullable=False),
    Column("answered", Date),
    Column("answer", Text, comment="what we answered, in a few words"),
    _to("people", "owner_id", nullable=True),
    _version(),
    Index("ix_asks_letter_id", "letter_id"),  # asks.of_letter
    _partial("ix_asks_unanswered", "owner_id", where=UNANSWERED),  # asks.waiting_on
)

# Which commitments an ask holds up: while it is open, their clock stands still.
holds = Table(
    "holds",
    metadata,
    _id(),
    _to("asks", "ask_id"),
    _to("commitments", "commitment_id"),
    Column("since", Date, nullable=False),
    _withdrawn(),
    _version(),
    UniqueConstraint("ask_id", "commitment_id"),
    Index("ix_holds_commitment_id", "commitment_id"),  # asks.holding
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    _to("commitments", "commitment_id"),
    Column("source", Text, nullable=False),
    _content("content_hash", nullable=True),
    Column("added", Instant, nullable=False),
    Column("speaks_of", Date, comment="the day of which it speaks"),
    Column("contradicts", Boolean, nullable=False, default=False, server_default=text("false")),
    Column("note", Text),
    _withdrawn(),
    _version(),
    Index("ix_evidence_commitment_id", "commitment_id"),  # evidence.of_commitment
)

notes = Table(
    "notes",
    metadata,
    _id(),
    _to("commitments", "commitment_id"),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("added", Instant, nullable=False),
    _withdrawn(),
    _version(),
    Index("ix_notes_commitment_id", "commitment_id"),  # notes.of_commitment
)

links = Table(
    "links",
    metadata,
    _id(),
    _to("commitments", "commitment_id"),
    _to("commitments", "other_id"),
    code("kind", LinkKind),
    _withdrawn(),
    _version(),
    one_of("kind", LinkKind),
    UniqueConstraint("commitment_id", "other_id", "kind"),
    Index("ix_links_other_id", "other_id"),  # links.of_commitment
)

# Which acts were undone, by the `batch` of their events: none is undone twice.
undos = Table(
    "undos",
    metadata,
    _id(),
    Column("batch", Integer, nullable=False, unique=True),
    _version(),
)

FORGOTTEN_ADDRESS = "forgotten@address.invalid"
"""What stands in place of the address of a person who was forgotten."""

# Who was forgotten, and what of the record was erased with that; see tracker.store.erased.
erasures = Table(
    "erasures",
    metadata,
    _id(),
    _to("people", "person_id"),
    Column("events", Text, nullable=False, comment="JSON object: event to the new hash of its values"),
    Column("contents", Text, nullable=False, comment="JSON list: hashes of mails that are gone"),
    _version(),
    UniqueConstraint("person_id"),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    code("kind", MessageKind),
    _to("people", "person_id", nullable=True),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    code("state", MessageState),
    Column("attempts", Integer, nullable=False, default=0),
    Column("created", Instant, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    _content("content_hash"),
    Column("next_attempt", Instant, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", Instant),
    Column("sent", Instant),
    Column("reason", Text),
    Column("bounced", Instant),
    _version(),
    one_of("kind", MessageKind),
    one_of("state", MessageState),
    CheckConstraint("(state = 'sending') = (lease_owner IS NOT NULL)", name="leased_while_sending"),
    CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="lease_has_end"),
    CheckConstraint("(state = 'sent') = (sent IS NOT NULL)", name="sent_when"),
    # outbox.anything_due and .claim: what was sent long ago costs nothing.
    _partial("ix_messages_unsent", "next_attempt", where=UNSENT),
    _partial("ix_messages_bounced", "bounced", where=BOUNCED),  # outbox.bounced_since
)

slots = Table(
    "slots",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    _to("people", "person_id"),
    _to("commitments", "commitment_id", nullable=True),
    Column("deadline_version", Integer),
    _to("messages", "message_id", nullable=True),
    # Its message was cancelled while its matter still stands: to be planned anew.
    Column("released", Boolean, nullable=False, default=False),
    _version(),
    Index("ix_slots_message_id", "message_id"),  # outbox.covered
    Index("ix_slots_commitment_id", "commitment_id"),  # outbox.about
    _partial("ix_slots_digests", "person_id", where=OF_DIGESTS),  # slots.last_digests
)

AUDITED = (
    organisations, aliases, people, cases, letters, commitments, repeats, asks, holds, evidence, notes, links, messages,
    slots, undos, erasures,
)  # fmt: skip
"""In the order in which they can be filled: what is referred to comes first."""

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, nullable=False),
    Column("at", String(32), nullable=False, comment="UTC, as it is hashed; sorts as it reads"),
    Column("actor", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("values_hash", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_events_row", "table_name", "row_id", "seq"),  # audit.history, soundness.check_rows
)

event_values = Table(
    "event_values",
    metadata,
    Column("seq", Integer, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=False),
    Column("before", Text, comment="JSON object; NULL for a new row"),
    Column("after", Text, comment="JSON object"),
    Column("note", Text),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

planning_marks = Table(
    "planning_marks",
    metadata,
    Column("zone", Text, primary_key=True),
    Column("through", Instant, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("whole", Instant, nullable=False),
    Column("rules", Text, nullable=False),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("name", Text, primary_key=True, comment="IMAP URL of the mailbox, without its UIDVALIDITY"),
    Column("uid_validity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
)

schema_version = Table(
    "schema_version",
    metadata,
    Column("version_num", String(32)),
    PrimaryKeyConstraint("version_num", name="schema_version_pkc"),  # as Alembic names it
)

GUARDED = (contents, events, event_values)
"""Insert only: the database itself refuses anything else."""

for _table in GUARDED:
    event.listen(_table, "after_create", guard)
event.listen(metadata, "after_create", make_searchable)
