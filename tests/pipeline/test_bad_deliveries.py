"""Deliveries that cannot be used leave a clear message; the other files go on, and what is gone shows as missing."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.generator.score_tables import read_csv
from tests.pipeline.conftest import DELIVERIES, close_group, potline

PLANT_MONTH = "2024-01"


def empty(path: Path) -> None:
    path.write_bytes(b"")


def renamed(path: Path) -> None:
    path.write_text("这不是表格", encoding="utf-8")


def password_protected(path: Path) -> None:
    """An OLE container with an EncryptedPackage stream, as Excel writes it: header and directory entry are enough."""
    sector = bytearray(b"\xff" * 512)
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    header[24:34] = (62).to_bytes(2, "little") + (3).to_bytes(2, "little") + b"\xfe\xff\x09\x00\x06\x00"
    directory = bytearray(512)
    name = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    directory[: len(name)] = name
    directory[64:66] = len(name).to_bytes(2, "little")
    directory[66] = 2
    path.write_bytes(bytes(header + sector + directory))


def truncated_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 100)
    path.write_bytes(path.read_bytes()[:-40])


def other_sheet(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("食堂菜单").write_row(0, 0, ["星期", "早餐", "午餐"])


def blank_rows(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, shade = book.add_worksheet("Sheet1"), book.add_format({"bg_color": "#FFFFFF"})
        for row in range(300_000):
            sheet.write_blank(row, 0, None, shade)


SPOILERS: dict[str, Callable[[Path], None]] = {
    "empty": empty,
    "renamed": renamed,
    "password": password_protected,
    "truncated": truncated_zip,
    "other-sheet": other_sheet,
    "blank-rows": blank_rows,
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """One plant's January of the example, six of its workbooks spoilt each in its own way, an unknown plant beside it."""
    folder = tmp_path_factory.mktemp("spoilt")
    deliveries = folder / "deliveries"
    shutil.copytree(DELIVERIES / "_group", deliveries / "_group")
    plant = next(p for p in sorted(DELIVERIES.iterdir()) if len(list((p / PLANT_MONTH).glob("*.xlsx"))) > 15)
    shutil.copytree(plant / PLANT_MONTH, deliveries / plant.name / PLANT_MONTH)
    victims = sorted((deliveries / plant.name / PLANT_MONTH).glob("*.xlsx"))[: len(SPOILERS)]
    spoilt_files = {}
    for victim, (name, spoil) in zip(victims, SPOILERS.items(), strict=True):
        spoil(victim)
        spoilt_files[name] = f"{plant.name}/{PLANT_MONTH}/{victim.name}"
    stranger = deliveries / "ZZZZ" / PLANT_MONTH
    stranger.mkdir(parents=True)
    shutil.copy(next((plant / PLANT_MONTH).glob("*.xlsx")), stranger / "报表.xlsx")
    spoilt_files["unknown-plant"] = f"ZZZZ/{PLANT_MONTH}/报表.xlsx"
    home = folder / "home"
    closed = close_group(home, deliveries, "--period", PLANT_MONTH)
    assert closed.returncode == 1, closed.stderr
    assert "Traceback" not in closed.stdout + closed.stderr
    assert potline("export", "--home", str(home), "--out", str(home / "export")).returncode == 0
    return home, spoilt_files


@pytest.mark.parametrize("fault", [*SPOILERS, "unknown-plant"])
def test_spoilt_file_is_named_with_a_message_in_both_languages(
    spoilt: tuple[Path, dict[str, str]], fault: str
) -> None:
    import polars as pl

    home, files = spoilt
    catalogue = pl.read_parquet(home / "catalogue" / "files.parquet").filter(pl.col("file") == files[fault])
    (row,) = catalogue.to_dicts()
    assert row["status"] != "read"
    assert row["message_zh"] and row["message_en"]
    assert row["rows_keep"] == 0


def test_other_files_of_the_plant_went_on(spoilt: tuple[Path, dict[str, str]]) -> None:
    home, files = spoilt
    kept = [row for row in read_csv(home / "export" / "files.csv") if int(row["rows_keep"] or 0) > 0]
    assert len(kept) >= 10
    assert not {row["file"] for row in kept} & set(files.values())


def test_checks_of_the_lost_files_say_missing_and_never_pass(spoilt: tuple[Path, dict[str, str]]) -> None:
    home, _ = spoilt
    with (home / "export" / "checks.csv").open(encoding="utf-8", newline="") as handle:
        statuses = [row["status"] for row in csv.DictReader(handle)]
    assert "missing" in statuses
