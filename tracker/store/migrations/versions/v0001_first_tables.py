"""The tables as they first were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tracker.store.triggers import guard_statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates them, what is referred to first, and makes the records insert-only."""
    _contents()
    _events()
    _heartbeat()
    _planning_marks()
    _organisations()
    _aliases()
    _people()
    _cases()
    _event_values()
    _messages()
    _letters()
    _asks()
    _sketches()
    _commitments()
    _repeats()
    _evidence()
    _slots()
    for table, key in (("contents", "hash"), ("events", "seq"), ("event_values", "seq")):
        for statement in guard_statements(table, key, op.get_bind().dialect.name):
            op.get_bind().exec_driver_sql(statement)


def _contents() -> None:
    op.create_table(
        "contents",
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 of bytes, hex"),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_contents"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column(
            "at", sa.String(length=32), nullable=False, comment="UTC, as it is hashed; sorts as it reads"
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("values_hash", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
    )
    op.create_index("ix_events_row", "events", ["table_name", "row_id", "seq"])


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeat"),
    )


def _planning_marks() -> None:
    op.create_table(
        "planning_marks",
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("through", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("whole", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("zone", name="pk_planning_marks"),
    )


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["organisations.id"], name="fk_organisations_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name", name="uq_organisations_name"),
    )


def _aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_aliases_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_aliases"),
        sa.UniqueConstraint("name", name="uq_aliases_name"),
    )
    op.create_index("ix_aliases_organisation_id", "aliases", ["organisation_id"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("digest_cadence", sa.String(length=16)),
        sa.Column("digest_weekday", sa.Integer()),
        sa.Column("digest_day", sa.Integer()),
        sa.Column("digest_at", sa.Time()),
        sa.Column("absent_until", sa.Date()),
        sa.Column("cover_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "digest_cadence IN ('daily', 'weekly', 'monthly')", name="ck_people_digest_cadence"
        ),
        sa.CheckConstraint("role IN ('staff', 'auditor', 'admin')", name="ck_people_role"),
        sa.CheckConstraint("digest_day BETWEEN 1 AND 28", name="ck_people_digest_day"),
        sa.CheckConstraint("digest_weekday BETWEEN 0 AND 6", name="ck_people_digest_weekday"),
        sa.ForeignKeyConstraint(["cover_id"], ["people.id"], name="fk_people_cover_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["people.id"], name="fk_cases_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("name", name="uq_cases_name"),
    )


def _event_values() -> None:
    op.create_table(
        "event_values",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), comment="JSON object; NULL for a new row"),
        sa.Column("after", sa.Text(), comment="JSON object"),
        sa.Column("note", sa.Text()),
        sa.ForeignKeyConstraint(["seq"], ["events.seq"], name="fk_event_values_seq"),
        sa.PrimaryKeyConstraint("seq", name="pk_event_values"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("next_attempt", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("sent", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        sa.Column("bounced", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sending') = (lease_owner IS NOT NULL)", name="ck_messages_leased_while_sending"
        ),
        sa.CheckConstraint("(state = 'sent') = (sent IS NOT NULL)", name="ck_messages_sent_when"),
        sa.CheckConstraint("kind IN ('reminder', 'digest', 'test')", name="ck_messages_kind"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'cancelled')", name="ck_messages_state"
        ),
        sa.CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="ck_messages_lease_has_end"),
        sa.ForeignKeyConstraint(["content_hash"], ["contents.hash"], name="fk_messages_content_hash"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_messages_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("message_id", name="uq_messages_message_id"),
    )
    op.create_index(
        "ix_messages_unsent",
        "messages",
        ["next_attempt"],
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index(
        "ix_messages_bounced",
        "messages",
        ["bounced"],
        sqlite_where=sa.text("bounced IS NOT NULL"),
        postgresql_where=sa.text("bounced IS NOT NULL"),
    )


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("text_hash", sa.String(length=64)),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("recipient", sa.Text()),
        sa.Column("date", sa.Date()),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("received_known", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("language", sa.Text(), comment="ISO 639-1"),
        sa.Column(
            "page_starts", sa.Text(), comment="offsets in the text, with blanks between; NULL without pages"
        ),
        sa.Column("part_of", sa.Integer()),
        sa.Column("duplicate_of", sa.Integer()),
        sa.Column("case_id", sa.Integer()),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("unread_reason", sa.Text()),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('read', 'unread')", name="ck_letters_state"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_letters_case_id"),
        sa.ForeignKeyConstraint(["content_hash"], ["contents.hash"], name="fk_letters_content_hash"),
        sa.ForeignKeyConstraint(["duplicate_of"], ["letters.id"], name="fk_letters_duplicate_of"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_letters_organisation_id"),
        sa.ForeignKeyConstraint(["part_of"], ["letters.id"], name="fk_letters_part_of"),
        sa.ForeignKeyConstraint(["text_hash"], ["contents.hash"], name="fk_letters_text_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_case_id", "letters", ["case_id"])
    op.create_index(
        "ix_letters_duplicate_of",
        "letters",
        ["duplicate_of"],
        sqlite_where=sa.text("duplicate_of IS NOT NULL"),
        postgresql_where=sa.text("duplicate_of IS NOT NULL"),
    )
    op.create_index("ix_letters_organisation_id", "letters", ["organisation_id"])
    op.create_index(
        "ix_letters_part_of",
        "letters",
        ["part_of"],
        sqlite_where=sa.text("part_of IS NOT NULL"),
        postgresql_where=sa.text("part_of IS NOT NULL"),
    )
    op.create_index(
        "uq_letters_content_hash",
        "letters",
        ["content_hash"],
        unique=True,
        sqlite_where=sa.text("NOT withdrawn"),
        postgresql_where=sa.text("NOT withdrawn"),
    )


def _sketches() -> None:
    op.create_table(
        "sketches",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_sketches_letter_id"),
        sa.PrimaryKeyConstraint("value", "letter_id", name="pk_sketches"),
    )


def _asks() -> None:
    op.create_table(
        "asks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_asks_letter_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_asks_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_asks"),
    )
    op.create_index("ix_asks_letter_id", "asks", ["letter_id"])


def _commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), comment="first words of the action, by which repeats are sought"),
        sa.Column("strength", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("condition", sa.Text()),
        sa.Column("condition_state", sa.String(length=16)),
        sa.Column("due_kind", sa.String(length=16), nullable=False),
        sa.Column("due_text", sa.Text()),
        sa.Column("due_start", sa.Integer()),
        sa.Column("due_end", sa.Integer()),
        sa.Column("earliest", sa.Date()),
        sa.Column("due", sa.Date(), comment="the deadline's latest day"),
        sa.Column("due_basis", sa.String(length=16)),
        sa.Column("due_rule", sa.Text()),
        sa.Column("due_anchor", sa.Date()),
        sa.Column("due_anchor_text", sa.Text()),
        sa.Column("due_assumption", sa.Text()),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16)),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'resolved') = (outcome IS NOT NULL)", name="ck_commitments_outcome_when_resolved"
        ),
        sa.CheckConstraint(
            "condition_state IN ('dormant', 'triggered', 'waived')", name="ck_commitments_condition_state"
        ),
        sa.CheckConstraint("due_basis IN ('stated', 'policy', 'set')", name="ck_commitments_due_basis"),
        sa.CheckConstraint(
            "due_kind IN ('date', 'relative', 'event', 'vague', 'recurring', 'none')",
            name="ck_commitments_due_kind",
        ),
        sa.CheckConstraint("kind IN ('once', 'recurring', 'standing')", name="ck_commitments_kind"),
        sa.CheckConstraint(
            "outcome IN ('kept', 'partly', 'broken', 'withdrawn', 'superseded', 'unverifiable')",
            name="ck_commitments_outcome",
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'open', 'resolved', 'dismissed')", name="ck_commitments_status"
        ),
        sa.CheckConstraint("strength IN ('firm', 'soft')", name="ck_commitments_strength"),
        sa.CheckConstraint("(due IS NULL) = (due_basis IS NULL)", name="ck_commitments_due_has_basis"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_commitments_letter_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_commitments_organisation_id"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_commitments_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_commitments"),
    )
    op.create_index("ix_commitments_letter_id", "commitments", ["letter_id"])
    op.create_index("ix_commitments_organisation_id", "commitments", ["organisation_id", "due"])
    op.create_index("ix_commitments_owner_id", "commitments", ["owner_id", "due"])
    op.create_index(
        "ix_commitments_dormant",
        "commitments",
        ["changed"],
        sqlite_where=sa.text("status = 'open' AND condition_state = 'dormant'"),
        postgresql_where=sa.text("status = 'open' AND condition_state = 'dormant'"),
    )
    op.create_index(
        "ix_commitments_promised",
        "commitments",
        ["due"],
        sqlite_where=sa.text("status = 'open' AND due_basis <> 'policy'"),
        postgresql_where=sa.text("status = 'open' AND due_basis <> 'policy'"),
    )
    op.create_index(
        "ix_commitments_review",
        "commitments",
        ["due"],
        sqlite_where=sa.text("status = 'open' AND due_basis = 'policy'"),
        postgresql_where=sa.text("status = 'open' AND due_basis = 'policy'"),
    )
    op.create_index(
        "ix_commitments_unfinished",
        "commitments",
        ["due"],
        sqlite_where=sa.text("status IN ('open', 'proposed')"),
        postgresql_where=sa.text("status IN ('open', 'proposed')"),
    )
    op.create_index("ix_commitments_verb", "commitments", ["organisation_id", "verb"])


