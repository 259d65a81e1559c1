"""Tickets of negative mass that take back an earlier one (red tickets): set aside, and their pair is looked for.

Nothing is subtracted and nothing is left out in silence: the ticket taken back still counts, the red one does not, and
its reason says which ticket it takes back and how much is at stake. Where that ticket is void itself, neither counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from ingestion.recognition.sheet_plan import SheetPlan
from ingestion.registry import furniture
from ingestion.rows.work import Problem, Work, raw
from warehouse import tables as lake

TAKES_BACK = "takes_back"
# What a ticket and the one that takes it back have in common, where both say it.
_SHARED = ("vehicle_no", "ladle_no", "customer", "party", "process", "material", "use_code")
# Receipts name so many pairs; every red row says its own.
_PAIRS_TOLD = 5


@dataclass(frozen=True)
class _Pair:
    """A red row, the rows it may take back, and whether its one row is void itself."""

    red: dict[str, Any]
    rows: list[dict[str, Any]]
    is_void: bool

    @property
    def tonnes(self) -> str:
        """What is at stake, as a person writes it."""
        return _plain(abs(self.red["mass"]))


def flag_taken_back(work: Work, plan: SheetPlan, void_code: str) -> None:
    """Set red tickets aside before any other rule, each with the ticket it takes back (X-WEIGH).

    Shape: rows of one sheet; masses in tonnes. A negative net between a positive gross and tare that no word explains is
    a slip of the weighing and left to its own rule.
    """
    name = next((m for m in ("net_t", "mass_t") if m in plan.fields), None)
    if name is None:
        return
    red = _red_rows(work, plan, name)
    if not red.any():
        return
    pairs = _pairs(work, plan, name, red)
    void_rows = [p.red["row_no"] for p in pairs if p.is_void]
    texts = {p.red["row_no"]: _texts(p, work.running is not None) for p in pairs}
    for column, place in (("taken_back_zh", 0), ("taken_back_en", 1)):
        work.put(pl.Series([texts[n][place] if n in texts else "" for n in work.frame["row_no"]]), column)
    zh, en = pl.col("taken_back_zh"), pl.col("taken_back_en")
    is_void = work.frame["row_no"].is_in(void_rows)
    work.problems.insert(0, Problem(red & ~is_void, "X-WEIGH", TAKES_BACK, zh, en))
    work.problems.insert(0, Problem(red & is_void, None, void_code, zh, en))
    _ask(plan, [p for p in pairs if not p.is_void])


def _red_rows(work: Work, plan: SheetPlan, name: str) -> pl.Series:
    mass = work.frame[name]
    is_negative = (mass < 0).fill_null(False)
    if not is_negative.any():
        return is_negative
    weighed = pl.lit(False)
    if {"gross_t", "tare_t"} <= set(plan.fields):
        weighed = ((pl.col("gross_t") > 0) & (pl.col("tare_t") > 0)).fill_null(False)
    said = [raw(n) for n in ("remark", "ticket_state") if n in plan.fields]
    word = furniture()["taken_back"]
    is_said = pl.any_horizontal(
        pl.lit(False), *(pl.col(n).cast(pl.String).str.contains(word).fill_null(False) for n in said)
    )
    return work.frame.select((pl.Series(is_negative) & (~weighed | is_said)).alias("red")).to_series()


def _pairs(work: Work, plan: SheetPlan, name: str, red: pl.Series) -> list[_Pair]:
    """Each red row with the rows of the same mass that it may take back; a row is taken back once."""
    usable, void = _counting(work, red)
    shared = [c for c in _SHARED if c in work.frame.columns]
    keys = [k for k in lake.table(plan.table.name).key if k in work.frame.columns]
    said = [raw("remark")] if "remark" in plan.fields else []
    columns: list[str | pl.Expr] = ["row_no", pl.col(name).alias("mass"), *shared, *said]
    key = (
        pl.concat_str([pl.col(k).cast(pl.String).fill_null("") for k in keys], separator="|")
        if keys
        else pl.lit("")
    )
    frame = work.frame.with_columns(key=key).select(*columns, "key", counts=usable, void=void, red=red)
    masses = frame.filter(pl.col("red"))["mass"]
    others = frame.filter(~pl.col("red") & (pl.col("counts") | pl.col("void")) & pl.col("mass").is_not_null())
    candidates = others.filter(pl.col("mass").is_in((-masses).implode())).to_dicts()
    named = _named(frame, others, said)
    taken: set[int] = set()
    pairs = []
    for row in frame.filter(pl.col("red")).to_dicts():
        alike = [c for c in candidates if c["mass"] == -row["mass"] and c["row_no"] not in taken]
        rows = named.get(row["row_no"], [c for c in alike if _fits(c, row, shared)])
        if len(rows) == 1:
            taken.add(rows[0]["row_no"])
        pairs.append(_Pair(row, rows, len(rows) == 1 and rows[0]["void"]))
    return pairs


def _counting(work: Work, red: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Rows that no rule has set aside so far, and rows that are void."""
    broken = pl.Series([False] * len(red))
    void = broken
    for problem in work.problems:
        mask = work.frame.select(problem.mask.alias("m")).to_series().fill_null(False)
        mask = mask if len(mask) == len(red) else pl.Series([bool(mask[0])] * len(red))
        broken = broken | mask
        void = void | mask if problem.requirement is None else void
    return ~broken, void


