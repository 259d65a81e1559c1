"""Publishing: same rows, same root hash; readers never see half a close."""

import json
import multiprocessing as mp
from decimal import Decimal

import polars as pl
import pytest

from warehouse.home import open_home
from warehouse.publish import current_close, publish, root_hash
from warehouse.verify import verify_published

FRAME = pl.DataFrame(
    {"plant": ["乙", "甲", "甲"], "output_t": [Decimal("2.50"), Decimal("1.25"), None]},
    schema_overrides={"output_t": pl.Decimal(18, 6)},
)


def test_rows_in_another_order_give_the_same_root_hash(tmp_path):
    first = publish(tmp_path / "a", "2024-01", {"t": FRAME, "u": FRAME})
    second = publish(
        tmp_path / "b", "2024-01", {"u": FRAME.reverse(), "t": FRAME.sample(3, shuffle=True, seed=1)}
    )
    assert first.root_hash == second.root_hash == root_hash(tmp_path / "a")
    assert verify_published(tmp_path / "a") == []


def test_facts_of_the_manifest_do_not_move_the_root_hash(tmp_path):
    first = publish(tmp_path, "2024-01", {"t": FRAME}, {"seq": 1})
    second = publish(tmp_path, "2024-01", {"t": FRAME}, {"seq": 2})
    assert first.root_hash == second.root_hash
    assert second.is_unchanged
    manifest = json.loads((second.folder / "manifest.json").read_bytes())
    assert manifest["facts"] == {"seq": 2}


def test_another_value_gives_another_root_hash_and_the_old_close_stays(tmp_path):
    first = publish(tmp_path, "2024-01", {"t": FRAME})
    second = publish(tmp_path, "2024-01", {"t": FRAME.head(2)})
    assert first.root_hash != second.root_hash
    assert current_close(tmp_path) == second.folder
    assert pl.read_parquet(first.folder / "t.parquet").height == 3


def test_each_close_keeps_its_own_pointer(tmp_path):
    january = publish(tmp_path, "2024-01", {"t": FRAME})
    february = publish(tmp_path, "2024-02", {"t": FRAME.head(1)})
    assert current_close(tmp_path) == february.folder
    assert current_close(tmp_path, "2024-01") == january.folder
    assert root_hash(tmp_path, "2024-01") == january.root_hash


def test_nothing_published_has_no_root_hash(tmp_path):
    assert root_hash(tmp_path) is None
    assert current_close(tmp_path) is None


@pytest.mark.parametrize("name", ["../x", "", ".hidden", "a/b"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="名称"):
        publish(tmp_path, name, {"t": FRAME})


def test_an_altered_published_file_is_found_and_set_beside_on_the_next_publish(tmp_path):
    folder = publish(tmp_path, "2024-01", {"t": FRAME}).folder
    content = (folder / "t.parquet").read_bytes()
    (folder / "t.parquet").write_bytes(content[:-1] + b"x")
    assert [p.code for p in verify_published(tmp_path)] == ["published_altered"]
    again = publish(tmp_path, "2024-01", {"t": FRAME})
    assert not again.is_unchanged
    assert (again.folder / "t.parquet").read_bytes() == content
    assert verify_published(tmp_path) == []


def _publish_many(root, number):
    for turn in range(6):
        publish(root, "2024-01", {"t": FRAME.head(1 + (number + turn) % 3)})


def test_two_publishes_at_once_never_show_a_reader_half_a_close(tmp_path):
    open_home(tmp_path)
    publish(tmp_path, "2024-01", {"t": FRAME})
    context = mp.get_context("spawn")
    writers = [context.Process(target=_publish_many, args=(tmp_path, n)) for n in (0, 1)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        folder = current_close(tmp_path)
        manifest = json.loads((folder / "manifest.json").read_bytes())
        assert pl.read_parquet(folder / "t.parquet").height == manifest["tables"]["t.parquet"]["rows"]
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert verify_published(tmp_path) == []
