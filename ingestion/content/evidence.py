"""What the cells say when the header does not: processes by their names, quantities by the form's arithmetic.

Only columns that no field took, and only fields that no header gave. A column is used where one way only makes the
arithmetic come out, where its cells are names of processes or codes, or where it alone can be a number of tickets, a
date or a count that the table cannot do without; every other likeness is a question that `potline map` shows. Every
match carries its evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from ingestion.cells.dates import parse_instants
from ingestion.cells.numbers import clean_texts, parse_numbers
from ingestion.cells.shares import share_matching
from ingestion.content.arithmetic import assignments
from ingestion.content.cells import by_cells
from ingestion.content.facts import PLATE, content_rules, facts_of, full_rows, shapes, unit_beneath
from ingestion.content.left import coded, item_and_value, only_figure
from ingestion.content.solve import hints, solve
from ingestion.readers.raw import cell_letter
from ingestion.recognition.headers import fold, is_word_of_others
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.sheet_plan import FieldPlan, SheetPlan, column_name, unit_row_after
from ingestion.results import ColumnMatch
from ingestion.wide.cells import is_total

_USED, _ASKED = 0.9, 0.6
_DATE_SHARE, _NUMBER_LENGTH = 0.95, 5


def _rules() -> dict[str, Any]:
    return content_rules()


@dataclass(frozen=True)
class _Sample:
    """Full rows, the free columns' cells as texts and as numbers, and the numbers of the columns that have a field."""

    body: pl.DataFrame
    texts: pl.DataFrame
    free: list[int]
    numbers: dict[int, pl.Series]
    known: dict[str, pl.Series]
    first_column: int


def add_columns_by_content(
    plan: SheetPlan,
    frame: pl.DataFrame,
    mapper: ProcessMapper,
    profile: dict[str, Any] | None = None,
    first_column: int = 0,
) -> bool:
    """Give columns without a field to fields without a column where their content leaves no doubt.

    ``first_column`` is how many leading columns of the sheet are not in the frame. Columns that the profile says
    are nothing stay so. True when a column was added, so that its unit must be decided.
    """
    sample = _sample(plan, frame, profile, first_column)
    if sample is None:
        return False
    added = bool(_process(plan, sample, mapper))
    for step in (_arithmetic, _by_cells, _codes_and_figures, _sure_likenesses):
        # what one step used is not free for the next
        rest = _rest(plan, sample)
        added |= rest is not None and step(plan, rest)
    rest = _rest(plan, sample)
    return (rest is not None and _by_whole_form(plan, rest, frame, mapper)) or added


def _by_whole_form(plan: SheetPlan, sample: _Sample, frame: pl.DataFrame, mapper: ProcessMapper) -> bool:
    """Columns told by all figures of the form together (``ingestion.content.solve``)."""
    lacking = [f.name for f in plan.table.fields if f.need != "extra" and f.name not in plan.fields]
    if plan.table.name not in shapes() or not lacking:
        return False
    units = unit_row_after(frame, plan.header)
    places = {fp.match.column_index: fp.unit.written if fp.unit else None for fp in plan.fields.values()}
    for i in sample.free:
        cell = plan.header.cells[i] if i < len(plan.header.cells) else None
        places[i] = (cell.unit if cell else None) or unit_beneath(units, i)
    facts = facts_of(sample.body, places, plan.hint, mapper)
    known = {
        name: (fp.match.column_index, float(fp.unit.factor) if fp.unit else 1.0)
        for name, fp in plan.fields.items()
        if fp.match.column_index in facts
    }
    words = hints(plan.header, plan.table)
    told = {
        name: place
        for name, place in solve(plan.table, facts, known, _rules(), words).items()
        if name in lacking and not _is_named_otherwise(plan, place[0], name)
    }
    for name, (index, evidence) in told.items():
        _add(plan, sample, name, index, evidence)
    return bool(told)


def _by_cells(plan: SheetPlan, sample: _Sample) -> bool:
    texts = {i: sample.texts[column_name(i)] for i in sample.free}
    told = by_cells(plan, texts, lambda i: _header(plan, i), _rules()["enough"]) or item_and_value(
        plan, texts
    )
    for index, name, evidence in told:
        _add(plan, sample, name, index, evidence)
    return bool(told)


