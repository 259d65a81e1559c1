from dataclasses import replace
from decimal import Decimal

import pytest

from ingestion.reading.read import explain
from ingestion.recognition.profiles import profile_of, read_profile, write_profile
from tests.unit.ingestion.build import CONTEXT, csv_bytes, ladle_rows, read_one


def _odd_headers():
    header, *rows = ladle_rows(12)
    renamed = {"净重(kg)": "丙数", "毛重(kg)": "甲数", "皮重(kg)": "乙数", "抬包号": "器皿"}
    return csv_bytes([[renamed.get(h, h) for h in header], *rows])


def test_what_was_understood_is_explained_column_by_column():
    rows = explain([read_one("铝液过磅.csv", csv_bytes(ladle_rows(3)))])
    net = next(r for r in rows if r["field"] == "net_t")
    assert (net["header"], net["unit"], net["unit_source"], net["table"]) == (
        "净重(kg)",
        "kg",
        "header",
        "ladle_tickets",
    )


def test_weighings_without_known_headers_are_found_by_their_arithmetic_and_asked():
    result = read_one("铝液抬包过磅明细.csv", _odd_headers())
    sheet = result.sheets[0]
    assert sheet.table_name == "ladle_tickets"
    assert sheet.frame["net_t"][0] == Decimal("7.2")
    assert any("net_t" in q for q in sheet.questions)


def test_an_agreed_profile_overrules_guessing(tmp_path):
    agreed = {"tables": {"ladle_tickets": {
        "丙数": {"field": "net_t", "unit": "kg"}, "甲数": {"field": "gross_t", "unit": "kg"},
        "乙数": {"field": "tare_t", "unit": "kg"}, "器皿": {"field": "ladle_no", "unit": None},
    }}}  # fmt: skip
    path = tmp_path / "profiles" / "P.yml"
    write_profile(path, agreed)
    context = replace(CONTEXT, profile=read_profile(path))
    sheet = read_one("铝液抬包过磅明细.csv", _odd_headers(), context).sheets[0]
    assert sheet.frame["net_t"][0] == Decimal("7.2")
    assert sheet.frame["ladle_no"].null_count() == 0
    assert not sheet.questions


def test_profiles_are_merged_and_anything_else_is_no_profile(tmp_path):
    path = tmp_path / "P.yml"
    write_profile(path, profile_of([read_one("铝液过磅.csv", csv_bytes(ladle_rows(3)))]))
    write_profile(path, {"tables": {"ladle_tickets": {"器皿": {"field": "ladle_no", "unit": None}}}})
    columns = read_profile(path)["tables"]["ladle_tickets"]
    assert columns["器皿"]["field"] == "ladle_no" and columns["净重(kg)"]["unit"] == "kg"
    path.write_text("- 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no profile"):
        read_profile(path)
