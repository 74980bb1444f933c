"""The words of a letter around a quote."""

from __future__ import annotations


def context(text: str, start: int, end: int, *, around: int = 240) -> tuple[str, str]:
    """What stands before and after a quote, each at most `around` characters, cut at a blank."""
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = before.partition(" ")[2]
    if end + around < len(text):
        after = after.rpartition(" ")[0]
    return before, after
