"""Recognising: which kind a file is, which table a sheet holds, where its header is, with the evidence.

Header words are scored in ``ingestion.recognition.header_rows``. Here they are weighed with the file name, the titles, the
sheet name and the folder's period. A sheet that fits nothing well stays unknown; it is never forced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingestion.contracts import Contract, TableContract, WordRule, all_contracts
from ingestion.recognition.header_rows import HeaderBlock, Row, TableFit, candidate_headers, fit_table
from ingestion.recognition.headers import fold
from ingestion.recognition.sides import is_register, share_saying, told_sides
from ingestion.registry import furniture, limits
from warehouse.tables import all_tables

# the words of a list's items against those of its sheet and title; by so large a share they tell two lists apart
_ITEMS_COUNT, _ITEMS_LEAD = 0.1, 0.3
_NAMED = 0.75  # from here a name or title says by itself what a file is
_FULL_MARKS = 8.0  # weight at which a name alone is as clear as names get


@dataclass(frozen=True)
class SheetHead:
    """What recognition looks at: the sheet's name and its first rows."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class SheetFit:
    """The best reading of one sheet: header and table fit, the words that spoke for it, and what they left in doubt."""

    header: HeaderBlock
    fit: TableFit
    score: float
    evidence: str
    doubt: str | None = None


@dataclass(frozen=True)
class KindChoice:
    """The kind a file was taken for; ``sheets`` has one entry per sheet, None where nothing fits."""

    contract: Contract | None
    score: float
    evidence: str
    sheets: tuple[SheetFit | None, ...]
    runner_up: str | None = None
    is_by_content: bool = False


def word_score(rules: tuple[WordRule, ...], text: str) -> float:
    """Strength of the best rules found in a text: the strongest counts whole, the next a quarter."""
    weights = sorted((r.weight for r in rules if r.pattern.search(text)), reverse=True)
    return sum(w * (0.25**i) for i, w in enumerate(weights[:3]))


def name_score(contract: Contract, text: str) -> float:
    """How a file name or title speaks for a contract, between -1 and 1."""
    value = word_score(contract.words, text) - word_score(contract.words_against, text)
    return max(-1.0, min(1.0, value / _FULL_MARKS))


def cadence_of(period: str) -> str:
    """``month``, ``year`` or ``group`` by the folder's period."""
    if re.fullmatch(r"\d{4}-\d{2}", period):
        return "month"
    return "year" if re.fullmatch(r"\d{4}", period) else "group"


def _is_in_cadence(contract: Contract, period: str) -> bool:
    """Whether a contract belongs into a folder of this period; answers to findings come in either."""
    cadence = cadence_of(period)
    return contract.cadence == cadence or (contract.cadence == "any" and cadence != "group")


def titles_of(head: SheetHead, header: HeaderBlock | None) -> str:
    """Text above the header, folded; the sheet's first rows when there is no header."""
    upto = header.first_row if header else 4
    cells = [c for row in head.rows[:upto] for c in row if c and c.strip()]
    return fold(" ".join(cells))[:400]


def _year_score(contract: Contract, stem: str, titles: str, period: str) -> float:
    """A report that names the year before the folder's is last year's, one that names the folder's is not.

    A file that names both in its name is last year's: this year's has no reason to name the year before.
    """
    if contract.kind not in ("declared_report", "last_year_report") or not re.match(r"\d{4}", period):
        return 0.0
    year = int(period[:4])
    in_name = {int(y) for y in re.findall(r"(20\d{2})(?!\d)", stem)}
    named = in_name or {int(y) for y in re.findall(r"(20\d{2})(?=年)", titles)}
    if not named & {year, year - 1} and "上年" not in stem:
        return 0.0
    if in_name >= {year, year - 1}:
        named = {year - 1}
    if re.search(r"上年|上一年|去年|前一年", stem):
        named = {year - 1}
    wanted = year if contract.kind == "declared_report" else year - 1
    return 0.25 if wanted in named else -0.25


def _table_words(table: TableContract, sheet: str, titles: str) -> float:
    in_sheet = word_score(table.words, fold(sheet)) / 4
    in_titles = word_score(table.words, titles) / 4
    return min(1.0, max(in_sheet, in_titles))


def _usable(fit: TableFit) -> bool:
    scoring = limits()["scoring"]
    one_of = fit.table.one_of
    if one_of and not any(m.field in one_of for m in fit.matches):
        return False
    return fit.score >= scoring["table_score_floor"] and fit.key_share >= scoring["table_key_floor"]


def _is_a_fact(header: HeaderBlock, fit: TableFit) -> bool:
    """Whether the header of a register of facts is its first fact: 企业名称 asks for a name, it heads no column."""
    if not is_register(fit.table):
        return False
    asked = [header.cells[m.column_index] for m in fit.matches if m.field == "item"]
    return any(
        cell is not None and re.search(furniture()["facts"], fold(cell.raw.split(" / ")[-1]))
        for cell in asked
    )


