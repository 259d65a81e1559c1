"""Names and places of files in archives as archivers leave them; no file in one is passed over in silence."""

import io
import zipfile

import pytest

from ingestion.landing import apart
from ingestion.landing.member_places import _names
from ingestion.readers.archive import members
from ingestion.reading.read import read_delivery
from tests.unit.ingestion.build import CONTEXT, csv_bytes, ladle_row, ladle_rows, zip_bytes

HEADER = ladle_rows(0)[0]
FIRST = csv_bytes([HEADER, *map(ladle_row, range(6))])
SECOND = csv_bytes([HEADER, *map(ladle_row, range(50, 55))])
GBK = "铝液抬包过磅明细.csv".encode("gbk")


def archive(names, marked=True, before=b""):
    """An archive whose names are these bytes, with the mark of UTF-8 or without."""
    plain = {b"N" * (len(name) - 2) + b"%02d" % n: name for n, name in enumerate(names)}
    out = io.BytesIO(before)
    with zipfile.ZipFile(out, "a") as made:
        for name, content in zip(plain, (FIRST, SECOND), strict=False):
            made.writestr(name.decode(), content)
    data = out.getvalue()
    for stand_in, name in plain.items():
        data = data.replace(stand_in, name)
    data = bytearray(data)
    for sign, flag in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            data[at + flag] |= 8 if marked else 0
    return bytes(data)


def read(content):
    return {r.file.partition("!")[2]: r for r in read_delivery("P/2024-03/a.zip", content, CONTEXT)}


@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n"], ids=["plain", "self-extracting"])
@pytest.mark.parametrize("marked", [True, False])
def test_names_in_gbk_are_read_whatever_their_mark_says(marked, before):
    content = archive([GBK, "阳极.csv".encode()], marked, before)
    assert dict(members(content)) == {GBK.decode("gbk"): FIRST, "阳极.csv": SECOND}


def test_an_archive_with_such_names_is_no_damaged_one():
    assert read(archive([GBK]))[GBK.decode("gbk")].count("keep") == 6


def test_places_of_members_are_told_for_names_with_a_wrong_mark(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(archive([GBK]))
    assert _names(path) == [GBK.decode("gbk")] and not apart.is_better_apart(path)


def test_files_that_the_directory_does_not_list_are_told():
    found = read(zip_bytes({"一月.csv": FIRST}) + zip_bytes({"二月.csv": SECOND}))
    assert found["二月.csv"].count("keep") == 5
    assert found[""].status == "unreadable" and "首尾相接" in found[""].message_zh
    assert "" not in read(zip_bytes({"二月.csv": SECOND}) + b"\r\n" * 9)


def test_members_that_differ_by_case_or_normal_form_are_files_of_their_own():
    for names in (("A铝液.csv", "a铝液.CSV"), ("\u00e9铝液.csv", "e\u0301铝液.csv")):
        assert [
            r.count("keep") for r in read(zip_bytes(dict(zip(names, (FIRST, SECOND), strict=True)))).values()
        ] == [6, 5]
