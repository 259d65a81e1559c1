"""`potline lint` as a person meets it: files, exit codes, messages; and what a close publishes of its results."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.generate.catalogue import random_world
from inventory.generate.render import render
from inventory.printed.workbook import write_form
from tests.pipeline.conftest import ROOT, potline
from tests.unit.lint.test_reading import CLEAN, WRONG, write_docx, write_text
from warehouse.home import Home
from warehouse.printed_reports import kept_findings

EXAMPLES = sorted((ROOT / "examples" / "reports").glob("*.xlsx"))
COLUMNS = "report,rule,severity,table,item,printed,expected,delta_tco2e,moves,message_zh,message_en"


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("report", EXAMPLES, ids=lambda path: path.stem)
def test_a_published_report_has_findings(report: Path, tmp_path: Path) -> None:
    done = potline("lint", str(report), "--out", str(tmp_path / "out"))
    assert done.returncode == 1, done.stderr
    found = lines(tmp_path / "out" / "lint.csv")
    assert (tmp_path / "out" / "lint.csv").read_text(encoding="utf-8").splitlines()[0] == COLUMNS
    assert {row["severity"] for row in found} >= {"nonconformity", "explain"}
    assert {row["moves"] for row in found} <= {"nothing", "category", "total", "materiality"}
    assert all(row["message_zh"] and row["message_en"] for row in found)
    assert "<html" in (tmp_path / "out" / "lint.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("writer", [write_text, write_docx], ids=["txt", "docx"])
@pytest.mark.parametrize(("numbers", "code"), [(CLEAN, 0), (WRONG, 1)], ids=["clean", "wrong"])
def test_a_document_is_read_and_its_wrong_line_found(
    writer: Callable[[Path, dict[str, str]], Path], numbers: dict[str, str], code: int, tmp_path: Path
) -> None:
    done = potline("lint", str(writer(tmp_path, numbers)), "--out", str(tmp_path / "out"))
    assert done.returncode == code, done.stderr
    assert ("L-REPLAY" in {row["rule"] for row in lines(tmp_path / "out" / "lint.csv")}) == bool(code)


def test_a_clean_form_exits_with_nothing_found(tmp_path: Path) -> None:
    write_form(render(random_world(1)), tmp_path / "clean.xlsx")
    done = potline("lint", str(tmp_path / "clean.xlsx"), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert {row["severity"] for row in lines(tmp_path / "out" / "lint.csv")} <= {"advisory"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("report.xlsx", b"garbage", id="xlsx-that-is-none"),
        pytest.param("report.docx", bytes(range(256)) * 12, id="docx-of-noise"),
        pytest.param("report.pdf", bytes(range(256)) * 12, id="pdf-of-noise"),
        pytest.param("report.txt", bytes(range(255, 0, -1)) * 12, id="text-of-noise"),
        pytest.param("report.txt", "没有表格".encode(), id="text-without-tables"),
        pytest.param("report.foo", b"x", id="unknown-type"),
        pytest.param("report.txt", b"", id="empty"),
    ],
)
def test_garbage_gives_a_sentence_and_no_trace(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    done = potline("lint", str(tmp_path / name), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and " / " in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="nowhere-to-put-it"),
        pytest.param(["--home", "HOME"], id="home-without-plant-and-year"),
        pytest.param(["--home", "HOME", "--plant", "M1", "--year", "24"], id="no-year"),
        pytest.param(
            ["--home", "HOME", "--plant", "../M1", "--year", "2024"], id="plant-that-leaves-its-folder"
        ),
    ],
)
def test_a_wrong_call_says_what_is_needed(arguments: list[str], tmp_path: Path) -> None:
    given = [str(tmp_path / "home") if word == "HOME" else word for word in arguments]
    done = potline("lint", str(EXAMPLES[0]), *given)
    assert done.returncode == 2
    assert " / " in done.stderr and "Traceback" not in done.stderr


def test_a_kept_result_is_replaced_when_the_report_is_checked_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for seed in (1, 2):
        write_form(render(random_world(seed)), tmp_path / "member.xlsx")
        done = potline(
            "lint", str(tmp_path / "member.xlsx"), "--home", str(home), "--plant", "M1", "--year", "2024"
        )
        assert done.returncode == 0, done.stderr
    assert [path.name for path in (home / "reports" / "M1" / "2024").iterdir()] == ["member.xlsx.json"]
    assert potline("verify-log", "--home", str(home)).returncode == 0
    assert kept_findings(Home(home), ["2023"]).height == 0
