"""`potline map`: what is understood of one file, and its habits as the plant's profile once a person agrees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import home_option

if TYPE_CHECKING:
    from ingestion.results import FileResult, ReadContext

HEADINGS = {
    "sheet": "工作表", "table": "报表", "column": "列", "header": "表头原文", "field": "识别为", "unit": "单位",
    "unit_source": "单位出处", "score": "把握", "evidence": "依据",
}  # fmt: skip


def _shown(row: dict[str, Any], name: str) -> str:
    """One cell of the list; tables, fields and where a unit was found in Chinese with their codes."""
    from reporting.receipts import UNIT_SOURCES
    from warehouse.tables import all_tables

    value = row[name]
    if value is None:
        return "—"
    table = all_tables().get(row["table"])
    words = None
    if name == "table" and table is not None:
        words = table.label_zh
    elif name == "field" and table is not None and value in table.columns:
        words = table.columns[value].label_zh
    elif name == "unit_source":
        return UNIT_SOURCES.get(value, str(value))
    return f"{words}（{value}）" if words else str(value)


def _read(file: Path, context: ReadContext) -> list[FileResult]:
    """Read the file: in a process of its own where it may end the process that reads it."""
    from ingestion.landing.apart import is_better_apart
    from ingestion.landing.ingest_pool import run_in_order
    from ingestion.reading.read import read_delivery

    def died(job: tuple[Any, ...], reason: str) -> None:
        raise click.ClickException(
            f"{file.name}：读取进程异常终止（{reason}），文件可能损坏，或在数据之外很远处有内容（按Ctrl+End可见） / "
            f"the reading process ended ({reason}): damaged, or something stands far beyond its data (Ctrl+End shows it)"
        )

    workers = 1 if is_better_apart(file) else 0
    return list(*run_in_order(read_delivery, [(file.name, file.resolve(), context)], workers, died))


def _period_of(file: Path) -> str:
    """The period that the file's folder or name tells; without one every kind of a month or year would seem unknown."""
    from ingestion.landing_names import GROUP, UNKNOWN_PERIOD, place_of

    folder = file.parent.name
    period = GROUP if folder == GROUP else place_of(f"-/{folder}/{file.name}")[1]
    if period == UNKNOWN_PERIOD:
        raise click.UsageError(
            "看不出文件属于哪个期间（不在“工厂/期间”文件夹中，文件名也未写年月），请加 --period 2024-03 / "
            "neither folder nor file name tell the period; add --period 2024-03"
        )
    return period


@click.command("map")
@home_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--plant", help="plant code; default: the folder two above the file / 工厂代码")
@click.option("--period", help="period; default: the folder the file lies in / 期间")
@click.option("--agree", is_flag=True, help="write the profile without asking / 直接确认写入")
def command(home: Path, file: Path, plant: str | None, period: str | None, agree: bool) -> None:
    """Show what is understood of FILE column by column; once agreed, it becomes the plant's profile."""
    from ingestion.landing.context import context_of, group_facts
    from ingestion.recognition.profiles import explain, profile_of, write_profile
    from warehouse.home import open_home

    place = open_home(home)
    code, label = plant or file.resolve().parent.parent.name, period or _period_of(file.resolve())
    results = _read(file, context_of(place, group_facts(place), code, label, None))
    for result in results:
        click.echo(f"{result.file}：{result.kind or '—'}（{result.status}）{result.message_zh or ''}")
        for sheet in result.sheets:
            for question in sheet.questions:
                click.echo(f"  ? {sheet.sheet}：{question}")
    click.echo("  " + " | ".join(HEADINGS.values()))
    for row in explain(results):
        click.echo("  " + " | ".join(_shown(row, name) for name in HEADINGS))
    profile = profile_of(results)
    if not profile["tables"]:
        raise click.ClickException("没有可确认的列 / nothing was understood that could be agreed to")
    target = place.profiles / f"{code}.yml"
    if agree or click.confirm(f"确认并写入 {target}？ / agree and write it?", default=False):
        write_profile(target, profile)
        click.echo(str(target))
