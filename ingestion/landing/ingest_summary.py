"""What an ingest did, as numbers and as text for a person: Chinese first, English beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

OUTCOMES = {
    "landed": "新接收 / landed",
    "reread": "重新读取 / read again",
    "unchanged": "已接收过，跳过 / known, skipped",
}
STATUSES = {
    "read": "已读取 / read",
    "empty": "空文件 / empty",
    "unreadable": "无法读取 / unreadable",
    "encrypted": "加密 / encrypted",
    "signed": "签章保护 / signed",
    "unknown_kind": "类型不明 / unknown kind",
    "unknown_plant": "工厂不明 / unknown plant",
}


@dataclass(frozen=True)
class FileLine:
    """One delivered file (or file inside a zip) in the summary."""

    outcome: str
    file: str
    plant_code: str
    period: str
    kind: str | None
    status: str
    version: int
    is_copy: bool
    rows_total: int
    rows_keep: int
    rows_quarantine: int
    rows_duplicate: int
    message_zh: str
    message_en: str


@dataclass
class IngestSummary:
    """Lines in the order of the commits, what was left out with the reason, and what is an earlier content again."""

    lines: list[FileLine] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    def add(self, outcome: str, sidecar: dict[str, Any]) -> None:
        """Add a delivered file."""
        for part in sidecar["parts"]:
            self.lines.append(
                FileLine(
                    outcome,
                    part["file"],
                    sidecar["plant_code"],
                    sidecar["period"],
                    part["kind"],
                    part["status"],
                    part["version"],
                    part["duplicate_of"] is not None,
                    part["rows_total"],
                    part["rows_keep"],
                    part["rows_quarantine"],
                    part["rows_duplicate"],
                    part["message_zh"],
                    part["message_en"],
                )
            )

    def count(self, outcome: str) -> int:
        """Return how many files had this outcome (``landed``, ``reread``, ``unchanged``)."""
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def touched(self) -> set[tuple[str, str]]:
        """Plants and periods with a file that was landed or is understood differently now."""
        return {(line.plant_code, line.period) for line in self.lines if line.outcome != "unchanged"}

    @property
    def trouble(self) -> list[FileLine]:
        """Files that could not be used."""
        return [line for line in self.lines if line.status != "read"]

    def text(self) -> str:
        """Return the summary for a terminal."""
        outcomes = "；".join(
            f"{label} {self.count(name)}" for name, label in OUTCOMES.items() if self.count(name)
        )
        lines = [f"文件 / files {len(self.lines)}：{outcomes}" if self.lines else "没有文件 / no files"]
        fresh = [line for line in self.lines if line.outcome != "unchanged"]
        if fresh:
            total = sum(line.rows_total for line in fresh)
            keep = sum(line.rows_keep for line in fresh)
            apart = sum(line.rows_quarantine for line in fresh)
            twice = sum(line.rows_duplicate for line in fresh)
            counts = f"保留 / kept {keep}，隔离 / set aside {apart}，重复 / duplicate {twice}"
            lines.append(f"数据行 / rows {total}：{counts}")
        statuses = Counter(line.status for line in self.trouble)
        for status, number in sorted(statuses.items()):
            lines.append(f"{STATUSES.get(status, status)}：{number}")
        for line in self.trouble:
            named = "" if line.file in line.message_zh else f"{line.file}："
            lines.append(f"  {named}{line.message_zh} / {line.message_en}")
        lines += [f"  ? {text}" for text in self.returned]
        lines += [f"  未读取 / left out {file}：{reason}" for file, reason in self.ignored]
        return "\n".join(lines)

    def __str__(self) -> str:
        return "\n".join(f"- {line.strip()}" for line in self.text().splitlines())
