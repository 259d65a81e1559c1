"""What the cells of a column look like: numbers in some unit, dates, plates, codes, names; no word of its header.

Pure series in, facts out. Which field such a column may be is ``ingestion.content.solve``'s; the rows that say what a
form's columns look like are ``content_shapes.yml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import polars as pl

from ingestion.cells.dates import PeriodHint, parse_instants
from ingestion.cells.numbers import clean_texts, parse_numbers
from ingestion.cells.shares import share_matching
from ingestion.cells.units import LAKE_UNITS, factor_to_lake, parse_unit
from ingestion.recognition.processes import ProcessMapper
from ingestion.registry import FOLDER, code_of, code_words
from ingestion.wide.cells import is_total
from warehouse.yaml_files import load_yaml

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(rf"[{_PROVINCES}][A-Z][A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警]")
_SHIFT = r"^(?:[白中夜早晚零四八甲乙丙丁一二三四123]|[ABCD])班?(?:组|次)?$|^[大小](?:夜|班)班?$"
_COMPANY = r"公司|厂|集团|中心|经销|贸易|事业部"
_MOST = 0.9
# scales a column may be written in, by dimension of the lake's unit: kg and t; kWh, MWh, 万kWh
_SCALES = {"mass": (1.0, 0.001), "energy": (1.0, 1000.0, 10000.0), "specific_mass": (1.0, 1000.0)}


@cache
def shapes() -> dict[str, Any]:
    """Rows of ``content_shapes.yml``: what the columns of each form look like."""
    return load_yaml((FOLDER / "content_shapes.yml").read_text(encoding="utf-8"))


@cache
def content_rules() -> dict[str, Any]:
    """Rows of ``content_rules.yml``: arithmetic of the forms, patterns, limits."""
    return load_yaml((FOLDER / "content_rules.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class ColumnFacts:
    """One column: its cells as texts and as numbers, and what likenesses they have."""

    index: int
    unit: str | None
    texts: pl.Series
    hint: PeriodHint
    mapper: ProcessMapper
    seen: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def written(self) -> pl.Series:
        """The cells that have anything."""
        return self.texts.drop_nulls()

    @cached_property
    def numbers(self) -> pl.Series | None:
        """The column's numbers, row by row, when nearly all its cells are numbers."""
        if self.written.is_empty():
            return None
        values = parse_numbers(self.texts).values
        enough = values.drop_nulls().len() >= self.written.len() * _MOST
        return values.cast(pl.Float64) if enough else None

    @cached_property
    def instants(self) -> pl.Series | None:
        """The column's dates, row by row, when nearly all its cells are dates; bare numbers are none."""
        signs = self.written.str.contains(r"[-/.年月:]|^(?:19|20)\d{6}$")
        if (
            len(self.written) < 2
            or signs.sum() < len(self.written) * _MOST
            or not _may_be_dates(self.written)
        ):
            return None
        values = parse_instants(self.texts, self.hint).values
        return values if values.drop_nulls().len() >= len(self.written) * _MOST else None

    def is_like(self, likeness: str) -> bool:
        """Whether the cells have a likeness that ``content_shapes.yml`` names."""
        if self.written.is_empty():
            return False
        if likeness in ("date", "instant"):
            return self.instants is not None and _has_times(self.instants) == (likeness == "instant")
        if likeness not in self.seen:
            self.seen[likeness] = self.instants is None and _LIKENESSES[likeness](self)
        return bool(self.seen[likeness])

    def known_codes(self, domain: str) -> float:
        """Share of the cells that stand for a code other than the domain's last resort."""
        if "codes:" + domain in self.seen:
            return self.seen["codes:" + domain]
        rest = code_words()[domain][1]
        counted = self.written.value_counts()
        known = sum(
            n for text, n in counted.rows() if (code := code_of(domain, text)) is not None and code != rest
        )
        self.seen["codes:" + domain] = known / max(len(self.written), 1)
        return self.seen["codes:" + domain]

    @cached_property
    def counts_up(self) -> bool:
        """1, 2, 3...: the numbers of the rows."""
        return self.numbers is not None and counts_up(self.numbers)

    @cached_property
    def figures(self) -> pl.Series:
        """The column's numbers, without the rows that have none."""
        return pl.Series([], dtype=pl.Float64) if self.numbers is None else self.numbers.drop_nulls()

    @cached_property
    def filled(self) -> pl.Series:
        """The column's numbers other than nought."""
        return self.figures.filter(self.figures != 0)

    @cached_property
    def sizes(self) -> list[float]:
        """How large the numbers are: a list, because some thousand ranges are asked of a few rows."""
        return self.filled.abs().to_list()

    @cached_property
    def is_whole(self) -> bool:
        """Whether all numbers are whole ones."""
        return bool((self.filled == self.filled.round(0)).all())

    @cached_property
    def spread(self) -> float:
        """Standard deviation over mean of the numbers other than nought."""
        return spread(self.filled)

    def factors(self, shape: dict[str, Any], lake_unit: str | None) -> list[float]:
        """Factors to the lake's unit with which the column's numbers have a shape's size; none when it cannot be it."""
        if self.numbers is None or "range" not in shape:
            return []
        if self.filled.is_empty() or self.counts_up or not self._is_shaped(shape):
            return []
        low, high = (float(v) for v in shape["range"])
        least = len(self.sizes) * float(shapes()["most_rows_fit"])
        return [f for f in self._scales(lake_unit) if sum(low <= s * f <= high for s in self.sizes) >= least]

    def _is_shaped(self, shape: dict[str, Any]) -> bool:
        if shape.get("whole") and not self.is_whole:
            return False
        if "zeros" in shape and len(self.filled) > len(self.figures) * (1 - float(shape["zeros"])):
            return False
        return "steady" not in shape or self.spread <= float(shape["steady"])

    def _scales(self, lake_unit: str | None) -> tuple[float, ...]:
        if lake_unit not in LAKE_UNITS:
            return (1.0,)
        written = parse_unit(self.unit)
        if written is not None:
            factor = factor_to_lake(written, lake_unit)
            return () if factor is None else (float(factor),)
        return _SCALES.get(LAKE_UNITS[lake_unit][0], (1.0,))


