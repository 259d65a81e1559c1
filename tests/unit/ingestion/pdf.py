"""A real PDF with Chinese text, written by hand: a font with a ToUnicode map, one line of cells after the other."""

from __future__ import annotations

import zlib

_CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""
_ROW_HEIGHT, _COLUMN_WIDTH, _SIZE, _ROWS = 18, 160, 8, 42


def pdf_bytes(text: str) -> bytes:
    """Lines of text as pages; cells of a line are parted by tabs and stand in columns."""
    lines = text.splitlines()
    pages = [lines[i : i + _ROWS] for i in range(0, max(len(lines), 1), _ROWS)]
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(data: bytes) -> int:
        packed = zlib.compress(data, 6)
        return add(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed))

    unicode_map = stream(_CMAP.encode())
    inner = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (inner, unicode_map)
    )
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        content = stream(_content(page))
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 1190 842] /Contents %d 0 R "
                b"/Resources << /Font << /F %d 0 R >> >> >>" % (tree, content, font)
            )
        )
    assert (
        add(b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(b"%d 0 R" % k for k in kids)))
        == tree
    )
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    return _file(objects, root)


def _content(lines: list[str]) -> bytes:
    parts = []
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.split("\t")):
            shown = cell.encode("utf-16-be").hex()
            x, y = 40 + column * _COLUMN_WIDTH, 800 - row * _ROW_HEIGHT
            parts.append(f"BT /F {_SIZE} Tf 1 0 0 1 {x} {y} Tm <{shown}> Tj ET")
    return "\n".join(parts).encode()


def _file(objects: list[bytes], root: int) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, root, len(out),
    )  # fmt: skip
