#!/usr/bin/env python3
"""Checks an audit export of `tracker` with nothing but Python itself (3.9 or newer), without a network.

    python3 verify.py EXPORT.zip [--checkpoint COUNT HASH]... [--originals FOLDER]

The export may also be a folder into which the zip was unpacked. A checkpoint is what a mail to auditors says of the
audit record: how many events it had, and the hash of the last. FOLDER holds letters as they were received.

Ends with 0 where everything holds, 1 where something does not, 2 where the export cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

NO_HASH = "0" * 64
MOST = 100
LINK = (
    "seq", "batch", "at", "actor", "login", "action", "table_name", "row_id", "values_hash", "previous",
)  # fmt: skip
VALUES = ("salt", "before", "after", "note")
GIVEN = "the checkpoint"
ERASED = "-"  # with this begins the salt of an event whose personal values were erased


class Export:
    """The files of an export, in a zip or unpacked."""

    def __init__(self, place: Path) -> None:
        self.zip = None if place.is_dir() else zipfile.ZipFile(place)
        self.folder = place
        listed = (
            self.zip.namelist()
            if self.zip
            else [str(each.relative_to(place)) for each in place.rglob("*.jsonl")]
        )
        self.names = sorted(name.replace("\\", "/") for name in listed)

    def lines(self, name: str) -> Iterator[Any]:
        """The JSON values of a file, one a line."""
        with self.open(name) as file:
            for number, line in enumerate(file, 1):
                try:
                    yield json.loads(line)
                except ValueError:
                    raise UnreadableError(f"{name}, line {number}: is no JSON") from None

    def open(self, name: str) -> TextIO:
        """One file as text."""
        try:
            file = self.zip.open(name) if self.zip else (self.folder / name).open("rb")
        except (KeyError, OSError):
            raise UnreadableError(f"{name} is missing from the export") from None
        return io.TextIOWrapper(file, encoding="utf-8", newline="\n")


class UnreadableError(Exception):
    """The export cannot be read."""


def canonical(value: Any) -> bytes:
    """The bytes that were hashed: JSON without blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def hash_of(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


class Tables:
    """The rows as the events leave them."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, dict[str, Any] | None]] = {}

    def apply(self, event: dict[str, Any]) -> None:
        """One event further. A row about which something is withheld can be compared no more: None."""
        rows = self.rows.setdefault(event["table_name"], {})
        number = event["row_id"]
        if event.get("salt") is None:
            rows[number] = None
        elif event["before"] is None:
            rows[number] = json.loads(event["after"])
        elif rows.get(number) is not None:
            rows[number].update(json.loads(event["after"]))  # type: ignore[union-attr]

    def compare(self, name: str, found: Iterator[dict[str, Any]]) -> Iterator[str]:
        """Where the rows of a table are not those of the events."""
        said = self.rows.get(name, {})
        for row in found:
            number = row.pop("id")
            if number not in said:
                yield f"{name} {number} was added without a record"
                continue
            expected = said.pop(number)
            if expected is None:
                continue
            # The event of a new row leaves out what was empty, the table what is withheld.
            differing = [key for key, value in row.items() if expected.get(key) != value]
            if differing:
                yield f"{name} {number} was changed without a record: {', '.join(differing)}"
        for number in said:
            yield f"{name} {number} is gone"


class Erased:
    """Personal values that were erased when a person was forgotten, and what the record says of that."""

    def __init__(self) -> None:
        self.found: dict[int, str] = {}
        self.recorded: dict[int, str] = {}
        self.contents: set[str] = set()

    def see(self, event: dict[str, Any]) -> None:
        """One event further."""
        if (event.get("salt") or "").startswith(ERASED):
            self.found[event["seq"]] = hash_of([event[key] for key in VALUES])
        if event["table_name"] == "erasures" and event.get("salt") and event["before"] is None:
            row = json.loads(event["after"])
            self.recorded.update((int(seq), left) for seq, left in json.loads(row["events"]).items())
            self.contents.update(json.loads(row["contents"]))

    def problems(self) -> Iterator[str]:
        """Values that look erased but for which no erasure was recorded, or of which something else is left."""
        for seq, left in self.found.items():
            if self.recorded.get(seq) != left:
                yield f"the values of event {seq} were changed"


class Chain:
    """The events, as far as they were read."""

    def __init__(self) -> None:
        self.count = 0
        self.withheld = 0
        self.met: list[tuple[int, str]] = []
        self.problems: list[str] = []


Checkpoints = dict[int, list[tuple[str, str]]]
"""By the number of its last event, what is known of the hash of that event, and who says so."""


def check_chain(export: Export, checkpoints: Checkpoints, tables: Tables, erased: Erased) -> Chain:
    """How many events there are, of how many the values are withheld, and what is wrong with them."""
    chain, head = Chain(), NO_HASH
    problems = chain.problems
    for event in export.lines("events.jsonl"):
        problems += problems_of(event, chain.count + 1, head)
        problems += rebuilt(event, checkpoints)
        erased.see(event)
        chain.withheld += "salt" not in event
        tables.apply(event)
        chain.count, head = event["seq"], event["hash"]
        chain.met += [
            (chain.count, source)
            for short, source in checkpoints.get(chain.count, ())
            if head.startswith(short)
        ]
        if len(problems) >= MOST:
            return chain
    problems += erased.problems()
    problems += [
        f"the chain ends at event {chain.count}, {source} stands at {at}: its tail was cut"
        for at in sorted(checkpoints)
        if at > chain.count
        for _, source in checkpoints[at]
    ]
    return chain


def problems_of(event: dict[str, Any], expected: int, head: str) -> Iterator[str]:
    """What is wrong with an event that should be number `expected` and follow the one with the hash `head`."""
    seq = event["seq"]
    if seq > expected:
        yield f"events {expected} to {seq - 1} are missing"
    elif seq < expected:
        yield f"event {seq} does not belong where it stands"
    if event["previous"] != head:
        yield f"event {seq} does not follow the one before it"
    if hash_of([event[key] for key in LINK]) != event["hash"]:
        yield f"event {seq} was changed"
    if "salt" in event:
        if event["salt"] is None:
            yield f"the values of event {seq} are missing"
        elif event["salt"].startswith(ERASED):
            pass  # held against the record of the erasure, which comes later
        elif hash_of([event[key] for key in VALUES]) != event["values_hash"]:
            yield f"the values of event {seq} were changed"


def rebuilt(event: dict[str, Any], checkpoints: Checkpoints) -> Iterator[str]:
    """The checkpoints that speak of another event in its place."""
    seq = event["seq"]
    for short, source in checkpoints.get(seq, ()):
        if not event["hash"].startswith(short):
            yield f"event {seq} is another than {source} says: the chain was rebuilt"


def check_tables(export: Export, tables: Tables) -> list[str]:
    """What the tables hold that no event explains."""
    problems: list[str] = []
    for name in export.names:
        if name.startswith("tables/"):
            table = name[len("tables/") : -len(".jsonl")]
            problems += tables.compare(table, export.lines(name))
    return problems


def check_contents(export: Export, erased: Erased) -> list[str]:
    """Originals, texts, mails and evidence that were changed since they were taken in, or are gone."""
    found = list(export.lines("contents.jsonl"))
    kept = {content["hash"] for content in found}
    problems = [
        f"content {content['hash']} was changed: it now has the hash {content['sha256']}"
        for content in found
        if content["sha256"] != content["hash"]
        and not (content["hash"] in erased.contents and content["size"] == 0)
    ]
    for name in export.names:
        if name.startswith("tables/"):
            problems += [
                f"{name[len('tables/') : -len('.jsonl')]} {row['id']}: its content {row[column]} is gone"
                for row in export.lines(name)
                for column in ("content_hash", "text_hash")
                if row.get(column) is not None and row[column] not in kept
            ]
    return problems


def check_originals(export: Export, folder: Path) -> list[str]:
    """Files in your hands that are no letters of the export."""
    known = {content["hash"] for content in export.lines("contents.jsonl")}
    return [
        f"{file}: is none of the letters of this export"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() not in known
    ]


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("export", type=Path)
    parser.add_argument("--checkpoint", nargs=2, action="append", default=[], metavar=("COUNT", "HASH"))
    parser.add_argument("--originals", type=Path, metavar="FOLDER")
    return parser.parse_args(arguments)


def checkpoints_of(given: list[list[str]]) -> Checkpoints:
    """Those of the command line."""
    found: Checkpoints = {}
    for count, head in given:
        short = head.strip().lower()
        if not count.isdigit() or len(short) < 16 or set(short) - set("0123456789abcdef"):
            raise UnreadableError(
                f"{count} {head} is no checkpoint: give the number of events and the hash of the last"
            )
        found.setdefault(int(count), []).append((short, GIVEN))
    return found


def checkpoints_in(export: Export) -> Checkpoints:
    """Those that stand in the export: where the chain stood when it was written, and those of mails to auditors."""
    found: Checkpoints = {}
    stands = next(export.lines("checkpoint.json"))
    found[stands["count"]] = [(stands["head"], "checkpoint.json")]
    if "checkpoints.jsonl" in export.names:  # earlier exports have none
        for told in export.lines("checkpoints.jsonl"):
            source = f"the checkpoint in the mail of {told['composed'][:10]} (message {told['message']})"
            found.setdefault(told["count"], []).append((told["head"], source))
    return found


def together(*several: Checkpoints) -> Checkpoints:
    """All of them, those of the first first."""
    found: Checkpoints = {}
    for checkpoints in several:
        for count, told in checkpoints.items():
            found.setdefault(count, []).extend(told)
    return found


def check(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """What holds, and what does not."""
    checkpoints = checkpoints_of(options.checkpoint)
    export, tables, erased = Export(options.export), Tables(), Erased()
    chain = check_chain(export, together(checkpoints, checkpoints_in(export)), tables, erased)
    problems = chain.problems
    problems += check_tables(export, tables)
    problems += check_contents(export, erased)
    if options.originals:
        problems += check_originals(export, options.originals)
    said = [f"{chain.count} events"]
    said += [
        f"event {at} is the one of your checkpoint; {chain.count - at} came after it"
        for at, source in chain.met
        if source == GIVEN
    ]
    mailed = sum(source not in (GIVEN, "checkpoint.json") for _, source in chain.met)
    if mailed:
        said.append(f"checkpoints in mails to auditors that are those of the chain: {mailed}")
    if chain.withheld:
        said.append(f"the values of {chain.withheld} are withheld; their hashes stand in the chain")
    if erased.found:
        said.append(
            f"personal values erased in {len(erased.found)}, as the record says; what is left of them holds"
        )
    if not checkpoints:
        said.append("no checkpoint given: a cut tail or a chain rebuilt as a whole would not be noticed")
    return said, problems


def main(arguments: list[str] | None = None) -> int:
    """Says what was found; returns the exit code."""
    options = parsed(arguments)
    try:
        said, problems = check(options)
    except (UnreadableError, OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        print(f"{options.export}: cannot be read as an export ({error})", file=sys.stderr)
        return 2
    for line in said:
        print(line)
    for problem in problems[:MOST]:
        print(f"BAD  {problem}")
    if len(problems) > MOST:
        print(f"BAD  and {len(problems) - MOST} more")
    print(
        "Something does not hold; the first line that says BAD names where."
        if problems
        else "Everything holds."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
