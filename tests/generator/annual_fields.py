"""Fields of the annual documents: report forms, plan, registers, in the words of the guide's forms."""

from __future__ import annotations

from tests.generator.fields import SPECS, Field, Spec

ANNUAL_FILES: dict[str, str] = {
    "declared_report": "{year}年度温室气体排放报告（核查前）",
    "last_year_report": "{last}年度温室气体排放报告（核查后）",
    "plan": "数据质量控制方案_{year}", "instruments": "计量器具台账_{year}",
    "calibrations": "检定校准记录_{year}",
    "deposits": "月度信息化存证记录_{year}", "evidence": "支持性文件清单_{year}",
    "site_visit": "现场核查访谈记录_{year}",
    "earlier_nc": "以往不符合项整改情况_{year}", "basic_facts": "证照与平台登记信息_{year}",
    "finance": "财务报表摘要_{year}", "allowances": "配额账户台账_{year}",
    "b204_annual": "B204-1表_{year}年12月",
    "anode_contract": "阳极采购合同及设计单重_{year}",
}  # fmt: skip


def _cols(*columns: str) -> tuple[Field, ...]:
    """``name:dim:header[:unit]`` each."""
    result = []
    for column in columns:
        name, dim, header, *unit = column.split(":")
        result.append(Field(name, dim, tuple(header.split("|")), unit[0] if unit else ""))
    return tuple(result)


_KEY_VALUE = _cols("item:text:项目", "value:text:内容")
_FACILITIES = _cols(
    "process:text:工序名称", "ka:number:设计电流:kA", "volt:number:设计电压:V", "pots:number:电解槽数量(个)",
    "rect:number:整流器(套)", "cap:number:产能(t/年)", "remark:text:备注",
)  # fmt: skip
_FORM = _cols(
    "process:text:设施名称", "info:text:信息项", "unit:text:单位", "value:number:数值", "source:text:数据来源"
)

SPECS.update({
    "kv": Spec(("",), _KEY_VALUE),
    "facilities": Spec(("",), _FACILITIES),
    "form": Spec(("",), _FORM),
    "monthly_detail": Spec(("",), _cols(
        "process:text:工序名称", "month:month:月份", "output:number:铝液产量:t2",
        "anode:number:阳极消耗量:t2",
        "blocks:number:消耗块数", "unit_weight:number:阳极单重:kg", "energy:number:交流电耗:MWh2",
    )),
    "plan_version": Spec(("",),
        _cols("version:text:版本号", "made:date:制定(修订)时间", "note:text:修订内容")),
    "plan_data": Spec(("",), _cols(
        "process:text:工序名称", "parameter:text:参数名称", "unit:text:单位", "acquisition:text:获取方式",
        "method:text:计量方法", "source:text:数据来源", "instruments:text:计量器具编号",
        "accuracy:number:准确度:%",
        "place:text:安装位置", "calibration:text:校准频次", "monitoring:text:监测频次",
        "recording:text:记录频次",
        "missing:text:数据缺失处理", "department:text:负责部门",
    )),
    "instruments": Spec(("",), _cols(
        "number:text:器具编号", "name:text:名称", "model:text:型号", "serial:text:出厂编号",
        "place:text:安装位置",
        "parameter:text:测量参数", "accuracy:number:规定准确度:%", "cycle:number:检定周期(月)",
        "range:text:量程/分度", "state:text:状态",
    ), key="number"),
    "calibrations": Spec(("",), _cols(
        "number:text:器具编号", "name:text:名称", "certificate:text:证书编号", "date:date:检定日期",
        "valid_to:date:有效期至", "accuracy:number:校准准确度:%", "body:text:检定机构",
        "conclusion:text:结论",
    ), key="certificate"),
    "deposits": Spec(("",), _cols(
        "month:text:数据月份", "process:text:工序", "parameter:text:参数", "unit:text:单位",
        "value:number:存证值",
        "date:date:存证日期", "state:text:生产状况", "document:text:存证文件",
    )),
    "evidence": Spec(("",), _cols(
        "no:count:序号", "name:text:文件名称", "number:text:文件编号", "date:date:文件日期",
        "valid_to:date:有效期至",
        "file:text:文件", "provided:text:是否提供", "years:count:保存年限", "person:text:责任人",
    )),
    "site_visit": Spec(("",), _cols(
        "no:count:序号", "way:text:方式", "who:text:对象", "content:text:内容", "record:text:记录",
        "date:date:日期",
    )),
    "earlier_nc": Spec(("",), _cols(
        "no:count:序号", "year:count:年度", "category:text:类别", "description:text:不符合项描述",
        "action:text:纠正措施", "done:date:完成日期", "state:text:整改状态",
    )),
    "finance": Spec(("",), _cols("item:text:项目", "unit:text:单位", "value:number:本年数")),
    "allowances": Spec(("",), _cols(
        "date:date:日期", "type:text:业务类型", "vintage:count:配额年度", "quantity:number:数量(t)",
        "price:number:成交价:元/t", "balance:number:账户余额", "party:text:对方/方式",
    )),
    "anode_contract": Spec(("",), _cols(
        "basis:text:依据", "number:text:编号", "weight:number:单块重量:kg", "size:text:规格尺寸(mm)",
    )),
    "iso_inventory": Spec(("",), _cols(
        "category:text:类别", "source:text:排放源", "activity:number:活动数据", "unit:text:单位",
        "factor:number:排放因子", "factor_unit:text:因子单位", "emission:number:排放量(tCO2e)",
        "origin:text:因子来源",
    )),
})  # fmt: skip
