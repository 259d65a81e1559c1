"""The group's pages: plain HTML that opens from a file, prints, and needs no server or network."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from reporting.answer_form import form_file
from reporting.bridges import bridge_tables
from reporting.charts import emission_bars, output_deviation
from reporting.findings import answers, causes, open_answers, status_counts, worst
from reporting.inventories import PAGE, inventory_counts, inventory_facts
from reporting.labels import (
    GATE,
    SETTLED_MASS,
    SETTLED_NOTE,
    STATUS_ORDER,
    case_label,
    mass_basis_label,
    requirement_text,
)
from reporting.lifecycle import counts, in_order, to_answer
from reporting.pages import write_page
from reporting.published import Published
from reporting.report_names import report_file

# From the folder of a close to the home: <home>/documents/<close>/.
_HOME = "../.."


def write_site(published: Published, folder: Path, receipts: Set[Path] = frozenset()) -> list[Path]:
    """Write the overview, one page per plant, the gates' and the inventories' page below `folder`; returns the paths.

    :param receipts: `<plant>/<period>` of the receipts that exist, to link to.
    """
    common = {
        "close_id": published.close_id,
        "root_hash": published.root_hash,
        "footer": f"{published.close_id} · {published.root_hash}",
        "months": published.asked("month"),
        "years": published.asked("year"),
        "settled_mass": SETTLED_MASS,
        "settled_note": SETTLED_NOTE,
    }
    written = [
        write_page(folder / "index.html", "group.html.j2", **_group(published), **common),
        write_page(folder / "validation.html", "validation.html.j2", **_validation(published), **common),
        write_page(folder / PAGE, "inventories.html.j2", **inventory_facts(published), **common),
    ]
    for plant in published.plants:
        facts = _plant(published, plant, receipts)
        written.append(write_page(folder / f"{plant['plant']}.html", "plant.html.j2", **facts, **common))
    return written


def page_link(plant: str) -> str:
    """Address of a plant's page beside the other pages."""
    return quote(f"{plant}.html")


def _group(published: Published) -> dict[str, Any]:
    checks, findings = published.table("checks"), published.table("findings")
    smelters = sorted((_matrix_row(plant, checks) for plant in published.plants), key=_worst_first)
    matrix = [*smelters, *(_matrix_row(plant, checks) for plant in published.other_members)]
    return {
        "title": "集团碳数据核查总览",
        "statuses": STATUS_ORDER,
        "matrix": matrix,
        "requirement_rows": _requirement_rows(published, [row["plant"] for row in smelters], checks),
        "register": _register_rows(published, [row["plant"] for row in matrix]),
        "gaps": published.register.gaps,
        "findings": causes(findings, ("nonconformity", "data_error", "explain")),
        "advisories": causes(findings, ("advisory",)),
        "plants": [next(p for p in published.plants if p["plant"] == row["plant"]) for row in smelters],
        # what is known of members without pages of their own stands on the page of inventories
        "links": {
            **{plant["plant"]: PAGE for plant in published.other_members},
            **{plant["plant"]: page_link(plant["plant"]) for plant in published.plants},
        },
        "emissions": _emission_rows(published.table("emissions").filter(pl.col("process") == "ALL")),
        "allowances": published.table("allowances")
        .sort("plant", pl.col("process") == "ALL", "process")
        .to_dicts(),
        "inventories": inventory_counts(published),
        "gates": _gate_sums(published.table("validation")),
    }


def _register_rows(published: Published, plants: list[str]) -> list[dict[str, Any]]:
    """How many findings of each status a plant has, plants in the order of the page."""
    return [{"plant": plant, "counts": counts(published.register.of_plant(plant))} for plant in plants]


def _matrix_row(plant: dict[str, Any], checks: pl.DataFrame) -> dict[str, Any]:
    own = checks.filter(pl.col("plant") == plant["plant"])
    return {
        "plant": plant["plant"],
        "name": plant["short_name"] or plant["plant_name"],
        "counts": status_counts(own),
        "worst": worst(own["status"]),
        "n": own.height,
    }


def _worst_first(row: dict[str, Any]) -> tuple[Any, ...]:
    # A plant without any answer was not looked at: it stands above all others.
    return (row["n"] > 0, *(-number for number in row["counts"].values()), row["plant"])


