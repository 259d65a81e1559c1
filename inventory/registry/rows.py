"""Read the registry's CSV files into rows and find rows by parameter, item, region and year.

Values are exact decimals. What to do when no row fits is decided in ``inventory.registry.choice``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

REGISTRY_DIR = Path(__file__).parent
COLUMNS = [
    "standard",
    "version",
    "parameter",
    "item",
    "value",
    "unit",
    "region",
    "year",
    "source",
    "valid_from",
    "valid_to",
    "status",
    "confidence",
    "note",
]
# Best first: which row is taken when several fit equally well.
STATUS_ORDER = (
    "primary",
    "physical",
    "secondary",
    "analogue",
    "as_printed",
    "contested",
    "superseded",
    "plausibility_only",
    "project_choice",
)
CONFIDENCE_ORDER = ("H", "M", "L")
NATIONAL = "全国"
NATIONAL_WORDS = re.compile("国家|中国|national", re.IGNORECASE)


@dataclass(frozen=True)
class Factor:
    """One row of the registry. `value` is in `unit`; `region`, `year` are empty where there is none."""

    standard: str
    version: str
    parameter: str
    item: str
    value: Decimal
    unit: str
    region: str
    year: int | None
    source: str
    valid_from: date | None
    valid_to: date | None
    status: str
    confidence: str
    note: str

    @property
    def provenance(self) -> str:
        """Say in one line where the value comes from and how far it can be trusted."""
        where = " ".join(part for part in (self.region, str(self.year or "")) if part)
        text = f"{self.standard} {self.version} {where} [{self.status}/{self.confidence}] {self.source}"
        return " ".join(text.split())

    @property
    def rank(self) -> tuple[int, int]:
        """Sort key, best first, by status and then by confidence."""
        return STATUS_ORDER.index(self.status), CONFIDENCE_ORDER.index(self.confidence)


class Registry:
    """All rows, indexed by parameter and item."""

    def __init__(self, rows: tuple[Factor, ...]) -> None:
        self.rows = rows
        self._by_item: dict[tuple[str, str], list[Factor]] = {}
        self._by_parameter: dict[str, list[Factor]] = {}
        for row in sorted(rows, key=lambda row: row.rank):
            self._by_item.setdefault((row.parameter, row.item), []).append(row)
            self._by_parameter.setdefault(row.parameter, []).append(row)

    def find(self, parameter: str, item: str | None = None, **fields: object) -> list[Factor]:
        """Rows of a parameter (and item), best status first; `fields` narrow by exact equality."""
        pool = (
            self._by_parameter.get(parameter, [])
            if item is None
            else self._by_item.get((parameter, item), [])
        )
        return [row for row in pool if all(getattr(row, name) == wanted for name, wanted in fields.items())]

    def value(self, parameter: str, item: str, **fields: object) -> Decimal:
        """Value of the best row.

        Raises LookupError naming the parameter and item when the registry has no such row.
        """
        rows = self.find(parameter, item, **fields)
        if not rows:
            raise LookupError(
                f"登记表中没有因子 {parameter}/{item}，请在 inventory/registry 中补充一行。 "
                f"No registry row for {parameter}/{item}: add one under inventory/registry."
            )
        return rows[0].value

    def bounds(self, parameter: str) -> tuple[Decimal | None, Decimal | None]:
        """Lower and upper limit of a plausibility range; None where the range is open."""
        low, high = self.find(parameter, "min"), self.find(parameter, "max")
        return (low[0].value if low else None, high[0].value if high else None)

    def within(self, parameter: str, low: Decimal, high: Decimal) -> list[Factor]:
        """Rows of a parameter whose value lies in the closed interval: whose factor a number really is."""
        return [row for row in self._by_parameter.get(parameter, []) if low <= row.value <= high]

    @property
    def regions(self) -> tuple[str, ...]:
        """Every region named by any row, longest name first."""
        return tuple(
            sorted({row.region for row in self.rows if row.region}, key=lambda name: (-len(name), name))
        )


def _row(record: dict[str, str], where: str) -> Factor:
    try:
        value = Decimal(record["value"])
    except InvalidOperation as error:
        raise ValueError(
            f"{where}: value {record['value']!r} 不是数字，请更正。 / is not a number: correct the cell."
        ) from error
    if record["status"] not in STATUS_ORDER or record["confidence"] not in CONFIDENCE_ORDER:
        raise ValueError(
            f"{where}: 状态或置信度不在词表中 / unknown status or confidence "
            f"{record['status']!r}/{record['confidence']!r}; use {STATUS_ORDER} and {CONFIDENCE_ORDER}"
        )
    dates = {
        name: date.fromisoformat(record[name]) if record[name] else None
        for name in ("valid_from", "valid_to")
    }
    text = {name: record[name] for name in COLUMNS if name not in ("value", "year", "valid_from", "valid_to")}
    return Factor(value=value, year=int(record["year"]) if record["year"] else None, **dates, **text)  # type: ignore[arg-type]


def read_rows(path: Path) -> list[Factor]:
    """Read one registry file, one row per factor.

    Raises ValueError naming the file and line for a wrong header, number, status or confidence.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if list(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}: 表头应为 / header must be {','.join(COLUMNS)}")
        return [_row(record, f"{path.name} line {reader.line_num}") for record in reader]


@lru_cache(maxsize=4)
def load_registry(folder: Path = REGISTRY_DIR) -> Registry:
    """Read every factor file of the folder; a name that starts with an underscore is another table."""
    paths = sorted(path for path in folder.glob("*.csv") if not path.name.startswith("_"))
    return Registry(tuple(row for path in paths for row in read_rows(path)))


def normalise_region(text: str, registry: Registry | None = None) -> str:
    """Registry region that `text` speaks of (广东省 -> 广东, 广西壮族自治区 -> 广西), or an empty text.

    The first region named wins; a province or grid area wins over the whole country.
    """
    plain = NATIONAL_WORDS.sub(NATIONAL, unicodedata.normalize("NFKC", text))
    found = [(plain.find(name), name) for name in (registry or load_registry()).regions if name in plain]
    provincial = [hit for hit in found if hit[1] != NATIONAL]
    return min(provincial or found)[1] if found else ""
