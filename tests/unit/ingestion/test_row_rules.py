from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.unit.ingestion.build import (
    CONTEXT,
    LADLE_HEADER,
    csv_bytes,
    ladle_row,
    ladle_rows,
    read_one,
    statuses,
)

IMPOSSIBLE = {"过磅时间": "2024-02-30 25:61:00", "统计日期": "2024-02-30"}
JANUARY = {"过磅时间": "2024-01-15 08:00:00", "统计日期": "2024-01-15"}
FAR_AWAY = {"过磅时间": "2034-03-05 08:00:00", "统计日期": "2034-03-05"}
IN_TONNES = {"毛重(kg)": 24.44, "皮重(kg)": 17.24, "净重(kg)": 7.2}
TOO_HEAVY = {"毛重(kg)": 214240, "皮重(kg)": 17240, "净重(kg)": 197000}


@pytest.mark.parametrize(
    ("changes", "requirement", "code"),
    [
        pytest.param(
            {"过磅时间": "2024-02-30 25:61:00", "统计日期": "2024-02-30"},
            "X-DATE",
            "impossible_date",
            id="impossible-date",
        ),
        pytest.param({"净重(kg)": "磅坏未称"}, "X-TYPE", "not_a_number", id="text-in-number"),
        pytest.param({"净重(kg)": "#VALUE!"}, "X-TYPE", "not_a_number", id="error-cell"),
        pytest.param(
            {"毛重(kg)": 24.44, "皮重(kg)": 17.24, "净重(kg)": 7.2},
            "X-UNIT",
            "unit_swapped",
            id="tonnes-among-kilograms",
        ),
        pytest.param(
            {"毛重(kg)": 17240, "皮重(kg)": 24440}, "X-WEIGH", "gross_below_tare", id="gross-below-tare"
        ),
        pytest.param({"净重(kg)": 7900}, "X-WEIGH", "net_not_gross_less_tare", id="net-off"),
        pytest.param(
            {"毛重(kg)": 214240, "皮重(kg)": 17240, "净重(kg)": 197000},
            "X-RANGE",
            "out_of_range",
            id="beyond-the-scale",
        ),
        pytest.param({"单位": "乙铝业"}, "X-SCOPE", "other_plant", id="other-plant"),
        pytest.param({"系列": "五系列"}, "X-DOMAIN", "unknown_process", id="unknown-process"),
        pytest.param(
            {"过磅时间": "2024-01-15 08:00:00", "统计日期": "2024-01-15"},
            "X-PERIOD",
            "other_period",
            id="other-period",
        ),
        pytest.param(
            {"过磅时间": "2034-03-05 08:00:00", "统计日期": "2034-03-05"},
            "X-DATE",
            "future_date",
            id="future",
        ),
        pytest.param(
            {"过磅时间": "11月29日 08:00", "统计日期": "11月29日"}, "X-PERIOD", "other_period", id="no-year"
        ),
        pytest.param({"磅单号": None}, "X-TYPE", "missing_value", id="no-key"),
    ],
)
def test_unusable_row_is_set_aside_with_its_reason(changes, requirement, code):
    rows = [*ladle_rows(20), ladle_row(99, **changes)]
    result = read_one("铝液抬包过磅明细.csv", csv_bytes(rows))
    assert statuses(result) == [(22, "quarantine", requirement)]
    row = result.sheets[0].frame.filter(result.sheets[0].frame["row_no"] == 22).to_dicts()[0]
    assert row["reason_code"] == code
    assert row["reason_zh"] and row["reason_en"]
    assert "22" in row["reason_zh"]


def test_repeated_ticket_counts_once_and_the_first_is_kept():
    rows = [*ladle_rows(5), ladle_row(2), ladle_row(2)]
    result = read_one("铝液抬包过磅明细.csv", csv_bytes(rows))
    assert statuses(result) == [(7, "duplicate", "X-DUP"), (8, "duplicate", "X-DUP")]


