"""Answers that came in one by one, in any order and grouping, give the same register as all at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.landing.ingest import ingest_folder
from tests.integration.findings.closes import OTHER, PLANT, Raised, answer, close, deliver, new_home, register
from tests.integration.landing.group import plant_list
from tests.integration.landing.group import register as put_register
from warehouse.export import as_text

FINDINGS = [
    Raised(f"P-0{n}.x", status) for n, status in enumerate(("explain", "nonconformity", "explain"), start=1)
]
FOREIGN = Raised("P-01.x", plant=OTHER)
FILES = [
    (f"{PLANT}/2024-01/答复.xlsx", [answer(f.number, 原因说明="一") for f in FINDINGS]),
    (f"{PLANT}/2024-01/答复(修订).xlsx", [answer(FINDINGS[0].number, 原因说明="二")]),
    (f"{PLANT}/2024-02/再答复.csv", [answer(f.number, 原因说明="三") for f in FINDINGS[1:]]),
    (f"{PLANT}/2024/年度答复.csv", [answer(FINDINGS[2].number, 原因说明="四")]),
    (f"{OTHER}/2024-01/答复.xlsx", [answer(FOREIGN.number, 原因说明="五")]),
]  # fmt: skip
# One file is not registered: it comes after those that are.
REGISTERED = [(file, f"2024-02-1{n}") for n, (file, _) in enumerate(FILES) if n != 2]


def outcome(root: Path, order: list[int], close_after: int) -> str:
    """The register as text after files in this order, with a close somewhere among them and one at the end."""
    home, deliveries = new_home(root), root / "in"
    plant_list(deliveries)
    put_register(deliveries, REGISTERED)
    ingest_folder(home, deliveries)
    raised = [*FINDINGS, FOREIGN]
    for place, number in enumerate(order):
        if place == close_after:
            close(home, "2024-01", ["2024-01"], raised)
        deliver(home, deliveries, *FILES[number])
    close(home, "2024-01", ["2024-01"], raised)
    close(home, "2024-02", ["2024-02"], [])
    return as_text(register(home).rows).write_csv()


@settings(max_examples=6, deadline=None)
@given(order=st.permutations(range(len(FILES))), close_after=st.integers(0, len(FILES)))
def test_order_of_arrival_does_not_enter_the_register(order: list[int], close_after: int) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        straight = outcome(Path(first), list(range(len(FILES))), close_after=0)
        assert outcome(Path(second), order, close_after) == straight
    assert [line.split(",")[2] for line in straight.splitlines()[1:]] == ["answered"] * 4
    assert all(word in straight for word in (",二,", ",三,", ",五,"))
