"""Bench: a group of 200 members over 5 years computed, consolidated, printed and linted, beside a floor run.

Run as ``python -m tests.bench.inventory [--members 200] [--years 5]``. Prints seconds and ratios to floors: for the
computation, parsing and multiplying the same printed numbers; for the linter, printing the same reports unchecked.
Read ratios; the seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

from inventory.compute import Approach, Period, combined_uncertainty, compute
from inventory.consolidate import Member, SharedFlow, consolidate
from inventory.generate.catalogue import random_world
from inventory.generate.members import inventory_of
from inventory.generate.render import render
from inventory.generate.world import World
from inventory.lint.run import lint_report
from inventory.quality import MEAN, rate_inventory

TARGET_SECONDS = 60.0
WORKERS = 2
POWER = "外购电力"
CHUNK = 20


def worlds(members: int, years: int) -> list[World]:
    """Draw the group's inventories: one world per member and year."""
    return [random_world(seed) for seed in range(members * years)]


def floor(group: list[World]) -> Decimal:
    """Multiply every printed activity by its last printed factor, and nothing else."""
    total = Decimal(0)
    for world in group:
        for source in world.sources:
            for factor in source.factors:
                total += Decimal(source.activity) * Decimal(factor.text)
    return total


def compute_group(group: list[World], year: int) -> int:
    """Compute, rate and consolidate one year of the group, every second member fed by the one before it."""
    members = []
    for position, world in enumerate(group):
        inventory = replace(
            inventory_of(world), gwp_set="AR6", period=Period(date(year, 1, 1), date(year, 12, 31))
        )
        result = compute(inventory)
        combined_uncertainty(result)
        rate_inventory(result, MEAN)
        members.append(Member(f"M{position:03}", result))
    flows = []
    for one, other in zip(members[::2], members[1::2], strict=False):
        line = next(item.line for item in other.result.lines if item.line.source_id == POWER)
        flows.append(
            SharedFlow(
                "electricity", one.code, other.code, POWER, line.activity / 2, line.unit, line.activity / 2
            )
        )
    done = consolidate(members, flows, Approach.OPERATIONAL_CONTROL)
    assert done.total + done.eliminated == done.gross
    return sum(len(member.result.lines) for member in members)


def print_seeds(seeds: list[int]) -> int:
    """Draw and print the worlds of these seeds; number of printed lines."""
    return sum(len(render(random_world(seed)).lines) for seed in seeds)


def lint_seeds(seeds: list[int]) -> int:
    """Draw, print and lint the worlds of these seeds; number of findings."""
    return sum(len(lint_report(render(random_world(seed)))) for seed in seeds)


def in_parallel(work: Callable[[list[int]], int], count: int) -> int:
    """Do a piece of work for all seeds on two workers."""
    chunks = [list(range(start, min(start + CHUNK, count))) for start in range(0, count, CHUNK)]
    with ProcessPoolExecutor(WORKERS) as pool:
        return sum(pool.map(work, chunks))


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds a piece of work takes, and its result."""
    start = time.perf_counter()
    value = work()
    return time.perf_counter() - start, value


def main() -> None:
    """Run the bench and print one line per step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--years", type=int, default=5)
    options = parser.parse_args()
    count = options.members * options.years
    drawn, group = timed(lambda: worlds(options.members, options.years))
    assert isinstance(group, list)
    base, _ = timed(lambda: floor(group))
    size = options.members
    by_year = [group[year * size : (year + 1) * size] for year in range(options.years)]
    computed, lines = timed(
        lambda: sum(compute_group(part, 2021 + year) for year, part in enumerate(by_year))
    )
    printed, _ = timed(lambda: in_parallel(print_seeds, count))
    linted, findings = timed(lambda: in_parallel(lint_seeds, count))
    whole = computed + linted
    verdict = "met" if whole < TARGET_SECONDS else "MISSED"
    print(
        f"{options.members} members x {options.years} years: {count} inventories, {lines} lines, {WORKERS} workers"
    )
    print(f"draw                   {drawn:7.2f} s")
    print(f"compute floor          {base:7.2f} s")
    print(f"compute, consolidate   {computed:7.2f} s   {computed / base:.0f} times its floor")
    print(f"lint floor (print)     {printed:7.2f} s")
    print(
        f"print and lint         {linted:7.2f} s   {linted / printed:.1f} times its floor, {findings} findings"
    )
    print(f"computed + linted      {whole:7.2f} s   target {TARGET_SECONDS:.0f} s: {verdict}")


if __name__ == "__main__":
    main()
