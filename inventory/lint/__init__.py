"""The linter of printed inventory and verification reports: `run` reads, checks and writes its findings."""

from __future__ import annotations

from inventory.lint.run import lint_report, run

__all__ = ["lint_report", "run"]
