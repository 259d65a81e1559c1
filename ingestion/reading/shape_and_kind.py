"""Choosing what a file's sheets are: the shape they are best understood in, and the kind of form they are taken for.

Words are asked first (``ingestion.recognition.recognise``); only where they say nothing, or hardly anything, what
the columns hold (``ingestion.content.kind``). Reading the sheets as what was chosen is ``ingestion.reading.read``'s part.
"""

from __future__ import annotations

from dataclasses import replace

from ingestion.content.kind import choose_by_content, is_another_form
from ingestion.readers.raw import RawSheet
from ingestion.reading.books import head_of
from ingestion.recognition.headers import fold
from ingestion.recognition.layout import turned
from ingestion.recognition.processes import ProcessMapper
from ingestion.recognition.recognise import KindChoice, choose_kind, name_score
from ingestion.recognition.shape import repaired
from ingestion.results import FileResult, ReadContext
from ingestion.wide.sheet import best_shape

_NAMED = 0.6  # from here a file's name says by itself what it is
_OF_THE_GROUP = (
    "往来单位均为集团内企业，是否为集团内购销过磅单，请确认 / all parties are companies of the group: are these tickets of trade "
    "inside the group? please confirm"
)
_TURNED = 0.5  # names of goods down the first column are header words as well: so much must speak for turning
# values hit upon words of a form by chance: of a turned sheet's header cells so many must be such
_MEANT = 0.45
_DOUBTFUL = 0.65  # below this the table may be lying on its side
_CLEARER = 0.1  # by so much the content must speak more for another kind than hardly known words for theirs


def shape_and_kind(
    sheets: list[RawSheet], stem: str, context: ReadContext
) -> tuple[list[RawSheet], KindChoice]:
    """Sheets in the shape they are best understood in, and the kind they are taken for."""
    mapper = ProcessMapper(context.processes, context.plants, context.plant_code)
    repairs = [repaired(s, context) for s in sheets]
    shaped = [best_shape(s, stem, context.period, mapper, context.month_end_day) for s in repairs]
    choice = choose_kind([head_of(s) for s in shaped], stem, context.period)
    if choice.contract is None or all(f is None or f.fit.score < _DOUBTFUL for f in choice.sheets):
        shaped, choice = _try_turned(shaped, choice, stem, context.period)
    choice = _with_strangers(shaped, choice, stem, context, mapper)
    if choice.contract is None:
        shaped, choice = choose_by_content(shaped, stem, context, mapper) or (shaped, choice)
    elif all(f is None or f.fit.score < _DOUBTFUL for f in choice.sheets):
        shaped, choice = _clearer_by_content(shaped, choice, stem, context, mapper)
    return shaped, choice


def _with_strangers(
    sheets: list[RawSheet], choice: KindChoice, stem: str, context: ReadContext, mapper: ProcessMapper
) -> KindChoice:
    """A form in which companies of the group deliver is no longer the plant's own, unless the file is plainly named so."""
    pairs = zip(sheets, choice.sheets, strict=True)
    strange = [f is not None and is_another_form(s, f, context, mapper) for s, f in pairs]
    if choice.contract is None or not any(strange):
        return choice
    if name_score(choice.contract, fold(stem)) < _NAMED:
        nothing = tuple(None for _ in sheets)
        return KindChoice(None, 0.0, "companies of the group: another form than its words say", nothing)
    told = zip(choice.sheets, strange, strict=True)
    asked = tuple(replace(f, doubt=_OF_THE_GROUP) if f is not None and is_so else f for f, is_so in told)
    return replace(choice, sheets=asked)


def _clearer_by_content(
    sheets: list[RawSheet], choice: KindChoice, stem: str, context: ReadContext, mapper: ProcessMapper
) -> tuple[list[RawSheet], KindChoice]:
    """A kind that hardly fits by its words gives way to one whose figures and likenesses are all there."""
    told = choose_by_content(sheets, stem, context, mapper)
    if told is None or told[1].contract == choice.contract:
        return sheets, choice
    by_words = max((f.fit.score for f in choice.sheets if f), default=0.0)
    by_content = max((f.fit.score for f in told[1].sheets if f), default=0.0)
    return told if by_content >= by_words + _CLEARER else (sheets, choice)


def _try_turned(
    sheets: list[RawSheet], choice: KindChoice, stem: str, period: str
) -> tuple[list[RawSheet], KindChoice]:
    """Read small sheets with rows and columns exchanged, when they make no sense as they are."""
    swapped = [turned(s) or s for s in sheets]
    other = choose_kind([head_of(s) for s in swapped], stem, period)
    is_table = other.contract is not None and other.score > max(choice.score, _TURNED)
    return (swapped, other) if is_table and _share_known(other) >= _MEANT else (sheets, choice)


def _share_known(choice: KindChoice) -> float:
    """Share of the header cells of all sheets that have a field."""
    fits = [f for f in choice.sheets if f]
    headed = sum(cell is not None for f in fits for cell in f.header.cells)
    return sum(m.field is not None for f in fits for m in f.fit.matches) / max(headed, 1)


def say_choice(result: FileResult, choice: KindChoice) -> None:
    """Write down how sure the kind is, and ask when another is as likely."""
    result.kind_score, result.kind_evidence = round(choice.score, 3), choice.evidence
    if choice.contract and choice.runner_up and result.sheets:
        result.sheets[0].questions.append(
            f"按“{choice.contract.label_zh}”读取，也像“{choice.runner_up}”，请确认 / "
            f"read as {choice.contract.kind}, also like {choice.runner_up}; please confirm"
        )
    if choice.contract and choice.is_by_content and result.sheets:
        result.sheets[0].questions.append(
            f"表头用词均未见过，按各列内容识别为“{choice.contract.label_zh}”，请确认 / "
            f"unknown header words: taken for {choice.contract.kind} by what its columns hold; please confirm"
        )