def _codes_and_figures(plan: SheetPlan, sample: _Sample) -> bool:
    words = {i: sample.texts[column_name(i)] for i in sample.free if i not in sample.numbers}
    told = coded(plan, words, _rules()["enough"])
    told = told or only_figure(plan, sample.numbers, lambda i: _header(plan, i), _rules())
    for index, name, evidence in told:
        _add(plan, sample, name, index, evidence)
    return bool(told)


def _sure_likenesses(plan: SheetPlan, sample: _Sample) -> bool:
    """Dates, numbers and counts a table cannot do without, where one column alone looks like them."""
    used = False
    for index, name, evidence in _likenesses(plan, sample):
        field = plan.table.field(name)
        is_date = field is not None and field.type in ("date", "timestamp")
        if field is None or field.need == "extra" or name in plan.fields:
            continue
        if is_date and plan.table.name in _rules()["dates_asked"]:
            continue
        _add(plan, sample, name, index, evidence)
        used = True
    return used


def ask_about_columns(
    plan: SheetPlan, frame: pl.DataFrame, profile: dict[str, Any] | None = None, first_column: int = 0
) -> None:
    """Ask about columns without a field that look like what the table lacks; nothing of them is used."""
    sample = _sample(plan, frame, profile, first_column)
    if sample is None:
        return
    for index, name, evidence in _likenesses(plan, sample):
        field = plan.table.field(name)
        if field is None or name in plan.fields:
            continue
        header, letter = _header(plan, index), cell_letter(index + first_column)
        _show(plan, ColumnMatch(index, header, None, _ASKED, f"like {name}: {evidence}"))
        plan.questions.append(
            f"{letter}列“{header}”像{name}（{evidence}），未采用，请在表头写明或确认 / "
            f"column {letter} {header!r} looks like {name} ({evidence}); not used, please name or confirm it"
        )


def _sample(
    plan: SheetPlan, frame: pl.DataFrame, profile: dict[str, Any] | None, first_column: int
) -> _Sample | None:
    taken = {fp.match.column_index for fp in plan.fields.values()}
    agreed = {fold(header) for header in (profile or {}).get("tables", {}).get(plan.table.name, {})}
    free = [i for i in range(frame.width) if i not in taken and fold(_header(plan, i)) not in agreed - {""}]
    if not free:
        return None
    body = full_rows(frame.slice(plan.first_data_row, _rules()["sample_rows"]))
    if body.is_empty():
        return None
    texts = clean_texts(body, {column_name(i): column_name(i) for i in free})
    numbers = {i: values for i in free if (values := _numbers(texts[column_name(i)])) is not None}
    return _Sample(body, texts, free, numbers, _known(plan, body), first_column)


def _rest(plan: SheetPlan, sample: _Sample) -> _Sample | None:
    """The sample without the columns that have a field by now; cells are not read again. None where no column is left."""
    taken = {fp.match.column_index for fp in plan.fields.values()}
    free = [i for i in sample.free if i not in taken]
    if not free:
        return None
    numbers = {i: values for i, values in sample.numbers.items() if i not in taken}
    return replace(sample, free=free, numbers=numbers, known=_known(plan, sample.body))


def _known(plan: SheetPlan, body: pl.DataFrame) -> dict[str, pl.Series]:
    form = _rules()["arithmetic"].get(plan.table.name, {})
    names = {*form.get("plus", ()), *form.get("minus", ()), *form.get("times", ()), form.get("is")}
    names |= set(_rules()["pieces"].get(plan.table.name, ()))
    known = {}
    for name in names & set(plan.fields):
        texts = clean_texts(body, {"x": plan.fields[name].column})["x"]
        known[name] = parse_numbers(texts).values.cast(pl.Float64)
    return known


def _header(plan: SheetPlan, index: int) -> str:
    cell = plan.header.cells[index] if index < len(plan.header.cells) else None
    return cell.raw if cell else ""


def _numbers(texts: pl.Series) -> pl.Series | None:
    """A column's numbers when nearly all its cells are numbers."""
    rules = _rules()
    written = len(texts) - texts.null_count()
    # hundreds of blank columns are common: parsing them costs more than all the rest
    if written < rules["fewest_rows"]:
        return None
    values = parse_numbers(texts).values
    enough = len(values) - values.null_count() >= written * rules["enough"]
    return values.cast(pl.Float64) if enough else None


