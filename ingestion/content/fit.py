"""Whether the cells of a column can be what its header was taken for; if not, the header is matched again without it.

Words alone mistake 接收时间 for 接收单位 and 校准结果 for a verdict. Only matches that the cells plainly contradict
are taken back; columns without a header are ``ingestion.content.evidence``'s.
"""

from __future__ import annotations

import re

import polars as pl

from ingestion.cells.dates import NO_HINT, PeriodHint, parse_instants
from ingestion.cells.numbers import clean_texts, number_inside, parse_numbers
from ingestion.cells.shares import share_matching, share_of
from ingestion.content.cells import has_cells_of
from ingestion.content.facts import ColumnFacts, content_rules, shapes
from ingestion.contracts import Field
from ingestion.recognition.header_rows import HeaderBlock, TableFit, fit_table
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.recognise import SheetFit
from ingestion.recognition.sheet_plan import column_name, unit_row_after
from ingestion.registry import furniture
from ingestion.results import ColumnMatch

_SAMPLE = 200
_FEW = 0.3  # a share of fitting cells below this contradicts the header
_MOST = 0.9
_PLAIN = 0.95  # words as good as this are not doubted for the size of the figures
_WIDER = 1.1
_ROUNDS = 3
_FEWEST_FOR_KEYS = 10
_DATE_LIKE = r"^(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}|^(?:19|20)\d{2}[-/年]\d{1,2}月?份?$|^\d{1,2}:\d{2}"
# of a document's own columns only the one of its file holds names with endings
_DOCUMENTS = {"document_name", "document_no"}
_FILE_NAME = r"(?i)\.(?:pdf|ofd|docx?|xlsx?|wps|et|csv|txt|zip|rar|7z|jpe?g|png|tiff?|bmp)$"
# a list that has no other name of its documents than that of their files
_FILE_IS_ALL = re.compile(r"名称|^文件名?$")
# what a register of facts is asked for: codes of companies, mails, dates; none is the name of an item
_NO_ITEM = r"^[0-9A-HJ-NPQRTUWXY]{18}\w*$|@|^(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$|^1\d{10}$"
_NUMBERS = {"ticket_no", "waybill_no", "slip_no", "invoice_no", "voucher_no"}
_WEIGHING = re.compile(r"磅|称|计量|检斤|过衡|毛重|皮重|重车|空车|打印|上传")
# text fields that hold times lawfully
_TIMES = re.compile(r"month|date|period|valid|year|version")


def refit(
    fit: SheetFit, frame: pl.DataFrame, hint: PeriodHint, mapper: ProcessMapper, own_names: tuple[str, ...]
) -> tuple[ColumnMatch, ...]:
    """The column matches of a sheet without those that its cells contradict."""
    best: TableFit = fit.fit
    banned: frozenset[tuple[int, str]] = frozenset()
    for _ in range(_ROUNDS):
        wrong = _contradicted(best, fit.header, frame, hint, mapper, own_names)
        if not wrong:
            return best.matches
        banned |= wrong
        again = fit_table(fit.header, fit.fit.table, banned)
        if again is None:
            return tuple(m for m in best.matches if (m.column_index, m.field) not in banned)
        best = again
    return tuple(m for m in best.matches if (m.column_index, m.field) not in banned)


def _contradicted(
    fit: TableFit,
    header: HeaderBlock,
    frame: pl.DataFrame,
    hint: PeriodHint,
    mapper: ProcessMapper,
    own_names: tuple[str, ...],
) -> frozenset[tuple[int, str]]:
    first = header.first_row + header.height + (1 if unit_row_after(frame, header) else 0)
    body = frame.slice(first, _SAMPLE)
    if body.is_empty() or not fit.matches:
        return frozenset()
    names = {column_name(m.column_index): column_name(m.column_index) for m in fit.matches}
    cells = clean_texts(body, names)
    wrong = set()
    for match in fit.matches:
        field = fit.table.field(match.field or "")
        texts = cells[column_name(match.column_index)]
        # errors of formulas say nothing of what the column is for
        nothing = {None, *furniture()["error_words"]}
        written = pl.Series([t for t in texts.to_list() if t not in nothing], dtype=pl.String)
        if field is None or written.is_empty():
            continue
        if _is_exact(match) and has_cells_of(fit.table.name, field.name, written, _MOST):
            continue
        if _contradicts(field, match.header_raw, written, _is_exact(match), hint, mapper, own_names) or (
            match.score < _PLAIN
            and (_is_of_other_size(fit, field, match, texts) or _is_instants_of_days(fit, field, texts, hint))
        ):
            wrong.add((match.column_index, field.name))
    return frozenset(wrong)


