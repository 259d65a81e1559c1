"""What only people know about a verification report: who verifies, which version. Read from `<home>/config/report.yml`.

Everything is optional; what is not given stays visible in the report as a place to fill in.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

from reporting.numbers import plain
from warehouse.home import Home

FILE = Path("config") / "report.yml"
PLANTS = "plants"


class ReportSettingsError(ValueError):
    """The settings file cannot be used; the message names the file, the key and the remedy."""


@dataclass(frozen=True)
class ReportSettings:
    """Facts for the cover and chapter 2; empty text where nothing is given. Texts may differ by plant."""

    verifier_name: str = ""
    verifier_abbreviation: str = ""
    version: str = "01"
    issued_date: str = ""
    report_before: str = ""
    report_after: str = ""
    site_visit_dates: str = ""
    team_leader: str = ""
    team_members: str = ""
    technical_reviewer: str = ""
    approver: str = ""


@dataclass(frozen=True)
class SettingsByPlant:
    """The group's settings, and what single plants say otherwise."""

    group: ReportSettings
    plants: dict[str, dict[str, str]]

    def of(self, plant: str) -> ReportSettings:
        """Settings of one plant: the group's, with the plant's own entries over them."""
        return replace(self.group, **self.plants.get(plant, {}))


def report_settings(home: Home) -> SettingsByPlant:
    """Read the settings; without a file everything is left to be filled in.

    :raises ReportSettingsError: when the file is not YAML of the known keys.
    """
    path = home.root / FILE
    if not path.exists():
        return SettingsByPlant(ReportSettings(), {})
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReportSettingsError(
            f"{FILE} 不是有效的 YAML（UTF-8），请更正 / is not valid YAML in UTF-8: {error}"
        ) from None
    if not isinstance(raw, dict):
        raise ReportSettingsError(f"{FILE} 应为“键: 值” / must hold keys and values")
    by_plant = raw.pop(PLANTS, None) or {}
    if not isinstance(by_plant, dict):
        raise ReportSettingsError(f"{FILE} 的 {PLANTS} 应按工厂代码分列 / must be keyed by plant code")
    return SettingsByPlant(
        ReportSettings(**_texts(raw, "")),
        {str(plant): _texts(entries, f"{PLANTS}.{plant}.") for plant, entries in by_plant.items()},
    )


def _texts(raw: Any, prefix: str) -> dict[str, str]:
    known = [item.name for item in fields(ReportSettings)]
    entries = raw if isinstance(raw, dict) else {"": raw}
    for key in entries:
        if key not in known:
            raise ReportSettingsError(
                f"{FILE} 中的 {prefix}{key} 不认识，可用的键：{'、'.join(known)} / unknown key, known are: {', '.join(known)}"
            )
    return {key: _text(value) for key, value in entries.items()}


def _text(value: Any) -> str:
    return "、".join(plain(item) for item in value) if isinstance(value, list) else plain(value)
