from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Answer, Tracker, spawn

REPORT = "We will publish the report by 30 June 2026."
ROOT = Path(__file__).parents[2]


def one_sentence(answer: Answer) -> str:
    """The one thing said, on standard error, in one line that blames no program."""
    assert answer.out == ""
    assert answer.err.startswith("tracker: ")
    assert answer.err.count("\n") == 1
    assert answer.err.rstrip().endswith((".", "?"))
    assert "defect" not in answer.err
    return answer.err


def nothing_stored(tracker: Tracker) -> bool:
    letters, commitments = (
        tracker.ok(*words, "--json").json for words in (["letters"], ["list", "--status", "all"])
    )
    return not letters and not commitments


@pytest.mark.parametrize("command", ["add", "extract"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n ", "is empty"),
        (bytes(range(256)) * 40, "binary data"),
        (b"\x7fELF" + bytes(200), "a program"),
        (b"PK\x03\x04" + bytes(100), "ZIP archive"),
        (b"SQLite format 3\x00" + bytes(100), "a database"),
    ],
)
def test_a_file_that_is_no_letter(
    tracker: Tracker, tmp_path: Path, command: str, content: bytes, words: str
) -> None:
    path = tmp_path / "letter.bin"
    path.write_bytes(content)
    for options in ((), ("--json",)):
        answer = tracker(command, path, *options)
        assert answer.code == 4
        assert words in one_sentence(answer)
        assert "letter.bin" in answer.err
    assert nothing_stored(tracker)


@pytest.mark.parametrize("command", ["add", "extract"])
@pytest.mark.parametrize(("name", "words"), [("missing.txt", "no such file"), ("folder", "is a folder")])
def test_a_path_that_leads_to_no_file(
    tracker: Tracker, tmp_path: Path, command: str, name: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    answer = tracker(command, tmp_path / name)
    assert answer.code == 4
    assert words in one_sentence(answer)
    assert nothing_stored(tracker)


def test_a_file_that_this_login_may_not_read(write: LetterWriter) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = write(REPORT)
    path.chmod(0)
    done = spawn("extract", path, home=path.parent)
    assert done.returncode == 4
    assert "may not be read" in done.stderr


def test_a_pipe_is_not_waited_for(tracker: Tracker, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    answer = tracker("add", pipe)
    assert answer.code == 4
    assert "no ordinary file" in one_sentence(answer)


def test_bytes_that_are_no_utf_8_do_not_hide_the_promise(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT)
    path.write_bytes(path.read_bytes().replace(b"Jo Lind", b"Jos\xe9 Lind\xf8"))
    added = tracker.ok("add", path, "--json").json
    assert added[0]["commitments"] == [1]
    assert "José" in tracker.ok("letter", "show", "1", "--json").json["text"]


def test_a_file_name_that_is_no_utf_8(tracker: Tracker, write: LetterWriter) -> None:
    path = write(REPORT).rename(os.fsdecode(os.fsencode(write(REPORT).parent) + b"/l\xe9tter.txt"))
    assert "l\ufffdtter.txt" in tracker.ok("extract", path).out
    assert tracker.ok("add", path, "--json").json[0]["source"].endswith("l\ufffdtter.txt")
    tracker.ok("letters")
    proof = ("--as", "kept", "--note", "Seen.", "--evidence")
    tracker.ok("resolve", "1", *proof, path)
    assert tracker.ok("show", "1", "--json").json["evidence"][0]["source"] == "l\ufffdtter.txt"


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--owner", "\udcff"),
        ("dismiss", "1", "--note", "\udcff"),
        ("case", "add", "\udcff", "--lead", "Ana"),
    ],
)
def test_words_that_are_no_utf_8(staffed: Tracker, write: LetterWriter, words: tuple[str, ...]) -> None:
    staffed.ok("add", write(REPORT))
    answer = staffed(*words)
    assert answer.code == 2
    one_sentence(answer)
    assert staffed.ok("show", "1", "--json").json["status"] == "open"


@pytest.mark.parametrize(
    "words",
    [
        ("extract", "letter.txt", "--date", "2026-02-30"),
        ("extract", "letter.txt", "--date", "yesterday"),
        ("add", "letter.txt", "--date", "0001-01-01"),
        ("add", "letter.txt", "--date", "9999-12-31"),
        ("letter", "edit", "1", "--date", "30/06/2026"),
        ("list", "--due-before", "2026-13-01"),
        ("jobs", "run", "reminders", "--at", "noon"),
        ("jobs", "run", "reminders", "--at", "0001-01-01T00:00+14:00"),
        ("jobs", "run", "reminders", "--at", "9999-12-31T23:59-12:00"),
    ],
)
def test_an_impossible_date(tracker: Tracker, words: tuple[str, ...]) -> None:
    answer = tracker(*words)
    assert answer.code == 2
    assert words[-1] in one_sentence(answer)
    assert not tracker.home.exists()


