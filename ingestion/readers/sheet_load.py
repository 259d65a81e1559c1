"""Sheets as the reader library (fastexcel) gives them, in one piece or, where they are large, several slices at a time."""

from __future__ import annotations

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import fastexcel
import polars as pl

from ingestion.readers.package_facts import Marks, sheet_parts
from ingestion.readers.raw import DAMAGED, Refused, encrypted, named, told_twice
from ingestion.readers.sheet_slices import NotSlicedError, Slice, SlicedSheet, is_large, slices_at_a_time
from ingestion.readers.written_twice import refuse_written_twice
from warehouse.machine import is_panic

_ERROR_NAMES = {
    "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!",
    "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
}  # fmt: skip
_ERROR_DETAIL = re.compile(r"Error\((\w+)\)")


class Loaded(NamedTuple):
    """Cells of a sheet as text from its first row on, its first column on the sheet, and its error cells.

    Error cells are (row, column) within the frame. ``marks`` are those of its slices, None where it was loaded whole.
    """

    frame: pl.DataFrame
    is_hidden: bool
    first_column: int
    errors: dict[tuple[int, int], str]
    marks: Sequence[Marks] | None = None


def open_workbook(content: bytes) -> fastexcel.ExcelReader:
    """Open a workbook; raises ``Refused`` when it is damaged or under password."""
    try:
        return fastexcel.read_excel(content)
    except BaseException as error:
        _pass_on(error)
        text = str(error).lower()
        if "password" in text or "encrypt" in text:
            raise encrypted() from error
        raise Refused(
            "unreadable",
            "工作簿已损坏，无法打开，请重新导出后报送",
            "the workbook is damaged and cannot be opened; please export and send it again",
        ) from error


def _pass_on(error: BaseException) -> None:
    """Raise what is not the library's."""
    if not isinstance(error, Exception) and not is_panic(error):
        raise error


def load_others(content: bytes, loaded: Mapping[str, Loaded] | None = None) -> list[tuple[str, Loaded]]:
    """Every sheet with its name, those in one piece that are not loaded yet.

    :raises Refused: when a sheet is damaged, or two have one name: the library reads the first one twice.
    """
    if loaded and _sheet_names(content) == list(loaded):
        return list(loaded.items())
    reader = open_workbook(content)
    if len(set(reader.sheet_names)) < len(reader.sheet_names):
        raise told_twice("工作表", "sheets")
    known = loaded or {}
    return [(name, known.get(name) or _load(reader, index)) for index, name in enumerate(reader.sheet_names)]


def _sheet_names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return list(sheet_parts(package))


def _load(reader: fastexcel.ExcelReader, index: int, first_row: int | None = 0) -> Loaded:
    """Load a sheet from a row on, None for the first that is filled."""
    name = reader.sheet_names[index]
    try:
        sheet = reader.load_sheet(index, header_row=None, skip_rows=first_row, dtypes="string")
        batch, failed = sheet.to_arrow_with_errors()
        frame = named(pl.DataFrame(pl.from_arrow(batch)))
        columns = sheet.available_columns()
        first = columns[0].absolute_index if columns else 0
        errors = {}
        for error in failed.errors if failed else ():
            if found := _ERROR_DETAIL.search(error.detail):
                errors[error.offset_position] = _ERROR_NAMES.get(found[1], "#ERROR!")
        return Loaded(frame, sheet.visible != "visible", first, errors)
    except BaseException as error:
        _pass_on(error)
        raise Refused(
            "unreadable", f"工作表“{name}”已损坏，无法读取", f"sheet {name!r} is damaged and cannot be read"
        ) from error


def load_in_slices(content: bytes) -> dict[str, Loaded]:
    """The sheets of an xlsx workbook by name, in its order, that are large and can be read in slices.

    :raises Refused: when cells lie too far apart.
    """
    loaded = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = sheet_parts(package)
            for index, (name, path) in enumerate(parts.items()):
                if is_large(package, path) and (sheet := _in_slices(package, path, index, list(parts))):
                    loaded[name] = sheet
    except (KeyError, *DAMAGED):
        # reading it in one piece tells what is wrong
        return {}
    return loaded


