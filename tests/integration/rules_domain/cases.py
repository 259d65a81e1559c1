"""Registry of the cases: each adds its own plant to the lake and says what a rule must answer there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.integration.rules_domain.lake import MONTHS, Lake

JAN, FEB, MAR = MONTHS


class Case(NamedTuple):
    """One plant, one rule, one expected status."""

    rule: str
    kind: str
    status: str
    process: str
    period: str
    plant: str
    build: Callable[[Lake, str], Any]


CASES: list[Case] = []


def case(
    rule: str, kind: str, status: str, process: str = "1#", period: str = JAN
) -> Callable[[Callable[[Lake, str], Any]], Callable[[Lake, str], Any]]:
    """Register a case; `kind` is pass, fail, unknown or limit."""

    def register(build: Callable[[Lake, str], Any]) -> Callable[[Lake, str], Any]:
        CASES.append(Case(rule, kind, status, process, period, f"P{len(CASES):03d}", build))
        return build

    return register
