"""What a receipt says of a plant's month: understood, set aside, changed, late, missing."""

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter
from click.testing import CliRunner

from ingestion.landing.ingest import ingest_folder
from ingestion.receipts.facts import due_date, receipt_facts
from ingestion.records.catalogue import read_table
from orchestration.commands.map import command as map_command
from reporting.receipts import receipt_view
from tests.integration.landing.group import put, register, small_group, tickets
from warehouse.event_log import read_head
from warehouse.home import open_home


@pytest.fixture
def facts(tmp_path):
    folder = small_group(tmp_path / "d")
    put(folder, "QLAL/2024-01/日报.xlsx", b"broken")
    ingest_folder(tmp_path / "home", folder)
    return receipt_facts(tmp_path / "home", "QLAL", "2024-01")


def file_of(facts, part):
    return next(file for file in facts.files if part in file.file)


def test_it_says_how_every_column_was_understood(facts):
    sheet = file_of(facts, "1月.csv").sheets[0]
    fields = {column["header_raw"]: column["field"] for column in sheet.columns}
    assert fields["净重（吨）"] == "net_t"
    assert (
        sheet.rows_present
        == sheet.rows_keep + sheet.rows_quarantine + sheet.rows_duplicate + sheet.rows_furniture
    )
    assert any("吨" in assumed for assumed in sheet.units_assumed)


def test_it_names_cell_reason_and_remedy_of_every_row_set_aside(facts):
    apart = [row for row in file_of(facts, "1月.csv").rows_apart if row.status != "superseded"]
    assert [(row.row, row.key, row.status) for row in apart] == [(42, "00000007", "duplicate")]


def test_a_row_still_set_aside_says_how_to_mend_it(tmp_path):
    folder = small_group(tmp_path / "d")
    (folder / "QLAL/2024-01/铝液过磅_1月(修订).csv").unlink()
    ingest_folder(tmp_path / "home", folder)
    rows = file_of(receipt_facts(tmp_path / "home", "QLAL", "2024-01"), "1月.csv").rows_apart
    aside = next(row for row in rows if row.status == "quarantine")
    assert (aside.row, aside.requirement) == (6, "X-TYPE")
    assert "无读数" in aside.reason.zh
    assert aside.remedy.zh and aside.remedy.en


def test_it_says_what_a_revision_replaced_and_changed(facts):
    revised = file_of(facts, "修订")
    assert (revised.version, revised.earlier_versions) == (2, ["QLAL/2024-01/铝液过磅_1月.csv"])
    assert revised.changes == {"added": 1, "altered": 5}


def test_it_lists_what_is_missing_and_what_could_not_be_read(facts):
    needed = [item.kind for item in facts.missing if item.is_needed]
    assert needed == ["daily_report"]
    assert file_of(facts, "日报").status != "read"
    assert file_of(facts, "日报").message.zh
    assert "QLAL/2024-01/日报.xlsx" in facts.not_registered


def test_it_names_late_files(tmp_path):
    folder = small_group(tmp_path / "d")
    put(folder, "QLAL/2024-01/晚.csv", tickets(200, 5))
    register(folder, [("QLAL/2024-01/晚.csv", "2024-02-20")])
    ingest_folder(tmp_path / "home", folder)
    late = file_of(receipt_facts(tmp_path / "home", "QLAL", "2024-01"), "晚")
    assert (late.is_late, late.due_date, late.received_date) == (True, date(2024, 2, 8), date(2024, 2, 20))


def test_it_holds_for_a_stated_event_of_the_log(tmp_path):
    folder = small_group(tmp_path / "d")
    ingest_folder(tmp_path / "home", folder)
    head = read_head(open_home(tmp_path / "home"))
    facts = receipt_facts(tmp_path / "home", "BSAL", "2024-01")
    assert (facts.log_seq, facts.log_head) == (head.seq, head.hash)
    assert facts.as_dict()["files"][0]["status_words"] == {"zh": "已读取", "en": "read"}