def _best_sheet_fit(head: SheetHead, contract: Contract, headers: list[HeaderBlock]) -> SheetFit | None:
    best, most = None, 0.0
    for header in headers:
        titles = titles_of(head, header)
        for table in contract.tables:
            fit = fit_table(header, table)
            if fit is None or not _usable(fit) or _is_a_fact(header, fit):
                continue
            matches, exchanged = told_sides(fit.matches, table, header, _below(head, header))
            fit = replace(fit, matches=matches)
            words = _table_words(table, head.name, titles)
            # of two headers that fit alike the earlier and the lower one is meant
            score = fit.score + 0.2 * words - 0.004 * header.first_row - 0.004 * header.height
            # items tell the lists of one kind apart, not this kind from another
            rank = score + _ITEMS_COUNT * _share_of_items(head, header, fit)
            if best is None or rank > most + 1e-9:
                evidence = f"header {fit.score:.2f}, words {words:.2f}"
                best, most = SheetFit(header, fit, score, evidence, exchanged), rank
    return best and replace(best, doubt=_doubt(head, contract, best) or best.doubt)


def _share_of_items(head: SheetHead, header: HeaderBlock, fit: TableFit) -> float:
    """Share of a list's items that are made of the words its table's items have."""
    place = next((m.column_index for m in fit.matches if m.field == "item"), None)
    if fit.table.items is None or place is None:
        return 0.0
    return share_saying((row[place] for row in _below(head, header)), fit.table.items)


def _below(head: SheetHead, header: HeaderBlock) -> list[Row]:
    return head.rows[header.first_row + header.height :]


def _doubt(head: SheetHead, contract: Contract, best: SheetFit) -> str | None:
    """A question where another list of the kind has the same header and neither name nor items tell the two apart."""
    if best.fit.table.items is None:
        return None
    titles = titles_of(head, best.header)
    own_words = _table_words(best.fit.table, head.name, titles)
    own_items = _share_of_items(head, best.header, best.fit)
    for table in contract.tables:
        if table.items is None or table == best.fit.table or fit_table(best.header, table) is None:
            continue
        words = _table_words(table, head.name, titles)
        items = _share_of_items(head, best.header, replace(best.fit, table=table))
        is_told = own_words > words or own_items >= items + _ITEMS_LEAD
        if not is_told or items > max(own_items, _ITEMS_LEAD):
            return (
                f"本表按“{_label(best.fit.table)}”读取，也像“{_label(table)}”，请在表名写明或确认 / "
                f"read as {best.fit.table.name}, may as well be {table.name}; name the sheet or confirm"
            )
    return None


def _label(table: TableContract) -> str:
    return all_tables()[table.name].label_zh


def retold(head: SheetHead, fit: SheetFit) -> SheetFit:
    """A part of a sheet as the list of the kind that its own caption and items speak for; the header stays."""
    contract = all_contracts()[fit.fit.table.kind]
    best = _best_sheet_fit(head, contract, [fit.header])
    return best or fit


def fit_as(head: SheetHead, table: TableContract) -> SheetFit | None:
    """The best reading of a sheet as one table; None where its headers do not fit it."""
    best: SheetFit | None = None
    for header in candidate_headers(head.rows[: limits()["scoring"]["header_search_rows"]]):
        fit = fit_table(header, table)
        if fit is not None and _usable(fit) and (best is None or fit.score > best.score + 1e-9):
            best = SheetFit(header, fit, fit.score, f"header {fit.score:.2f}, as the table beside it")
    return best


def same_fit(fit: SheetFit, width: int) -> SheetFit:
    """A fit as it reads the next of several tables side by side that have the same header words."""
    matches = tuple(m for m in fit.fit.matches if m.column_index < width)
    header = replace(fit.header, cells=fit.header.cells[:width])
    return replace(fit, header=header, fit=replace(fit.fit, matches=matches))


def _kind_score(
    contract: Contract, heads: list[SheetHead], fits: list[SheetFit | None], stem: str, period: str
) -> float:
    found = [f for f in fits if f]
    if not found:
        return 0.0
    headers = sum(f.score for f in found) / len(found) * (0.6 + 0.4 * len(found) / len(fits))
    titles = " ".join(
        titles_of(h, f.header if f else None) + " " + fold(h.name) for h, f in zip(heads, fits, strict=True)
    )
    names = 0.35 * name_score(contract, stem) + 0.25 * name_score(contract, titles[:600])
    cadence = 0.0 if _is_in_cadence(contract, period) else -0.45
    cells = _cell_score(contract, heads, max(name_score(contract, stem), name_score(contract, titles[:600])))
    small = 0.0 if names > 0 else _unnamed_small_form(contract, found)
    return headers + names + cadence + cells + small + _year_score(contract, stem, titles, period)


