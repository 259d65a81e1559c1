"""The example group: row counts of every file, every row that does not count and the months' sums are those of the truth."""

import hashlib
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import polars as pl

from ingestion.receipts.facts import receipt_facts, receipt_places
from ingestion.records import catalogue
from tests.integration.landing.values import VALUES, month_values, truth

ROOT = Path(__file__).parents[3]
COUNTS = (
    "kind",
    "version",
    "rows_total",
    "rows_keep",
    "rows_quarantine",
    "rows_duplicate",
    "rows_superseded",
)
# the truth's words for why a row is not kept
REQUIREMENT = {
    "impossible date": "X-DATE", "unit kg/t swapped": "X-UNIT", "gross < tare": "X-WEIGH",
    "duplicate ticket": "X-DUP", "text in number cell": "X-TYPE",
}  # fmt: skip


def test_counts_of_every_file_match(example_home):
    found = {row["file"]: row for row in catalogue.files_table(example_home).iter_rows(named=True)}
    wanted = [row for row in truth("counts") if row["delivered"] == "True"]
    wrong = [
        (row["file"], name, str(found[row["file"]][name]), row[name])
        for row in wanted
        for name in COUNTS
        if str(found[row["file"]][name]) != row[name]
    ]
    assert wrong == []
    assert len(wanted) > 200


def test_every_row_that_does_not_count_matches_with_its_reason(example_home):
    def place(row):
        return row["file"], row["sheet"], row["key"], row["status"]

    found = list(catalogue.rows_table(example_home).iter_rows(named=True))
    wanted = truth("rows")
    assert sorted(map(place, found)) == sorted(map(place, wanted))
    reasons = sorted((*place(r), r["requirement"]) for r in found if r["status"] != "superseded")
    assert reasons == sorted(
        (*place(r), REQUIREMENT[r["reason"]]) for r in wanted if r["status"] != "superseded"
    )


def test_only_the_altered_total_disagrees_with_its_rows(example_home):
    wrong = catalogue.read_table(example_home, "totals").filter(~pl.col("agrees"))
    planted = json.loads((ROOT / "tests" / "truth" / "faults.json").read_text(encoding="utf-8"))["faults"]
    assert len(wrong) == sum(fault["id"] == "F14" for fault in planted) == 1


def test_monthly_sums_of_the_rows_read_are_the_truths_values(example_home):
    received = {
        row["file"]: row["received_date"] for row in catalogue.files_table(example_home).iter_rows(named=True)
    }
    frames = defaultdict(list)
    for path in (example_home / "lake").glob("*/*/*/*.parquet"):
        frame = pl.read_parquet(path, glob=False)
        table, plant, period = path.relative_to(example_home / "lake").parts[:3]
        frames[(plant, period, table)].append((str(received[frame["file"][0]]), frame["file"][0], frame))
    found = month_values(
        {
            where: [frame for _, _, frame in sorted(parts, key=lambda p: p[:2])]
            for where, parts in frames.items()
        }
    )
    compared = 0
    for row in truth("values"):
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


def test_kept_set_aside_repeated_and_replaced_rows_are_all_rows(example_home):
    for row in catalogue.files_table(example_home).iter_rows(named=True):
        parts = row["rows_keep"] + row["rows_quarantine"] + row["rows_duplicate"] + row["rows_superseded"]
        assert parts == row["rows_total"], row["file"]
        assert row["rows_total"] + row["rows_furniture"] == row["rows_present"], row["file"]


def test_hashes_are_those_of_the_delivered_bytes(example_home):
    for row in catalogue.files_table(example_home).iter_rows(named=True):
        content = (ROOT / "examples" / "deliveries" / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]


def test_there_is_a_receipt_for_every_plant_and_period(example_home):
    places = receipt_places(example_home)
    assert len(places) == 18
    for plant, period in places:
        facts = receipt_facts(example_home, plant, period)
        assert all(file.status_words.zh for file in facts.files)
        assert all(row.reason.zh and row.reason.en for file in facts.files for row in file.rows_apart)
