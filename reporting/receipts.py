"""What a receipt shows, arranged for reading: what must be done first, then every file as it was understood.

The facts come from ``ingestion.receipts.facts``; nothing is judged again here. Layout is in the template and in
``reporting.receipt_book``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from ingestion.records.versions import name_after
from reporting.labels import disposition_label, source_label
from reporting.lifecycle import answer_words, decision_words, status_label
from reporting.numbers import short
from reporting.receipt_words import (
    HOW_TO_CONFIRM,
    UNIT_SOURCES,
    UNIT_WORDS,
    change_words,
    no_findings,
    rows_note,
)
from warehouse.finding_register import UNANSWERED
from warehouse.tables import all_tables

# Of rows that were replaced here and there the first stretches are named, and how many they are.
MOST_RANGES = 40
# 请核对, 请改为 ..., but not a column 申请单号
_PLEA = re.compile(r"(?<!申)请")


def receipt_view(
    facts: dict[str, Any], register: Sequence[dict[str, Any]] | None = None, is_in_close: bool = True
) -> dict[str, Any]:
    """Everything a receipt shows: `facts` with labels, what is to be done, and sums over files.

    :param register: findings of this plant and period in the register of the published close, None before the first.
    :param is_in_close: whether that close was asked for this period.
    """
    twice = _repeated_names(facts["files"])
    files = [_file_view(number, file, twice) for number, file in enumerate(facts["files"], start=1)]
    for file in files:
        file["questions"] += _asked_of_copy(file, files)
    return {
        **facts,
        "findings": [{**row, "words": _finding_words(row)} for row in register or ()],
        "no_findings": no_findings(register is not None, is_in_close),
        "to_answer": _to_answer(register or ()),
        "files": files,
        "n_read": sum(file["status"] == "read" for file in files),
        "sums": {name: sum(file[name] for file in files) for name in _COUNTS},
        "needed": [item for item in facts["missing"] if item["is_needed"]],
        "if_any": [item for item in facts["missing"] if not item["is_needed"]],
        "refused": [file for file in files if file["status"] != "read"],
        "late": [file for file in files if file["is_late"]],
        "set_aside": [file for file in files if file["rows_to_mend"]],
        "rows_note": rows_note(files),
        "how_to_confirm": [HOW_TO_CONFIRM] if any(file["questions"] for file in files) else [],
        "wrong_totals": [total for file in files for total in file["totals"] if not total["agrees"]],
        "questions": [question for file in files for question in file["questions"]],
        "redelivered": [
            file for file in files if file["earlier_versions"] or file["changes"] or file["copy_of"]
        ],
    }


def _to_answer(register: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for all findings that wait for the plant: how many of which kind, and by when; none where none waits."""
    waiting = [row for row in register if row["status"] in UNANSWERED]
    if not waiting:
        return []
    kinds = Counter(disposition_label(row["disposition"]) for row in waiting)
    due = min((str(row["answer_due"]) for row in waiting if row["answer_due"]), default=None)
    overdue = sum(bool(row["is_overdue"]) for row in waiting)
    zh = f"{len(waiting)} 项待答复（{'，'.join(f'{kind} {n}' for kind, n in kinds.items())}）"
    en = f"findings to answer: {len(waiting)}"
    if due:
        zh, en = f"{zh}，最早应于 {due} 前答复", f"{en}, the first by {due}"
    if overdue:
        zh, en = f"{zh}，其中 {overdue} 项逾期", f"{en}, {overdue} overdue"
    is_bad = any(row["disposition"] in {"nonconformity", "data_error"} for row in waiting)
    shade = "nonconformity" if is_bad or overdue else "explain"
    return [{"shade": shade, "words": {"zh": zh, "en": en}}]


def _finding_words(row: dict[str, Any]) -> dict[str, str]:
    return {
        "status": status_label(row), "answer": answer_words(row), "decision": decision_words(row),
        "disposition": disposition_label(row["disposition"]), "message": short(row["message_zh"], 300),
    }  # fmt: skip


_COUNTS = (
    "rows_total",
    "rows_keep",
    "rows_quarantine",
    "rows_duplicate",
    "rows_superseded",
    "rows_furniture",
)


def _repeated_names(files: Sequence[dict[str, Any]]) -> set[str]:
    """Names that files of several folders share: books come again under one name month after month."""
    folders: dict[str, set[str]] = {}
    for file in files:
        path = PurePosixPath(file["file"])
        folders.setdefault(path.name, set()).add(str(path.parent))
    return {name for name, found in folders.items() if len(found) > 1}


