"""Compare an export of Potline with the truth of a group: recall, precision, values, counts, emissions.

Reads only CSV and JSON (``INTERFACE.md`` names the exported tables, the sample's README those of the truth).
Nothing here knows a plant or a file; matching rules live in ``score_findings`` and ``score_tables``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.generator.score_findings import FindingScore, score_findings
from tests.generator.score_tables import TableScore, read_csv, score_all_tables


def score(truth: Path, export: Path) -> tuple[FindingScore, list[TableScore]]:
    """Score one export directory against one truth directory.

    :raises FileNotFoundError: when the truth has no ``faults.json``.
    """
    faults = json.loads((truth / "faults.json").read_text(encoding="utf-8"))
    every = [*faults["faults"], *({"injected": False, "class": "none", **row} for row in faults["inherent"])]
    return score_findings(every, read_csv(export / "findings.csv")), score_all_tables(truth, export)


def summary(found: FindingScore, tables: list[TableScore]) -> dict[str, Any]:
    """Return the figures that are tracked over time, as plain numbers."""
    return {
        "faults": found.injected,
        "found": found.found,
        "wrong_disposition": len(found.wrong_disposition),
        "missed": len(found.missed),
        "explained": len(found.explained),
        "consequences": len(found.consequences),
        "lawful_raised": len(found.lawful),
        "false": len(found.false),
        **{f"{table.name}_wrong": len(table.wrong) for table in tables},
        **{f"{table.name}_missing": len(table.missing) for table in tables},
    }


def print_findings(found: FindingScore, limit: int) -> None:
    """Print recall by fault and the findings that no fault explains."""
    print(f"== faults: {found.found}/{found.injected} found at place and disposition")
    for fault_id, (hit, total, title) in sorted(found.by_class.items()):
        print(f"  {'ok  ' if hit == total else 'MISS'} {fault_id} {hit}/{total}  {title}")
    _listing("missed", [_fault_line(f) for f in found.missed], limit)
    _listing(
        "found, wrong disposition",
        [f"{_fault_line(f)} raised as {d}" for f, d in found.wrong_disposition],
        limit,
    )
    above = len(found.explained) + len(found.consequences) + len(found.lawful) + len(found.false)
    print(
        f"== findings above advisory: {above}; explained {len(found.explained)}, "
        f"same place as a fault {len(found.consequences)}, lawful {len(found.lawful)}, "
        f"false {len(found.false)}"
    )
    for name, rows in (
        ("lawful but raised", found.lawful),
        ("false", found.false),
        ("same place", found.consequences),
    ):
        _listing(name, [_finding_line(row) for row in rows], limit)


def print_tables(tables: list[TableScore], limit: int) -> None:
    """Print mismatches of each table, grouped as the table score groups them."""
    for table in tables:
        print(
            f"== {table.name}: {table.right}/{table.total} right, {len(table.wrong)} wrong, "
            f"{len(table.missing)} missing, {table.extra} not in the truth"
        )
        for group, (wrong, missing, total) in sorted(table.by_group.items()):
            if wrong or missing:
                print(f"  {group}: {wrong} wrong, {missing} missing of {total}")
        _listing("wrong", table.wrong, limit)
        _listing("missing", table.missing, limit)


def _listing(title: str, lines: list[str], limit: int) -> None:
    if not lines:
        return
    print(f"  -- {title} ({len(lines)})")
    for line in lines[:limit]:
        print(f"     {line}")
    if len(lines) > limit:
        print(f"     ... {len(lines) - limit} more")


def _fault_line(fault: Mapping[str, Any]) -> str:
    place = f"{fault['plant']} {fault.get('process', 'ALL')} {fault.get('period', '')}"
    return f"{fault['id']} {place} {'/'.join(fault['requirements'])} [{fault['class']}] {fault['title']}"


def _finding_line(row: Mapping[str, str]) -> str:
    what = row.get("message_en") or row.get("parameter", "")
    place = f"{row['plant']} {row['process']} {row['period']}"
    return f"{place} {row['requirement']} {row['disposition']}: {what[:150]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--export", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=15, help="lines shown of each listing")
    parser.add_argument("--json", type=Path, help="also write the summary figures to this file")
    args = parser.parse_args()
    found, tables = score(args.truth, args.export)
    print_findings(found, args.limit)
    print_tables(tables, args.limit)
    figures = summary(found, tables)
    print(json.dumps(figures, ensure_ascii=False))
    if args.json:
        args.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
