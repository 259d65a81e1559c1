"""Annual report forms of a plant: declared report, last year's report, data quality control plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from tests.generator.emission import CONSTANTS, PFC, Emissions, emissions, two
from tests.generator.ledgers import Month
from tests.generator.model import Document, Plant, Process, Row, Sheet
from tests.generator.roster import credit_code
from tests.generator.weighings import scale_number

ENERGY_NAME = "电解工序交流电耗"
OUTPUT_SOURCE = {"truck": "生产系统电子汽车衡", "crane": "铝电解车间外电子吊秤"}
ANODE_SOURCE = {"direct": "浇铸前电子汽车衡直接计量", "blocks": "块数×阳极单块标准质量"}
DEFAULT = "缺省值"


@dataclass
class Year:
    """The year's figures of one plant: months of every process, totals declared, value of output."""

    plant: Plant
    year: int
    months: list[Month]
    gross_value_wan: int = 0
    declared: dict[str, Emissions] = field(default_factory=dict)
    output_t: dict[str, Decimal] = field(default_factory=dict)
    anode_t: dict[str, Decimal] = field(default_factory=dict)
    energy_mwh: dict[str, Decimal] = field(default_factory=dict)

    def total(self) -> Decimal:
        """Declared emissions of all processes."""
        return sum((e.total for e in self.declared.values()), Decimal(0))


def close_year(plant: Plant, year: int, months: list[Month]) -> Year:
    """Sum the months as the plant declares them: masses to two decimals a month."""
    result = Year(plant, year, months)
    for process in plant.processes:
        code = process.code
        result.output_t[code] = sum((two(Decimal(m.output[code]) / 1000) for m in months), Decimal(0))
        result.anode_t[code] = sum((two(Decimal(m.anode[code]) / 1000) for m in months), Decimal(0))
        result.energy_mwh[code] = sum((Decimal(m.energy[code]) / 1000 for m in months), Decimal(0))
        result.declared[code] = emissions(result.anode_t[code], result.output_t[code])
    return result


def profile(rng: Random, year: Year) -> dict[str, str]:
    """The facts of form C.1, in its order; other documents take theirs from here."""
    plant = year.plant
    place = f"{plant.province}{plant.city}{plant.county}工业园区示例路{rng.randint(1, 99)}号"
    own = plant.own_anodes
    return {
        "企业名称": plant.name, "统一社会信用代码": plant.credit_code, "企业类型": "有限责任公司",
        "企业住所": place,
        "法定代表人": plant.people[0], "注册资本（万元）": str(rng.randint(20, 300) * 1000),
        "成立日期": f"20{rng.randint(2, 14):02d}-0{rng.randint(1, 9)}-{rng.randint(10, 28)}",
        "生产经营场所": place,
        "排污许可证编号": f"{plant.credit_code}001P", "企业主营业务所属行业": "铝冶炼",
        "企业层级行业分类及代码": "铝冶炼（3216）", "企业层级行业子类": "电解铝",
        "企业层级主营产品统计代码": "3316039900",
        "纳入全国碳排放权交易市场的行业分类及代码": "铝冶炼（3216）",
        "纳入全国碳排放权交易市场的行业子类": "电解铝",
        "纳入全国碳排放权交易市场的主营产品统计代码": "3316039900",
        "报送主管部门": f"{plant.province}生态环境厅", "报告联系人": plant.people[1],
        "联系电话": f"1{rng.randint(3000000000, 9999999999)}",
        "电子邮箱": f"lxr@{plant.code.lower()}.example.cn",
        "编制技术服务机构名称": "示例低碳咨询有限公司",
        "编制技术服务机构统一社会信用代码": credit_code(Random("preparer"), "110108"),
        "检验检测和计量校准服务机构名称": f"{plant.city}计量测试所",
        "检验检测和计量校准服务机构统一社会信用代码": credit_code(Random("metrology"), "110108"),
        "生产经营变化情况": "无",
        "工业总产值（万元）": str(year.gross_value_wan), "纳入发电设施排放量（tCO2）": "0",
        "未纳入发电设施排放量（tCO2）": "0", "其他非铝冶炼产品排放量（tCO2e）": "0",
        "阳极来源": "自产" if own else "外购", "自产阳极年度产能（t）": "150000" if own else "0",
    }  # fmt: skip


def key_values(facts: dict[str, str]) -> list[Row]:
    """Facts as rows of item and value."""
    return [Row({"item": item, "value": value}) for item, value in facts.items()]


def facility_rows(plant: Plant) -> list[Row]:
    """Form C.2: one row per process."""
    return [
        Row({
            "process": p.form_name, "ka": p.design_ka, "volt": Decimal(str(p.design_volt)), "pots": p.pots,
            "rect": p.rectifiers, "cap": p.capacity_t, "remark": None, "_process": p.code,
        })
        for p in plant.processes
    ]  # fmt: skip


