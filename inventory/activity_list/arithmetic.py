"""Does each line replay (activity x factor in the given units), and does the total add up.

Interval arithmetic on printed digits: a rounding is never an error. A line that replays only because an
operand may have been rounded is said so, as advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from inventory.activity_list.line_findings import line_finding
from inventory.activity_list.rows import TARGET, Line
from inventory.findings import ADVISORY, NONCONFORMITY, Finding
from inventory.intervals import Printed, exact
from inventory.registry import Registry

CENT = Decimal("0.01")
POWERS = (1, -1, 2, -2, 3, -3, 4, -4, 6, -6)


def _shown(value: Decimal) -> str:
    return f"{value.quantize(CENT, ROUND_HALF_UP):f}"


def _power_of_ten(printed: Decimal, expected: Decimal) -> Decimal | None:
    """The power of ten by which two numbers differ, or None."""
    if not expected or not printed:
        return None
    ratio = abs(printed / expected)
    shifts = (Decimal(10) ** power for power in POWERS)
    return next((shift for shift in shifts if abs(ratio / shift - 1) < CENT / 10), None)


def _hint(printed: Decimal, expected: Decimal) -> tuple[str, str]:
    """Say which simple slip would explain a wrong number; empty when none does."""
    shift = _power_of_ten(printed, expected)
    if shift is not None:
        return (
            f"（相差约 {shift:f} 倍，疑为单位或小数点错误）",
            f" (about {shift:f} times: unit or decimal point)",
        )
    shown, right = _shown(printed), _shown(expected)
    if len(shown) == len(right):
        wrong = [
            place for place, (mine, theirs) in enumerate(zip(shown, right, strict=True)) if mine != theirs
        ]
        swapped = len(wrong) == 2 and wrong[1] - wrong[0] == 1 and shown[wrong[0]] == right[wrong[1]]
        if len(wrong) == 1 or swapped:
            return "（疑为录入一位数字之误）", " (a single mistyped digit would explain it)"
    return "", ""


def _unit_finding(line: Line, expected: Decimal | None) -> Finding:
    assert line.emission is not None
    zh = (
        line.unit_error.split("。")[0]
        if line.unit_error
        else f"按单位 {line.unit} 与 {line.factor_unit} 换算后不等于排放量"
    )
    return _of_emission(
        "LIST-UNIT",
        NONCONFORMITY,
        line,
        expected,
        f"单位不匹配，{zh}。",
        f"the units {line.unit} and {line.factor_unit} do not give the printed emission; correct the unit or the number.",
    )


def _of_emission(
    rule: str, disposition: str, line: Line, expected: Decimal | None, zh: str, en: str
) -> Finding:
    """A finding about a line's emission, sized by what it should have been."""
    assert line.emission is not None
    return line_finding(
        rule,
        disposition,
        line,
        zh,
        en,
        observed=f"{line.emission.value:f}",
        expected=_shown(expected) if expected is not None else "",
        delta=None if expected is None else line.emission.value - expected,
    )


def replay_line(line: Line, registry: Registry) -> list[Finding]:
    """Replay one line in its units.

    LIST-UNIT when the units cannot give tCO2e or the number only fits without converting them, LIST-LINE
    when the product is outside the printed digits, LIST-ROUNDED (advice) when it is inside only with a
    rounded operand.
    """
    if line.activity is None or line.factor is None or line.emission is None:
        return []
    if line.unit_error:
        return [_unit_finding(line, None)]
    if line.scale is None:
        return []
    raw = line.activity.value * line.factor.value
    expected = raw * line.scale
    result = line.emission.interval
    if result.contains(expected):
        return []
    cap = registry.value("operand_rounding_cap", "relative")
    span = (line.activity.capped(cap) * line.factor.capped(cap)).scaled(line.scale)
    if span.meets(result):
        return [_rounded(line, expected)]
    unconverted = (line.activity.capped(cap) * line.factor.capped(cap)).meets(result)
    if line.scale != 1 and unconverted:
        return [_unit_finding(line, expected)]
    zh, en = _hint(line.emission.value, expected)
    if line.has_assumed_units and _power_of_ten(line.emission.value, expected) is not None:
        # Without units a thousandfold may lawfully stand between kilograms and tonnes.
        return []
    return [
        _of_emission(
            "LIST-LINE",
            NONCONFORMITY,
            line,
            expected,
            f"{line.activity.value:f} {line.unit} × {line.factor.value:f} {line.factor_unit} = {_shown(expected)} tCO2e，"
            f"表中为 {line.emission.value:f}{zh}，请更正。",
            f"activity x factor = {_shown(expected)} tCO2e, printed {line.emission.value:f}{en}; correct the line.",
        )
    ]


def _rounded(line: Line, expected: Decimal) -> Finding:
    return _of_emission(
        "LIST-ROUNDED",
        ADVISORY,
        line,
        expected,
        "只有在活动数据或因子经过修约时才能复算，建议给出更多位数。",
        "replays only if an operand was rounded; give more digits.",
    )


def replay_total(lines: Sequence[Line], total: Printed | None) -> list[Finding]:
    """Compare the printed total with the sum of the printed lines, each within its digits."""
    emissions = [line.emission for line in lines if line.emission is not None]
    if total is None:
        return [
            Finding(
                rule="LIST-NO-TOTAL",
                disposition=ADVISORY,
                item="合计",
                message_zh="清单没有合计行，无法核对合计。",
                message_en="The list prints no total, so the total cannot be checked.",
            )
        ]
    span = exact(Decimal(0))
    for emission in emissions:
        span += emission.interval
    if span.meets(total.interval):
        return []
    expected = sum((emission.value for emission in emissions), Decimal(0))
    zh, en = _total_hint(lines, total.value - expected)
    return [
        Finding(
            rule="LIST-TOTAL",
            disposition=NONCONFORMITY,
            item="合计",
            message_zh=f"合计 {total.value:f} tCO2e 不等于各行之和 {expected:f}{zh}，请更正。",
            message_en=f"The total {total.value:f} tCO2e is not the sum of its lines, {expected:f}{en}: "
            "correct it.",
            observed=f"{total.value:f}",
            expected=f"{expected:f}",
            unit=TARGET,
            delta_tco2e=total.value - expected,
        )
    ]


def _total_hint(lines: Sequence[Line], difference: Decimal) -> tuple[str, str]:
    for line in lines:
        if line.emission is None or not line.emission.value:
            continue
        if abs(abs(difference) - line.emission.value) <= CENT:
            if difference < 0:
                return f"（差额等于{line.label}，疑漏加）", f" (the difference is {line.label_en}, left out)"
            return (
                f"（差额等于{line.label}，疑重复相加）",
                f" (the difference is {line.label_en}, added twice)",
            )
    return "", ""