def _add(plan: SheetPlan, sample: _Sample, name: str, index: int, evidence: str) -> None:
    field = plan.table.field(name)
    if field is None:
        return
    cell = plan.header.cells[index] if index < len(plan.header.cells) else None
    header, letter = _header(plan, index), cell_letter(index + sample.first_column)
    match = ColumnMatch(index, header, name, _USED, evidence, cell.unit if cell else None, None)
    plan.fields[name] = FieldPlan(field, column_name(index), match)
    plan.questions.append(
        f"{letter}列“{header}”按内容识别为{name}（{evidence}），请确认 / "
        f"column {letter} {header!r} taken for {name} by its content ({evidence})"
    )


def _process(plan: SheetPlan, sample: _Sample, mapper: ProcessMapper) -> list[int]:
    if plan.table.field("process_raw") is None or "process_raw" in plan.fields or not mapper.processes:
        return []
    for index in sample.free:
        written = sample.texts[column_name(index)].drop_nulls()
        if written.is_empty() or written.n_unique() > 50 or share_matching(written, r"^[\d.,:/\s-]+$") > 0.1:
            continue
        written = written.filter(~written.is_in([t for t in written.unique().to_list() if is_total(t)]))
        if written.is_empty():
            continue
        known = {t: mapper.code_in_name(t) is not None for t in written.unique().to_list()}
        if sum(known[t] for t in written) >= len(written) * _rules()["enough"] * 0.8:
            _add(plan, sample, "process_raw", index, "cells are process names")
            return [index]
    return []


def _arithmetic(plan: SheetPlan, sample: _Sample) -> bool:
    form = _rules()["arithmetic"].get(plan.table.name)
    if form is None:
        return False
    ways = assignments(form, sample.known, sample.numbers, _rules())
    if len(ways) == 1:
        for name, index in ways[0].items():
            _add(plan, sample, name, index, _formula(form))
        return True
    if ways:
        letters = sorted({cell_letter(i + sample.first_column) for way in ways for i in way.values()})
        names = sorted({name for way in ways for name in way})
        plan.questions.append(
            f"{'、'.join(letters)}列与{'、'.join(names)}的对应有{len(ways)}种可能（{_formula(form)}），未采用，请在表头写明 / "
            f"columns {', '.join(letters)} may be {', '.join(names)} in {len(ways)} ways ({_formula(form)}); name them"
        )
    return False


def _formula(form: dict[str, Any]) -> str:
    text = " + ".join(form["plus"]) + "".join(f" - {name}" for name in form["minus"])
    if form.get("times"):
        text = f"({text}) x {' x '.join(form['times'])}"
    return f"{text} = {form['is']}"


def _show(plan: SheetPlan, match: ColumnMatch) -> None:
    """Let the column be seen with its likeness in the list of columns."""
    rest = [column for column in plan.columns if column.column_index != match.column_index]
    plan.columns = sorted([*rest, match], key=lambda column: column.column_index)


def _is_named_otherwise(plan: SheetPlan, index: int, name: str) -> bool:
    """Whether a column that looks like a number of documents is plainly headed as something else, a plate for one."""
    field = plan.table.field(name)
    if field is None or name not in _rules()["numbers"]:
        return False
    return is_word_of_others(_header(plan, index), field.pools)


def _likenesses(plan: SheetPlan, sample: _Sample) -> list[tuple[int, str, str]]:
    """(column, field, evidence) where one column alone looks like a field the table lacks."""
    rules = _rules()
    found: list[tuple[int, str, str]] = []
    missing = [f for f in plan.table.fields if f.name not in plan.fields and f.need != "extra"]
    taken: set[int] = set()
    looks: list[tuple[list[str], Callable[[pl.Series], str | None]]] = [
        ([n for n in rules["plates"] if n not in plan.fields and plan.table.field(n)], _like_plates),
        (
            [f.name for f in missing if f.type in ("date", "timestamp")],
            lambda texts: _like_dates(texts, plan),
        ),
        ([f.name for f in missing if f.name in rules["numbers"]], _like_numbers),
    ]
    for names, look in looks:
        told = {i: e for i in sample.free if i not in taken and (e := look(sample.texts[column_name(i)]))}
        if names and len(told) == 1:
            index, evidence = next(iter(told.items()))
            if not _is_named_otherwise(plan, index, names[0]):
                found.append((index, names[0], evidence))
        taken |= set(told)
    return found + [piece for piece in _like_pieces(plan, sample) if piece[0] not in taken]