@pytest.mark.parametrize(
    "body",
    [
        "We will publish the report by 31 December 9999.",
        "We will publish the report by 30 February 2026.",
        "We will publish the report within 99999999 days.",
        "We will publish the report within 4000 years.",
        "We will publish the report by 1 January 0001.",
    ],
)
def test_a_day_beyond_the_calendar_stops_neither_the_letter_nor_the_mail(
    staffed: Tracker, write: LetterWriter, body: str
) -> None:
    staffed.ok("add", write(body, REPORT), "--case", "Wells")
    assert any(each["due"] == "2026-06-30" for each in staffed.ok("list", "--json").json)
    later = staffed.on(2026, 6, 29)
    for words in (
        ("list",),
        ("overdue",),
        ("show", "1"),
        ("jobs", "run", "reminders"),
        ("jobs", "run", "digests"),
    ):
        later.ok(*words)


def test_an_unknown_command_suggests_the_nearest(tracker: Tracker) -> None:
    answer = tracker("lst")
    assert answer.code == 2
    assert "did you mean 'list'?" in one_sentence(answer)
    assert "tracker --help" in one_sentence(tracker("qqqq"))
    assert "Did you mean 'show'?" in one_sentence(tracker("letter", "shw"))
    assert tracker("list", "--ownr", "Ana").code == 2


def test_no_command_is_a_question(tracker: Tracker) -> None:
    answer = tracker()
    assert answer.code == 2
    assert "Commands:" in answer.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[office\n", "TOML"),
        ('[office]\nnmae = "Our office"', "nmae"),
        ('[mail.smtp]\nport = "587"', "mail.smtp.port"),
        ('[office]\nzone = "Mars/Olympus"', "office.zone"),
        ('[office]\ncountry = "Atlantis"', "office.country"),
        ('[mail]\ntransport = "smtp"\n[mail.smtp]\nhost = "mail.example"\ntls = "none"', "mail.smtp.tls"),
    ],
)
def test_a_broken_config_names_key_and_file(
    tracker: Tracker, write: LetterWriter, text: str, words: str
) -> None:
    broken = tracker.with_config(text)
    answer = broken("add", write(REPORT))
    assert answer.code == 2
    assert words in one_sentence(answer)
    assert str(broken.config) in answer.err
    assert nothing_stored(tracker)


def test_a_config_that_is_not_there(tracker: Tracker, tmp_path: Path) -> None:
    for missing in (tmp_path / "missing.toml", tmp_path):
        answer = replace(tracker, config=missing)("list")
        assert answer.code == 2
        assert str(missing) in one_sentence(answer)
    answer = replace(tracker, environ={"TRACKER_CONFIG": str(tmp_path / "gone.toml")})("list")
    assert answer.code == 2
    assert "gone.toml" in answer.err


@pytest.mark.parametrize("sender", ["nobody", "a@b@c", "Ana <ana@office.example>\r\nBcc: all@office.example"])
def test_a_sender_that_is_no_address(staffed: Tracker, write: LetterWriter, sender: str) -> None:
    staffed.ok("add", write(REPORT), "--owner", "Ana")
    broken = staffed.with_config(f"[mail]\nfrom = {sender!r}".replace("'", '"'))
    answer = broken.on(2026, 6, 23)("jobs", "run", "reminders")
    assert answer.code == 2
    assert "mail.from" in one_sentence(answer)
    assert staffed.ok("outbox", "--json").json == []


def test_a_password_file_that_is_not_there(staffed: Tracker, write: LetterWriter) -> None:
    staffed.ok("add", write(REPORT), "--owner", "Ana")
    week = staffed.on(2026, 6, 23)
    week.ok("jobs", "run", "reminders")
    broken = week.with_config(
        '[mail]\ntransport = "smtp"\n[mail.smtp]\nhost = "mail.example"\npassword_file = "/nowhere/secret"'
    )
    answer = broken("jobs", "run", "delivery")
    assert answer.code == 2
    assert "mail.smtp.password_file" in one_sentence(answer)
    assert week.ok("outbox", "--json").json[0]["state"] == "queued"


