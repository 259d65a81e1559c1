"""Finding header rows: joining merged and multi-row headers, matching their cells to the fields of a table.

Scores header rows against table contracts; which table a file is in the end is ``ingestion.recognition.recognise``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ingestion.cells.units import LAKE_UNITS, parse_unit
from ingestion.contracts import Field, TableContract
from ingestion.recognition.headers import WordScore, is_known_word, pool_scores, split_header, squeeze
from ingestion.recognition.spans import is_of_other_span, own_spans_of, spans_in
from ingestion.registry import limits
from ingestion.results import ColumnMatch

Row = tuple[str | None, ...]
_VALUE = re.compile(r"[-+]?[\d.,:/年月日时分秒\s%-]+|#.*")
# letters alone are as well a column's name in another system (GROSS_WT)
_CODE = re.compile(r"(?=[^\d]*\d)[A-Za-z0-9#_\-]{5,}")
_TALLEST = 3  # rows of a header
_LARGEST_SPECIFIC = 1_000
# a longer, joined word that fits is better evidence than its last part alone
_JOINED_BONUS = 0.03
# a list of customers is seldom a form that has neither these nor goods
_GOODS_OR_PARTIES = {"consignee", "supplier", "party", "product", "material"}
_SURELY, _CUSTOMERS_OF_NO_USE = 0.95, 0.3


@dataclass(frozen=True)
class HeaderCell:
    """One column's header: what stands there, its possible readings, the unit written with it."""

    raw: str
    variants: tuple[str, ...]
    unit: str | None
    unit_source: str | None


@dataclass(frozen=True)
class HeaderBlock:
    """A header found on a sheet: its first row (0-based), how many rows, one cell per column."""

    first_row: int
    height: int
    cells: tuple[HeaderCell | None, ...]


@dataclass(frozen=True)
class TableFit:
    """How well a header fits a table: a score, the share of key fields found, and the column matches."""

    table: TableContract
    score: float
    key_share: float
    matches: tuple[ColumnMatch, ...]


def is_value(cell: str | None) -> bool:
    """Whether a cell is a number, a date or a code rather than a word."""
    if not cell:
        return False
    text = cell.strip()
    if _VALUE.fullmatch(text):
        return not is_known_word(text) and not text.startswith("#")
    return bool(_CODE.fullmatch(text)) and not is_known_word(text)


def looks_like_header(row: Row) -> bool:
    """Two or more short words and hardly a value."""
    cells = [c for c in row if c and c.strip()]
    if not cells:
        return False
    values = sum(is_value(c) for c in cells)
    words = [c for c in cells if not is_value(c)]
    return (
        len(words) >= 2 and values <= len(cells) * 0.2 and sum(len(w) > 40 for w in words) <= len(words) * 0.2
    )


def is_unit_row(row: Row) -> bool:
    """A row of units beneath the header: most cells are units, none is a number."""
    cells = [c.strip() for c in row if c and c.strip()]
    units = sum(parse_unit(c.strip("()（）[]")) is not None for c in cells)
    return (
        len(cells) >= 1
        and units >= max(1, len(cells) * 0.6)
        and not any(re.fullmatch(r"[\d.]+", c) for c in cells)
    )


def _spread(upper: Row, lower: Row) -> list[str | None]:
    """Fill a merged group title to the right, only over columns that have a title of their own below."""
    filled: list[str | None] = []
    current: str | None = None
    for above, below in zip(upper, lower, strict=True):
        if above and above.strip():
            current = above
            filled.append(above)
        else:
            filled.append(current if below and below.strip() else None)
            if not (below and below.strip()):
                current = None
    return filled


def _cell(parts: list[str]) -> HeaderCell | None:
    texts = [p.strip() for p in parts if p and p.strip()]
    if not texts:
        return None
    distinct = list(dict.fromkeys(texts))
    if len(distinct) > 1 and (beneath := distinct[-1].strip("()（）[]【】")) and parse_unit(beneath):
        # a unit of its own beneath a title (入库 over 件 and 吨) is no word of the header
        upper_cell = _cell(distinct[:-1])
        return upper_cell and replace(upper_cell, unit=beneath, unit_source="header")
    heads = [split_header(t) for t in distinct]
    unit = next((h.unit for h in reversed(heads) if h.unit), None)
    last = heads[-1]
    variants: list[str] = []
    if len(heads) > 1:
        upper = "".join(h.base for h in heads[:-1])
        variants += [upper + last.base, last.base + upper]
        if last.base.startswith(upper):
            variants.insert(0, last.base)
    variants += [last.base, last.full]
    if len(heads) > 1:
        variants += [h.base for h in heads[:-1]]
    kept = tuple(dict.fromkeys(v for v in variants if v))
    return HeaderCell(" / ".join(distinct), kept, unit, "header" if unit else None)


