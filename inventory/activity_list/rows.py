"""Read the rows of an activity list into lines: numbers as printed, category as a number, kind of source.

A cell that cannot be read is a finding, not an exception. Judging lines is done elsewhere in this package.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from inventory.activity_list.kinds import SourceKind, classify
from inventory.findings import ADVISORY, EXPLAIN, NONCONFORMITY, Finding
from inventory.intervals import Printed, read_printed
from inventory.units import UnitError, dimension, product_scale

CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
ROMAN_DIGITS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
NUMBERS = {
    "activity_value": ("活动数据", "activity"),
    "factor": ("排放因子", "factor"),
    "emission_tco2e": ("排放量", "emission"),
}
# Most telling words first: "use of the organisation's products" also holds "products".
CATEGORY_WORDS = (
    (5, "使用(本)?组织(的)?产品|产品使用"),
    (4, "组织使用的产品|使用的产品|原材料"),
    (3, "运输"),
    (2, "能源间接|输入能源|外购能源"),
    (1, "直接"),
    (6, "其他|其它"),
)
# A stored number has six decimals; a small factor keeps its digits only in its printed text.
STORED_HALF_UNIT = Decimal("0.0000005")
STORED_PLACES = 6
TOTAL_WORDS = re.compile(r"^(合计|总计|总量|总和|total)", re.IGNORECASE)
SUBTOTAL_WORDS = re.compile(r"(小计|subtotal)", re.IGNORECASE)
LAST_SCOPE = (3, 4, 5, 6)
TARGET = "tCO2e"
# Four decimals: a column finer than that holds unrounded products, whose digits say nothing.
FINEST_COLUMN = Decimal("0.00005")


@dataclass(frozen=True)
class ListContext:
    """What is known of the member that delivered the list; province and inventory year may be unknown."""

    province: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Line:
    """One line. Numbers are None where the cell holds none; `unit_error` says why units do not fit.

    `has_assumed_units`: a unit is blank, and the product is taken to be in tCO2e as it stands.
    """

    row: int
    categories: tuple[int, ...]
    category_text: str
    source: str
    activity: Printed | None
    unit: str
    factor: Printed | None
    factor_unit: str
    emission: Printed | None
    factor_source: str
    kind: SourceKind | None
    scale: Decimal | None
    unit_error: str
    has_assumed_units: bool = False

    @property
    def category(self) -> int | None:
        """Category of the line, None when unsaid; of a scope that covers several, the first."""
        return self.categories[0] if self.categories else None

    @property
    def label(self) -> str:
        """Name of the line in a message."""
        return f"第{self.row}行 {self.source or '(未命名排放源)'}"

    @property
    def label_en(self) -> str:
        """Name of the line in an English message."""
        return f"line {self.row} {self.source or '(unnamed source)'}"


def parse_categories(text: object) -> tuple[int, ...]:
    """ISO 14064-1 categories a printed label can mean (类别1, 类别一, Category 3, IV, 运输); empty when none.

    A scope of the GHG Protocol is read as the categories it covers: the third covers categories 3 to 6.
    """
    plain = unicodedata.normalize("NFKC", str(text or "")).strip()
    is_scope = bool(re.search(r"范围|范畴|scope", plain, re.IGNORECASE))
    bare = re.sub(r"类别|范围|范畴|category|scope|第|类|[\s::.、]", "", plain, flags=re.IGNORECASE)
    head = re.match(r"[1-6](?!\d)|[一二三四五六]|VI|IV|V|I{1,3}", bare)
    if head is None:
        return next(((number,) for number, words in CATEGORY_WORDS if re.search(words, plain)), ())
    word = head.group(0)
    number = CHINESE_DIGITS.get(word) or ROMAN_DIGITS.get(word) or int(word)
    return LAST_SCOPE if is_scope and number == LAST_SCOPE[0] else (number,)


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else unicodedata.normalize("NFKC", str(value)).strip()


def _without_padding(value: object) -> object:
    """A stored decimal without the zeros its column pads it with; anything else as it is."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return value
    if -int(value.as_tuple().exponent) < STORED_PLACES:
        return value
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def split_total(
    rows: Iterable[Mapping[str, object]],
) -> tuple[list[Mapping[str, object]], Mapping[str, object] | None]:
    """Rows that are lines, and the last row that is a total; subtotals are neither, a row with a factor is a line."""
    lines: list[Mapping[str, object]] = []
    total: Mapping[str, object] | None = None
    for row in rows:
        labels = f"{_text(row, 'category')} {_text(row, 'source')}".split()
        if _text(row, "factor"):
            lines.append(row)
        elif any(TOTAL_WORDS.match(label) for label in labels):
            total = row
        elif not any(SUBTOTAL_WORDS.search(label) for label in labels):
            lines.append(row)
    return lines, total


def read_total(printed_total: object, row: Mapping[str, object] | None) -> Printed | None:
    """The printed total as given, else that of the list's own total row."""
    given = read_printed(_without_padding(printed_total))
    return given or (_number(row, "emission_tco2e") if row else None)


