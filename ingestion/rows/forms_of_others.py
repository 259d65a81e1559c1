"""Forms of another plant of the group that lie in this plant's folder: told by the name that their title begins with.

Their rows would take the place of this plant's own of the same day, process or item. Where something speaks for this
plant (its own name in title or file name, rows that carry it, rows that name the other plant as their party) nobody can
tell from here: the rows count and the receipt asks (``ingestion.reading.sheets``).
"""

from __future__ import annotations

import polars as pl

from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.results import ReadContext
from ingestion.rows.work import Problem, Work

# Columns that name who trades with a plant: a list of trade may be titled by its other side.
_PARTIES = ("party", "customer", "supplier", "counterparty")


def names_of_plant(context: ReadContext) -> list[str]:
    """What the plant of a folder is called."""
    return [n for p in context.plants if p.code == context.plant_code for n in (p.name, p.short_name) if n]


def flag_form_of_other_plant(
    work: Work, plan: SheetPlan, stem: str, context: ReadContext, mapper: ProcessMapper
) -> None:
    """Set the rows of another plant's form aside before any other rule (X-SCOPE)."""
    texts = [*plan.titles, stem]
    named = next((t for t in texts if mapper.is_headed_by_other_plant(t)), None)
    if named is None or any(own in text for own in names_of_plant(context) for text in texts):
        return
    if _speaks_for_own(work, plan, context) or _is_titled_by_party(work, plan, mapper):
        return
    zh = f"标题或文件名“{named[:40]}”是集团内其他企业，请移到该企业的报送文件；如确属本企业，请改正后重报"
    en = (
        f"the title or file name {named[:40]!r} is of another plant of the group: please move the form to its folder, "
        "or correct it and deliver again"
    )
    rows = work.frame["row_no"].is_not_null()
    work.problems.insert(0, Problem(rows, "X-SCOPE", "form_of_other_plant", pl.lit(zh), pl.lit(en)))


def _speaks_for_own(work: Work, plan: SheetPlan, context: ReadContext) -> bool:
    own = {context.plant_code, *names_of_plant(context)}
    return "unit_name" in plan.fields and any(name in own for name in work.words_of("unit_name"))


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
