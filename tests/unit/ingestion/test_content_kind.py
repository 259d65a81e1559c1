"""Files whose headers are words nobody has seen: told by what their columns hold, with a question; else left unknown."""

from decimal import Decimal

import pytest

from ingestion.cells.pinyin import initials
from tests.unit.ingestion.build import CONTEXT, csv_bytes, ladle_rows, read_one

# words of no registry: only the cells can tell
STRANGE = "梧桂榆椴樟楠柞槐桉檀栎柏"


def strange(width):
    return [f"{c}{c}" for c in STRANGE[:width]]


def read(rows, name="附表"):
    return read_one(f"{name}.csv", csv_bytes(rows), CONTEXT)


def columns(result):
    return {c.field: c.column_index for c in result.sheets[0].columns if c.field}


def values(result, column):
    return result.sheets[0].frame[column].to_list()


def asked(result):
    return " ".join(q for s in result.sheets for q in s.questions)


def daily_rows(header):
    rows = [header]
    for day in range(1, 29):
        output = 473000 + day * 731 % 900
        alumina, energy = output * 19 // 10 + 8500, output * 13 + day * 997
        rows.append(
            [
                f"2024-03-{day:02d}",
                213,
                output,
                205 + day % 5 * 3,
                alumina,
                energy,
                "示例" if day == 3 else None,
            ]
        )
    return rows


def psi_rows(header):
    figures = {
        "铝液": (0, 38166, 0, 20405, 17761),
        "铝锭": (4590, 16000, 0, 15000, 0),
        "氧化铝": (9000, 0, 74000, 0, 73100),
        "阳极炭块": (3000, 0, 18100, 0, 18000),
    }
    rows = [header]
    for item, (opening, made, bought, sold, used) in figures.items():
        rows.append([item, opening, made, bought, sold, used, opening + made + bought - sold - used])
    return rows


def trade_rows(header, item, price):
    rows = [header]
    for n in range(1, 9):
        tonnes = Decimal(n * 317 % 900 + 55) / 4
        rows.append(
            [
                f"2024-03-{n:02d}",
                f"DOC{n:06d}",
                item,
                "示例丙贸易有限公司",
                tonnes,
                price + n % 3,
                tonnes * (price + n % 3),
            ]
        )
    return rows


def test_ladle_tickets_are_told_by_weights_times_and_uses():
    rows = [list(r) for r in ladle_rows(120)]
    rows[0] = strange(len(rows[0]))
    result = read(rows)
    assert (result.kind, result.status) == ("ladle_tickets", "read")
    found = columns(result)
    assert (found["gross_t"], found["tare_t"], found["net_t"]) == (6, 7, 8)
    assert (found["ticket_no"], found["ladle_no"], found["weighed_at"], found["use_raw"]) == (0, 4, 5, 9)
    assert values(result, "net_t")[0] == Decimal("7.2")
    assert "按各列内容识别" in asked(result) and "没有写单位" in asked(result)


def test_a_daily_report_is_told_by_its_quotients():
    result = read(daily_rows(strange(7)))
    assert result.kind == "daily_report"
    found = columns(result)
    assert [found[n] for n in ("report_date", "pots_running", "output_t", "alumina_t", "ac_kwh")] == [
        0,
        1,
        2,
        4,
        5,
    ]
    assert found["anode_blocks"] == 3
    assert values(result, "output_t")[0] == Decimal("473.731")
    assert values(result, "ac_kwh")[0] == Decimal(473731 * 13 + 997)


def test_a_balance_is_told_by_order_arithmetic_and_what_a_smelter_buys():
    result = read(psi_rows(strange(7)))
    assert result.kind == "psi_ledger"
    found = columns(result)
    fields = ("opening_t", "production_t", "purchase_t", "sales_t", "own_use_t", "closing_t")
    assert [found[n] for n in fields] == [1, 2, 3, 4, 5, 6]
    assert "按各列内容识别" in asked(result)


def test_a_balance_that_does_not_come_out_stays_unknown():
    rows = [list(r) for r in psi_rows(strange(7))]
    for row in rows[1:]:
        row[6] += 977
    assert read(rows).status == "unknown_kind"


