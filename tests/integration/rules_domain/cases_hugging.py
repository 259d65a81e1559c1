"""Cases of deviations that stay just inside a limit, one set for every pair of sources that the registry names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from tests.integration.rules_domain.cases import FEB, JAN, MAR
from tests.integration.rules_domain.cases_families import Build, _case, _empty
from tests.integration.rules_domain.lake import Lake

ONE_PER_CENT = Decimal("0.01")
# 0.8 % below 990 kg and 1 % below 992 kg
CONTRACT_KG = Decimal("982.08")


def _hugging(
    rule: str, process: str, add: Callable[[Lake, str, str, Decimal], None], limit: Decimal = ONE_PER_CENT
) -> None:
    def shares(*given: str) -> Build:
        def build(lake: Lake, plant: str) -> None:
            lake.plant(plant)
            for period, share in zip((JAN, FEB, MAR), given, strict=True):
                add(lake, plant, period, Decimal(share))

        return build

    def inside(*given: str) -> Build:
        return shares(*(str(Decimal(share) * limit) for share in given))

    _case("far_from_the_limit", rule, "pass", "pass", process, MAR, inside("0.1", "0.2", "0.1"))
    _case("three_months_inside", rule, "fail", "explain", process, MAR, inside("0.95", "0.92", "0.98"))
    _case("on_both_bounds", rule, "limit", "explain", process, MAR, inside("0.8", "1", "0.8"))
    _case("below_the_band_in_one", rule, "limit", "pass", process, MAR, inside("0.8", "0.799", "1"))
    _case("nothing_to_compare", rule, "unknown", "not_applicable", process, JAN, _empty)


def _ladle_month(lake: Lake, plant: str, period: str) -> None:
    at = datetime.fromisoformat(f"{period}-02 09:00:00")
    lake.add(
        "ladle_tickets", plant, period, ticket_no=f"{plant}{period}", process="1#", weighed_at=at, tare_at=at,
        stat_date=at.date(), gross_t=Decimal(1010), tare_t=Decimal(10), net_t=Decimal(1000), use_code="casting",
    )  # fmt: skip


def _reported(lake: Lake, plant: str, period: str, share: Decimal) -> None:
    _ladle_month(lake, plant, period)
    lake.add(
        "daily_report", plant, period, process="1#", report_date=date.fromisoformat(f"{period}-02"),
        output_t=1000 * (1 - share),
    )  # fmt: skip


def _on_form(lake: Lake, plant: str, period: str, share: Decimal) -> None:
    _ladle_month(lake, plant, period)
    lake.add(
        "b204", plant, period, indicator_raw="原铝", indicator_code="output", unit="吨",
        month_value=1000 * (1 - share), cum_value=Decimal(0),
    )  # fmt: skip


def _in_stock(lake: Lake, plant: str, period: str, share: Decimal) -> None:
    _ladle_month(lake, plant, period)
    lake.add(
        "psi_ledger", plant, period, item="铝液", opening_t=Decimal(0), production_t=Decimal(1000), closing_t=Decimal(0),
        sales_t=1000 * (1 - share),
    )  # fmt: skip


def _bought(lake: Lake, plant: str, period: str, share: Decimal) -> None:
    net = (CONTRACT_KG / (1 - share) / 100).quantize(Decimal("0.000001"))
    lake.add(
        "anode_trucks", plant, period, ticket_no=f"{plant}{period}", material="阳极炭块", blocks=10,
        weighed_at=datetime.fromisoformat(f"{period}-02 09:00:00"), gross_t=net + 10, tare_t=Decimal(10), net_t=net,
    )  # fmt: skip
    if period == JAN:
        lake.add("anode_contract", plant, "2024", basis="contract", unit_weight_kg=CONTRACT_KG)


_hugging("X-HUG.output_report", "1#", _reported)
_hugging("X-HUG.output_b204", "ALL", _on_form)
_hugging("X-HUG.output_psi", "ALL", _in_stock, Decimal("0.05"))
_hugging("X-HUG.unit_weight", "ALL", _bought)
