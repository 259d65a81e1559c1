"""Signs that nobody sees make no cell another one, and signs that look like others are not guessed at."""

import polars as pl
import pytest

from ingestion.cells.dates import NO_HINT, hint_of, parse_instant, parse_instants, parse_month
from ingestion.cells.invisible import without_invisible
from ingestion.cells.numbers import parse_number
from tests.unit.ingestion.build import csv_bytes, ladle_row, ladle_rows, read_one, statuses, xlsx_bytes

UNSEEN = {
    "zero-width": "\u200b", "joiner": "\u200d", "word-joiner": "\u2060", "soft-hyphen": "\u00ad", "order": "\ufeff",
    "direction": "\u202d", "variant": "\ufe0f", "filler": "\u3164", "tag": "\U000e0061",
}  # fmt: skip
TURNED = {"override": "\u202e", "mark": "\u200f", "isolate": "\u2067"}


def with_sign(sign):
    return lambda text: f"{text[:4]}{sign}{text[4:]}"


@pytest.mark.parametrize("sign", [*UNSEEN.values(), *TURNED.values()], ids=[*UNSEEN, *TURNED])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_ticket_number_with_a_sign_that_nobody_sees_is_the_same_number(sign, ending):
    rows = [*ladle_rows(12), ladle_row(3)]
    rows[-1][0] = with_sign(sign)(rows[-1][0])
    content = csv_bytes(rows) if ending == "csv" else xlsx_bytes({"一系列": rows})
    assert statuses(read_one(f"铝液过磅.{ending}", content)) == [(14, "duplicate", "X-DUP")]


def test_signs_that_nobody_sees_hide_no_process_number_date_or_header():
    rows = ladle_rows(6)
    marked = [[f"{str(cell)[:1]}\u200b{str(cell)[1:]}" if cell else cell for cell in row] for row in rows]
    plain, seen = (read_one("铝液过磅.csv", csv_bytes(r)).sheets[0].frame for r in (rows, marked))
    assert seen.equals(plain) and set(plain["row_status"]) == {"keep"}


def test_a_row_of_signs_that_nobody_sees_is_a_blank_one():
    rows = [*ladle_rows(6), ["\u200b"] * 11, ["\u00ad"]]
    (sheet,) = read_one("铝液过磅.csv", csv_bytes(rows)).sheets
    assert (sheet.count("keep"), sheet.rows_furniture, sheet.rows) == (6, 3, 6)


def test_a_number_that_is_shown_turned_round_is_set_aside_and_told_in_the_order_it_is_written():
    rows = ladle_rows(6)
    rows[1][8] = "72\u202e00"
    result = read_one("铝液过磅.csv", csv_bytes(rows))
    assert statuses(result) == [(2, "quarantine", "X-TYPE")]
    assert "“72\ufffd00”" in result.sheets[0].frame["reason_zh"][0]


@pytest.mark.parametrize("text", ["72৪0", "٧٢٤٠", "७२०0", "72\u202e80", "72\u200f.80", "7.2৪t"])
def test_digits_of_other_scripts_and_turned_ones_are_no_number(text):
    assert parse_number(text).value is None


@pytest.mark.parametrize("text", ["2024-03-0৪", "٢٠٢٤-03-03", "2024年৪月1日", "2024-03-\u202e12"])
def test_digits_of_other_scripts_and_turned_ones_are_no_date(text):
    assert parse_instant(text) is None and parse_month(text) is None


@pytest.mark.parametrize("clock", ["23:59:60", "08:05:60", "23:59:60.5"])
@pytest.mark.parametrize("rows", [3, 900])
def test_a_minute_of_sixty_one_seconds_moves_no_ticket_to_the_next_day(clock, rows):
    good = "2024-03-04 23:59:59" + (".5" if "." in clock else "")
    parsed = parse_instants(pl.Series([good] * rows + [f"2024-03-04 {clock}"]), hint_of("2024-03"))
    assert parsed.is_bad.to_list() == [False] * rows + [True]
    assert set(parsed.values.drop_nulls().dt.date()) == {parse_instant("2024-03-04", NO_HINT).date()}


def test_texts_without_such_signs_are_not_touched():
    for texts in (["鲁A12345", "一系列", None], ["T0001", "é", ""], [None], []):
        series = pl.Series(texts, dtype=pl.String)
        assert without_invisible(series) is series
