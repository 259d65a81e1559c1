"""Reading a delivered file: from bytes to lake rows, with everything that was understood on the way.

`read_delivery` never raises for what a file contains: a file that cannot be read comes back with its status and a
message. Landing, versions and writing belong to ``ingestion.landing.landing`` and ``ingestion.lake.lake_writer``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePosixPath

import polars as pl

from ingestion.content.kind import BY_CONTENT, choose_by_content
from ingestion.contracts import all_contracts
from ingestion.landing_names import UNKNOWN_PERIOD, place_of
from ingestion.readers.archive import hides_files, members
from ingestion.readers.files import OpenedFile, open_file
from ingestion.readers.raw import RawSheet, Refused, too_large
from ingestion.readers.sniff import detect
from ingestion.reading.books import find_book, head_of
from ingestion.reading.books_dates import book_by_dates
from ingestion.reading.documents import form_result, is_report_form, read_document
from ingestion.reading.read_books import read_book
from ingestion.reading.read_members import is_other_month, members_here, tell_places, told_apart
from ingestion.reading.read_parts import OpenSpool, read_in_parts
from ingestion.reading.shape_and_kind import say_choice, shape_and_kind
from ingestion.reading.sheets import empty_sheet, read_sheet
from ingestion.reading.unfit import why_unfit
from ingestion.recognition.layout import side_by_side, stacked, two_tables
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.profiles import explain
from ingestion.recognition.recognise import (
    KindChoice,
    SheetFit,
    choose_kind,
    fit_as,
    kind_by_name,
    retold,
    same_fit,
)
from ingestion.recognition.registers import captioned
from ingestion.registry import code_words, furniture, header_words, limits, unit_words
from ingestion.results import FileResult, ReadContext, SheetResult
from ingestion.rows.totals_of_file import settle_over_sheets

__all__ = ["FileResult", "ReadContext", "SheetResult", "explain", "read_delivery"]


# a file from this size on is worth a second thread while native code reads or copies it
LARGE_BYTES = 2_000_000
# larger parts cost less each, but the first is there later
_PARTS_OF_A_LARGE_FILE = 64
_NO_KIND = (
    "看不出是哪种报表（表头与各类报表都不相符），请核对文件内容或表头",
    "no kind of report fits the headers; please check the file or its headers",
)


def load_registries() -> None:
    """Load what recognising and writing any file needs; while native code is at work this costs no time."""
    import pyarrow.compute  # noqa: F401

    import inventory.printed.model  # noqa: F401

    all_contracts(), header_words(), furniture(), unit_words(), code_words()


def _refused(name: str, refusal: Refused) -> FileResult:
    return FileResult(name, None, refusal.status, "X-FILE", refusal.zh, refusal.en)


def read_delivery(
    name: str, content: bytes | Path, context: ReadContext, open_spool: OpenSpool | None = None
) -> list[FileResult]:
    """Read one delivered file; several results for a zip (``a.zip!inner.xlsx``), one otherwise.

    ``name`` is the path relative to the deliveries folder. Unreadable, encrypted, signed, empty and unknown files
    come back with that status and requirement X-FILE. With ``open_spool`` (see ``ingestion.reading.read_parts``) the rows of
    large text files are written while they are read and are not in the result. With the period of another month in the
    context than the folder's, only what books (``ingestion.reading.books``) hold of that month is read.
    """
    is_other_month = _is_other_month(name, context)
    if isinstance(content, Path) and open_spool is not None and not is_other_month:
        large = _read_large(name, content, context, open_spool)
        if large is not None:
            return [large]
    try:
        if isinstance(content, Path) and (refusal := too_large(content.stat().st_size)):
            raise refusal
        data = content.read_bytes() if isinstance(content, Path) else content
        results = _read(name, data, context, limits()["files"]["max_depth"])
    except Refused as refusal:
        results = [_refused(name, refusal)]
    if is_other_month:
        return [result for result in results if context.period in result.months]
    for result in results:
        # what belongs elsewhere is not this plant's file of any kind
        place = context.place_of_member(result.file)
        if result.kind is None and not result.months and (place is None or place.status is None):
            result.kind = kind_by_name(stem_of(result.file), context.period, context.file_type_words)
    return results


def _read_large(name: str, path: Path, context: ReadContext, open_spool: OpenSpool) -> FileResult | None:
    rules = limits()["files"]
    size = path.stat().st_size
    if size < rules["parts_from_bytes"]:
        return None
    part_bytes = min(max(rules["part_bytes"], size // _PARTS_OF_A_LARGE_FILE), 2 * rules["part_bytes"])
    read = read_in_parts(name, path, stem_of(name), context, open_spool, part_bytes)
    if read is None:
        return None
    result, choice = read
    say_choice(result, choice)
    return result


def _read(name: str, data: bytes, context: ReadContext, depth: int) -> list[FileResult]:
    if not data.strip():
        return [
            FileResult(
                name,
                None,
                "empty",
                "X-FILE",
                "文件为空，请重新报送",
                "the file is empty; please send it again",
            )
        ]
    kind = detect(name, data)
    if kind != "zip":
        return [read_document(name, kind, data, context) or _read_file(name, data, context)]
    if depth == 0:
        raise Refused("unreadable", "压缩包嵌套层数过多，已拒绝", "archives are nested too deeply; refused")
    return _read_archive(name, data, context, depth)


_HIDDEN_FILES = Refused(
    "unreadable",
    "压缩包前部另有目录未列出的文件，未读取（可能是两个压缩包首尾相接），请解压核对后将全部文件重新报送",
    "files stand before those that the archive's directory lists and were not read (two archives one behind the other?); unpack "
    "it and send all files again",
)


def _read_archive(name: str, data: bytes, context: ReadContext, depth: int) -> list[FileResult]:
    results: list[FileResult] = []
    try:
        here = members_here(name, context)
        for inner, content in members(data, here.is_wanted):
            full = f"{name}!{inner}"
            if (place := here.place_of(inner)) is not None and place.status is not None:
                results.append(told_apart(full, place))
                continue
            if isinstance(content, Refused):
                results.append(_refused(full, content))
                continue
            try:
                own = replace(context, received_date=context.received_of(full))
                results += _read(full, content, own, depth - 1)
            except Refused as refusal:
                results.append(_refused(full, refusal))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise Refused(
            "unreadable", "压缩包已损坏", f"the archive is damaged ({type(error).__name__})"
        ) from error
    if hides_files(data):
        results.append(_refused(name, _HIDDEN_FILES))
    if context.member_places:
        return tell_places(name, results, context)
    if not results:
        results.append(
            FileResult(name, None, "empty", "X-FILE", "压缩包内没有文件", "the archive holds no file")
        )
    return results


def stem_of(name: str) -> str:
    """A file's own name without folders and ending."""
    return PurePosixPath(name.replace("!", "/").replace("\\", "/")).stem


