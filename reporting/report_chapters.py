"""Chapters 1 to 3 of the verification report: what was done and what was found, section by section.

Every section states the answers of its requirements and lists its findings; figures are those of the marts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from reporting import labels
from reporting.annexes import same_word
from reporting.lifecycle import answer_words, decision_words, effects, status_label
from reporting.numbers import MISSING, amount, percent, short
from reporting.paper import Paper
from reporting.report_conclusions import GUIDE
from reporting.report_facts import ReportFacts

TO_FILL = "【待填】"
Writer = Callable[[Paper, ReportFacts], None]


def write_chapter(paper: Paper, facts: ReportFacts, chapter: str) -> bool:
    """The body of one section: its own text, then the answers and findings that belong to it.

    Returns whether there was anything to write.
    """
    writer = _WRITERS.get(chapter)
    if writer:
        writer(paper, facts)
    rows = facts.chapter_answers(chapter)
    if rows:
        _answers(paper, rows)
    _causes(paper, facts, chapter)
    return bool(writer or rows)


def _answers(paper: Paper, rows: list[dict[str, Any]]) -> None:
    paper.table(
        ["核查项", "内容", "方式", "结果", "所在工序·期间"],
        [
            [
                row["requirement"],
                row["text"],
                labels.answer_label(row["kind"]),
                labels.status_label(row["status"]),
                "" if row["status"] in ("pass", "not_applicable") else _few(row["places"]),
            ]
            for row in rows
        ],
        [1.9, 4, 1.3, 1.6, 2.2],
    )


def _few(places: Sequence[str], at_most: int = 8) -> str:
    more = f"等 {len(places)} 处" if len(places) > at_most else ""
    return "、".join(places[:at_most]) + more


def _causes(paper: Paper, facts: ReportFacts, chapter: str) -> None:
    rows = facts.chapter_causes(chapter)
    if not rows:
        return
    paper.para("核查发现：", is_bold=True)
    paper.bullets(
        f"【{labels.disposition_label(row['disposition'])}】{labels.process_label(row['process'])} {row['period']}："
        f"{short(row['message_zh'])}（{'、'.join(row['requirements'])}；编号 {'、'.join(row['finding_id'])}）"
        f"{effects(row)}{'。' if effects(row) else ''}{_answered(facts, row)}"
        for row in rows
    )


def _answered(facts: ReportFacts, cause: dict[str, Any]) -> str:
    """What the unit answered and what was decided; nothing for a cause that needs no answer."""
    found = [facts.register[number] for number in cause["finding_id"] if number in facts.register]
    return "".join(
        f"企业答复：{answer_words(row)}。复核：{status_label(row)}{'，' if decision_words(row) else ''}{decision_words(row)}。"
        for row in found
        if row["answer_hash"]
    )


def _purpose(paper: Paper, facts: ReportFacts) -> None:
    paper.para(
        f"确认{facts.name}{facts.year}年度铝电解工序温室气体排放报告是否真实、完整、准确，核算与报告是否符合{GUIDE}"
        "和备案的数据质量控制方案，为配额分配与清缴提供经核查的排放量和生产数据。"
    )


def _scope(paper: Paper, facts: ReportFacts) -> None:
    processes = "、".join(labels.process_label(code) for code in facts.processes) or TO_FILL
    months = "、".join(facts.months_recalculated) or "无"
    paper.para(
        f"{facts.name}（统一社会信用代码 {facts.plant['credit_code'] or TO_FILL}）{facts.year}年度铝电解工序："
        f"{processes}。气体种类为 CO₂、CF₄、C₂F₆。以原始计量记录逐笔复算的月份：{months}；其余月份以年度文件核对。"
    )


def _criteria(paper: Paper, _: ReportFacts) -> None:
    paper.bullets(
        [
            "《碳排放权交易管理暂行条例》《碳排放权交易管理办法（试行）》；",
            "《企业温室气体排放报告核查指南（试行）》；",
            "《企业温室气体排放核查技术指南 铝冶炼行业》（CETS—VG—04.01—V01—2024）；",
            f"{GUIDE}；",
            "重点排放单位备案的数据质量控制方案；",
            "GB 17167、GB/T 20902 及衡器、电能表的检定规程。",
        ]
    )


def _team(paper: Paper, facts: ReportFacts) -> None:
    own = facts.settings
    paper.table(
        ["角色", "姓名"],
        [
            ["核查组长", own.team_leader or TO_FILL],
            ["核查组成员", own.team_members or TO_FILL],
            ["技术复核人", own.technical_reviewer or TO_FILL],
            ["批准人", own.approver or TO_FILL],
        ],
        [1, 3],
    )


def _documents(paper: Paper, facts: ReportFacts) -> None:
    files = facts.published.table("files").filter(
        (pl.col("plant_code") == facts.code) & pl.col("period").str.starts_with(facts.year)
    )
    paper.para(
        f"查阅重点排放单位报送的文件 {files.height} 个；每个文件的字节以 SHA-256 留存，每个数值可追溯到文件、工作表和行。"
        "各文件的读取结果见报送回执，支持性文件见附件4。"
    )
    rows = (
        files.group_by("kind")
        .agg(
            files=pl.len(),
            periods=pl.col("period").n_unique(),
            rows=pl.col("rows_total").sum(),
            kept=pl.col("rows_keep").sum(),
        )
        .sort("kind", nulls_last=True)
        .iter_rows()
    )
    paper.table(
        ["文件种类", "文件数", "期间数", "数据行", "采用行"],
        [
            [labels.source_label(kind) or "未识别", *(amount(int(n or 0)) for n in counts)]
            for kind, *counts in rows
        ],
        [4, 1.2, 1.2, 1.6, 1.6],
        numbers=frozenset({1, 2, 3, 4}),
    )


def _site(paper: Paper, facts: ReportFacts) -> None:
    paper.para(
        f"现场核查日期：{facts.settings.site_visit_dates or TO_FILL}。以询问、查看方式核查的项目及结果如下。"
    )
    asked = facts.answers.filter(pl.col("kind") == "attestation")
    rows = []
    for (requirement,), part in asked.group_by("requirement", maintain_order=True):
        statuses = {str(status) for status in part["status"]}
        worst = next(status for status in [*labels.STATUS_ORDER, *sorted(statuses)] if status in statuses)
        rows.append([str(requirement), part["text"][0], labels.status_label(worst)])
    paper.table(["核查项", "内容", "结果"], rows, [1.6, 5.8, 1.8])


def _review(paper: Paper, _: ReportFacts) -> None:
    paper.para(
        "本报告的数值、核查结果和附件由已发布的结账表生成，可由原始文件重放得到相同的根哈希。报告须经核查组补充现场结论、"
        "内部技术复核并由批准人签发后方为正式报告。"
    )


def _basic(paper: Paper, facts: ReportFacts) -> None:
    paper.para(
        "基本信息以营业执照、排污许可证、平台登记、财务报表与统计报表核对；核查前后的逐项比较见附件1。"
    )
    different = [row for row in facts.annex1["C.1"] if row.is_same is False]
    if different:
        paper.table(
            ["信息项", "排放报告（核查前）", "核查报告"],
            [[row.label, str(row.before or MISSING), str(row.after or MISSING)] for row in different],
            [3, 3, 3],
        )


def _facilities(paper: Paper, facts: ReportFacts) -> None:
    for number, process in enumerate(facts.processes, start=1):
        paper.heading(4, f"3.2.2.{number} {labels.process_label(process)}")
        rows = [row for row in facts.annex1["C.2"] if row.process == process]
        if rows:
            paper.table(
                ["信息项", "排放报告（核查前）", "核查报告", "是否一致"],
                [[row.label, amount(row.before), amount(row.after), same_word(row.is_same)] for row in rows],
                [3, 2, 2, 1.4],
                numbers=frozenset({1, 2}),
            )
        else:
            paper.para("排放报告未提供该工序的设施信息（C.2），无法比较。", is_warning=True)


def _compared(*items: str) -> Writer:
    def write(paper: Paper, facts: ReportFacts) -> None:
        rows = facts.compared(*items)
        if not rows:
            paper.para("排放报告未提供该项数据，无法比较。", is_warning=True)
            return
        paper.table(
            ["工序", "信息项", "排放报告（核查前）", "核查报告", "变化幅度", "差异原因"],
            [
                [
                    labels.process_label(row["process"]),
                    f"{row['label_zh']}{'（' + row['unit'] + '）' if row['unit'] else ''}",
                    amount(row["before_value"]),
                    amount(row["after_value"]),
                    "一致" if row["is_same"] else percent(row["change_pct"]),
                    row["reason_zh"] or "",
                ]
                for row in rows
            ],
            [1.8, 3, 1.9, 1.9, 1.3, 2.2],
            numbers=frozenset({2, 3, 4}),
        )

    return write


def _monthly(parameter: str, *items: str) -> Writer:
    """The parameter's monthly values from every source side by side, then annex 1's lines of `items`."""

    def write(paper: Paper, facts: ReportFacts) -> None:
        for process, months in facts.monthly(parameter).items():
            sources = sorted({source for values in months.values() for source in values})
            label = (
                f"{labels.process_label(process)} {labels.parameter_label(parameter)}（t，账务月，各来源）"
            )
            paper.para(label, is_bold=True)
            paper.table(
                ["月份", *(labels.source_label(source) for source in sources)],
                [
                    [month, *(amount(values.get(source)) for source in sources)]
                    for month, values in months.items()
                ],
                [max(1.8, len(sources) / 4), *[2] * len(sources)],
                numbers=frozenset(range(1, len(sources) + 1)),
            )
        _compared(*items)(paper, facts)

    return write


def _formula(paper: Paper, facts: ReportFacts) -> None:
    paper.bullets(
        [
            "阳极净耗量 = 阳极消耗量 ×（1 − 阳极损失率）；",
            "能源作为原材料用途的排放量 = 阳极净耗量 ×（1 − 平均含硫量 − 平均灰分含量）× 44/12；",
            "阳极效应排放量 = 铝液产量 ×（EF_CF₄ × GWP_CF₄ + EF_C₂F₆ × GWP_C₂F₆）/ 1000；",
            "铝电解工序排放量 = 以上两项之和；全部工序排放总量为各工序之和。",
        ]
    )
    _compared("e_process", "e_total")(paper, facts)


def _calibration(paper: Paper, facts: ReportFacts) -> None:
    rows = facts.published.of_plant("calibration_effects", facts.code).filter(
        (pl.col("period_kind") == "year") & (pl.col("period") == facts.year)
    )
    paper.para("计量器具检定/校准对全年数据的影响（活动数据调增、生产数据调减）：")
    if rows.is_empty():
        paper.para("没有可用于计算的检定/校准记录。")
        return
    paper.table(
        ["计量器具", "工序", "参数", "情形", "天数", "活动数据调整 t", "生产数据调整 t", "影响 tCO₂e"],
        [
            [
                row["instrument_no"] or "（未登记）",
                row["process"],
                labels.parameter_label(row["parameter_code"]),
                labels.case_label(row),
                amount(row["days"]),
                amount(row["effect_t"]),
                amount(row["effect_down_t"]),
                amount(row["effect_tco2e"]),
            ]
            for row in rows.sort("instrument_no", "process", "case_code").iter_rows(named=True)
        ],
        [1.6, 0.8, 1.4, 3, 0.8, 1.5, 1.5, 1.5],
        numbers=frozenset({4, 5, 6, 7}),
    )


def _activity(paper: Paper, facts: ReportFacts) -> None:
    paper.para("活动数据的来源、获取方式、计量器具检定/校准、交叉核对和数据缺失处理的一般要求核查如下。")
    _calibration(paper, facts)


_WRITERS: dict[str, Writer] = {
    "1.1": _purpose,
    "1.2": _scope,
    "1.3": _criteria,
    "2.1": _team,
    "2.2": _documents,
    "2.3": _site,
    "2.4": _review,
    "3.1": _basic,
    "3.2.2": _facilities,
    "3.4.1": _activity,
    "3.4.1.1": _monthly("anode_gross", "anode_gross"),
    "3.4.1.2": _compared("anode_loss_rate"),
    "3.4.1.3": _compared("anode_net"),
    "3.4.1.4": _monthly("output", "output"),
    "3.4.2.1": _compared("anode_sulphur", "anode_ash"),
    "3.4.2.2": _compared("ef_cf4", "ef_c2f6"),
    "3.4.2.3": _compared("gwp_cf4", "gwp_c2f6"),
    "3.4.3": _formula,
    "3.4.3.1": _compared("e_anode"),
    "3.4.3.2": _compared("e_pfc"),
    "3.4.4": _compared("output_c5", "ac_energy"),
}
