"""The store: tables, named queries, the unit of work and the audit chain. SQL lives here and nowhere else.

    from tracker.store import letters, outbox
    from tracker.store.engine import open_engine
    from tracker.store.tables import commitments
    from tracker.store.unit import Act, reading, writing

    engine = open_engine(url)                       # creates or migrates the store where needed
    with reading(engine) as connection:             # one snapshot, never a write lock
        letter = letters.by_id(connection, 7)
    with writing(engine, Act(at=now, actor="ana", login="ana")) as unit:   # one transaction
        unit.update(commitments, 12, {"owner_id": 3}, "commitment.assigned")

Reading: `letters`, `commitments`, `asks`, `evidence`, `notes`, `links`, `undos`, `people`, `cases`, `organisations`, `outbox`, `slots`
hold one named function for each question and answer with the dataclasses of `tracker.model`; they take any
connection: that of `reading`, or `unit.connection` inside a change.

Writing: only through `Unit` (`insert`, `insert_many`, `insert_if_new`, `update`, `keep`), which records each
change in the audit chain in the same transaction. `heartbeat` and `mailboxes` alone write past the audit: they say
that the scheduler lives and how far it has looked, not what was done.

Proof: `audit.verify_chain`, `audit.checkpoint`, `audit.history`, `audit.stream_events`,
`audit.replay`; `soundness.check_tables`, `.check_guards`, `.check_rows` and `.check_contents`.

SQLite and PostgreSQL give the same answers and pass the same tests.
"""
