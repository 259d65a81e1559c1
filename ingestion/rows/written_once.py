"""What is written once for many rows: names without merged cells, and sheets that stand for a product, a shift or a meter."""

from __future__ import annotations

import re
from typing import Any

from ingestion.content.facts import content_rules
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import code_of
from ingestion.rows.merged import PROCESS, as_written, filled_down, merged_days, merged_names
from ingestion.rows.work import Work, raw
from warehouse import tables as lake

# A single name in front of many rows is theirs; a name forgotten here and there is not. A day forgotten is more likely than
# a name: of days written once for their rows, more are blank than written.
_FEW_BLANKS, _HALF_BLANK, _FEWEST_OF_DAYS = 0.2, 0.5, 6


def fill_written_once(work: Work, plan: SheetPlan, sheet: str) -> None:
    """Give rows the names and days that stand in a merged cell above them, or names of their sheet; each is a question.

    Parts of large files are left alone: merged cells are of workbooks.
    """
    if work.running is not None:
        return
    written = as_written(work)
    for name in merged_names(written):
        # processes have rules of their own: a column without any has those of the sheet
        if name in plan.fields and name != PROCESS:
            _fill_down(work, plan, name, _FEW_BLANKS)
    if work.frame.height >= _FEWEST_OF_DAYS:
        for name in merged_days(written, plan.table.name):
            if _are_told_apart(work, plan, name):
                _fill_down(work, plan, name, _HALF_BLANK)
    for name, rule in content_rules()["by_sheet"].get(plan.table.name, {}).items():
        if plan.table.field(name) is not None and name not in plan.fields and _stands_for(sheet, rule):
            work.put(work.one_text(sheet.strip()), name)
            plan.questions.append(
                f"没有{name}列，按工作表名“{sheet}”读取，请确认 / no column of {name}: the sheet's name {sheet!r} is taken"
            )


def _are_told_apart(work: Work, plan: SheetPlan, day: str) -> bool:
    """Whether rows of one day would have other keys: else all but the first would count as repeats of it."""
    key = lake.table(plan.table.name).key
    if day not in key:
        return True
    names = [name for name in (PROCESS, *key) if name in work.frame.columns and name != day]
    filled = work.frame.select(filled_down(work, work.frame[day], day), *names)
    return filled.n_unique() == filled.height


def _fill_down(work: Work, plan: SheetPlan, name: str, least: float) -> None:
    """Fill a column down where at least such a share of its cells is blank."""
    blank = work.frame[name].null_count()
    # below what is written and cannot be read nobody knows what is meant
    if not blank or blank < least * work.frame.height or work.frame[raw(name)].null_count() < blank:
        return
    for column in {name, raw(name), f"at__{name}"} & set(work.frame.columns):
        work.put(filled_down(work, work.frame[column], name), column)
    header = plan.fields[name].match.header_raw
    plan.questions.append(
        f"列“{header}”的空格按上方合并单元格读取，请确认 / blank cells of {header!r} are read as merged with the one above"
    )


def _stands_for(sheet: str, rule: dict[str, Any]) -> bool:
    if "codes" in rule:
        return code_of(rule["codes"], sheet) is not None
    return re.fullmatch(rule["cells"], sheet.strip()) is not None
