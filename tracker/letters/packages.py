"""Documents that are ZIP packages of XML (DOCX, ODT), opened with care."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from tracker.letters.lettertext import Limits

_DAMAGED = "The document is damaged or cut off; fetch it again, or save it as PDF and add that."
_FAILURES = (
    KeyError, ValueError, OSError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class PackageError(Exception):
    """The package is damaged, locked, or holds more than the limits allow; the message says which."""


def open_package(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The package, after its parts were measured. Raises PackageError.

    The sizes that a package states are the most that zipfile unpacks, so a package that lies about them
    fails, and never grows.
    """
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise PackageError(_DAMAGED) from error
    parts = package.infolist()
    if sum(part.file_size for part in parts) > limits.unpacked or len(parts) > 10_000:
        raise PackageError(
            "The document would unpack to more than a letter can hold; save it as PDF and add that."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise PackageError("The document is locked with a password; save a copy without one and add that.")
    return package


def read_part(package: zipfile.ZipFile, name: str) -> etree._Element:
    """The root of one XML part, with entities left alone. Raises PackageError."""
    return parse_xml(read_bytes(package, name))


def read_bytes(package: zipfile.ZipFile, name: str) -> bytes:
    """One part as it is. Raises PackageError."""
    try:
        return package.read(name)
    except _FAILURES as error:
        raise PackageError(_DAMAGED) from error


def parse_xml(content: bytes) -> etree._Element:
    """The root of a document whose entities are not followed. Raises PackageError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PackageError(_DAMAGED) from error
