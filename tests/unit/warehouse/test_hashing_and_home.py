"""One spelling of JSON, one root hash for a set of files, paths below one home."""

import pytest

from warehouse.hashing import canonical_json, root_of, sha256_bytes, sha256_file, short_id
from warehouse.home import default_home, open_home


def test_equal_content_has_one_spelling():
    assert (
        canonical_json({"b": 1, "a": "铝"})
        == canonical_json({"a": "铝", "b": 1})
        == '{"a":"铝","b":1}'.encode()
    )


def test_not_a_number_has_no_spelling():
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


def test_the_root_of_files_does_not_depend_on_their_order():
    assert root_of({"a": "1", "b": "2"}) == root_of({"b": "2", "a": "1"}) != root_of({"a": "2", "b": "1"})


def test_texts_of_an_id_cannot_run_into_each_other():
    assert short_id("ab", "c") != short_id("a", "bc")
    assert len(short_id("a")) == 16


def test_a_large_file_is_hashed_like_its_bytes(tmp_path):
    content = bytes(range(256)) * 10_000
    (tmp_path / "x").write_bytes(content)
    assert sha256_file(tmp_path / "x") == sha256_bytes(content)


def test_the_home_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("POTLINE_HOME", str(tmp_path / "here"))
    assert open_home().root == (tmp_path / "here").resolve() == open_home(default_home()).root
    monkeypatch.delenv("POTLINE_HOME")
    assert default_home().name == "potline_home"
