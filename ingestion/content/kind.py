"""Which kind of form a sheet is when its headers are words nobody has seen: told by what its columns hold.

Used only where ``ingestion.recognition.recognise`` found nothing. A sheet is taken for a form when the figures and likenesses the
form cannot do without are all there and no other form fits as well; the file's and the sheet's name settle between
forms alike. What is taken is told as a question, never in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ingestion.cells.dates import hint_of
from ingestion.content.facts import ColumnFacts, content_rules, facts_of, full_rows, shapes, unit_beneath
from ingestion.content.search import Told
from ingestion.content.solve import HINT, hints, solve
from ingestion.contracts import Contract, TableContract, all_contracts
from ingestion.readers.raw import RawSheet
from ingestion.recognition.header_rows import HeaderBlock, TableFit, candidate_headers, is_value, word_matches
from ingestion.recognition.headers import fold
from ingestion.recognition.layout import side_by_side, turned
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.recognise import KindChoice, SheetFit, SheetHead, cadence_of, name_score, titles_of
from ingestion.recognition.sheet_plan import column_name, unit_row_after
from ingestion.registry import limits
from ingestion.results import ColumnMatch, ReadContext

_SURE = 0.9  # words this alike fix a column
_TOLD = 0.8  # what a column told by its content counts
BY_CONTENT = "by content"


@dataclass(frozen=True)
class _Guess:
    contract: Contract
    fit: SheetFit
    score: float
    named: float


def choose_by_content(
    sheets: Sequence[RawSheet], stem: str, context: ReadContext, mapper: ProcessMapper
) -> tuple[list[RawSheet], KindChoice] | None:
    """The kind of a file by what its sheets hold, and the sheets as they are to be read: small ones may lie on their side.

    None when no kind, or more than one, fits.
    """
    if cadence_of(context.period) != "month":
        return None
    upright = list(sheets)
    lying = [turned(s) or s for s in upright]
    # of sheets too large to be turned one search is enough
    tried = [upright] if all(a is b for a, b in zip(upright, lying, strict=True)) else [upright, lying]
    choices = [(s, _choose(s, stem, context, mapper)) for s in tried]
    found = [(s, c) for s, c in choices if c is not None]
    return max(found, key=lambda sc: sc[1].score) if found else None


def _choose(
    sheets: Sequence[RawSheet], stem: str, context: ReadContext, mapper: ProcessMapper
) -> KindChoice | None:
    guesses = [_guesses(sheet, stem, context, mapper, content_rules()) for sheet in sheets]
    totals: dict[str, float] = {}
    for per_sheet in guesses:
        for guess in per_sheet:
            totals[guess.contract.kind] = max(totals.get(guess.contract.kind, 0.0), guess.score)
    ranked = sorted(totals.items(), key=lambda kv: (-kv[1], kv[0]))
    choice = shapes()["choice"]
    if not ranked or ranked[0][1] < float(choice["least"]):
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < float(choice["margin"]):
        return None
    kind = ranked[0][0]
    fits = tuple(next((g.fit for g in per if g.contract.kind == kind), None) for per in guesses)
    evidence = f"{kind} {ranked[0][1]:.2f} {BY_CONTENT}" + (
        f"; next {ranked[1][0]} {ranked[1][1]:.2f}" if len(ranked) > 1 else ""
    )
    return KindChoice(all_contracts()[kind], ranked[0][1], evidence, fits, None, is_by_content=True)


def _guesses(
    sheet: RawSheet, stem: str, context: ReadContext, mapper: ProcessMapper, rules: dict[str, Any]
) -> list[_Guess]:
    header = data_header(sheet.frame)
    if header is None:
        return []
    # tables of the same header side by side: the first speaks for all
    whole, sheet = header, side_by_side(sheet, header)[0]
    header = replace(header, cells=header.cells[: sheet.frame.width])
    hint = hint_of(context.period, sheet.is_1904, context.month_end_day)
    first = header.first_row + header.height + (1 if unit_row_after(sheet.frame, header) else 0)
    body = full_rows(sheet.frame.slice(first, rules["sample_rows"]))
    units = unit_row_after(sheet.frame, header)
    columns = {
        i: (cell.unit if cell else None) or unit_beneath(units, i)
        for i, cell in enumerate(header.cells)
        if cell is not None or body[column_name(i)].drop_nulls().len()
    }
    facts = facts_of(body, columns, hint, mapper)
    head = SheetHead(sheet.name, sheet.frame.head(header.first_row + header.height).rows())
    found = []
    for kind, contract in all_contracts().items():
        if contract.cadence != "month" or contract.tables[0].name not in shapes():
            continue
        named = _named(contract, stem, head, header)
        guess = _guess(contract, header, facts, named, rules)
        if guess is not None:
            off = 0.0 if not context.required_kinds or kind in context.required_kinds else 1.0
            score = guess.score - off * float(shapes()["choice"]["not_required"])
            found.append(_Guess(contract, replace(guess.fit, header=whole), score, named))
    return found


def _named(contract: Contract, stem: str, head: SheetHead, header: HeaderBlock) -> float:
    titles = titles_of(head, header) + " " + fold(head.name)
    return max(-0.6, 0.6 * name_score(contract, fold(stem)) + 0.4 * name_score(contract, titles[:600]))


def _guess(
    contract: Contract,
    header: HeaderBlock,
    facts: dict[int, ColumnFacts],
    named: float,
    rules: dict[str, Any],
) -> _Guess | None:
    table = contract.tables[0]
    if _has_stranger(table.name, facts):
        return None
    words = word_matches(header, table)
    words |= {k: v for k, v in hints(header, table).items() if k not in words}
    sure = _sure(table, words, facts)
    must = shapes()[table.name]["must"]
    told = solve(table, facts, _scaled(table, sure, facts), rules, words, must)
    places = {**sure, **{n: i for n, (i, _) in told.items()}}
    if any(name not in places for name in must):
        return None
    fit = _as_fit(header, table, words, sure, told)
    return _Guess(contract, SheetFit(header, fit, fit.score, BY_CONTENT), fit.score + 0.4 * named, named)


def _has_stranger(table: str, facts: Mapping[int, ColumnFacts]) -> bool:
    strangers = shapes().get(table, {}).get("strangers", ())
    return any(one.is_like(likeness) for likeness in strangers for one in facts.values())


def is_another_form(sheet: RawSheet, fit: SheetFit, context: ReadContext, mapper: ProcessMapper) -> bool:
    """Whether a sheet has a column that the form it was taken for by its words never has: companies of the group."""
    if "strangers" not in shapes().get(fit.fit.table.name, {}):
        return False
    after = fit.header.first_row + fit.header.height
    body = full_rows(sheet.frame.slice(after, content_rules()["sample_rows"]))
    hint = hint_of(context.period, sheet.is_1904, context.month_end_day)
    columns: dict[int, str | None] = {i: None for i, cell in enumerate(fit.header.cells) if cell is not None}
    return _has_stranger(fit.fit.table.name, facts_of(body, columns, hint, mapper))


def _sure(
    table: TableContract, words: dict[tuple[int, str], float], facts: dict[int, ColumnFacts]
) -> dict[str, int]:
    """Fields whose header is plainly a word of theirs and of no other field."""
    sure: dict[str, int] = {}
    for (index, name), score in sorted(words.items(), key=lambda kv: -kv[1]):
        if score >= _SURE and name not in sure and index not in sure.values() and index in facts:
            sure[name] = index
    return {n: i for n, i in sure.items() if _may_be(table, n, facts[i])}


def _scaled(
    table: TableContract, sure: dict[str, int], facts: dict[int, ColumnFacts]
) -> dict[str, tuple[int, float]]:
    """Columns known by their words, each with the factor to the lake's unit that its figures' size tells."""
    scaled = {}
    for name, index in sure.items():
        shape, field = shapes()[table.name]["fields"].get(name), table.field(name)
        factors = facts[index].factors(shape, field.unit) if shape and field else []
        scaled[name] = (index, factors[0] if factors else 1.0)
    return scaled


def _may_be(table: TableContract, name: str, facts: ColumnFacts) -> bool:
    """Whether a column's cells do not contradict what a form's column looks like."""
    shape = shapes()[table.name]["fields"].get(name)
    field = table.field(name)
    if field is None or shape is None:
        return True
    if "range" in shape and "zeros" not in shape:
        return bool(facts.factors(shape, field.unit))
    return True


def _as_fit(
    header: HeaderBlock,
    table: TableContract,
    words: dict[tuple[int, str], float],
    sure: dict[str, int],
    told: Told,
) -> TableFit:
    matches = []
    for name, index in sure.items():
        matches.append(_match(header, index, name, words[(index, name)], "header word"))
    for name, (index, evidence) in told.items():
        matches.append(_match(header, index, name, _TOLD, evidence))
    used = {m.column_index for m in matches}
    named = {m.field for m in matches}
    for (index, name), score in sorted(words.items(), key=lambda kv: -kv[1]):
        if score > HINT and index not in used and name not in named and _is_free(table, name):
            matches.append(_match(header, index, name, score, "header word"))
            used.add(index)
            named.add(name)
    wanted = [f for f in table.fields if f.need != "extra" and f.name != "process_raw"]
    gained = sum(f.weight for f in wanted if f.name in named)
    score = 0.6 * gained / sum(f.weight for f in wanted) + 0.4 * len(used) / max(
        sum(c is not None for c in header.cells), 1
    )
    keys = [f for f in table.fields if f.need == "key"]
    share = sum(f.name in named for f in keys) / len(keys) if keys else 1.0
    ordered = tuple(sorted(matches, key=lambda m: m.column_index))
    return TableFit(table, round(_TOLD * score, 4), share, ordered)


def _is_free(table: TableContract, name: str) -> bool:
    """Whether nothing but its words can tell a field."""
    return name not in shapes()[table.name]["fields"]


def _match(header: HeaderBlock, index: int, name: str, score: float, evidence: str) -> ColumnMatch:
    cell = header.cells[index]
    return ColumnMatch(
        index, cell.raw if cell else "", name, round(score, 3), evidence, cell.unit if cell else None, None
    )


def data_header(frame: pl.DataFrame) -> HeaderBlock | None:
    """The header a table of unknown words has: the fullest rows of words right above rows with figures."""
    rows = frame.head(limits()["scoring"]["header_search_rows"]).rows()
    best: tuple[tuple[int, int, int], HeaderBlock] | None = None
    for header in candidate_headers(rows):
        after = header.first_row + header.height + (1 if unit_row_after(frame, header) else 0)
        if after >= len(rows) or not any(is_value(c) for c in rows[after]):
            continue
        filled = sum(cell is not None for cell in header.cells)
        rank = (filled, -header.height, -header.first_row)
        if best is None or rank > best[0]:
            best = (rank, header)
    return best[1] if best else None
