"""How tests are dealt out to the workers of one run, and what the workers of one run make together."""

from __future__ import annotations

import fcntl
import os
import pickle
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def deal(
    items: list[pytest.Item],
    folder: Path,
    groups: Mapping[str, str],
    longest: Sequence[str],
    apart: Collection[str] = (),
) -> None:
    """Give every test of a folder the group it runs with on one worker, and begin with the groups that take longest.

    A file is a group, because its tests share its fixtures. Names are paths below the folder, without their ending.

    :param groups: group by file, for files that share a costly fixture.
    :param apart: files whose tests share nothing, each test a group of its own.
    """
    rank = {name: number for number, name in enumerate(longest)}
    own, order = [], {}
    for item in items:
        if folder in item.path.parents:
            name = item.path.relative_to(folder).with_suffix("").as_posix()
            group = groups.get(name, name)
            place = rank.get(group, len(rank)), group
            item.add_marker(pytest.mark.xdist_group(f"{group} {item.name}" if name in apart else group))
            order[item.nodeid] = place
            own.append(item)
    others = [item for item in items if item.nodeid not in order]
    items[:] = [*others, *sorted(own, key=lambda item: order[item.nodeid])]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` gives for an empty folder, made by the first worker that asks; the others wait for it and read it.

    What is made must outlast its worker (paths, texts), and nobody may change what lies in the folder.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    said = shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_bytes(pickle.dumps(make(Path(tempfile.mkdtemp(prefix=f"{name}-", dir=shared)))))
        made: Made = pickle.loads(said.read_bytes())
    return made
