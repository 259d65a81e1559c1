"""Workbooks (xlsx, xlsm, xls, xlsb, ods) by fastexcel: every sheet as text cells, row numbers kept.

Macros are never run. Error cells, hidden rows and columns, merged cells (of xlsb none), formulas without a value and the
epoch are looked up in the package itself, because the reader library does not tell them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from typing import Any, TypeVar
from xml.parsers import expat

import polars as pl

from ingestion.readers.binary_extent import check_xls_extent, check_xlsb_extent
from ingestion.readers.extent import (
    LOOKED_THROUGH_BYTES,
    SHEET_PART,
    damaged_chains,
    far_cells,
    is_understated,
    repeated_too_often,
    stated_extent,
    too_far,
)
from ingestion.readers.merges import merges, within
from ingestion.readers.ods_facts import ods_facts
from ingestion.readers.package_facts import (
    NO_FACTS,
    PackageFacts,
    WorkbookFacts,
    facts_of,
    not_computed_note,
    sheet_parts,
    usual_form,
    workbook_facts,
)
from ingestion.readers.raw import (
    DAMAGED,
    NOT_COMPUTED,
    RawSheet,
    Refused,
    encrypted,
    only_first_columns,
    read_to_end,
    told_twice,
    unpacks_beyond_limits,
)
from ingestion.readers.sheet_load import Loaded, load_in_slices, load_others
from ingestion.readers.written_twice import refuse_written_twice
from ingestion.readers.xls_facts import NO_XLS_FACTS, is_under_password, xls_counts_from_1904, xls_facts
from ingestion.registry import limits

Facts = TypeVar("Facts")

_LONGEST_PROLOG = 1_000_000
_FIRST_ELEMENT = re.compile(rb"<\w")
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.S)
_LONG_CHARS = 2_000
_PARTS_READ = (".xml", ".rels", ".bin")
_UNPACKED_LATER = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml$|content\.xml$")


def check_package(content: bytes) -> None:
    """Refuse a package that would unpack beyond the limits, has a part twice, or whose XML declares entities.

    :raises zipfile.BadZipFile: when a part is not what was packed; those that are unpacked as a whole later tell then.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos = package.infolist()
        if unpacks_beyond_limits(infos, len(content)):
            raise Refused(
                "unreadable", "文件解压后过大，已拒绝读取", "the file unpacks beyond the limits; refused"
            )
        # which of two counts would be the reader's choice: a person who opens the file may see the other
        if len({info.filename.casefold() for info in infos}) < len(infos):
            raise told_twice("部件", "parts")
        for info in infos:
            if info.filename.endswith((".xml", ".rels")) and _declares_entities(package, info):
                raise Refused(
                    "unreadable",
                    "文件含有XML实体声明，出于安全已拒绝读取",
                    "the file declares XML entities; refused",
                )
        for info in infos:
            if info.filename.endswith(_PARTS_READ) and not _UNPACKED_LATER.match(info.filename):
                with package.open(info) as part:
                    read_to_end(part)
        if _repeats_long_texts(package):
            raise Refused(
                "unreadable",
                "工作簿反复引用超长文本，展开后过大，已拒绝读取；请删除超长文本后重新报送",
                "the workbook repeats very long texts beyond the limits; delete them and send it again",
            )


