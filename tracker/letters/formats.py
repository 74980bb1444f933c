"""Which format some bytes are in. Decided by content: names and suffixes lie."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from tracker.errors import UnreadableError

TEXT = "text/plain"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
MAIL = "message/rfc822"
MBOX = "application/mbox"
MSG = "application/vnd.ms-outlook"
MAIL_HEADERS = "text/rfc822-headers"
"""All that is kept of a mail that was too large to be fetched; nothing to be read."""
IMAGES = frozenset({"image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp", "image/webp"})

_SIGNATURES = (
    (re.compile(rb"\{\\rtf"), RTF),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "image/tiff"),
    (re.compile(rb"GIF8"), "image/gif"),
    (re.compile(rb"BM.{4}\x00{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
)
_FOREIGN = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"%!PS", "a PostScript file"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"RIFF", "a media file"),
)
# Some programs count: "word/document2.xml".
_WORD_DOCUMENT = re.compile(r"word/document\d{0,2}\.xml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|table|p|span|article|main|section)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER_NAME = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
_MBOX_START = re.compile(rb"From \S+ .{0,80}\d{4}\r?\n[A-Za-z-]+:")
# Only machines write these; a letter typed with "From:" and "Subject:" on top is plain text.
_TRANSPORT_HEADERS = frozenset(
    {b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to", b"content-type"}
)
# Mails carry kilobytes of routing before the first header that tells.
_HEAD = 65536
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


def sniff(content: bytes, source: str) -> str:
    """The media type of a format that can be read.

    Raises UnreadableError for everything else: archives, programs, binary junk.
    """
    head = content[:_HEAD]
    signed = next((kind for signature, kind in _SIGNATURES if signature.match(head)), None)
    if signed:
        return signed
    # Packages first: the first thing in one may be a PDF.
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(content, source)
    if head.startswith(_OLE):
        return _sniff_ole(content, source)
    if _is_pdf(head):
        return PDF
    _refuse_foreign(head, source)
    return _sniff_text(head, content, source)


def _is_pdf(head: bytes) -> bool:
    """Readers of PDF accept some junk before its mark; a mail that holds a PDF is none."""
    return b"%PDF-" in head[:1024] and not _is_mail(head) and not _MBOX_START.match(head)


def _refuse_foreign(head: bytes, source: str) -> None:
    for signature, name in _FOREIGN:
        if head.startswith(signature):
            raise UnreadableError(f"{source}: is {name}, not a letter; give the letter itself.")


def sniff_unpacked(content: bytes, source: str) -> str | None:
    """As `sniff`, but without unpacking anything: None for a document that is a package of parts."""
    return None if content.startswith((b"PK\x03\x04", _OLE)) else sniff(content, source)


def _sniff_zip(content: bytes, source: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # Cut off: the list of names stands at the end. The first name still tells.
        names = set()
    if any(map(_WORD_DOCUMENT.fullmatch, names)) or (not names and b"word/" in content):
        return DOCX
    if ODT.encode() in content[:200]:
        return ODT
    raise UnreadableError(
        f"{source}: is a ZIP archive or a document of another kind; give the letters in it one by one."
    )


def _sniff_ole(content: bytes, source: str) -> str:
    # The directory of an OLE file names its streams in UTF-16; these two only Outlook and Word use.
    if "__properties_version1.0".encode("utf-16-le") in content:
        return MSG
    if "WordDocument".encode("utf-16-le") in content:
        return DOC
    raise UnreadableError(f"{source}: is an old or damaged Office file; save it as PDF and give that.")


def _sniff_text(head: bytes, content: bytes, source: str) -> str:
    wide = looks_like_utf16(head)
    if not wide and _is_binary(content):
        raise UnreadableError(
            f"{source}: is binary data of no known letter format; save the letter as PDF, DOCX or text."
        )
    start = head.replace(b"\x00", b"") if wide else head.removeprefix(b"\xef\xbb\xbf")
    if wide:
        start = start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _HTML_START.match(start):
        return HTML
    if _MBOX_START.match(start):
        return MBOX
    if _is_mail(start):
        return MAIL
    return TEXT


def looks_like_utf16(content: bytes) -> bool:
    """A byte order mark, or a zero in every other byte of the beginning, as Latin text has it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    start = content[:512]
    half = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    return half >= 8 and max(even, odd) > 0.8 * half and min(even, odd) == 0


def _is_binary(content: bytes) -> bool:
    """More than one byte in a hundred is a control character that no text holds."""
    sample = content[:65536] + content[-4096:]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(8, len(sample) // 100)


def _is_mail(start: bytes) -> bool:
    """A block of header lines from the first byte on, one of them of the kind that only machines write."""
    block = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    first = _HEADER_NAME.match(block)
    names = [name.lower() for name in _HEADER_NAME.findall(block)]
    return first is not None and len(names) >= 2 and not _TRANSPORT_HEADERS.isdisjoint(names)
