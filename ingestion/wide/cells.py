"""What the readings of tables laid out across share: cells as text, totals, process names, the sheet laid down."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from ingestion.readers.raw import NO_MERGES, RawSheet, text_frame
from ingestion.recognition.headers import is_known_word, squeeze
from ingestion.recognition.processes import ProcessMapper

UNIT_HEADS = {"单位", "计量单位", "计算单位", "量纲"}
SEARCH, LONGEST_NAME = 12, 12  # rows searched for a header; characters of a name at the head of columns
_TOTAL = re.compile(
    r"((本|全|上|中|下|当|两|各)?(年|月|旬|日|厂|部|公司|系列|线|车间)?(合计|总计|小计|累计|共计)(数|值|行)?|全厂|全部|全年)"
)

Cells = list[list[str | None]]


def laid_down(raw: RawSheet, cells: Cells) -> RawSheet:
    """The sheet with a plain table's cells; its notes say that row numbers are that table's."""
    note = (
        "日期、工序或产品横排，已展开读取（行号为展开后的行号）/ "
        "laid out across: read as a plain table, row numbers are those of that table"
    )
    return replace(
        raw, frame=text_frame(cells), first_row=0, first_column=0, notes=[*raw.notes, note], merged=NO_MERGES
    )


def text_of(cell: str | None) -> str:
    """A cell as text, width-folded; empty when nothing is written."""
    return unicodedata.normalize("NFKC", cell or "").strip()


def is_total(*labels: str | None) -> bool:
    """Whether one of the labels is of a total."""
    return any(_TOTAL.fullmatch(squeeze(label or "")) for label in labels)


def is_process(text: str, mapper: ProcessMapper) -> bool:
    """Whether a header cell is the name of a process and little else."""
    if mapper.is_name(text):
        return True
    return len(squeeze(text)) <= LONGEST_NAME and not is_known_word(text) and bool(mapper.code_in_name(text))
