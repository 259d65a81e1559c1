"""Print a world as a verification report in the declared form, every fact in the places a real report
repeats it.

Quantification tables are in ``layout``, data quality in ``scoring``; planting errors is the business of
``errors_*``.
"""

from __future__ import annotations

from decimal import Decimal

from inventory.generate.layout import CATEGORY_NAMES, add_quantification, category_label
from inventory.generate.scoring import add_rubric, add_scores, add_uncertainty, is_between_grades
from inventory.generate.wording import add_cover, add_schedule, add_statements, gases_of
from inventory.generate.world import World, show
from inventory.printed.model import (
    Activity,
    Declared,
    Evidence,
    Fact,
    Factor,
    Finding,
    Gwp,
    Method,
    Output,
    Report,
    Source,
    Stock,
    Summary,
    TableHead,
)
from inventory.registry import gas_class

SUMMARY, BOUNDARY, SOURCES, METHODS, GWPS = "1", "1.2-1", "3.2-1", "3.3-1", "3.3-2"
ACTIVITY, FACTORS, BY_SOURCE, BY_GAS, STATEMENT = "3.4-1", "3.4-2", "3.5-1", "3.5-2", "5.2-1"
STOCKS, FINDINGS, EVIDENCE = "3.1-1", "附件1", "附件3"
GAS_NAMES = {
    "CO2": "二氧化碳",
    "CH4": "甲烷",
    "N2O": "氧化亚氮",
    "CF4": "R-14，四氟化碳，CF4",
    "C2F6": "R-116，六氟乙烷，C2F6",
    "R410A": "R-410A：50%R32+50%R125混合物",
}
DOCUMENTS = (
    "企业营业执照",
    "企业简介",
    "厂区布置图",
    "工艺流程图",
    "组织机构图",
    "主要用能设备清单",
    "现场核查照片",
)
METHOD_TEXTS = {
    "fuel": "化石燃料消耗量*低位发热量*排放因子*GWP值",
    "sewage": "（可降解有机物总量-以污泥清除的有机物）*CH4排放因子*GWP值",
    "release": "填充量*年排放速率*GWP值",
}


def _head(report: Report, table: str, title: str, kind: str) -> None:
    report.tables.append(TableHead(table, "", f"表{table}", title=title, kind=kind))


def _totals(report: Report, world: World, table: str, title: str) -> None:
    _head(report, table, title, "summary")
    for number in CATEGORY_NAMES:
        text = show(world.category_total(number)) if number in world.categories else "未量化"
        label = category_label(number, world, full=True)
        report.summary.append(
            Summary(
                table, str(number), f"表{table}", category=label, text=text, unit="tCO2e", kind="subtotal"
            )
        )
    report.summary.append(
        Summary(table, "7", f"表{table}", text=show(world.total), unit="tCO2e", kind="total")
    )


def _declared(report: Report, world: World) -> None:
    _head(report, BOUNDARY, "商定的组织边界和报告边界", "boundary")
    for table, where in (("", "§2"), (BOUNDARY, f"表{BOUNDARY}")):
        for number in CATEGORY_NAMES:
            label = category_label(number, world)
            if number not in world.categories:
                reason = world.exclusion_reason
                row = Declared(table, "", where, category=label, status="excluded", reason=reason)
                report.declared.append(row)
            for source in (s for s in world.sources if s.category == number):
                report.declared.append(
                    Declared(table, "", where, category=label, cls=source.cls, item=source.name)
                )


