"""Which delivered rows count, on a lake written by hand."""

from __future__ import annotations

import zlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.dbt.support import rows_of, run_dbt, write_lake


def ticket(number: str, day: int, net: str, **more: object) -> dict:
    row = {
        "ticket_no": number,
        "row_key": number,
        "process": "1#",
        "weighed_at": datetime(2024, 1, day, 12),
        "net_t": Decimal(net),
        "use_code": "casting",
        "content_hash": zlib.crc32(f"{number}{day}{net}".encode()),
    }
    return {**row, **more}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lake")
    month = ("ladle_tickets", "P", "2024-01")
    first = [
        ticket("1", 5, "9.1"),
        ticket("2", 6, "9.2"),
        ticket("3", 7, "9.3"),
        ticket("4", 8, "0", row_status="quarantine", requirement="X-WEIGH"),
        ticket("7", 9, "9.7"),
        ticket("9", 10, "9.9"),
        ticket("10", 11, "0", row_status="quarantine", requirement="X-TYPE"),
    ]
    write_lake(root, *month, "a_first.csv", first)
    again = [ticket("2", 6, "9.2"), ticket("3", 7, "8.3"), ticket("9", 10, "0", row_status="quarantine")]
    again += [ticket("10", 11, "9.5"), ticket("7", 9, "9.7")]
    for row in again:
        row |= {"version": 2, "received_date": date(2024, 2, 17)}
    write_lake(root, *month, "b_again.csv", again)
    write_lake(root, *month, "c_other_process.csv", [ticket("7", 9, "5.7", process="2#")])
    later = [
        ticket("1", 5, "9.1"),
        ticket("3", 7, "7.7", weighed_at=datetime(2024, 2, 7, 12)),
        ticket("8", 1, "9.8", weighed_at=datetime(2024, 2, 1, 12)),
    ]
    write_lake(root, "ladle_tickets", "P", "2024-02", "d_february.csv", later)
    ledger = {"row_key": "铝锭", "item": "铝锭", "closing_t": Decimal(5)}
    write_lake(root, "psi_ledger", "P", "2024-01", "psi.xlsx", [ledger])
    write_lake(root, "psi_ledger", "P", "2024-02", "psi.xlsx", [ledger])
    return root


@pytest.fixture(scope="module")
def resolved(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple]:
    target = tmp_path_factory.mktemp("target")
    database = run_dbt(home, ["2024-01", "2024-02"], [], ["int_rows__resolved"], target)
    sql = "select file, row_key, table_name, status, is_changed, requirement from intermediate.int_rows__resolved"
    rows = rows_of(database, sql)
    return {(file.split("/", 1)[1], key): rest for file, key, *rest in rows}


@pytest.mark.parametrize(
    ("file", "key", "status", "is_changed"),
    [
        pytest.param("2024-01/a_first.csv", "1", "keep", False, id="only-delivery"),
        pytest.param("2024-01/a_first.csv", "2", "superseded", False, id="replaced-by-the-same-values"),
        pytest.param("2024-01/a_first.csv", "3", "superseded", True, id="replaced-by-other-values"),
        pytest.param("2024-01/b_again.csv", "3", "keep", False, id="the-later-row-wins"),
        pytest.param("2024-01/a_first.csv", "4", "quarantine", False, id="set-aside-stays-set-aside"),
        pytest.param("2024-01/a_first.csv", "9", "keep", False, id="an-unusable-later-row-replaces-nothing"),
        pytest.param(
            "2024-01/a_first.csv", "10", "superseded", False, id="set-aside-and-sent-again-readable"
        ),
        pytest.param("2024-01/a_first.csv", "7", "superseded", False, id="sent-again-for-one-process"),
        pytest.param("2024-01/c_other_process.csv", "7", "keep", False, id="each-process-numbers-its-own"),
        pytest.param("2024-02/d_february.csv", "1", "duplicate", False, id="same-ticket-in-the-next-month"),
        pytest.param("2024-02/d_february.csv", "3", "keep", False, id="numbers-that-start-again"),
        pytest.param("2024-02/d_february.csv", "8", "keep", False, id="new-ticket"),
        pytest.param("2024-02/psi.xlsx", "铝锭", "keep", False, id="a-ledger-line-comes-every-month"),
    ],
)
def test_a_row_counts_once(resolved: dict, file: str, key: str, status: str, is_changed: bool) -> None:
    assert resolved[(file, key)][1:3] == [status, is_changed]


def test_a_duplicate_in_another_month_names_its_requirement(resolved: dict) -> None:
    assert resolved[("2024-02/d_february.csv", "1")][3] == "X-DUP"


def test_as_of_gives_back_the_state_before_the_restatement(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("target")
    database = run_dbt(home, ["2024-01"], [], ["int_rows__resolved"], target, as_of=date(2024, 2, 16))
    sql = "select count(*) from intermediate.int_rows__resolved where status = 'superseded'"
    assert rows_of(database, sql) == [(0,)]