@pytest.mark.parametrize("below", ["file", "file/deeper"])
def test_a_home_that_cannot_be_written(
    tracker: Tracker, write: LetterWriter, tmp_path: Path, below: str
) -> None:
    (tmp_path / "file").write_text("I am no folder.")
    for words in (("list",), ("add", str(write(REPORT))), ("people",)):
        answer = tracker.at(tmp_path / below)(*words)
        assert answer.code == 6
        assert "--home" in one_sentence(answer)
    assert (tmp_path / "file").read_text() == "I am no folder."


@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_home_that_this_login_may_not_write(mode: int) -> None:
    # Root may write everywhere: it becomes nobody once all code is loaded, which nobody may not read.
    code = (
        "import os, sys; sys.path[:] = eval(sys.argv.pop(1)); from tracker.cli import run;"
        "import sqlite3, msgspec.toml, sqlalchemy.dialects.sqlite.pysqlite;"
        "import tracker.app, tracker.cli.people, tracker.cli.render, tracker.service.people, tracker.store.engine;"
        "from tracker.config import read_settings; read_settings(None);"
        "os.geteuid() or os.setresuid(65534, 65534, 65534); sys.exit(run(sys.argv[1:]))"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        home.mkdir()
        home.chmod(mode)
        done = subprocess.run(
            [sys.executable, "-c", code, repr(sys.path), "--home", home, "people"],
            capture_output=True, text=True, timeout=60, check=False, env={"HOME": folder},
        )  # fmt: skip
    assert done.returncode == 6, done.stderr
    assert "Permission denied" in one_sentence(Answer(6, done.stdout, done.stderr))


def test_a_store_that_is_no_database(tracker: Tracker) -> None:
    tracker.home.mkdir()
    store = tracker.home / "tracker.db"
    store.write_bytes(b"These are my shopping notes.\n" * 100)
    answer = tracker("list")
    assert answer.code == 6
    assert "not a tracker store" in one_sentence(answer)
    assert store.read_bytes().startswith(b"These are my shopping notes.")


def test_a_store_of_another_program(tracker: Tracker) -> None:
    tracker.home.mkdir()
    with closing(sqlite3.connect(tracker.home / "tracker.db")) as other:
        other.execute("CREATE TABLE people (name TEXT)")
        other.execute("INSERT INTO people VALUES ('Ana')")
        other.commit()
    answer = tracker("list")
    assert answer.code == 6
    one_sentence(answer)
    with closing(sqlite3.connect(tracker.home / "tracker.db")) as other:
        assert other.execute("SELECT name FROM people").fetchall() == [("Ana",)]


def test_a_store_address_that_cannot_be_used(tracker: Tracker) -> None:
    for url, code in (
        ("mysql://db.example/tracker", 2),
        ("nonsense", 2),
        ("postgresql://tracker:hunter2@127.0.0.1:1/tracker", 6),
    ):
        answer = replace(tracker, environ={"TRACKER_DATABASE_URL": url})("list")
        assert answer.code == code
        assert "hunter2" not in one_sentence(answer)


def test_a_full_disk_stores_nothing_by_halves(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("people")
    path = write(*[f"We will publish report number {number} by 30 June 2026." for number in range(400)])
    size = (tracker.home / "tracker.db").stat().st_size

    def fill_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, size + 20_000))

    done = subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; main()", "--home", tracker.home, "add", path],
        preexec_fn=fill_disk, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 6, done.stderr
    assert "disk" in one_sentence(Answer(6, done.stdout, done.stderr))
    assert nothing_stored(tracker)
    assert tracker.ok("doctor", "--json").code == 0


