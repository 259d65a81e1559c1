"""Run the guide's check models on plain DuckDB, without starting dbt.

The models are rendered with the project's own macros and created in the order of their references, each into its
own table. Only for tests: a close always goes through dbt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import jinja2

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
MODEL_FOLDERS = ("models/checks/guide", "models/marts/checks")
REFERENCE = re.compile(r"""(?:ref|places_of)\(\s*['"](\w+)['"]\s*\)""")


class _Adapter:
    """Stands in for dbt's adapter: dispatches to the DuckDB form of a macro."""

    def __init__(self) -> None:
        self.macros: Any = None

    def dispatch(self, name: str, _package: str | None = None) -> Any:
        return getattr(self.macros, f"duckdb__{name}", None) or getattr(self.macros, f"default__{name}")


class Renderer:
    """Renders models of the project to SQL; ``ref('x')`` becomes the table ``x``."""

    def __init__(self, project: Path = PROJECT) -> None:
        self.project = project
        environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])
        adapter = _Adapter()
        environment.globals.update(
            ref=lambda name: name, source=lambda _schema, name: name, config=lambda **_: "", adapter=adapter,
            dbt=_Dbt(), **{"return": lambda value: value},
        )  # fmt: skip
        macro_text = "\n".join(p.read_text(encoding="utf-8") for p in sorted(project.glob("macros/**/*.sql")))
        macros = environment.from_string(macro_text).module
        adapter.macros = macros
        environment.globals.update({k: v for k, v in vars(macros).items() if not k.startswith("_")})
        self.environment = environment

    def models(self) -> dict[str, str]:
        """Rendered SQL of every guide model by name."""
        paths = [path for folder in MODEL_FOLDERS for path in sorted((self.project / folder).glob("*.sql"))]
        return {path.stem: self.render(path.read_text(encoding="utf-8")) for path in paths}

    def render(self, text: str) -> str:
        return self.environment.from_string(text).render()


class _Dbt:
    """The few cross-database macros of dbt that the models use."""

    def dateadd(self, part: str, count: str, day: str) -> str:
        return f"({day} + to_{part}s(cast({count} as bigint)))"

    def datediff(self, first: str, second: str, part: str) -> str:
        return f"date_diff('{part}', {first}, {second})"

    def date_trunc(self, part: str, day: str) -> str:
        return f"date_trunc('{part}', {day})"


def ordered(models: dict[str, str], names: Iterable[str]) -> list[str]:
    """Names of models in an order in which every model follows those it reads."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        for other in sorted(models):
            if other != name and re.search(rf"\b{other}\b", models[name]):
                visit(other)
        order.append(name)

    for name in names:
        visit(name)
    return order


def load_seed(connection: duckdb.DuckDBPyConnection, name: str, project: Path = PROJECT) -> None:
    """Create the table of one seed as dbt does: text, numbers and dates by the seed's declared types."""
    path = project / "seeds" / f"{name}.csv"
    types = {
        "limit_low": "DECIMAL(38,12)", "limit_high": "DECIMAL(38,12)", "scale": "DECIMAL(14,6)",
        "floor_abs": "DECIMAL(38,6)", "valid_from": "DATE", "valid_to": "DATE", "star": "INTEGER",
    }  # fmt: skip
    columns = duckdb.sql(f"select * from read_csv('{path}', all_varchar=true, header=true) limit 0").columns
    chosen = [
        f'try_cast("{c}" as {types[c]}) as "{c}"' if c in types else f'nullif("{c}", \'\') as "{c}"'
        for c in columns
    ]
    connection.execute(
        f"create or replace table {name} as select {', '.join(chosen)} "
        f"from read_csv('{path}', all_varchar=true, header=true)"
    )


def build(connection: duckdb.DuckDBPyConnection, names: Iterable[str] | None = None) -> None:
    """Create the named models, and every model they read, as tables."""
    models = Renderer().models()
    for name in ordered(models, names or sorted(models)):
        try:
            connection.execute(f"create or replace table {name} as {models[name]}")
        except duckdb.Error as error:
            raise RuntimeError(f"model {name} does not run: {error}\n{models[name]}") from error