def _repeats() -> None:
    op.create_table(
        "repeats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_repeats_commitment_id"),
        sa.ForeignKeyConstraint(["earlier_id"], ["commitments.id"], name="fk_repeats_earlier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_repeats"),
        sa.UniqueConstraint("commitment_id", "earlier_id", name="uq_repeats_commitment_id_earlier_id"),
    )
    op.create_index("ix_repeats_earlier_id", "repeats", ["earlier_id"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64)),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_evidence_commitment_id"),
        sa.ForeignKeyConstraint(["content_hash"], ["contents.hash"], name="fk_evidence_content_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_commitment_id", "evidence", ["commitment_id"])


def _slots() -> None:
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer()),
        sa.Column("deadline_version", sa.Integer()),
        sa.Column("message_id", sa.Integer()),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_slots_commitment_id"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_slots_message_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_slots_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_slots"),
        sa.UniqueConstraint("key", name="uq_slots_key"),
    )
    op.create_index("ix_slots_commitment_id", "slots", ["commitment_id"])
    op.create_index("ix_slots_message_id", "slots", ["message_id"])
    op.create_index(
        "ix_slots_digests",
        "slots",
        ["person_id"],
        sqlite_where=sa.text("commitment_id IS NULL"),
        postgresql_where=sa.text("commitment_id IS NULL"),
    )
    # ### end Alembic commands ###
