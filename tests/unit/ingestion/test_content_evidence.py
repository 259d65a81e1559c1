"""Columns told by their cells: used where one way only makes the arithmetic come out, asked about otherwise."""

from decimal import Decimal

import pytest

from ingestion.content import evidence
from ingestion.recognition.profiles import explain
from tests.unit.ingestion.build import CONTEXT, csv_bytes, ladle_rows, read_one

PLATES = ["鲁A12345", "豫B·8K321", "鲁AD12345", "晋 C 99887", "鲁A12345", "京QD06666"]


def renamed(rows, names):
    return [[names.get(cell, cell) for cell in rows[0]], *rows[1:]]


def read(name, rows):
    return read_one(f"{name}.csv", csv_bytes(rows), CONTEXT)


def columns(result):
    return {c.field: c.column_index for c in result.sheets[0].columns if c.field}


def asked(result):
    return " ".join(result.sheets[0].questions)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param({"净重(kg)": "数据三"}, id="net"),
        pytest.param({"毛重(kg)": "", "净重(kg)": "丙"}, id="gross-and-net"),
        pytest.param({"毛重(kg)": "甲", "皮重(kg)": "", "净重(kg)": "丙"}, id="all-three"),
    ],
)
def test_weights_are_told_by_gross_less_tare(names):
    result = read("铝液抬包过磅明细", renamed(ladle_rows(20), names))
    found = columns(result)
    assert (found["gross_t"], found["tare_t"], found["net_t"]) == (6, 7, 8)
    assert "gross_t - tare_t = net_t" in asked(result)


def test_weights_that_could_be_exchanged_are_asked_not_guessed():
    rows = [list(r) for r in ladle_rows(20)]
    for n, row in enumerate(rows[1:]):
        row[7] = 7000 + n * 37 % 400
        row[6] = row[7] + 7200 + n * 53 % 390
        row[8] = row[6] - row[7]
    result = read("铝液抬包过磅明细", renamed(rows, {"皮重(kg)": "乙", "净重(kg)": "丙"}))
    assert {"tare_t", "net_t"}.isdisjoint(columns(result))
    assert "2种可能" in asked(result) and "H、I" in asked(result)


def meter(start="上次示数", end="本次示数", factor="倍率", energy="电量(kWh)", extra="备注1"):
    rows = [["系列", "表号", "日期", start, end, factor, energy, extra]]
    reading = Decimal("1000.00")
    for day in range(1, 13):
        after = reading + Decimal("10.5") + day
        rows.append(
            [
                "一系列",
                "DB-1",
                f"2024-03-{day:02d}",
                reading,
                after,
                13200,
                (after - reading) * 13200,
                day * 7,
            ]
        )
        reading = after
    return rows


@pytest.mark.parametrize(
    "names",
    [{"end": "乙"}, {"energy": ""}, {"factor": "K"}, {"start": "甲", "factor": ""}],
    ids=lambda n: "-".join(n),
)
def test_readings_are_told_by_their_difference_times_the_factor(names):
    result = read("电表抄表记录", meter(**names))
    found = columns(result)
    assert (found["reading_start"], found["reading_end"], found["multiplier"], found["energy_kwh"]) == (
        3,
        4,
        5,
        6,
    )
    assert result.sheets[0].frame["energy_kwh"][0] == Decimal("151800")


PSI = [
    ["产品名称", "单位", "期初库存", "本期生产", "本期销售", "数五", "期末库存"],
    ["铝锭", "t", 100, 500, 450, 20, 130],
    ["铝基合金", "t", 50, 300, 280, 0, 70],
    ["铝棒", "t", 80, 200, 150, 40, 90],
    ["铝杆", "t", 10, 90, 60, 15, 25],
]


def test_stock_that_closes_one_way_only_is_told():
    rows = [[*r[:4], r[4] + r[5], r[6]] for r in PSI[1:]]
    result = read("购销存台账", [["产品名称", "单位", "期初库存", "本期生产", "本期销售", "数五"], *rows])
    assert columns(result)["closing_t"] == 5
    assert "closing_t" in asked(result)


def test_stock_that_closes_in_several_ways_is_asked():
    result = read("购销存台账", PSI)
    assert {"own_use_t", "loss_t"}.isdisjoint(columns(result))
    assert "种可能" in asked(result) and "F列" in asked(result)


