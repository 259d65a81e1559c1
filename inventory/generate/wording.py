"""The words of a generated report: cover facts and where they are repeated, scale, dates, passages of text.

The tables are in ``render``.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from inventory.compute.materiality import band_of, materiality_bands
from inventory.generate.world import World, show
from inventory.printed.model import Band, Fact, Report, Schedule, Statement, TableHead
from inventory.registry import gas_class

SCHEDULE = "2.1-1"
SETS = {"AR5": "五", "AR6": "六"}
GUIDE = "其他有色金属冶炼和压延加工业企业温室气体排放核算方法与报告指南"
CRITERIA = (
    "ISO 14064-1:2018 温室气体 第一部分 组织层次上对温室气体排放和清除的量化和报告的规范及指南",
    "ISO 14064-3:2019 温室气体 第三部分 温室气体陈述审定与核查的规范及指南",
    GUIDE,
    "2006年IPCC国家温室气体清单指南及2019年修订版",
    "省级电力平均二氧化碳排放因子",
    "中国产品生命周期温室气体排放系数库",
)
TEN_THOUSAND = Decimal(10000)
DAYS = {
    "document_review": (20, 22),
    "site_visit": (25, 26),
    "drafting": (30, 36),
    "technical_review": (37, 38),
}
LABELS = {
    "document_review": "文件评审",
    "site_visit": "现场核查",
    "drafting": "报告编制",
    "technical_review": "内部技术评审",
}


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def _period(world: World) -> str:
    return f"{_day(world.start)}至{_day(world.end)}"


def gases_of(world: World) -> list[str]:
    """Gases with a factor of their own, in the order of the potentials' table."""
    used = {gas for source in world.sources for gas in source.gases}
    return [gas for gas in world.gwps if gas in used]


def class_list(world: World) -> str:
    """Declared gas classes of the inventory."""
    order = ("CO2", "CH4", "N2O", "HFCs", "PFCs")
    found = {gas_class(gas) for gas in gases_of(world)}
    return "、".join(name for name in order if name in found)


def add_cover(report: Report, world: World) -> None:
    """Print the facts of the cover and the places that repeat them."""
    facts = [
        ("首页", "title_year", "", str(world.year)),
        ("§3", "title_year", "", str(world.year)),
        ("§3.4.3", "title_year", "", str(world.year)),
        ("首页", "organisation", "", world.name),
        ("首页", "region", "", world.region),
        ("首页", "credit_code", "", world.credit_code),
        ("首页", "industry", "", "有色金属冶炼和压延加工业（行业代码：32）"),
        ("首页", "industry_code", "", "32"),
        ("首页", "period", "", f"{_day(world.start)}-{_day(world.end)}"),
        ("首页", "assurance", "", "合理保证等级"),
        ("首页", "materiality", "", f"{show(band_of(world.total) * 100, 0)}%"),
        ("§1.2", "period", "", _period(world)),
        ("§1.2", "boundary_approach", "", "运营控制权法"),
        ("§1.2", "gases", "", class_list(world)),
        ("§1.3", "assurance", "", "合理保证等级"),
        ("§3.1", "organisation", "", world.name),
        ("§3.1", "credit_code", "", world.credit_code),
        ("§3.2", "boundary_approach", "", "运营控制权法"),
        ("§3.3", "gwp_set", "", world.gwp_set),
        ("§5.2", "organisation", "", world.name),
        ("§5.2", "period", "", _period(world)),
    ]
    report.facts += [
        Fact("", "", where, key=key, scope=scope, text=text) for where, key, scope, text in facts
    ]
    report.facts += [Fact("", "", "§1.3.1", key="criterion", text=text) for text in CRITERIA]
    report.facts.append(Fact("", "", "§3.2", key="count", scope="生产厂区", text="一个", unit="一厂区"))
    report.facts.append(Fact("", "", "§3.2", key="sites", text="一厂区"))
    _materiality(report)


def _materiality(report: Report) -> None:
    """Print the scale of materiality in units of 10 000 tonnes, as verification bodies do."""
    bands = materiality_bands()
    tonnes = "万吨二氧化碳当量"
    for (bound, share), (upper, _) in zip(bands, (*bands[1:], (Decimal(0), Decimal(0))), strict=True):
        low, high = f"{bound / TEN_THOUSAND:f}{tonnes}", f"{upper / TEN_THOUSAND:f}{tonnes}"
        text = f"{low}≤排放量" if bound and upper else ("排放量" if upper else f"排放量≥{low}")
        bounds = f"{text}<{high}" if upper else text
        label = f"{show(share * 100, 0)}%"
        report.bands.append(Band("", "", "§1.3.2", dimension="materiality", label=label, bounds=bounds))


def add_schedule(report: Report, world: World) -> None:
    """Print the dated steps of the verification, in order."""
    report.tables.append(TableHead(SCHEDULE, "", f"表{SCHEDULE}", title="核查时间安排表", kind="schedule"))
    first = date(world.year + 1, 3, 1)
    for position, (task, (start, end)) in enumerate(DAYS.items(), start=1):
        days = (first + timedelta(days=start), first + timedelta(days=end))
        report.schedule.append(
            Schedule(
                SCHEDULE, str(position), f"表{SCHEDULE}", task=task, label=LABELS[task],
                start=days[0].isoformat(), end=days[1].isoformat(),
            )
        )  # fmt: skip
    sign = (first + timedelta(days=39)).isoformat()
    for label in ("核查组组长", "技术评审人员", "批准人"):
        report.schedule.append(Schedule("", "", "首页", task="sign", label=label, start=sign, end=sign))
    report.schedule.append(Schedule("", "", "首页", task="issue", label="签发", start=sign, end=sign))


def add_statements(report: Report, world: World) -> None:
    """Print the passages of running text."""
    period, name = _period(world), world.name
    texts = (
        (
            "首页",
            "conclusion",
            f"{name}报告的{period}的温室气体排放信息和数据正确无误，符合ISO 14064-1:2018的相关要求。",
        ),
        ("§1.2", "boundary", "采用运营控制权法确定组织边界，包括一厂区的生产和办公场所。"),
        ("§2.4", "finding", "核查组在文件评审和现场核查过程中，未向受核查方开具不符合项。"),
        ("§3.1", "process", f"受核查方主要生产{world.product}。"),
        ("§3.3", "method", f"全球变暖潜值（GWP）均取自《IPCC第{SETS[world.gwp_set]}次评估报告》。"),
        ("§5.1", "history", f"本组织以{world.year}年为基准年，首次量化。"),
    )
    report.statements += [Statement("", "", where, kind=kind, text=text) for where, kind, text in texts]
