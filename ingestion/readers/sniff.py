"""What a file is by its first bytes; the ending is only compared with it."""

from __future__ import annotations

import io

from ingestion.readers.archive import open_zip
from ingestion.readers.raw import DAMAGED, Refused

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"PARE", "encrypted"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENDINGS = {
    "xlsx": {"xlsx", "xlsm", "xltx", "xltm", "et", "ett"},
    "xls": {"xls", "et", "ett", "xlt"},
    "xlsb": {"xlsb"},
    "ods": {"ods"},
    "zip": {"zip"},
    "delimited": {"csv", "tsv", "txt", "dat"},
    "parquet": {"parquet", "pq"},
    "jsonl": {"json", "jsonl", "ndjson"},
    "html": {"html", "htm"},
}


def ending(name: str) -> str:
    """Lower-case ending of a file name, without the dot."""
    tail = name.rsplit("/", 1)[-1].rsplit("!", 1)[-1].strip()
    return tail.rsplit(".", 1)[-1].lower() if "." in tail else ""


def _ole_kind(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        return "encrypted"
    # some writers spell it in capitals
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "WORKBOOK", "Book")):
        return "xls"
    return "ole"


def _zip_kind(content: bytes) -> str:
    try:
        with open_zip(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if (
                any(n.startswith("_xmlsignatures/") for n in names)
                or "META-INF/documentsignatures.xml" in names
            ):
                return "signed"
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "xl/workbook.bin" in names:
                return "xlsb"
            if "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
                return "ods"
            if any(n.startswith(("word/", "ppt/")) for n in names):
                return "document"
            parts = {name.replace("\\", "/") for name in names}
            if "[Content_Types].xml" in parts and any(name.startswith("xl/") for name in parts):
                return "package"
            return "zip"
    except DAMAGED as error:
        raise Refused(
            "unreadable",
            "文件已损坏（压缩结构不完整），请重新导出后报送",
            f"the file is damaged ({type(error).__name__}); please export and send it again",
        ) from error


def detect(name: str, content: bytes) -> str:
    """Format of a file by its content: xlsx, xls, xlsb, ods, zip, parquet, jsonl, html, delimited and others."""
    head = content[:16]
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(content)
    if content.startswith(_OLE):
        return _ole_kind(content)
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (kind == "image" and magic == b"BM" and ending(name) != "bmp"):
            return kind
    if content[:2] == b"0\x82" and ending(name) in ("p7m", "p7s", "p7b"):
        return "signed"
    return "tar" if content[257:262] == b"ustar" else _text_kind(name, content)


def _text_kind(name: str, content: bytes) -> str:
    start = _start(content).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "html"
    if start.startswith((b"<?xml", b"<workbook")):
        return "xml"
    if start.startswith(b"mime-version:") or b"\ncontent-type: multipart/related" in start:
        return "mht"
    if start[:1] in (b"{", b"[") and (ending(name) in _ENDINGS["jsonl"] or b'":' in start or b'" :' in start):
        return "jsonl"
    return "delimited"


def _start(content: bytes) -> bytes:
    """The first bytes of a text; of one in UTF-16 as they would be in UTF-8."""
    start = content[:2_000]
    is_utf16 = start.startswith((b"\xff\xfe", b"\xfe\xff")) and not start.startswith(b"\xff\xfe\0\0")
    return start.decode("utf-16", "ignore").encode("utf-8", "ignore") if is_utf16 else start


def mislabelled(name: str, kind: str) -> bool:
    """Whether a file's ending says something else than its content."""
    allowed = _ENDINGS.get(kind)
    return allowed is not None and ending(name) not in allowed and ending(name) != ""
