"""Compare exported tables with the truth's: values, file counts, rows set aside, emissions, allowances.

Numbers are equal when they agree to the decimals the truth prints for that parameter and source. Where the export says
that a correction is an estimate (a month without daily masses), it may be off by ``ESTIMATE_SHARE`` of that correction.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath

Row = Mapping[str, str]

VALUE_KEY = ("plant", "process", "period_kind", "period", "basis", "parameter", "item", "source_system")
EMISSION_KEY = ("plant", "process", "period_kind", "period")
EMISSION_COLUMNS = (
    "anode_t", "output_t", "anode_net_t", "e_anode_tco2", "e_pfc_tco2e", "e_total_tco2e", "anode_adjusted_t",
    "output_adjusted_down_t", "output_adjusted_up_t", "adjusted_anode_net_t", "adjusted_e_anode_tco2",
    "adjusted_e_pfc_tco2e", "adjusted_e_total_tco2e",
)  # fmt: skip
COUNT_COLUMNS = ("rows_total", "rows_keep", "rows_quarantine", "rows_duplicate", "rows_superseded")
ALLOWANCE_COLUMNS = (
    "emissions",
    "output",
    "intensity",
    "X",
    "alpha",
    "allowance_rule_2024",
    "allowance_rule_2025",
)
# adjusted column -> the measured one that its correction counts from
MEASURED = {
    "anode_adjusted_t": "anode_t", "output_adjusted_down_t": "output_t", "output_adjusted_up_t": "output_t",
    "adjusted_anode_net_t": "anode_net_t", "adjusted_e_anode_tco2": "e_anode_tco2",
    "adjusted_e_pfc_tco2e": "e_pfc_tco2e", "adjusted_e_total_tco2e": "e_total_tco2e",
}  # fmt: skip
OF_ANOTHER_PLANT = "form of another plant"
TWO_DECIMALS = 2
# Days of one process differ by under a hundredth in the generator; a few of them lie within two.
ESTIMATE_SHARE = Decimal("0.02")
LAST_DIGIT = Decimal(1).scaleb(-TWO_DECIMALS)
# What such an estimate moves in a year's allowance, against the figure itself.
ESTIMATE_OF_FIGURE = Decimal("0.000002")


@dataclass
class TableScore:
    """Right, wrong and missing rows of one table; ``by_group`` is group -> [wrong, missing, total]."""

    name: str
    total: int = 0
    right: int = 0
    extra: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    by_group: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))

    def miss(self, group: str, line: str) -> None:
        """Record a row of the truth that the export does not have."""
        self.missing.append(line)
        self.by_group[group][1] += 1

    def mark(self, group: str, line: str, right: bool) -> None:
        """Record a row that both have."""
        if right:
            self.right += 1
        else:
            self.wrong.append(line)
            self.by_group[group][0] += 1


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a UTF-8 CSV; an absent file reads as no rows, so that every truth row counts as missing."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def number(text: str | None) -> Decimal | None:
    """The text as a number, or None when it is not one."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def decimals_of(text: str) -> int:
    """Digits after the point that the truth prints; ``14691.0`` and ``14691`` print none."""
    value = number(text)
    if value is None:
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def agree(truth: str, found: str | None, places: int) -> bool:
    """True when both print the same at this many decimals, or are the same text."""
    left, right = number(truth), number(found)
    if left is None or right is None:
        return (truth or "") == (found or "")
    return abs(left - right) <= Decimal(1).scaleb(-places) / 2


def score_all_tables(truth: Path, export: Path) -> list[TableScore]:
    """Score every table that the truth holds."""
    counts = read_csv(truth / "counts.csv")
    delivered = {(r["plant"], r["period"]) for r in counts}
    return [
        score_values(read_csv(truth / "values.csv"), read_csv(export / "observations.csv")),
        score_counts(counts, read_csv(export / "files.csv")),
        score_rows(read_csv(truth / "rows.csv"), read_csv(export / "rows.csv")),
        score_emissions(read_csv(truth / "emissions.csv"), read_csv(export / "emissions.csv"), delivered),
        score_allowances(read_csv(truth / "allowances.csv"), read_csv(export / "allowances.csv")),
    ]


def score_values(truth: Sequence[Row], found: Sequence[Row]) -> TableScore:
    """Each value of the truth against the observation of the same key."""
    score = TableScore("values", total=len(truth))
    index = {tuple(row.get(k) or "" for k in VALUE_KEY): row for row in found}
    places: dict[tuple[str, str], int] = defaultdict(int)
    for row in truth:
        pair = (row["parameter"], row["source_system"])
        places[pair] = max(places[pair], decimals_of(row["value"]))
    for row in truth:
        pair = (row["parameter"], row["source_system"])
        group = f"{row['source_system']}.{row['parameter']} ({row['period_kind']}, {row['basis']})"
        key = tuple(row[k] or "" for k in VALUE_KEY)
        score.by_group[group][2] += 1
        other = index.pop(key, None)
        line = f"{' '.join(k for k in key if k)} truth {row['value']} {row['unit']}"
        if other is None:
            score.miss(group, line)
        else:
            right = agree(row["value"], other["value"], places[pair]) and row["unit"] == other.get("unit", "")
            score.mark(group, f"{line}, found {other['value']} {other.get('unit', '')}", right)
    score.extra = len(index)
    return score


