"""Tickets of negative mass: which ticket they take back, and that nothing is subtracted or left out in silence."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.ingestion.build import LADLE_HEADER, csv_bytes, ladle_row, ladle_rows, read_one

NAME = "铝液抬包过磅明细.csv"


def red_row(of: int, **changes: Any) -> list[Any]:
    """The red ticket of an ordinary one: a number of its own, every weight negative."""
    row = dict(zip(LADLE_HEADER, ladle_row(of), strict=True))
    weights = {name: -row[name] for name in ("毛重(kg)", "皮重(kg)", "净重(kg)")}
    return ladle_row(of, **{"磅单号": "R1", "备注": "红冲"} | weights | changes)


def set_aside(
    rows: list[list[Any]], header: list[Any] | None = None
) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows that do not count, and the questions of the sheet."""
    body = [header, *rows[1:]] if header else rows
    sheet = read_one(NAME, csv_bytes(body)).sheets[0]
    frame = sheet.frame.filter(sheet.frame["row_status"] != "keep")
    return frame.to_dicts(), [q for q in sheet.questions if "红字" in q]


def test_a_red_ticket_names_the_ticket_it_takes_back_and_both_stay_as_they_are() -> None:
    (row,), (question,) = set_aside([*ladle_rows(20), red_row(4)])
    assert (row["row_no"], row["requirement"], row["reason_code"]) == (22, "X-WEIGH", "takes_back")
    # ladle 04 of 7 280 kg stands in row 6 and counts
    assert "第6行“0240300004”仍计入" in row["reason_zh"] and "still counts" in row["reason_en"]
    assert row["mass_hint_t"] == Decimal("-7.28")
    assert "7.28 t" in question and "22→6" in question


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"毛重(kg)": None, "皮重(kg)": None}, "第6行“0240300004”", id="net-only"),
        pytest.param({"抬包号": "77"}, "找不到", id="another-ladle"),
        pytest.param({"抬包号": None}, "第6, 13, 20行", id="which-of-three"),
        pytest.param({"抬包号": None, "备注": "冲红，原票240300011"}, "第13行“0240300011”仍", id="named"),
        pytest.param({"备注": "冲红，原票240300012"}, "7.3 t，质量不等", id="named-of-another-mass"),
        pytest.param({"备注": "冲红，原票0240200004"}, "找不到", id="named-of-another-month"),
        pytest.param({"备注": None}, "第6行", id="no-word-but-every-weight-negative"),
    ],
)
def test_what_a_red_ticket_says_of_the_one_it_takes_back(changes: dict[str, Any], says: str) -> None:
    (row,), _ = set_aside([*ladle_rows(20), red_row(4, **changes)])
    assert row["reason_code"] == "takes_back"
    assert says in row["reason_zh"]


def test_a_ticket_is_taken_back_once() -> None:
    rows, (question,) = set_aside([*ladle_rows(7), red_row(4), red_row(4, 磅单号="R2")])
    assert ["第6行" in row["reason_zh"] for row in rows] == [True, False]
    assert "14.56 t" in question


def test_gross_and_tare_exchanged_is_no_red_ticket() -> None:
    slip = {"备注": None, "毛重(kg)": 17240, "皮重(kg)": 24520, "净重(kg)": -7280}
    (row,), questions = set_aside([*ladle_rows(20), red_row(4, **slip)])
    assert (row["reason_code"], questions) == ("gross_below_tare", [])


def test_a_red_ticket_of_a_void_one_raises_nothing() -> None:
    rows = ladle_rows(20)
    rows[5] = ladle_row(4, 备注="作废")
    found, questions = set_aside([*rows, red_row(4)])
    assert [(row["row_no"], row["requirement"]) for row in found] == [(6, None), (22, None)]
    assert questions == []
