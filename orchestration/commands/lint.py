"""`potline lint`: the linter of printed inventories and verification reports."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("lint")
@click.argument("report", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="folder for lint.csv and lint.html / 结果文件夹",
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="also keep the result here, for the next close to publish / 结果存入数据目录，随下次结账发布",
)
@click.option("--plant", help="whose report it is, with --home / 工厂或成员代码")
@click.option("--year", help="year it reports on, with --home / 报告年度: 2024")
@click.pass_context
def command(
    ctx: click.Context, report: Path, out: Path | None, home: Path | None, plant: str | None, year: str | None
) -> None:
    """Check a printed inventory or verification report: a declared form (.xlsx), .docx, .pdf, .txt or .md.

    Exits 0 with nothing above advisory, 1 with findings, 2 when the report cannot be read.
    """
    from inventory import lint
    from inventory.printed.workbook import FormError

    if out is None and home is None:
        raise click.UsageError("请指定 --out 或 --home / say where the result goes: --out or --home")
    if home is not None and not (plant and year):
        raise click.UsageError("--home 需要 --plant 和 --year / --home needs --plant and --year")
    try:
        rows = lint.run(report, out)
    except FormError as problem:
        raise click.ClickException(str(problem)) from None
    if home is not None and plant and year:
        _keep(home, plant, year, report, rows)
    counts = {name: sum(row["severity"] == name for row in rows) for name in lint.SEVERITIES}
    click.echo(
        f"{report.name}：不符合 {counts['nonconformity']}，需说明 {counts['explain']}，提示 {counts['advisory']} / "
        + ", ".join(f"{number} {name}" for name, number in counts.items())
    )
    if out is not None:
        click.echo(f"{out / 'lint.csv'}\n{out / 'lint.html'}")
    ctx.exit(lint.exit_code(rows))


def _keep(home: Path, plant: str, year: str, report: Path, rows: list[dict[str, str]]) -> None:
    from warehouse.home import open_home
    from warehouse.printed_reports import PrintedReport, PrintedReportError, keep_result

    try:
        kept = keep_result(open_home(home), PrintedReport(plant, year, report), rows)
    except PrintedReportError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"已保存，随下次年度结账发布 / kept for the next close of {year}: {kept}")
