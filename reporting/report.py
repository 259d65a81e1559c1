"""The verification report of a plant and year, in the order of the guide's template (appendix of CETS-VG-04.01).

Cover, conclusions 1 to 4, contents, chapters 1 to 5, annexes 1 to 4. Only a close with a year has reports.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporting import annexes, labels
from reporting.lifecycle import effects
from reporting.numbers import amount
from reporting.paper import Paper
from reporting.published import Published
from reporting.report_chapters import TO_FILL, write_chapter
from reporting.report_conclusions import conclusion_1, conclusion_2, conclusion_3, conclusion_4
from reporting.report_facts import ReportFacts
from reporting.report_names import report_file
from reporting.report_settings import SettingsByPlant

CONCLUSIONS = (
    ("1. 排放报告与核算指南以及数据质量控制方案的符合性：", conclusion_1),
    ("2. 排放量确认：", conclusion_2),
    ("3. 与上年度相比，排放量存在异常波动的情况和原因说明：", conclusion_3),
    ("4. 核查过程中未覆盖的问题或者特别需要说明的问题描述：", conclusion_4),
)
_IN_CHAPTER_4 = {"4.1": conclusion_1, "4.2": conclusion_2, "4.3": conclusion_3, "4.4": conclusion_4}
# The answers behind the boundary stand in 3.2.1, before the processes.
_MOVED = {"3.2": None, "3.2.1": "3.2"}


def write_reports(published: Published, folder: Path, settings: SettingsByPlant) -> list[Path]:
    """Write one report per smelter and asked year below `folder`; nothing in a close without a year."""
    return [
        write_report(
            ReportFacts(published, plant, year, settings.of(plant["plant"])),
            folder / report_file(plant["plant"], year),
        )
        for year in published.asked("year")
        for plant in published.plants
    ]


def write_report(facts: ReportFacts, path: Path) -> Path:
    """Write one report; returns its path."""
    paper = Paper(f"{facts.name} {facts.year} 年度温室气体排放核查报告")
    paper.footer(f"{facts.number.text} · {facts.published.close_id}")
    _cover(paper, facts)
    paper.page_break()
    paper.para("核查结论", size=14, is_bold=True)
    for title, conclusion in CONCLUSIONS:
        paper.para(title, is_bold=True)
        conclusion(paper, facts)
    _signatures(paper, facts)
    paper.page_break()
    paper.contents()
    paper.page_break()
    _body(paper, facts)
    paper.new_section(is_landscape=True)
    _annex1(paper, facts)
    _annex2(paper, facts)
    _annex3(paper, facts)
    _annex4(paper, facts)
    return paper.save(path)


def _cover(paper: Paper, facts: ReportFacts) -> None:
    own, profile = facts.settings, facts.profile
    paper.para(f"报告编号：{facts.number.text}")
    if not facts.number.is_complete:
        paper.para(
            f"编号不完整，缺：{'、'.join(facts.number.missing)}。核查机构缩写填在 config/report.yml 的"
            " verifier_abbreviation。",
            size=9,
            is_warning=True,
        )
    paper.para()
    paper.para(f"{facts.name}{facts.year}年度", size=20, is_bold=True, is_centred=True)
    paper.para("温室气体排放核查报告", size=22, is_bold=True, is_centred=True)
    if not facts.is_conforming:
        paper.para("（草稿：存在未解决事项，见核查结论）", size=12, is_centred=True, is_warning=True)
    paper.para()
    paper.para(f"核查技术服务机构名称（盖章）：{own.verifier_name or TO_FILL}", size=12)
    paper.para(f"核查报告签发日期：{own.issued_date or TO_FILL}", size=12)
    paper.table(
        [],
        [
            ["重点排放单位名称", facts.name, "地址", profile.get("domicile", TO_FILL)],
            ["统一社会信用代码", facts.plant["credit_code"] or TO_FILL, "法定代表人", profile.get("legal_rep", TO_FILL)],
            ["联系人", profile.get("contact", TO_FILL), "联系方式（电话、email）", _contact(profile)],
        ],
        [2, 3, 2, 3],
    )  # fmt: skip
    paper.table(
        [],
        [
            ["纳入全国碳排放权交易市场的行业分类及代码", profile.get("covered_industry", TO_FILL)],
            ["纳入全国碳排放权交易市场的主营产品统计代码", profile.get("covered_product_code", TO_FILL)],
            ["编制年度排放报告的技术服务机构名称", profile.get("preparer_name", TO_FILL)],
            ["编制年度排放报告的技术服务机构统一社会信用代码", profile.get("preparer_code", TO_FILL)],
            ["温室气体排放报告（核查前）版本/日期", own.report_before or TO_FILL],
            ["温室气体排放报告（核查后）版本/日期", own.report_after or TO_FILL],
        ],
        [5, 5],
    )


def _contact(profile: dict[str, str]) -> str:
    return "，".join(profile[key] for key in ("phone", "email") if key in profile) or TO_FILL


def _signatures(paper: Paper, facts: ReportFacts) -> None:
    own = facts.settings
    paper.table(
        [],
        [
            ["核查组长", own.team_leader or TO_FILL, "签名", "", "日期", ""],
            ["核查组成员", own.team_members or TO_FILL, "签名", "", "日期", ""],
            ["技术复核人", own.technical_reviewer or TO_FILL, "签名", "", "日期", ""],
            ["批准人", own.approver or TO_FILL, "签名", "", "日期", ""],
        ],
        [1.6, 2.4, 1, 1.6, 1, 1.6],
    )


def _body(paper: Paper, facts: ReportFacts) -> None:
    rows = labels.rows_of(labels.WORDS / "chapters.csv")
    parents = {row["chapter"].rpartition(".")[0] for row in rows}
    for row in rows:
        chapter = row["chapter"]
        paper.heading(int(row["level"]), f"{chapter} {row['title_zh']}")
        if chapter in _IN_CHAPTER_4:
            _IN_CHAPTER_4[chapter](paper, facts)
        elif chapter == "5":
            paper.bullets(
                [
                    "附件1：核查结果数据表",
                    "附件2：配额分配相关数据表",
                    "附件3：不符合项清单",
                    "附件4：支持性文件清单",
                ]
            )
        else:
            _section(paper, facts, chapter, is_leaf=chapter not in parents)


def _section(paper: Paper, facts: ReportFacts, chapter: str, *, is_leaf: bool) -> None:
    source = _MOVED.get(chapter, chapter)
    has_content = source is not None and write_chapter(paper, facts, source)
    if is_leaf and not has_content:
        paper.para("本年度没有本节核查项的结果。", is_warning=True)


def _annex1(paper: Paper, facts: ReportFacts) -> None:
    paper.heading(1, "附件1：核查结果数据表")
    rows: list[list[str]] = []
    bands: set[int] = set()
    width = 6
    for form, lines in facts.annex1.items():
        bands.add(len(rows))
        rows.append([annexes.FORMS.get(form, form), *[""] * width])
        for line in lines:
            place = "" if form == "C.1" else labels.process_label(line.process)
            rows.append([place, line.label, annexes.shown(line.before), annexes.shown(line.after),
                         annexes.same_word(line.is_same), line.change, line.reason])  # fmt: skip
        if not lines:
            rows.append(["", "排放报告（核查前）未提供本表，无法比较", *[""] * (width - 1)])
    paper.para(f"{facts.name} {facts.year}年核查结果数据表", is_bold=True, is_centred=True)
    paper.table(
        ["工序", "数据项", "排放报告（核查前）", "核查报告", "是否一致", "变化幅度", "差异原因"],
        rows,
        [1.8, 4.2, 2.8, 2.8, 1.2, 1.3, 2.6],
        bands=frozenset(bands),
    )


def _annex2(paper: Paper, facts: ReportFacts) -> None:
    paper.heading(1, "附件2：配额分配相关数据表")
    paper.para(f"{facts.name} {facts.year}年配额分配相关数据表", is_bold=True, is_centred=True)
    rows = annexes.annex2(facts.published, facts.code, facts.year)
    paper.table(
        ["数据类型", "信息项", "单位", "核查数据"],
        [[group, label, unit, _verified(value)] for group, label, unit, value in rows],
        [3, 4, 1, 4],
    )
    if not facts.is_conforming:
        paper.para("结论1所列事项解决前，本表数据不得用于配额分配。", is_warning=True)


def _verified(value: Any) -> str:
    return "无法核定（缺资料）" if value is None else (value if isinstance(value, str) else amount(value))


def _annex3(paper: Paper, facts: ReportFacts) -> None:
    paper.heading(1, "附件3：不符合项清单")
    rows = annexes.annex3(facts.published, facts.code, facts.year)
    paper.table(
        [
            "序号",
            "类别",
            "不符合项描述",
            "涉及的参数",
            "重点排放单位原因分析",
            "重点排放单位采取的纠正措施",
            "核查结论",
        ],
        [
            [
                str(row.number),
                row.category,
                f"{row.place}：{row.description}（{row.requirements}；编号 {row.finding_id}）{effects(vars(row))}",
                row.parameter or "—",
                row.cause,
                row.correction,
                row.conclusion,
            ]
            for row in rows
        ]
        or [["", "", "未发现不符合项；未核查的项目见结论4。", "", "", "", ""]],
        [0.7, 1.8, 6, 1.6, 2, 2, 1.2],
    )
    paper.para(annexes.ANNEX3_NOTE, size=9)


def _annex4(paper: Paper, facts: ReportFacts) -> None:
    paper.heading(1, "附件4：支持性文件清单")
    rows = annexes.annex4(facts.published, facts.code, [facts.year])
    paper.table(
        ["序号", "文件名称", "文件编号", "文件日期", "有效期至", "文件", "是否提供"],
        [
            [
                annexes.shown(row[key])
                for key in ("seq", "name", "number", "date", "valid_to", "file", "is_provided")
            ]
            for row in rows
        ],
        [0.7, 4.4, 2, 1.4, 1.4, 3, 1.2],
    )
