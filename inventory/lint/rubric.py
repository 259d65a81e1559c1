"""Scores against the rubric and against what the report says of each row's data.

Replay of the scores is in ``quality``. Levels a provenance stands for are rows of ``rubric_words.csv``.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from inventory.lint.collect import Findings
from inventory.lint.factors import users
from inventory.lint.names import core, same_any
from inventory.lint.numbers import Number, parse
from inventory.lint.pairing import Row, pair
from inventory.lint.view import LineView, View
from inventory.printed.model import Activity, Factor, Score

WORDS = Path(__file__).with_name("rubric_words.csv")
DIMENSIONS = ("activity", "factor", "calibration")


@lru_cache(maxsize=1)
def words() -> list[dict[str, str]]:
    """Rows: dimension, pattern of a provenance, pattern of the rubric level it stands for."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check_rubric(view: View, found: Findings) -> None:
    """L-RUBRIC, L-CLASS."""
    levels = rubric_levels(view)
    for row in view.score_items():
        for dimension in DIMENSIONS:
            value = parse(getattr(row, dimension))
            allowed = levels.get(dimension)
            if value and allowed and value.value not in allowed.values():
                found.add(
                    "L-RUBRIC", row.table, f"{row.no} {row.source}".strip(), printed=getattr(row, dimension),
                    expected="/".join(str(v) for v in sorted(allowed.values())), moves="nothing", severity="nonconformity",
                    zh=f"{row.source} 的{dimension}评分 {value.text} 不是评分标准中的分值。",
                    en=f"The {dimension} score {value.text} of {row.source} is no level of the rubric.",
                )  # fmt: skip
    _provenance(view, found, levels)
    _classes(view, found)


def rubric_levels(view: View) -> dict[str, dict[str, Decimal]]:
    """Per dimension, the rubric's levels and points."""
    levels: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for band in view.report.bands:
        number = parse(band.points)
        if band.dimension in DIMENSIONS and number:
            levels[band.dimension][band.label] = number.value
    return dict(levels)


def paired_scores(view: View) -> list[tuple[LineView, Score]]:
    """Quantification lines with their score rows."""
    items = view.score_items()
    rows = [Row(i, [s.source], parse(s.emission)) for i, s in enumerate(items)]
    pairs = pair(view.lines, [r for r in rows if r.number is None or r.number.value], _emission)
    return [(line, items[row.index]) for line, row in pairs.pairs]


def _emission(line: LineView) -> Number | None:
    return line.emission


def level_for(dimension: str, text: str, levels: dict[str, Decimal]) -> tuple[str, Decimal] | None:
    """Rubric level a provenance stands for."""
    for row in words():
        if row["dimension"] == dimension and re.search(row["provenance"], text, re.IGNORECASE):
            return next(
                ((label, points) for label, points in levels.items() if re.search(row["level"], label)), None
            )
    return None


def _main_factor(view: View, line: LineView) -> Factor | None:
    """The factor row that decides a line: its emission factor, else a coefficient."""
    own = [f for f in view.report.factors if f.text and line in users(view, f)]
    direct = [f for f in own if "因子" in f.name or "系数" in f.name]
    exact = [f for f in direct if core(f.name) in {core(name) for name in line.names}]
    return next(iter(exact or direct or own), None)


def _datum(view: View, line: LineView) -> Activity | None:
    data = [
        a
        for a in view.report.activity
        if same_any(line.names, [a.facility, a.source, f"{a.source}{a.facility}"])
    ]
    return next((a for a in data if a.method or a.frequency), None)


def _provenance(view: View, found: Findings, levels: dict[str, dict[str, Decimal]]) -> None:
    for line, score in paired_scores(view):
        factor, datum = _main_factor(view, line), _datum(view, line)
        texts = {
            "factor": factor.basis if factor else "",
            "activity": f"{datum.method} {datum.frequency}" if datum else "",
        }
        for dimension, text in texts.items():
            given = parse(getattr(score, dimension))
            wanted = level_for(dimension, text, levels.get(dimension, {})) if text.strip() else None
            if given and wanted and given.value != wanted[1]:
                found.add(
                    "L-RUBRIC", score.table, f"{score.no} {line.label}", printed=given.text, expected=str(wanted[1]),
                    moves="nothing",
                    zh=f"{line.label} 的{LABELS[dimension]}来源为“{text.strip()[:40]}”, 按标准应为 {wanted[0]} {wanted[1]} 分, "
                    f"打印 {given.text} 分。",
                    en=f"By its provenance the {dimension} of {line.label} scores {wanted[1]}, printed {given.text}.",
                )  # fmt: skip


LABELS = {"factor": "排放因子", "activity": "活动数据", "calibration": "仪表校正"}


FURNACE = re.compile("炉|锅炉|焙烧|窑")
VEHICLE = re.compile("车|装载机|挖掘机")


NON_ROAD = re.compile("叉车|装载机|工程车|铲车|挖掘机|推土机")


def _classes(view: View, found: Findings) -> None:
    """A score row labelled with the class of other rows (waste booked as raw material); vehicles off the road."""
    for source in view.report.sources:
        is_road = "道路" in source.cls and "非道路" not in source.cls
        if is_road and NON_ROAD.search(source.facility):
            found.add(
                "L-CLASS", source.table, f"{source.source} {source.facility}", printed=source.cls, expected="非道路运输",
                moves="nothing", zh=f"{source.facility} 属于非道路机械, 识别表归入 {source.cls}。",
                en=f"{source.facility} are non-road machines, identified as {source.cls}.",
            )  # fmt: skip
    rows = [(v.table, v.label, f"{v.line.cls}{v.line.source}", v.line.facility) for v in view.lines]
    rows += [(r.table, f"{r.source} {r.facility}".strip(), r.cls, r.facility) for r in view.report.sources]
    rows += [(a.table, f"{a.source} {a.facility}".strip(), a.cls, a.facility) for a in view.report.activity]
    for table, label, cls, machines in rows:
        wrong = (
            "固定燃烧" if "移动" in cls and FURNACE.search(machines) and not VEHICLE.search(machines) else ""
        )
        wrong = (
            "移动燃烧"
            if "固定" in cls and VEHICLE.search(machines) and not FURNACE.search(machines)
            else wrong
        )
        if wrong:
            found.add(
                "L-CLASS", table, label, printed=cls, expected=wrong, moves="nothing",
                zh=f"{label} 的设施为 {machines}, 应归入{wrong}。", en=f"{label} ({machines}) is of class {wrong}.",
            )  # fmt: skip
    for line, score in paired_scores(view):
        cls, label = line.line.cls, score.source
        if "废" in cls and "废" not in label and "原材料" in label:
            found.add(
                "L-CLASS", score.table, f"{score.no} {line.label}", printed=label, expected=cls, moves="nothing",
                zh=f"第 {score.no} 行 {line.label} 属于{cls}, 评分表写作 {label}。",
                en=f"Row {score.no} ({line.label}) is {cls}, the score table calls it {label}.",
            )  # fmt: skip
