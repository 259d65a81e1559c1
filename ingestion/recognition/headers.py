"""Header words: folding, splitting off the unit, and scoring a header cell against the words of a field.

A score is between 0 and 1 with its evidence in words. Where the header row is belongs to
``ingestion.recognition.header_rows``; which table a sheet is belongs to ``ingestion.recognition.recognise``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ingestion.cells.invisible import seen
from ingestion.cells.pinyin import initials
from ingestion.cells.units import parse_unit
from ingestion.registry import aliases, header_words, limits

_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[\s·•・、,，.。:：;；/\\_\-—–~～()（）\[\]【】{}<>《》“”\"'*#※|+]+")
_SINCE_JANUARY = re.compile(r"(?<!\d)1月?份?[-‐-―~～至到](?:1[0-2]|[2-9]|0[2-9])月份?(?:累计)?")
_BRACKET = re.compile(r"[(\[【{]([^()\[\]【】{}]*)[)\]】}]")
_TAIL = re.compile(r"[_/:，,\-\s]([^_:，,\s]{1,8})$")
# 万kWh is ten thousand of kWh, wherever it stands
_ASCII_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])(?<!万)([A-Za-z%‰][A-Za-z%·./]{0,6})$")
_RATIO_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])(?<!万)([A-Za-z]{1,4}/[A-Za-z]{1,4})$")
_CJK_UNIT_TAIL = re.compile(
    r"(?<=[\u4e00-\u9fff])(万千瓦时|千瓦时|兆瓦时|万吨|千克|公斤|万[kK][wW][hH]|万度)$"
)

# alone they say nothing of what is summed, or is of that month
_SPANS_ALONE = re.compile(
    r"(合计|总计|小计|共计|累计|(本|上|下|当|前)月|(本|当|昨|今)日|本期|上期|本年|去年|上年|同期|实际|计划|完成|预算|目标)+"
)
_SAME_NOTION = 0.955
INITIALS_OF = "拼音首字母 initials of"
_LETTERS_ONLY = re.compile(r"[a-z]{2,8}")
_PLAIN_WORDS, _SHORTEST_INITIALS, _INITIALS_SCORE = 14, 2, 0.88


class HeaderText(NamedTuple):
    """A header cell folded: the words without the unit, all its words, and the unit as written."""

    base: str
    full: str
    unit: str | None


class WordScore(NamedTuple):
    """How well a header cell fits a field."""

    score: float
    evidence: str


def fold(text: str) -> str:
    """Width-folded, lower-case text without spaces."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", seen(text))).lower()


def squeeze(text: str) -> str:
    """Folded text without punctuation, for comparing words; 1-3月 is a sum from the year's start, not the 13th month."""
    return _PUNCTUATION.sub("", _SINCE_JANUARY.sub("累计", fold(text)))


@lru_cache(maxsize=1)
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), word) for pattern, word in aliases()["spellings"])


@lru_cache(maxsize=20_000)
def spelled(text: str) -> str:
    """A squeezed text as it is compared: one spelling for each notion, a period word at the end."""
    for pattern, word in _spellings():
        text = pattern.sub(word, text)
    for word in aliases()["moved_behind"]:
        if text.startswith(word) and text != word:
            return text.removeprefix(word) + word
    return text


@lru_cache(maxsize=20_000)
def split_header(text: str) -> HeaderText:
    """Split a header cell into its words and its unit: ``毛重(kg)``, ``毛重_kg``, ``净重/吨``, ``毛重kg``."""
    raw = unicodedata.normalize("NFKC", seen(text)).strip()
    folded = _SPACE.sub("", raw)
    for match in _BRACKET.finditer(folded):
        if parse_unit(match[1]):
            return HeaderText(squeeze(folded.replace(match[0], "")), squeeze(folded), match[1])
    for pattern in (_RATIO_TAIL, _TAIL, _ASCII_TAIL, _CJK_UNIT_TAIL):
        # the tail is looked for in the text with its spaces, where a space may part word and unit
        tail = pattern.search(raw) or pattern.search(folded)
        if tail and parse_unit(tail[1]):
            base = raw[: raw.rfind(tail[1])]
            if squeeze(base):
                return HeaderText(squeeze(base), squeeze(raw), tail[1])
    if (price := re.search(r"[_(\[]?(元/(?:t|吨|kg))[)\]]?$", folded)) and price.start() > 0:
        return HeaderText(squeeze(folded[: price.start()]), squeeze(folded), price[1])
    return HeaderText(squeeze(folded), squeeze(folded), None)


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,))


def _distance(a: str, b: str) -> int:
    previous = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        current = [i]
        for j, cb in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (ca != cb)))
        previous = current
    return previous[-1]


def _containment(word: str, text: str) -> float:
    short, long = sorted((word, text), key=len)
    if len(short) < 2 or short not in long:
        return 0.0
    return 0.60 + 0.32 * len(short) / len(long)


