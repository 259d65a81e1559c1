"""Cases of the ticket statistics on anode scales: tares, repeated weights and last digits of trucks and potroom carts."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.integration.rules_domain.cases import JAN, Build, case_of
from tests.integration.rules_domain.lake import Lake


def _anode_tickets(
    lake: Lake, plant: str, table: str, n: int, division: str | None = "60t/20kg"
) -> list[dict[str, Any]]:
    """Loads of anodes on a 20 kg scale by six trucks, one every hour."""
    lake.plant(plant)
    lake.scale(plant, division, "G1")
    chance = Random(f"{plant}{table}{n}")
    place = {"process": "1#"} if table == "anode_direct" else {"material": "阳极炭块"}
    rows = []
    for i in range(n):
        tare = Decimal(15) + Decimal(i % 6) / 5 + Decimal(20 * chance.randint(-2, 2)) / 1000
        net = Decimal(32) + Decimal(20 * chance.randint(-40, 40)) / 1000
        rows.append(
            lake.add(
                table, plant, JAN, ticket_no=f"{plant}{i:05d}", vehicle_no=f"{plant}-{i % 6}", blocks=29, scale_no="G1",
                weighed_at=datetime(2024, 1, 1, 0, 10, 5) + timedelta(hours=i), gross_t=tare + net, tare_t=tare,
                net_t=net, **place,
            )
        )  # fmt: skip
    return rows


def _tickets(table: str, n: int, division: str | None = "60t/20kg") -> Build:
    return lambda lake, plant: _anode_tickets(lake, plant, table, n, division)


def _same(table: str, k: int) -> Build:
    def build(lake: Lake, plant: str) -> None:
        for row in _anode_tickets(lake, plant, table, 240)[50 : 50 + k]:
            row.update(net_t=Decimal("32.120"), gross_t=row["tare_t"] + Decimal("32.120"))

    return build


def _off(table: str, *places: int) -> Build:
    def build(lake: Lake, plant: str) -> None:
        rows = _anode_tickets(lake, plant, table, 60)
        for place in places:
            rows[place]["gross_t"] += Decimal("0.007")

    return build


def _heavier(table: str, kilograms: int) -> Build:
    def build(lake: Lake, plant: str) -> None:
        for row in _anode_tickets(lake, plant, table, 240)[123::6]:
            row["tare_t"] += Decimal(kilograms) / 1000
            row["gross_t"] += Decimal(kilograms) / 1000

    return build


def _anode_statistics(table: str, process: str) -> None:
    for rule, kind, status, build in (
        ("X-TARE", "pass", "pass", _tickets(table, 240)),
        ("X-TARE", "fail", "explain", _heavier(table, 200)),
        ("X-TARE", "limit", "pass", _heavier(table, 40)),
        ("X-TARE", "unknown", "not_applicable", _tickets(table, 12)),
        ("X-REPEAT", "pass", "pass", _tickets(table, 240)),
        ("X-REPEAT", "fail", "explain", _same(table, 24)),
        ("X-REPEAT", "limit", "pass", _same(table, 3)),
        ("X-REPEAT", "unknown", "not_assessable", _tickets(table, 29)),
        ("X-DIGIT", "pass", "pass", _tickets(table, 60)),
        ("X-DIGIT", "fail", "explain", _off(table, 3, 20, 40)),
        ("X-DIGIT", "limit", "explain", _off(table, 30)),
        ("X-DIGIT", "unknown", "not_assessable", _tickets(table, 60, None)),
    ):
        case_of(f"{kind}_{status}", f"{rule}.{table}", kind, status, process, JAN, build)


_anode_statistics("anode_direct", "1#")
_anode_statistics("anode_trucks", "ALL")
