"""Two invented plants whose every document agrees, and clones of them that a case then changes.

`TDP` weighs metal on truck scales and anodes directly; `CBP` weighs metal on crane scales and counts blocks.
The files below ``base/`` hold what the checks read of them: one month, one year, no fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from tests.integration.rules_guide.rendering import load_seed

BASE = Path(__file__).resolve().parent / "base"
SEEDS = ("rules", "requirements", "fact_names", "parameter_catalog", "rules_domain", "rules_domain_settings")
_SHARED = {"stg_provincial_list", "dim_parameters"}

# The accounting year of plants whose month ends on the 25th.
_DAY_STATE = """
insert into int_instruments__day_state by name
with days as (
    select cast(range as date) as day from range(date '2023-12-26', date '2024-12-26', interval 1 day)
),
state as (
    select i.plant, i.instrument_no, d.day, i.required_accuracy_pct as required_pct,
        max_by(c.certificate_no, c.calibrated_date) filter (d.day between c.calibrated_date and c.valid_to) as number,
        max_by(c.accuracy_pct, c.calibrated_date) filter (d.day between c.calibrated_date and c.valid_to) as found_pct,
        min(c.calibrated_date) filter (c.calibrated_date > d.day) as next_date
    from stg_instruments as i
    cross join days as d
    left join stg_calibrations as c on i.plant = c.plant and i.instrument_no = c.instrument_no
    group by all
)
select plant, instrument_no, day, '2024' as year_period, required_pct as required_accuracy_pct, number as certificate_no,
    found_pct as found_accuracy_pct,
    case when number is null then required_pct when found_pct > required_pct then found_pct - required_pct else 0 end
        as excess_pct,
    case when number is null and next_date is not null then day end as late_from
from state
"""


def load(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every table the checks read, with the two plants in them, and the registries."""
    connection.execute((BASE / "tables.sql").read_text(encoding="utf-8"))
    for path in sorted(BASE.glob("*.csv")):
        connection.execute(
            f"insert into {path.stem} by name select * from read_csv('{path}', all_varchar=true, header=true)"
        )
    for seed in SEEDS:
        load_seed(connection, seed)
    load_seed(connection, "parameters")
    connection.execute(
        "insert into dim_parameters select parameter, cast(value as decimal(38, 12)), unit, valid_from, valid_to, source, "
        "status, cast(is_default as boolean), 'seed' from parameters"
    )


def finish(connection: duckdb.DuckDBPyConnection) -> None:
    """Derive the calibration state of each day from the certificates as they now stand."""
    connection.execute(_DAY_STATE)


def clone(connection: duckdb.DuckDBPyConnection, copies: Sequence[tuple[str, str]]) -> None:
    """Copy a base plant under new codes: `copies` are pairs of new code and base code."""
    connection.execute("create table copies (new_code varchar, base_code varchar)")
    connection.executemany("insert into copies values (?, ?)", [list(pair) for pair in copies])
    for (table,) in connection.sql(
        "select table_name from information_schema.columns where column_name = 'plant' order by table_name"
    ).fetchall():
        if table not in _SHARED:
            connection.execute(
                f"insert into {table} by name select t.* replace (copies.new_code as plant) from {table} as t "
                "inner join copies on t.plant = copies.base_code"
            )


def apply(connection: duckdb.DuckDBPyConnection, code: str, changes: Iterable[str]) -> None:
    """Run a case's changes on one clone; ``{p}`` stands for its code."""
    for change in changes:
        connection.execute(change.replace("{p}", code))
