"""Places and quantities made for one rule at a time, so that each limit can be met exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from tests.integration.rules_guide.registry import Row, limit_of
from tests.integration.rules_guide.rendering import Renderer

PERIOD = "2024-01"
LEFT = Decimal(100000)
STEP = Decimal("0.0001")


@dataclass(frozen=True)
class Side:
    """One side of a comparison; no value means the source was not delivered."""

    value: Decimal | None
    is_full: bool = True
    rows: str = "right"
    set_aside: Decimal = Decimal(0)


@dataclass(frozen=True)
class Case:
    """One comparison of one rule, under the code of its own plant."""

    rule: Row
    kind: str
    left: Side
    right: Side

    @property
    def code(self) -> str:
        return f"{self.rule['rule_id']} {self.kind}"


def place(rule: Row, code: str) -> tuple[object, ...]:
    """One row of ``int_checks__places``."""
    has_limit = rule["limit_parameter"] or rule["limit_high"]
    return (
        rule["rule_id"], rule["requirements"], rule["shape"], rule["parameter"], rule["item"], rule["left_source"],
        rule["right_source"], "accounting", rule["limit_kind"], rule["disposition"], rule["when_absent"],
        rule["independence"],
        Decimal(rule["scale"] or 1), Decimal(rule["floor_abs"] or 0),
        Decimal(rule["limit_low"]) if rule["limit_low"] else None, limit_of(rule) if has_limit else None,
        code, "1#", "month", "month", PERIOD, 2024,
    )  # fmt: skip


_PLACES = """create or replace table int_checks__places (
    rule_id varchar, requirements varchar, shape varchar, parameter varchar, item varchar, left_source varchar,
    right_source varchar, basis varchar, limit_kind varchar, disposition varchar, when_absent varchar,
    independence varchar,
    scale decimal(14, 6), floor_abs decimal(38, 6), limit_low decimal(38, 12), limit_high decimal(38, 12),
    plant_code varchar, process varchar, cadence varchar, period_kind varchar, period varchar, year integer)"""
_QUANTITIES = """create or replace table int_checks__quantities (
    plant_code varchar, process varchar, period_kind varchar, period varchar, basis varchar, parameter varchar,
    item varchar, source_system varchar, value decimal(38, 6), unit varchar, is_full boolean, files varchar,
    lineage varchar, lineage_hash varchar, set_aside_t decimal(38, 6), slack decimal(38, 6))"""


_COPIES = """create or replace table int_checks__copies (
    rule_id varchar, plant_code varchar, process varchar, period varchar, days bigint, same_days bigint,
    same_values bigint, is_copy boolean)"""


def create_places(connection: duckdb.DuckDBPyConnection, rows: Iterable[tuple[object, ...]]) -> None:
    """Create the table of places with the given rows."""
    connection.execute(_PLACES)
    connection.executemany(f"insert into int_checks__places values ({', '.join('?' * 22)})", list(rows))


def judge(model: str, cases: list[Case], column: str = "status") -> dict[str, str]:
    """Run one model over the cases; a column by case code, absent where the model gives no answer."""
    with duckdb.connect() as connection:
        create_places(connection, (place(case.rule, case.code) for case in cases))
        connection.execute(_QUANTITIES)
        connection.execute(_COPIES)
        rows = [row for case in cases for row in _quantities(case)]
        connection.executemany(f"insert into int_checks__quantities values ({', '.join('?' * 16)})", rows)
        sql = Renderer().models()[model]
        return dict(connection.sql(f"select plant_code, {column} from ({sql})").fetchall())


def _quantities(case: Case) -> Iterable[tuple[object, ...]]:
    sides = (
        (case.rule["left_source"], case.left, "left"),
        (case.rule["right_source"], case.right, case.right.rows),
    )
    for selector, side, rows in sides:
        if selector and side.value is not None:
            source, parameter, item = (*selector.split(":"), "", "")[:3]
            yield (
                case.code, "1#", "month", PERIOD, "accounting", parameter or case.rule["parameter"],
                item or case.rule["item"], source, side.value, "t", side.is_full, "f", rows, rows, side.set_aside, Decimal(0),
            )  # fmt: skip
