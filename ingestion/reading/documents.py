"""Delivered files that are no tables: printed reports, and supporting documents that the evidence register names.

A printed report (the declared workbook form, or docx, pdf, txt, md) is known by its content; the linter of
``inventory.lint`` reads it at the next close. A document is evidence when the plant's register of supporting
documents lists its file name: that is looked up when the catalogue is built, so that the order of arrival does
not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from ingestion.readers.archive import members
from ingestion.readers.documents import DOCUMENT_KINDS, text_of
from ingestion.readers.raw import RawSheet
from ingestion.readers.sniff import ending
from ingestion.reading.sheets import empty_sheet
from ingestion.recognition.recognise import cadence_of, kind_by_name
from ingestion.registry import FOLDER
from ingestion.results import FileResult, ReadContext
from warehouse.home import Home
from warehouse.yaml_files import load_yaml

PRINTED_REPORT, EVIDENCE_DOCUMENT = "printed_report", "evidence_document"
KIND_LABELS = {PRINTED_REPORT: "印制的排放清单或核查报告", EVIDENCE_DOCUMENT: "支持性文件"}
_FORM_MUST_HAVE = {"facts", "lines", "summary"}
_FORM_HEADER_WORDS = 3
_TEXT_ENDINGS = ("txt", "md")
_LINTED_LATER = (
    "识别为印制的排放清单或核查报告，将在下次年度结账时检查（potline lint 可立即检查）。",
    "Taken for a printed inventory or verification report; it is checked at the next close of the year "
    "(potline lint checks it now).",
)
_IS_EVIDENCE = (
    "支持性文件清单中列有此文件，已留存原件并登记。",
    "The register of supporting documents names this file; its bytes are kept.",
)
_NO_REPORT = (
    "文件内容是{}，不是表格，也不是可识别的排放报告；如为支持性文件，请在支持性文件清单中列出文件名；"
    "如为报表，请报送xlsx、xls、ods或csv。",
    "The content is {}, neither a table nor a report of emissions; if it is evidence, name it in the register of "
    "supporting documents; if it is a table, send xlsx, xls, ods or csv.",
)
_CONTENT = {
    "pdf": ("PDF", "PDF"),
    "document": ("文字文档", "a text document"),
    "image": ("图片", "an image"),
    "ole": ("其他格式文档", "another kind of document"),
}


@cache
def _words() -> dict[str, Any]:
    return load_yaml((FOLDER / "synonyms" / "documents.yml").read_text(encoding="utf-8"))


def is_report_text(text: str) -> bool:
    """Tell whether a document's text is that of a printed inventory or verification report."""
    words = _words()
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))
    dense = folded.replace(" ", "")

    def found(patterns: Sequence[str], where: tuple[str, ...]) -> bool:
        return any(re.search(p, part, re.IGNORECASE) for p in patterns for part in where)

    limit = words["title_chars"]
    if not found(words["title"], (folded[:limit], dense[:limit])):
        return False
    if found(words["no_report"], (dense[: words["no_report_chars"]],)):
        return False
    if not found(words["identity"], (folded, dense)):
        return False
    groups = sum(found(patterns, (folded, dense)) for patterns in words["besides"].values())
    return bool(groups >= words["needed_besides_title"])


def is_report_form(sheets: Sequence[RawSheet]) -> bool:
    """Tell whether a workbook is the declared form of a printed report: its sheets and their column keys."""
    from inventory.printed.model import RECORD_TYPES, field_names

    keys = {record.sheet: set(field_names(record)) for record in RECORD_TYPES}
    found = set()
    for sheet in sheets:
        if sheet.name in keys and sheet.frame.height:
            header = {(cell or "").strip() for cell in sheet.frame.row(0)} - {""}
            if len(header & keys[sheet.name]) >= max(_FORM_HEADER_WORDS, len(header) - 1):
                found.add(sheet.name)
    return bool(found & _FORM_MUST_HAVE)


