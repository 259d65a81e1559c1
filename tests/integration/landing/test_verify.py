"""Whatever is done to a file of a home, `potline verify-log` says so; what a killed run leaves is told as that."""

import os
import random
import shutil

import polars as pl
import pytest
from click.testing import CliRunner

from ingestion.landing.ingest import ingest_folder
from ingestion.records import catalogue
from ingestion.records.catalogue_check import verify_catalogue
from orchestration.commands.verify_log import command
from tests.integration.landing.group import small_group
from warehouse.event_log import head_file, log_file, read_head, record
from warehouse.home import open_home
from warehouse.publish import publish

SEEDS = int(os.environ.get("POTLINE_TAMPERINGS", "12"))
WATCHED = ("originals", "lake", "log", "catalogue", "published")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A landed and closed group; only to be copied."""
    base = tmp_path_factory.mktemp("whole")
    home = base / "home"
    ingest_folder(home, small_group(base / "deliveries"), workers=0)
    for number, period in enumerate(["2024-01", "2024-02"], start=1):
        published = publish(home, period, {"t": pl.DataFrame({"n": range(number)})})
        record(home, "close", {"close_id": period, "root_hash": published.root_hash})
    return home


@pytest.fixture
def home(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


def verified(home):
    return CliRunner().invoke(command, ["--home", str(home)], catch_exceptions=False)


def found(home):
    done = verified(home)
    assert (done.exit_code == 1) == ("[" in done.output)
    return done.exit_code == 1


def flip(path, content, choose):
    place = choose.randrange(len(content))
    path.write_bytes(
        content[:place] + bytes([content[place] ^ (1 << choose.randrange(8))]) + content[place + 1 :]
    )


def cut(path, content, choose):
    path.write_bytes(content[: choose.randrange(len(content))])


def append(path, content, choose):
    path.write_bytes(content + choose.choice([b"\0", b"\n", content]))


def remove(path, content, choose):
    path.unlink()


def link(path, content, choose):
    aside = path.parents[-3] / f"aside-{path.name}"
    path.rename(aside)
    path.symlink_to(aside)


def swap(path, content, choose):
    others = [p for p in sorted(path.parent.iterdir()) if p.is_file() and p.read_bytes() != content]
    other = choose.choice(others) if others else path.with_name("another")
    path.rename(path.with_name("aside"))
    if other.exists():
        other.rename(path)
    path.with_name("aside").rename(other)


def stray(path, content, choose):
    path.with_name(choose.choice([".x", "x.parquet", "x.json", ".nfsx.parquet"])).write_bytes(b"")


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("change", [flip, cut, append, remove, link, swap, stray], ids=lambda f: f.__name__)
def test_any_change_to_any_file_is_found(home, change, seed):
    choose = random.Random(f"{seed}{change.__name__}")
    part = WATCHED[seed % len(WATCHED)]
    path = choose.choice([p for p in sorted((home / part).rglob("*")) if p.is_file() and not p.is_symlink()])
    path.chmod(0o644)
    change(path, path.read_bytes(), choose)
    assert found(home), path


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("file", [log_file, head_file])
def test_lines_of_the_log_removed_repeated_or_moved_are_found(home, file, seed):
    choose, path = random.Random(seed), file(open_home(home))
    lines = path.read_bytes().splitlines(keepends=True)
    place = choose.randrange(len(lines))
    line = lines.pop(place)
    if seed % 3 == 1:
        lines[place:place] = [line, line]
    elif seed % 3 == 2 and lines:
        lines.insert(choose.choice([n for n in range(len(lines) + 1) if n != place]), line)
    path.write_bytes(b"".join(lines))
    assert found(home)


def test_times_rights_and_what_a_kill_leaves_are_no_bytes_of_the_log(home):
    path = next(p for p in sorted((home / "lake").rglob("*")) if p.is_file())
    os.utime(path, (0, 0))
    path.chmod(0o600)
    (home / "log/.head.json.17.tmp").write_bytes(b"")
    (home / "published/.building-17-ab").mkdir()
    assert verified(home).exit_code == 0


@pytest.mark.parametrize("name", catalogue.table_names())
def test_a_catalogue_table_of_another_content_is_told_with_the_remedy(home, name):
    path = home / "catalogue" / f"{name}.parquet"
    pl.read_parquet(path).clear().with_columns(more=pl.lit(1)).write_parquet(path)
    told = verify_catalogue(home)
    assert [(p.place, p.code) for p in told] == [(f"catalogue/{name}.parquet", "catalogue_altered")]
    shutil.rmtree(home / "work/catalogue_parts")
    for table in (home / "catalogue").glob("*.parquet"):
        table.unlink()
    catalogue.rebuild(home)
    assert verify_catalogue(home) == []


def test_altered_parts_that_went_into_the_tables_are_found(home):
    part = next(iter(sorted((home / "work/catalogue_parts").glob("*/*/files.parquet"))))
    pl.read_parquet(part).with_columns(rows_keep=pl.lit(99, pl.Int64)).write_parquet(part)
    for mark in (home / "work/catalogue_parts").rglob("joined.json"):
        mark.unlink()
    catalogue.rebuild(home)
    assert "catalogue_altered" in {p.code for p in verify_catalogue(home)}


def test_tables_that_a_killed_run_did_not_update_are_told_as_that(home, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "rebuild", lambda place: None)
    folder = small_group(tmp_path / "deliveries")
    first = next(p for p in sorted((folder / "QLAL").rglob("*.csv")))
    shutil.copy(first, first.with_name(f"{first.stem}(2).csv"))
    ingest_folder(home, folder, workers=0)
    monkeypatch.undo()
    told = verify_catalogue(home)
    assert {p.code for p in told} == {"catalogue_behind"} and "中断" in told[0].message_zh
    assert "再次运行 potline ingest" in told[0].message_zh and "delete" not in told[0].message_en
    (tmp_path / "none").mkdir()
    ingest_folder(home, tmp_path / "none", workers=0)
    assert verify_catalogue(home) == []


def test_the_command_says_what_waits_for_the_next_run(home, monkeypatch):
    monkeypatch.setattr("warehouse.verify.interrupted", lambda place: 1)
    done = verified(home)
    assert done.exit_code == 0 and "下次运行会自动补齐" in done.output


def test_a_head_noted_earlier_must_still_stand_in_the_log(home):
    noted = read_head(open_home(home)).hash
    assert noted in verified(home).output
    record(home, "correction", {})
    ask = ["--home", str(home), "--head"]
    assert CliRunner().invoke(command, [*ask, noted]).exit_code == 0
    forged = CliRunner().invoke(command, [*ask, "0" * 64])
    assert forged.exit_code == 1 and "noted_head_absent" in forged.output


def test_a_removed_last_event_does_not_pass_for_an_interrupted_run(home):
    path = log_file(open_home(home))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    done = verified(home)
    assert done.exit_code == 1 and "tail_in_anchor_only" in done.output
