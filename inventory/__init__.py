"""Organisation-level GHG inventories (ISO 14064-1) and the linter of printed verification reports."""

from __future__ import annotations

from inventory.activity_list import ListContext, replay_activity_list
from inventory.findings import Finding

__all__ = ["Finding", "ListContext", "replay_activity_list"]
