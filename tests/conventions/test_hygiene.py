"""The project speaks only of itself, and never of a plant of its example."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("ingestion", "warehouse", "expectations", "orchestration", "reporting", "inventory", "dbt_project")
TEXT = {".py", ".sql", ".yml", ".yaml", ".md", ".csv", ".toml", ".j2", ".html", ".css", ".txt"}


def product_files() -> list[Path]:
    """Every text file of the product, without build results."""
    files = [
        path
        for folder in PRODUCT
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in TEXT and "target" not in path.parts
    ]
    assert files
    return files


def test_no_product_file_names_a_plant_of_the_example() -> None:
    register = pl.read_csv(
        ROOT / "examples" / "deliveries" / "_group" / "报送登记.csv", encoding="utf8-lossy"
    )
    codes = [code for code in register[register.columns[0]].unique().to_list() if code and code != "_group"]
    assert len(codes) >= 4
    pattern = re.compile("|".join(map(re.escape, codes)))
    offenders = [
        str(p.relative_to(ROOT)) for p in product_files() if pattern.search(p.read_text(encoding="utf-8"))
    ]
    assert not offenders, f"held-back groups have other plants: {offenders}"


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"/(root|home)/[a-z.]", id="no-path-of-a-machine"),
        pytest.param(r"pypi\.org|npmjs|registry\.(com|org|io|npm)", id="no-registry-host"),
        pytest.param(r"\b(TODO|FIXME|XXX)\b", id="nothing-left-unfinished"),
    ],
)
def test_product_text_is_clean(pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in product_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found
