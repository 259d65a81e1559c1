"""Files that end the process reading them: a run goes on or is completed by the next, the file is refused with a reason."""

import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest
from click.testing import CliRunner

import ingestion.landing.ingest as ingest_module
from ingestion.landing import apart, ingest_pool
from ingestion.landing.ingest import ingest_folder
from ingestion.landing.ingest_pool import run_in_order
from ingestion.records.catalogue import files_table
from orchestration.commands.map import command as map_command
from tests.integration.landing.group import put, small_group, tickets
from tests.integration.landing.test_kill_and_race import RUN, state
from tests.unit.ingestion.build import ladle_rows, xlsx_bytes
from tests.unit.ingestion.workbooks import rewritten
from warehouse.hashing import sha256_bytes
from warehouse.home import open_home
from warehouse.verify import verify_log

FILE = "QLAL/2024-02/铝液过磅_2月.xlsx"
# Reads as the product does, but a file of this plant and month ends the process as native code would.
DEADLY = "import os,ingestion.landing.landing as l;read=l._read;" \
         "l._read=lambda job:os.abort() if job.period=='2024-02' else read(job);"  # fmt: skip


def far_cell(rows: int = 20_000) -> bytes:
    """A workbook of plausible size, as its head states, with one cell in the last corner of the sheet.

    For its comment it is not read in slices, which would find the cell out beforehand.
    """
    far = b'<!-- --><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = xlsx_bytes({"一系列": ladle_rows(rows)})
    return rewritten(content, **{"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", far)})


@pytest.fixture(scope="module")
def deadly():
    return far_cell()


def outcome(home, period="2024-02"):
    files = files_table(home).filter(pl.col("period") == period)
    return files.select("status", "requirement", "rows_keep").rows()


def run(home, folder, before="", workers=0):
    command = [sys.executable, "-c", before + RUN, str(home), str(folder), str(workers)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_workbook_that_brings_its_reader_down_costs_itself_only(tmp_path, deadly, monkeypatch):
    monkeypatch.delenv("POTLINE_WORKERS")
    monkeypatch.setattr(ingest_module, "core_count", lambda: 2)
    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    put(folder, FILE, deadly)
    summary = ingest_folder(home, folder)
    assert outcome(home) == [("unreadable", "X-FILE", 0)] and verify_log(home) == []
    assert summary.count("landed") == 6 and all(status == "read" for status, *_ in outcome(home, "2024-01"))
    told = files_table(home).filter(pl.col("status") == "unreadable")["message_zh"].item()
    assert FILE in told and "重新报送" in told


def test_looking_at_such_a_file_says_so(tmp_path, deadly):
    path = put(tmp_path, FILE, deadly)
    done = CliRunner().invoke(map_command, ["--home", str(tmp_path / "home"), str(path)])
    assert done.exit_code == 1 and "Ctrl+End" in done.output + str(done.exception or "")


def test_a_run_that_a_file_ended_is_completed_by_the_next_which_refuses_the_file(tmp_path, deadly):
    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    put(folder, FILE, tickets(900, 5, month="2024-02"))
    assert run(home, folder, DEADLY).returncode == -signal.SIGABRT
    assert verify_log(home) == []
    # what ended one process is read in another, where it need not end again
    assert run(home, folder).returncode == 0
    assert outcome(home) == [("read", None, 5)]
    put(folder, FILE, deadly)
    # where the extent is found out beforehand, already the first run refuses it
    assert 0 in {run(home, folder).returncode for _ in range(2)}
    assert ("unreadable", "X-FILE", 0) in outcome(home) and verify_log(home) == []


def test_a_file_that_was_refused_for_a_death_is_never_read_in_this_process_again(tmp_path):
    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    path = put(folder, FILE, tickets(900, 5, month="2024-02"))
    sha = sha256_bytes(path.read_bytes())
    apart.set_mark(open_home(home), sha)
    with pytest.MonkeyPatch.context() as patch:
        # the reading process dies at its start, as a stand-in for a file that ends it
        patch.setattr(ingest_pool.sys, "executable", "/bin/false")
        ingest_folder(home, folder, workers=0)
    assert outcome(home) == [("unreadable", "X-FILE", 0)]
    assert apart.is_marked(open_home(home), sha)
    ingest_folder(home, folder, workers=0, reread=True)
    assert outcome(home) == [("read", None, 5)]
    assert not apart.is_marked(open_home(home), sha)


def test_marks_of_a_run_that_ended_well_are_gone(tmp_path):
    home = tmp_path / "home"
    ingest_folder(home, small_group(tmp_path / "d"), workers=0)
    assert list((home / "work/reading").iterdir()) == []


def test_a_mark_left_by_a_kill_changes_no_byte(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    folder = small_group(tmp_path / "d")
    ingest_folder(tmp_path / "whole", folder, workers=0)
    for path in folder.rglob("*"):
        if path.is_file():
            apart.set_mark(open_home(tmp_path / "home"), sha256_bytes(path.read_bytes()))
    ingest_folder(tmp_path / "home", folder, workers=0)
    assert state(tmp_path / "home") == state(tmp_path / "whole")


def test_what_may_bring_a_reader_down_is_told_by_its_package(tmp_path, deadly):
    large, small = put(tmp_path, "a.xlsx", deadly), put(tmp_path, "b.xlsx", xlsx_bytes({"a": ladle_rows(9)}))
    assert apart.is_better_apart(large) and not apart.is_better_apart(small)
    assert not apart.is_better_apart(put(tmp_path, "c.xlsx", b"PK\x03\x04 damaged"))
    assert not apart.is_better_apart(put(tmp_path, "d.csv", tickets(1, 9)))


def _slow(number):
    time.sleep(60 if number else 0)
    return number


def _ends_by(name):
    os.kill(os.getpid(), getattr(signal, name))
    time.sleep(60)


def test_a_reading_process_that_was_stopped_from_outside_calls_no_file_damaged():
    deaths = []
    with pytest.raises(OSError, match="SIGTERM"):
        list(run_in_order(_ends_by, [("SIGTERM",)], 1, lambda *death: deaths.append(death)))
    assert deaths == []
    assert list(run_in_order(_ends_by, [("SIGSEGV",)], 1, lambda job, reason: reason)) == ["SIGSEGV"]


def test_an_interrupted_run_does_not_wait_for_a_slow_file():
    outcomes = run_in_order(_slow, [(0,), (1,)], 1, lambda job, reason: reason)
    assert next(outcomes) == 0
    began = time.monotonic()
    outcomes.close()
    assert time.monotonic() - began < 30


def test_a_machine_that_can_start_no_process_ends_the_run_instead_of_waiting_for_ever(monkeypatch):
    def refuse(*_args, **_more):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(ingest_pool.subprocess, "Popen", refuse)
    with pytest.raises(OSError, match="temporarily"):
        list(run_in_order(_slow, [(0,)], 1, lambda job, reason: reason))


class PanicException(BaseException):
    """As native code raises it."""


def test_a_panic_of_native_code_is_said_of_its_file_wherever_it_comes_from(tmp_path, monkeypatch):
    from ingestion.reading import read

    judge = read._read_file

    def panics(name, *more):
        if name.startswith("BSAL"):
            raise PanicException("index out of bounds")
        return judge(name, *more)

    monkeypatch.setattr(read, "_read_file", panics)
    summary = ingest_folder(tmp_path / "home", small_group(tmp_path / "d"), workers=0)
    status = dict(files_table(tmp_path / "home").select("plant_code", "status").rows())
    assert summary.count("landed") == 5
    assert (status["BSAL"], status["QLAL"]) == ("unreadable", "read")
