"""A large text file read in parts gives the lake bytes, facts and row statuses of the same file read in one piece."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from ingestion.landing.ingest import ingest_folder
from ingestion.readers import parts as parts_reader
from ingestion.reading import read, read_parts
from ingestion.registry import limits

ROWS = 3_600
HEADER = ["单号", "电解系列", "车牌", "称重时间", "总重（吨）", "空重（吨）", "净重（吨）", "用途", "备注"]
FAULTS = ("none", "none", "repeat", "repeat", "no number", "no date", "swapped", "kilograms", "other month", "no key",
          "own unit", "grouped", "wide digits", "spaces", "total", "subtotal", "empty", "header again")  # fmt: skip


def _ticket(number: int, at: datetime, rng: random.Random) -> list[str]:
    net, tare = rng.randint(700, 900), rng.randint(1200, 1300)
    return [
        f"A{number:06d}", rng.choice(["一系列", "二系列"]), f"鲁A{rng.randint(10000, 99999)}", f"{at:%Y-%m-%d %H:%M:%S}",
        f"{(net + tare) / 100:.2f}", f"{tare / 100:.2f}", f"{net / 100:.2f}", "商品铝液", "",
    ]  # fmt: skip


def _faulty(row: list[str], fault: str, earlier: list[list[str]], rng: random.Random) -> list[str]:
    changes = {
        "repeat": lambda: rng.choice(earlier)[:1] + row[1:],
        "no number": lambda: [*row[:6], "约7.8吨", *row[7:]],
        "no date": lambda: [*row[:3], "2024-02-30 08:00:00", *row[4:]],
        "swapped": lambda: [*row[:4], row[5], row[4], *row[6:]],
        "kilograms": lambda: [*row[:4], *(f"{float(v) * 1000:.0f}" for v in row[4:7]), *row[7:]],
        "other month": lambda: [*row[:3], "2024-06-11 08:00:00", *row[4:]],
        "no key": lambda: ["", *row[1:]],
        "own unit": lambda: [*row[:6], f"{float(row[6]) * 1000:.0f}kg", *row[7:]],
        "grouped": lambda: [*row[:4], f"{float(row[4]):,.2f}", *row[5:]],
        "wide digits": lambda: [row[0].translate(str.maketrans("0123456789", "０１２３４５６７８９")), *row[1:]],
        "spaces": lambda: [f" {row[0]} ", *row[1:8], "　"],
        "total": lambda: ["合计", "", "", "", "", "", f"{sum(_net(r) for r in earlier):.2f}", "", ""],
        "subtotal": lambda: ["小计", "", "", "", "", "", "12.00", "", ""],
        "empty": lambda: ["", "", "", "", "", "", "", "", "无"],
        "header again": lambda: list(HEADER),
    }  # fmt: skip
    return changes[fault]() if fault in changes else row


def _net(row: list[str]) -> float:
    try:
        return float(row[6])
    except ValueError:
        return 0.0


def _content(seed: int) -> bytes:
    rng = random.Random(seed)
    at, rows = datetime(2024, 1, 1), []
    for number in range(ROWS):
        at += timedelta(minutes=12)
        row = _ticket(number if seed % 2 else rng.randint(0, 10**6), at, rng)
        rows.append(_faulty(row, rng.choice(FAULTS) if rng.random() < 0.05 else "none", rows or [row], rng))
    ends = [["合计", *[""] * 5, f"{sum(_net(r) for r in rows):.2f}", "", ""]] if seed % 3 else []
    titles = [["一月铝液过磅单（单位：吨）", *[""] * 8]] if seed % 4 == 0 else []
    quote = (lambda c: f'"{c}"') if seed % 5 == 0 else (lambda c: c if "," not in c else f'"{c}"')
    lines = [",".join(quote(c) for c in row) for row in [*titles, HEADER, *rows, *ends]]
    text = ("\r\n" if seed % 2 else "\n").join(lines) + ("\n" if seed % 7 else "")
    return text.encode(("utf-8", "gb18030", "utf-8-sig", "utf-16")[seed % 4])


def _home(
    base: Path,
    content: bytes,
    parts_from: int,
    monkeypatch: pytest.MonkeyPatch,
    month: str = "2024-01",
    file: str = "铝液抬包过磅.csv",
) -> dict[str, bytes]:
    monkeypatch.setitem(limits()["files"], "parts_from_bytes", parts_from)
    monkeypatch.setitem(limits()["files"], "part_bytes", 50_000)
    folder = base / "in" / "P1" / month
    folder.mkdir(parents=True)
    (folder / file).write_bytes(content)
    ingest_folder(base / "home", base / "in", workers=0)
    written = [p for top in ("lake", "catalogue") for p in (base / "home" / top).rglob("*") if p.is_file()]
    return {str(p.relative_to(base / "home")): p.read_bytes() for p in written}


@pytest.fixture
def taken(monkeypatch):
    """Which files were read in parts to the end."""
    done = []

    def noting(*arguments):
        result = read_parts.read_in_parts(*arguments)
        done.append(result is not None)
        return result

    monkeypatch.setattr(read, "read_in_parts", noting)
    return done


@pytest.mark.parametrize("seed", range(16))
def test_parts_and_one_piece_give_the_same_bytes(seed, tmp_path, monkeypatch, taken):
    content = _content(seed)
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert taken == [True]
    assert sorted(whole) == sorted(parts)
    for name in whole:
        assert whole[name] == parts[name], name


BELOW = b"x,1,2,3,4,5,6,7,8\n" * 9
LAWFUL = {
    "blank lines": lambda b: b.replace(b"\n", b"\n\n\n", 3) + b"\n",
    "a blank line after every row": lambda b: b.replace(b"\n", b"\r\n\r\n"),
    "blank lines at the start": lambda b: b"\n\n" + b,
    "a title of one cell": lambda b: "一月铝液过磅单\n".encode() + b,
    "line breaks in cells": lambda b: b.replace("商品铝液,\n".encode(), '商品铝液,"a\n,b"\n'.encode()),
    "quotation marks in cells": lambda b: b.replace("商品铝液,\n".encode(), '商品铝液,"a""\n""b"\n'.encode()),
    "short rows": lambda b: b.replace("商品铝液,\n".encode(), "商品铝液\n".encode()),
    "utf-16 little end": lambda b: b.decode().encode("utf-16-le"),
    "utf-16 big end": lambda b: b.decode().encode("utf-16-be"),
    "utf-16 with a mark": lambda b: b.decode().encode("utf-16"),
    "utf-16 with half a line end in a sign": lambda b: b.replace("一系列".encode(), "系ਊ丢列".encode()).decode().encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("change", list(LAWFUL.values()), ids=list(LAWFUL))
def test_lawful_files_are_read_in_parts_with_the_same_result(change, tmp_path, monkeypatch, taken):
    content = change(_plain())
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert taken == [True]
    assert parts == whole


def _questions(content, tmp_path, monkeypatch, taken):
    """What is asked of a file that is read in parts to the same bytes as in one piece."""
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert taken == [True]
    assert parts == whole
    sheets = pl.read_parquet(tmp_path / "parts" / "home" / "catalogue" / "sheets.parquet")
    (questions,) = sheets["questions"].to_list()
    return str(questions)


def test_sales_without_a_customer_in_several_parts_are_one_question(tmp_path, monkeypatch, taken):
    header, *rows = _plain().decode().splitlines()
    sold = [
        row.replace("商品铝液", "外销铝液") + ("," if n % 500 == 7 else ",甲公司")
        for n, row in enumerate(rows)
    ]
    content = "\n".join([header + ",收货单位", *sold, ""]).encode()
    assert _questions(content, tmp_path, monkeypatch, taken).count("8张外销铝液磅单") == 1


def test_codes_of_states_that_change_amid_a_file_are_one_question(tmp_path, monkeypatch, taken):
    header, *rows = _plain().decode().splitlines()
    coded = [f"{row},{int(n >= ROWS // 2)}" for n, row in enumerate(rows)]
    content = "\n".join([header + ",状态", *coded, ""]).encode()
    assert _questions(content, tmp_path, monkeypatch, taken).count("0（1800行）、1（1800行）") == 1


ODD = {
    "longer row": lambda b: b[:-400] + b"a,b,c,d,e,f,g,h,i,j,k,l,m\n" + b[-400:],
    "stray quote": lambda b: b[:150_000] + b'"' + b[150_000:],
    "broken encoding": lambda b: b[:150_000] + b"\xff\xfe" + b[150_000:],
    "zero byte": lambda b: b[:150_000] + b"\0" + b[150_000:],
    "a quotation that never ends": lambda b: b.replace("商品铝液,\n".encode(), '商品铝液,"a\n'.encode(), 1),
    "two stray quotes": lambda b: b[:60_000] + b'"' + b[60_000:150_000] + b'"' + b[150_000:],
    "two stray quotes around rows": lambda b: _quoted(b, (900, 1_000)),
    "a stray quote in every hundredth row": lambda b: _quoted(b, range(100, 3_000, 100)),
    "two files in one": lambda b: b + b"\xef\xbb\xbf" + b,
    "an end mark of old systems": lambda b: b + b"\x1a",
    "half a sign at the end of utf-16": lambda b: b.decode().encode("utf-16") + b"\x4e",
    "other date form later": lambda b: b.replace(b",2024-01-29 ", b",2024/01/29 "),
    "rows of the whole plant": lambda b: b.replace(",一系列,".encode(), ",全厂,".encode(), 40),
    "most numbers twice": lambda b: b[: b.index(b"\n") + 1] + 2 * b[b.index(b"\n") + 1 :],
    "most in kilograms at first": lambda b: _first_in_kilograms(b),
    "no gross weights at first": lambda b: _first_without_gross(_first_in_kilograms(b)),
    "another table below": lambda b: b + "日期,工序,出铝量,阳极,备注,班次,车间,人员,序号\n".encode() + BELOW,
    "ditto marks": lambda b: b.replace(",二系列,".encode(), ",同上,".encode()),
    "ends with remarks": lambda b: b + "注：以上为一月数据,,,,,,,,\n".encode() * 600,
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_signs_of_several_bytes_may_lie_on_any_border(encoding, tmp_path, monkeypatch, taken):
    monkeypatch.setattr(parts_reader, "_DECODED_AT_ONCE", 7)
    content = _plain().decode().replace("商品铝液", "商品铝液㐀𠀀").encode(encoding)
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert taken == [True]
    assert parts == whole


def _quoted(content: bytes, lines: Iterable[int]) -> bytes:
    """A mark before the last but one cell of some lines, as if it were opened there."""
    rows = content.split(b"\n")
    for at in lines:
        rows[at] = rows[at].replace("商品铝液".encode(), '"商品铝液'.encode())
    return b"\n".join(rows)


def _first_in_kilograms(content: bytes) -> bytes:
    lines = content.decode().split("\n")
    for i in range(1, 900):
        cells = lines[i].split(",")
        if len(cells) == 9 and cells[6].replace(".", "").isdigit():
            cells[4:7] = [f"{float(c) * 1000:.0f}" for c in cells[4:7]]
            lines[i] = ",".join(cells)
    return "\n".join(lines).encode()


def _first_without_gross(content: bytes) -> bytes:
    lines = content.decode().split("\n")
    for i in range(1, 900):
        cells = lines[i].split(",")
        lines[i] = ",".join([*cells[:4], "", *cells[5:]])
    return "\n".join(lines).encode()


@pytest.mark.parametrize("change", list(ODD.values()), ids=list(ODD))
def test_whatever_a_part_cannot_tell_does_not_change_the_result(change, tmp_path, monkeypatch):
    content = change(_plain())
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert parts == whole


def _plain() -> bytes:
    rng = random.Random(6)
    first = datetime(2024, 1, 1)
    rows = [_ticket(n, first + n * timedelta(minutes=12), rng) for n in range(ROWS)]
    return ("\n".join(",".join(r) for r in [HEADER, *rows]) + "\n").encode()


def _months(*rows_of_months: tuple[str, int], undated: int = 0) -> bytes:
    """Tickets of several months, so many of each, in the order of their dates; the last of each month without their day."""
    rng, rows = random.Random(7), []
    for month, count in rows_of_months:
        first = datetime.fromisoformat(f"{month}-02")
        step = timedelta(minutes=26 * 24 * 60 // count)
        rows += [_ticket(len(rows) + n, first + n * step, rng) for n in range(count)]
        for row in rows[len(rows) - undated :]:
            row[3] = ""
    return ("\n".join(",".join(r) for r in [HEADER, *rows]) + "\n").encode()


def _under_headings(content: bytes) -> bytes:
    lines = content.decode().split("\n")
    return "\n".join(
        [lines[0], "2023年12月,,,,,,,,", *lines[1:601], "2024年1月,,,,,,,,", *lines[601:]]
    ).encode()


WHOLE_ONLY = {
    "three full months": (_months(("2023-11", 900), ("2023-12", 1100), ("2024-01", 1200)), 3),
    "another month just full enough": (_months(("2023-12", 600), ("2024-01", 2000)), 2),
    "full enough with the undated rows below": (_months(("2023-12", 620), ("2024-01", 2000), undated=50), 2),
    "headings of months": (_under_headings(_months(("2023-12", 600), ("2024-01", 2000))), 2),
}
PARTS_WILL_DO = {
    "another month too thin": _months(("2023-12", 599), ("2024-01", 2000)),
    "more rows of a later month": _months(("2024-01", 900), ("2024-02", 1200)),
}


@pytest.mark.parametrize(("content", "periods"), list(WHOLE_ONLY.values()), ids=list(WHOLE_ONLY))
def test_a_large_file_of_several_months_is_read_in_one_piece_as_a_book(
    content, periods, tmp_path, monkeypatch, taken
):
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert True not in taken
    assert parts == whole
    assert len({name for name in parts if name.startswith("lake") and name.endswith(".parquet")}) == periods


@pytest.mark.parametrize("content", list(PARTS_WILL_DO.values()), ids=list(PARTS_WILL_DO))
def test_strays_of_other_months_leave_a_large_file_in_parts(content, tmp_path, monkeypatch, taken):
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert taken == [True]
    assert parts == whole


def test_a_large_file_in_the_folder_of_a_year_counts_in_each_of_its_months(tmp_path, monkeypatch, taken):
    content = _months(("2024-01", 900), ("2024-02", 900), ("2024-03", 900))
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch, "2024")
    parts = _home(tmp_path / "parts", content, 0, monkeypatch, "2024")
    assert True not in taken
    assert parts == whole


def _slips(column: int, written: dict[int, str]) -> bytes:
    """Transfer slips of a month, one column of names written only in some rows."""
    rows = [["单号", "系列", "日期", "班次", "块数", "重量(t)"]]
    for n in range(2_400):
        row = [
            f"ZY{n:06d}",
            ("一系列", "二系列")[n % 2],
            f"2024-01-{1 + n // 90:02d}",
            ("白班", "夜班")[n // 7 % 2],
            "30",
            "33.5",
        ]
        row[column] = written.get(n, "")
        rows.append(row)
    return ("\n".join(",".join(row) for row in rows) + "\n").encode()


MERGED = {
    "processes": _slips(1, {0: "一系列", 1_300: "二系列"}),
    "shifts": _slips(3, {0: "白班", 1_900: "夜班"}),
}


@pytest.mark.parametrize("content", list(MERGED.values()), ids=list(MERGED))
def test_names_written_once_are_filled_down_however_large_the_file(content, tmp_path, monkeypatch, taken):
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch, file="阳极转运单.csv")
    parts = _home(tmp_path / "parts", content, 0, monkeypatch, file="阳极转运单.csv")
    assert True not in taken
    assert parts == whole
    rows = pl.concat(
        pl.read_parquet(path) for path in (tmp_path / "parts" / "home" / "lake").rglob("*.parquet")
    )
    assert rows.height == 2_400
    assert rows["process_raw"].null_count() + rows["shift"].null_count() == 0


def test_month_and_day_in_columns_of_their_own_are_joined_however_large_the_file(
    tmp_path, monkeypatch, taken
):
    text = _months(("2023-12", 1_100), ("2024-01", 1_200)).decode().replace("称重时间", "月,日")
    content = re.sub(r"\d{4}-(\d{2})-(\d{2}) [\d:]{8}", r"\1,\2", text).encode()
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch)
    parts = _home(tmp_path / "parts", content, 0, monkeypatch)
    assert True not in taken
    assert parts == whole
    assert len({name for name in parts if name.startswith("lake") and name.endswith(".parquet")}) == 2


def test_shifts_that_come_again_between_blanks_are_no_merged_cells(tmp_path, monkeypatch, taken):
    content = _slips(3, {0: "白班", 10: "夜班", 20: "白班", 2_300: "夜班"})
    whole = _home(tmp_path / "whole", content, len(content) + 1, monkeypatch, file="阳极转运单.csv")
    parts = _home(tmp_path / "parts", content, 0, monkeypatch, file="阳极转运单.csv")
    assert taken == [True]
    assert parts == whole
