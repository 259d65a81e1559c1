"""The life of a close after it was published: certified by a second person, decertified by what changes it.

Certification names a root hash. A later close of the same periods with other numbers takes the certificate away by
itself: its state is read from the log, never stored beside it. Numbers are the models' tables; that another file came
in (an answer to a finding, the next month) changes the root hash and no number.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.event_log import account, read_events, record
from warehouse.home import Home
from warehouse.publish import root_hash


class CertificationError(ValueError):
    """A close cannot be certified this way; the message says why, in both languages."""


@dataclass(frozen=True)
class CloseState:
    """`open`, `computed`, `certified` or `decertified`, with who last closed and certified, on which root hash."""

    state: str
    root_hash: str | None
    closed_by: str | None
    certified_by: str | None


def close_state(home: Home, close_id: str) -> CloseState:
    """Read a close's state from the log."""
    state, root, numbers, closed_by, certified_by = "open", None, None, None, None
    for event in read_events(home, types=["close", "certify"]):
        if event.payload.get("close_id") != close_id:
            continue
        if event.type == "certify":
            state, certified_by = "certified", event.payload["by"]
            continue
        now = event.payload.get("numbers_hash")
        same_numbers = now is not None and now == numbers
        changed = root is not None and event.payload["root_hash"] != root and not same_numbers
        if state in {"certified", "decertified"}:
            state = "decertified" if changed or state == "decertified" else "certified"
        else:
            state = "computed"
        root, numbers, closed_by = event.payload["root_hash"], now, event.who
    return CloseState(state, root, closed_by, certified_by)


def certify(home: Home, close_id: str, by: str, reason: str) -> CloseState:
    """Certify the published close by a second person; one event in the log.

    Raises :class:`CertificationError` when the close was never published, is not what is published
    now, or `by` is who closed it.
    """
    known = close_state(home, close_id)
    if known.root_hash is None:
        raise CertificationError(f"结账 {close_id} 尚未发布 / close {close_id} was never published")
    if root_hash(home, close_id) != known.root_hash:
        raise CertificationError(
            f"结账 {close_id} 的结果表与日志不一致，请先执行 potline verify-log / "
            f"the published tables of {close_id} are not those of the log: run potline verify-log"
        )
    if by.strip() in {"", known.closed_by}:
        raise CertificationError(
            "须由结账人以外的第二人确认 / a second person, not the one who closed, certifies"
        )
    payload = {"close_id": close_id, "root_hash": known.root_hash, "by": by.strip(), "reason": reason}
    record(home, "certify", payload, who=account())
    return close_state(home, close_id)
