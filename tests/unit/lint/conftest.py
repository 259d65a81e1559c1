"""A small clean report to plant single errors in."""

from __future__ import annotations

import pytest

from inventory.printed.model import (
    Activity,
    Column,
    Declared,
    Fact,
    Factor,
    Gwp,
    Line,
    Operand,
    Report,
    Source,
    Summary,
    TableHead,
)


def small_report() -> Report:
    """Natural gas and power of one site, every number consistent."""
    report = Report("small")
    report.facts += [
        Fact(key="organisation", text="示例铝业有限公司", location="首页"),
        Fact(key="region", text="广东", location="首页"),
        Fact(key="period", text="2023年1月1日-2023年12月31日", location="首页"),
        Fact(key="title_year", text="2023", location="首页"),
        Fact(key="gwp_set", text="AR6", location="§3.3"),
        Fact(key="materiality", text="3%", location="首页"),
    ]
    report.tables += [
        TableHead("1-1", title="源", kind="sources"),
        TableHead("1-2", title="活动", kind="activity"),
    ]
    report.sources += [
        Source(
            "1-1",
            "1",
            no="1",
            category="类别一",
            cls="固定燃烧",
            source="天然气",
            gases="CO2",
            facility="熔炼炉",
        ),
        Source(
            "1-1",
            "2",
            no="2",
            category="类别二",
            cls="输入能源",
            source="外购电力",
            gases="CO2",
            facility="设备",
        ),
    ]
    report.activity += [
        Activity(
            "1-2", "1", category="类别一", source="天然气", text="1000.00", unit="万Nm3", evidence="发票"
        ),
        Activity(
            "1-2", "2", category="类别二", source="外购电力", text="80000.000", unit="MWh", evidence="发票"
        ),
    ]
    guide = "《指南》缺省值"
    report.factors += [
        Factor("1-3", "1", category="类别一", name="天然气低位发热量", text="389.31", unit="GJ/万Nm3", basis=guide),
        Factor("1-3", "2", category="类别一", name="天然气单位热值含碳量", text="0.0153", unit="tC/GJ", basis=guide),
        Factor("1-3", "3", category="类别一", name="天然气碳氧化率", text="99", unit="%", basis=guide),
        Factor("1-3", "4", category="类别一", name="天然气CO2排放因子", text="55.54", unit="kgCO2/GJ", basis=guide),
        Factor(
            "1-3", "5", category="类别二", name="外购电力排放因子", text="0.4419", unit="tCO2/MWh",
            basis="《2023年省级电力平均二氧化碳排放因子》广东电网2023年排放因子",
        ),
    ]  # fmt: skip
    report.gwp += [
        Gwp("1-4", "1", name="二氧化碳", gas="CO2", text="1"),
        Gwp("1-4", "2", name="甲烷", gas="CH4", text="27.9"),
    ]
    report.columns += [
        Column("1-5", symbol="A", role="activity", label="消耗量", unit="万Nm3"),
        Column("1-5", symbol="B", role="ncv", label="低位发热量", unit="GJ/万Nm3"),
        Column("1-5", symbol="C", role="carbon", label="含碳量", unit="tC/GJ"),
        Column("1-5", symbol="D", role="oxidation", label="氧化率", unit="%"),
        Column(
            "1-5", symbol="E", role="ef_co2", label="CO2排放因子", unit="kgCO2/GJ", formula="C*D*44/12*10^3"
        ),
        Column("1-5", symbol="F", role="emission", label="排放量", unit="tCO2", formula="A*B*E*10^-3"),
        Column("1-6", symbol="A", role="activity", label="电量", unit="MWh"),
        Column("1-6", symbol="B", role="factor", label="排放因子", unit="tCO2/MWh"),
        Column("1-6", symbol="C", role="emission", label="排放量", unit="tCO2"),
    ]
    report.lines += [
        Line("1-5", "1", category="类别一", cls="固定燃烧", source="天然气", facility="熔炼炉"),
        Line("1-6", "1", category="类别二", cls="输入能源", source="外购电力"),
    ]
    gas = zip("ABCDEF", ("1000.00", "389.31", "0.0153", "99", "55.54", "21621.89"), strict=True)
    power = zip("ABC", ("80000.000", "0.4419", "35352.00"), strict=True)
    report.operands += [Operand("1-5", "1", symbol=s, text=t) for s, t in gas]
    report.operands += [Operand("1-6", "1", symbol=s, text=t) for s, t in power]
    report.summary += [
        Summary("1-7", "1", category="类别一", cls="固定燃烧", item="天然气", text="21621.89", unit="tCO2e"),
        Summary(
            "1-7", "2", category="类别二", cls="输入能源", item="外购电力", text="35352.00", unit="tCO2e"
        ),
        Summary("1-7", "3", category="类别一", text="21621.89", unit="tCO2e", kind="subtotal"),
        Summary("1-7", "4", category="类别二", text="35352.00", unit="tCO2e", kind="subtotal"),
        Summary("1-7", "5", text="56973.89", unit="tCO2e", kind="total"),
    ]
    report.declared += [
        Declared(category="类别一", item="天然气", location="§1"),
        Declared(category="类别二", item="外购电力", location="§1"),
        *(
            Declared(category=f"类别{c}", status="excluded", reason="数据不可得", location="§1")
            for c in "三四五六"
        ),
    ]
    return report


@pytest.fixture
def report() -> Report:
    """A fresh small clean report."""
    return small_report()
