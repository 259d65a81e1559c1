"""The four conclusions of a verification report, as the template has them twice: on the cover and in chapter 4.

Conformity is stated only when every answer allows it; otherwise the conclusion says what stands against it.
"""

from __future__ import annotations

from decimal import Decimal

from reporting import labels
from reporting.lifecycle import status_label
from reporting.numbers import amount, percent, short
from reporting.paper import Paper
from reporting.report_facts import ReportFacts

GUIDE = "《企业温室气体排放核算与报告指南 铝冶炼行业》"
UNKNOWN = "无法核定（缺资料）"


def conclusion_1(paper: Paper, facts: ReportFacts) -> None:
    """R-01: conformity with guide and plan, only when nothing is open."""
    version = facts.settings.report_after or "【版本号待填】"
    if facts.is_conforming:
        paper.para(
            f"经核查，{facts.name}提交的{facts.year}年度最终版（{version}）排放报告中的基本信息、核算边界、核算方法、"
            f"活动数据、排放因子、排放量及生产数据，符合{GUIDE}和数据质量控制方案的规定。"
        )
        return
    paper.para(
        f"在下列事项解决之前，不能确认{facts.name}{facts.year}年度排放报告符合{GUIDE}和数据质量控制方案的规定：",
        is_warning=True,
    )
    n_nonconformities = sum(row["disposition"] in ("nonconformity", "data_error") for row in facts.causes)
    paper.bullets(
        [
            f"不符合项（含数据错误）{n_nonconformities} 条，见附件3；",
            f"应答而未答（缺资料、未核查）的核查项 {facts.n_open('missing')} 项，见结论4；",
            f"资料不足以判定的核查项 {facts.n_open('not_assessable')} 项，见结论4；",
            f"需由重点排放单位说明而说明尚未被接受的事项 {facts.n_to_explain} 条，见第3章。",
        ]
    )
    if facts.answers.is_empty():
        paper.para("本年度没有任何核查结果。", is_warning=True)


def conclusion_2(paper: Paper, facts: ReportFacts) -> None:
    """R-02: emissions by process and in total."""
    if facts.is_conforming:
        paper.para(f"经核查，{facts.name}{facts.year}年度铝电解工序温室气体排放量如下：")
    else:
        paper.para(
            f"{facts.name}{facts.year}年度铝电解工序温室气体排放量按现有资料核算如下；结论1所列事项解决前，"
            "该结果不是经确认的排放量："
        )
    items = [
        ("e_anode", "能源作为原材料用途的温室气体排放量（tCO₂）"),
        ("e_pfc", "阳极效应产生的温室气体排放量（tCO₂e）"),
        ("e_process", "合计（tCO₂e）"),
    ]
    rows = []
    for item, label in items:
        values = [facts.verified(item, process) for process in facts.processes]
        total = facts.verified("e_total", "ALL") if item == "e_process" else None
        rows.append(
            [label, *(_value(v) for v in values), _value(facts.total(item) if total is None else total)]
        )
    n = len(facts.processes)
    paper.table(
        ["铝电解工序编号", *facts.processes, "合计"],
        rows,
        [4, *[2] * n, 2],
        numbers=frozenset(range(1, n + 2)),
    )
    basis = {
        labels.mass_basis_label(row)
        for row in facts.published.of_plant("emissions", facts.code).to_dicts()
        if row["period"] == facts.year and row["process"] == "ALL"
    } - {""}
    months = "、".join(facts.months_recalculated) or "无"
    paper.para(
        f"数据依据：{'、'.join(sorted(basis)) or '未注明'}；以原始计量记录逐笔复算的月份：{months}；其余月份采用排放报告申报值。"
        "计量器具未按期检定/校准或准确度超差的时段已按核查指南修正。"
    )
    if settled := facts.published.settled_processes(facts.code):
        names = "、".join(labels.process_label(process) for process in settled)
        paper.para(f"{names}采用{labels.SETTLED_NOTE[0]}")
    if shared := facts.estimated_months:
        paper.para(
            f"{'、'.join(shared)}没有逐日质量，而计量器具的检定/校准状态在月内有变化：修正量按天数分摊，为估算值，取得逐日记录后重新核算。"
        )


