"""What is asked about a sheet that was read: columns left over, spans, initials, rows of one key, titles that say otherwise.

A question changes nothing: the receipt asks the plant, and ``potline map`` or a corrected file answers.
"""

from __future__ import annotations

import re

from ingestion.contracts import Field
from ingestion.recognition.headers import INITIALS_OF, squeeze
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.sheet_plan import SheetPlan, column_name
from ingestion.recognition.spans import is_of_other_span, spans_in
from ingestion.registry import header_words
from ingestion.results import ColumnMatch, ReadContext
from warehouse import tables as lake

_MANY_DUPLICATES, _FEWEST_DUPLICATES = 0.3, 5


def ask_duplicates(plan: SheetPlan, rows: int, again: int) -> None:
    """A question where so many rows share their key that the form or its key column is more likely misunderstood."""
    if again >= _FEWEST_DUPLICATES and again >= rows * _MANY_DUPLICATES:
        plan.questions.append(
            f"{rows}行中有{again}行与别行同键，可能认错了表或编号列，请确认（potline map） / {again} of "
            f"{rows} rows share their key: form or key column may be misunderstood, please confirm (potline map)"
        )


def ask_initials(plan: SheetPlan) -> None:
    """A question where columns were told by the initial letters of their names."""
    letters = [fp for fp in plan.fields.values() if fp.match.evidence.startswith(INITIALS_OF)]
    if letters:
        told = "、".join(f"{fp.match.header_raw}={fp.match.evidence.split()[-1]}" for fp in letters)
        plan.questions.append(
            f"按拼音首字母识别：{told}，请确认 / taken by the initial letters of their names: {told}; please confirm"
        )


def ask_spans(plan: SheetPlan) -> None:
    """A question where the only column for a figure speaks of a plan, another period or a sum."""
    for fp in plan.fields.values():
        if fp.match.unit_source != "profile" and is_of_other_span(fp.match.header_raw, fp.field):
            plan.questions.append(
                f"列“{fp.match.header_raw}”像计划数、上期数或累计数，按{_called([fp.field])}读取，请确认 / column "
                f"{fp.match.header_raw!r} may be of a plan, another period or a sum; read as {fp.field.name}, please confirm"
            )


def ask_unread(plan: SheetPlan) -> None:
    """A question where keys or figures the table is about were not found, and there is no column left or some are."""
    missing = [f for f in plan.table.fields if f.name not in plan.fields]
    row_key = lake.table(plan.table.name).key
    figures = [f for f in missing if f.type.startswith(("decimal", "integer"))]
    days = [f for f in missing if f.type in ("date", "timestamp") and f.name in row_key]
    wanted = [f for f in missing if f.need == "key" or f in days or (f.need != "extra" and f in figures)]
    left = [
        c.header_raw
        for c in plan.columns
        if c.field is None and c.header_raw.strip() and not _tells_spans(c, plan)
    ]
    if wanted and left:
        names = "、".join(left[:6])
        plan.questions.append(
            f"列“{names}”未能识别，本表缺少{_called(wanted)}；请确认这些列的含义（potline map） / columns {names!r} were not "
            f"understood and {_fields(wanted)} not found; please say what they are (potline map)"
        )
        return
    told_by = [
        f
        for f in wanted
        if f in days or (f.need == "key" and (f in figures or f.name.removesuffix("_raw") in row_key))
    ]
    if told_by:
        plan.questions.append(
            f"本表没有{_called(told_by)}列，请核对表样 / the sheet has no column of {_fields(told_by)}; please check the form"
        )


def _tells_spans(column: ColumnMatch, plan: SheetPlan) -> bool:
    """Whether a column says what its rows are of: plans, sums, parts of the month."""
    return column_name(column.column_index) == plan.span_column or "part" in spans_in(
        squeeze(column.header_raw)
    )


def _called(fields: list[Field]) -> str:
    return "、".join(header_words()[f.pools[0]][0] if f.pools else f.name for f in fields)


def _fields(fields: list[Field]) -> str:
    return ", ".join(f.name for f in fields)


def title_questions(
    plan: SheetPlan, month: str | None, context: ReadContext, mapper: ProcessMapper
) -> list[str]:
    """Questions where a title or name speaks of another month or plant than the folder; its rows are judged alone."""
    questions = []
    if month and re.fullmatch(r"\d{4}-\d{2}", context.period) and month != context.period:
        questions.append(
            f"标题或文件名写的是{month}，文件却在{context.period}的文件夹，请确认 / "
            f"title or name says {month}, the folder is {context.period}; please confirm"
        )
    own = context.own_names
    others = [t for t in plan.titles if mapper.names_other_plant(t) and not any(n in t for n in own)]
    if others and context.plant_code != "_group":
        questions.append(
            f"标题“{others[0][:40]}”是集团内其他企业，请确认是否放错文件夹 / "
            f"the title {others[0][:40]!r} names another plant of the group; is it in the right folder?"
        )
    return questions
