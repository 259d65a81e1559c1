"""What orchestration costs: the close through Dagster against the same functions called from a bare script.

    python -m tests.bench.close_cost [--home build/example] [--runs 3]

Each way runs in a process of its own, turn by turn, so that imports count and the machine's drift hits both.
Prints CPU seconds, the ratio, and where the bare close's time goes.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2024-01..2024-03"


def bare(home: Path) -> dict[str, float]:
    """The close as a plain sequence of calls; returns CPU seconds by step."""
    from warehouse.home import open_home
    from warehouse.periods import parse_months

    spent: dict[str, float] = {}

    def timed(name: str, started: float) -> None:
        spent[name] = time.process_time() - started

    place, months = open_home(home), parse_months(PERIOD)
    mark = time.process_time()
    from warehouse.duck import prepare

    database = prepare(place, months, ["2024"], None)
    timed("lake", mark)
    mark = time.process_time()
    from expectations.check_gate import run_check_gate
    from expectations.intake_gate import run_intake_gate

    intake = run_intake_gate(database)
    timed("intake gate", mark)
    mark = time.process_time()
    from orchestration.inventory_step import replay_lists

    replay_lists(database)
    timed("activity lists", mark)
    mark = time.process_time()
    from orchestration.dbt_runner import build

    results = build(database)
    assert not [r for r in results if r.is_bad]
    timed("dbt", mark)
    mark = time.process_time()
    checked = run_check_gate(database)
    timed("check gate", mark)
    mark = time.process_time()
    from orchestration.closing import publish_all

    publish_all(place, "bench", database, pl.concat([intake, checked]))
    timed("publish", mark)
    mark = time.process_time()
    from reporting.documents import write_documents

    write_documents(place)
    timed("documents", mark)
    return spent


def orchestrated(home: Path) -> dict[str, float]:
    """The close through the Dagster graph."""
    from orchestration.headless import run_close
    from warehouse.periods import parse_months

    started = time.process_time()
    run_close(home, parse_months(PERIOD), ["2024"])
    return {"all": time.process_time() - started}


def measure(way: str, home: Path) -> dict[str, float]:
    """Run one way in a fresh process; returns its steps, total CPU and peak memory."""
    command = [sys.executable, "-m", "tests.bench.close_cost", "--way", way, "--home", str(home)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print both ways and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=ROOT / "build" / "example")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=["bare", "orchestrated"])
    options = parser.parse_args()
    if options.way:
        steps = {"bare": bare, "orchestrated": orchestrated}[options.way](options.home.resolve())
        usage = resource.getrusage(resource.RUSAGE_SELF)
        steps |= {"cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}
        print(json.dumps(steps))
        return
    runs = [
        (measure("bare", options.home), measure("orchestrated", options.home)) for _ in range(options.runs)
    ]
    ratios = [way["cpu_s"] / floor["cpu_s"] for floor, way in runs]
    for name in runs[0][0]:
        print(f"bare {name:14} {statistics.median(floor[name] for floor, _ in runs):9.2f}")
    print(f"orchestrated cpu_s {statistics.median(way['cpu_s'] for _, way in runs):9.2f}")
    print(f"orchestrated peak_mb {statistics.median(way['peak_mb'] for _, way in runs):7.0f}")
    print(
        f"ratio {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f}); asked: at most 1.5"
    )


if __name__ == "__main__":
    main()