_FEW_FIELDS = 2


def _unnamed_small_form(contract: Contract, found: list[SheetFit]) -> float:
    """A form of one or two columns fits many a sheet: without a name its key words must be exactly there."""
    if len(contract.tables) > 1 or len(contract.tables[0].fields) > _FEW_FIELDS:
        return 0.0
    keys = {f.name for f in contract.tables[0].fields if f.need == "key"}
    exact = {m.field for fit in found for m in fit.fit.matches if m.evidence.startswith("= ")}
    return 0.0 if keys <= exact else -0.5


def _cell_score(contract: Contract, heads: list[SheetHead], named: float) -> float:
    """For a kind that is told by a cell: found, a plain hint; not found, the name must speak for it instead."""
    if contract.cells is None:
        return 0.0
    if any(contract.cells.match(cell) for head in heads for row in head.rows for cell in row if cell):
        return 0.3
    return 0.0 if named >= _NAMED else -1.0


def choose_kind(heads: list[SheetHead], stem: str, period: str) -> KindChoice:
    """Kind of a file from all its sheets; ``contract`` is None when nothing fits.

    ``stem`` is the file's name without its ending; ``heads`` has the sheets that hold anything at all.
    """
    folded = fold(stem)
    scoring = limits()["scoring"]
    search, floor = scoring["header_search_rows"], scoring["kind_score_floor"]
    headers = [candidate_headers(h.rows[:search]) for h in heads]
    ranked: list[tuple[float, str, Contract, list[SheetFit | None]]] = []
    for kind, contract in all_contracts().items():
        if cadence_of(period) == "group" and contract.cadence != "group":
            continue
        fits = [_best_sheet_fit(h, contract, hs) for h, hs in zip(heads, headers, strict=True)]
        score = _kind_score(contract, heads, fits, folded, period)
        if score > 0 and any(fits):
            ranked.append((score, kind, contract, fits))
    ranked.sort(key=lambda r: (-r[0], r[1]))
    if not ranked or ranked[0][0] < floor:
        return KindChoice(None, 0.0, "no header fits any contract", tuple(None for _ in heads))
    score, kind, contract, fits = ranked[0]
    close = ranked[1] if len(ranked) > 1 else None
    margin = limits()["scoring"]["kind_margin_for_question"]
    runner_up = close[1] if close and score - close[0] < margin else None
    evidence = f"{kind} {score:.2f}" + (f"; next {close[1]} {close[0]:.2f}" if close else "")
    # of a file with one sheet the name speaks of that sheet
    named = max(0.0, name_score(contract, folded)) if len(heads) == 1 else 0.0
    sheets = _better_in_other_kinds(fits, ranked, cadence_of(period), _CLEARLY * (1 + named))
    used = [s.fit.table.kind for s in sheets if s]
    if kind not in used:
        contract = all_contracts()[used[0]]
    return KindChoice(contract, score, evidence, sheets, runner_up)


# by so much a sheet's header must fit another kind better than the file's, by twice as much against a clear name
_CLEARLY = 0.2


def _better_in_other_kinds(
    fits: list[SheetFit | None],
    ranked: list[tuple[float, str, Contract, list[SheetFit | None]]],
    cadence: str,
    clearly: float,
) -> tuple[SheetFit | None, ...]:
    """A sheet whose header clearly is another kind's is read as that kind: workbooks may hold a month's forms."""
    chosen: list[SheetFit | None] = []
    for index, fit in enumerate(fits):
        others = [r[3][index] for r in ranked[1:] if r[2].cadence in (cadence, "any")]
        strong = [o for o in others if o and o.fit.score >= 0.6 and o.fit.key_share == 1.0]
        best = max(strong, key=lambda o: o.score, default=None)
        if best and best.fit.score - (fit.fit.score if fit else 0.0) >= clearly:
            fit = replace(best, evidence=best.evidence + ", other kind than the file")
        chosen.append(fit)
    return tuple(chosen)


def kind_by_name(stem: str, period: str, file_type_words: tuple[tuple[str, str], ...] = ()) -> str | None:
    """Kind a file's name alone speaks for, for files that cannot be opened; None when it speaks for none.

    ``file_type_words`` are the group's own names of file types with their kinds.
    """
    folded = fold(stem)
    for word, kind in sorted(file_type_words, key=lambda w: -len(w[0])):
        if fold(word) in folded:
            return kind
    scored = [
        (name_score(c, folded) + _year_score(c, folded, "", period), kind)
        for kind, c in sorted(all_contracts().items())
        if _is_in_cadence(c, period)
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= 0.25 else None
