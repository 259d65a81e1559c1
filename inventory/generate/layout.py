"""Print the quantification of a world: one table per layout with its columns, lines, operands and total.

The other tables of a report are in ``render``.
"""

from __future__ import annotations

from decimal import Decimal

from inventory.generate.world import Source, World, show
from inventory.printed.model import Column, Line, Operand, Report, TableHead

CATEGORY_NAMES = {
    1: "直接温室气体排放",
    2: "输入能源的间接温室气体排放",
    3: "运输产生的间接温室气体排放",
    4: "组织使用的产品产生的间接温室气体排放",
    5: "与使用组织产品有关的间接温室气体排放",
    6: "其它来源的间接温室气体排放",
}
NUMERALS = "一二三四五六"
FIRST_TABLE = 3

# Title, then columns (symbol, role, label, unit, formula); {CH4} and {N2O} are the printed potentials.
ColumnSpec = tuple[str, str, str, str, str]
LAYOUTS: dict[str, tuple[str, tuple[ColumnSpec, ...]]] = {
    "fuel": (
        "化石燃料排放量计算表",
        (
            ("A", "activity", "消耗量", "万Nm3或t", ""),
            ("B", "ncv", "低位发热量", "GJ/万Nm3或GJ/t", ""),
            ("C", "carbon", "单位热值含碳量", "tC/GJ", ""),
            ("D", "oxidation", "碳氧化率", "%", ""),
            ("E", "ef_co2", "CO2排放因子", "kgCO2/GJ", "C*D*44/12*10^3"),
            ("F", "ef_ch4", "CH4排放因子", "kgCH4/TJ", ""),
            ("G", "ef_n2o", "N2O排放因子", "kgN2O/TJ", ""),
            ("H", "co2", "CO2排放量", "t", "A*B*E*10^-3"),
            ("I", "ch4", "CH4排放量", "t", "A*B*F*10^-6"),
            ("J", "n2o", "N2O排放量", "t", "A*B*G*10^-6"),
            ("K", "emission", "总排放量", "tCO2e", "H+I*{CH4}+J*{N2O}"),
        ),
    ),
    "sewage": (
        "化粪池逸散排放计算表",
        (
            ("A", "activity", "可降解有机物总量", "kgBOD", ""),
            ("B", "operand", "以污泥清除的有机物", "kgBOD", ""),
            ("C", "operand", "回收的CH4量", "kg", ""),
            ("D", "operand", "最大CH4生产能力", "kgCH4/kgBOD", ""),
            ("E", "operand", "甲烷修正因子", "/", ""),
            ("F", "ef_ch4", "CH4排放因子", "kgCH4/kgBOD", "D*E"),
            ("G", "ch4", "CH4排放量", "t", "((A-B)*F-C)*10^-3"),
            ("H", "emission", "排放量", "tCO2e", "G*{CH4}"),
        ),
    ),
    "release": (
        "逸散排放计算表",
        (
            ("A", "activity", "填充量", "t", ""),
            ("B", "rate", "年排放速率", "%", ""),
            ("C", "gwp", "GWP", "/", ""),
            ("D", "emission", "排放量", "tCO2e", "A*B*C"),
        ),
    ),
    "direct": (
        "过程排放计算表",
        (
            ("A", "activity", "消耗量或产量", "t", ""),
            ("B", "factor", "排放因子", "tCO2e/t", ""),
            ("C", "emission", "排放量", "tCO2e", "A*B"),
        ),
    ),
    "energy": (
        "净购入使用的电力、热力对应的排放",
        (
            ("A", "activity", "净购入量", "", ""),
            ("B", "factor", "排放因子", "", ""),
            ("C", "emission", "排放量", "tCO2e", "A*B"),
        ),
    ),
    "freight": (
        "运输产生的间接排放",
        (
            ("A", "activity", "吨公里", "t·km", ""),
            ("B", "factor", "排放因子", "kgCO2e/t·km", ""),
            ("C", "emission", "排放量", "tCO2e", "A*B*10^-3"),
        ),
    ),
    "material": (
        "组织使用的产品产生的间接排放",
        (
            ("A", "activity", "数量", "kg", ""),
            ("B", "factor", "排放因子", "kgCO2e/kg", ""),
            ("C", "emission", "排放量", "tCO2e", "A*B*10^-3"),
        ),
    ),
}


def category_label(number: int, world: World, *, full: bool = False) -> str:
    """Printed name of a category."""
    label = f"类别{number if world.style.arabic else NUMERALS[number - 1]}"
    return f"{label}：{CATEGORY_NAMES[number]}" if full else label


def result_symbol(layout: str) -> str:
    """Column that holds the emission of a layout."""
    return LAYOUTS[layout][1][-1][0]


def tables_of(world: World) -> dict[str, str]:
    """Table number of every layout that has a source, in printed order."""
    used = [layout for layout in LAYOUTS if any(s.layout == layout for s in world.sources)]
    return {layout: f"3.4-{FIRST_TABLE + position}" for position, layout in enumerate(used)}


def _line(report: Report, world: World, source: Source, where: tuple[str, str]) -> None:
    table, row = where
    label = category_label(source.category, world)
    report.lines.append(
        Line(
            table,
            row,
            f"表{table}",
            category=label,
            cls=source.cls,
            source=source.name,
            facility=source.facility if world.style.facilities else "",
        )
    )
    units = {"A": source.unit, "B": source.factors[0].unit} if source.layout == "energy" else {}
    last = result_symbol(source.layout)
    for symbol, *_rest in LAYOUTS[source.layout][1]:
        text = source.emission if symbol == last else source.operands[symbol]
        report.operands.append(
            Operand(table, row, f"表{table}", symbol=symbol, text=text, unit=units.get(symbol, ""))
        )


def add_quantification(report: Report, world: World) -> None:
    """Print every quantification table with its total row."""
    for layout, table in tables_of(world).items():
        title, columns = LAYOUTS[layout]
        report.tables.append(TableHead(table, "", f"表{table}", title=title, kind="quantification"))
        for position, (symbol, role, label, unit, formula) in enumerate(columns, start=1):
            text = formula.format(CH4=world.gwps["CH4"], N2O=world.gwps["N2O"])
            report.columns.append(
                Column(
                    table,
                    str(position),
                    f"表{table}",
                    symbol=symbol,
                    role=role,
                    label=label,
                    unit=unit,
                    formula=text,
                )
            )
        sources = [source for source in world.sources if source.layout == layout]
        for position, source in enumerate(sources, start=1):
            _line(report, world, source, (table, str(position)))
        row = str(len(sources) + 1)
        total = sum((Decimal(source.emission) for source in sources), Decimal(0))
        category = category_label(sources[0].category, world)
        report.lines.append(Line(table, row, f"表{table}", category=category, source="合计", kind="total"))
        report.operands.append(Operand(table, row, f"表{table}", symbol=columns[-1][0], text=show(total)))
