"""Hostile letters cost their limit and nothing else; every one is accounted for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from tests.letter_formats.samples import FORMATS, LINES, as_docx, as_html, as_mail, as_pdf, lines_of
from tracker.errors import UnreadableError
from tracker.letters import Limits, Readers, read_letter
from tracker.letters.lettertext import MEBIBYTE

LIMITS = Limits(seconds=5)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(LIMITS) as pool:
        yield pool


@pytest.mark.parametrize("name", FORMATS)
def test_children_read_as_this_process_does(readers: Readers, name: str) -> None:
    content = FORMATS[name]()
    assert readers.read(content, name) == read_letter(content, name)


def test_refusals_come_through_as_they_are(readers: Readers) -> None:
    for content in (b"", b"  ", b"PK\x03\x04" + bytes(50), bytes(range(256)) * 9):
        with pytest.raises(UnreadableError) as inside:
            read_letter(content, "in/a")
        with pytest.raises(UnreadableError) as outside:
            readers.read(content, "in/a")
        assert str(outside.value) == str(inside.value)


def test_short_plain_text_starts_no_child() -> None:
    before = child_pids()
    with Readers(LIMITS) as pool:
        pool.read(b"We will pay by May.", "a.txt")
        assert child_pids() == before


def test_a_mailbox_of_many_mails_is_read_whole_and_one_bad_mail_costs_itself(readers: Readers) -> None:
    mails = [as_mail().replace(b"Upper Creek", b"Creek %d" % number) for number in range(250)]
    mails[100] = b"Message-ID: <a>\nSubject: nothing\n\n\n"
    content = b"".join(b"From jane Thu Mar 14 09:30:00 2024\n" + each + b"\n" for each in mails)
    letter = readers.read(content, "archive.mbox")
    assert letter.unread_reason is None
    assert len(letter.parts) == 250
    unread = [number for number, part in enumerate(letter.parts) if part.letter.unread_reason]
    assert unread == [100]
    assert "Creek 249" in letter.parts[249].letter.text
    with Readers(replace(LIMITS, mails=30)) as few:
        short = few.read(content, "archive.mbox")
    assert len(short.parts) == 30
    assert "last 220 into a file of their own" in (short.unread_reason or "")


def child_pids() -> set[int]:
    """Children of this process that read letters."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text("latin-1").rpartition(")")[2].split()[1])
                reads = b"tracker.letters.worker" in (entry / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == os.getpid() and reads:
                found.add(int(entry.name))
    return found


def test_children_are_used_again_and_end_with_the_pool() -> None:
    with Readers(LIMITS, processes=2) as pool:
        before = child_pids()
        for _ in range(3):
            pool.read(as_html(), "a.html")
        started = child_pids() - before
        assert len(started) == 1
    assert not started & child_pids()


def test_threads_share_the_pool() -> None:
    found: list[tuple[str, ...]] = []
    with Readers(LIMITS, processes=2) as pool:
        threads = [
            threading.Thread(target=lambda: found.append(lines_of(pool.read(as_html(), "a").text)))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [LINES] * 6


def test_a_child_killed_from_outside_is_replaced() -> None:
    with Readers(LIMITS) as pool:
        before = child_pids()
        pool.read(as_html(), "a.html")
        for pid in child_pids() - before:
            os.kill(pid, 9)
        letters = [pool.read(as_html(), "a.html") for _ in range(2)]
    assert lines_of(letters[-1].text) == LINES


def probe(statement: str) -> str:
    """What a statement does inside a locked child: "done", or the name of its error."""
    program = (
        "from tracker.letters.worker import _lock\nfrom tracker.letters import Limits\n_lock(Limits())\n"
        f"try:\n    {statement}\nexcept BaseException as error:\n    print(type(error).__name__)\nelse:\n    print('done')"
    )
    run = subprocess.run(
        [sys.executable, "-B", "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    return run.stdout.strip() or f"ended {run.returncode}"


@pytest.mark.parametrize(
    ("statement", "outcome"),
    [
        ("import socket; socket.socket()", "PermissionError"),
        ("import socket; socket.getaddrinfo('localhost', 80)", "PermissionError"),
        ("import os; os.system('true')", "PermissionError"),
        ("import subprocess; subprocess.run(['true'])", "PermissionError"),
        ("import os; os.fork()", "PermissionError"),
        ("open('/tmp/written-by-a-letter', 'w')", "PermissionError"),
        ("bytearray(1 << 30)", "MemoryError"),
        ("open('/dev/null', 'rb').close()", "done"),
    ],
)
def test_a_child_can_neither_reach_out_nor_grow(statement: str, outcome: str) -> None:
    assert probe(statement) == outcome
    assert not Path("/tmp/written-by-a-letter").exists()


def test_a_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", "canary")
    monkeypatch.setenv("https_proxy", "http://proxy.example:1")
    with Readers(LIMITS) as pool:
        before = child_pids()
        pool.read(as_html(), "a.html")
        (pid,) = child_pids() - before
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"canary" not in environment
    assert b"proxy" not in environment


def nested_mail(depth: int) -> bytes:
    head = b"From: a@a.example\nMIME-Version: 1.0\nSubject: x\n"
    parts = [f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n'.encode() for n in range(depth)]
    return head + b"".join(parts) + b"Content-Type: text/plain\n\nWe will pay.\n"


def long_subject() -> bytes:
    return b"MIME-Version: 1.0\n" + as_mail().replace(
        b"Subject: ", b"Subject: " + b"=?utf-8?q?x?= , <(\n " * 25_000
    )


def word_bomb() -> bytes:
    stream = BytesIO(as_docx())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(3):
            package.writestr(f"word/media/{number}.xml", bytes(100 * MEBIBYTE))
    return stream.getvalue()


def lying_word_bomb() -> bytes:
    """The directory states a small size for what unpacks to 130 MiB."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(as_docx())) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for info in source.infolist():
            large = info.filename == "word/document.xml"
            package.writestr(info.filename, b"<a>" + b" " * (130 * MEBIBYTE) if large else source.read(info))
    content = stream.getvalue()
    return content.replace((130 * MEBIBYTE + 3).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(12))
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", f"<!DOCTYPE a [{entities}]><a>&e11;</a>")
    return stream.getvalue()


def pdf_bomb() -> bytes:
    """A page whose drawing unpacks, twice over, from a few kilobytes to 300 MiB."""
    once = zlib.compressobj(9)
    packed = b"".join(once.compress(b"BT (x) Tj ET\n" * 80_660) for _ in range(300)) + once.flush()
    packed = zlib.compress(packed, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nested mail": lambda: nested_mail(2000),
    "long subject": long_subject,
    "word bomb": word_bomb,
    "lying word bomb": lying_word_bomb,
    "entity bomb": entity_bomb,
    "pdf bomb": pdf_bomb,
    "nested tags": lambda: b"<html><body>" + b"<div><table><tr><td>" * 2000 + b"We will pay.",
    "nested quotes": lambda: b"<html><body>" + b"<blockquote>" * 2000 + b"We will pay.",
    "nested brackets": lambda: b"(" * 2000 + b"We will pay." + b")" * 2000,
    "nested groups": lambda: rb"{\rtf1" + b"{" * 200_000 + b"We will pay." + b"}" * 200_000,
    "unclosed footnotes": lambda: rb"{\rtf1 " + rb"{\footnote " * 20_000 + b"We will pay.",
    "endless comment": lambda: b"<!--" + b"<!-- --" * 100_000,
    "long line of marks": ("e" + "\u0315\u0300" * 300_000).encode,
    "no line ends": lambda: b"From: a@a.example\nMessage-ID: <" + b"x" * 3_000_000,
    "many parts": lambda: (
        b"From: a@a.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: application/pdf\n\n%PDF-1.4\n" * 20_000
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_letters_are_accounted_for_in_time(readers: Readers, name: str) -> None:
    content = HOSTILE[name]()
    start = time.monotonic()
    letter = readers.read(content, name)
    assert time.monotonic() - start < 3 * LIMITS.seconds
    assert letter.text.strip() or letter.unread_reason
    # The next letter is read as if nothing had happened.
    assert lines_of(readers.read(as_html(), "a.html").text) == LINES


def test_nul_bytes_and_bidi_controls_do_not_reach_the_text(readers: Readers) -> None:
    page = as_html().replace(b"We will publish", "We\u202e wi\x00ll pu\u2066blish".encode())
    text = readers.read(page, "a.html").text
    assert "We will publish" in text
    assert not any(character in text for character in "\x00\u202e\u2066")


def test_a_letter_over_its_time_is_unread_and_the_child_is_replaced() -> None:
    before = child_pids()
    with Readers(replace(LIMITS, seconds=0.001)) as pool:
        letter = pool.read(as_html(), "a.html")
        assert "longer than 0.001 s" in (letter.unread_reason or "")
        assert child_pids() == before


def test_a_letter_over_the_size_is_refused() -> None:
    with Readers(replace(LIMITS, size=100)) as pool, pytest.raises(UnreadableError, match="larger than"):
        pool.read(as_html(), "a.html")


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_scans_are_read_in_a_child_of_their_own(readers: Readers) -> None:
    stream = BytesIO()
    pypdfium2.PdfDocument(as_pdf())[0].render(scale=200 / 72).to_pil().save(stream, "PDF")
    letter = readers.read(stream.getvalue(), "a.pdf")
    assert letter.unread_reason is None
    assert lines_of(letter.text)[-3:] == LINES[-3:]


def test_without_tesseract_a_scan_says_what_to_install(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = BytesIO()
    pypdfium2.PdfDocument(as_pdf())[0].render(scale=1).to_pil().save(stream, "PDF")
    monkeypatch.setenv("PATH", "/nowhere")
    letter = readers.read(stream.getvalue(), "a.pdf")
    assert letter.text == ""
    assert "install Tesseract" in (letter.unread_reason or "")
