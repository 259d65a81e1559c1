"""The example group's marts against the truth: every value, with the differences that remain and why."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.dbt.support import rows_of

TRUTH = Path(__file__).parents[2] / "truth"

# Why a value of the truth is not ours. Nothing else may differ.
LATE_CERTIFICATE = (
    "the truth keys a late certificate by the date it was due; the delivered certificate has the later date"
)
UNSEEN_DAYS = "an undelivered month has one declared mass and no days: its correction is spread evenly over the month's days"
VALUES_EXPLAINED = {
    ("YNWS", "ALL", "2024", "calibrated_accuracy", "YNWS-DC-01@2024-04-12", "calibrations"): LATE_CERTIFICATE,
}
EMISSIONS_EXPLAINED = dict.fromkeys(
    [("YNWS", "1#", "2024"), ("YNWS", "1#", "2024-04"), ("YNWS", "1#", "2024-06")], UNSEEN_DAYS
)
CORRECTED = (
    "output_adjusted_down_t",
    "output_adjusted_up_t",
    "adjusted_e_pfc_tco2e",
    "adjusted_e_total_tco2e",
)
MEASURED = ("anode_t", "output_t", "anode_net_t", "e_anode_tco2", "e_pfc_tco2e", "e_total_tco2e")
ADJUSTED = ("anode_adjusted_t", "adjusted_anode_net_t", "adjusted_e_anode_tco2", *CORRECTED)


def truth_rows(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_every_observation_of_the_truth_is_reproduced_to_the_last_printed_decimal(example: Path) -> None:
    columns = "plant, process, period_kind, period, basis, parameter, item, source_system"
    found = {
        row[:8]: row[8:]
        for row in rows_of(example, f"select {columns}, value, unit, coverage from marts.fct_observations")
    }
    different = {}
    for row in truth_rows("values.csv"):
        key = tuple(row[name.strip()] for name in columns.split(","))
        value, unit, coverage = found.get(key, (None, None, None))
        if value is None or (value, unit, coverage) != (Decimal(row["value"]), row["unit"], row["coverage"]):
            different[
                tuple(row[n] for n in ("plant", "process", "period", "parameter", "item", "source_system"))
            ] = (
                row["value"],
                value,
            )
    assert different.keys() == VALUES_EXPLAINED.keys(), different


def test_every_daily_value_of_the_truth_is_reproduced_with_its_row_count(example: Path) -> None:
    sql = (
        "select plant, process, cast(accounting_day as varchar), parameter, source_system, value, n_rows "
        "from marts.fct_daily"
    )
    found = {row[:5]: row[5:] for row in rows_of(example, sql)}
    for row in truth_rows("values_daily.csv"):
        key = tuple(row[n] for n in ("plant", "process", "accounting_day", "parameter", "source_system"))
        assert found[key] == (Decimal(row["value"]), int(row["rows"])), key


@pytest.mark.parametrize(
    ("truth_basis", "our_basis"),
    [
        pytest.param("readable", "tickets", id="rows-kept"),
        pytest.param("clean", "settled", id="settled-mass"),
    ],
)
def test_emissions_equal_the_truth_on_both_mass_bases(
    example: Path, truth_basis: str, our_basis: str
) -> None:
    names = (*MEASURED, *ADJUSTED)
    sql = (
        f"select plant, process, period, {', '.join(names)} from intermediate.int_emissions__calculated "
        f"where basis = '{our_basis}'"
    )
    found = {row[:3]: dict(zip(names, row[3:], strict=True)) for row in rows_of(example, sql)}
    different = {}
    for row in truth_rows("emissions.csv"):
        if row["basis"] != truth_basis:
            continue
        key = (row["plant"], row["process"], row["period"])
        wrong = {name for name in names if found[key][name] != Decimal(row[name])}
        if wrong:
            different[key] = wrong
    assert different.keys() == EMISSIONS_EXPLAINED.keys(), different
    assert all(wrong <= set(CORRECTED) for wrong in different.values()), different


def test_the_unseen_days_move_a_year_by_less_than_a_millionth(example: Path) -> None:
    (ours,) = rows_of(
        example,
        "select adjusted_e_total_tco2e from intermediate.int_emissions__calculated "
        "where basis = 'settled' and plant = 'YNWS' and process = '1#' and period = '2024'",
    )[0]
    truth = next(
        Decimal(row["adjusted_e_total_tco2e"])
        for row in truth_rows("emissions.csv")
        if (row["plant"], row["process"], row["period"], row["basis"]) == ("YNWS", "1#", "2024", "clean")
    )
    assert 0 < abs(ours - truth) < truth / 1_000_000


def test_published_emissions_are_the_rows_kept_with_the_plant_as_sum(example: Path) -> None:
    sql = (
        "select period, sum(case when process = 'ALL' then e_total_tco2e else -e_total_tco2e end) "
        "from marts.fct_emissions group by plant, period_kind, period having sum(1) > 0"
    )
    assert all(rest == 0 for _, rest in rows_of(example, sql))


def test_allowances_equal_the_truth_where_every_day_was_seen(example: Path) -> None:
    names = ("emissions", "output", "intensity", "balance_value", "X", "alpha", "allowance_rule_2024")
    names = (*names, "allowance_rule_2025")
    quoted = ", ".join(f'"{name}"' for name in names)
    found = {
        row[:2]: dict(zip(names, row[2:], strict=True))
        for row in rows_of(example, f"select plant, process, {quoted} from marts.fct_allowances")
    }
    explained = {("YNWS", "1#"), ("YNWS", "ALL")}
    for row in truth_rows("allowances.csv"):
        key = (row["plant"], row["process"])
        if key in explained:
            assert abs(found[key]["emissions"] - Decimal(row["emissions"])) < 1
            continue
        expected = {name: Decimal(row[name]) if row[name] else None for name in names}
        assert found[key] == expected, key


def test_no_row_of_a_superseded_delivery_counts(example: Path) -> None:
    sql = (
        "select file, count(*) from intermediate.int_rows__resolved where status = 'superseded' group by file"
    )
    found = dict(rows_of(example, sql))
    expected = {
        row["file"]: int(row["rows_superseded"])
        for row in truth_rows("counts.csv")
        if int(row["rows_superseded"])
    }
    assert found == expected


def test_the_bridge_ends_at_its_unexplained_rest(example: Path) -> None:
    """Every signed line up to the rest adds up to it, for the stock balances of anodes and alumina."""
    sql = """
        select plant, period, subject,
            sum(case when line_code in ('consumed_by_stock', 'consumed_weighed', 'consumed_reported', 'unexplained')
                then 0 else sign * value_t end)
            - max(case when line_code = 'consumed_by_stock' then value_t end)
        from marts.fct_bridge
        where process = 'ALL' and subject in ('anode', 'alumina')
        group by plant, period, subject
    """
    rows = rows_of(example, sql)
    assert len(rows) == 24
    assert all(rest == 0 for *_, rest in rows), rows


def test_the_cut_off_stands_on_its_own_line(example: Path) -> None:
    sql = (
        "select value_t from marts.fct_bridge where plant = 'MHBT' and process = 'ALL' and period = '2024-02' "
        "and line_code in ('cut_off', 'statistics_rest') order by line_code"
    )
    assert [value for (value,) in rows_of(example, sql)] == [Decimal("-792.820"), Decimal("0.520")]


def test_annex_one_gives_the_default_loss_rate_and_its_consequences(example: Path) -> None:
    sql = (
        "select item, before_value, after_value, reason_code from marts.mart_annex1 "
        "where plant = 'XJCJ' and process = '1#' and not is_same order by section, item_no"
    )
    found = {item: (before, after, reason) for item, before, after, reason in rows_of(example, sql)}
    assert found["anode_loss_rate"] == (Decimal("0.165000"), Decimal("0.151800"), "default")
    assert found["e_process"][1] == Decimal("231853.800000")


def test_default_parameters_are_the_constants_of_the_truth(example: Path) -> None:
    names = [
        "anode_loss_rate",
        "anode_sulphur",
        "anode_ash",
        "ef_cf4_kg_t",
        "ef_c2f6_kg_t",
        "gwp_cf4",
        "gwp_c2f6",
    ]
    names += ["deposit_days", "alloc_slope", "alloc_cap", "balance_value_t_t"]
    constants = json.loads((TRUTH / "constants.json").read_text(encoding="utf-8"), parse_float=Decimal)
    found = dict(rows_of(example, "select parameter, value from marts.dim_parameters where is_default"))
    assert {name: found[name] for name in names} == {name: Decimal(constants[name]) for name in names}
