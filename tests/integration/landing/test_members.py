"""The day of a file inside an archive: its own line of the register when it has one, else the archive's."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import polars as pl
import pytest

from ingestion.landing.ingest import ingest_folder
from ingestion.records import catalogue
from tests.integration.landing.group import plant_list, put, register, tickets
from warehouse.home import open_home

PACKED = "QLAL/2024-01/一月.zip"
FIRST, SECOND = "出铝-一系列.csv", "出铝-二系列.csv"


def _packed() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(FIRST, tickets(1, 20).encode("gb18030"))
        archive.writestr(SECOND, tickets(101, 20, process="二系列").encode("gb18030"))
    return packed.getvalue()


def _days(home) -> dict[str, date]:
    files = catalogue.files_table(home).filter(pl.col("file").str.contains("!"))
    rows = pl.concat(
        pl.read_parquet(p, columns=["file", "received_date"])
        for p in (open_home(home).lake / "ladle_tickets").rglob("*.parquet")
    ).unique()
    assert sorted(rows.rows()) == sorted(files.select("file", "received_date").rows())
    return {file.partition("!")[2]: day for file, day in rows.rows()}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"{PACKED}!{SECOND}", id="after-an-exclamation-mark"),
        pytest.param(f"{PACKED}/{SECOND}", id="as-in-a-folder"),
        pytest.param(f"QLAL/2024-01/{SECOND}", id="beside-the-archive"),
    ],
)
def test_a_member_has_the_day_of_its_own_line_and_else_the_archives(tmp_path, line):
    folder, home = tmp_path / "d", tmp_path / "home"
    plant_list(folder)
    put(folder, PACKED, _packed())
    register(folder, [(PACKED, "2024-02-05"), (line, "2024-02-09")])
    ingest_folder(home, folder)
    assert _days(home) == {FIRST: date(2024, 2, 5), SECOND: date(2024, 2, 9)}


def test_a_line_that_comes_later_moves_the_member(tmp_path):
    folder, home = tmp_path / "d", tmp_path / "home"
    plant_list(folder)
    put(folder, PACKED, _packed())
    register(folder, [(PACKED, "2024-02-05")])
    ingest_folder(home, folder)
    assert set(_days(home).values()) == {date(2024, 2, 5)}
    register(folder, [(PACKED, "2024-02-05"), (f"{PACKED}!{FIRST}", "2024-02-07")])
    ingest_folder(home, folder)
    assert _days(home) == {FIRST: date(2024, 2, 7), SECOND: date(2024, 2, 5)}
