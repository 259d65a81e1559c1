"""Which electrolysis process a written name means: the group's code from whatever a plant calls it.

Names come from the group's process list; ordinals (一系列, 1#, I 系列, 电解一车间) are understood when they point
to exactly one process. Nothing is guessed when they do not.
"""

from __future__ import annotations

import re
import unicodedata

from ingestion.results import PlantNames, ProcessName

ALL = "ALL"
_ALL_WORDS = re.compile(
    r"^(合计|总计|小计|全部.*|全厂.*|全公司.*|总厂|(?:企业|公司|本?厂|厂部).*[合总]计|all|total)$",
    re.IGNORECASE,
)
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九十")}
_ROMAN = {
    "ⅰ": "1",
    "ⅱ": "2",
    "ⅲ": "3",
    "ⅳ": "4",
    "ⅴ": "5",
    "ⅵ": "6",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
}
_ORDINAL = re.compile(
    r"(?<![\d.])(\d{1,2})(?=#|号|系列|车间|工序|期|电解|分厂|厂|区|线|工区|系|$)"
    r"|(?:no\.?|第|系列|车间|工序|电解|分厂)(\d{1,2})(?![\d年月日季旬周.])"
    r"|([一二三四五六七八九十])(?=系列|车间|期|分厂|电解|工区|工序|厂|号|线|区|系)"
    r"|(?:电解|系列|车间|工序|分厂|第)([一二三四五六七八九十])(?![年月日季旬周十一二三四五六七八九])"
    r"|(?<![a-z])(i{1,3}|iv|v)(?=系列|车间|期|#|电解|工序|系)"
    r"|([甲乙丙丁]|[东西南北])(?=系列|车间|厂|区|线)"
    r"|(?<![a-z])([a-d])(?=系列|车间|厂|区|线|$|#)"
)

# 1#表 and 2#炉 are numbered like processes, but are none
_DEVICE = re.compile(
    r"(no)?\d{1,2}[#号]?(计量|进线|整流|关口|电能|电度|电|铸造|焙烧|煅烧)*(表计?|机组?|柜|回路|秤|磅|变压器?|炉|罐|仓|包|槽)"
)
# A、B区 and 一、二期 name several processes, though the last one's name is spelled out
_SEVERAL = re.compile(
    r"(?<![A-Za-z\d])([A-Za-z]|\d{1,2}[#号]?|[一二三四五六七八九十东南西北甲乙丙丁])\s*[、,，/&和及与]\s*"
    r"([A-Za-z]|\d{1,2}[#号]?|[一二三四五六七八九十东南西北甲乙丙丁])\s*(?=#|号|系列|车间|工序|分厂|期|区|线|工区)"
)

# what stands in front of a plant's name in the title or file name of its own form: dates, 编制单位
_BEFORE_PLANT = re.compile(
    r"^[\d年月日季度]*(?:(?:编制|填报|报送|上报|填制|制表|统计|企业|公司)?(?:单位|企业)?(?:名称)?)?[\d年月日季度]*"
)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().replace("＃", "#").replace("♯", "#")
    return re.sub(r"[\s()（）\[\]_\-—:：、,，.]+", "", folded)


def ordinal(text: str) -> str | None:
    """The ordinal in a process name (一系列 -> 1); None when there is none or several different ones."""
    found = set()
    for match in _ORDINAL.finditer(_fold(text)):
        word = next(g for g in match.groups() if g)
        found.add(_DIGITS.get(word) or _ROMAN.get(word) or word.lstrip("0") or "0")
    return found.pop() if len(found) == 1 else None


def is_whole_plant(text: str) -> bool:
    """Whether a name stands for all processes of a plant together."""
    return _ALL_WORDS.match(_fold(text)) is not None


class ProcessMapper:
    """Maps written names to process codes of one plant."""

    def __init__(
        self, processes: tuple[ProcessName, ...], plants: tuple[PlantNames, ...], plant_code: str
    ) -> None:
        self.processes = processes
        self._exact: dict[str, str] = {}
        self._ordinals: dict[str, set[str]] = {}
        for p in processes:
            for name in (p.name_in_plant, p.code):
                if name:
                    self._exact.setdefault(_fold(name), p.code)
        for p in processes:
            # the plant's own numbering wins over the group's where the two differ
            number = ordinal(p.name_in_plant) or ordinal(p.code) or p.code.rstrip("#")
            self._ordinals.setdefault(number, set()).add(p.code)
        self._others = [
            _fold(n) for q in plants if q.code != plant_code for n in (q.name, q.short_name) if len(n) >= 2
        ]

    @property
    def only(self) -> str | None:
        """The code of the only process, when there is just one."""
        return self.processes[0].code if len(self.processes) == 1 else None

    def is_name(self, text: str) -> bool:
        """Whether a text is exactly what the plant calls a process (电解车间), be it a header word as well."""
        return len(_fold(text)) >= 2 and _fold(text) in self._exact

    def code(self, text: str | None) -> str | None:
        """Process code of a written name; ``ALL`` for totals; None when it is not known."""
        if not text:
            return None
        folded = _fold(text)
        if folded in self._exact:
            return self._exact[folded]
        if _ALL_WORDS.match(folded):
            return ALL
        if _DEVICE.fullmatch(folded):
            return None
        inside = {code for name, code in self._exact.items() if len(name) >= 2 and name in folded}
        if len(inside) == 1:
            return inside.pop()
        codes = self._ordinals.get(ordinal(text) or "", set())
        if len(codes) == 1:
            return next(iter(codes))
        if ordinal(text) is None and self.only and re.search(r"电解|系列|车间|工序|铝", folded):
            return self.only
        return None

    def code_in_name(self, text: str) -> str | None:
        """Process code named in a sheet, title or file name: only a name or ordinal with a process word; None for several."""
        folded = _fold(text)
        if _SEVERAL.search(unicodedata.normalize("NFKC", text)) or _DEVICE.fullmatch(folded):
            return None
        found, rest = set(), folded
        for name, code in sorted(self._exact.items(), key=lambda kv: -len(kv[0])):
            if len(name) >= 2 and name in rest:
                found.add(code)
                rest = rest.replace(name, "|")
        if found:
            return found.pop() if len(found) == 1 else None
        if re.search(
            r"系列|车间|工序|分厂|#|期|^电解[一二三四五六七八九十\d]$|^[一二三四五六七八九十]电解$", folded
        ):
            codes = self._ordinals.get(ordinal(text) or "", set())
            if len(codes) == 1:
                return next(iter(codes))
        return None

    def split_name(self, text: str) -> tuple[str, str] | None:
        """A header word as the process name in front of it and the rest as written; None when none stands there."""
        folded = _fold(text)
        for name in sorted(self._exact, key=len, reverse=True):
            if len(name) >= 2 and folded.startswith(name):
                rest = folded.removeprefix(name)
                return name, next((text[i:] for i in range(len(text) + 1) if _fold(text[i:]) == rest), rest)
        return None

    def is_headed_by_other_plant(self, text: str) -> bool:
        """Whether a title or file name begins with the name of another plant of the group, as its own form does."""
        head = _BEFORE_PLANT.sub("", _fold(text))
        return any(head.startswith(name) for name in self._others)

    def names_other_plant(self, text: str) -> bool:
        """Whether a written name contains the name of another plant of the group."""
        folded = _fold(text)
        return any(name in folded for name in self._others)
