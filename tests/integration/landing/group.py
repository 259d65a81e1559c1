"""A tiny group to land: two plants, a register, ticket files; everything written from scratch."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

PLANT_HEADERS = [
    "工厂代码",
    "企业名称",
    "简称",
    "统一社会信用代码",
    "省",
    "业务",
    "统计月",
    "日界",
    "报送期限",
]
PLANTS = [
    [
        "QLAL",
        "清流铝业有限公司",
        "清流铝业",
        "91000000MA0000001X",
        "甲省",
        "电解铝",
        "自然月",
        "00:00",
        "次月8日",
    ],
    [
        "BSAL",
        "白石铝业有限公司",
        "白石铝业",
        "91000000MA0000002X",
        "乙省",
        "电解铝",
        "自然月",
        "00:00",
        "次月8日",
    ],
]
PROCESS_HEADERS = ["工厂代码", "工序编号", "厂内名称", "设计电流(kA)", "电解槽数量"]
PROCESSES = [
    ["QLAL", "1#", "一系列", "300", "200"],
    ["QLAL", "2#", "二系列", "400", "250"],
    ["BSAL", "1#", "一系列", "300", "180"],
]
REQUIRED = [
    ["铝液抬包过磅明细", "每月", "必报"],
    ["生产日报", "每月", "必报"],
    ["自产阳极生产台账", "每月", "有则必报"],
    ["生产计划", "每月", "选报"],
]
TICKET_HEADER = "单号,电解系列,称重时间,总重（吨）,空重（吨）,净重（吨）,用途"


def ticket(number: int, hour: int, net: str = "8.00", process: str = "一系列", month: str = "2024-01") -> str:
    """One ticket line; gross is tare plus net."""
    moment = datetime.fromisoformat(f"{month}-01") + timedelta(hours=hour)
    gross = f"{12.5 + float(net):.2f}" if net.replace(".", "").isdigit() else "20.50"
    return f"{number:08d},{process},{moment:%Y-%m-%d %H:%M:%S},{gross},12.50,{net},商品铝液"


def tickets(
    first: int, count: int, net: str = "8.00", process: str = "一系列", month: str = "2024-01"
) -> str:
    """A ticket file with consecutive numbers, one ticket an hour counted from its number."""
    lines = [ticket(n, n % 700, net, process, month) for n in range(first, first + count)]
    return "\n".join([TICKET_HEADER, *lines]) + "\n"


def put(folder: Path, file: str, content: str | bytes) -> Path:
    """Write one delivered file."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("gb18030"))
    return path


def register(folder: Path, rows: list[tuple[str, str]]) -> None:
    """Write the delivery register: (file, date)."""
    lines = ["工厂代码,期间,文件,报送日期,说明"]
    for file, day in rows:
        plant, period = file.split("/")[:2]
        lines.append(f"{plant},{period},{file},{day},")
    put(folder, "_group/报送登记.csv", "\n".join(lines) + "\n")


def plant_list(folder: Path, plants: list[list[str]] = PLANTS) -> None:
    """Write the group's list of plants."""
    path = folder / "_group" / "工厂清单.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    sheets = {
        "工厂清单": [PLANT_HEADERS, *plants],
        "工序清单": [PROCESS_HEADERS, *PROCESSES],
        "应报文件": [["文件类型", "频次", "要求"], *REQUIRED],
    }
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()


def small_group(folder: Path) -> Path:
    """Two plants, January, with a re-delivery; returns the deliveries folder."""
    plant_list(folder)
    register(
        folder,
        [
            ("QLAL/2024-01/铝液过磅_1月.csv", "2024-02-05"),
            ("QLAL/2024-01/铝液过磅_1月(修订).csv", "2024-02-17"),
            ("BSAL/2024-01/铝液过磅.csv", "2024-02-06"),
        ],
    )
    lines = tickets(1, 40).splitlines()
    lines[5] = ticket(5, 5, "无读数")
    lines.append(ticket(7, 7))
    put(folder, "QLAL/2024-01/铝液过磅_1月.csv", "\n".join(lines) + "\n")
    put(folder, "QLAL/2024-01/铝液过磅_1月(修订).csv", tickets(4, 6, "8.50"))
    put(folder, "BSAL/2024-01/铝液过磅.csv", tickets(1, 30))
    return folder
