"""A reading process: takes jobs from its standard input, gives outcomes on its standard output.

Started and fed by ``ingestion.landing.ingest_pool``. It ends when its input ends, so it cannot outlive the ingest
that started it, and a file that brings a reader library down takes only this process with it.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import IO, Any

LENGTH = struct.Struct(">Q")


def send(stream: IO[bytes], value: Any) -> None:
    """Write one value with its length before it."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one value.

    :raises EOFError: when the other side is gone.
    """
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError("the other side is gone")
    length = LENGTH.unpack(head)[0]
    content = stream.read(length)
    if len(content) < length:
        raise EOFError("the other side is gone")
    return pickle.loads(content)


def main() -> None:
    """Serve jobs until the input ends. A job is (function, arguments), both importable by name.

    An answer is (outcome, None), or (None, error) when the machine failed and not the file.
    """
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the answers.
    os.dup2(2, 1)
    while True:
        try:
            function, arguments = receive(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: tuple[Any, OSError | None] = function(*arguments), None
        except OSError as error:
            answer = None, error
        send(answers, answer)


if __name__ == "__main__":
    main()
