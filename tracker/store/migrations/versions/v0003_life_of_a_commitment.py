"""Evidence with dates, asks with answers, extended and snoozed days, notes, links, and what was undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the columns, tables and indexes."""
    _commitments()
    _asks()
    _evidence()
    _notes()
    _links()
    op.create_table(
        "undos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_undos"),
        sa.UniqueConstraint("batch", name="uq_undos_batch"),
    )


def _withdrawn() -> sa.Column[bool]:
    return sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.text("false"))


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _commitments() -> None:
    for column in (
        sa.Column("first_due", sa.Date(), comment="before it was extended"),
        sa.Column("due_because", sa.Text(), comment="why it was extended"),
        sa.Column("snoozed_until", sa.Date()),
        sa.Column("waiting_since", sa.Date(), comment="an open ask of us holds it up"),
        sa.Column("kept_on", sa.Date(), comment="first day of which supporting evidence speaks"),
        _withdrawn(),
    ):
        op.add_column("commitments", column)
    # SQLite adds constraints to a table that is there only together with their column.
    op.execute(
        "ALTER TABLE commitments ADD COLUMN superseded_by INTEGER "
        "CONSTRAINT fk_commitments_superseded_by REFERENCES commitments (id)"
    )
    op.execute(
        "ALTER TABLE commitments ADD COLUMN confirmation VARCHAR(16) "
        "CONSTRAINT ck_commitments_confirmation CHECK (confirmation IN ('waiting', 'given'))"
    )
    _partial(
        "ix_commitments_waiting",
        "commitments",
        "waiting_since",
        "status = 'open' AND waiting_since IS NOT NULL",
    )
    _partial("ix_commitments_snoozed", "commitments", "snoozed_until", "snoozed_until IS NOT NULL")
    _partial("ix_commitments_to_confirm", "commitments", "changed", "confirmation = 'waiting'")


def _asks() -> None:
    op.add_column("asks", sa.Column("answer", sa.Text(), comment="what we answered, in a few words"))
    op.execute(
        "ALTER TABLE asks ADD COLUMN owner_id INTEGER CONSTRAINT fk_asks_owner_id REFERENCES people (id)"
    )
    _partial("ix_asks_unanswered", "asks", "owner_id", "answered IS NULL")
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        _withdrawn(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["asks.id"], name="fk_holds_ask_id"),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_holds_commitment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
        sa.UniqueConstraint("ask_id", "commitment_id", name="uq_holds_ask_id_commitment_id"),
    )
    op.create_index("ix_holds_commitment_id", "holds", ["commitment_id"])


def _evidence() -> None:
    for column in (
        sa.Column("speaks_of", sa.Date(), comment="the day of which it speaks"),
        sa.Column("contradicts", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("note", sa.Text()),
        _withdrawn(),
    ):
        op.add_column("evidence", column)


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        _withdrawn(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_notes_commitment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_commitment_id", "notes", ["commitment_id"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        _withdrawn(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('repeats', 'supersedes', 'answers', 'follows')", name="ck_links_kind"),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name="fk_links_commitment_id"),
        sa.ForeignKeyConstraint(["other_id"], ["commitments.id"], name="fk_links_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("commitment_id", "other_id", "kind", name="uq_links_commitment_id_other_id_kind"),
    )
    op.create_index("ix_links_other_id", "links", ["other_id"])
