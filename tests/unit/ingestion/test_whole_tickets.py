"""A ticket whose remark speaks of a sum stays a ticket; a row that is labelled as a total never becomes one."""

from decimal import Decimal

import pytest

from tests.unit.ingestion.build import LADLE_HEADER, csv_bytes, ladle_row, read_one

ROWS = 12
SUM = sum(Decimal(ladle_row(i)[8]) for i in range(ROWS)) / 1000


def _kept(header, rows):
    sheet = read_one("铝液抬包过磅明细.csv", csv_bytes([header, *rows])).sheets[0]
    kept = sheet.frame.filter(sheet.frame["row_status"] == "keep")
    return kept["net_t"].sum(), [t.agrees for t in sheet.totals if t.column_field == "net_t"]


@pytest.mark.parametrize("text", ["合计", "合计外销", "与上车合计", "小计", "当日合计", "累计"])
@pytest.mark.parametrize("first", [True, False], ids=["remark-first", "in-the-use"])
def test_a_whole_ticket_stays_a_ticket_whatever_its_texts_say(text, first):
    rows = [[None, *ladle_row(i)[:-1]] for i in range(ROWS)]
    rows[4][0 if first else 10] = text
    total = ["合计", None, None, None, None, None, None, None, None, float(SUM * 1000), None]
    assert _kept(["备注", *LADLE_HEADER[:-1]], [*rows, total]) == (SUM, [True])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"磅单号": "合计"}, id="labelled-in-the-number"),
        pytest.param({"系列": "合计"}, id="labelled-in-the-process"),
        pytest.param({"磅单号": "合计12车"}, id="labelled-with-a-count"),
        pytest.param({"磅单号": "", "单位": "合计"}, id="without-a-number"),
        pytest.param({"过磅时间": "", "统计日期": "", "铝液用途": "合计"}, id="without-a-time"),
        pytest.param({"抬包号": "", "铝液用途": "合计"}, id="without-a-ladle"),
        pytest.param({"皮重(kg)": "", "铝液用途": "合计"}, id="without-a-mass"),
    ],
)
def test_a_row_that_is_a_total_counts_for_no_ticket(changes):
    rows = [ladle_row(i) for i in range(ROWS)]
    net = float(SUM * 1000)
    total = ladle_row(ROWS, **{"毛重(kg)": net + 17240, "净重(kg)": net, **changes})
    assert _kept(LADLE_HEADER, [*rows, total])[0] == SUM


def test_a_running_number_that_says_total_is_its_label():
    rows = [[i + 1, *ladle_row(i)] for i in range(ROWS)]
    rows.append(["合计", *ladle_row(ROWS, 备注="以上")])
    assert _kept(["序号", *LADLE_HEADER], rows)[0] == SUM
