from decimal import Decimal

import polars as pl
import pytest

from ingestion.cells.numbers import clean_texts, number_inside, parse_number, parse_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1,234.50", "1234.50", id="thousands-separator"),
        pytest.param("１２３４．５", "1234.5", id="full-width"),
        pytest.param("12,345,678", "12345678", id="two-separators"),
        pytest.param("(12.5)", "-12.5", id="accounting-negative"),
        pytest.param("−3.2", "-3.2", id="typographic-minus"),
        pytest.param("3万", "30000", id="wan"),
        pytest.param("1.5亿", "150000000", id="yi"),
        pytest.param("三百二十", "320", id="chinese-numeral"),
        pytest.param("壹拾贰", "12", id="banking-numeral"),
        pytest.param("￥99.90", "99.90", id="currency-sign"),
        pytest.param("1 234.5", "1234.5", id="space-separator"),
        pytest.param("1e3", "1000", id="exponent"),
        pytest.param("7.08t", "7.08", id="own-unit"),
        pytest.param("15.18%", "15.18", id="per-cent"),
    ],
)
def test_number_is_read_as_written(text, value):
    assert parse_number(text).value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "1,5t",
        "1,234,5t",
        ",5t",
        "12 5",
        "1 2345",
        "95\n102",
        "7\n8",
        "7.2①",
        "7.2 ②",
        "5²",
        "10³",
        "①",
        "(-5)",
        "((5))",
    ],
)
def test_what_would_be_another_number_when_signs_are_dropped_is_no_number(text):
    assert parse_number(text).value is None


@pytest.mark.parametrize(
    "text", ["万", "亿", "百", "三千五", "三万五", "一百五", "三五百", "三百五千", "十十"]
)
def test_chinese_numerals_that_are_incomplete_or_short_for_another_are_no_number(text):
    assert parse_number(text).value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("三千零五", 3005), ("一万二千", 12000), ("五万零三", 50003), ("一百一十一", 111), ("三百十五", 315), ("十五", 15),
     ("二十五万", 250000), ("九千九百九十九万九千九百九十九", 99999999), ("一亿零五万", 100050000), ("二〇二四", 2024)],
)  # fmt: skip
def test_whole_chinese_numerals_are_read(text, value):
    assert parse_number(text).value == value


@pytest.mark.parametrize(
    "text", ["1\xa0234.5", "1\u202f234.5", "\u200e1234.5", "1234.5\u200b", "1 234.5 t", "1234.5\n吨"]
)
def test_blanks_between_groups_and_signs_nobody_sees_do_not_matter(text):
    assert parse_number(text).value == Decimal("1234.5")


@pytest.mark.parametrize(
    "text",
    ["约9.5吨", "磅坏未称", "#VALUE!", "1.2.3", "12-3", "abc", "1,23", "--1", "∞", "nan", "inf", "0x10"],
)
def test_text_in_a_number_cell_is_no_number(text):
    assert parse_number(text).value is None
    assert parse_numbers(pl.Series([text], dtype=pl.String)).is_bad.to_list() == [True]


def test_own_unit_of_a_cell_is_kept():
    assert parse_number("7.08t").unit.factor == 1
    assert parse_number("7080kg").unit.factor == Decimal("0.001")


def test_float_noise_is_repaired_and_small_factors_are_not():
    parsed = parse_numbers(pl.Series(["53058249.990000002", "334217876.459999979", "0.0000745", "12.345678"]))
    assert parsed.values.to_list()[:2] == [Decimal("53058249.99"), Decimal("334217876.46")]
    assert parsed.values.to_list()[2:] == [Decimal("0.0000745"), Decimal("12.345678")]


def test_column_with_separators_is_read_whole():
    parsed = parse_numbers(pl.Series(["5,431.185", "12", None, "1,000"]))
    assert parsed.values.to_list() == [Decimal("5431.185"), Decimal(12), None, Decimal(1000)]
    assert not parsed.is_bad.any()


def test_signs_for_nothing_are_empty_and_zero_is_zero():
    frame = pl.DataFrame({"a": ["-", "/", "—", "无", "  ", "0", "0.00", " 7 "]})
    assert clean_texts(frame, {"a": "a"})["a"].to_list() == [None] * 5 + ["0", "0.00", "7"]


def test_number_inside_a_text_is_only_a_hint():
    assert number_inside("约9.5吨").value == Decimal("9.5")
    assert number_inside("磅坏未称").value is None
