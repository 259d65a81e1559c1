"""A disk that is full at any moment: the run ends with a message, no file is called damaged, the next run goes on."""

import errno
import os
import pathlib

import polars as pl
import pytest

from ingestion.landing import landing
from ingestion.landing.ingest import ingest_folder
from ingestion.records import catalogue
from tests.integration.landing.group import small_group
from tests.integration.landing.test_ingest import tree
from warehouse.machine import words_of
from warehouse.verify import verify_log

CASES = int(os.environ.get("POTLINE_KILLS", "8"))
KEPT = ("originals", "lake", "log", "catalogue")


class Disk:
    """Counts steps that write; from step `full_from` on every one fails, or that one alone."""

    def __init__(self) -> None:
        self.steps, self.full_from, self.stays_full = 0, 0, True

    def guard(self, function, writes=lambda *args, **kwargs: True):
        def call(*args, **kwargs):
            if writes(*args, **kwargs):
                self.steps += 1
                if self.full_from and (
                    self.steps == self.full_from or (self.stays_full and self.steps > self.full_from)
                ):
                    raise OSError(errno.ENOSPC, "No space left on device")
            return function(*args, **kwargs)

        return call


@pytest.fixture
def disk(monkeypatch):
    made = Disk()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr(os, "fsync", made.guard(os.fsync))
    monkeypatch.setattr(landing, "write_tables", made.guard(landing.write_tables))
    for name in ("replace", "mkdir", "write_bytes"):
        monkeypatch.setattr(pathlib.Path, name, made.guard(getattr(pathlib.Path, name)))
    opened = made.guard(pathlib.Path.open, lambda path, mode="r", *rest, **more: bool({*mode} & {*"wax+"}))
    monkeypatch.setattr(pathlib.Path, "open", opened)
    return made


@pytest.mark.parametrize("number", range(CASES))
def test_a_full_disk_at_any_step_is_completed_by_the_next_run(tmp_path, disk, number):
    folder = small_group(tmp_path / "deliveries")
    disk.steps = 0
    ingest_folder(tmp_path / "whole", folder, workers=0)
    whole = {part: tree(tmp_path / "whole" / part) for part in KEPT}
    full_from, home = 1 + (2 * number + 1) * disk.steps // (2 * CASES), tmp_path / "home"
    disk.steps, disk.full_from, disk.stays_full = 0, full_from, bool(number % 2)
    with pytest.raises(OSError, match="No space left"):
        ingest_folder(home, folder, workers=0)
    disk.full_from = 0
    assert verify_log(home) == []
    ingest_folder(home, folder, workers=0)
    assert {part: tree(home / part) for part in KEPT} == whole
    assert verify_log(home) == []


@pytest.mark.parametrize("workers", [0, 1])
def test_a_file_read_while_the_disk_was_full_is_not_called_damaged(tmp_path, monkeypatch, workers):
    import ingestion.landing.ingest as module

    folder, home = small_group(tmp_path / "deliveries"), tmp_path / "home"
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left") as told:
        patch.setattr(module, "read_and_stage", _full_for_one)
        ingest_folder(home, folder, workers=workers)
    assert "磁盘空间不足" in words_of(told.value) and "the disk is full" in words_of(told.value)
    ingest_folder(home, folder, workers=0)
    files = catalogue.read_table(home, "files")
    assert files.filter(pl.col("status") != "read").is_empty() and verify_log(home) == []


@pytest.mark.parametrize("name", ["write_page", "write_receipt_book"])
def test_a_disk_that_is_full_while_receipts_are_written_leaves_no_half_file_in_their_folder(
    tmp_path, monkeypatch, name
):
    from orchestration.taking_in import take_in
    from reporting import documents

    folder, home = small_group(tmp_path / "deliveries"), tmp_path / "home"
    write = getattr(documents, name)

    def full(*arguments, **more):
        write(*arguments, **more)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(documents, name, full)
        take_in(home, folder)
    assert [path for path in (home / "receipts").rglob("*") if path.is_file()] == []
    take_in(home, folder)
    take_in(tmp_path / "whole", folder)
    assert tree(home / "receipts") == tree(tmp_path / "whole" / "receipts")


def _full_for_one(job):
    if job.plant_code == "QLAL":
        landing.write_tables = _full
    return landing.read_and_stage(job)


def _full(*_):
    landing.write_tables = _write_tables
    raise OSError(errno.ENOSPC, "No space left on device")


_write_tables = landing.write_tables