def test_a_closed_account_takes_no_further_column():
    rows = [[*r[:4], r[4] + r[5], r[6], n * 3] for n, r in enumerate(PSI[1:], 1)]
    head = ["产品名称", "单位", "期初库存", "本期生产", "本期销售", "期末库存", "序"]
    assert "可能" not in asked(read("购销存台账", [head, *rows]))


def test_ticket_numbers_and_times_without_a_name_are_taken_and_plates_asked():
    rows = [list(r) for r in ladle_rows(6)]
    rows[0][0], rows[0][5], rows[0][10] = "甲", "乙", "丙"
    for row, plate in zip(rows[1:], PLATES, strict=True):
        row[10] = plate
    result = read("铝液抬包过磅明细", rows)
    shown = {row["column"]: row["evidence"] for row in explain([result]) if row["field"] is None}
    assert "vehicle_no" in shown[11] and "plates 100%" in shown[11]
    assert {"ticket_no", "weighed_at"} <= set(columns(result)) and "vehicle_no" not in columns(result)
    assert all(letter in asked(result) for letter in ("A列", "F列", "K列"))


def test_a_mass_that_is_pieces_times_their_weight_is_taken():
    rows = [["转运单号", "系列", "日期", "班次", "块数", "数据"]]
    rows += [
        [f"ZY{240300 + n}", "一系列", f"2024-03-{n:02d}", "白班", 20 + n, round((20 + n) * 1.052, 3)]
        for n in range(1, 9)
    ]
    result = read("阳极转运单汇总", rows)
    assert "mass_t" in columns(result)
    assert "mass_t" in asked(result) and "1.05 t" in asked(result)


def test_cells_that_are_codes_tell_an_unnamed_column():
    rows = [list(r) for r in ladle_rows(6)]
    use = rows[0].index("铝液用途")
    rows[0][use] = "乙"
    assert "use_raw" in columns(read("铝液抬包过磅明细", rows))


def test_a_day_of_the_month_before_the_statistical_month_began_is_read_there():
    from datetime import datetime

    from ingestion.cells.dates import hint_of, parse_instant

    hint = hint_of("2024-01", month_end_day=25)
    assert parse_instant("26", hint) == datetime(2023, 12, 26)
    assert parse_instant("25日", hint) == datetime(2024, 1, 25)


@pytest.mark.parametrize(
    "cells", [["2024"] * 6, ["好", "中", "差", "好", "中", "差"], [1.5, 2.5, 3.25, 4, 5, 6], [None] * 6]
)
def test_what_looks_like_nothing_is_left_alone(cells):
    rows = [[*r, cell] for r, cell in zip(ladle_rows(6), ["其他", *cells], strict=True)]
    assert "L列" not in asked(read("铝液抬包过磅明细", rows))


@pytest.mark.parametrize(
    ("first", "second"), [("一次过磅时间", "二次过磅时间"), ("二次过磅时间", "一次过磅时间")]
)
def test_of_two_weighings_the_earlier_is_the_full_one(first, second):
    rows = [list(r) for r in ladle_rows(6)]
    at = rows[0].index("过磅时间")
    rows[0][at] = first
    rows[0].insert(at + 1, second)
    for row in rows[1:]:
        row.insert(at + 1, row[at].replace("08:05", "08:11"))
    frame = read("铝液抬包过磅明细", rows).sheets[0].frame
    assert (frame["weighed_at"] < frame["tare_at"]).all()


@pytest.mark.parametrize("cell, readings", [("", 0), ("17", 2)], ids=["blank", "written"])
def test_a_wide_sheet_is_not_parsed_again_at_every_step(monkeypatch, cell, readings):
    parsed, parse = [], evidence.parse_numbers
    monkeypatch.setattr(evidence, "parse_numbers", lambda texts: parsed.append(texts) or parse(texts))
    head, *rows = ladle_rows(20)
    read("铝液抬包过磅明细", [[*head, *["甲"] * 50], *([*row, *[cell] * 50] for row in rows)])
    # once for what the columns are taken for, once for what is asked about them
    assert sum(set(texts) == {cell or None} for texts in parsed) == readings * 50
