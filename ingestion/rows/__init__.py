"""Typed rows: codes, rules that set rows aside, keys, duplicates, printed totals."""
