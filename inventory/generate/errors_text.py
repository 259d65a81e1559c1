"""Errors of words: gases and classes, dates, periods, names, counts, boundaries, evidence, template text, grades."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

from inventory.generate.plant import in_print, pick, swap
from inventory.generate.render import EVIDENCE
from inventory.generate.scoring import METHODS
from inventory.printed.model import Evidence, Fact, Finding, Report, Statement
from inventory.registry import gwp

GRADES = {"mean": "第{}级", "product": "L{}"}


def _fact(rng: Random, report: Report, key: str, text: str, last: bool = False) -> bool:
    hits = [i for i, fact in enumerate(report.facts) if fact.key == key and fact.text != text]
    return bool(hits) and swap(report.facts, hits[-1] if last else rng.choice(hits), text=text)


@in_print("L-GAS-DECLARED")
def declared_gases_incomplete(rng: Random, report: Report) -> bool:
    """The declared gases leave out a class that is quantified."""
    classes = report.first("gases").split("、")
    classes.remove(rng.choice(classes[1:]))
    return _fact(rng, report, "gases", "、".join(classes))


@in_print("L-GAS-DECLARED")
def declared_gas_not_quantified(rng: Random, report: Report) -> bool:
    """A declared class of which nothing is quantified."""
    return _fact(rng, report, "gases", f"{report.first('gases')}、{rng.choice(('SF6', 'NF3'))}")


@in_print("L-GAS-SOURCE", "L-GAS-DECLARED")
def wrong_gas_of_a_source(rng: Random, report: Report) -> bool:
    """A source that is said to emit a gas it does not emit."""
    at = pick(rng, report.sources, lambda s: "阳极效应" in s.source or "化粪池" in s.source)
    return at is not None and swap(report.sources, at, gases="CO2")


@in_print("L-GAS-CLASS", "L-GAS-DECLARED")
def gas_under_the_wrong_class(rng: Random, report: Report) -> bool:
    """A gas that stands under another class."""
    at = pick(rng, report.gwp, lambda g: g.gas_class in ("PFCs", "HFCs"))
    if at is None:
        return False
    return swap(report.gwp, at, gas_class="PFCs" if report.gwp[at].gas_class == "HFCs" else "HFCs")


@in_print("L-GWP", "L-GWP-MIX", "L-REPLAY", "L-ONEFACT")
def potential_mistyped(rng: Random, report: Report) -> bool:
    """A potential in the table that no formula uses and no set has."""
    at = pick(rng, report.gwp, lambda g: g.gas in ("CH4", "N2O", "R410A"))
    return at is not None and swap(report.gwp, at, text=f"{report.gwp[at].text.split('.')[0]}1")


@in_print("L-GWP-MIX", "L-REPLAY", "L-GWP", "L-TYPO")
def formula_with_another_potential(rng: Random, report: Report) -> bool:
    """A constant in a formula that is the potential of another set."""
    other = "AR5" if report.first("gwp_set") == "AR6" else "AR6"
    ours = next(g.text for g in report.gwp if g.gas == "CH4")
    theirs = f"{gwp('CH4', other).normalize():f}"
    at = pick(rng, report.columns, lambda c: f"*{ours}" in c.formula)
    return at is not None and swap(
        report.columns, at, formula=report.columns[at].formula.replace(ours, theirs)
    )


@in_print("L-FACTOR-TEXT", "L-ONEFACT")
def arithmetic_in_provenance_wrong(rng: Random, report: Report) -> bool:
    """A provenance whose arithmetic does not give its result."""
    at = pick(rng, report.factors, lambda f: bool(re.search(r"×[\d.]+/1000=|×0\.5=", f.basis)))
    if at is None:
        return False
    basis = report.factors[at].basis
    wrong = (
        basis.replace("0.6×0.5", "0.6×0.8") if "×0.5=" in basis else re.sub(r"×(\d)", r"×1\1", basis, count=1)
    )
    return swap(report.factors, at, basis=wrong)


@in_print("L-GRADE", "L-SCORE-TOTAL", "L-ONEFACT")
def grade_does_not_follow(rng: Random, report: Report) -> bool:
    """The stated grade is not that of the score."""
    now = report.first("quality_grade")
    scheme = "product" if now.startswith("L") else "mean"
    names = "123456" if scheme == "product" else "一二三四五"
    others = [GRADES[scheme].format(name) for name in names if GRADES[scheme].format(name) != now]
    return _fact(rng, report, "quality_grade", rng.choice(others))


@in_print("L-BANDS", "L-GRADE")
def grade_table_with_a_gap(rng: Random, report: Report) -> bool:
    """A table of grades that lacks one in the middle."""
    grades = [i for i, band in enumerate(report.bands) if band.dimension == "grade"]
    del report.bands[rng.choice(grades[1:-1])]
    return True


@in_print("L-SCHEME", "L-SCORE", "L-SCORE-TOTAL")
def text_of_the_other_scheme(rng: Random, report: Report) -> bool:
    """The text explains the scoring that the table does not use."""
    at = pick(rng, report.statements, lambda s: s.kind == "scores")
    assert at is not None
    is_mean = report.statements[at].text == METHODS["mean"]
    return swap(report.statements, at, text=METHODS["product" if is_mean else "mean"])


@in_print("L-DUPLICATE", "L-NUMBERING")
def document_listed_twice(rng: Random, report: Report) -> bool:
    """A document of the evidence list that is there twice."""
    number = str(len(report.evidence) + 1)
    title = rng.choice(report.evidence).title
    report.evidence.append(Evidence(EVIDENCE, number, EVIDENCE, no=number, title=title))
    return True


@in_print("L-NUMBERING")
def number_skipped(rng: Random, report: Report) -> bool:
    """A running number that jumps."""
    rows = rng.choice((report.sources, report.evidence, report.scores))
    places = [i for i, row in enumerate(rows) if row.no.isdigit()]  # type: ignore[attr-defined]
    for place in places[rng.randrange(1, len(places)) :]:
        swap(rows, place, no=str(int(rows[place].no) + 1))
    return True


@in_print("L-NAME", "L-TEMPLATE")
def organisation_under_another_name(rng: Random, report: Report) -> bool:
    """One place names the organisation differently."""
    name = report.first("organisation")
    return _fact(rng, report, "organisation", name.replace("有限公司", "股份公司"), last=True)


@in_print("L-TEMPLATE", "L-NAME")
def text_of_another_product(rng: Random, report: Report) -> bool:
    """A sentence left over from a report on another industry."""
    text = rng.choice(
        ("受核查方主要生产水泥熟料，熟料煅烧采用回转窑。", "受核查方为玻璃生产企业，主要生产浮法玻璃。")
    )
    report.statements.append(Statement("", "", "§3.1.3", kind="process", text=text))
    return True


@in_print("L-EMPTY-FIELD")
def field_left_empty(rng: Random, report: Report) -> bool:
    """A field of the cover that is empty."""
    return _fact(rng, report, rng.choice(("industry_code", "assurance", "credit_code")), "")


@in_print("L-DATE-ORDER", "L-YEAR")
def visit_after_drafting(rng: Random, report: Report) -> bool:
    """The site visit lies after the technical review."""
    at = pick(rng, report.schedule, lambda s: s.task == "site_visit")
    last = next(s for s in report.schedule if s.task == "technical_review")
    assert at is not None
    days = [(date.fromisoformat(last.end) + timedelta(days=shift)).isoformat() for shift in (3, 4)]
    return swap(report.schedule, at, start=days[0], end=days[1])


@in_print("L-DATE-ORDER", "L-YEAR")
def signed_before_the_visit(rng: Random, report: Report) -> bool:
    """A signature dated before the work was done."""
    at = pick(rng, report.schedule, lambda s: s.task == "sign")
    visit = next(s for s in report.schedule if s.task == "site_visit")
    assert at is not None
    day = (date.fromisoformat(visit.start) - timedelta(days=rng.randrange(1, 9))).isoformat()
    return swap(report.schedule, at, start=day, end=day)


def _other_year(text: str) -> str:
    return re.sub(r"20\d\d", lambda found: str(int(found.group()) - 1), text)


@in_print("L-PERIOD", "L-YEAR", "L-ONEFACT")
def period_differs(rng: Random, report: Report) -> bool:
    """One place states another period."""
    return _fact(rng, report, "period", _other_year(report.first("period").replace("-", "至")), last=True)


@in_print("L-YEAR", "L-PERIOD")
def title_of_another_year(rng: Random, report: Report) -> bool:
    """The title names a year outside the period."""
    year = str(int(report.first("title_year")) + 2)
    return _fact(rng, report, "title_year", year)


@in_print("L-COUNT")
def count_in_words_wrong(rng: Random, report: Report) -> bool:
    """A number in words that is not what is listed."""
    return _fact(rng, report, "count", rng.choice(("两个", "三个", "五个")))


@in_print("L-EQUIPMENT")
def equipment_counts_differ(rng: Random, report: Report) -> bool:
    """One equipment with two numbers."""
    for where, text in (("§3.1.2", "12台"), ("表3.2-1", "2台")):
        report.facts.append(Fact("", "", where, key="equipment_count", scope="熔炼炉", text=text))
    return True


@in_print("L-BOUNDARY", "L-DECLARED", "L-EXCLUSION")
def boundary_differs(rng: Random, report: Report) -> bool:
    """One statement of the boundary leaves a category out that another includes."""
    category = rng.choice([d.category for d in report.declared if d.category[-1] in "三四34"])
    before = len(report.declared)
    report.declared[:] = [d for d in report.declared if not (d.table and d.category == category)]
    return len(report.declared) < before


@in_print("L-BOUNDARY")
def approach_differs(rng: Random, report: Report) -> bool:
    """Two approaches to one boundary."""
    return _fact(rng, report, "boundary_approach", "财务控制权法")


@in_print("L-STATEMENT")
def statement_against_findings(rng: Random, report: Report) -> bool:
    """The text says no nonconformity was raised, the list holds one."""
    report.findings[:] = [
        Finding(
            "附件1",
            "1",
            "附件1",
            no="NC1",
            description="柴油消耗量与发票不一致",
            cause="统计遗漏",
            correction="已更正",
            conclusion="已关闭",
        )
    ]
    return True


@in_print("L-EVIDENCE", "L-NUMBERING")
def evidence_missing(rng: Random, report: Report) -> bool:
    """A document the text relies on that the list does not hold."""
    named = {a.evidence.strip("《》") for a in report.activity}
    at = pick(rng, report.evidence, lambda e: e.title in named)
    assert at is not None
    del report.evidence[at]
    for place in range(at, len(report.evidence)):
        swap(report.evidence, place, no=str(place + 1), row=str(place + 1))
    return True


@in_print("L-METHOD", "L-COMPLETE")
def method_missing(rng: Random, report: Report) -> bool:
    """A class that is quantified without a method."""
    at = pick(rng, report.methods, lambda m: True)
    assert at is not None
    del report.methods[at]
    return True


@in_print("L-MATERIALITY")
def threshold_of_another_band(rng: Random, report: Report) -> bool:
    """The materiality threshold of another total."""
    now = report.first("materiality")
    return _fact(rng, report, "materiality", rng.choice([f"{n}%" for n in (1, 2, 3, 4, 5) if f"{n}%" != now]))


@in_print("L-CREDIT-CODE", "L-NAME")
def credit_code_mistyped(rng: Random, report: Report) -> bool:
    """A credit code whose check digit does not fit, in every place."""
    code = report.first("credit_code")
    at = rng.randrange(8, 16)
    wrong = code[:at] + rng.choice([c for c in "0123456789" if c != code[at]]) + code[at + 1 :]
    for index, fact in enumerate(report.facts):
        if fact.key == "credit_code":
            swap(report.facts, index, text=wrong)
    return True


@in_print("L-DATA-SOURCE", "L-RUBRIC", "L-EVIDENCE")
def activity_without_source(rng: Random, report: Report) -> bool:
    """An activity datum with no word on where it comes from."""
    at = pick(rng, report.activity, lambda a: True)
    assert at is not None
    return swap(report.activity, at, evidence="", method="", frequency="", cross_check="")


@in_print("L-DATA-SOURCE", "L-RUBRIC", "L-EVIDENCE")
def no_activity_has_a_source(rng: Random, report: Report) -> bool:
    """An activity table with numbers only."""
    for at in range(len(report.activity)):
        swap(report.activity, at, evidence="", method="", frequency="", cross_check="")
    return True


@in_print("L-MISSING-PART")
def no_uncertainty(rng: Random, report: Report) -> bool:
    """A report that says nothing on uncertainty."""
    report.uncertainty.clear()
    report.tables[:] = [t for t in report.tables if t.kind != "uncertainty"]
    return True


@in_print("L-MISSING-PART")
def no_base_year(rng: Random, report: Report) -> bool:
    """A report that says nothing on a base year."""
    report.statements[:] = [s for s in report.statements if "基准年" not in s.text]
    return True
