"""Unit algebra of inventories on pint, and the reading of units as Chinese reports print them.

Aluminium, anode, dry matter, each gas, electricity, heat, normal gas volume and freight are dimensions of
their own (``registry/_units.csv``): what must not be added or cancelled is refused. Numbers stay exact
decimals. Emissions are computed in ``inventory.compute``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from inventory.registry.rows import REGISTRY_DIR

if TYPE_CHECKING:
    import pint

ONE = Decimal(1)
PERCENT = Decimal("0.01")
# What an unspecific unit may stand for: plain mass for a qualified one, a cubic metre for a normal one.
LOOSE = {"[mass]": "[mass_", "[volume]": "[volume_normal]"}
_SEPARATORS = re.compile(r"[*×•∙⋅・.]")


class UnitError(ValueError):
    """A unit that cannot be read, or units that do not fit together."""


@dataclass(frozen=True)
class Unit:
    """A unit as printed: `scale` (exact) times the pint expression; an empty expression has no dimension."""

    printed: str
    scale: Decimal
    expression: str


@dataclass(frozen=True)
class Scale:
    """Number that turns a product of printed quantities into the target unit.

    `loose` names the dimensions that only fit because one side left its substance or state unsaid.
    """

    value: Decimal
    loose: tuple[str, ...]


def _table(name: str) -> list[dict[str, str]]:
    with (REGISTRY_DIR / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def unit_registry() -> pint.UnitRegistry:
    """Own registry with nothing but the declared units; numbers are decimals."""
    import pint

    registry: pint.UnitRegistry = pint.UnitRegistry(None, non_int_type=Decimal)
    for row in _table("_units.csv"):
        registry.define(f"{row['symbol']} = {row['definition']}")
    return registry


@lru_cache(maxsize=1)
def _spellings() -> dict[str, dict[str, str]]:
    kinds: dict[str, dict[str, str]] = {}
    for row in _table("_unit_spellings.csv"):
        kinds.setdefault(row["kind"], {})[row["printed"]] = row["symbol"]
    return kinds


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"\s+", "", plain).lower().replace("／", "/")
    return _SEPARATORS.sub("·", plain)


def _mass(part: str) -> str | None:
    words = _spellings()
    dry = part.startswith(("干", "dry"))
    bare = re.sub(r"^(干|dry)", "", part)
    for mass in sorted(words["mass"], key=len, reverse=True):
        if not bare.startswith(mass):
            continue
        species = re.sub(r"^[-_·(]+|[)]+$", "", bare[len(mass) :])
        if species in words["species"]:
            name = "dry" if dry else words["species"][species]
            return f"{words['mass'][mass]}_{name}" if name else words["mass"][mass]
    return None


def _named(part: str) -> tuple[Decimal, str] | None:
    words = _spellings()
    if part in words["unit"]:
        return ONE, words["unit"][part]
    if part in words["one"] or part == "":
        return ONE, ""
    if part in words["percent"]:
        return PERCENT, ""
    mass = _mass(part)
    return (ONE, mass) if mass else None


def _part(part: str) -> tuple[Decimal, str] | None:
    named = _named(part)
    if named is not None:
        return named
    scales = _spellings()["scale"]
    for prefix in sorted(scales, key=len, reverse=True):
        if part.startswith(prefix):
            rest = _part(part[len(prefix) :].lstrip("·"))
            return (rest[0] * Decimal(scales[prefix]), rest[1]) if rest else None
    if "·" not in part:
        return None
    pieces = [_part(piece) for piece in part.split("·")]
    if any(piece is None for piece in pieces):
        return None
    scale = ONE
    for piece in pieces:
        scale *= piece[0]  # type: ignore[index]
    return scale, " * ".join(piece[1] for piece in pieces if piece and piece[1])


@lru_cache(maxsize=4096)
def parse_unit(printed: str) -> Unit:
    """Read a printed unit (万Nm3, tCO2/万Nm3, kgCO2e/(t·km), kg BOD/年, %).

    A quantity per year is read as the quantity: an inventory has one period. Raises UnitError naming what
    cannot be read and where a spelling is added.
    """
    plain = _plain(printed)
    if plain in _spellings()["one"] or plain in ("", "/"):
        return Unit(printed, ONE, "")
    scale, expression = ONE, ""
    for position, raw in enumerate(plain.split("/")):
        part = _part(raw) or _part(raw.strip("()")) or _part(re.sub(r"\(.*?\)", "", raw))
        if part is None:
            raise UnitError(
                f"无法识别单位 {printed!r} 中的 {raw!r}，请更正或补充写法。 "
                f"Cannot read {raw!r} in unit {printed!r}: correct it or add it to _unit_spellings.csv."
            )
        scale = scale * part[0] if position == 0 else scale / part[0]
        if part[1]:
            glue = " * " if position == 0 else " / "
            expression = f"{expression or ONE}{glue}({part[1]})"
    return Unit(printed, scale, expression)


def quantity(value: Decimal, printed: str) -> Any:
    """A pint quantity of a printed value and unit; adding unlike dimensions raises DimensionalityError."""
    unit = parse_unit(printed)
    return unit_registry().Quantity(value * unit.scale, unit.expression or "dimensionless")


@lru_cache(maxsize=4096)
def dimension(printed: str) -> str:
    """Name of the one dimension a printed unit has (electricity, mass...), or an empty text."""
    found = dict(quantity(ONE, printed).dimensionality)
    names = [name.strip("[]") for name, power in found.items() if power == 1]
    return names[0] if len(found) == len(names) == 1 else ""


def _loose(leftover: dict[str, Any]) -> tuple[str, ...] | None:
    """Dimensions taken as said, when every leftover pairs a plain dimension with one it may stand for."""
    taken: list[str] = []
    for plain, prefix in LOOSE.items():
        power = leftover.pop(plain, 0)
        partners = [name for name, other in leftover.items() if name.startswith(prefix) and other == -power]
        if not power:
            continue
        if len(partners) != 1 or partners[0] == "[mass_co2e]":
            return None
        leftover.pop(partners[0])
        taken.append(partners[0].strip("[]"))
    return tuple(taken) if not leftover else None


@lru_cache(maxsize=8192)
def product_scale(printed_units: tuple[str, ...], target: str = "tCO2e") -> Scale:
    """Number by which the product of values in these units must be multiplied to be in the target unit.

    An unspecific unit (t, m3) may stand for a specific one (t-Al, Nm3) and is then named in `loose`; a
    specific one never stands for another. Raises UnitError when the dimensions do not fit.
    """
    wanted = quantity(ONE, target)
    product = quantity(ONE, "")
    for printed in printed_units:
        product = product * quantity(ONE, printed)
    ratio = (product / wanted).to_base_units()
    leftover = {name: power for name, power in dict(ratio.dimensionality).items() if power}
    loose = _loose(dict(leftover))
    if loose is None:
        names = "、".join(f"{name.strip('[]')}^{power}" for name, power in sorted(leftover.items()))
        raise UnitError(
            f"{' × '.join(printed_units)} 不能得到 {target}，多出量纲 {names}，请核对单位。 "
            f"{' x '.join(printed_units)} does not give {target}: left over {names}. Check the units."
        )
    return Scale(Decimal(ratio.magnitude), loose)
