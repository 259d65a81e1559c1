"""Faults in how a plant runs: they change the plant before it is simulated, so every document agrees."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.generator.faults.injector import TWEAKS
from tests.generator.model import Fault, Group, Plant, Process


def _tweak(
    fault_id: str, title: str, fault_class: str, requirements: str, parameter: str
) -> Callable[[Callable[[Process], None]], Callable[[Process], None]]:
    def register(change: Callable[[Process], None]) -> Callable[[Process], None]:
        def apply(group: Group, rng: Random, used_id: str, used_title: str) -> None:
            plant, process = _choose(group, rng)
            change(process)
            for month in group.months:
                group.faults.append(Fault(
                    used_id, used_title, fault_class, requirements.split(), plant.code, process.code, month,
                    parameter, {"all_months": True},
                ))  # fmt: skip

        TWEAKS[fault_id] = (title, apply)
        return change

    return register


def _choose(group: Group, rng: Random) -> tuple[Plant, Process]:
    taken = {(f.plant, f.process) for f in group.faults}
    places = [(p, q) for p in group.plants for q in p.processes]
    free = [(p, q) for p, q in places if (p.code, q.code) not in taken]
    return rng.choice(free or places)


@_tweak("F26", "alumina per tonne out of 1.915-1.920", "advisory", "P-20", "alumina_per_t")
def alumina(process: Process) -> None:
    process.alumina_t_per_t = (1.932, 1.936)


@_tweak("F27", "AC energy per tonne out of 12500-13600", "advisory", "P-21", "ac_per_t")
def energy(process: Process) -> None:
    process.ac_kwh_per_t = (13750, 13850)


@_tweak("F28", "net anode per tonne far from 398.71 kg", "advisory", "A-17", "anode_net_per_t")
def anodes(process: Process) -> None:
    process.anode_kg_per_t = 535.0


@_tweak("F83", "output beyond Faraday", "nonconformity", "O-06", "output")
def beyond_faraday(process: Process) -> None:
    process.efficiency = 1.05


@_tweak("F84", "alumina below the theoretical limit", "nonconformity", "O-06", "alumina_per_t")
def too_little_alumina(process: Process) -> None:
    process.alumina_t_per_t = (1.86, 1.87)
