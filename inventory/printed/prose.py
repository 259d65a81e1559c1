"""Read facts and statements from running text and from two-column forms (cover page, boundary table).

Tables of numbers are read in ``tables`` and ``quantify``. Names and telephone numbers of people are not taken over.
"""

from __future__ import annotations

import re

from inventory.printed.blocks import Block
from inventory.printed.model import Activity, Band, Declared, Fact, Record, Schedule, Statement
from inventory.printed.tables import dates_in

DATE = r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
PERIOD = re.compile(rf"{DATE}\s*(?:至|[-—~－到])\s*{DATE}")
PERSONAL = ("联系人", "法定代表人", "签名", "姓名", "电话")
KEYS = (
    ("organisation", ("受核查名称", "受核查方名称", "受核查方", "委托方名称", "组织名称", "企业名称")),
    ("credit_code", ("统一社会信用代码",)),
    ("industry", ("行业类别", "所属行业")),
    ("period", ("报告期", "覆盖的时间段", "核算期")),
    ("assurance", ("核查保证等级", "保证等级")),
    ("materiality", ("实质性偏差阈值", "实质性偏差门槛值", "实质性")),
    ("gases", ("温室气体种类",)),
    ("boundary", ("组织边界",)),
    ("boundary", ("报告边界",)),
    ("address", ("受核查方地址", "注册地址", "经营地址")),
    ("product", ("主要产品",)),
)
COUNTED = (
    ("gases", re.compile(r"包括([^，。；]*?)([一二两三四五六七八九十]+)类(?:温室)?气体")),
    ("sites", re.compile(r"()([一二两三四五六七八九十]+)个(?:组织|厂区|场所|生产厂区|单位)")),
    ("grades", re.compile(r"()(?:区分成|分为|划分为)([一二两三四五六七八九十]+)(?:级|个等级)")),
)
EQUIPMENT = re.compile(r"([\u4e00-\u9fffA-Za-z]{2,14}?)\s*(\d+)\s*(台|条|辆|套)")
DOCUMENT = re.compile(r"《([^》]{2,40})》")
DOCUMENT_WORDS = ("表", "台账", "发票", "清单", "记录", "结算", "单")
RUBRICS = (("activity", "活动数据"), ("factor", "排放系数"), ("calibration", "仪表校正"))
SECTION = re.compile(r"^(\d+(?:\.\d+){1,3})\.?\s*([\u4e00-\u9fffA-Z].{1,30})$")
FIGURE = re.compile(r"^图\s*(\d+(?:\.\d+)*\s*-\s*\d+)\s*(.*)$")
STATEMENT_WORDS = (
    ("uncovered", ("未覆盖的问题", "特别说明的问题")),
    ("new_facility", ("新增设施",)),
    ("history", ("历史排放", "首次进行")),
    ("metering", ("配备率",)),
    ("finding", ("不符合项", "经修改后")),
    ("scores", ("数据质量得分", "加权平均积分=", "数据质量总评分", "等级分数")),
    ("recommendation", ("建议", "优化", "行业平均")),
    ("boundary", ("核查范围为", "运营控制权", "财务控制权", "股权")),
    ("cross_check", ("交叉核对", "相差")),
    ("process", ("主要生产", "工艺")),
    ("equipment", ("主要用能设备包括",)),
    ("method", ("均取自", "排放量=")),
    ("conclusion", ("正确无误", "识别完整", "真实、可靠")),
)


def read_keyvalue(block: Block, table: str, location: str) -> list[Record]:
    """Facts of a form with label and value side by side; rows about people are skipped."""
    records: list[Record] = []
    last_key = ""
    for number, row in enumerate(block.rows, start=1):
        cells = [cell for cell in row if cell]
        if len(cells) == 1 and not row[0] and last_key == "boundary":
            records += boundary_items(cells[0], location, table)
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            key = next((k for k, words in KEYS if label in words), "")
            if not key or any(word in label for word in PERSONAL):
                continue
            last_key = key
            if key == "boundary":
                records += boundary_items(value, location, table)
                records.append(Statement(table, str(number), location, "", "boundary", value))
                continue
            records.append(Fact(table, str(number), location, "", key, "", value))
            records += facts_of_text(value, location) if key == "gases" else []
            blank = re.search(r"行业代码[：:]\s*([\dA-Z]*)", value)
            if blank:
                records.append(Fact(table, str(number), location, "", "industry_code", "", blank.group(1)))
    return records


