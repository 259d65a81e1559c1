"""The linter of printed inventory and verification reports: `run` reads, checks and writes its findings."""

from __future__ import annotations

from inventory.lint.collect import SEVERITIES
from inventory.lint.run import exit_code, lint_report, run

__all__ = ["SEVERITIES", "exit_code", "lint_report", "run"]
