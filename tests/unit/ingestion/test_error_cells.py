"""Error cells and formulas never computed, in every workbook format: seen, set aside, with the cell a person sees."""

import io
import zipfile

import pytest
import xlsxwriter
import xlwt

from tests.generator.writers import _ODS_MANIFEST, _ODS_TYPE, pack
from tests.unit.ingestion.build import ladle_rows, read_one

NAME = "铝液抬包过磅明细"
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!"]
ROWS = ladle_rows(8)
DOWN, ACROSS = 2, 3  # leading empty rows and columns
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>"
)


def xlsx(row, column, error):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, bold = book.add_worksheet("一系列"), book.add_format({"bold": True})
    sheet.write_blank(0, 0, None, bold)
    for i, cells in enumerate(ROWS):
        sheet.write_row(i + DOWN, ACROSS, ["" if c is None else c for c in cells])
    sheet.write_formula(row + DOWN, column + ACROSS, "=1/0", None, error)
    book.close()
    return buffer.getvalue()


def xls(row, column, error):
    book = xlwt.Workbook()
    sheet = book.add_sheet("一系列", cell_overwrite_ok=True)
    for i, cells in enumerate(ROWS):
        for j, cell in enumerate(cells):
            if (i, j) != (row, column) and cell is not None:
                sheet.write(i + DOWN, j + ACROSS, cell)
    sheet.row(row + DOWN).set_cell_error(column + ACROSS, error.replace("N/A", "N/A!"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods_cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'


def ods_package(xml):
    manifest = ("META-INF/manifest.xml", _ODS_MANIFEST.encode())
    return pack([("mimetype", _ODS_TYPE.encode()), manifest, ("content.xml", xml.encode())])


def ods(row, column, odd):
    body = [f'<table:table-row table:number-rows-repeated="{DOWN}"><table:table-cell/></table:table-row>']
    for i, cells in enumerate(ROWS):
        line = [odd if (i, j) == (row, column) else ods_cell(c) for j, c in enumerate(cells)]
        lead = f'<table:table-cell table:number-columns-repeated="{ACROSS}"/>'
        body.append(f"<table:table-row>{lead}{''.join(line)}</table:table-row>")
    xml = ODS_HEAD + f'<table:table table:name="一系列">{"".join(body)}</table:table>'
    xml += "</office:spreadsheet></office:body></office:document-content>"
    return ods_package(xml)


def ods_error(error):
    return (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        f' calcext:value-type="error"><text:p>{error}</text:p></table:table-cell>'
    )


def aside(result):
    frame = result.sheets[0].frame
    return [
        (r["row_no"], r["requirement"], r["reason_zh"]) for r in frame.to_dicts() if r["row_status"] != "keep"
    ]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("made", ["xlsx", "xls", "ods"])
def test_an_error_in_a_number_is_set_aside_with_its_cell(made, error):
    odd = ods_error(error) if made == "ods" else error
    result = read_one(f"{NAME}.{made}", {"xlsx": xlsx, "xls": xls, "ods": ods}[made](4, 8, odd))
    ((row, requirement, reason),) = aside(result)
    assert (row, requirement) == (7, "X-TYPE")
    # xlwt confuses two of the codes
    assert "L7" in reason and (error in reason or made == "xls")
    assert result.count("keep") == 7


def test_the_error_of_a_formula_is_named_and_explained():
    ((_, _, reason),) = aside(read_one(f"{NAME}.xlsx", xlsx(4, 8, "#REF!")))
    assert "公式错误#REF!" in reason and "已被删除" in reason and "不是数字" not in reason


@pytest.mark.parametrize("made", ["xlsx", "xls", "ods"])
def test_an_error_in_the_key_is_no_ticket_number(made):
    odd = ods_error("#N/A") if made == "ods" else "#N/A"
    ((row, requirement, reason),) = aside(
        read_one(f"{NAME}.{made}", {"xlsx": xlsx, "xls": xls, "ods": ods}[made](3, 0, odd))
    )
    assert (row, requirement) == (6, "X-TYPE") and "D6" in reason


OLD_ODS = (
    '<table:table-cell table:formula="of:=[.#REF!]" office:value-type="float" office:value="0">'
    "<text:p>{}</text:p></table:table-cell>"
)


@pytest.mark.parametrize("text", ["#REF!", "Err:502"])
def test_an_error_that_ods_stores_as_nought_is_not_read_as_nought(text):
    ((row, requirement, _),) = aside(read_one(f"{NAME}.ods", ods(4, 8, OLD_ODS.format(text))))
    assert (row, requirement) == (7, "X-TYPE")


def without_value(content, cell, formula="<f>J7-K7</f>", type_=""):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = data.index(f'<c r="{cell}"'.encode())
                end = data.index(b"</c>", start)
                data = data[:start] + f'<c r="{cell}"{type_}>{formula}'.encode() + data[end:]
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("made", ["xlsx", "ods"])
def test_a_formula_never_computed_is_set_aside_and_told(made):
    if made == "xlsx":  # the stored value is taken out of the package
        content = without_value(xlsx(4, 8, "#REF!"), "L7")
    else:
        content = ods(4, 8, '<table:table-cell table:formula="of:=[.J7]-[.K7]"/>')
    result = read_one(f"{NAME}.{made}", content)
    ((row, requirement, reason),) = aside(result)
    assert (row, requirement) == (7, "X-TYPE") and "L7" in reason and "公式没有计算结果" in reason
    assert any("L7" in note for note in result.sheets[0].notes)


def test_formulas_prepared_below_the_data_are_no_rows():
    content = xlsx(4, 8, "#REF!")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                more = "".join(f'<row r="{n}"><c r="L{n}"><f>J{n}-K{n}</f></c></row>' for n in range(30, 60))
                data = data.replace(b"</sheetData>", more.encode() + b"</sheetData>")
            new.writestr(name, data)
    result = read_one(f"{NAME}.xlsx", buffer.getvalue())
    assert (result.count("keep"), result.count("quarantine")) == (7, 1)


def test_a_formula_whose_value_is_the_empty_text_is_a_blank():
    content = without_value(xlsx(4, 10, "x"), "N7", '<f>IF(1,"","")</f><v></v>', ' t="str"')
    result = read_one(f"{NAME}.xlsx", content)
    assert result.count("keep") == 8 and not result.sheets[0].notes


@pytest.mark.parametrize("made", ["xlsx", "xls", "ods"])
def test_the_columns_shown_are_those_of_the_sheet(made):
    odd = ods_error("#N/A") if made == "ods" else "#N/A"
    result = read_one(f"{NAME}.{made}", {"xlsx": xlsx, "xls": xls, "ods": ods}[made](4, 8, odd))
    indexes = {c.field: c.column_index for c in result.sheets[0].columns if c.field}
    assert indexes["ticket_no"] == 3 and indexes["net_t"] == 11
    assert result.sheets[0].header_rows == (3,)
