"""Docs say what is there: generated pages are in step, and every page that is named exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


def test_table_page_is_in_step_with_the_declarations() -> None:
    done = subprocess.run([sys.executable, "scripts/tables.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "run python scripts/tables.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_page_exists(page: Path) -> None:
    named = re.findall(r"(?<![\w/.])(docs/[\w/.-]+\.(?:md|png))", page.read_text(encoding="utf-8"))
    absent = [name for name in named if not (ROOT / name).exists()]
    assert not absent
