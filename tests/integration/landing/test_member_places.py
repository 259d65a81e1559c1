"""One archive for several plants or months: its files count where they would have, delivered unpacked."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from ingestion.landing.context import GroupFacts
from ingestion.landing.ingest import ingest_folder
from ingestion.landing.member_places import places_of_members
from ingestion.records import catalogue
from tests.integration.landing.group import plant_list, put, register, tickets
from warehouse.home import open_home

HERE, BEFORE = tickets(1, 20), tickets(101, 15, month="2023-12")
THERE = tickets(201, 25)


def _zip(members: dict[str, str | bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, bytes) else content.encode("gb18030"))
    return packed.getvalue()


def _ingest(base: Path, file: str, members: dict[str, str | bytes]) -> Path:
    plant_list(base / "d")
    put(base / "d", file, _zip(members))
    ingest_folder(base / "home", base / "d", workers=0)
    return base / "home"


def _rows(home: Path) -> dict[tuple[str, str], int]:
    """Rows kept by plant and period, as the lake has them."""
    found = [pl.read_parquet(p) for p in sorted((open_home(home).lake / "ladle_tickets").rglob("*.parquet"))]
    kept = pl.concat(found).filter(pl.col("row_status") == "keep") if found else pl.DataFrame()
    return (
        dict(sorted(((r[0], r[1]), r[2]) for r in kept.group_by("plant_code", "period").len().iter_rows()))
        if found
        else {}
    )


LAYOUTS = {
    "codes and months at the root": ("全部.zip", "QLAL/2024-01/", "BSAL/2024-01/", "QLAL/2023-12/"),
    "names inside a folder": ("报送.zip", "报送/清流铝业/202401/", "报送/白石铝业有限公司/202401/", "报送/清流铝业/202312/"),
    "months above plants": ("报送.zip", "2024年1月/QLAL/", "2024年1月/白石铝业/", "2023年12月/QLAL/"),
    "plant and month in one name": ("报送.zip", "QLAL_2024-01/", "白石铝业2024年1月/", "清流铝业（2023年12月）/"),
    "the month in the archive's name": ("2024年1月.zip", "QLAL/", "BSAL/", "QLAL/12月/"),
    "in a plant's folder": ("QLAL/2024-01/报送.zip", "", "BSAL/2024-01/", "2023-12/"),
    "in a plant's folder without a month": ("QLAL/报送.zip", "2024-01/", "BSAL/2024-01/", "2023年12月/"),
    "months by their names alone": ("QLAL/2024-01/报送.zip", "1月/", "BSAL/1月/", "12月/"),
    "signs of another system": ("全部.zip", "QLAL\\2024-01\\", "BSAL\\2024-01\\", "QLAL\\2023-12\\"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "here", "there", "before"), list(LAYOUTS.values()), ids=list(LAYOUTS))
def test_files_count_where_their_folders_say(file, here, there, before, tmp_path):
    members = {f"{here}铝液过磅.csv": HERE, f"{there}铝液过磅.csv": THERE, f"{before}铝液过磅.csv": BEFORE}
    home = _ingest(tmp_path, file, members)
    assert _rows(home) == {("BSAL", "2024-01"): 25, ("QLAL", "2023-12"): 15, ("QLAL", "2024-01"): 20}
    files = catalogue.files_table(home).filter(pl.col("file").str.contains("!"))
    assert sorted(files["file"]) == sorted(f"{file}!{name}" for name in members)
    assert set(files["status"]) == {"read"}


def test_archives_inside_the_archive_are_folders_by_their_names(tmp_path):
    inner = {
        f"{plant}.zip": _zip({"2024-01/铝液过磅.csv": rows})
        for plant, rows in (("QLAL", HERE), ("BSAL", THERE))
    }
    assert _rows(_ingest(tmp_path, "全部.zip", inner)) == {("BSAL", "2024-01"): 25, ("QLAL", "2024-01"): 20}


def test_plants_in_the_names_of_files_tell_outside_of_any_folder(tmp_path):
    members = {"QLAL_2024-01_铝液过磅.csv": HERE, "白石铝业-铝液过磅 2024年1月.csv": THERE}
    assert _rows(_ingest(tmp_path, "全部.zip", members)) == {("BSAL", "2024-01"): 25, ("QLAL", "2024-01"): 20}


DOUBTFUL = {
    "no plant": ("全部.zip", "2024-01/铝液过磅.csv", "unknown_plant"),
    "a plant that is not in the list": ("全部.zip", "WXYZ/2024-01/铝液过磅.csv", "unknown_plant"),
    "no month": ("全部.zip", "BSAL/铝液过磅.csv", "unknown_kind"),
    "two plants in one path": ("全部.zip", "QLAL/2024-01/BSAL/铝液过磅.csv", "unknown_plant"),
    "another plant's name without a month": ("QLAL/2024-01/报送.zip", "BSAL/铝液过磅.csv", "unknown_plant"),
}


@pytest.mark.parametrize(("file", "member", "status"), list(DOUBTFUL.values()), ids=list(DOUBTFUL))
def test_a_file_that_may_belong_elsewhere_counts_nowhere_and_says_what_to_do(file, member, status, tmp_path):
    sure = "2024-01/铝液过磅.csv" if "/" in file else "QLAL/2024-01/铝液过磅.csv"
    home = _ingest(tmp_path, file, {sure: HERE, member: THERE})
    assert _rows(home) == {("QLAL", "2024-01"): 20}
    told = catalogue.files_table(home).filter(pl.col("file") == f"{file}!{member}").row(0, named=True)
    assert told["status"] == status
    assert "解压" in told["message_zh"] and "unpack" in told["message_en"]


def test_an_archive_in_a_folder_says_what_counts_elsewhere(tmp_path):
    file = "QLAL/2024-01/报送.zip"
    home = _ingest(tmp_path, file, {"铝液过磅.csv": HERE, "2023-12/铝液过磅.csv": BEFORE})
    told = catalogue.files_table(home).filter(pl.col("file") == file).row(0, named=True)
    assert "工厂QLAL期间2023-12（1个）" in told["message_zh"] and "QLAL period 2023-12" in told["message_en"]
    there = catalogue.files_table(home).filter(pl.col("file") == f"{file}!2023-12/铝液过磅.csv")
    assert "期间2023-12" in there["message_zh"].item()


def test_nothing_is_read_twice_and_a_second_ingest_changes_nothing(tmp_path):
    members = {"QLAL/2024-01/铝液过磅.csv": HERE, "BSAL/2024-01/铝液过磅.csv": THERE, "x/铝液过磅.csv": THERE}
    home = _ingest(tmp_path, "全部.zip", members)
    first = {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and p.parts[-2] != "work"}
    summary = ingest_folder(home, tmp_path / "d", workers=0)
    again = {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and p.parts[-2] != "work"}
    assert summary.count("unchanged") == len(summary.lines)
    assert {p for p in first if first[p] != again.get(p)} == set()


def test_a_list_of_plants_that_comes_later_finds_the_places(tmp_path):
    put(tmp_path / "d", "全部.zip", _zip({"QLAL/2024-01/铝液过磅.csv": HERE}))
    ingest_folder(tmp_path / "home", tmp_path / "d", workers=0)
    assert _rows(tmp_path / "home") == {}
    plant_list(tmp_path / "d")
    ingest_folder(tmp_path / "home", tmp_path / "d", workers=0)
    assert _rows(tmp_path / "home") == {("QLAL", "2024-01"): 20}
    assert "unknown_plant" not in set(catalogue.files_table(tmp_path / "home")["status"])


def test_the_register_dates_the_members_of_an_archive_at_the_root(tmp_path):
    register(tmp_path / "d", [("QLAL/2024-01/铝液过磅.csv", "2024-02-05")])
    home = _ingest(
        tmp_path, "全部.zip", {"QLAL/2024-01/铝液过磅.csv": HERE, "BSAL/2024-01/铝液过磅.csv": THERE}
    )
    days = dict(
        catalogue.files_table(home)
        .filter(pl.col("file").str.contains("!"))
        .select("plant_code", "received_date")
        .rows()
    )
    assert f"{days['QLAL']}" == "2024-02-05" and days["BSAL"] is None


BOOK = BEFORE + HERE.split("\n", 1)[1]


def test_a_book_in_a_months_folder_counts_in_its_other_months_too(tmp_path):
    home = _ingest(
        tmp_path, "全部.zip", {"QLAL/2024-01/铝液过磅.csv": BOOK, "BSAL/2024-01/铝液过磅.csv": THERE}
    )
    assert _rows(home) == {("BSAL", "2024-01"): 25, ("QLAL", "2023-12"): 15, ("QLAL", "2024-01"): 20}
    ingest_folder(home, tmp_path / "d", workers=0)
    assert _rows(home) == {("BSAL", "2024-01"): 25, ("QLAL", "2023-12"): 15, ("QLAL", "2024-01"): 20}


def test_a_month_with_a_folder_of_its_own_takes_nothing_from_the_books_of_others(tmp_path):
    members = {"QLAL/2024-01/铝液过磅.csv": BOOK, "QLAL/2023-12/铝液过磅.csv": BEFORE}
    home = _ingest(tmp_path, "全部.zip", members)
    assert _rows(home) == {("QLAL", "2023-12"): 15, ("QLAL", "2024-01"): 20}


def test_a_damaged_archive_never_stops_the_planning(tmp_path):
    inner = _zip({"2024-01/铝液过磅.csv": HERE})
    whole = _zip({"QLAL.zip": inner, "BSAL/2024-01/铝液过磅.csv": THERE})
    rows = {"plant_code": "QLAL", "name": "清流铝业有限公司", "short_name": "清流铝业"}
    facts = GroupFacts({"QLAL": rows, "BSAL": {**rows, "plant_code": "BSAL"}}, [], [], {}, {})
    rng, path, told = random.Random(3), tmp_path / "x.zip", set()
    for _ in range(1_500):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data[: rng.randint(1, 2 * len(data))])
        told |= {(p.plant, p.period) for p in places_of_members(facts, "x.zip", path, "_stray", "_unknown")}
    assert {("QLAL", "2024-01"), ("BSAL", "2024-01")} <= told
