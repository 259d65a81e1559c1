"""A finding moves the allowance by the rule of its year, not always by what it moves of the emissions."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from tests.integration.rules_guide import base_plants
from tests.integration.rules_guide.rendering import build

EMISSIONS, OUTPUT = Decimal(845000), Decimal(500000)
PFC_T = (Decimal("0.034") * 6630 + Decimal("0.0034") * 11100) / 1000


def answers(
    balance: str | None, last_year_as_verified: int
) -> list[tuple[str, Decimal, Decimal | None, str]]:
    """Parameter, effect on emissions, effect on the allowance and reason of every finding of a plant at fault."""
    with duckdb.connect() as connection:
        base_plants.load(connection)
        connection.execute(
            "update fct_observations set value = value * 1.5 where plant = 'TDP' and source_system = 'monthly_report'"
        )
        connection.execute(
            "insert into fct_allowances values ('TDP', '1#', '2024', ?, ?)", [EMISSIONS, OUTPUT]
        )
        connection.execute(
            "insert into fct_allowances values ('TDP', '2#', '2024', ?, ?)", [EMISSIONS, OUTPUT]
        )
        connection.execute(
            "insert into int_parameters__by_year values ('2024', ?, 0.15, 0.03, 0.2, 0.034, 0.0034, 6630, 11100)",
            [balance],
        )
        connection.execute(
            "update rules_domain_settings set value = ? where setting = 'allowance_rule_last_year'",
            [last_year_as_verified],
        )
        base_plants.finish(connection)
        build(connection, ["int_checks__answers"])
        return connection.execute(
            "select parameter, effect_tco2e, effect_allowance_t, effect_allowance_reason from int_checks__answers "
            "where plant_code = 'TDP' and process = '1#' and effect_tco2e > 0 and parameter in ('output', 'anode_gross')"
        ).fetchall()


def allowance(emissions: Decimal, output: Decimal, balance: Decimal) -> Decimal:
    """E (1 + alpha) as the draft prints it."""
    x = (balance * output - emissions) / (balance * output)
    alpha = Decimal("0.15") * x if abs(x) < Decimal("0.2") else Decimal("0.03").copy_sign(x)
    return emissions * (1 + alpha)


def test_up_to_2024_the_allowance_moves_with_the_verified_emissions() -> None:
    found = answers("1.65", 2024)
    assert {parameter for parameter, *_ in found} == {"output", "anode_gross"}
    assert all(moved == effect and reason == "" for _, effect, moved, reason in found)


@pytest.mark.parametrize(
    "balance",
    [
        pytest.param("1.65", id="inside-the-band"),
        pytest.param("1.2", id="capped-below"),
        pytest.param("2.4", id="capped-above"),
    ],
)
def test_from_2025_the_allowance_moves_by_its_own_rule(balance: str) -> None:
    found = answers(balance, 2023)
    assert found
    for parameter, effect, moved, _ in found:
        metal = effect / PFC_T if parameter == "output" else Decimal(0)
        before = allowance(EMISSIONS, OUTPUT, Decimal(balance))
        after = allowance(EMISSIONS + effect, OUTPUT + metal, Decimal(balance))
        assert moved is not None
        assert abs(moved - (after - before)) <= Decimal("0.001"), parameter


def test_without_a_balance_value_the_effect_is_open_and_says_why() -> None:
    found = answers(None, 2023)
    assert found
    assert all(moved is None and "balance value" in reason for *_, moved, reason in found)
