"""Parquet and JSON lines: columns with names, given back as a sheet whose first row is the header."""

from __future__ import annotations

import io
import json
from typing import Any

import polars as pl

from ingestion.readers.delimited import decode
from ingestion.readers.extent import MOST_CELLS
from ingestion.readers.raw import RawSheet, Refused, only_first_columns, text_frame
from ingestion.registry import limits

_ZONE_OF_PLANTS = "Asia/Shanghai"
_MOST_COLUMNS = 10_000
# Where nearly all cells are alike a byte holds many; numbers and times of tickets take a byte or more each.
_CELLS_A_BYTE = 200


def _with_header(frame: pl.DataFrame, header: list[str]) -> pl.DataFrame:
    names = pl.DataFrame({name: [text] for name, text in zip(frame.columns, header, strict=True)})
    return pl.concat([names, frame.with_columns(pl.all().cast(pl.String))])


def _is_inflated(content: bytes, facts: Any) -> bool:
    """Whether a file would unpack into far more cells than its bytes can lawfully hold."""
    cells = facts.num_rows * facts.num_columns
    too_many = facts.num_rows > limits()["files"]["max_rows"] or facts.num_columns > _MOST_COLUMNS
    return too_many or (cells > MOST_CELLS and cells > _CELLS_A_BYTE * len(content))


def read_parquet(content: bytes) -> list[RawSheet]:
    """The one table of a Parquet file; columns that hold no plain values are named in a note."""
    import pyarrow.parquet as pq

    try:
        # Polars' own reader ends the process's thread with a trace on a damaged page instead of an error
        file = pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True)
        if _is_inflated(content, file.metadata):
            raise Refused(
                "unreadable",
                "Parquet文件展开后过大，已拒绝读取",
                "the Parquet file unpacks beyond the limits; refused",
            )
        table = file.read()
        # texts that are no text and offsets out of the page are found here, not where a row is looked at
        table.validate(full=True)
        # two columns may have one name
        header = list(table.column_names)
        frame = _plain_values(pl.DataFrame(table.rename_columns([f"c{i}" for i in range(len(header))])))
    except (pl.exceptions.PolarsError, OSError, ValueError, NotImplementedError) as error:
        raise Refused(
            "unreadable",
            "Parquet文件已损坏，无法读取，请重新导出后报送",
            "the Parquet file is damaged; please export and send it again",
        ) from error
    kept = [header[int(column[1:])] for column in frame.columns]
    nested = [name for i, name in enumerate(header) if f"c{i}" not in frame.columns]
    sheet = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})
    return [RawSheet("Sheet1", _with_header(sheet, kept), notes=_note_nested(nested))]


def _plain_values(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that can be written as text: instants as the plants' clock shows them, bytes that are text."""
    columns = []
    for values in frame.get_columns():
        kind = values.dtype
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            values = values.dt.convert_time_zone(_ZONE_OF_PLANTS).dt.replace_time_zone(None)
        elif kind == pl.Binary and _is_text(values):
            values = values.cast(pl.String)
        elif kind.is_nested() or kind in (pl.Binary, pl.Duration, pl.Object):
            continue
        columns.append(values)
    return pl.DataFrame(columns)


def _is_text(values: pl.Series) -> bool:
    try:
        values.cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def _note_nested(names: list[str]) -> list[str]:
    if not names:
        return []
    shown = "、".join(names[:6])
    return [
        f"列“{shown}”中有嵌套内容、字节或时长，未读取；如有数据，请改为每列一个数值或文本 / columns {shown!r} hold lists, "
        "records, bytes or durations, which are not read; give each value a column of its own"
    ]


class _Repeated(str):
    """The different values that one record has under one name: no value of its own."""


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One record; a name that stands twice with different values keeps both, for a person to choose."""
    record: dict[str, Any] = {}
    for name, value in pairs:
        if name in record and record[name] != value:
            value = _Repeated(f"{record[name]}｜{value}")
        record[name] = value
    return record


def _parsed(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_record)


def _records(text: str) -> tuple[list[Any], list[str]]:
    """The items of a list, of lines, or of the longest list of an object; and what is to be said of other lists."""
    stripped = text.strip()
    if stripped.startswith("["):
        return list(_parsed(stripped)), []
    records = _lines(stripped)
    if len(records) != 1 or not isinstance(records[0], dict):
        return records, []
    lists = {
        name: value
        for name, value in records[0].items()
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    }
    if not lists:
        return records, []
    name = max(lists, key=lambda name: len(lists[name]))
    others = "、".join(other for other in lists if other != name)
    note = f"只读取了列表“{name}”，未读取“{others}” / only the list {name!r} was read, not {others!r}"
    return lists[name], [note] if others else []


def _lines(text: str) -> list[Any]:
    """A record in each line, or one in all; raises ``ValueError`` or, naming the line, ``Refused``."""
    records: list[Any] = []
    # only these: a text may hold other signs that Python takes for line ends
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        try:
            if line.strip():
                records.append(_parsed(line))
        except ValueError as error:
            if not records:
                return [_parsed(text)]
            raise Refused(
                "unreadable",
                f"JSON第{number}行格式错误（可能被截断），文件未读取，请重新导出后报送",
                f"line {number} of the JSON is malformed (cut off?); the file was not read, please export and send it again",
            ) from error
    return records


def read_json(content: bytes) -> tuple[list[RawSheet], str]:
    """JSON lines, a JSON list, or an object that holds one; one row per record. What is no record is told."""
    text, encoding = decode(content)
    try:
        items, notes = _records(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            "unreadable",
            "JSON格式错误，无法读取，请重新导出后报送",
            "the JSON is malformed and cannot be read; please export and send it again",
        ) from error
    records = [r for r in items if isinstance(r, dict)]
    if strays := len(items) - len(records):
        notes.append(f"有{strays}项不是记录，未读取 / {strays} items are no records and were not read")
    if repeated := sum(isinstance(v, _Repeated) for r in records for v in r.values()):
        notes.append(
            f"有{repeated}处同一条记录内字段重复且数值不同，两个值都列出，请改为一个 / {repeated} fields stand twice in one "
            "record with different values; both are shown: keep one"
        )
    every = list(dict.fromkeys(k for r in records for k in r))
    names = every[: limits()["files"]["max_columns"]]
    if len(every) > len(names):
        notes.append(only_first_columns(len(names)))
    notes += _note_nested([n for n in names if any(isinstance(r.get(n), (dict, list)) for r in records)])
    rows: list[list[str | None]] = [list(names)]
    for record in records:
        rows.append(
            [None if (v := record.get(n)) is None or isinstance(v, (dict, list)) else str(v) for n in names]
        )
    return [RawSheet("Sheet1", text_frame(rows), notes=notes)], encoding
