"""Words of a receipt: what a status means and how a row that was set aside is mended. Texts only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One text in Chinese and in English."""

    zh: str
    en: str


STATUS_WORDS = {
    "read": Words("已读取", "read"),
    "empty": Words("空文件", "empty"),
    "unreadable": Words("无法读取", "unreadable"),
    "encrypted": Words("文件加密，无法读取", "encrypted, not read"),
    "signed": Words("文件带签章保护，无法读取", "signed and locked, not read"),
    "unknown_kind": Words("看不出是哪种报表", "kind of report not recognised"),
    "unknown_plant": Words("工厂不明", "plant not known or not in the list"),
}

REMEDIES = {
    "X-TYPE": Words(
        "请在该单元格填写数字，去掉文字和单位（公式出错的，先改正公式）后重新报送",
        "enter a number in the cell, without words or units (mend the formula where one fails)",
    ),
    "X-DATE": Words(
        "请核对原始单据，填写真实日期后重新报送", "check the original slip and enter the real date"
    ),
    "X-UNIT": Words("请按列标题的单位填写（吨与千克勿混用）", "enter the value in the unit of its column"),
    "X-WEIGH": Words(
        "请核对磅单的毛重、皮重和净重后更正", "check gross, tare and net on the ticket and correct them"
    ),
    "X-RANGE": Words(
        "请核对衡器读数是否超出合理范围并更正", "check the reading, it is beyond the vessel or the scale"
    ),
    "X-DOMAIN": Words(
        "请核对代码、物料或单位名称；新名称请告知总部登记",
        "check the code, material or party; have headquarters register a new one",
    ),
    "X-DUP": Words(
        "同一编号只计一次；如为不同磅单，请更正编号",
        "a number counts once; correct it if it is another ticket",
    ),
    "X-SCOPE": Words(
        "请将其他工厂或工序的行移到相应文件报送", "deliver rows of another plant or process in its own file"
    ),
    "X-PERIOD": Words(
        "请将其他期间的行放入相应期间的文件报送", "deliver rows of another period with that period"
    ),
    "": Words("请核对该行后重新报送", "check the row and deliver it again"),
}

# Where the reason says more than the requirement: by the code of the reason.
REMEDIES_OF_REASONS = {
    "voided": Words(
        "作废单据不计入，无需更正；同一编号此前已报送并计入的，仍按此前的行计入，请告知总部",
        "a void ticket does not count and needs no mending; where its number was delivered and counted before, "
        "that row stays in force: tell headquarters",
    ),
    "missing_value": Words(
        "请按原始单据补填该单元格后重新报送", "fill the cell in from the original slip and deliver it again"
    ),
    "error_value": Words(
        "请改正出错的公式，或直接填写数值后重新报送",
        "mend the formula that fails, or enter the value itself, and deliver it again",
    ),
    "not_a_whole_number": Words("请在该单元格填写整数后重新报送", "enter a whole number in the cell"),
    "not_a_year": Words(
        "请在该单元格填写四位数字的年份后重新报送", "enter the year with its four digits in the cell"
    ),
    "merged_figure": Words(
        "请取消合并单元格，逐行填写各行自己的数后重新报送",
        "unmerge the cells, write each row's own figure and deliver it again",
    ),
    "merged_number": Words(
        "请取消合并单元格，逐行填写磅单号（一单多行的请合为一行）后重新报送",
        "unmerge the cells and write each row's number (one row for one ticket), then deliver it again",
    ),
}
