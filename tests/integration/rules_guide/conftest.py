"""The cases of the topics, judged once: a fifth of a minute of models over some 250 plants."""

from __future__ import annotations

import pytest

from expectations.check_gate import Evidence
from tests.integration.rules_guide.topics import judged_topics


@pytest.fixture(scope="session")
def topics() -> Evidence:
    """Evidence and statuses of every case of the topics."""
    return judged_topics()
