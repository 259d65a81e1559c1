"""`potline decide`: a second person accepts or refuses what a plant answered to a finding."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli import home_option

if TYPE_CHECKING:
    from warehouse.decisions import Wish

# Words of the column 决定 of a list; the column names themselves are taken in either language.
_WORDS = {
    "关闭": "accepted", "接受": "accepted", "accepted": "accepted", "accept": "accepted",
    "退回": "refused", "refused": "refused", "refuse": "refused",
    "保守值": "conservative", "conservative": "conservative",
}  # fmt: skip
_COLUMNS = {
    "number": ("编号", "finding_id"),
    "decision": ("决定", "decision"),
    "reason": ("理由", "reason"),
    "value": ("保守值", "value"),
}


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
    help="CSV with the columns 编号, 决定 (关闭/退回/保守值), 理由, 保守值: all of it or nothing",
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
    from warehouse.decisions import DecisionError, Wish, decide
    from warehouse.home import open_home

    if (listed is None) == (number is None or decision is None):
        raise click.ClickException(
            "请给出 --finding 与 --accept/--refuse/--conservative，或给出 --list / "
            "give --finding with --accept, --refuse or --conservative, or --list"
        )
    place = open_home(home)
    wishes = list(_of_list(listed)) if listed else [Wish(str(number), str(decision), reason, value)]
    try:
        done = decide(place, wishes, by)
    except DecisionError as problem:
        raise click.ClickException(str(problem)) from None
    for payload in done:
        click.echo(f"{payload['finding_id']}  {payload['plant']}  {payload['decision']}  {payload['by']}")
    if documents:
        from reporting.documents import write_documents

        click.echo(f"文件 / documents: {len(write_documents(place))}")


def _of_list(path: Path) -> Iterator[Wish]:
    from warehouse.decisions import Wish

    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        names = {
            key: next((n for n in known if n in (reader.fieldnames or [])), None)
            for key, known in _COLUMNS.items()
        }
        if names["number"] is None or names["decision"] is None:
            raise click.ClickException(
                f"{path.name} 缺少列“编号”或“决定” / {path.name} lacks the column 编号 or 决定"
            )
        for row in reader:
            given = {key: (row.get(name) or "").strip() if name else "" for key, name in names.items()}
            if not given["decision"]:
                continue
            if given["decision"] not in _WORDS:
                raise click.ClickException(
                    f"{path.name} 第 {reader.line_num} 行的决定“{given['decision']}”无法识别，应为 关闭、退回 或 保守值 / "
                    f"line {reader.line_num} of {path.name}: write 关闭, 退回 or 保守值"
                )
            yield Wish(given["number"], _WORDS[given["decision"]], given["reason"], given["value"])
