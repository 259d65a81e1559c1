"""Annual registers of a plant: instruments, calibrations, deposits, evidence, visit, licences, accounts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from random import Random

from tests.generator.annual import ENERGY_NAME, Year, key_values, scale_place
from tests.generator.emission import two
from tests.generator.model import Document, Plant, Row, Sheet
from tests.generator.periods import last_day
from tests.generator.weighings import scale_number

EVIDENCE = (
    ("营业执照", False), ("排污许可证", True), ("组织机构图", False), ("业务许可证", True),
    ("厂区平面图", False),
    ("工艺流程图", False), ("项目批复", False), ("环评批复", False), ("备案的数据质量控制方案", False),
    ("计量器具台账及检定/校准证明材料", False), ("月度阳极炭块质量原始记录", False),
    ("转运单、生产报表及入厂计量台账", False),
    ("铝液产量原始记录及台账", False), ("铝液、铝锭、铝基合金、铝制品入库台账、盘库报告、销售台账", False),
    ("生产统计报表、经济技术指标台账、生产日志", False), ("工业产销总值及主要产品产量（B204-1表）", False),
    ("技术服务协议", True), ("省级核查通知", False), ("电解槽运行规程", False), ("设施设计文件", False),
    ("内部审核记录", False),
)  # fmt: skip
INTERVIEWS = (
    ("电解厂厂长", "设计电流、电压、电解槽、整流器、产能"), ("生产部", "停产、检修、恢复生产"),
    ("方案编制人", "数据来源与方案是否一致"), ("报告编制人", "数据监测、记录、传递、统计、汇总"),
    ("生产技术人员", "阳极来源与计量统计方式"), ("数据统计人员", "统计口径与逻辑关系"),
    ("设备管理部门", "检定/校准频次和准确度"), ("销售人员", "库存及销售情况"), ("报告联系人", "联系方式确认"),
)  # fmt: skip


def instrument_rows(rng: Random, plant: Plant) -> list[Row]:
    """The instrument register: output scales, meters, gate and anode scales."""
    rows = []
    for p in plant.processes:
        truck = plant.output_method == "truck"
        kind = (
            ("电子汽车衡", "SCS-60", "0.2", "60t/20kg")
            if truck
            else ("电子吊秤", "OCS-20", "0.5", "20t/10kg")
        )
        rows.append(_instrument(rng, scale_number(plant, p), kind, scale_place(plant, p), "铝液产量", 12))
        meter = ("多功能电能表", "DTSD341", "0.2", "3×100V")
        for letter in "AB":
            number = f"{plant.code}-DB-{p.number}{letter}"
            rows.append(_instrument(rng, number, meter, f"{p.in_plant_name}整流所", "交流电量", 72))
    gate = ("电子汽车衡", "SCS-100", "0.2", "100t/20kg")
    rows.append(_instrument(rng, f"{plant.code}-QCH-91", gate, "厂区物流大门", "阳极入厂量", 12))
    if plant.anode_method == "direct":
        anode = ("电子汽车衡", "SCS-60", "0.2", "60t/20kg")
        rows.append(_instrument(rng, f"{plant.code}-QCH-92", anode, "阳极组装车间入口", "阳极消耗量", 12))
    return rows


def _instrument(
    rng: Random, number: str, kind: tuple[str, str, str, str], place: str, parameter: str, cycle: int
) -> Row:
    name, model, accuracy, span = kind
    return Row({
        "number": number, "name": name, "model": model, "serial": str(rng.randint(1000000, 9999999)),
        "place": place,
        "parameter": parameter, "accuracy": Decimal(accuracy), "cycle": cycle, "range": span, "state": "在用",
    })  # fmt: skip


def calibration_rows(rng: Random, plant: Plant, year: int, instruments: list[Row]) -> list[Row]:
    """Certificates that cover the whole year: meters one of six years, scales two that overlap."""
    rows = []
    for item in instruments:
        if item["cycle"] > 12:
            made = date(year - 2, rng.randint(1, 10), 15)
            rows.append(_certificate(rng, plant, item, made, _expiry(made, 6)))
            continue
        first = date(year - 1, rng.randint(3, 8), rng.randint(1, 28))
        second = first.replace(year=year) - timedelta(days=rng.randint(3, 20))
        for made in (first, second):
            rows.append(_certificate(rng, plant, item, made, _expiry(made, 1)))
    return rows


def _expiry(made: date, years: int) -> date:
    """The last day of validity: the day before the anniversary."""
    day = min(made.day, 28) if made.month == 2 else made.day
    return made.replace(year=made.year + years, day=day) - timedelta(days=1)


def _certificate(rng: Random, plant: Plant, item: Row, made: date, valid_to: date) -> Row:
    found = (item["accuracy"] * Decimal(str(rng.uniform(0.3, 0.9)))).quantize(Decimal("0.001"))
    return Row({
        "number": item["number"], "name": item["name"],
        "certificate": f"{plant.credit_code[2:6]}JL{made:%Y%m%d}{rng.randint(100, 999)}", "date": made,
        "valid_to": valid_to, "accuracy": found, "body": f"{plant.city}计量测试所", "conclusion": "合格",
    })  # fmt: skip


def deposit_rows(rng: Random, year: Year) -> list[Row]:
    """Monthly deposits of each process: output, gross anode, AC energy, all on one day within forty."""
    rows = []
    for month in year.months:
        for p in year.plant.processes:
            when = last_day(month.month) + timedelta(days=rng.randint(10, 37))
            figures = (
                ("铝液产量", "t", two(Decimal(month.output[p.code]) / 1000), "output"),
                ("阳极消耗量", "t", two(Decimal(month.anode[p.code]) / 1000), "anode_gross"),
                (ENERGY_NAME, "MWh", Decimal(month.energy[p.code]) / 1000, "ac_energy"),
            )
            for name, unit, value, parameter in figures:
                rows.append(Row({
                    "month": month.month, "process": p.form_name, "parameter": name, "unit": unit,
                    "value": value,
                    "date": when, "state": "正常生产",
                    "document": f"{name}台账{month.month.replace('-', '')}.pdf",
                    "_name": parameter, "_process": p.code,
                }))  # fmt: skip
    return rows


def evidence_rows(plant: Plant, year: int) -> list[Row]:
    """The list of supporting documents, all present and valid."""
    rows = []
    for n, (name, expires) in enumerate(EVIDENCE):
        valid: object = date(year + 1, 12, 31) if expires else "长期"
        rows.append(Row({
            "no": n + 1, "name": name, "number": f"{plant.code}-ZC-{n + 1:03d}",
            "date": date(year, n % 12 + 1, n * 7 % 28 + 1), "valid_to": valid,
            "file": f"{n + 1:02d}_{name[:9]}.pdf".replace("/", ""), "provided": "是", "years": 5,
            "person": plant.people[1],
        }))  # fmt: skip
    return rows


def visit_rows(rng: Random, plant: Plant, year: int, instruments: list[Row]) -> list[Row]:
    """Interviews, position, name plates of the scales, pots seen."""
    when = date(year + 1, 5, 12)
    lines = [("问", who, content, "与书面材料一致") for who, content in INTERVIEWS]
    lines.append(("看", "现场", "地理位置", f"经度{rng.uniform(88, 120):.4f}，纬度{rng.uniform(23, 44):.4f}"))
    for item in instruments:
        if item["parameter"] != "交流电量":
            plate = f"{item['name']} {item['model']} 准确度{item['accuracy']}% 位置：{item['place']}"
            lines.append(("看", "现场铭牌", item["number"], plate))
    for p in plant.processes:
        lines.append(("看", "现场电解槽", p.form_name, f"电解槽{p.pots}台，整流器{p.rectifiers}套"))
    return [
        Row({"no": n + 1, "way": way, "who": who, "content": content, "record": record, "date": when})
        for n, (way, who, content, record) in enumerate(lines)
    ]


def earlier_rows(year: int) -> list[Row]:
    """Nonconformities of last year, all corrected."""
    lines = (
        ("核算数据", "7月铝液产量统计台账与磅单汇总不一致", "重新汇总并修订台账", date(year, 2, 20)),
        ("数据质量控制方案执行", "个别电能表未在台账登记", "补充登记", date(year, 3, 5)),
    )
    return [
        Row({
            "no": n + 1, "year": year - 1, "category": category, "description": description, "action": action,
            "done": done, "state": "已整改",
        })
        for n, (category, description, action, done) in enumerate(lines)
    ]  # fmt: skip


def basic_facts(year: Year, facts: dict[str, str]) -> list[Sheet]:
    """Business licence, discharge permit, national platform record."""
    plant = year.plant
    licence = {name: facts[name] for name in list(facts)[:7]}
    licence["经营范围"] = "铝冶炼；有色金属铸造；常用有色金属冶炼" + (
        "；炭素制品制造" if plant.own_anodes else ""
    )
    permit = {
        name: facts[name] for name in ("企业名称", "统一社会信用代码", "排污许可证编号", "生产经营场所")
    }
    permit |= {"有效期至": f"{year.year + 2}-06-30", "行业类别": "铝冶炼"}
    platform = {name: facts[name] for name in ("企业名称", "统一社会信用代码")}
    platform |= {"行业代码": "3216"} | {name: facts[name] for name in ("报告联系人", "联系电话", "电子邮箱")}
    platform |= {f"{p.form_name}电解槽数量": str(p.pots) for p in plant.processes}
    platform |= {name: facts[name] for name in ("纳入发电设施排放量（tCO2）", "未纳入发电设施排放量（tCO2）")}
    return [
        Sheet("kv", None, key_values(licence), "营业执照载明信息", "营业执照"),
        Sheet("kv", None, key_values(permit), "排污许可证载明信息", "排污许可证"),
        Sheet("kv", None, key_values(platform), "全国碳市场管理平台登记信息", "平台登记"),
    ]


def account_rows(year: Year) -> list[Row]:
    """Issued, bought, sold, surrendered; the balance runs along."""
    whole = int(year.total().to_integral_value(ROUND_FLOOR))
    bought, sold = whole // 100, whole * 4 // 1000
    lines = (
        (date(year.year + 1, 10, 18), "核发", whole, None, "省级主管部门"),
        (date(year.year + 1, 11, 3), "买入", bought, Decimal("63.2"), "挂牌交易"),
        (date(year.year + 1, 11, 20), "卖出", -sold, Decimal("64.8"), "大宗协议"),
        (date(year.year + 1, 12, 15), "清缴", -whole, None, "省级主管部门"),
    )
    rows, balance = [], 0
    for when, kind, quantity, price, party in lines:
        balance += quantity
        rows.append(Row({
            "date": when, "type": kind, "vintage": year.year, "quantity": quantity, "price": price,
            "balance": balance, "party": party,
        }))  # fmt: skip
    return rows


def contract_rows(rng: Random, plant: Plant, year: int) -> list[Row]:
    """Unit weight of a block by drawing, contract and settlement, apart by 0.3 % at most."""
    design = Decimal(str(plant.unit_weight_kg))
    spread = [Decimal(str(round(rng.uniform(-3, 3), 1))) for _ in range(2)]
    lines = (
        ("设计图纸", f"YJ-DWG-{year - 5}-07", design, "1550×660×620"),
        ("采购合同", f"CG{year}-011", design + spread[0], "1550×660×620"),
        ("财务结算", f"JS{year}-12", design + spread[1], None),
    )
    return [Row({"basis": b, "number": n, "weight": w, "size": s}) for b, n, w, s in lines]


def register(kind: str, plant: str, year: int, title: str, sheet: str, rows: list[Row]) -> Document:
    """A register of one sheet."""
    return Document(kind, plant, str(year), [Sheet(kind, None, rows, title, sheet)])