def _named(frame: pl.DataFrame, others: pl.DataFrame, said: list[str]) -> dict[int, list[dict[str, Any]]]:
    """The row whose ticket number a red row's remark names, by the red row; none where the number is of no row here."""
    if not said:
        return {}
    by_key = {row["key"].lstrip("0"): row for row in others.to_dicts() if row["key"]}
    lengths = {len(key) for key in by_key}
    found = {}
    for row in frame.filter(pl.col("red")).to_dicts():
        words = [w.lstrip("0") for w in re.findall(r"[0-9A-Za-z-]{4,}", str(row[said[0]] or ""))]
        rows = [by_key[w] for w in words if w in by_key]
        # a word as long as a ticket number is one, of another sheet or month
        if len(rows) == 1 or any(len(w) in lengths and re.search(r"\d{4}", w) for w in words):
            found[row["row_no"]] = rows
    return found


def _fits(one: dict[str, Any], other: dict[str, Any], shared: list[str]) -> bool:
    return all(one[c] is None or other[c] is None or one[c] == other[c] for c in shared)


def _texts(pair: _Pair, is_part: bool) -> tuple[str, str]:
    """Reason of one red row, Chinese and English."""
    row, tonnes = pair.red["row_no"], pair.tonnes
    if pair.is_void:
        first = pair.rows[0]["row_no"]
        return (
            f"第{row}行冲回第{first}行已作废的磅单，两行均不计入",
            f"row {row}: takes back the void ticket of row {first}; neither counts",
        )
    head = (
        f"第{row}行是冲回{tonnes} t的红字磅单，已隔离、未抵减",
        f"row {row}: takes {tonnes} t back; set aside, not subtracted",
    )
    if len(pair.rows) == 1:
        first = pair.rows[0]
        off = abs(first["mass"]) != abs(pair.red["mass"])
        zh_off = f"（该票{_plain(first['mass'])} t，质量不等）" if off else ""
        en_off = f" (of {_plain(first['mass'])} t: not the same mass)" if off else ""
        return (
            f"{head[0]}；被冲回的第{first['row_no']}行“{first['key']}”{zh_off}仍计入，如该票无效请注明作废后重报",
            f"{head[1]}; the ticket of row {first['row_no']} '{first['key']}'{en_off} still counts: if it is void, mark it so "
            "and deliver again",
        )
    if pair.rows:
        rows = ", ".join(str(r["row_no"]) for r in pair.rows[:_PAIRS_TOLD])
        return (
            f"{head[0]}；同质量的第{rows}行均可能是被冲回的磅单，均仍计入，请写明原票号",
            f"{head[1]}; rows {rows} of this mass may each be the one it takes back and still count: write its number",
        )
    where = ("附近", "near it") if is_part else ("本表", "in this sheet")
    return (
        f"{head[0]}；{where[0]}找不到被冲回的磅单，请写明原票号及所在月份",
        f"{head[1]}; the ticket it takes back is not {where[1]}: write its number and month",
    )


def _plain(mass: Decimal) -> str:
    return f"{mass.normalize():f}"


def _ask(plan: SheetPlan, pairs: list[_Pair]) -> None:
    """One question a sheet: how many red tickets, how much is at stake, which pairs."""
    if not pairs:
        return
    total = _plain(sum((abs(p.red["mass"]) for p in pairs), Decimal(0)))
    told = [f"{p.red['row_no']}→{p.rows[0]['row_no']}" for p in pairs if len(p.rows) == 1][:_PAIRS_TOLD]
    zh = f"（{'、'.join(told)}）" if told else ""
    en = f" ({', '.join(told)})" if told else ""
    plan.questions.append(
        f"{len(pairs)}张红字磅单共{total} t未抵减，被冲回的原票仍计入{zh}，请确认 / {len(pairs)} red tickets of {total} t are "
        f"not subtracted and the tickets they take back still count{en}; please confirm"
    )
