"""What `potline ingest` leaves behind: receipts of what it touched, and plants known to the UI where it has records."""

import dagster as dg
import pytest

from ingestion.receipts.facts import ReceiptSource, receipt_facts
from ingestion.records.catalogue import files_table
from orchestration.records import dagster_home
from orchestration.taking_in import take_in
from tests.integration.landing.group import put, small_group, tickets
from warehouse.home import open_home


def receipts(home):
    return {p.parent.relative_to(home / "receipts").as_posix(): p.stat().st_mtime_ns
            for p in (home / "receipts").rglob("receipt.html")}  # fmt: skip


@pytest.fixture
def taken(tmp_path):
    folder = small_group(tmp_path / "d")
    take_in(tmp_path / "home", folder)
    return tmp_path / "home", folder


def test_every_plant_and_period_taken_in_has_its_receipt(taken):
    home, folder = taken
    delivered = {"/".join(p.relative_to(folder).parts[:2]) for p in folder.glob("*/*/*") if p.is_file()}
    assert delivered <= set(receipts(home))
    assert "回执" in (home / "receipts/QLAL/2024-01/receipt.html").read_text(encoding="utf-8")


def test_only_what_was_touched_is_written_again(taken):
    home, folder = taken
    before = receipts(home)
    put(folder, "BSAL/2024-06/过磅.csv", tickets(900, 5, month="2024-06"))
    _, written = take_in(home, folder)
    after = receipts(home)
    assert written == 1 and set(after) - set(before) == {"BSAL/2024-06"}
    assert {place: after[place] for place in before} == before


def test_a_receipt_that_is_gone_comes_back_with_the_next_ingest(taken):
    home, folder = taken
    (home / "receipts/QLAL/2024-01/receipt.html").unlink()
    take_in(home, folder)
    assert "QLAL/2024-01" in receipts(home)


def test_receipts_can_be_left_out(tmp_path):
    folder = small_group(tmp_path / "d")
    assert take_in(tmp_path / "home", folder, receipts=False)[1] == 0
    assert not (tmp_path / "home" / "receipts").exists() or not receipts(tmp_path / "home")


def test_one_source_serves_many_receipts_and_says_the_same(taken):
    home, _ = taken
    source = ReceiptSource(home)
    for place in (("QLAL", "2024-01"), ("BSAL", "2024-01"), ("QLAL", "2031-01")):
        assert receipt_facts(source, *place) == receipt_facts(home, *place)


def test_plants_become_partitions_only_where_the_records_exist(taken, monkeypatch):
    home, folder = taken
    assert not (home / "dagster").exists()
    monkeypatch.setenv("DAGSTER_HOME", str(dagster_home(open_home(home).root)))
    with dg.DagsterInstance.get() as instance:
        assert instance.get_dynamic_partitions("plants") == []
        take_in(home, folder)
        assert sorted(instance.get_dynamic_partitions("plants")) == ["BSAL", "QLAL"]


def test_what_a_machine_out_of_memory_made_unreadable_is_read_when_asked_again(tmp_path, monkeypatch):
    folder = small_group(tmp_path / "d")

    def out_of_memory(*_args):
        raise MemoryError

    with monkeypatch.context() as short:
        short.setattr("ingestion.landing.landing._read", out_of_memory)
        take_in(tmp_path / "home", folder, receipts=False)
    statuses = files_table(tmp_path / "home").get_column("status")
    assert set(statuses) == {"unreadable"}
    take_in(tmp_path / "home", folder, receipts=False, reread=True)
    # the lists of the group come first, and what they made unknown before is read with them now
    assert "unreadable" not in set(files_table(tmp_path / "home").get_column("status"))
