"""Sold liquid metal without a customer is asked about, where the plant names customers."""

import pytest

from tests.unit.ingestion.build import LADLE_HEADER, csv_bytes, ladle_rows, read_one, statuses


def questions(customers: list[str], use: str = "外销铝液") -> list[str]:
    """Questions about customers of ten tickets, all counted."""
    body = [
        [*row[:9], use, row[10], customer]
        for row, customer in zip(ladle_rows(10)[1:], customers, strict=True)
    ]
    result = read_one("铝液抬包过磅明细.csv", csv_bytes([[*LADLE_HEADER, "收货单位"], *body]))
    assert statuses(result) == []
    return [q for q in result.sheets[0].questions if "没有写客户" in q]


def test_a_sale_without_a_customer_is_asked_about_with_its_tonnes() -> None:
    (question,) = questions(["某公司"] * 8 + [""] * 2)
    assert "2张" in question and "第10, 11行" in question and "14.46 t" in question


@pytest.mark.parametrize(
    ("customers", "use"),
    [
        pytest.param(["某公司"] * 10, "外销铝液", id="all-named"),
        pytest.param(["某公司"] * 3 + [""] * 7, "外销铝液", id="a-column-hardly-kept"),
        pytest.param(["某公司"] * 8 + [""] * 2, "铸造", id="not-sold"),
    ],
)
def test_other_tickets_are_not_asked_about(customers: list[str], use: str) -> None:
    assert questions(customers, use) == []


@pytest.mark.parametrize(
    "customers",
    [
        pytest.param(["甲公司", "", "", "", "乙公司", "", "", "丙公司", "", ""], id="once-for-several-rows"),
        pytest.param(["甲公司", *[""] * 9], id="once-for-all-rows"),
    ],
)
def test_a_customer_written_in_the_first_of_its_rows_is_asked_about_and_not_assumed(
    customers: list[str],
) -> None:
    (question,) = questions(customers)
    assert f"{customers.count('')}张" in question and "同上" in question


def test_sales_of_a_ledger_without_their_customer_are_asked_about() -> None:
    customers = ["甲公司", None, None, "乙公司", None]
    header = ["开票日期", "发票号码", "产品名称", "客户名称", "数量(吨)", "单价(元/吨)", "金额(元)"]
    body = [
        [f"2024-03-{n + 1:02d}", f"{24000000 + n}", "铝锭", customer, 10, 19000, 190000]
        for n, customer in enumerate(customers)
    ]
    sheet = read_one("销售台账.csv", csv_bytes([header, *body])).sheets[0]
    (question,) = [q for q in sheet.questions if "没有写客户" in q]
    assert "3行销售（第3, 4, 6行，共30 t）" in question
