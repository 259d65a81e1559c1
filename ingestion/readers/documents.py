"""Plain text of documents that are no tables: docx and pdf, as far as recognition needs it.

Nothing is loaded or run, no layout is kept. Which document it is belongs in ``ingestion.reading.documents``; reading a
report's tables belongs in ``inventory.printed``.
"""

from __future__ import annotations

import html
import io
import logging
import re
import zipfile

from ingestion.readers.raw import DAMAGED, Refused, unpacks_beyond_limits

DOCUMENT_KINDS = ("pdf", "document", "image", "ole")
# Title, contents and the first chapters: enough to know a report, and a bound on hostile files.
_PAGES = 12
_CHARS = 400_000
_BODY = "word/document.xml"
_BREAK = re.compile(r"</w:p>|<w:br[ /]|<w:tab[ /]|</w:tc>")
_TAG = re.compile(r"<[^>]+>")


def text_of(kind: str, content: bytes) -> str | None:
    """Text of the first pages; None for a format without text, "" for a scan.

    :raises Refused: when the file is damaged or would unpack beyond the limits.
    """
    try:
        if kind == "pdf":
            return _pdf(content)
        return _docx(content) if kind == "document" else None
    except DAMAGED as error:
        raise _damaged(error) from error


def _docx(content: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if unpacks_beyond_limits(package.infolist(), len(content)):
            raise Refused(
                "unreadable", "文件解压后过大，已拒绝读取", "the file unpacks beyond the limits; refused"
            )
        if _BODY not in package.NameToInfo:
            return None
        with package.open(_BODY) as part:
            xml = part.read(10 * _CHARS).decode("utf-8", "replace")
    return html.unescape(_TAG.sub("", _BREAK.sub("\n<", xml)))[:_CHARS]


def _pdf(content: bytes) -> str:
    import pypdf

    # pypdf reports every oddity of a file it can still read
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(
                "encrypted",
                "PDF设有打开密码，请取消密码后重新报送",
                "the PDF is password-protected; please remove it",
            )
        texts = [page.extract_text() for page in reader.pages[:_PAGES]]
    except Refused:
        raise
    except Exception as error:  # the library raises whatever the damaged bytes lead it into
        raise _damaged(error) from error
    return "\n".join(texts)[:_CHARS]


def _damaged(error: Exception) -> Refused:
    return Refused(
        "unreadable",
        "文件已损坏，无法读取，请重新导出后报送",
        f"the file is damaged ({type(error).__name__}); please export and send it again",
    )
