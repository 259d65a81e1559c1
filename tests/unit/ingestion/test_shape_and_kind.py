"""What a sheet is taken for where some of its cells happen to be header words."""

from __future__ import annotations

import polars as pl
import pytest

from ingestion.content import kind as content_kind
from ingestion.readers.raw import RawSheet
from ingestion.reading.books import head_of
from ingestion.reading.shape_and_kind import _try_turned
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.recognise import choose_kind
from tests.unit.ingestion.build import CONTEXT, YEAR, csv_bytes, read_delivery, read_one

DOCUMENTS = [
    ["序号", "证明资料", "资料编号", "资料日期", "存放文件", "有无", "保管人"],
    *([str(i), name, f"Z-{i:03d}", "2024-01-01", f"{i:02d}_{name}.pdf", "是", "甲"]
      for i, name in enumerate(["营业执照", "排污许可证", "组织机构图", "项目批复", "检定证书"], start=1)),
]  # fmt: skip


def test_a_column_of_file_names_is_no_column_of_document_names() -> None:
    (result,) = read_delivery("P/2024/证明资料目录.csv", csv_bytes(DOCUMENTS), YEAR)
    fields = {c.header_raw: c.field for s in result.sheets for c in s.columns}
    assert result.kind == "evidence"
    assert fields["存放文件"] == "file_name"


def test_values_that_happen_to_be_header_words_do_not_turn_a_sheet() -> None:
    items = [
        "企业名称",
        "统一社会信用代码",
        "企业类型",
        "企业住所",
        "法定代表人",
        "注册资本",
        "成立日期",
        "经营范围",
    ]
    frame = pl.DataFrame(
        {
            "c0": ["示例甲铝业有限公司2024年营业执照", "编制部门：生产技术部", "登记内容项", *items],
            "c1": [None, "2024年", "登载内容", "示例甲铝业有限公司", *["示例"] * (len(items) - 1)],
        }
    )
    sheet = RawSheet("营业执照", frame)
    as_it_is = choose_kind([head_of(sheet)], "证照及登记内容", "2024")
    (kept,), _ = _try_turned([sheet], as_it_is, "证照及登记内容", "2024")
    assert kept is sheet


@pytest.mark.parametrize(
    ("height", "searches"), [pytest.param(6, 2, id="small"), pytest.param(3_000, 1, id="large")]
)
def test_a_sheet_too_large_to_be_turned_is_searched_once(
    height: int, searches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(content_kind, "_choose", lambda *sheets: seen.append(sheets))
    frame = pl.DataFrame({"c0": ["甲", *map(str, range(height))], "c1": ["乙", *map(str, range(height))]})
    mapper = ProcessMapper(CONTEXT.processes, CONTEXT.plants, "P")
    assert content_kind.choose_by_content([RawSheet("s", frame)], "x", CONTEXT, mapper) is None
    assert len(seen) == searches


def test_a_list_of_metal_weighed_without_ladles_is_none_of_anodes():
    header = ["日期", "过磅单号", "车号", "客户名称", "毛重(kg)", "皮重(kg)", "净重(kg)"]
    rows = [
        [f"2024-03-0{n}", f"B00{n}", "川A123", "甲公司", 30_000 + n, 10_000, 20_000 + n] for n in (1, 2, 3)
    ]
    assert read_one("铝液过磅.csv", csv_bytes([header, *rows])).kind == "ladle_tickets"
    assert read_one("阳极炭块进厂过磅.csv", csv_bytes([header, *rows])).kind == "anode_trucks"
