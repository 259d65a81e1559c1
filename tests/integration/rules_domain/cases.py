"""Registry of the cases: each adds its own plant to the lake and says what a rule must answer there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.integration.rules_domain.lake import MONTHS, Lake

JAN, FEB, MAR = MONTHS


Build = Callable[[Lake, str], Any]


class Case(NamedTuple):
    """One plant, one rule, one expected status."""

    rule: str
    kind: str
    status: str
    process: str
    period: str
    plant: str
    build: Build


CASES: list[Case] = []


def case(
    rule: str, kind: str, status: str, process: str = "1#", period: str = JAN
) -> Callable[[Build], Build]:
    """Register a case; `kind` is pass, fail, unknown or limit."""

    def register(build: Build) -> Build:
        CASES.append(Case(rule, kind, status, process, period, f"P{len(CASES):03d}", build))
        return build

    return register


def case_of(name: str, rule: str, kind: str, status: str, process: str, period: str, build: Build) -> None:
    """Register a case that is made for several rules, under a name of its own."""

    def run(lake: Lake, plant: str) -> None:
        build(lake, plant)

    run.__name__ = name
    case(rule, kind, status, process, period)(run)


def only_the_plant(lake: Lake, plant: str) -> None:
    """A plant that delivered nothing a rule could look at."""
    lake.plant(plant)
