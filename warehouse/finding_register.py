"""The register of findings (整改台账): what is open, answered, closed or corrected, of this close and of earlier ones.

Derived, never stored: a function of the published closes and decisions the log names and of the answers in the lake, so
a replay of the log gives the same rows. How and why: docs/adr/0005-findings-carried.md. Dispositions and numbers are the
models'; here is only what became of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from warehouse import register_sources as sources
from warehouse.hashing import canonical_json, sha256_bytes
from warehouse.home import Home
from warehouse.register_sources import Answer, Close, Decision, Place
from warehouse.tables import polars_type, register_table

# What a plant must answer; an advisory needs no answer.
TO_ANSWER = ("nonconformity", "data_error", "explain")
# Words alone do not close these: chapter 3 and 3.5 of the guide ask for correction, or for conservative values.
TO_CORRECT = ("nonconformity", "data_error")
UNDECIDED = ("open", "carried", "answered", "refused")
UNANSWERED = ("open", "carried", "refused")
SETTLED = ("closed", "corrected")
# Statuses of a rule that looked again and found nothing; anything else is no good news.
_LOOKED_AND_FINE = ("pass", "advisory", "not_applicable")
_FACTS = ("disposition", "expected", "observed", "deviation", "limit")
_CLOSING = ("accepted", "conservative")
NOT_LOOKED = (
    "最近一次结账缺少资料，未能重新核对，不视为已更正",
    "the last close could not look again for want of data: not taken as corrected",
)
NO_LONGER_DECIDED = (
    "复核决定之后答复或数据有变化，须重新复核",
    "answer or numbers changed after the decision: to be decided again",
)
STILL_ARISES = (
    "答复称已更正，但按最新报送数据问题仍存在",
    "said to be corrected, but it still arises on the newest data",
)
WORDS_ALONE = (
    "不符合项和数据错误不能仅凭说明关闭，须更正重报或采用保守值（核查指南第3章、3.5）",
    "a nonconformity is closed by correction or a conservative value, not by words (guide, chapter 3 and 3.5)",
)


@dataclass(frozen=True)
class Register:
    """The register of one close: its rows, closes whose tables are gone, and answers to no known finding."""

    rows: pl.DataFrame
    gaps: tuple[str, ...] = ()
    unmatched: tuple[Answer, ...] = ()

    def of_plant(self, plant: str) -> pl.DataFrame:
        """The rows of one plant."""
        return self.rows.filter(pl.col("plant") == plant)


def register_of(home: Home, current: Path) -> Register:
    """Derive the register of a published close (its folder) from the log and the lake of its home."""
    found, own, gaps = sources.closes(home, current)
    return derive(found, own, sources.answers(home, own.as_of), sources.decisions(home, own.as_of), gaps)


def derive(
    closes: Sequence[Close],
    own: Close,
    answers: Mapping[Place, Answer],
    decisions: Mapping[Place, Sequence[Decision]],
    gaps: Iterable[str] = (),
) -> Register:
    """The register of `own` from `closes` (oldest first, `own` among them), answers and decisions."""
    newest = {place: close for close in closes if close is not own for place in close.asked}
    newest |= dict.fromkeys(own.asked, own)
    raised: dict[Place, list[Close]] = {}
    for close in closes:
        for place, finding in close.findings.items():
            if sources.last_month(finding["period"]) <= own.last_month and _counts(finding, place, answers):
                raised.setdefault(place, []).append(close)
    rows = []
    for place, raisers in raised.items():
        period = raisers[-1].findings[place]["period"]
        entry = _Entry(
            place, raisers, newest.get((place[0], period)), own, answers.get(place), decisions.get(place, ())
        )
        row = entry.row()
        if not (entry.is_carried and row["status"] in SETTLED and period[:4] < own.last_month[:4]):
            rows.append(row)
    known = {place for close in closes for place in close.findings}
    unmatched = tuple(answer for place, answer in sorted(answers.items()) if place not in known)
    return Register(_frame(rows), tuple(gaps), unmatched)


def _counts(finding: Mapping[str, Any], place: Place, answers: Mapping[Place, Answer]) -> bool:
    return finding["disposition"] in TO_ANSWER or place in answers


@dataclass(frozen=True)
class _Entry:
    """One finding with everything known of it."""

    place: Place
    raisers: Sequence[Close]
    newest: Close | None
    own: Close
    answer: Answer | None
    decisions: Sequence[Decision]

    @cached_property
    def finding(self) -> Mapping[str, Any]:
        """The finding as the newest look at its period has it, else as it was raised last."""
        if self.newest is not None and self.arises:
            return self.newest.findings[self.place]
        return self.raisers[-1].findings[self.place]

    @cached_property
    def arises(self) -> bool:
        """Whether the newest close of its period raises it still, above an advisory unless it never was more."""
        found = self.newest.findings.get(self.place) if self.newest is not None else None
        if found is None:
            return False
        was_more = any(close.findings[self.place]["disposition"] in TO_ANSWER for close in self.raisers)
        return found["disposition"] in TO_ANSWER or not was_more

    @cached_property
    def is_carried(self) -> bool:
        """Whether its period is none that the close was asked for."""
        return (self.place[0], self.finding["period"]) not in self.own.asked

    @property
    def is_corrected(self) -> bool:
        """Whether the rule looked again at the newest data and found nothing."""
        if self.arises or self.newest is None:
            return False
        return self.newest.statuses.get(self.place) in _LOOKED_AND_FINE

    def decision(self) -> Decision | None:
        """The last decision, when it is of the answer and the numbers in force."""
        last = self.decisions[-1] if self.decisions else None
        hash = self.answer.hash if self.answer else ""
        if last is None or last.answer_hash != hash or last.facts_hash != facts_hash(self.finding):
            return None
        return last

    def status(self, decision: Decision | None) -> str:
        """The lifecycle status; words alone never close what must be corrected."""
        if self.is_corrected:
            return "corrected"
        if decision is not None and decision.decision in _CLOSING:
            needs_more = self.finding["disposition"] in TO_CORRECT and decision.decision == "accepted"
            if not needs_more:
                return "closed"
        if decision is not None and decision.decision == "refused":
            return "refused"
        if self.answer is not None:
            return "answered"
        return "carried" if self.is_carried else "open"

    def note(self, status: str, decision: Decision | None) -> tuple[str, str]:
        """What a reader must know beside the status; empty texts where it speaks for itself."""
        if status in SETTLED:
            return "", ""
        if not self.arises:
            return NOT_LOOKED
        if self.decisions and decision is None:
            return NO_LONGER_DECIDED
        if self.answer is not None and self.finding["disposition"] in TO_CORRECT:
            return STILL_ARISES if self.answer.words["handling"] == "corrected" else WORDS_ALONE
        return "", ""

    def row(self) -> dict[str, Any]:
        """The row of the register."""
        decision = self.decision()
        status = self.status(decision)
        note = self.note(status, decision)
        cut_off = _cut_off(self.own, self.place[0], self.finding["period"])
        seen = self._seen(cut_off)
        due = _due(self.own, seen["first_seen"])
        return {
            **self.finding,
            "status": status,
            "is_carried": self.is_carried,
            "is_overdue": status in UNANSWERED and due is not None and cut_off > due,
            **seen,
            "carried_periods": _months_between(self.finding["period"], self.own.last_month)
            if self.is_carried
            else 0,
            "age_days": max(0, (cut_off - seen["first_seen"]).days),
            "answer_due": due,
            **_answer_columns(self.answer),
            **_decision_columns(decision),
            "note_zh": note[0],
            "note_en": note[1],
            "facts_hash": facts_hash(self.finding),
        }

    def _seen(self, cut_off: date) -> dict[str, Any]:
        """First and last cut-off, up to this close's, of a close that raised it."""
        plant, period = self.place[0], self.finding["period"]
        days = sorted((_cut_off(close, plant, period), close.close_id) for close in self.raisers)
        until = [found for found in days if found[0] <= cut_off] or days[:1]
        return {
            "first_seen": until[0][0], "first_seen_close": until[0][1],
            "last_seen": until[-1][0], "last_seen_close": until[-1][1],
        }  # fmt: skip


