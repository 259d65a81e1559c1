"""Compare the catalogue tables with what sidecars and lake files make of them, byte for byte.

The tables are derived, so no event names their hashes; receipts and closes read them all the same. They are built once
more in a folder of their own. Whether sidecars and lake are those of the log belongs in ``warehouse.verify``, which is
asked first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from tempfile import TemporaryDirectory

from ingestion.records.catalogue import build, is_current, periods, table_names
from warehouse.hashing import sha256_file
from warehouse.home import Home, open_home
from warehouse.verify import Problem

ALTERED, BEHIND, INSERTED = "catalogue_altered", "catalogue_behind", "file_inserted"
_REMEDY_ZH = "删除 work/catalogue_parts 和 catalogue/*.parquet 后再次运行 potline ingest 即可重建"
_REMEDY_EN = (
    "delete work/catalogue_parts and catalogue/*.parquet and run potline ingest again to rebuild them"
)


def verify_catalogue(home: Path | Home) -> list[Problem]:
    """Return every deviation of the catalogue tables; to be asked where sidecars and lake have none."""
    place = open_home(home)
    return [*_strays(place), *_tables(place)]


def _strays(home: Home) -> Iterator[Problem]:
    tables = {f"{name}.parquet" for name in table_names()}
    for path in sorted(home.catalogue.iterdir()):
        if path.name not in tables and (path != home.sidecars or path.is_symlink()):
            zh, en = "目录中不应有此文件：被插入", "nothing of this name belongs here: it was inserted"
            yield Problem(home.relative(path), 0, INSERTED, zh, en)


def _tables(home: Home) -> Iterator[Problem]:
    here = {name: _sha_or_none(home.catalogue / f"{name}.parquet") for name in table_names()}
    if not periods(home) and set(here.values()) == {None}:
        return
    with TemporaryDirectory(prefix="potline-verify-") as folder:
        fresh = Path(folder) / "tables"
        fresh.mkdir()
        build(home, Path(folder) / "parts", fresh)
        differ = [name for name, sha in here.items() if sha != sha256_file(fresh / f"{name}.parquet")]
    for name in differ:
        yield _problem(home.relative(home.catalogue / f"{name}.parquet"), is_current(home))


def _problem(place: str, is_current: bool) -> Problem:
    if is_current:
        zh = f"目录表与记录和数据湖不符：被改动或删除；{_REMEDY_ZH}"
        en = f"the table is not what sidecars and lake make of it: it was altered or removed; {_REMEDY_EN}"
        return Problem(place, 0, ALTERED, zh, en)
    zh = "目录表与记录和数据湖不符：上次运行在更新目录之前中断，或被改动；再次运行 potline ingest（任一报送文件夹）即会重建"
    en = (
        "the table is not what sidecars and lake make of it: a run was interrupted before it updated the catalogue, "
        "or it was altered; run potline ingest again (of any folder of deliveries), which rebuilds it"
    )
    return Problem(place, 0, BEHIND, zh, en)


def _sha_or_none(path: Path) -> str | None:
    """The SHA-256 of a regular file; a link has the hash of nothing that is written here."""
    try:
        return sha256_file(path) if S_ISREG(path.lstat().st_mode) else ""
    except FileNotFoundError:
        return None
