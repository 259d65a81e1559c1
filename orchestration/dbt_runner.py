"""dbt in process: one parsed manifest, one invocation, results handed back by node.

The command line costs seconds to start and parses again for every set of variables; here the
manifest is parsed once for a given state of the project's files and kept beside it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.duck import dbt_environment

PROJECT_DIR = Path(__file__).resolve().parent.parent / "dbt_project"
TARGET_DIR = PROJECT_DIR / "target"
MANIFEST = TARGET_DIR / "manifest.json"
_FINGERPRINT = TARGET_DIR / "manifest.sources.sha256"
_SOURCE_SUFFIXES = {".sql", ".yml", ".csv", ".md"}


class DbtError(RuntimeError):
    """dbt could not run, or a model failed; the message names the nodes."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one dbt node in one build."""

    unique_id: str
    status: str
    message: str | None
    seconds: float
    failures: int | None

    @property
    def is_bad(self) -> bool:
        """True for a node that errored or a test that failed."""
        return self.status in {"error", "fail", "runtime error"}


def _sources_fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in PROJECT_DIR.rglob("*") if p.suffix in _SOURCE_SUFFIXES):
        if TARGET_DIR in path.parents or "logs" in path.parts:
            continue
        digest.update(str(path.relative_to(PROJECT_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _arguments(target: Path, *command: str) -> list[str]:
    # dbt would otherwise write its target and logs below the caller's working directory; two closes of different
    # homes must not write into one folder either.
    return [
        *command,
        "--project-dir",
        str(PROJECT_DIR),
        "--profiles-dir",
        str(PROJECT_DIR),
        "--target-path",
        str(target),
        "--log-path",
        str(target / "logs"),
        "--quiet",
        "--no-use-colors",
        "--no-send-anonymous-usage-stats",
    ]


def ensure_manifest() -> Path:
    """The manifest of the project as it is on disk now; parsed again only when a file changed."""
    TARGET_DIR.mkdir(parents=True, exist_ok=True)
    with (TARGET_DIR / "parse.lock").open("w") as lock:
        # The kernel's lock ends with its holder: whoever comes second finds the manifest made.
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _manifest_of_sources()


def _manifest_of_sources() -> Path:
    fingerprint = _sources_fingerprint()
    if MANIFEST.exists() and _FINGERPRINT.exists() and _FINGERPRINT.read_text() == fingerprint:
        return MANIFEST
    from dbt.cli.main import dbtRunner

    # A parsed node names its database, which DuckDB takes from the file's name: the same name as every close's file.
    os.environ.update(dbt_environment(TARGET_DIR / "warehouse.duckdb"))
    outcome = dbtRunner().invoke(_arguments(TARGET_DIR, "parse", "--no-partial-parse"))
    if not outcome.success:
        raise DbtError(f"dbt parse failed: {outcome.exception}")
    _FINGERPRINT.write_text(fingerprint)
    return MANIFEST


def parsed_manifest() -> Any:
    """The parsed project as dbt keeps it; handed over whole, because another database path would make dbt parse again."""
    from dbt.contracts.graph.manifest import Manifest

    ensure_manifest()
    manifest = Manifest.from_msgpack((TARGET_DIR / "partial_parse.msgpack").read_bytes())
    manifest.build_flat_graph()
    return manifest


def build(database: Path, on_node: Callable[[str], None] | None = None) -> list[NodeResult]:
    """Run seeds, models and tests on `database`; returns one result per node, in the order they ran.

    Unit tests of models are the test suite's business, not a close's. Raises :class:`DbtError` when
    dbt itself could not run; a failed node is in the results and the caller decides.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    manifest = parsed_manifest()
    os.environ.update(dbt_environment(database))

    def on_event(event: Any) -> None:
        if on_node is not None and event.info.name == "NodeFinished":
            on_node(event.data.node_info.node_name)

    try:
        outcome = dbtRunner(manifest=manifest, callbacks=[on_event]).invoke(
            [*_arguments(database.parent / "dbt", "build"), "--exclude-resource-type", "unit_test"]
        )
    finally:
        # In process, dbt keeps DuckDB's lock until its connections are closed (one writer).
        DuckDBConnectionManager.close_all_connections()
    results = getattr(outcome.result, "results", None)
    if results is None:
        raise DbtError(f"dbt could not run: {outcome.exception}")
    return [_node_result(result) for result in results]


def _node_result(result: Any) -> NodeResult:
    return NodeResult(
        unique_id=result.node.unique_id,
        status=str(result.status),
        message=result.message,
        seconds=float(result.execution_time),
        failures=result.failures,
    )
