"""Mails: whose words are whose, and which attachments are letters."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from textwrap import dedent

import pytest

from tests.letter_formats.outlook_file import compound_file, enclosed_mail, outlook_mail
from tests.letter_formats.samples import LINES, as_docx, as_mail, as_pdf, as_text, lines_of
from tracker.letters import Limits, read_letter

OLD_WORD = compound_file({"WordDocument": bytes(5000), "1Table": bytes(100)})


def mail(text: str = "We will pay by May.\n") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Jane Holt <holt@northfield.example>"
    message["Message-ID"] = "<1@northfield.example>"
    message["Date"] = "Thu, 14 Mar 2024 23:30:00 -0500"
    message["Subject"] = "Dam"
    message.set_content(text)
    return message


def body(content: bytes) -> str:
    return read_letter(content, "a.eml").text.partition("\n\n")[2]


def test_the_date_is_the_sender_s_own() -> None:
    letter = read_letter(mail().as_bytes(), "a.eml")
    assert "Date: 14 March 2024 23:30 -0500" in letter.text
    assert letter.hints.date == dt.date(2024, 3, 14)
    assert letter.hints.sender is None


def test_a_mail_that_was_passed_on_as_a_quotation_loses_its_marks() -> None:
    message = mail(
        "See below.\n\n> Begin forwarded message:\n>\n> From: Per <per@torvald.example>\n>\n> > We asked.\n> We will.\n"
    )
    del message["Subject"]
    message["Subject"] = "Fwd: Dam"
    expected = (
        "See below.\n\nBegin forwarded message:\n\nFrom: Per <per@torvald.example>\n\n> We asked.\nWe will."
    )
    assert body(message.as_bytes()) == expected


def test_an_impossible_date_is_shown_as_it_is() -> None:
    content = mail().as_bytes().replace(b"Thu, 14 Mar 2024 23:30:00 -0500", b"some day")
    letter = read_letter(content, "a.eml")
    assert "Date: some day" in letter.text
    assert letter.hints.date is None


def test_html_alone_keeps_quotes_apart() -> None:
    message = mail()
    message.set_content(
        "<p>We will pay.</p><blockquote><p>Will you pay?</p><ul><li>all</li></ul></blockquote>", "html"
    )
    assert body(message.as_bytes()) == "We will pay.\n\n> Will you pay?\n\n> - all"


def test_plain_text_is_preferred_unless_it_is_a_mere_remark() -> None:
    message = mail("We will pay by May. *Really.*\n")
    message.add_alternative("<p>We will pay by May. <b>Really.</b></p>", subtype="html")
    assert body(message.as_bytes()) == "We will pay by May. *Really.*"
    remark = mail("See the HTML part.\n")
    remark.add_alternative(f"<p>{'We will pay by May. ' * 9}</p>", subtype="html")
    assert body(remark.as_bytes()).startswith("We will pay by May. We will")


def test_flowed_text_is_joined() -> None:
    content = (
        b"From: a@a.example\nMIME-Version: 1.0\nContent-Type: text/plain; format=flowed\n\n"
        b"We will \npay by May.\n> Will you \n> pay?\n-- \nJane\n"
    )
    assert body(content) == "We will pay by May.\n> Will you pay?\n-- \nJane"


@pytest.mark.parametrize("charset", ["no-such-charset", "us-ascii", "utf-8"])
def test_a_wrong_charset_is_no_obstacle(charset: str) -> None:
    head = f"From: a@a.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n"
    content = head.encode() + b"Content-Transfer-Encoding: 8bit\n\nWe\x92ll pay the caf\xe9.\n"
    assert body(content) == "We\u2019ll pay the caf\u00e9."


def test_attached_letters_are_letters_of_their_own() -> None:
    message = mail("Please see our letter.\n")
    message.add_attachment(
        as_pdf(), maintype="application", subtype="octet-stream", filename="../../etc/cron.d/x"
    )
    message.add_attachment(
        as_docx(), maintype="application", subtype="zip", filename="C:\\temp\\a\u202e.docx"
    )
    message.add_attachment(b"BEGIN:VCARD\nEND:VCARD\n", maintype="text", subtype="vcard", filename="jane.vcf")
    message.add_attachment(bytes(500), maintype="application", subtype="octet-stream", filename="junk.bin")
    message.add_attachment(
        b"\x89PNG\r\n\x1a\n" + bytes(100), maintype="image", subtype="png", filename="logo.png"
    )
    letter = read_letter(message.as_bytes(), "a.eml")
    assert [part.name for part in letter.parts] == ["x", "a.docx"]
    assert all(lines_of(part.letter.text) == LINES for part in letter.parts)
    assert letter.parts[0].content == as_pdf() or letter.parts[0].content.startswith(b"%PDF")
    assert "inspection report" not in letter.text
    # A card and a logo are no letters; of the other nobody knows.
    assert letter.left_out == ("junk.bin",)


def test_what_outlook_makes_of_attachments_is_named() -> None:
    message = mail("\n")
    message.add_attachment(
        b"\x78\x9f\x3e\x22" + bytes(range(200)),
        maintype="application",
        subtype="ms-tnef",
        filename="winmail.dat",
    )
    letter = read_letter(message.as_bytes(), "a.eml")
    assert letter.left_out == ("winmail.dat",)
    assert letter.unread_reason == (
        "The mail holds no text and no letter but winmail.dat, which is not read; open it in a mail program."
    )
    attached = [("letters.zip", b"PK\x03\x04" + bytes(100)), ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100))]
    saved = outlook_mail("Dam", "holt@northfield.example", "See below.", attachments=attached)
    assert read_letter(saved, "a.msg").left_out == ("letters.zip",)


def test_an_enclosed_mail_belongs_to_its_own_sender() -> None:
    outer = mail("See below.\n")
    inner = mail("We shall never pay.\n")
    inner.replace_header("From", "Other <other@other.example>")
    outer.add_attachment(inner)
    letter = read_letter(outer.as_bytes(), "a.eml")
    assert "never" not in letter.text
    assert "From: Other <other@other.example>" in letter.parts[0].letter.text
    assert "We shall never pay." in letter.parts[0].letter.text


def test_a_mailbox_gives_each_mail() -> None:
    mails = [
        b"From jane Thu Mar 14 09:30:00 2024\n" + mail(f"We will pay {n}.\n>From now on.\n").as_bytes()
        for n in "123"
    ]
    letter = read_letter(b"\n".join(mails), "a.mbox")
    assert letter.text == ""
    assert letter.unread_reason is None
    assert [part.letter.text.partition("\n\n")[2] for part in letter.parts] == [
        f"We will pay {n}.\nFrom now on." for n in "123"
    ]
    short = read_letter(b"\n".join(mails), "a.mbox", limits=Limits(parts=2))
    assert len(short.parts) == 2
    assert "first 2 of 3 mails" in (short.unread_reason or "")
    assert "last 1 into a file" in (short.unread_reason or "")


def test_a_page_saved_by_a_browser_is_a_page() -> None:
    page = "<html><body><nav><a href=/>Home page</a></nav><p>Dear Ms Okafor, we will pay all of it by May.</p></body></html>"
    content = dedent(f"""\
        From: <Saved by Blink>
        Snapshot-Content-Location: https://northfield.example/answer
        Subject: Answer
        MIME-Version: 1.0
        Content-Type: multipart/related; boundary="b"

        --b
        Content-Type: text/html

        {page}
        --b--
        """)
    letter = read_letter(content.encode(), "a.mht")
    assert letter.text == "Dear Ms Okafor, we will pay all of it by May."


def test_outlook_mails_give_html_and_attachments() -> None:
    content = outlook_mail(
        "Dam",
        "holt@northfield.example",
        "",
        b"<p>We will pay.</p>",
        [("dir/letter.pdf", as_pdf()), ("b.eml", as_mail())],
    )
    letter = read_letter(content, "a.msg")
    assert letter.text.endswith("Subject: Dam\n\nWe will pay.")
    assert [part.name for part in letter.parts] == ["letter.pdf", "b.eml"]
    assert lines_of(letter.parts[0].letter.text) == LINES


def test_an_outlook_mail_that_begins_with_its_attachment_is_still_a_mail() -> None:
    content = outlook_mail(
        "Dam", "holt@northfield.example", "We will pay.", attachments=[("a.pdf", as_pdf(fill=40))]
    )
    assert b"%PDF-" in content[:1024]
    letter = read_letter(content, "a.msg")
    assert letter.text.endswith("We will pay.")
    assert [part.letter.media_type for part in letter.parts] == ["application/pdf"]


def test_outlook_mails_in_outlook_mails_are_letters_of_their_own() -> None:
    inner = enclosed_mail("The wells", "lind@brightwater.example", "We will repair the wells by May.\n")
    content = outlook_mail("Fwd", "holt@northfield.example", "See below.", enclosed=[inner, inner])
    letter = read_letter(content, "a.msg")
    assert [part.name for part in letter.parts] == ["The wells", "The wells"]
    assert "lind@brightwater.example" in letter.parts[0].letter.text
    assert letter.parts[0].letter.text.endswith("Subject: The wells\n\nWe will repair the wells by May.")
    short = read_letter(content, "a.msg", limits=Limits(parts=1))
    assert len(short.parts) == 1
    assert "1 more attachments" in (short.unread_reason or "")
    deep = read_letter(content, "a.msg", limits=Limits(depth=0))
    assert "deeper" in (deep.parts[0].letter.unread_reason or "")


def test_an_old_word_document_in_a_mail_waits_for_a_person() -> None:
    message = mail()
    message.add_attachment(OLD_WORD, "application", "msword", filename="answer.doc")
    (part,) = read_letter(message.as_bytes(), "a.eml").parts
    assert part.name == "answer.doc"
    assert "save it as .docx" in (part.letter.unread_reason or "")


def test_a_mail_with_nothing_in_it_is_left_to_a_person() -> None:
    assert read_letter(mail("\n").as_bytes(), "a.eml").unread_reason is not None


def test_many_attachments_are_counted_not_dropped_in_silence() -> None:
    message = mail()
    for number in range(5):
        message.add_attachment(as_text().decode(), filename=f"{number}.txt")
    letter = read_letter(message.as_bytes(), "a.eml", limits=Limits(parts=3))
    assert len(letter.parts) == 3
    assert "2 more attachments" in (letter.unread_reason or "")
