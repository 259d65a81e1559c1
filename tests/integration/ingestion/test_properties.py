"""Random sheets made from the contracts with random habits are read back to the same values."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.registry import header_words
from tests.unit.ingestion.build import csv_bytes, read_one, xlsx_bytes

# table file name, plain columns: pool, maker of the value, lake column
_START = date(2024, 3, 1)
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%Y.%m.%d")
UNITS = {"mass": [("kg", Decimal(1000)), ("t", Decimal(1)), ("吨", Decimal(1)), ("千克", Decimal(1000))]}
STYLES = ("{w}({u})", "{w}（{u}）", "{w}_{u}", "{w}/{u}", "{w}[{u}]")


def _number(value: Decimal, grouped: bool) -> str:
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    whole, _, fraction = plain.partition(".")
    return f"{int(whole):,}{'.' + fraction if fraction else ''}" if grouped else plain


def _sheet(rng: random.Random) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """A sheet of daily anode issues in one plant's way, and the values that stand in it."""
    words, form = header_words(), rng.choice(DATE_FORMATS)
    unit, factor = rng.choice(UNITS["mass"])
    mass = rng.choice(STYLES).format(w=rng.choice(words["mass"][:6]), u=unit)
    heads = [
        rng.choice(words["process"][:6]),
        rng.choice(words["date"][:5]),
        rng.choice(["块数", "阳极块数", "炭块数"]),
        mass,
    ]
    grouped, truth, lines = rng.random() < 0.5, [], []
    for offset in range(rng.randint(3, 25)):
        day, blocks = _START + timedelta(days=offset), rng.randint(50, 900)
        tonnes = Decimal(blocks) * Decimal("1.09") + Decimal(rng.randint(0, 999)) / 1000
        process = rng.choice(["一系列", "二系列"])
        truth.append(
            {
                "process": (process[0] == "一" and "1#") or "2#",
                "issue_date": day,
                "blocks": blocks,
                "mass_t": tonnes,
            }
        )
        lines.append([process, day.strftime(form), str(blocks), _number(tonnes * factor, grouped)])
    order = list(range(4))
    rng.shuffle(order)
    rows = [[r[i] for i in order] for r in [heads, *lines]]
    if rng.random() < 0.5:
        rows.insert(0, ["示例甲铝业有限公司2024年3月阳极炭块出库台账"])
    if rng.random() < 0.5:
        total = _number(sum((t["mass_t"] for t in truth), Decimal(0)) * factor, grouped)
        rows.append(
            [{3: total}.get(i, "合计" if position == 0 else None) for position, i in enumerate(order)]
        )
    if rng.random() < 0.3:
        rows.append(["注：以上数据由仓库提供，如有疑问请联系。"])
    return rows, truth


def _file(rng: random.Random, rows: list[list[Any]]) -> tuple[str, bytes]:
    if rng.random() < 0.4:
        return "阳极出库台账.xlsx", xlsx_bytes({"Sheet1": rows})
    encoding = rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    return "阳极出库台账.csv", csv_bytes(rows, encoding, rng.choice([",", "\t", ";"]))


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_random_habits_are_read_back_to_the_same_values(seed):
    rng = random.Random(seed)
    rows, truth = _sheet(rng)
    result = read_one(*_file(rng, rows))
    assert result.kind == "anode_store", result.kind_evidence
    columns = ["process", "issue_date", "blocks", "mass_t"]
    assert result.sheets[0].frame.select(columns).to_dicts() == truth
    assert all(t.agrees for t in result.sheets[0].totals if t.column_field == "mass_t")


@settings(max_examples=120, deadline=None, derandomize=True)
@given(value=st.decimals(-(10**9), 10**9, places=6, allow_nan=False), grouped=st.booleans())
def test_any_exact_number_is_read_back(value, grouped):
    from ingestion.cells.numbers import parse_number

    assert parse_number(_number(value, grouped and value >= 0)).value == value


@settings(max_examples=120, deadline=None, derandomize=True)
@given(moment=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), form=st.sampled_from(DATE_FORMATS))
def test_any_instant_is_read_back(moment, form):
    from ingestion.cells.dates import parse_instant

    assert parse_instant(moment.strftime(f"{form} %H:%M:%S")) == moment.replace(microsecond=0)


@pytest.mark.parametrize("shuffle", [False, True], ids=["in-order", "shuffled"])
def test_columns_in_any_order_give_the_same_rows(shuffle):
    from tests.unit.ingestion.build import ladle_rows

    rows = ladle_rows(8)
    if shuffle:
        order = random.Random(1).sample(range(len(rows[0])), len(rows[0]))
        rows = [[r[i] for i in order] for r in rows]
    frame = read_one("铝液过磅.csv", csv_bytes(rows)).sheets[0].frame
    assert frame["net_t"].sum() == sum(Decimal(7200 + i % 7 * 20) for i in range(8)) / 1000
