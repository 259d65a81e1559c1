"""The unit of each column: header, title line, unit row, words; then ratio and magnitude, as a question.

A unit that nobody wrote is never taken in silence: the answer by magnitude is recorded as a question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ingestion.cells.units import LAKE_UNITS, factor_to_lake, parse_unit
from ingestion.contracts import Field
from ingestion.recognition.headers import split_header, squeeze
from ingestion.registry import limits

USUAL = "usual unit of the form"
_PAIR = re.compile(r"([^、，,;；:：\s]+?)\s*[-－—_:：（(]\s*([^、，,;；\s)）]+)\s*[)）]?(?=$|[、，,;；\s])")
_STATED = re.compile(r"(?:计量)?单位\s*[:：]\s*([^\n]{1,200})")


@dataclass(frozen=True)
class ColumnUnit:
    """Unit of one column: what was found, where, and the factor to the lake's unit."""

    written: str | None
    source: str
    factor: Decimal
    question: str | None = None


def units_in_titles(titles: list[str]) -> tuple[dict[str, str], list[str]]:
    """Units stated above the table: by column word (``毛重-吨、皮重-吨``) and for the whole (``单位：吨``)."""
    by_word: dict[str, str] = {}
    whole: list[str] = []
    for title in titles:
        match = _STATED.search(unicodedata.normalize("NFKC", title))
        if not match:
            continue
        for word, unit in _PAIR.findall(match[1]):
            if parse_unit(unit):
                by_word[squeeze(word)] = unit
        if not by_word:
            whole += [u for u in re.split(r"[、，,;；\s]+", match[1]) if parse_unit(u)]
    return by_word, whole


def _fits(text: str | None, lake_unit: str) -> Decimal | None:
    unit = parse_unit(text)
    return factor_to_lake(unit, lake_unit) if unit else None


def _from_titles(
    field: Field, header: str, by_word: dict[str, str], whole: list[str]
) -> tuple[str, Decimal] | None:
    head = split_header(header.split(" / ")[-1])
    base = squeeze(head.base)
    ranked = sorted(by_word, key=lambda w: (w != base, -len(w)))
    for word in ranked:
        if (word == base or (len(word) >= 2 and (word in base or base in word))) and field.unit:
            factor = _fits(by_word[word], field.unit)
            if factor is not None:
                return by_word[word], factor
    for unit in whole:
        factor = _fits(unit, field.unit or "")
        if factor is not None:
            return unit, factor
    return None


_WORD_UNITS = ((re.compile(r"吨数|吨位"), "吨"), (re.compile(r"公斤数"), "公斤"), (re.compile(r"度数"), "度"))


def decide(
    field: Field,
    table: str,
    header: str,
    header_unit: str | None,
    row_unit: str | None,
    titles: list[str],
    values: pl.Series | None,
) -> ColumnUnit | None:
    """Unit of a column of a field that has one; None for fields without a unit."""
    if field.unit is None or field.unit not in LAKE_UNITS:
        return None
    beneath = row_unit.strip(" ()（）[]【】") if row_unit else None
    for text, source in ((header_unit, "header"), (beneath, "unit row")):
        factor = _fits(text, field.unit)
        if factor is not None:
            return ColumnUnit(text, source, factor)
    by_word, whole = units_in_titles(titles)
    stated = _from_titles(field, header, by_word, whole)
    if stated:
        return ColumnUnit(stated[0], "title", stated[1])
    for pattern, unit in _WORD_UNITS:
        factor = _fits(unit, field.unit)
        if factor is not None and pattern.search(header):
            return ColumnUnit(unit, "header word", factor)
    return _by_magnitude(field, table, header, values)


_CANDIDATES: dict[str, tuple[str, ...]] = {
    "mass": ("吨", "千克", "万吨"),
    "energy": ("千瓦时", "兆瓦时", "万千瓦时"),
    "specific_mass": ("kg/t", "t/t"),
    "specific_energy": ("kWh/t", "MWh/t"),
    "current": ("kA", "A"),
    "voltage": ("V", "mV"),
    "percent": ("%",),
}


def _lake_word(lake_unit: str) -> str:
    return {
        "tonne": "吨", "tonne_co2e": "吨", "tonne_per_year": "吨/年", "kilogram": "千克", "kilowatt_hour": "千瓦时",
        "megawatt_hour": "兆瓦时", "cny": "元", "10k_cny": "万元", "cny_per_tonne": "元/吨", "percent": "%",
        "kiloampere": "千安", "volt": "伏", "kg_per_tonne": "kg/t", "kwh_per_tonne": "kWh/t",
    }.get(lake_unit, "")  # fmt: skip


def _by_magnitude(field: Field, table: str, header: str, values: pl.Series | None) -> ColumnUnit:
    """The unit whose size all values have; the form's usual unit when size cannot tell. Always a question."""
    dimension, _ = LAKE_UNITS[field.unit or ""]
    usual = _lake_word(field.unit or "")
    if dimension in ("count", "percent", "price", "money"):
        return ColumnUnit(None, "form", Decimal(1))
    span = limits()["magnitudes"].get(table, {}).get(field.name)
    known = (
        values.drop_nulls().filter(values.drop_nulls() != 0).cast(pl.Float64).abs()
        if values is not None
        else None
    )
    if span and known is not None and len(known):
        low, high = float(span[0]), float(span[1])
        fitting = []
        for word in _CANDIDATES.get(dimension, ()):
            unit = parse_unit(word)
            factor = factor_to_lake(unit, field.unit or "") if unit else None
            # a few rows may be faulty, and a printed total may stand among them
            if factor is not None and (known * float(factor)).is_between(low, high).mean() >= 0.7:  # type: ignore[operator]
                fitting.append((word, factor))
        if len(fitting) == 1:
            word, factor = fitting[0]
            return ColumnUnit(word, "magnitude", factor, _question(header, word))
    return ColumnUnit(usual, USUAL, Decimal(1), _question(header, usual))


def _question(header: str, word: str) -> str:
    return f"列“{header}”没有写单位，按“{word}”读取，请确认 / column {header!r} states no unit; read as {word}, please confirm"


def like_other(header: str, other: ColumnUnit) -> ColumnUnit:
    """The unit of the sheet's other columns of the same quantity, for one that nothing else tells."""
    return ColumnUnit(other.written, "other columns", other.factor, _question(header, other.written or ""))


def by_ratio(field: Field, header: str, quotient: float, low: float, high: float) -> ColumnUnit | None:
    """The one unit with which a column's quotient with another lies where it must; None when none or several do.

    ``quotient`` is of the values as written, the other column being in the lake's unit already.
    """
    dimension, _ = LAKE_UNITS[field.unit or ""]
    fitting = []
    for word in _CANDIDATES.get(dimension, ()):
        unit = parse_unit(word)
        factor = factor_to_lake(unit, field.unit or "") if unit else None
        if factor is not None and low <= quotient * float(factor) <= high:
            fitting.append((word, factor))
    if len(fitting) != 1:
        return None
    word, factor = fitting[0]
    return ColumnUnit(word, "ratio", factor, _question(header, word))