def _number(row: Mapping[str, object], name: str) -> Printed | None:
    printed = read_printed(row.get(f"{name}_raw"))
    value = read_printed(_without_padding(row.get(name)))
    if printed is None or value is None:
        return value or printed
    return printed if abs(printed.value - value.value) <= STORED_HALF_UNIT else value


def _unit(text: str) -> str:
    try:
        return dimension(text) if text else ""
    except UnitError:
        return ""


def _scale(unit: str, factor_unit: str) -> tuple[Decimal | None, str]:
    if not unit or not factor_unit:
        return None, ""
    try:
        return product_scale((unit, factor_unit), TARGET).value, ""
    except UnitError as error:
        return None, str(error)


def read_lines(rows: Iterable[Mapping[str, object]]) -> list[Line]:
    """Read rows in file order; positions count from 1. ``*_raw`` texts give the printed digits."""
    lines = []
    for position, row in enumerate(rows, start=1):
        unit = _text(row, "unit") or _text(row, "unit_raw")
        factor_unit, source = _text(row, "factor_unit"), _text(row, "source")
        scale, unit_error = _scale(unit, factor_unit)
        category_text = _text(row, "category")
        lines.append(
            Line(
                row=position,
                categories=parse_categories(category_text),
                category_text=category_text,
                source=source,
                activity=_number(row, "activity_value"),
                unit=unit,
                factor=_number(row, "factor"),
                factor_unit=factor_unit,
                emission=_number(row, "emission_tco2e"),
                factor_source=_text(row, "factor_source"),
                kind=classify(source, _unit(unit)),
                scale=scale,
                unit_error=unit_error,
            )
        )
    return lines


def with_assumed_units(lines: Iterable[Line]) -> list[Line]:
    """Lines with a blank unit, with the product taken as tCO2e; the others as they are."""
    return [
        line
        if line.unit and line.factor_unit
        else replace(line, scale=Decimal(1), unit_error="", has_assumed_units=True)
        for line in lines
    ]


def column_half_unit(lines: Iterable[Line], total: Printed | None) -> Decimal | None:
    """Half a unit of the place to which the emission column is rounded; None when it shows no usual rounding.

    A cell drops trailing zeros, so a whole number in a column of two decimals has two decimals.
    """
    numbers = [line.emission for line in lines if line.emission is not None] + ([total] if total else [])
    counts = Counter(number.half_unit for number in numbers)
    if not counts:
        return None
    usual = max(counts, key=lambda half: (counts[half], -half))
    return usual if usual >= FINEST_COLUMN else None


def with_column_digits(number: Printed | None, half: Decimal | None) -> Printed | None:
    """The number with at least the digits of its column."""
    if number is None or half is None:
        return number
    return Printed(number.value, min(number.half_unit, half))


def _blank_cells(line: Line) -> list[tuple[str, str]]:
    cells = (
        (NUMBERS["activity_value"], line.activity),
        (NUMBERS["factor"], line.factor),
        (NUMBERS["emission_tco2e"], line.emission),
        (("单位", "unit"), line.unit),
        (("因子单位", "factor unit"), line.factor_unit),
    )
    return [names for names, value in cells if value is None or value == ""]


def blank_columns(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Columns that no line of the list fills: the list has no such column, which is no fault of a line."""
    blanks = [_blank_cells(line) for line in lines]
    return [names for names in blanks[0] if all(names in blank for blank in blanks)] if blanks else []


def missing_columns(lines: Iterable[Line]) -> list[Finding]:
    """Advice to give the columns a list leaves out altogether."""
    absent = blank_columns(lines)
    if not absent:
        return []
    return [
        Finding(
            rule="LIST-COLUMN",
            disposition=ADVISORY,
            item="、".join(zh for zh, _ in absent),
            message_zh=f"清单没有{'、'.join(zh for zh, _ in absent)}一列，相应内容无法核对，请补充。",
            message_en=f"The list has no column for {', '.join(en for _, en in absent)}, so that part cannot be "
            "checked; add it.",
        )
    ]


def missing_cells(line: Line, absent: Iterable[tuple[str, str]] = ()) -> list[Finding]:
    """Numbers and units a line leaves blank (columns in `absent` apart): without them it cannot be replayed."""
    left_out = list(absent)
    blank = [names for names in _blank_cells(line) if names not in left_out]
    if not blank:
        return []
    has_emission = line.emission is not None and line.emission.value != 0
    return [
        Finding(
            rule="LIST-BLANK",
            disposition=NONCONFORMITY if has_emission or line.emission is None else EXPLAIN,
            item=line.source,
            row=line.row,
            message_zh=f"{line.label}：{'、'.join(zh for zh, _ in blank)}为空或不是数字，无法复算，请补充。",
            message_en=f"{line.label_en}: {', '.join(en for _, en in blank)} blank or no number, "
            "so the line cannot be replayed; fill it in.",
            delta_tco2e=line.emission.value if line.emission else None,
            unit=TARGET,
        )
    ]
