"""The sample group's truth, and the months' sums of lake rows to compare with it."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import polars as pl

TRUTH = Path(__file__).parents[2] / "truth"
# source system, parameter -> table, column; the item column where the truth goes by item.
VALUES: dict[tuple[str, str], tuple[str, str, str | None]] = {
    ("anode_direct", "anode_blocks"): ("anode_direct", "blocks", None),
    ("anode_direct", "anode_gross"): ("anode_direct", "net_t", None),
    ("anode_slips", "anode_blocks"): ("anode_slips", "blocks", None),
    ("anode_slips", "anode_gross"): ("anode_slips", "mass_t", None),
    ("anode_store", "anode_blocks"): ("anode_store", "blocks", None),
    ("anode_store", "anode_gross"): ("anode_store", "mass_t", None),
    ("anode_trucks", "anode_inbound"): ("anode_trucks", "net_t", None),
    ("anode_trucks", "anode_inbound_blocks"): ("anode_trucks", "blocks", None),
    ("daily_report", "ac_energy"): ("daily_report", "ac_kwh", None),
    ("daily_report", "alumina_use"): ("daily_report", "alumina_t", None),
    ("daily_report", "anode_blocks"): ("daily_report", "anode_blocks", None),
    ("daily_report", "output"): ("daily_report", "output_t", None),
    ("daily_report", "pot_days"): ("daily_report", "pots_running", None),
    ("index_ledger", "ac_per_t"): ("index_ledger", "ac_per_t_kwh", None),
    ("index_ledger", "alumina_per_t"): ("index_ledger", "alumina_per_t_kg", None),
    ("index_ledger", "anode_gross_per_t"): ("index_ledger", "anode_gross_per_t_kg", None),
    ("index_ledger", "anode_net_per_t"): ("index_ledger", "anode_net_per_t_kg", None),
    ("index_ledger", "avg_current"): ("index_ledger", "avg_current_ka", None),
    ("index_ledger", "current_efficiency"): ("index_ledger", "current_efficiency_pct", None),
    ("index_ledger", "output_per_pot_day"): ("index_ledger", "output_per_pot_day_kg", None),
    ("index_ledger", "pot_days"): ("index_ledger", "pot_days", None),
    ("intra_in", "intra_bought"): ("intra_in", "net_t", "material"),
    ("intra_in", "intra_bought_blocks"): ("intra_in", "pieces", "material"),
    ("intra_out", "intra_sold"): ("intra_out", "net_t", "material"),
    ("intra_out", "intra_sold_blocks"): ("intra_out", "pieces", "material"),
    ("meter_readings", "ac_energy"): ("meter_readings", "energy_kwh", None),
    ("monthly_report", "ac_energy"): ("monthly_report", "ac_kwh", None),
    ("monthly_report", "alumina_use"): ("monthly_report", "alumina_t", None),
    ("monthly_report", "anode_blocks"): ("monthly_report", "anode_blocks", None),
    ("monthly_report", "anode_gross"): ("monthly_report", "anode_t", None),
    ("monthly_report", "backpour"): ("monthly_report", "backpour_t", None),
    ("monthly_report", "output"): ("monthly_report", "output_t", None),
    ("monthly_report", "output_cum"): ("monthly_report", "output_cum_t", None),
    ("own_anode", "anode_produced"): ("own_anode", "mass_t", None),
    ("own_anode", "anode_produced_blocks"): ("own_anode", "blocks", None),
    ("plan_output", "output_plan"): ("plan_output", "planned_output_t", None),
    ("product_flow", "product_in"): ("product_flow", "in_t", "product"),
    ("product_flow", "product_out"): ("product_flow", "out_t", "product"),
    ("psi_ledger", "psi_closing"): ("psi_ledger", "closing_t", "item"),
    ("psi_ledger", "psi_loss"): ("psi_ledger", "loss_t", "item"),
    ("psi_ledger", "psi_opening"): ("psi_ledger", "opening_t", "item"),
    ("psi_ledger", "psi_own_use"): ("psi_ledger", "own_use_t", "item"),
    ("psi_ledger", "psi_production"): ("psi_ledger", "production_t", "item"),
    ("psi_ledger", "psi_purchase"): ("psi_ledger", "purchase_t", "item"),
    ("psi_ledger", "psi_sales"): ("psi_ledger", "sales_t", "item"),
    ("stock_count", "stock_book"): ("stock_count", "book_t", "item"),
    ("stock_count", "stock_counted"): ("stock_count", "counted_t", "item"),
    ("sales_ledger", "sales_line"): ("sales_ledger", "quantity_t", "product"),
    ("purchase_ledger", "purchase_line"): ("purchase_ledger", "quantity_t", "material"),
    ("b204", "gross_output_value"): ("b204", "month_value", "indicator_code"),
    ("b204", "output"): ("b204", "month_value", "indicator_code"),
    ("b204", "output_cum"): ("b204", "cum_value", "indicator_code"),
    ("b204", "power_use"): ("b204", "month_value", "indicator_code"),
    ("b204", "power_use_last_year"): ("b204", "last_year_month_value", "indicator_code"),
    ("finance", "gross_output_value"): ("finance", "value_10k_cny", "item"),
    ("finance", "revenue"): ("finance", "value_10k_cny", "item"),
}
_ITEM_OF_PARAMETER = {"b204", "finance"}


def truth(name: str) -> list[dict[str, str]]:
    """Rows of one truth file."""
    with (TRUTH / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def month_values(frames: dict[tuple[str, str, str], list[pl.DataFrame]]) -> dict[tuple[str, ...], Decimal]:
    """Sums of kept rows by plant, period, process, source system, parameter and item.

    ``frames`` holds the lake rows by plant, period and table, later deliveries last: they win row by row.
    """
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for (plant, period, table), parts in frames.items():
        rows = (
            pl.concat(parts)
            .filter(pl.col("row_status") == "keep")
            .unique("row_key", keep="last", maintain_order=True)
        )
        for (source, parameter), (name, column, item_column) in VALUES.items():
            if name != table:
                continue
            wanted = parameter.split("_cum")[0].split("_last_year")[0]
            for row in rows.to_dicts():
                item = row[item_column] if item_column else ""
                if source in _ITEM_OF_PARAMETER and item != wanted:
                    continue
                key = (
                    plant,
                    period,
                    row.get("process") or "ALL",
                    source,
                    parameter,
                    "" if source in _ITEM_OF_PARAMETER else item or "",
                )
                if row[column] is not None:
                    sums[key] += Decimal(row[column])
    return dict(sums)
