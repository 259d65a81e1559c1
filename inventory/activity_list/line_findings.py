"""The shape of a finding about one line: named after it in both languages, at its row."""

from __future__ import annotations

from decimal import Decimal

from inventory.activity_list.rows import TARGET, Line
from inventory.findings import Finding


def line_finding(
    rule: str,
    disposition: str,
    line: Line,
    zh: str,
    en: str,
    *,
    observed: str = "",
    expected: str = "",
    unit: str = TARGET,
    delta: Decimal | None = None,
) -> Finding:
    """Finding about a line, its texts led by the line's name.

    :param delta: what the line is too high by, tCO2e; None where the finding has no size.
    """
    return Finding(
        rule=rule,
        disposition=disposition,
        item=line.source,
        row=line.row,
        message_zh=f"{line.label}：{zh}",
        message_en=f"{line.label_en}: {en}",
        observed=observed,
        expected=expected,
        unit=unit,
        delta_tco2e=delta,
    )
