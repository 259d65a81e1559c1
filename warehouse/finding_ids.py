"""Numbers of findings as people write them: `F3A9C01-B27E449D`. Pure text; what a finding is belongs to the models.

The number is a hash of plant, process, period and rule (`dbt_project/macros/finding_id.sql`), so it stays the same
from close to close whatever was measured. Its last two digits are a hash of plant and number: a mistyped number,
or one of another plant, is found without knowing which findings there are.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

DIGITS, CHECK_DIGITS = 12, 2
_PLAIN = re.compile(rf"F([0-9A-F]{{{DIGITS}}})([0-9A-F]{{{CHECK_DIGITS}}})")
# What a hand or a scan makes of digits; none of these letters is a digit of the number.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def finding_id(plant: str, process: str, period: str, rule_id: str) -> str:
    """The number of a finding, as the models make it."""
    digits = _hash(f"{plant}|{process}|{period}|{rule_id}")[:DIGITS]
    return _shown(digits, _check(plant, digits))


def read_finding_id(text: str | None) -> str | None:
    """The number in its one spelling; None when the text is no number of a finding."""
    folded = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text or "").upper())
    match = _PLAIN.fullmatch(folded.translate(_MISREAD))
    return _shown(match[1], match[2]) if match else None


def is_of_plant(number: str, plant: str) -> bool:
    """Whether a number in its one spelling can be one of this plant's findings."""
    match = _PLAIN.fullmatch(number.replace("-", ""))
    return match is not None and match[2] == _check(plant, match[1])


def _check(plant: str, digits: str) -> str:
    return _hash(f"{plant}|{digits}")[:CHECK_DIGITS]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest().upper()


def _shown(digits: str, check: str) -> str:
    return f"F{digits[:6]}-{digits[6:]}{check}"
