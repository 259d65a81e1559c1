"""A generated group agrees with itself: files say what the truth says, and every fault has a place."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import fastexcel
import pytest

from tests.generator.build import write_group
from tests.generator.faults import FAULT_IDS, inject, tweaker, wanted_ids
from tests.generator.faults.weighing import SwappedMass
from tests.generator.world import World, make_world

MONTHS = ["2024-01", "2024-02"]


def generated(seed: int, faults: str) -> World:
    ids = wanted_ids(seed, faults)
    world = make_world(seed, MONTHS, "small", tweaker(ids))
    inject(world, ids)
    return world


def tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def truth(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "truth" / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        write_group(generated(5, "some"), tmp_path / name, "random")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_stock_ledger_without_faults_closes_and_rolls_forward():
    group = generated(5, "none").group
    for plant in group.plants:
        closing: dict[str, int] = {}
        for month in MONTHS:
            for row in group.document(plant.code, month, "psi_ledger").rows:
                incoming = row["opening"] + row["production"] + row["purchase"]
                assert incoming - row["sales"] - row["own_use"] - row["loss"] == row["closing"]
                assert closing.get(row["item"], row["opening"]) == row["opening"]
                assert row["closing"] >= 0
                closing[row["item"]] = row["closing"]


def test_meter_readings_without_faults_chain_and_give_the_energy():
    group = generated(6, "none").group
    for document in group.documents:
        if document.kind != "meter_readings":
            continue
        last: dict[str, Decimal] = {}
        for row in document.rows:
            assert (row["end"] - row["start"]) * row["multiplier"] == row["energy"]
            assert last.get(row["meter"], row["start"]) == row["start"]
            last[row["meter"]] = row["end"]


def test_no_car_stands_on_two_scales_at_once_without_faults():
    group = generated(7, "none").group
    for plant in group.plants:
        times = defaultdict(list)
        for row in group.document(plant.code, MONTHS[0], "ladle_tickets").rows:
            times[row["vehicle"]].append(row["gross_time"])
        for moments in times.values():
            ordered = sorted(moments)
            assert all((b - a).total_seconds() >= 1200 for a, b in pairwise(ordered))


def test_tickets_written_plainly_add_up_to_the_truth(tmp_path: Path):
    world = generated(8, "none")
    write_group(world, tmp_path, "plain")
    wanted = {
        (r["plant"], r["period"], r["process"]): Decimal(r["value"])
        for r in truth(tmp_path, "values.csv")
        if (r["parameter"], r["source_system"], r["basis"]) == ("output", "ladle_tickets", "accounting")
    }
    checked = 0
    for path in (tmp_path / "deliveries").glob("*/2024-*/铝液抬包过磅明细_*.xlsx"):
        book = fastexcel.read_excel(path)
        plant = world.group.plant(path.parent.parent.name)
        for process in plant.processes:
            sheet = book.load_sheet(process.in_plant_name, header_row=None, dtypes="string").to_polars()
            rows = [r for r in sheet.rows() if (r[0] or "").isdigit()]
            width = len(sheet.columns)
            net = width - 6  # net is followed by use, consignee, scale, operator, remark
            kilograms = sum(int(r[net]) for r in rows if r[net + 1] in ("外销铝液", "铸造"))
            assert Decimal(kilograms) / 1000 == wanted[plant.code, path.parent.name, process.code]
            checked += 1
    assert checked == len(wanted)


def test_counts_of_every_file_add_up(tmp_path: Path):
    write_group(generated(9, "all"), tmp_path, "random")
    rows = truth(tmp_path, "counts.csv")
    for row in rows:
        parts = ("rows_keep", "rows_quarantine", "rows_duplicate", "rows_superseded")
        assert sum(int(row[p]) for p in parts) == int(row["rows_total"])
        assert (tmp_path / "deliveries" / row["file"].split("!")[0]).exists()
    aside = sum(int(r["rows_total"]) - int(r["rows_keep"]) for r in rows)
    assert aside == len(truth(tmp_path, "rows.csv")) > 0


def test_every_fault_finds_a_place_in_some_group():
    missing = set(FAULT_IDS)
    for seed in (1, 2, 3):
        ids = wanted_ids(seed, "all")
        world = make_world(seed, ["2024-01", "2024-02", "2024-03"], "small", tweaker(ids))
        missing &= set(inject(world, ids))
    assert not missing


@pytest.mark.parametrize(("seed", "has_place"), [(9511, True), (9533, False)])
def test_a_deviation_that_hugs_its_limit_wipes_out_no_fault_of_the_slips(seed: int, has_place: bool):
    ids = ["F17", "F25", "F73"]
    world = make_world(seed, ["2024-01", "2024-02", "2024-03"], "small", tweaker(ids))
    assert inject(world, ids) == ([] if has_place else ["F73"])
    places = {f.id: (f.plant, f.process) for f in world.group.faults}
    assert places.get("F73") not in (places["F17"], places["F25"])


def test_a_total_that_is_to_be_wrong_is_printed_where_the_plant_prints_none(tmp_path: Path):
    """Seed 9561: the plant with the fault prints no totals."""
    world = make_world(9561, ["2024-01", "2024-02", "2024-03"], "small", tweaker(["F14"]))
    inject(world, ["F14"])
    fault = world.group.faults[0]
    habits = write_group(world, tmp_path, "random")[fault.plant]
    assert not habits.total
    folder = tmp_path / "deliveries" / fault.plant / fault.period
    files = {p.name: p.read_text(encoding="utf-8-sig") for p in folder.glob("*.txt")}
    assert [name for name, text in files.items() if "合计" in text.replace(habits.subtotal, "")] == [
        f"{fault.period}_{habits.file_names[fault.detail['kind']]}.txt"
    ]


@pytest.mark.parametrize("fault", ["F06", "F10"])
def test_a_printed_total_is_the_sum_of_the_cells_as_written(tmp_path: Path, fault: str):
    world = generated(8, fault)
    write_group(world, tmp_path, "plain")
    place = world.group.faults[0]
    path = (
        tmp_path
        / "deliveries"
        / place.plant
        / place.period
        / f"铝液抬包过磅明细_{place.period.replace('-', '')}.xlsx"
    )
    name = world.group.plant(place.plant).process(place.process).in_plant_name
    sheet = fastexcel.read_excel(path).load_sheet(name, header_row=None, dtypes="string").to_polars()
    net = [row[len(row) - 6] for row in sheet.rows() if (row[0] or "").isdigit()]
    total = next(row[len(row) - 6] for row in sheet.rows() if row[0] == "合计")
    numbers = [Decimal(cell) for cell in net if cell.replace(".", "", 1).isdigit()]
    assert (fault == "F10") == (len(numbers) < len(net))
    assert sum(numbers) == Decimal(total)


def test_an_unknown_fault_id_is_refused():
    with pytest.raises(SystemExit, match="F00"):
        wanted_ids(1, "F01,F00")


@pytest.mark.parametrize(("size", "written"), [(1, "25.18"), (1000, "25180")], ids=["kg column", "t column"])
def test_a_swapped_mass_is_written_in_the_other_unit(size: int, written: str):
    assert f"{SwappedMass(25180).written(size).normalize():f}" == written
