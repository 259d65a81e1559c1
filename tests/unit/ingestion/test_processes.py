import pytest

from ingestion.recognition.processes import ALL, ProcessMapper
from ingestion.results import PlantNames, ProcessName

PLANTS = (PlantNames("P", "示例甲铝业有限公司", "甲铝业"), PlantNames("Q", "示例乙铝业有限公司", "乙铝业"))
TWO = ProcessMapper((ProcessName("1#", "一系列"), ProcessName("2#", "二系列")), PLANTS, "P")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("一系列", "1#"),
        ("1#铝电解工序", "1#"),
        ("电解二车间", "2#"),
        ("2系列", "2#"),
        ("II系列", "2#"),
        ("Ⅱ系列", "2#"),
        ("2#", "2#"),
        ("２＃", "2#"),
        ("电解一系列（北区）", "1#"),
        ("合计", ALL),
        ("三系列", None),
        ("炭素", None),
    ],
)
def test_written_names_mean_their_process(text, code):
    assert TWO.code(text) == code


def test_the_only_process_is_meant_by_a_bare_word():
    one = ProcessMapper((ProcessName("1#", "电解系列"),), PLANTS, "P")
    assert one.code("电解车间") == "1#"


def test_another_plants_name_is_seen():
    assert TWO.names_other_plant("乙铝业一系列")
    assert not TWO.names_other_plant("甲铝业一系列")
