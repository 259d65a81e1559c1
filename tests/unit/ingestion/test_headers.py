import pytest

from ingestion.cells.units import parse_unit
from ingestion.recognition.headers import is_word_of_others, pool_scores, split_header


@pytest.mark.parametrize(
    ("text", "base", "unit"),
    [
        pytest.param("毛重(kg)", "毛重", "kg", id="brackets"),
        pytest.param("毛重（千克）", "毛重", "千克", id="wide-brackets"),
        pytest.param("毛重_kg", "毛重", "kg", id="underscore"),
        pytest.param("毛重/吨", "毛重", "吨", id="slash"),
        pytest.param("毛重kg", "毛重", "kg", id="glued"),
        pytest.param("毛重\n(吨)", "毛重", "吨", id="two-lines"),
        pytest.param("毛重【公斤】", "毛重", "公斤", id="corner-brackets"),
        pytest.param("含税单价_元/t", "含税单价", "元/t", id="price"),
        pytest.param("铝液交流电耗（kWh/t）", "铝液交流电耗", "kWh/t", id="ratio"),
        pytest.param("产能(t/年)", "产能", "t/年", id="per-year"),
        pytest.param("交流电量本月_万kWh", "交流电量本月", "万kWh", id="ten-thousand-behind-a-stroke"),
        pytest.param("交流电量万kWh", "交流电量", "万kWh", id="ten-thousand-glued"),
        pytest.param("备注", "备注", None, id="none"),
        pytest.param("自用/领用", "自用领用", None, id="slash-without-unit"),
    ],
)
def test_unit_is_split_from_the_words(text, base, unit):
    header = split_header(text)
    assert (header.base, header.unit) == (base, unit)


@pytest.mark.parametrize(
    "unit", ["吨", "t", "千克", "公斤", "kg", "千瓦时", "度", "万kWh", "MWh", "兆瓦时", "千元", "万元", "块"]
)
def test_usual_units_are_known(unit):
    assert parse_unit(unit) is not None


@pytest.mark.parametrize(
    ("text", "pool"),
    [
        pytest.param("抬包车牌号码", "vehicle", id="longer"),
        pytest.param("过磅流水编号", "ticket", id="unseen-word"),
        pytest.param("实际净重量", "net", id="contained"),
        pytest.param("氧化铝日耗用量", "alumina", id="close"),
    ],
)
def test_unseen_word_is_proposed_with_its_evidence(text, pool):
    found = pool_scores(split_header(text).base)
    assert pool in found
    assert 0.6 < found[pool].score < 1
    assert found[pool].evidence


def test_a_word_that_resembles_nothing_is_proposed_for_nothing():
    assert not pool_scores("天气")


@pytest.mark.parametrize(
    ("text", "pool"),
    [
        pytest.param("客户名称", "material", id="a-name-of-whatever"),
        pytest.param("合同编号", "ticket", id="a-number-of-whatever"),
        pytest.param("收货单位", "plant_label", id="a-unit-of-whatever"),
        pytest.param("铝液产量", "output_cum", id="no-sum"),
        pytest.param("铝液产量", "planned", id="no-plan"),
        pytest.param("结存", "opening", id="not-of-the-month-before"),
    ],
)
def test_a_word_is_not_like_one_that_says_more_or_nothing(text, pool):
    assert pool not in pool_scores(text)


def test_a_column_headed_as_something_else_is_known_for_that():
    assert is_word_of_others("车牌号", ("invoice",))
    assert not is_word_of_others("单据号", ("invoice",))
    assert not is_word_of_others("吸铝编号", ("ticket",))
