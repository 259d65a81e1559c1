"""A number of a finding survives how people write it, and a slip of the pen does not."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.finding_ids import finding_id, is_of_plant, read_finding_id

NUMBER = finding_id("QLAL", "1#", "2024-03", "P-03.days")
texts = st.text(alphabet=string.ascii_letters + string.digits + "#.-_", min_size=1, max_size=12)


def test_number_does_not_change_between_versions() -> None:
    assert NUMBER == "FBBC7B1-CF50AEE7"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(NUMBER.lower(), id="lower-case"),
        pytest.param(NUMBER.replace("-", ""), id="no-hyphen"),
        pytest.param(NUMBER.replace("-", "－"), id="full-width-hyphen"),
        pytest.param(f" {NUMBER[:4]} {NUMBER[4:]} ", id="blanks"),
        pytest.param("".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in NUMBER), id="full-width"),
    ],
)
def test_number_is_read_however_it_is_written(written: str) -> None:
    assert read_finding_id(written) == NUMBER


@pytest.mark.parametrize("written", ["", "1", "F", "P-03", NUMBER[:-1], f"{NUMBER}0", "G" + NUMBER[1:]])
def test_what_is_no_number_is_none(written: str) -> None:
    assert read_finding_id(written) is None


@given(plant=texts, process=texts, period=texts, rule=texts)
def test_number_is_of_its_plant_and_reads_back(plant: str, process: str, period: str, rule: str) -> None:
    number = finding_id(plant, process, period, rule)
    assert read_finding_id(number) == number
    assert is_of_plant(number, plant)


def test_a_wrong_digit_or_another_plant_is_noticed_but_for_one_in_256() -> None:
    numbers = [finding_id("QLAL", "1#", "2024-03", f"R-{n}") for n in range(500)]
    wrong = [number[:1] + ("0" if number[1] != "0" else "1") + number[2:] for number in numbers]
    assert sum(is_of_plant(number, "BSAL") for number in numbers) < 10
    assert sum(is_of_plant(number, "QLAL") for number in wrong) < 10