def _value(value: Decimal | None) -> str:
    return UNKNOWN if value is None else amount(value)


def conclusion_3(paper: Paper, facts: ReportFacts) -> None:
    """R-03: the year-on-year table and whether the change is plausible."""
    before = str(int(facts.year) - 1)
    paper.para(f"{facts.name}{facts.year}年度与上一年度比较如下：")
    rows: list[list[str]] = []
    bands = set()
    process = None
    for row in facts.year_on_year:
        if row["process"] != process:
            process = row["process"]
            bands.add(len(rows))
            title = "铝电解工序合计" if process == "ALL" else labels.process_label(process)
            rows.append([title, "", "", ""])
        rows.append(
            [
                labels.YEAR_ON_YEAR.get(row["item"], f"{row['item']}（{row['unit']}）"),
                amount(row["last_year_value"]),
                amount(row["this_year_value"]),
                percent(row["change_pct"]),
            ]
        )
    if rows:
        paper.table(
            ["类别", before, facts.year, f"{facts.year}相较于{before}波动"],
            rows,
            [4.4, 2, 2, 2],
            bands=frozenset(bands),
            numbers=frozenset({1, 2, 3}),
        )
    else:
        paper.para(f"没有{before}年度核查后的数据，无法比较。", is_warning=True)
    paper.para(_fluctuation(facts))
    for cause in (c for c in facts.causes if {"D-10", "R-03"} & set(c["requirements"])):
        paper.bullets([short(cause["message_zh"])])


def _fluctuation(facts: ReportFacts) -> str:
    totals = {row["item"]: row["change_pct"] for row in facts.year_on_year if row["process"] == "ALL"}
    words = "，".join(
        f"{label}变化 {percent(totals[item])}"
        for item, label in (
            ("emissions", "排放总量"),
            ("ac_per_t", "铝液交流电耗"),
            ("anode_net_per_t", "吨铝液阳极净耗量"),
        )
        if totals.get(item) is not None
    )
    verdict = {
        "pass": "按核查项 D-10 的限值，未见异常波动。",
        "advisory": "波动超出参考范围，提示核对原因（见下）。",
        "explain": "存在需由重点排放单位说明的波动（见下）；说明及证据提交前不作“不存在异常波动”的结论。",
        "nonconformity": "存在异常波动（见下），须说明原因并提交证据。",
    }.get(facts.status_of("D-10"), "资料不足，不能判断是否存在异常波动。")
    return f"{words}。{verdict}" if words else verdict


def conclusion_4(paper: Paper, facts: ReportFacts) -> None:
    """Questions that were not covered, or need a word of their own: unanswered requirements and single sources."""
    unanswered = [row for row in facts.open if row["status"] in ("missing", "not_assessable")]
    special = [c for c in facts.causes if {"D-07", "P-26", "M-01"} & set(c["requirements"])]
    earlier = facts.from_earlier_years
    if not unanswered and not special and not earlier:
        paper.para("无。" if not facts.answers.is_empty() else "本年度没有任何核查结果。")
        return
    if unanswered:
        paper.para("以下核查项没有资料可答或资料不足以判定，核查过程未能覆盖：")
        paper.table(
            ["核查项", "内容", "方式", "结果", "工序·期间"],
            [
                [
                    row["requirement"],
                    row["text"],
                    labels.answer_label(row["kind"]),
                    labels.status_label(row["status"]),
                    row["places"],
                ]
                for row in unanswered
            ],
            [1.9, 3.8, 1.3, 1.7, 2.3],
        )
    if earlier:
        paper.para("以往年份的核查发现尚未关闭（核查指南3.6）：")
        paper.bullets(
            f"{row['finding_id']} {labels.process_label(row['process'])} {row['period']}："
            f"{short(row['message_zh'])}（{status_label(row)}）"
            for row in earlier
        )
    if special:
        paper.para("特别需要说明的问题：")
        paper.bullets(
            f"{short(cause['message_zh'])}（{labels.process_label(cause['process'])}，{cause['period']}）"
            for cause in special
        )
