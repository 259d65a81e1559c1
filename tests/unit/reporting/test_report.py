"""The verification report: the template's order, and no conformity while anything is open."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import polars as pl
import pytest
from docx import Document

from reporting.labels import WORDS, chapters_of, rows_of
from reporting.published import open_published
from reporting.report import write_reports
from reporting.report_settings import ReportSettings, ReportSettingsError, SettingsByPlant, report_settings
from tests.unit.reporting.example_close import (
    CHECKS,
    CLEAN_PLANT,
    FINDINGS,
    HOSTILE,
    OPEN_PLANT,
    empty_tables,
    frame,
    publish_example,
    tables,
)

CONFORMS = "符合《企业温室气体排放核算与报告指南 铝冶炼行业》和数据质量控制方案的规定。"
NOTHING_SET = SettingsByPlant(ReportSettings(), {})


def reports(root: Path, settings: SettingsByPlant = NOTHING_SET, **replaced: pl.DataFrame) -> dict[str, Path]:
    home = publish_example(root / "home", **replaced)
    return {
        path.name.split("_")[0]: path for path in write_reports(open_published(home), root / "out", settings)
    }


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return reports(tmp_path_factory.mktemp("reports"))


def test_conformity_is_stated_for_the_plant_without_open_questions(written):
    text = text_of(written[CLEAN_PLANT])
    assert CONFORMS in text
    assert "草稿" not in text


def test_conformity_is_not_stated_while_anything_is_open(written):
    text = text_of(written[OPEN_PLANT])
    assert CONFORMS not in text
    assert "不能确认" in text
    assert "（草稿：存在未解决事项，见核查结论）" in text
    assert "不符合项（含数据错误）2 条" in text


@pytest.mark.parametrize("status", ["nonconformity", "missing", "not_assessable", "explain", "brand_new"])
def test_one_open_answer_is_enough_to_withhold_conformity(tmp_path, status):
    checks = tables()["checks"].filter(pl.col("plant") == CLEAN_PLANT)
    one = checks.head(1).with_columns(status=pl.lit(status))
    text = text_of(reports(tmp_path, checks=pl.concat([checks, one]))[CLEAN_PLANT])
    assert CONFORMS not in text


def test_no_answers_at_all_is_no_conformity(tmp_path):
    text = text_of(reports(tmp_path, checks=frame(CHECKS, []), findings=frame(FINDINGS, []))[CLEAN_PLANT])
    assert CONFORMS not in text
    assert "本年度没有任何核查结果。" in text


def test_unanswered_requirements_are_listed_with_their_places(written):
    document = Document(str(written[OPEN_PLANT]))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["T1-01", "企业名称与营业执照一致", "文件查阅", "未核查（缺资料）", "全厂·2024"] in rows


def test_body_has_the_chapters_of_the_template_in_order(written):
    headings = [
        p.text for p in Document(str(written[OPEN_PLANT])).paragraphs if p.style.name.startswith("Heading")
    ]
    expected = [f"{row['chapter']} {row['title_zh']}" for row in rows_of(WORDS / "chapters.csv")]
    assert [text for text in headings if text in expected] == expected
    assert headings[-4:] == [
        "附件1：核查结果数据表", "附件2：配额分配相关数据表", "附件3：不符合项清单", "附件4：支持性文件清单",
    ]  # fmt: skip
    assert "3.2.2.2 2#铝电解工序" in headings


def test_emissions_stand_by_process_and_in_total(written):
    rows = [[c.text for c in row.cells] for t in Document(str(written[CLEAN_PLANT])).tables for row in t.rows]
    assert ["合计（tCO₂e）", "20,280.12", "20,280.12", "40,560.24"] in rows
    assert ["能源作为原材料用途的温室气体排放量（tCO₂）", "17,122.2", "17,122.2", "34,244.4"] in rows


def test_months_whose_correction_is_an_estimate_are_named(tmp_path, written):
    estimated = tables()["emissions"].with_columns(
        is_correction_estimated=pl.col("period").is_in(["2024-02", "2024"])
    )
    text = text_of(reports(tmp_path, emissions=estimated)[CLEAN_PLANT])
    assert "2024-02没有逐日质量" in text
    assert "修正量含按天数分摊的估算" in text
    assert "按天数分摊" not in text_of(written[CLEAN_PLANT])


def test_a_settled_mass_is_said_with_the_emissions(tmp_path, written):
    settled = tables()["allowances"].with_columns(mass_basis=pl.lit("settled"))
    text = text_of(reports(tmp_path, allowances=settled)[CLEAN_PLANT])
    assert "1#铝电解工序、2#铝电解工序采用核定质量" in text
    assert "核定质量" not in text_of(written[CLEAN_PLANT])


def test_months_and_ids_of_requirements_stand_on_one_line(written):
    # twips: what 2024-01 and X-DEPOSIT-40 take at nine points, with the margins of the cell
    needed = {"月份": 960, "核查项": 1380}
    firsts = [
        (table.rows[0].cells[0].text, table.columns[0].width)
        for table in Document(str(written[OPEN_PLANT])).tables
    ]
    assert needed.keys() <= {head for head, _ in firsts}
    assert all(width.twips >= needed.get(head, 0) for head, width in firsts if width is not None)


@pytest.mark.parametrize(
    ("parameter", "chapters"),
    [("anode_loss_rate", ["3.4.1.2"]), ("anode_ash", ["3.4.2.1"]), ("output", ["3.4.1.2", "3.4.2.1"])],
)
def test_a_finding_about_one_factor_stands_in_the_chapter_of_that_factor(parameter, chapters):
    assert chapters_of("A-23", parameter) == chapters


def test_an_unknown_value_is_said_to_be_unknown(tmp_path):
    annex1 = tables()["annex1"].filter(pl.col("item") != "e_pfc")
    rows = [
        [c.text for c in r.cells]
        for t in Document(str(reports(tmp_path, annex1=annex1)[CLEAN_PLANT])).tables
        for r in t.rows
    ]
    unknown = "无法核定（缺资料）"
    assert ["阳极效应产生的温室气体排放量（tCO₂e）", unknown, unknown, unknown] in rows


def test_annex_3_has_the_columns_of_the_template_and_leaves_the_unit_its_own(written):
    table = Document(str(written[OPEN_PLANT])).tables[-2]
    head = [cell.text for cell in table.rows[0].cells]
    assert head == [
        "序号", "类别", "不符合项描述", "涉及的参数", "重点排放单位原因分析", "重点排放单位采取的纠正措施", "核查结论",
    ]  # fmt: skip
    first = [cell.text for cell in table.rows[1].cells]
    assert (first[1], first[3], first[6]) == ("核算数据", "铝液产量", "未整改")
    assert first[4] == first[5] == "（待重点排放单位填写）"
    assert len(table.rows) == 3


def test_what_plants_write_stays_text(written):
    with zipfile.ZipFile(written[OPEN_PLANT]) as package:
        body = package.read("word/document.xml").decode()
    assert "&lt;script&gt;" in body
    assert "<script>" not in body
    assert "hyperlink" not in body
    assert HOSTILE.replace("\x07", "\ufffd") in text_of(written[OPEN_PLANT])


def test_report_number_needs_the_verifier(tmp_path):
    assert "云南-【缺核查技术服务机构缩写】-NABCDE-2024-01" in text_of(reports(tmp_path / "a")[OPEN_PLANT])
    known = SettingsByPlant(ReportSettings(verifier_abbreviation="HC"), {OPEN_PLANT: {"version": "02"}})
    assert "报告编号：云南-HC-NABCDE-2024-02" in text_of(reports(tmp_path / "b", known)[OPEN_PLANT])


def test_chinese_fonts_and_language_are_set(written):
    with zipfile.ZipFile(written[OPEN_PLANT]) as package:
        styles = package.read("word/styles.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles
    assert '<w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>' in styles


def test_a_rerun_gives_the_same_bytes(tmp_path, written):
    again = reports(tmp_path)
    for plant, path in written.items():
        digests = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (path, again[plant])]
        assert digests[0] == digests[1]


def test_a_close_without_a_year_has_no_report(tmp_path):
    home = publish_example(tmp_path / "home", has_year=False)
    assert write_reports(open_published(home), tmp_path / "out", NOTHING_SET) == []


def test_empty_tables_still_make_a_report(tmp_path):
    text = text_of(reports(tmp_path, **empty_tables())[OPEN_PLANT])
    assert CONFORMS not in text
    assert "没有2023年度核查后的数据，无法比较。" in text
    assert "未提供清单" in text


def test_settings_are_read_with_a_plant_of_its_own(tmp_path):
    home = publish_example(tmp_path)
    (home.root / "config").mkdir()
    (home.root / "config" / "report.yml").write_text(
        "verifier_abbreviation: HC\nissued_date: 2025-03-01\nteam_members: [甲, 乙]\nplants: {OPN: {version: '03'}}\n",
        encoding="utf-8",
    )
    settings = report_settings(home)
    assert settings.of(OPEN_PLANT).version == "03"
    assert (settings.of(CLEAN_PLANT).version, settings.group.issued_date) == ("01", "2025-03-01")
    assert settings.group.team_members == "甲、乙"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        pytest.param("verifier_abbrev: HC", "verifier_abbrev", id="unknown-key"),
        pytest.param("plants: {OPN: {x: 1}}", "plants.OPN.x", id="unknown-key-of-a-plant"),
        pytest.param("plants: [1]", "plants", id="plants-not-by-code"),
        pytest.param("a: [", "YAML", id="not-yaml"),
        pytest.param("just text", "report.yml", id="no-keys"),
    ],
)
def test_unusable_settings_name_the_file_and_the_key(tmp_path, content, named):
    home = publish_example(tmp_path)
    (home.root / "config").mkdir()
    (home.root / "config" / "report.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ReportSettingsError, match=r"report\.yml") as error:
        report_settings(home)
    assert named in str(error.value)
