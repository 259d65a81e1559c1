"""Match findings with injected faults: what was found, what was missed, what nothing explains.

A fault is found when any of its requirements is raised at its plant,
process and period with the disposition of
its class. ``ALL`` as a process matches every process. A finding that no fault names, but that stands at a
fault's plant and period, is a consequence: counted apart, neither right nor wrong; so is one of a lawful difference where
a fault moved the same parameter. Where the guide leaves the
disposition open, the fault's detail lists further ones under ``accept``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DISPOSITION_OF_CLASS = {
    "nonconformity": "nonconformity",
    "must_explain": "explain",
    "data_error": "data_error",
    "advisory": "advisory",
}
ABOVE_ADVISORY = {"nonconformity", "explain", "data_error"}

Fault = Mapping[str, Any]
Finding = Mapping[str, str]


@dataclass
class FindingScore:
    """Faults found and missed, findings explained and not; ``by_class`` is id -> (found, total, title)."""

    injected: int = 0
    found: int = 0
    by_class: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    missed: list[Fault] = field(default_factory=list)
    wrong_disposition: list[tuple[Fault, str]] = field(default_factory=list)
    explained: list[Finding] = field(default_factory=list)
    consequences: list[Finding] = field(default_factory=list)
    lawful: list[Finding] = field(default_factory=list)
    false: list[Finding] = field(default_factory=list)


def score_findings(faults: Sequence[Fault], findings: Sequence[Finding]) -> FindingScore:
    """Score findings against faults; faults of class ``none`` are lawful differences."""
    result = FindingScore()
    real = [f for f in faults if f["class"] in DISPOSITION_OF_CLASS]
    lawful = [f for f in faults if f["class"] not in DISPOSITION_OF_CLASS]
    for fault in real:
        _score_fault(fault, findings, result)
    for row in findings:
        if row["disposition"] not in ABOVE_ADVISORY:
            continue
        if any(_names(f, row) for f in real):
            result.explained.append(row)
        elif any(_names(f, row) for f in lawful) and not any(_moved(f, row) for f in real):
            result.lawful.append(row)
        elif any(_near(f, row) for f in real):
            result.consequences.append(row)
        else:
            result.false.append(row)
    return result


def _score_fault(fault: Fault, findings: Sequence[Finding], result: FindingScore) -> None:
    result.injected += 1
    raised = [row for row in findings if _names(fault, row)]
    detail = fault.get("detail")
    accepted = {DISPOSITION_OF_CLASS[fault["class"]]} | set(
        detail.get("accept", ()) if isinstance(detail, dict) else ()
    )
    hit = any(row["disposition"] in accepted for row in raised)
    before = result.by_class.get(fault["id"], (0, 0, fault["title"]))
    result.by_class[fault["id"]] = (before[0] + hit, before[1] + 1, before[2])
    if hit:
        result.found += 1
    elif raised:
        result.wrong_disposition.append((fault, "/".join(sorted({row["disposition"] for row in raised}))))
    else:
        result.missed.append(fault)


def _names(fault: Fault, row: Finding) -> bool:
    """True when the finding is one that this fault calls for: plant, process, period and requirement."""
    return (
        row["plant"] == fault["plant"]
        and row["requirement"] in fault["requirements"]
        and _same_process(fault.get("process", "ALL"), row["process"])
        and _same_period(fault.get("period", ""), row["period"])
    )


def _near(fault: Fault, row: Finding) -> bool:
    """True when the finding stands where this fault is, or at the other party its detail names."""
    place = row["plant"] == fault["plant"] or row["plant"] in str(fault.get("detail", ""))
    return (
        place
        and _same_process(fault.get("process", "ALL"), row["process"])
        and _overlapping(fault.get("period", ""), row["period"])
    )


def _moved(fault: Fault, row: Finding) -> bool:
    """True when the fault moved the quantity that the finding is about."""
    return _near(fault, row) and fault.get("parameter") == row.get("parameter")


def _same_process(one: str, other: str) -> bool:
    return one == other or "ALL" in (one, other) or not one or not other


def _same_period(fault_period: str, row_period: str) -> bool:
    return not fault_period or fault_period == row_period


def _overlapping(fault_period: str, row_period: str) -> bool:
    return row_period.startswith(fault_period) or fault_period.startswith(row_period)