def read_datum(block: Block, table: str, location: str) -> list[Record]:
    """A one-datum table (数据值, 数据项, 单位, 数据来源...) as an activity record plus the documents it names."""
    pairs = {row[0]: [cell for cell in row[1:] if cell] for row in block.rows if row and row[0]}

    def last(key: str) -> str:
        return (pairs.get(key) or [""])[-1]

    whole = " ".join(cell for row in block.rows for cell in row)
    datum = Activity(
        table, "1", location, "", "", "", last("数据项"), "", last("数据值"), last("单位"), last("数据来源"),
        last("监测方法"), " ".join([last("监测频次"), last("记录频次")]).strip(), last("交叉核对"),
    )  # fmt: skip
    return [datum, *documents(whole, location)]


def documents(text: str, location: str) -> list[Record]:
    """Documents named in 《》 that are records of the plant (standards and guides are not)."""
    names = [n for n in DOCUMENT.findall(text) if any(w in n for w in DOCUMENT_WORDS) and "指南" not in n]
    return [Fact("", "", location, "", "document_named", "", name) for name in names]


def boundary_items(text: str, location: str, table: str = "") -> list[Record]:
    """Included and excluded categories and source groups declared in a passage."""
    records: list[Record] = []
    for part in re.split(r"(?=(?<![于在\-~～至到—])类别\s*[一二三四五六1-6](?:[：:]|[~～\-至到—]|未))", text):
        head = (
            None
            if re.fullmatch(r"类别[一二三四五六1-6][：:]?", part)
            else re.match(r"类别\s*([一二三四五六1-6])(?:[~～\-至到—]+(?:类别)?([一二三四五六1-6]))?", part)
        )
        if not head:
            continue
        if "未量化" in part or "不涉及" in part or "不纳入" in part:
            reason = re.sub(r"^.*?(?:未量化|不涉及|不纳入)[，,]?|[，,]?本次(?:核查)?未量化", "", part).strip(
                "。；; "
            )
            for category in category_range(head.group(1), head.group(2)):
                records.append(
                    Declared(table, "", location, "", f"类别{category}", "", "", "excluded", reason)
                )
            continue
        names = re.search(r"包括[：:]?(.*)$", part)
        items = re.split(r"[、，,；;和及]", names.group(1)) if names else [""]
        for item in items:
            item = re.sub(r"^\d+\)\s*|产生的(?:直接|间接)?排放|的?排放|等$|。.*$", "", item.strip())
            if item:
                records.append(
                    Declared(table, "", location, "", f"类别{head.group(1)}", "", item, "included")
                )
    return records


def category_range(first: str, last: str | None) -> list[str]:
    """Categories from first to last, in the digits they are printed in."""
    digits = "一二三四五六" if first in "一二三四五六" else "123456"
    end = digits.index(last) if last and last in digits else digits.index(first)
    return list(digits[digits.index(first) : end + 1])


