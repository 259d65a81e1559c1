"""The calculation of the guide with the sample's constants and roundings, and the calibration adjustment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CONSTANTS = {
    "anode_loss_rate": "0.1518", "anode_sulphur": "0.02", "anode_ash": "0.004", "ef_cf4_kg_t": "0.034",
    "ef_c2f6_kg_t": "0.0034", "gwp_cf4": "6630", "gwp_c2f6": "11100", "alloc_slope": "0.15",
    "alloc_cap": "0.03",
    "balance_value_t_t": "1.6835",
}  # fmt: skip
C = {name: Decimal(value) for name, value in CONSTANTS.items()}
CARBON = 1 - C["anode_sulphur"] - C["anode_ash"]
PFC = (C["ef_cf4_kg_t"] * C["gwp_cf4"] + C["ef_c2f6_kg_t"] * C["gwp_c2f6"]) / 1000


def two(value: Decimal) -> Decimal:
    """Two decimals, half up."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def three(value: Decimal) -> Decimal:
    """Three decimals, half up."""
    return value.quantize(Decimal("0.001"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Emissions:
    """Net anode and emissions of one process and period, in t and tCO2e."""

    anode_net: Decimal
    anode: Decimal
    pfc: Decimal
    total: Decimal


def emissions(anode_t: Decimal, output_t: Decimal, loss_rate: Decimal = C["anode_loss_rate"]) -> Emissions:
    """Emissions from gross anode and output; each step rounded to two decimals as the report prints it."""
    net = two(two(anode_t) * (1 - loss_rate))
    e_anode = two(net * CARBON * 44 / 12)
    e_pfc = two(two(output_t) * PFC)
    return Emissions(net, e_anode, e_pfc, e_anode + e_pfc)


@dataclass(frozen=True)
class Allowance:
    """Allowance of one process under the 2025 rule, before rounding down."""

    intensity: Decimal
    x: Decimal
    alpha: Decimal
    rule_2025: Decimal


def allowance(emission: Decimal, output_t: Decimal) -> Allowance:
    """Allowance from verified emissions and output against the balance value."""
    balance = C["balance_value_t_t"]
    intensity = emission / output_t
    x = (balance - intensity) / balance
    limit = Decimal("0.2")
    alpha = C["alloc_slope"] * x if abs(x) < limit else C["alloc_cap"].copy_sign(x)
    return Allowance(intensity, x, alpha, emission * (1 + alpha))
