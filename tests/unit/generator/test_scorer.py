"""The scorer counts a fault as found only at its place and disposition, and names what nothing explains."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generator.score_findings import score_findings
from tests.generator.score_tables import (
    ALLOWANCE_COLUMNS,
    EMISSION_COLUMNS,
    agree,
    score_allowances,
    score_emissions,
    score_rows,
    score_values,
)

FAULT: dict[str, Any] = {
    "id": "F17", "title": "slips", "class": "must_explain", "requirements": ["A-20", "A-06"], "plant": "AAAA",
    "process": "1#", "period": "2024-03", "parameter": "anode_gross", "detail": {},
}  # fmt: skip


def finding(**changes: str) -> dict[str, str]:
    base = {
        "plant": "AAAA",
        "process": "1#",
        "period": "2024-03",
        "requirement": "A-20",
        "disposition": "explain",
    }
    return base | changes


@pytest.mark.parametrize(
    "changes",
    [{}, {"process": "ALL"}, {"requirement": "A-06"}],
    ids=["exact", "whole plant", "other id of the fault"],
)
def test_a_fault_is_found_at_its_place(changes: dict[str, str]):
    assert score_findings([FAULT], [finding(**changes)]).found == 1


@pytest.mark.parametrize(
    "changes",
    [{"plant": "BBBB"}, {"process": "2#"}, {"period": "2024-02"}, {"requirement": "P-20"}],
    ids=["plant", "process", "period", "requirement"],
)
def test_a_fault_is_missed_elsewhere(changes: dict[str, str]):
    result = score_findings([FAULT], [finding(**changes)])
    assert (result.found, len(result.missed)) == (0, 1)


def test_a_wrong_disposition_is_not_a_hit():
    result = score_findings([FAULT], [finding(disposition="nonconformity")])
    assert (result.found, len(result.wrong_disposition)) == (0, 1)


def test_a_further_accepted_disposition_is_a_hit():
    fault = FAULT | {"detail": {"accept": ["nonconformity"]}}
    assert score_findings([fault], [finding(disposition="nonconformity")]).found == 1


def test_a_finding_elsewhere_is_false_and_at_the_place_a_consequence():
    rows = [
        finding(requirement="P-20"),
        finding(plant="BBBB"),
        finding(requirement="P-21", disposition="advisory"),
    ]
    result = score_findings([FAULT], rows)
    assert (len(result.consequences), len(result.false)) == (1, 1)


def test_a_lawful_difference_that_is_raised_is_told_apart():
    result = score_findings([FAULT | {"class": "none"}], [finding()])
    assert (result.injected, len(result.lawful)) == (0, 1)


@pytest.mark.parametrize(
    ("parameter", "lawful"), [("anode_gross", 0), ("output", 1)], ids=["the fault's quantity", "another"]
)
def test_a_lawful_difference_that_a_fault_of_its_quantity_moves_is_a_consequence(parameter: str, lawful: int):
    fault = FAULT | {"requirements": ["A-16"]}
    result = score_findings([fault, FAULT | {"class": "none"}], [finding(parameter=parameter)])
    assert (len(result.lawful), len(result.consequences)) == (lawful, 1 - lawful)


@pytest.mark.parametrize(
    ("truth", "found", "places", "same"),
    [("14691.0", "14691.000", 3, True), ("14691.0", "14691.001", 3, False), ("0.1518", "0.15180", 4, True),
     ("1.70", "1.704", 2, True), ("", "", 0, True), ("", "1", 0, False), ("5", "x", 0, False)],
    ids=["zeros", "third decimal", "fourth decimal", "printed decimals", "both empty",
         "one empty", "not a number"],
)  # fmt: skip
def test_numbers_agree_to_the_printed_decimals(truth: str, found: str, places: int, same: bool):
    assert agree(truth, found, places) is same


def test_a_value_in_another_unit_is_wrong_and_an_absent_one_missing():
    base = {
        "plant": "AAAA", "process": "1#", "period_kind": "month", "period": "2024-01", "basis": "accounting",
        "parameter": "output", "item": "", "source_system": "ladle_tickets", "value": "12.5", "unit": "t",
    }  # fmt: skip
    score = score_values([base, base | {"process": "2#"}], [base | {"value": "12500", "unit": "kg"}])
    assert (len(score.wrong), len(score.missing), score.right) == (1, 1, 0)


def test_a_row_set_aside_counts_once():
    row = {"file": "A/x.csv", "sheet": "", "key": "1", "status": "duplicate", "reason": "again"}
    score = score_rows([row, row], [row])
    assert (score.right, len(score.missing)) == (1, 1)


def test_a_row_of_another_plants_process_needs_no_key():
    row = {
        "file": "A/x.csv",
        "sheet": "",
        "key": "1",
        "status": "quarantine",
        "reason": "form of another plant",
    }
    assert score_rows([row], [row | {"key": ""}]).right == 1
    assert score_rows([row | {"reason": "gross < tare"}], [row | {"key": ""}]).right == 0


def test_emissions_may_equal_either_basis():
    columns = dict.fromkeys(
        ("anode_t", "output_t", "anode_net_t", "e_anode_tco2", "e_pfc_tco2e", "e_total_tco2e",
         "anode_adjusted_t",
         "output_adjusted_down_t", "output_adjusted_up_t", "adjusted_anode_net_t", "adjusted_e_anode_tco2",
         "adjusted_e_pfc_tco2e", "adjusted_e_total_tco2e"), "10",
    )  # fmt: skip
    key = {"plant": "AAAA", "process": "1#", "period_kind": "year", "period": "2024"}
    clean, readable = (
        key | columns | {"basis": "clean"},
        key | columns | {"basis": "readable", "output_t": "9"},
    )
    assert score_emissions([clean, readable], [key | columns], set()).right == 1
    assert score_emissions([clean, readable], [key | columns | {"output_t": "8"}], set()).right == 0


@pytest.mark.parametrize(
    ("adjusted", "flag", "right"),
    [("1005.08", "true", 1), ("1005.08", "false", 0), ("1005.2", "true", 0)],
    ids=["said to be an estimate", "not said", "too far off"],
)
def test_a_correction_may_be_off_a_little_where_the_export_calls_it_an_estimate(
    adjusted: str, flag: str, right: int
):
    key = {"plant": "AAAA", "process": "1#", "period_kind": "year", "period": "2024"}
    columns = dict.fromkeys(EMISSION_COLUMNS, "1000") | {"output_adjusted_up_t": "1005"}
    found = key | columns | {"output_adjusted_up_t": adjusted, "is_correction_estimated": flag}
    assert score_emissions([key | columns | {"basis": "clean"}], [found], set()).right == right
    exact = found | {"output_t": "1000.02"}
    assert score_emissions([key | columns | {"basis": "clean"}], [exact], set()).right == 0


@pytest.mark.parametrize(("flag", "right"), [("true", 1), ("false", 0)])
def test_an_allowance_on_an_estimate_may_be_off_by_two_millionths(flag: str, right: int):
    truth = {"plant": "AAAA", "process": "1#", **dict.fromkeys(ALLOWANCE_COLUMNS, "100000.5")}
    found = truth | {"output": "100000.6", "is_correction_estimated": flag}
    assert score_allowances([truth], [found]).right == right
