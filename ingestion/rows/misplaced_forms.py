"""Forms of another plant or month that lie in this plant's folder of this month: told by their titles and file name.

Their rows would take the place of this plant's own of the same day, process or item. Where anything speaks for this
plant and month (the name or month in another title, in the name of sheet or file, rows that carry the plant's name, rows
that name the other plant as their party) nobody can tell from here: the rows count and the receipt asks
(``ingestion.reading.questions``).
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.results import ReadContext
from ingestion.rows.work import Problem, Work

# Columns that name who trades with a plant: a list of trade may be titled by its other side.
_PARTIES = ("party", "customer", "supplier", "counterparty")
# Forms whose rows carry no day: which month they are of is told by their titles alone.
_WITHOUT_DAYS = {"index_ledger", "monthly_report", "plan_output", "psi_ledger", "stock_count"}
# a month by itself: no day (2024-03-05), no span (2024年1-3月), and not when the form was filled in
_MONTH = re.compile(
    r"(?<!\d)(20\d{2})\s*[-年_./]?\s*(1[0-2]|0?[1-9])(?!\d)(?!\s*月?(?:份)?\s*[-—–~～至到、./]\s*\d)(?!\s*月\s*\d)"
)
_FILLED_IN = re.compile(r"(?:日期|时间|日)\s*[:：]?\s*20\d{2}[^:：]*")


def flag_misplaced_form(
    work: Work, plan: SheetPlan, names: tuple[str, str], context: ReadContext, mapper: ProcessMapper
) -> None:
    """Set the rows of another month's (X-PERIOD) or plant's form (X-SCOPE) aside before any other rule.

    :param names: of the sheet and of the file.
    """
    _flag_other_month(work, plan, names, context.period)
    _flag_other_plant(work, plan, names[1], context, mapper)


def _flag_other_month(work: Work, plan: SheetPlan, names: tuple[str, str], period: str) -> None:
    if plan.table.name not in _WITHOUT_DAYS or not re.fullmatch(r"\d{4}-\d{2}", period):
        return
    texts = [_FILLED_IN.sub(" ", unicodedata.normalize("NFKC", t)) for t in (*plan.titles, *names)]
    told = {f"{year}-{int(month):02d}" for text in texts for year, month in _MONTH.findall(text)}
    without_year = re.compile(rf"(?<![\d.])0?{int(period[5:])}\s*月")
    if not told or period in told or any(without_year.search(_MONTH.sub(" ", text)) for text in texts):
        return
    months = "、".join(sorted(told))
    _flag_all(
        work, "X-PERIOD", "form_of_other_month",
        f"标题或文件名写的是{months}，文件却在{period}的文件夹：请移到所属期间，如确属本期，请改正后重报",
        f"title or file name says {months}, the folder is {period}: please move the form, or correct it and deliver again",
    )  # fmt: skip


def _flag_all(work: Work, requirement: str, code: str, zh: str, en: str) -> None:
    rows = work.frame["row_no"].is_not_null()
    work.problems.insert(0, Problem(rows, requirement, code, pl.lit(zh), pl.lit(en)))


def _flag_other_plant(
    work: Work, plan: SheetPlan, stem: str, context: ReadContext, mapper: ProcessMapper
) -> None:
    texts = [*plan.titles, stem]
    named = next((t for t in texts if mapper.is_headed_by_other_plant(t)), None)
    if named is None or any(own in text for own in context.own_names for text in texts):
        return
    if _speaks_for_own(work, plan, context) or _is_titled_by_party(work, plan, mapper):
        return
    _flag_all(
        work, "X-SCOPE", "form_of_other_plant",
        f"标题或文件名“{named[:40]}”是集团内其他企业，请移到该企业的报送文件；如确属本企业，请改正后重报",
        f"the title or file name {named[:40]!r} is of another plant of the group: please move the form to its folder, "
        "or correct it and deliver again",
    )  # fmt: skip


def _speaks_for_own(work: Work, plan: SheetPlan, context: ReadContext) -> bool:
    if "unit_name" not in plan.fields:
        return False
    own = context.own_names
    return any(
        name == context.plant_code or any(o in name for o in own) for name in work.words_of("unit_name")
    )


def _is_titled_by_party(work: Work, plan: SheetPlan, mapper: ProcessMapper) -> bool:
    """Whether rows name a plant of the group as their other side, or the column that would is not there."""
    for field in plan.table.fields:
        if field.name not in _PARTIES:
            continue
        if field.name not in plan.fields:
            if field.need != "extra":
                return True
        elif any(mapper.names_other_plant(name) for name in work.words_of(field.name)):
            return True
    return False
