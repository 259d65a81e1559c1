"""The layers of the design, held by reading imports: who may know what."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ingestion", "warehouse", "expectations", "orchestration", "reporting", "inventory")


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> frozenset[str]:
    """Top-level names of every module that `path` imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return frozenset(names)


def modules(package: str) -> list[Path]:
    """Every module of a package, never none."""
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, f"package {package} has no modules: this convention would hold by emptiness"
    return found


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        pytest.param("dagster", {"orchestration"}, id="only-orchestration-knows-dagster"),
        pytest.param("dagster_dbt", {"orchestration"}, id="only-orchestration-knows-dagster-dbt"),
        pytest.param("great_expectations", {"expectations"}, id="only-expectations-imports-gx"),
        pytest.param("dbt", {"orchestration"}, id="only-the-dbt-step-runs-dbt"),
    ],
)
def test_library_stays_in_its_layer(library: str, allowed: set[str]) -> None:
    offenders = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        if package not in allowed
        for path in modules(package)
        if library in imported(path)
    ]
    assert not offenders, f"{library} belongs to {allowed}: {offenders}"


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        pytest.param(
            "ingestion", {"orchestration", "reporting", "expectations"}, id="ingestion-looks-down-only"
        ),
        pytest.param("warehouse", {"orchestration", "reporting", "expectations"}, id="warehouse-is-plumbing"),
        pytest.param(
            "reporting",
            {"orchestration", "expectations", "duckdb"},
            id="reporting-only-reads-what-is-published",
        ),
    ],
)
def test_package_does_not_import_upwards(package: str, forbidden: set[str]) -> None:
    offenders = {
        str(p.relative_to(ROOT)): imported(p) & forbidden for p in modules(package) if imported(p) & forbidden
    }
    assert not offenders


def test_modules_stay_small() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for package in (*PACKAGES, "tests", "scripts")
        for path in modules(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not too_long, f"often two modules in one: {too_long}"


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in modules(package)
        if not ast.get_docstring(parsed(path))
    ]
    assert not silent


def test_models_stay_small() -> None:
    models = sorted((ROOT / "dbt_project" / "models").rglob("*.sql"))
    assert models
    too_long = {p.name: n for p in models if (n := len(p.read_text(encoding="utf-8").splitlines())) > 150}
    assert not too_long


def modules_imported(path: Path, known: set[str]) -> set[str]:
    """Full names of our own modules that `path` imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names & known


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_imports_itself_by_way_of_others(package: str) -> None:
    by_name = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in modules(package)
    }
    imports = {name: modules_imported(path, set(by_name)) - {name} for name, path in by_name.items()}

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [*imports[start]]
        while waiting:
            if (name := waiting.pop()) not in seen:
                seen.add(name)
                waiting += imports[name]
        return seen

    assert not sorted(name for name in imports if name in reached(name))


# From the bottom up: a part of ingestion knows those before it, never those after it.
PARTS_OF_INGESTION = (
    "registry", "contracts", "results", "landing_names", "cells", "readers", "recognition", "wide", "content", "rows",
    "lake", "reading", "records", "landing", "receipts",
)  # fmt: skip


def parts_known(path: Path) -> set[str]:
    """Parts of ingestion that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "ingestion":
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ingestion."):
            found.add(str(node.module).split(".")[1])
    return found


def test_parts_of_ingestion_know_only_those_below_them() -> None:
    folder = ROOT / "ingestion"
    offenders = []
    for path in modules("ingestion"):
        own = path.relative_to(folder).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        above = set(PARTS_OF_INGESTION[PARTS_OF_INGESTION.index(own) + 1 :])
        offenders += [f"{path.relative_to(ROOT)} knows {part}" for part in sorted(parts_known(path) & above)]
    assert not offenders, offenders
    assert {p.name.removesuffix(".py") for p in folder.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()} == {
        *PARTS_OF_INGESTION, "__init__",
    }  # fmt: skip
