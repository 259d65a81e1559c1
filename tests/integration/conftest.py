"""What several folders share, and which of their tests run together: ``GROUPS`` and ``LONGEST`` of `tests.workers.deal`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workers import deal

HERE = Path(__file__).resolve().parent
EXAMPLE, TOPICS, DOMAIN = "example group", "topics of the guide", "cases of the domain rules"
GROUPS = {
    "dbt/test_model_units": EXAMPLE,
    "dbt/test_truth": EXAMPLE,
    "landing/test_sample_counts": EXAMPLE,
    "rules_guide/test_topic_rules": TOPICS,
    "rules_guide/test_second_evaluation": TOPICS,
    "rules_domain/test_domain_rules": DOMAIN,
    "rules_domain/test_observations": DOMAIN,
    "rules_domain/test_second_evaluation": DOMAIN,
}
LONGEST = (
    EXAMPLE,
    "landing/test_kill_and_race",
    DOMAIN,
    TOPICS,
    "generator/test_generated_groups",
    "ingestion/test_fuzz",
    "landing/test_ingest",
    "ingestion/test_parts",
    "findings/test_order",
    "landing/test_full_disk",
    "landing/test_watch_s3",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the tests of this folder out to workers."""
    deal(items, HERE, GROUPS, LONGEST)


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example group, landed; only to be read."""
    from ingestion.landing.ingest import ingest_folder

    home = tmp_path_factory.mktemp("example")
    ingest_folder(home, HERE.parents[1] / "examples" / "deliveries")
    return home
