"""Word's format of before 2007 (.doc): known when it is met, and left to a person."""

from __future__ import annotations

from tracker.letters import formats
from tracker.letters.lettertext import LetterText, Limits

_REASON = (
    "It is a Word document of the old format (.doc), which is not read; "
    "open it, save it as .docx (or as PDF), and add that."
)


def read(_content: bytes, _source: str, _limits: Limits) -> LetterText:
    """No text, and what to do."""
    return LetterText("", formats.DOC, unread_reason=_REASON)
