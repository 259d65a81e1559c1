"""Read a quantification table: columns (letter, role, unit, formula), lines and operands.

Tables with a row of letters are read by it; tables without one by the content of their columns. Anything guessed is
marked `needs_check`. Other kinds of tables are read in ``tables``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from inventory.printed.blocks import Block
from inventory.printed.classify import NUMBER, is_letter_row
from inventory.printed.grid import fill_down, fit
from inventory.printed.model import Column, Line, Operand

TOTAL_WORDS = ("合计", "总计", "小计", "总排放量", "合 计", "total", "Total")
UNIT = re.compile(
    r"^(?:万?(?:k?g|t|吨|千克|公斤|m3|M3|Nm3|立方米|kWh|MWh|GJ|TJ|L|升|台|人天|km|tkm|t\*km|人公里|度|%)"
    r"|kg|g|tC?O?2?e?)(?:[\s/·].*)?$|^(?:k?g|t)\s?(?:CO2e?|CH4|N2O|BOD|C)\b.*$|^tonnes of .*$|^%$|^/$|^GJ/.*$|^万.*(?:或|/).*$"
)
ROLE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ncv", ("低位发热量", "热值(", "NCV")),
    ("carbon", ("含碳量",)),
    ("oxidation", ("氧化率",)),
    ("ef_co2", ("CO2排放因子", "CO2因子")),
    ("ef_ch4", ("CH4排放因子",)),
    ("ef_n2o", ("N2O排放因子",)),
    ("co2", ("CO2排放量",)),
    ("ch4", ("CH4排放量",)),
    ("n2o", ("N2O排放量",)),
    ("gwp", ("GWP", "全球变暖")),
    ("emission", ("排放量", "tCO2e", "tonnes of CO2e")),
    ("factor", ("排放因子", "排放系数", "EF")),
    ("rate", ("速率", "泄漏率", "逸散率")),
    (
        "activity",
        ("消耗量", "活动数据", "填充量", "数值", "净外购", "吨公里", "使用量", "用量", "里程", "产量"),
    ),
)


@dataclass
class Quantification:
    """What one printed quantification table gives."""

    columns: list[Column] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    operands: list[Operand] = field(default_factory=list)


def read_quantification(block: Block, table: str, category: str) -> Quantification:
    """Columns, lines and operands of one table; a second header inside it opens a sub-table ("3.4-2/2")."""
    result = Quantification()
    for index, rows in enumerate(_sections(block.rows), start=1):
        name = table if index == 1 else f"{table}/{index}"
        header = _header_height(rows)
        part = _by_letters(name, category, rows, header) or _by_content(name, category, rows, header)
        result.columns += part.columns
        result.lines += part.lines
        result.operands += part.operands
    return result


def _sections(rows: list[list[str]]) -> list[list[list[str]]]:
    label = next((cell for cell in rows[0] if cell), "")
    starts = [i for i, row in enumerate(rows) if row and row[0] == label and not any(map(_is_value, row[1:]))]
    starts = [s for n, s in enumerate(starts) if n == 0 or s > starts[n - 1] + 1] or [0]
    header = [rows[0], *rows[1 : _header_height(rows)]]
    sections = [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]
    merged: list[list[list[str]]] = []
    for section in sections:
        if merged and section[0] == header[0]:
            merged[-1] += section[_header_height(section) :]
        else:
            merged.append(section)
    return merged


def _is_value(cell: str) -> bool:
    return bool(NUMBER.match(cell)) or (cell.endswith("%") and bool(NUMBER.match(cell[:-1])))


def _header_height(rows: list[list[str]]) -> int:
    for index, row in enumerate(rows):
        if any(map(_is_value, row[1:])) and not is_letter_row(row):
            return index
    return len(rows)


def _by_letters(table: str, category: str, rows: list[list[str]], header: int) -> Quantification | None:
    letters = next((row for row in rows[:header] if is_letter_row(row)), None)
    if letters is None:
        return None
    width = max(len(row) for row in rows[header:]) if rows[header:] else len(letters)
    if letters[0] and is_letter_row(letters[:1] * 2) and not letters[-1]:
        letters = ["", *letters[:-1]]
    letters = (letters + [""] * width)[:width]
    columns = _lettered_columns(table, letters, rows[:header])
    result = Quantification(columns=columns)
    symbols = {index: column.symbol for index, column in zip(_positions(letters), columns, strict=True)}
    first = min(symbols) if symbols else 1
    _add_lines(result, table, category, [fit(row, width, 0) for row in rows[header:]], first, symbols)
    return result


def _positions(letters: Sequence[str]) -> list[int]:
    return [index for index, cell in enumerate(letters) if cell]


def _lettered_columns(table: str, letters: list[str], head: list[list[str]]) -> list[Column]:
    columns = []
    for index in _positions(letters):
        symbol, _, formula = letters[index].replace("＝", "=").partition("=")
        words = [row[index] for row in head if index < len(row) and row[index] and not is_letter_row(row)]
        words = [word for word in words if word not in letters]
        unit = next((word for word in words[1:] if UNIT.match(word) or "/" in word), "")
        label = "".join(word for word in words if word != unit)
        columns.append(
            Column(table, str(index), "", "", symbol.strip(), role_of(label), label, unit, formula.strip())
        )
    return _settle_roles(columns)


def _settle_roles(columns: list[Column]) -> list[Column]:
    """The last column is the result, the first given one the activity, whatever words stand over them."""
    given = next((i for i, c in enumerate(columns) if c.role == "operand" and not c.formula), None)
    if given is not None and not any(column.role == "activity" for column in columns):
        columns[given] = replace(columns[given], role="activity")
    if columns and not any(column.role == "emission" for column in columns):
        columns[-1] = replace(columns[-1], role="emission")
    return columns


def role_of(label: str) -> str:
    """Role of a column from its printed label; `operand` when no word fits."""
    flat = label.replace(" ", "")
    for role, words in ROLE_WORDS:
        if any(word.replace(" ", "") in flat for word in words):
            return role
    return "operand"


def _by_content(table: str, category: str, rows: list[list[str]], header: int) -> Quantification:
    body = [row for row in rows[header:] if any(row)]
    width = max((len(row) for row in body), default=0)
    body = [fit(row, width, 1) for row in body]
    kinds = [_column_kind([row[i] for row in body if not _is_total(row)]) for i in range(width)]
    result = Quantification()
    symbols: dict[int, str] = {}
    heads = _head_words(rows[:header], width)
    values = [i for i, kind in enumerate(kinds) if kind == "value"]
    for order, index in enumerate(values):
        symbol = chr(ord("A") + order)
        symbols[index] = symbol
        role = _content_role(order, index, values, heads)
        label, unit = split_unit(heads[index])
        unit = unit or _unit_of(rows[:header], index)
        result.columns.append(
            Column(table, str(index), "", "按列内容推断 / inferred", symbol, role, label, unit)
        )
    unit_of = {i: i + 1 for i in values if i + 1 < width and kinds[i + 1] == "unit"}
    _add_lines(result, table, category, body, min(values, default=1), symbols, unit_of)
    return result


def _column_kind(cells: list[str]) -> str:
    filled = [cell for cell in cells if cell and cell not in "-—/"]
    if filled and sum(map(_is_value, filled)) * 2 > len(filled):
        return "value"
    return "unit" if filled and sum(bool(UNIT.match(c)) for c in filled) * 2 > len(filled) else "label"


def _head_words(head: list[list[str]], width: int) -> list[str]:
    words = [""] * width
    for row in head:
        for index, cell in enumerate(fit(row, width, 1)[:width]):
            words[index] += cell
    return words


def _unit_of(head: list[list[str]], index: int) -> str:
    return next((r[index] for r in head[1:] if index < len(r) and UNIT.match(r[index])), "")


def split_unit(label: str) -> tuple[str, str]:
    """A header such as "消耗量t" or "CO2排放因子kgCO2/kg" as its words and its unit."""
    found = re.match(r"^(.*[\u4e00-\u9fff）)])[（(]?((?:万)?[A-Za-z%][A-Za-z0-9/·*% ]*)[）)]?$", label)
    return (found.group(1), found.group(2)) if found and UNIT.match(found.group(2)) else (label, "")


def _content_role(order: int, index: int, values: list[int], heads: list[str]) -> str:
    if index == values[-1]:
        return "emission"
    named = role_of(heads[index])
    if named != "operand":
        return named
    if order == 0:
        return "activity"
    if order == 1:
        return "factor"
    return "gwp" if index == values[-2] and len(values) == 4 else named


def _is_total(row: list[str]) -> bool:
    return any(cell.replace(" ", "").startswith(TOTAL_WORDS) for cell in row if cell)


def _split_labels(names: list[str], is_repeated: bool) -> tuple[str, str, str]:
    """Class, source and facility of a row's labels: a first label that several rows share is their class."""
    if len(names) > 2:
        return names[0], names[1], names[2]
    if len(names) == 2:
        return (names[0], names[1], "") if is_repeated else ("", names[0], names[1])
    return "", names[0] if names else "", ""


def _add_lines(
    result: Quantification,
    table: str,
    category: str,
    body: list[list[str]],
    first: int,
    symbols: dict[int, str],
    unit_of: dict[int, int] | None = None,
) -> None:
    labels = fill_down([row[0] for row in body])
    for number, row in enumerate(body, start=1):
        total = _is_total(row)
        head = row[0] or ("" if total else labels[number - 1])
        names = [head, *(cell for cell in row[1:first] if cell)] if not total else [head]
        cls, source, facility = _split_labels(names, labels.count(head) > 1)
        kind = "total" if total else "line"
        result.lines.append(Line(table, str(number), "", "", category, cls, source, facility, kind))
        for index, symbol in symbols.items():
            if index < len(row) and row[index]:
                unit = row[unit_of[index]] if unit_of and index in unit_of else ""
                result.operands.append(Operand(table, str(number), "", "", symbol, row[index], unit))
