"""Organisation-level GHG inventories (ISO 14064-1) and the linter of printed verification reports."""
