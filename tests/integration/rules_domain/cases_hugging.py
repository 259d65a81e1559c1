"""Cases of deviations that stay just inside a limit, one set for every pair of sources that the registry names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from tests.integration.rules_domain.cases import FEB, JAN, MAR, Build, case, case_of, only_the_plant
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

    case_of("far_from_the_limit", rule, "pass", "pass", process, MAR, inside("0.1", "0.2", "0.1"))
    case_of("three_months_inside", rule, "fail", "explain", process, MAR, inside("0.95", "0.92", "0.98"))
    case_of("on_both_bounds", rule, "limit", "explain", process, MAR, inside("0.8", "1", "0.8"))
    case_of("below_the_band_in_one", rule, "limit", "pass", process, MAR, inside("0.8", "0.799", "1"))
    case_of("nothing_to_compare", rule, "unknown", "not_applicable", process, JAN, only_the_plant)


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


def _weighed(lake: Lake, plant: str, shares: tuple[str, ...]) -> None:
    lake.plant(plant)
    for period, share in zip((JAN, FEB, MAR), shares, strict=False):
        day = date.fromisoformat(f"{period}-02")
        lake.add(
            "anode_direct", plant, period, ticket_no=f"{plant}{period}", process="1#", blocks=10,
            weighed_at=datetime.combine(day, datetime.min.time()).replace(hour=9), vehicle_no="场内01",
            gross_t=Decimal(1010), tare_t=Decimal(10), net_t=Decimal(1000),
        )  # fmt: skip
        lake.add(
            "anode_slips", plant, period, slip_no=f"{plant}{period}", process="1#", slip_date=day, blocks=10,
            mass_t=Decimal(1000) * (1 - Decimal(share)),
        )  # fmt: skip


@case("X-HUG.anode_slips", "pass", "pass", period=MAR)
def deviations_far_from_the_limit(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.001", "0.002", "0.001"))


@case("X-HUG.anode_slips", "fail", "explain", period=MAR)
def just_inside_for_three_months(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.0095", "0.0092", "0.0098"))


@case("X-HUG.anode_slips", "fail", "explain", period="2024")
def the_year_holds_three_such_months(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.0095", "0.0092", "0.0098"))


@case("X-HUG.anode_slips", "limit", "explain", period=MAR)
def the_bounds_belong_to_the_band(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.008", "0.010", "0.008"))


@case("X-HUG.anode_slips", "limit", "pass", period=MAR)
def two_months_in_a_row_are_chance(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.001", "0.0095", "0.0095"))


@case("X-HUG.anode_slips", "unknown", "not_assessable", period=FEB)
def two_close_months_with_nothing_before_them(lake: Lake, plant: str) -> None:
    _weighed(lake, plant, ("0.0095", "0.0092", "0.001"))


@case("X-HUG.anode_slips", "unknown", "not_applicable")
def nothing_weighed_directly(lake: Lake, plant: str) -> None:
    lake.plant(plant, anode_method="blocks")
