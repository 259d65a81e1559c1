"""What is written once for many rows: merged cells of names, and sheets that stand for a product, a shift or a meter."""

from __future__ import annotations

import re
from typing import Any

from ingestion.cells.distinct import plain
from ingestion.content.facts import content_rules
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import code_of
from ingestion.rows.merged import PROCESS, merged_names
from ingestion.rows.work import Work, raw


def fill_written_once(work: Work, plan: SheetPlan, sheet: str) -> None:
    """Give rows the names that stand in a merged cell above them, or in their sheet's name; every one is a question.

    Parts of large files are left alone: merged cells are of workbooks.
    """
    if work.running is not None:
        return
    for name in merged_names(work.frame):
        # processes have rules of their own: a column without any has those of the sheet
        if name in plan.fields and name != PROCESS:
            _fill_down(work, plan, name)
    for name, rule in content_rules()["by_sheet"].get(plan.table.name, {}).items():
        if plan.table.field(name) is not None and name not in plan.fields and _stands_for(sheet, rule):
            work.put(work.one_text(sheet.strip()), name)
            plan.questions.append(
                f"没有{name}列，按工作表名“{sheet}”读取，请确认 / no column of {name}: the sheet's name {sheet!r} is taken"
            )


def _fill_down(work: Work, plan: SheetPlan, name: str) -> None:
    texts = work.frame[name]
    blank = texts.null_count()
    # a single name in front of many rows is theirs; a name forgotten here and there is not
    if not blank or blank * 5 < len(texts):
        return
    for column in (name, raw(name)):
        work.put(plain(work.frame[column]).forward_fill(), column)
    header = plan.fields[name].match.header_raw
    plan.questions.append(
        f"列“{header}”的空格按上方合并单元格读取，请确认 / blank cells of {header!r} are read as merged with the one above"
    )


def _stands_for(sheet: str, rule: dict[str, Any]) -> bool:
    if "codes" in rule:
        return code_of(rule["codes"], sheet) is not None
    return re.fullmatch(rule["cells"], sheet.strip()) is not None
