"""A list of decisions on answers, CSV or workbook, as headquarters fills it in: rows to wishes, nothing decided."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from warehouse.decisions import DecisionError, Wish

_WORDS = {
    "关闭": "accepted", "接受": "accepted", "accepted": "accepted", "accept": "accepted",
    "退回": "refused", "refused": "refused", "refuse": "refused",
    "保守值": "conservative", "按保守值处理": "conservative", "conservative": "conservative",
}  # fmt: skip
_COLUMNS = {
    "number": ("编号", "finding_id"),
    "decision": ("决定", "decision"),
    "reason": ("理由", "reason"),
    "value": ("保守值", "value"),
}


def read_decisions(path: Path) -> Iterator[Wish]:
    """Yield the lines with a decision; lines without one are left for another day.

    Raises :class:`DecisionError` when the columns are not there or a decision is no known word.
    """
    rows = list(_workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".xls") else _csv(path))
    start = next((n for n, row in enumerate(rows) if _place(row, "number") is not None), None)
    if start is None or _place(rows[start], "decision") is None:
        raise DecisionError(f"{path.name} 缺少列“编号”或“决定” / {path.name} lacks the column 编号 or 决定")
    places = {key: _place(rows[start], key) for key in _COLUMNS}
    for line, row in enumerate(rows[start + 1 :], start=start + 2):
        given = {key: _cell(row, place) for key, place in places.items()}
        word = given["decision"]
        if not word:
            continue
        if word not in _WORDS:
            raise DecisionError(
                f"{path.name} 第 {line} 行的决定“{word}”无法识别，应为 关闭、退回 或 保守值 / "
                f"line {line} of {path.name}: {word!r} is no decision, write 关闭, 退回 or 保守值"
            )
        yield Wish(given["number"], _WORDS[word], given["reason"], given["value"])


def _place(row: list[str], key: str) -> int | None:
    return next((n for n, cell in enumerate(row) if cell.strip() in _COLUMNS[key]), None)


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="gb18030")
    yield from csv.reader(text.splitlines())


def _workbook(path: Path) -> Iterator[list[str]]:
    import fastexcel

    sheet = fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, dtypes="string")
    for row in sheet.to_polars().iter_rows():
        yield ["" if cell is None else str(cell) for cell in row]