def _is_blank(sheet: RawSheet) -> bool:
    frame = sheet.frame
    if frame.is_empty():
        return True
    any_text = pl.any_horizontal(
        [(pl.col(c).str.strip_chars() != "").fill_null(False) for c in frame.columns]
    )
    # nearly every sheet has a word in its first rows
    return not any(part.select(any_text.any()).item() for part in (frame.head(1_000), frame) if part.height)


def _is_other_month(name: str, context: ReadContext) -> bool:
    """Whether a file is read for a month that only books in it hold rows of."""
    if not context.member_places:
        return folder_period(name, context) != context.period
    return is_other_month(context)


def folder_period(name: str, context: ReadContext) -> str:
    """Period of the folder a file lies in, by its path; the context's where the path tells none."""
    if (place := context.place_of_member(name)) is not None:
        return place.period
    parts = name.partition("!")[0].split("/")
    if len(parts) < 2 or not re.fullmatch(r"\d{4}-\d{2}", context.period):
        return context.period
    period = place_of("/".join(parts))[1]
    return context.period if period == UNKNOWN_PERIOD else period


def _read_file(name: str, data: bytes, context: ReadContext) -> FileResult:
    with ThreadPoolExecutor(max_workers=1) as side:
        if len(data) >= LARGE_BYTES:
            side.submit(load_registries)
        opened = open_file(name, data)
    filled = [s for s in opened.sheets if not _is_blank(s)]
    if not filled:
        result = FileResult(
            name,
            None,
            "empty",
            "X-FILE",
            "文件中没有数据，请核对后重新报送",
            "the file holds no data; please send it again",
        )
        result.sheets = [empty_sheet(s) for s in opened.sheets]
        return result
    if is_report_form(opened.sheets):
        return form_result(name, opened.sheets, opened.format)
    folder = folder_period(name, context)

    def read(sheets: Sequence[RawSheet], stem: str, own: ReadContext) -> FileResult:
        part = opened._replace(sheets=list(sheets))
        read_as, choice = shape_and_kind(list(sheets), stem, own)
        return _as_kind(name, stem, part, read_as, choice, own)

    book = find_book(filled, stem_of(name), folder)
    if book is None:
        shaped, choice = shape_and_kind(filled, stem_of(name), replace(context, period=folder))
        book = book_by_dates(shaped, choice, stem_of(name), folder, context)
        if book is None:
            return _as_kind(name, stem_of(name), opened, shaped, choice, context)
    result = read_book(book, name, folder, context, read)
    names = {s.name for s in filled}
    result.sheets += [empty_sheet(s) for s in opened.sheets if s.name not in names]
    return result


