"""Quantities, negatives and days as people write them: the value is the same in every way of writing."""

from decimal import Decimal

import polars as pl
import pytest

from tests.unit.ingestion.build import csv_bytes, read_one, statuses, xlsx_bytes
from tests.unit.ingestion.workbooks import NAME, ROWS


@pytest.mark.parametrize(
    ("header", "written", "output_t"),
    [
        pytest.param("铝液产量（千吨）", "0.4005", "400.5", id="thousand-tonnes"),
        pytest.param("铝液产量（万吨）", "0.04005", "400.5", id="ten-thousand-tonnes"),
        pytest.param("铝液产量（公斤）", "400500", "400.5", id="kilograms"),
        pytest.param("铝液产量（吨）", "４００．５", "400.5", id="full-width"),
        pytest.param("铝液产量（吨）", "４，００５．５０", "4005.5", id="full-width-separator"),
        pytest.param("铝液产量（吨）", "1 400.5", "1400.5", id="space-separator"),
        pytest.param("铝液产量（吨）", "400.5吨", "400.5", id="unit-in-cell"),
        pytest.param("铝液产量（吨）", "400500kg", "400.5", id="other-unit-in-cell"),
        pytest.param("铝液产量（吨）", "肆佰", "400", id="banking-numeral"),
        pytest.param("铝液产量（吨）", "0.04万", "400", id="wan"),
        pytest.param("铝液产量（吨）", "四百零五", "405", id="chinese-numeral"),
    ],
)
def test_a_quantity_is_the_same_however_it_is_written(header, written, output_t):
    rows = [["日期", "系列", "在产槽数", header, "交流电耗（万kWh）"], *(
        [f"2024-03-0{n}", "一系列", 200, written, "540.5"] for n in (1, 2)
    )]  # fmt: skip
    frame = read_one("生产日报.csv", csv_bytes(rows)).sheets[0].frame
    assert frame["output_t"].to_list() == [Decimal(output_t)] * 2
    assert frame["ac_kwh"].to_list() == [Decimal(5_405_000)] * 2


@pytest.mark.parametrize("written", ["(7,220)", "（7220）", "−7220", "-7,220.00"])
def test_a_negative_in_brackets_is_negative_and_no_weight(written):
    rows = [list(r) for r in ROWS]
    rows[2][8] = written
    result = read_one(f"{NAME}.csv", csv_bytes(rows))
    assert [row for row, *_ in statuses(result)] == [3]
    assert result.sheets[0].frame.filter(pl.col("row_no") == 3)["net_t"][0] == Decimal("-7.22")


@pytest.mark.parametrize(
    "written",
    [
        "二〇二四年三月二日",
        "２０２４－０３－０２",
        "2024/3/2 星期六",
        "45353",
        "24.3.2",
        "2024-03-02T08:05:00+08:00",
        "3月2日",
    ],
)
def test_a_date_typed_as_text_is_that_day(written):
    rows = [list(r) for r in ROWS]
    rows[2][3] = written
    assert str(read_one(f"{NAME}.csv", csv_bytes(rows)).sheets[0].frame["stat_date"][1]) == "2024-03-02"


@pytest.mark.parametrize(("written", "asked"), [((0.931, "93.5%"), True), ((93.1, 93.5), False)])
def test_an_efficiency_written_as_a_fraction_is_read_in_per_cent_and_asked_about(written, asked):
    rows = [["系列", "平均电流(kA)", "平均电压(V)", "电流效率(%)", "交流电耗(kWh/t)", "单槽日产(kg)"]]
    rows += [[s, 300, 4.0, w, 13450, 2250] for s, w in zip(("一系列", "二系列"), written, strict=True)]
    (sheet,) = read_one("技术经济指标.xlsx", xlsx_bytes({"x": rows})).sheets
    assert sheet.frame["current_efficiency_pct"].to_list() == [Decimal("93.1"), Decimal("93.5")]
    assert any("0.93为93%" in q for q in sheet.questions) == asked
