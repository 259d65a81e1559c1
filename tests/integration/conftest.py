"""Fixtures that several folders share, and how the tests are dealt out to workers.

A file's tests run on one worker, because they share its fixtures; files that share a costly fixture do so together
(``GROUPS``). The groups that take longest are begun first (``LONGEST``), so that no worker ends up waiting for another
with one of them. Names are paths below this folder, without their ending.
"""

from __future__ import annotations

from pathlib import Path

import pytest

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
    "landing/test_ingest",
    "ingestion/test_parts",
    "ingestion/test_sample_counts",
    "findings/test_order",
    "landing/test_full_disk",
    "landing/test_watch_s3",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test of this folder its group, and begin with those that take longest."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    own, order = [], {}
    for item in items:
        if HERE in item.path.parents:
            name = item.path.relative_to(HERE).with_suffix("").as_posix()
            group = GROUPS.get(name, name)
            item.add_marker(pytest.mark.xdist_group(group))
            order[item.nodeid] = rank.get(group, len(rank)), group
            own.append(item)
    others = [item for item in items if item.nodeid not in order]
    items[:] = [*others, *sorted(own, key=lambda item: order[item.nodeid])]


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example group, landed; only to be read."""
    from ingestion.landing.ingest import ingest_folder

    home = tmp_path_factory.mktemp("example")
    ingest_folder(home, HERE.parents[1] / "examples" / "deliveries")
    return home
