"""The letter comes out of its page whole, and the page's own words stay out."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent

import pytest

from tracker.letters import read_letter

OLD_LAYOUT = """\
<html><head><title>Northfield Mining responds</title><meta name="author" content="Web Team">
<meta property="article:published_time" content="2024-03-16T09:00:00Z"></head><body>
<table width="100%"><tr><td colspan=2><a href="/">Home</a> <a href="/about">About us</a>
 <a href="/news">News and media</a></td></tr>
<tr><td width=150><a href="/a">Our operations</a><br><a href="/b">Investors and shareholders information</a><br>
<a href="/c">Sustainability reports archive</a><br><a href="/d">Community relations office</a></td>
<td><font size=2>Northfield Mining plc<br>12 Harbour Street<br>Port Ellis<br><br>14 March 2024<br><br>
Dear Ms Okafor,<br><br>Thank you for your letter of 2 February 2024 about the dam at Upper Creek. We take the
concerns of the people living downstream very seriously.<br><br>We will publish the full inspection report by
30 June 2024. We will also meet the village council within 30 days of this letter.<br><br>
Yours sincerely,<br><br>Jane Holt<br>Director of Operations</font></td></tr>
<tr><td colspan=2>Copyright Northfield. <a href="/p">Privacy</a> <a href="/t">Terms</a></td></tr></table>
</body></html>"""

MODERN = """\
<!doctype html><html><head><meta charset="utf-8"><title>x</title></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/x">Company responses database</a></li></ul></nav></header>
<div class="cookie-notice">We use cookies, and we will remember your choice for 12 months, as you will see.
<button>Accept</button></div>
<main><article><h1>Response of Calder Foods</h1>
<header><p>Calder Foods Ltd</p><p>3 May 2023</p><p>To: The Clean Rivers Network</p></header>
<p>Dear Mr Adeyemi,</p>
<p>Thank you for raising the question of effluent at our plant in Lowmoor, which we discussed with our
managers and with <a href="/mayor">the mayor</a>.</p>
<p>We will:</p><ul><li>install a second filter by 1 September 2023;</li><li>publish monthly readings.</li></ul>
<blockquote><p>Will you compensate the fishers for the season that they lost in 2022?</p></blockquote>
<p>We intend to answer this question within six weeks, once our insurer has replied to us.</p>
<table><tr><th>Site</th><th>Date</th></tr><tr><td>Lowmoor</td><td>June 2023</td></tr></table>
<p style="display:none">We will follow you around the web.</p>
<p>Yours sincerely,</p><p>Ada Brook</p><p>Head of Sustainability</p></article>
<section class="related"><h2>Related</h2><ul><li><a href="/1">Another company answers our letter about rivers</a></li>
</ul></section></main><footer><p>We will never share your address with others.</p></footer>
<script>document.write("We will track you.")</script></body></html>"""


def test_a_column_of_links_and_words_beside_the_letter_is_no_letterhead() -> None:
    column = '<a href="/a">Products</a><br><a href="/b">Jobs</a><br>We will never sell your data.'
    page = OLD_LAYOUT.replace(
        OLD_LAYOUT[OLD_LAYOUT.index('<a href="/a">') : OLD_LAYOUT.index("</td>\n<td>")], column
    )
    assert column in page
    assert read_letter(page.encode(), "a.html").text == read_letter(OLD_LAYOUT.encode(), "a.html").text


def test_a_letterhead_with_linked_addresses_stays() -> None:
    head = 'Northfield Mining plc<br><a href="/">www.northfield.example</a><br>'
    page = OLD_LAYOUT.replace("Northfield Mining plc<br>", head)
    assert "www.northfield.example" in read_letter(page.encode(), "a.html").text


def test_an_old_table_layout_gives_the_letter_alone() -> None:
    letter = read_letter(OLD_LAYOUT.encode(), "a.html")
    assert letter.text == dedent("""\
        Northfield Mining plc
        12 Harbour Street
        Port Ellis

        14 March 2024

        Dear Ms Okafor,

        Thank you for your letter of 2 February 2024 about the dam at Upper Creek. We take the concerns of the \
people living downstream very seriously.

        We will publish the full inspection report by 30 June 2024. We will also meet the village council \
within 30 days of this letter.

        Yours sincerely,

        Jane Holt
        Director of Operations""")


def test_a_modern_page_keeps_bullets_quotes_rows_and_short_lines() -> None:
    letter = read_letter(MODERN.encode(), "a.html")
    assert letter.text == dedent("""\
        Response of Calder Foods

        Calder Foods Ltd

        3 May 2023

        To: The Clean Rivers Network

        Dear Mr Adeyemi,

        Thank you for raising the question of effluent at our plant in Lowmoor, which we discussed with our \
