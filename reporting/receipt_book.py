"""The receipt as a workbook: the same content as the page, to filter and to send back. Layout only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reporting.labels import place_label
from reporting.lifecycle import shade
from reporting.numbers import amount
from reporting.receipt_words import APART
from reporting.sheets import Book, Sheet


def write_receipt_book(view: dict[str, Any], path: Path) -> Path:
    """Write the workbook of one receipt; returns the path."""
    with Book(path, f"数据报送回执 {view['plant_code']} {view['period']}") as book:
        _to_do(book, view)
        _files(book, view)
        _rows(book, view)
        _totals(book, view)
        _columns(book, view)
        _history(book, view)
        _findings(book, view)
    return path


def _findings(book: Book, view: dict[str, Any]) -> None:
    sheet = book.sheet("核查发现与答复", "核查发现与答复（最近一次结账）", [19, 12, 10, 56, 18, 14, 40, 36])
    sheet.head(["编号", "性质", "工序", "问题", "状态", "答复期限", "企业答复", "复核"])
    for row in view["findings"]:
        words = row["words"]
        sheet.row(
            [row["finding_id"], words["disposition"], place_label(row["process"]), words["message"], words["status"],
             row["answer_due"], words["answer"], words["decision"]],
            shade(row["status"]),
        )  # fmt: skip
    if not sheet.rows_written:
        sheet.empty(_both(view["no_findings"], " / "))


def _to_do(book: Book, view: dict[str, Any]) -> None:
    sums = view["sums"]
    sheet = book.sheet(
        "回执",
        f"数据报送回执：{view['plant_name'] or view['plant_code']} {view['period']}",
        [14, 34, 64],
        [
            f"文件 {len(view['files'])} 个，已读取 {view['n_read']} 个；数据行 {sums['rows_total']}："
            f"采用 {sums['rows_keep']}，未采用 {sums['rows_quarantine']}，重复 {sums['rows_duplicate']}，"
            f"已被取代 {sums['rows_superseded']}。应交日期：{view['due_date'] or '未规定'}。",
            "Receipt of delivered data: what was read, what was not and why, what is still missing.",
            *map(_both, view["how_to_confirm"]),
        ],
        is_landscape=False,
    )
    sheet.head(["事项", "文件", "说明"])
    for item in view["needed"]:
        sheet.row(["必报未到", item["label"], _both(item["words"])], "nonconformity")
    for file in view["refused"]:
        sheet.row([file["status_words"]["zh"], file["file"], _both(file["message"])], "nonconformity")
    for file in view["set_aside"]:
        text = f"{file['rows_to_mend']} 行未计入，见“未计入的行”\nsee the sheet of rows that do not count"
        sheet.row(["更正数据行", file["file"], text], "nonconformity")
    for item in view["to_answer"]:
        text = f"{item['words']['zh']}，见工作表“核查发现与答复”\n{item['words']['en']}, see the sheet of findings"
        sheet.row(["答复核查发现", "核查发现答复表", text], item["shade"])
    for total in view["wrong_totals"]:
        text = f"工作表“{total['sheet']}”第{total['row_no']}行“{total['label']}”，{total['column']}：{_unequal(total)}"
        sheet.row(["合计不符", total["name"], text], "explain")
    for question in view["questions"]:
        sheet.row(["请确认", question["name"], f"工作表“{question['sheet']}”：{question['text']}"], "explain")
    for file in view["late"]:
        sheet.row(
            ["逾期", file["file"], f"应于 {file['due_date']} 前，{file['received_date']} 收到"], "explain"
        )
    for item in view["if_any"]:
        sheet.row(["有则必报", item["label"], _both(item["words"])], "advisory")
    if not sheet.rows_written:
        sheet.empty("没有需要处理的事项。 / Nothing to do.")


def _both(words: dict[str, str], between: str = "\n") -> str:
    """A text in Chinese with the English after it."""
    return between.join(text for text in (words["zh"], words["en"]) if text)


def _unequal(total: dict[str, Any]) -> str:
    printed, computed = amount(total["printed_value"]), amount(total["computed_value"])
    unit = total["unit"] or ""
    return (
        f"文件写 {printed}，各行之和 {computed} {unit}；请核对合计或补报缺少的行\n"
        f"the file says {printed}, its rows add up to {computed} {unit}; check the total or deliver the missing rows"
    )


def _files(book: Book, view: dict[str, Any]) -> None:
    sheet = book.sheet("文件", "收到的文件", [6, 46, 24, 16, 8, 12, 9, 9, 9, 9, 9, 9, 40])
    sheet.head(
        [
            "序号",
            "文件",
            "报表",
            "状态",
            "版本",
            "收到日期",
            "数据行",
            "采用",
            "未采用",
            "重复",
            "已被取代",
            "表头合计等",
            "说明",
        ]
    )
    for file in view["files"]:
        sheet.row(
            [
                file["number"], file["file"], file["kind_label"], file["status_words"]["zh"], file["version"],
                file["received_date"], file["rows_total"], file["rows_keep"], file["rows_quarantine"],
                file["rows_duplicate"], file["rows_superseded"], file["rows_furniture"], _both(file["message"]),
            ],
            "text" if file["status"] == "read" else "nonconformity",
        )  # fmt: skip
    if not view["files"]:
        sheet.empty("尚未收到任何文件。 / No file has come in.")


def _rows(book: Book, view: dict[str, Any]) -> None:
    sheet = book.sheet(
        "未计入的行",
        "未计入统计的行及更正办法",
        [40, 16, 10, 20, 10, 12, 56, 44],
        ["行号与文件中所见一致；更正后请重新报送整个文件或只含更正行的文件。"],
    )
    sheet.head(["文件", "工作表", "行号", "编号", "状态", "核查项", "原因", "更正办法"])
    for file in view["files"]:
        for row in file["listed"]:
            sheet.row(
                [
                    file["file"], row["sheet"], row["row"], row["key"], APART.get(row["status"], row["status"]),
                    row["requirement"], _both(row["reason"]), _both(row["remedy"]),
                ]
            )  # fmt: skip
        for part in file["replaced"]:
            sheet.row(
                [
                    file["file"],
                    part["sheet"],
                    part["rows"],
                    f"共 {part['n']} 行",
                    "已被取代",
                    None,
                    part["reason"],
                ]
            )
        if file["rows_apart_not_shown"]:
            sheet.empty(
                f"{file['file']}：另有 {file['rows_apart_not_shown']} 行未列出，可向总部索取 rows.csv"
            )
    if not sheet.rows_written:
        sheet.empty(_both(view["rows_note"], " / "))


def _totals(book: Book, view: dict[str, Any]) -> None:
    sheet = book.sheet("合计核对", "文件自带合计与各行之和", [40, 16, 8, 14, 24, 16, 16, 16, 8, 8])
    sheet.head(
        ["文件", "工作表", "行号", "合计名称", "列", "文件所写", "各行之和", "其中采用", "单位", "相符"]
    )
    totals = [total for file in view["files"] for total in file["totals"]]
    for total in totals:
        values = [total[name] for name in ("printed_value", "computed_value", "computed_kept_value")]
        sheet.row(
            [total["name"], total["sheet"], total["row_no"], total["label"], total["column"], *values,
             total["unit"], "是" if total["agrees"] else "否"],
            "text" if total["agrees"] else "explain",
        )  # fmt: skip
    if not totals:
        sheet.empty("文件中没有合计行。 / The files have no total rows.")


def _columns(book: Book, view: dict[str, Any]) -> None:
    sheet = book.sheet("列识别", "表头怎样被理解", [40, 18, 24, 6, 30, 24, 12, 24])
    sheet.head(["文件", "工作表", "表", "列", "表头原文", "识别为", "单位", "单位出处"])
    for file in view["files"]:
        for part in file["sheets"]:
            _sheet_columns(sheet, file, part)


def _sheet_columns(sheet: Sheet, file: dict[str, Any], part: dict[str, Any]) -> None:
    for column in part["columns"]:
        sheet.row(
            [file["name"], part["sheet"], part["table_label"], column["letter"], column["header_raw"],
             column["label"] or "（未采用）", column["unit"], column["unit_source"]],
            "text" if column["field"] else "not_applicable",
        )  # fmt: skip


def _history(book: Book, view: dict[str, Any]) -> None:
    sheet = book.sheet("版本与变更", "版本与重新报送的变更", [46, 8, 46, 46])
    sheet.head(["文件", "版本", "取代", "变更"])
    for file in view["redelivered"]:
        before = "、".join(file["earlier_versions"]) or (
            f"与 {file['copy_of']} 内容相同" if file["copy_of"] else ""
        )
        sheet.row([file["file"], file["version"], before, file["change_words"]])
    if not view["redelivered"]:
        sheet.empty("没有重新报送的文件。 / Nothing was delivered again.")
