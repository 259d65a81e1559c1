"""Read typed tables (all but quantification) of a document into records of the declared form.

Each reader takes a block and its table number and gives records; what cannot be read lands in ``cells``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from inventory.printed.blocks import Block
from inventory.printed.classify import NUMBER
from inventory.printed.grid import drop_repeated_headers, fill_down, fit, glue_cut_cells
from inventory.printed.model import (
    Activity,
    Band,
    Cell,
    Declared,
    Evidence,
    Fact,
    Factor,
    Finding,
    Gwp,
    Method,
    Output,
    Record,
    Schedule,
    Score,
    Source,
    Stock,
    Summary,
    Uncertainty,
)
from inventory.printed.quantify import TOTAL_WORDS

PERSONAL = ("姓名", "联系人", "电话", "签名")
LEAD = re.compile(r"^[“\"]?([\u4e00-\u9fff]{2,8})[（(](?=[A-Za-z]|中国|market)")
CATEGORY = re.compile(r"(?:类别|范畴|范围|Category|Scope)\s*([一二三四五六1-6])")
TASKS = (
    ("document_review", ("文件评审", "文件审核")),
    ("site_visit", ("现场",)),
    ("drafting", ("报告编制", "编写")),
    ("technical_review", ("技术评审", "技术复核")),
)


def body(block: Block, header: int, width: int = 0, value: int | None = None) -> list[list[str]]:
    """Rows under the header, fitted to the usual width, repeated headers dropped, cut cells joined."""
    rows, breaks = drop_repeated_headers(block.rows, header)
    width = width or max((len(row) for row in rows), default=0)
    fitted = [fit(row, width, 1) for row in rows]
    return fitted if value is None else glue_cut_cells(fitted, breaks, value)


def read_sources(block: Block, table: str) -> list[Record]:
    """Source identification: no, category, class, item, gases, facility (class may be missing)."""
    rows = body(block, 1)
    width = len(rows[0]) if rows else 0
    head = block.rows[0]
    has_no = "序号" in head[0] or "编号" in head[0]
    first = 1 if has_no else 0
    categories = fill_down([row[first] for row in rows])
    classes = fill_down([row[first + 1] for row in rows]) if width - first >= 5 else [""] * len(rows)
    numbers = [row[0] if has_no else "" for row in rows]
    classes = _reset_on(numbers, classes, rows, first + 1) if has_no and width - first >= 5 else classes
    return [
        Source(table, str(i), "", "", numbers[i - 1], categories[i - 1], classes[i - 1], row[-3], row[-1 - 1], row[-1])
        for i, row in enumerate(rows, start=1)
    ]


def _reset_on(numbers: list[str], classes: list[str], rows: list[list[str]], column: int) -> list[str]:
    return [row[column] or cls for row, cls, _ in zip(rows, classes, numbers, strict=True)]


def read_activity(block: Block, table: str) -> list[Record]:
    """Activity data: category, class, source, facility, value, unit and whatever evidence columns follow."""
    header = 2 if len(block.rows) > 1 and any("数值" in cell for cell in block.rows[1]) else 1
    rows = body(block, header)
    if not rows:
        return []
    value = _value_column(rows)
    labels = [fill_down([row[i] for row in rows]) if i < 2 else [row[i] for row in rows] for i in range(value)]
    pad = [[""] * len(rows)] * (4 - len(labels)) if len(labels) < 4 else []
    category, cls, source, facility = (*labels, *pad)[:4]
    extra = [[*row[value + 2 :], "", "", "", ""] for row in rows]
    return [
        Activity(table, str(i + 1), "", "", category[i], cls[i], source[i], facility[i], row[value], row[value + 1],
                 *extra[i][:4])
        for i, row in enumerate(rows)
    ]  # fmt: skip


def _value_column(rows: list[list[str]]) -> int:
    width = len(rows[0])
    counts = [sum(bool(NUMBER.match(row[i])) for row in rows) for i in range(width)]
    return max(range(1, width), key=lambda i: (counts[i], -i)) if width > 1 else 0


def read_factors(block: Block, table: str) -> list[Record]:
    """Factor table: category, class, name, value, unit, provenance."""
    rows, breaks = drop_repeated_headers(block.rows, 1)
    fitted = [fit(row, len(block.rows[0]), 1) for row in rows]
    value = next((i for i, cell in enumerate(block.rows[0]) if "数值" in cell or cell in {"因子值", "值"}), 3)
    fitted = _join_names(glue_cut_cells(fitted, breaks, value), value - 1)
    categories = fill_down([row[0] for row in fitted])
    classes = fill_down([row[value - 2] for row in fitted])
    records: list[Record] = []
    for i, row in enumerate(fitted):
        stray = not row[value - 1] or not row[value]
        check = "行内因子名称或数值为空, 请核对原文 / name or value is blank" if stray else ""
        records.append(
            Factor(table, str(i + 1), "", check, categories[i], classes[i], row[value - 1], *row[value : value + 3])
        )
    return realign(records)


def realign(records: list[Record]) -> list[Record]:
    """Put provenances that slipped (a merged cell) back to their rows when some stand beside no factor at all.

    A provenance that opens with a material's name goes to that row, or to none when no row has the name; the others
    keep their order. Rows without a name keep a provenance that found no row: that row is missing in the report.
    """
    factors = [r for r in records if isinstance(r, Factor)]
    start = next((i for i, f in enumerate(factors) if LEAD.match(f.basis)), 0)
    block = factors[start:]
    named = [f for f in block if f.name and f.text]
    if len(named) == len(block) or not any(LEAD.match(f.basis) for f in block):
        return records
    rows: list[Factor | None] = list(named)
    given: dict[int, str] = {}
    plain_ones: list[str] = []
    stray: list[str] = []
    for basis in (f.basis for f in block if f.basis):
        lead = LEAD.match(basis)
        at = next((i for i, f in enumerate(named) if lead and lead.group(1) in f.name and i not in given), None)
        if lead and at is not None:
            given[at] = basis
        else:
            (stray if lead else plain_ones).append(basis)
    free = [i for i in range(len(rows)) if i not in given]
    given |= dict(zip(free, plain_ones, strict=False))
    stray += plain_ones[len(free) :]
    note = "来源说明按名称重新对应, 请核对 / provenance realigned by name"
    fixed = [replace(f, basis=given.get(i, ""), needs_check=note, row=str(start + i + 1)) for i, f in enumerate(named)]
    rest = [replace(block[-1], row=str(start + len(named) + i + 1), name="", text="", unit="", basis=basis,
                    needs_check=note) for i, basis in enumerate(stray)]  # fmt: skip
    return [*factors[:start], *fixed, *rest]


def _join_names(rows: list[list[str]], column: int) -> list[list[str]]:
    """A name cut inside its brackets is finished by the next name without a value."""
    open_row: list[str] | None = None
    for row in rows:
        if open_row is not None and row[column] and not row[column + 1]:
            open_row[column], row[column] = open_row[column] + row[column], ""
        name = row[column]
        if name:
            is_open = name.count("(") + name.count("（") > name.count(")") + name.count("）")
            open_row = row if is_open else None
    return rows


def read_gwp(block: Block, table: str) -> list[Record]:
    """GWP table: name, class or gas, value."""
    records: list[Record] = []
    for i, row in enumerate(body(block, 1), start=1):
        kind = row[-2] if len(row) > 2 else ""
        is_class = kind.upper() in {"HFCS", "PFCS"}
        records.append(Gwp(table, str(i), "", "", row[0], "" if is_class else kind, kind if is_class else "", row[-1]))
    return records


def read_methods(block: Block, table: str) -> list[Record]:
    """Method table; a row without a label continues the method above it."""
    records: list[Record] = []
    for row in body(block, 1):
        label, text = row[0], " ".join(cell for cell in row[1:] if cell)
        if not label and records and isinstance(records[-1], Method):
            last = records.pop()
            assert isinstance(last, Method)
            records.append(Method(table, last.row, "", "", last.category, last.cls, f"{last.text} {text}"))
            continue
        if not text and records and isinstance(records[-1], Method):
            last = records.pop()
            assert isinstance(last, Method)
            records.append(Method(table, last.row, "", "", last.category, last.cls + label, last.text))
            continue
        found = CATEGORY.search(label)
        cls = re.sub(r"^.*?[：:]", "", label) if found else label
        records.append(Method(table, str(len(records) + 1), "", "", found.group(0) if found else "", cls, text))
    return records


def read_parameters(block: Block, table: str) -> list[Record]:
    """List of needed activity data and factors: one record per named parameter."""
    records: list[Record] = []
    category = ""
    for row in body(block, 1):
        found = next((c for c in row if CATEGORY.fullmatch(c)), "")
        category = found or category
        labels = [cell for cell in row if cell and cell != found]
        for cell in labels[1:]:
            for name in filter(None, re.split(r"(?<=量|数|率)(?=[^排因])|(?<=因子)", cell)):
                records.append(
                    Declared(table, str(len(records) + 1), "", "", category, labels[0], name.strip(), "parameter")
                )
    return records


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
            Summary(table, str(i + 1), "", "", category, classes[i] if item else "", item, "", "", row[-1], unit, kind)
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
            kind = "share" if share else "total" if total_row and whole else "subtotal" if whole or total_row else "item"
            gas, site = ("", "") if total_row else ("", label) if by_site else (label, "")
            records.append(
                Summary(table, str(number), "", "", "" if whole else category, "", "", gas, site, cell, "tCO2e", kind)
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
    keys = [next((k for k, words in SCORE_WORDS if any(w in cell for w in words)), "") for cell in block.rows[0]]
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


def read_findings(block: Block, table: str) -> list[Record]:
    """Nonconformity list."""
    rows = [fit(row, 5, 0) for row in body(block, 1, 5)]
    return [Finding(table, str(i), "", "", *row[:5]) for i, row in enumerate(rows, start=1)]


def read_evidence(block: Block, table: str) -> list[Record]:
    """Evidence list: number and title."""
    rows = [row for row in block.rows if row[0].rstrip(".、").isdigit()]
    return [Evidence(table, str(i), "", "", row[0].rstrip(".、"), row[1]) for i, row in enumerate(rows, start=1)]


def read_schedule(block: Block, table: str) -> list[Record]:
    """Time plan of the verification: dates and step."""
    records: list[Record] = []
    for i, row in enumerate(block.rows[1:], start=1):
        dates = dates_in(row[0])
        task = next((key for key, words in TASKS if any(w in row[-1] for w in words)), "")
        if dates:
            records.append(Schedule(table, str(i), "", "", task, row[-1], dates[0], dates[-1]))
    return records


def dates_in(text: str) -> list[str]:
    """Dates of a text as ISO text, in printed order; a day without year or month takes the ones before it."""
    found: list[str] = []
    year = month = ""
    pattern = r"(?:(\d{4})\s*[年.\-/]\s*)?(?:(\d{1,2})\s*[月.\-/]\s*)?(\d{1,2})\s*日?(?![\d年月])"
    for match in re.finditer(pattern, text):
        if not (match.group(1) or "日" in match.group(0)):
            continue
        year, month = match.group(1) or year, match.group(2) or month
        if year and month and 1 <= int(month) <= 12 and 1 <= int(match.group(3)) <= 31:
            found.append(f"{year}-{int(month):02d}-{int(match.group(3)):02d}")
    return found


def read_stocks(block: Block, table: str) -> list[Record]:
    """Purchase-use-stock table, columns by header words."""
    words = (
        ("opening", "期初"), ("purchased", "购"), ("produced", "自产"), ("used", "消耗"), ("used", "使用"),
        ("sold", "外销"), ("loss", "损"), ("closing", "期末"), ("unit", "单位"),
    )  # fmt: skip
    keys = [next((k for k, w in words if w in cell), "item" if i == 0 else "") for i, cell in enumerate(block.rows[0])]
    rows = body(block, 1, len(keys))
    return [
        Stock(table, str(i), **{k: c for k, c in zip(keys, row, strict=True) if k}) for i, row in enumerate(rows, 1)
    ]


def read_outputs(block: Block, table: str) -> list[Record]:
    """Output table: product, value, unit."""
    return [
        Output(table, str(i), "", "", row[0], row[1], row[2] if len(row) > 2 else "")
        for i, row in enumerate(body(block, 1), start=1)
    ]


def read_uncertainty(block: Block, table: str) -> list[Record]:
    """Uncertainty table, columns by header words."""
    words = (("activity", "活动"), ("factor", "因子"), ("combined", "合成"), ("combined", "不确定"), ("emission", "排放量"))
    keys = [next((k for k, w in words if w in c), "source" if i == 0 else "") for i, c in enumerate(block.rows[0])]
    records: list[Record] = []
    for i, row in enumerate(body(block, 1, len(keys)), start=1):
        kind = "total" if row[0].replace(" ", "").startswith(TOTAL_WORDS) else "item"
        records.append(Uncertainty(table, str(i), kind=kind, **{k: c for k, c in zip(keys, row, strict=True) if k}))
    return records


def read_cells(block: Block, table: str) -> list[Record]:
    """Any other table, cell by cell, with the header's words as column names."""
    head = block.rows[0]
    records: list[Record] = []
    for i, row in enumerate(block.rows[1:] or block.rows, start=1):
        for j, cell in enumerate(row):
            column = head[j] if j < len(head) else ""
            if cell and cell != column and not any(word in column for word in PERSONAL):
                records.append(Cell(table, str(i), "", "", column, cell))
                dates = dates_in(cell) if column in {"时间", "访谈时间"} else []
                if dates:
                    records.append(Schedule(table, str(i), "", "", "site_visit", column, dates[0], dates[-1]))
    return records


READERS: dict[str, Callable[[Block, str], list[Record]]] = {
    "sources": read_sources,
    "activity": read_activity,
    "factors": read_factors,
    "gwp": read_gwp,
    "methods": read_methods,
    "parameters": read_parameters,
    "summary": read_summary,
    "matrix": read_matrix,
    "scores": read_scores,
    "bands": read_bands,
    "findings": read_findings,
    "evidence": read_evidence,
    "schedule": read_schedule,
    "stocks": read_stocks,
    "outputs": read_outputs,
    "uncertainty": read_uncertainty,
    "other": read_cells,
}
