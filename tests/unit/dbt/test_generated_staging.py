"""The generated part of the dbt project is what the declarations give."""

from __future__ import annotations

from dbt_project.generate_staging import PROJECT, declared_tables, generated_files
from warehouse.tables import event_days


def test_generated_files_are_up_to_date() -> None:
    stale = [
        str(path)
        for path, content in generated_files().items()
        if not (PROJECT / path).exists() or (PROJECT / path).read_text(encoding="utf-8") != content
    ]
    assert not stale, f"run python -m dbt_project.generate_staging: {stale}"


def test_every_table_with_a_global_key_is_declared_with_its_event_day() -> None:
    columns = {table["table"]: set(table["columns"]) for table in declared_tables()}
    assert len(event_days()) > 10
    assert not {t: day for t, day in event_days().items() if day and day not in columns[t]}
    assert {table["table"] for table in declared_tables() if "once_by" in table} == set(event_days())
