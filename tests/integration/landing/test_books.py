"""A yearly book delivered again every month with one more sheet: as if every month had come by itself."""

import io
from datetime import UTC, datetime

import polars as pl
import pytest
import xlsxwriter

from ingestion.landing.ingest import ingest_folder
from ingestion.records import catalogue
from tests.integration.landing.group import plant_list, put, register
from warehouse.home import open_home
from warehouse.verify import verify_log

HEADER = ["单号", "电解系列", "称重时间", "总重（吨）", "空重（吨）", "净重（吨）", "用途"]


def rows(month, net=8.0, count=12):
    return [
        [f"{month * 1000 + n:08d}", "一系列", f"{n + 1}日", net + 12.5, 12.5, net, "商品铝液"]
        for n in range(count)
    ]


def book(months, **changed):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        made.set_properties({"created": datetime(2024, 1, 1, tzinfo=UTC)})
        for month in months:
            sheet = made.add_worksheet(f"{month}月")
            for at, row in enumerate([HEADER, *changed.get(f"m{month}", rows(month))]):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def kept(home):
    files = sorted(open_home(home).lake.glob("ladle_tickets/QLAL/*/*.parquet"))
    return pl.concat([pl.read_parquet(p, glob=False) for p in files]).filter(pl.col("row_status") == "keep")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def deliver(folder, name="QLAL/2024-0{m}/出铝过磅台账.xlsx", until=3, **changed):
    plant_list(folder)
    files = [name.format(m=m) for m in range(1, until + 1)]
    register(folder, [(file, f"2024-0{m + 1}-05") for m, file in enumerate(files, 1)])
    for m, file in enumerate(files, 1):
        put(folder, file, book(range(1, m + 1), **(changed if m == until else {})))
    return folder


@pytest.mark.parametrize(
    "name", ["QLAL/2024-0{m}/出铝过磅台账.xlsx", "QLAL/2024/出铝过磅台账({m}).xlsx"], ids=["month", "year"]
)
def test_each_month_counts_once_in_its_own_period(home, tmp_path, name):
    ingest_folder(home, deliver(tmp_path / "in", name))
    frame = kept(home).sort("version").unique("row_key", keep="last")
    assert dict(frame.group_by("period").len().iter_rows()) == {"2024-01": 12, "2024-02": 12, "2024-03": 12}
    assert (frame["weighed_at"].dt.strftime("%Y-%m") == frame["period"]).all()
    assert catalogue.read_table(home, "changes").is_empty()
    apart = catalogue.rows_table(home)
    assert apart["status"].unique().to_list() == ["superseded"] and apart.height == 12 * 2 + 12
    assert verify_log(open_home(home)) == []


def test_a_file_stands_once_in_the_list_of_files_with_all_its_rows(home, tmp_path):
    ingest_folder(home, deliver(tmp_path / "in"))
    files = catalogue.files_table(home).filter(pl.col("file").str.starts_with("QLAL"))
    assert files["rows_total"].to_list() == [12, 24, 36] and files["rows_keep"].to_list() == [0, 0, 36]
    assert files["period"].to_list() == ["2024-01", "2024-02", "2024-03"]


def test_what_a_later_book_alters_in_an_earlier_month_is_a_change_of_that_month(home, tmp_path):
    first = [[*r[:3], 21.5, 12.5, 9.0, r[6]] if n == 0 else r for n, r in enumerate(rows(1))]
    ingest_folder(home, deliver(tmp_path / "in", m1=first))
    changes = catalogue.read_table(home, "changes").filter(pl.col("field") == "net_t")
    assert changes.select("period", "change", "row_key", "old_value", "new_value").rows() == [
        ("2024-01", "altered", "00001000", "8.000000", "9.000000")
    ]


def test_taking_the_same_books_in_again_changes_nothing(home, tmp_path):
    folder = deliver(tmp_path / "in")
    ingest_folder(home, folder)
    before = sorted((p, p.read_bytes()) for p in open_home(home).lake.rglob("*.parquet"))
    summary = ingest_folder(home, folder)
    assert {line.outcome for line in summary.lines} == {"unchanged"}
    assert before == sorted((p, p.read_bytes()) for p in open_home(home).lake.rglob("*.parquet"))


def test_books_taken_in_one_by_one_end_as_taken_in_together(home, tmp_path):
    whole = deliver(tmp_path / "in")
    for until in (1, 2, 3):
        ingest_folder(home, deliver(tmp_path / f"step{until}", until=until))
    ingest_folder(tmp_path / "other", whole)
    one, other = kept(home), kept(tmp_path / "other")
    assert one.sort(one.columns[:12]).equals(other.sort(one.columns[:12]))
