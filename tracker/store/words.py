"""Words that can be sought: of commitments, asks and letters. The database itself keeps them, in the same transaction.

Sought are words and beginnings of words, without accents or upper case. SQLite: an FTS5 index beside each table, which
holds no text of its own. PostgreSQL: an index of `tsvector`s, in which at most the first 300,000 characters of a letter
are sought.
"""

from __future__ import annotations

import string
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)

from tracker.model.filters import Words

_FTS5 = "tokenize='unicode61 remove_diacritics 2', prefix='3'"
_MOST_CHARACTERS = 300_000
"""A tsvector holds a megabyte."""
_PUNCTUATION = string.punctuation.replace("'", "''").replace("%", "%%")
"""Taken out beforehand, else PostgreSQL would keep "halden.example" and "child-labour" as one word."""
_OWN_WORDS = {"commitments": ("quote", "action"), "asks": ("quote",)}
"""The columns whose words are sought."""


def search_statements(dialect: str) -> list[str]:
    """What makes words of the tables `letters`, `commitments` and `asks`, which are there, be sought from now on."""
    return _POSTGRESQL if dialect == "postgresql" else [*_SQLITE, *SQLITE_TRIGGERS.values()]


def fill_statements(dialect: str) -> list[str]:
    """What takes in the rows that are there already."""
    if dialect == "postgresql":
        return ["UPDATE letters SET text_hash = text_hash WHERE text_hash IS NOT NULL"]
    return [f"INSERT INTO {name} ({name}) VALUES ('rebuild')" for name in _INDEXES]  # noqa: S608


_INDEXES = ("commitments_words", "asks_words", "letter_words")
_SHADOWS = ("", "_data", "_idx", "_docsize", "_config")
"""The tables in which FTS5 keeps an index that holds no text."""


