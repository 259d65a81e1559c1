"""From a close over the plant's answers to the next close: closed, refused, corrected and carried, in every document."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.pipeline.conftest import PERIOD, Example, potline
from warehouse.certification import close_state
from warehouse.finding_ids import finding_id
from warehouse.home import open_home

CLOSE = "2024-01..2024-03+2024"
# Rules whose findings one plant of the example has: to be explained, set-aside rows, and an opening stock.
EXPLAIN, DATA_ERROR, OPENING = "X-RESTATE.ladle", "X-DUP.ladle", "X-STOCK.opening.metal"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@dataclass(frozen=True)
class Answered:
    """The home after answers, decisions and a mended file, closed again; the exports before and after."""

    home: Path
    plant: str
    numbers: dict[str, str]
    before: Path
    after: Path


def _export(home: Path, out: Path) -> Path:
    done = potline("export", "--home", str(home), "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


def _fill_in(form: Path, to: Path, numbers: dict[str, str]) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if row[0].value == "编号")
    column = {cell.value: cell.column - 1 for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        if row[0].value in (numbers[EXPLAIN], numbers[DATA_ERROR]):
            row[column["原因说明"]].value = f"原因：{row[0].value}"
            row[column["整改措施"]].value = "已复核原始磅单"
            row[column["处理类型"]].value = "解释说明"
            row[column["责任人岗位"]].value = "统计岗"
            row[column["答复日期"]].value = "2024-04-12"
    to.parent.mkdir(parents=True)
    book.save(to)


def _mend(example: Path, finding: dict[str, str], to: Path) -> None:
    """Deliver the file behind an opening stock again with the closing stock of the month before in its place."""
    file = finding["evidence"].partition("!")[0]
    book = openpyxl.load_workbook(example / file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    wrong = [
        cell for cell in cells if isinstance(cell.value, float) and cell.value == float(finding["observed"])
    ]
    assert wrong, "the delivered file no longer holds the planted number"
    for cell in wrong:
        cell.value = float(finding["expected"])
    path = to / file
    path = path.with_name(f"{path.stem}(修订){path.suffix}")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


@pytest.fixture(scope="module")
def answered(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Answered:
    root = tmp_path_factory.mktemp("answers")
    home = root / "home"
    shutil.copytree(example.home, home, symlinks=True)
    before = _export(home, root / "before")
    register = table(before / "finding_register.csv")
    opening = next(row for row in register if row["rule_id"] == OPENING)
    plant = opening["plant"]
    numbers = {row["rule_id"]: row["finding_id"] for row in register if row["plant"] == plant}
    assert potline("certify", "--home", str(home), "--close", CLOSE, "--by", "second").returncode == 0

    form = next((home / "documents" / "current").glob(f"{plant}_*答复表.xlsx"))
    _fill_in(form, root / "in" / plant / "2024-03" / "随意命名.xlsx", numbers)
    deliveries = Path(__file__).resolve().parents[2] / "examples" / "deliveries"
    _mend(deliveries, opening, root / "in")
    assert potline("ingest", "--home", str(home), str(root / "in")).returncode == 0

    decide = ("decide", "--home", str(home), "--by", "集团复核岗")
    assert potline(*decide, "--finding", numbers[DATA_ERROR], "--accept").returncode == 2
    listed = root / "decisions.csv"
    listed.write_text(
        f"编号,决定,理由\n{numbers[EXPLAIN]},关闭,属实\n{numbers[DATA_ERROR]},退回,请重报\n", encoding="utf-8"
    )
    done = potline(*decide, "--list", str(listed))
    assert done.returncode == 0, done.stderr
    closed = potline("close", "--home", str(home), *PERIOD)
    assert closed.returncode == 1, closed.stderr
    assert "整改台账" in closed.stdout
    return Answered(home, plant, numbers, before, _export(home, root / "after"))


def test_models_and_python_make_the_same_numbers(example: Example) -> None:
    rows = table(example.export / "findings.csv")
    made = {finding_id(r["plant"], r["process"], r["period"], r["rule_id"]): r["finding_id"] for r in rows}
    assert made
    assert all(given == number for given, number in made.items())


def test_every_finding_of_the_first_close_is_open_before_answers(answered: Answered) -> None:
    rows = table(answered.before / "finding_register.csv")
    findings = table(answered.before / "findings.csv")
    assert {row["status"] for row in rows} == {"open"}
    assert {r["finding_id"] for r in rows} == {
        r["finding_id"] for r in findings if r["disposition"] != "advisory"
    }


def test_answered_findings_are_closed_refused_or_corrected(answered: Answered) -> None:
    rows = {row["finding_id"]: row for row in table(answered.after / "finding_register.csv")}
    found = {rule: rows[answered.numbers[rule]]["status"] for rule in (EXPLAIN, DATA_ERROR, OPENING)}
    assert found == {EXPLAIN: "closed", DATA_ERROR: "refused", OPENING: "corrected"}
    others = [row["status"] for row in rows.values() if row["plant"] != answered.plant]
    assert set(others) == {"open"}


def test_findings_stay_what_the_close_raises(answered: Answered) -> None:
    raised = {row["finding_id"] for row in table(answered.after / "findings.csv")}
    assert answered.numbers[OPENING] not in raised
    assert answered.numbers[EXPLAIN] in raised
    before = {
        r["finding_id"]: r for r in table(answered.before / "findings.csv") if r["plant"] != answered.plant
    }
    after = {
        r["finding_id"]: r for r in table(answered.after / "findings.csv") if r["plant"] != answered.plant
    }
    assert after == before


def test_annex_3_carries_answer_and_conclusion(answered: Answered) -> None:
    folder = answered.home / "documents" / "current"
    sheet = openpyxl.load_workbook(folder / f"{answered.plant}.xlsx")["附件3"]
    rows = {row[13]: row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)}
    refused, corrected = rows[answered.numbers[DATA_ERROR]], rows[answered.numbers[OPENING]]
    assert refused[4:7] == (f"原因：{answered.numbers[DATA_ERROR]}", "已复核原始磅单", "未整改（答复已退回）")
    assert str(corrected[6]).startswith("已整改")
    report = Document(str(next(folder.glob(f"{answered.plant}_2024_*.docx"))))
    cells = [cell.text for row in report.tables[-2].rows for cell in row.cells]
    assert f"原因：{answered.numbers[DATA_ERROR]}" in cells
    assert "未整改（答复已退回）" in cells


def test_answers_raise_no_finding_and_a_mended_number_takes_the_certificate_away(answered: Answered) -> None:
    files = [row for row in table(answered.after / "files.csv") if row["kind"] == "finding_answers"]
    assert [(row["rows_keep"] != "0", row["rows_quarantine"] != "0") for row in files] == [(True, True)]
    evidence = " ".join(row["evidence"] for row in table(answered.after / "findings.csv"))
    assert files[0]["file"] not in evidence
    assert close_state(open_home(answered.home), CLOSE).state == "decertified"


def test_next_close_carries_what_is_not_settled(answered: Answered, tmp_path: Path) -> None:
    closed = potline("close", "--home", str(answered.home), "--period", "2024-04")
    assert closed.returncode == 1, closed.stderr
    out = _export(answered.home, tmp_path / "out")
    rows = {row["finding_id"]: row for row in table(out / "finding_register.csv")}
    refused = rows[answered.numbers[DATA_ERROR]]
    assert (refused["status"], refused["is_carried"], refused["carried_periods"]) == ("refused", "true", "2")
    assert rows[answered.numbers[EXPLAIN]]["status"] == "closed"
    assert {row["status"] for row in rows.values() if row["period"] < "2024-04"} >= {"carried", "corrected"}
    assert {row["period"] for row in table(out / "findings.csv")} == {"2024-04"}
    manifest = json.loads((answered.home / "published" / "current" / "manifest.json").read_bytes())
    assert "finding_register.parquet" not in manifest["tables"]
    assert potline("verify-log", "--home", str(answered.home)).returncode == 0
