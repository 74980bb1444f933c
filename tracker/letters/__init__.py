"""A file in any format becomes text and facts: one module a format, chosen by content.

Letters come from strangers: `Readers` reads them in child processes under limits. `read_letter` does the same
work in this process.
"""

from tracker.letters.files import load_file
from tracker.letters.lettertext import AttachedLetter, LetterText, Limits
from tracker.letters.reading import read_letter
from tracker.letters.sandbox import Readers

__all__ = ["AttachedLetter", "LetterText", "Limits", "Readers", "load_file", "read_letter"]