def _is_of_other_size(fit: TableFit, field: Field, match: ColumnMatch, texts: pl.Series) -> bool:
    """Whether a column's figures cannot be a field's in any unit: an efficiency is no current."""
    shape = shapes().get(fit.table.name, {}).get("fields", {}).get(field.name)
    if shape is None or "range" not in shape:
        return False
    wide = {"range": [str(float(shape["range"][0]) / _WIDER), str(float(shape["range"][1]) * _WIDER)]}
    facts = ColumnFacts(match.column_index, match.unit, texts, NO_HINT, ProcessMapper((), (), ""))
    values = facts.numbers
    if values is None or not (values.fill_null(0) != 0).any() or facts.counts_up:
        return False
    return not facts.factors(wide, field.unit)


def _is_instants_of_days(fit: TableFit, field: Field, texts: pl.Series, hint: PeriodHint) -> bool:
    """Whether a column of days holds instants though the form has a column of instants of its own: 回传时间 is no 数据日."""
    likes = {n: s.get("like") for n, s in shapes().get(fit.table.name, {}).get("fields", {}).items()}
    if likes.get(field.name) != "date" or "instant" not in likes.values():
        return False
    return ColumnFacts(0, None, texts, hint, ProcessMapper((), (), "")).is_like("instant")


def _is_exact(match: ColumnMatch) -> bool:
    return match.evidence.startswith("= ")


def _contradicts(
    field: Field,
    header: str,
    written: pl.Series,
    exact: bool,
    hint: PeriodHint,
    mapper: ProcessMapper,
    own_names: tuple[str, ...],
) -> bool:
    if field.name == "stat_date" and _WEIGHING.search(header):
        # the day of a weighing is no production date, which turns at the plant's own hour
        return True
    if not exact and field.name in _NUMBERS and (_counts_up(written) or _comes_again(written)):
        return True
    if field.name == "process_raw":
        return _no_processes(written, exact, mapper, own_names)
    if field.name in content_rules()["in_words"]:
        return share_matching(written, r"^[-+\d.,%\s]+$") >= _MOST
    if field.type in ("date", "timestamp"):
        return not exact and share_of(parse_instants(written, hint).values.is_not_null()) < _FEW
    if field.type.startswith(("decimal", "integer")):
        return _no_numbers(written, exact) or share_matching(written, _DATE_LIKE) >= _MOST
    return field.type == "text" and _contradicts_words(field, header, written, exact)


def _contradicts_words(field: Field, header: str, written: pl.Series, exact: bool) -> bool:
    """Whether a column of words holds endings of files, dates or answers where the field has none."""
    is_document = field.name in _DOCUMENTS and (not exact or not _FILE_IS_ALL.search(header))
    if is_document and share_matching(written, _FILE_NAME) >= _MOST:
        return True
    if exact:
        return False
    if field.name == "item":
        return bool(written.str.contains(_NO_ITEM).any())
    if _TIMES.search(field.name):
        return False
    return share_matching(written, _DATE_LIKE) >= _MOST


def _comes_again(written: pl.Series) -> bool:
    """Names that most rows share, or figures with decimals, are no numbers of tickets: as a key they would undo rows."""
    if len(written) < _FEWEST_FOR_KEYS:
        return False
    return written.n_unique() < len(written) * 0.5 or share_matching(written, r"^\d+\.\d+$") >= _MOST


def _counts_up(written: pl.Series) -> bool:
    """1, 2, 3...: the numbers of the rows are no numbers of tickets."""
    values = written.cast(pl.Int64, strict=False)
    return len(values) > 2 and values[0] == 1 and bool((values.diff().drop_nulls() == 1).mean() == 1)


def _no_numbers(written: pl.Series, exact: bool) -> bool:
    """No cell holds a number; of an exact header only where there are enough cells to tell."""
    if exact and len(written) < 3:
        return False
    readable = parse_numbers(written).values.is_not_null()
    if share_of(readable) >= _FEW:
        return False
    left = written.filter(~readable).unique()
    return not any(number_inside(t).value is not None for t in left.to_list())


def _no_processes(written: pl.Series, exact: bool, mapper: ProcessMapper, own_names: tuple[str, ...]) -> bool:
    names = written.unique().to_list()
    if any(mapper.code(n) for n in names):
        return False
    if all(any(own and (own in n or n in own) for own in own_names) for n in names):
        return True
    return not exact and share_matching(written, r"\d") >= _MOST
