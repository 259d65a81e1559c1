"""Initial letters of the pinyin of Chinese words: what a system's columns are called when it knows no Chinese (MZ for 毛重).

The commonest 3755 characters of GB 2312 stand in the order of their pinyin, so the initial letter follows from the code.
Which header words count is ``ingestion.recognition.headers``'s.
"""

from __future__ import annotations

from bisect import bisect_right

# first character of each letter in GB 2312's first level; no syllable begins with I, U or V
_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "abcdefghjklmnopqrstwxyz"
_STARTS = [int.from_bytes(c.encode("gb2312"), "big") for c in _FIRST]
_LEVEL_END = 0xD7F9


def initials(word: str) -> str | None:
    """Initial letters of a word of common Chinese characters; None when it has any other character."""
    letters = []
    for char in word:
        try:
            code = int.from_bytes(char.encode("gb2312"), "big")
        except UnicodeEncodeError:
            return None
        if not _STARTS[0] <= code <= _LEVEL_END:
            return None
        letters.append(_LETTERS[bisect_right(_STARTS, code) - 1])
    return "".join(letters)
