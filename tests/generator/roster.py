"""Random plants: codes, names, calendars, processes, ways of measuring. All names are plainly made up."""

from __future__ import annotations

from random import Random

from tests.generator.model import Plant, Process

_CODE_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_PLACES = (
    ("河南省", "洛阳市", "新安县", "豫", "410323"), ("贵州省", "贵阳市", "清镇市", "贵", "520181"),
    ("甘肃省", "兰州市", "永登县", "甘", "620121"), ("青海省", "西宁市", "大通县", "青", "630121"),
    ("广西壮族自治区", "百色市", "田阳区", "桂", "451003"), ("山西省", "吕梁市", "兴县", "晋", "141123"),
    ("宁夏回族自治区", "中卫市", "中宁县", "宁", "640521"), ("四川省", "广元市", "利州区", "川", "510802"),
)  # fmt: skip
_IN_PLANT_NAMES = (
    ("一期", "二期", "三期", "四期"), ("电解一厂", "电解二厂", "电解三厂", "电解四厂"),
    ("A系列", "B系列", "C系列", "D系列"), ("1系列", "2系列", "3系列", "4系列"),
    ("Ⅰ系列", "Ⅱ系列", "Ⅲ系列", "Ⅳ系列"), ("电解一部", "电解二部", "电解三部", "电解四部"),
    ("一公司电解", "二公司电解", "三公司电解", "四公司电解"), ("1#", "2#", "3#", "4#"),
    ("1#铝电解工序", "2#铝电解工序", "3#铝电解工序", "4#铝电解工序"),
)  # fmt: skip
_CALENDARS = ((0, "00:00"), (25, "08:00"), (20, "07:30"), (0, "20:00"), (0, "08:00"), (28, "00:00"))
_SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨"
_GIVEN = ("示一", "示二", "示三", "示四", "示五", "示六", "示七", "示八")
SMALL_POTS, FULL_POTS = (34, 46), (150, 330)
DAYS_OF_YEAR = 366
MANY = 3
FARADAY_KG_PER_KA_DAY = 8.05375


def make_plants(rng: Random, scale: str) -> list[Plant]:
    """Three to five plants; the first two calendars are always the natural and a statistical month."""
    count = rng.randint(3, 5)
    stems = rng.sample(_STEMS, count)
    places = rng.sample(_PLACES, count)
    calendars = [*_CALENDARS[:2], *rng.sample(_CALENDARS[2:], count - 2)]
    plants = [_plant(rng, stems[n], places[n], calendars[n], n, scale) for n in range(count)]
    _make_trade(rng, plants)
    _add_fourth(plants, scale)
    return plants


def credit_code(rng: Random, district: str) -> str:
    """A unified social credit code with a valid check digit."""
    body = "91" + district + "MA" + "".join(rng.choice(_CODE_CHARS) for _ in range(7))
    total = sum(_CODE_CHARS.index(c) * pow(3, n, 31) for n, c in enumerate(body))
    return body + _CODE_CHARS[(31 - total % 31) % 31]


def _plant(
    rng: Random, stem: str, place: tuple[str, ...], calendar: tuple[int, str], index: int, scale: str
) -> Plant:
    province, city, county, plate, district = place
    crane = index == 2 or (index > 2 and rng.random() < 0.3)
    names = rng.choice(_IN_PLANT_NAMES)
    count = rng.choice((1, 2, 2, 3)) if scale == "small" else rng.choice((1, 2))
    blocks_method = crane and rng.random() < 0.7
    return Plant(
        code="".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(4)),
        name=f"示例{stem}铝业有限公司", short=f"示例{stem}铝", credit_code=credit_code(rng, district),
        province=province, city=city, county=county, plate=plate,
        month_end_day=calendar[0], day_cut=calendar[1],
        b204_natural=calendar[0] != 0 and rng.random() < 0.7,
        output_method="crane" if crane else "truck", anode_method="blocks" if blocks_method else "direct",
        has_port=not crane or rng.random() < 0.4, own_anodes=index == 1,
        unit_weight_kg=round(rng.uniform(1040, 1160), 1),
        people=[rng.choice(_SURNAMES) + given for given in rng.sample(_GIVEN, 5)],
        processes=[_process(rng, n + 1, names[n], scale) for n in range(count)],
        scale_step_kg=10 if crane else 20,
    )  # fmt: skip


def _process(rng: Random, number: int, name: str, scale: str) -> Process:
    amperes = rng.choice((240, 300, 350, 400, 500))
    pots = rng.randint(*(SMALL_POTS if scale == "small" else FULL_POTS))
    running = pots - rng.randint(1, 4)
    efficiency = rng.uniform(0.918, 0.938)
    yearly = FARADAY_KG_PER_KA_DAY * amperes * 0.935 * pots * (DAYS_OF_YEAR - 1) / 1000
    daily_t = FARADAY_KG_PER_KA_DAY * amperes * efficiency * running / 1000
    ladles = rng.randint(9, 12) if scale == "small" else round(daily_t / rng.uniform(7.5, 10))
    return Process(
        code=f"{number}#", in_plant_name=name, design_ka=amperes,
        design_volt=round(rng.uniform(3.94, 4.1), 2),
        pots=pots, running=running, rectifiers=rng.randint(4, 7), capacity_t=round(yearly / 1000) * 1000,
        start_year=rng.randint(2004, 2017), efficiency=efficiency, anode_kg_per_t=rng.uniform(463, 475),
        ladle_t=daily_t / ladles,
        multiplier=rng.choice((4000, 6000, 8000) if scale == "small" else (22000, 44000)),
    )  # fmt: skip


def _add_fourth(plants: list[Plant], scale: str) -> None:
    """A fourth process at some plants of three; a stream of its own leaves the others of a seed as they were."""
    for plant in plants:
        rng = Random(f"{plant.code} fourth")
        if len(plant.processes) == MANY and rng.random() < 0.4:
            names = next(names for names in _IN_PLANT_NAMES if names[0] == plant.processes[0].in_plant_name)
            plant.processes.append(_process(rng, MANY + 1, names[MANY], scale))


def _make_trade(rng: Random, plants: list[Plant]) -> None:
    """The plant with its own anodes sells some, and another sells ingots, both to the first plant."""
    plants[0].buys_from.append((plants[1].code, "阳极炭块"))
    plants[0].buys_from.append((plants[-1].code, "铝锭"))
    if rng.random() < 0.5:
        plants[2].buys_from.append((plants[1].code, "铝锭"))
