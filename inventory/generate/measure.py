"""Measure the linter on clean and on planted reports, and write recall and precision by rule.

Run as ``python -m inventory.generate.measure [--out docs/lint-recall.md] [--clean N] [--per-error N]``. A finding counts
for an error when its rule is the one the error names; a rule is precise when what it says above advice was planted.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from inventory.generate import errors_tables, errors_text, errors_world
from inventory.generate.catalogue import random_world
from inventory.generate.plant import PLANTERS, Planter
from inventory.generate.render import render
from inventory.generate.world import World, compute
from inventory.lint.collect import LintFinding, rules
from inventory.lint.run import lint_report
from inventory.printed.model import Report

ADVISORY = "advisory"
MODULES = (errors_world, errors_tables, errors_text)
TRIES = 20
# An error of any kind contradicts the sentence that all is right, and makes a choice worth weighing.
ALWAYS = frozenset({"L-STATEMENT", "L-SENSITIVITY"})
# Planted reports are drawn from other seeds than clean ones.
PLANTED_FROM = 100_000


@dataclass
class Tally:
    """Counts by rule and by error, over all reports."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    by_error: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    clean_reports: int = 0
    clean_alarms: Counter[str] = field(default_factory=Counter)
    clean_advice: Counter[str] = field(default_factory=Counter)
    strays: Counter[tuple[str, str]] = field(default_factory=Counter)

    def recall(self, rule: str) -> float | None:
        """Share of planted errors of a rule that it found; None when none was planted."""
        return self.found[rule] / self.planted[rule] if self.planted[rule] else None

    def precision(self, rule: str) -> float | None:
        """Share of the rule's findings that were planted or follow from what was; None when it said nothing."""
        said = self.right[rule] + self.wrong[rule]
        return self.right[rule] / said if said else None


def planted_report(planter: Planter, seed: int) -> Report | None:
    """A report with one error; None when this world has no place for it."""
    rng, world = Random(seed), random_world(seed)
    if planter.world is not None:
        if not planter.world(rng, world):
            return None
        compute(world)
    report = render(world)
    if planter.report is not None and not planter.report(rng, report):
        return None
    return report


def _key(finding: LintFinding) -> tuple[str, str, str]:
    return finding.rule, finding.table, finding.item


def count_planted(tally: Tally, planter: Planter, seed: int) -> bool:
    """Lint one planted report against its clean twin; False when the error could not be planted."""
    report = planted_report(planter, seed)
    if report is None:
        return False
    before = {_key(finding) for finding in lint_report(_clean(seed))}
    fresh = [finding for finding in lint_report(report) if _key(finding) not in before]
    hit = any(finding.rule == planter.rule for finding in fresh)
    tally.planted[planter.rule] += 1
    tally.found[planter.rule] += hit
    tally.by_error[planter.name]["planted"] += 1
    tally.by_error[planter.name]["found"] += hit
    tally.by_error[planter.name]["noticed"] += any(finding.severity != ADVISORY for finding in fresh) or hit
    for rule in {
        finding.rule for finding in fresh if finding.severity != ADVISORY or finding.rule == planter.rule
    }:
        if rule == planter.rule or rule in planter.also or rule in ALWAYS:
            tally.right[rule] += 1
        else:
            tally.wrong[rule] += 1
            tally.strays[planter.name, rule] += 1
    return True


def _clean(seed: int) -> Report:
    world: World = random_world(seed)
    return render(world)


def measure(clean: int, per_error: int) -> Tally:
    """Lint `clean` clean reports and `per_error` reports of every planted error."""
    tally = Tally(clean_reports=clean)
    for seed in range(clean):
        for finding in lint_report(_clean(seed)):
            counter = tally.clean_advice if finding.severity == ADVISORY else tally.clean_alarms
            counter[finding.rule] += 1
            tally.wrong[finding.rule] += finding.severity != ADVISORY
    for position, planter in enumerate(PLANTERS):
        done, seed = 0, PLANTED_FROM + position * 1000
        for _ in range(per_error * TRIES):
            seed += 1
            done += count_planted(tally, planter, seed)
            if done == per_error:
                break
    return tally


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def page(tally: Tally) -> str:
    """Markdown page with the figures."""
    planted, found = sum(tally.planted.values()), sum(tally.found.values())
    noticed = sum(counts["noticed"] for counts in tally.by_error.values())
    alarms = sum(tally.clean_alarms.values())
    lines = [
        "# Recall and precision of the report linter",
        "",
        "Written by `python -m inventory.generate.measure`; do not edit. Random inventories are drawn, computed and",
        "printed in the declared form (`inventory/generate/`); one error is planted per report; the report and its clean",
        "twin are linted. Recall: the rule named by the error speaks. Precision: of the reports in which the rule speaks",
        "above advice, those in which the error, or a consequence of it, was planted; clean reports count.",
        "",
        f"- clean reports: {tally.clean_reports}, findings above advice in them: {alarms}",
        f"- planted errors: {planted} of {len(tally.by_error)} kinds for {len(tally.planted)} rules",
        f"- noticed by the named rule: {_percent(found / planted)}; by any rule above advice: {_percent(noticed / planted)}",
        "",
        "| rule | 规则 | planted | recall | precision | alarms on clean |",
        "|---|---|---|---|---|---|",
    ]
    for rule in rules():
        lines.append(
            f"| {rule} | {rules()[rule].title_zh} | {tally.planted[rule]} | {_percent(tally.recall(rule))} | "
            f"{_percent(tally.precision(rule))} | {tally.clean_alarms[rule]} |"
        )
    lines += [
        "",
        "## By planted error",
        "",
        "| error | rule | planted | named rule | any rule |",
        "|---|---|---|---|---|",
    ]
    for planter in PLANTERS:
        counts = tally.by_error.get(planter.name)
        if counts:
            lines.append(
                f"| {planter.name.replace('_', ' ')} | {planter.rule} | {counts['planted']} | "
                f"{_percent(counts['found'] / counts['planted'])} | {_percent(counts['noticed'] / counts['planted'])} |"
            )
    silent = [rule for rule in rules() if not tally.planted[rule]]
    lines += ["", f"Rules without a planted error of their own: {', '.join(silent) or 'none'}.", ""]
    return "\n".join(lines)


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/lint-recall.md"))
    parser.add_argument("--clean", type=int, default=60)
    parser.add_argument("--per-error", type=int, default=6)
    parser.add_argument(
        "--strays", action="store_true", help="print which errors made which other rule speak"
    )
    options = parser.parse_args()
    tally = measure(options.clean, options.per_error)
    options.out.write_text(page(tally), encoding="utf-8")
    if options.strays:
        for (error, rule), count in tally.strays.most_common():
            print(f"{count:3} {error}: {rule}")
    print(f"{options.out}: {sum(tally.planted.values())} planted, {sum(tally.found.values())} found")


if __name__ == "__main__":
    main()