managers and with the mayor.

        We will:

        - install a second filter by 1 September 2023;
        - publish monthly readings.

        > Will you compensate the fishers for the season that they lost in 2022?

        We intend to answer this question within six weeks, once our insurer has replied to us.

        Site | Date
        Lowmoor | June 2023

        Yours sincerely,

        Ada Brook

        Head of Sustainability""")


def test_the_page_states_its_date_but_never_the_sender() -> None:
    hints = read_letter(OLD_LAYOUT.encode(), "a.html").hints
    assert hints.date == dt.date(2024, 3, 16)
    assert hints.sender is None
    assert read_letter(MODERN.encode(), "a.html").hints.date is None


@pytest.mark.parametrize("name", ["iso-8859-1", "no-such-charset"])
def test_the_named_encoding_is_used_where_it_exists(name: str) -> None:
    page = f'<html><head><meta charset="{name}"></head><body><p>Dear René, we will reply in May.</p></body></html>'
    assert read_letter(page.encode("latin-1"), "a").text == "Dear René, we will reply in May."


def test_latin_1_means_windows_1252() -> None:
    page = b'<html><head><meta charset="iso-8859-1"></head><body><p>We\x92ll pay \x80 5.</p></body></html>'
    assert read_letter(page, "a").text == "We\u2019ll pay \u20ac 5."


def test_numbered_lists_count() -> None:
    page = "<html><body><ol><li>We will pay.<li>We will go.<ul><li>At once.</ul><li>We will rest.</ol></body></html>"
    assert read_letter(page.encode(), "a").text == (
        "1. We will pay.\n2. We will go.\n- At once.\n3. We will rest."
    )


def test_a_page_without_text_is_left_to_a_person() -> None:
    letter = read_letter(b"<html><head><title>A</title></head><body><script>1</script></body></html>", "a")
    assert letter.text == ""
    assert letter.unread_reason is not None


@pytest.mark.parametrize("opening", ["<div>", "<b><i>", "<table><tr><td>", "<blockquote>", "<ul><li>"])
def test_deep_nesting_is_survived(opening: str) -> None:
    page = f"<html><body><p>We will pay by May.</p>{opening * 2000}deep"
    assert "We will pay by May." in read_letter(page.encode(), "a").text


def test_a_page_marked_as_having_a_sidebar_is_no_sidebar() -> None:
    page = """<html><body><div class="has-sidebar"><p>We will review the report and publish our findings by the
    end of March 2022.</p><div id="sidebar"><p>A new plant will open in Lowmoor.</p></div></div></body></html>"""
    assert read_letter(page.encode(), "a").text == (
        "We will review the report and publish our findings by the end of March 2022."
    )


LETTER = """<p>Dear Ms Okafor,</p><p>Thank you for your letter of 2 February 2024 about the dam at Upper Creek, which
our engineers have read with care and discussed with the village council.</p><p>We will publish the full inspection
report by 30 June 2024, and repeat the inspection every year.</p><p>Yours sincerely,</p><p>Jane Holt</p>"""


def test_an_appeal_below_the_signature_stays_out_and_an_annex_does_not() -> None:
    appeal = (
        "<p>We will keep you informed of what you can do to help if you leave your address in the field.</p>"
    )
    annex = "<p>Annex: we will also repair the road to Port Ellis by September, as the council asked us to do.</p>"
    text = read_letter(f"<html><body><div>{LETTER}{appeal}</div></body></html>".encode(), "a").text
    assert text.endswith("Yours sincerely,\n\nJane Holt")
    text = read_letter(f"<html><body><div>{LETTER}{annex}</div></body></html>".encode(), "a").text
    assert text.endswith("as the council asked us to do.")


def test_preformatted_letters_keep_their_lines() -> None:
    page = b"<html><body><pre>14 March 2024\n\nWe will pay\nby May.\n\n> Will you?\n</pre></body></html>"
    assert read_letter(page, "a").text == "14 March 2024\n\nWe will pay\nby May.\n\n> Will you?"


def test_the_mark_of_a_note_does_not_run_on_from_a_year() -> None:
    page = (
        b"<p>We will pay by June 2024<sup><a href='#n1'>1</a></sup> for the 30 m<sup>2</sup> at the weir.</p>"
    )
    assert read_letter(page, "a.html").text == "We will pay by June 2024[1] for the 30 m2 at the weir."