def facts_of_text(text: str, location: str) -> list[Record]:
    """Facts printed in one paragraph: periods, years, counts, equipment, documents, scores, GWP set, verifier."""
    records: list[Record] = [
        Fact("", "", location, "", "period", "", m.group(0)) for m in PERIOD.finditer(text) if "排放" in text
    ]
    years = dict.fromkeys(re.findall(r"(\d{4})\s*年度", text))
    records += [Fact("", "", location, "", "title_year", "", year) for year in years]
    for scope, pattern in COUNTED:
        records += [
            Fact("", "", location, "", "count", scope, m.group(2), m.group(1).strip())
            for m in pattern.finditer(text)
        ]
    verifier = re.match(r"^(?:核查机构名称[^：:]*[：:]\s*)?([^，。]{4,40}?公司)(?:受.{4,60}委托|$)", text)
    if verifier and ("核查机构" in text or "委托" in text):
        records.append(Fact("", "", location, "", "verifier", "", verifier.group(1)))
    gwp = re.search(r"第([一二三四五六])次评估报告|\bAR([2-6])\b", text)
    if gwp:
        number = gwp.group(2) or str("一二三四五六".index(gwp.group(1)) + 1)
        records.append(Fact("", "", location, "", "gwp_set", "", f"AR{number}"))
    score = re.search(r"质量得分为\s*([\d.]+)(?:（评估为(.+?)）)?", text)
    if score:
        records.append(Fact("", "", location, "", "quality_score", "", score.group(1)))
        if score.group(2):
            records.append(Fact("", "", location, "", "quality_grade", "", score.group(2)))
    return records + documents(text, location)


def equipment(text: str, location: str) -> list[Record]:
    """Equipment counts printed in a passage: "叉车 24 台"."""
    return [
        Fact("", "", location, "", "equipment_count", re.sub(r"^[和及等]", "", name), number, unit)
        for name, number, unit in EQUIPMENT.findall(text)
    ]


def headings(text: str, location: str) -> list[Record]:
    """Section and figure numbers."""
    figure, section = FIGURE.match(text), SECTION.match(text)
    if figure:
        return [Fact("", "", location, "", "heading", "figure", re.sub(r"\s", "", figure.group(1)))]
    annex = re.match(r"^附件\s*(\d+)[：:]", text)
    if annex:
        return [Fact("", "", location, "", "heading", "annex", f"附件{annex.group(1)}")]
    return [Fact("", "", location, "", "heading", "section", section.group(1))] if section else []


def rubric(text: str, location: str) -> list[Record]:
    """Levels and points of a scoring rule ("1、自动连续测量（6分）"), and the bands of a materiality scale."""
    scale = re.match(r"^[-•☐☑☒□■√\s]*(\d+(?:\.\d+)?%)\s*（(.*排放量.*)）$", text)
    if scale:
        ticked = "checked" if re.match(r"^[-•\s]*[☑☒■√]", text) else ""
        return [Band("", "", location, "", "materiality", scale.group(1), scale.group(2), ticked)]
    records: list[Record] = []
    for dimension, words in RUBRICS:
        found = re.search(rf"设置对应{words}.{{0,6}}分数[：:](.*)$", text)
        levels = (
            re.findall(r"\d、([^（；、]+(?:\([^)]*\))?[^（；]*?)（(\d+)分）", found.group(1)) if found else []
        )
        records += [Band("", "", location, "", dimension, label, "", points) for label, points in levels]
    return records


def visit_dates(text: str, location: str) -> list[Record]:
    """Days of the site visit printed in running text."""
    found = re.search(r"核查组于(.{6,40}?)对.{2,20}进行了现场核查", text)
    dates = dates_in(found.group(1)) if found else []
    return [Schedule("", "", location, "", "site_visit", "正文", dates[0], dates[-1])] if dates else []


def statements(text: str, location: str) -> list[Record]:
    """A paragraph worth keeping as a statement, by its key words."""
    kind = next((k for k, words in STATEMENT_WORDS if any(word in text for word in words)), "")
    return [Statement("", "", location, "", kind, text)] if kind else []


def sign_dates(block: Block, location: str) -> list[Record]:
    """Signature rows: role and date only."""
    records: list[Record] = []
    for row in block.rows:
        for i, cell in enumerate(row[:-1]):
            if cell == "日期":
                dates = dates_in(row[i + 1])
                records += [Schedule("", "", location, "", "sign", row[0], d, d) for d in dates]
    return records
