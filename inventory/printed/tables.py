"""Read the input tables of a document (sources, activity, factors, methods, evidence) into records.

Each reader takes a block and its table number and gives records; what cannot be read lands in ``cells``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from inventory.printed.blocks import Block
from inventory.printed.classify import NUMBER
from inventory.printed.grid import CATEGORY, body, drop_repeated_headers, fill_down, fit, glue_cut_cells
from inventory.printed.model import (
    Activity,
    Cell,
    Declared,
    Evidence,
    Factor,
    Finding,
    Gwp,
    Method,
    Record,
    Schedule,
    Source,
)
from inventory.printed.results import (
    read_bands,
    read_matrix,
    read_outputs,
    read_scores,
    read_stocks,
    read_summary,
    read_uncertainty,
)

PERSONAL = ("姓名", "联系人", "电话", "签名")
LEAD = re.compile(r"^[“\"]?([\u4e00-\u9fff]{2,8})[（(](?=[A-Za-z]|中国|market)")
TASKS = (
    ("document_review", ("文件评审", "文件审核")),
    ("site_visit", ("现场",)),
    ("drafting", ("报告编制", "编写")),
    ("technical_review", ("技术评审", "技术复核")),
)


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
        Source(
            table,
            str(i),
            "",
            "",
            numbers[i - 1],
            categories[i - 1],
            classes[i - 1],
            row[-3],
            row[-1 - 1],
            row[-1],
        )
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
    labels = [
        fill_down([row[i] for row in rows]) if i < 2 else [row[i] for row in rows] for i in range(value)
    ]
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
    head = block.rows[0]
    fitted = [fit(row, len(head), 1)[: len(head)] for row in rows]
    value = next(
        (i for i, cell in enumerate(head) if "数值" in cell or cell in {"因子值", "值"}), len(head) // 2
    )
    unit, basis = _column(head, "单位"), _column(head, "来源", "说明", "依据")
    fitted = _join_names(glue_cut_cells(fitted, breaks, value), value - 1)
    blank = [""] * len(fitted)
    categories = fill_down([row[0] for row in fitted]) if value > 2 else blank
    classes = fill_down([row[value - 2] for row in fitted]) if value > 1 else blank
    records: list[Record] = []
    for i, row in enumerate(fitted):
        stray = not row[value - 1] or not row[value]
        check = "行内因子名称或数值为空, 请核对原文 / name or value is blank" if stray else ""
        records.append(
            Factor(
                table,
                str(i + 1),
                "",
                check,
                categories[i],
                classes[i],
                row[value - 1],
                row[value],
                row[unit] if unit else "",
                row[basis] if basis else "",
            )
        )
    return realign(records)


def _column(head: list[str], *words: str) -> int:
    """Place of the last column whose header holds a word; 0 when there is none (the first column is a label)."""
    return max((i for i, cell in enumerate(head) if any(word in cell for word in words)), default=0)


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
        at = next(
            (i for i, f in enumerate(named) if lead and lead.group(1) in f.name and i not in given), None
        )
        if lead and at is not None:
            given[at] = basis
        else:
            (stray if lead else plain_ones).append(basis)
    free = [i for i in range(len(rows)) if i not in given]
    given |= dict(zip(free, plain_ones, strict=False))
    stray += plain_ones[len(free) :]
    note = "来源说明按名称重新对应, 请核对 / provenance realigned by name"
    fixed = [
        replace(f, basis=given.get(i, ""), needs_check=note, row=str(start + i + 1))
        for i, f in enumerate(named)
    ]
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
        records.append(
            Gwp(table, str(i), "", "", row[0], "" if is_class else kind, kind if is_class else "", row[-1])
        )
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
        records.append(
            Method(table, str(len(records) + 1), "", "", found.group(0) if found else "", cls, text)
        )
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
                    Declared(
                        table, str(len(records) + 1), "", "", category, labels[0], name.strip(), "parameter"
                    )
                )
    return records


def read_findings(block: Block, table: str) -> list[Record]:
    """Nonconformity list."""
    rows = [fit(row, 5, 0) for row in body(block, 1, 5)]
    return [Finding(table, str(i), "", "", *row[:5]) for i, row in enumerate(rows, start=1)]


def read_evidence(block: Block, table: str) -> list[Record]:
    """Evidence list: number and title."""
    rows = [row for row in block.rows if row[0].rstrip(".、").isdigit()]
    return [
        Evidence(table, str(i), "", "", row[0].rstrip(".、"), row[1]) for i, row in enumerate(rows, start=1)
    ]


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
