"""Taking in a folder: what lands, what is recognised as delivered again, what a bad file leaves."""

import hashlib
import os
import shutil
import zipfile
from decimal import Decimal
from io import BytesIO

import polars as pl
import pytest

from ingestion.landing.ingest import ingest_folder
from ingestion.recognition.profiles import write_profile
from ingestion.records import catalogue
from tests.integration.landing.group import PLANTS, plant_list, put, register, small_group, ticket, tickets
from warehouse.event_log import read_events
from warehouse.home import open_home
from warehouse.verify import verify_log

FIRST, SECOND = "QLAL/2024-01/铝液过磅_1月.csv", "QLAL/2024-01/铝液过磅_1月(修订).csv"


def tree(folder):
    """Content of every file below a folder."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def lake_and_sidecars(home):
    return tree(open_home(home).lake), tree(open_home(home).sidecars)


def counts(home, file):
    row = catalogue.files_table(home).filter(pl.col("file") == file).to_dicts()[-1]
    return {name.removeprefix("rows_"): row[name] for name in row if name.startswith("rows_")} | {
        "version": row["version"], "status": row["status"]
    }  # fmt: skip


@pytest.fixture
def deliveries(tmp_path):
    return small_group(tmp_path / "deliveries")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_a_revised_file_replaces_its_rows_and_only_those(home, deliveries):
    ingest_folder(home, deliveries)
    first, second = counts(home, FIRST), counts(home, SECOND)
    assert (first["version"], second["version"]) == (1, 2)
    assert (first["total"], first["keep"], first["quarantine"], first["duplicate"], first["superseded"]) == (
        41,
        34,
        0,
        1,
        6,
    )
    assert (second["total"], second["keep"], second["superseded"]) == (6, 6, 0)


def test_every_row_that_does_not_count_is_listed_with_its_reason(home, deliveries):
    ingest_folder(home, deliveries)
    rows = catalogue.rows_table(home).filter(pl.col("file") == FIRST)
    assert sorted(rows.get_column("status").value_counts().rows()) == [("duplicate", 1), ("superseded", 6)]
    assert rows.filter(pl.col("status") == "superseded").get_column("reason_zh").str.contains("修订").all()
    assert rows.get_column("requirement").null_count() == 0


def test_what_a_revision_changed_is_recorded_field_by_field(home, deliveries):
    ingest_folder(home, deliveries)
    changes = catalogue.read_table(home, "changes").filter(pl.col("field") == "net_t")
    altered = changes.filter(pl.col("change") == "altered")
    assert sorted(altered.get_column("row_key")) == [f"{n:08d}" for n in (4, 6, 7, 8, 9)]
    assert set(altered.get_column("mass_delta_t")) == {Decimal("0.5")}
    # The row that was set aside is now usable: metal that did not count before.
    assert changes.filter(pl.col("change") == "added").rows(named=True)[0]["row_key"] == "00000005"


def test_the_same_folder_again_changes_nothing(home, deliveries):
    ingest_folder(home, deliveries)
    before = tree(home / "lake"), tree(home / "log"), tree(home / "catalogue")
    summary = ingest_folder(home, deliveries)
    assert summary.count("unchanged") == len(summary.lines) == 5
    assert (tree(home / "lake"), tree(home / "log"), tree(home / "catalogue")) == before


def test_reading_again_without_a_difference_leaves_no_event(home, deliveries):
    ingest_folder(home, deliveries)
    before = tree(home)
    shutil.rmtree(home / "work" / "read_with")
    ingest_folder(home, deliveries)
    again = tree(home)
    assert {k: v for k, v in again.items() if not k.startswith("work")} == {
        k: v for k, v in before.items() if not k.startswith("work")
    }


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([[SECOND], [FIRST]], id="revision-before-the-original"),
        pytest.param([["BSAL/2024-01/铝液过磅.csv"], [FIRST], [SECOND]], id="one-by-one"),
        pytest.param([[FIRST, SECOND], ["_group/报送登记.csv"]], id="register-last"),
        pytest.param([[FIRST], ["_group/报送登记.csv", "_group/工厂清单.xlsx"]], id="lists-last"),
    ],
)
def test_the_order_of_ingestion_does_not_change_a_byte_of_the_lake(tmp_path, deliveries, steps):
    ingest_folder(tmp_path / "at-once", deliveries)
    late = tmp_path / "one-by-one"
    for number, files in enumerate(steps):
        part = tmp_path / f"part{number}"
        if number == 0 and not any(file.startswith("_group") for step in steps for file in step):
            shutil.copytree(deliveries / "_group", part / "_group")
        for file in files:
            (part / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(deliveries / file, part / file)
        ingest_folder(late, part)
    ingest_folder(late, deliveries)
    assert lake_and_sidecars(late) == lake_and_sidecars(tmp_path / "at-once")
    assert tree(late / "catalogue") == tree(tmp_path / "at-once" / "catalogue")
    assert verify_log(late) == []


def test_reading_side_by_side_gives_the_same_bytes_and_log(tmp_path, deliveries):
    ingest_folder(tmp_path / "alone", deliveries, workers=0)
    ingest_folder(tmp_path / "beside", deliveries, workers=2)
    for part in ("lake", "catalogue", "log", "originals"):
        assert tree(tmp_path / "beside" / part) == tree(tmp_path / "alone" / part)


def test_an_exact_copy_is_recognised_and_adds_nothing(home, deliveries):
    put(
        deliveries,
        "BSAL/2024-01/铝液过磅 - 副本.csv",
        (deliveries / "BSAL/2024-01/铝液过磅.csv").read_bytes(),
    )
    ingest_folder(home, deliveries)
    copy = counts(home, "BSAL/2024-01/铝液过磅 - 副本.csv")
    assert (copy["total"], copy["keep"], copy["duplicate"]) == (30, 0, 30)
    assert counts(home, "BSAL/2024-01/铝液过磅.csv")["keep"] == 30
    assert len(list((home / "lake/ladle_tickets/BSAL").rglob("*.parquet"))) == 1


def test_one_file_per_workshop_is_one_delivery_not_a_revision(home, tmp_path):
    folder = tmp_path / "d"
    plant_list(folder)
    put(folder, "QLAL/2024-01/出铝-一系列.csv", tickets(1, 20, process="一系列"))
    put(folder, "QLAL/2024-01/出铝-二系列.csv", tickets(101, 20, process="二系列"))
    ingest_folder(home, folder)
    versions = catalogue.files_table(home).filter(pl.col("plant_code") == "QLAL").get_column("version")
    assert versions.to_list() == [1, 1]
    assert catalogue.rows_table(home).is_empty()


def test_a_changed_file_under_the_same_name_is_a_later_version(home, deliveries):
    ingest_folder(home, deliveries)
    put(deliveries, "BSAL/2024-01/铝液过磅.csv", tickets(1, 30, "8.40"))
    ingest_folder(home, deliveries)
    rows = catalogue.files_table(home).filter(pl.col("file") == "BSAL/2024-01/铝液过磅.csv")
    assert rows.get_column("version").to_list() == [1, 2]
    assert rows.get_column("rows_keep").to_list() == [0, 30]
    assert verify_log(home) == []


def test_a_file_that_leaves_rows_out_keeps_them_in_force_and_asks(home, deliveries):
    gap = [ticket(n, n, "8.50") for n in (4, 5, 6, 8, 9)]
    header = tickets(1, 1).splitlines()[0]
    put(deliveries, SECOND, "\n".join([header, *gap]) + "\n")
    ingest_folder(home, deliveries)
    removed = catalogue.read_table(home, "changes").filter(pl.col("change") == "removed")
    assert removed.get_column("row_key").to_list() == ["00000007"]
    assert counts(home, FIRST)["keep"] == 35


BAD = {
    "empty": ("QLAL/2024-01/空.csv", b""),
    "not-a-workbook": ("QLAL/2024-01/改名.xlsx", b"\x00\x01\x02 not a workbook" * 50),
    "random-bytes": ("QLAL/2024-01/乱码.xls", os.urandom(4096)),
    "damaged-zip": ("QLAL/2024-01/损坏.zip", b"PK\x03\x04" + b"\x00" * 200),
    "nothing-known": ("QLAL/2024-01/说明.csv", "今天,天气\n晴,好\n".encode()),
    "no-such-plant": ("ZZZZ/2024-01/铝液过磅.csv", tickets(1, 5).encode("gb18030")),
    "no-period": ("QLAL/铝液过磅.csv", tickets(1, 5).encode("gb18030")),
    "stray": ("铝液过磅.csv", tickets(1, 5).encode("gb18030")),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_leaves_a_message_and_the_others_go_on(home, deliveries, name):
    file, content = BAD[name]
    put(deliveries, file, content)
    summary = ingest_folder(home, deliveries)
    line = next(line for line in summary.lines if line.file == file)
    assert line.status != "read"
    assert line.message_zh and line.message_en
    assert "Traceback" not in summary.text()
    assert sum(line.status == "read" for line in summary.lines) == 5
    assert open_home(home).original(hashlib.sha256(content).hexdigest()).read_bytes() == content
    assert verify_log(home) == []


def test_temporary_and_system_files_are_left_out_and_said_so(home, deliveries):
    for name in ("~$铝液.xlsx", ".DS_Store", "Thumbs.db", "正在传.csv.part", "__MACOSX/x.csv"):
        put(deliveries, f"QLAL/2024-01/{name}", b"x")
    (deliveries / "QLAL/2024-01/链接.csv").symlink_to("/etc/hostname")
    summary = ingest_folder(home, deliveries)
    assert len(summary.ignored) == 6
    assert len(summary.lines) == 5


def test_files_of_a_zip_land_each_on_its_own(home, tmp_path):
    folder = tmp_path / "d"
    plant_list(folder)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("出铝-一系列.csv", tickets(1, 20).encode("gb18030"))
        archive.writestr("出铝-二系列.csv", tickets(101, 20, process="二系列").encode("gb18030"))
    put(folder, "QLAL/2024-01/一月.zip", packed.getvalue())
    ingest_folder(home, folder)
    files = catalogue.files_table(home).filter(pl.col("plant_code") == "QLAL")
    assert files.get_column("file").to_list() == [
        f"QLAL/2024-01/一月.zip!出铝-{x}.csv" for x in ("一系列", "二系列")
    ]
    assert files.get_column("rows_keep").to_list() == [20, 20]
    assert [e.type for e in read_events(home)] == ["delivery", "delivery"]


def test_a_reader_that_dies_costs_one_file(home, deliveries, monkeypatch):
    import ingestion.landing.ingest as module

    monkeypatch.setattr(module, "read_and_stage", _die_on_one)
    summary = ingest_folder(home, deliveries, workers=2)
    status = {line.file: line.status for line in summary.lines if not line.file.startswith("_group")}
    assert status.pop("BSAL/2024-01/铝液过磅.csv") == "unreadable"
    assert set(status.values()) == {"read"}


def _die_on_one(job):
    from ingestion.landing.landing import read_and_stage

    if job.plant_code == "BSAL":
        os._exit(11)
    return read_and_stage(job)


def test_a_plant_added_to_the_list_later_is_read_then(home, tmp_path):
    folder = tmp_path / "d"
    plant_list(folder, plants=[])
    register(folder, [])
    put(folder, "BSAL/2024-01/铝液过磅.csv", tickets(1, 30))
    plant_list(folder, plants=PLANTS[:1])
    ingest_folder(home, folder)
    assert counts(home, "BSAL/2024-01/铝液过磅.csv")["status"] == "unknown_plant"
    plant_list(folder)
    ingest_folder(home, folder)
    assert counts(home, "BSAL/2024-01/铝液过磅.csv")["keep"] == 30


def test_an_agreed_profile_makes_the_plants_files_be_read_again(home, deliveries):
    ingest_folder(home, deliveries)
    agreed = {"tables": {"ladle_tickets": {"用途": {"field": "remark", "unit": None}}}}
    write_profile(open_home(home).profiles / "BSAL.yml", agreed)
    summary = ingest_folder(home, deliveries)
    assert [line.file for line in summary.lines if line.outcome == "reread"] == ["BSAL/2024-01/铝液过磅.csv"]
    rows = pl.read_parquet(next((home / "lake/ladle_tickets/BSAL").rglob("*.parquet")))
    assert rows.get_column("remark").to_list() == ["商品铝液"] * 30
    assert verify_log(home) == []


def test_a_broken_profile_stops_the_ingest_with_its_name(home, deliveries):
    put(open_home(home).profiles, "BSAL.yml", "a: [")
    with pytest.raises(ValueError, match=r"BSAL\.yml"):
        ingest_folder(home, deliveries)
    assert verify_log(home) == []


def test_one_event_per_delivery_in_the_order_of_the_register(home, deliveries):
    ingest_folder(home, deliveries)
    events = list(read_events(home))
    assert [event.type for event in events] == ["delivery"] * 5
    assert [event.payload["file"] for event in events][-2:] == [FIRST, SECOND]