def build_header(rows: list[Row], first: int, height: int) -> HeaderBlock:
    """Join ``height`` rows from ``first`` on into one header cell per column."""
    block = rows[first : first + height]
    filled: list[list[str | None]] = []
    for i, row in enumerate(block):
        below: Row = tuple(
            next((r[c] for r in block[i + 1 :] if r[c] and str(r[c]).strip()), None) for c in range(len(row))
        )
        filled.append(_spread(row, below) if i + 1 < height else list(row))
    cells = tuple(_cell([f[c] or "" for f in filled]) for c in range(len(block[0])))
    return HeaderBlock(first, height, cells)


@lru_cache(maxsize=20_000)
def _cell_scores(variants: tuple[str, ...]) -> dict[str, WordScore]:
    best: dict[str, WordScore] = {}
    for position, variant in enumerate(variants):
        bonus = _JOINED_BONUS if position == 0 and len(variants) > 1 else 0.0
        for pool, found in pool_scores(variant).items():
            # a reading further down the list is weaker evidence than an earlier one
            score = found.score + bonus - 0.02 * position
            if score > best.get(pool, WordScore(0.0, "")).score:
                best[pool] = WordScore(score, found.evidence)
    return best


def fit_table(
    header: HeaderBlock, table: TableContract, banned: frozenset[tuple[int, str]] = frozenset()
) -> TableFit | None:
    """Assign columns to the fields of a table one to one, best scores first, and score the whole.

    ``banned`` are pairs of column and field that must not be matched. None when so few fields can be found that
    the table is out of the question.
    """
    floor = limits()["scoring"]["header_word_floor"]
    columns = _pool_columns(header)
    if not _possible(columns, table):
        return None
    pairs: list[tuple[float, int, int, Field, WordScore]] = []
    for position, field in enumerate(table.fields):
        best: dict[int, WordScore] = {}
        for pool in field.pools:
            for index, found in columns.get(pool, ()):
                if found.score > best.get(index, WordScore(0.0, "")).score:
                    best[index] = found
        pairs += [
            (-f.score, position, i, field, f)
            for i, f in best.items()
            if f.score >= floor and (i, field.name) not in banned
        ]
    pairs = [p for p in pairs if not _has_plainer(p[2], p[3], pairs, header)]
    pairs.sort(key=lambda p: p[:3])
    taken_fields: dict[str, ColumnMatch] = {}
    taken_columns: set[int] = set()
    for _, _, index, field, found in pairs:
        cell = header.cells[index]
        if field.name in taken_fields or index in taken_columns or cell is None:
            continue
        if _other_quantity(field.unit, cell.unit):
            continue
        taken_columns.add(index)
        score = round(min(found.score, 1.0), 3)
        taken_fields[field.name] = ColumnMatch(
            index, cell.raw, field.name, score, found.evidence, cell.unit, cell.unit_source
        )
    return _score_fit(header, table, taken_fields)


def _has_plainer(
    index: int, field: Field, pairs: list[tuple[float, int, int, Field, WordScore]], header: HeaderBlock
) -> bool:
    """Whether a column is of a plan, another period or a sum, and another one is the field's without such a word."""
    if not _is_other(index, field, header):
        return False
    return any(one.name == field.name and not _is_other(i, one, header) for _, _, i, one, _ in pairs)


def _is_other(index: int, field: Field, header: HeaderBlock) -> bool:
    cell = header.cells[index]
    return cell is not None and is_of_other_span(cell.raw, field)


def word_matches(header: HeaderBlock, table: TableContract) -> dict[tuple[int, str], float]:
    """How well each column's header speaks for each field of a table; likenesses below the floor are left out."""
    floor = limits()["scoring"]["header_word_floor"]
    columns = _pool_columns(header)
    found: dict[tuple[int, str], float] = {}
    for field in table.fields:
        for pool in field.pools:
            for index, score in columns.get(pool, ()):
                cell = header.cells[index]
                if score.score < floor or cell is None or _other_quantity(field.unit, cell.unit):
                    continue
                found[(index, field.name)] = max(found.get((index, field.name), 0.0), min(score.score, 1.0))
    return found


def _other_quantity(lake_unit: str | None, written: str | None) -> bool:
    """Whether a unit written in a header is of another quantity than the field: blocks are no tonnes."""
    unit = parse_unit(written)
    if unit is None or lake_unit not in LAKE_UNITS:
        return False
    dimension = LAKE_UNITS[lake_unit][0]
    if dimension.startswith("specific_") and unit.dimension == dimension.removeprefix("specific_"):
        # a consumption of a tonne is written in kg or kWh for short, never in 万吨 or 万kWh
        return unit.factor > _LARGEST_SPECIFIC
    wanted = dimension.removeprefix("specific_")
    found = unit.dimension.removeprefix("specific_")
    return wanted != found and {wanted, found} <= {"mass", "energy", "count", "money", "current", "voltage"}


@lru_cache(maxsize=2_000)
def _pool_columns(header: HeaderBlock) -> dict[str, list[tuple[int, WordScore]]]:
    """Columns that resemble each word pool, with their scores."""
    columns: dict[str, list[tuple[int, WordScore]]] = {}
    for index, cell in enumerate(header.cells):
        if cell is not None:
            for pool, found in _cell_scores(cell.variants).items():
                columns.setdefault(pool, []).append((index, found))
    return columns


