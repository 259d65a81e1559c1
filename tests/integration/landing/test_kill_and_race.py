"""Kill -9 at random moments, two ingests at once, tampering: nothing lost, nothing twice, nothing unseen.

CI kills a handful of times; ``POTLINE_KILLS=100 pytest tests/integration/landing/test_kill_and_race.py`` is
the long run.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from ingestion.landing.ingest import ingest_folder
from ingestion.records import catalogue
from tests.integration.landing.group import put, register, small_group, tickets
from tests.integration.landing.test_ingest import tree
from warehouse.event_log import digest, log_file, read_events
from warehouse.home import open_home
from warehouse.verify import verify_log

KILLS = int(os.environ.get("POTLINE_KILLS", "6"))
RUN = "import sys;from pathlib import Path;from ingestion.landing.ingest import ingest_folder;" \
      "ingest_folder(Path(sys.argv[1]),Path(sys.argv[2]),workers=int(sys.argv[3]))"  # fmt: skip
KEPT = ("originals", "lake", "log", "catalogue")


def start(home, folder, workers=0):
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(home), str(folder), str(workers)], start_new_session=True
    )


def state(home):
    return {part: tree(home / part) for part in KEPT}


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    """A group of a dozen files and the state an undisturbed ingest leaves."""
    base = tmp_path_factory.mktemp("group")
    folder = small_group(base / "deliveries")
    days = [(f"QLAL/2024-0{m}/铝液_{n}.csv", f"2024-0{m + 1}-0{n + 1}") for m in (2, 3) for n in range(4)]
    for number, (file, _) in enumerate(days):
        put(folder, file, tickets(1000 * (number // 2) + 1, 30, f"{8 + number / 10:.2f}", month=file[5:12]))
    old = (folder / "_group/报送登记.csv").read_bytes().decode("gb18030").splitlines()[1:]
    register(folder, [*((line.split(",")[2], line.split(",")[3]) for line in old), *days])
    os.environ.update(SOURCE_DATE_EPOCH="1700000000", POTLINE_USER="tester")
    assert start(base / "whole", folder).wait() == 0
    began = time.perf_counter()
    assert start(base / "warm", folder).wait() == 0
    return folder, state(base / "whole"), time.perf_counter() - began


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_at_any_moment_and_a_second_run_leave_the_same_bytes(group, tmp_path, number):
    folder, whole, seconds = group
    choose = random.Random(number)
    home = tmp_path / "home"
    for _ in range(1 + number % 2):
        process = start(home, folder, workers=2 * (number % 3 == 2))
        time.sleep(seconds * choose.uniform(0.3, 1.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if home.exists():
            assert verify_log(home) == []
    assert start(home, folder).wait() == 0
    assert state(home) == whole
    assert verify_log(home) == []
    ids = [event.payload["id"] for event in read_events(home, types=["delivery"])]
    assert len(ids) == len(set(ids)) == 13


# Ends the process at the n-th step that touches the disk for good: every sync, rename and removal is one.
RUN_TO_STEP = """
import os, pathlib, signal, sys
steps = [0]
def counted(function):
    def call(*args, **kwargs):
        steps[0] += 1
        if steps[0] == int(sys.argv[4]):
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call
os.fsync = counted(os.fsync)
for name in ("replace", "unlink", "rename"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
from ingestion.landing.ingest import ingest_folder
ingest_folder(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), workers=0)
print(steps[0])
"""


def run_to_step(home, folder, step):
    command = [sys.executable, "-c", RUN_TO_STEP, str(home), str(folder), "0", str(step)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def steps(group, tmp_path_factory):
    """How many steps on the disk an undisturbed ingest takes."""
    return int(run_to_step(tmp_path_factory.mktemp("count") / "home", group[0], 0).stdout)


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_before_any_step_on_the_disk_is_completed_by_the_next_run(group, steps, tmp_path, number):
    folder, whole, _ = group
    step = 1 + (number * steps) // KILLS + random.Random(number).randrange(max(1, steps // KILLS))
    home = tmp_path / "home"
    assert run_to_step(home, folder, step).returncode == -signal.SIGKILL
    assert verify_log(home) == []
    assert start(home, folder).wait() == 0
    assert state(home) == whole
    assert verify_log(home) == []
    assert list((home / "work/staged").iterdir()) == []


def test_two_ingests_of_the_same_plants_at_once_lose_and_repeat_nothing(group, tmp_path):
    folder, whole, _ = group
    home = tmp_path / "home"
    both = [start(home, folder), start(home, folder)]
    assert [process.wait() for process in both] == [0, 0]
    found = state(home)
    assert found["lake"] == whole["lake"]
    assert found["catalogue"] == whole["catalogue"]
    assert verify_log(home) == []
    ids = [event.payload["id"] for event in read_events(home, types=["delivery"])]
    assert len(ids) == len(set(ids)) == 13


def test_ingests_of_different_plants_at_once_lose_nothing(group, tmp_path):
    folder, whole, _ = group
    home, parts = tmp_path / "home", []
    for plant in ("QLAL", "BSAL"):
        part = tmp_path / plant
        shutil.copytree(folder / "_group", part / "_group")
        shutil.copytree(folder / plant, part / plant)
        parts.append(start(home, part))
    assert [process.wait() for process in parts] == [0, 0]
    assert state(home)["lake"] == whole["lake"]
    assert state(home)["catalogue"] == whole["catalogue"]
    assert verify_log(home) == []


@pytest.fixture(scope="module")
def landed(group, tmp_path_factory):
    home = tmp_path_factory.mktemp("landed") / "home"
    ingest_folder(home, group[0], workers=0)
    assert verify_log(home) == []
    return home


@pytest.mark.parametrize("part", ["originals", "lake", "catalogue/deliveries", "log"])
def test_an_altered_byte_anywhere_is_found(landed, tmp_path, part):
    choose = random.Random(part)
    files = [p for p in sorted((landed / part).rglob("*")) if p.is_file()]
    for path in choose.sample(files, min(len(files), 8)):
        content = path.read_bytes()
        mode = path.stat().st_mode
        path.chmod(0o644)
        for place in (0, choose.randrange(len(content)), len(content) - 1):
            path.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
            assert verify_log(landed), f"{path.name}, byte {place}"
        path.write_bytes(content)
        path.chmod(mode)
    assert verify_log(landed) == []


@pytest.mark.parametrize(
    ("part", "code"),
    [("originals", "original_missing"), ("lake", "file_removed"), ("catalogue/deliveries", "file_removed")],
)
def test_a_removed_file_is_found(landed, tmp_path, part, code):
    path = next(p for p in sorted((landed / part).rglob("*")) if p.is_file())
    path.rename(tmp_path / "aside")
    assert [problem.code for problem in verify_log(landed)] == [code]
    (tmp_path / "aside").rename(path)


def test_an_inserted_original_or_lake_file_is_found(landed):
    for name, code in (("originals/ab/cdef", "original_altered"), ("lake/t/x.parquet", "file_inserted")):
        path = put(landed, name, b"x")
        assert [problem.code for problem in verify_log(landed)] == [code]
        path.unlink()


def _link_elsewhere(path, aside):
    path.symlink_to(aside)


def _dangling(path, aside):
    path.symlink_to(aside.with_name("nowhere"))


def _folder(path, aside):
    path.mkdir()


def _pipe(path, aside):
    os.mkfifo(path)


@pytest.mark.parametrize("put_there", [_link_elsewhere, _dangling, _folder, _pipe])
@pytest.mark.parametrize("part", ["originals", "lake", "catalogue/deliveries"])
def test_a_file_replaced_by_something_that_is_none_is_found(landed, tmp_path, part, put_there):
    path = next(p for p in sorted((landed / part).rglob("*")) if p.is_file())
    path.rename(tmp_path / "aside")
    put_there(path, tmp_path / "aside")
    assert {problem.place for problem in verify_log(landed)} == {path.relative_to(landed).as_posix()}
    path.rmdir() if path.is_dir() else path.unlink()
    (tmp_path / "aside").rename(path)
    assert verify_log(landed) == []


@pytest.mark.parametrize("put_there", [_dangling, _pipe])
@pytest.mark.parametrize("name", ["originals/ab/x", "originals/.x", "lake/t/x", "catalogue/deliveries/.x"])
def test_anything_inserted_is_found_hidden_or_no_file_at_all(landed, tmp_path, name, put_there):
    (landed / name).parent.mkdir(exist_ok=True)
    put_there(landed / name, tmp_path / "aside")
    assert [problem.place for problem in verify_log(landed)] == [name]
    (landed / name).unlink()


def test_an_anchor_that_is_no_text_is_told(landed):
    anchor = landed / "log/head.json"
    content = anchor.read_bytes()
    anchor.write_text(json.dumps({**json.loads(content), "tail": "\ud800"}))
    assert verify_log(landed)[0].code == "head_unreadable"
    anchor.write_bytes(content)


def test_a_lake_file_rebuilt_with_other_rows_is_found(landed):
    path = next(iter(sorted((landed / "lake/ladle_tickets").rglob("*.parquet"))))
    content = path.read_bytes()
    pl.read_parquet(path).head(5).write_parquet(path)
    assert [problem.code for problem in verify_log(landed)] == ["file_altered"]
    path.write_bytes(content)


def test_the_log_of_another_clock_says_the_same_and_the_lake_has_the_same_bytes(group, tmp_path, monkeypatch):
    folder, whole, _ = group
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    home = tmp_path / "later"
    ingest_folder(home, folder)
    assert tree(home / "lake") == whole["lake"]
    assert log_file(open_home(home)).read_bytes() != b""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    ingest_folder(tmp_path / "now", folder)
    assert digest(home) == digest(tmp_path / "now")


def test_lost_catalogue_tables_are_rebuilt_to_the_same_bytes(landed, group):
    shutil.rmtree(landed / "work" / "catalogue_parts")
    for path in (landed / "catalogue").glob("*.parquet"):
        path.unlink()
    catalogue.rebuild(landed)
    assert tree(landed / "catalogue") == group[1]["catalogue"]


def test_hashes_of_the_log_are_those_of_the_files(landed):
    events = [json.loads(line) for line in log_file(open_home(landed)).read_bytes().splitlines()]
    name, sha = events[-1]["payload"]["files"][-1]
    assert hashlib.sha256((landed / name).read_bytes()).hexdigest() == sha


def test_an_ingest_leaves_no_process_behind(group, tmp_path):
    process = start(tmp_path / "home", group[0], workers=2)
    time.sleep(group[2] * 0.6)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(100):
        left = subprocess.run(
            ["pgrep", "-s", str(process.pid)], capture_output=True, check=False
        ).stdout.split()
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"still running: {left}")
