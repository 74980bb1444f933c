"""Letters from a watched folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.conftest import Office
from tests.intake.mails import OTHER, PROMISE, letter, mail
from tracker.errors import UnavailableError
from tracker.letters import Limits, Readers
from tracker.letters.folder import load, look, put_away, whole_files
from tracker.model import LetterState, Status
from tracker.service import intake, letters

DIES = Path(__file__).with_name("dies.py")
ARCHIVE = b"\x1f\x8b" + bytes(200)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


@pytest.fixture
def watcher(office: Office, folder: Path) -> Office:
    """An office that watches the folder."""
    office.watch(folder)
    return office


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def quotes(office: Office) -> list[str]:
    return [commitment.quote for entry in office.letters for commitment in office.view(entry).commitments]


def take(office: Office, folder: Path, pause: Callable[[], None], batch: int = 10) -> intake.Intake:
    app = office.app
    desk = intake.Desk(app.engine, app.act, app.readers, app.reading, None, app.zone, batch)
    return intake.take_folder(desk, folder, pause)


def test_a_letter_is_stored_and_its_file_moved(watcher: Office, folder: Path) -> None:
    (folder / "reply.txt").write_text(letter(PROMISE))
    assert watcher.take_in().lines == ("1 letters taken in",)
    (stored,) = watcher.letters
    assert stored.source == str(folder / "reply.txt")
    (commitment,) = watcher.view(stored).commitments
    assert commitment.quote in PROMISE
    assert commitment.status is Status.OPEN
    assert names(folder) == []
    assert (folder / "done" / "reply.txt").read_text() == letter(PROMISE)
    assert watcher.take_in().lines == ("0 letters taken in",)


def test_nothing_is_said_where_nothing_is_configured(office: Office) -> None:
    assert office.take_in().lines == ()
    assert not office.home.exists()


def test_a_file_that_is_still_written_is_left(office: Office, folder: Path) -> None:
    half = folder / "half.txt"
    half.write_text(letter(PROMISE)[:100])
    (folder / "whole.txt").write_text(letter(OTHER))

    def write_on() -> None:
        with half.open("a") as file:
            file.write(letter(PROMISE)[100:])

    assert take(office, folder, write_on).added == 1
    assert names(folder) == ["half.txt"]
    assert take(office, folder, lambda: None).added == 1
    assert names(folder / "done") == ["half.txt", "whole.txt"]
    assert len(quotes(office)) == 2


def test_a_file_that_changes_after_the_looks_is_left(folder: Path) -> None:
    path = folder / "a.txt"
    path.write_text("one")
    (sight,) = whole_files(folder, lambda: None)
    path.write_text("one and two")
    assert load(sight, 100) is None
    path.unlink()
    assert load(sight, 100) is None


def test_a_file_that_appears_during_the_pause_is_left(folder: Path) -> None:
    (folder / "a.txt").write_text("one")
    assert [sight.path.name for sight in whole_files(folder, (folder / "b.txt").touch)] == ["a.txt"]


def test_unfinished_names_links_folders_and_pipes_are_left(
    watcher: Office, folder: Path, tmp_path: Path
) -> None:
    for name in (".hidden.txt", "a.part", "b.TMP", "c.txt.tmp"):
        (folder / name).write_text(letter(PROMISE))
    outside = tmp_path / "secret.txt"
    outside.write_text(letter(OTHER))
    (folder / "link.txt").symlink_to(outside)
    (folder / "sub").mkdir()
    (folder / "sub" / "inner.txt").write_text(letter(PROMISE))
    os.mkfifo(folder / "pipe.txt")
    assert watcher.take_in().lines == ("0 letters taken in",)
    assert watcher.letters == []
    assert outside.exists()
    assert (folder / "link.txt").is_symlink()


def test_a_link_that_takes_the_place_of_a_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    path = folder / "a.txt"
    path.write_text("one")
    (sight,) = look(folder)
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    path.unlink()
    path.symlink_to(outside)
    assert load(sight, 100) is None


def test_what_is_no_letter_is_put_aside_with_the_reason(watcher: Office, folder: Path) -> None:
    (folder / "scans.gz").write_bytes(ARCHIVE)
    (folder / "empty.txt").touch()
    (folder / "reply.txt").write_text(letter(PROMISE))
    report = watcher.take_in()
    assert report.failed == 2
    assert report.lines[0] == "1 letters taken in"
    assert names(folder / "failed") == [
        "empty.txt",
        "empty.txt.reason.txt",
        "scans.gz",
        "scans.gz.reason.txt",
    ]
    reason = (folder / "failed" / "scans.gz.reason.txt").read_text()
    assert reason == "scans.gz: is a gzip archive, not a letter; give the letter itself.\n"
    assert reason.strip() in report.lines
    assert (folder / "failed" / "scans.gz").read_bytes() == ARCHIVE
    assert names(folder / "done") == ["reply.txt"]


def test_a_letter_that_a_person_must_read_is_stored_as_unread(watcher: Office, folder: Path) -> None:
    foreign = (
        "Sehr geehrte Frau Okoro, wir danken Ihnen für Ihren Brief und werden bis zum Sommer antworten. "
    )
    (folder / "brief.txt").write_text(foreign * 5)
    report = watcher.take_in()
    (stored,) = watcher.letters
    assert stored.state is LetterState.UNREAD
    assert report.lines[1] == f"brief.txt: letter {stored.id} is unread: {stored.unread_reason}"
    assert report.failed == 0
    assert names(folder / "done") == ["brief.txt"]


def test_a_file_over_the_limit_is_put_aside(office: Office, folder: Path) -> None:
    (folder / "big.txt").write_text("x" * 3000)
    app = office.app
    with Readers(Limits(size=2000)) as readers:
        desk = intake.Desk(app.engine, app.act, readers, app.reading, None, app.zone, 10)
        taken = intake.take_folder(desk, folder, lambda: None)
    assert taken.failed == 1
    assert "is larger than" in (folder / "failed" / "big.txt.reason.txt").read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_put_aside(watcher: Office, folder: Path) -> None:
    path = folder / "mine.txt"
    path.write_text(letter(PROMISE))
    path.chmod(0)
    assert watcher.take_in().failed == 1
    assert "cannot be read (Permission denied)" in (folder / "failed" / "mine.txt.reason.txt").read_text()


def test_nothing_in_done_is_overwritten(watcher: Office, folder: Path) -> None:
    for promise in (PROMISE, OTHER, "We will meet you by 1 August 2026."):
        (folder / "reply.txt").write_text(letter(promise))
        watcher.take_in()
    assert names(folder / "done") == ["reply.2.txt", "reply.3.txt", "reply.txt"]
    assert (folder / "done" / "reply.2.txt").read_text() == letter(OTHER)
    assert len(watcher.letters) == 3


def test_nothing_in_failed_is_overwritten(watcher: Office, folder: Path) -> None:
    # Files whose names are those of reasons come between.
    for first in (b"a", b"b"):
        (folder / "x.gz").write_bytes(ARCHIVE + first)
        (folder / "x.gz.reason.txt").write_bytes(ARCHIVE + first * 2)
        assert watcher.take_in().failed == 2
    kept = [path.read_bytes() for path in (folder / "failed").iterdir()]
    assert sorted(each for each in kept if each.startswith(ARCHIVE)) == [
        ARCHIVE + last for last in (b"a", b"aa", b"b", b"bb")
    ]
    assert sum(b"is a gzip archive" in each for each in kept) == 4


def test_the_same_letter_again_is_moved_and_not_doubled(watcher: Office, folder: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(letter(PROMISE))
    assert watcher.take_in().lines == ("1 letters taken in", "1 were here before")
    assert len(watcher.letters) == 1
    assert names(folder / "done") == ["one.txt", "two.txt"]


def test_a_letter_that_was_withdrawn_may_be_put_in_again(watcher: Office, folder: Path) -> None:
    (folder / "a.txt").write_text(letter(PROMISE))
    watcher.take_in()
    letters.withdraw(watcher.app.engine, watcher.app.act(), watcher.letters[0].id, "by mistake")
    (folder / "a.txt").write_text(letter(PROMISE))
    assert watcher.take_in().lines == ("1 letters taken in",)


def test_killed_between_storing_and_moving_nothing_is_lost_or_doubled(watcher: Office, folder: Path) -> None:
    (folder / "a.txt").write_text(letter(PROMISE))
    died = subprocess.run([sys.executable, DIES, watcher.home, "-", "-", "put_away"], check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    assert len(watcher.letters) == 1
    assert names(folder) == ["a.txt"]
    assert watcher.take_in().lines == ("0 letters taken in", "1 were here before")
    assert len(watcher.letters) == len(quotes(watcher)) == 1
    assert names(folder / "done") == ["a.txt"]


def test_a_file_that_took_the_place_of_another_is_not_moved_unread(folder: Path) -> None:
    path = folder / "a.txt"
    path.write_text("one")
    (sight,) = look(folder)
    path.unlink()
    path.write_text("two, which nobody has read yet")
    assert put_away(sight, "done") is None
    assert path.read_text() == "two, which nobody has read yet"
    assert names(folder / "done") == []


def test_a_file_that_is_gone_leaves_no_trace(folder: Path) -> None:
    (folder / "a.txt").write_text("one")
    (sight,) = look(folder)
    sight.path.unlink()
    assert put_away(sight, "failed", "a.txt: no letter.") is None
    assert names(folder / "failed") == []


@pytest.mark.parametrize(
    "name",
    [
        b"x\\..\\..\\y.txt",
        b"two\nlines.txt",
        b"-rf *.txt",
        b"\xff\xfe no utf-8.txt",
        "right\u202eto left.txt".encode(),
        b"\x1b[31mred.txt",
        b"x" * 251 + b".txt",
        b"y" * 255,
        b"%00$(id);.txt",
    ],
)
def test_any_name_is_only_a_name(watcher: Office, folder: Path, name: bytes) -> None:
    path = folder / os.fsdecode(name)
    path.write_text(letter(PROMISE))
    (folder / "z.txt").write_text(letter(OTHER))
    assert watcher.take_in().lines == ("2 letters taken in",)
    assert (folder / "done" / path.name).read_text() == letter(PROMISE)
    assert all(entry.source.isprintable() for entry in watcher.letters)
    path.write_bytes(ARCHIVE)
    report = watcher.take_in()
    assert report.failed == 1
    assert all(line.isprintable() for line in report.lines)
    reasons = [each for each in (folder / "failed").iterdir() if each.name.endswith(".reason.txt")]
    assert len(reasons) == 1
    assert "is a gzip archive" in reasons[0].read_text()


@given(st.lists(st.binary(min_size=1, max_size=255), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_every_file_is_somewhere_afterwards(
    tmp_path_factory: pytest.TempPathFactory, raw: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("in")
    usable = [name.replace(b"/", b"_").replace(b"\x00", b"_") for name in raw]
    for number, name in enumerate(usable):
        path = folder / os.fsdecode(name)
        if name in {b".", b".."} or path.exists():
            continue
        path.write_text(f"{number}")
    before = sorted(path.read_text() for path in folder.iterdir())
    for _ in range(2):
        for sight in look(folder):
            put_away(sight, "failed", "no letter")
    after = [path.read_text() for path in folder.rglob("*") if path.is_file()]
    assert sorted(text for text in after if text != "no letter\n") == before


def test_one_run_takes_a_batch_oldest_first(office: Office, folder: Path) -> None:
    for number in (3, 1, 2):
        path = folder / f"{number}.txt"
        path.write_text(letter(f"We will publish report {number} by 30 June 2026."))
        os.utime(path, (number, number))
    taken = take(office, folder, lambda: None, batch=2)
    assert (taken.added, taken.left) == (2, 1)
    assert names(folder) == ["3.txt"]


def test_letters_in_a_mail_file_are_stored_too(watcher: Office, folder: Path) -> None:
    attached = {"../../offer.txt": letter(OTHER).encode()}
    stranger = mail("See the offer.", sender="Eve <eve@elsewhere.example>", attached=attached)
    (folder / "saved.eml").write_bytes(stranger)
    watcher.take_in()
    body, offer = watcher.letters
    assert body.source == str(folder / "saved.eml")
    assert offer.source == f"{body.source}#1 offer.txt"
    (commitment,) = watcher.view(offer).commitments
    assert commitment.status is Status.OPEN, "a person chose to put it there"


def test_an_archive_in_a_mail_is_named(watcher: Office, folder: Path) -> None:
    (folder / "saved.eml").write_bytes(
        mail("See the offer.", attached={"offers.zip": b"PK\x03\x04" + bytes(100)})
    )
    report = watcher.take_in()
    assert "saved.eml: letter 1 came with offers.zip, which is not read" in report.lines


def test_a_mailbox_file_is_its_mails(watcher: Office, folder: Path) -> None:
    mails = (mail(), mail(OTHER, number=2))
    box = b"".join(
        b"From paul@brightwater.example Fri May 29 10:00:00 2026\n" + each + b"\n" for each in mails
    )
    (folder / "saved.mbox").write_bytes(box)
    assert watcher.take_in().lines == ("2 letters taken in",)
    source = folder / "saved.mbox"
    assert [entry.source for entry in watcher.letters] == [
        f"{source}#{number} mail {number} of saved.mbox" for number in (1, 2)
    ]


def test_a_dry_run_moves_nothing(watcher: Office, folder: Path) -> None:
    (folder / "a.txt").write_text(letter(PROMISE))
    assert watcher.take_in(dry_run=True).lines == ("1 file would be taken in; nothing was",)
    assert names(folder) == ["a.txt"]
    assert watcher.letters == []


def test_a_folder_that_is_not_there_is_said(office: Office, tmp_path: Path) -> None:
    office.watch(tmp_path / "nowhere")
    with pytest.raises(
        UnavailableError, match=r"nowhere cannot be looked through .* create it, or name another"
    ):
        office.take_in()


def test_a_folder_for_done_that_cannot_be_made_is_said_and_loses_nothing(
    watcher: Office, folder: Path
) -> None:
    (folder / "a.txt").write_text(letter(PROMISE))
    (folder / "done").write_text(letter(OTHER))
    report = watcher.take_in()
    assert report.failed == 1
    assert "files that were taken cannot be moved there" in report.lines[-1]
    assert names(folder) == ["a.txt", "done"]


def test_the_folder_may_be_named_from_the_home(office: Office) -> None:
    (office.home / "letters").mkdir(parents=True, mode=0o700)
    office.home.chmod(0o700)
    office.watch(Path("letters"))
    (office.home / "letters" / "a.txt").write_text(letter(PROMISE))
    assert office.take_in().lines == ("1 letters taken in",)