def facts_hash(finding: Mapping[str, Any]) -> str:
    """Hash of what a decision rests on: disposition and numbers, not the wording."""
    given = [None if finding[name] is None else str(finding[name]) for name in _FACTS]
    return sha256_bytes(canonical_json(given))


def _cut_off(close: Close, plant: str, period: str) -> date:
    return close.cut_offs.get(plant) or sources.last_day(period)


def _due(own: Close, first_seen: date) -> date | None:
    days = own.answer_days(first_seen)
    return None if days is None else first_seen + timedelta(days=days)


def _months_between(period: str, month: str) -> int:
    first = sources.last_month(period)
    return (int(month[:4]) - int(first[:4])) * 12 + int(month[5:]) - int(first[5:])


def _answer_columns(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    words = {name: text for name, text in answer.words.items() if name != "handling_raw"}
    return {**words, "answer_source": answer.source, "answer_hash": answer.hash}


def _decision_columns(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {}
    return {
        "decision": decision.decision,
        "decided_by": decision.by,
        "decided_date": decision.day,
        "decision_reason": decision.reason,
        "decided_value": decision.value,
    }


def _frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    schema = {name: polars_type(column.type) for name, column in register_table().columns.items()}
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in schema}, schema=schema, strict=False
    )
    return frame.sort("plant", "period", "process", "finding_id")
