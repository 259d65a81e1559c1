"""Versions: decided by the register, names and keys; never by the order of arrival."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.records.versions import Delivery, order_key, plain_name, resolve, says_full
from ingestion.records.versions_rows import compare, resolve_rows
from warehouse.tables import event_days

TABLE = frozenset({"ladle_tickets"})


def delivery(name, day=None, processes=(), sha=None, period="2024-01", kind="ladle_tickets", tables=TABLE):
    received = None if day is None else date(2024, 2, day)
    return Delivery(
        name, "A", period, kind, f"A/{period}/{name}", sha or name, received, 0, tables, frozenset(processes)
    )


def versions(*items, overlap=lambda one, other: True):
    return {name: stamp.version for name, stamp in resolve(items, overlap).items()}


def test_the_date_of_the_register_decides_before_the_name():
    assert versions(delivery("a.csv", 9), delivery("b.csv", 3)) == {"b.csv": 1, "a.csv": 2}


@pytest.mark.parametrize(
    "later", ["台账(修订).csv", "台账_更正.csv", "台账(2).csv", "台账重报.csv", "台账V2.csv"]
)
def test_without_a_date_a_name_that_says_revision_comes_later(later):
    assert versions(delivery(later), delivery("台账.csv")) == {"台账.csv": 1, later: 2}


def test_a_registered_file_comes_before_one_that_is_not_registered():
    assert versions(delivery("b.csv", 9), delivery("a.csv")) == {"b.csv": 1, "a.csv": 2}


def test_files_of_different_workshops_are_no_versions_of_each_other():
    found = versions(
        delivery("一.csv", 1, ["1#"]), delivery("二.csv", 2, ["2#"]), delivery("二(2).csv", 3, ["2#"])
    )
    assert found == {"一.csv": 1, "二.csv": 1, "二(2).csv": 2}


def test_files_without_a_common_key_are_parts_not_versions():
    assert versions(delivery("a.csv", 1), delivery("b.csv", 2), overlap=lambda one, other: False) == {
        "a.csv": 1, "b.csv": 1
    }  # fmt: skip


def test_another_kind_is_another_count():
    other = delivery("b.csv", 2, kind="anode_trucks", tables=frozenset({"anode_trucks"}))
    assert versions(delivery("a.csv", 1), other) == {"a.csv": 1, "b.csv": 1}


def test_the_same_bytes_again_are_a_copy_of_the_first():
    stamps = resolve([delivery("b.csv", 2, sha="x"), delivery("a.csv", 5, sha="x")], lambda one, other: True)
    assert stamps["b.csv"].duplicate_of is None
    assert stamps["a.csv"].duplicate_of == "b.csv"


def test_an_unusable_file_is_delivered_again_by_one_of_its_name_only():
    broken = delivery("一车间台账.xlsx", 1, tables=frozenset())
    assert versions(broken, delivery("一车间台账(修订).xlsx", 2))["一车间台账(修订).xlsx"] == 2
    assert versions(broken, delivery("二车间台账.xlsx", 2))["二车间台账.xlsx"] == 1


def test_words_of_a_full_replacement_are_known():
    assert says_full("A/2024-01/台账(全量).csv")
    assert not says_full("A/全量/台账.csv")
    assert plain_name("A/铝液 台账_(修订).csv") == plain_name("A/铝液台账.xlsx")


names = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "(修订)", "(2)"]), st.none() | st.integers(1, 9),
              st.sampled_from([(), ("1#",), ("2#",), ("1#", "2#")]), st.sampled_from(["x", "y", None])),
    unique_by=lambda item: item[0] + item[1],
    max_size=7,
)  # fmt: skip


@given(items=names, seed=st.randoms())
def test_the_order_of_arrival_never_changes_a_version(items, seed):
    every = [
        delivery(f"{name}{mark}.csv", day, processes, sha and f"{name}{sha}")
        for name, mark, day, processes, sha in items
    ]
    shuffled = every.copy()
    seed.shuffle(shuffled)
    first = resolve(every, lambda one, other: one.file[-6] <= other.file[-6])
    assert resolve(shuffled, lambda one, other: one.file[-6] <= other.file[-6]) == first
    assert all(stamp.version >= 1 for stamp in first.values())
    ordered = sorted(every, key=order_key)
    assert all(
        first[item.delivery_id].duplicate_of in {None, *(other.delivery_id for other in ordered[:place])}
        for place, item in enumerate(ordered)
    )


def rows(*parts):
    """(file, version, key, status) -> lake rows as the resolver takes them."""
    return pl.DataFrame(
        [
            {"delivery_id": file, "file": file, "period": period, "version": version, "received_date": None,
             "sheet": "S", "row_no": number, "row_key": key, "row_status": status, "process": "1#",
             "event_day": date(2024, 1, day)}
            for number, (file, period, version, key, status, day) in enumerate(parts)
        ],
        schema_overrides={"received_date": pl.Date, "version": pl.Int64, "row_no": pl.Int64, "row_key": pl.String},
    )  # fmt: skip


FIRST, ASIDE = ("a", "01", 1, "k", "keep", 1), ("a", "01", 1, "k", "quarantine", 1)
NO_KEY, TWICE = ("a", "01", 1, None, "keep", 1), ("a", "01", 1, "k", "duplicate", 1)


def outcome(*parts, is_global=True):
    return resolve_rows(rows(*parts), is_global=is_global).get_column("status").to_list()


@pytest.mark.parametrize(
    ("parts", "statuses"),
    [
        pytest.param([FIRST, ("b", "01", 2, "k", "keep", 1)], ["superseded", "keep"], id="again"),
        pytest.param([ASIDE, ("b", "01", 2, "k", "keep", 1)], ["superseded", "keep"], id="mended"),
        pytest.param([FIRST, ("b", "01", 2, "k", "quarantine", 1)], ["keep", "quarantine"], id="unusable-again"),
        pytest.param([FIRST, ("b", "01", 2, "m", "keep", 1)], ["keep", "keep"], id="not-again-stays"),
        pytest.param([FIRST, ("b", "02", 1, "k", "keep", 1)], ["keep", "duplicate"], id="next-month-too"),
        pytest.param([FIRST, ("b", "02", 1, "k", "keep", 9)], ["keep", "keep"], id="number-starts-again"),
        pytest.param([NO_KEY, ("b", "01", 2, None, "keep", 1)], ["keep", "keep"], id="no-key"),
        pytest.param([TWICE, ("b", "01", 2, "k", "keep", 1)], ["duplicate", "keep"], id="copy-stays"),
    ],
)  # fmt: skip
def test_which_rows_count(parts, statuses):
    assert outcome(*parts) == statuses


def test_a_key_without_a_date_counts_once_per_period_where_it_is_local():
    parts = [("a", "01", 1, "1#", "keep", 1), ("b", "02", 1, "1#", "keep", 1)]
    assert outcome(*parts, is_global=False) == ["keep", "keep"]


delivered = st.lists(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["keep", "quarantine"])),
        max_size=6,
        unique_by=lambda r: r[0],
    ),
    min_size=1,
    max_size=4,
)


@given(files=delivered)
def test_every_key_ever_usable_counts_exactly_once(files):
    parts = [
        (f"f{version}", "01", version, str(key), status, 1)
        for version, listed in enumerate(files, start=1)
        for key, status in listed
    ]
    if not parts:
        return
    result = resolve_rows(rows(*parts), is_global=True)
    usable = {str(key) for listed in files for key, status in listed if status == "keep"}
    kept = result.filter(pl.col("status") == "keep")
    assert sorted(kept.get_column("row_key")) == sorted(usable)
    assert result.height == len(parts)
    for key in usable:
        newest = max(v for v, listed in enumerate(files, start=1) if (int(key), "keep") in listed)
        assert kept.filter(pl.col("row_key") == key).get_column("version").item() == newest


def frame(values, statuses=None):
    return pl.DataFrame(
        {
            "row_key": list(values),
            "row_status": statuses or ["keep"] * len(values),
            "weighed_at": [datetime(2024, 1, 1, int(key)) for key in values],
            "net_t": [Decimal(value) for value in values.values()],
            "process": ["1#"] * len(values),
            "remark": [None] * len(values),
        },
        schema_overrides={"net_t": pl.Decimal(18, 6), "remark": pl.String},
    )


def changes(old, new, day="weighed_at"):
    found = compare(old, new, day)
    return {(r["change"], r["row_key"], r["field"], r["mass_delta_t"]) for r in found.rows(named=True)}


def test_rows_outside_the_days_of_a_partial_delivery_are_not_removed():
    old, new = frame({"1": "8", "5": "8", "9": "8"}), frame({"4": "7", "6": "7"})
    assert changes(old, new) == {
        ("added", "4", "net_t", Decimal(7)),
        ("added", "6", "net_t", Decimal(7)),
        ("removed", "5", "net_t", Decimal(-8)),
    }
    assert ("removed", "9", "net_t", Decimal(-8)) in changes(old, new, day=None)


def test_an_altered_row_tells_old_and_new_value():
    found = compare(frame({"1": "8.5"}), frame({"1": "8.75"}), "weighed_at").rows(named=True)
    assert [(r["old_value"], r["new_value"], r["mass_delta_t"]) for r in found] == [
        ("8.500000", "8.750000", Decimal("0.25"))
    ]


@given(
    old=st.dictionaries(st.sampled_from("123456"), st.integers(1, 9), min_size=1),
    new=st.dictionaries(st.sampled_from("123456"), st.integers(1, 9), min_size=1),
)
def test_the_masses_of_the_changes_add_up(old, new):
    before, after = ({k: Decimal(v) for k, v in part.items()} for part in (old, new))
    found = compare(frame(before), frame(after), None)
    assert found.get_column("mass_delta_t").sum() == sum(after.values()) - sum(before.values())


def test_keys_that_reach_across_months_are_those_of_the_models():
    macro = (Path(__file__).parents[3] / "dbt_project/macros/lake_tables.sql").read_text(encoding="utf-8")
    for table, day in event_days().items():
        event = f"'{day}'" if day else "none"
        assert f"'table': '{table}'" in macro
        assert f"'is_global': true, 'event': {event}," in next(
            line for line in macro.splitlines() if f"'{table}'," in line
        )
    assert macro.count("'is_global': true") == len(event_days())


def test_restated_text_value_is_a_change_without_a_mass() -> None:
    """Tables of item and value hold texts under a name that is a mass elsewhere."""
    older = pl.DataFrame(
        {"row_key": ["企业名称"], "row_status": ["keep"], "value": ["甲公司"], "content_hash": [1]}
    )
    newer = older.with_columns(value=pl.lit("乙公司"), content_hash=pl.lit(2))
    (change,) = compare(older, newer, None).to_dicts()
    assert (change["change"], change["old_value"], change["new_value"]) == ("altered", "甲公司", "乙公司")
    assert change["mass_delta_t"] is None
