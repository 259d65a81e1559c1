"""Publishing: same rows, same root hash; readers never see half a close."""

import json
import multiprocessing as mp
import shutil
from decimal import Decimal

import polars as pl
import pytest

from warehouse.event_log import record
from warehouse.hashing import canonical_json
from warehouse.home import open_home
from warehouse.publish import current_close, publish, root_hash
from warehouse.verify_published import verify_closes, verify_published

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


@pytest.fixture
def closed(tmp_path):
    """A home with two closes that the log names; the last one is February's."""
    for number, period in enumerate(["2024-01", "2024-02"], start=1):
        published = publish(tmp_path, period, {"t": FRAME.head(number)})
        record(tmp_path, "close", {"close_id": period, "root_hash": published.root_hash})
    assert [*verify_published(tmp_path), *verify_closes(tmp_path)] == []
    return open_home(tmp_path).published


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        pytest.param(lambda m: {**m, "close_id": "2024-03"}, ["published_altered"], id="other-close"),
        pytest.param(lambda m: {**m, "more": 1}, ["manifest_altered"], id="more-said"),
        pytest.param(
            lambda m: {**m, "tables": {"t.parquet": {**m["tables"]["t.parquet"], "rows": 9}}},
            ["published_altered"],
            id="other-rows",
        ),
        pytest.param(
            lambda m: {**m, "tables": {"t.parquet": {**m["tables"]["t.parquet"], "bytes": 9}}},
            ["published_altered"],
            id="other-size",
        ),
        pytest.param(lambda m: None, ["manifest_altered"], id="not-there"),
    ],
)
def test_every_word_of_a_manifest_is_held_to_its_tables(closed, change, codes):
    manifest = current_close(closed.parent) / "manifest.json"
    found = change(json.loads(manifest.read_bytes()))
    manifest.unlink()
    if found is not None:
        manifest.write_bytes(canonical_json(found) + b"\n")
    assert [p.code for p in verify_published(closed.parent)] == codes


def test_a_manifest_written_otherwise_is_found(closed):
    manifest = current_close(closed.parent) / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_bytes())))
    assert [p.code for p in verify_published(closed.parent)] == ["manifest_altered"]


def test_a_removed_close_is_found(closed):
    shutil.rmtree(current_close(closed.parent, "2024-01"))
    assert [(p.code, p.seq) for p in verify_closes(closed.parent)] == [("published_removed", 1)]


def test_a_close_that_the_log_does_not_know_is_told_once_with_the_way_on(closed):
    publish(closed.parent, "2024-03", {"t": FRAME})
    told = verify_closes(closed.parent)
    assert [p.code for p in told] == ["published_unlogged"]
    assert "重新结账即可补齐" in told[0].message_zh


@pytest.mark.parametrize("name", ["current", "current-2024-02"])
@pytest.mark.parametrize("target", ["nowhere", "/tmp", "..", "current-2024-01", "first"])
def test_a_pointer_to_anything_but_the_last_close_is_found(closed, name, target):
    first = current_close(closed.parent, "2024-01").name
    (closed / name).unlink()
    (closed / name).symlink_to(first if target == "first" else target)
    assert [(p.place, p.code) for p in verify_closes(closed.parent)] == [
        (f"published/{name}", "pointer_altered")
    ]


def test_a_removed_pointer_is_found(closed):
    (closed / "current").unlink()
    assert [p.code for p in verify_closes(closed.parent)] == ["pointer_removed"]


@pytest.mark.parametrize("name", ["x.parquet", ".hidden", "linked"])
def test_what_does_not_belong_to_a_close_is_found(closed, name):
    path = closed / name
    path.symlink_to("current") if name == "linked" else path.write_bytes(b"")
    assert [p.code for p in verify_published(closed.parent)] == ["published_inserted"]


def test_what_a_killed_publication_leaves_is_no_problem(closed):
    (closed / ".building-1-ab").mkdir()
    (closed / ".current-1-ab").symlink_to("nowhere")
    assert [*verify_published(closed.parent), *verify_closes(closed.parent)] == []


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