def _sources(report: Report, world: World) -> None:
    _head(report, SOURCES, "经核查的排放源信息", "sources")
    _head(report, METHODS, "各排放源详细计算说明", "methods")
    for position, source in enumerate(world.sources, start=1):
        report.sources.append(
            Source(
                SOURCES,
                str(position),
                f"表{SOURCES}",
                no=str(position),
                category=category_label(source.category, world),
                cls=source.cls,
                source=world.name_of(source),
                gases="、".join(source.gases),
                facility=source.facility,
            )
        )
    seen = {(source.category, source.cls, source.layout): source for source in reversed(world.sources)}
    for position, (category, cls, layout) in enumerate(reversed(seen), start=1):
        names = "、".join(
            s.name for s in world.sources if (s.category, s.cls, s.layout) == (category, cls, layout)
        )
        text = f"{names}排放量={METHOD_TEXTS.get(layout, '活动数据*排放因子')}"
        label = category_label(category, world)
        report.methods.append(
            Method(METHODS, str(position), f"表{METHODS}", category=label, cls=cls, text=text)
        )


def _data(report: Report, world: World) -> None:
    _head(report, GWPS, "各温室气体全球变暖潜值", "gwp")
    for position, gas in enumerate(gases_of(world), start=1):
        report.gwp.append(
            Gwp(
                GWPS,
                str(position),
                f"表{GWPS}",
                name=GAS_NAMES[gas],
                gas=gas,
                gas_class=gas_class(gas),
                text=world.gwps[gas],
            )
        )
    _head(report, ACTIVITY, "活动水平数据符合性核查表", "activity")
    for position, source in enumerate(world.sources, start=1):
        report.activity.append(
            Activity(
                ACTIVITY,
                str(position),
                f"表{ACTIVITY}",
                category=category_label(source.category, world),
                cls=source.cls,
                source=source.name,
                facility=source.facility,
                text=source.activity_text or source.activity,
                unit=source.activity_unit or source.unit,
                evidence=source.evidence,
                method=source.method,
                frequency="每月",
                cross_check="与财务凭证核对一致",
            )
        )
    _factors(report, world)


def _factors(report: Report, world: World) -> None:
    _head(report, FACTORS, "排放因子符合性核查表", "factors")
    rows = [(source, factor) for source in world.sources for factor in source.factors]
    for position, (source, factor) in enumerate(rows, start=1):
        report.factors.append(
            Factor(
                FACTORS,
                str(position),
                f"表{FACTORS}",
                category=category_label(source.category, world),
                cls=source.cls,
                name=factor.name,
                text=factor.text,
                unit=factor.unit,
                basis=factor.basis,
            )
        )


def _by_source(report: Report, world: World) -> None:
    _head(report, BY_SOURCE, "温室气体汇总表", "summary")
    row = 0
    for number in world.categories:
        label = category_label(number, world)
        for source in (s for s in world.sources if s.category == number):
            row += 1
            report.summary.append(
                Summary(
                    BY_SOURCE, str(row), f"表{BY_SOURCE}", category=label, cls=source.cls, item=world.name_of(source),
                    text=source.emission, unit="tCO2e",
                )
            )  # fmt: skip
    for number in world.categories:
        row += 1
        text, label = show(world.category_total(number)), category_label(number, world)
        report.summary.append(
            Summary(
                BY_SOURCE,
                str(row),
                f"表{BY_SOURCE}",
                category=label,
                text=text,
                unit="tCO2e",
                kind="subtotal",
            )
        )
    report.summary.append(
        Summary(BY_SOURCE, str(row + 1), f"表{BY_SOURCE}", text=show(world.total), unit="tCO2e", kind="total")
    )


def gas_cells(world: World) -> dict[tuple[str, int], Decimal]:
    """Emission by gas class and category such that each source's printed emission is kept whole."""
    cells: dict[tuple[str, int], Decimal] = {}
    for source in world.sources:
        left = Decimal(source.emission)
        parts = list(source.gas_emissions.items())
        for position, (gas, value) in enumerate(parts, start=1):
            amount = left if position == len(parts) else Decimal(show(value))
            left -= amount
            key = (gas_class(gas) or "CO2e", source.category)
            cells[key] = cells.get(key, Decimal(0)) + amount
    return cells


