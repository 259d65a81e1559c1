"""`potline decide`: a second person accepts or refuses what a plant answered to a finding."""

from __future__ import annotations

from pathlib import Path

import click

from orchestration.cli import home_option


@click.command("decide")
@home_option
@click.option("--finding", "number", help="number of the finding / 编号")
@click.option("--accept", "decision", flag_value="accepted", help="close it: the explanation holds / 关闭")
@click.option("--refuse", "decision", flag_value="refused", help="send the answer back / 退回")
@click.option(
    "--conservative",
    "decision",
    flag_value="conservative",
    help="close it by a conservative value / 按保守值处理",
)
@click.option("--value", default="", help="the conservative value; default: the one proposed / 采用的保守值")
@click.option("--reason", default="", help="on what grounds; a refusal needs one / 理由")
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="workbook or CSV with the columns 编号, 决定 (关闭/退回/保守值), 理由, 保守值: all of it or nothing",
)
@click.option("--by", required=True, help="who decides; not the one who answered / 复核人")
@click.option("--documents", is_flag=True, help="write the documents of the close again / 重新生成文件")
def command(
    home: Path, number: str | None, decision: str | None, value: str, reason: str, listed: Path | None, by: str,
    documents: bool,
) -> None:  # fmt: skip
    """Decide on answers to findings of the published close; each decision is an event of the log.

    A nonconformity or data error is closed by correction (deliver again, close again) or by a conservative value, never
    by words alone.
    """
    from orchestration.decision_list import read_decisions
    from warehouse.decisions import DecisionError, Wish, decide
    from warehouse.home import open_home

    if (listed is None) == (number is None or decision is None):
        raise click.ClickException(
            "请给出 --finding 与 --accept/--refuse/--conservative，或给出 --list / "
            "give --finding with --accept, --refuse or --conservative, or --list"
        )
    place = open_home(home)
    try:
        one = [Wish(str(number), str(decision), reason, value)]
        wishes = list(read_decisions(listed)) if listed else one
        done = decide(place, wishes, by)
    except DecisionError as problem:
        raise click.ClickException(str(problem)) from None
    for payload in done:
        click.echo(f"{payload['finding_id']}  {payload['plant']}  {payload['decision']}  {payload['by']}")
    if documents:
        from reporting.documents import write_documents

        click.echo(f"文件 / documents: {len(write_documents(place))}")
