from decimal import Decimal

import polars as pl
import pytest

from ingestion.cells.distinct import coded
from ingestion.cells.units import LAKE_UNITS
from ingestion.contracts import all_contracts, table_contracts
from ingestion.registry import code_words, derived_columns, header_words, limits
from ingestion.rows.row_hash import hash_rows
from warehouse import tables as lake


def test_every_contract_table_is_declared_and_every_declared_table_has_a_contract():
    assert set(table_contracts()) == set(lake.all_tables())


@pytest.mark.parametrize("name", sorted(table_contracts()))
def test_contract_fields_are_columns_of_the_table_and_have_words(name):
    table, columns = table_contracts()[name], lake.table(name).columns
    assert {f.name for f in table.fields} <= set(columns)
    assert all(set(f.pools) <= set(header_words()) for f in table.fields)
    assert any(f.need == "key" for f in table.fields) or name in {
        "plan_profile",
        "plan_control",
        "declared_profile",
        "basic_facts",
    }


@pytest.mark.parametrize("name", sorted(lake.all_tables()))
def test_table_declaration_makes_all_three_schemas(name):
    table = lake.table(name)
    assert set(table.key) <= set(table.columns)
    assert table.kind in all_contracts()
    assert set(lake.polars_schema(name)) == set(table.columns)
    assert lake.pyarrow_schema(name).names == list(table.columns)
    assert set(lake.duckdb_columns(name, provenance=True)) >= set(lake.PROVENANCE)


def test_masses_are_exact_decimals_with_their_unit():
    for table in lake.all_tables().values():
        for column in table.columns.values():
            if column.name.endswith("_t") and column.unit == "tonne":
                assert column.type == "decimal(18,6)", (table.name, column.name)


def test_rules_refer_to_declared_tables_and_domains():
    for table, rules in derived_columns().items():
        columns = lake.table(table).columns
        assert all(
            t in columns and r["from"] in columns and r["domain"] in code_words() for t, r in rules.items()
        )
    for section in ("tables", "magnitudes"):
        for table, fields in limits()[section].items():
            assert set(fields) <= set(lake.table(table).columns)


def test_units_of_read_numbers_are_known():
    free = {"pot_day", "months", "years", "minutes", "cny"}
    for table in table_contracts().values():
        for field in table.fields:
            assert field.unit is None or field.unit in LAKE_UNITS or field.unit in free, (
                table.name,
                field.name,
            )


def test_unknown_table_and_type_say_so():
    with pytest.raises(KeyError, match="known"):
        lake.table("nothing")
    with pytest.raises(ValueError, match="unknown column type"):
        lake.polars_type("float64")


def test_row_hash_is_the_one_the_lake_was_written_with():
    # an upgrade of Polars that changes this makes every row of the lake look restated
    frame = pl.DataFrame({"a": ["x", None], "b": [1, 1], "c": [None, None], "d": [Decimal("7.08"), None]})
    assert hash_rows(frame, frame.columns).to_list() == [16310893845326176789, 4544404252342952865]


def test_row_hash_depends_on_values_and_columns_alone():
    frame = pl.DataFrame({"a": ["x", "y", None, "x"], "b": [1, 2, 3, None]})
    whole = hash_rows(frame, ["a", "b"])
    pieces = [hash_rows(frame[n], ["a", "b"]) for n in (3, 2, 1, 0)]
    assert pl.concat(pieces).reverse().equals(whole)
    as_codes = frame.with_columns(pl.col("a").cast(coded()))
    assert hash_rows(as_codes, ["a", "b"]).equals(whole)
    assert not (hash_rows(frame, ["b", "a"]) == whole).any()
    assert whole.n_unique() == 4
