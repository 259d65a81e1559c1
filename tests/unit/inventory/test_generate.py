"""Random inventories: right, repeatable, the same in print and in computation; planted errors change the print."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from inventory.compute import compute
from inventory.generate import errors_tables, errors_text, errors_world
from inventory.generate.catalogue import random_world
from inventory.generate.measure import Tally, page, planted_report
from inventory.generate.members import inventory_of
from inventory.generate.plant import PLANTERS, off, transposed
from inventory.generate.render import BY_GAS, BY_SOURCE, render
from inventory.generate.scoring import printed_scores
from inventory.lint.collect import rules

assert errors_tables and errors_text and errors_world
SEEDS = range(24)
NAMED = {planter.rule for planter in PLANTERS}


@pytest.mark.parametrize("seed", SEEDS)
def test_print_and_computation_of_a_world_agree(seed):
    world = random_world(seed)
    result = compute(inventory_of(world))
    assert result.is_complete
    printed = {source.name: Decimal(source.emission) for source in world.sources}
    # A printed CO2 factor of three decimals: 5e-4 of 55.5 is the largest rounding a line can carry.
    for name, emission in result.by_source.items():
        assert abs(emission - printed[name]) <= max(Decimal("0.02"), emission * Decimal("0.00002"))


@pytest.mark.parametrize("seed", SEEDS)
def test_printed_totals_are_the_sums_of_their_parts(seed):
    world = random_world(seed)
    report = render(world)
    for table in (BY_SOURCE, BY_GAS):
        rows = [row for row in report.summary if row.table == table]
        items = sum(Decimal(row.text) for row in rows if row.kind == "item")
        total = next(Decimal(row.text) for row in rows if row.kind == "total")
        # Totals may be added up before rounding: half a cent per line apart at most.
        assert abs(items - total) <= Decimal("0.005") * (len(world.sources) + 1)
        assert abs(total - world.total) <= Decimal("0.005")
    assert sum(Decimal(row.share.rstrip("%")) for row in printed_scores(world)[0]) == pytest.approx(
        100, abs=0.2
    )


def test_a_seed_gives_the_same_report_twice():
    assert render(random_world(7)) == render(random_world(7))
    assert render(random_world(7)) != render(random_world(8))


@pytest.mark.parametrize("planter", PLANTERS, ids=lambda planter: planter.name)
def test_a_planted_error_changes_the_report(planter):
    for seed in range(500, 540):
        report = planted_report(planter, seed)
        if report is not None:
            assert report != render(random_world(seed))
            return
    pytest.fail(f"{planter.name} could be planted in none of forty worlds")


def test_hundreds_of_errors_name_rules_that_exist():
    assert set(rules()) >= NAMED
    assert set(rules()) - NAMED <= {"L-SENSITIVITY"}
    assert len({planter.name for planter in PLANTERS}) == len(PLANTERS)


@pytest.mark.parametrize("text", ["12.34", "0.4419", "33.68%", "1000", "0.05"])
def test_a_number_put_off_is_another_with_the_same_decimals(text):
    for seed in range(30):
        wrong = off(Random(seed), text)
        assert wrong != text
        assert wrong.endswith("%") == text.endswith("%")
        assert len(wrong.partition(".")[2]) == len(text.partition(".")[2])


def test_transposing_keeps_the_digits():
    for seed in range(30):
        assert sorted(transposed(Random(seed), "261456.052")) == sorted("261456.052")
    assert transposed(Random(1), "111") == "111"


def test_the_page_tells_recall_and_precision_by_rule():
    tally = Tally(clean_reports=1)
    tally.planted["L-SUM"], tally.found["L-SUM"] = 4, 3
    tally.right["L-SUM"], tally.wrong["L-SUM"] = 3, 1
    assert "| L-SUM | 合计 | 4 | 75 % | 75 % | 0 |" in page(tally)
