"""Print the data-quality part of a world: scores by one of the two schemes, rubric, grades, uncertainty."""

from __future__ import annotations

from decimal import Decimal

from inventory.compute.uncertainty import UNKNOWN_ACTIVITY
from inventory.generate.world import World, show
from inventory.printed.model import Band, Fact, Report, Score, Statement, TableHead, Uncertainty
from inventory.quality import MEAN, PRODUCT, grade_of
from inventory.registry import load_registry

TABLE, GRADES, UNCERTAINTY = "4.1-1", "4.2-1", "4.3-1"
SCHEMES = {"mean": MEAN, "product": PRODUCT}
METHODS = {
    "mean": "平均积分=(活动数据评分+排放系数评分+仪表校正评分)/3；加权平均积分=平均积分×占比；"
    "加权平均积分总计=Σ加权平均积分。",
    "product": "数据质量总评分=Σ源i活动数据评分值×源i排放因子评分值×源i排放量÷组织总排放量。",
}


def _grade_label(scheme: str, grade: int) -> str:
    return f"第{'一二三四五六'[grade - 1]}级" if scheme == "mean" else f"L{grade}"


def printed_scores(world: World) -> tuple[list[Score], Decimal]:
    """Score rows and their weighted total, each weighted score printed and then added up."""
    rows, total = [], Decimal(0)
    for position, source in enumerate(world.sources, start=1):
        activity, factor, calibration = source.scores
        points = (
            Decimal(activity + factor + calibration) / 3
            if world.scheme == "mean"
            else Decimal(activity * factor)
        )
        share = Decimal(source.emission) / world.total
        weighted = show(points * share, 4)
        total += Decimal(weighted)
        grade = grade_of(points, SCHEMES[world.scheme])
        rows.append(
            Score(
                TABLE,
                str(position),
                f"表{TABLE}",
                no=str(position),
                source=world.name_of(source),
                activity=str(activity),
                factor=str(factor),
                calibration=str(calibration) if world.scheme == "mean" else "",
                mean=show(points, 1) if world.scheme == "mean" else "",
                grade="" if world.scheme == "mean" else _grade_label(world.scheme, grade),
                emission=source.emission,
                share=f"{show(share * 100)}%",
                weighted=weighted,
            )
        )
    return rows, total


def is_between_grades(world: World) -> bool:
    """Say whether the total falls into a gap of a table whose bands are whole numbers."""
    if world.scheme != "product":
        return False
    total = printed_scores(world)[1]
    floors = [row.value for row in load_registry().find("grade_floor", None, standard=PRODUCT)]
    return any(0 < floor - total < 1 for floor in floors)


def add_scores(report: Report, world: World) -> None:
    """Print scores, their total and grade, and say both again in the text."""
    rows, total = printed_scores(world)
    printed = show(total)
    label = _grade_label(world.scheme, grade_of(Decimal(printed), SCHEMES[world.scheme]))
    last = str(len(rows) + 1)
    report.tables.append(TableHead(TABLE, "", f"表{TABLE}", title="计算数据质量等级", kind="scores"))
    report.scores += rows
    report.scores.append(Score(TABLE, last, f"表{TABLE}", weighted=printed, kind="total"))
    report.scores.append(Score(TABLE, str(len(rows) + 2), f"表{TABLE}", grade=label, kind="grade"))
    report.facts.append(Fact("", "", "§4.2", key="quality_score", text=printed))
    report.facts.append(Fact("", "", "§4.2", key="quality_grade", text=label))
    report.statements.append(Statement("", "", "§4.1", kind="scores", text=METHODS[world.scheme]))


def add_rubric(report: Report, world: World) -> None:
    """Print the rubric's levels and points, and the table of grades."""
    registry, scheme = load_registry(), SCHEMES[world.scheme]
    for dimension in ("activity", "factor", "calibration"):
        for row in registry.find(f"{dimension}_score", None, standard=scheme):
            if dimension == "calibration" and world.scheme == "product":
                continue
            report.bands.append(
                Band("", "", "§4.1", dimension=dimension, label=row.note, points=f"{row.value.normalize():f}")
            )
    floors = sorted(registry.find("grade_floor", None, standard=scheme), key=lambda row: int(row.item))
    report.tables.append(TableHead(GRADES, "", f"表{GRADES}", title="数据质量等级分类", kind="bands"))
    upper = Decimal(36)
    for position, row in enumerate(floors, start=1):
        if world.scheme == "product":
            bounds = f"{row.value:f}-{upper:f}"
            upper = row.value - 1
        elif position == 1:
            bounds = f"≥{row.value:f}"
        elif position == len(floors):
            bounds = f"<{floors[-2].value:f}"
        else:
            bounds = f"<{floors[position - 2].value:f}, ≥{row.value:f}"
        label = _grade_label(world.scheme, int(row.item))
        report.bands.append(
            Band(GRADES, str(position), f"表{GRADES}", dimension="grade", label=label, bounds=bounds)
        )


def _activity_class(points: int) -> str:
    """Class of the rubric that the points reach."""
    rows = load_registry().find("activity_score", None, standard=MEAN)
    reached = [row for row in rows if row.value <= points]
    return max(reached, key=lambda row: row.value).item if reached else UNKNOWN_ACTIVITY


def add_uncertainty(report: Report, world: World) -> None:
    """Print each source's uncertainty in percent and the combined one by the sum rule."""
    registry = load_registry()
    report.tables.append(
        TableHead(UNCERTAINTY, "", f"表{UNCERTAINTY}", title="不确定性分析", kind="uncertainty")
    )
    squares = Decimal(0)
    for position, source in enumerate(world.sources, start=1):
        activity = registry.value("uncertainty_activity", _activity_class(source.scores[0])) * 100
        factor = registry.value("uncertainty_factor", "national") * 100
        combined = show((activity**2 + factor**2).sqrt())
        squares += (Decimal(source.emission) * Decimal(combined)) ** 2
        report.uncertainty.append(
            Uncertainty(
                UNCERTAINTY,
                str(position),
                f"表{UNCERTAINTY}",
                source=world.name_of(source),
                emission=source.emission,
                activity=f"{show(activity, 1)}%",
                factor=f"{show(factor, 1)}%",
                combined=f"{combined}%",
            )
        )
    whole = show(squares.sqrt() / world.total)
    row = str(len(world.sources) + 1)
    report.uncertainty.append(
        Uncertainty(
            UNCERTAINTY,
            row,
            f"表{UNCERTAINTY}",
            emission=show(world.total),
            combined=f"{whole}%",
            kind="total",
        )
    )
