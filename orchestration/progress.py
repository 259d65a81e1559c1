"""What a person sees while a close runs: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import IO

STAGES = {
    "lake": "读取数据湖 / opening the lake",
    "inventories": "复算组织清单 / replaying activity lists",
    "intake_gate": "接收校验 / intake gate",
    "check_gate": "阈值复核 / threshold gate",
    "publish": "发布 / publishing",
    "documents": "生成文件 / writing documents",
}


class StepDisplay:
    """Shows the step under way; dbt models are counted instead of listed where nobody watches."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._started = time.monotonic()
        self._models = 0

    def __enter__(self) -> StepDisplay:
        """Begin the display."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal on a clean line."""
        if self._is_terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def step(self, name: str) -> None:
        """Show that step `name` is under way (a stage) or done (a model)."""
        elapsed = time.monotonic() - self._started
        stage = STAGES.get(name)
        if stage is None:
            self._models += 1
        if self._is_terminal:
            text = stage or f"计算 {self._models}: {name}"
            self._stream.write(f"\r\x1b[K[{elapsed:5.1f} s] {text}")
        elif stage is not None:
            self._stream.write(f"[{elapsed:5.1f} s] {stage}\n")
        self._stream.flush()
