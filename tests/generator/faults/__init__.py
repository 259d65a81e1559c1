"""The faults: every module registers its own; ``inject`` puts the wanted ones into a world."""

from __future__ import annotations

from collections.abc import Callable

from tests.generator.faults import delivery, documents, facts, ledger, physical, register, report, weighing
from tests.generator.faults.injector import REGISTRY, TWEAKS, Injector
from tests.generator.model import Group
from tests.generator.world import World

MODULES = (delivery, documents, facts, ledger, physical, register, report, weighing)
FAULT_IDS = {fault_id: title for fault_id, (title, _) in sorted([*REGISTRY.items(), *TWEAKS.items()])}
SOME = 24


def wanted_ids(seed: int, which: str) -> list[str]:
    """The ids for ``all``, ``some`` (a random two dozen), ``none`` or a list of ids."""
    if which == "all":
        return list(FAULT_IDS)
    if which == "some":
        return sorted(Group(seed, 0, [], []).random("some").sample(list(FAULT_IDS), SOME))
    ids = [] if which == "none" else which.split(",")
    unknown = [i for i in ids if i not in FAULT_IDS]
    if unknown:
        raise SystemExit(f"unknown fault ids: {', '.join(unknown)}; --list shows those known")
    return ids


def tweaker(ids: list[str]) -> Callable[[Group], None]:
    """Faults that change how a plant runs, to be applied before it is simulated."""

    def tweak(group: Group) -> None:
        for fault_id in ids:
            if fault_id in TWEAKS:
                title, function = TWEAKS[fault_id]
                function(group, group.random("tweak", fault_id), fault_id, title)

    return tweak


def inject(world: World, ids: list[str]) -> list[str]:
    """Inject the faults of these ids; returns the ids for which the group has no place."""
    injector = Injector(world)
    return [i for i in ids if i in REGISTRY and not injector.run(i)]