def _by_gas(report: Report, world: World) -> None:
    _head(report, BY_GAS, "温室气体分类汇总表", "summary")
    cells = gas_cells(world)
    order = [
        name for name in ("CO2", "CH4", "N2O", "HFCs", "PFCs", "CO2e") if any(key[0] == name for key in cells)
    ]
    row = 0
    for gas in order:
        row += 1
        for number in world.categories:
            text = show(cells.get((gas, number), Decimal(0)))
            label = category_label(number, world)
            report.summary.append(
                Summary(BY_GAS, str(row), f"表{BY_GAS}", category=label, gas=gas, text=text, unit="tCO2e")
            )
        whole = show(sum((value for key, value in cells.items() if key[0] == gas), Decimal(0)))
        report.summary.append(
            Summary(BY_GAS, str(row), f"表{BY_GAS}", gas=gas, text=whole, unit="tCO2e", kind="subtotal")
        )
    report.summary.append(
        Summary(BY_GAS, str(row + 1), f"表{BY_GAS}", text=show(world.total), unit="tCO2e", kind="total")
    )
    for number in world.categories:
        share = f"{show(world.category_total(number) / world.total * 100)}%"
        label = category_label(number, world)
        report.summary.append(
            Summary(BY_GAS, str(row + 2), f"表{BY_GAS}", category=label, text=share, kind="share")
        )


def _rest(report: Report, world: World) -> None:
    names = [source.evidence.strip("《》") for source in world.sources]
    for position, title in enumerate(dict.fromkeys([*DOCUMENTS, *names]), start=1):
        report.evidence.append(Evidence(EVIDENCE, str(position), EVIDENCE, no=str(position), title=title))
    for title in dict.fromkeys(names):
        report.facts.append(Fact("", "", "§3.4.1", key="document_named", text=title))
    report.findings.append(Finding(FINDINGS, "1", FINDINGS, no="NC1", description="无"))
    report.outputs.append(
        Output(STATEMENT, "8", f"表{STATEMENT}", product=world.product, text=world.output_t, unit="t")
    )
    intensity = show(world.total / Decimal(world.output_t), 4)
    report.facts.append(
        Fact(STATEMENT, "9", f"表{STATEMENT}", key="intensity", text=intensity, unit="tCO2e/t")
    )
    report.facts.append(Fact("", "", "§3.1", key="product", text=world.product))
    for number in world.categories:
        text, scope = show(world.category_total(number)), str(number)
        report.facts.append(Fact("", "", "§5.2", key="category_total", scope=scope, text=text, unit="tCO2e"))
    for where in ("首页", "§5.2"):
        report.facts.append(Fact("", "", where, key="total", text=show(world.total), unit="tCO2e"))
    fuel = next(source for source in world.sources if source.key == "diesel")
    used = Decimal(fuel.activity)
    _head(report, STOCKS, "柴油购进消耗库存表", "stocks")
    report.stocks.append(
        Stock(
            STOCKS,
            "1",
            f"表{STOCKS}",
            "",
            "柴油",
            "t",
            "12.5",
            show(used + 3, 3),
            "0",
            fuel.activity,
            "0",
            "0",
            "15.5",
        )
    )


def render(world: World) -> Report:
    """Print a computed world; the same world gives the same report."""
    report = Report(name=f"generated-{world.number}")
    if is_between_grades(world):
        world.scheme = "mean"
    add_cover(report, world)
    _totals(report, world, SUMMARY, f"受核查方{world.year}年度各类别温室气体排放量汇总表")
    _declared(report, world)
    add_schedule(report, world)
    _sources(report, world)
    _data(report, world)
    add_quantification(report, world)
    _by_source(report, world)
    _by_gas(report, world)
    add_rubric(report, world)
    add_scores(report, world)
    add_uncertainty(report, world)
    _totals(report, world, STATEMENT, "企业温室气体排放汇总表")
    _rest(report, world)
    add_statements(report, world)
    return report