def declared_report(year: Year, facts: dict[str, str]) -> Document:
    """The report before verification: forms C.1 to C.5 and the monthly detail."""
    plant, sheets = year.plant, []
    sheets.append(Sheet("kv", None, key_values(facts), "附表C.1 重点排放单位基本信息", "C.1"))
    sheets.append(Sheet("facilities", None, facility_rows(plant), "附表C.2 铝电解工序生产设施信息", "C.2"))
    c3: list[Row] = []
    c4: list[Row] = []
    c5: list[Row] = []
    for process in plant.processes:
        c3 += _c3(year, process)
        c4 += _c4(year, process)
        c5 += _c5(year, process)
    c5.append(_line(None, "e_total", "全部铝电解工序二氧化碳排放总量", "tCO2e", year.total(), None, "合计"))
    sheets.append(Sheet("form", None, c3, "附表C.3 能源作为原材料用途排放", "C.3"))
    sheets.append(Sheet("form", None, c4, "附表C.4 阳极效应排放", "C.4"))
    sheets.append(Sheet("form", None, c5, "附表C.5 生产数据及排放量汇总", "C.5"))
    sheets.append(Sheet("monthly_detail", None, _detail(year), "活动数据及生产数据月度明细", "月度数据"))
    return Document("declared_report", plant.code, str(year.year), sheets)


def _line(
    process: Process | None,
    name: str,
    info: str,
    unit: str | None,
    value: Any,
    source: str | None,
    label: str = "",
) -> Row:
    return Row({
        "process": process.form_name if process else label, "info": info, "unit": unit, "value": value,
        "source": source, "_name": name, "_process": process.code if process else "ALL",
    })  # fmt: skip


def _c3(year: Year, p: Process) -> list[Row]:
    declared = year.declared[p.code]
    source = ANODE_SOURCE[year.plant.anode_method]
    return [
        _line(p, "e_anode", "能源作为原材料用途的二氧化碳排放量", "tCO2", declared.anode, None),
        _line(p, "anode_net", "阳极净耗量", "t", declared.anode_net, None),
        _line(p, "anode_gross", "阳极消耗量", "t", year.anode_t[p.code], source),
        _line(p, "anode_loss_rate", "阳极损失率", None, Decimal(CONSTANTS["anode_loss_rate"]), DEFAULT),
        _line(p, "anode_sulphur", "阳极平均含硫量", None, Decimal(CONSTANTS["anode_sulphur"]), DEFAULT),
        _line(p, "anode_ash", "阳极平均灰分含量", None, Decimal(CONSTANTS["anode_ash"]), DEFAULT),
    ]


def _c4(year: Year, p: Process) -> list[Row]:
    source = OUTPUT_SOURCE[year.plant.output_method]
    return [
        _line(p, "e_pfc", "阳极效应温室气体排放量", "tCO2e", year.declared[p.code].pfc, None),
        _line(p, "output", "铝液产量", "t", year.output_t[p.code], source),
        _line(p, "ef_cf4", "阳极效应的CF4排放因子", "kgCF4/tAl", Decimal(CONSTANTS["ef_cf4_kg_t"]), DEFAULT),
        _line(
            p, "ef_c2f6", "阳极效应的C2F6排放因子", "kgC2F6/tAl", Decimal(CONSTANTS["ef_c2f6_kg_t"]), DEFAULT
        ),
        _line(p, "gwp_cf4", "CF4的全球变暖潜势", None, Decimal(CONSTANTS["gwp_cf4"]), DEFAULT),
        _line(p, "gwp_c2f6", "C2F6的全球变暖潜势", None, Decimal(CONSTANTS["gwp_c2f6"]), DEFAULT),
    ]


def _c5(year: Year, p: Process) -> list[Row]:
    declared = year.declared[p.code]
    return [
        _line(p, "output_c5", "铝液产量", "t", year.output_t[p.code], None),
        _line(p, "e_process", "铝电解工序二氧化碳排放量", "tCO2e", declared.total, None),
        _line(p, "e_anode_c5", "能源作为原材料用途的二氧化碳排放量", "tCO2", declared.anode, None),
        _line(p, "e_pfc_c5", "阳极效应全氟化碳排放量", "tCO2e", declared.pfc, None),
        _line(p, "ac_energy", ENERGY_NAME, "MWh", year.energy_mwh[p.code], "整流电表"),
    ]


def _detail(year: Year) -> list[Row]:
    rows = []
    blocks_method = year.plant.anode_method == "blocks"
    for process in year.plant.processes:
        for month in year.months:
            code = process.code
            rows.append(Row({
                "process": process.form_name, "month": month.month, "_process": code,
                "output": two(Decimal(month.output[code]) / 1000),
                "anode": two(Decimal(month.anode[code]) / 1000),
                "blocks": month.blocks[code] if blocks_method else None,
                "unit_weight": Decimal(str(year.plant.unit_weight_kg)) if blocks_method else None,
                "energy": Decimal(month.energy[code]) / 1000,
            }))  # fmt: skip
    return rows


