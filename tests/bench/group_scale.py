"""What a large group costs: synthetic smelters delivered, closed and published, with time and peak memory of each.

    python -m tests.bench.group_scale [--plants 100] [--months 2024-03] [--scale small]

A load run, not part of the tests. Groups of different seeds are put into one folder under one plant list, so the
ledgers, tickets and registers are those of as many different plants. Prints seconds, CPU and peak memory of ingest
and close, each in a process of its own, and the same per plant and month.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from tests.generator.build import write_group
from tests.generator.periods import months_between
from tests.generator.world import make_world

GROUP = "_group"
Sheets = dict[str, list[list[str | None]]]


def gather(target: Path, plants: int, months: list[str], scale: str) -> int:
    """Write deliveries of at least this many smelters below one folder; returns how many there are."""
    lists: dict[str, Sheets] = defaultdict(dict)
    register: list[list[str]] = []
    codes: set[str] = set()
    seed = 10_000
    while len(codes) < plants:
        seed += 1
        with tempfile.TemporaryDirectory() as folder:
            write_group(make_world(seed, months, scale, None), Path(folder), "plain")
            made = Path(folder) / "deliveries"
            new = {path.name for path in made.iterdir() if path.name != GROUP and (path / months[0]).is_dir()}
            if new & codes:
                continue
            codes |= new
            for code in sorted(new):
                shutil.copytree(made / code, target / code)
            _add_lists(made / GROUP, new, lists, register)
    _write_lists(target / GROUP, lists, register)
    return len(codes)


def _add_lists(folder: Path, codes: set[str], lists: dict[str, Sheets], register: list[list[str]]) -> None:
    import fastexcel

    for path in sorted(folder.glob("*.xlsx")):
        book = fastexcel.read_excel(path)
        for name in book.sheet_names:
            rows = [
                list(row)
                for row in book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
            ]
            known = lists[path.name].setdefault(name, rows[:1])
            known += [row for row in rows[1:] if row not in known and row[0] != "CAST"]
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header, *rows = list(csv.reader(handle))
        register += [[path.name, *header]] if not register else []
        register += [[path.name, *row] for row in rows if row[0] in codes]


def _write_lists(folder: Path, lists: dict[str, Sheets], register: list[list[str]]) -> None:
    import xlsxwriter

    folder.mkdir(parents=True)
    for file, sheets in lists.items():
        with xlsxwriter.Workbook(str(folder / file)) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    with (folder / register[0][0]).open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(row[1:] for row in register)


def timed(label: str, command: list[str], units: int) -> None:
    """Run a command of the product and print what it cost, in all and per plant and month."""
    began = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    ])  # fmt: skip
    _, status, usage = os.wait4(pid, 0)
    seconds, cpu = time.perf_counter() - began, usage.ru_utime + usage.ru_stime
    print(
        f"{label:<8} exit {os.waitstatus_to_exitcode(status)} {seconds:8.1f} s  CPU {cpu:8.1f} s "
        f"{usage.ru_maxrss / 1024:8.0f} MB  CPU per plant and month {cpu / units * 1000:6.0f} ms",
        flush=True,
    )


def main() -> int:
    """Print the cost of each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plants", type=int, default=100)
    parser.add_argument("--months", default="2024-03")
    parser.add_argument("--scale", choices=("small", "full"), default="small")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    options = parser.parse_args()
    first, _, last = options.months.partition("..")
    months = months_between(first, last or first)
    base = options.keep or Path(tempfile.mkdtemp(prefix="potline-group-"))
    deliveries, home = base / "deliveries", base / "home"
    if not deliveries.exists():
        gather(deliveries, options.plants, months, options.scale)
    files = sum(path.is_file() for path in deliveries.rglob("*"))
    plants = sum(path.name != GROUP for path in deliveries.iterdir())
    print(f"{plants} smelters, {len(months)} months, {files} files", flush=True)
    potline, units = str(Path(sys.executable).with_name("potline")), plants * len(months)
    timed("ingest", [potline, "ingest", "--home", str(home), str(deliveries)], units)
    timed("again", [potline, "ingest", "--home", str(home), str(deliveries)], units)
    timed("close", [potline, "close", "--home", str(home), "--period", options.months], units)
    timed("export", [potline, "export", "--home", str(home), "--out", str(base / "export")], units)
    if not options.keep:
        shutil.rmtree(base)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
