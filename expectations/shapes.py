"""What each shape of rule measures and which registry limits hold it: the second evaluation's own arithmetic.

One :class:`Shape` per shape that has a number to hold. A measure is computed from the operands that a check hands over,
never from its deviation or verdict; a test says on which side of which registry value a measure is refused. Reading the
evidence and running Great Expectations belong in :mod:`expectations.check_gate`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from expectations import formulas
from expectations.formulas import Measures, Operands, Registry
from expectations.limits import Limit


@dataclass(frozen=True)
class Test:
    """One registry limit on one measure: refused above (`over`) or below (`under`) the product of the named values.

    A name is ``high`` or ``low`` of the rule, ``family.setting``, or ``parameter:name``. `inclusive`: the limit itself is
    refused too.
    """

    measure: str
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    inclusive: bool = False

    def bound(self, limit: Limit, registry: Registry) -> Decimal | None:
        """The limit in force for one rule; None when the registry leaves that side open."""
        product = Decimal(1)
        for name in self.over or self.under:
            value = getattr(limit, name) if name in ("high", "low") else registry[name]
            if value is None:
                return None
            product *= value
        return product


Decide = Callable[[Mapping[str, bool], Operands], bool]


def _any(refused: Mapping[str, bool], _: Operands) -> bool:
    return any(refused.values())


@dataclass(frozen=True)
class Shape:
    """How rows of one shape are measured, held to limits, and when the refusals together mean a breach.

    `enough` names the test of sample size: an answer none of whose rows reaches it is not judged.
    """

    measures: Callable[[Operands, Limit, Registry], Measures]
    tests: tuple[Test, ...]
    breach: Decide = _any
    enough: str = ""
    says: str = ""


def _all_of(*alternatives: tuple[str, ...]) -> Decide:
    """A breach where every test of one alternative is refused."""
    return lambda refused, _: any(all(refused[name] for name in names) for names in alternatives)


def _stopped(refused: Mapping[str, bool], row: Operands) -> bool:
    stopped = refused["fall"] or refused["idle"]
    deposited = row["deposited"] == "true"
    return stopped != deposited and (stopped or row["declared"] == "no")


_HIGH, _LOW = ("high",), ("low",)
COUNT = Shape(formulas.count, (Test("count", over=_HIGH),), says="count above the limit")
UNITS = Shape(formulas.in_units, (Test("units", over=_HIGH),), says="difference in printed units")
UNITS_INCLUSIVE = Shape(
    formulas.in_units,
    (Test("units", over=_HIGH, inclusive=True),),
    says="difference in printed units, the limit itself refused",
)
UNDERSTOOD = Shape(
    formulas.understood, (Test("share", over=_HIGH, inclusive=True),),
    says="share of topics understood from which an absent one is raised",
)  # fmt: skip
AT_LEAST = Shape(
    formulas.count_observed, (Test("observed", under=_LOW),), says="number of sources below the limit"
)

SHAPES: dict[str, Shape] = {
    "pair": Shape(
        formulas.comparison, (Test("measure", over=_HIGH),),
        says="deviation computed again from both values by the limit's kind, less what printing explains",
    ),
    "range": Shape(
        formulas.comparison, (Test("measure", over=_HIGH), Test("measure", under=_LOW)),
        says="numerator over denominator against the bounds",
    ),
    "backpour": Shape(
        formulas.backpour, (Test("share", under=_HIGH, inclusive=True), Test("record", over=_HIGH)),
        says="excess over the tickets against the metal poured back, as its share beyond floor and printing",
    ),
    "evidence": UNDERSTOOD, "attestation": UNDERSTOOD,
    "evidence_retention": Shape(formulas.years, (Test("years", under=_HIGH),), says="shortest retention below the limit"),
    "record_gaps": Shape(formulas.gap, (Test("gap", over=_HIGH),), says="days without a record"),
    "cross_sources": AT_LEAST, "single_source": AT_LEAST,
    "identical_series": Shape(
        formulas.identical,
        (Test("values", over=_HIGH, inclusive=True), Test("share", over=("parameter:identical_share",), inclusive=True)),
        _all_of(("values", "share")), says="different equal values, and share of equal days",
    ),
    "stops": Shape(
        formulas.stops, (Test("fall", over=_HIGH), Test("idle", over=("parameter:pots_idle_rel",))), _stopped,
        says="fall from the highest count, and share of the pots of C.2 out of service, against the deposit",
    ),
    "intervals": Shape(
        formulas.intervals, (Test("beyond_plan", over=_LOW), Test("months", over=_HIGH)),
        says="months of the register beyond the plan's, months of a scale against the regulation",
    ),
    "scales": COUNT,
    "calibration": Shape(formulas.calibration, (Test("days", over=_HIGH),), says="days in the state the rule names"),
    "row_quality": COUNT, "restatement": COUNT, "file_state": COUNT, "required_files": COUNT, "required_process": COUNT,
    "due_date": COUNT, "deposit_day": COUNT,
    "recording_gap": Shape(
        formulas.gap, (Test("seen", over=("GAP.min_days_seen",), inclusive=True), Test("gap", over=_HIGH)),
        _all_of(("gap",)), enough="seen", says="days without a record, where enough days were seen",
    ),
    "printed_total": Shape(formulas.printed_total, (Test("units", over=_HIGH),), says="printed total against three lawful sums"),
    "meter_chain": Shape(formulas.meter, (Test("units", over=_HIGH),), says="chain, fall and energy of every reading"),
    "stock_opening": UNITS, "stock_book": UNITS,
    "stock_equation": Shape(
        formulas.in_units, (Test("units", over=("high", "X-STOCK.equation_terms")),), says="half a printed unit for each term"
    ),
    "stock_count": Shape(formulas.stock_count, (Test("share", over=_HIGH),), says="share of the book, small stocks by tonnes"),
    "cumulative": Shape(
        formulas.in_units, (Test("units", over=("high", "X-CUM.cumulative_terms")),), says="half a printed unit for each term"
    ),
    "deposit_value": UNITS_INCLUSIVE, "allowance_balance": UNITS_INCLUSIVE,
    "allowance_surrender": Shape(
        formulas.shortfall, (Test("share", over=_HIGH),), says="what was surrendered too little, share of the emissions"
    ),
    "intra_pair": Shape(
        formulas.share, (Test("share", over=_HIGH),), says="difference of every matched load, share of what was sent"
    ),
    "tare_shift": Shape(
        formulas.tare,
        (
            Test("weighings", over=("X-TARE.min_weighings",), inclusive=True),
            Test("near", over=("X-TARE.min_weighings",), inclusive=True),
            Test("near_before", over=("X-TARE.min_weighings",), inclusive=True),
            Test("bridge", over=("X-TARE.bridge_limit",)), Test("step_t", over=_HIGH),
            Test("month_z", over=("X-TARE.month_z",)), Test("month_t", over=_HIGH),
            Test("far", over=("X-TARE.outlier_count",), inclusive=True), Test("far_t", over=_HIGH),
        ),
        _all_of(("near", "bridge", "step_t"), ("near", "near_before", "month_z", "month_t"), ("far", "far_t")),
        enough="weighings", says="every vehicle and ladle: drift, jump of the month, far single tares",
    ),
    "repeated_weight": Shape(
        formulas.repeats, (Test("tickets", over=("X-REPEAT.min_tickets",), inclusive=True), Test("chance", under=_HIGH)),
        _all_of(("chance",)), enough="tickets", says="probability of the run or of the frequency, computed again",
    ),
    "scale_digits": Shape(
        formulas.digits,
        (
            Test("off", over=_HIGH), Test("tickets", over=("X-DIGIT.min_tickets",), inclusive=True),
            Test("spread", over=("X-DIGIT.min_spread",), inclusive=True), Test("chi_square", over=("X-DIGIT.chi_square_limit",)),
        ),
        _all_of(("off",), ("tickets", "spread", "chi_square")),
        says="displays off the division; chi-square of the last digits from their counts",
    ),
    "vehicle_place": Shape(
        formulas.vehicles, (Test("minutes", under=_HIGH), Test("chance", under=("X-VEHICLE.chance_probability",))),
        says="time between two plants; Poisson tail of the near pairs inside one",
    ),
    "hugging": Shape(
        formulas.hugging,
        (
            Test("run", over=("X-HUG.periods",), inclusive=True),
            Test("told", over=("X-HUG.periods",), inclusive=True),
        ),
        _all_of(("run",)), enough="told", says="periods in a row between the two limits, from the values of every month",
    ),
    "weighing_pace": Shape(
        formulas.pace, (Test("seconds", under=_LOW), Test("tickets", over=_HIGH)), _all_of(("seconds", "tickets")),
        says="shortest time between two tickets and how many are too close",
    ),
}  # fmt: skip
# Shapes without a number to hold, and what decides them instead.
NO_NUMBER = {
    "facts_equal": "a fact in two documents",
    "facts_pattern": "the form of a fact",
    "credit_code": "a check digit",
    "fact_valid_to": "a date against the year's end",
    "evidence_other": "documents provided",
    "plates": "name plates against plan and register",
    "method": "way of acquisition",
    "method_month": "files of a higher priority",
    "method_factors": "way of acquisition",
    "plan_complete": "fields of the plan",
    "plan_register": "instruments of plan and register",
    "plan_control": "sections of the plan",
    "missing_rule": "a section of the plan",
    "certificates": "dates and numbers of certificates",
    "deposited": "a deposit for the month",
    "history": "items corrected",
    "product_forms": "names of products",
    "conclusion": "other findings",
    "report_ready": "fields of the report",
    "iso_line": "replayed within its own printed digits (docs/inventory.md)",
    "iso_total": "replayed within its own printed digits (docs/inventory.md)",
    "iso_doubt": "registry of factors (docs/inventory.md)",
}
# Settings that choose what is measured; those of the tests above are thresholds.
SETTINGS_OF_MEASURES = {
    "X-METER.max_gap_days", "X-STOCK.count_floor_t", "X-VEHICLE.least_mean_count", "X-VEHICLE.habit_probability",
    "X-VEHICLE.habit_share",
}  # fmt: skip
SETTINGS_OF_SELECTION = {
    "X-INTRA.transit_days": "which loads can still be on the road",
    "X-INTRA.transit_margin_hours": "which loads can still be on the road",
    "X-INTRA.double_hours": "which tickets are one load written twice",
    "X-VEHICLE.same_plant_minutes": "which pairs are counted as near",
    "X-VEHICLE.habit_minutes": "which pairs show how numbers are written",
    "X-TARE.outlier_sigma": "which tares are counted as far",
    "X-METER.filled_share": "which meters have readings to miss",
    "X-ALLOWANCE.surrender_years": "which surrenders are late",
    "X-REPEAT.neighbourhood": "which weights are neighbours",
    "EFFECT.allowance_rule_last_year": "rule of the allowance effect, no check",
}
