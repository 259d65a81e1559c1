"""Locks end with their process; staged files become visible by their event or not at all."""

import subprocess
import sys

import pytest

from warehouse import staging
from warehouse.event_log import Draft, log_file, read_events
from warehouse.home import open_home, write_atomic
from warehouse.locks import CLOSE, LAKE, LockBusyError, hold
from warehouse.staging import commit, open_staging, recover
from warehouse.verify import interrupted, verify_log

HOLD_FOREVER = (
    "import sys,time;from pathlib import Path;from warehouse.home import open_home;from warehouse.locks import hold\n"
    "with hold(open_home(Path(sys.argv[1])),'close'):\n print('held',flush=True);time.sleep(60)"
)
COMMIT_AND_DIE = """
import os, sys
from pathlib import Path
from warehouse import staging, event_log
from warehouse.event_log import Draft
from warehouse.home import open_home
home = open_home(Path(sys.argv[1]))
if sys.argv[2] == "before-event":
    event_log.append = lambda *a: os._exit(9)
if sys.argv[2] == "before-the-line":
    event_log._write_tail = lambda *a: os._exit(9)
if sys.argv[2] == "after-event":
    staging._apply = lambda *a: os._exit(9)
with staging.open_staging(home) as place:
    path = place.path("d1", "lake/t/甲/2024-01/d1.parquet")
    path.write_bytes(b"rows")
    gone = {"lake/t/甲/2024-01/old.parquet": None}
    staging.commit(place, "d1", Draft("delivery", {"originals": []}), {"lake/t/甲/2024-01/d1.parquet": path, **gone})
"""


def test_a_second_close_is_refused_while_one_runs_and_a_killed_one_leaves_no_lock(tmp_path):
    home = open_home(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_FOREVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline().strip() == "held"
    with pytest.raises(LockBusyError, match=f"pid {holder.pid}"), hold(home, CLOSE, wait_seconds=0):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with hold(home, CLOSE, wait_seconds=1):
        pass


def test_readers_share_the_lake_and_a_commit_waits_for_them(tmp_path):
    home = open_home(tmp_path)
    readers = hold(home, LAKE, shared=True), hold(home, LAKE, shared=True, wait_seconds=0)
    with readers[0], readers[1], pytest.raises(LockBusyError), hold(home, LAKE, wait_seconds=0):
        pass


def committed(folder):
    """A home with one committed lake file."""
    home = open_home(folder)
    with open_staging(home) as place, hold(home, LAKE):
        path = place.path("d1", "lake/t/甲/2024-01/d1.parquet")
        path.write_bytes(b"rows")
        commit(place, "d1", Draft("delivery", {}), {"lake/t/甲/2024-01/d1.parquet": path})
    return home


def test_a_committed_file_is_in_place_and_in_the_log(tmp_path):
    home = committed(tmp_path)
    assert (home.lake / "t/甲/2024-01/d1.parquet").read_bytes() == b"rows"
    assert list(home.staged.iterdir()) == []
    assert verify_log(home) == []


@pytest.mark.parametrize(
    ("moment", "events", "rows"),
    [
        pytest.param("before-event", 1, False, id="killed-before-the-event"),
        pytest.param("before-the-line", 2, True, id="killed-between-anchor-and-line"),
        pytest.param("after-event", 2, True, id="killed-after-the-event"),
    ],
)
def test_a_kill_leaves_all_of_a_commit_or_nothing(tmp_path, moment, events, rows):
    home = open_home(tmp_path)
    with open_staging(home) as place, hold(home, LAKE):
        old = place.path("d0", "lake/t/甲/2024-01/old.parquet")
        old.write_bytes(b"old")
        commit(place, "d0", Draft("delivery", {}), {"lake/t/甲/2024-01/old.parquet": old})
    died = subprocess.run([sys.executable, "-c", COMMIT_AND_DIE, str(tmp_path), moment], check=False)
    assert died.returncode == 9
    assert verify_log(home) == []
    assert interrupted(home) == events - 1
    recover(home)
    assert interrupted(home) == 0
    assert len(list(read_events(home))) == events
    assert (home.lake / "t/甲/2024-01/d1.parquet").exists() == rows
    assert (home.lake / "t/甲/2024-01/old.parquet").exists() != rows
    assert list(home.staged.iterdir()) == []
    assert verify_log(home) == []


def test_recovery_leaves_the_files_of_a_living_process_alone(tmp_path):
    home = open_home(tmp_path)
    with open_staging(home) as place:
        path = place.path("d1", "lake/t/甲/2024-01/d1.parquet")
        path.write_bytes(b"rows")
        recover(home)
        assert path.exists()


def test_a_line_removed_after_its_files_were_moved_is_told(tmp_path):
    home = committed(tmp_path)
    log_file(home).write_bytes(b"")
    assert [problem.code for problem in verify_log(home)] == ["tail_in_anchor_only"]


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        pytest.param(lambda p: p.write_bytes(b"rowz"), "file_altered", id="lake-file-altered"),
        pytest.param(lambda p: p.unlink(), "file_removed", id="lake-file-removed"),
        pytest.param(
            lambda p: p.with_name("x.parquet").write_bytes(b""), "file_inserted", id="lake-file-inserted"
        ),
    ],
)
def test_a_touched_lake_is_found(tmp_path, tamper, code):
    home = committed(tmp_path)
    tamper(home.lake / "t/甲/2024-01/d1.parquet")
    assert [problem.code for problem in verify_log(home)] == [code]


def test_an_atomic_write_leaves_no_temporary_file(tmp_path):
    write_atomic(tmp_path / "a" / "x.json", b"1")
    write_atomic(tmp_path / "a" / "x.json", b"2")
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["x.json"]
    assert (tmp_path / "a" / "x.json").read_bytes() == b"2"
    assert staging.files_of({}) == {}
