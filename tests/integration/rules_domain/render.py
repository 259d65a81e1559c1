"""Render dbt models as plain SQL and run them on DuckDB, so that a rule's cases take milliseconds instead of a dbt start.

Only what the domain models use is known here: ref, source, config, the project's macros and dbt's date functions. Whether
dbt itself accepts the models is tested by the project's own dbt tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import yaml

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"


class Returned(Exception):
    """Carries the value of a macro that returns something other than text."""

    def __init__(self, value: Any) -> None:
        super().__init__("macro value")
        self.value = value


class _Environment:
    def __init__(self) -> None:
        self.referenced: list[str] = []
        self.env = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)
        self.env.globals.update(
            {
                "ref": self._ref,
                "source": lambda schema, name: f'"{schema}"."{name}"',
                "config": lambda **_: "",
                "none": None,
                "return": self._return,
                "adapter": SimpleNamespace(dispatch=self._dispatch),
                "dbt": SimpleNamespace(
                    datediff=lambda a, b, part: f"date_diff('{part}', {a}, {b})",
                    dateadd=lambda part, n, day: f"({day} + ({n}) * interval 1 {part})",
                    date_trunc=lambda part, day: f"date_trunc('{part}', {day})",
                    hash=lambda value: f"md5(cast({value} as varchar))",
                ),
            }
        )
        # One template for all of them, because a macro sees the macros of its own template only.
        texts = [file.read_text(encoding="utf-8") for file in sorted((PROJECT / "macros").rglob("*.sql"))]
        together = "\n".join(text for text in texts if "generate_schema_name" not in text)
        for name, macro in vars(self.env.from_string(together).make_module()).items():
            if not name.startswith("_"):
                self.env.globals[name] = self._unwrapped(macro)

    def _ref(self, name: str) -> str:
        self.referenced.append(name)
        return f'main."{name}"'

    @staticmethod
    def _return(value: Any) -> Any:
        if isinstance(value, str):
            return value
        raise Returned(value)

    def _dispatch(self, name: str, _package: str | None = None) -> Any:
        found = self.env.globals.get(f"duckdb__{name}") or self.env.globals.get(f"default__{name}")
        if found is None:
            raise LookupError(f"no macro for {name}")
        return found

    @staticmethod
    def _unwrapped(macro: Any) -> Any:
        if not callable(macro):
            return macro

        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return macro(*args, **kwargs)
            except Returned as returned:
                return returned.value

        return call


_ENVIRONMENT: list[_Environment] = []


def render(model: str) -> tuple[str, list[str]]:
    """Return the SQL of one model and the models and seeds it names; raises FileNotFoundError for an unknown name."""
    if not _ENVIRONMENT:
        _ENVIRONMENT.append(_Environment())
    environment = _ENVIRONMENT[0]
    environment.referenced = []
    text = model_file(model).read_text(encoding="utf-8")
    sql = environment.env.from_string(text).render()
    return sql, list(dict.fromkeys(environment.referenced))


def model_file(model: str) -> Path:
    """Return the file of a model."""
    found = sorted((PROJECT / "models").rglob(f"{model}.sql"))
    if not found:
        raise FileNotFoundError(f"no model {model}")
    return found[0]


def load_seed(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Create the table of a seed with the column types its yml declares, as dbt does."""
    types: dict[str, str] = {}
    for file in sorted((PROJECT / "seeds").glob("*.yml")):
        for seed in yaml.safe_load(file.read_text(encoding="utf-8")).get("seeds", []):
            if seed["name"] == name:
                types = seed.get("config", {}).get("column_types", {})
    declared = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    connection.execute(
        f"create table main.\"{name}\" as select * from read_csv('{PROJECT / 'seeds' / name}.csv', "
        f"header=true, sample_size=-1{', types={' + declared + '}' if declared else ''})"
    )


def build(connection: duckdb.DuckDBPyConnection, wanted: str, have: Iterable[str] = ()) -> list[str]:
    """Create the table of a model and of every model below it that is not in `have`; returns them in order of building."""
    done = {
        *have,
        *(
            row[0]
            for row in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'main'"
            ).fetchall()
        ),
    }
    order: list[str] = []

    def visit(model: str) -> None:
        if model in done:
            return
        done.add(model)
        if (PROJECT / "seeds" / f"{model}.csv").exists():
            load_seed(connection, model)
            return
        sql, names = render(model)
        for name in names:
            visit(name)
        try:
            connection.execute(f'create table main."{model}" as {sql}')
        except duckdb.Error as error:
            raise RuntimeError(f"model {model}: {error}") from error
        order.append(model)

    visit(wanted)
    return order