def _requirement_rows(published: Published, plants: list[str], checks: pl.DataFrame) -> list[dict[str, Any]]:
    statuses: dict[str, dict[str, list[str]]] = {}
    shown = checks.filter(pl.col("plant").is_in(plants))
    for requirement, plant, status in shown.select("requirement", "plant", "status").iter_rows():
        statuses.setdefault(requirement, {}).setdefault(plant, []).append(status)
    order = {code: number for number, code in enumerate(published.requirements)}
    rows = []
    for requirement in sorted(statuses, key=lambda code: (_family(code), order.get(code, 0), code)):
        facts = published.requirements.get(requirement, {})
        found = {plant: worst(given) for plant, given in statuses[requirement].items()}
        rows.append(
            {
                "requirement": requirement,
                "clause": facts.get("clause") or "",
                "text": requirement_text(requirement) or facts.get("subject") or "",
                "worst": {plant: found.get(plant) for plant in plants},
                "is_fine": set(found.values()) <= {"pass", "not_applicable"},
            }
        )
    return rows


def _family(requirement: str) -> int:
    """Order of the guide: basic information, boundary, method, data, plan, other, report; domain rules last."""
    order = ("T1", "T2", "M", "D", "A", "P", "Q", "O", "R", "X")
    head = requirement.partition("-")[0]
    return order.index(head) if head in order else len(order)


def _emission_rows(emissions: pl.DataFrame) -> list[dict[str, Any]]:
    ordered = emissions.sort("plant", "period_kind", "period", pl.col("process") == "ALL", "process")
    return [{**row, "basis": mass_basis_label(row)} for row in ordered.to_dicts()]


def _gate_sums(validation: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {"gate": gate, "n": part.height, "refused": int(part["rows_refused"].sum() or 0)}
        for gate in GATE
        for part in [validation.filter(pl.col("gate") == gate)]
    ]


def _validation(published: Published) -> dict[str, Any]:
    validation = published.table("validation")
    known = [gate for gate in GATE if gate in validation["gate"].to_list()]
    others = [gate for gate in validation["gate"].unique().sort() if gate not in GATE]
    return {
        "title": "Great Expectations 两道关的结果",
        "gates": [
            {"gate": gate, "rows": _gate_rows(validation.filter(pl.col("gate") == gate))}
            for gate in (*known, *others)
        ],
        "not_run": [gate for gate in GATE if gate not in known],
    }


def _gate_rows(part: pl.DataFrame) -> list[dict[str, Any]]:
    return part.sort(pl.col("rows_refused") == 0, "requirements", "expectation_id").to_dicts()


def _plant(published: Published, plant: dict[str, Any], receipts: Set[Path]) -> dict[str, Any]:
    code = plant["plant"]
    every = answers(published, code)
    findings = published.of_plant("findings", code)
    observations, emissions = published.table("observations"), published.table("emissions")
    return {
        "title": plant["plant_name"],
        "plant": plant,
        "counts": status_counts(every),
        "findings": causes(findings),
        "register": in_order(published.register.of_plant(code)),
        "register_counts": counts(published.register.of_plant(code)),
        "gaps": published.register.gaps,
        "open": open_answers(every.filter(pl.col("status").is_in(["missing", "not_assessable"]))),
        "emissions": _emission_rows(emissions.filter(pl.col("plant") == code)),
        "bridges": bridge_tables(published.of_plant("bridge", code)),
        "checks": every.to_dicts(),
        "calibration": _calibration(published.of_plant("calibration_effects", code)),
        "deviations": [
            (process, drawing)
            for process in published.processes(code)
            if (drawing := output_deviation(observations, (code, process)))
        ],
        "bars": emission_bars(emissions, code),
        "allowances": published.of_plant("allowances", code)
        .sort(pl.col("process") == "ALL", "process")
        .to_dicts(),
        "links": _links(published, code, receipts),
    }


def _calibration(rows: pl.DataFrame) -> list[dict[str, Any]]:
    raised = rows.filter((pl.col("effect_t") != 0) | (pl.col("case_code") != "valid_within"))
    ordered = raised.sort("period_kind", "period", "instrument_no", "process", "case_code")
    return [{**row, "case": case_label(row)} for row in ordered.to_dicts()]


def _links(published: Published, code: str, receipts: Set[Path]) -> list[tuple[str, str]]:
    links = [("核查数据表（附件1–4）", quote(f"{code}.xlsx"))]
    if to_answer(published.register.of_plant(code)):
        links.append(("核查发现答复表", quote(form_file(code))))
    links += [(f"{year}年度核查报告", quote(report_file(code, year))) for year in published.asked("year")]
    links += [
        (f"报送回执 {path.name}", quote(f"{_HOME}/receipts/{path.as_posix()}/receipt.html"))
        for path in sorted(receipts)
        if path.parent.name == code
    ]
    return links
