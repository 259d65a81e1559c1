"""Columns that only some tables have: values under a unit column, running numbers, years and months of forms."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import polars as pl

from ingestion.cells.dates import find_month, parse_instants, parse_month
from ingestion.cells.distinct import plain
from ingestion.cells.numbers import WIDE
from ingestion.cells.units import LAKE_UNITS, Unit, factor_to_lake, parse_unit
from ingestion.recognition.headers import fold
from ingestion.recognition.processes import ALL
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import code_of, code_words, furniture
from ingestion.results import ReadContext
from ingestion.rows.work import Work, raw

# Target of each dimension where the lake says "value in t or MWh".
_VALUE_UNITS = {"mass": "tonne", "energy": "megawatt_hour", "percent": "percent"}
_B204_UNITS = {
    "money": ("千元", Decimal("0.001")),
    "energy": ("万千瓦时", Decimal("0.0001")),
    "mass": ("t", Decimal(1)),
}
_B204_VALUES = ("month_value", "cum_value", "last_year_month_value", "last_year_cum_value")
_ISO = ("activity_value", "factor", "emission_tco2e")
_KEPT_AS_WRITTEN = {
    **{name: f"{name}_raw" for name in _ISO},
    "required_accuracy_pct": "accuracy_raw",
    "accuracy_pct": "accuracy_raw",
    "is_provided": "provided_raw",
}
_EFFICIENCY = "current_efficiency_pct"
_RATES = {"anode_loss_rate", "anode_sulphur", "anode_ash"}


def add_table_columns(work: Work, plan: SheetPlan, sheet: str, stem: str, context: ReadContext) -> None:
    """Add what the table at hand needs besides its typed and coded columns."""
    table = plan.table.name
    _scale_by_unit_column(work, plan)
    if plan.table.field("seq"):
        _number_rows(work)
    if table in ("b204", "b204_annual"):
        _b204(work, plan, stem, context)
    elif table in ("declared_items", "last_year_items"):
        _report_items(work, plan, stem, context)
    elif table == "index_ledger":
        _efficiency_in_percent(work, plan)
    elif table == "basic_facts":
        _section(work, plan, sheet)
    elif table == "evidence" and "valid_to_raw" in work.frame.columns:
        work.put(parse_instants(work.frame["valid_to_raw"], plan.hint).values.cast(pl.Date), "valid_to")
    for name, kept in _KEPT_AS_WRITTEN.items():
        if raw(name) in work.frame.columns and (table == "iso_inventory") == name.startswith(_ISO):
            work.put(work.frame[raw(name)], kept)


def _efficiency_in_percent(work: Work, plan: SheetPlan) -> None:
    """An efficiency of 0.93 is one of 93 %: cells that a sheet shows as per cent hold fractions."""
    if _EFFICIENCY not in plan.fields:
        return
    written = work.frame[_EFFICIENCY]
    is_fraction = ((written > 0) & (written <= 1)).fill_null(False)
    if not is_fraction.any():
        return
    hundred = pl.Series([Decimal(100)], dtype=WIDE)
    work.put((written * hundred).cast(WIDE).zip_with(is_fraction, written.cast(WIDE)), _EFFICIENCY)
    plan.questions.append(
        f"列“{plan.fields[_EFFICIENCY].match.header_raw}”有不大于1的数，按百分数的小数读取（0.93为93%），请确认 / efficiencies "
        "not above 1 were read as fractions of 100 %, please confirm"
    )


def _number_rows(work: Work) -> None:
    """Running numbers where none, or not all, are written."""
    written = work.frame["seq"] if "seq" in work.frame.columns else None
    if written is None or written.null_count() or written.n_unique() < len(written):
        work.put(pl.Series(range(1, work.frame.height + 1), dtype=pl.Int64), "seq")
        work.problems = [p for p in work.problems if p.code != "not_a_whole_number"]


def _factors(texts: pl.Series, lake_unit: str | None) -> pl.Series:
    """Factor of each row from its unit cell to a lake unit (or to the usual unit of its dimension)."""
    factors: dict[str, Decimal] = {}
    for text in texts.drop_nulls().unique().to_list():
        unit = parse_unit(text)
        target = lake_unit or (_VALUE_UNITS.get(unit.dimension) if unit else None)
        factor = factor_to_lake(unit, target) if unit and target else None
        if factor is not None:
            factors[text] = factor
    if not factors:
        return pl.Series([None] * len(texts), dtype=WIDE)
    return texts.replace_strict(
        list(factors),
        pl.Series(list(factors.values()), dtype=WIDE, strict=False),
        default=None,
        return_dtype=WIDE,
    )


def _scale_by_unit_column(work: Work, plan: SheetPlan) -> None:
    """Bring values into the lake's unit by the unit written in their own row.

    A unit in the column's header wins; the row's unit is for columns that have none.
    """
    source = "unit_raw" if "unit_raw" in work.frame.columns else None
    if source is None:
        return
    for name, fp in plan.fields.items():
        own = fp.unit is not None and fp.unit.source in ("header", "title", "unit row")
        if (
            fp.field.type.startswith("decimal")
            and not own
            and name != "factor"
            and plan.table.name != "iso_inventory"
        ):
            lake_unit = fp.field.unit if fp.field.unit in LAKE_UNITS else None
            factors = _factors(plain(work.frame[source]), lake_unit)
            if fp.unit is not None:
                # the guess made without a unit column is taken back
                factors = factors.fill_null(fp.unit.factor)
                factors = (factors / pl.Series([fp.unit.factor], dtype=WIDE)).cast(WIDE)
            work.put((work.frame[name] * factors.fill_null(Decimal(1))).cast(WIDE), name)


def _b204(work: Work, plan: SheetPlan, stem: str, context: ReadContext) -> None:
    units = (
        work.frame["unit"]
        if "unit" in work.frame.columns
        else pl.Series([None] * work.frame.height, dtype=pl.String)
    )
    words, factors = [], []
    for text in units:
        unit: Unit | None = parse_unit(text)
        word, scale = _B204_UNITS.get(unit.dimension, (text, Decimal(1))) if unit else (text, Decimal(1))
        words.append(word)
        factors.append(unit.factor * scale if unit else Decimal(1))
    work.put(pl.Series(words, dtype=pl.String), "unit")
    scale_series = pl.Series(factors, dtype=WIDE, strict=False)
    for name in _B204_VALUES:
        if name in work.frame.columns:
            work.put((work.frame[name] * scale_series).cast(WIDE), name)
    # the form's own number is no month: B204-11月 is B204-1 of January
    stem = re.sub(r"(?i)B\s*204\s*[-_—]\s*1", " ", stem)
    month = find_month(fold(" ".join(plan.titles))) or find_month(stem)
    if month is None and (found := re.search(r"(?<!\d)(\d{1,2})月", stem)):
        month = parse_month(f"{context.period[:4]}-{found[1]}")
    if month is None and re.fullmatch(r"\d{4}(-\d{2})?", context.period):
        # the year's form is December's, with the year's sums
        month = context.period if "-" in context.period else f"{context.period}-12"
    work.put(pl.Series([month] * work.frame.height, dtype=pl.String), "report_month")


def _report_items(work: Work, plan: SheetPlan, stem: str, context: ReadContext) -> None:
    if raw("value") in work.frame.columns:
        work.put(work.frame[raw("value")], "value_raw")
    is_total = pl.col("item") == "e_total"
    work.frame = work.frame.with_columns(
        process=pl.when(is_total).then(pl.lit(ALL)).otherwise(pl.col("process"))
    )
    _rates_as_fractions(work, plan)
    if plan.table.name == "last_year_items":
        named = re.findall(r"(20\d{2})年", " ".join([*plan.titles, stem]))
        year = named[0] if named else str(int(context.period[:4]) - 1)
        work.put(pl.Series([year] * work.frame.height, dtype=pl.String), "report_year")


def _rates_as_fractions(work: Work, plan: SheetPlan) -> None:
    """Loss rate, sulphur and ash are fractions: per cent in the unit column, or a value above 1, is divided."""
    if "value" not in work.frame.columns or "item" not in work.frame.columns:
        return
    unit = (
        pl.col("unit_raw").str.contains(r"[%％]").fill_null(False)
        if "unit_raw" in work.frame.columns
        else pl.lit(False)
    )
    written_percent = pl.col(raw("value")).str.contains(r"[%％]").fill_null(False)
    is_rate = pl.col("item").is_in(list(_RATES))
    too_large = pl.col("value") > 1
    divide = is_rate & ((unit & ~written_percent) | too_large)
    guessed = work.frame.select(
        (is_rate & too_large & ~unit & ~written_percent).fill_null(False).any()
    ).item()
    if guessed:
        plan.questions.append(
            "损失率、含硫量或灰分大于1，按百分数读取，请确认 / a rate above 1 was read as per cent, please confirm"
        )
    hundredth = pl.lit(Decimal("0.01"), dtype=WIDE)
    work.frame = work.frame.with_columns(
        value=pl.when(divide.fill_null(False))
        .then((pl.col("value") * hundredth).cast(WIDE))
        .otherwise(pl.col("value"))
    )


def _section(work: Work, plan: SheetPlan, sheet: str) -> None:
    """The document each item is of: by its own column, else the caption or title nearest to it, the sheet, the items."""
    text = next((t for t in (*reversed(plan.titles), sheet) if _section_named(t)), None)
    code = _section_named(text or "")
    told = _sections_of_items(work)
    written = work.frame["section_raw"] if "section_raw" in work.frame.columns else None
    if code is None and written is None and len(told) > 1:
        _ask_sections(plan, told)
    code = code or _most_told(told)
    named = text or " ".join(plan.titles) or sheet
    if written is None:
        work.put(work.one_text(named), "section_raw")
        work.put(work.one_text(code), "section")
        return
    # a merged cell stands for the rows beneath it
    filled = plain(written).forward_fill().to_list()
    codes = [code_of("section", t) if t else code for t in filled]
    work.put(pl.Series([t or named for t in filled], dtype=pl.String), "section_raw")
    work.put(pl.Series(codes, dtype=pl.String), "section")


def _section_named(text: str) -> str | None:
    """The one document a text names; None where it names none, several or a collection of them."""
    if re.search(furniture()["several_documents"], text):
        return None
    # whatever is registered somewhere has 登记 in its name
    named = {code for t in (text, text.replace("登记", "")) if (code := code_of("section", t))}
    patterns = code_words()["section"][0]
    named |= {code for code, pattern in patterns if pattern.search(text.replace("登记", ""))}
    return named.pop() if len(named) == 1 else None


def _sections_of_items(work: Work) -> Counter[str]:
    """How many of a sheet's items speak for each section."""
    items = work.frame["item"].drop_nulls().to_list() if "item" in work.frame.columns else []
    return Counter(code for item in items if (code := code_of("section_of_item", item)))


def _most_told(told: Counter[str]) -> str | None:
    """The section that more of a sheet's items speak for than for any other."""
    ranked = told.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _ask_sections(plan: SheetPlan, told: Counter[str]) -> None:
    names = "、".join(sorted(told))
    plan.questions.append(
        f"本表的项目出自多种证照或登记（{names}），却没有分节标题或来源列，请写明 / "
        f"items of several documents ({names}) stand in one list without captions or a column; say which is which"
    )
