"""The group's own files: plant list with processes and required files, provincial list, delivery register."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.generator.fields import SPECS
from tests.generator.model import Document, Group, Plant, Row, Sheet
from tests.generator.periods import last_day
from tests.generator.render import Grid
from tests.generator.words import FILES
from tests.generator.writers import write_grids

PLANT_LIST, PROVINCIAL_LIST, REGISTER = (
    "_group/工厂清单.xlsx",
    "_group/省级核查企业名单.xlsx",
    "_group/报送登记.csv",
)
OPTIONAL = {"anode_trucks", "anode_direct", "platform_feed", "own_anode", "intra_out", "intra_in"}
REQUIRED = [
    "ladle_tickets", "anode_trucks", "anode_direct", "anode_slips", "anode_store", "daily_report",
    "meter_readings",
    "platform_feed", "product_flow", "own_anode", "intra_out", "intra_in", "monthly_report", "index_ledger",
    "psi_ledger", "stock_count", "sales_ledger", "purchase_ledger", "b204", "plan_output",
]  # fmt: skip


def plant_list(group: Group) -> tuple[bytes, int]:
    """The workbook of the group's plants, and its data rows."""
    head = [
        "工厂代码", "企业名称", "简称", "统一社会信用代码", "省", "市", "区县", "集团持股比例(%)", "业务",
        "统计月", "日界",
        "B204-1口径", "铝液计量方式", "阳极计量方式", "端口对接", "自产阳极", "报送期限", "联系人", "电话",
        "邮箱",
    ]  # fmt: skip
    plants = [_plant_row(p) for p in group.plants] + [_iso_member_row()]
    processes = [
        [p.code, q.code, q.in_plant_name, q.design_ka, q.pots, q.capacity_t, q.start_year]
        for p in group.plants
        for q in p.processes
    ]
    files = [
        [
            FILES[kind][0],
            "每月",
            "选报" if kind == "plan_output" else "有则必报" if kind in OPTIONAL else "必报",
        ]
        for kind in REQUIRED
    ]
    grids = [
        Grid("工厂清单", [head, *plants]),
        Grid(
            "工序清单",
            [
                ["工厂代码", "工序编号", "厂内名称", "设计电流(kA)", "电解槽数量", "产能(t/年)", "投产年份"],
                *processes,
            ],
        ),
        Grid("应报文件", [["文件类型", "频次", "要求"], *files]),
    ]
    return write_grids("xlsx", grids, "", ""), len(plants) + len(processes) + len(files)


def _plant_row(p: Plant) -> list[Any]:
    days = f"上月{p.month_end_day + 1}日至本月{p.month_end_day}日" if p.month_end_day else "自然月"
    return [
        p.code, p.name, p.short, p.credit_code, p.province, p.city, p.county, 100, "电解铝", days, p.day_cut,
        "自然月" if p.b204_natural else "同统计月",
        "电子汽车衡" if p.output_method == "truck" else "车间外电子吊秤",
        "直接计量" if p.anode_method == "direct" else "块数×单重", "是" if p.has_port else "否",
        "是" if p.own_anodes else "否", f"次月{p.due_day}日", p.people[1], "13900000000",
        f"lxr@{p.code.lower()}.example.cn",
    ]  # fmt: skip


def _iso_member_row() -> list[Any]:
    name = "示例铝加工有限公司"
    where = ["广东省", "肇庆市", "四会市", 100, "铝加工", "自然月", "00:00"]
    return [
        ISO_MEMBER,
        name,
        "示例铝加工",
        "91441284MA0000000A",
        *where,
        *[None] * 5,
        "次年2月15日",
        None,
        None,
        None,
    ]


def provincial_list(group: Group) -> tuple[bytes, int]:
    """The provincial list of verified units, and its data rows."""
    rows = []
    for p in group.plants:
        change = group.list_changes.get(p.code, {})
        if "missing" not in change:
            rows.append([p.province, change.get("name", p.name), p.credit_code, group.year])
    grid = Grid("省级名单", [["省", "企业名称", "统一社会信用代码", "年度"], *rows])
    return write_grids("xlsx", [grid], "", ""), len(rows)


def give_days(group: Group) -> None:
    """Give every document the day it came in: inside the plant's due day unless a fault says otherwise."""
    for document in group.documents:
        if document.delivered_on is None:
            document.delivered_on = _on_time(group, document)


def _on_time(group: Group, document: Document) -> Any:
    rng = group.random("delivered", document.plant, document.period, document.kind, document.version)
    if "-" not in document.period:
        return datetime(group.year + 1, 1, rng.randint(10, 28)).date()
    due = group.plant(document.plant).due_day
    offset = rng.randint(due - 4, due - 1) + (10 if document.version > 1 else 0)
    return last_day(document.period) + timedelta(days=offset)


def delivery_register(entries: list[tuple[str, Document]]) -> bytes:
    """The register: plant, period, file, day it came in, remark."""
    cells: list[list[Any]] = [["工厂代码", "期间", "文件", "报送日期", "说明"]]
    for path, document in sorted(entries, key=lambda e: e[0]):
        day = document.delivered_on.isoformat() if document.delivered_on else ""
        cells.append([document.plant, document.period, path, day, document.remark])
    return write_grids("csv", [Grid("", cells)], "utf-8-sig", ",")


ISO_MEMBER = "CAST"
ISO_LINES = (
    ("类别1", "天然气燃烧", "812.3301", "万Nm3", "21.6502", "tCO2/万Nm3", "核算指南缺省值"),
    ("类别1", "柴油燃烧", "180.25", "t", "3.0959", "tCO2/t", "核算指南缺省值"),
    ("类别2", "外购电力", "30120.5", "MWh", "0.4419", "tCO2/MWh", "广东2023"),
    ("类别4", "外购铝锭", "30010", "t", "14.2", "tCO2e/t", "供应商"),
)


def iso_document(group: Group) -> Document:
    """The ISO inventory of a casting member; ``iso_fault`` breaks a line or the total."""
    rows, total = [], Decimal(0)
    for category, source, activity, unit, factor, factor_unit, origin in ISO_LINES:
        emission = (Decimal(activity) * Decimal(factor)).quantize(Decimal("0.01"))
        if group.iso_fault == "line" and source == "外购电力":
            emission += 1000
        total += emission
        rows.append(Row({
            "category": category, "source": source, "activity": Decimal(activity), "unit": unit,
            "factor": Decimal(factor), "factor_unit": factor_unit, "emission": emission, "origin": origin,
        }))  # fmt: skip
    sheet = Sheet("iso_inventory", None, rows, "", "清单")
    sheet.total_error["emission"] = -4321 if group.iso_fault == "total" else 0
    return Document("iso_inventory", ISO_MEMBER, str(group.year), [sheet])


def iso_grid(document: Document) -> Grid:
    """The inventory as cells, with its total row."""
    sheet = document.sheets[0]
    fields = SPECS["iso_inventory"].fields
    cells: list[list[Any]] = [[f.headers[0] for f in fields]]
    cells += [[row[f.name] for f in fields] for row in sheet.rows]
    total = sum((row["emission"] for row in sheet.rows), Decimal(sheet.total_error["emission"]))
    cells.append(["合计", None, None, None, None, None, total, None])
    return Grid(sheet.name, cells, origin=sheet.rows)
