"""Lay a document out as sheets of cells: titles, headers, unit rows, data, totals, notes, signatures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any

from tests.generator.across import lay_across
from tests.generator.cells import DETAIL_KINDS, Writer
from tests.generator.fields import PROCESS_COLUMN, SPECS, Field
from tests.generator.habits import Habits
from tests.generator.model import Document, Plant, Row, Sheet
from tests.generator.words import FILES, TOTALS

Merge = tuple[int, int, int, int]


@dataclass
class Grid:
    """One sheet of a file as it will be written; ``origin`` gives the data rows it holds, in order."""

    name: str
    cells: list[list[Any]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    origin: list[Row] = field(default_factory=list)


@dataclass
class File:
    """One file to write: path inside the deliveries, format, sheets."""

    path: str
    fmt: str
    grids: list[Grid]
    document: Document


class Renderer:
    """Renders one plant's documents by its habits."""

    def __init__(self, habits: Habits, plant: Plant, rng: Random) -> None:
        self.habits = habits
        self.plant = plant
        self.rng = rng
        self.first = self.writer = Writer(habits, plant, rng)
        self.later = Writer(replace(habits, detail_mass=habits.turned_mass), plant, rng)

    def files(self, document: Document) -> list[File]:
        """The files of a document: one, or one per process."""
        month = document.told_period[5:]
        self.writer = (
            self.later if self.habits.turned_from and month >= self.habits.turned_from else self.first
        )
        monthly = document.kind in FILES
        fmt = self.habits.detail_format if document.kind in DETAIL_KINDS else self.habits.ledger_format
        if not monthly:
            return [
                File(self._annual_path(document), self.habits.ledger_format, self._grids(document), document)
            ]
        layout = self.habits.layout if document.sheets[0].process else "sheet"
        if layout == "file":
            grids = self._grids(document)
            return [
                File(self._path(document, fmt, f"-{self._label(sheet.process)}"), fmt, [grid], document)
                for sheet, grid in zip(document.sheets, grids, strict=True)
            ]
        grids = [self._column_grid(document)] if layout == "column" else self._grids(document)
        if self.habits.junk_sheet and fmt not in ("csv", "txt", "html") and self.rng.random() < 0.5:
            grids.append(
                Grid(self.habits.junk_sheet, [["勿删", None], ["净重", 123], [None, "#REF!"]], hidden=True)
            )
        return [File(self._path(document, fmt, ""), fmt, grids, document)]

    def _label(self, process: str | None) -> str:
        return self.plant.process(process).in_plant_name.replace("/", "") if process else ""

    def _path(self, document: Document, fmt: str, suffix: str) -> str:
        year, month = document.told_period.split("-")
        name = self.habits.file_style.format(
            name=self.habits.file_names[document.kind], yyyymm=year + month, yyyy=year, mm=month,
            m=int(month),
            short=self.plant.short, code=self.plant.code,
        )  # fmt: skip
        again = f"({document.mark})" if document.version > 1 else ""
        # a page of a web system is saved under the name of a workbook
        return f"{document.plant}/{document.period}/{name}{suffix}{again}.{'xls' if fmt == 'html' else fmt}"

    def _annual_path(self, document: Document) -> str:
        from tests.generator.annual_fields import ANNUAL_FILES

        name = ANNUAL_FILES[document.kind].format(year=document.period, last=int(document.period) - 1)
        return f"{document.plant}/{document.period}/{name}.{self.habits.ledger_format}"

    def _grids(self, document: Document) -> list[Grid]:
        return [self._grid(document, sheet) for sheet in document.sheets]

    def _grid(self, document: Document, sheet: Sheet) -> Grid:
        fields = self._fields(document.kind, sheet.spec, with_process=False)
        name = sheet.name or (self._label(sheet.process) if sheet.process else SPECS[sheet.spec].sheet)
        rows = [(sheet.process, row) for row in sheet.rows]
        title = sheet.title or self._title(document, sheet.process)
        return self._lay(document, sheet.spec, name, title, fields, rows, [sheet])

    def _column_grid(self, document: Document) -> Grid:
        spec = document.sheets[0].spec
        fields = self._fields(document.kind, spec, with_process=True)
        rows = [(sheet.process, row) for sheet in document.sheets for row in sheet.rows]
        if document.kind == "ladle_tickets":
            rows.sort(key=lambda pair: str(pair[1].values["gross_time"]))
        title = self._title(document, None)
        return self._lay(document, spec, SPECS[spec].sheet, title, fields, rows, document.sheets)

    def _fields(self, kind: str, spec: str, with_process: bool) -> list[Field]:
        fields = list(SPECS[spec].fields)
        if kind in ("ladle_tickets",):
            if not self.habits.stat_date:
                fields = [f for f in fields if f.name != "stat_date"]
            if self.plant.output_method == "crane":
                fields = [f for f in fields if f.name != "vehicle"]
        if with_process:
            fields.insert(1, PROCESS_COLUMN)
        if self.habits.shuffled and kind in DETAIL_KINDS:
            keep = fields[:1]
            fields = keep + self._shuffled(fields[1:])
            if self.habits.merged:
                fields = _groups_together(fields)
        return fields

    def _shuffled(self, fields: list[Field]) -> list[Field]:
        result = list(fields)
        Random(self.plant.code + "".join(f.name for f in fields)).shuffle(result)
        return result

    def _title(self, document: Document, process: str | None) -> str:
        year, month = document.told_period.split("-") if "-" in document.period else (document.period, "12")
        words = SPECS[document.sheets[0].spec].title[0]
        if document.kind.startswith("b204"):
            return f"{words}  {self.plant.name}  {year}年{int(month)}月"
        label = f"（{self._label(process)}）" if process else ""
        return f"{self.plant.name}{year}年{int(month)}月{words}{label}"

    def _lay(
        self, document: Document, spec: str, name: str, title: str, fields: list[Field],
        rows: list[tuple[str | None, Row]], sheets: list[Sheet],
    ) -> Grid:  # fmt: skip
        habits = self.habits
        grid = Grid(name)
        detail = document.kind in DETAIL_KINDS
        extra = habits.extra if detail else []
        width = len(fields) + len(extra)
        bare = detail and habits.is_text
        # without its title nobody could tell whose form it is that lies in another plant's or month's folder
        if (habits.title and not bare) or document.form_of or document.form_month:
            grid.cells += [[] for _ in range(habits.blank_lead)]
            grid.merges.append((len(grid.cells), 0, len(grid.cells), width - 1))
            grid.cells.append([title])
            if habits.unit_style == "title":
                grid.cells.append([self._unit_line(spec, document.kind, fields)])
            elif habits.maker:
                maker = "编制单位：" + (self._label(sheets[0].process) if len(sheets) == 1 else "")
                grid.cells.append([f"{maker}  编报期：{document.told_period}"])
        elif habits.unit_style == "title":
            grid.cells.append([self._unit_line(spec, document.kind, fields)])
        if document.kind in habits.across and self._across(document, fields, rows, sheets, grid):
            return grid
        self._headers(document.kind, spec, fields, extra, grid, bare)
        for process, row in rows:
            cells = [self.writer.cell(document.kind, f, row, process) for f in fields]
            grid.cells.append(cells + [value for _, value in extra])
            grid.origin.append(row)
            self._sprinkle(grid, document.kind, fields, len(rows))
        self._foot(document, spec, fields, rows, sheets, grid, bare)
        if habits.blank_column and detail and not bare:
            _indent(grid)
        return grid

    def _across(
        self, document: Document, fields: list[Field], rows: list[tuple[str | None, Row]],
        sheets: list[Sheet], grid: Grid,
    ) -> bool:  # fmt: skip
        """Lay the sheet out across, where its rows allow it."""
        kind, wrong = document.kind, any(sheet.total_error for sheet in sheets)
        if wrong or (fields[1].dim == "process" and kind in DETAIL_KINDS):
            return False
        heads = [self.writer.header(kind, f) for f in fields]
        cells = [[self.writer.cell(kind, f, row, process) for f in fields] for process, row in rows]
        only = [row for _, row in rows]
        total = (
            self._total_cells(self.habits.total, kind, fields, only, sheets) if self.habits.total else None
        )
        laid = lay_across(kind, fields, heads, only, cells, total)
        if laid is None:
            return False
        top = len(grid.cells)
        grid.cells += laid[0]
        grid.merges += [(a + top, b, c + top, d) for a, b, c, d in laid[1]]
        grid.origin += only
        return True

    def _unit_line(self, spec: str, kind: str, fields: list[Field]) -> str:
        named = [
            (self.habits.header(kind, f), self.writer.unit(kind, f))
            for f in fields
            if f.dim in ("mass", "energy")
        ]
        return (
            "计量单位：" + "、".join(f"{word}-{unit}" for word, unit in named)
            if named
            else "计量单位：见表头"
        )

    def _headers(
        self, kind: str, spec: str, fields: list[Field], extra: list[tuple[str, str]], grid: Grid, bare: bool
    ) -> None:
        heads = [self.writer.header(kind, f) for f in fields] + [word for word, _ in extra]
        grouped = self.habits.merged and self.habits.title and not bare and any(f.group for f in fields)
        top = len(grid.cells)
        if grouped:
            upper: list[str | None] = [f.group or heads[n] for n, f in enumerate(fields)]
            upper += heads[len(fields) :]
            lower = [heads[n] if f.group else None for n, f in enumerate(fields)] + [None] * len(extra)
            for n in range(len(upper)):
                if n >= len(fields) or not fields[n].group:
                    grid.merges.append((top, n, top + 1, n))
            for start, end in _runs([f.group for f in fields]):
                grid.merges.append((top, start, top, end))
                upper[start + 1 : end + 1] = [None] * (end - start)
            grid.cells += [upper, lower]
        else:
            grid.cells.append(heads)
        if self.habits.unit_style == "row":
            units = [
                f"({u})" if (u := self.writer.unit(kind, f)) and f.dim in ("mass", "energy") else None
                for f in fields
            ]
            if any(units):
                grid.cells.append(units + [None] * len(extra))

    def _sprinkle(self, grid: Grid, kind: str, fields: list[Field], total: int) -> None:
        """A page subtotal now and then, as printed lists carry them."""
        if not self.habits.subtotal or kind not in DETAIL_KINDS or len(grid.origin) % 60 or total < 120:
            return
        page = grid.origin[-60:]
        grid.cells.append(self._total_cells(self.habits.subtotal, kind, fields, page, []))

    def _foot(
        self, document: Document, spec: str, fields: list[Field], rows: list[tuple[str | None, Row]],
        sheets: list[Sheet], grid: Grid, bare: bool,
    ) -> None:  # fmt: skip
        habits = self.habits
        # a plant that prints no totals prints the one that is to be wrong
        word = habits.total or (TOTALS[0] if any(sheet.total_error for sheet in sheets) else "")
        if word and any(f.total for f in fields):
            grid.cells.append(self._total_cells(word, document.kind, fields, [r for _, r in rows], sheets))
        if document.kind.startswith("b204") and not bare:
            people = self.plant.people
            grid.cells.append([f"单位负责人：{people[0]}  统计负责人：{people[1]}  填表人：{people[1]}"])
            return
        if bare or document.kind not in FILES:
            return
        if habits.note:
            grid.cells.append([habits.note])
        if habits.signature:
            grid.cells.append([f"制表：{self.plant.people[1]}    审核：{self.plant.people[0]}"])

    def _total_cells(
        self, word: str, kind: str, fields: list[Field], rows: Iterable[Row], sheets: list[Sheet]
    ) -> list[Any]:
        cells: list[Any] = [None] * len(fields)
        counted = [row for row in rows if row.status != "duplicate"]
        for n, item in enumerate(fields):
            if item.total:
                figures = [self.writer.summed(kind, item, r) for r in counted]
                wrong = sum(sheet.total_error.get(item.name, 0) for sheet in sheets)
                cells[n] = self.writer.typed(kind, item, sum(figures, Decimal(0)) + wrong)
        first = next((n for n, value in enumerate(cells) if value is None), 0)
        cells[first] = word
        return cells


def _runs(groups: list[str]) -> list[tuple[int, int]]:
    runs, start = [], 0
    for n in range(1, len(groups) + 1):
        if n == len(groups) or groups[n] != groups[start]:
            if groups[start] and n - start > 1:
                runs.append((start, n - 1))
            start = n
    return runs


def _groups_together(fields: list[Field]) -> list[Field]:
    """Keep the columns of one merged heading side by side."""
    result: list[Field] = []
    for item in fields:
        if item in result:
            continue
        result += [f for f in fields if f.group == item.group] if item.group else [item]
    return result


def _indent(grid: Grid) -> None:
    grid.cells = [[None, *row] for row in grid.cells]
    grid.merges = [(a, b + 1, c, d + 1) for a, b, c, d in grid.merges]
