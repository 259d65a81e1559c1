"""Which plant and period a delivered path belongs to, and which files nobody delivered on purpose.

Paths and names only, from folder layout ``<plant>/<period>/...``; contents are not looked at.
"""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from warehouse.home import is_home

GROUP = "_group"
UNKNOWN_PERIOD = "_unknown"
_TEMPORARY_NAMES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
_TEMPORARY_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information"})
_TEMPORARY_SUFFIXES = (
    ".tmp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".swp",
    ".lock",
    ".done",
    ".filepart",
)
_NO_RIGHT = "没有读取权限，未读取 / no right to read it; not read"
_GONE = "列出后已被移走，留待下次 / gone since it was listed; left for the next run"
_A_HOME = "Potline数据目录，不是报送文件 / a home of Potline, nothing delivered"
_MONTH = re.compile(r"(?<!\d)(20\d{2})\s*[-_./年]?\s*(1[0-2]|0?[1-9])(?!\d)\s*月?")
_YEAR = re.compile(r"^(20\d{2})\s*年?\s*(?:度|全年|年报)?$")


@dataclass(frozen=True)
class Found:
    """One file of a deliveries folder. ``file`` is its path in that folder: forward slashes, NFC."""

    path: Path
    file: str
    plant: str
    period: str
    size: int
    is_period_from_name: bool = False


def discover(folder: Path) -> tuple[list[Found], list[tuple[str, str]]]:
    """Return the delivered files in a fixed order, and (file, reason) of what was left out."""
    found: list[Found] = []
    ignored: list[tuple[str, str]] = []
    for path in walk(folder, lambda left, reason: ignored.append((_told(left, folder), reason))):
        file = clean_path(path.relative_to(folder))
        try:
            reason, size = _reason_left_out(path, file), path.lstat().st_size
        except OSError as error:
            # taken away or shut since its folder was listed
            reason, size = reason_of(error), 0
        if reason is not None:
            ignored.append((file, reason))
        else:
            plant, period, from_name = place_of(file)
            found.append(Found(path, file, plant, period, size, from_name))
    return sorted(found, key=lambda f: (f.plant != GROUP, f.file)), sorted(ignored)


def _reason_left_out(path: Path, file: str) -> str | None:
    if path.is_symlink():
        return "链接不读取 / a link is not followed"
    if is_ignored(file):
        return "临时或系统文件，未读取 / a temporary or system file, not read"
    if not S_ISREG(path.lstat().st_mode):
        return "不是普通文件 / not a regular file"
    return None if os.access(path, os.R_OK) else _NO_RIGHT


def reason_of(error: OSError) -> str:
    """Why something that was listed could not be looked at or read, Chinese then English."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
        return _GONE
    if error.errno in (errno.EACCES, errno.EPERM):
        return _NO_RIGHT
    what = error.strerror or type(error).__name__
    return f"无法读取（{what}），留待下次 / cannot be read ({what}); left for the next run"


def is_ignored(file: str) -> bool:
    """Tell whether a name is a hidden, temporary or system file's."""
    parts = PurePosixPath(file).parts
    name = parts[-1].lower()
    if any(part.startswith(".") or part.lower() in _TEMPORARY_FOLDERS for part in parts):
        return True
    return (
        name in _TEMPORARY_NAMES
        or name.startswith(("~$", "~wrl"))
        or name.endswith((*_TEMPORARY_SUFFIXES, "~"))
    )


def place_of(file: str) -> tuple[str, str, bool]:
    """Return plant folder, period, and whether the period was taken from the file's name.

    The period is that of the deepest folder below the plant that reads as one (``2024-03``, ``202403``,
    ``2024年3月``, ``2024年度``); without one, the month in the file name; else ``_unknown``.
    """
    parts = PurePosixPath(file).parts
    if parts[0] == GROUP:
        return GROUP, GROUP, False
    if len(parts) == 1:
        return "", UNKNOWN_PERIOD, False
    for part in reversed(parts[1:-1]):
        if (period := period_of_folder(part)) is not None:
            return parts[0], period, False
    months = {f"{int(y):04d}-{int(m):02d}" for y, m in _MONTH.findall(parts[-1])}
    if len(months) == 1:
        return parts[0], months.pop(), True
    return parts[0], UNKNOWN_PERIOD, False


def clean_path(relative: Path | str) -> str:
    """Return a relative path as NFC text with forward slashes; bytes not in UTF-8 are read as GB18030."""
    text = relative.as_posix() if isinstance(relative, Path) else relative.replace("\\", "/")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = os.fsencode(text).decode("gb18030", errors="backslashreplace")
    return unicodedata.normalize("NFC", text)


def period_of_folder(part: str) -> str | None:
    """The month or year that a folder's name reads as."""
    text = unicodedata.normalize("NFKC", part).strip()
    if (year := _YEAR.match(text)) is not None:
        return year.group(1)
    month = _MONTH.search(text)
    return None if month is None else f"{int(month.group(1)):04d}-{int(month.group(2)):02d}"


def walk(folder: Path, tell: Callable[[Path, str], object]) -> Iterator[Path]:
    """Every file and link below a folder, folders in order; folders that cannot be listed and homes are told of."""

    def refused(error: OSError) -> None:
        tell(Path(error.filename), reason_of(error))

    for root, folders, names in os.walk(folder, onerror=refused, followlinks=False):
        if is_home(Path(root)):
            tell(Path(root), _A_HOME)
            folders.clear()
            continue
        folders.sort()
        for name in sorted([*names, *(f for f in folders if (Path(root) / f).is_symlink())]):
            yield Path(root) / name


def _told(path: Path, folder: Path) -> str:
    return f"{clean_path(path.relative_to(folder))}/"
