"""The fields of every document kind: canonical name, dimension, header pool, and what is totalled.

The first header of a pool is the plain one. Units are not part of a header: ``habits`` adds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.generator import words


@dataclass(frozen=True)
class Field:
    """One column; ``dim`` is text, count, mass (kg), energy (kWh), date, instant or number in ``unit``."""

    name: str
    dim: str
    headers: tuple[str, ...]
    unit: str = ""
    total: bool = False
    group: str = ""


@dataclass(frozen=True)
class Spec:
    """A kind of sheet. ``daily`` kinds may be split by process; ``files`` is the pool of file names."""

    title: tuple[str, ...]
    fields: tuple[Field, ...]
    files: tuple[str, ...] = ()
    sheet: str = "Sheet1"
    by_process: bool = False
    key: str = ""
    unit_words: dict[str, str] = field(default_factory=dict)


def _f(name: str, dim: str, unit: str = "", total: bool = False, group: str = "", pool: str = "") -> Field:
    return Field(name, dim, words.HEADERS[pool or name], unit, total, group)


_WEIGHTS = (
    _f("gross", "mass", group="重量"),
    _f("tare", "mass", group="重量"),
    _f("net", "mass", total=True, group="重量"),
)
_REMARK = _f("remark", "text")
_PROCESS = _f("process", "process")

SPECS: dict[str, Spec] = {
    "ladle_tickets": Spec(
        ("铝液抬包过磅明细表", "出铝过磅台账", "铝液计量明细"),
        (
            _f("ticket", "text"), _f("plant_label", "text"), _f("stat_date", "date"), _f("vehicle", "text"),
            _f("ladle", "text"), _f("gross_time", "instant"), _f("tare_time", "instant"), *_WEIGHTS,
            _f("use", "use"), _f("consignee", "text"), _f("scale", "text"), _f("operator", "text"), _REMARK,
        ),
        words.FILES["ladle_tickets"], by_process=True, key="ticket",
    ),
    "anode_trucks": Spec(
        ("阳极炭块进厂过磅单",),
        (
            _f("ticket", "text"), _f("time", "instant"), _f("vehicle", "text"), _f("supplier", "text"),
            _f("material", "text"), _f("blocks", "count", total=True), *_WEIGHTS, _f("scale", "text"),
            _REMARK,
        ),
        words.FILES["anode_trucks"], "磅单", key="ticket",
    ),
    "anode_direct": Spec(
        ("浇铸前阳极炭块称重记录",),
        (
            _f("ticket", "text"), _f("time", "instant"), _f("vehicle", "text"),
            _f("blocks", "count", total=True), *_WEIGHTS, _f("scale", "text"), _REMARK,
        ),
        words.FILES["anode_direct"], by_process=True, key="ticket",
    ),
    "anode_slips": Spec(
        ("阳极炭块转运单汇总",),
        (
            _f("slip", "text"), _f("date", "date"), _f("shift", "text"), _f("blocks", "count", total=True),
            _f("mass", "mass", total=True), _REMARK,
        ),
        words.FILES["anode_slips"], by_process=True, key="slip",
    ),
    "anode_store": Spec(
        ("阳极炭块出库台账",),
        (_f("date", "date"), _f("blocks", "count", total=True), _f("mass", "mass", total=True), _REMARK),
        words.FILES["anode_store"], by_process=True, key="date",
    ),
    "daily_report": Spec(
        ("电解生产日报",),
        (
            _f("date", "date"), _f("pots", "count"), _f("output", "mass", total=True),
            _f("backpour", "mass", total=True), _f("blocks", "count", total=True),
            _f("alumina", "mass", total=True), _f("energy", "energy", total=True), _REMARK,
        ),
        words.FILES["daily_report"], by_process=True, key="date",
    ),
    "meter_readings": Spec(
        ("整流机组交流电量抄表记录",),
        (
            _f("meter", "text"), _f("date", "date"), _f("start", "number"), _f("end", "number"),
            _f("multiplier", "count"), _f("energy", "energy", total=True, pool="meter_energy"), _REMARK,
        ),
        words.FILES["meter_readings"], by_process=True, key="meter",
    ),
    "platform_feed": Spec(
        ("计量器具外接端口数据",),
        (
            _f("date", "date"), _f("scale", "text", pool="feed_scale"), _f("parameter", "text"),
            _f("daily", "mass"), _f("uploaded", "instant"),
        ),
        words.FILES["platform_feed"], by_process=True, key="date",
    ),
    "product_flow": Spec(
        ("产品出入库台账",),
        (
            _f("date", "date"), _f("product", "text"), _f("inbound", "mass", total=True),
            _f("outbound", "mass", total=True),
        ),
        words.FILES["product_flow"], "出入库", key="date",
    ),
    "own_anode": Spec(
        ("自产阳极生产台账",),
        (_f("date", "date"), _f("blocks", "count", total=True), _f("mass", "mass", total=True), _REMARK),
        words.FILES["own_anode"], "自产阳极", key="date",
    ),
    "intra_out": Spec(
        ("集团内销售过磅单",),
        (
            _f("ticket", "text"), _f("waybill", "text"), _f("time", "instant"), _f("vehicle", "text"),
            _f("party", "text", pool="consignee"), _f("material", "text"), _f("pieces", "count", total=True),
            *_WEIGHTS, _REMARK,
        ),
        words.FILES["intra_out"], "磅单", key="ticket",
    ),
    "intra_in": Spec(
        ("集团内购进过磅单",),
        (
            _f("ticket", "text"), _f("waybill", "text"), _f("time", "instant"), _f("vehicle", "text"),
            _f("party", "text", pool="supplier"), _f("material", "text"), _f("pieces", "count", total=True),
            *_WEIGHTS, _REMARK,
        ),
        words.FILES["intra_in"], "磅单", key="ticket",
    ),
    "monthly_report": Spec(
        ("生产统计报表",),
        (
            _PROCESS, _f("output_month", "mass", total=True, group="铝液产量"),
            _f("output_cum", "mass", total=True, group="铝液产量"), _f("backpour", "mass", total=True),
            _f("blocks_used", "count", total=True), _f("anode_month", "mass", total=True, group="阳极消耗"),
            _f("anode_cum", "mass", total=True, group="阳极消耗"), _f("alumina", "mass", total=True),
            _f("energy_month", "energy", total=True), _f("energy_cum", "energy", total=True),
            _f("pot_days", "count", total=True),
        ),
        words.FILES["monthly_report"], "生产统计", key="process",
    ),
    "index_ledger": Spec(
        ("经济技术指标台账",),
        (
            _PROCESS, _f("per_pot_day", "number", "kg"), _f("pot_days_index", "number"),
            _f("avg_pots", "number"),
            _f("efficiency", "number", "%"), _f("current", "number", "kA"), _f("volt", "number", "V"),
            _f("ac_per_t", "number", "kWh/t"), _f("alumina_per_t", "number", "kg/t"),
            _f("anode_gross_per_t", "number", "kg/t"), _f("anode_net_per_t", "number", "kg/t"),
        ),
        words.FILES["index_ledger"], "指标", key="process",
    ),
    "psi_ledger": Spec(
        ("购销存台账",),
        (
            _f("item", "text"), _f("unit", "text"), _f("opening", "mass"),
            _f("production", "mass", group="本期收入"), _f("purchase", "mass", group="本期收入"),
            _f("sales", "mass", group="本期支出"), _f("own_use", "mass", group="本期支出"),
            _f("loss", "mass", group="本期支出"), _f("closing", "mass"),
        ),
        words.FILES["psi_ledger"], "购销存", key="item",
    ),
    "stock_count": Spec(
        ("盘库报告",),
        (
            _f("item", "text", pool="stock_item"), _f("book", "mass"), _f("counted", "mass"),
            _f("diff", "mass"),
            _f("count_date", "date"), _f("counter", "text"),
        ),
        words.FILES["stock_count"], "盘库", key="item",
    ),
    "sales_ledger": Spec(
        ("销售台账",),
        (
            _f("invoice_date", "date"), _f("invoice", "text"), _f("product", "text"),
            _f("customer", "text", pool="consignee"), _f("quantity", "mass", total=True),
            _f("price", "number", "元/t"), _f("amount", "number", "元", total=True),
        ),
        words.FILES["sales_ledger"], "销售", key="invoice",
    ),
    "purchase_ledger": Spec(
        ("采购明细账",),
        (
            _f("booked", "date"), _f("voucher", "text"), _f("material", "text"), _f("supplier", "text"),
            _f("quantity", "mass", total=True), _f("unit_price", "number", "元/t"),
            _f("amount", "number", "元", total=True),
        ),
        words.FILES["purchase_ledger"], "采购", key="voucher",
    ),
    "b204": Spec(
        ("工业产销总值及主要产品产量（B204-1表）",),
        (
            _f("indicator", "text"), _f("b_unit", "text"), _f("b_code", "text"),
            _f("b_month", "number", group="本年"), _f("b_cum", "number", group="本年"),
            _f("b_ly_month", "number", group="上年同期"), _f("b_ly_cum", "number", group="上年同期"),
        ),
        words.FILES["b204"], "B204-1", key="indicator",
    ),
    "plan_output": Spec(
        ("生产计划",),
        (_PROCESS, _f("planned", "mass", total=True)),
        words.FILES["plan_output"], "计划", key="process",
    ),
}  # fmt: skip
SPECS["b204_annual"] = SPECS["b204"]

MONTHLY_KINDS = tuple(kind for kind in SPECS if kind != "b204_annual")
PROCESS_COLUMN = _PROCESS
