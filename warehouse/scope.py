"""What a close over a period or a year covers, given what has been delivered."""

from __future__ import annotations

from pathlib import Path

from warehouse.home import open_home
from warehouse.periods import is_month, is_year, parse_months


class ScopeError(ValueError):
    """Nothing to close, or a period that cannot be understood; the message says what to do."""


def delivered_periods(root: Path) -> list[str]:
    """Every period label (months and years) that any plant has delivered files for, sorted."""
    home = open_home(root)
    return sorted({path.name for path in home.sidecars.glob("*/*") if path.is_dir()})


def resolve_scope(root: Path, period: str | None, year: str | None) -> tuple[list[str], list[str]]:
    """The months and years a close covers: the asked months, or a year's delivered months.

    A year takes the months from the first to the last that any plant of the group delivered, so that
    a plant that missed one of them shows as missing, and months nobody was asked for do not.
    Raises :class:`ScopeError` when there is nothing to close.
    """
    if not period and not year:
        raise ScopeError(
            "请用 --period 或 --year 指定期间 / say which period: --period 2024-03 or --year 2024"
        )
    if year and not is_year(year):
        raise ScopeError(f"年度“{year}”无法识别 / year {year!r} is not understood: write 2024")
    months = parse_months(period) if period else []
    if year:
        of_year = [label for label in delivered_periods(root) if is_month(label) and label[:4] == year]
        months = sorted({*months, *(parse_months(f"{of_year[0]}..{of_year[-1]}") if of_year else [])})
    if not months:
        raise ScopeError(
            f"{year} 年没有任何月度报送，请先执行 potline ingest / no month of {year} was delivered: "
            "run potline ingest first"
        )
    return months, [year] if year else []
