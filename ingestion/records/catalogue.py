"""The catalogue tables that are built from sidecars, and the two of them in the columns outsiders read.

Tables are rebuilt from sidecars (``ingestion.records.sidecars``) and swapped in whole. Reading files belongs in
``ingestion.landing.landing``, comparing deliveries in ``ingestion.records.catalogue_history``, reasons of rows in
``ingestion.records.catalogue_rows``.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.landing_names import place_of
from ingestion.records.catalogue_history import HISTORY_TABLES, history_of, neighbours
from ingestion.records.catalogue_rows import ROWS, rows_apart
from ingestion.records.sidecars import (
    Sidecar,
    load_period,
    load_sidecar,
    periods,
    sidecar_path,
    write_sidecar,
)
from warehouse.hashing import canonical_json
from warehouse.home import Home, open_home, write_atomic
from warehouse.locks import CATALOGUE, hold
from warehouse.parquet import write_parquet

__all__ = [
    "Sidecar", "files_table", "load_period", "load_sidecar", "periods", "read_table", "rebuild", "rows_table",
    "sidecar_path", "write_sidecar",
]  # fmt: skip
DECIMAL = pl.Decimal(38, 9)
# Raised when stored parts of an older release can no longer be joined with new ones.
LAYOUT = 2
_JOINED = "joined.json"

FILES = {
    "file": pl.String(), "plant_code": pl.String(), "period": pl.String(),
    "kind": pl.String(), "version": pl.Int32(), "sha256": pl.String(),
    "delivery_id": pl.String(), "received_date": pl.Date(), "rows_total": pl.Int64(),
    "rows_keep": pl.Int64(), "rows_quarantine": pl.Int64(), "rows_duplicate": pl.Int64(),
    "rows_superseded": pl.Int64(), "rows_furniture": pl.Int64(), "rows_present": pl.Int64(),
    "status": pl.String(), "requirement": pl.String(), "message_zh": pl.String(),
    "message_en": pl.String(), "duplicate_of": pl.String(), "is_current": pl.Boolean(),
    "size_bytes": pl.Int64(), "format": pl.String(), "encoding": pl.String(),
    "kind_score": pl.String(), "kind_evidence": pl.String(),
}  # fmt: skip
SHEETS = {
    "file": pl.String(), "delivery_id": pl.String(), "sheet": pl.String(),
    "table_name": pl.String(), "kind": pl.String(), "is_hidden": pl.Boolean(),
    "rows_present": pl.Int64(), "rows_keep": pl.Int64(), "rows_quarantine": pl.Int64(),
    "rows_duplicate": pl.Int64(), "rows_furniture": pl.Int64(), "header_rows": pl.String(),
    "period_found": pl.String(), "unit_assumptions": pl.String(), "questions": pl.String(),
    "notes": pl.String(), "plant_code": pl.String(), "period": pl.String(),
}  # fmt: skip
COLUMNS = {
    "file": pl.String(), "delivery_id": pl.String(), "sheet": pl.String(),
    "table_name": pl.String(), "column_index": pl.Int32(), "header_raw": pl.String(),
    "field": pl.String(), "score": pl.String(), "evidence": pl.String(),
    "unit": pl.String(), "unit_source": pl.String(),
}  # fmt: skip
TOTALS = {
    "file": pl.String(), "delivery_id": pl.String(), "plant_code": pl.String(),
    "period": pl.String(), "kind": pl.String(), "table_name": pl.String(),
    "version": pl.Int32(), "sheet": pl.String(), "row_no": pl.Int64(),
    "label": pl.String(), "scope": pl.String(), "field": pl.String(),
    "printed_value": DECIMAL, "computed_value": DECIMAL, "computed_kept_value": DECIMAL,
    "unit": pl.String(), "agrees": pl.Boolean(),
}  # fmt: skip
FILES_FIRST = (
    "file", "sha256", "kind", "version", "rows_total", "rows_keep", "rows_quarantine", "rows_duplicate",
    "rows_superseded",
)  # fmt: skip
TABLES = {"files": FILES, "sheets": SHEETS, "columns": COLUMNS, "totals": TOTALS}


def rebuild(home: Home | Path) -> None:
    """Bring the catalogue tables up to date with the sidecars and swap each in whole.

    Only plants and periods whose sidecars (or those of the months beside them) changed are read again.
    """
    place = open_home(home)
    with hold(place, CATALOGUE):
        build(place, parts_folder(place), place.catalogue)


def build(home: Home, parts: Path, target: Path) -> None:
    """Build the tables below `target`; what of each plant and period is kept in `parts` is built once."""
    known = periods(home)
    marks = {where: _mark(home, *where) for where in known}
    for plant_code, period in known:
        folder = parts / plant_code / period
        near = (*neighbours(period), period, *_register_place(home, plant_code, period))
        nearby = [marks.get((plant_code, p), []) for p in near]
        mark = canonical_json([LAYOUT, nearby])
        if _read_or_none(folder / "mark.json") != mark:
            _write_parts(home, plant_code, period, folder, history_of(home, plant_code, period))
            write_atomic(folder / "mark.json", mark)
    of_plants = _of_plants(known, marks)
    for plant_code, of_plant in of_plants.items():
        folder = parts / plant_code
        _join(folder, [folder / period for period, _ in of_plant], folder, of_plant)
    folders = [parts / plant_code for plant_code in of_plants]
    _join(parts, folders, target, list(of_plants.items()))


def is_current(home: Home) -> bool:
    """Tell whether the tables were last joined of the very sidecars that are there now."""
    known = periods(home)
    facts = _of_plants(known, {where: _mark(home, *where) for where in known})
    return _read_or_none(parts_folder(home) / _JOINED) == _joined_mark(list(facts.items()))


def table_names() -> list[str]:
    """Return the names of the catalogue tables, sorted."""
    return sorted(_schemas())


def read_table(home: Home | Path, name: str) -> pl.DataFrame:
    """Read one catalogue table by name; an empty home gives it without rows."""
    path = open_home(home).catalogue / f"{name}.parquet"
    if not path.exists():
        return pl.DataFrame(schema=_schemas()[name])
    return pl.read_parquet(path, glob=False)


def files_table(home: Home | Path) -> pl.DataFrame:
    """Return one row per delivered file: the interface's columns first, the rest of the catalogue after them.

    rows_total = rows_keep + rows_quarantine + rows_duplicate + rows_superseded.
    """
    files = _once_per_file(read_table(home, "files"))
    rest = [name for name in files.columns if name not in FILES_FIRST]
    return files.select(*FILES_FIRST, *rest).sort("file", "version", "sha256")


def _once_per_file(files: pl.DataFrame) -> pl.DataFrame:
    """One row per delivered file: a book that counts in several periods stands with its folder's and all its rows."""
    same = ["file", "sha256", "plant_code"]
    if not files.select(pl.struct(same).is_duplicated().any()).item():
        return files
    folder = [place_of(file)[1] for file in files["file"]]
    ordered = files.with_columns(_own=pl.Series(folder) == files["period"]).sort("_own", descending=True)
    copies = ["version", "is_current", "duplicate_of"]
    counts = ["rows_total", "rows_keep", "rows_quarantine", "rows_duplicate", "rows_superseded"]
    others = [c for c in files.columns if c not in (*same, *counts, "kind", "rows_furniture", *copies)]
    joined = ordered.group_by(same, maintain_order=True).agg(
        *(pl.col(c).first() for c in (*others, *copies)),
        *(pl.col(c).sum() for c in counts),
        pl.col("kind").drop_nulls().first(),
        rows_furniture=pl.col("rows_present").first() - pl.col("rows_total").sum(),
    )
    return joined.select(files.columns)