def similarity(word: str, text: str, word_bigrams: frozenset[str], text_bigrams: frozenset[str]) -> WordScore:
    """Score two squeezed texts: equality, containment, common bigrams, edit distance; the best counts."""
    if word == text:
        return WordScore(1.0, f"= {word}")
    best = WordScore(_containment(word, text), f"contains {word}")
    common = len(word_bigrams & text_bigrams)
    if not common and best.score == 0:
        return best
    dice = 0.9 * 2 * common / (len(word_bigrams) + len(text_bigrams))
    if dice > best.score:
        best = WordScore(dice, f"bigrams of {word}")
    if min(len(word), len(text)) >= 3 and abs(len(word) - len(text)) <= 1:
        near = 0.9 * (1 - _distance(word, text) / max(len(word), len(text)))
        if near > best.score:
            best = WordScore(near, f"close to {word}")
    return best


class _WordIndex(NamedTuple):
    """Every header word with its bigrams and pools, and the words by bigram."""

    words: tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]
    by_bigram: dict[str, tuple[int, ...]]


@lru_cache(maxsize=1)
def _word_index() -> _WordIndex:
    pools: dict[str, list[str]] = {}
    for pool, words in header_words().items():
        for word in words:
            pools.setdefault(spelled(squeeze(word)), []).append(pool)
    rows = tuple((w, _bigrams(w), tuple(dict.fromkeys(p))) for w, p in pools.items())
    by_bigram: dict[str, list[int]] = {}
    for index, (_, bigrams, _) in enumerate(rows):
        for bigram in bigrams:
            by_bigram.setdefault(bigram, []).append(index)
    return _WordIndex(rows, {k: tuple(v) for k, v in by_bigram.items()})


@lru_cache(maxsize=1)
def _qualifiers() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in aliases()["qualifiers"])


def _is_another_notion(word: str, text: str) -> bool:
    """Whether two texts that are not the same differ in what matters.

    A word like 名称 says nothing of what is named, so that it is like no other text; a word of a plan, a sum or another
    month (累计产量) is not meant by a text that names none (产量).
    """
    general = aliases()["general_words"]
    if word in general or text in general:
        return word != text
    return any(q.search(word) and not q.search(text) for q in _qualifiers())


@lru_cache(maxsize=1)
def _exact_words() -> dict[str, dict[str, float]]:
    exact: dict[str, dict[str, float]] = {}
    for pool, words in header_words().items():
        for rank, word in enumerate(words):
            # earlier words of a pool are the plainer ones: they win between pools that share a word
            exact.setdefault(squeeze(word), {}).setdefault(pool, 1.0 - min(rank, 20) * 0.002)
    return exact


@lru_cache(maxsize=20_000)
def pool_scores(text: str) -> dict[str, WordScore]:
    """Best score of a squeezed header text in every pool it resembles at all."""
    floor = limits()["scoring"]["header_word_floor"]
    found = {pool: WordScore(score, f"= {text}") for pool, score in _exact_words().get(text, {}).items()}
    if not text or len(text) > 40 or _SPANS_ALONE.fullmatch(text):
        return found
    if _LETTERS_ONLY.fullmatch(text) and not found:
        return _by_initials(text)
    text = spelled(text)
    bigrams, index = _bigrams(text), _word_index()
    # words without a bigram in common stay below the floor whatever they are
    near = {i for b in bigrams for i in index.by_bigram.get(b, ())}
    for i in sorted(near):
        word, word_bigrams, pools = index.words[i]
        if _is_another_notion(word, text):
            continue
        score = similarity(word, text, word_bigrams, bigrams)
        if score.score < floor:
            continue
        # another spelling of a pool's word is nearly that word, a likeness is less
        capped = WordScore(_SAME_NOTION if score.score == 1.0 else min(score.score, 0.95), score.evidence)
        for pool in pools:
            if capped.score > found.get(pool, WordScore(0.0, "")).score:
                found[pool] = capped
    return found


@lru_cache(maxsize=1)
def _initials_index() -> dict[str, dict[str, tuple[int, str]]]:
    """Pools and the words of theirs that letters are the initials of; of a pool the plainest words only."""
    index: dict[str, dict[str, tuple[int, str]]] = {}
    for pool, words in header_words().items():
        for rank, word in enumerate(words[:_PLAIN_WORDS]):
            letters = initials(squeeze(word))
            if letters and len(letters) >= _SHORTEST_INITIALS:
                index.setdefault(letters, {}).setdefault(pool, (rank, word))
    return index


def _by_initials(text: str) -> dict[str, WordScore]:
    found = _initials_index().get(text, {})
    return {
        pool: WordScore(_INITIALS_SCORE - 0.005 * rank, f"{INITIALS_OF} {word}")
        for pool, (rank, word) in found.items()
    }


def is_known_word(text: str) -> bool:
    """Whether a header cell is exactly a word of some pool, with or without its unit."""
    header = split_header(text)
    exact = _exact_words()
    return header.base in exact or header.full in exact


def is_word_of_others(text: str, pools: tuple[str, ...]) -> bool:
    """Whether a header cell is exactly a word of some pools, and of none of these: a plate is no invoice number."""
    header, exact = split_header(text), _exact_words()
    own = exact.get(header.base) or exact.get(header.full) or {}
    return bool(own) and not set(own) & set(pools)
