"""Letters in folders, in mails and in copies; what waits for a person; promises entered and made again."""

from __future__ import annotations

import shutil
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.cli.conftest import LetterWriter
from tests.cli.driver import Tracker
from tests.letter_formats import samples
from tests.letter_formats.test_language import FRENCH
from tests.letter_formats.test_pdf import scan
from tracker.cli.progress import Lines, Pace

REPORT = "We will publish the full inspection report by 30 June 2026."
REPAIR = "We will repair the eastern fence of the school by 1 August 2026."
DETAILS = (
    "Thank you for your letter of 2 February 2026 about the dam at Upper Creek.",
    "Our engineers have inspected the drainage works together with the surveyors of the council of Northport.",
)
GERMAN = (
    "Sehr geehrte Frau Okafor, vielen Dank für Ihren Brief. Wir werden den Bericht bis zum 30. Juni "
    "veröffentlichen und Ihnen eine Abschrift senden. Mit freundlichen Grüßen, Jo Lind"
)


def mail(
    *attachments: bytes, body: str = "Dear Ms Okafor,\n\nPlease find our answer attached.\n\nJo Lind\n"
) -> bytes:
    message = EmailMessage()
    message["From"] = "Jo Lind <jo@brightwater.example>"
    message["To"] = "office@rivers.example"
    message["Date"] = "Mon, 1 Jun 2026 10:00:00 +0100"
    message["Subject"] = "Our answer"
    message.set_content(body)
    for number, content in enumerate(attachments):
        message.add_attachment(content, maintype="application", subtype="pdf", filename=f"answer{number}.pdf")
    return message.as_bytes()


def test_a_day_received_is_the_anchor_of_receipt(tracker: Tracker, write: LetterWriter) -> None:
    promise = "We will send you the audit within 30 days of receipt of this letter."
    tracker = tracker.on(2026, 6, 9)
    tracker.ok("add", write(promise), "--received", "2026-06-05")
    shown = tracker.ok("show", "1", "--json").json
    assert (shown["due"], shown["due_anchor"]) == ("2026-07-05", "2026-06-05")
    assert "the day received, 5 June 2026" in shown["explanation"]
    tracker.ok("letter", "edit", "1", "--received", "2026-06-08")
    assert tracker.ok("show", "1", "--json").json["due"] == "2026-07-08"
    assert "received  8 June 2026" in tracker.ok("letter", "show", "1").out


def test_where_nobody_says_when_it_was_received_the_letters_date_counts(
    tracker: Tracker, write: LetterWriter
) -> None:
    tracker.ok(
        "add",
        write("We will send you the audit within 30 days of receipt of this letter.", date="1 March 2019"),
    )
    shown = tracker.ok("show", "1", "--json").json
    assert shown["due"] == "2019-03-31"
    assert "from the letter of 1 March 2019 (the day of receipt is not known)" in shown["explanation"]
    assert "not known; added on 2 June 2026" in tracker.ok("letter", "show", "1").out
    assert tracker.ok("letters", "--json").json[0]["received_known"] is False


def test_a_quote_names_its_page(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(samples.as_pdf(fill=12))
    tracker.ok("add", path)
    assert tracker.ok("letters", "--json").json[0]["pages"] == 2
    views = [tracker.ok("show", each["id"], "--json").json for each in tracker.ok("list", "--json").json]
    assert {view["page"] for view in views} == {2}
    assert ", page 2 (" in " ".join(tracker.ok("show", "1").out.split())


def test_text_has_no_pages(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT))
    assert tracker.ok("show", "1", "--json").json["page"] is None
    assert ", page" not in tracker.ok("show", "1").out