def rows_table(home: Home | Path) -> pl.DataFrame:
    """Return one row per delivered row that is set aside, repeated or replaced, with its reason."""
    return read_table(home, "rows").sort("file", "sheet", "row", "status", "table_name")


def _schemas() -> dict[str, dict[str, Any]]:
    return {**TABLES, **HISTORY_TABLES, "rows": ROWS}


def parts_folder(home: Home) -> Path:
    """Return where the tables of each plant and period are kept until their sidecars change."""
    return home.work / "catalogue_parts"


def _of_plants(
    known: list[tuple[str, str]], marks: dict[tuple[str, str], list[list[Any]]]
) -> dict[str, list[tuple[str, Any]]]:
    found: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for plant_code, period in known:
        found[plant_code].append((period, marks[plant_code, period]))
    return found


def _joined_mark(facts: list[Any]) -> bytes:
    return canonical_json([LAYOUT, facts])


def _mark(home: Home, plant_code: str, period: str) -> list[list[Any]]:
    folder = home.sidecars / plant_code / period
    facts = [(path.name, path.stat()) for path in sorted(folder.glob("*.json"))]
    return [[name, stat.st_size, stat.st_mtime_ns] for name, stat in facts]


def _register_place(home: Home, plant_code: str, period: str) -> list[str]:
    """The year whose evidence register may name documents delivered with a month."""
    from ingestion.reading.documents import is_document

    parts = (part for s in load_period(home, plant_code, period).values() for part in s["parts"])
    return [period[:4]] if len(period) > 4 and any(map(is_document, parts)) else []


