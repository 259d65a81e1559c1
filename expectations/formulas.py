"""Measures of the second evaluation, computed from the operands of a check with exact decimals.

Every function takes the operands of one row, the rule's limits and the registry values, and returns measures by name
(None: not there). Statistics end in floats, because logarithms do; masses and shares never.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext

from expectations.limits import Limit

Operands = Mapping[str, str]
Registry = Mapping[str, Decimal]
Measures = dict[str, Decimal | None]

_PRECISION = 50
_BEYOND = Decimal("1e9")
_ZERO = Decimal(0)


def number(row: Operands, name: str) -> Decimal | None:
    """One operand; None when it is empty."""
    text = row.get(name, "")
    return Decimal(text) if text else None


def per(amount: Decimal, base: Decimal) -> Decimal:
    """`amount` per `base`; anything over a base of zero is beyond every limit, nothing over it is within."""
    if base == 0:
        return _ZERO if amount <= 0 else _BEYOND
    with localcontext() as context:
        context.prec = _PRECISION
        return amount / base


def measure(kind: str, expected: Decimal | None, observed: Decimal | None, slack: Decimal) -> Decimal | None:
    """What the limit applies to, for one comparison; None when a side is absent.

    relative: |observed - expected| less slack, per unit of expected; absolute: the same in units;
    at_most / at_least: how far observed passes expected, per unit of it; range: observed per expected
    (numerator per denominator).
    """
    if observed is None or expected is None:
        return None
    difference = observed - expected
    if kind == "range":
        return per(observed, expected)
    if kind == "absolute":
        return max(abs(difference) - slack, _ZERO)
    if kind == "at_most":
        return per(difference - slack, expected)
    if kind == "at_least":
        return per(-difference - slack, expected)
    return per(max(abs(difference) - slack, _ZERO), abs(expected))


def comparison(row: Operands, limit: Limit, _: Registry) -> Measures:
    """The measure of a pair or a range."""
    return {
        "measure": measure(
            limit.kind, number(row, "expected"), number(row, "observed"), number(row, "slack") or _ZERO
        )
    }


def count(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """A number of rows, files, kinds or days."""
    return {"count": number(row, "count")}


def count_observed(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """A number of sources."""
    return {"observed": number(row, "observed")}


def years(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """The shortest retention."""
    return {"years": number(row, "years")}


def understood(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Share of what was asked that a register or record speaks of."""
    known, asked = number(row, "known"), number(row, "asked")
    return {"share": None if known is None or asked is None else per(known, asked)}


