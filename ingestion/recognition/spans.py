"""Columns of a plan, another period or a sum beside those of the period itself: 计划 and 实际, 上月 and 本月, 累计 and 当日.

The words are rows of ``synonyms/aliases.yml``. A word is no other span for a field whose own header words have it: 上月结存 is
the opening stock, 累计产量 a cumulated output.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ingestion.contracts import Field
from ingestion.recognition.headers import squeeze
from ingestion.registry import aliases, header_words


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in aliases()["other_spans"].items()}


@cache
def _own_spans(pools: tuple[str, ...]) -> frozenset[str]:
    words = [squeeze(word) for pool in pools for word in header_words()[pool]]
    return frozenset(name for name, pattern in _patterns().items() if any(pattern.search(w) for w in words))


@lru_cache(maxsize=20_000)
def spans_in(text: str) -> frozenset[str]:
    """Which other spans a squeezed text speaks of."""
    return frozenset(name for name, pattern in _patterns().items() if pattern.search(text))


def own_spans_of(field: Field) -> frozenset[str]:
    """Which spans the header words of a figure's own name: a planned output is a plan's."""
    is_figure = field.type.startswith(("decimal", "integer"))
    return _own_spans(field.pools) if is_figure else frozenset()


def is_of_other_span(header: str, field: Field) -> bool:
    """Whether a header speaks of a plan, another period, a sum or a comparison that a figure's own words never name."""
    if not field.type.startswith(("decimal", "integer")):
        return False
    return bool(spans_in(squeeze(header)) - own_spans_of(field))
