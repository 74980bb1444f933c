"""The parts of a Word document, and how they name each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from tracker.letters.packages import parse_xml, read_bytes

NAME_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Word can save in a strict form, which differs in the names of the name spaces alone.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", NAME_SPACE.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _RELATIONS.encode()),
)
_MAIN = "word/document.xml"


def named(name: str) -> str:
    """A tag or attribute of WordprocessingML as lxml writes it."""
    return f"{{{NAME_SPACE}}}{name}"


class WordPackage:
    """An open document. What is asked for is parsed then, and raises PackageError where it is damaged."""

    def __init__(self, package: ZipFile) -> None:
        self._package = package
        self._names = frozenset(package.namelist())
        path = next((path for kind, path in self._relations("").values() if kind == "officeDocument"), _MAIN)
        self._relations_of_document = self._relations(path)
        self.document = self._part(path)

    def of_kind(self, kind: str) -> Iterator[etree._Element]:
        """The roots of the parts of a kind ("numbering", "footnotes", …) that the document uses."""
        yield from map(parse_xml, self.bytes_of(kind))

    def bytes_of(self, kind: str) -> Iterator[bytes]:
        """Those parts, not yet parsed."""
        for found, path in self._relations_of_document.values():
            if found == kind and path in self._names:
                yield self._bytes(path)

    def by_id(self, reference: etree._Element) -> etree._Element | None:
        """The root of the part that an element refers to; None where it is missing."""
        _, path = self._relations_of_document.get(reference.get(f"{{{_RELATIONS}}}id", ""), ("", ""))
        return self._part(path) if path in self._names else None

    def _part(self, path: str) -> etree._Element:
        return parse_xml(self._bytes(path))

    def _bytes(self, path: str) -> bytes:
        content = read_bytes(self._package, path)
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
        return content

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (last word of its kind, path of its target) for the part at a path, "" for the package."""
        folder, name = posixpath.split(path)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self._names:
            return {}
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in self._part(listed)
            if relation.get("TargetMode") != "External"
        }
