"""Receipts, verification report, annex workbook and group site as documents."""
