"""Names of sources as different tables print them: what is the same source, what is not.

Only text is compared here; numbers are paired in ``pairing``. The alias table is ``aliases.csv``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

ALIASES = Path(__file__).with_name("aliases.csv")
GENERIC = re.compile(
    r"排放源|排放因子|排放系数|原材料|原料|辅料|提取制造|提取|制造|生产过程|燃烧|使用|消耗量|消耗|排放量|排放|产生的|间接|直接|"
    r"温室气体|外购|净购入|净外购|固定源|移动源|固定|移动|其它|其他|活动数据|数值|能源|设施|过程|采购|购买|处置|处理|危险废弃物|废弃物|"
    r"危废|甲烷逸散|逸散|单位热值含碳量|低位发热量|碳氧化率|CO2e?|物料|组织|产品的"
)
NOISE = re.compile(r"[\s()（）\[\]【】《》,，、；;:：/\-—_.·*]")
MIN_CORE = 2
# A short word such as 运输 must not join an aliased name (危废运输) to any other transport.
MIN_KEYED_CORE = 3


def plain(text: str) -> str:
    """Full-width forms as ASCII, no blanks."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


@lru_cache(maxsize=1)
def aliases() -> list[tuple[str, str, re.Pattern[str]]]:
    """Rows of the alias table: key, usual category, pattern of its words."""
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [(row["key"], row["category"], re.compile(row["words"], re.IGNORECASE)) for row in rows]


@lru_cache(maxsize=8192)
def keys(text: str) -> frozenset[str]:
    """Alias keys whose words stand in a text."""
    flat = plain(text)
    found = {key for key, _, pattern in aliases() if pattern.search(flat)}
    if "lng" in found or "lpg" in found:
        found -= {"natural_gas"} if "液化天然气" in flat else set()
    if "kerosene" in found and "coal" in found:
        found.discard("coal")
    return frozenset(found)


@lru_cache(maxsize=8192)
def core(text: str) -> str:
    """What is left of a name without generic words and punctuation: 原材料（纯碱）排放因子 -> 纯碱."""
    return NOISE.sub("", GENERIC.sub("", plain(text)))


@lru_cache(maxsize=1 << 18)
def same(one: str, other: str) -> bool:
    """True when two printed names can mean the same source: shared alias key, or one core inside the other."""
    if not one or not other:
        return False
    mine, theirs = keys(one), keys(other)
    if mine and theirs:
        return bool(mine & theirs)
    a, b = core(one), core(other)
    shortest = MIN_KEYED_CORE if mine or theirs else MIN_CORE
    if min(len(a), len(b)) < shortest:
        return len(a) >= MIN_CORE and a == b
    return a in b or b in a


def same_any(ones: list[str], others: list[str]) -> bool:
    """True when any pair of names can mean the same source."""
    return any(same(one, other) for one in ones for other in others)