def gap(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Days expected and not recorded; days on which the source was seen at all."""
    expected, observed = number(row, "expected"), number(row, "observed")
    absent = None if expected is None or observed is None else expected - observed
    return {"gap": absent, "seen": number(row, "seen")}


def identical(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Different equal values of two daily series, and the share of equal days."""
    same, days = number(row, "same"), number(row, "days")
    return {
        "values": number(row, "values"),
        "share": None if same is None or days is None else per(same, days),
    }


def stops(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Share by which the pots running fell below their highest count, and below the pots of C.2."""
    lowest = number(row, "lowest")
    found: Measures = {}
    for name, base in (("fall", number(row, "pots")), ("idle", number(row, "installed"))):
        found[name] = None if lowest is None or not base else per(base - lowest, base)
    return found


def intervals(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Months by which the register's interval passes the plan's, and the longest interval of a scale."""
    register, planned = number(row, "register"), number(row, "planned")
    return {
        "beyond_plan": None if register is None or planned is None else register - planned,
        "months": number(row, "scale"),
    }


def calibration(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Days of the year in the state that the rule names."""
    days = {name: number(row, name) or _ZERO for name in ("outside", "late", "never")}
    days["other"] = sum(days.values(), _ZERO)
    return {"days": days.get(row["item"], _ZERO)}


def in_units(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Difference of two printed values in units of their last place."""
    expected, observed, unit = number(row, "expected"), number(row, "observed"), number(row, "unit")
    if expected is None or observed is None or unit is None:
        return {"units": None}
    return {"units": per(abs(observed - expected), unit)}


def share(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Difference as a share of what was expected."""
    return {"share": measure("relative", number(row, "expected"), number(row, "observed"), _ZERO)}


def shortfall(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """What is observed less than expected, as a share of what was expected; more than expected is none."""
    expected, observed = number(row, "expected"), number(row, "observed")
    if expected is None or observed is None:
        return {"share": None}
    return {"share": per(max(expected - observed, _ZERO), abs(expected))}


def stock_count(row: Operands, _limit: Limit, registry: Registry) -> Measures:
    """Counted stock against the book, small stocks by tonnes."""
    book, counted = number(row, "expected"), number(row, "observed")
    if book is None or counted is None:
        return {"share": None}
    return {"share": per(abs(counted - book), max(abs(book), registry["X-STOCK.count_floor_t"]))}


def printed_total(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Printed total against all rows, kept rows, and kept rows plus what was set aside, in printed units."""
    printed, every, unit = number(row, "printed"), number(row, "all_rows"), number(row, "unit")
    if printed is None or every is None or unit is None:
        return {"units": None}
    given = number(row, "kept_rows")
    kept = every if given is None else given
    nearest = min(abs(printed - total) for total in (every, kept, kept + (number(row, "set_aside") or _ZERO)))
    # Rows nobody could read leave their mass in the printed total.
    excused = nearest <= (number(row, "unreadable") or _ZERO)
    return {"units": _ZERO if excused else per(nearest, unit)}


def meter(row: Operands, limit: Limit, registry: Registry) -> Measures:
    """The worst of chain, fall and energy of one reading, in reading units beyond the rounding of the energy."""
    start, end = Decimal(row["start"]), Decimal(row["end"])
    unit, energy_unit = Decimal(row["reading_unit"]), number(row, "energy_unit") or _ZERO
    if row["explained"] == "true":
        return {"units": _ZERO}
    multiplier, energy, before = number(row, "multiplier"), number(row, "energy"), number(row, "before")
    times = Decimal(1) if multiplier is None else multiplier
    is_next = before is not None and Decimal(row["days"]) <= registry["X-METER.max_gap_days"]
    chain = abs(start - before) * times if before is not None and is_next else _ZERO
    advance = end - start + (Decimal(row["modulus"]) if end < start else _ZERO)
    lost = None if energy is None or multiplier is None else abs(energy - advance * multiplier)
    tolerance = (limit.high or _ZERO) * unit * times + energy_unit
    fall = (start - end) * times if lost is None or lost > tolerance else _ZERO
    worst = max(chain, lost or _ZERO, fall)
    return {"units": per(worst - energy_unit, unit * times)}


def half_a_digit(value: Decimal) -> Decimal:
    """Half a unit of the last of at most four printed places."""
    printed = value.quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
    exponent = printed.as_tuple().exponent
    return Decimal("0.5").scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def backpour(row: Operands, limit: Limit, _: Registry) -> Measures:
    """How far a reported excess is from the metal poured back, as its share, beyond floor and printing.

    `share`: the nearest of the reported months and of the days together (small: poured back metal was counted).
    `record`: what the report records as poured back, against the tickets.
    """
    poured = number(row, "poured") or _ZERO
    if limit.parameter == "backpour":
        recorded = number(row, "recorded")
        if recorded is None or number(row, "report") is None:
            return {"share": None, "record": None}
        return {"share": None, "record": _beyond_floor(recorded, poured, limit.floor)}
    near = limit.floor + (limit.high or _ZERO) * poured
    months = [
        _month_share(row, name, poured, near, limit.floor) for name in ("report", "declared", "deposited")
    ]
    found = [share for share in (*months, _days_share(row, limit.floor)) if share is not None]
    return {"share": min(found, default=None), "record": None}


def _beyond_floor(amount: Decimal, poured: Decimal, floor: Decimal) -> Decimal:
    return per(max(abs(amount - poured) - floor, _ZERO), poured)


def _days_share(row: Operands, floor: Decimal) -> Decimal | None:
    days = [tuple(map(Decimal, day.split(","))) for day in row["by_day"].split()]
    return max((_beyond_floor(excess, poured, floor) for excess, poured in days), default=None)


def _month_share(row: Operands, name: str, poured: Decimal, near: Decimal, floor: Decimal) -> Decimal | None:
    """One reported month; None where it does not exceed the tickets at all."""
    reported, tickets, days = number(row, name), number(row, "tickets"), number(row, "days")
    aside = number(row, "set_aside") or _ZERO
    if reported is None or tickets is None or poured <= 0:
        return None
    printing = half_a_digit(reported)
    if abs(reported - tickets - aside) <= near + printing:
        return None
    report = number(row, "report") if name != "report" else None
    bases = [tickets, tickets + aside, *(base for base in (days, report) if base is not None)]
    return min(_beyond_floor(reported - base, poured, floor + printing) for base in bases)


def tare(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Shift of one vehicle or ladle, by drift, by month and by single tares; shifts in whole kilograms, as tonnes."""
    # of how many tares the level of the month is: far ones are left out
    level, before, sigma = Decimal(row["n_level"]), number(row, "n_before"), float(row["sigma_kg"])
    month = month_z = None
    if level and before:
        moved = abs(Decimal(row["total"]) / level - Decimal(row["total_before"]) / before)
        month = _tonnes(moved)
        month_z = Decimal(float(moved) / (sigma * math.sqrt(1 / float(level) + 1 / float(before))))
    return {
        "weighings": Decimal(row["n"]), "near": level, "near_before": before, "bridge": number(row, "bridge"),
        "step_t": _tonnes(number(row, "step_kg")), "month_z": month_z, "month_t": month,
        "far": number(row, "n_far"), "far_t": _tonnes(number(row, "far_kg")),
    }  # fmt: skip


def _tonnes(kilograms: Decimal | None) -> Decimal | None:
    return None if kilograms is None else kilograms.quantize(Decimal(1), ROUND_HALF_UP) / 1000


def poisson_bound(seen: float, mean: float) -> float:
    """Chernoff bound of the Poisson tail that `seen` lies in; 1 at the mean itself."""
    return math.exp(seen - mean - (seen * math.log(seen / mean) if seen else 0))


def repeats(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Probability of a run of equal weights, or of one weight seen far too often."""
    tickets, chance = number(row, "tickets"), Decimal(1)
    if row.get("run"):
        often = float(row["alike"]) / float(row["like"])
        chance = Decimal(float(row["tickets"]) * often ** (float(row["run"]) - 1))
    elif row.get("seen"):
        seen, mean = float(row["seen"]), float(row["mean"])
        chance = Decimal(float(row["distinct"]) * poisson_bound(seen, mean) if seen > mean else 1)
    return {"tickets": tickets, "chance": chance}


def digits(row: Operands, _limit: Limit, _: Registry) -> Measures:
    """Displays off the division, and chi-square of the last digits with its conditions."""
    shown, squares = number(row, "shown"), number(row, "squares")
    division, spread = number(row, "division_kg"), number(row, "spread_kg")
    return {
        "off": number(row, "off"),
        "tickets": number(row, "tickets"),
        "spread": None if spread is None or not division else per(spread, division),
        "chi_square": None if shown is None or squares is None else per(10 * squares, shown) - shown,
    }


def vehicles(row: Operands, _limit: Limit, registry: Registry) -> Measures:
    """Minutes between two plants; probability of the near pairs inside one plant, by how it writes its numbers."""
    far, near = number(row, "far_seconds"), float(row["near"])
    mean, least = float(row["random"]), float(registry["X-VEHICLE.least_mean_count"])
    if row["habit_mean"]:
        seen, usual = float(row["habit_seen"]), float(row["habit_mean"])
        is_rare = seen < usual and seen <= float(registry["X-VEHICLE.habit_share"]) * usual
        if is_rare and poisson_bound(seen, usual) < registry["X-VEHICLE.habit_probability"]:
            mean = 0.0
    mean = max(mean, least)
    chance = poisson_bound(near, mean) if near > mean else 1.0
    return {"minutes": None if far is None else far / 60, "chance": Decimal(chance)}


def hugging(row: Operands, limit: Limit, registry: Registry) -> Measures:
    """Periods in a row whose deviation lies between the two limits: at the month, or the longest in the year.

    `told`: as many periods as there are, where all of them do; one that does not tells as much as enough of them.
    """
    run, longest = 0, 0
    months = sorted(row["months"].split())
    for month in months:
        period, year, left, right = month.split(",")
        deviation = per(abs(Decimal(left) - Decimal(right)), abs(Decimal(left)))
        run = run + 1 if (limit.low or _ZERO) <= deviation <= (limit.high or _ZERO) else 0
        if row["period"] == period:
            longest = run
        elif row["period"] == year:
            longest = max(longest, run)
    told = Decimal(longest) if longest == len(months) else registry["X-HUG.periods"]
    return {"run": Decimal(longest), "told": told}


def pace(row: Operands, limit: Limit, _: Registry) -> Measures:
    """Shortest time between two tickets of a scale, and how many are too close: at least the closest, if it is."""
    seconds, tickets = number(row, "seconds"), number(row, "tickets")
    if seconds is not None and tickets is not None and seconds < (limit.low or _ZERO):
        tickets = max(tickets, Decimal(1))
    return {"seconds": seconds, "tickets": tickets}
