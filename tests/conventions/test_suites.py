"""How tests are dealt out to workers names files that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration import conftest as integration
from tests.pipeline import conftest as pipeline


@pytest.mark.parametrize("suite", [integration, pipeline], ids=["integration", "pipeline"])
def test_groups_of_tests_name_files_and_groups_that_exist(suite) -> None:
    folder = Path(suite.__file__).parent
    files = {p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("test_*.py")}
    assert set(suite.GROUPS) <= files
    assert set(suite.LONGEST) <= files | set(suite.GROUPS.values())
