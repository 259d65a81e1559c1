"""Intervals of calibration as people write them, in months.

Pure text to number. Which column holds an interval is said by the contracts; comparing intervals belongs to the rules.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from ingestion.cells.numbers import parse_number

# A year count above this is no interval (2024年).
_MOST_YEARS = 20
_MONTHS = {"年": Decimal(12), "季": Decimal(3), "月": Decimal(1), "周": None, "日": None, "天": None}
_NUMBER = r"([0-9]+(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百]+)"
_UNIT = r"(年|季|月|周|日|天)"
_SPAN = re.compile(rf"(?:{_NUMBER}个?|(半)个?)?{_UNIT}(半)?")
_TIMES = re.compile(rf"{_NUMBER}[次回]")


def months_of(text: str | None) -> int | None:
    """Months between two calibrations: ``12个月``, ``每年一次``, ``2次/年``, ``半年``, ``每两年``; a bare number is months.

    None where the text names no interval in months (``按规程``) or more than one.
    """
    if text is None:
        return None
    plain = re.sub(r"\s+|度|左右|以内", "", unicodedata.normalize("NFKC", text))
    bare = parse_number(plain).value
    if bare is not None and not re.search(_UNIT, plain):
        return _whole(bare)
    spans = _SPAN.findall(re.sub(_TIMES, "", plain))
    lengths = {_length(*span) for span in spans}
    if len(lengths) != 1 or (length := lengths.pop()) is None:
        return None
    times = _TIMES.search(plain)
    count = _count(times.group(1)) if times else Decimal(1)
    return _whole(length / count) if count else None


def _length(number: str, half: str, unit: str, and_half: str) -> Decimal | None:
    months = _MONTHS[unit]
    count = Decimal("0.5") if half else _count(number) if number else Decimal(1)
    if months is None or count is None or (unit == "年" and count > _MOST_YEARS):
        return None
    return (count + Decimal("0.5") if and_half else count) * months


def _count(text: str) -> Decimal | None:
    return parse_number(text.replace("两", "二")).value


def _whole(value: Decimal) -> int | None:
    return int(value) if value == value.to_integral_value() and value > 0 else None
