"""Lists of sales without invoice numbers are read by what tells their lines apart; sums of sales stand for no ledger."""

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import read_one, xlsx_bytes

DAYS = range(1, 8)


def _read(name, rows):
    return read_one(name, xlsx_bytes({"Sheet1": rows}))


def _sold(day, mass, customer="丙公司"):
    return [f"2024-03-{day:02d}", customer, "铝锭", mass, 19000, mass * 19000]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("3月销售明细.xlsx", ["日期", "客户", "产品名称", "数量(吨)", "单价", "金额"]),
        ("3月售铝明细.xlsx", ["日期", "客户", "品名", "数量(吨)", "单价", "金额"]),
        ("3月铝锭开票情况.xlsx", ["开票日期", "购货单位", "产品", "数量(吨)", "单价(元)", "金额(元)"]),
    ],
)
def test_sales_without_numbers_are_told_apart_by_day_goods_and_customer(name, header):
    rows = [_sold(d, 100 + d) for d in DAYS] + [_sold(1, 55), _sold(1, 101)]
    result = _read(name, [header, *rows])
    (sheet,) = result.sheets
    kept = sheet.frame.filter(sheet.frame["row_status"] == "keep")
    assert result.kind == "sales_ledger"
    assert kept["quantity_t"].sum() == sum(100 + d for d in DAYS) + 55
    assert sheet.count("duplicate") == 1
    assert kept["row_key"].n_unique() == kept.height
    assert any("发票号" in q for q in sheet.questions)


def test_a_list_of_dispatches_with_plates_is_no_movement_of_stock():
    header = ["发货日期", "客户", "产品名称", "发货数量(吨)", "车牌号"]
    rows = [[f"2024-03-{d:02d}", "丙公司", "铝锭", 100 + d, f"鲁A1234{d}"] for d in DAYS]
    sheet = _read("3月发货明细.xlsx", [header, *rows]).sheets[0]
    assert (sheet.kind, sheet.count("keep")) == ("sales_ledger", 7)
    assert not any("鲁A" in number for number in sheet.frame["invoice_no"])


def test_movements_of_stock_that_name_who_took_them_stay_movements():
    header = ["日期", "品名", "入库量(吨)", "出库量(吨)", "收货单位"]
    rows = [[f"2024-03-{d:02d}", "铝锭", 100 + d, 90, "丙公司"] for d in DAYS]
    sheet = _read("3月成品出入库.xlsx", [header, *rows]).sheets[0]
    assert sheet.kind == "product_flow"
    assert sheet.frame["out_t"].to_list() == [Decimal(90)] * 7


def test_purchases_without_numbers_are_no_sales():
    header = ["日期", "供应商", "物料", "数量(吨)", "单价", "金额"]
    rows = [[f"2024-03-{d:02d}", "丙公司", "氧化铝", 100 + d, 3000, 3000 * (100 + d)] for d in DAYS]
    sheet = _read("3月原料进货明细.xlsx", [header, *rows]).sheets[0]
    assert (sheet.kind, sheet.count("keep")) == ("purchase_ledger", 7)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(["月份", "客户", "数量"], id="by-month"),
        pytest.param(["月份", "客户名称", "销售数量(吨)", "金额(元)"], id="money"),
        pytest.param(["品名", "客户", "本月数量", "累计数量"], id="month-and-sum"),
        pytest.param(["品名", "客户", "本月", "累计", "单位"], id="like-a-form"),
    ],
)
@pytest.mark.parametrize("name", ["销售汇总.xlsx", "3月报表.xlsx"])
def test_sales_summed_up_by_customer_are_refused_as_that(name, header):
    first = "2024-03" if header[0] == "月份" else "铝锭"
    rows = [[first, "丙公司", 1200.5, 3000.5, "吨"], [first, "丁公司", 800.2, 2500.5, "吨"]]
    result = _read(name, [header, *(row[: len(header)] for row in rows)])
    assert (result.status, result.count("keep")) == ("unknown_kind", 0)
    assert "汇总的销售表" in result.message_zh


def test_numbers_of_paper_and_electronic_invoices_are_one_column():
    header = [
        "发票代码",
        "发票号码",
        "数电票号码",
        "购买方名称",
        "开票日期",
        "货物名称",
        "数量",
        "单价",
        "价税合计",
    ]
    numbers = [(f"{i:08d}", None) if i % 2 else (None, f"24372000000000{i:06d}") for i in DAYS]
    lines = [["丙公司", f"2024-03-{i:02d}", "铝锭", 100 + i, 19000, 19000 * (100 + i)] for i in DAYS]
    rows = [[None, *number, *line] for number, line in zip(numbers, lines, strict=True)]
    sheet = _read("全量发票查询导出结果.xlsx", [header, *rows]).sheets[0]
    assert (sheet.kind, sheet.count("keep")) == ("sales_ledger", 7)
    assert sheet.frame["invoice_no"].to_list()[:2] == ["00000001", "24372000000000000002"]
