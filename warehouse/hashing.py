"""SHA-256 of bytes, files, canonical JSON and sets of files.

One spelling of JSON (sorted keys, no spaces, UTF-8, no NaN) so that equal content has equal bytes everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHUNK_BYTES = 1 << 20
ID_LENGTH = 16


def sha256_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits, reading it in chunks."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def canonical_json(value: Any) -> bytes:
    """Return the one byte form of a JSON value.

    :raises TypeError: when the value holds something JSON has no word for.
    :raises ValueError: when it holds NaN or infinity.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def sha256_json(value: Any) -> str:
    """Return the SHA-256 of a JSON value's canonical bytes."""
    return sha256_bytes(canonical_json(value))


def root_of(files: Mapping[str, str]) -> str:
    """Return one hash for a set of files (name -> SHA-256), independent of order."""
    return sha256_json(sorted(files.items()))


def short_id(*parts: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of these texts, each ended by a zero byte."""
    joined = b"".join(part.encode("utf-8") + b"\0" for part in parts)
    return sha256_bytes(joined)[:ID_LENGTH]
