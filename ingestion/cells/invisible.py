"""Signs that nobody sees: they come along when cells are copied from chats, pages and mails, and are no part of a text.

With one of them a ticket's number would be another number, and the ticket would count twice.
"""

from __future__ import annotations

import re

import polars as pl

# Joiners, fillers, marks of direction and of variants. Not those that turn the order of signs round (`TURNING`).
INVISIBLE = (
    r"[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200e\u202a\u202c\u202d\u2060-\u2066\u2068-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# What follows one of these is shown from right to left: 72\u202e80 is seen as 7208. A cell with one is no number and no date.
TURNING = r"[\u061c\u200f\u202b\u202e\u2067]"
_INVISIBLE = re.compile(INVISIBLE)
# A digit of another script: some look like another digit of ours (৪ is four, ੧ is one).
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def seen(text: str) -> str:
    """One text as a person sees it."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def has_foreign_digit(folded: str) -> bool:
    """Tell whether a text (NFKC) has digits other than 0 to 9."""
    return not folded.isascii() and _FOREIGN_DIGIT.search(folded) is not None


def without_invisible(texts: pl.Series) -> pl.Series:
    """A column of texts as a person sees it; nearly every column comes back as it is."""
    is_ascii = texts.str.len_bytes().sum() == texts.str.len_chars().sum()
    if is_ascii or not texts.str.contains(INVISIBLE).any():
        return texts
    return texts.str.replace_all(INVISIBLE, "")