def lost_indexes(connection: Connection) -> list[str]:
    """The tables of the indexes that are gone from an SQLite store. PostgreSQL keeps none that could go alone."""
    if connection.dialect.name != "sqlite":
        return []
    there = {
        row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    return [name + shadow for name in _INDEXES for shadow in _SHADOWS if name + shadow not in there]


def make_searchable(_metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Listens to "after_create" of all tables."""
    for statement in search_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def in_row(dialect: str, rows: Table, sought: Words) -> ColumnElement[bool]:
    """Whether these words stand in the quote of a commitment or an ask, or in the action of a commitment."""
    if dialect == "postgresql":
        return func.search_words(literal_column(_joined(str(rows.name)))).op("@@")(_tsquery(sought))
    return rows.c.id.in_(_matching(f"{rows.name}_words", sought))


def in_letter(dialect: str, letter_id: Column[int], sought: Words) -> ColumnElement[bool]:
    """Whether these words stand in the text of the letter that a column names."""
    if dialect == "postgresql":
        words = table("letter_words", column("letter_id", Integer), column("words"))
        return letter_id.in_(select(words.c.letter_id).where(words.c.words.op("@@")(_tsquery(sought))))
    return letter_id.in_(_matching("letter_words", sought))


def _joined(rows: str) -> str:
    return " || ' ' || ".join(f"{rows}.{name}" for name in _OWN_WORDS[rows])


def _tsquery(sought: Words) -> ColumnElement[Any]:
    query = " & ".join(f"{word}:*" for word in sought.words)
    return func.to_tsquery(literal_column("'simple'::regconfig"), bindparam(None, query, Text))


def _matching(index: str, sought: Words) -> Any:
    query = " ".join(f'"{word}"*' for word in sought.words)
    rows = table(index, column("rowid", Integer))
    return select(rows.c.rowid).where(literal_column(index).op("MATCH")(bindparam(None, query, Text)))


_SQLITE = [
    *(
        f"CREATE VIRTUAL TABLE {rows}_words USING fts5({', '.join(names)}, content='{rows}', content_rowid='id', {_FTS5})"
        for rows, names in _OWN_WORDS.items()
    ),
    (
        "CREATE VIEW letter_texts AS SELECT letters.id AS id, CAST(contents.bytes AS TEXT) AS text "
        "FROM letters JOIN contents ON contents.hash = letters.text_hash"
    ),
    f"CREATE VIRTUAL TABLE letter_words USING fts5(text, content='letter_texts', content_rowid='id', {_FTS5})",
]


def _of_rows(rows: str, names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Name, occasion and deed of each trigger that keeps the words of a table's own columns."""
    columns, index = ", ".join(names), f"{rows}_words"
    add = f"INSERT INTO {index} (rowid, {columns}) VALUES (NEW.id, {', '.join(f'NEW.{name}' for name in names)})"  # noqa: S608
    old = ", ".join(f"OLD.{name}" for name in names)
    drop = f"INSERT INTO {index} ({index}, rowid, {columns}) VALUES ('delete', OLD.id, {old})"  # noqa: S608
    differs = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in names)
    return [
        (f"{index}_new", f"INSERT ON {rows}", add),
        (f"{index}_changed", f"UPDATE OF {columns} ON {rows} WHEN {differs}", f"{drop}; {add}"),
        (f"{index}_gone", f"DELETE ON {rows}", drop),
    ]


_ADD_LETTER = "INSERT INTO letter_words (rowid, text) SELECT id, text FROM letter_texts WHERE id = NEW.id"
_DROP_LETTER = (
    "INSERT INTO letter_words (letter_words, rowid, text) "
    "SELECT 'delete', OLD.id, CAST(bytes AS TEXT) FROM contents WHERE hash = OLD.text_hash"
)
SQLITE_TRIGGERS = {
    name: f"CREATE TRIGGER {name} AFTER {when} BEGIN {does}; END"
    for name, when, does in (
        *(trigger for rows, names in _OWN_WORDS.items() for trigger in _of_rows(rows, names)),
        ("letter_words_new", "INSERT ON letters WHEN NEW.text_hash IS NOT NULL", _ADD_LETTER),
        (
            "letter_words_changed",
            "UPDATE OF text_hash ON letters WHEN OLD.text_hash IS NOT NEW.text_hash",
            f"{_DROP_LETTER}; {_ADD_LETTER}",
        ),
        ("letter_words_gone", "DELETE ON letters", _DROP_LETTER),
    )
}
"""By name; `soundness` looks whether they stand."""

_POSTGRESQL = [
    (
        "CREATE FUNCTION search_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        "SELECT to_tsvector('pg_catalog.simple'::regconfig, translate("
        f"regexp_replace(normalize(left(words, {_MOST_CHARACTERS}), NFKD), U&'[\\0300-\\036f]', '', 'g'), "
        f"'{_PUNCTUATION}', '{' ' * len(string.punctuation)}')) $$"
    ),
    *(
        f"CREATE INDEX ix_{rows}_words ON {rows} USING gin (search_words({_joined(rows)}))"
        for rows in _OWN_WORDS
    ),
    (
        "CREATE TABLE letter_words (letter_id INTEGER CONSTRAINT pk_letter_words PRIMARY KEY "
        "CONSTRAINT fk_letter_words_letter_id REFERENCES letters (id) ON DELETE CASCADE, words tsvector NOT NULL)"
    ),
    "CREATE INDEX ix_letter_words_words ON letter_words USING gin (words)",
    (
        "CREATE FUNCTION keep_letter_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "DELETE FROM letter_words WHERE letter_id = NEW.id; "
        "INSERT INTO letter_words SELECT NEW.id, search_words(convert_from(bytes, 'UTF8')) "
        "FROM contents WHERE hash = NEW.text_hash; RETURN NULL; END $$"
    ),
    (
        "CREATE TRIGGER letter_words_kept AFTER INSERT OR UPDATE OF text_hash ON letters "
        "FOR EACH ROW EXECUTE FUNCTION keep_letter_words()"
    ),
]