def test_totals_stand_beside_what_the_rows_add_up_to(tmp_path):
    folder = small_group(tmp_path / "d")
    put(folder, "BSAL/2024-01/铝液过磅.csv", tickets(1, 10) + "合计,,,205.00,125.00,81.00,\n")
    ingest_folder(tmp_path / "home", folder)
    totals = file_of(receipt_facts(tmp_path / "home", "BSAL", "2024-01"), "铝液").sheets[0].totals
    net = next(total for total in totals if total["column_field"] == "net_t")
    assert (Decimal(net["printed_value"]), Decimal(net["computed_value"]), net["agrees"]) == (81, 80, False)


@pytest.mark.parametrize(
    ("rule", "period", "day"),
    [
        ("next_month:8", "2024-12", date(2025, 1, 8)),
        ("next_month:31", "2024-01", date(2024, 2, 29)),
        ("next_year:02-15", "2024", date(2025, 2, 15)),
        ("next_year:02-15", "2024-01", None),
        ("next_month:x", "2024-01", None),
        (None, "2024-01", None),
    ],
)
def test_the_last_day_of_a_period_follows_the_plants_rule(rule, period, day):
    assert due_date(rule, period) == day


def test_a_blank_cell_is_to_be_filled_in_and_not_rid_of_words(tmp_path):
    folder = small_group(tmp_path / "d")
    lines = tickets(1, 12).splitlines()
    lines[3] = lines[3].partition(",")[1] + lines[3].partition(",")[2]
    put(folder, "BSAL/2024-01/铝液过磅.csv", "\n".join(lines) + "\n")
    ingest_folder(tmp_path / "home", folder)
    rows = file_of(receipt_facts(tmp_path / "home", "BSAL", "2024-01"), "铝液过磅.csv").rows_apart
    assert [(row.row, "补填" in row.remedy.zh, "words" in row.remedy.en) for row in rows] == [
        (4, True, False)
    ]


def test_a_later_version_replaces_only_files_whose_rows_it_brings_again(tmp_path):
    folder = small_group(tmp_path / "d")
    put(folder, "QLAL/2024-01/另一班.csv", tickets(301, 10, process="二系列"))
    ingest_folder(tmp_path / "home", folder)
    revised = file_of(receipt_facts(tmp_path / "home", "QLAL", "2024-01"), "修订")
    assert revised.earlier_versions == ["QLAL/2024-01/铝液过磅_1月.csv"]


def test_rows_set_aside_are_told_however_many_rows_were_replaced_before_them(tmp_path, monkeypatch):
    monkeypatch.setattr("ingestion.receipts.facts.MAX_ROWS_PER_FILE", 1)
    folder = small_group(tmp_path / "d")
    ingest_folder(tmp_path / "home", folder)
    first = file_of(receipt_facts(tmp_path / "home", "QLAL", "2024-01"), "1月.csv")
    assert [row.status for row in first.rows_apart] == ["duplicate"]
    assert first.rows_to_mend == first.rows_quarantine + first.rows_duplicate == 1
    assert sum(len(part.rows) for part in first.rows_replaced) == first.rows_superseded > 1


def test_rows_beyond_those_listed_are_counted_among_those_to_mend(tmp_path, monkeypatch):
    monkeypatch.setattr("ingestion.receipts.facts.MAX_ROWS_PER_FILE", 1)
    folder = small_group(tmp_path / "d")
    put(
        folder, "BSAL/2024-01/铝液过磅.csv", tickets(1, 30) + tickets(31, 12, net="无读数").partition("\n")[2]
    )
    ingest_folder(tmp_path / "home", folder)
    file = file_of(receipt_facts(tmp_path / "home", "BSAL", "2024-01"), "铝液过磅.csv")
    assert (len(file.rows_apart), file.rows_apart_not_shown, file.rows_to_mend) == (1, 11, 12)


def test_rows_that_cannot_be_used_are_listed_before_rows_that_came_twice(tmp_path, monkeypatch):
    monkeypatch.setattr("ingestion.receipts.facts.MAX_ROWS_PER_FILE", 1)
    folder = small_group(tmp_path / "d")
    lines = (
        tickets(1, 30) + tickets(1, 2).partition("\n")[2] + tickets(31, 1, net="无读数").partition("\n")[2]
    )
    put(folder, "BSAL/2024-01/铝液过磅.csv", lines)
    ingest_folder(tmp_path / "home", folder)
    file = file_of(receipt_facts(tmp_path / "home", "BSAL", "2024-01"), "铝液过磅.csv")
    assert [row.status for row in file.rows_apart] == ["quarantine"] and file.rows_duplicate == 2


