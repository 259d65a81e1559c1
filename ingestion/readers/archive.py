"""Archives: the files inside a zip, within limits on number, size, ratio, depth and names."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from ingestion.readers.raw import Refused, too_large, unpacks_beyond_limits

_UTF8 = 0x800
_ENTRY_BYTES = 46


def open_zip(content: BinaryIO) -> zipfile.ZipFile:
    """Open a zip, also one whose names in GBK are marked as UTF-8, as some archivers do."""
    try:
        return zipfile.ZipFile(content)
    except UnicodeDecodeError:
        content.seek(0)
        return zipfile.ZipFile(io.BytesIO(_with_true_marks(content.read())))


def _with_true_marks(content: bytes) -> bytes:
    """The zip with the mark of UTF-8 taken from each name that is none, in the directory and where the file itself stands."""
    marked = bytearray(content)
    end = content.rfind(b"PK\5\6")
    size, offset = struct.unpack_from("<2I", content, end + 12) if 0 <= end <= len(content) - 20 else (0, 0)
    at = end - size
    shift = at - offset
    while content[at : at + 4] == b"PK\1\2" and at + _ENTRY_BYTES <= len(content):
        lengths = struct.unpack_from("<3H", content, at + 28)
        own = struct.unpack_from("<I", content, at + 42)[0] + shift
        try:
            content[at + _ENTRY_BYTES : at + _ENTRY_BYTES + lengths[0]].decode("utf-8")
        except UnicodeDecodeError:
            marked[at + 9] &= ~_UTF8 >> 8
            if content[own : own + 4] == b"PK\3\4":
                marked[own + 7] &= ~_UTF8 >> 8
        at += _ENTRY_BYTES + sum(lengths)
    return bytes(marked)


def hides_files(content: bytes) -> bool:
    """Tell whether files stand before the first one that the directory lists, as where a zip was put behind another."""
    with open_zip(io.BytesIO(content)) as archive:
        first = min((info.header_offset for info in archive.infolist()), default=0)
    return first > 0 and content.startswith(b"PK\3\4")


def member_name(info: zipfile.ZipInfo) -> str:
    """Name of a member; names of old Chinese archivers come without the UTF-8 flag, in GBK."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        pass
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def is_safe(name: str) -> bool:
    """Whether a member's name stays inside the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in name and "\x00" not in name


def members(
    content: bytes, is_wanted: Callable[[str], bool] = lambda name: True
) -> Iterator[tuple[str, bytes | Refused]]:
    """Files of a zip with their bytes, or with the reason why one is refused; those not wanted are not unpacked."""
    with open_zip(io.BytesIO(content)) as archive:
        infos = [i for i in archive.infolist() if not i.is_dir()]
        if unpacks_beyond_limits(infos, len(content)):
            raise Refused(
                "unreadable",
                "压缩包解压后过大或文件过多，已拒绝",
                "the archive unpacks beyond the limits; refused",
            )
        for name, info in named(infos):
            if is_wanted(name):
                yield name, _content(archive, info, name)


def named(infos: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Files of a zip, each under a name of its own, without those that only a system wrote."""
    seen: Counter[str] = Counter()
    for info in infos:
        name = member_name(info)
        seen[name] += 1
        if seen[name] > 1:
            # two members of one name are two files, and every file needs a name of its own
            path = PurePosixPath(name)
            name = str(path.with_name(f"{path.stem}[{seen[name]}]{path.suffix}"))
        if name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db"):
            continue
        yield name, info


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes | Refused:
    if not is_safe(name):
        return Refused(
            "unreadable", "压缩包内文件路径不安全，已拒绝", "the member's path leaves the archive; refused"
        )
    if info.flag_bits & 0x1:
        return Refused(
            "encrypted", "压缩包设有密码，请取消密码后重新报送", "the archive is password-protected"
        )
    if refusal := too_large(info.file_size):
        return refusal
    try:
        with archive.open(info) as part:
            data = part.read(info.file_size + 1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return Refused("unreadable", "压缩包内文件已损坏", "the member of the archive is damaged")
    if len(data) > info.file_size:
        return Refused(
            "unreadable", "压缩包内文件大小与目录不符，已拒绝", "the member is larger than it says; refused"
        )
    return data