@pytest.mark.parametrize(
    ("item", "price", "kind"),
    [
        pytest.param("铝锭", 16800, "sales_ledger", id="what-a-smelter-sells"),
        pytest.param("氧化铝", 3254, "purchase_ledger", id="what-a-smelter-buys"),
    ],
)
def test_sales_and_purchases_are_told_by_what_they_are_about(item, price, kind):
    result = read(trade_rows(strange(7), item, price))
    assert result.kind == kind
    found = columns(result)
    assert (found["quantity_t"], found["unit_price_cny_t"], found["amount_cny"]) == (4, 5, 6)


def flow_rows(header):
    return [
        header,
        *([f"2024-03-{n:02d}", "铝锭", 300 + n * 7 % 50, 310 + n * 11 % 60] for n in range(1, 29)),
    ]


def test_what_came_in_and_what_went_out_are_not_told_by_their_place():
    assert read(flow_rows(strange(4))).status == "unknown_kind"


def test_a_morpheme_of_the_header_settles_what_came_in_and_what_went_out():
    result = read(flow_rows(["梧梧", "桂桂", "发掉", "收来"]))
    assert result.kind == "product_flow"
    assert (columns(result)["in_t"], columns(result)["out_t"]) == (3, 2)


def block_rows(header):
    return [header, *([f"2024-03-{n:02d}", 350 + n % 9, (350 + n % 9) * 1066] for n in range(1, 29))]


def test_forms_alike_stay_unknown_without_a_name():
    assert read(block_rows(strange(3))).status == "unknown_kind"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("阳极库领用", "anode_store", id="store"),
        pytest.param("炭素车间产量", "own_anode", id="own"),
    ],
)
def test_a_name_settles_between_forms_alike(name, kind):
    result = read(block_rows(strange(3)), name)
    assert result.kind == kind
    assert values(result, "mass_t")[0] == Decimal(351 * 1066) / 1000


def test_figures_of_another_size_take_back_a_word_that_only_resembles():
    header = ["系列", "系列平均电流强", "电流有效率%", "槽平均电压"]
    rows = [header, ["一系列", 92.28, 298.81, 4.043], ["二系列", 93.1, 399.2, 3.98]]
    found = columns(read(rows, "技术经济指标"))
    assert found.get("avg_current_ka") != 1


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        pytest.param("毛重", "mz", id="gross"),
        pytest.param("车牌号", "cph", id="plate"),
        pytest.param("铝液产量", "lycl", id="output"),
        pytest.param("日期", "rq", id="date"),
    ],
)
def test_initials_follow_from_the_code_of_a_character(word, letters):
    assert initials(word) == letters


def test_initials_are_told_of_common_characters_only():
    assert initials("毛重kg") is None and initials("鑫鑫") is None


def test_columns_named_by_initials_are_read_and_asked():
    rows = [list(r) for r in ladle_rows(30)]
    rows[0] = ["BDH", "DWMC", "XL", "TJRQ", "TBH", "GBSJ", "MZ(kg)", "PZ(kg)", "JZ(kg)", "YT", "BZ"]
    result = read(rows, "出铝过磅")
    assert result.kind == "ladle_tickets"
    found = columns(result)
    assert (found["gross_t"], found["tare_t"], found["net_t"], found["process_raw"]) == (6, 7, 8, 2)
    assert "拼音首字母" in asked(result) and "MZ(kg)=毛重" in asked(result)


def test_names_of_columns_in_another_system_are_a_header():
    rows = [list(r) for r in ladle_rows(30)]
    rows[0] = [
        "DOCUMENT",
        "PLANT",
        "LINES",
        "POSTED",
        "VESSEL",
        "STAMP",
        "GROSS_WT",
        "TARE_WT",
        "NET_WT",
        "USAGE",
        "MEMO",
    ]
    result = read(rows, "LADLE")
    assert (columns(result)["gross_t"], columns(result)["net_t"]) == (6, 8)


def test_a_form_of_two_columns_needs_its_name_or_its_very_words():
    rows = [["一系列", 14857], ["二系列", 23100]]
    assert read([["系列", "产量下达"], *rows]).kind != "plan_output"
    assert read([["系列", "计划产量下达"], *rows], "2024年3月生产计划").kind == "plan_output"
    assert read([["系列", "计划铝液产量"], *rows]).kind == "plan_output"