def _as_kind(
    name: str, stem: str, opened: OpenedFile, sheets: list[RawSheet], choice: KindChoice, context: ReadContext
) -> FileResult:
    """Read sheets as the kind they were taken for."""
    result = _results(name, stem, opened, sheets, choice, context)
    result.encoding, result.format = opened.encoding, opened.format
    say_choice(result, choice)
    return result


def _results(
    name: str, stem: str, opened: OpenedFile, filled: list[RawSheet], choice: KindChoice, context: ReadContext
) -> FileResult:
    notes_zh, notes_en = (" ".join(note.split(" / ")[at] for note in opened.notes) for at in (0, 1))
    if choice.contract is None:
        zh, en = why_unfit(head_of(s).rows for s in filled) or _NO_KIND
        result = FileResult(
            name, None, "unknown_kind", "X-FILE", f"{zh}。{notes_zh}", f"{en}. {notes_en}".strip()
        )
        result.sheets = [empty_sheet(s) for s in opened.sheets]
        return result
    mapper = ProcessMapper(context.processes, context.plants, context.plant_code)
    result = FileResult(name, choice.contract.kind, "read", None, notes_zh, notes_en)
    for sheet, fit in zip(filled, choice.sheets, strict=True):
        if fit is None:
            result.sheets.append(_not_understood(sheet))
        else:
            result.sheets += _read_tables(sheet, fit, stem, context, mapper)
    kinds = [s.kind for s in result.sheets if s.kind]
    if kinds and result.kind not in kinds:
        result.kind = kinds[0]
    settle_over_sheets(result.sheets)
    names = {s.name for s in filled}
    result.sheets += [empty_sheet(s) for s in opened.sheets if s.name not in names]
    return result


def _read_tables(
    sheet: RawSheet, fit: SheetFit, stem: str, context: ReadContext, mapper: ProcessMapper
) -> list[SheetResult]:
    """Read the tables of a sheet: usually one; several when they stand below or beside each other."""

    def fit_of(part: RawSheet) -> SheetFit | None:
        found = choose_kind([head_of(part)], stem, context.period).sheets[0]
        if found is None and fit.evidence == BY_CONTENT:
            told = choose_by_content([part], stem, context, mapper)
            found = told[1].sheets[0] if told and told[0][0] is part else None
        return found

    parts = stacked(sheet, fit)
    results = []
    for part in parts:
        part_fit: SheetFit | None = fit
        if len(parts) > 1:
            part_fit = fit_of(part)
        if part_fit is None:
            results.append(_not_understood(part))
            continue
        for block, block_fit in _blocks(part, part_fit, fit_of):
            if block_fit is None:
                results.append(_not_understood(block))
                continue
            pieces = captioned(block, block_fit)
            for piece, piece_fit in pieces:
                own = retold(head_of(piece), piece_fit) if len(pieces) > 1 else piece_fit
                results.append(read_sheet(piece, own, stem, context, mapper))
    return results


def _blocks(
    part: RawSheet, fit: SheetFit, fit_of: Callable[[RawSheet], SheetFit | None]
) -> list[tuple[RawSheet, SheetFit | None]]:
    """The tables beside each other on a sheet with their fits: those of the same header are the same table."""
    alike = side_by_side(part, fit.header)
    if len(alike) > 1:
        return [
            (
                block,
                fit_as(head_of(block), fit.fit.table) or fit_of(block) or same_fit(fit, block.frame.width),
            )
            for block in alike
        ]
    other = two_tables(part, fit, fit_of)
    return [(block, fit_of(block)) for block in other] if len(other) > 1 else [(part, fit)]


def _not_understood(sheet: RawSheet) -> SheetResult:
    """A sheet that fits no table: its rows count nowhere, so the plant is asked whether they should."""
    result = empty_sheet(sheet)
    result.questions.append(
        f"表头与各类报表都不相符，{sheet.frame.height}行未读取；如有应报的数据，请改正表头后重新报送，否则不必处理 / "
        f"the headers fit no table, {sheet.frame.height} rows were not read; if there is anything to deliver among them, "
        "mend the headers and deliver it again"
    )
    return result
