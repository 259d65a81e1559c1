"""Watch a drop folder or a bucket: say which files have come in complete and are new.

Polling only, through a small store interface with two implementations: a local folder, and any fsspec file
system (S3-compatible buckets through s3fs when it is installed). What to do with a file belongs in
``ingestion.landing.ingest``.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ingestion.landing_names import is_ignored, place_of, walk
from warehouse.hashing import short_id

DONE_SUFFIX = ".done"
# A store that does not answer is told within a minute or two, not after the driver's own hour of retries.
_S3_PATIENCE = {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 2}}
_LONGEST_NAME = 255  # bytes, of one part of a path
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Two looks apart by at least this long with the same size and time: the file is no longer being written.
SETTLE_SECONDS = 5.0


class StoreError(RuntimeError):
    """A drop place cannot be listed or read; the message names it and the remedy, Chinese then English."""


@dataclass(frozen=True)
class Entry:
    """One file of a store: path with forward slashes, size in bytes, a mark that changes with its content."""

    path: str
    size: int
    mark: str


class Store(Protocol):
    """What a drop place must offer: list everything, and copy one file here."""

    def entries(self) -> Iterator[Entry]:
        """Yield every file below the root."""
        ...

    def copy(self, path: str, target: Path) -> None:
        """Copy one file to a local path."""
        ...


class LocalStore:
    """A folder of this machine or of a mounted share."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self) -> Iterator[Entry]:
        """Yield every regular file; links are not followed."""
        if not self.root.is_dir():
            raise StoreError(f"文件夹不存在：{self.root} / there is no folder {self.root}")
        for path in walk(self.root, lambda folder, reason: None):
            try:
                if path.is_symlink() or not path.is_file():
                    continue
                facts = path.stat()
            except OSError:
                # Taken away between listing and looking: the next look decides.
                continue
            yield Entry(path.relative_to(self.root).as_posix(), facts.st_size, str(facts.st_mtime_ns))

    def copy(self, path: str, target: Path) -> None:
        """Copy one file, times included."""
        try:
            shutil.copy2(self.root / path, target)
        except OSError as error:
            raise StoreError(
                f"{path}：无法复制，下次再取 / cannot be copied, it is taken at the next look ({error.strerror})"
            ) from error


class FsspecStore:
    """Any fsspec file system, for instance ``s3://bucket/drop``; options go to the file system."""

    def __init__(self, url: str, **options: Any) -> None:
        fsspec = _fsspec()
        self.url = url
        scheme = url.partition(":")[0]
        if scheme in ("s3", "s3a"):
            options.setdefault("config_kwargs", _S3_PATIENCE)
        try:
            self.files, root = fsspec.core.url_to_fs(url, **options)
        except ImportError as error:
            raise ImportError(
                f"访问 {scheme}:// 需要相应的 fsspec 驱动（S3 为 s3fs>=2025），请先安装。 / "
                f"{scheme}:// needs its fsspec driver (s3fs>=2025 for S3); install it first. ({error})"
            ) from error
        except ValueError as error:
            raise StoreError(f"{url}：地址无法识别 / the address is not understood ({error})") from error
        self.root = root.rstrip("/") + "/"

    def entries(self) -> Iterator[Entry]:
        """Yield every object below the URL by its key as it is; the mark is its ETag, else its time of change."""
        try:
            self.files.invalidate_cache()
            found = self.files.find(self.root, detail=True)
            if not found and self.url.startswith(("s3:", "s3a:")):
                # nothing below a prefix is usual; nothing because there is no such bucket is not
                self.files.ls(self.root.split("/")[0], refresh=True)
        except Exception as error:
            raise self._failed("无法列出", "cannot be listed", error) from error
        for path, facts in sorted(found.items()):
            mark = (
                facts.get("ETag") or facts.get("LastModified") or facts.get("mtime") or facts.get("created")
            )
            inside = path.removeprefix(self.root)
            if inside and not inside.endswith("/") and facts.get("type") != "directory":
                yield Entry(inside, int(facts["size"] or 0), str(mark))

    def copy(self, path: str, target: Path) -> None:
        """Download one object."""
        try:
            self.files.get_file(self.root + path, str(target))
        except Exception as error:
            raise self._failed(f"无法下载 {path}：", f"{path} cannot be downloaded", error) from error

    def _failed(self, zh: str, en: str, error: Exception) -> StoreError:
        what = f"{type(error).__name__}: {error}"[:200]
        return StoreError(
            f"{self.url} {zh}，请检查网络、地址和权限 / {self.url}: {en}; check network, address and rights ({what})"
        )


@dataclass(frozen=True)
class Scan:
    """One look: which (plant, period) have new complete files, and what to remember for the next look."""

    ready: set[tuple[str, str]]
    files: list[str]
    state: dict[str, Any]
    fingerprint: str = ""
    waiting: list[str] = field(default_factory=list)


def open_store(place: str | Path, **options: Any) -> Store:
    """Return the store for a path or URL."""
    if isinstance(place, Path) or "://" not in str(place):
        return LocalStore(Path(place).expanduser())
    return FsspecStore(str(place), **options)