def test_a_sheet_that_no_table_fits_is_asked_about_and_not_passed_over(tmp_path):
    folder = small_group(tmp_path / "d")
    book = xlsxwriter.Workbook(str(folder / "BSAL/2024-01/两张表.xlsx"))
    for name, lines in {
        "过磅": tickets(101, 9).splitlines(),
        "食堂": ["菜名,价格", "青菜,3", "米饭,1"],
    }.items():
        sheet = book.add_worksheet(name)
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line.split(","))
    book.close()
    ingest_folder(tmp_path / "home", folder, workers=0)
    view = receipt_view(receipt_facts(tmp_path / "home", "BSAL", "2024-01").as_dict())
    asked = [(question["sheet"], question["text"]) for question in view["questions"]]
    assert [sheet for sheet, text in asked if "3行未读取" in text and "3 rows were not read" in text] == [
        "食堂"
    ]


def view_of(home, folder):
    ingest_folder(home, folder, workers=0)
    return receipt_view(receipt_facts(home, "QLAL", "2024-01").as_dict())


def test_a_copy_is_told_in_one_line_and_not_row_by_row(tmp_path):
    folder = small_group(tmp_path / "d")
    put(folder, "QLAL/2024-01/又一份.csv", (folder / "QLAL/2024-01/铝液过磅_1月(修订).csv").read_bytes())
    view = view_of(tmp_path / "home", folder)
    copy = next(file for file in view["files"] if file["copy_of"])
    assert (copy["rows_duplicate"], copy["listed"], copy["questions"]) == (6, [], [])


@pytest.mark.parametrize(
    ("day", "asked"), [("2024-02-20", True), ("2024-02-01", False)], ids=["later", "earlier"]
)
def test_a_first_version_that_comes_again_after_its_revision_is_asked_about(tmp_path, day, asked):
    folder = small_group(tmp_path / "d")
    again, first = "QLAL/2024-01/再次报送.csv", "QLAL/2024-01/铝液过磅_1月.csv"
    put(folder, again, (folder / first).read_bytes())
    register(
        folder, [(first, "2024-02-05"), ("QLAL/2024-01/铝液过磅_1月(修订).csv", "2024-02-17"), (again, day)]
    )
    questions = [question["text"] for question in view_of(tmp_path / "home", folder)["questions"]]
    told = [text for text in questions if "如要恢复原值" in text]
    assert bool(told) == asked
    assert not asked or (
        "6行已被后来的文件（铝液过磅_1月(修订).csv）取代" in told[0] and "keep only the rows" in told[0]
    )


@pytest.mark.parametrize("is_registered", [True, False], ids=["registered", "not-registered"])
@pytest.mark.parametrize("kept", [slice(None), slice(3, 7)], ids=["all-rows", "only-some"])
def test_the_way_back_to_earlier_values_that_the_question_tells_really_works(tmp_path, is_registered, kept):
    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    again, first = "QLAL/2024-01/再次报送.csv", "QLAL/2024-01/铝液过磅_1月.csv"
    put(folder, again, (folder / first).read_bytes())
    (folder / "_group/报送登记.csv").unlink()
    if is_registered:
        days = [
            (first, "2024-02-05"),
            ("QLAL/2024-01/铝液过磅_1月(修订).csv", "2024-02-17"),
            (again, "2024-02-20"),
        ]
        register(folder, days)
    question = next(q["text"] for q in view_of(home, folder)["questions"] if "如要恢复原值" in q["text"])
    assert masses(home)[3:7] == ["8.500000"] * 4
    name = re.search("另存为“(.*?)”", question)[1]
    assert name == re.search("save it as '(.*?)'", question)[1]
    header, *lines = (folder / first).read_text(encoding="gb18030").splitlines()
    put(folder, f"QLAL/2024-01/{name}", "\n".join([header, *lines[kept]]) + "\n\n")
    view_of(home, folder)
    # ticket 5 had no reading in the first version: there is nothing to go back to, the later value stays
    assert masses(home)[3:7] == ["8.000000", "8.500000", "8.000000", "8.000000"]


