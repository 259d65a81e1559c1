"""Words of a receipt as a page and workbook: units, changes, and what an empty section means. Texts only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

UNIT_WORDS = {
    "tonne": "t",
    "kilowatt_hour": "kWh",
    "cny": "元",
    "cny_per_tonne": "元/t",
    "percent": "%",
    "kiloampere": "kA",
    "volt": "V",
    "kg_per_tonne": "kg/t",
    "kwh_per_tonne": "kWh/t",
    "pot_day": "槽日",
    "blocks": "块",
    "pieces": "件",
    "count": "",
}
UNIT_SOURCES = {
    "header": "表头",
    "unit row": "单位行",
    "title": "标题",
    "cell": "单元格后缀",
    "form": "表单规定",
    "usual unit of the form": "未注明，按该表惯用单位",
    "magnitude": "未注明，按数值大小推定",
    "header word": "表头用词",
    "unit column": "单位列",
    "other columns": "未注明，按同表其他列推定",
    "ratio": "未注明，按与其他列的比值推定",
    "profile": "企业已确认",
}
# Rows that a later version no longer holds stay in force (`ingestion.records.versions_rows.compare`).
CHANGES = {"added": "新增 {} 行", "removed": "{} 行未再报送（仍按前一版计入）", "altered": "修改 {} 行"}
HOW_TO_CONFIRM = {
    "zh": "“请确认”的事项：读法正确的，告知总部登记后不再询问；不正确的，请在表头写明（如单位）后重新报送。",
    "en": "To confirm: where it was read rightly, tell headquarters and it is not asked again; where not, write it in the "
    "header and deliver again.",
}
APART = {"quarantine": "未采用", "duplicate": "重复", "superseded": "已被取代"}


def rows_note(files: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What it means that no row is listed as not counted: all of them count, or some were never read."""
    if not any(file["rows_total"] for file in files):
        return {"style": "missing", "zh": "没有读到任何数据行。", "en": "No row of data was read."}
    if any(file["status"] != "read" for file in files):
        return {
            "style": "explain",
            "zh": "已读取的文件中，所有数据行均已采用；有文件未能读取，其中的行不在此列。",
            "en": "Every row of the files that were read counts; some files were not read.",
        }
    return {"style": "pass", "zh": "所有数据行均已采用。", "en": "Every row counts."}


def no_findings(is_closed: bool, is_in_close: bool) -> dict[str, str]:
    """What an empty list of findings means: nothing was found, or nobody looked."""
    if not is_closed:
        return {
            "style": "missing",
            "zh": "尚未结账：本期间尚未核查。",
            "en": "No close yet: nothing was checked.",
        }
    if not is_in_close:
        return {
            "style": "missing",
            "zh": "最近一次结账不含本期间：本期间未在其中核查。",
            "en": "The last close did not cover this period: nothing was checked in it.",
        }
    return {
        "style": "text",
        "zh": "最近一次结账没有本期间的核查发现。",
        "en": "No finding of this period in the last close.",
    }


def change_words(file: dict[str, Any]) -> str:
    """What a file delivered again changed, and that rows set aside replace nothing."""
    said = [CHANGES.get(change, change + " {}").format(n) for change, n in sorted(file["changes"].items())]
    if not said:
        said = ["采用的行内容未变"]
    if file["rows_quarantine"]:
        said.append(f"未采用的 {file['rows_quarantine']} 行没有取代前一版的行")
    return "，".join(said)