def test_an_attached_letter_is_a_letter_linked_to_its_mail(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "answer.eml"
    path.write_bytes(mail(samples.as_pdf()))
    added = tracker.ok("add", path, "--json").json
    assert [(each["letter"], each["part_of"]) for each in added] == [(1, None), (2, 1)]
    assert added[0]["commitments"] == []
    assert added[1]["source"] == f"{path}#1 answer0.pdf"
    assert len(added[1]["commitments"]) > 3
    assert tracker.ok("letter", "show", "1", "--json").json["parts"] == [2]
    assert "came in   letter 1" in tracker.ok("letter", "show", "2").out
    again = tracker.ok("add", path, "--json").json
    assert [each["already"] for each in again] == [True, True]
    gone = tracker.ok("letter", "withdraw", "1", "--note", "Not for us.").out
    assert "Gone with it: letter 2, which came in it." in gone
    assert tracker.ok("letters", "--json").json == []


def test_extract_shows_what_the_letters_in_a_mail_promise(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "answer.eml"
    path.write_bytes(mail(samples.as_pdf()))
    answer = tracker.ok("extract", path).out
    assert "answer.eml#1 answer0.pdf: Northfield Mining plc, 14 March 2024" in answer
    assert "“We will publish the full inspection report by 30 June 2024”" in answer
    shapes = tracker.ok("extract", path, "--json").json
    assert [each["source"] for each in shapes] == [str(path), f"{path}#1 answer0.pdf"]
    added = tracker.ok("add", path, "--json").json
    assert [len(each["commitments"]) for each in shapes] == [len(each["commitments"]) for each in added]


def test_an_archive_in_a_mail_is_named(tracker: Tracker, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, body in (("one.eml", "Here they are."), ("two.eml", "Here they are once more.")):
        content = mail(b"PK\x03\x04" + bytes(100), body=f"Dear Ms Okafor,\n\n{body}\n")
        (tmp_path / "in" / name).write_bytes(content)
    answer = tracker.ok("add", tmp_path / "in" / "one.eml")
    assert (
        "one.eml: attached, and not read: answer0.pdf; if a letter is in it, add that one by itself."
        in answer.err
    )
    answer = tracker.ok("add", "--recursive", tmp_path / "in")
    assert "Not read of what was attached to 1 mail:" in answer.out
    assert "two.eml: answer0.pdf" in " ".join(answer.out.split())


def test_extract_names_the_letter_in_a_mail_that_a_person_must_read(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "answer.eml"
    path.write_bytes(mail(samples.as_pdf()[:900]))
    answer = tracker("extract", path)
    assert answer.code == 1
    assert f"{path}#1 answer0.pdf: The PDF is damaged" in answer.err
    assert "answer.eml: " in answer.out


def test_a_letter_that_came_before_in_another_mail_is_named_by_where_it_came(
    tracker: Tracker, tmp_path: Path
) -> None:
    for name, body in (("one.eml", "Here it is."), ("two.eml", "Here it is once more.")):
        (tmp_path / name).write_bytes(mail(samples.as_pdf(), body=f"Dear Ms Okafor,\n\n{body}\n"))
    tracker.ok("add", tmp_path / "one.eml")
    answer = tracker.ok("add", tmp_path / "two.eml").out
    assert "two.eml: its part 1 answer0.pdf: already here as letter 2; nothing added." in answer


def test_an_unread_letter_is_not_said_to_promise_nothing(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text(FRENCH)
    answer = tracker("add", path)
    assert answer.code == 4
    assert "Letter 1 from an unknown sender of no date: a person must read it." in answer.out
    assert "0 commitments" not in answer.out
    assert "in French" in tracker.ok("letters", "--unread").out
    assert "  language  French" in tracker.ok("letter", "show", "1").out


def test_the_mails_of_a_mailbox_file_are_letters(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "archive.mbox"
    bodies = (f"Dear Ms Okafor,\n\n{REPORT}\n\nJo Lind\n", f"Dear Ms Okafor,\n\n{REPAIR}\n\nJo Lind\n")
    path.write_bytes(
        b"".join(b"From jo Mon Jun  1 10:00:00 2026\n" + mail(body=body) + b"\n" for body in bodies)
    )
    added = tracker.ok("add", path, "--json").json
    assert [len(each["commitments"]) for each in added] == [1, 1]
    assert [each["date"] for each in tracker.ok("letters", "--json").json] == ["2026-06-01", "2026-06-01"]


def test_the_same_letter_in_another_format_is_not_counted_twice(tracker: Tracker, tmp_path: Path) -> None:
    for name, make in (("letter.docx", samples.as_docx), ("letter.pdf", samples.as_pdf)):
        (tmp_path / name).write_bytes(make())
    tracker.ok("add", tmp_path / "letter.docx")
    once = tracker.ok("list", "--json").json
    answer = tracker.ok("add", tmp_path / "letter.pdf")
    assert "looks like letter 1 in another format: its promises are not counted twice" in answer.out
    assert "tracker letter keep 2" in answer.out
    assert tracker.ok("list", "--json").json == once
    assert "copy of 1" in tracker.ok("letters").out
    assert "letter 2" in tracker.ok("letter", "show", "1").out
    assert tracker("letter", "keep", "1").code == 5
    kept = tracker.ok("letter", "keep", "2").out
    assert kept == f"Letter 2 counts, with {len(once)} commitments.\n"
    assert len(tracker.ok("list", "--json").json) == 2 * len(once)
    assert tracker("letter", "keep", "2").code == 5
    assert tracker("letter", "keep", "9").code == 3


def test_the_copy_of_a_withdrawn_letter_counts(tracker: Tracker, tmp_path: Path) -> None:
    for name, make in samples.FORMATS.items():
        if name in {"docx", "pdf", "html"}:
            (tmp_path / name).write_bytes(make())
    for name in ("docx", "pdf", "html"):
        tracker.ok("add", tmp_path / name)
    before = {each["quote"] for each in tracker.ok("list", "--json").json}
    answer = tracker.ok("letter", "withdraw", "1", "--note", "Bad scan.")
    assert "Letter 2, its copy in another format, counts from now on" in answer.out
    after = tracker.ok("list", "--json").json
    assert {each["letter"] for each in after} == {2}
    assert {" ".join(each["quote"].split()) for each in after} == {
        " ".join(quote.split()) for quote in before
    }
    assert tracker.ok("letter", "show", "3", "--json").json["duplicate_of"] == 2


def test_letters_of_one_template_both_count(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(*DETAILS, REPORT, name="1.txt"))
    tracker.ok("add", write(*DETAILS, REPORT.replace("30 June", "31 July"), name="2.txt", date="8 June 2026"))
    assert [each["duplicate_of"] for each in tracker.ok("letters", "--json").json] == [None, None]
    assert len(tracker.ok("list", "--json").json) == 2


def test_how_alike_copies_must_be_is_a_setting(tracker: Tracker, tmp_path: Path) -> None:
    mailed = samples.as_text().decode().replace("very seriously", "to heart at all times and in all places")
    (tmp_path / "1.txt").write_bytes(samples.as_text())
    (tmp_path / "2.txt").write_text(mailed, encoding="utf-8")
    strict = tracker.with_config("[letters]\nsame_letter = 1.0")
    strict.ok("add", tmp_path / "1.txt", tmp_path / "2.txt")
    assert strict.ok("letters", "--json").json[0]["duplicate_of"] is None
    loose = tracker.at(tmp_path / "other").with_config("[letters]\nsame_letter = 0.8")
    loose.ok("add", tmp_path / "1.txt", tmp_path / "2.txt")
    assert [each["duplicate_of"] for each in loose.ok("letters", "--json").json].count(1) == 1


def test_a_promise_made_again_is_told(tracker: Tracker, write: LetterWriter) -> None:
    again = "We will publish the full inspection reports by 31 December 2021."
    tracker.ok("add", write(again, name="2021.txt", date="4 May 2021"))
    tracker.ok("add", write(REPAIR, name="other.txt", date="5 May 2022"))
    tracker.ok("add", write(REPORT, name="2026.txt"))
    oldest = REPORT.replace("2026", "2019")
    tracker.ok("add", write(oldest, name="2019.txt", date="1 March 2019", sender="Brightwater Mills Limited"))
    tracker.ok("add", write(REPORT, name="else.txt", sender="Halden Copper plc"))
    assert "repeated   promised three times since 2019: letters 4, 1, 3" in tracker.ok("show", "3").out
    repeats = tracker.ok("show", "1", "--json").json["repeats"]
    assert [(each["letter"], each["date"]) for each in repeats] == [(4, "2019-03-01"), (3, "2026-06-01")]
    for alone in ("2", "5"):
        assert tracker.ok("show", alone, "--json").json["repeats"] == []
        assert "repeated" not in tracker.ok("show", alone).out
    tracker.ok("letter", "withdraw", "4", "--note", "Not theirs.")
    assert "promised twice since 2021: letters 1, 3" in tracker.ok("show", "1").out


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scan_is_read_once_tesseract_is_there(
    tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.png"
    scan(samples.as_pdf()).save(path)
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        answer = tracker("add", path)
        assert answer.code == 4
        assert "apt-get install tesseract-ocr" in answer.err
        assert tracker("letter", "reread", "1").code == 4
    assert "have it read again: tracker letter reread 1" in " ".join(tracker.ok("add", path).out.split())
    assert "tracker letter reread ID" in tracker.ok("letters", "--unread").out
    answer = tracker.ok("letter", "reread", "1")
    assert "Letter 1 from Northfield Mining plc of 14 March 2024: " in answer.out
    assert "“We will publish the full inspection report by 30 June 2024”" in answer.out
    assert tracker.ok("letters", "--unread", "--json").json == []
    tracker.ok("undo", "--yes")
    assert [each["id"] for each in tracker.ok("letters", "--unread", "--json").json] == [1]
    assert tracker.ok("list", "--json").json == []


def test_what_waits_for_a_person_is_listed_and_entered(staffed: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text(GERMAN, encoding="utf-8")
    answer = staffed("add", path, "--sender", "Mühle Nord GmbH", "--case", "Wells")
    assert answer.code == 4
    assert "tracker new --letter 1" in answer.err
    (waiting,) = staffed.ok("letters", "--unread", "--json").json
    assert (waiting["id"], waiting["language"], waiting["state"]) == (1, "de", "unread")
    assert "written in German" in staffed.ok("letters", "--unread").out
    entered = staffed.ok(
        "new", "--letter", "1", "--quote", "Wir werden den Bericht  bis zum 30. Juni veröffentlichen",
        "--action", "publish the report", "--due", "2026-06-30", "--json",
    ).json  # fmt: skip
    expected = {
        "actor": "Mühle Nord GmbH",
        "due": "2026-06-30",
        "due_basis": "set",
        "status": "open",
        "owner": "Ana",
    }
    assert expected.items() <= entered.items()
    assert path.read_text(encoding="utf-8")[entered["start"] : entered["end"]] == entered["quote"]
    (event,) = staffed.ok("show", "1", "--json").json["history"]
    assert (event["action"], event["actor"]) == ("commitment.entered", "Ana")
    staffed.ok("letter", "edit", "1", "--read")
    assert staffed.ok("letters", "--unread", "--json").json == []
    assert "No letter waits" in staffed.ok("letters", "--unread").out
    assert [each["id"] for each in staffed.on(2026, 7, 1).ok("overdue", "--json").json] == [1]


def test_what_is_entered_may_sleep_and_may_have_no_day(tracker: Tracker, tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert tracker("add", path, "--date", "2026-05-01").code == 4
    words = (
        "new",
        "--letter",
        "1",
        "--quote",
        "We will repair the pump if it breaks",
        "--action",
        "repair the pump",
    )
    answer = tracker.ok(*words, "--condition", "if it breaks", "--actor", "The mill")
    assert "review by" in answer.out
    view = tracker.ok("show", "1", "--json").json
    assert (view["condition_state"], view["actor"], view["due_basis"]) == ("dormant", "The mill", "policy")
    assert (view["start"], view["end"], view["before"], view["after"]) == (0, 0, "", "")
    assert "We will repair the pump if it breaks" in tracker.ok("show", "1").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--letter", "9", "--quote", "x", "--action", "x"), 3),
        (("--letter", "1", "--quote", "We will build a bridge", "--action", "build"), 2),
        (("--letter", "1", "--quote", " ", "--action", "build"), 2),
        (("--letter", "1", "--quote", "Dear Ms Okafor", "--action", " "), 2),
        (("--letter", "1", "--quote", "Dear Ms Okafor", "--action", "x", "--owner", "Zoe"), 3),
        (("--letter", "1", "--action", "build"), 2),
    ],
)
def test_what_cannot_be_entered(
    tracker: Tracker, write: LetterWriter, words: tuple[str, ...], code: int
) -> None:
    tracker.ok("add", write(REPORT))
    assert tracker("new", *words).code == code
    assert len(tracker.ok("list", "--json").json) == 1


def test_a_withdrawn_letter_takes_no_promise(tracker: Tracker, write: LetterWriter) -> None:
    tracker.ok("add", write(REPORT))
    tracker.ok("letter", "withdraw", "1", "--note", "Not for us.")
    assert tracker("new", "--letter", "1", "--quote", "Dear Ms Okafor", "--action", "x").code == 5


def archive(write: LetterWriter, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    write(REPORT, name="in/1.txt", date="1 June 2026")
    write(REPAIR, name="in/below/2.txt", date="2 June 2026")
    (folder / "brief.txt").write_text(GERMAN, encoding="utf-8")
    (folder / "junk.bin").write_bytes(bytes(range(256)))
    return folder


def test_a_folder_is_taken_whole_only_when_that_is_said(
    tracker: Tracker, write: LetterWriter, tmp_path: Path
) -> None:
    folder = archive(write, tmp_path)
    refused = tracker("add", folder)
    assert refused.code == 4
    assert "--recursive" in refused.err
    assert tracker("add", folder, "--workers", "2").code == 2
    assert tracker("add", tmp_path / "none", "--recursive").code == 2
    assert tracker.ok("letters", "--json").json == []


def test_a_whole_folder(tracker: Tracker, write: LetterWriter, tmp_path: Path) -> None:
    folder = archive(write, tmp_path)
    answer = tracker("add", folder, "--recursive", "--workers", "1")
    assert answer.code == 1
    assert "3 letters added with 2 commitments; 0 files here before." in answer.out
    told = " ".join(answer.out.split())  # where lines are wrapped depends on the folder's name
    assert "written in German" in told
    assert "junk.bin: is binary data" in told
    found = tracker("add", folder, "--recursive", "--workers", "1", "--json")
    assert found.code == 1
    assert (found.json["added"], found.json["already"]) == ([], 3)
    assert [each["source"] for each in found.json["failed"]] == [str(folder / "junk.bin")]
    assert found.err == ""


def test_several_files_may_be_read_at_once(tracker: Tracker, write: LetterWriter) -> None:
    paths = [write(REPORT, name="1.txt"), write(REPAIR, name="2.txt")]
    shape = tracker.ok("add", *paths, "--workers", "2", "--json").json
    assert sorted(each["commitments"] for each in shape["added"]) == [1, 1]
    assert sorted(each["source"] for each in shape["added"]) == sorted(map(str, paths))


def test_where_there_is_no_terminal_progress_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    slow = Pace(4)
    slow.done = 1
    slow._began -= 4
    assert slow.line().startswith("1 of 4 files, 0.2 a second, 12 s left")
    lines = Lines(4, seconds=0)
    for _ in range(2):
        time.sleep(0.01)
        lines()
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("1 of 4 files, ")
    assert second.startswith("2 of 4 files, ")
    assert second.endswith(" s left")
    assert not sys.stderr.isatty()
