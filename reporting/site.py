"""The group's pages: plain HTML that opens from a file, prints, and needs no server or network."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from reporting.labels import DISPOSITION_ORDER, STATUS_ORDER, disposition_label, status_label
from reporting.published import Published, plain

BRIDGE_TITLES = {"metal": "铝液", "anode": "阳极", "alumina": "氧化铝"}


def environment() -> Environment:
    """Templates with the project's filters; everything is escaped, and an unknown name is an error."""
    env = Environment(loader=PackageLoader("reporting"), autoescape=True, undefined=StrictUndefined)
    env.filters.update(plain=plain, status=status_label, disposition=disposition_label)
    return env


def grouped_findings(findings: pl.DataFrame) -> list[dict[str, Any]]:
    """One row per cause, worst first: the requirement ids that one cause raises are joined."""
    rank = {code: index for index, code in enumerate(DISPOSITION_ORDER)}
    return (
        findings.group_by("disposition", "plant", "process", "period", "message_zh", "message_en")
        .agg(
            requirements=pl.col("requirement").sort().str.join(" "),
            effect_tco2e=pl.col("effect_tco2e").max(),
            evidence=pl.col("evidence").min(),
        )
        .with_columns(rank=pl.col("disposition").replace_strict(rank, default=len(rank)))
        .sort("rank", "plant", "period", "process", "requirements", "message_zh")
        .to_dicts()
    )


def _worst(statuses: list[str]) -> str:
    return min(statuses, key=STATUS_ORDER.index) if statuses else "missing"


def _matrix(published: Published, checks: pl.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for plant in published.plants:
        statuses = checks.filter(pl.col("plant") == plant["plant"])["status"].to_list()
        counts = Counter(statuses)
        rows.append(
            {
                "plant": plant["plant"],
                "name": plant["short_name"] or plant["plant_name"],
                "counts": {status: counts.get(status, 0) for status in STATUS_ORDER},
                "worst": _worst(statuses),
            }
        )
    return sorted(rows, key=lambda row: [-row["counts"][status] for status in STATUS_ORDER])


def _requirement_rows(published: Published, checks: pl.DataFrame) -> list[dict[str, Any]]:
    requirements = {row["id"]: row for row in published.table("requirements").to_dicts()}
    rows = []
    for (requirement,), part in sorted(checks.group_by("requirement"), key=lambda pair: str(pair[0][0])):
        worst = {
            plant["plant"]: _worst(found) if found else None
            for plant in published.plants
            for found in [part.filter(pl.col("plant") == plant["plant"])["status"].to_list()]
        }
        if {status for status in worst.values() if status} - {"pass", "not_applicable"}:
            facts = requirements.get(str(requirement), {})
            rows.append(
                {
                    "requirement": requirement,
                    "clause": facts.get("clause", ""),
                    "subject": facts.get("subject", ""),
                    "worst": worst,
                }
            )
    return rows


def _bridges(bridge: pl.DataFrame) -> list[dict[str, Any]]:
    tables = []
    for (subject, process), part in sorted(bridge.group_by("subject", "process"), key=lambda pair: str(pair[0])):
        periods = sorted(part["period"].unique().to_list())
        lines: dict[tuple[int, str], dict[str, Any]] = {}
        for row in part.sort("line_no").iter_rows(named=True):
            line = lines.setdefault(
                (row["line_no"], row["line_code"]),
                {"label": row["label_zh"], "is_total": row["is_total"], "source": row["source_system"], "cells": {}},
            )
            line["cells"][row["period"]] = row["value_t"]
        for line in lines.values():
            line["cells"] = {period: line["cells"].get(period) for period in periods}
        title = f"{BRIDGE_TITLES.get(str(subject), subject)} {process}"
        tables.append({"title": title, "periods": periods, "lines": list(lines.values())})
    return tables


def write_site(published: Published, folder: Path) -> list[Path]:
    """Write the overview and one page per plant below `folder`; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    env = environment()
    checks, findings = published.table("checks"), published.table("findings")
    common = {
        "close_id": published.close_id,
        "root_hash": published.root_hash,
        "statuses": STATUS_ORDER,
        "footer": f"{published.close_id} · {published.root_hash}",
        "plants": published.plants,
    }
    emissions = published.table("emissions").sort("plant", "process", "period")
    written = [folder / "index.html"]
    written[0].write_text(
        env.get_template("group.html.j2").render(
            title="集团碳数据核查总览",
            matrix=_matrix(published, checks),
            requirement_rows=_requirement_rows(published, checks),
            findings=grouped_findings(findings),
            emissions=emissions.to_dicts(),
            allowances=published.table("allowances").sort("plant", "process").to_dicts(),
            **common,
        ),
        encoding="utf-8",
    )
    facts = published.table("requirements").select(requirement="id", clause="clause", subject="subject")
    for plant in published.plants:
        code = plant["plant"]
        of_plant = checks.filter(pl.col("plant") == code)
        counts = Counter(of_plant["status"].to_list())
        page = folder / f"{code}.html"
        page.write_text(
            env.get_template("plant.html.j2").render(
                title=plant["plant_name"],
                plant=plant,
                counts={status: counts.get(status, 0) for status in STATUS_ORDER},
                findings=grouped_findings(findings.filter(pl.col("plant") == code)),
                emissions=emissions.filter(pl.col("plant") == code).to_dicts(),
                bridges=_bridges(published.table("bridge").filter(pl.col("plant") == code)),
                checks=of_plant.join(facts, on="requirement", how="left")
                .with_columns(pl.col("clause", "subject").fill_null(""))
                .sort("requirement", "period", "process")
                .to_dicts(),
                **common,
            ),
            encoding="utf-8",
        )
        written.append(page)
    return written
