import random
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from ingestion.cells.dates import (
    PeriodHint,
    find_month,
    hint_of,
    month_bounds,
    parse_instant,
    parse_instants,
    parse_month,
)

MARCH = PeriodHint(2024, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2024-03-01 08:05:00", datetime(2024, 3, 1, 8, 5), id="iso"),
        pytest.param("2024/3/1 8:05:00", datetime(2024, 3, 1, 8, 5), id="slashes"),
        pytest.param("20240301", datetime(2024, 3, 1), id="compact-date"),
        pytest.param("20240301080500", datetime(2024, 3, 1, 8, 5), id="compact-instant"),
        pytest.param("202403010805", datetime(2024, 3, 1, 8, 5), id="compact-minutes"),
        pytest.param("2024年3月1日 08:05", datetime(2024, 3, 1, 8, 5), id="chinese"),
        pytest.param("2024年3月1日8时5分", datetime(2024, 3, 1, 8, 5), id="chinese-clock"),
        pytest.param("2024.3.1", datetime(2024, 3, 1), id="dots"),
        pytest.param("24-03-01", datetime(2024, 3, 1), id="two-digit-year"),
        pytest.param("3月1日", datetime(2024, 3, 1), id="year-of-period"),
        pytest.param("二〇二四年三月一日", datetime(2024, 3, 1), id="chinese-numerals"),
        pytest.param("二〇二四年三月二十一日", datetime(2024, 3, 21), id="chinese-tens"),
        pytest.param("45352", datetime(2024, 3, 1), id="serial"),
        pytest.param("45352.336805555555", datetime(2024, 3, 1, 8, 5), id="serial-with-time"),
        pytest.param("2024-03-01T08:05:00", datetime(2024, 3, 1, 8, 5), id="iso-t"),
        pytest.param("2024-03-01 下午 2:05", datetime(2024, 3, 1, 14, 5), id="afternoon"),
        pytest.param("2024-03-01 24:00", datetime(2024, 3, 2), id="midnight-as-24"),
        pytest.param("2024-03-01 星期五", datetime(2024, 3, 1), id="weekday"),
        pytest.param("２０２４－０３－０１", datetime(2024, 3, 1), id="full-width"),
        pytest.param("3/25/2024", datetime(2024, 3, 25), id="american"),
        pytest.param("15", datetime(2024, 3, 15), id="day-only"),
    ],
)
def test_date_is_read_as_written(text, expected):
    assert parse_instant(text, MARCH) == expected
    parsed = parse_instants(pl.Series([text]), MARCH)
    assert parsed.values.to_list() == [expected]
    assert not parsed.is_bad.any()


@pytest.mark.parametrize(
    "text", ["2024-02-30", "2024-02-30 25:61:00", "2024-13-01", "昨天", "#REF!", "99999999", "0"]
)
def test_impossible_date_is_bad_not_mended(text):
    parsed = parse_instants(pl.Series([text]), PeriodHint(2024, None))
    assert parsed.values.to_list() == [None]
    assert parsed.is_bad.to_list() == [True]


@pytest.mark.parametrize(
    "text",
    ["2024-03-31T16:30:00Z", "2024-03-31 16:30:00.000 UTC", "2024-03-31T16:30:00+00:00", "2024-03-31T11:30:00-05:00",
     "2024-04-01T00:30:00+08:00", "2024-04-01T00:30:00.123+0800"],
)  # fmt: skip
def test_an_instant_of_another_zone_is_read_as_the_clock_of_the_plant_shows_it(text):
    assert parse_instant(text, MARCH) == datetime(2024, 4, 1, 0, 30)


def test_columns_of_several_shapes_are_read_whole():
    parsed = parse_instants(pl.Series(["2024-03-01 08:05:00", "2024/3/2", "20240303", None, "3月4日"]), MARCH)
    days = [v.day if v else None for v in parsed.values.to_list()]
    assert days == [1, 2, 3, None, 4]


def test_epoch_of_1904_shifts_serials():
    assert parse_instant("43890", PeriodHint(2024, 3, is_1904=True)) == datetime(2024, 3, 1)


def test_december_of_a_january_folder_is_last_year():
    assert parse_instant("12月26日", hint_of("2024-01")) == datetime(2023, 12, 26)


@pytest.mark.parametrize("text", ["2024-03", "2024年3月", "202403", "2024/3", "3月", "2024-03-15", "2024.3"])
def test_month_is_read_in_any_writing(text):
    assert parse_month(text, PeriodHint(2024)) == "2024-03"


@pytest.mark.parametrize(
    ("period", "end_day", "first", "last"),
    [
        pytest.param("2024-02", None, date(2024, 2, 1), date(2024, 2, 29), id="natural"),
        pytest.param("2024-01", 25, date(2023, 12, 26), date(2024, 1, 25), id="to-the-25th"),
        pytest.param("2024-03", 20, date(2024, 2, 21), date(2024, 3, 20), id="to-the-20th"),
    ],
)
def test_statistical_month_has_its_own_bounds(period, end_day, first, last):
    assert month_bounds(period, end_day) == (first, last)


def test_a_title_naming_two_months_names_none():
    assert find_month("2024年3月生产日报") == "2024-03"
    assert find_month("2024年3月至2024年4月") is None


def _mixed_instants(seed):
    luck = random.Random(seed)
    forms = [
        lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
        lambda at: f"{at:%Y-%m-%d %H:%M:%S}.{luck.choice(['0', '08', '5', '080', '999999', '123456789'])}",
        lambda at: f"{at:%Y/%m/%d %H:%M:%S}.{luck.randrange(1000):03d}",
        lambda at: f"{at:%Y.%m.%d}",
        lambda at: f"{at:%Y.%m.%d %H:%M}",
        lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.5",
        lambda at: f"{at:%Y年%m月%d日 %H:%M:%S}.75",
        lambda at: str((at - datetime(1899, 12, 30)) / timedelta(days=1)),
        lambda at: str((at - datetime(1899, 12, 30)).days),
        lambda at: f"{at:%Y-%m-%d} 24:00:00.5",
        lambda at: f"{at:%Y-%m-%d} 25:61:00.5",
        lambda at: luck.choice(["", "合计", "12345.6", "99999.9", "7:05:06.5", "3月1日", None]),
    ]
    used = luck.sample(forms, luck.choice([1, 2, 4]))
    start = datetime(2024, 3, 1)
    rows = luck.choice([5, 900])
    return [luck.choice(used)(start + timedelta(seconds=luck.randrange(2_600_000))) for _ in range(rows)]


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_a_column_is_read_as_its_cells_are_one_by_one(seed, is_1904):
    texts = _mixed_instants(seed)
    hint = PeriodHint(2024, 3, is_1904)
    parsed = parse_instants(pl.Series(texts, dtype=pl.String), hint)
    assert parsed.values.to_list() == [parse_instant(text, hint) if text else None for text in texts]


@pytest.mark.parametrize("text", ["2024-03-01 08:05:06.999", "45352.33687499", "2024/3/1 8:05:06.5"])
def test_parts_of_a_second_and_serials_do_not_make_a_column_slow(text, monkeypatch):
    """Cell by cell a workbook of 100 000 instants of a spreadsheet's clock took 3.8 times its bare read."""
    monkeypatch.setattr("ingestion.cells.dates.parse_instant", lambda *_: pytest.fail("read one by one"))
    assert not parse_instants(pl.Series([text] * 1_000), MARCH).is_bad.any()
