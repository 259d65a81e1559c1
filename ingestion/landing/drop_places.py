"""The places that plants drop files into: a local folder, or any fsspec file system (S3-compatible buckets through s3fs).

List and copy only. Which files are complete, and what is done with them, belongs in ``ingestion.landing.watch``.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ingestion.landing_names import reason_of, walk

# A store that does not answer is told within a minute or two, not after the driver's own hour of retries.
_S3_PATIENCE = {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 2}}
_LONGEST_NAME = 255  # bytes, of one part of a path
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


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
        """Copy one file to a local path.

        :raises StoreError: when it cannot be copied, or is another one after the copy than before.
        """
        ...


class LocalStore:
    """A folder of this machine or of a mounted share. ``left_out``: what the last listing could not look at, and why."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.left_out: dict[str, str] = {}

    def entries(self) -> Iterator[Entry]:
        """Yield every regular file; links are not followed.

        :raises StoreError: when the folder is not there or cannot be listed.
        """
        self.left_out = {}
        try:
            next(self.root.iterdir(), None)
        except FileNotFoundError as error:
            raise StoreError(f"文件夹不存在：{self.root} / there is no folder {self.root}") from error
        except OSError as error:
            zh, en = f"{self.root} 无法列出", f"{self.root} cannot be listed"
            raise StoreError(f"{zh} / {en} ({error.strerror or error})") from error
        for path in walk(self.root, lambda folder, reason: self._leave_out(folder, reason)):
            try:
                if path.is_symlink() or not path.is_file():
                    continue
                facts = path.stat()
            except FileNotFoundError:
                # Taken away between listing and looking: the next look decides.
                continue
            except OSError as error:
                self._leave_out(path, reason_of(error))
                continue
            yield Entry(path.relative_to(self.root).as_posix(), facts.st_size, str(facts.st_mtime_ns))

    def copy(self, path: str, target: Path) -> None:
        """Copy one file, times included."""
        try:
            before = self._state(path)
            shutil.copy2(self.root / path, target)
            is_same = self._state(path) == before
        except OSError as error:
            raise StoreError(
                f"{path}：无法复制，稍后再取 / cannot be copied, it is tried again ({error.strerror or error})"
            ) from error
        if not is_same:
            raise changed(path)

    def _state(self, path: str) -> tuple[int, ...]:
        facts = (self.root / path).stat()
        return facts.st_ino, facts.st_size, facts.st_mtime_ns

    def _leave_out(self, path: Path, reason: str) -> None:
        self.left_out[path.relative_to(self.root).as_posix()] = reason


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
            inside = path.removeprefix(self.root)
            if inside and not inside.endswith("/") and facts.get("type") != "directory":
                yield Entry(inside, int(facts["size"] or 0), _mark(facts))

    def copy(self, path: str, target: Path) -> None:
        """Download one object. A large one, or one whose download broke off, comes in parts: all of one content."""
        try:
            before = self._state(path)
            self.files.get_file(self.root + path, str(target))
            is_same = self._state(path) == before
        except Exception as error:
            raise self._failed(f"无法下载 {path}：", f"{path} cannot be downloaded", error) from error
        if not is_same:
            raise changed(path)

    def _state(self, path: str) -> tuple[int, str]:
        self.files.invalidate_cache(self.root + path)
        facts = self.files.info(self.root + path)
        return int(facts["size"] or 0), _mark(facts)

    def _failed(self, zh: str, en: str, error: Exception) -> StoreError:
        what = f"{type(error).__name__}: {error}"[:200]
        return StoreError(
            f"{self.url} {zh}，请检查网络、地址和权限 / {self.url}: {en}; check network, address and rights ({what})"
        )


def changed(path: str) -> StoreError:
    """What is said of a file that is another one after it was copied."""
    return StoreError(
        f"{path}：复制时文件仍在变化，下次再取 / changed while it was copied; it is taken at the next look"
    )


def _mark(facts: Mapping[str, Any]) -> str:
    return str(facts.get("ETag") or facts.get("LastModified") or facts.get("mtime") or facts.get("created"))


def open_store(place: str | Path, **options: Any) -> Store:
    """Return the store for a path or URL."""
    if isinstance(place, Path) or "://" not in str(place):
        return LocalStore(Path(place).expanduser())
    return FsspecStore(str(place), **options)


def unusable_name(path: str) -> str | None:
    """Why a store's name cannot be a file's path here, Chinese then English; None when it can."""
    parts = path.replace("\\", "/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "名称含空目录或上级目录，请改名 / its name has empty or parent folders; rename it"
    if _CONTROL.search(path):
        return "名称含控制字符，请改名 / its name has control characters; rename it"
    if any(len(part.encode("utf-8", "surrogateescape")) > _LONGEST_NAME for part in parts):
        return "名称过长，请改名 / its name is too long; rename it"
    return None


def _fsspec() -> Any:
    try:
        import fsspec
        import fsspec.core
    except ImportError as error:
        raise ImportError(
            "对象存储需要 fsspec，请先安装。 / Object storage needs fsspec; install it first."
        ) from error
    return fsspec
