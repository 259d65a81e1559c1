"""Reading a book: each of its months as if it had come by itself, the folder's own month into the file's result.

What a book is, is decided in ``ingestion.reading.books``; that other months count in their own periods is left to
``ingestion.landing.ingest_books``, which reads the file once more for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from ingestion.readers.raw import RawSheet
from ingestion.reading.books import Book
from ingestion.reading.sheets import empty_sheet
from ingestion.results import FileResult, ReadContext, SheetResult
from warehouse import tables as lake

ReadSheets = Callable[[Sequence[RawSheet], str, ReadContext], FileResult]
_NOT_FIGURES = frozenset({*lake.PROVENANCE, "seq"})


def read_book(book: Book, name: str, folder: str, context: ReadContext, read: ReadSheets) -> FileResult:
    """Read a book for one period; ``months`` of the result are those with figures.

    In the folder it was delivered to (``folder``) all months are looked at and the folder's own is kept; in the
    period of another month that month alone is.

    :param read: reads sheets as one file of a given name in a given context.
    """
    if context.period != folder:
        return _one_month(book, name, context, read)
    read_as = {
        m: read(parts, book.stem_of(m), replace(context, period=m)) for m, parts in book.months.items()
    }
    filled = tuple(sorted(m for m, result in read_as.items() if has_figures(result)))
    own = read_as.get(folder) if folder in filled else None
    result = own or _of_no_own_month(name, folder, read_as)
    if book.rest:
        result.sheets += _rest(book, context, read).sheets
    result.file, result.months = name, filled
    _tell(result, book, folder, filled)
    return result


def _one_month(book: Book, name: str, context: ReadContext, read: ReadSheets) -> FileResult:
    parts = book.months.get(context.period)
    if not parts:
        return FileResult(name, None, "read")
    result = read(parts, book.stem_of(context.period), context)
    result.file = name
    if has_figures(result):
        result.months = (context.period,)
    zh = f"文件在其他期间的文件夹报送，其中{context.period}的数据计入本期。"
    en = f"The file was delivered in another period's folder; its rows of {context.period} count here."
    result.message_zh, result.message_en = (
        f"{m} {t}".strip() for m, t in ((result.message_zh, zh), (result.message_en, en))
    )
    return result


def _of_no_own_month(name: str, folder: str, read_as: dict[str, FileResult]) -> FileResult:
    """The result of a book without rows of the folder's own month: in a month's folder it delivers no kind."""
    first = next(iter(read_as.values()))
    kind = first.kind if len(folder) == 4 else None
    return FileResult(
        name, kind, "read", None, first.message_zh, first.message_en, encoding=first.encoding,
        format=first.format, kind_score=first.kind_score, kind_evidence=first.kind_evidence,
    )  # fmt: skip


def _rest(book: Book, context: ReadContext, read: ReadSheets) -> FileResult:
    """Sheets of no month, read for the folder; those of the book's own tables repeat its months."""
    result = read(book.rest, book.stem, context)
    tables = {s.name for parts in book.months.values() for s in parts}
    result.sheets = [s for s in result.sheets if s.sheet not in tables]
    return result


def _tell(result: FileResult, book: Book, folder: str, filled: Sequence[str]) -> None:
    """Say of every sheet which month it was read as, and of those left out why."""
    present = {s.sheet for s in result.sheets}
    by_sheet: dict[str, list[str]] = {}
    raws: dict[str, RawSheet] = {}
    for month, parts in book.months.items():
        for part in parts:
            by_sheet.setdefault(part.name, []).append(month)
            raws.setdefault(part.name, part)
    for sheet, months in by_sheet.items():
        others = [m for m in months if m != folder]
        if not others:
            continue
        note = _note(sheet, [m for m in others if m in filled], [m for m in others if m not in filled])
        if sheet in present:
            next(s for s in result.sheets if s.sheet == sheet).notes.append(note)
        else:
            result.sheets.append(empty_sheet(raws[sheet], note))
    result.sheets += [empty_sheet(raw, _SUMMARY.format(raw.name, raw.name)) for raw in book.summaries]
    if result.sheets and folder not in filled and len(folder) == 7:
        months_zh = "、".join(filled)
        result.sheets[0].questions.append(
            f"文件在{folder}的文件夹，却没有{folder}的数据（有：{months_zh}），请确认 / "
            f"the file lies in the folder of {folder} but holds no rows of it (it has {months_zh}); please confirm"
        )


_SUMMARY = "工作表“{}”汇总其他工作表，未读取，不重复计入 / sheet {!r} sums up the others; not read, so nothing counts twice"


def _note(sheet: str, counted: Sequence[str], blank: Sequence[str]) -> str:
    zh, en = [], []
    if counted:
        zh.append(f"{'、'.join(counted)}的行计入各自期间")
        en.append(f"rows of {', '.join(counted)} count in their own periods")
    if blank:
        zh.append(f"{'、'.join(blank)}尚无数据")
        en.append(f"{', '.join(blank)} hold no figures yet")
    return f"工作表“{sheet}”：{'；'.join(zh)} / {'; '.join(en)}"


def has_figures(result: FileResult) -> bool:
    """Whether any row holds a figure other than nought: a form prepared for a later month does not."""
    return any(_any_figure(sheet) for sheet in result.sheets)


def _any_figure(sheet: SheetResult) -> bool:
    frame = sheet.frame
    columns = [c for c, kind in frame.schema.items() if kind.is_numeric() and c not in _NOT_FIGURES]
    if frame.is_empty() or not columns:
        return False
    return bool(
        frame.select(pl.any_horizontal((pl.col(c) != 0).fill_null(False).any() for c in columns)).item()
    )