def _in_slices(package: zipfile.ZipFile, path: str, index: int, names: list[str]) -> Loaded | None:
    try:
        sheet = SlicedSheet(package, path)
        slices = list(_several_at_a_time(sheet, index, names))
        return _joined(slices, [sheet.head_marks, *(one.marks for one in slices), sheet.tail_marks])
    except NotSlicedError:
        return None


class _LoadedSlice(NamedTuple):
    rows_above: int
    sheet: Loaded
    marks: Marks


def _several_at_a_time(sheet: SlicedSheet, index: int, names: list[str]) -> Iterator[_LoadedSlice]:
    """The slices in order; as many are held as there are threads, and one that waits."""
    threads = slices_at_a_time()
    with ThreadPoolExecutor(threads) as pool:
        coming: deque[Future[_LoadedSlice]] = deque()
        try:
            for part in sheet.slices():
                coming.append(pool.submit(_load_slice, part, index, names))
                if len(coming) > threads:
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _load_slice(part: Slice, index: int, names: list[str]) -> _LoadedSlice:
    marks = part.marks()
    try:
        reader = open_workbook(part.workbook)
        if reader.sheet_names != names:
            raise NotSlicedError("sheets in another order")
        loaded = _load(reader, index, None if part.rows_above else 0)
    except Refused as error:
        raise NotSlicedError("a slice that cannot be read alone") from error
    part.check_order(loaded.frame)
    rows = _below_marker(loaded) if part.rows_above else loaded
    refuse_written_twice(part.workbook, rows.frame, len(rows.errors), part.start, part.end)
    return _LoadedSlice(part.rows_above, rows, marks)


def _below_marker(loaded: Loaded) -> Loaded:
    """The rows below the first; the columns from the first to the last that hold anything there."""
    frame = loaded.frame[1:]
    errors = {(row - 1, column): text for (row, column), text in loaded.errors.items()}
    failed = {column for _, column in errors}
    filled = [
        at
        for at, cells in enumerate(frame.get_columns())
        if at in failed or cells.null_count() < frame.height
    ]
    if not filled:
        return loaded._replace(frame=pl.DataFrame())
    first, last = filled[0], filled[-1]
    errors = {(row, column - first): text for (row, column), text in errors.items()}
    frame = named(frame[:, first : last + 1])
    return loaded._replace(frame=frame, first_column=loaded.first_column + first, errors=errors)


def _joined(slices: list[_LoadedSlice], marks: list[Marks]) -> Loaded:
    """The sheet of its slices: rows where they stand, columns from the first that holds anything."""
    filled = [one for one in slices if one.sheet.frame.width]
    if not filled:
        return slices[0].sheet._replace(marks=marks)
    first = min(one.sheet.first_column for one in filled)
    width = max(one.sheet.first_column + one.sheet.frame.width for one in filled) - first
    frames = [pl.DataFrame(schema={f"c{i}": pl.String for i in range(width)})]
    errors: dict[tuple[int, int], str] = {}
    height = 0
    for above, loaded, _ in filled:
        if above < height:
            raise NotSlicedError("rows out of order")
        frame, shift = loaded.frame, loaded.first_column - first
        frames.append(pl.DataFrame({"c0": pl.repeat(None, above - height, dtype=pl.String, eager=True)}))
        frames.append(frame.rename({f"c{i}": f"c{i + shift}" for i in range(frame.width)}))
        errors |= {(above + row, column + shift): text for (row, column), text in loaded.errors.items()}
        height = above + frame.height
    joined = pl.concat(frames, how="diagonal")
    return Loaded(joined, slices[0].sheet.is_hidden, first, errors, marks)
