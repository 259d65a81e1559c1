"""What both second evaluations are asked: is a status that was changed in the database noticed."""

from __future__ import annotations

from collections.abc import Mapping

from expectations.check_gate import Evaluation, Evidence, disagreements


def changed_and_found(
    evidence: Evidence, evaluation: Evaluation, shapes: Mapping[str, str], shape: str, now: str, then: str
) -> tuple[str, list[str]]:
    """Change the status of the first place of a shape from `now` to `then`; returns that place and the places named.

    :param now: a status, or ``raised`` for what a breach of the rule is.
    """
    limits = evaluation.limits
    place = min(
        place
        for place, status in evidence.statuses.items()
        if shapes.get(place[0]) == shape and status == (limits[place[0]].breach if now == "raised" else now)
        and evaluation.verdicts.get(place, "any") != "any"
    )  # fmt: skip
    changed = limits[place[0]].breach if then == "raised" else then
    found = disagreements(evaluation.verdicts, evidence.statuses | {place: changed}, limits)
    return " ".join(place), [line.split(":")[0] for line in found]