def _like_plates(texts: pl.Series) -> str | None:
    written = texts.drop_nulls()
    plain = [re.sub(r"[\s·•.\-]", "", unicodedata.normalize("NFKC", t)).upper() for t in written]
    share = sum(PLATE.fullmatch(t) is not None for t in plain) / max(len(plain), 1)
    enough = len(plain) >= _rules()["fewest_rows"] and share >= _rules()["enough"]
    return f"车牌 plates {share:.0%}" if enough else None


def _like_dates(texts: pl.Series, plan: SheetPlan) -> str | None:
    written = texts.drop_nulls()
    if len(written) < _rules()["fewest_rows"]:
        return None
    # a bare number is as well a count: dates are told by their signs
    if _are_serials(written, plan):
        return "Excel日期序号 serial dates"
    signs = written.filter(written.str.contains(r"[-/.年月:]"))
    if len(signs) < len(written) * _DATE_SHARE:
        return None
    if _numbers(written) is not None:
        return None
    read = parse_instants(written, plan.hint).values.drop_nulls()
    return f"日期 dates {len(read) / len(written):.0%}" if len(read) >= len(written) * _DATE_SHARE else None


def _are_serials(written: pl.Series, plan: SheetPlan) -> bool:
    """Whether nearly all cells are day numbers of the folder's month or the days around it, and no single one of them."""
    if (
        plan.hint.year is None
        or plan.hint.month is None
        or not written.str.contains(r"^\d{5}(\.\d+)?$").all()
    ):
        return False
    days = parse_instants(written, plan.hint).values.drop_nulls()
    first = datetime(plan.hint.year, plan.hint.month, 1)
    near = days.is_between(first - timedelta(days=31), first + timedelta(days=32)).sum()
    return days.n_unique() >= _rules()["fewest_rows"] and near >= len(written) * _DATE_SHARE


def _like_numbers(texts: pl.Series) -> str | None:
    """Every cell another one, all of one shape: letters and digits of the same length."""
    written = texts.drop_nulls()
    if len(written) < _rules()["fewest_rows"] or written.n_unique() < len(written):
        return None
    plain = written.str.contains(
        rf"^[A-Za-z]*[-_/]?[\dA-Za-z\-_/]{{{_NUMBER_LENGTH},}}$"
    ) & written.str.contains(r"\d{4}")
    shapes = written.str.replace_all(r"\d", "9").str.replace_all(r"[A-Za-z]", "A").value_counts(sort=True)
    same = int(shapes["count"][0]) / len(written)
    is_one = plain.sum() >= len(written) * _rules()["enough"] and same >= _rules()["enough"]
    return f"编号 {shapes[written.name][0]}" if is_one else None


def _like_pieces(plan: SheetPlan, sample: _Sample) -> list[tuple[int, str, str]]:
    pair = _rules()["pieces"].get(plan.table.name)
    missing = [name for name in pair or () if name not in plan.fields]
    if pair is None or len(missing) != 1:
        return []
    there = sample.known[pair[0] if missing[0] == pair[1] else pair[1]]
    found = []
    for index, values in sample.numbers.items():
        blocks, mass = (there, values) if missing[0] == pair[1] else (values, there)
        ratio = (mass / blocks).filter((blocks > 0) & (mass > 0))
        if (weight := _piece_weight(ratio)) is not None:
            found.append((index, missing[0], f"块数×单重 pieces of {weight:.3g} t"))
    return found if len(found) == 1 else []


def _piece_weight(ratio: pl.Series) -> float | None:
    """The weight of one piece in tonnes when it is nearly the same in every row and plausible in t or kg."""
    rules = _rules()
    mean, spread = ratio.mean(), ratio.std()
    if len(ratio) < rules["fewest_rows"] or not isinstance(mean, float) or not isinstance(spread, float):
        return None
    weight = mean / 1000 if mean > 100 else mean
    low, high = (float(w) for w in rules["piece_weight_t"])
    return weight if low <= weight <= high and spread <= rules["piece_spread"] * mean else None
