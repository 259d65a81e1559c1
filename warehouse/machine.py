"""This machine: its cores, and errors that are its and no file's, with what is said of them, Chinese then English.

A file must never be called damaged because a disk was full: such an error ends the run, and the next one goes on.
"""

from __future__ import annotations

import errno
import os

_AGAIN = (
    "已接收的内容不会丢失，处理后重新运行即可",
    "nothing that was taken in is lost; mend it and run again",
)
_WORDS = {
    errno.ENOSPC: ("磁盘空间不足", "the disk is full"),
    errno.EDQUOT: ("磁盘配额已满", "the disk quota is used up"),
    errno.EROFS: ("文件系统为只读", "the file system is read-only"),
    errno.EACCES: ("没有访问权限", "access is denied"),
    errno.EPERM: ("没有操作权限", "the operation is not permitted"),
    errno.EIO: ("磁盘读写出错", "the disk does not read or write"),
    errno.ESTALE: ("网络盘连接失效", "the network drive is gone"),
    errno.EMFILE: ("打开的文件过多", "too many files are open"),
    errno.ENFILE: ("系统打开的文件过多", "too many files are open on this machine"),
}


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def is_machines(error: BaseException) -> bool:
    """Tell whether an error says something of this machine and nothing of the file being read."""
    return isinstance(error, OSError) and error.errno in _WORDS


def is_panic(error: BaseException) -> bool:
    """Tell whether native code gave up over a file's bytes: it does so with an exception that is no `Exception`."""
    return type(error).__name__ == "PanicException"


def words_of(error: OSError) -> str:
    """Say what is wrong with the machine, where, and what to do; other errors in their own words."""
    if error.errno is None or error.errno not in _WORDS:
        return str(error)
    zh, en = _WORDS[error.errno]
    place = f"（{error.filename}）" if error.filename else ""
    where = f" ({error.filename})" if error.filename else ""
    return f"{zh}{place}；{_AGAIN[0]}。 / {en}{where}; {_AGAIN[1]}."