def facts_of(
    body: pl.DataFrame, columns: dict[int, str | None], hint: PeriodHint, mapper: ProcessMapper
) -> dict[int, ColumnFacts]:
    """Facts of the columns of a body of rows.

    :param columns: position of each column (``c<position>`` in the frame) and the unit written for it.
    """
    texts = clean_texts(body, {f"c{i}": f"c{i}" for i in columns})
    return {i: ColumnFacts(i, unit, texts[f"c{i}"], hint, mapper) for i, unit in columns.items()}


def full_rows(body: pl.DataFrame) -> pl.DataFrame:
    """Rows as full as rows of data are: signatures and notes below a table say nothing of its columns."""
    filled = body.select(
        pl.sum_horizontal((pl.col(c).str.strip_chars() != "").fill_null(False) for c in body.columns)
    ).to_series()
    most = filled.max()
    if not isinstance(most, int):
        return body
    labels = [[c for c in row if c] for row in body[:, :3].rows()]
    plain = pl.Series([not any(is_total(label) for label in row) for row in labels], dtype=pl.Boolean)
    return body.filter((filled >= most * 0.5) & plain)


def unit_beneath(units: tuple[str | None, ...] | None, index: int) -> str | None:
    """The unit a unit row has beneath a column's header."""
    written = units[index] if units is not None and index < len(units) else None
    return written.strip(" ()（）[]") if written else None


def counts_up(values: pl.Series) -> bool:
    """1, 2, 3...: the numbers of the rows."""
    steps = values.drop_nulls().diff().drop_nulls()
    return len(steps) > 1 and int((steps == 1).sum()) >= len(steps) * _MOST


def spread(values: pl.Series) -> float:
    """Standard deviation over mean; 0 of a single value."""
    figures = values.drop_nulls()
    mean, deviation = figures.mean(), figures.std()
    if not isinstance(mean, float) or not mean or not isinstance(deviation, float):
        return 0.0
    return abs(deviation / mean)


