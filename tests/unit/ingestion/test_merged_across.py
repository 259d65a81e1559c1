"""Merged cells of tables laid out across: labels are those of each row, a figure over several items is no one's."""

from decimal import Decimal

import polars as pl

from tests.unit.ingestion.test_merged_cells import apart, column, read


def test_a_merged_day_of_blocks_beside_each_other_is_of_every_shift():
    rows = [
        ["日期", "班次", "一系列", None, "二系列", None],
        [None, None, *["铝液产量(t)", "交流电耗(kWh)"] * 2],
    ]
    for day in range(1, 11):
        rows += [
            [f"2024-03-{day:02d}", "白班", 200, 2700000, 250, 3300000],
            [None, "夜班", 201, 2700001, 251, 3300001],
        ]
        rows += [[None, "小计", 401, 5400001, 501, 6600001]]
    merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1", *(f"A{top}:A{top + 2}" for top in range(3, 33, 3))]
    sheet = read("电解生产日报.xlsx", rows, *merged)
    days = [f"2024-03-{day:02d}" for day in range(1, 11) for _ in range(2)]
    assert column(sheet, "report_date") == days * 2
    assert any("合并范围" in note for note in sheet.notes)


def test_a_merged_item_of_days_to_the_right_is_of_each_of_its_rows():
    rows = [["指标", "系列", *(f"{day}日" for day in range(1, 11))]]
    for item, value in (("铝液产量(t)", 400), ("氧化铝消耗(t)", 770)):
        rows.append([item, "一系列", *(value + day for day in range(1, 11))])
        rows.append([None, "二系列", *(value + 100 + day for day in range(1, 11))])
    sheet = read("电解生产日报.xlsx", rows, "A2:A3", "A4:A5")
    second = sheet.frame.filter(pl.col("process") == "2#")
    assert second["output_t"].to_list() == [Decimal(500 + day) for day in range(1, 11)]
    assert second["alumina_t"].to_list() == [Decimal(870 + day) for day in range(1, 11)]


def test_figures_over_several_items_of_a_table_laid_out_across_are_no_one_s():
    rows = [["指标", "系列", *(f"{day}日" for day in range(1, 11))]]
    rows.append(["铝液产量(t)", "一系列", *(800 + day for day in range(1, 11))])
    rows.append([None, "二系列", None, *(500 + day for day in range(2, 11))])
    sheet = read("电解生产日报.xlsx", rows, "A2:A3", "C2:C3")
    first = sheet.frame.filter(pl.col("report_date") == pl.date(2024, 3, 1))
    assert first["row_status"].to_list()[0] == "quarantine" and first["output_t"].null_count() == 2
    assert first["mass_hint_t"].null_count() == 2 and len(apart(sheet)) == 1
    assert any("1个数在不同项目的行间合并" in note for note in sheet.notes)


def test_figures_over_several_days_of_blocks_are_read_once_and_told():
    rows = [["日期", "一系列", None, "二系列", None], [None, *["铝液产量(t)", "交流电耗(kWh)"] * 2]]
    rows += [[f"2024-03-{day:02d}", 400, 5400000, 500, 6600000] for day in range(1, 11)]
    rows[4][1] = None
    sheet = read("电解生产日报.xlsx", rows, "A1:A2", "B1:C1", "D1:E1", "B4:B5")
    kept = sheet.frame.filter((pl.col("process") == "1#") & (pl.col("row_status") == "keep"))
    assert kept["output_t"].sum() == 3600
    assert any("1个数在多行间合并" in note for note in sheet.notes)
