"""The ten tamperings, each done after the guards were removed, on both stores.

Each is found twice: by the command in the house, and from an export by `verify.py` alone, run by the oldest Python that
is there, without any network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.cli.driver import Tracker
from tests.store import bare
from tests.store.tampering import (
    as_hostile_administrator,
    edit_original,
    insert_event,
    rebuild,
    swap_events,
)
from tests.store.test_audit import live_a_little
from tracker.store import audit
from tracker.store.unit import reading

LETTER = b"We will act."
Tamper = Callable[[Engine], None]


def _statements(*statements: str) -> Tamper:
    return lambda engine: as_hostile_administrator(engine, *statements)


def _cut(engine: Engine) -> None:
    with reading(engine) as connection:
        last = audit.checkpoint(connection).count - 1
    as_hostile_administrator(
        engine, f"DELETE FROM event_values WHERE seq > {last}", f"DELETE FROM events WHERE seq > {last}"
    )


@dataclass(frozen=True)
class Tampering:
    """What is done, and the first thing that is said of it: in the house, and from the export."""

    name: str
    do: Tamper
    house: str
    export: str
    witnessed: bool = False
    """It is found against a checkpoint only."""


TEN = (
    Tampering(
        "a changed value, in its table too",
        _statements(
            """UPDATE event_values SET after = replace(after, '"due":"2026-05-01"', '"due":"2027-05-01"')
               WHERE seq = (SELECT min(seq) FROM events WHERE table_name = 'commitments')""",
            "UPDATE commitments SET due = '2027-05-01' WHERE id = 1",
        ),
        "the values of event 6 were changed",
        "the values of event 6 were changed",
    ),
    Tampering(
        "a changed time",
        _statements("UPDATE events SET at = replace(at, '2026', '2025') WHERE seq = 5"),
        "event 5 was changed",
        "event 5 was changed",
    ),
    Tampering(
        "a changed actor",
        _statements("UPDATE events SET actor = 'someone' WHERE seq = 2"),
        "event 2 was changed",
        "event 2 was changed",
    ),
    Tampering(
        "a deleted record",
        _statements("DELETE FROM event_values WHERE seq = 20", "DELETE FROM events WHERE seq = 20"),
        "events 20 to 20 are missing",
        "events 20 to 20 are missing",
    ),
    Tampering(
        "an inserted record",
        partial(insert_event, place=6),
        "event 7 does not follow the one before it",
        "event 7 does not follow the one before it",
    ),
    Tampering(
        "two swapped",
        partial(swap_events, one=2, other=3),
        "event 2 does not follow the one before it",
        "event 2 does not follow the one before it",
    ),
    Tampering(
        "a cut tail",
        _cut,
        "the chain ends at event {last}, the checkpoint stands at {count}",
        "the chain ends at event {last}, the checkpoint stands at {count}: its tail was cut",
        witnessed=True,
    ),
    Tampering(
        "a whole chain rebuilt",
        rebuild,
        "event {count} is another than the checkpoint says: the chain was rebuilt",
        "event {count} is another than the checkpoint says: the chain was rebuilt",
        witnessed=True,
    ),
    Tampering(
        "an edited original letter",
        partial(edit_original, content=LETTER),
        f"content {sha256(LETTER).hexdigest()} was changed",
        f"content {sha256(LETTER).hexdigest()} was changed: it now has the hash {sha256(LETTER[::-1]).hexdigest()}",
    ),
    Tampering(
        "an edited table that no event explains",
        _statements("UPDATE commitments SET due = '2031-01-01' WHERE id = 1"),
        "commitments 1 was changed without a record: due",
        "commitments 1 was changed without a record: due",
    ),
)


@pytest.mark.parametrize("tampering", TEN, ids=lambda each: each.name)
def test_each_tampering_is_found_in_the_house_and_from_an_export(
    engine: Engine, store_url: str, tmp_path: Path, tampering: Tampering
) -> None:
    live_a_little(engine)
    house = Tracker(tmp_path / "house", environ={"TRACKER_ACTOR": "Ana", "TRACKER_DATABASE_URL": store_url})
    kept = house.ok("audit", "checkpoint", "--json").json
    witness = ("--checkpoint", str(kept["count"]), kept["head"])
    assert house("audit", "verify", *witness).code == 0

    tampering.do(engine)

    told = {"count": kept["count"], "last": kept["count"] - 1}
    answer = house("audit", "verify", *witness, "--json")
    assert answer.code == 1
    bad = [check["sentence"] for check in answer.json if check["state"] == "bad"]
    missed = [sentence for sentence in bad if sentence.startswith("the trigger ")]
    assert bad[: len(missed)] == missed != []
    assert bad[len(missed)] == tampering.house.format(**told)

    zipped = tmp_path / "record.zip"
    # Showing what is confidential is recorded: that would make a tail of the same length.
    house.ok("audit", "export", zipped, *([] if tampering.witnessed else ["--with-confidential"]))
    found = bare.verify(zipped, *witness)
    assert found.returncode == 1, found
    assert found.bad[0] == tampering.export.format(**told)
    alone = bare.verify(zipped)
    assert (alone.returncode == 0) == tampering.witnessed
    assert "no checkpoint given" in alone.stdout


def test_a_sound_record_is_found_sound_with_the_network_off(
    engine: Engine, store_url: str, tmp_path: Path
) -> None:
    live_a_little(engine)
    house = Tracker(tmp_path / "house", environ={"TRACKER_ACTOR": "Ana", "TRACKER_DATABASE_URL": store_url})
    done = house.ok("audit", "export", tmp_path / "record.zip", "--json").json
    found = bare.verify(tmp_path / "record.zip", "--checkpoint", str(done["count"]), done["head"])
    assert (found.returncode, found.bad) == (0, [])
    assert found.stdout.splitlines()[-1] == "Everything holds."


def test_the_network_is_really_off(tmp_path: Path) -> None:
    script = tmp_path / "calls.py"
    script.write_text("import socket\nsocket.create_connection(('127.0.0.1', 9))\n")
    refused = bare.run(script)
    assert refused.returncode == 1
    assert bare.REFUSAL in refused.stderr
