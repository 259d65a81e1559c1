"""How fast and in how much memory tickets become landed, typed, provenance-stamped, validated Parquet.

``python -m tests.bench.ingest`` prints ratios against a floor measured in the same run: DuckDB reading the same data
as UTF-8 CSV and writing Parquet with the same number of threads. Every measurement runs in a process of its own, so
peak memory is that of one task. Before the clock starts, every task handles a small file of the same kind in its process
(``potline watch`` and the sensor stay running; what a process costs to start is printed beside and in no ratio).
``--rows 20000000 --only utf8`` is the long run of the memory limit.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

HEADER = "单号,电解系列,车牌,包号,称重时间,总重（吨）,空重（吨）,净重（吨）,用途,客户名称,秤号,司磅员,备注"
LIMITS = {"utf8": 1.5, "gb18030": 2.5, "workbook": 1.3, "workbook_shared": 1.3}
WORKBOOK_ROWS = 100_000
MEMORY_LIMIT_MB = 2_000
WARM_UP_ROWS = 1_000


def write_csv(path: Path, rows: int, encoding: str) -> None:
    """Write consecutive tickets of one month; every value is plausible, none is set aside."""
    first = datetime(2024, 1, 1)
    step = timedelta(days=30) / rows
    with path.open("w", encoding=encoding, newline="") as handle:
        handle.write(HEADER + "\n")
        for start in range(0, rows, 50_000):
            handle.writelines(
                _line(number, first, step) for number in range(start, min(rows, start + 50_000))
            )


def _line(number: int, first: datetime, step: timedelta) -> str:
    at = first + number * step
    net, tare = 780 + number % 90, 1230 + number % 40
    gross = net + tare
    return (
        f"{number:010d},一系列,鲁A{number % 90000 + 10000},{number % 60 + 1},{at:%Y-%m-%d %H:%M:%S},"
        f"{gross / 100:.2f},{tare / 100:.2f},{net / 100:.2f},商品铝液,下游客户,1号秤,甲,\n"
    )


def write_workbook(path: Path, rows: int, *, is_shared: bool) -> None:
    """Write the same tickets as a workbook: each cell with its text, as programs export them, or ``is_shared``.

    Spreadsheet programs store texts once, shared by all cells, and instants as numbers.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": not is_shared})
    sheet = book.add_worksheet("一系列")
    clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, HEADER.split(","))
    first, step = datetime(2024, 1, 1), timedelta(days=30) / rows
    for number in range(rows):
        for column, text in enumerate(_line(number, first, step).rstrip("\n").split(",")):
            if column == 4 and is_shared:
                sheet.write_datetime(number + 1, column, datetime.fromisoformat(text), clock)
            else:
                sheet.write(number + 1, column, float(text) if column in (5, 6, 7) else text)
    book.close()


def floor(source: Path, work: Path) -> int:
    """DuckDB: UTF-8 CSV to typed Parquet."""
    import duckdb

    threads = len(os.sched_getaffinity(0))
    target = work / "floor.parquet"
    with duckdb.connect(config={"threads": threads}) as connection:
        connection.execute(
            f"copy (select * from read_csv('{source}', header = true, types = {{'单号': 'varchar'}})) "
            f"to '{target}' (format parquet, compression zstd)"
        )
        counted = connection.execute(f"select count(*) from '{target}'").fetchone()
    return int(counted[0]) if counted else 0


def bare_workbook(source: Path, work: Path) -> int:
    """The reader library alone: every sheet into a frame."""
    import fastexcel

    book = fastexcel.read_excel(source)
    return sum(book.load_sheet(name, header_row=None).to_polars().height for name in book.sheet_names) - 1


def ingest(source: Path, work: Path) -> int:
    """The product: from the delivered file to committed lake rows."""
    from ingestion.landing.ingest import ingest_folder
    from ingestion.records import catalogue

    folder = work / "deliveries" / "BENCH" / "2024-01"
    folder.mkdir(parents=True)
    os.link(source, folder / source.name)
    ingest_folder(work / "home", work / "deliveries", workers=0)
    return int(catalogue.files_table(work / "home").get_column("rows_keep").sum())


Run = dict[str, float]
TASKS = {"floor": floor, "bare_workbook": bare_workbook, "ingest": ingest}


