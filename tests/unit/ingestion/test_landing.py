"""Copying a delivered file: the hash is that of the bytes kept, whatever their number and whoever copies them."""

from __future__ import annotations

import hashlib
import os
import random

import pytest

from ingestion.landing import landing

PIECE = 1 << 16


@pytest.fixture(params=["in the kernel", "by reading and writing", "broken off in the kernel"])
def way_of_copying(request, monkeypatch):
    monkeypatch.setattr(landing, "_PIECE_BYTES", PIECE)
    if request.param == "by reading and writing":
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    if request.param == "broken off in the kernel":
        copied = []

        def once(source, target, count):
            if copied:
                raise OSError("not between these")
            copied.append(os.sendfile(target, source, None, min(count, 1_000)))
            return copied[0]

        monkeypatch.setattr(os, "copy_file_range", once, raising=False)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 777])
def test_a_copy_has_the_bytes_of_its_source_and_their_hash(size, way_of_copying, tmp_path):
    content = random.Random(size).randbytes(size)
    (tmp_path / "source").write_bytes(content)
    told = landing._copy_and_hash(tmp_path / "source", tmp_path / "copy")
    assert told == (hashlib.sha256(content).hexdigest(), size)
    assert (tmp_path / "copy").read_bytes() == content


def test_a_file_that_grows_while_it_is_copied_is_kept_as_it_was(monkeypatch, tmp_path):
    monkeypatch.setattr(landing, "_PIECE_BYTES", PIECE)
    copy_piece = landing._copy_piece

    def grown_after(incoming, kept):
        count = copy_piece(incoming, kept)
        with (tmp_path / "source").open("ab") as handle:
            handle.write(b"more")
        return count

    monkeypatch.setattr(landing, "_copy_piece", grown_after)
    (tmp_path / "source").write_bytes(b"x" * (PIECE + 5))
    sha, size = landing._copy_and_hash(tmp_path / "source", tmp_path / "copy")
    kept = (tmp_path / "copy").read_bytes()
    assert (sha, size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert kept.startswith(b"x" * (PIECE + 5))


def test_what_cannot_be_copied_raises_and_does_not_hang(tmp_path):
    (tmp_path / "source").write_bytes(b"x" * 10)
    (tmp_path / "copy").mkdir()
    with pytest.raises(OSError):
        landing._copy_and_hash(tmp_path / "source", tmp_path / "copy")
