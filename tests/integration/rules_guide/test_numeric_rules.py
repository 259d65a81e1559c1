"""Every comparing rule of the registry: passes, is raised, can't be assessed, and passes at the limit itself.

The cases come from the registry, so a new row of these shapes is tested as soon as it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from tests.integration.rules_guide.registry import Row, limit_of, raised, rules_of
from tests.integration.rules_guide.rendering import Renderer
from tests.integration.rules_guide.synthetic import LEFT, STEP, Case, Side, judge

PAIRS = rules_of("pair")
RANGES = rules_of("range")
Build = Callable[[Row], Case]


def reach(rule: Row) -> Decimal:
    """How far the right side may lie above the left."""
    share = limit_of(rule)
    return (share if rule["limit_kind"] == "absolute" else share * LEFT) + Decimal(rule["floor_abs"] or 0)


def pair_case(rule: Row, kind: str) -> Case:
    left, right = Side(LEFT, rows="left"), Side(LEFT)
    match kind:
        case "at the limit":
            right = Side(LEFT + reach(rule))
        case "above the limit":
            right = Side(LEFT + reach(rule) + STEP)
        case "below the limit":
            right = Side(LEFT - reach(rule) - STEP)
        case "absent":
            right = Side(None)
        case "part of the days":
            right = Side(LEFT, is_full=False)
        case "one source":
            right = Side(LEFT, rows="left")
    return Case(rule, kind, left, right)


def pair_expectation(rule: Row, kind: str) -> str | None:
    """None where the rule says that a side that is not there needs no answer."""
    if kind in {"equal", "at the limit"} or (kind == "below the limit" and rule["limit_kind"] == "at_most"):
        return "pass"
    if kind in {"above the limit", "below the limit"}:
        return raised(rule)
    return None if kind == "absent" and rule["when_absent"] == "skip" else "not_assessable"


PAIR_KINDS = (
    "equal",
    "at the limit",
    "above the limit",
    "below the limit",
    "absent",
    "part of the days",
    "one source",
)


@pytest.fixture(scope="module")
def pair_answers() -> dict[str, str]:
    return judge("int_checks__pair", [pair_case(rule, kind) for rule in PAIRS for kind in PAIR_KINDS])


@pytest.mark.parametrize("kind", PAIR_KINDS)
def test_pair_rules_answer_as_registered(pair_answers: dict[str, str], kind: str) -> None:
    wrong = {
        rule["rule_id"]: pair_answers.get(f"{rule['rule_id']} {kind}")
        for rule in PAIRS
        if pair_answers.get(f"{rule['rule_id']} {kind}") != pair_expectation(rule, kind)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("status", "template", "detail", "text"),
    [
        pytest.param("pass", "营业执照：{detail}", "", "符合", id="pass-says-so"),
        pytest.param("pass", "licence: {detail}", None, "符合", id="english"),
        pytest.param("pass", "相差 0。{detail}", "", "", id="numbers-speak-for-themselves"),
        pytest.param("pass", "营业执照：{detail}", "甲", "甲", id="its-own-detail"),
        pytest.param("missing", "营业执照：{detail}", "", "", id="no-pass"),
    ],
)
def test_a_pass_that_has_nothing_to_tell_says_it_is_in_order(
    status: str, template: str, detail: str | None, text: str
) -> None:
    sql = Renderer().render("select {{ detail_text('$1', '$2', '$3', '符合') }}")
    with duckdb.connect() as connection:
        assert connection.execute(sql, [status, template, detail]).fetchone() == (text,)


def test_a_difference_beyond_its_limit_that_rows_set_aside_explain_says_so() -> None:
    rule = next(rule for rule in PAIRS if rule["rule_id"] == "P-03.days")
    above = Side(LEFT + reach(rule) + 5)
    lost = [Side(LEFT, rows="left", set_aside=Decimal(mass)) for mass in ("5.25", "4")]
    cases = [Case(rule, "explained", lost[0], above), Case(rule, "not", lost[1], above)]
    cases.append(Case(rule, "within", lost[0], Side(LEFT)))
    assert judge("int_checks__pair", cases) == {
        "P-03.days explained": "pass",
        "P-03.days not": "explain",
        "P-03.days within": "pass",
    }
    assert judge("int_checks__pair", cases, "detail_zh") == {
        "P-03.days explained": "差异在未采用的行（约 5.25 t）之内",
        "P-03.days not": "",
        "P-03.days within": "",
    }


BELOW = Decimal(1000)


def range_case(rule: Row, kind: str) -> Case:
    """A numerator that makes the ratio the bound itself, a step beyond it, or a value inside."""
    low, high = (Decimal(rule[name]) if rule[name] else None for name in ("limit_low", "limit_high"))
    low_or_zero, high_or_zero = low or Decimal(0), high or Decimal(0)
    inside = (
        (low_or_zero + high_or_zero) / 2 if low and high else (low_or_zero + 1 if low else high_or_zero - 1)
    )
    bound = {"at the low limit": low, "below": low, "at the high limit": high, "above": high}.get(
        kind, inside
    )
    step = {"below": -STEP, "above": STEP}.get(kind, Decimal(0))
    below = BELOW if rule["left_source"] else Decimal(1)
    above = None if bound is None else bound * below / Decimal(rule["scale"] or 1) + step
    if kind == "no denominator":
        return Case(rule, kind, Side(None), Side(above))
    return Case(rule, kind, Side(below, rows="left"), Side(above, is_full=kind != "part of the days"))


def range_expectation(rule: Row, kind: str) -> str | None:
    if (kind in {"at the low limit", "below"} and not rule["limit_low"]) or (
        kind in {"at the high limit", "above"} and not rule["limit_high"]
    ):
        return None
    if kind in {"below", "above"}:
        return raised(rule)
    if kind == "part of the days" or (kind == "no denominator" and rule["left_source"]):
        return "not_assessable"
    return "pass"


RANGE_KINDS = (
    "inside",
    "at the low limit",
    "below",
    "at the high limit",
    "above",
    "no denominator",
    "part of the days",
)


@pytest.fixture(scope="module")
def range_answers() -> dict[str, str]:
    return judge("int_checks__range", [range_case(rule, kind) for rule in RANGES for kind in RANGE_KINDS])


@pytest.mark.parametrize("kind", RANGE_KINDS)
def test_range_rules_answer_as_registered(range_answers: dict[str, str], kind: str) -> None:
    wrong = {
        rule["rule_id"]: range_answers.get(f"{rule['rule_id']} {kind}")
        for rule in RANGES
        if range_answers.get(f"{rule['rule_id']} {kind}") != range_expectation(rule, kind)
    }
    assert wrong == {}


def test_experience_values_are_never_worse_than_advisory() -> None:
    experience = {"P-20", "P-21", "A-17"}
    assert {r["disposition"] for r in RANGES if experience & set(r["requirements"].split("|"))} == {
        "advisory"
    }


def test_a_value_beyond_a_physical_limit_is_a_nonconformity() -> None:
    physical = {
        "O-06.alumina",
        "O-06.carbon",
        "O-06.efficiency",
        "O-06.faraday_report",
        "O-06.faraday_tickets",
    }
    assert {r["disposition"] for r in (*RANGES, *PAIRS) if r["rule_id"] in physical} == {"nonconformity"}
