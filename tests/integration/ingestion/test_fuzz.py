"""Files damaged at random: never an unhandled exception, never a lost row, never a changed one.

CI tries a few dozen of each file; ``POTLINE_FUZZ_CASES=2000 pytest tests/integration/ingestion/test_fuzz.py`` is the long run,
and ``POTLINE_FUZZ_SEED`` makes it another one.
"""

from __future__ import annotations

import io
import os
import random
import zipfile

import polars as pl
import pytest

from ingestion.reading.read import read_delivery
from tests.unit.ingestion.build import CONTEXT, csv_bytes, ladle_rows, xlsx_bytes, zip_bytes
from tests.unit.ingestion.pdf import pdf_bytes
from tests.unit.ingestion.test_documents import REPORT, docx_bytes
from tests.unit.ingestion.test_error_cells import ods, ods_error
from tests.unit.ingestion.workbooks import xls
from tests.unit.ingestion.xlsb import xlsb_bytes

CASES = int(os.environ.get("POTLINE_FUZZ_CASES", "50"))
SEED = os.environ.get("POTLINE_FUZZ_SEED", "")
ORIGINALS = {
    "铝液过磅.csv": csv_bytes(ladle_rows(30)),
    "铝液过磅gb.csv": csv_bytes(ladle_rows(30), "gb18030"),
    "铝液过磅.xlsx": xlsx_bytes({"一系列": ladle_rows(30)}),
    "铝液过磅.xls": xls(),
    "铝液过磅.xlsb": xlsb_bytes(ladle_rows(30)),
    "铝液过磅.ods": ods(4, 8, ods_error("#REF!")),
    "核查报告.pdf": pdf_bytes(REPORT),
    "核查报告.docx": docx_bytes(*REPORT.splitlines()),
    "核查报告.txt": REPORT.encode(),
    "铝液过磅.zip": zip_bytes({"铝液过磅.csv": csv_bytes(ladle_rows(30))}),
}


def _damage(content: bytes, rng: random.Random) -> bytes:
    data = bytearray(content)
    kind = rng.randrange(5)
    if kind == 0:
        for _ in range(rng.randint(1, 20)):
            data[rng.randrange(len(data))] = rng.randrange(256)
    elif kind == 1:
        del data[rng.randrange(len(data)) :]
    elif kind == 2:
        start = rng.randrange(len(data))
        del data[start : start + rng.randint(1, 200)]
    elif kind == 3:
        at = rng.randrange(len(data))
        data[at:at] = rng.randbytes(rng.randint(1, 60))
    else:
        a, b = sorted(rng.randrange(len(data)) for _ in range(2))
        data = data[:a] + data[b:] + data[a:b]
    return bytes(data)


def _damage_inside(content: bytes, rng: random.Random) -> bytes:
    """A package of which one part was damaged before it was packed: no check sum tells."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        hit = rng.choice([name for name in old.namelist() if name.endswith((".xml", ".bin", ".rels"))])
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _damage(part, rng) if name == hit else part)
    return out.getvalue()


PACKAGES = [name for name in sorted(ORIGINALS) if name.endswith(("xlsx", "xlsb", "ods", "docx"))]


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        *(pytest.param(name, _damage, id=f"{name}-outside") for name in sorted(ORIGINALS)),
        *(pytest.param(name, _damage_inside, id=f"{name}-inside") for name in PACKAGES),
    ],
)
def test_damaged_files_never_raise_and_never_lose_a_row(name, damage):
    rng = random.Random(name + SEED)
    for _ in range(CASES):
        results = read_delivery(f"P/2024-03/{name}", damage(ORIGINALS[name], rng), CONTEXT)
        assert results
        for result in results:
            assert result.status in {"read", "empty", "unreadable", "encrypted", "unknown_kind", "signed"}
            assert result.status == "read" or (result.message_zh and result.message_en)
            for sheet in result.sheets:
                sheet.assert_nothing_lost()


def test_shuffled_rows_give_the_same_accepted_rows():
    header, *rows = ladle_rows(40)
    columns = ["ticket_no", "net_t", "weighed_at", "content_hash", "row_status"]
    expected = read_delivery("P/2024-03/铝液过磅.csv", csv_bytes([header, *rows]), CONTEXT)[0].sheets[0].frame
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        frame = (
            read_delivery("P/2024-03/铝液过磅.csv", csv_bytes([header, *rows]), CONTEXT)[0].sheets[0].frame
        )
        assert frame.select(columns).sort("ticket_no").equals(expected.select(columns).sort("ticket_no"))


def test_a_damaged_row_changes_no_other():
    rng = random.Random(7)
    header, *rows = ladle_rows(40)
    whole = read_delivery("P/2024-03/铝液过磅.csv", csv_bytes([header, *rows]), CONTEXT)[0].sheets[0].frame
    for _ in range(40):
        at, column = rng.randrange(40), rng.randrange(len(header))
        changed = [list(r) for r in rows]
        changed[at][column] = rng.choice(
            ["", "#REF!", "坏", "-1", "9" * 30, "2024-99-99", "乙铝业", "=1+1", "\u202e", "1e400"]
        )
        (result,) = read_delivery("P/2024-03/铝液过磅.csv", csv_bytes([header, *changed]), CONTEXT)
        others = pl.col("row_no") != at + 2
        kept = whole.filter(others).select("row_no", "content_hash")
        assert result.sheets[0].frame.filter(others & (pl.col("row_status") == "keep")).height >= 38
        same = result.sheets[0].frame.filter(others).select("row_no", "content_hash")
        assert same.equals(kept)