def _read_or_none(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write_parts(
    home: Home, plant_code: str, period: str, folder: Path, history: dict[str, pl.DataFrame]
) -> None:
    from ingestion.reading.documents import registered_documents

    sidecars = list(load_period(home, plant_code, period).values())
    years = [p for p in _register_place(home, plant_code, period) if p != period]
    registers = [s for year in years for s in load_period(home, plant_code, year).values()]
    names = registered_documents(home, [*sidecars, *registers])
    folder.mkdir(parents=True, exist_ok=True)
    moved = history["resolved"].group_by("delivery_id", "was_status", "status").len()
    counts = {(row[0], row[1], row[2]): int(row[3]) for row in moved.iter_rows()}
    frames = {
        "files": _frame((_file_row(s, p, counts, names) for s in sidecars for p in s["parts"]), FILES),
        "sheets": _frame((row for s in sidecars for row in _sheet_rows(s)), SHEETS),
        "columns": _frame((row for s in sidecars for row in _column_rows(s)), COLUMNS),
        "totals": _frame((row for s in sidecars for row in _total_rows(s)), TOTALS),
        "rows": rows_apart(home, sidecars, history["resolved"]),
        **history,
    }
    for name, frame in frames.items():
        target = folder / f"{name}.parquet"
        temporary = target.with_suffix(".tmp")
        write_parquet(frame, temporary)
        temporary.replace(target)


def _join(work: Path, folders: list[Path], target: Path, facts: list[Any]) -> None:
    """Put the tables of these folders one below the other, unless that was done for the same facts before.

    Joined plant by plant, so that a delivery costs what its own plant has and not what the group has.
    """
    mark, known = work / _JOINED, _joined_mark(facts)
    schemas = _schemas()
    is_there = all((target / f"{name}.parquet").exists() for name in schemas)
    if is_there and _read_or_none(mark) == known:
        return
    for name, schema in schemas.items():
        parts = [folder / f"{name}.parquet" for folder in folders]
        temporary = work / f"{name}.tmp"
        work.mkdir(parents=True, exist_ok=True)
        if len(parts) == 1:
            # the same rows, the same bytes
            shutil.copyfile(parts[0], temporary)
        else:
            frames = [pl.read_parquet(part, glob=False) for part in parts]
            write_parquet(pl.concat(frames) if frames else pl.DataFrame(schema=schema), temporary)
        temporary.replace(target / f"{name}.parquet")
    write_atomic(mark, known)


def _frame(rows: Iterable[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    listed = list(rows)
    texts = {name: pl.String() if kind in (pl.Date(), DECIMAL) else kind for name, kind in schema.items()}
    frame = pl.DataFrame(listed, schema=texts, orient="row")
    return frame.with_columns(
        pl.col(name).str.to_date("%Y-%m-%d") if kind == pl.Date() else pl.col(name).cast(DECIMAL)
        for name, kind in schema.items()
        if kind in (pl.Date(), DECIMAL)
    )


def _file_row(
    sidecar: Sidecar, part: Sidecar, moved: dict[tuple[str, str, str], int], names: frozenset[str]
) -> dict[str, Any]:
    """Counts as outsiders read them: a replaced row is neither kept nor set aside any more."""
    from ingestion.reading.documents import claimed

    replaced = moved.get((part["delivery_id"], "keep", "superseded"), 0)
    mended = moved.get((part["delivery_id"], "quarantine", "superseded"), 0)
    repeated = moved.get((part["delivery_id"], "keep", "duplicate"), 0)
    is_copy = part["duplicate_of"] is not None
    row = {name: part[name] for name in FILES if name in part}
    row.update(
        plant_code=sidecar["plant_code"],
        period=sidecar["period"],
        sha256=sidecar["sha256"],
        received_date=part.get("received_date", sidecar["received_date"]),
        size_bytes=sidecar["size"],
        rows_keep=0 if is_copy else part["rows_keep"] - replaced - repeated,
        rows_quarantine=0 if is_copy else part["rows_quarantine"] - mended,
        rows_duplicate=part["rows_total"] if is_copy else part["rows_duplicate"] + repeated,
        rows_superseded=replaced + mended,
        is_current=not is_copy,
        **(claimed(part, names) or {}),
    )
    return row


def _sheet_rows(sidecar: Sidecar) -> Iterator[dict[str, Any]]:
    for part in sidecar["parts"]:
        for sheet in part["sheets"]:
            row = {name: sheet[name] for name in SHEETS if name in sheet}
            row.update(
                file=part["file"],
                delivery_id=part["delivery_id"],
                plant_code=sidecar["plant_code"],
                period=sidecar["period"],
                header_rows=",".join(str(number) for number in sheet["header_rows"]),
                unit_assumptions="\n".join(sheet["units_assumed"]),
                questions="\n".join(sheet["questions"]),
                notes="\n".join(sheet["notes"]),
            )
            yield row


def _column_rows(sidecar: Sidecar) -> Iterator[dict[str, Any]]:
    for part in sidecar["parts"]:
        for sheet in part["sheets"]:
            place = {
                "file": part["file"],
                "delivery_id": part["delivery_id"],
                "sheet": sheet["sheet"],
                "table_name": sheet["table_name"],
            }
            for column in sheet["columns"]:
                yield {**place, **column}


def _total_rows(sidecar: Sidecar) -> Iterator[dict[str, Any]]:
    for part in sidecar["parts"]:
        if part["duplicate_of"] is not None:
            continue
        for sheet in part["sheets"]:
            place = {
                "file": part["file"],
                "delivery_id": part["delivery_id"],
                "plant_code": sidecar["plant_code"],
                "period": sidecar["period"],
                "kind": sheet["kind"] or part["kind"],
                "table_name": sheet["table_name"],
                "version": part["version"],
                "sheet": sheet["sheet"],
            }
            for total in sheet["totals"]:
                yield {
                    **place,
                    "field": total["column_field"],
                    **{k: total[k] for k in total if k != "column_field"},
                }
