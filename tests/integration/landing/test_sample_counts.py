"""The example group: row counts of every file and every row that does not count are those of the truth."""

import csv
import hashlib
from pathlib import Path

from ingestion.receipts.facts import receipt_facts, receipt_places
from ingestion.records import catalogue

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


def truth(name):
    with (ROOT / "tests" / "truth" / name).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_counts_of_every_file_match(example_home):
    found = {row["file"]: row for row in catalogue.files_table(example_home).iter_rows(named=True)}
    wanted = [row for row in truth("counts.csv") if row["delivered"] == "True"]
    wrong = [
        (row["file"], name, str(found[row["file"]][name]), row[name])
        for row in wanted
        for name in COUNTS
        if str(found[row["file"]][name]) != row[name]
    ]
    assert wrong == []
    assert len(wanted) > 200


def test_every_row_that_does_not_count_matches(example_home):
    found = sorted(
        (r["file"], r["key"], r["status"]) for r in catalogue.rows_table(example_home).iter_rows(named=True)
    )
    assert found == sorted((r["file"], r["key"], r["status"]) for r in truth("rows.csv"))


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
