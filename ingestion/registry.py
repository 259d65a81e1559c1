"""Registry rows of reading: limits, unit words, code words, furniture words. Loaded once, never changed.

The rows live in yml beside this module. What a column is called belongs to ``ingestion.contracts``.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from warehouse.yaml_files import load_yaml

FOLDER = Path(__file__).parent


def _yaml(name: str) -> Any:
    return load_yaml((FOLDER / name).read_text(encoding="utf-8"))


@cache
def limits() -> dict[str, Any]:
    """Limits of reading by section (scoring, files, dates, weighing, tables, magnitudes)."""
    return _yaml("limits.yml")


@cache
def furniture() -> dict[str, Any]:
    """Furniture patterns and the words for empty and error cells."""
    return _yaml("synonyms/furniture.yml")


@cache
def unit_words() -> dict[str, dict[str, Decimal]]:
    """Factor to the canonical unit by dimension and unit word."""
    raw = _yaml("units.yml")
    return {d: {str(w): Decimal(f) for w, f in spec["words"].items()} for d, spec in raw.items()}


@cache
def code_words() -> dict[str, tuple[tuple[tuple[str, re.Pattern[str]], ...], str | None]]:
    """Per domain: the codes with their patterns, in order, and the code when none is found."""
    domains = {}
    for domain, spec in _yaml("synonyms/codes.yml").items():
        rows = tuple((str(code), re.compile("|".join(pats))) for code, pats in spec["codes"].items())
        domains[domain] = (rows, spec["else"])
    return domains


@cache
def header_words() -> dict[str, tuple[str, ...]]:
    """Header words by pool, the plain word first."""
    pools: dict[str, tuple[str, ...]] = {}
    for path in sorted((FOLDER / "synonyms").glob("headers_*.yml")):
        loaded = load_yaml(path.read_text(encoding="utf-8"))
        pools.update({pool: tuple(str(w) for w in words) for pool, words in loaded.items()})
    for pool, rule in aliases()["qualified"].items():
        pools[pool] += tuple(f"{word}{rule['with']}" for word in pools[rule["of"]])
    return pools


@cache
def aliases() -> dict[str, Any]:
    """Spellings that header words are compared by, period words that move, and pools made from others."""
    return _yaml("synonyms/aliases.yml")


@cache
def derived_columns() -> dict[str, dict[str, dict[str, Any]]]:
    """Lake columns made from another column, by table."""
    return _yaml("synonyms/derived.yml")


@cache
def code_of(domain: str, text: str) -> str | None:
    """Code of a written text in a domain; the domain's `else` when no pattern is found."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    rows, otherwise = code_words()[domain]
    for code, pattern in rows:
        if pattern.search(folded):
            return code
    return otherwise