def masses(home):
    """Net masses that count, by ticket number."""
    files = {f.stem: pl.read_parquet(f) for f in (home / "lake/ladle_tickets/QLAL/2024-01").glob("*.parquet")}
    replaced = read_table(home, "resolved").filter(pl.col("status") != "keep").select("delivery_id", "row_no")
    rows = pl.concat(files.values()).filter(pl.col("row_status") == "keep")
    rows = rows.join(
        replaced.cast({"row_no": rows.schema["row_no"]}), on=["delivery_id", "row_no"], how="anti"
    )
    assert rows["ticket_no"].is_unique().all()
    return rows.sort("ticket_no")["net_t"].cast(pl.String).to_list()


def test_a_file_put_back_under_its_own_path_is_said_by_every_ingest_until_it_is_settled(tmp_path):
    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    path = folder / "BSAL/2024-01/铝液过磅.csv"
    old = path.read_bytes()
    ingest_folder(home, folder)
    put(folder, "BSAL/2024-01/铝液过磅.csv", tickets(1, 30, "8.25"))
    assert ingest_folder(home, folder).returned == []
    path.write_bytes(old)
    summary = ingest_folder(home, folder)
    assert len(summary.returned) == 1 and "铝液过磅(修订2).csv" in summary.returned[0] in summary.text()
    put(folder, "BSAL/2024-01/铝液过磅(修订2).csv", old + b"\n")
    path.write_bytes(tickets(1, 30, "8.25").encode("gb18030"))
    assert ingest_folder(home, folder).returned == []
    rows = receipt_facts(home, "BSAL", "2024-01").files
    assert {f.file: f.rows_keep for f in rows if "修订2" in f.file} == {
        "BSAL/2024-01/铝液过磅(修订2).csv": 30
    }


def test_a_path_that_held_something_unusable_in_between_is_not_asked_about(tmp_path):
    folder, home = small_group(tmp_path / "d"), tmp_path / "home"
    path = folder / "BSAL/2024-01/铝液过磅.csv"
    old = path.read_bytes()
    for content in (old, b"", old):
        path.write_bytes(content)
        assert ingest_folder(home, folder).returned == []


def test_a_number_that_stands_twice_says_what_to_do(facts):
    repeated = [row for file in facts.files for row in file.rows_apart if row.status == "duplicate"]
    assert repeated and all("只计一次" in row.remedy.zh and row.remedy.en for row in repeated)


def test_the_map_of_a_file_speaks_chinese_with_the_codes(tmp_path):
    folder = small_group(tmp_path / "d")
    ingest_folder(tmp_path / "home", folder, workers=0)
    file = folder / "BSAL/2024-01/铝液过磅.csv"
    shown = CliRunner().invoke(map_command, ["--home", str(tmp_path / "home"), str(file)], input="n\n").output
    assert "表头原文 | 识别为 | 单位 | 单位出处" in shown
    assert "净重（吨） | 净重（net_t） | 吨 | 表头" in shown and "（ladle_tickets）" in shown


def test_map_asks_for_the_period_of_a_file_that_lies_in_no_folder_of_one(tmp_path):
    folder = small_group(tmp_path / "d")
    file = tmp_path / "desktop" / "铝液过磅.csv"
    file.parent.mkdir()
    file.write_bytes((folder / "BSAL/2024-01/铝液过磅.csv").read_bytes())
    arguments = ["--home", str(tmp_path / "home"), "--plant", "BSAL", str(file)]
    asked = CliRunner().invoke(map_command, arguments, input="n\n")
    assert asked.exit_code == 2 and "--period 2024-03" in asked.output
    shown = CliRunner().invoke(map_command, [*arguments, "--period", "2024-01"], input="n\n").output
    assert "（ladle_tickets）" in shown
