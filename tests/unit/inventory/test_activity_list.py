"""Replay of an activity list: clean lists give advice at most, each kind of error is found where it is."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inventory import ListContext, replay_activity_list
from inventory.activity_list.rows import parse_categories

D = Decimal
CENT = D("0.01")
NAMES = (
    "category", "source", "activity_value", "unit", "factor", "factor_unit", "emission_tco2e", "factor_source"
)  # fmt: skip
ROWS = (
    ("类别1", "天然气燃烧", "1802.4417", "万Nm3", "21.6502", "tCO2/万Nm3", "39023.22", "核算指南缺省值"),
    ("类别1", "柴油燃烧", "311.7", "t", "3.0959", "tCO2/t", "964.99", "核算指南缺省值"),
    ("类别1", "R410A逸散", "0.0312", "t", "2255.5", "tCO2e/t", "70.37", "AR6"),
    ("类别2", "外购电力", "50211.37", "MWh", "0.6191", "tCO2/MWh", "31085.86", "山东2023"),
    ("类别3", "原料运输", "4120000", "t·km", "7.45e-05", "tCO2/t·km", "306.94", "数据库"),
    ("类别4", "外购铝锭", "30150", "t", "14.2", "tCO2e/t", "428130", "供应商"),
)
CONTEXT = ListContext("山东省", 2024)


def listed(rows=ROWS):
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


def total_of(rows):
    return sum((D(row["emission_tco2e"]) for row in rows if row["emission_tco2e"]), D(0))


def rules(rows, total=None, context=CONTEXT, above_advice=True):
    found = replay_activity_list(rows, total_of(rows) if total is None else total, context)
    return {hit.rule for hit in found if hit.disposition != "advisory" or not above_advice}


def changed(position, **cells):
    rows = listed()
    rows[position].update(cells)
    return rows


def recomputed(position, **cells):
    rows = changed(position, **cells)
    row = rows[position]
    row["emission_tco2e"] = str((D(row["activity_value"]) * D(row["factor"])).quantize(CENT, ROUND_HALF_UP))
    return rows


def test_a_clean_list_gives_advice_at_most():
    assert rules(listed()) == set()


def test_a_clean_list_of_an_unknown_member_gives_advice_at_most():
    assert rules(listed(), context=ListContext()) == set()


def test_no_rows_give_no_findings():
    assert replay_activity_list([], None) == []


ERRORS = [
    pytest.param(changed(0, emission_tco2e="39203.22"), "LIST-LINE", "nonconformity", id="transposed-digits"),
    pytest.param(changed(3, emission_tco2e="31185.86"), "LIST-LINE", "nonconformity", id="wrong-product"),
    pytest.param(changed(1, unit="kg"), "LIST-UNIT", "nonconformity", id="kg-for-t"),
    pytest.param(changed(3, unit="kWh"), "LIST-UNIT", "nonconformity", id="kwh-for-mwh"),
    pytest.param(changed(3, factor_unit="tCO2/GJ"), "LIST-UNIT", "nonconformity", id="heat-for-power"),
    pytest.param(changed(0, unit="斛"), "LIST-UNIT", "nonconformity", id="unreadable-unit"),
    pytest.param([*listed(), listed()[1]], "LIST-DUPLICATE", "nonconformity", id="line-twice"),
    pytest.param(changed(2, activity_value=None), "LIST-BLANK", "nonconformity", id="blank-operand"),
    pytest.param(changed(2, emission_tco2e=None), "LIST-BLANK", "nonconformity", id="blank-emission"),
    pytest.param(
        recomputed(3, factor="0.1326", factor_source="青海2021"), "LIST-FACTOR-REGION", "explain", id="region"
    ),
    pytest.param(
        recomputed(3, factor="0.6838", factor_source="山东2021"), "LIST-FACTOR-YEAR", "explain", id="old-year"
    ),
    pytest.param(recomputed(3, factor="0.6838"), "LIST-FACTOR-VALUE", "explain", id="value-of-another-year"),
    pytest.param(
        recomputed(3, factor="0.61", factor_source="山东2019"), "LIST-FACTOR-YEAR", "explain", id="no-year"
    ),
    pytest.param(recomputed(2, factor="1923.5"), "LIST-GWP", "explain", id="potential-of-another-set"),
    pytest.param(recomputed(0, factor="20.6502"), "LIST-FACTOR-DEFAULT", "explain", id="not-the-default"),
    pytest.param(recomputed(5, factor="1.42"), "LIST-FACTOR-RANGE", "explain", id="out-of-range"),
    pytest.param(changed(0, category="类别2"), "LIST-CATEGORY", "explain", id="wrong-category"),
    pytest.param(changed(0, category=""), "LIST-CATEGORY-BLANK", "explain", id="blank-category"),
    pytest.param(listed(ROWS[:3] + ROWS[4:]), "LIST-CATEGORY-MISSING", "explain", id="no-imported-energy"),
    pytest.param(changed(1, unit="kWh", factor_unit="tCO2/kWh"), "LIST-DIMENSION", "explain", id="unit"),
    pytest.param(
        [*listed(), dict(listed()[2], source="R32逸散", factor="677", activity_value="0.01",
                         emission_tco2e="6.77", factor_source="AR5")],
        "LIST-GWP-MIXED", "explain", id="two-sets",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "rule", "disposition"), ERRORS)
def test_an_error_is_found(rows, rule, disposition):
    found = replay_activity_list(rows, total_of(rows), CONTEXT)
    assert (rule, disposition) in {(hit.rule, hit.disposition) for hit in found}
    assert all(hit.requirement == "X-ISO" and hit.message_zh and hit.message_en for hit in found)


@pytest.mark.parametrize("shift", ["100", "-964.99", "0.5"], ids=["off", "line-left-out", "small"])
def test_a_total_that_is_not_the_sum_is_found_with_its_size(shift):
    rows = listed()
    found = replay_activity_list(rows, total_of(rows) + D(shift), CONTEXT)
    assert [hit.delta_tco2e for hit in found if hit.rule == "LIST-TOTAL"] == [D(shift)]


def test_a_rounded_total_is_no_error():
    rows = listed()
    assert "LIST-TOTAL" not in rules(rows, total_of(rows) + D("0.02"))


def test_a_rounded_factor_is_advice_only():
    rows = changed(0, factor="21.65", emission_tco2e="39023.22")
    assert rules(rows) == set()
    assert "LIST-ROUNDED" in rules(rows, above_advice=False)


def test_the_last_lawful_year_but_one_is_advice_only():
    rows = recomputed(3, factor="0.6410", factor_source="山东2022")
    assert rules(rows) == set()
    assert "LIST-FACTOR-YEAR" in rules(rows, above_advice=False)


def test_a_grid_factor_by_number_of_the_announcement_is_understood():
    rows = recomputed(3, factor="0.6838", factor_source="公告2024年第12号 山东")
    found = replay_activity_list(rows, total_of(rows), CONTEXT)
    assert {hit.rule for hit in found if hit.disposition == "explain"} == {"LIST-FACTOR-YEAR"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("类别1", (1,)), ("类别二", (2,)), ("第三类", (3,)), ("Category 4", (4,)), ("VI", (6,)), ("范围一", (1,)),
        ("范围三", (3, 4, 5, 6)), ("直接温室气体排放", (1,)), ("输入能源的间接排放", (2,)),
        ("组织使用的产品产生的间接排放", (4,)), ("与使用组织产品有关的间接排放", (5,)), ("７", ()), ("", ()),
    ],
)  # fmt: skip
def test_category_as_printed(text, numbers):
    assert parse_categories(text) == numbers


LAWFUL = [
    pytest.param(listed(ROWS[:4] + ROWS[5:]), id="no-transport"),
    pytest.param([dict(row, activity_value=D(row["activity_value"]).quantize(D("1e-10")),
                       factor=D(row["factor"]).quantize(D("1e-10")),
                       emission_tco2e=D(row["emission_tco2e"]).quantize(D("1e-6"))) for row in listed()],
                 id="padded-by-storage"),
    pytest.param(recomputed(3, factor="0.5306", factor_source="全国2023"), id="national-factor"),
    pytest.param(recomputed(3, factor="0.5306", factor_source="国家电网平均2023年"), id="national-in-other-words"),
    pytest.param(recomputed(3, factor="0.5500", factor_source="华东2023"), id="grid-area"),
    pytest.param(recomputed(3, factor="0.3127", factor_source="供应商"), id="supplier-factor"),
    pytest.param(recomputed(3, factor="0.6191", factor_source="公告2025年第47号"), id="announcement"),
    pytest.param(recomputed(2, factor_source="取自IPCC第六次评估报告"), id="set-in-words"),
    pytest.param(changed(1, unit="L", factor="2.63", factor_unit="kgCO2/L", emission_tco2e="0.82"), id="litres"),
    pytest.param([dict(row, category=f"范围{'一二三'[min(int(row['category'][-1]), 3) - 1]}") for row in listed()],
                 id="scopes"),
    pytest.param([*listed(), dict(listed()[1], source="叉车柴油", activity_value="21.5", emission_tco2e="66.56")],
                 id="two-diesels"),
]  # fmt: skip


@pytest.mark.parametrize("rows", LAWFUL)
def test_what_is_lawful_gives_advice_at_most(rows):
    assert rules(rows) == set()


def test_a_small_factor_cut_by_storage_is_read_from_its_printed_text():
    rows = changed(4, factor=D("0.000075"), factor_raw="7.45e-05")
    assert rules(rows) == set()
    assert "LIST-LINE" in rules(changed(4, factor=D("0.000075")))


@pytest.mark.parametrize(("shift", "found"), [("0", False), ("5", True)], ids=["right", "wrong"])
def test_a_total_row_among_the_lines_is_the_total(shift, found):
    rows = listed()
    total = {"category": "合计", "emission_tco2e": total_of(rows) + D(shift)}
    subtotal = {"category": "类别1小计", "emission_tco2e": "40058.58"}
    hits = replay_activity_list([*rows, subtotal, total], None, CONTEXT)
    assert ("LIST-TOTAL" in {hit.rule for hit in hits}) is found
    assert "LIST-BLANK" not in {hit.rule for hit in hits}


def test_a_number_that_storage_did_not_cut_wins_over_its_text():
    assert "LIST-LINE" in rules(changed(4, factor="0.0000845", factor_raw="7.45e-05"))


def test_an_unnamed_factor_of_another_province_is_recognised_by_its_number():
    rows = recomputed(3, factor="0.1326", factor_source="电网公司")
    assert "LIST-FACTOR-REGION" in rules(rows)


SIMPLE = st.tuples(st.decimals("1", "100000", places=3), st.decimals("0.01", "20", places=4))


@given(lines=st.lists(SIMPLE, min_size=1, max_size=6, unique=True))
def test_a_list_computed_exactly_never_raises_arithmetic(lines):
    rows = [
        dict(zip(NAMES, ("类别4", f"材料{n}", v, "t", f, "tCO2e/t", (v * f).quantize(CENT, ROUND_HALF_UP),
                         "x"), strict=True))
        for n, (v, f) in enumerate(lines)
    ]  # fmt: skip
    found = replay_activity_list(rows, sum(row["emission_tco2e"] for row in rows))
    assert not {"LIST-LINE", "LIST-UNIT", "LIST-TOTAL", "LIST-ROUNDED"} & {hit.rule for hit in found}


@example(line=(D("153.307"), D("0.0102")), wrong=D("1.02"))
@given(line=SIMPLE, wrong=st.decimals("1.02", "3", places=2))
def test_a_product_off_by_two_percent_is_always_found(line, wrong):
    value, factor = line
    emission = (value * factor * wrong).quantize(CENT, ROUND_HALF_UP)
    row = dict(zip(NAMES, ("类别4", "材料", value, "t", factor, "tCO2e/t", emission, "x"), strict=True))
    true = value * factor
    visible = abs(emission - true) > true * D("0.011") + CENT
    assert ("LIST-LINE" in {hit.rule for hit in replay_activity_list([row], emission)}) or not visible
