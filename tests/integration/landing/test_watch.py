"""The drop folder: a file is taken when it is complete, once, from a folder or from a bucket."""

import importlib
import sys

import fsspec
import pytest

from ingestion.landing.ingest import ingest_folder
from ingestion.landing.watch import FsspecStore, LocalStore, collected, open_store, scan, watch
from ingestion.landing_names import clean_path, is_ignored, place_of
from tests.integration.landing.group import put, small_group, tickets

FILE = "QLAL/2024-01/铝液.csv"


def test_a_file_counts_once_it_has_stopped_growing(tmp_path):
    put(tmp_path, FILE, "a")
    first = scan(tmp_path, {}, now=100)
    assert (first.files, first.waiting) == ([], [FILE])
    put(tmp_path, FILE, "ab")
    second = scan(tmp_path, first.state, now=110)
    assert second.files == []
    third = scan(tmp_path, second.state, now=112)
    assert third.files == []
    fourth = scan(tmp_path, third.state, now=116)
    assert (fourth.files, fourth.ready) == ([FILE], {("QLAL", "2024-01")})
    assert fourth.fingerprint
    assert scan(tmp_path, fourth.state, now=130).files == []


def test_a_done_marker_says_complete_at_once_and_may_be_required(tmp_path):
    put(tmp_path, FILE, "a")
    waiting = scan(tmp_path, {}, now=0)
    assert scan(tmp_path, waiting.state, now=100, needs_done=True).files == []
    put(tmp_path, f"{FILE}.done", "")
    assert scan(tmp_path, {}, now=0, needs_done=True).files == [FILE]


def test_a_file_changed_after_it_was_taken_is_taken_again(tmp_path):
    put(tmp_path, FILE, "a")
    state = scan(tmp_path, scan(tmp_path, {}, now=0).state, now=10).state
    put(tmp_path, FILE, "abc")
    again = scan(tmp_path, scan(tmp_path, state, now=20).state, now=30)
    assert again.files == [FILE]


@pytest.mark.parametrize(
    "name", ["~$铝液.xlsx", "铝液.csv.part", ".铝液.csv", "Thumbs.db", "x.tmp", "a.crdownload"]
)
def test_a_file_still_being_written_never_counts(tmp_path, name):
    put(tmp_path, f"QLAL/2024-01/{name}", "a")
    assert scan(tmp_path, scan(tmp_path, {}, now=0).state, now=100).files == []
    assert is_ignored(f"QLAL/2024-01/{name}")


def test_a_bucket_is_watched_through_the_same_interface(tmp_path):
    files = fsspec.filesystem("memory")
    files.pipe(f"/drop/{FILE}", tickets(1, 5).encode())
    store = open_store("memory://drop")
    assert isinstance(store, FsspecStore)
    first = scan(store, {}, now=0)
    assert scan(store, first.state, now=10).files == [FILE]
    with collected(store, [FILE]) as folder:
        assert (folder / FILE).read_bytes() == tickets(1, 5).encode()
    files.rm("/drop", recursive=True)


def test_a_bucket_without_its_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    # another test of this process may have used the driver
    monkeypatch.delitem(importlib.import_module("fsspec.registry")._registry, "s3", raising=False)
    with pytest.raises(ImportError, match="s3fs"):
        open_store("s3://bucket/drop")


def test_a_path_that_leaves_the_folder_is_not_copied(tmp_path):
    put(tmp_path, "in/x.csv", "a")
    put(tmp_path, "out.csv", "b")
    with collected(LocalStore(tmp_path / "in"), ["../out.csv", "x.csv"]) as folder:
        assert [p.name for p in folder.rglob("*") if p.is_file()] == ["x.csv"]


def test_watching_lands_what_comes_in_and_nothing_twice(tmp_path):
    drop = small_group(tmp_path / "drop")
    home, waits = tmp_path / "home", iter([None, lambda: put(drop, FILE, tickets(300, 5)), None, None])

    def sleep(_):
        step = next(waits, None)
        if step is not None:
            step()
        for path in drop.rglob("*"):
            if path.is_file():
                path.with_name(path.name + ".done").touch()

    handed = watch(drop, lambda folder: ingest_folder(home, folder), rounds=4, needs_done=True, sleep=sleep)
    assert handed == 6
    assert len(ingest_folder(home, drop).lines) == 6
    assert ingest_folder(home, drop).count("unchanged") == 6


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("QLAL/2024-03/x.xlsx", ("QLAL", "2024-03", False)),
        ("QLAL/202403/x.xlsx", ("QLAL", "2024-03", False)),
        ("QLAL/2024年3月/一车间/x.xlsx", ("QLAL", "2024-03", False)),
        ("QLAL/2024年度/x.xlsx", ("QLAL", "2024", False)),
        ("QLAL/2024/2024-03/x.xlsx", ("QLAL", "2024-03", False)),
        ("QLAL/2024年3月台账.xlsx", ("QLAL", "2024-03", True)),
        ("QLAL/台账.xlsx", ("QLAL", "_unknown", False)),
        ("台账.xlsx", ("", "_unknown", False)),
        ("_group/a/报送登记.csv", ("_group", "_group", False)),
    ],
)
def test_plant_and_period_are_those_of_the_folders(file, place):
    assert place_of(file) == place


def test_a_name_in_another_encoding_or_form_becomes_plain_text():
    assert clean_path("QLAL\\2024-01\\e\u0301.csv") == "QLAL/2024-01/é.csv"
    assert clean_path("铝液.csv".encode("gb18030").decode("utf-8", "surrogateescape")) == "铝液.csv"
