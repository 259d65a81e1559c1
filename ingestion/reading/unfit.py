"""Why a file is no form of any kind, where its headers say what it is instead: a summary that stands for no form.

Such a file is refused in words of its own; taken for the form that it is least unlike, its figures would be counted as others.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.recognition.header_rows import Row, looks_like_header
from ingestion.recognition.headers import pool_scores, split_header
from ingestion.wide.ten_days import are_ten_days

Reason = tuple[str, str]
_SURELY, _LIKELY = 0.9, 0.7
_TEN_DAYS = (
    "表中只有上旬、中旬、下旬的数，没有全月的数，请补全月列（行）后重新报送",
    "the table has figures of ten-day periods and none of the whole month; please add these and send it again",
)
_SALES = (
    "像按客户或月份汇总的销售表，没有逐笔的日期和发票号，不能代替销售台账；请报送逐笔的销售发票台账",
    "it looks like sales summed up by customer or month; that stands for no sales ledger: please send the invoices line by line",
)
_CUSTOMER, _MASS, _OF_A_LEDGER = (
    ("consignee",),
    ("quantity", "sales", "b_month"),
    ("invoice", "invoice_date", "ticket"),
)


def why_unfit(heads: Iterable[list[Row]]) -> Reason | None:
    """What a file is by the first rows of its sheets; None where they say nothing of it."""
    for rows in heads:
        for row in rows:
            if are_ten_days(row):
                return _TEN_DAYS
            if looks_like_header(row) and _is_summary_of_sales(row):
                return _SALES
    return None


def _is_summary_of_sales(row: Row) -> bool:
    is_of_sales = _names(row, _CUSTOMER, _SURELY) and _names(row, _MASS, _LIKELY)
    return is_of_sales and not _names(row, _OF_A_LEDGER, _SURELY)


def _names(row: Row, pools: tuple[str, ...], least: float) -> bool:
    found = [pool_scores(split_header(cell).base) for cell in row if cell and cell.strip()]
    return any(pool in scores and scores[pool].score >= least for scores in found for pool in pools)
