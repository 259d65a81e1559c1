"""The page of organisation-level inventories: lines as delivered and computed again, the group by share, findings.

Presentation only; numbers come from published tables.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import polars as pl

from reporting.answer_form import form_file
from reporting.lifecycle import to_answer
from reporting.published import Published

PAGE = "inventories.html"
GROUP = "_group"
SEVERITY_ORDER = ("nonconformity", "explain", "advisory")
MOVES = {
    "nothing": "不影响",
    "category": "影响类别",
    "total": "影响总量",
    "materiality": "影响实质性",
}


def inventory_facts(published: Published) -> dict[str, Any]:
    """Everything the page shows: the group by year, members by year with their lines, findings, checked reports."""
    rows = published.table("inventories")
    findings = published.table("inventory_findings")
    reports = published.table("lint_findings")
    return {
        "title": "组织层面温室气体清单",
        "group": _group(rows),
        "members": [_member(published, key, rows, findings) for key in _places(rows)],
        "reports": [_report(part) for part in reports.partition_by("plant", "period", "report")]
        if reports.height
        else [],
        "moves": MOVES,
    }


def inventory_counts(published: Published) -> dict[str, int]:
    """What the overview says of this page: members with a list, findings of lists, reports and their findings."""
    reports = published.table("lint_findings")
    findings = published.table("inventory_findings")
    lines = published.table("inventories").filter(pl.col("plant") != GROUP)
    return {
        "members": lines["plant"].n_unique(),
        "findings": findings.filter(pl.col("disposition") != "advisory").height,
        "reports": reports.select("plant", "period", "report").n_unique(),
        "report_findings": reports.filter(pl.col("severity") != "advisory").height,
    }


def _places(rows: pl.DataFrame) -> list[tuple[str, str]]:
    members = rows.filter(pl.col("plant") != GROUP).select("plant", "period").unique().sort("plant", "period")
    return [(str(plant), str(period)) for plant, period in members.iter_rows()]


def _group(rows: pl.DataFrame) -> list[dict[str, Any]]:
    of_group = rows.filter(pl.col("plant") == GROUP)
    return of_group.sort("period", pl.col("row_kind") == "group_total", "category").to_dicts()


def _member(
    published: Published, place: tuple[str, str], rows: pl.DataFrame, findings: pl.DataFrame
) -> dict[str, Any]:
    plant, period = place
    own = rows.filter((pl.col("plant") == plant) & (pl.col("period") == period))
    said = findings.filter((pl.col("plant") == plant) & (pl.col("period") == period)).to_dicts()
    names = published.of_plant("plants", plant)["plant_name"].to_list()
    return {
        "plant": plant,
        "name": names[0] if names else plant,
        "form": quote(form_file(plant)) if to_answer(published.register.of_plant(plant)) else None,
        "period": period,
        "lines": own.filter(pl.col("row_kind") == "line").sort("file", "sheet", "row_no").to_dicts(),
        "total": own.filter(pl.col("row_kind") == "member_total").to_dicts()[0],
        "findings": sorted(
            said, key=lambda row: (SEVERITY_ORDER.index(row["disposition"]), row["row_no"] or 0)
        ),
    }


def _report(part: pl.DataFrame) -> dict[str, Any]:
    rows = part.to_dicts()
    rows.sort(
        key=lambda row: (SEVERITY_ORDER.index(row["severity"]), -abs(row["delta_tco2e"] or 0), row["rule"])
    )
    return {
        **{name: rows[0][name] for name in ("plant", "period", "report")},
        "counts": {name: sum(row["severity"] == name for row in rows) for name in SEVERITY_ORDER},
        "rows": rows,
    }
