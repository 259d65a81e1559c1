"""Watching goes on: what cannot be listed, copied or taken in is told, left, and tried again; all the rest lands."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.landing import watch as watching
from ingestion.landing.ingest import ingest_folder
from ingestion.landing.watch import LocalStore, StoreError, scan, watch
from ingestion.landing_names import discover
from ingestion.records.catalogue import files_table
from orchestration.commands.watch import command
from tests.integration.landing.group import put, small_group, tickets
from warehouse.verify import verify_log

GOOD, BAD = "QLAL/2024-02/好.csv", "QLAL/2024-02/坏.csv"


class Clock:
    """Seconds of the looks: ten pass with every sleep."""

    def __init__(self, steps=()):
        self.now, self.steps = 0.0, iter(steps)

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        step = next(self.steps, None)
        if step is not None:
            step()


class Shut(LocalStore):
    """A folder in which some files cannot be copied, as where the account has no right to them."""

    shut: dict[str, int]
    tried = 0

    def copy(self, path, target):
        if path in self.shut:
            self.tried += 1
            raise StoreError(f"{path}：无法复制（{os.strerror(self.shut[path])}）")
        super().copy(path, target)


def watched(store, take, clock, rounds, tell):
    return watch(store, take, rounds=rounds, sleep=clock.sleep, clock=clock, tell=tell, every_seconds=10)


@pytest.fixture
def drop(tmp_path):
    put(tmp_path / "drop", GOOD, tickets(900, 5, month="2024-02"))
    put(tmp_path / "drop", BAD, tickets(950, 5, month="2024-02"))
    store = Shut(tmp_path / "drop")
    store.shut = {BAD: errno.EACCES}
    return store


def test_one_file_that_cannot_be_copied_holds_no_other_back(drop, tmp_path):
    told, clock = [], Clock([None] * 30 + [drop.shut.clear])
    handed = watched(drop, lambda folder: ingest_folder(tmp_path / "home", folder), clock, 200, told.append)
    assert handed == 2
    assert sorted(files_table(tmp_path / "home")["rows_keep"]) == [5, 5]
    assert len(told) == 1 and BAD in told[0]
    # 300 seconds: after 10, 20, 40, 80 and 160
    assert 3 <= drop.tried <= 7


def test_a_trouble_that_lasts_is_told_again_every_hour_and_tried_every_quarter(drop):
    told, clock = [], Clock()
    watched(drop, lambda folder: None, clock, 1_081, told.append)
    assert len(told) in (3, 4) and drop.tried < 25


def test_a_file_sent_anew_is_tried_at_once(drop):
    def anew():
        drop.shut.clear()
        put(drop.root, BAD, tickets(950, 6, month="2024-02"))

    taken, clock = [], Clock([None] * 40 + [anew])
    watched(drop, lambda f: taken.append({p.name for p in f.rglob("*.csv")}), clock, 45, lambda text: None)
    assert taken == [{"好.csv"}, {"坏.csv"}]


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "No space left on device", "work/staged/1-ab"), ValueError("profiles/QLAL.yml")],
    ids=["full-disk", "profile-being-edited"],
)
def test_a_batch_that_could_not_be_taken_in_is_taken_in_later_and_told_once(drop, error):
    told, taken, looks = [], [], []

    def take(folder):
        looks.append(folder)
        if len(looks) < 4:
            raise error
        taken.append({p.name for p in folder.rglob("*.csv")})

    drop.shut = {}
    assert watched(drop, take, Clock(), 30, told.append) == 2
    assert taken == [{"好.csv", "坏.csv"}] and len(looks) == 4
    assert len(told) == 1 and "tried again" in told[0]


def test_no_room_for_the_copies_ends_nothing(drop, monkeypatch):
    told, clock, real = (
        [],
        Clock([None, None, lambda: monkeypatch.undo()]),
        watching.tempfile.TemporaryDirectory,
    )

    def full(**_more):
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp")

    drop.shut = {}
    monkeypatch.setattr(watching.tempfile, "TemporaryDirectory", full)
    assert watched(drop, lambda folder: None, clock, 20, told.append) == 2
    assert len(told) == 1 and "磁盘空间不足" in told[0] and watching.tempfile.TemporaryDirectory is real


def test_a_folder_that_goes_away_for_a_while_is_told_once_and_watched_on(drop):
    away = drop.root.with_name("away")
    clock = Clock([lambda: drop.root.rename(away), *[None] * 5, lambda: away.rename(drop.root)])
    told, drop.shut = [], {}
    assert watched(drop, lambda folder: None, clock, 40, told.append) == 2
    assert len(told) == 1 and "不存在" in told[0]


def test_many_failures_in_a_row_leave_the_rest_for_the_next_look(drop):
    names = [f"QLAL/2024-02/{number}.csv" for number in range(9)]
    for name in names:
        put(drop.root, name, "x")
    drop.shut, told = dict.fromkeys(names, errno.EIO), []
    watched(drop, lambda folder: None, Clock(), 2, told.append)
    assert drop.tried == 3
    assert watched(drop, lambda folder: None, Clock(), 30, told.append) == 2


def test_what_the_folder_does_not_show_is_told(drop, monkeypatch):
    told, drop.shut, stat = [], {}, Path.stat

    def shut(path, **more):
        if path.name == "坏.csv":
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return stat(path, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", shut)
        assert watched(drop, lambda folder: None, Clock(), 6, told.append) == 1
    assert len(told) == 1 and "坏.csv" in told[0] and "没有读取权限" in told[0]


def test_a_clock_that_is_set_back_keeps_no_file_waiting(tmp_path):
    put(tmp_path, GOOD, "a")
    first = scan(tmp_path, {}, now=1_000_000)
    second = scan(tmp_path, first.state, now=10)
    assert scan(tmp_path, second.state, now=20).files == [GOOD]


def test_looks_without_a_pause_are_refused(tmp_path):
    done = CliRunner().invoke(command, ["--every", "0", str(tmp_path)])
    assert done.exit_code == 2


def test_files_that_vanish_or_shut_while_a_folder_is_taken_in_are_left_and_said_so(tmp_path, monkeypatch):
    from ingestion.landing import ingest_plan

    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    gone = put(folder, "QLAL/2024-02/走.csv", tickets(900, 5, month="2024-02"))
    pipe = put(folder, "QLAL/2024-02/管.csv", tickets(950, 5, month="2024-02"))
    land = ingest_plan.land_original

    def late(home, source, scratch):
        if source == gone:
            gone.unlink()
        if source == pipe and pipe.is_file():
            pipe.unlink()
            os.mkfifo(pipe)
        return land(home, source, scratch)

    monkeypatch.setattr(ingest_plan, "land_original", late)
    summary = ingest_folder(home, folder, workers=0)
    assert summary.count("landed") == 5
    assert {file for file, _ in summary.ignored} == {"QLAL/2024-02/走.csv", "QLAL/2024-02/管.csv"}
    assert all("留待下次" in reason and "next run" in reason for _, reason in summary.ignored)
    monkeypatch.undo()
    pipe.unlink()
    put(folder, "QLAL/2024-02/走.csv", tickets(900, 5, month="2024-02"))
    assert ingest_folder(home, folder, workers=0).count("landed") == 1


@pytest.mark.parametrize("way", ["grows", "same size", "renamed over"])
def test_a_file_that_changes_while_it_is_copied_is_left_and_said_so_not_taken_in_halves(
    tmp_path, monkeypatch, way
):
    from ingestion.landing import ingest_plan

    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    moving = put(folder, "QLAL/2024-02/变.csv", tickets(900, 5, month="2024-02"))
    land = ingest_plan.land_original

    def writing(home, source, scratch):
        landed = land(home, source, scratch)
        if source == moving:
            content = tickets(900, 5, net="7.00", month="2024-02").encode("gb18030")
            if way == "renamed over":
                put(folder, "QLAL/2024-02/新.part", content).replace(moving)
            else:
                moving.write_bytes(content + b"\n" if way == "grows" else content)
        return landed

    monkeypatch.setattr(ingest_plan, "land_original", writing)
    summary = ingest_folder(home, folder, workers=0)
    ((file, reason),) = summary.ignored
    assert file == "QLAL/2024-02/变.csv" and "仍在变化" in reason and "changed while" in reason
    monkeypatch.undo()
    assert ingest_folder(home, folder, workers=0).count("landed") == 1
    assert verify_log(home) == []


def test_a_dropped_file_that_is_written_anew_while_it_is_copied_is_taken_whole_at_a_later_look(
    drop, monkeypatch
):
    copy, taken, told, drop.shut = watching.LocalStore.copy, [], [], {}
    copy2 = shutil.copy2

    def writing(source, target):
        copy2(source, target)
        if source.name == "坏.csv" and not told_of:
            told_of.append(source)
            # as many bytes as before: half of them could be the old ones
            put(drop.root, BAD, tickets(950, 5, net="7.00", month="2024-02"))

    told_of: list = []
    monkeypatch.setattr(shutil, "copy2", writing)
    watched(
        drop,
        lambda f: taken.append({p.name: p.read_bytes() for p in f.rglob("*.csv")}),
        Clock(),
        30,
        told.append,
    )
    assert copy is watching.LocalStore.copy and [sorted(batch) for batch in taken] == [["好.csv"], ["坏.csv"]]
    assert taken[1]["坏.csv"] == (drop.root / BAD).read_bytes()
    assert len(told) == 1 and "仍在变化" in told[0]


def test_a_file_that_is_gone_before_it_is_looked_at_ends_nothing(tmp_path, monkeypatch):
    from ingestion import landing_names

    folder = small_group(tmp_path / "d")
    may = os.access

    def gone(path, mode):
        answer = may(path, mode)
        if path.name == "铝液过磅.csv":
            path.unlink()
        return answer

    monkeypatch.setattr(landing_names.os, "access", gone)
    found, ignored = landing_names.discover(folder)
    assert len(found) == 4 and ["next run" in why for _, why in ignored] == [True]


def test_a_full_home_is_no_fault_of_the_deliveries(tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ingestion.landing.landing.sync_folder", full)
    with pytest.raises(OSError, match="No space left"):
        ingest_folder(tmp_path / "home", small_group(tmp_path / "d"), workers=0)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to act as an account without rights")
def test_a_shut_file_as_another_account_sees_it():
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = small_group(Path(name) / "d")
        (folder / "BSAL/2024-01/铝液过磅.csv").chmod(0)
        (folder / "QLAL/2024-01").chmod(0o744)
        os.seteuid(65534)
        try:
            found, ignored = discover(folder)
            told = LocalStore(folder)
            seen = [entry.path for entry in told.entries()]
        finally:
            os.seteuid(0)
    # whether a file may be opened is asked for the account that started the process
    assert len(found) == 3 and [reason.count("没有读取权限") for _, reason in ignored] == [1, 1]
    assert len(seen) == 3 and len(told.left_out) == 2
