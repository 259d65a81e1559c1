"""Read the result tables of a document: summaries, gas matrices, data-quality scores, grades, stocks, uncertainty.

Tables of inputs are read in ``tables``, quantification in ``quantify``.
"""

from __future__ import annotations

import re

from inventory.printed.blocks import Block
from inventory.printed.classify import NUMBER
from inventory.printed.grid import CATEGORY, body, fill_down, fit
from inventory.printed.model import Band, Fact, Output, Record, Score, Stock, Summary, Uncertainty
from inventory.printed.quantify import TOTAL_WORDS


def read_summary(block: Block, table: str) -> list[Record]:
    """Summary rows by category or source: the last cell is the emission, the labels before it say of what."""
    rows = [strip_right(row) for row in block.rows]
    rows[0] = [cell for cell in rows[0] if cell]
    header = 1 if not any(NUMBER.match(cell) for cell in rows[0]) else 0
    fitted = [fit(row, max(len(r) for r in rows), 1 if len(rows[0]) > 2 else 0) for row in rows[header:]]
    unit = next((u for u in ("tCO2e", "tCO2") if any(u in cell for cell in [*rows[0], block.title])), "")
    categories = fill_down([_category_of(row[0]) for row in fitted])
    classes = fill_down([row[1] if len(row) > 2 else "" for row in fitted])
    records: list[Record] = []
    for i, row in enumerate(fitted):
        label = next((cell for cell in reversed(row[:-1]) if cell and cell != "/"), "")
        flat = label.replace(" ", "")
        own = CATEGORY.search(row[0])
        total = flat.startswith(TOTAL_WORDS) or "总排放量" in flat or "排放总量" in flat
        is_sub = bool(own) and (flat.endswith("合计") or label == row[0])
        kind = "total" if total else "subtotal" if is_sub else "item"
        if not total and not own and len(row) == 2:
            records += _beside_total(table, str(i + 1), row)
            continue
        category = "" if total else categories[i]
        item = row[-2] if len(row) > 2 and kind == "item" else ""
        records.append(
            Summary(
                table,
                str(i + 1),
                "",
                "",
                category,
                classes[i] if item else "",
                item,
                "",
                "",
                row[-1],
                unit,
                kind,
            )
        )
    return records


def strip_right(row: list[str]) -> list[str]:
    """A row without its trailing blanks."""
    end = max((i for i, cell in enumerate(row, start=1) if cell), default=0)
    return row[:end]


def _beside_total(table: str, row: str, cells: list[str]) -> list[Record]:
    """Output and intensity are often printed under the total of a summary."""
    label, unit = cells[0], next(iter(re.findall(r"[（(]([^（）()]+)[）)]", cells[0])), "")
    if "产量" in label:
        return [Output(table, row, "", "", re.sub(r"[（(].*$", "", label), cells[1], unit)]
    return [Fact(table, row, "", "", "intensity", "", cells[1], unit)] if "强度" in label else []


def _category_of(cell: str) -> str:
    found = CATEGORY.search(cell)
    return found.group(0) if found else ""


def read_matrix(block: Block, table: str) -> list[Record]:
    """Gas (or site) by category: one record per cell; the last column and the last row are totals."""
    head = block.rows[0]
    by_site = head[0] == "场所"
    records: list[Record] = []
    for number, row in enumerate(block.rows[1:], start=1):
        label = row[0].replace(" ", "")
        share = "比例" in label or "占比" in label
        total_row = share or "总" in label or "合计" in label
        for column, cell in enumerate(row[1:], start=1):
            if not cell or column >= len(head):
                continue
            category = _category_of(head[column])
            whole = not category or (total_row and len([c for c in row[1:] if c]) == 1)
            kind = (
                "share"
                if share
                else "total"
                if total_row and whole
                else "subtotal"
                if whole or total_row
                else "item"
            )
            gas, site = ("", "") if total_row else ("", label) if by_site else (label, "")
            records.append(
                Summary(
                    table,
                    str(number),
                    "",
                    "",
                    "" if whole else category,
                    "",
                    "",
                    gas,
                    site,
                    cell,
                    "tCO2e",
                    kind,
                )
            )
    return records


