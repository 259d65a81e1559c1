"""Word documents the same way everywhere: Chinese fonts, A4, plain tables, fixed dates. No content lives here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from reporting.numbers import clean

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"
FIXED = datetime(2000, 1, 1)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_HEADINGS = {1: 16, 2: 14, 3: 12, 4: 11}
_MARGIN = Cm(2.2)
_EMU_PER_TWIP = 635


class Paper:
    """A document under construction, filled from top to bottom."""

    def __init__(self, title: str) -> None:
        self._document = Document()
        self._style()
        self._page(self._document.sections[0])
        properties = self._document.core_properties
        properties.title, properties.author, properties.language = clean(title), "Potline", "zh-CN"
        properties.created = properties.modified = properties.last_printed = FIXED
        properties.last_modified_by, properties.comments, properties.revision = "Potline", "", 1
        self._headings: list[tuple[int, str]] = []
        self._contents: Paragraph | None = None

    def _style(self) -> None:
        styles = self._document.styles
        normal = styles["Normal"]
        assert isinstance(normal, ParagraphStyle)
        _fonts(normal, SONG, 10.5)
        normal.paragraph_format.space_after = Pt(4)
        normal.paragraph_format.line_spacing = 1.25
        language = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia"):
            language.set(qn(name), "zh-CN")
        normal.element.get_or_add_rPr().append(language)
        for level, size in _HEADINGS.items():
            style = styles[f"Heading {level}"]
            assert isinstance(style, ParagraphStyle)
            _fonts(style, HEI, size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.italic = False
            style.paragraph_format.space_before = Pt(10)
            style.paragraph_format.space_after = Pt(4)

    def _page(self, section: object, is_landscape: bool = False) -> None:
        width, height = (Cm(29.7), Cm(21)) if is_landscape else (Cm(21), Cm(29.7))
        section.page_width, section.page_height = width, height  # type: ignore[attr-defined]
        orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
        section.orientation = orientation  # type: ignore[attr-defined]
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, _MARGIN)
        self._width = width - 2 * _MARGIN

    def new_section(self, is_landscape: bool = False) -> None:
        """Begin a new page, upright or across."""
        self._page(self._document.add_section(), is_landscape)

    def footer(self, text: str) -> None:
        """A line at the foot of every page, with the page number."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(f"{clean(text)}  ").font.size = Pt(8)
        _field(paragraph, "PAGE", "1")

    def contents(self) -> None:
        """A table of contents; it is filled from the headings when the document is saved."""
        title = self.para("目  录", size=16, is_bold=True, is_centred=True)
        title.paragraph_format.space_after = Pt(10)
        self._contents = self._document.add_paragraph()

    def heading(self, level: int, text: str) -> None:
        """A heading that the table of contents lists."""
        self._document.add_heading(clean(text), level)
        self._headings.append((level, clean(text)))

    def para(
        self,
        text: str = "",
        *,
        size: float | None = None,
        is_bold: bool = False,
        is_centred: bool = False,
        is_warning: bool = False,
    ) -> Paragraph:
        """A paragraph of plain text."""
        paragraph = self._document.add_paragraph()
        run = paragraph.add_run(clean(text))
        run.bold = is_bold or None
        if size:
            run.font.size = Pt(size)
        if is_warning:
            run.font.color.rgb = RGBColor(0xB3, 0x26, 0x1E)
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    def bullets(self, texts: Iterable[str]) -> None:
        """A list, one line each."""
        for text in texts:
            paragraph = self._document.add_paragraph(style="List Bullet")
            paragraph.add_run(clean(text))

    def page_break(self) -> None:
        """Continue on a new page."""
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float],
        *,
        bands: frozenset[int] = frozenset(),
        numbers: frozenset[int] = frozenset(),
    ) -> None:
        """A table with a header that repeats on every page; `widths` are shares of the page.

        :param bands: numbers of rows whose first text goes across all columns.
        :param numbers: columns that stand on the right.
        """
        total = sum(widths)
        sizes = [int(self._width * width / total / _EMU_PER_TWIP) for width in widths]
        lines = []
        if head:
            cells = [
                _cell(text, size, "center", "DDE6EE", True) for text, size in zip(head, sizes, strict=True)
            ]
            lines.append(_line(cells, is_head=True))
        for number, values in enumerate(rows):
            if number in bands:
                lines.append(_line([_cell(values[0], sum(sizes), "left", "F2F2F2", True, len(sizes))]))
                continue
            sides = ["right" if place in numbers else "left" for place in range(len(sizes))]
            lines.append(_line([_cell(*cell) for cell in zip(values, sizes, sides, strict=True)]))
        grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        if lines:
            body = self._document.element.body
            body.insert(len(body) - 1, parse_xml(_TABLE.format(grid=grid, lines="".join(lines))))
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def save(self, path: Path) -> Path:
        """Write the document with fixed dates; returns the path."""
        if self._contents is not None:
            _fill_contents(self._contents, self._headings)
        buffer = io.BytesIO()
        self._document.save(buffer)
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, _ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))
        return path


def _fonts(style: ParagraphStyle, east_asian: str, size: float) -> None:
    style.font.name = LATIN
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), east_asian)


# Rows are written as XML: through the object model a report of 2,000 rows took four times as long (November 2026).
_TABLE = (
    f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/>'
    '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>'
)


def _line(cells: list[str], *, is_head: bool = False) -> str:
    head = '<w:tblHeader w:val="true"/>' if is_head else ""
    return f'<w:tr><w:trPr><w:cantSplit w:val="true"/>{head}</w:trPr>{"".join(cells)}</w:tr>'


def _cell(text: str, size: int, side: str, shade: str = "", is_bold: bool = False, span: int = 1) -> str:
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    weight = "<w:b/>" if is_bold else ""
    shown = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{wide}{fill}</w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="20" w:after="20" w:line="250" w:lineRule="auto"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr>{weight}<w:sz w:val="18"/></w:rPr>{shown}</w:r></w:p></w:tc>'
    )


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    _field_mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    _field_mark(paragraph, "separate")
    if shown:
        paragraph.add_run(shown)
        _field_mark(paragraph, "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _fill_contents(start: Paragraph, headings: list[tuple[int, str]]) -> None:
    """Write the headings as the result of a contents field, which a person can update to see page numbers."""
    _field(start, 'TOC \\o "1-4" \\h \\z', "")
    place = start
    for level, text in headings:
        paragraph = OxmlElement("w:p")
        place._p.addnext(paragraph)
        place = Paragraph(paragraph, start._parent)
        place.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        place.paragraph_format.space_after = Pt(0)
        place.add_run(text)
    _field_mark(place, "end")
