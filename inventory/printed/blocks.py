"""Turn a report document (txt, md, docx, pdf) into paragraphs and tables of text cells.

No meaning is read here: which table is what belongs in ``classify``, what a cell says in ``tables`` and ``prose``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pypdf
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

from inventory.printed.pdf_tables import tabbed
from inventory.printed.workbook import FormError

SMALL_DIGITS = "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "01234567890123456789--")
CJK = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
CAPTION = re.compile(r"^表\s*(\d+(?:\.\d+)*(?:\s*[-–—]\s*\d+)?)\s*[：:]?\s*(.*)$")
TAG_BREAK = re.compile(r"</(?:p|tr|table|td|th|div)>|<br\s*/?>")
TAG = re.compile(r"<[^>]+>")
LOOK_BACK = 8
LONG_PARAGRAPH = 80


@dataclass
class Block:
    """A paragraph (`text`) or a table (`rows`, with the caption that stood before it)."""

    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    number: str = ""
    title: str = ""
    line: int = 0

    @property
    def is_table(self) -> bool:
        """True when the block carries rows."""
        return bool(self.rows)


def tidy(text: str) -> str:
    """One line of text: subscripts as digits, no space beside a Chinese character or inside a decimal number."""
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", text).replace("$", "")
    text = re.sub(r"\s*_\{([^{}]*)\}|(?<=\^)\{([^{}]*)\}", lambda m: m.group(1) or m.group(2), text)
    text = re.sub(rf"\s*([{SMALL_DIGITS}]+)\s*(?![a-z]{{2}})", r"\1", text)
    text = text.translate(SUBSCRIPTS).replace("\u00a0", " ").replace("\u3000", " ")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(rf"(?<=[{CJK}]) (?=\S)|(?<=\S) (?=[{CJK}])", "", text)
    text = re.sub(r"(?<=\d)\. (?=\d)", ".", text)
    return text.replace(" ", "") if re.fullmatch(r"[\d., ]+%?", text) else text


def read_blocks(path: Path) -> list[Block]:
    """Paragraphs and tables of a document in printed order.

    Raises FormError (zh and en) when the file type is unknown or the file cannot be read as what it claims to be.
    """
    readers = {".txt": _read_text, ".md": _read_text, ".docx": _read_docx, ".pdf": _read_pdf}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise FormError(
            f"{path.name}: 不支持的文件类型, 可用 {', '.join(['.xlsx', *readers])}"
            f" / unsupported file type, use one of {', '.join(['.xlsx', *readers])}"
        )
    try:
        return _name_tables(reader(path))
    except Exception as error:  # the libraries raise whatever the damaged bytes lead them into
        raise FormError(f"{path.name}: 无法读取文档 / the document cannot be read ({error})") from error


def _read_text(path: Path) -> list[Block]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return _blocks_of_lines(text.splitlines())


def _blocks_of_lines(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    for number, line in enumerate(lines, start=1):
        for part in TAG_BREAK.split(line) if "</" in line else [line]:
            _add_line(blocks, TAG.sub("", part) if part is not line else line, number)
    return blocks


def _add_line(blocks: list[Block], line: str, number: int) -> None:
    is_rule = bool(re.fullmatch(r"[\s|:\-\t]*-{3,}[\s|:\-\t]*", line))
    if is_rule or not line.strip():
        return
    if line.strip().startswith("|") and line.strip().endswith("|"):
        line = line.strip()[1:-1].replace("|", "\t")
    is_toc = _is_toc(line)
    if "\t" not in line or is_toc:
        blocks.append(Block(text=tidy(line), number="toc" if is_toc else "", line=number))
        return
    cells = [tidy(cell) for cell in line.split("\t")]
    if not any(cells):
        return
    if blocks and blocks[-1].is_table:
        blocks[-1].rows.append(cells)
    else:
        blocks.append(Block(rows=[cells], line=number))


def _is_toc(line: str) -> bool:
    if re.match(r"^附件\s*\d+\s*[：:]\s*\S.*\s\d{1,3}\s*$", line):
        return True
    return bool(
        re.match(r"^\s*(?:\d+(?:\.\d+)*\.?\s*|附件\s*\d*\s*[：:]?\s*)[^\t\d]{0,40}\t+\d{1,3}\s*$", line)
    )


def _read_docx(path: Path) -> list[Block]:
    document = docx.Document(str(path))
    blocks: list[Block] = []
    for number, item in enumerate(document.iter_inner_content(), start=1):
        if isinstance(item, Paragraph):
            if item.text.strip():
                blocks.extend(Block(text=tidy(t), line=number) for t in item.text.splitlines() if t.strip())
        elif isinstance(item, DocxTable):
            rows = [_docx_row(row) for row in _docx_rows(item)]
            blocks.append(Block(rows=[row for row in rows if any(row)], line=number))
    return [block for block in blocks if block.is_table or block.text]


def _docx_rows(table: DocxTable) -> list[list[tuple[object, str]]]:
    return [[(cell._tc, cell.text) for cell in row.cells] for row in table.rows]


def _docx_row(cells: list[tuple[object, str]]) -> list[str]:
    row, previous = [], None
    for element, text in cells:
        row.append("" if element is previous else tidy(text.replace("\n", " ")))
        previous = element
    return row


def _read_pdf(path: Path) -> list[Block]:
    reader = pypdf.PdfReader(str(path))
    lines: list[str] = []
    for page in reader.pages:
        layout = page.extract_text(extraction_mode="layout") or page.extract_text()
        lines.extend(tabbed(layout.splitlines()))
    return _blocks_of_lines(lines)


def _name_tables(blocks: list[Block]) -> list[Block]:
    """Give each table the caption before it, looking back over short paragraphs (units, stray header cells)."""
    for index, block in enumerate(blocks):
        if not block.is_table:
            continue
        for before in reversed(blocks[max(0, index - LOOK_BACK) : index]):
            caption = None if before.is_table else CAPTION.match(before.text)
            if caption and len(before.text) < LONG_PARAGRAPH:
                block.number, block.title = re.sub(r"\s", "", caption.group(1)), caption.group(2)
            if caption or before.is_table or len(before.text) > LONG_PARAGRAPH:
                break
    return blocks