def run_task(name: str, small: Path, source: Path, work: Path) -> Run:
    """Run one task here and return rows, seconds and peak memory; seconds of the start are those of a small file."""
    started = time.perf_counter()
    (work / "small").mkdir()
    TASKS[name](small, work / "small")
    began, cpu = time.perf_counter(), time.process_time()
    rows = TASKS[name](source, work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": rows,
        "start": began - started,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak_mb": peak,
    }


def measure(name: str, small: Path, source: Path, base: Path) -> Run:
    """Run a task once in a fresh process."""
    # modules are compiled once, as where the package is installed
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    work = Path(tempfile.mkdtemp(dir=base))
    files = [str(small), str(source), str(work)]
    command = [sys.executable, "-m", "tests.bench.ingest", "--task", name, *files]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    shutil.rmtree(work)
    return json.loads(out.splitlines()[-1])


def in_turn(tasks: list[tuple[str, Path, Path]], base: Path, repeats: int) -> list[list[Run]]:
    """Run tasks in turn, so that a machine whose speed drifts does so for all of them; runs by task."""
    measure(*tasks[-1], base)
    rounds = [[measure(*task, base) for task in tasks] for _ in range(repeats)]
    return [list(runs) for runs in zip(*rounds, strict=True)]


def report(label: str, runs: list[Run], ratio: str = "") -> None:
    """Print one line: the fastest run."""
    run = min(runs, key=lambda one: one["seconds"])
    print(
        f"{label:<24}{run['rows']:>12,.0f} rows {run['seconds']:7.2f} s  CPU {run['cpu']:6.2f} s "
        f"{run['rows'] / run['seconds']:>11,.0f} rows/s {run['peak_mb']:6.0f} MB  start {run['start']:.2f} s{ratio}"
    )


def main() -> int:
    """Print every measurement; exit code 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", choices=list(LIMITS))
    parser.add_argument(
        "--task", nargs=4, metavar=("NAME", "SMALL", "SOURCE", "WORK"), help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    if options.task:
        name, *files = options.task
        print(json.dumps(run_task(name, *map(Path, files))))
        return 0
    broken = []
    with tempfile.TemporaryDirectory(prefix="potline-bench-") as folder:
        base = Path(folder)
        for name in [options.only] if options.only else list(LIMITS):
            broken += _compare(name, base, options.rows, options.repeats)
    print("; ".join(broken) if broken else "all limits hold")
    return 1 if broken else 0


def _sources(name: str, base: Path, rows: int) -> list[tuple[str, Path, Path]]:
    """The floor and the ingest of one limit: task, small file and file."""
    if name.startswith("workbook"):
        files = [base / f"铝液抬包过磅_{name}{mark}.xlsx" for mark in ("_small", "")]
        for path, count in zip(files, (WARM_UP_ROWS, WORKBOOK_ROWS), strict=True):
            write_workbook(path, count, is_shared=name == "workbook_shared")
        return [("bare_workbook", *files), ("ingest", *files)]
    tasks = []
    for task, encoding in (("floor", "utf-8"), ("ingest", "utf-8" if name == "utf8" else name)):
        files = [base / f"铝液抬包过磅_{encoding}{mark}.csv" for mark in ("_small", "")]
        for path, count in zip(files, (WARM_UP_ROWS, rows), strict=True):
            if not path.exists():
                write_csv(path, count, encoding)
        tasks.append((task, *files))
    return tasks


def _compare(name: str, base: Path, rows: int, repeats: int) -> list[str]:
    floors, runs = in_turn(_sources(name, base, rows), base, repeats)
    ratios = sorted(run["seconds"] / bottom["seconds"] for bottom, run in zip(floors, runs, strict=True))
    ratio = ratios[len(ratios) // 2]
    report(f"floor of {name}", floors)
    spread = f"  {ratio:.2f} x ({ratios[0]:.2f} to {ratios[-1]:.2f}, limit {LIMITS[name]})"
    report(f"ingest, {name}", runs, spread)
    broken = []
    if runs[0]["rows"] != floors[0]["rows"]:
        broken.append(f"{name}: {runs[0]['rows']:.0f} of {floors[0]['rows']:.0f} rows landed")
    if ratio > LIMITS[name]:
        broken.append(f"{name}: {ratio:.2f} x is above {LIMITS[name]} x")
    if (peak := max(run["peak_mb"] for run in runs)) > MEMORY_LIMIT_MB:
        broken.append(f"{name}: {peak:.0f} MB is above {MEMORY_LIMIT_MB} MB")
    return broken


if __name__ == "__main__":
    raise SystemExit(main())
