"""Numbers, formulas, names, pairing and reach of the linter."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.intervals import Interval, exact
from inventory.lint.collect import Reach
from inventory.lint.facts import has_valid_check_digit
from inventory.lint.formula import FormulaError, constant_claims, evaluate
from inventory.lint.names import same
from inventory.lint.numbers import parse, show, single_edits
from inventory.lint.quality import grade_for, number_of
from inventory.lint.scales import gas_of
from inventory.printed.model import Band


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        pytest.param("0.95", "0.945", "0.955", id="decimal"),
        pytest.param("99", "99", "99", id="short-integer-is-exact"),
        pytest.param("23086950562", "23086950561.5", "23086950562.5", id="long-integer-may-be-rounded"),
        pytest.param("5.01%", "0.05005", "0.05015", id="percent"),
        pytest.param("1,234.50", "1234.495", "1234.505", id="separators"),
    ],
)
def test_printed_number_stands_for_all_that_rounds_to_it(text: str, low: str, high: str):
    number = parse(text)
    assert number is not None and number.interval == Interval(Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["", "-", "未量化", "A", "1.2.3"])
def test_text_that_is_no_number(text: str):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        pytest.param("C*D*44/12*10^3", {"C": "0.0153", "D": "0.99"}, "55.539", id="carbon-chain"),
        pytest.param("A×B×10-3", {"A": "2000", "B": "3"}, "6", id="lost-superscript"),
        pytest.param(
            "((C-D)*H-E)*10^-3", {"C": "10", "D": "0", "H": "0.3", "E": "1"}, "0.002", id="brackets"
        ),
        pytest.param("0.411×（1-2%-0.4%）×44/12", {}, "1.470832", id="constants-with-percent"),
    ],
)
def test_formula_text_is_evaluated(formula: str, values: dict[str, str], expected: str):
    value = evaluate(formula, {name: exact(Decimal(text)) for name, text in values.items()})
    assert abs(value.low - Decimal(expected)) < Decimal("1e-12")


@pytest.mark.parametrize("formula", ["", "A*", "A+B)", "__import__('os')", "A/0", "消耗量*因子"])
def test_text_that_is_no_formula_is_refused(formula: str):
    with pytest.raises(FormulaError):
        evaluate(formula, {"A": exact(Decimal(1))})


def test_claims_of_free_text_are_read_with_their_units_left_out():
    text = "计算值，=0.034kg CF4/t-Al*7380/1000=0.25092kg CO2e/t-Al，取自指南"
    assert constant_claims(text)[0][:2] == ("0.034*7380/1000", "0.25092")


@given(st.decimals(min_value="0.01", max_value="1000000", places=2))
def test_an_edit_of_an_edit_gives_the_number_back(value: Decimal):
    text = show(value)
    assert all(text in single_edits(edit) for edit in single_edits(text)[:20])


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("净购入使用电力", "外购电", True, id="aliases"),
        pytest.param("原材料（纯碱）", "纯碱", True, id="core-in-brackets"),
        pytest.param("上游运输（重型货车）", "下游运输（中型货车）", False, id="up-and-down"),
        pytest.param("危废运输", "上游运输", False, id="waste-is-not-any-transport"),
        pytest.param("天然气", "柴油", False, id="fuels"),
        pytest.param("", "柴油", False, id="nothing"),
    ],
)
def test_names_of_one_source(one: str, other: str, is_same: bool):
    assert same(one, other) is is_same


@pytest.mark.parametrize(
    ("text", "gas"), [("R-14,四氟化碳, CF4", "CF4"), ("R-410a：50%R32+50%R125混合物", "R410A"), ("说明", "")]
)
def test_gas_of_a_printed_name(text: str, gas: str):
    assert gas_of(text) == gas


@pytest.mark.parametrize(
    ("words", "value"), [("四", 4), ("十二", 12), ("二十", 20), ("6", 6), ("五个", 5), ("若干", None)]
)
def test_number_in_words(words: str, value: int | None):
    assert number_of(words) == value


@pytest.mark.parametrize(
    ("score", "grade"), [("4.56", "第二级"), ("3.57", "第三级"), ("5.0", "第一级"), ("1.2", "第五级")]
)
def test_grade_of_a_score(score: str, grade: str):
    bounds = ("≥5.0", "<5.0, ≥4.0", "<4.0, ≥3.0", "<3.0, ≥2.0", "<2.0")
    bands = [
        Band(dimension="grade", label=f"第{n}级", bounds=b) for n, b in zip("一二三四五", bounds, strict=True)
    ]
    assert grade_for(bands, Decimal(score)) == grade


@pytest.mark.parametrize(
    ("delta", "moves"),
    [("0", "nothing"), ("10", "total"), ("-3000", "materiality"), ("16000", "materiality")],
)
def test_reach_of_a_size(delta: str, moves: str):
    reach = Reach(
        Decimal(115000),
        Decimal("0.02"),
        [(Decimal(50000), Decimal("0.03")), (Decimal(100000), Decimal("0.02"))],
    )
    assert reach.moves(Decimal(delta)) == moves


def test_a_size_outside_the_total_moves_nothing():
    assert Reach(Decimal(1000), Decimal("0.05")).moves(Decimal(900), counts=False) == "nothing"


@pytest.mark.parametrize(("code", "is_valid"), [("91350100M000100Y43", True), ("91350100M000100Y44", False)])
def test_check_digit_of_a_credit_code(code: str, is_valid: bool):
    assert has_valid_check_digit(code) is is_valid