SCORE_WORDS = (
    ("no", ("编号", "序号")),
    ("weighted", ("加权",)),
    ("share", ("占比", "比例")),
    ("emission", ("排放量",)),
    ("mean", ("平均得分", "平均积分", "得分")),
    ("activity", ("活动",)),
    ("factor", ("因子", "系数")),
    ("calibration", ("校正", "校准", "仪表")),
    ("grade", ("等级",)),
    ("source", ("排放源", "名称")),
)


def read_scores(block: Block, table: str) -> list[Record]:
    """Data-quality rows; columns are found by their header words, total and grade rows by theirs."""
    keys = [
        next((k for k, words in SCORE_WORDS if any(w in cell for w in words)), "") for cell in block.rows[0]
    ]
    records: list[Record] = []
    for number, row in enumerate(body(block, 1, len(keys)), start=1):
        label = next((cell for cell in row if cell and not NUMBER.match(cell)), "")
        last = next((cell for cell in reversed(row) if cell), "")
        if any("加权" in cell for cell in row):
            kind = "grade" if "等级" in label else "total"
            value = {"grade": last} if kind == "grade" else {"weighted": last}
            records.append(Score(table, str(number), kind=kind, **value))
            continue
        values = {key: cell for key, cell in zip(keys, row, strict=True) if key}
        kind = "total" if label.startswith(TOTAL_WORDS) else "item"
        if kind == "total":
            values = {"emission": last}
        records.append(Score(table, str(number), kind=kind, **values))
    return records


def read_bands(block: Block, table: str) -> list[Record]:
    """Grades of the data-quality rubric: label and bounds."""
    rows = [row for row in block.rows if re.search(r"\d", "".join(row[1:]))]
    return [Band(table, str(i), "", "", "grade", row[0], row[1]) for i, row in enumerate(rows, start=1)]


def read_stocks(block: Block, table: str) -> list[Record]:
    """Purchase-use-stock table, columns by header words."""
    words = (
        ("opening", "期初"), ("purchased", "购"), ("produced", "自产"), ("used", "消耗"), ("used", "使用"),
        ("sold", "外销"), ("loss", "损"), ("closing", "期末"), ("unit", "单位"),
    )  # fmt: skip
    keys = [
        next((k for k, w in words if w in cell), "item" if i == 0 else "")
        for i, cell in enumerate(block.rows[0])
    ]
    rows = body(block, 1, len(keys))
    return [
        Stock(table, str(i), **{k: c for k, c in zip(keys, row, strict=True) if k})
        for i, row in enumerate(rows, 1)
    ]


def read_outputs(block: Block, table: str) -> list[Record]:
    """Output table: product, value, unit."""
    return [
        Output(table, str(i), "", "", row[0], row[1], row[2] if len(row) > 2 else "")
        for i, row in enumerate(body(block, 1), start=1)
    ]


def read_uncertainty(block: Block, table: str) -> list[Record]:
    """Uncertainty table, columns by header words."""
    words = (
        ("activity", "活动"),
        ("factor", "因子"),
        ("combined", "合成"),
        ("combined", "不确定"),
        ("emission", "排放量"),
    )
    keys = [
        next((k for k, w in words if w in c), "source" if i == 0 else "") for i, c in enumerate(block.rows[0])
    ]
    records: list[Record] = []
    for i, row in enumerate(body(block, 1, len(keys)), start=1):
        kind = "total" if row[0].replace(" ", "").startswith(TOTAL_WORDS) else "item"
        records.append(
            Uncertainty(table, str(i), kind=kind, **{k: c for k, c in zip(keys, row, strict=True) if k})
        )
    return records
