"""Writes Outlook MSG files: as much of [MS-CFB] and [MS-OXMSG] as a mail with attachments needs."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

SECTOR, MINI_SECTOR, MINI_LIMIT = 512, 64, 4096
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
Tree = dict[str, "bytes | Tree"]


def outlook_mail(
    subject: str,
    sender: str,
    body: str,
    html: bytes | None = None,
    attachments: Sequence[tuple[str, bytes]] = (),
    enclosed: Sequence[Tree] = (),
    sent: datetime = datetime(2024, 3, 14, 8, 30, tzinfo=UTC),
) -> bytes:
    """A mail to okafor@rivers.example."""
    ticks = (sent - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    text = {0x0037: subject, 0x0C1A: "Jane Holt", 0x0C1F: sender, 0x1000: body}
    root = _properties(32, [(0x0039, 0x0040, struct.pack("<Q", ticks))], text, {0x1013: html} if html else {})
    root["__recip_version1.0_#00000000"] = _properties(
        8, [], {0x3001: "Ada Okafor", 0x39FE: "okafor@rivers.example"}
    )
    by_value = (0x3705, 0x0003, struct.pack("<II", 1, 0))
    for number, (name, content) in enumerate(attachments):
        storage = _properties(8, [by_value], {0x3707: name}, {0x3701: content})
        root[f"__attach_version1.0_#{number:08X}"] = storage
    for number, mail in enumerate(enclosed, len(attachments)):
        embedded = (0x3705, 0x0003, struct.pack("<II", 5, 0))
        root[f"__attach_version1.0_#{number:08X}"] = {
            **_properties(8, [embedded], {}),
            "__substg1.0_3701000D": mail,
        }
    return compound_file(root)


def enclosed_mail(subject: str, sender: str, body: str) -> Tree:
    """A mail attached to another, as Outlook keeps it: not as a file."""
    return _properties(24, [], {0x0037: subject, 0x0C1A: "Jo Lind", 0x0C1F: sender, 0x1000: body})


def _properties(
    header: int,
    fixed: Sequence[tuple[int, int, bytes]],
    texts: dict[int, str],
    blobs: dict[int, bytes] | None = None,
) -> Tree:
    entries = [struct.pack("<HHI", kind, number, 6) + value for number, kind, value in fixed]
    streams: Tree = {}
    values = [(number, 0x001F, text.encode("utf-16-le")) for number, text in texts.items()]
    values += [(number, 0x0102, blob) for number, blob in (blobs or {}).items()]
    for number, kind, value in values:
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = value
        entries.append(struct.pack("<HHIII", kind, number, 6, len(value), 0))
    streams["__properties_version1.0"] = bytes(header) + b"".join(entries)
    return streams


def compound_file(tree: Tree) -> bytes:
    """A compound file (version 3) with these storages and streams."""
    file = _CompoundFile()
    return file.write(tree)


class _CompoundFile:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.chain: list[int] = []
        self.mini = b""
        self.mini_chain: list[int] = []
        self.entries: list[bytes] = []

    def write(self, tree: Tree) -> bytes:
        self.entries.append(b"")
        child = self._add_all(tree)
        mini_start = self._add_sectors(self.mini)
        self.entries[0] = _entry("Root Entry", 5, child, NONE, mini_start, len(self.mini))
        directory_start = self._add_sectors(b"".join(self.entries))
        mini_fat = b"".join(struct.pack("<I", at) for at in self.mini_chain)
        mini_fat_start = self._add_sectors(mini_fat, fill=b"\xff")
        count = len(self.sectors)
        fat_sectors = -(-(count + 1) * 4 // (SECTOR - 4))
        self.chain += [FAT] * fat_sectors
        fat = b"".join(struct.pack("<I", at) for at in self.chain)
        fat += b"\xff" * (fat_sectors * SECTOR - len(fat))
        header = struct.pack(
            "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
            0, fat_sectors, directory_start, 0, MINI_LIMIT, mini_fat_start, len(mini_fat) // SECTOR + 1, END, 0,
            count,
        )  # fmt: skip
        table = b"".join(struct.pack("<I", count + i if i < fat_sectors else FREE) for i in range(1, 109))
        return (header + table)[:SECTOR] + b"".join(self.sectors) + fat

    def _add_all(self, tree: Tree) -> int:
        """Adds the entries of a storage, each the right sibling of the one before; gives the first."""
        first = following = NONE
        for name, content in reversed(tree.items()):
            self.entries.append(b"")
            first = len(self.entries) - 1
            if isinstance(content, dict):
                self.entries[first] = _entry(name, 1, self._add_all(content), following, 0, 0)
            else:
                start = self._add_mini(content) if len(content) < MINI_LIMIT else self._add_sectors(content)
                self.entries[first] = _entry(name, 2, NONE, following, start, len(content))
            following = first
        return first

    def _add_sectors(self, content: bytes, fill: bytes = b"\0") -> int:
        start = len(self.sectors)
        pieces = [content[at : at + SECTOR].ljust(SECTOR, fill) for at in range(0, len(content), SECTOR)]
        self.sectors += pieces
        self.chain += [*range(start + 1, start + len(pieces)), END] if pieces else []
        return start if pieces else END

    def _add_mini(self, content: bytes) -> int:
        start = len(self.mini_chain)
        count = -(-len(content) // MINI_SECTOR)
        self.mini += content.ljust(count * MINI_SECTOR, b"\0")
        self.mini_chain += [*range(start + 1, start + count), END] if count else []
        return start if count else END


def _entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        encoded,
        len(encoded),
        kind,
        1,
        NONE,
        right,
        child,
        bytes(16),
        0,
        0,
        0,
        start,
        size,
    )
