"""What the assets are handed: the home, what the close covers, and who wants to hear of progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg

from warehouse.duck import database_path
from warehouse.home import Home
from warehouse.periods import close_id

_listeners: list[Callable[[str], None]] = []


def listen(listener: Callable[[str], None]) -> None:
    """Hear the name of every step of closes run in this process (the command line's display)."""
    _listeners.append(listener)


def tell(step: str) -> None:
    """Tell all listeners that `step` is done or under way."""
    for listener in _listeners:
        listener(step)


class PotlineHome(dg.ConfigurableResource):
    """The folder under which all data lives."""

    root: str

    def home(self) -> Home:
        """The home's paths."""
        return Home(Path(self.root))


class CloseScope(dg.ConfigurableResource):
    """What a close covers beside the months of its run: whole years, and the day it looks from.

    `years` are comma-joined (`2024`); `as_of` is an ISO date, empty for everything received so far.
    """

    years: str = ""
    as_of: str = ""

    def year_list(self) -> list[str]:
        """The years with annual checks in this close."""
        return [year for year in self.years.split(",") if year]

    def database(self, home: Home, months: list[str]) -> Path:
        """The working database of the close over `months`, where `prepare` puts it."""
        return database_path(home, months, self.year_list())

    def close_id(self, months: list[str]) -> str:
        """The name of the close over `months` and the scope's years."""
        suffix = f"@{self.as_of}" if self.as_of else ""
        return close_id(months, self.year_list()) + suffix
