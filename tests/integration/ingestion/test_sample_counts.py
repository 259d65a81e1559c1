"""The example group is read to the truth's row counts, reasons and values, file by file."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.ingestion.reading import VALUES, group_of, month_values, read_all, truth

ROOT = Path(__file__).parents[3]
DELIVERIES, TRUTH = ROOT / "examples" / "deliveries", ROOT / "tests" / "truth"
# the truth's words for why a row is not kept
REQUIREMENT = {
    "impossible date": "X-DATE", "unit kg/t swapped": "X-UNIT", "gross < tare": "X-WEIGH",
    "duplicate ticket": "X-DUP", "text in number cell": "X-TYPE",
}  # fmt: skip


@pytest.fixture(scope="module")
def readings():
    counts = {r["file"]: r for r in truth(TRUTH, "counts")}
    received = group_of(DELIVERIES).received
    files = sorted(counts, key=lambda f: (str(received.get(f)), f))
    return counts, list(read_all(DELIVERIES, files))


def test_every_file_has_the_truths_kind_and_row_counts(readings):
    counts, read = readings
    for file, (result,) in read:
        row = counts[file]
        kept = int(row["rows_keep"]) + int(row["rows_superseded"])
        expected = (
            row["kind"],
            int(row["rows_total"]),
            kept,
            int(row["rows_quarantine"]),
            int(row["rows_duplicate"]),
        )
        found = (
            result.kind,
            result.rows_total,
            *(result.count(s) for s in ("keep", "quarantine", "duplicate")),
        )
        assert found == expected, file


def test_every_row_not_kept_is_the_truths_with_its_reason(readings):
    expected = Counter(
        (r["file"], r["sheet"], r["key"], r["status"], REQUIREMENT[r["reason"]])
        for r in truth(TRUTH, "rows")
        if r["status"] != "superseded"
    )
    found: Counter = Counter()
    for file, results in readings[1]:
        for sheet in (s for r in results for s in r.sheets if not s.frame.is_empty()):
            for row in sheet.frame.filter(sheet.frame["row_status"] != "keep").to_dicts():
                found[(file, sheet.sheet, row["row_key"], row["row_status"], row["requirement"])] += 1
    assert found == expected


def test_only_the_altered_total_disagrees_with_its_rows(readings):
    wrong = [
        (f, t.column_field)
        for f, rs in readings[1]
        for r in rs
        for s in r.sheets
        for t in s.totals
        if not t.agrees
    ]
    faults = [
        f
        for f in __import__("json").loads((TRUTH / "faults.json").read_text(encoding="utf-8"))["faults"]
        if f["id"] == "F14"
    ]
    assert len(wrong) == len(faults) == 1


def test_monthly_sums_of_the_rows_read_are_the_truths_values(readings):
    frames = defaultdict(list)
    for file, results in readings[1]:
        plant, period = file.split("/")[:2]
        for sheet in (s for r in results for s in r.sheets if not s.frame.is_empty()):
            frames[(plant, period, sheet.table_name)].append(sheet.frame)
    found, compared = month_values(frames), 0
    for row in truth(TRUTH, "values"):
        source = (row["source_system"], row["parameter"])
        if (
            source not in VALUES
            or row["coverage"] != "full"
            or source[0] in ("sales_ledger", "purchase_ledger")
        ):
            continue
        if row["basis"] == "natural" and source[0] != "b204":
            continue
        item = row["item"] if VALUES[source][2] and source[0] not in ("b204", "finance") else ""
        key = (row["plant"], row["period"], row["process"], *source, item)
        assert abs(found[key] - Decimal(row["value"])) <= Decimal("0.005"), key
        compared += 1
    assert compared > 1_000