def last_year_report(rng: Random, year: Year) -> Document:
    """Last year's verified report: facilities and a summary per process."""
    rows = []
    for p in year.plant.processes:
        share = Decimal(str(round(rng.uniform(0.965, 0.99), 4)))
        output = two(year.output_t[p.code] * share)
        net = two(year.declared[p.code].anode_net * share * Decimal(str(round(rng.uniform(0.998, 1.002), 4))))
        energy = (year.energy_mwh[p.code] * share).quantize(Decimal("0.001"))
        total = two(two(net * (1 - Decimal("0.024")) * 44 / 12) + two(output * PFC))
        rows += [
            _line(p, "output", "铝液产量", "t", output, OUTPUT_SOURCE[year.plant.output_method]),
            _line(p, "anode_net", "阳极净耗量", "t", net, ANODE_SOURCE[year.plant.anode_method]),
            _line(p, "ac_energy", ENERGY_NAME, "MWh", energy, "整流电表"),
            _line(p, "e_process", "温室气体排放量", "tCO2e", total, None),
        ]
    sheets = [
        Sheet("facilities", None, facility_rows(year.plant), "附表C.2 铝电解工序生产设施信息", "C.2"),
        Sheet("form", None, rows, f"{year.year - 1}年度排放数据汇总", "汇总"),
    ]
    return Document("last_year_report", year.plant.code, str(year.year), sheets)


def control_plan(year: Year, facts: dict[str, str]) -> Document:
    """The data quality control plan: version, profile, facilities, data, internal control."""
    plant = year.plant
    wanted = list(facts)[:9]
    b2 = {name: facts[name] for name in wanted}
    b2 |= {
        "行业分类及代码": "铝冶炼（3216）",
        "主营产品统计代码": "3316039900",
        "阳极来源": facts["阳极来源"],
    }
    control = {
        "内部管理制度": "已建立", "计量器具管理制度": "已建立", "专职人员": plant.people[1],
        "内部审核": f"{year.year + 1}-01-08 完成", "台账保存年限": "5年",
    }  # fmt: skip
    version = Row({"version": "1.0", "made": date(year.year - 1, 11, 20), "note": "首次制定"})
    sheets = [
        Sheet("plan_version", None, [version], "B.1 数据质量控制方案的版本及修订", "B.1版本"),
        Sheet("kv", None, key_values(b2), "B.2 重点排放单位情况", "B.2企业情况"),
        Sheet("facilities", None, facility_rows(plant), "B.3 核算边界和主要排放设施", "B.3设施"),
        Sheet("plan_data", None, _plan_data(plant), "B.4 数据的确定方式", "B.4数据"),
        Sheet("kv", None, key_values(control), "B.6 数据内部质量控制和质量保证", "B.6内控"),
    ]
    return Document("plan", plant.code, str(year.year), sheets)


def _plan_data(plant: Plant) -> list[Row]:
    rows = []
    direct, truck = plant.anode_method == "direct", plant.output_method == "truck"
    for p in plant.processes:
        anode = ("实测", "直接计量", "浇铸前电子汽车衡称重记录", f"{plant.code}-QCH-92", "阳极组装车间入口")
        if not direct:
            anode = (
                "计算",
                "块数×单重",
                "转运单块数与阳极单块标准质量",
                f"{plant.code}-QCH-91",
                "厂区物流大门",
            )
        method = ("电子汽车衡", "生产系统电子汽车衡记录") if truck else ("电子吊秤", "车间外电子吊秤记录")
        output = ("实测", *method, scale_number(plant, p), scale_place(plant, p))
        meters = "、".join(f"{plant.code}-DB-{p.number}{letter}" for letter in "AB")
        energy = ("实测", "电能表", "整流电表抄表记录", meters, "整流所")
        rows += [
            _plan_line(p, "阳极消耗量", "t", anode, "0.2",
                ("12个月", "每批次", "每日", "按缺失前后同期较高值", "电解厂")),
            _plan_line(p, "铝液产量", "t", output, "0.2" if truck else "0.5",
                ("12个月", "每包", "每日", "按缺失前后同期较低值", "计控中心")),
            _plan_line(p, ENERGY_NAME, "MWh", energy, "0.2",
                ("72个月", "连续", "每日", "按对侧表", "供电车间")),
        ]  # fmt: skip
        for name in ("阳极损失率", "阳极平均含硫量", "阳极平均灰分含量", "CF4排放因子", "C2F6排放因子"):
            default = (DEFAULT, DEFAULT, "核算指南附录A", None, None)
            rows.append(_plan_line(p, name, None, default, None, (None, None, None, None, "能环部")))
    return rows


def scale_place(plant: Plant, process: Process) -> str:
    """Where the output scale of a process stands."""
    return f"{process.in_plant_name}{'出铝口地磅房' if plant.output_method == 'truck' else '外铸造天车'}"


def _plan_line(
    p: Process,
    name: str,
    unit: str | None,
    how: tuple[str | None, ...],
    accuracy: str | None,
    rest: tuple[str | None, ...],
) -> Row:
    acquisition, method, source, instruments, place = how
    calibration, monitoring, recording, missing, department = rest
    return Row({
        "process": p.form_name, "parameter": name, "unit": unit, "acquisition": acquisition, "method": method,
        "source": source, "instruments": instruments, "accuracy": Decimal(accuracy) if accuracy else None,
        "place": place, "calibration": calibration, "monitoring": monitoring, "recording": recording,
        "missing": missing, "department": department, "_process": p.code,
    })  # fmt: skip
