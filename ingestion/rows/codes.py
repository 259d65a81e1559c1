"""Code columns of the lake: processes, materials, parameters, items, made from what the plant wrote.

An unknown word sets its row aside (X-DOMAIN) only where the table cannot do without the code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from ingestion.cells.distinct import by_distinct, nothing, plain
from ingestion.cells.intervals import months_of
from ingestion.recognition.processes import ALL, ProcessMapper
from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import code_of, derived_columns
from ingestion.rows.merged import as_written, filled_down, looks_merged
from ingestion.rows.work import Work, cell_at, raw, short

_TOTALS_OF_REPORT = {"declared_items", "last_year_items"}
_FORM_C5 = {"output": "output_c5", "e_anode": "e_anode_c5", "e_pfc": "e_pfc_c5"}


def _mapped(texts: pl.Series, mapping: dict[str, str | None]) -> pl.Series:
    known = {k: v for k, v in mapping.items() if v is not None}
    if not known:
        return nothing(len(texts), pl.String(), texts.name)
    return by_distinct(texts, None, _Replaced(tuple(known), tuple(known.values())))


@dataclass(frozen=True)
class _Replaced:
    """The code of each word; null where there is none."""

    words: tuple[str, ...]
    codes: tuple[str, ...]

    def __call__(self, texts: pl.Series) -> pl.Series:
        return texts.replace_strict(list(self.words), list(self.codes), default=None, return_dtype=pl.String)


def add_codes(work: Work, plan: SheetPlan) -> None:
    """Add the derived code columns of the table."""
    for target, rule in derived_columns().get(plan.table.name, {}).items():
        source = rule["from"]
        if source not in work.frame.columns:
            if plan.table.name in _TOTALS_OF_REPORT:
                work.put(pl.Series([None] * work.frame.height, dtype=pl.String), target)
            continue
        mapping = {t: code_of(rule["domain"], t) for t in work.words_of(source)}
        if rule["otherwise"] == "raw":
            mapping = {t: code or t for t, code in mapping.items()}
        codes = _mapped(work.frame[source], mapping)
        if target == "is_corrected":
            codes = plain(codes)
            codes = pl.select(pl.when(codes.is_not_null()).then(codes == "yes")).to_series()
        work.put(codes, target)
        if rule["otherwise"] == "domain" and source in plan.fields:
            _flag_unknown(work, plan, source, target, rule.get("expect"))
    _add_intervals(work)


def _add_intervals(work: Work) -> None:
    """The plan writes how often an instrument is calibrated in words; the rules compare months."""
    if "calibration_frequency" not in work.frame.columns:
        return
    written = plain(work.frame["calibration_frequency"])
    work.put(written.map_elements(months_of, return_dtype=pl.Int64, skip_nulls=True), "interval_months")


def _flag_unknown(work: Work, plan: SheetPlan, source: str, target: str, expect: list[str] | None) -> None:
    unknown = pl.col(source).is_not_null() & pl.col(target).is_null()
    if expect:
        unknown = unknown | pl.col(target).is_not_null() & ~pl.col(target).is_in(expect)
    cell, written = cell_at(work, plan.fields[source]), short(pl.col(raw(source)))
    work.flag(
        unknown, "X-DOMAIN", "unknown_code",
        pl.format("单元格{}“{}”不是本表应有的名称，请核对", cell, written),
        pl.format("cell {} '{}' is not a name this table knows; please check", cell, written),
    )  # fmt: skip


def add_process(work: Work, plan: SheetPlan, mapper: ProcessMapper) -> None:
    """Add process and process_raw: from the column, else from sheet, title or file name, else the only one."""
    if "process_raw" not in work.frame.columns:
        if plan.table.field("process_raw") is None:
            return
        work.put(work.one_text(plan.default_process_raw), "process_raw")
        code = plan.default_process or mapper.only
        work.put(work.one_text(code), "process")
        _flag_no_process(work, plan)
        return
    texts = work.frame["process_raw"]
    mapping = {t: mapper.code(t) for t in work.words_of("process_raw")}
    codes = _mapped(texts, mapping)
    # a process may be written once, in the first of its rows
    blank = texts.is_null()
    is_part = work.running is not None
    if not is_part and blank.any() and not blank.all() and looks_merged(as_written(work)["process_raw"]):
        codes, texts = (filled_down(work, column, "process_raw") for column in (codes, texts))
        work.put(texts, "process_raw")
        blank = texts.is_null()
    default = plan.default_process or mapper.only
    if default and plan.table.name not in _TOTALS_OF_REPORT and blank.any():
        codes = plain(codes).zip_with(~blank, pl.Series([default] * len(texts), dtype=pl.String))
    work.put(codes, "process")
    _flag_processes(work, plan, mapper)
    _flag_no_process(work, plan)


def _flag_processes(work: Work, plan: SheetPlan, mapper: ProcessMapper) -> None:
    if "process_raw" not in plan.fields:
        return
    cell, written = cell_at(work, plan.fields["process_raw"]), short(pl.col("process_raw"))
    others = [n for n in work.words_of("process_raw") if mapper.names_other_plant(n)]
    work.flag(
        work.has_word("process_raw", others), "X-SCOPE", "other_plant",
        pl.format("单元格{}“{}”是集团内其他企业的工序，请移到该企业的报送文件", cell, written),
        pl.format("cell {} '{}' belongs to another plant; please move the row to its file", cell, written),
    )  # fmt: skip
    if plan.default_process and plan.table.name not in _TOTALS_OF_REPORT:
        work.flag(
            pl.col("process").is_not_null() & (pl.col("process") != plan.default_process) & (pl.col("process") != ALL),
            "X-SCOPE", "other_process",
            pl.format("单元格{}“{}”与本表所属工序不一致，请移到该工序的表", cell, written),
            pl.format("cell {} '{}' is another process than the sheet's; please move the row", cell, written),
        )  # fmt: skip
    if mapper.processes:
        work.flag(
            pl.col("process_raw").is_not_null() & pl.col("process").is_null(), "X-DOMAIN", "unknown_process",
            pl.format("单元格{}“{}”不在工序清单中，请核对工序名称", cell, written),
            pl.format("cell {} '{}' is not in the list of processes; please check the name", cell, written),
        )  # fmt: skip


def _flag_no_process(work: Work, plan: SheetPlan) -> None:
    if plan.table.name == "platform_feed" and "instrument_no" in plan.fields:
        return
    work.flag(
        pl.col("process").is_null() & pl.col("process_raw").is_null(), "X-DOMAIN", "no_process",
        pl.format("第{}行看不出属于哪个工序，请填写工序", pl.col("row_no")),
        pl.format("row {}: the process cannot be told; please fill it in", pl.col("row_no")),
    )  # fmt: skip


def add_form_codes(work: Work, plan: SheetPlan, sheet: str) -> None:
    """Form and item codes of the declared report: the form from the sheet or title, totals as process ALL."""
    if plan.table.name != "declared_items":
        return
    text = " ".join([sheet, *plan.titles])
    match = re.search(r"C\s*[.．]?\s*([345])", text, re.IGNORECASE)
    form = f"C.{match[1]}" if match else _form_by_items(work)
    work.put(pl.Series([form] * work.frame.height, dtype=pl.String), "form")
    if form == "C.5":
        work.put(work.frame["item"].replace(_FORM_C5), "item")


def _form_by_items(work: Work) -> str:
    items = set(work.frame["item"].drop_nulls().to_list())
    if items & {"e_process", "e_total"}:
        return "C.5"
    return "C.4" if items & {"ef_cf4", "ef_c2f6", "e_pfc", "gwp_cf4"} else "C.3"