def scan(
    place: str | Path | Store,
    seen: Mapping[str, Any] | None = None,
    *,
    now: float | None = None,
    settle_seconds: float = SETTLE_SECONDS,
    needs_done: bool = False,
) -> Scan:
    """Look once.

    A file is complete when its size and mark were the same at an earlier look at least ``settle_seconds``
    ago, or when ``<name>.done`` lies beside it; names of files still being written (``~$x``, ``x.part``,
    ``.x``) never are.

    :param seen: ``state`` of the look before; empty at first.
    :param needs_done: wait for the ``.done`` marker whatever the size does.
    """
    store = open_store(place) if isinstance(place, str | Path) else place
    moment = time.time() if now is None else now
    known: Mapping[str, Any] = seen or {}
    entries = list(store.entries())
    marked = {entry.path[: -len(DONE_SUFFIX)] for entry in entries if entry.path.endswith(DONE_SUFFIX)}
    state: dict[str, Any] = {}
    files: list[str] = []
    waiting: list[str] = []
    for entry in entries:
        if entry.path.endswith(DONE_SUFFIX) or is_ignored(entry.path):
            continue
        before = known.get(entry.path) or {}
        same = before.get("size") == entry.size and before.get("mark") == entry.mark
        since = before["since"] if same else moment
        taken = bool(same and before["taken"])
        settled = entry.path in marked or (not needs_done and same and moment - since >= settle_seconds)
        if settled and not taken:
            files.append(entry.path)
        elif not taken:
            waiting.append(entry.path)
        state[entry.path] = {
            "size": entry.size, "mark": entry.mark, "since": since, "taken": taken or settled
        }  # fmt: skip
    ready = {place_of(path)[:2] for path in files}
    parts = [f"{path}:{state[path]['size']}:{state[path]['mark']}" for path in files]
    return Scan(ready, files, state, short_id(*parts) if parts else "", waiting)


def unusable_name(path: str) -> str | None:
    """Why a store's name cannot be a file's path here, Chinese then English; None when it can."""
    parts = path.replace("\\", "/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "名称含空目录或上级目录 / its name has empty or parent folders"
    if _CONTROL.search(path):
        return "名称含控制字符 / its name has control characters"
    if any(len(part.encode("utf-8", "surrogateescape")) > _LONGEST_NAME for part in parts):
        return "名称过长 / its name is too long"
    return None


@contextmanager
def collected(
    store: Store,
    files: Iterable[str],
    sizes: Mapping[str, int] | None = None,
    tell: Callable[[str], object] = lambda text: None,
) -> Iterator[Path]:
    """Give a local folder that holds these files whole: all of them that can be files, or none.

    :param sizes: size of each as it was listed; one that is another size now is still being written.
    :param tell: hears which names cannot be files here, and why.
    :raises StoreError: when one cannot be copied whole; nothing was given then.
    """
    with tempfile.TemporaryDirectory(prefix="potline-drop-") as name:
        folder = Path(name)
        for path in files:
            reason = unusable_name(path)
            target = folder / path
            if reason is None:
                try:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    if target.is_dir():
                        raise IsADirectoryError
                except (FileExistsError, NotADirectoryError, IsADirectoryError):
                    # a store may have both a and a/b
                    reason = "同名的目录已存在 / a folder of that name is there as well"
            if reason is not None:
                tell(f"未读取 / left out {path!r}：{reason}")
                continue
            store.copy(path, target)
            if sizes is not None and target.stat().st_size != sizes.get(path):
                raise StoreError(
                    f"{path}：复制时文件仍在变化，下次再取 / changed while it was copied; it is taken at the next look"
                )
        yield folder


def watch(
    place: str | Path | Store,
    take_in: Callable[[Path], Any],
    *,
    every_seconds: float = 10.0,
    rounds: int | None = None,
    needs_done: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    tell: Callable[[str], object] = lambda text: None,
) -> int:
    """Look again and again; hand every batch of new complete files to ``take_in`` as a folder.

    A look that fails on the way to the store hands nothing over, is told, and is made again next time.

    :param take_in: called with a folder in the layout of deliveries; what it has taken in before it skips
        by itself.
    :param rounds: number of looks, None for ever.
    :param tell: hears of looks that failed and of names left out.
    :return: number of files handed over.
    :raises StoreError: when the first look fails: the address or the rights are wrong.
    """
    store = open_store(place) if isinstance(place, str | Path) else place
    state: dict[str, Any] = {}
    handed = 0
    done = 0
    while rounds is None or done < rounds:
        try:
            found = scan(store, state, needs_done=needs_done)
            if found.files:
                sizes = {path: found.state[path]["size"] for path in found.files}
                with collected(store, found.files, sizes, tell) as folder:
                    take_in(folder)
                    handed += sum(path.is_file() for path in folder.rglob("*"))
            state = found.state
        except StoreError as error:
            if done == 0:
                raise
            tell(str(error))
        done += 1
        if rounds is None or done < rounds:
            sleep(every_seconds)
    return handed


def _fsspec() -> Any:
    try:
        import fsspec
        import fsspec.core
    except ImportError as error:
        raise ImportError(
            "对象存储需要 fsspec，请先安装。 / Object storage needs fsspec; install it first."
        ) from error
    return fsspec
