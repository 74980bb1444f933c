"""Lines at places on pages become a text again.

PDF and scans know lines only. What is decided on the way, by measure and never by meaning:

- A line that a gap sets apart at the head or foot of half the pages or more (digits aside) is a running line.
  Of a running head that of the first page is kept, where the lines below do not say the same: on letters it is
  the letterhead. Page numbers go, and heads of later pages that only say again whose letter it is.
- A line break was forced by the margin if the next line's first word would not have fitted; it was meant if it
  would have. A wider gap than the usual one, or another size of type, begins a paragraph.
- Small type at the foot of a page that begins with a number or mark is a footnote; other small type there, or
  the sender's imprint, interrupts a text that goes on overleaf. Both follow the text, so that no sentence is cut
  in two by them.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.letters.edges import apart
from tracker.letters.lines import Page
from tracker.letters.order import in_order
from tracker.letters.paragraphs import Writer, are_hyphenated
from tracker.letters.rows import with_rows


def flow(pages: Sequence[Page], rules: Sequence[Sequence[float]] = ()) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and the offset at which each page begins.

    `rules` holds, for each page, the heights of the lines that are drawn across it.
    """
    ordered = [in_order(page) for page in pages]
    bodies, notes = apart([lines for lines, _ in ordered])
    hyphenated = are_hyphenated(bodies)
    bodies = with_rows(bodies, rules, hyphenated=hyphenated)
    writer = Writer(bodies, hyphenated=hyphenated)
    starts = [writer.add_page(page) for page in bodies]
    for foot in (*notes, *(beside for _, beside in ordered)):
        writer.add_apart(foot)
    return writer.text(), tuple(starts) or (0,)