def _declares_entities(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether anything but comments and instructions stands before a part's first element; beyond 1 MB it does."""
    head = b""
    with package.open(info) as part:
        while block := part.read(4_096):
            head += block
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head or len(head) > _LONGEST_PROLOG:
                return True
            if _FIRST_ELEMENT.search(_COMMENT.sub(b"", head)):
                return False
    return False


def _repeats_long_texts(package: zipfile.ZipFile) -> bool:
    """Whether texts that are stored once would fill the memory when every cell that shows them gets its own."""
    if "xl/sharedStrings.xml" not in package.NameToInfo:
        return False
    items = package.read("xl/sharedStrings.xml")
    if not _may_have_long_text(items):
        return False
    long = {at: len(item) for at, item in enumerate(items.split(b"<si>")[1:]) if len(item) > _LONG_CHARS}
    total = 0
    for info in package.infolist():
        if SHEET_PART.match(info.filename):
            shown = Counter(re.findall(rb't="s"[^>]*><v>(\d+)</v>', package.read(info)))
            total += sum(shown[b"%d" % at] * size for at, size in long.items())
    return total > limits()["files"]["max_repeated_bytes"]


def _may_have_long_text(items: bytes) -> bool:
    """Whether a text is so long that a whole block holds nothing else; most workbooks are done with here."""
    block = _LONG_CHARS // 2
    return any(b"<" not in items[at : at + block] for at in range(0, len(items) - block, block))


def check_extent(content: bytes, kind: str) -> None:
    """Refuse a workbook whose cells lie so far apart that the reader library could not hold what is between."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if kind == "xlsb":
                check_xlsb_extent(package)
            for info in package.infolist():
                if kind == "xlsx" and SHEET_PART.match(info.filename):
                    # a large sheet is unpacked once only, by the library: what it says of its size is believed
                    is_large = info.file_size > LOOKED_THROUGH_BYTES
                    with package.open(info) as part:
                        xml = part.read(4_096 if is_large else info.file_size)
                    stated = stated_extent(xml) if is_large else None
                    if is_large and (stated is None or is_understated(xml, info.file_size)):
                        xml, stated = package.read(info), None
                    if cell := stated or (far_cells(usual_form(xml)) if stated is None else None):
                        raise too_far(cell)
                elif kind == "ods" and info.filename == "content.xml":
                    if _is_encrypted(package):
                        raise encrypted()
                    xml = package.read(info)
                    # over tags that do not close the library goes round and round
                    expat.ParserCreate().Parse(xml, True)
                    if repeated_too_often(xml):
                        raise too_far("…")
    except (KeyError, NotImplementedError, zlib.error, zipfile.BadZipFile, expat.ExpatError) as error:
        raise Refused(
            "unreadable",
            "文件已损坏，无法读取，请重新导出后报送",
            "the file is damaged; please export and send it again",
        ) from error


def _is_encrypted(package: zipfile.ZipFile) -> bool:
    """Whether the parts of an OpenDocument package are under password."""
    name = "META-INF/manifest.xml"
    return name in package.NameToInfo and b"encryption-data" in package.read(name)


def _patch(frame: pl.DataFrame, cells: dict[tuple[int, int], str]) -> pl.DataFrame:
    """Write texts into cells of the frame, where the library leaves nothing or something else."""
    by_column: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), text in cells.items():
        if 0 <= row < frame.height and 0 <= column < frame.width:
            by_column[column][row] = text
    patched = [
        frame.to_series(column).scatter(list(texts), list(texts.values()))
        for column, texts in by_column.items()
    ]
    return frame.with_columns(patched)


def _in_written_rows(frame: pl.DataFrame, cells: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Cells of rows in which something else is written: prepared formulas below the data are no data."""
    rows = sorted({row for row, _ in cells if 0 <= row < frame.height})
    if not rows:
        return {}
    written = frame[rows].select(pl.any_horizontal(pl.all().str.strip_chars() != "").fill_null(False))
    filled = {row for row, is_filled in zip(rows, written.to_series(), strict=True) if is_filled}
    return {place: text for place, text in cells.items() if place[0] in filled}


def read_workbook(content: bytes, kind: str) -> list[RawSheet]:
    """Every sheet of a workbook as text cells; raises ``Refused`` when it cannot be opened."""
    if kind in ("xlsx", "xlsb", "ods"):
        check_package(content)
        check_extent(content, kind)
    elif damaged := damaged_chains(content):
        raise damaged
    elif is_under_password(content):
        raise encrypted()
    else:
        check_xls_extent(content)
    return {"xlsx": _read_xlsx, "ods": _read_ods, "xls": _read_xls}.get(kind, _read_xlsb)(content)


def _read_xlsx(content: bytes) -> list[RawSheet]:
    in_slices = load_in_slices(content)
    # the library reads in native code while the package is searched here
    with ThreadPoolExecutor(max_workers=1) as pool:
        facts_later = pool.submit(_unless_damaged, workbook_facts, WorkbookFacts(), content, in_slices)
        sheets = load_others(content, in_slices)
    book = facts_later.result()
    _refuse_written_twice(content, {n: loaded for n, loaded in sheets if n not in in_slices})
    found = []
    for name, loaded in sheets:
        marks = loaded.marks or book.marks.get(name, ())
        found.append(_sheet(name, loaded, facts_of(marks, book.is_computed), book.is_1904))
    return found


def _refuse_written_twice(content: bytes, sheets: Mapping[str, Loaded]) -> None:
    """Refuse sheets that were read in one piece and hold a cell or row twice; slices are looked at one by one."""
    if not sheets:
        return
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name, path in sheet_parts(package).items():
            if (loaded := sheets.get(name)) is not None and path in package.NameToInfo:
                refuse_written_twice(package.read(path), loaded.frame, len(loaded.errors))


def _read_ods(content: bytes) -> list[RawSheet]:
    with ThreadPoolExecutor(max_workers=1) as pool:
        facts_later = pool.submit(_unless_damaged, ods_facts, {}, content)
        sheets = load_others(content)
    facts = facts_later.result()
    return [_sheet(name, loaded, facts.get(name, NO_FACTS)) for name, loaded in sheets]


def _read_xls(content: bytes) -> list[RawSheet]:
    is_1904 = xls_counts_from_1904(content)
    found = []
    # a damaged or parted stream may tell of more or fewer sheets than the library finds
    told = chain(xls_facts(content), repeat(NO_XLS_FACTS))
    for (name, loaded), (places, ranges) in zip(load_others(content), told, strict=False):
        cells = dict.fromkeys(places, NOT_COMPUTED)
        facts = PackageFacts(cells, not_computed_note(places), merges(ranges))
        found.append(_sheet(name, loaded, facts, is_1904))
    return found


def _read_xlsb(content: bytes) -> list[RawSheet]:
    return [_sheet(name, loaded, NO_FACTS) for name, loaded in load_others(content)]


def _unless_damaged(find: Callable[..., Facts], nothing: Facts, *arguments: Any) -> Facts:
    """What a search of the package finds, nothing where the reader library tells whether the package is damaged.

    It does not tell whether a sheet is what was packed: below its last row it reads no further.
    """
    try:
        return find(*arguments)
    except (zipfile.BadZipFile, zlib.error):
        raise
    except (KeyError, *DAMAGED):
        return nothing


def _sheet(name: str, loaded: Loaded, facts: PackageFacts, is_1904: bool = False) -> RawSheet:
    widest = limits()["files"]["max_columns"]
    notes = list(facts.notes)
    frame, first = loaded.frame, loaded.first_column
    if frame.width > widest:
        notes.append(only_first_columns(widest))
        frame = frame[:, :widest]
    cells = {(row, column - first): text for (row, column), text in facts.cells.items()}
    cells = _in_written_rows(frame, cells) | loaded.errors
    if cells:
        frame = _patch(frame, cells)
    if loaded.is_hidden:
        notes.append("隐藏工作表，已照常读取 / hidden sheet, read all the same")
    merged, too_many = within(facts.merged, frame, first)
    return RawSheet(name, frame, loaded.is_hidden, first, 0, is_1904, notes + too_many, merged)
