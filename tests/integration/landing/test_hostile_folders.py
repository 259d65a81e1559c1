"""Folders as they are found: homes among the deliveries, files without rights, loops, names of every kind."""

import os

import polars as pl
import pytest

from ingestion import landing_names
from ingestion.landing.ingest import ingest_folder
from ingestion.landing.watch import LocalStore
from ingestion.landing_names import discover
from ingestion.records import catalogue
from reporting.documents import write_receipts
from tests.integration.landing.group import put, small_group, tickets
from warehouse.home import open_home
from warehouse.verify import verify_log


def test_a_home_among_the_deliveries_is_left_out_and_said_so(tmp_path):
    folder = small_group(tmp_path)
    home = folder / "potline_home"
    for _ in range(2):
        summary = ingest_folder(home, folder)
        assert [(file, "Potline" in why) for file, why in summary.ignored] == [("potline_home/", True)]
    assert set(catalogue.files_table(home)["plant_code"]) == {"QLAL", "BSAL", "_group"}
    assert not [entry.path for entry in LocalStore(folder).entries() if "potline_home" in entry.path]


def test_a_home_itself_is_no_delivery(tmp_path):
    home = tmp_path / "home"
    ingest_folder(home, small_group(tmp_path / "deliveries"))
    summary = ingest_folder(home, home)
    assert not summary.lines and [file for file, _ in summary.ignored] == ["./"]


def test_deliveries_kept_inside_a_home_are_taken_in(tmp_path):
    home = tmp_path / "home"
    open_home(home)
    assert len(ingest_folder(home, small_group(home / "inbox")).lines) == 5


def test_what_may_not_be_read_is_left_out_and_said_so_and_the_others_go_on(tmp_path, monkeypatch):
    folder = small_group(tmp_path / "deliveries")
    shut, closed = folder / "BSAL/2024-01/铝液过磅.csv", folder / "QLAL/2024-02"
    put(folder, "QLAL/2024-02/铝液过磅.csv", tickets(900, 5, month="2024-02"))
    may, list_folder = os.access, os.scandir

    def refused(path):
        if os.fspath(path) == os.fspath(closed):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return list_folder(path)

    # the account of the tests may be one that may read everything
    monkeypatch.setattr(landing_names.os, "access", lambda path, mode: path != shut and may(path, mode))
    monkeypatch.setattr(landing_names.os, "scandir", refused)
    found, ignored = discover(folder)
    assert len(found) == 4
    assert dict(ignored).keys() == {"BSAL/2024-01/铝液过磅.csv", "QLAL/2024-02/"}
    assert all("没有读取权限" in why and "no right" in why for why in dict(ignored).values())


NAMES = [
    "a\nb.csv",
    "=1+1.csv",
    "😀 过磅.csv",
    "\u202egpj.csv",
    "e\u0301.csv",
    "<b onload=x>.csv",
    "磅" * 83 + ".csv",
]


@pytest.mark.parametrize(
    "name", NAMES, ids=["newline", "formula", "emoji", "right-to-left", "nfd", "html", "long"]
)
def test_a_file_of_any_name_lands_and_has_its_receipt(tmp_path, name):
    folder, home = small_group(tmp_path / "deliveries"), tmp_path / "home"
    put(folder, f"QLAL/2024-03/{name}", tickets(900, 5, month="2024-03"))
    (folder / "QLAL/2024-03/loop").symlink_to(folder / "QLAL", target_is_directory=True)
    ingest_folder(home, folder)
    files = catalogue.files_table(home).filter(pl.col("period") == "2024-03")
    assert files["rows_keep"].to_list() == [5] and verify_log(home) == []
    pages = [p for p in write_receipts(open_home(home), "QLAL", "2024-03") if p.suffix == ".html"]
    assert pages and "<b onload" not in pages[0].read_text(encoding="utf-8")
