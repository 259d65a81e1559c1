"""Every rule: silent above advice on clean reports, and heard when its error is planted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.generate import errors_tables, errors_text, errors_world
from inventory.generate.catalogue import random_world
from inventory.generate.measure import planted_report
from inventory.generate.plant import PLANTERS, Planter
from inventory.generate.render import render
from inventory.lint.collect import MOVES, SEVERITIES, LintFinding, rules
from inventory.lint.run import lint_report
from inventory.printed.model import Report, Stock
from tests.unit.lint.conftest import small_report

PLANTED_IN = (errors_tables, errors_text, errors_world)
CLEAN_SEEDS = range(3)
# These speak of a consequence or of size, not of an error that could be planted alone.
DERIVED = {"L-SENSITIVITY"}


@lru_cache(maxsize=40)
def clean_findings(seed: int) -> tuple[LintFinding, ...]:
    return tuple(lint_report(render(random_world(seed))))


def rules_heard(report: Report) -> set[str]:
    return {f.rule for f in lint_report(report)}


@pytest.mark.parametrize("rule", sorted(rules()))
def test_rule_is_silent_above_advice_on_clean_reports(rule: str):
    assert not [
        f for seed in CLEAN_SEEDS for f in clean_findings(seed) if f.rule == rule and f.severity != "advisory"
    ]


@pytest.mark.parametrize("planter", PLANTERS, ids=lambda planter: planter.name.replace(" ", "_"))
def test_planted_error_is_heard(planter: Planter):
    """The rule the error names, or one that rightly notices its consequence, in a world that has a place for it."""
    for seed in range(200_000, 200_040):
        planted = planted_report(planter, seed)
        if planted is not None:
            fresh = set(lint_report(planted)) - set(clean_findings(seed))
            assert {planter.rule, *planter.also} & {f.rule for f in fresh}
            return
    pytest.fail(f"{planter.name} found no place in forty worlds")


def test_every_rule_has_a_planted_error_or_follows_from_one():
    assert set(rules()) - {planter.rule for planter in PLANTERS} <= DERIVED


def test_rule_registry_is_well_formed():
    for rule in rules().values():
        assert rule.severity in SEVERITIES
        assert rule.title_zh and rule.title_en and rule.explanation_zh and rule.explanation_en


def test_small_clean_report_has_nothing_to_say(report: Report):
    assert not lint_report(report)


def edited(sheet: str, index: int, **changes: str) -> Report:
    report = small_report()
    rows = getattr(report, sheet)
    rows[index] = replace(rows[index], **changes)
    return report


@pytest.mark.parametrize(
    ("sheet", "index", "changes", "rule"),
    [
        pytest.param("operands", 5, {"text": "21721.89"}, "L-REPLAY", id="result-does-not-replay"),
        pytest.param("operands", 8, {"text": "35.352"}, "L-SCALE", id="result-in-kilotonnes"),
        pytest.param("operands", 1, {"text": "398.31"}, "L-TYPO", id="transposed-heat-value"),
        pytest.param("columns", 5, {"formula": "A*B*E"}, "L-FORMULA", id="conversion-left-out"),
        pytest.param("operands", 0, {"text": "-"}, "L-BLANK", id="blank-operand"),
        pytest.param("summary", 2, {"text": "21621.99"}, "L-SUM", id="subtotal-off"),
        pytest.param("summary", 0, {"text": "21612.89"}, "L-ONEFACT", id="summary-differs-from-line"),
        pytest.param("summary", 0, {"text": "21621.90"}, "L-LASTDIGIT", id="last-digit"),
        pytest.param("activity", 1, {"text": "80010.000"}, "L-ONEFACT", id="activity-differs"),
        pytest.param("factors", 4, {"text": "0.4149"}, "L-FACTOR-VALUE", id="not-the-published-value"),
        pytest.param("factors", 3, {"text": "56.54"}, "L-FACTOR-TEXT", id="chain-does-not-give-factor"),
        pytest.param("factors", 0, {"unit": "GJ/t"}, "L-UNIT", id="gas-heat-value-per-tonne"),
        pytest.param("gwp", 1, {"text": "28"}, "L-GWP-MIX", id="potential-of-another-set"),
        pytest.param("gwp", 1, {"text": "27.8"}, "L-GWP", id="potential-of-no-set"),
        pytest.param("sources", 1, {"no": "3"}, "L-NUMBERING", id="number-skipped"),
        pytest.param("facts", 3, {"text": "2025"}, "L-YEAR", id="title-of-another-year"),
        pytest.param("facts", 5, {"text": "2%"}, "L-MATERIALITY", id="other-band"),
        pytest.param("declared", 2, {"reason": ""}, "L-EXCLUSION", id="no-reason"),
        pytest.param("declared", 0, {"item": "汽油"}, "L-DECLARED", id="declared-not-quantified"),
    ],
)
def test_single_edit_of_a_small_report_is_heard(sheet: str, index: int, changes: dict[str, str], rule: str):
    report = edited(sheet, index, **changes)
    if rule == "L-MATERIALITY":
        report.bands += materiality_scale()
    assert rule in rules_heard(report)


def materiality_scale() -> list:
    from inventory.printed.model import Band

    return [
        Band(dimension="materiality", label="3%", bounds="5万吨二氧化碳当量≤排放量<10万吨二氧化碳当量"),
        Band(dimension="materiality", label="2%", bounds="10万吨二氧化碳当量≤排放量<100万吨二氧化碳当量"),
    ]


@pytest.mark.parametrize(
    ("sheet", "index"), [("summary", 0), ("activity", 0), ("sources", 1), ("factors", 4)]
)
def test_row_left_out_of_a_table_is_heard(sheet: str, index: int):
    report = small_report()
    del getattr(report, sheet)[index]
    assert "L-COMPLETE" in rules_heard(report)


@pytest.mark.parametrize(("closing", "is_heard"), [("15.0", False), ("25.0", True)])
def test_stock_that_does_not_close_is_heard(closing: str, is_heard: bool):
    report = small_report()
    report.stocks.append(
        Stock(
            "1-9", "1", item="柴油", unit="t", opening="10.0", purchased="100.0", used="95.0", closing=closing
        )
    )
    assert ("L-STOCK" in rules_heard(report)) == is_heard


@settings(max_examples=25, deadline=None)
@given(
    activity=st.decimals(min_value="1000", max_value="999999", places=3),
    factor=st.decimals(min_value="0.2000", max_value="0.9000", places=4),
)
def test_rounding_alone_is_never_an_error(activity: Decimal, factor: Decimal):
    report = small_report()
    result = (activity * factor).quantize(Decimal("0.01"))
    for index, text in ((6, f"{activity}"), (7, f"{factor}"), (8, f"{result}")):
        report.operands[index] = replace(report.operands[index], text=text)
    assert not {"L-REPLAY", "L-SCALE", "L-TYPO"} & rules_heard(report)


@settings(max_examples=25, deadline=None)
@given(shift=st.integers(min_value=500, max_value=10**6))
def test_a_result_beyond_rounding_is_always_an_error(shift: int):
    """The factor 0.4419 leaves room for 4 t on 80000 MWh; five tonnes are beyond it."""
    report = small_report()
    text = f"{Decimal('35352.00') + Decimal(shift) / 100}"
    report.operands[8] = replace(report.operands[8], text=text)
    heard = [f for f in lint_report(report) if f.rule in {"L-REPLAY", "L-SCALE"}]
    assert heard and heard[0].delta_tco2e == Decimal(shift) / 100
    assert heard[0].moves in MOVES


def test_a_score_row_without_emission_is_a_row_of_its_source():
    """Zero in the score table is another number for the source, not a source left out."""
    report = render(random_world(1))
    at = next(i for i, row in enumerate(report.scores) if row.kind == "item" and Decimal(row.emission) > 1)
    report.scores[at] = replace(report.scores[at], emission="0")
    about = [f.rule for f in lint_report(report) if f.rule in {"L-COMPLETE", "L-ONEFACT"}]
    assert about == ["L-ONEFACT"]


def test_a_potential_that_is_exactly_another_sets_is_not_a_rounding():
    """28 is the AR5 value of methane, and would also be 27.9 of AR6 rounded."""
    seed = next(seed for seed in range(50) if random_world(seed).gwps.get("CH4") == "27.9")
    report = render(random_world(seed))
    report.gwp = [replace(row, text="28") if row.text == "27.9" else row for row in report.gwp]
    assert ("L-GWP-MIX", "28", "27.9") in {(f.rule, f.printed, f.expected) for f in lint_report(report)}
