"""Command line of the generator: write one group with its truth."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.generator.build import write_group
from tests.generator.faults import FAULT_IDS, inject, tweaker, wanted_ids
from tests.generator.periods import months_between
from tests.generator.world import make_world


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--out", type=Path, default=Path("build/generated"))
    parser.add_argument("--months", default="2024-01..2024-03")
    parser.add_argument("--faults", default="all", help="all, some, none or ids: F01,F09 (known: see --list)")
    parser.add_argument("--habits", choices=("random", "plain"), default="random")
    parser.add_argument("--scale", choices=("small", "full"), default="small")
    parser.add_argument("--list", action="store_true", help="list the fault ids and stop")
    args = parser.parse_args()
    if args.list:
        print("\n".join(f"{fault_id}  {title}" for fault_id, title in FAULT_IDS.items()))
        return 0
    first, _, last = args.months.partition("..")
    ids = wanted_ids(args.seed, args.faults)
    world = make_world(args.seed, months_between(first, last or first), args.scale, tweaker(ids))
    nowhere = inject(world, ids)
    write_group(world, args.out, args.habits)
    group = world.group
    print(f"{args.out}: {len(group.plants)} plants, {len(group.months)} months, {len(group.faults)} faults")
    if nowhere:
        print(f"no place for: {', '.join(nowhere)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
