"""Replay of a delivered activity list: lines, total, factors and structure.

The list is the simple form members deliver (category, source, activity, factor, emission, provenance).
Printed verification reports are judged by ``inventory.lint``; reading the workbook belongs to ingestion.
"""

from __future__ import annotations

from inventory.activity_list.recompute import recompute_lines
from inventory.activity_list.replay import replay_activity_list
from inventory.activity_list.rows import ListContext

__all__ = ["ListContext", "recompute_lines", "replay_activity_list"]
