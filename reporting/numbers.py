"""Values as people read them: exact decimals, grouped digits, nothing for null. No calculation beyond rounding."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

MISSING = "—"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text without characters that a document cannot hold; each is shown as a replacement mark."""
    return _CONTROL.sub("\ufffd", text)


def plain(value: object) -> str:
    """A value without trailing zeros; text as it is, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return clean(str(value))


def amount(value: object, places: int | None = None) -> str:
    """A number with grouped digits; rounded half up when `places` is given, a dash for null."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return plain(value)
    number = Decimal(value)
    if places is None:
        text = plain(number)
        whole, point, rest = text.partition(".")
        return f"{int(whole):,}{point}{rest}" if whole not in {"-0", "-"} else text
    # adding zero takes the sign from a value that rounds to nothing
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0:,f}"


def percent(value: object, places: int = 2) -> str:
    """A percentage that is already in percent, with its sign; a dash for null."""
    if value is None:
        return MISSING
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
    return f"{'+' if rounded > 0 else ''}{rounded:f} %"


def short(text: str | None, at_most: int = 240) -> str:
    """A text cut where a reader stops reading; the cut is visible."""
    whole = clean(text or "")
    return whole if len(whole) <= at_most else f"{whole[:at_most]}…（共 {len(whole)} 字，余略）"
