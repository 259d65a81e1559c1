"""Small decisions of reading that had no test of their own: slashes, declared 无, plates, what is left over."""

import polars as pl
import pytest

from ingestion.content.arithmetic import assignments, holds
from ingestion.content.evidence import _like_plates
from ingestion.rows.conform import _parted_by_slash
from tests.unit.ingestion.build import YEAR, csv_bytes, read_one


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("H1/H2", "H1,H2"), ("HB-01/HB-02/HB-03", "HB-01,HB-02,HB-03"), ("SH/01", "SH/01"), ("H1//H2", "H1,H2"),
        ("1/2", "1,2"), ("H1", "H1"), ("/", "/"), ("H1/M20", "H1/M20"), ("DCS-1/dcs-2", "DCS-1,dcs-2"), ("", ""),
    ],
)  # fmt: skip
def test_a_slash_parts_numbers_of_one_shape_only(written, parts):
    assert _parted_by_slash(written) == parts


def test_a_document_not_provided_is_an_answer_and_no_blank():
    header = ["序号", "文件名称", "文件编号", "文件日期", "有效期至", "文件名", "是否提供", "保存年限"]
    rows = [[1, "营业执照", "ZC-1", "2024-03-08", "长期", "01.pdf", "是", 5],
            [2, "排污许可证", "ZC-2", "2024-03-08", "长期", None, "无", 5],
            [3, "环评批复", "ZC-3", "2024-03-08", "长期", None, None, 5]]  # fmt: skip
    frame = read_one("支持性文件清单.csv", csv_bytes([header, *rows]), YEAR).sheets[0].frame
    assert frame["is_provided"].to_list() == [True, False, None]
    assert frame["file_name"].to_list()[1] is None, "elsewhere 无 and blanks mean nothing was written"


@pytest.mark.parametrize(
    ("plates", "are_plates"),
    [
        (["新A12345", "新A1234学", "新A·D12345", "鲁B-98765"], True),
        (["川A Ｄ12345", "云Ｅ12345", "渝C12345", "京A1234警"], True),
        (["240300001", "240300002", "240300003", "240300004"], False),
        (["一号抬包", "二号抬包", "三号抬包", "四号抬包"], False),
        (["新A12345"], False),
    ],
    ids=["families", "full-width-and-spaces", "ticket-numbers", "ladles", "one-row"],
)
def test_plates_are_told_from_other_numbers(plates, are_plates):
    assert bool(_like_plates(pl.Series(plates * (5 if len(plates) > 1 else 1)))) is are_plates


FORM = {"plus": ["gross"], "minus": ["tare"], "is": "net", "steady": ["tare", "net"]}
LIMITS = {
    "rounding_least": 0.021,
    "rounding_share": 0.001,
    "fewest_rows": 3,
    "enough": 0.9,
    "most_free_columns": 6,
}
GROSS, TARE, NET = [24.1, 24.5, 24.9, 25.3], [17.0, 17.0, 17.1, 17.0], [7.1, 7.5, 7.8, 8.3]


def numbers(**columns):
    return {name: pl.Series(values, dtype=pl.Float64) for name, values in columns.items()}


@pytest.mark.parametrize(
    ("net", "comes_out"),
    [
        (NET, True),
        ([7.1, 7.5, 7.8, 8.32], True),
        ([7.1, 7.5, 7.8, 9.3], False),
        ([None, 7.5, 7.8, 8.3], True),
        ([None, None, 7.8, 8.3], False),
        ([0.0, 0.0, 0.0, 0.0], False),
    ],
    ids=["exact", "rounded", "one-of-four-off", "a-blank", "too-few", "noughts"],
)
def test_arithmetic_holds_in_nearly_every_row_with_all_its_numbers(net, comes_out):
    assert holds(FORM, numbers(gross=GROSS, tare=TARE, net=net), LIMITS) is comes_out


def test_arithmetic_without_one_of_its_terms_never_holds():
    assert not holds(FORM, numbers(gross=GROSS, net=NET), LIMITS)


def test_rows_of_noughts_are_no_evidence():
    still = numbers(gross=[0.0] * 4, tare=[0.0] * 4, net=[0.0] * 4)
    assert not holds(FORM, still, LIMITS)


def test_of_two_columns_the_arithmetic_cannot_tell_apart_the_steady_one_is_the_tare():
    free = {3: pl.Series([7.1, 7.5, 7.8, 8.3]), 4: pl.Series([17.0, 17.0, 17.1, 17.0])}
    assert assignments(FORM, numbers(gross=GROSS), free, LIMITS) == [{"tare": 4, "net": 3}]


def test_two_columns_as_steady_as_each_other_stay_a_question():
    free = {3: pl.Series([7.1, 7.5, 7.8, 8.3]), 4: pl.Series([17.0, 17.0, 17.1, 17.0])}
    alike = {3: free[3], 4: pl.Series([17.0, 17.1, 17.15, 17.2])}
    known = {"gross": alike[3] + alike[4]}
    assert len(assignments(FORM, known, alike, LIMITS)) == 2


def test_a_form_whose_needed_terms_are_named_and_agree_takes_no_further_column():
    form = {"plus": ["opening", "bought"], "minus": [], "is": "closing", "optional": ["bought"]}
    known = numbers(opening=[1.0, 2.0, 3.0], closing=[1.0, 2.0, 3.0])
    assert assignments(form, known, {5: pl.Series([1.0, 2.0, 3.0])}, LIMITS) == []


WEIGHED = [
    "磅单号",
    "系列",
    "第一次过磅时间",
    "第二次过磅时间",
    "抬包号",
    "毛重(kg)",
    "皮重(kg)",
    "净重(kg)",
    "铝液用途",
]


@pytest.mark.parametrize(
    ("first", "second"), [("08:05", "07:40"), ("07:40", "08:05")], ids=["turned", "in-order"]
)
def test_of_two_numbered_weighings_the_earlier_is_the_full_one(first, second):
    rows = [[f"24030{n:04d}", "一系列", f"2024-03-0{n} {first}:00", f"2024-03-0{n} {second}:00", f"{n:02d}",
             24440 + n, 17240, 7200 + n, "外销铝液"] for n in range(1, 8)]  # fmt: skip
    frame = read_one("铝液抬包过磅明细.csv", csv_bytes([WEIGHED, *rows])).sheets[0].frame
    assert set(frame["weighed_at"].dt.strftime("%H:%M")) == {"07:40"}


@pytest.mark.parametrize("where", ["2024年", "2024年度", "年度：2024年"])
def test_a_year_stated_in_a_title_or_a_row_of_its_own_does_not_become_data(where):
    header = ["器具编号", "器具名称", "证书编号", "检定日期", "有效期至", "实际准确度(%)", "检定机构", "结论"]
    row = ["H1", "电子汽车衡", "A20240619", "6月19日", "2025-06-18", "0.12", "某计量所", "合格"]
    result = read_one("检定校准记录.csv", csv_bytes([[where], header, row]), YEAR)
    assert [str(d) for d in result.sheets[0].frame["calibrated_date"]] == ["2024-06-19"]
