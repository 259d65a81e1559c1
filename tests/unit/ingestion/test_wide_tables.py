"""Tables laid out across (days, shifts, meters, processes, months to the right) hold the same rows as plain ones."""

from decimal import Decimal

from tests.unit.ingestion.build import CONTEXT, YEAR, read_one, xlsx_bytes

DAYS = range(1, 32)


def _read(name, rows, context=CONTEXT):
    return read_one(name, xlsx_bytes({"Sheet1": rows}), context)


def _one(result, table):
    frames = [s.frame for s in result.sheets if s.table_name == table]
    assert len(frames) == 1, [(s.table_name, s.rows) for s in result.sheets]
    return frames[0]


def test_days_across_give_one_row_per_process_and_day():
    rows = [["电解日生产情况"], ["系列", "项目", "单位", *(f"{d}日" for d in DAYS), "合计"]]
    for process, base in (("一系列", 500), ("二系列", 700)):
        rows.append([process, "运行槽数", "台", *(200 for _ in DAYS), None])
        rows.append([None, "出铝量", "吨", *(base + d for d in DAYS), 31 * base + 496])
        rows.append([None, "氧化铝消耗", "吨", *(2 * base for _ in DAYS), 62 * base])
    frame = _one(_read("电解日报.xlsx", rows), "daily_report")
    assert frame.height == 62 and set(frame["process"]) == {"1#", "2#"}
    seventh = frame.filter((frame["process"] == "2#") & (frame["report_date"].dt.day() == 7))
    assert seventh["output_t"].to_list() == [Decimal("707")] and seventh["alumina_t"].to_list() == [
        Decimal("1400")
    ]


def test_days_from_the_26th_across_belong_to_the_month_before():
    labels = [*range(26, 32), *range(1, 26)]
    rows = [["系列", "项目", *labels], ["一系列", "块数", *(100 for _ in labels)],
            ["一系列", "重量(t)", *(110 for _ in labels)]]  # fmt: skip
    frame = _one(_read("阳极出库台账.xlsx", rows), "anode_store")
    assert str(frame["issue_date"].min()) == "2024-02-26" and str(frame["issue_date"].max()) == "2024-03-25"


def test_processes_over_the_same_columns_are_laid_down():
    rows = [["生产日报"], ["日期", "一系列", None, None, "二系列", None, None],
            [None, *["槽数", "铝液产量(t)", "交流电量(kWh)"] * 2]]  # fmt: skip
    rows += [[f"2024-03-{d:02d}", 210, 470, 6_100_000, 250, 750, 9_900_000] for d in range(1, 11)]
    frame = _one(_read("生产日报.xlsx", rows), "daily_report")
    assert frame.group_by("process").len().sort("process").rows() == [("1#", 10), ("2#", 10)]
    assert frame.filter(frame["process"] == "2#")["output_t"].to_list() == [Decimal(750)] * 10


def test_products_over_the_same_columns_keep_their_totals_checked():
    rows = [["日期", "铝锭", None, "铝棒", None], [None, *["入库量(t)", "出库量(t)"] * 2]]
    rows += [[f"2024-03-{d:02d}", 100, 90, 50, 40] for d in range(1, 6)] + [["合计", 500, 450, 250, 999]]
    result = _read("成品出入库.xlsx", rows)
    frame = _one(result, "product_flow")
    assert frame.group_by("product").len().sort("product").rows() == [("铝制品", 5), ("铝锭", 5)]
    wrong = [t for t in result.sheets[0].totals if not t.agrees]
    assert [(t.column_field, t.printed_value) for t in wrong] == [("out_t", Decimal(999))]


def test_shifts_over_the_same_columns_are_laid_down():
    rows = [["系列", "日期", "夜班", None, None, "白班", None, None, "中班", None, None],
            [None, None, *["转运单号", "块数", "重量(t)"] * 3]]  # fmt: skip
    for d in range(1, 6):
        slips = [x for n in (1, 2, 3) for x in (f"ZY{d:02d}{n}", 60, 66.5)]
        rows.append(["一系列", f"2024-03-{d:02d}", *slips])
    frame = _one(_read("阳极转运单.xlsx", rows), "anode_slips")
    assert frame.height == 15 and sorted(set(frame["shift"])) == ["中班", "夜班", "白班"]


def test_meters_over_the_same_columns_are_laid_down():
    heads = ["起码", "止码", "倍率", "电量(kWh)"]
    rows = [["日期", "DB-1A", *[None] * 3, "DB-1B", *[None] * 3], [None, *heads * 2]]
    for d in range(1, 6):
        rows.append([f"2024-03-{d:02d}", *[100 + d, 101 + d, 44000, 44000] * 2])
    frame = _one(_read("一系列电表抄表.xlsx", rows), "meter_readings")
    assert frame.height == 10 and sorted(set(frame["meter_no"])) == ["DB-1A", "DB-1B"]


