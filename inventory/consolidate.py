"""Consolidate members' inventories into a group's, counting what passes between members once.

Captive power, heat and metal that one member makes and another uses stand in the maker's direct emissions
already; the user's indirect line is taken out to the extent of the flow. What members emit is computed in
``compute``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from inventory.compute.engine import LineResult, Result
from inventory.compute.materiality import band_of
from inventory.compute.model import Approach
from inventory.findings import ADVISORY, EXPLAIN, NONCONFORMITY, Finding, worst_first
from inventory.units import UnitError, product_scale

ZERO, ONE = Decimal(0), Decimal(1)
FLOW_KINDS = ("electricity", "heat", "metal", "other")


@dataclass(frozen=True)
class Member:
    """A member of the group with its computed inventory; `code` is unique in the group."""

    code: str
    result: Result


@dataclass(frozen=True)
class SharedFlow:
    """What one member delivers to another: amount in `unit`, and the receiver's source that holds it.

    `delivered` is what the maker books, `received` what the user books; None when a side said nothing.
    """

    kind: str
    maker: str
    user: str
    user_source: str
    received: Decimal
    unit: str
    delivered: Decimal | None = None

    def __post_init__(self) -> None:
        if self.kind not in FLOW_KINDS:
            raise ValueError(
                f"内部流 {self.kind!r} 应为 {FLOW_KINDS} 之一 / flow kind must be one of {FLOW_KINDS}"
            )


@dataclass(frozen=True)
class Elimination:
    """Emission of a flow taken out of the group's sum because the maker's own lines hold it, tCO2e."""

    flow: SharedFlow
    category: int
    emission: Decimal


@dataclass(frozen=True)
class Consolidated:
    """The group's inventory: members at their weight and what was taken out; tCO2e, unrounded."""

    approach: Approach
    weights: dict[str, Decimal]
    gross_by_category: dict[int, Decimal]
    eliminations: tuple[Elimination, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def by_category(self) -> dict[int, Decimal]:
        """Group emissions by category, each shared flow counted once."""
        net = dict(self.gross_by_category)
        for taken in self.eliminations:
            net[taken.category] = net.get(taken.category, ZERO) - taken.emission
        return dict(sorted(net.items()))

    @property
    def gross(self) -> Decimal:
        """Sum of the members at their weight, before anything is taken out."""
        return sum(self.gross_by_category.values(), ZERO)

    @property
    def eliminated(self) -> Decimal:
        """Sum of what was taken out."""
        return sum((taken.emission for taken in self.eliminations), ZERO)

    @property
    def total(self) -> Decimal:
        """Group total."""
        return self.gross - self.eliminated

    @property
    def materiality(self) -> Decimal:
        """Threshold of the band the group total falls into."""
        return band_of(self.total)


def weight_of(member: Member, approach: Approach) -> Decimal:
    """Part of a member's emissions the group reports: all or none under control, its share under equity."""
    organisation = member.result.inventory.organisation
    if approach is Approach.EQUITY_SHARE:
        return organisation.equity_share
    held = (
        organisation.is_operated
        if approach is Approach.OPERATIONAL_CONTROL
        else organisation.is_financially_controlled
    )
    return ONE if held else ZERO


def _finding(
    rule: str, disposition: str, flow: SharedFlow, zh: str, en: str, delta: Decimal | None = None
) -> Finding:
    label = f"{flow.maker}->{flow.user} {flow.kind}"
    return Finding(
        rule=rule,
        disposition=disposition,
        item=label,
        message_zh=f"{label}：{zh}",
        message_en=f"{label}: {en}",
        delta_tco2e=delta,
        unit="tCO2e",
    )


def _lines(member: Member, source_id: str) -> list[LineResult]:
    return [item for item in member.result.lines if item.line.source_id == source_id]


def _fraction(flow: SharedFlow, item: LineResult) -> Decimal | None:
    """Part of the user's activity that the flow is; None when the units differ in kind."""
    try:
        scale = product_scale((flow.unit,), item.line.unit).value
    except UnitError:
        return None
    return flow.received * scale / item.line.activity if item.line.activity else ZERO


def _eliminate(
    flow: SharedFlow,
    members: dict[str, Member],
    weights: dict[str, Decimal],
    left: dict[tuple[str, str, str], Decimal],
) -> tuple[list[Elimination], list[Finding]]:
    lines = _lines(members[flow.user], flow.user_source)
    if not lines:
        zh, en = f"使用方没有排放源 {flow.user_source}。", f"the user has no source {flow.user_source}."
        return [], [_finding("GROUP-FLOW-SOURCE", NONCONFORMITY, flow, zh, en)]
    # What both sides count is the smaller of the two weights; the rest belongs to one of them alone.
    weight = min(weights[flow.maker], weights[flow.user])
    taken, findings = [], []
    for item in lines:
        part = _fraction(flow, item)
        if part is None:
            zh, en = (
                f"单位 {flow.unit} 与 {item.line.unit} 不一致。",
                f"unit {flow.unit} is not of {item.line.unit}.",
            )
            findings.append(_finding("GROUP-FLOW-UNIT", NONCONFORMITY, flow, zh, en))
            continue
        key = (flow.user, flow.user_source, item.line.gas)
        available = left.get(key, ONE)
        if part > available:
            over = (part - available) * item.emission
            zh, en = (
                "数量大于使用方的活动数据，只抵消到全部。",
                "is more than the user's activity; taken out up to all of it.",
            )
            findings.append(_finding("GROUP-FLOW-EXCESS", EXPLAIN, flow, zh, en, over))
        part = min(part, available)
        left[key] = available - part
        taken.append(Elimination(flow, item.line.category, item.emission * part * weight))
    return taken, findings


def _two_sides(flow: SharedFlow) -> list[Finding]:
    if flow.delivered is None:
        zh, en = (
            "供方没有给出数量，无法核对两侧。",
            "the maker booked no amount; the two sides cannot be compared.",
        )
        return [_finding("GROUP-FLOW-ONE-SIDED", ADVISORY, flow, zh, en)]
    if flow.delivered == flow.received:
        return []
    zh = f"供方 {flow.delivered:f} 与用方 {flow.received:f} {flow.unit} 不一致。"
    en = f"the maker books {flow.delivered:f}, the user {flow.received:f} {flow.unit}."
    return [_finding("GROUP-FLOW-DIFFERS", EXPLAIN, flow, zh, en)]


def _agreement(members: list[Member]) -> list[Finding]:
    findings = []
    facts = {
        "GWP": {member.result.inventory.gwp_set for member in members},
        "报告期 period": {
            f"{m.result.inventory.period.start}/{m.result.inventory.period.end}" for m in members
        },
    }
    for name, values in facts.items():
        if len(values) > 1:
            text = "、".join(sorted(values))
            zh, en = f"成员的{name}不一致：{text}。", f"Members differ in {name}: {text}."
            findings.append(Finding("GROUP-AGREEMENT", NONCONFORMITY, name, zh, en))
    incomplete = [member.code for member in members if not member.result.is_complete]
    for code in incomplete:
        zh, en = (
            f"成员 {code} 的清单有无法计算的行。",
            f"The inventory of member {code} has lines not computed.",
        )
        findings.append(Finding("GROUP-INCOMPLETE", NONCONFORMITY, code, zh, en))
    return findings


def consolidate(members: list[Member], flows: list[SharedFlow], approach: Approach) -> Consolidated:
    """Group inventory under an approach; each shared flow between reported members is counted once.

    A flow from outside the group takes nothing out. Under equity share a flow is taken out at the smaller
    of the two shares, so the larger one stays. Raises ValueError for two members of one code.
    """
    by_code = {member.code: member for member in members}
    if len(by_code) != len(members):
        raise ValueError("成员代码重复，请更正。 / Two members have one code: correct it.")
    weights = {member.code: weight_of(member, approach) for member in members}
    gross: dict[int, Decimal] = {}
    for member in members:
        for category, emission in member.result.by_category.items():
            gross[category] = gross.get(category, ZERO) + emission * weights[member.code]
    findings, taken = _agreement(members), []
    left: dict[tuple[str, str, str], Decimal] = {}
    for flow in dict.fromkeys(flows):
        if flow.maker not in by_code or flow.user not in by_code or flow.maker == flow.user:
            continue
        eliminated, said = _eliminate(flow, by_code, weights, left)
        taken += eliminated
        findings += said + _two_sides(flow)
    return Consolidated(
        approach, weights, dict(sorted(gross.items())), tuple(taken), tuple(worst_first(findings))
    )