def _may_be_dates(written: pl.Series) -> bool:
    """A column of decimals is none of dates, however it is read."""
    return written.str.contains(r"^-?\d{1,7}(?:\.\d+)?$").sum() < len(written) * _MOST


def _has_times(instants: pl.Series) -> bool:
    some = instants.drop_nulls()
    return bool(((some.dt.hour() != 0) | (some.dt.minute() != 0)).sum() > len(some) * 0.3)


def _is_plate(facts: ColumnFacts) -> bool:
    plain = [re.sub(r"[\s·•.\-]", "", unicodedata.normalize("NFKC", t)).upper() for t in facts.written]
    return sum(PLATE.fullmatch(t) is not None for t in plain) >= len(plain) * _MOST


def _is_number(facts: ColumnFacts) -> bool:
    """Hardly a cell twice, letters and digits, nearly all of one shape."""
    written = facts.written
    if len(written) < 3 or facts.unit or written.n_unique() < len(written) * 0.97:
        return False
    # no quantity: whole, and of digits enough
    plain = written.str.contains(r"^[\p{Han}]{0,2}[-_]?[A-Za-z\d\-_/#]{4,}$") & written.str.contains(r"\d{3}")
    digits = written.filter(written.str.contains(r"^\d+$"))
    if len(digits) > len(written) * 0.5 and not _counted_out(digits):
        return False
    shape = written.str.replace_all(r"\d", "9").str.replace_all(r"[A-Za-z]", "A").value_counts(sort=True)
    return bool(plain.sum() >= len(written) * _MOST and int(shape["count"][0]) >= len(written) * 0.8)


def _counted_out(digits: pl.Series) -> bool:
    """Numbers given one after the other: all of one length and long, or growing from row to row."""
    lengths = digits.str.len_chars()
    if lengths.n_unique() == 1 and int(lengths[0]) >= 8:
        return True
    steps = digits.cast(pl.Int64, strict=False).diff().drop_nulls()
    return len(steps) > 0 and int((steps > 0).sum()) >= len(steps) * _MOST


def _is_code(facts: ColumnFacts) -> bool:
    """Names of things that come again: letters and digits, or a word with digits."""
    written = facts.written
    if len(written) < 3 or written.n_unique() > max(1, len(written) // 2):
        return False
    return bool(written.str.contains(r"\d").sum() >= len(written) * _MOST) and bool(
        written.str.contains(r"^[-+]?[\d.,]+$").sum() < len(written) * 0.5
    )


def _is_ladle(facts: ColumnFacts) -> bool:
    """Short numbers or codes that come again and again, more than one."""
    written = facts.written
    short = written.str.contains(r"^[A-Za-z\p{Han}]{0,2}[-#]?\d{1,3}[#号]?$").sum() >= len(written) * _MOST
    return bool(short) and 3 <= written.n_unique() <= max(3, len(written) // 3)


def _is_shift(facts: ColumnFacts) -> bool:
    return facts.written.n_unique() <= 5 and share_matching(facts.written, _SHIFT) >= _MOST


def _is_company(facts: ColumnFacts) -> bool:
    return share_matching(facts.written, _COMPANY) >= _MOST and not _names_processes(facts)


def _is_member(facts: ColumnFacts) -> bool:
    others = sum(facts.mapper.names_other_plant(t) for t in facts.written)
    return others >= len(facts.written) * _MOST


def _names_processes(facts: ColumnFacts) -> bool:
    distinct = facts.written.unique().to_list()
    return sum(facts.mapper.code_in_name(t) is not None for t in distinct) * 2 > len(distinct)


_LIKENESSES: dict[str, Callable[[ColumnFacts], bool]] = {
    "plate": _is_plate,
    "number": _is_number,
    "code": _is_code,
    "ladle": _is_ladle,
    "shift": _is_shift,
    "company": _is_company,
    "member": _is_member,
}