@pytest.mark.parametrize(
    ("broken", "words"),
    [("{{ nobody_gave_this }}", "nobody_gave_this"), ("{% if %}", "body.txt"), (None, "body.txt")],
)
def test_a_broken_template_is_named_and_leaves_the_outbox_empty(
    tmp_path: Path, staffed: Tracker, write: LetterWriter, broken: str | None, words: str
) -> None:
    staffed.ok("add", write(REPORT), "--owner", "Ana")
    for folder in ("tracker", "jobs", "templates", "config"):
        shutil.copytree(
            ROOT / folder, tmp_path / "copy" / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    template = tmp_path / "copy/templates/email/reminder/body.txt"
    if broken is None:
        template.unlink()
    else:
        template.write_text(broken)
    done = spawn(
        "jobs", "run", "reminders", "--at", "2026-06-23", home=staffed.home, PYTHONPATH=str(tmp_path / "copy")
    )
    assert done.returncode == 1
    assert "templates/email/reminder/body.txt" in one_sentence(Answer(1, done.stdout, done.stderr))
    assert words in done.stderr
    assert staffed.ok("outbox", "--json").json == []


def test_a_defect_is_one_sentence_and_no_traceback(
    tracker: Tracker, write: LetterWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("We will publish the report")

    monkeypatch.setattr("tracker.app.App.extract", fail)
    tracker.home.mkdir()
    answer = tracker("extract", write(REPORT))
    assert answer.code == 1
    assert "a defect in the program" in answer.err
    assert answer.err.count("\n") == 1
    log = (tracker.home / "defects.log").read_text()
    assert "test_bad_input.py" in log
    assert "publish" not in log + answer.err


def test_the_process_answers_with_the_documented_codes(tmp_path: Path, write: LetterWriter) -> None:
    home = tmp_path / "home"
    letter = write(REPORT)
    for arguments, code in (
        (("add", letter), 0),
        (("add", letter, tmp_path / "missing.txt"), 1),
        (("list", "--due-before", "soon"), 2),
        (("show", "9"), 3),
        (("add", tmp_path / "missing.txt"), 4),
        (("reopen", "1", "--note", "After all."), 5),
    ):
        done = spawn(*arguments, home=home)
        assert done.returncode == code, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
    assert spawn("list", home=letter).returncode == 6


def test_a_reader_who_leaves_stops_neither_the_work_nor_the_shell(
    tmp_path: Path, write: LetterWriter
) -> None:
    home = tmp_path / "home"
    letters = [write(REPORT, name=f"{number}.txt", date=f"{number} May 2026") for number in range(1, 4)]
    for words in (("add", *letters), ("list",), ("list", "--json"), ("--help",)):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-c", "from tracker.cli import main; main()", *map(str, words)],
            env={"HOME": str(home), "TRACKER_HOME": str(home)},
            stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
        os.close(writing)
        assert done.returncode == 0
        assert b"BrokenPipe" not in done.stderr
        assert b"Traceback" not in done.stderr
    assert len(Tracker(home).ok("letters", "--json").json) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_not_lost_in_silence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for words in (("people",), ("people", "--json"), ("--help",)):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-c", "from tracker.cli import main; main()", *words],
                env={"HOME": str(home), "TRACKER_HOME": str(home)},
                stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
            )  # fmt: skip
        assert done.returncode == 6
        one_sentence(Answer(6, "", done.stderr))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("list", "--owner", "anna"), "no person 'anna'; did you mean 'Ana'? Else see: tracker people."),
        (("list", "--owner", "Zoe"), "no person 'Zoe'; see: tracker people."),
        (("list", "--case", "Wlels"), "no case 'Wlels'; did you mean 'Wells'? Else see: tracker case."),
        (("list", "--organisation", "Nope"), "no organisation 'Nope'; see: tracker organisations."),
        (
            ("list", "--organisation", "Brightwater Mlils"),
            "no organisation 'Brightwater Mlils'; did you mean 'Brightwater Mills Ltd'? Else see: tracker organisations.",
        ),
        (
            ("organisations", "show", "Slit Works"),
            "no organisation 'Slit Works'; did you mean 'Silt Works'? Else see: tracker organisations.",
        ),
        (("digest", "Bne"), "no person 'Bne'; did you mean 'Ben'? Else see: tracker people."),
        (
            ("case", "add", "Kilns", "--lead", "Bem"),
            "no person 'Bem'; did you mean 'Ben'? Else add her first: tracker people add 'Bem' --email ADDRESS.",
        ),
        (("people", "absent", "Anna", "--back"), "no person 'Anna'; did you mean 'Ana'? Else see: tracker people."),
        (("show", "99"), "no commitment 99; the nearest is 1; see: tracker list."),
        (("letter", "show", "99"), "no letter 99; the nearest is 1; see: tracker letters."),
        (("outbox", "show", "99"), "no message 99; see: tracker outbox."),
        (
            ("jobs", "run", "reminder"),
            "no job 'reminder'; did you mean 'reminders'? There are: intake, reminders, digests, reports, calendar, delivery, upkeep.",
        ),
    ],
)  # fmt: skip
def test_what_is_not_known_suggests_what_is_near(
    staffed: Tracker, write: LetterWriter, words: tuple[str, ...], sentence: str
) -> None:
    staffed.ok("add", write(REPORT))
    staffed.ok("organisations", "alias", "Brightwater Mills Ltd", "Silt Works")
    answer = staffed(*words)
    assert answer.code == 3
    assert one_sentence(answer) == f"tracker: {sentence}\n"


def test_a_new_case_is_suggested_to_be_added(staffed: Tracker, write: LetterWriter) -> None:
    answer = staffed("add", write(REPORT), "--case", "Welsl")
    assert answer.code == 3
    assert "did you mean 'Wells'? Else add it first: tracker case add 'Welsl' --lead PERSON." in answer.err
    assert nothing_stored(staffed)
