"""The sources a random organisation may have, with activity, registry factors and provenance as printed."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from inventory.generate.world import PrintedFactor, Source, Style, World, compute, show
from inventory.registry import gwp, load_registry

GUIDE = "《其他有色金属冶炼和压延加工业企业温室气体排放核算方法与报告指南》缺省值"
IPCC = "《2006年IPCC国家温室气体清单指南》第2卷第{chapter}章"
YEARS = (2021, 2022, 2023)
LIBRARY = "中国产品生命周期温室气体排放系数库"
DATASETS = {
    "氟化铝": ("1.32", "market for aluminium fluoride; GLO; cut-off"),
    "石油焦": ("0.59", "market for petroleum coke; GLO; cut-off"),
    "铝土矿": ("0.0288", "market for bauxite; GLO; cut-off"),
    "镁锭": ("21.8", "magnesium production, pidgeon process; CN; cut-off"),
    "轧制油": ("1.68", "market for lubricating oil; RoW; cut-off"),
    "煤沥青": ("0.805", "market for pitch; RoW; cut-off"),
}
CODE_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def amount(rng: Random, low: int, high: int, places: int) -> str:
    """Random printed amount that does not end in zero."""
    scale = 10**places
    value = rng.randrange(low * scale, high * scale)
    return show(Decimal(value - value % 10 + rng.randrange(1, 10)) / scale, places)


def credit_code(rng: Random) -> str:
    """Random unified social credit code with a right check digit (GB 32100-2015)."""
    body = (
        "91"
        + "".join(rng.choice("123456") for _ in range(6))
        + "".join(rng.choice(CODE_CHARS) for _ in range(9))
    )
    check = (31 - sum(CODE_CHARS.index(c) * w for c, w in zip(body, CODE_WEIGHTS, strict=True)) % 31) % 31
    return body + CODE_CHARS[check]


def _fuel(key: str, cls: str, facility: str, activity: str, rng: Random) -> Source:
    registry = load_registry()
    is_gas = key == "natural_gas"
    name, unit = ("天然气", "万Nm3") if is_gas else ("柴油", "t")
    ncv, carbon = ("389.31", "0.0153") if is_gas else ("42.652", "0.0202")
    oxidation = "99" if is_gas else "98"
    chapter, mode = ("二", "stationary") if is_gas else ("三", "offroad")
    co2 = Decimal(carbon) * Decimal(oxidation) / 100 * 44 / 12 * 1000
    ch4, n2o = (registry.value(f"{gas}_ef_{mode}", key) for gas in ("ch4", "n2o"))
    formula = f"{name}CO2排放因子={name}单位热值含碳量×{name}碳氧化率×44/12，取值来源于{GUIDE}"
    return Source(
        key=key,
        layout="fuel",
        category=1,
        cls=cls,
        name=f"{name}燃烧",
        facility=facility,
        gases=("CO2", "CH4", "N2O"),
        activity=activity,
        unit=unit,
        factors=[
            PrintedFactor(f"{name}低位发热量", ncv, "GJ/万Nm3" if is_gas else "GJ/t", GUIDE, "B"),
            PrintedFactor(f"{name}单位热值含碳量", carbon, "tC/GJ", GUIDE, "C"),
            PrintedFactor(f"{name}碳氧化率", oxidation, "%", GUIDE, "D"),
            PrintedFactor(f"{name}CO2排放因子", show(co2, 3), "kgCO2/GJ", formula, "E"),
            PrintedFactor(f"{name}CH4排放因子", f"{ch4}", "kgCH4/TJ", IPCC.format(chapter=chapter), "F"),
            PrintedFactor(f"{name}N2O排放因子", f"{n2o}", "kgN2O/TJ", IPCC.format(chapter=chapter), "G"),
        ],
        evidence=f"《{name}统计台账》",
        method="流量计计量" if is_gas else "加油机计量",
        scores=(rng.choice((6, 3)), 2, 6),
    )


def _one(
    layout: str, category: int, names: tuple[str, str, str], gas: str, data: tuple[str, str],
    factor: tuple[str, str, str], source: tuple[str, str, tuple[int, int, int]],
) -> Source:  # fmt: skip
    """A source with one factor. `names`: class, source, facility; `factor`: text, unit, basis."""
    cls, name, facility = names
    evidence, method, scores = source
    return Source(
        key=name,
        layout=layout,
        category=category,
        cls=cls,
        name=name,
        facility=facility,
        gases=(gas,),
        activity=data[0],
        unit=data[1],
        factors=[PrintedFactor(f"{name}排放因子", *factor, "B")],
        evidence=evidence,
        method=method,
        scores=scores,
    )


def _direct(rng: Random) -> list[Source]:
    sources = [_fuel("natural_gas", "固定燃烧", "熔炼炉、保温炉", amount(rng, 300, 9000, 4), rng)]
    sources.append(_fuel("diesel", "移动燃烧", "叉车、装载机", amount(rng, 50, 900, 3), rng))
    rate = (str(rng.randrange(2, 7)), "%", "设备制造厂商提供的年释放速率")
    book = ("《灭火器统计台账》", "按台账统计", (3, 4, 6))
    sources.append(
        _one(
            "release",
            1,
            ("逸散排放", "二氧化碳灭火器", "灭火器"),
            "CO2",
            (amount(rng, 1, 9, 3), "t"),
            rate,
            book,
        )
    )
    charge = (show(Decimal(rng.randrange(3, 12)), 0), "%", "设备制造厂商提供的年泄漏率")
    book = ("《空调统计台账》", "按台账统计", (3, 4, 6))
    sources.append(
        _one(
            "release",
            1,
            ("逸散排放", "R410A制冷剂逸散", "空调"),
            "R410A",
            (amount(rng, 1, 3, 3), "t"),
            charge,
            book,
        )
    )
    sources.append(_sewage(rng))
    return sources


def _sewage(rng: Random) -> Source:
    volume = "《2006年IPCC国家温室气体清单指南》第5卷第六章"
    return Source(
        key="sewage",
        layout="sewage",
        category=1,
        cls="逸散排放",
        name="化粪池甲烷逸散",
        facility="化粪池",
        gases=("CH4",),
        activity=amount(rng, 5000, 60000, 2),
        unit="kgBOD",
        factors=[
            PrintedFactor("化粪池最大甲烷产生能力", "0.6", "kgCH4/kgBOD", volume, "D"),
            PrintedFactor("化粪池甲烷修正因子", "0.5", "/", volume, "E"),
            PrintedFactor(
                "化粪池CH4排放因子", "0.3", "kgCH4/kgBOD", f"{volume}，EF=0.6×0.5=0.3 kgCH4/kgBOD", "F"
            ),
        ],
        evidence="《工时统计表》",
        method="按工时统计",
        scores=(3, 1, 3),
    )


def _smelting(rng: Random, output: Decimal, gwps: dict[str, str]) -> list[Source]:
    carbon = Decimal("0.976") * 44 / 12
    net = output * Decimal(rng.randrange(396, 418)) / 1000
    books = ("《电解铝生产统计报表》", "电子汽车衡计量", (6, 2, 6))
    sources = [
        _one(
            "direct", 1, ("工艺排放", "碳阳极消耗", "电解槽"), "CO2", (show(net, 3), "t"),
            (show(carbon, 4), "tCO2/t", f"EF=(1-2%-0.4%)×44/12={show(carbon, 4)}，取自{GUIDE}"), books,
        )
    ]  # fmt: skip
    for gas, rate in (("CF4", "0.034"), ("C2F6", "0.0034")):
        value = (Decimal(rate) * Decimal(gwps[gas]) / 1000).normalize()
        basis = f"EF={rate}×{gwps[gas]}/1000={value:f}，{gas}排放因子取自{GUIDE}"
        names = ("工艺排放", f"阳极效应（{gas}）", "电解槽")
        sources.append(
            _one("direct", 1, names, gas, (show(output, 3), "t"), (f"{value:f}", "tCO2e/t-Al", basis), books)
        )
    return sources


def _energy(rng: Random, region: str, year: int, power: str) -> list[Source]:
    factor = load_registry().value("grid_ef", "electricity", region=region, year=year)
    basis = f"《{year}年省级电力平均二氧化碳排放因子》{region}电网{year}年排放因子"
    books = ("《电费发票》", "电表连续计量", (6, 3, 6))
    sources = [
        _one(
            "energy", 2, ("外购电力", "外购电力", "用电设备"), "CO2", (power, "MWh"),
            (f"{factor:f}", "tCO2/MWh", basis), books,
        )
    ]  # fmt: skip
    if rng.random() < 0.5:
        names, data = ("外购热力", "外购蒸汽", "生产设备"), (amount(rng, 5000, 90000, 2), "GJ")
        books = ("《蒸汽结算单》", "流量计计量", (3, 2, 6))
        sources.append(_one("energy", 2, names, "CO2", data, ("0.11", "tCO2/GJ", GUIDE), books))
    return sources


def _upstream(rng: Random) -> list[Source]:
    sources = []
    for vehicle, factor, low, high in (
        ("重型货车", "0.049", 900000, 90000000),
        ("海运", "0.007", 9000000, 900000000),
    ):
        if vehicle == "海运" and rng.random() < 0.5:
            continue
        names, data = (
            ("运输", f"原料运输（{vehicle}）", f"{vehicle}运输"),
            (amount(rng, low, high, 2), "t·km"),
        )
        basis = f"{LIBRARY}，{vehicle}运输排放系数为{factor}kgCO2/t·km"
        books = ("《运输距离统计表》", "按台账统计", (3, 2, 6))
        sources.append(_one("freight", 3, names, "CO2e", data, (factor, "kgCO2e/t·km", basis), books))
    for name in rng.sample(list(DATASETS), rng.randrange(2, len(DATASETS))):
        value, dataset = DATASETS[name]
        books = ("《原辅材料统计表》", "地磅计量", (3, 1, 6))
        sources.append(
            _one(
                "material", 4, ("原材料提取制造", f"原材料（{name}）", name), "CO2e",
                (amount(rng, 100000, 30000000, 1), "kg"), (value, "kgCO2e/kg", f"{name}（{dataset}）"), books,
            )
        )  # fmt: skip
    return sources


def random_world(seed: int) -> World:
    """Draw one organisation, computed; the same seed gives the same world."""
    rng = Random(seed)
    registry = load_registry()
    year = rng.choice(YEARS)
    area = {row.region for row in registry.find("region_kind")}
    region = rng.choice(sorted(set(registry.regions) - area))
    gwp_set = rng.choice(("AR5", "AR6"))
    gwps = {
        gas: f"{gwp(gas, gwp_set, registry).normalize():f}"
        for gas in ("CO2", "CH4", "N2O", "CF4", "C2F6", "R410A")
    }
    is_smelter = rng.random() < 0.6
    output = Decimal(amount(rng, 60000, 500000, 3))
    per_t = Decimal(rng.randrange(13050, 13400) if is_smelter else rng.randrange(300, 900))
    power = show(output * per_t / 1000, 3)
    sources = _direct(rng) + (_smelting(rng, output, gwps) if is_smelter else [])
    sources += _energy(rng, region, year, power) + _upstream(rng)
    statistical = rng.random() < 0.3
    world = World(
        number=seed,
        region=region,
        year=year,
        start=f"{year - 1}-12-26" if statistical else f"{year}-01-01",
        end=f"{year}-12-25" if statistical else f"{year}-12-31",
        gwp_set=gwp_set,
        gwps=gwps,
        sources=sources,
        output_t=show(output, 3),
        scheme=rng.choice(("mean", "product")),
        credit_code=credit_code(rng),
        product="铝液" if is_smelter else "铝型材",
        is_smelter=is_smelter,
    )
    flags = [rng.random() < 0.4 for _ in range(5)]
    world.style = Style(flags[0], flags[1], not flags[2], flags[3], flags[4])
    for source in world.sources:
        world.set_activity(source, source.activity)
    compute(world)
    return world
