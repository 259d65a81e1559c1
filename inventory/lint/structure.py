"""Form of the tables: numbering, column letters, duplicate rows and documents.

Zero rows are in ``balance``; whether a row has its counterpart elsewhere in ``completeness``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from inventory.lint.collect import Findings
from inventory.lint.names import core, plain
from inventory.lint.view import View, base_table
from inventory.printed.model import Line


def check_structure(view: View, found: Findings) -> None:
    """L-NUMBERING, L-DUPLICATE."""
    _row_numbers(view, found)
    _table_numbers(view, found)
    _figures(view, found)
    _letters(view, found)
    _duplicate_lines(view, found)
    _duplicate_evidence(view, found)
    _lists(view, found)


def gaps(numbers: list[int]) -> tuple[list[int], list[int]]:
    """Numbers missing between the first and the last, and numbers printed twice."""
    missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers)) if numbers else []
    return missing, sorted(n for n, count in Counter(numbers).items() if count > 1)


def _row_numbers(view: View, found: Findings) -> None:
    groups: dict[str, list[str]] = {}
    rows = [(s.table, s.no) for s in view.report.sources] + [(s.table, s.no) for s in view.score_items()]
    for table, number in rows + [(e.table, e.no) for e in view.report.evidence]:
        groups.setdefault(table, []).append(number)
    for table, texts in groups.items():
        _report_gaps(found, table, "序号", [int(t.rstrip(".")) for t in texts if t.rstrip(".").isdigit()])


def _report_gaps(found: Findings, table: str, what: str, numbers: list[int]) -> None:
    missing, double = gaps(numbers)
    if missing:
        text = "、".join(map(str, missing))
        found.add(
            "L-NUMBERING", table, what, printed="、".join(map(str, numbers[:12])), expected=text, moves="nothing",
            zh=f"{what}缺 {text}: 可能删除了行或为模板残留。", en=f"{what}: {text} missing; rows were removed.",
        )  # fmt: skip
    if double:
        text = "、".join(map(str, double))
        found.add("L-NUMBERING", table, what, printed=text, expected="不重复", moves="nothing",
                  zh=f"{what} {text} 重复。", en=f"{what} {text} printed twice.")  # fmt: skip


def _table_numbers(view: View, found: Findings) -> None:
    """Table numbers run 1, 2, 3 inside their section and keep one pattern."""
    numbers = [base_table(t.table) for t in view.report.tables if re.match(r"\d", t.table)]
    sections: dict[str, list[int]] = {}
    for number in numbers:
        head, _, tail = number.rpartition("-")
        if head and tail.isdigit():
            sections.setdefault(head, []).append(int(tail))
    for head, tails in sections.items():
        _report_gaps(found, f"表 {head}-x", f"表 {head}- 的编号", tails)
    deep = [h for h in sections if "." in h]
    for head in sections:
        if deep and "." not in head:
            found.add(
                "L-NUMBERING", f"{head}-{sections[head][0]}", "表号", printed=f"表 {head}-{sections[head][0]}",
                expected="表 x.x-x", moves="nothing", zh=f"表 {head}-{sections[head][0]} 的编号方式与其他表不同。",
                en=f"Table {head}-{sections[head][0]} is numbered unlike the others.",
            )  # fmt: skip


def _figures(view: View, found: Findings) -> None:
    figures = [f.text for f in view.report.facts_of("heading") if f.scope == "figure"]
    sections: dict[str, list[int]] = {}
    for text in figures:
        head, _, tail = text.rpartition("-")
        if tail.isdigit():
            sections.setdefault(head, []).append(int(tail))
    for head, tails in sections.items():
        _report_gaps(found, f"图 {head}-x", f"图 {head}- 的编号", tails)


def _letters(view: View, found: Findings) -> None:
    """Column letters of a quantification table run A, B, C."""
    for table in dict.fromkeys(c.table for c in view.report.columns):
        letters = [
            c.symbol for c in view.report.columns if c.table == table and re.fullmatch(r"[A-Z]", c.symbol)
        ]
        wanted = [chr(ord("A") + i) for i in range(len(letters))]
        if letters and letters != wanted:
            missing = [
                w for w in (chr(c) for c in range(ord("A"), ord(max(letters)) + 1)) if w not in letters
            ]
            found.add(
                "L-NUMBERING", table, "列字母", printed=" ".join(letters), expected=" ".join(missing), moves="nothing",
                zh=f"公式列字母缺 {' '.join(missing)}: 列已删除或写错。",
                en=f"Column letters lack {' '.join(missing)}: a column was removed.",
            )  # fmt: skip


def _duplicate_lines(view: View, found: Findings) -> None:
    def identity(line: Line) -> tuple[str, ...]:
        values = [
            view_line.operands[s].text
            for view_line in view.lines
            if view_line.line is line
            for s in view_line.operands
        ]
        return (base_table(line.table), core(f"{line.source}{line.facility}"), *values)

    _twice(found, ((v.table, v.label, identity(v.line)) for v in view.lines), "量化行", "line", counts=view)
    _twice(
        found,
        ((s.table, s.item, (s.table, s.cls, s.item, s.text)) for s in view.items()),
        "汇总行",
        "summary row",
    )
    _twice(found, ((a.table, f"{a.source} {a.facility}".strip(), (a.table, a.source, a.facility, a.text, a.cls))
                   for a in view.report.activity), "活动数据行", "activity row")  # fmt: skip
    _twice(found, ((f.table, f.name, (f.table, f.cls, f.name, f.text)) for f in view.report.factors if f.name),
           "因子行", "factor row")  # fmt: skip
    _twice(found, ((s.table, f"{s.source} {s.facility}".strip(), (s.table, s.category, s.cls, s.source, s.facility))
                   for s in view.report.sources), "排放源行", "source row")  # fmt: skip


def _twice(
    found: Findings,
    rows: Iterable[tuple[str, str, tuple[str, ...]]],
    zh: str,
    en: str,
    counts: View | None = None,
) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for table, name, identity in rows:
        seen[identity] = seen.get(identity, 0) + 1
        if seen[identity] == 2:
            line = next((v for v in counts.lines if v.label == name), None) if counts else None
            size = line.emission.value if line and line.emission else None
            found.add(
                "L-DUPLICATE", table, name, printed=identity[-1], expected="一行 / one row", delta=size,
                severity="nonconformity" if size else "", zh=f"{zh} {name} 重复列出。", en=f"The {en} {name} is listed twice.",
            )  # fmt: skip


def _duplicate_evidence(view: View, found: Findings) -> None:
    first: dict[str, str] = {}
    for row in view.report.evidence:
        title = plain(row.title)
        if title in first:
            found.add(
                "L-DUPLICATE", row.table or "证据清单", f"{row.no} {row.title}", printed=row.no, expected=first[title],
                moves="nothing", severity="advisory", zh=f"支持性文件第 {row.no} 项与第 {first[title]} 项相同: {row.title}。",
                en=f"Evidence {row.no} repeats {first[title]}: {row.title}.",
            )  # fmt: skip
        first.setdefault(title, row.no)


def _lists(view: View, found: Findings) -> None:
    """Lists that start in the middle (5), 6)...) or repeat a number inside one cell (1) 2) 2))."""
    texts = [(a.table, a.source or a.facility, a.cross_check) for a in view.report.activity]
    texts += [(s.table or s.location, s.kind, s.text) for s in view.report.statements]
    for table, item, text in texts:
        numbers = [int(n) for n in re.findall(r"(?:^|[；;。：:]\s*)(\d{1,2})[)）](?=\S)", text)]
        if len(numbers) > 1 and numbers != list(range(1, len(numbers) + 1)):
            found.add(
                "L-NUMBERING", table, item, printed="、".join(f"{n})" for n in numbers), expected="1) 2) 3)",
                moves="nothing", zh=f"列项编号 {'、'.join(f'{n})' for n in numbers)} 不连续。",
                en="The list items are not numbered 1, 2, 3.",
            )  # fmt: skip
    annexes = [f.text for f in view.report.facts_of("heading") if f.scope == "annex"]
    toc = " ".join(plain(f.text) for f in view.report.facts_of("toc"))
    for annex in dict.fromkeys(annexes):
        if toc and annex not in toc:
            found.add("L-NUMBERING", "目录", annex, printed="", expected=annex, moves="nothing",
                      zh=f"目录缺少 {annex}。", en=f"{annex} is not in the table of contents.")  # fmt: skip