def _possible(columns: dict[str, list[tuple[int, WordScore]]], table: TableContract) -> bool:
    """Whether a table could reach its floors with the pools that occur at all."""
    scoring = limits()["scoring"]
    present = [f for f in table.fields if any(p in columns for p in f.pools)]
    keys = sum(f.need == "key" for f in table.fields)
    if keys and sum(f.need == "key" for f in present) / keys < scoring["table_key_floor"]:
        return False
    best = 0.6 * sum(f.weight for f in present) / table.total_weight + 0.4
    return best >= scoring["table_score_floor"] + 0.1


def _score_fit(header: HeaderBlock, table: TableContract, matches: dict[str, ColumnMatch]) -> TableFit:
    gained = sum(f.weight * min(matches[f.name].score, 1.0) for f in table.fields if f.name in matches)
    headed = _headed(header, table, {m.column_index for m in matches.values()})
    coverage = len(matches) / headed if headed else 0.0
    keys = [f for f in table.fields if f.need == "key"]
    key_share = sum(f.name in matches for f in keys) / len(keys) if keys else 1.0
    # a table without one of its key columns is seldom that table
    score = 0.6 * gained / table.total_weight + 0.4 * coverage - 0.15 * (1 - key_share)
    if _has_customers(header, table, {m.column_index for m in matches.values()}):
        score -= _CUSTOMERS_OF_NO_USE
    ordered = tuple(sorted(matches.values(), key=lambda m: m.column_index))
    return TableFit(table, score, key_share, ordered)


def _has_customers(header: HeaderBlock, table: TableContract, taken: set[int]) -> bool:
    """Whether a column that no field took names customers, in a table of neither goods nor parties."""
    if any(set(f.pools) & _GOODS_OR_PARTIES for f in table.fields):
        return False
    columns = [c for i, c in enumerate(header.cells) if c is not None and i not in taken]
    scores = [_cell_scores(c.variants) for c in columns]
    return any("consignee" in s and s["consignee"].score >= _SURELY and "process" not in s for s in scores)


def _headed(header: HeaderBlock, table: TableContract, taken: set[int]) -> int:
    """How many columns a table should have fields for: those of plans and other periods beside its own are left out."""
    own = frozenset[str]().union(*(own_spans_of(f) for f in table.fields))
    return sum(
        cell is not None and (index in taken or not spans_in(squeeze(cell.raw)) - own)
        for index, cell in enumerate(header.cells)
    )


def candidate_headers(rows: list[Row]) -> list[HeaderBlock]:
    """Possible headers within the first rows: one to three rows each, unit rows beneath not counted."""
    found: list[HeaderBlock] = []
    last = len(rows)
    for first, row in enumerate(rows):
        if first > last:
            break
        if not looks_like_header(row):
            continue
        if last == len(rows) and is_plain_header(row):
            # a row of known words is the header, or the upper part of it: data follows
            last = first + 2
        for height in range(1, _TALLEST + 1):
            if first + height > len(rows):
                break
            if height > 1 and not _continues(rows[first + height - 2], rows[first + height - 1]):
                break
            header = build_header(rows, first, height)
            if not _is_cut_short(header, rows):
                found.append(header)
    return found


def _is_cut_short(header: HeaderBlock, rows: list[Row]) -> bool:
    """Whether a row of words that parts merged titles (计划 and 实际 beneath 产量) follows, and figures only after it."""
    at = header.first_row + header.height
    if header.height >= _TALLEST or at + 1 >= len(rows) or not _continues(rows[at - 1], rows[at]):
        return False
    after = rows[at + 1] if not is_unit_row(rows[at + 1]) or at + 2 >= len(rows) else rows[at + 2]
    words = [bool(c and c.strip()) for c in rows[at]]
    parted = any(
        word and left and header.cells[i] is None and header.cells[i - 1] is not None
        for i, (left, word) in enumerate(pairwise(words), start=1)
    )
    return parted and any(is_value(c) for c in after)


def is_plain_header(row: Row) -> bool:
    """Whether a row is mostly words that are exactly header words."""
    cells = [c for c in row if c and c.strip()]
    known = sum(is_known_word(c) for c in cells)
    return known >= 2 and known >= len(cells) * 0.6


def _continues(above: Row, row: Row) -> bool:
    """Whether a row may be a further one of a header: words, or units that part a title above into columns."""
    return _may_continue(row) or (is_unit_row(row) and _parts_a_title(above, row))


def _parts_a_title(above: Row, units: Row) -> bool:
    places = [
        (bool(a and a.strip()), parse_unit((u or "").strip(" ()（）[]【】")))
        for a, u in zip(above, units, strict=True)
    ]
    return any(
        left and not word and unit and before and unit != before
        for (left, before), (word, unit) in pairwise(places)
    )


def _may_continue(row: Row) -> bool:
    cells = [c for c in row if c and c.strip()]
    return bool(cells) and not is_unit_row(row) and sum(is_value(c) for c in cells) == 0
