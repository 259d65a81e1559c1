"""A form of another plant or month is set aside whole; where anything speaks for this plant and month, it counts."""

from typing import Any

import pytest

from tests.unit.ingestion.build import LADLE_HEADER, csv_bytes, ladle_row, read_one

STORE = [["日期", "块数", "重量(t)"], *([f"2024-03-{day:02d}", 30, 33.1] for day in range(1, 21))]


def statuses(name: str, rows: list[list[Any]]) -> set[tuple[str, str | None]]:
    """Status and requirement of a file's rows."""
    return set(read_one(name, csv_bytes(rows)).sheets[0].frame.select("row_status", "requirement").rows())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        pytest.param(
            "阳极炭块出库台账-一系列.csv", "示例乙铝业有限公司2024年3月阳极炭块出库台账", id="title"
        ),
        pytest.param("阳极炭块出库台账-一系列.csv", "编制单位：乙铝业  2024年3月", id="maker"),
        pytest.param("2024年3月乙铝业阳极炭块出库台账-一系列.csv", "阳极炭块出库台账", id="file-name"),
    ],
)
def test_a_form_of_another_plant_is_set_aside(name: str, title: str) -> None:
    assert statuses(name, [[title], *STORE]) == {("quarantine", "X-SCOPE")}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        pytest.param(
            "甲铝业阳极炭块出库台账-一系列.csv", "示例乙铝业有限公司阳极炭块出库台账", id="file-name"
        ),
        pytest.param("阳极炭块出库台账-一系列.csv", "乙铝业、甲铝业阳极炭块出库台账", id="both"),
        pytest.param("阳极炭块出库台账-一系列.csv", "阳极炭块出库台账（抄送乙铝业）", id="named-further-on"),
    ],
)
def test_a_form_that_may_be_the_plants_own_counts(name: str, title: str) -> None:
    assert statuses(name, [[title], *STORE]) == {("keep", None)}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({}, ("keep", None), id="rows-of-this-plant"),
        pytest.param({"单位": "甲铝业公司"}, ("keep", None), id="rows-of-this-plant-longer"),
        pytest.param({"单位": "乙铝业"}, ("quarantine", "X-SCOPE"), id="rows-of-the-other"),
        pytest.param({"单位": None}, ("quarantine", "X-SCOPE"), id="rows-of-nobody"),
        pytest.param({"单位": None, "系列": "三系列"}, ("quarantine", "X-SCOPE"), id="process-of-the-other"),
    ],
)
def test_rows_that_name_this_plant_count_whatever_the_title_says(
    changes: dict[str, Any], found: tuple[str, str | None]
) -> None:
    rows = [["乙铝业铝液抬包过磅明细"], LADLE_HEADER, *(ladle_row(i, **changes) for i in range(20))]
    assert statuses("铝液抬包过磅明细.csv", rows) == {found}


def test_a_list_of_sales_titled_by_its_customer_counts() -> None:
    header = ["开票日期", "发票号", "产品名称", "客户名称", "数量(t)", "含税单价(元/t)", "金额(元)"]
    rows = [[f"2024-03-{n:02d}", f"FP{n:03d}", "铝锭", "乙铝业", 10, 19000, 190000] for n in range(1, 21)]
    assert statuses("销售台账.csv", [["乙铝业2024年3月销售明细"], header, *rows]) == {("keep", None)}


COUNT = [
    ["存货名称", "账面数(t)", "实盘数(t)", "盘盈盘亏(t)"],
    ["铝锭", 100, 99.9, -0.1],
    ["氧化铝", 500, 501, 1],
]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        pytest.param("盘库报告.csv", "甲铝业2024年2月盘库报告", id="title"),
        pytest.param("盘库报告_202402.csv", "盘库报告", id="file-name"),
        pytest.param("盘库报告.csv", "甲铝业2023年3月盘库报告", id="month-of-another-year"),
        pytest.param("盘库报告(2024.02).csv", "盘库报告  编报期：2024-02", id="both"),
    ],
)
def test_a_form_of_another_month_without_days_is_set_aside(name: str, title: str) -> None:
    assert statuses(name, [[title], *COUNT]) == {("quarantine", "X-PERIOD")}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        pytest.param("盘库报告_202403.csv", "甲铝业2024年2月盘库报告", id="file-of-this-month"),
        pytest.param("3月盘库报告.csv", "甲铝业2024年2月盘库报告", id="file-of-this-month-without-year"),
        pytest.param("盘库报告.csv", "盘库报告  盘点日期：2024年4月2日", id="a-day-of-the-month-after"),
        pytest.param("盘库报告.csv", "盘库报告  填报日期：2024年4月", id="when-it-was-filled-in"),
        pytest.param("盘库报告.csv", "2024年1-3月盘库报告", id="a-span"),
        pytest.param("盘库报告.csv", "盘库报告 2024年2月26日至3月25日", id="a-statistical-month"),
        pytest.param("盘库报告.csv", "2024年2月、2024年3月盘库报告", id="two-months"),
    ],
)
def test_a_form_that_may_be_of_this_month_counts(name: str, title: str) -> None:
    assert statuses(name, [[title], *COUNT]) == {("keep", None)}
