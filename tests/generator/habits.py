"""How a plant writes: file types, header words, units, dates, furniture. Chosen once per plant."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.generator import words
from tests.generator.across import choose_forms
from tests.generator.fields import SPECS, Field
from tests.generator.model import Plant

DATE_STYLES = ("excel", "slash", "compact", "chinese", "dot", "short", "no_year", "iso")
UNIT_STYLES = ("round", "full", "square", "underscore", "title", "row", "slash")
LAYOUTS = ("sheet", "file", "column")
TEXT_FORMATS = (
    ("csv", "gb18030", ","), ("csv", "utf-8", ","), ("csv", "utf-8-sig", ","), ("csv", "utf-16", "\t"),
    ("csv", "gb18030", ";"), ("txt", "utf-8-sig", "\t"),
)  # fmt: skip
FILE_STYLES = (
    "{name}_{yyyymm}", "{short}{m}月{name}", "{yyyy}年{m}月{name}", "{yyyy}-{mm}_{name}",
    "{name}({yyyy}.{mm})",
    "{code}-{name}-{yyyymm}", "{name}{m}月", "{yyyymm}{short}{name}",
)  # fmt: skip
RARE_SHARE = 0.1  # of the columns that have a rare word
# Daily detail in tonnes needs three decimals, which every one of these words prints exactly.
DETAIL_ENERGY = ("kWh", "千瓦时", "度")


@dataclass
class Habits:
    """One plant's way of writing."""

    plain: bool
    detail_format: str
    ledger_format: str
    encoding: str = "utf-8-sig"
    separator: str = ","
    layout: str = "sheet"
    detail_mass: str = "kg"
    ledger_mass: str = "t"
    detail_energy: str = "kWh"
    ledger_energy: str = "万kWh"
    unit_style: str = "round"
    date_style: str = "excel"
    seconds: bool = True
    title: bool = True
    maker: bool = True
    merged: bool = True
    total: str = "合计"
    subtotal: str = ""
    note: str = words.NOTES[0]
    signature: bool = True
    blank_lead: int = 0
    blank_column: bool = False
    shuffled: bool = False
    extra: list[tuple[str, str]] = field(default_factory=list)
    text_numbers: float = 0.0
    thousands: bool = False
    full_width: float = 0.0
    junk_sheet: str = ""
    stat_date: bool = True
    zipped: bool = False
    file_style: str = FILE_STYLES[0]
    file_names: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)
    percent_unit: str = "%"
    across: frozenset[str] = frozenset()
    turned_from: str = ""  # month of the year from which daily masses are in another unit
    turned_mass: str = ""

    def header(self, spec: str, item: Field) -> str:
        """The word this plant uses for a column, without unit."""
        return self.headers.get(f"{spec}.{item.name}", item.headers[0])

    @property
    def is_text(self) -> bool:
        """True when detail files are text files."""
        return self.detail_format in ("csv", "txt")


def plain_habits(plant: Plant) -> Habits:
    """One workbook per kind, a sheet per process, the plain words: nothing to guess."""
    habits = Habits(True, "xlsx", "xlsx", stat_date=plant.cut_minutes == 0)
    habits.file_names = {kind: names[0] for kind, names in words.FILES.items()}
    habits.uses = {code: pool[0] for code, pool in words.USES.items()}
    return habits


def random_habits(rng: Random, plant: Plant) -> Habits:
    """Habits drawn at random from the pools."""
    textual = rng.random() < 0.45
    text_format, encoding, separator = rng.choice(TEXT_FORMATS)
    book = rng.choice(("xlsx", "xlsx", "xls", "ods"))
    mass = rng.choice(words.UNITS["mass"])[0]
    habits = Habits(
        False, text_format if textual else book, book, encoding, separator,
        layout=rng.choice(("file", "column") if textual else LAYOUTS), detail_mass=mass,
        ledger_mass=rng.choice(("t", "吨")), detail_energy=rng.choice(DETAIL_ENERGY),
        ledger_energy=rng.choice([name for name, _ in words.UNITS["energy"]]),
        unit_style=rng.choice(UNIT_STYLES),
        date_style=rng.choice(DATE_STYLES[1:] if textual else DATE_STYLES),
        seconds=rng.random() < 0.7, title=rng.random() < 0.75, maker=rng.random() < 0.6,
        merged=rng.random() < 0.5, total=rng.choice((*words.TOTALS, "")),
        subtotal=rng.choice((*words.SUBTOTALS, "", "", "")), note=rng.choice((*words.NOTES, "")),
        signature=rng.random() < 0.5, blank_lead=rng.choice((0, 0, 1, 2)), blank_column=rng.random() < 0.2,
        shuffled=rng.random() < 0.5, extra=rng.sample(words.EXTRA_COLUMNS, rng.randint(0, 2)),
        text_numbers=rng.choice((0, 0, 0.1, 1.0)), thousands=rng.random() < 0.3,
        full_width=rng.choice((0, 0, 0.05)),
        junk_sheet=rng.choice(("", *words.JUNK_SHEETS)), stat_date=rng.random() < 0.5,
        zipped=rng.random() < 0.12, file_style=rng.choice(FILE_STYLES),
    )  # fmt: skip
    if habits.unit_style == "title" and textual:
        habits.unit_style = "round"
    # units stand in the headers of such forms; a stream of its own leaves the other habits of a seed as they were
    if habits.unit_style in ("round", "full", "square", "slash"):
        habits.across = choose_forms(Random(f"{plant.code} across"))
    _choose_later(Random(f"{plant.code} later"), habits)
    habits.file_names = {kind: rng.choice(names) for kind, names in words.FILES.items()}
    habits.uses = {code: rng.choice(pool) for code, pool in words.USES.items()}
    _choose_headers(rng, habits)
    rare = Random(f"{plant.code} rare words")
    habits.headers |= {
        column: word for column, word in words.RARE_HEADERS.items() if rare.random() < RARE_SHARE
    }
    return habits


def _choose_later(rng: Random, habits: Habits) -> None:
    """Habits that were added later, from a stream of their own: units that change, pages saved under a workbook's name."""
    if rng.random() < 0.25:
        habits.turned_from = rng.choice(("02", "03"))
        habits.turned_mass = "t" if habits.detail_mass in ("kg", "千克", "公斤") else "kg"
    if habits.detail_format == "xls" and habits.layout != "sheet" and rng.random() < 0.6:
        habits.detail_format = "html"


def _choose_headers(rng: Random, habits: Habits) -> None:
    """Choose one word per field and plant; the same pool gives the same word, no word twice on a sheet."""
    chosen: dict[tuple[str, ...], str] = {}
    for kind, spec in SPECS.items():
        if kind not in words.FILES and kind != "b204_annual":
            continue
        taken: set[str] = set()
        for item in spec.fields:
            word = chosen.setdefault(item.headers, rng.choice(item.headers))
            while word in taken:
                word = rng.choice([h for h in item.headers if h not in taken])
            taken.add(word)
            habits.headers[f"{kind}.{item.name}"] = word
