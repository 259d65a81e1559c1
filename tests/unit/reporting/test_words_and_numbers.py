"""Values, names and words as people read them."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.contracts import all_contracts
from reporting import labels
from reporting.numbers import amount, clean, percent, plain, short
from reporting.receipts import column_letter, ranges
from reporting.report_names import province_name, report_number

REGISTRY = Path(labels.__file__).parent / "words" / "requirements.csv"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        pytest.param(Decimal("1234567.500000"), None, "1,234,567.5", id="groups-and-no-padding"),
        pytest.param(Decimal("-0.250000"), None, "-0.25", id="minus-zero-point"),
        pytest.param(Decimal("0.125"), 2, "0.13", id="half-goes-up"),
        pytest.param(Decimal("-0.125"), 2, "-0.13", id="half-goes-away-from-zero"),
        pytest.param(Decimal("-0.004"), 2, "0.00", id="no-minus-before-nothing"),
        pytest.param(Decimal("1E+3"), None, "1,000", id="no-exponent"),
        pytest.param(None, None, "—", id="null-is-a-dash"),
        pytest.param(0, None, "0", id="zero-is-a-number"),
    ],
)
def test_amount_is_exact_and_grouped(value, places, text):
    assert amount(value, places) == text


def test_percent_has_its_sign_and_null_is_no_zero():
    assert [percent(Decimal("4.3551")), percent(Decimal("-1.005")), percent(None)] == [
        "+4.36 %",
        "-1.01 %",
        "—",
    ]


def test_a_number_keeps_every_digit_a_float_would_lose():
    assert plain(Decimal("12345678901234567.123456")) == "12345678901234567.123456"


def test_characters_no_document_can_hold_are_shown_as_replaced():
    assert clean("a\x00b\x0bc\ufffe") == "a\ufffdb\ufffdc\ufffd"


def test_a_cut_text_says_so():
    assert short("甲" * 300, 10).startswith("甲" * 10 + "…")
    assert short("甲" * 10, 10) == "甲" * 10


@pytest.mark.parametrize(
    ("printed", "short_name"),
    [
        ("云南省", "云南"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("重庆市", "重庆"),
        ("青海", "青海"),
    ],
)
def test_province_loses_its_suffix(printed, short_name):
    assert province_name(printed) == short_name


def test_report_number_follows_the_template():
    number = report_number("山东省", "ABC", "91370000XXXXABCDEF", "2024", "01")
    assert number.text == "山东-ABC-ABCDEF-2024-01"
    assert number.is_complete


def test_report_number_shows_what_is_missing():
    number = report_number(None, " ", "123", "2024", "01")
    assert number.text == "【缺省份】-【缺核查技术服务机构缩写】-【缺统一社会信用代码后6位】-2024-01"
    assert len(number.missing) == 3


def test_every_requirement_has_words_and_a_chapter_of_the_template():
    chapters = {row["chapter"] for row in labels.rows_of(labels.WORDS / "chapters.csv")}
    with REGISTRY.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) >= 131
    assert not [row["id"] for row in rows if not row["zh"] or not set(row["chapter"].split("|")) <= chapters]


@pytest.mark.parametrize(
    ("requirement", "kind", "category"),
    [
        pytest.param("T1-01", "document", "重点排放单位基本信息", id="basic"),
        pytest.param("T2-09", "data", "核算边界", id="boundary"),
        pytest.param("Q-03", "data", "数据质量控制方案制定及执行", id="plan"),
        pytest.param("P-17", "attestation", "现场核查发现的其他问题", id="on-site"),
        pytest.param("Z-99", "data", "其他内容", id="unknown-family"),
    ],
)
def test_category_of_the_list_of_nonconformities(requirement, kind, category):
    assert labels.category_of(requirement, kind) == category


def test_a_domain_rule_stands_where_its_parameter_is_treated():
    assert labels.chapters_of("X-DUP", "output") == ["3.4.1.4"]
    assert labels.chapters_of("X-DUP", "anode_gross") == ["3.4.1.1"]
    assert labels.chapters_of("X-DUP", None) == ["3.6"]


def test_an_unknown_status_never_reads_as_good_news():
    assert labels.status_label("brand_new") == "brand_new"


def test_rows_are_told_as_ranges():
    assert ranges([9, 3, 4, 5, 3]) == "3–5、9"


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (None, "")]
)
def test_column_letters_are_those_of_a_spreadsheet(index, letter):
    assert column_letter(index) == letter


def _codes(path: Path, column: str) -> set[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return {part for row in csv.DictReader(handle) for part in re.split(r"[|;,]\s*", row[column]) if part}


@pytest.mark.parametrize("registry", ["rules", "rules_domain"])
def test_what_a_finding_is_about_has_a_chinese_name(registry):
    codes = _codes(labels.SEEDS / f"{registry}.csv", "parameter")
    assert codes
    assert {code for code in codes if labels.parameter_label(code).isascii()} == set()


def test_every_kind_of_file_has_a_chinese_name():
    kinds = {contract.kind for contract in all_contracts().values()}
    assert len(kinds) > 30
    assert {kind for kind in kinds if labels.source_label(kind).isascii()} == set()