def score_counts(truth: Sequence[Row], found: Sequence[Row]) -> TableScore:
    """Row counts of each delivered file."""
    wanted = [row for row in truth if row.get("delivered", "True") == "True"]
    score = TableScore("counts", total=len(wanted))
    lookup = _file_lookup(found)
    for row in wanted:
        score.by_group[row["kind"]][2] += 1
        other = lookup(row["file"])
        if other is None:
            score.miss(row["kind"], f"{row['file']} [{row['kind']}]")
            continue
        right = all(agree(row[c], other.get(c), 0) for c in COUNT_COLUMNS) and row["kind"] == other.get(
            "kind"
        )
        shown = " ".join(f"{c[5:]} {row[c]}/{other.get(c)}" for c in COUNT_COLUMNS)
        score.mark(row["kind"], f"{row['file']} [{row['kind']}/{other.get('kind')}] {shown}", right)
    score.extra = max(0, len(found) - len(wanted))
    return score


def score_rows(truth: Sequence[Row], found: Sequence[Row]) -> TableScore:
    """Each row that is not kept, by file, key and status."""
    score = TableScore("rows", total=len(truth))
    index: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in found:
        index[PurePosixPath(row["file"]).name, row["key"], row["status"]] += 1
    for row in truth:
        group = f"{row['status']}: {row['reason']}"
        score.by_group[group][2] += 1
        name = PurePosixPath(row["file"]).name
        keys = [(name, row["key"], row["status"])]
        if row["reason"] == OF_ANOTHER_PLANT:
            # a process that the plant does not have leaves its rows without a key
            keys.append((name, "", row["status"]))
        if key := next((k for k in keys if index[k] > 0), None):
            index[key] -= 1
            score.right += 1
        else:
            score.miss(group, f"{row['file']} {row['sheet']} {row['key']} {row['status']} ({row['reason']})")
    score.extra = sum(index.values())
    return score


def score_emissions(
    truth: Sequence[Row], found: Sequence[Row], delivered: set[tuple[str, str]]
) -> TableScore:
    """Emissions of delivered months and of the year; right when equal to the clean or the readable basis."""
    wanted: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for row in truth:
        if row["period_kind"] == "year" or (row["plant"], row["period"]) in delivered:
            wanted[tuple(row[k] for k in EMISSION_KEY)][row["basis"]] = row
    score = TableScore("emissions", total=len(wanted))
    index = {tuple(row[k] for k in EMISSION_KEY): row for row in found}
    for key, by_basis in wanted.items():
        group = key[2]
        score.by_group[group][2] += 1
        other = index.pop(key, None)
        if other is None:
            score.miss(group, " ".join(key))
            continue
        right = any(_same_emissions(row, other) for row in by_basis.values())
        readable = by_basis.get("readable") or next(iter(by_basis.values()))
        differing = [
            f"{c} {readable[c]}/{other.get(c)}"
            for c in EMISSION_COLUMNS
            if not _same_emission(c, readable, other)
        ]
        score.mark(group, f"{' '.join(key)}: {', '.join(differing)}", right)
    score.extra = len(index)
    return score


def score_allowances(truth: Sequence[Row], found: Sequence[Row]) -> TableScore:
    """Allowance table, one row per plant and process."""
    score = TableScore("allowances", total=len(truth))
    index = {(row["plant"], row["process"]): row for row in found}
    for row in truth:
        score.by_group["allowances"][2] += 1
        other = index.pop((row["plant"], row["process"]), None)
        if other is None:
            score.miss("allowances", f"{row['plant']} {row['process']}")
            continue
        differing = [
            f"{c} {row[c]}/{other.get(c)}"
            for c in ALLOWANCE_COLUMNS
            if row[c] and not _same_allowance(row[c], other, c)
        ]
        score.mark("allowances", f"{row['plant']} {row['process']}: {', '.join(differing)}", not differing)
    score.extra = len(index)
    return score


def _same_emissions(truth: Row, found: Row) -> bool:
    return all(_same_emission(column, truth, found) for column in EMISSION_COLUMNS)


def _same_emission(column: str, truth: Row, found: Row) -> bool:
    if agree(truth[column], found.get(column), TWO_DECIMALS):
        return True
    if column not in MEASURED or found.get("is_correction_estimated") != "true":
        return False
    correction = Decimal(truth[column]) - Decimal(truth[MEASURED[column]])
    return _within(truth[column], found.get(column), abs(correction) * ESTIMATE_SHARE + LAST_DIGIT)


def _same_allowance(truth: str, found: Row, column: str) -> bool:
    if agree(truth, found.get(column), min(decimals_of(truth), 6)):
        return True
    room = abs(Decimal(truth)) * ESTIMATE_OF_FIGURE
    if column in ("X", "alpha"):
        room = ESTIMATE_OF_FIGURE
    return found.get("is_correction_estimated") == "true" and _within(truth, found.get(column), room)


def _within(truth: str, found: str | None, room: Decimal) -> bool:
    left, right = number(truth), number(found)
    return left is not None and right is not None and abs(left - right) <= room


def _file_lookup(found: Sequence[Row]) -> Callable[[str], Row | None]:
    """Look a file up by its path, else by its name: an archive's members have no agreed path."""
    by_path = {row["file"]: row for row in found}
    by_name = {PurePosixPath(row["file"]).name: row for row in found}
    return lambda path: by_path.get(path) or by_name.get(PurePosixPath(path).name)
