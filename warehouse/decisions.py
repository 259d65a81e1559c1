"""Headquarters' and the verifier's decisions on answers to findings: accepted, refused, or a conservative value.

One event of the log each, by a second person. A decision names the hash of the answer and of the numbers it rests on;
when either changes it no longer holds. Nonconformities and data errors are not closed by words: chapter 3 of the guide
asks the unit to correct them, 3.5 to calculate conservatively where it cannot.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from warehouse.event_log import Draft, account, append
from warehouse.finding_ids import read_finding_id
from warehouse.finding_register import TO_CORRECT, WORDS_ALONE, register_of
from warehouse.home import Home
from warehouse.publish import current_close, published_close_id, root_hash
from warehouse.register_sources import DECIDE

ACCEPTED, REFUSED, CONSERVATIVE = "accepted", "refused", "conservative"
KINDS = (ACCEPTED, REFUSED, CONSERVATIVE)


class DecisionError(ValueError):
    """A finding cannot be decided this way; the message says why, in both languages."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to decide: number, kind, reason, and a value where it is to be conservative."""

    number: str
    decision: str
    reason: str = ""
    value: str = ""


def decide(home: Home, wishes: Iterable[Wish], by: str) -> list[dict[str, Any]]:
    """Record decisions on findings of the published close: all of them or none; returns their payloads.

    Raises :class:`DecisionError` when nothing is published, a number is unknown, there is nothing to decide, the one
    who decides is the one who answered, or words alone would close a nonconformity.
    """
    folder = current_close(home)
    if folder is None:
        raise DecisionError("尚未发布任何结账 / nothing is published yet: run potline close first")
    rows = {row["finding_id"]: row for row in register_of(home, folder).rows.iter_rows(named=True)}
    basis = {"close_id": published_close_id(home), "root_hash": root_hash(home)}
    payloads = [{**_payload(_row(rows, wish), wish, by.strip()), **basis} for wish in wishes]
    append(home, *(Draft(DECIDE, payload, account()) for payload in payloads))
    return payloads


def _row(rows: Mapping[str, dict[str, Any]], wish: Wish) -> dict[str, Any]:
    number = read_finding_id(wish.number)
    if number is None or number not in rows:
        raise DecisionError(
            f"整改台账中没有编号“{wish.number}” / the register of this close has no finding {wish.number!r}"
        )
    return rows[number]


def _payload(row: Mapping[str, Any], wish: Wish, by: str) -> dict[str, Any]:
    _check_person(row, by)
    value = ""
    if wish.decision == CONSERVATIVE:
        value = _value(row, wish)
    elif wish.decision in (ACCEPTED, REFUSED):
        _check_answer(row, wish)
    else:
        raise DecisionError(f"未知的决定“{wish.decision}” / unknown decision {wish.decision!r}")
    return {
        "plant": row["plant"],
        "finding_id": row["finding_id"],
        "decision": wish.decision,
        "by": by,
        "reason": wish.reason.strip(),
        "value": value,
        "answer_hash": row["answer_hash"] or "",
        "facts_hash": row["facts_hash"],
    }


def _check_person(row: Mapping[str, Any], by: str) -> None:
    number = row["finding_id"]
    if not by:
        raise DecisionError("须写明复核人 / say who decides")
    if row["status"] == "corrected":
        raise DecisionError(f"{number} 已更正，无须复核 / {number} is corrected: nothing to decide")
    if row["responsible"] and _folded(by) == _folded(row["responsible"]):
        raise DecisionError(
            f"{number} 由“{row['responsible']}”答复，须由另一人复核 / "
            f"{number} was answered by {row['responsible']!r}: a second person decides"
        )


def _check_answer(row: Mapping[str, Any], wish: Wish) -> None:
    number = row["finding_id"]
    if not row["answer_hash"]:
        raise DecisionError(f"{number} 尚未答复 / {number} is not answered yet")
    if wish.decision == REFUSED:
        if not wish.reason.strip():
            raise DecisionError(f"退回 {number} 须写明理由 / a refusal of {number} needs a reason")
        return
    if row["disposition"] in TO_CORRECT:
        raise DecisionError(f"{number}：{WORDS_ALONE[0]} / {number}: {WORDS_ALONE[1]}")
    if not row["responsible"]:
        raise DecisionError(
            f"{number} 的答复未写明责任人岗位，无法确认由第二人复核 / "
            f"the answer to {number} names no responsible post: a second person cannot be told"
        )


def _value(row: Mapping[str, Any], wish: Wish) -> str:
    """The value to rest on: a number, and no less conservative than the one proposed."""
    number, proposed = row["finding_id"], row["conservative_value"]
    value = _number(wish.value) if wish.value.strip() else proposed
    if value is None:
        raise DecisionError(
            f"{number} 按保守值处理须给出数值 / {number}: a conservative value must be a number, got {wish.value!r}"
        )
    found = [_number(row[name] or "") for name in ("expected", "observed")]
    known = [one for one in found if one is not None]
    if proposed is not None and known:
        is_laxer = value < proposed if proposed >= max(known) else value > proposed
        if is_laxer:
            raise DecisionError(
                f"{number} 采用的值 {value} 不如建议保守值 {_plain(proposed)} 保守 / "
                f"{number}: {value} is less conservative than the proposed {_plain(proposed)}"
            )
    if not wish.reason.strip():
        raise DecisionError(
            f"{number} 按保守值处理须写明理由 / a conservative value of {number} needs a reason"
        )
    return _plain(value)


def _plain(value: Decimal) -> str:
    """A decimal without trailing zeros or exponent."""
    return f"{value.normalize():f}"


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
