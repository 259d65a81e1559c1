"""Quotation marks that are not in pairs, zero bytes and marks of byte order amid a text take no row and change no value."""

import pytest

from tests.unit.ingestion.build import csv_bytes, ladle_row, ladle_rows, read_one, statuses

ROWS = ladle_rows(40)
LINES = csv_bytes(ROWS).decode().split("\r\n")
NOTE = "的双引号不成对"


def with_lines(changes, end="\r\n"):
    return end.join(changes.get(number, line) for number, line in enumerate(LINES, 1)).encode()


def marked(number, cell, mark):
    """A line of the file with one cell marked."""
    cells = LINES[number - 1].split(",")
    return {number: ",".join(mark.format(c) if at == cell else c for at, c in enumerate(cells))}


def notes_of(result):
    return [note for sheet in result.sheets for note in sheet.notes]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(marked(11, 0, '"{}'), id="first-cell"),
        pytest.param(marked(11, 9, '"{}'), id="later-cell"),
        pytest.param(marked(11, 9, '"{}') | marked(30, 9, '"{}'), id="two-that-seem-a-pair"),
        pytest.param(marked(11, 9, '"{}') | marked(30, 9, '{}"'), id="two-that-are-a-pair-to-a-reader"),
        pytest.param({n: c for k in (9, 11, 12, 20, 41) for n, c in marked(k, 9, '"{}').items()}, id="many"),
    ],
)
def test_a_stray_quotation_mark_takes_no_row_with_it_and_is_told(changes, end):
    result = read_one("a.csv", with_lines(changes, end))
    (sheet,) = result.sheets
    assert (sheet.rows_present, sheet.count("keep") + sheet.count("quarantine")) == (41, 40)
    kept = sheet.frame.filter(row_status="keep").select("row_no", "net_t")
    whole = read_one("a.csv", csv_bytes(ROWS)).sheets[0].frame.select("row_no", "net_t")
    assert kept.join(whole, on=["row_no", "net_t"]).height == kept.height >= 40 - len(changes)
    (note,) = [note for note in notes_of(result) if NOTE in note]
    opening = [number for number, line in changes.items() if ',"' in line or line.startswith('"')]
    assert all(str(number) in note for number in opening)


def test_a_line_of_which_nobody_knows_the_columns_is_set_aside_and_one_with_its_other_marks_in_pairs_is_read():
    in_pairs = LINES[10].replace("甲铝业", '"甲,铝业"') + '"见附页'
    result = read_one("a.csv", with_lines({11: in_pairs}))
    assert result.sheets[0].count("keep") == 40 and any(NOTE in note for note in notes_of(result))
    unclear = LINES[10].replace("甲铝业", '"甲,铝业"').replace("外销铝液", '"外销铝液')
    result = read_one("a.csv", with_lines({11: unclear}))
    assert [(number, status) for number, status, _ in statuses(result)] == [(11, "quarantine")]


def test_remarks_of_several_lines_stay_one_cell():
    rows = [*ROWS[:20], ladle_row(99, 备注='皮重,重称,两次\r\n"见附页"'), *ROWS[20:]]
    result = read_one("a.csv", csv_bytes(rows))
    assert result.sheets[0].count("keep") == 41 and not any(NOTE in note for note in notes_of(result))


def test_a_mark_inside_of_a_cell_is_part_of_it():
    result = read_one("a.csv", with_lines(marked(5, 10, '钢管 4" 与 6"')))
    assert result.sheets[0].count("keep") == 40 and not any(NOTE in note for note in notes_of(result))


def test_a_zero_byte_amid_a_number_is_a_damage_and_one_that_fills_up_is_not():
    content = csv_bytes(ROWS)
    amid = read_one("a.csv", content.replace(b"7200,", b"72\x000,", 1))
    assert statuses(amid) == [(2, "quarantine", "X-TYPE")]
    filling = read_one("a.csv", content.replace(b"7200,", b"7200\0\0,", 1))
    assert statuses(filling) == []


def test_files_put_behind_each_other_keep_their_ticket_numbers():
    first, second = csv_bytes(ROWS[:20]), csv_bytes(ROWS[20:])
    result = read_one("a.csv", b"\xef\xbb\xbf" + first + b"\xef\xbb\xbf" + second + b"\x1a")
    whole = read_one("a.csv", first + second)
    assert result.sheets[0].frame["row_key"].to_list() == whole.sheets[0].frame["row_key"].to_list()
    assert statuses(result) == []
