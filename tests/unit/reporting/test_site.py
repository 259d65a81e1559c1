"""The group's pages: worst first, nothing hidden, nothing fetched, nothing executed."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest

from expectations import check_gate, intake_gate
from reporting.charts import Series, stacked
from reporting.labels import GATE
from reporting.published import open_published
from reporting.site import write_site
from tests.unit.reporting.example_close import (
    CHECKS,
    CLEAN_PLANT,
    OPEN_PLANT,
    VALIDATION,
    empty_tables,
    frame,
    publish_example,
    tables,
)


class Tags(HTMLParser):
    """Collects tags and the addresses they carry."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src", "action") and value]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def pages(root: Path, receipts: frozenset[Path] = frozenset(), **options: object) -> dict[str, str]:
    home = publish_example(root / "home", **options)  # type: ignore[arg-type]
    return {
        p.name: p.read_text(encoding="utf-8")
        for p in write_site(open_published(home), root / "out", receipts)
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return pages(tmp_path_factory.mktemp("site"), frozenset({Path(OPEN_PLANT) / "2024-01"}))


def test_there_is_an_overview_a_gates_page_and_a_page_per_plant(written):
    assert set(written) == {
        "index.html",
        "validation.html",
        "inventories.html",
        f"{OPEN_PLANT}.html",
        f"{CLEAN_PLANT}.html",
    }


def test_the_whole_plant_is_called_so_and_not_by_its_code(written):
    assert not [name for name, page in written.items() if ">ALL<" in page]
    assert ">全厂<" in written[f"{OPEN_PLANT}.html"]


def test_a_plants_counts_say_what_they_count(written):
    assert "按核查项计" in written[f"{OPEN_PLANT}.html"]


def test_pages_fit_a_narrow_window_and_print_english_no_larger_than_chinese(written):
    style = written["index.html"].partition("<style>")[2].partition("</style>")[0]
    assert re.search(
        r"@media screen and \(max-width:760px\).*table \{ display:block; overflow-x:auto \}", style
    )
    sizes = [
        int(n)
        for n in re.findall(
            r"@media print.*?table \{ font-size:(\d+)px \} \.en[^{]*\{ font-size:(\d+)px", style
        )[0]
    ]
    assert sizes[1] < sizes[0]


def test_the_worst_plant_stands_first(written):
    index = written["index.html"]
    assert index.index(f"{OPEN_PLANT}.html") < index.index(f"{CLEAN_PLANT}.html")


def test_a_plant_nobody_looked_at_stands_above_all_and_reads_missing(tmp_path):
    checks = tables()["checks"].filter(pl.col("plant") == OPEN_PLANT)
    index = pages(tmp_path, checks=checks)["index.html"]
    assert index.index(f"{CLEAN_PLANT}.html") < index.index(f"{OPEN_PLANT}.html")
    row = re.search(rf'<tr><td><a href="{CLEAN_PLANT}.html">.*?</tr>', index, re.DOTALL)
    assert row and "未核查（缺资料）" in row[0]
    assert "通过" not in row[0]


def test_a_requirement_without_an_answer_shows_a_dash_not_a_pass(tmp_path):
    checks = tables()["checks"].filter((pl.col("plant") == OPEN_PLANT) | (pl.col("requirement") != "T1-01"))
    index = pages(tmp_path, checks=checks)["index.html"]
    row = re.search(r'<tr><td class="k">T1-01</td>.*?</tr>', index, re.DOTALL)
    assert row and ">—<" in row[0]


def test_what_plants_write_is_never_markup(written):
    for name, page in written.items():
        tags = Tags(page)
        assert "script" not in tags.names, name
        assert not tags.handlers, name
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in written[f"{OPEN_PLANT}.html"]
    assert "{{ 7*7 }}" in written[f"{OPEN_PLANT}.html"]


def test_pages_ask_nothing_of_the_network(written):
    for name, page in written.items():
        outside = [
            address for address in Tags(page).addresses if "://" in address or address.startswith("//")
        ]
        assert not outside, name
        assert not re.search(r"@import|url\(", page), name


def test_plant_page_links_to_its_workbook_report_and_receipts(written):
    addresses = [unquote(address) for address in Tags(written[f"{OPEN_PLANT}.html"]).addresses]
    assert {
        f"{OPEN_PLANT}.xlsx", f"{OPEN_PLANT}_2024_核查报告.docx", f"../../receipts/{OPEN_PLANT}/2024-01/receipt.html",
    } <= set(addresses)  # fmt: skip
    assert not [a for a in Tags(written[f"{CLEAN_PLANT}.html"]).addresses if "receipts" in a]


def test_plant_page_has_bridge_findings_and_every_answer(written):
    page = written[f"{OPEN_PLANT}.html"]
    for part in (
        "铝液对账桥（全厂）",
        "未解释差额",
        "-2.5",
        "产量不一致",
        "逐项结果（9）",
        "P-07",
        "P-14",
        "<svg",
    ):
        assert part in page
    # once as a finding, once in the register
    assert page.count("产量不一致") == 2


def test_the_drawing_gives_deviations_from_the_weighings(written):
    assert "生产统计报表 1 %" in written[f"{OPEN_PLANT}.html"].replace("0.999500", "1").replace(
        "1.000 %", "1 %"
    )


def test_months_below_a_drawing_do_not_run_into_each_other():
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    drawing = stacked(months, [Series("排放", [Decimal(1)] * 12)])
    named = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle"', drawing)]
    assert len(named) > 1
    assert min(right - left for left, right in pairwise(named)) >= 48


def test_gates_page_shows_limits_and_refused_rows(written):
    page = written["validation.html"]
    for part in ("进料关（行级）", "限值关（结果级）", "P-07.form", "0.05", "X-WEIGH.net"):
        assert part in page


def test_gates_are_named_as_those_that_write_their_results():
    assert set(GATE) == {intake_gate.GATE, check_gate.GATE}


def test_a_gate_that_ran_is_never_said_not_to_have_run(written):
    assert "未运行" not in written["validation.html"] + written["index.html"]


def test_a_gate_that_did_not_run_is_said_so(tmp_path):
    page = pages(tmp_path, validation=frame(VALIDATION, []))
    assert page["validation.html"].count("未运行，没有结果") == 2
    assert "未运行" in page["index.html"]


def test_an_estimated_correction_is_said_beside_emissions_allowances_and_instruments(tmp_path, written):
    flagged = {
        name: tables()[name].with_columns(pl.lit(True).alias(column))
        for name, column in (
            ("emissions", "is_correction_estimated"),
            ("allowances", "is_correction_estimated"),
            ("calibration_effects", "is_estimated"),
        )
    }
    page = pages(tmp_path, **flagged)
    assert "原始计量记录；修正量含按天数分摊的估算" in page[f"{CLEAN_PLANT}.html"]
    assert "（含按天数分摊的估算）" in page[f"{CLEAN_PLANT}.html"]
    assert "有工序的校准修正量含按天数分摊的估算" in page["index.html"]
    assert not any("按天数分摊" in text for text in written.values())


def test_a_settled_mass_is_said_beside_the_allowance_that_rests_on_it(tmp_path, written):
    page = pages(tmp_path, allowances=tables()["allowances"].with_columns(mass_basis=pl.lit("settled")))
    for name in ("index.html", f"{CLEAN_PLANT}.html"):
        assert ">核定质量<" in page[name] and "差额见对账桥" in page[name]
        assert "核定质量" not in written[name]


MEMBER = "M1"


@pytest.fixture(scope="module")
def with_member(tmp_path_factory):
    own = tables()
    member = own["plants"].head(1).with_columns(plant=pl.lit(MEMBER), is_smelter=pl.lit(False))
    fact = own["checks"].head(1).with_columns(plant=pl.lit(MEMBER), requirement=pl.lit("X-ISO"))
    nothing = fact.with_columns(plant=pl.lit(OPEN_PLANT), status=pl.lit("not_applicable"))
    finding = own["findings"].head(1).with_columns(plant=pl.lit(MEMBER))
    return pages(
        tmp_path_factory.mktemp("member"),
        plants=pl.concat([own["plants"], member]),
        checks=pl.concat([own["checks"], fact.with_columns(status=pl.lit("explain")), nothing]),
        findings=pl.concat([own["findings"], finding]),
    )


def test_a_member_that_is_no_smelter_stands_below_the_smelters_and_leads_to_its_lists(with_member):
    row = re.search(
        rf'<tr><td><a href="inventories.html">{MEMBER} .*?</tr>', with_member["index.html"], re.DOTALL
    )
    assert row and "需说明" in row[0]


def test_no_link_of_a_page_leads_nowhere(with_member):
    for page in with_member.values():
        assert all(re.findall(r'href="([^"]*)"', page))
        assert 'href=""' not in page


def test_a_requirement_that_no_shown_plant_has_to_answer_is_not_among_those_with_something_to_report(
    with_member,
):
    reported = with_member["index.html"].partition("核查项 × 工厂")[2].partition("<details>")[0]
    assert "X-ISO" not in reported


def test_without_a_year_there_is_no_allowance_and_no_report_link(tmp_path):
    written = pages(tmp_path, has_year=False)
    assert "不测算配额" in written["index.html"]
    assert "核查报告" not in written[f"{OPEN_PLANT}.html"]


def test_empty_tables_never_read_as_passed(tmp_path):
    written = pages(tmp_path, **empty_tables())
    assert "没有任何核查结果：未核查。" in written[f"{OPEN_PLANT}.html"]
    assert 'class="mark missing">未核查' in written["index.html"]


def test_a_rerun_gives_the_same_pages(tmp_path, written):
    again = pages(tmp_path, frozenset({Path(OPEN_PLANT) / "2024-01"}))
    assert again == written


def test_a_status_nobody_knows_is_shown_and_counts_as_worst(tmp_path):
    odd = frame(CHECKS, tables()["checks"].to_dicts()).with_columns(status=pl.lit("brand_new"))
    assert "brand_new" in pages(tmp_path, checks=odd)["index.html"]


def test_inventories_show_lines_the_group_by_share_and_checked_reports(written):
    page = written["inventories.html"]
    assert "452.25" in page and "301.5" in page
    assert "LIST-LINE" in page and "L-REPLAY" in page and "某公司清单报告" in page
    assert "<script>alert" not in page
    assert "inventories.html" in Tags(written["index.html"]).addresses


def test_a_close_without_lists_says_so(tmp_path):
    page = pages(tmp_path, has_year=False)["inventories.html"]
    assert "没有年度活动清单" in page and "没有已检查的报告" in page