def test_a_row_set_aside_does_not_make_its_repetition_a_duplicate():
    rows = [LADLE_HEADER, ladle_row(1, **{"净重(kg)": "坏"}), ladle_row(1), ladle_row(2)]
    result = read_one("铝液抬包过磅明细.csv", csv_bytes(rows))
    assert statuses(result) == [(2, "quarantine", "X-TYPE")]


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        pytest.param({"净重(kg)": "约7.2吨左右"}, Decimal("7.2"), id="gross-less-tare"),
        pytest.param(
            {"毛重(kg)": 24.44, "皮重(kg)": 17.24, "净重(kg)": 7.2}, Decimal("7.2"), id="mended-unit"
        ),
        pytest.param({"毛重(kg)": 17240, "皮重(kg)": 24440}, Decimal("7.2"), id="swapped"),
        # a weight that no vessel holds says nothing of the load: the usual one of the sheet
        pytest.param({"毛重(kg)": 114440, "净重(kg)": 97200}, Decimal("7.25"), id="beyond-the-scale"),
        pytest.param({"净重(kg)": 72000}, Decimal("7.2"), id="a-digit-too-many"),
    ],
)
def test_size_of_a_row_set_aside_is_kept_as_a_hint(changes, hint):
    result = read_one(
        "铝液抬包过磅明细.csv", csv_bytes([*ladle_rows(9), ladle_row(0, **{"磅单号": "X1"} | changes)])
    )
    frame = result.sheets[0].frame
    assert frame.filter(frame["row_status"] == "quarantine")["mass_hint_t"].to_list() == [hint]


BLANK = {"毛重(kg)": None, "皮重(kg)": None, "净重(kg)": None}


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        pytest.param({"备注": "作废，重新开票"} | BLANK, False, id="void-and-blank"),
        pytest.param({"备注": "已取消"}, False, id="void-with-weights"),
        pytest.param({"净重(kg)": "作废", "毛重(kg)": None}, False, id="said-where-the-mass-stands"),
        pytest.param({"备注": "补开，原票1240301001作废"}, True, id="replaces-a-void-one"),
        pytest.param({"备注": "未作废"}, True, id="not-void"),
    ],
)
def test_a_void_ticket_is_set_aside_and_raises_nothing(changes, counts):
    result = read_one("铝液抬包过磅明细.csv", csv_bytes([*ladle_rows(20), ladle_row(99, **changes)]))
    assert statuses(result) == ([] if counts else [(22, "quarantine", None)])
    frame = result.sheets[0].frame
    assert frame.filter(frame["row_status"] == "quarantine")["mass_hint_t"].drop_nulls().to_list() == []


def test_a_state_column_says_which_ticket_is_void():
    body = [[*row, "正常"] for row in ladle_rows(20)[1:]]
    body[4][-1] = "作废"
    result = read_one("铝液抬包过磅明细.csv", csv_bytes([[*LADLE_HEADER, "磅单状态"], *body]))
    assert statuses(result) == [(6, "quarantine", None)]


def test_the_month_right_after_is_another_period_whenever_the_file_came_in():
    context = replace(CONTEXT, received_date=date(2024, 4, 5))
    rows = [*ladle_rows(9), ladle_row(50, 统计日期="2024-04-12", 过磅时间="2024-04-12 08:00:00")]
    assert statuses(read_one("铝液抬包过磅明细.csv", csv_bytes(rows), context)) == [
        (11, "quarantine", "X-PERIOD")
    ]


def test_a_date_after_the_day_of_delivery_is_in_the_future():
    context = replace(CONTEXT, received_date=date(2024, 3, 20))
    rows = [*ladle_rows(9), ladle_row(50, 统计日期="2024-03-25", 过磅时间="2024-03-25 08:00:00")]
    assert statuses(read_one("铝液抬包过磅明细.csv", csv_bytes(rows), context)) == [
        (11, "quarantine", "X-DATE")
    ]