def form_result(name: str, sheets: Sequence[RawSheet], format: str) -> FileResult:
    """The result of a workbook that is a declared form: nothing of it goes to the lake."""
    result = FileResult(name, PRINTED_REPORT, "read", None, *_LINTED_LATER)
    result.format, result.kind_score, result.kind_evidence = (
        format,
        1.0,
        "sheets and keys of the declared form",
    )
    result.sheets = [empty_sheet(sheet) for sheet in sheets]
    return result


def read_document(name: str, kind: str, content: bytes, context: ReadContext) -> FileResult | None:
    """The result of a file that is a document; None when its content may be a table.

    A document that is no report comes back ``unknown_kind``, and ``unreadable`` where its name says that it
    should have been a table of the month; the evidence register may still claim either.

    :raises Refused: when it is damaged.
    """
    if kind == "delimited" and ending(name) in _TEXT_ENDINGS:
        text: str | None = _plain_text(content)
        if text is None or not is_report_text(text):
            return None
    elif kind in DOCUMENT_KINDS:
        text = text_of(kind, content)
    else:
        return None
    if text and is_report_text(text):
        result = FileResult(name, PRINTED_REPORT, "read", None, *_LINTED_LATER)
        result.kind_score, result.kind_evidence = 1.0, "title and terms of a report"
    else:
        zh, en = _CONTENT[kind]
        status = "unreadable" if _should_be_a_table(name, context) else "unknown_kind"
        result = FileResult(name, None, status, "X-FILE", _NO_REPORT[0].format(zh), _NO_REPORT[1].format(en))
    result.format = kind
    return result


def _plain_text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _should_be_a_table(name: str, context: ReadContext) -> bool:
    stem = PurePosixPath(name.replace("!", "/").replace("\\", "/")).stem
    return cadence_of(context.period) == "month" and bool(
        kind_by_name(stem, context.period, context.file_type_words)
    )


def delivered_bytes(home: Home, file: str, sha256: str) -> bytes | None:
    """Bytes of a delivered file, or of the member of an archive that ``a.zip!inner`` names; None when gone."""
    content: bytes | None = home.original(sha256).read_bytes()
    for inner in file.split("!")[1:]:
        found = (data for name, data in members(content or b"") if name == inner)
        content = next((data for data in found if isinstance(data, bytes)), None)
        if content is None:
            return None
    return content


def is_document(part: Mapping[str, Any]) -> bool:
    """Tell whether a sidecar's part is a document that the evidence register may claim."""
    return part["format"] in DOCUMENT_KINDS and part["status"] in ("unknown_kind", "unreadable")


def registered_documents(home: Home, sidecars: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Folded names (with and without ending) that the evidence registers among these deliveries list."""
    names: set[str] = set()
    for sidecar in sidecars:
        for part in sidecar["parts"]:
            for lake in part["lake"]:
                if lake["table"] != "evidence":
                    continue
                rows = pl.read_parquet(
                    home.root / lake["path"], columns=["file_name", "row_status"], glob=False
                )
                listed = rows.filter(pl.col("row_status") == "keep")["file_name"].drop_nulls()
                names.update(_folded(name) for name in listed)
    return frozenset(names - {""})


def claimed(part: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any] | None:
    """What the catalogue says of a document that a register names; None for every other part."""
    if not is_document(part):
        return None
    own = PurePosixPath(part["file"].replace("!", "/"))
    if _folded(own.name) not in names and _folded(own.stem) not in names:
        return None
    zh, en = _IS_EVIDENCE
    return {
        "kind": EVIDENCE_DOCUMENT, "status": "read", "requirement": None, "message_zh": zh, "message_en": en,
    }  # fmt: skip


def _folded(name: str) -> str:
    name = unicodedata.normalize("NFKC", str(name)).replace("\\", "/").rsplit("/", 1)[-1]
    return re.sub(r"\s+", "", name).casefold()
