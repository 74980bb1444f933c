"""What a hostile administrator does: removes the guards, then changes the record past the program."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, create_engine, select, text

from tracker.store import tables


def as_hostile_administrator(engine: Engine, *statements: str) -> None:
    """Removes the triggers, then changes what must not be changed; keys of other tables do not hinder her."""
    hostile = create_engine(engine.url)
    with hostile.begin() as connection:
        if engine.dialect.name == "postgresql":
            for table in tables.GUARDED:
                connection.execute(text(f"DROP TRIGGER {table.name}_insert_only ON {table.name}"))
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            guards = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for (name,) in guards.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.exec_driver_sql(statement)
    hostile.dispose()


def insert_event(engine: Engine, place: int) -> None:
    """An event that never was, well made, as number `place`; all that follow move by one."""
    with engine.connect() as connection:
        before = (
            connection.execute(select(tables.events).where(tables.events.c.seq == place - 1)).mappings().one()
        )
    hidden = ["0" * 32, "{}", '{"confidential":true}', None]
    link = [
        place,
        place,
        before["at"],
        "ana",
        "ana@desk",
        "letter.edited",
        "letters",
        1,
        hashed(hidden),
        before["hash"],
    ]
    shifting = [
        statement
        for table in ("events", "event_values")
        for statement in (
            f"UPDATE {table} SET seq = -seq - 1 WHERE seq >= {place}",
            f"UPDATE {table} SET seq = -seq WHERE seq < 0",
        )
    ]
    columns = ", ".join(repr(value) for value in (*link, hashed(link)))
    values = ", ".join("NULL" if value is None else repr(value) for value in (place, *hidden))
    as_hostile_administrator(
        engine,
        *shifting,
        f"INSERT INTO events VALUES ({columns})",
        f"INSERT INTO event_values (seq, salt, before, after, note) VALUES ({values})",
    )


def swap_events(engine: Engine, one: int, other: int) -> None:
    """Two events change places, with their values."""
    as_hostile_administrator(
        engine,
        *(
            f"UPDATE {table} SET seq = {new} WHERE seq = {old}"
            for table in ("events", "event_values")
            for old, new in ((one, -1), (other, one), (-1, other))
        ),
    )


def rebuild(engine: Engine) -> None:
    """As an administrator who knows how: every actor another, every hash made anew."""
    with engine.connect() as connection:
        rows = connection.execute(select(tables.events).order_by(tables.events.c.seq)).mappings().all()
    previous, statements = "0" * 64, []
    for row in rows:
        link: list[Any] = [row["seq"], row["batch"], row["at"], "someone", row["login"], row["action"]]
        link += [row["table_name"], row["row_id"], row["values_hash"], previous]
        own = hashed(link)
        statements.append(
            f"UPDATE events SET actor = 'someone', previous = '{previous}', hash = '{own}' WHERE seq = {row['seq']}"
        )
        previous = own
    as_hostile_administrator(engine, *statements)


def edit_original(engine: Engine, content: bytes) -> None:
    """Other bytes under the hash of these, as many."""
    other = content[::-1].hex()
    literal = f"decode('{other}', 'hex')" if engine.dialect.name == "postgresql" else f"x'{other}'"
    as_hostile_administrator(
        engine, f"UPDATE contents SET bytes = {literal} WHERE hash = '{sha256(content).hexdigest()}'"
    )


def hashed(value: Any) -> str:
    """SHA-256 of canonical JSON, made with the standard library."""
    return sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