def test_month_and_cumulative_across_by_process_in_either_nesting():
    figures = {
        "铝液产量": (100, 200, 300, 600),
        "阳极消耗量": (48, 96, 144, 288),
        "交流电量": (130, 260, 390, 780),
    }
    units = {"铝液产量": "百吨", "阳极消耗量": "吨", "交流电量": "万kWh"}
    by_span = [["指标名称", "单位", "本月实际", None, "本年累计", None],
               [None, None, "一系列", "二系列", "一系列", "二系列"]]  # fmt: skip
    by_process = [["指标名称", "单位", "一系列", None, "二系列", None],
                  [None, None, "本月", "累计", "本月", "累计"]]  # fmt: skip
    units["铝液产量"] = "吨"
    for head, order in ((by_span, (0, 1, 2, 3)), (by_process, (0, 2, 1, 3))):
        rows = [*head, *([name, units[name], *(v[i] for i in order)] for name, v in figures.items())]
        frame = _one(_read("生产月报.xlsx", rows), "monthly_report").sort("process")
        assert frame["output_t"].to_list() == [100, 200] and frame["output_cum_t"].to_list() == [300, 600]
        assert frame["ac_cum_kwh"].to_list() == [3_900_000, 7_800_000]


def test_parameters_of_the_platform_side_by_side_are_laid_down():
    rows = [["日期", "系列", "铝液产量（吨）", "阳极消耗量（吨）", "上传时间"]]
    rows += [[f"2024-03-{d:02d}", "一系列", 470.5, 224.1, f"2024-03-{d + 1:02d} 00:20"] for d in range(1, 6)]
    frame = _one(_read("平台上传数据.xlsx", rows), "platform_feed")
    assert frame.group_by("parameter_code").len().sort("parameter_code").rows() == [
        ("anode_gross", 5),
        ("output", 5),
    ]


def test_months_across_of_a_report_are_laid_down():
    rows = [["工序", "项目", "单位", *(f"{m}月" for m in range(1, 13)), "全年合计"]]
    for process in ("一系列", "二系列"):
        rows.append([process, "铝液产量", "t", *(1000 + m for m in range(1, 13)), 12078])
        rows.append([process, "阳极消耗量", "t", *(480 + m for m in range(1, 13)), 5838])
    report = xlsx_bytes({"月度数据": rows})
    result = read_one("2024年度温室气体排放报告.xlsx", report, YEAR)
    frame = _one(result, "declared_monthly")
    assert frame.height == 24
    may = frame.filter((frame["process"] == "2#") & (frame["data_month"] == "2024-05"))
    assert may["output_t"].to_list() == [1005] and may["anode_gross_t"].to_list() == [485]


def test_the_form_with_processes_to_the_right_is_read_as_items():
    rows = [["信息项", "计量单位", "一系列", "二系列", "合计", "数据来源"],
            ["能源作为原材料用途的二氧化碳排放量", "tCO2", 249382.32, 400000.5, None, None],
            ["阳极消耗量", "t", 82157.3, 130000.1, None, "称重记录"],
            ["阳极损失率", "%", 15.18, 15.18, None, "缺省值"],
            ["全部铝电解工序二氧化碳排放总量", "tCO2e", None, None, 762678.32, None]]  # fmt: skip
    result = read_one("2024年度温室气体排放报告.xlsx", xlsx_bytes({"C.3": rows}), YEAR)
    frame = _one(result, "declared_items")
    loss = frame.filter(frame["item"] == "anode_loss_rate").sort("process")
    assert loss["value"].to_list() == [Decimal("0.1518")] * 2 and loss["process"].to_list() == ["1#", "2#"]
    assert frame.filter(frame["item"] == "e_total")["process"].to_list() == ["ALL"]


def test_date_and_time_in_two_columns_are_read_together():
    rows = [["磅单号", "系列", "抬包号", "过磅日期", "过磅时间", "毛重(t)", "皮重(t)", "净重(t)"]]
    rows += [[f"000{n}", "一系列", "3", "2024.3.2", f"0{n}:15:30", 24.44, 17.24, 7.2] for n in range(1, 6)]
    frame = _one(_read("铝液过磅.xlsx", rows), "ladle_tickets")
    assert str(frame["weighed_at"][0]) == "2024-03-02 01:15:30"


def test_parameters_of_the_platform_named_for_their_process_are_laid_down():
    names = [f"{p}系列{item}(t)" for p in ("1#", "2#") for item in ("铝液产量", "阳极消耗量")]
    rows = [
        ["日期", *names],
        *([f"2024-03-{d:02d}", 470 + d, 190 + d, 600 + d, 240 + d] for d in range(1, 6)),
    ]
    frame = _one(_read("端口数据.xlsx", rows), "platform_feed")
    values = {
        (r["process"], r["parameter_code"]): r["value_t"] for r in frame.to_dicts() if r["feed_date"].day == 1
    }
    assert values == {
        ("1#", "output"): Decimal(471),
        ("1#", "anode_gross"): Decimal(191),
        ("2#", "output"): Decimal(601),
        ("2#", "anode_gross"): Decimal(241),
    }


def test_metal_is_never_taken_for_the_mass_of_anodes():
    rows = [["日期", "系列", "铝液产量(t)"], *([f"2024-03-{d:02d}", "一系列", 470 + d] for d in range(1, 6))]
    result = _read("3月数据.xlsx", rows)
    assert not {s.kind for s in result.sheets} & {"anode_store", "own_anode", "anode_slips"}


def test_a_column_of_days_of_the_month_dates_tickets():
    rows = [["2024年3月出铝台账"], ["日", "磅单号", "抬包号", "毛重(t)", "皮重(t)", "净重(t)", "去向"]]
    rows += [[d, f"2403{d:06d}", f"{d:02d}", 24.44, 17.24, 7.2, "铸造"] for d in range(1, 9)]
    frame = _one(_read("出铝台账.xlsx", rows), "ladle_tickets")
    assert [day.day for day in frame["stat_date"]] == list(range(1, 9))
