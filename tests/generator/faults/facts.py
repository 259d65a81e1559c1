"""Faults in the basic facts: names, codes, contacts that differ between documents."""

from __future__ import annotations

from tests.generator.faults.injector import Injector, fault

REPORT = "declared_report"

FACTS = {
    "F62": (
        "name differs from the business licence",
        "T1-01",
        "basic_facts",
        "营业执照",
        "企业名称",
        "（集团）",
    ),
    "F63": (
        "name differs from the national platform record",
        "T1-02",
        "basic_facts",
        "平台登记",
        "企业名称",
        "股份",
    ),
    "F65": (
        "name differs from the discharge permit",
        "T1-04",
        "basic_facts",
        "排污许可证",
        "企业名称",
        "实业",
    ),
    "F71": (
        "contact differs from the platform record",
        "T1-18",
        "basic_facts",
        "平台登记",
        "报告联系人",
        "某",
    ),
    "F87": (
        "power plant emissions differ from the platform",
        "T1-29",
        "basic_facts",
        "平台登记",
        "纳入发电设施排放量（tCO2）",
        "5",
    ),
    "F88": ("profile differs from the plan", "T1-32 Q-01", "plan", "B.2企业情况", "法定代表人", "某"),
    "F67": (
        "covered product code is not 3316039900",
        "T1-16",
        REPORT,
        "C.1",
        "纳入全国碳排放权交易市场的主营产品统计代码",
        "1",
    ),
}


def _fact(fault_id: str) -> None:
    title, requirements, kind, sheet, item, suffix = FACTS[fault_id]

    @fault(fault_id, title)
    def change(it: Injector, used_id: str, used_title: str) -> None:
        plant = it.plant()
        row = it.key_value(plant, kind, sheet, item)
        row.values["value"] = f"{row['value']}{suffix}"
        it.add_of_year(
            used_id,
            used_title,
            "nonconformity",
            requirements,
            plant,
            "basic_facts",
            item=item,
            accept=["explain"],
        )


for _id in FACTS:
    _fact(_id)


@fault("F66", "check digit of the credit code is wrong")
def credit_code(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    row = it.key_value(plant, REPORT, "C.1", "统一社会信用代码")
    row.values["value"] = row["value"][:-1] + ("0" if row["value"][-1] != "0" else "1")
    it.add_of_year(
        fault_id,
        title,
        "nonconformity",
        "T1-05",
        plant,
        "basic_facts",
        value=row["value"],
    )


@fault("F64", "not on the provincial list")
def provincial(it: Injector, fault_id: str, title: str) -> None:
    plant = it.plant()
    it.group.list_changes[plant.code] = {"missing": "yes"}
    it.add_of_year(fault_id, title, "nonconformity", "T1-03", plant, "basic_facts")