def test_the_night_after_the_last_day_belongs_to_the_month_until_the_day_cut():
    context = replace(CONTEXT, day_cut_minutes=480)
    rows = [*ladle_rows(9), ladle_row(50, 统计日期="2024-03-31", 过磅时间="2024-04-01 07:40:00")]
    assert statuses(read_one("铝液抬包过磅明细.csv", csv_bytes(rows), context)) == []


def test_totals_are_compared_with_their_own_rows():
    rows = ladle_rows(4)
    net = sum(r[8] for r in rows[1:])
    good = [*rows, ["合 计", *[None] * 7, net, None, None]]
    (check,) = read_one("铝液抬包过磅明细.csv", csv_bytes(good)).sheets[0].totals
    assert check.agrees and check.printed_value == check.computed_value == Decimal(net) / 1000
    (wrong,) = (
        read_one("铝液抬包过磅明细.csv", csv_bytes([*rows, ["合计", *[None] * 7, net + 900, None, None]]))
        .sheets[0]
        .totals
    )
    assert not wrong.agrees


def test_subtotals_are_compared_with_their_block():
    rows = ladle_rows(6)
    part = [sum(r[8] for r in rows[1:4]), sum(r[8] for r in rows[4:])]
    lines = [
        *rows[:4],
        ["小计", *[None] * 7, part[0], None, None],
        *rows[4:],
        ["小计", *[None] * 7, part[1], None, None],
    ]
    lines.append(["合计", *[None] * 7, sum(part), None, None])
    totals = read_one("铝液抬包过磅明细.csv", csv_bytes(lines)).sheets[0].totals
    assert [(t.scope, t.agrees) for t in totals] == [("subtotal", True), ("subtotal", True), ("total", True)]


def test_several_lines_of_one_voucher_are_not_duplicates():
    header = ["入账日期", "凭证号", "物料名称", "供货单位", "数量(t)", "单价(元/t)", "金额(元)"]
    lines = [
        ["2024-03-05", "记-1", "氧化铝", "某公司", 10, 3000, 30000],
        ["2024-03-05", "记-1", "氧化铝", "某公司", 12, 3000, 36000],
    ]
    result = read_one("采购明细账.csv", csv_bytes([header, *lines, lines[0]]))
    assert statuses(result) == [(4, "duplicate", "X-DUP")]
    assert result.sheets[0].frame["row_key"].to_list()[:2] == ["记-1", "记-1#2"]


@pytest.mark.parametrize(
    ("header", "factor", "status"),
    [
        ("重量(t)", 1, "keep"),
        ("重量(t)", 1000, "quarantine"),
        ("重量(kg)", 1000, "keep"),
        ("重量(kg)", 1, "quarantine"),
    ],
)
def test_a_whole_column_in_another_unit_than_its_header_is_set_aside(header, factor, status):
    rows = [["系列", "日期", "块数", header]]
    rows += [["一系列", f"2024-03-{d:02d}", 160, 175.25 * factor] for d in range(1, 9)]
    frame = read_one("阳极出库台账.csv", csv_bytes(rows)).sheets[0].frame
    assert set(frame["row_status"]) == {status}
    assert set(frame["requirement"]) == ({None} if status == "keep" else {"X-UNIT"})


def test_a_total_over_a_weight_that_no_vessel_holds_agrees_as_it_is_written():
    rows = [*ladle_rows(9), ladle_row(50, **{"毛重(kg)": 114440, "净重(kg)": 97200})]
    written = sum(row[8] for row in rows[1:])
    (check,) = (
        read_one("铝液抬包过磅明细.csv", csv_bytes([*rows, ["合计", *[None] * 7, written, None, None]]))
        .sheets[0]
        .totals
    )
    # what the published difference is taken from is the sum that was printed, not one with the usual load in its place
    assert check.agrees and check.computed_value == check.printed_value == Decimal(written) / 1000
