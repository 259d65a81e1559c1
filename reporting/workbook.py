"""The workbook of a plant: annexes 1 to 4, emissions, bridges, every answer, what is to be explained.

Layout of what ``reporting.annexes``, ``reporting.bridges`` and the marts give; no figure is made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from reporting import annexes, labels
from reporting.bridges import bridge_tables
from reporting.findings import answers, causes, status_counts
from reporting.lifecycle import STATUS as FINDING_STATUS
from reporting.lifecycle import counts as lifecycle_counts
from reporting.lifecycle import shade
from reporting.numbers import short
from reporting.published import Published
from reporting.register_sheet import answered, write_register
from reporting.sheets import Book, Sheet

NO_YEAR = "本次结账不含年度，无年度附件。 / This close has no year: no annual annex."
EMISSION_COLUMNS = (
    ("anode_t", "阳极消耗量 t"),
    ("output_t", "铝液产量 t"),
    ("anode_net_t", "阳极净耗量 t"),
    ("e_anode_tco2", "能源作原材料 tCO₂"),
    ("e_pfc_tco2e", "阳极效应 tCO₂e"),
    ("e_total_tco2e", "合计 tCO₂e"),
    ("anode_adjusted_t", "修正后阳极消耗量 t"),
    ("output_adjusted_down_t", "修正后产量（生产数据，调减）t"),
    ("output_adjusted_up_t", "修正后产量（活动数据，调增）t"),
    ("adjusted_anode_net_t", "修正后阳极净耗量 t"),
    ("adjusted_e_anode_tco2", "修正后能源作原材料 tCO₂"),
    ("adjusted_e_pfc_tco2e", "修正后阳极效应 tCO₂e"),
    ("adjusted_e_total_tco2e", "修正后合计 tCO₂e"),
)


def write_workbooks(published: Published, folder: Path) -> list[Path]:
    """Write one workbook per smelter below `folder`; returns the paths."""
    return [write_workbook(published, plant, folder / f"{plant['plant']}.xlsx") for plant in published.plants]


def write_workbook(published: Published, plant: dict[str, Any], path: Path) -> Path:
    """Write the workbook of one plant; returns its path."""
    code, years = plant["plant"], published.asked("year")
    with Book(path, f"{plant['plant_name']} 核查数据表") as book:
        _cover(book, published, plant)
        _annex1(book, published, plant, years)
        _annex2(book, published, plant, years)
        _annex3(book, published, code)
        _annex4(book, published, code, years)
        _emissions(book, published, code)
        _bridges(book, published, code)
        _answers(book, published, code)
        _to_explain(book, published, code)
        write_register(book, published, code)
        _calibration(book, published, code)
    return path


def _cover(book: Book, published: Published, plant: dict[str, Any]) -> None:
    sheet = book.sheet("说明", f"{plant['plant_name']} 核查数据表", [34, 60], is_landscape=False)
    counts = status_counts(published.of_plant("checks", plant["plant"]))
    periods = [*published.asked("month"), *published.asked("year")]
    sheet.row(["统一社会信用代码", plant["credit_code"]])
    sheet.row(["期间", "、".join(periods)])
    sheet.row(["结账 / close", published.close_id])
    sheet.row(["根哈希 / root hash", published.root_hash])
    sheet.band("核查项结果（项）")
    for status, number in counts.items():
        sheet.row(
            [f"{labels.status_label(status)} / {labels.status_english(status)}", number],
            _shade(status, number),
        )
    sheet.band("整改台账（项）")
    for status, number in lifecycle_counts(published.register.of_plant(plant["plant"])).items():
        label = "其中逾期 / overdue" if status == "overdue" else " / ".join(FINDING_STATUS[status])
        style = "nonconformity" if status == "overdue" else shade(status)
        sheet.row([label, number], style if number else "text")
    sheet.note("“未核查（缺资料）”表示应答而没有资料可答，不等于通过。铝液产量作为活动数据（排放）按调增方向、作为生产数据"
               "（配额）按调减方向修正，两者分列。数值为发布值，不在本表内再次取舍。")  # fmt: skip
    sheet.note(
        "Figures are those of the published close; a check nobody could answer is shown as missing, never as good news."
    )


def _shade(status: str, number: int) -> str:
    return status if number and status in labels.STATUS else "text"


def _annex1(book: Book, published: Published, plant: dict[str, Any], years: Sequence[str]) -> None:
    sheet = book.sheet("附件1", f"附件1：{plant['plant_name']} 核查结果数据表", [18, 46, 26, 26, 10, 12, 36])
    if not years:
        sheet.empty(NO_YEAR)
    for year in years:
        for form, rows in annexes.annex1(published, plant["plant"], year).items():
            sheet.band(f"{year}年 {annexes.FORMS.get(form, form)}")
            sheet.head(
                ["工序", "信息项", "排放报告（核查前）", "核查报告", "是否一致", "变化幅度", "差异原因"]
            )
            for row in rows:
                place = "" if form == "C.1" else labels.process_label(row.process)
                values = [
                    place,
                    row.label,
                    row.before,
                    row.after,
                    annexes.same_word(row.is_same),
                    row.change,
                    row.reason,
                ]
                sheet.row(values, {True: "text", False: "explain", None: "missing"}[row.is_same])
            if not rows:
                sheet.empty(f"排放报告（核查前）未提供{form}，无法比较。 / Nothing was declared to compare.")


def _annex2(book: Book, published: Published, plant: dict[str, Any], years: Sequence[str]) -> None:
    sheet = book.sheet(
        "附件2", f"附件2：{plant['plant_name']} 配额分配相关数据表", [28, 42, 12, 36], is_landscape=False
    )
    if not years:
        sheet.empty(NO_YEAR)
    _settled_note(sheet, published, plant["plant"])
    for year in years:
        sheet.band(f"{year}年")
        sheet.head(["数据类型", "信息项", "单位", "核查数据"])
        for group, label, unit, value in annexes.annex2(published, plant["plant"], year):
            sheet.row([group, label, unit, "无法核定（缺资料）" if value is None else value],
                      "missing" if value is None else "text")  # fmt: skip


def _settled_note(sheet: Sheet, published: Published, code: str) -> None:
    if processes := published.settled_processes(code):
        sheet.note(f"{'、'.join(processes)}：{labels.SETTLED_NOTE[0]}")


def _annex3(book: Book, published: Published, code: str) -> None:
    sheet = book.sheet(
        "附件3",
        "附件3：不符合项清单",
        [6, 18, 60, 18, 30, 30, 22, 12, 20, 18, 14, 14, 14, 19],
        [annexes.ANNEX3_NOTE],
    )
    sheet.head([
        "序号", "类别", "不符合项描述", "涉及的参数", "重点排放单位原因分析", "重点排放单位采取的纠正措施", "核查结论",
        "性质", "工序与期间", "核查项", "影响 tCO₂e", "影响配额 t", "建议保守值", "编号",
    ])  # fmt: skip
    rows = annexes.annex3(published, code)
    for row in rows:
        sheet.row([
            row.number, row.category, row.description, row.parameter, row.cause, row.correction, row.conclusion,
            row.disposition, row.place, row.requirements, row.effect_tco2e, row.effect_allowance_t,
            row.conservative_value, row.finding_id,
        ], shade(row.status) if row.status in ("closed", "corrected") else "text")  # fmt: skip
    if not rows:
        sheet.empty("没有不符合项。未核查的项目见“交叉核对结果”。 / No nonconformity was found.")


def _annex4(book: Book, published: Published, code: str, years: list[str]) -> None:
    sheet = book.sheet("附件4", "附件4：支持性文件清单", [6, 46, 24, 14, 16, 34, 12, 10, 14])
    sheet.head(
        ["序号", "文件名称", "文件编号", "文件日期", "有效期至", "文件", "是否提供", "保存年限", "责任人"]
    )
    for row in annexes.annex4(published, code, years):
        sheet.row(row.values(), "text" if row["is_provided"] == "是" else "missing")


def _emissions(book: Book, published: Published, code: str) -> None:
    rows = published.of_plant("emissions", code)
    for kind, name in (("month", "排放量（月）"), ("year", "排放量（年）")):
        note = "前六列为按实测，后七列为按计量器具检定/校准情况修正后。"
        sheet = book.sheet(name, name, [16, 10, *[14] * len(EMISSION_COLUMNS), 16], [note])
        _settled_note(sheet, published, code)
        sheet.head(["工序", "期间", *(label for _, label in EMISSION_COLUMNS), "数据依据"])
        part = rows.filter(pl.col("period_kind") == kind).sort(
            "period", pl.col("process") == "ALL", "process"
        )
        for row in part.iter_rows(named=True):
            values = [row[column] for column, _ in EMISSION_COLUMNS]
            sheet.row(
                [
                    labels.process_label(row["process"]),
                    row["period"],
                    *values,
                    labels.mass_basis_label(row),
                ],
                "total" if row["process"] == "ALL" else "text",
            )
        if part.is_empty():
            sheet.empty("没有可核算的数据。 / Nothing to calculate from.")


def _bridges(book: Book, published: Published, code: str) -> None:
    tables = bridge_tables(published.of_plant("bridge", code))
    width = max((len(table["periods"]) for table in tables), default=1)
    sheet = book.sheet("对账桥", "对账桥（t）", [6, 34, *[16] * width, 30, 12],
                       ["每行注明来源与口径；统计口径时间差单列，未解释差额不含时间差。"])  # fmt: skip
    for table in tables:
        sheet.band(f"{table['title']} {table['english']}")
        fill = [""] * (width - len(table["periods"]))
        sheet.head(["", "项目", *table["periods"], *fill, "来源", "口径"])
        for line in table["lines"]:
            style = "explain" if line["is_rest"] else "total" if line["is_total"] else "text"
            sheet.row(
                [line["sign"], line["label"], *line["cells"].values(), *fill, line["source"], line["basis"]],
                style,
            )
    if not tables:
        sheet.empty("没有可对账的数据。 / Nothing to reconcile.")


def _answers(book: Book, published: Published, code: str) -> None:
    sheet = book.sheet("交叉核对结果", "交叉核对结果（全部核查项）", [12, 14, 50, 14, 16, 12, 16, 56])
    sheet.head(["核查项", "条款", "内容", "方式", "工序", "期间", "结果", "依据"])
    rows = answers(published, code)
    for row in rows.iter_rows(named=True):
        sheet.row(
            [row["requirement"], row["clause"], row["text"], labels.answer_label(row["kind"]),
             labels.process_label(row["process"]), row["period"], labels.status_label(row["status"]), short(row["reason"])],
            _shade(row["status"], 1),
        )  # fmt: skip
    if rows.is_empty():
        sheet.empty("没有核查结果：未核查。 / No answers: nothing was checked.")


def _to_explain(book: Book, published: Published, code: str) -> None:
    sheet = book.sheet(
        "需说明与提示", "需说明与合理性提示", [14, 16, 14, 60, 16, 16, 14, 14, 14, 14, 14, 40, 36, 30, 19]
    )
    sheet.head(
        ["性质", "工序与期间", "核查项", "说明", "应为", "实为", "偏差", "限值", "影响 tCO₂e", "影响配额 t", "建议保守值",
         "依据", "重点排放单位说明", "复核", "编号"]
    )  # fmt: skip
    known = {row["finding_id"]: row for row in published.register.of_plant(code).iter_rows(named=True)}
    rows = causes(published.of_plant("findings", code), ("explain", "advisory"))
    for row in rows:
        sheet.row(
            [labels.disposition_label(row["disposition"]), annexes.place_of(row), "、".join(row["requirements"]),
             short(row["message_zh"], 600), labels.with_unit(row["expected"], row["unit"]),
             labels.with_unit(row["observed"], row["unit"]), row["deviation"], row["limit"],
             row["effect_tco2e"], row["effect_allowance_t"], row["conservative_value"], short(row["evidence"], 400),
             *answered(row, known), "、".join(row["finding_id"])],
            row["disposition"],
        )  # fmt: skip
    if not rows:
        sheet.empty("没有需要说明的事项。 / Nothing to explain.")


def _calibration(book: Book, published: Published, code: str) -> None:
    sheet = book.sheet("校准影响", "计量器具检定/校准对数据的影响", [18, 16, 14, 12, 44, 8, 16, 16, 16, 16])
    sheet.head(
        [
            "计量器具",
            "工序",
            "参数",
            "期间",
            "情形",
            "天数",
            "涉及质量 t",
            "活动数据调整 t",
            "生产数据调整 t",
            "影响 tCO₂e",
        ]
    )
    rows = published.of_plant("calibration_effects", code).filter(
        (pl.col("period_kind") == "year")
        | (pl.col("effect_t") != 0)
        | (pl.col("case_code") != "valid_within")
    )
    for row in rows.sort("instrument_no", "process", "period_kind", "period", "case_code").iter_rows(
        named=True
    ):
        sheet.row(
            [row["instrument_no"] or "（未登记）", labels.process_label(row["process"]),
             labels.parameter_label(row["parameter_code"]), row["period"], labels.case_label(row),
             row["days"], row["mass_t"], row["effect_t"], row["effect_down_t"], row["effect_tco2e"]],
            "text" if row["case_code"] == "valid_within" else "explain",
        )  # fmt: skip
    if rows.is_empty():
        sheet.empty("没有检定/校准记录可用于计算影响。 / No calibration effect to show.")