def _file_view(number: int, file: dict[str, Any], repeated: set[str]) -> dict[str, Any]:
    sheets = [_sheet_view(sheet) for sheet in file["sheets"]]
    name = PurePosixPath(file["file"]).name
    archive, _, member = file["file"].partition("!")
    if member:
        name = f"{PurePosixPath(archive).name}!{member}"
    elif name in repeated:
        name = "/".join(PurePosixPath(file["file"]).parts[-2:])
    # what a later delivery replaced altogether is no longer to be confirmed
    is_replaced = file["rows_total"] > 0 and file["rows_superseded"] == file["rows_total"]
    return {
        **file,
        "number": number,
        "name": name,
        "kind_label": source_label(file["kind"]) if _is_source(file["kind"]) else file["kind_label"],
        "sheets": sheets,
        "rows_furniture": sum(sheet["rows_furniture"] for sheet in sheets),
        "totals": [
            {**total, "number": number, "name": name} for sheet in sheets for total in sheet["totals"]
        ],
        "questions": [
            {"number": number, "name": name, "sheet": sheet["sheet"], "text": text}
            for sheet in sheets
            for text in [*sheet["questions"], *_asking(sheet, file)]
            if not is_replaced
        ],
        # of a copy the list of files says all there is to say
        "listed": [] if file["copy_of"] else file["rows_apart"],
        "rows_apart_not_shown": 0 if file["copy_of"] else file["rows_apart_not_shown"],
        "rows_to_mend": 0 if file["copy_of"] else file["rows_to_mend"],
        "replaced": [
            {**part, "rows": ranges(part["rows"], MOST_RANGES), "n": len(part["rows"])}
            for part in file["rows_replaced"]
        ],
        "change_words": change_words(file),
    }


def _asking(sheet: dict[str, Any], file: dict[str, Any]) -> list[str]:
    """Notes on how a sheet was read that ask for something: where they stand alone nobody finds them to do."""
    return [] if file["copy_of"] else [note for note in sheet["notes"] if _PLEA.search(note)]


def _asked_of_copy(file: dict[str, Any], files: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A question where a file comes again unchanged after another replaced rows of it: which of them is meant?"""
    first = next((f for f in files if f["file"] == file["copy_of"] and not f["copy_of"]), None)
    if first is None or not first["rows_superseded"]:
        return []
    later = [o for o in files if first["file"] in o["earlier_versions"] and not o["copy_of"]]
    if not any(_is_later(file, other) for other in later):
        return []
    name = name_after(first["file"], [other["file"] for other in files])
    text = (
        f"内容与“{first['file']}”完全相同，而该文件有{first['rows_superseded']}行已被后来的文件"
        f"（{'、'.join(other['name'] for other in later)}）取代；现仍以后来的文件为准。"
        f"如要恢复原值：打开该文件，只保留要恢复的行，另存为“{name}”，放入同一期间文件夹报送"
        "（报送登记中的日期应最晚，或不登记） / "
        f"the same as {first['file']!r}, of which {first['rows_superseded']} rows were replaced since; the later values stay "
        f"in force. To go back to the earlier ones: open it, keep only the rows to go back to, save it as {name!r} and deliver "
        "it to the same folder (registered with the latest date, or not at all)"
    )
    sheet = next((sheet["sheet"] for sheet in file["sheets"]), "")
    return [{"number": file["number"], "name": file["name"], "sheet": sheet, "text": text}]


def _is_later(file: dict[str, Any], other: dict[str, Any]) -> bool:
    """A copy without a day may have come at any time: it is asked about as well."""
    days = file["received_date"], other["received_date"]
    return None in days or days[0] > days[1]


def _is_source(kind: str | None) -> bool:
    return kind is not None and source_label(kind) != kind


def _sheet_view(sheet: dict[str, Any]) -> dict[str, Any]:
    table = all_tables().get(sheet["table_name"] or "")
    labels = {name: column.label_zh for name, column in table.columns.items()} if table else {}
    columns = [
        {
            **column,
            "letter": column_letter(column["column_index"]),
            "label": labels.get(column["field"] or "", column["field"]),
            "unit_source": UNIT_SOURCES.get(column["unit_source"] or "", column["unit_source"]),
        }
        for column in sheet["columns"]
    ]
    totals = [
        {
            **total,
            "sheet": sheet["sheet"],
            "column": labels.get(total["column_field"], total["column_field"]),
            "unit": UNIT_WORDS.get(total["unit"] or "", total["unit"]),
            **{name: _decimal(total[name]) for name in _VALUES},
            "difference": _difference(total),
        }
        for total in sheet["totals"]
    ]
    return {**sheet, "columns": columns, "totals": totals}


_VALUES = ("printed_value", "computed_value", "computed_kept_value")


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _difference(total: dict[str, Any]) -> Decimal | None:
    printed, computed = _decimal(total["printed_value"]), _decimal(total["computed_value"])
    return None if printed is None or computed is None else printed - computed


def column_letter(index: int | None) -> str:
    """Spreadsheet letter of a column counted from 0; nothing when it is not known."""
    if index is None or index < 0:
        return ""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def ranges(numbers: Iterable[int], at_most: int | None = None) -> str:
    """Row numbers as ranges: `3–7、9`; the first `at_most` of them."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    said = "、".join(str(first) if first == last else f"{first}–{last}" for first, last in parts[:at_most])
    return said + ("等" if len(parts) > len(parts[:at_most]) else "")
