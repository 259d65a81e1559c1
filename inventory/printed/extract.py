"""Fill the declared form from a report document as far as it can be read, and mark what a person must check.

Reading files belongs in ``blocks``, single tables in ``tables`` and ``quantify``, text in ``prose``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from inventory.printed.blocks import Block, read_blocks
from inventory.printed.classify import classify
from inventory.printed.model import Fact, Record, Report, Schedule, Statement, TableHead
from inventory.printed.prose import (
    boundary_items,
    equipment,
    facts_of_text,
    headings,
    read_datum,
    read_keyvalue,
    rubric,
    sign_dates,
    statements,
    visit_dates,
)
from inventory.printed.quantify import read_quantification
from inventory.printed.tables import READERS, dates_in
from inventory.printed.vocabulary import TABLE_KINDS
from inventory.printed.workbook import FormError, read_form

SECTION_MARK = re.compile(r"^(\d{1,2}(?:\.\d+)*(?!\d)|附件\s*\d+)[.：:\s]*[^\d\s)）]")
UNCOVERED = re.compile(r"(?:未覆盖|特别说明)的问题(?:说明|描述)$")
SHORT_ANSWER = 60
CUT_LENGTH = 20
CUT = re.compile(r"[\u4e00-\u9fffA-Za-z，、（(]$")
GOES_ON = re.compile(r"[\u4e00-\u9fff（，。、](?!.{0,6}[：:])(?!图|表\s*\d|附件)")
CATEGORY_MARK = re.compile(r"^(?:\d[\d.]*\s*)?(类别[一二三四五六1-6])\s*[：:]?$")


def load_report(path: Path) -> Report:
    """A report from a declared form (.xlsx) or from a document (.txt, .md, .docx, .pdf). Raises FormError."""
    return read_form(path) if path.suffix.lower() == ".xlsx" else extract(path)


def extract(path: Path) -> Report:
    """Fill the form from a document. Raises FormError when nothing of a report can be found in it."""
    report = Report(name=path.stem)
    section, category, before = "", "", ""
    for block in join_broken(read_blocks(path)):
        if block.number == "toc":
            report.facts.append(Fact("", "", "目录", "", "toc", "", re.sub(r"\d+$", "", block.text)))
        elif not block.is_table:
            mark = SECTION_MARK.match(block.text)
            section = f"§{mark.group(1)}" if mark and len(block.text) < 60 else section
            found = CATEGORY_MARK.match(block.text)
            category = found.group(1) if found else category
            _take(report, _paragraph(block, section or "首页"))
            if before and len(block.text) < SHORT_ANSWER:
                report.statements.append(Statement("", "", section, "", before, block.text))
            before = "uncovered" if UNCOVERED.search(block.text) else ""
        else:
            _table(report, block, section, category)
    if not report.summary and not report.lines and not report.activity:
        raise FormError(
            f"{path.name}: 文档中找不到任何排放量表格; 请改用申报表单 (见 docs/printed-report-form.md)"
            " / no table of emissions was found; use the declared form (docs/printed-report-form.md)"
        )
    return report


def join_broken(blocks: list[Block]) -> list[Block]:
    """Join a paragraph that a page or line break cut in the middle of a sentence."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        is_text = last is not None and not (last.is_table or block.is_table or last.number or block.number)
        if (
            last
            and is_text
            and len(last.text) >= CUT_LENGTH
            and CUT.search(last.text)
            and GOES_ON.match(block.text)
        ):
            joined[-1] = Block(text=last.text + block.text, line=last.line)
        else:
            joined.append(block)
    return joined


def _paragraph(block: Block, location: str) -> list[Record]:
    text = block.text
    records = facts_of_text(text, location) + headings(text, location) + statements(text, location)
    records += rubric(text, location) + visit_dates(text, location)
    bullet = re.match(r"^[-•]\s*(.*(?:ISO ?14064|指南|标准|GB/?T|清单).*?)[；;。]?$", text)
    if bullet:
        records.append(Fact("", "", location, "", "criterion", "", bullet.group(1)))
    if re.match(r"^(?:\d+\)\s*)?类别", text) or "未量化" in text:
        records += boundary_items(re.sub(r"^\d+\)\s*", "", text), location)
    if "设备包括" in text:
        records += equipment(text.partition("包括")[2], location)
    if "签发日期" in text:
        records += [Schedule("", "", location, "", "issue", "签发", d, d) for d in dates_in(text)]
    return records


def _table(report: Report, block: Block, section: str, category: str) -> None:
    if any("日期" in row and "签名" in row for row in block.rows):
        _take(report, sign_dates(block, section or "首页"))
        return
    kind = classify(block)
    annex = section.removeprefix("§") if section.startswith("§附件") else f"@{block.line}"
    number = block.number or ("" if kind == "keyvalue" else annex)
    location = f"表{number}" if block.number else (section or "首页")
    if kind == "keyvalue" or kind == "boundary":
        _take(report, read_keyvalue(block, block.number, location))
        kind = "boundary" if kind == "boundary" else "other"
    elif kind == "datum":
        _take(report, read_datum(block, number, location))
        kind = "activity"
    elif kind == "quantification":
        _quantification(report, block, number, category)
    else:
        _take(report, READERS[kind](block, number))
    if kind == "sources":
        _take(report, [r for row in block.rows[1:] for r in equipment(row[-1], location)])
    _take(report, [f for f in _documents(block, location) if kind not in {"factors", "evidence", "activity"}])
    table_kind = {"matrix": "summary"}.get(kind, kind)
    check = "" if block.number else "表格没有编号 / the table has no printed number"
    report.tables.append(TableHead(number, "", location, check, block.title, _known(table_kind)))


def _known(kind: str) -> str:
    return kind if kind in TABLE_KINDS else "other"


def _documents(block: Block, location: str) -> Iterable[Record]:
    text = " ".join(cell for row in block.rows for cell in row)
    return [
        r
        for r in facts_of_text(text, location)
        if isinstance(r, Fact) and r.key in {"document_named", "title_year"}
    ]


def _quantification(report: Report, block: Block, number: str, category: str) -> None:
    result = read_quantification(block, number, category)
    report.columns += result.columns
    report.lines += result.lines
    report.operands += result.operands


def _take(report: Report, records: Iterable[Record]) -> None:
    for record in records:
        getattr(report, type(record).sheet).append(record)
