"""The data rows of a sheet under way: their columns, what is wrong with which, and how a cell is named to a person.

Typing columns is ``ingestion.rows.conform``; the rules that record problems are in ``ingestion.rows.row_rules``,
``ingestion.rows.codes`` and others; `ingestion.rows.settle` makes reasons of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from ingestion.cells.distinct import Few, by_distinct, one_text, plain
from ingestion.cells.invisible import TURNING
from ingestion.cells.running import Running, absolute_median
from ingestion.cells.shares import true_alone
from ingestion.readers.raw import NOT_COMPUTED, cell_letter
from ingestion.recognition.sheet_plan import FieldPlan
from ingestion.registry import furniture
from warehouse.text_codes import is_coded, values_by_code


@dataclass
class Problem:
    """Rows that break one rule. The mask and the texts are expressions over the work frame, or a mask at hand."""

    mask: pl.Series | pl.Expr
    requirement: str | None
    code: str
    zh: pl.Expr
    en: pl.Expr


@dataclass
class Work:
    """The data rows under way: ``frame`` has row_no, raw__<field> and typed <field> columns.

    ``few`` holds the distinct texts of the raw columns that have few, ``tidy`` names the fields whose texts are (see
    ``ingestion.cells.distinct.Stripped``). ``merged`` has by field the number of the row in which the merged cell of each
    row is written, null where a row is in none.
    """

    frame: pl.DataFrame
    few: Few = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    tidy: frozenset[str] = frozenset()
    first_column: int = 0
    running: Running | None = None
    merged: dict[str, pl.Series] = field(default_factory=dict)

    def few_of(self, fp: FieldPlan) -> pl.Series | None:
        """Distinct texts of a field's raw column, where they are few."""
        return self.few.get(raw(fp.field.name))

    def median(self, name: str) -> float | None:
        """Median of a column's absolute values over all data rows of the sheet."""
        if self.running is not None:
            return self.running.median(name, self.frame[name])
        return absolute_median(self.frame[name])

    def flag(self, mask: pl.Expr | pl.Series, requirement: str, code: str, zh: pl.Expr, en: pl.Expr) -> None:
        """Record the rows of an expression as breaking a rule; it is looked at when the rows are settled."""
        mask = true_alone(mask) if isinstance(mask, pl.Series) else mask.fill_null(False)
        self.problems.append(Problem(mask, requirement, code, zh, en))

    def has_word(self, name: str, words: Iterable[str]) -> pl.Series:
        """Rows whose text in a column is one of some words."""
        return true_alone(by_distinct(self.frame[name], None, _IsIn(tuple(sorted(words)))))

    def one_text(self, text: str | None) -> pl.Series:
        """A column of one text; coded where the rows go straight to the lake."""
        rows = one_text(text, self.frame.height)
        return rows if self.running is not None else plain(rows)

    def words_of(self, name: str) -> list[str]:
        """The distinct texts of a column."""
        texts = self.frame[name]
        found = values_by_code(texts) if is_coded(texts.dtype) else texts.drop_nulls().unique()
        return found.to_list()

    def put(self, values: pl.Series, name: str) -> None:
        """Add or replace a column."""
        column = values.alias(name)
        # adding a column this way costs a tenth of an expression
        is_new = name not in self.frame.columns
        self.frame = self.frame.hstack([column]) if is_new else self.frame.with_columns(column)


@dataclass(frozen=True)
class _IsIn:
    """Whether a text is one of some words."""

    words: tuple[str, ...]

    def __call__(self, texts: pl.Series) -> pl.Series:
        return texts.is_in(self.words)


def letter_of(work: Work, fp: FieldPlan) -> str:
    """Letter of a field's column on the sheet."""
    return cell_letter(fp.letter_index + work.first_column)


def cell_at(work: Work, fp: FieldPlan) -> pl.Expr:
    """Reference of a field's cell in each row, as a person sees it (J17)."""
    return pl.lit(letter_of(work, fp)) + pl.col("row_no").cast(pl.String)


def raw(name: str) -> str:
    """Name of the raw text column of a field."""
    return f"raw__{name}"


def short(column: pl.Expr) -> pl.Expr:
    """A written cell, cut and with marks made visible that would turn the message round, so that it stays readable."""
    return column.fill_null("").str.slice(0, 40).str.replace_all(TURNING, "\ufffd")


def flag_cell(
    work: Work, fp: FieldPlan, bad: pl.Series, requirement: str, code: str, zh: str, en: str
) -> None:
    """Record the rows of a mask as breaking a rule by one cell; the texts follow the cell's name and content."""
    if not bad.any():
        return
    written, cell = short(pl.col(raw(fp.field.name))), cell_at(work, fp)
    zh_text, en_text = with_formula_remedy(
        pl.col(raw(fp.field.name)),
        cell,
        pl.format("单元格{}“{}”" + zh, cell, written),
        pl.format("cell {} '{}' " + en, cell, written),
    )
    work.problems.append(Problem(bad, requirement, code, zh_text, en_text))


def with_formula_remedy(written: pl.Expr, cell: pl.Expr, zh: pl.Expr, en: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The reasons of a cell that cannot be read; of a formula's error, or one never computed, what is wrong with it."""
    never = (written == NOT_COMPUTED).fill_null(False)
    for error, (meant_zh, meant_en) in furniture()["error_meanings"].items():
        is_error = (written.str.to_uppercase() == error).fill_null(False)
        error_zh = pl.format("单元格{}是公式错误" + f"{error}（{meant_zh}），请修正公式或改填实际内容", cell)
        error_en = pl.format(
            "cell {} is the formula error " + f"{error} ({meant_en}); mend it or enter the value", cell
        )
        zh, en = (
            pl.when(is_error).then(error_zh).otherwise(zh),
            pl.when(is_error).then(error_en).otherwise(en),
        )
    formula_zh = pl.format("单元格{}的公式没有计算结果，请在Excel中打开并保存后重新报送", cell)
    formula_en = pl.format(
        "cell {} has a formula that was never computed; open the file in Excel, save it and send it again",
        cell,
    )
    return pl.when(never).then(formula_zh).otherwise(zh), pl.when(never).then(formula_en).otherwise(en)
