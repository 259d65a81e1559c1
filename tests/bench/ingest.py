"""How fast and in how much memory tickets become landed, typed, provenance-stamped, validated Parquet.

``python -m tests.bench.ingest`` prints ratios against a floor measured in the same run: DuckDB reading the same data
as UTF-8 CSV and writing Parquet with the same number of threads. Every measurement runs in a process of its own, so
peak memory is that of one task. ``--rows 20000000 --only utf8`` is the long run of the memory limit.
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
LIMITS = {"utf8": 1.5, "gb18030": 2.5, "workbook": 1.3}
WORKBOOK_ROWS = 100_000
MEMORY_LIMIT_MB = 2_000


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


def write_workbook(path: Path, rows: int) -> None:
    """Write the same tickets as a workbook."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("一系列")
    sheet.write_row(0, 0, HEADER.split(","))
    first, step = datetime(2024, 1, 1), timedelta(days=30) / rows
    for number in range(rows):
        for column, text in enumerate(_line(number, first, step).rstrip("\n").split(",")):
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
    from ingestion import catalogue
    from ingestion.ingest import ingest_folder

    folder = work / "deliveries" / "BENCH" / "2024-01"
    folder.mkdir(parents=True)
    os.link(source, folder / source.name)
    ingest_folder(work / "home", work / "deliveries", workers=0)
    return int(catalogue.files_table(work / "home").get_column("rows_keep").sum())


TASKS = {"floor": floor, "bare_workbook": bare_workbook, "ingest": ingest}


def run_task(name: str, source: Path, work: Path) -> dict[str, float]:
    """Run one task here and return rows, seconds and peak memory."""
    began, cpu = time.perf_counter(), time.process_time()
    rows = TASKS[name](source, work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": rows,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak_mb": peak,
    }


def measure(name: str, source: Path, base: Path, repeats: int) -> dict[str, float]:
    """Run a task in fresh processes and return the fastest run."""
    runs = []
    # modules are compiled once, as where the package is installed
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(repeats):
        work = Path(tempfile.mkdtemp(dir=base))
        command = [sys.executable, "-m", "tests.bench.ingest", "--task", name, str(source), str(work)]
        out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
        runs.append(json.loads(out.splitlines()[-1]))
        shutil.rmtree(work)
    return min(runs, key=lambda run: run["seconds"])


def report(label: str, run: dict[str, float], base: dict[str, float] | None, limit: float | None) -> None:
    """Print one line."""
    ratio = "" if base is None else f"  {run['seconds'] / base['seconds']:5.2f} x"
    bound = "" if limit is None else f" (limit {limit} x)"
    rate = run["rows"] / run["seconds"]
    print(
        f"{label:<26}{run['rows']:>12,.0f} rows {run['seconds']:8.2f} s  CPU {run['cpu']:7.2f} s "
        f"{rate:>12,.0f} rows/s {run['peak_mb']:7.0f} MB{ratio}{bound}"
    )


def main() -> int:
    """Print every measurement; exit code 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", choices=["utf8", "gb18030", "workbook"])
    parser.add_argument("--task", nargs=3, metavar=("NAME", "SOURCE", "WORK"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        name, source, work = options.task
        print(json.dumps(run_task(name, Path(source), Path(work))))
        return 0
    broken = []
    with tempfile.TemporaryDirectory(prefix="potline-bench-") as folder:
        base = Path(folder)
        for name in [options.only] if options.only else list(LIMITS):
            broken += _compare(name, base, options.rows, options.repeats)
    print("; ".join(broken) if broken else "all limits hold")
    return 1 if broken else 0


def _compare(name: str, base: Path, rows: int, repeats: int) -> list[str]:
    if name == "workbook":
        source = base / "铝液抬包过磅.xlsx"
        write_workbook(source, WORKBOOK_ROWS)
        bottom = measure("bare_workbook", source, base, repeats)
        report("workbook, bare read", bottom, None, None)
    else:
        plain = base / "铝液抬包过磅.csv"
        write_csv(plain, rows, "utf-8")
        bottom = measure("floor", plain, base, repeats)
        report("floor (DuckDB, UTF-8)", bottom, None, None)
        source = plain
        if name == "gb18030":
            source = base / "铝液抬包过磅_gb.csv"
            write_csv(source, rows, "gb18030")
    run = measure("ingest", source, base, repeats)
    report(f"ingest, {name}", run, bottom, LIMITS[name])
    broken = []
    if run["rows"] != bottom["rows"]:
        broken.append(f"{name}: {run['rows']:.0f} of {bottom['rows']:.0f} rows landed")
    if run["seconds"] > LIMITS[name] * bottom["seconds"]:
        broken.append(f"{name}: {run['seconds'] / bottom['seconds']:.2f} x is above {LIMITS[name]} x")
    if run["peak_mb"] > MEMORY_LIMIT_MB:
        broken.append(f"{name}: {run['peak_mb']:.0f} MB is above {MEMORY_LIMIT_MB} MB")
    return broken


if __name__ == "__main__":
    raise SystemExit(main())
