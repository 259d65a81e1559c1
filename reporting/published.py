"""The published tables as documents need them; read-only, and never the working database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.finding_register import Register, register_of
from warehouse.home import Home
from warehouse.publish import MANIFEST, current_close


class NothingPublishedError(RuntimeError):
    """Documents are made from a published close, and there is none."""


@dataclass(frozen=True)
class Published:
    """One published close: its folder, name and root hash, the register of findings, and its tables on demand."""

    folder: Path
    root_hash: str
    register: Register

    @property
    def close_id(self) -> str:
        """The name of the close."""
        return self.folder.name

    def table(self, name: str) -> pl.DataFrame:
        """One published table, whole; read once."""
        kept: dict[str, pl.DataFrame] = self.__dict__.setdefault("_tables", {})
        if name not in kept:
            kept[name] = pl.read_parquet(self.folder / f"{name}.parquet", glob=False)
        return kept[name]

    def of_plant(self, name: str, plant: str) -> pl.DataFrame:
        """The rows of one plant in a table."""
        return self.table(name).filter(pl.col("plant") == plant)

    @cached_property
    def plants(self) -> list[dict[str, Any]]:
        """Smelters of the group list, by code."""
        return self.table("plants").filter(pl.col("is_smelter")).sort("plant").to_dicts()

    @cached_property
    def other_members(self) -> list[dict[str, Any]]:
        """Members of the group list that are no smelters and have answers of checks, by code."""
        answered = self.table("checks")["plant"].unique().to_list()
        rows = self.table("plants").filter(~pl.col("is_smelter") & pl.col("plant").is_in(answered))
        return rows.sort("plant").to_dicts()

    def processes(self, plant: str) -> list[str]:
        """Process codes of one plant, in order."""
        return [str(code) for code in self.of_plant("processes", plant)["process"].sort()]

    def settled_processes(self, plant: str) -> list[str]:
        """Processes whose annual figures rest on a settled mass in some month."""
        rows = self.of_plant("allowances", plant).filter(
            (pl.col("mass_basis") == "settled") & (pl.col("process") != "ALL")
        )
        return [str(code) for code in rows["process"].unique().sort()]

    def asked(self, period_kind: str) -> list[str]:
        """The months or years this close was asked for."""
        periods = self.table("periods").filter((pl.col("period_kind") == period_kind) & pl.col("is_asked"))
        return [str(period) for period in periods["period"].unique().sort()]

    @cached_property
    def requirements(self) -> dict[str, dict[str, Any]]:
        """The registry of requirements, by id."""
        return {str(row["id"]): row for row in self.table("requirements").sort("id").to_dicts()}


def open_published(home: Home) -> Published:
    """The current close; raises :class:`NothingPublishedError` when there is none."""
    folder = current_close(home)
    if folder is None:
        raise NothingPublishedError("尚未发布任何结账 / nothing is published yet: run potline close first")
    manifest = json.loads((folder / MANIFEST).read_bytes())
    return Published(folder, str(manifest["root_hash"]), register_of(home, folder))
