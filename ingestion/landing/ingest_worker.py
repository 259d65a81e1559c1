"""A reading process: takes jobs from its standard input, gives outcomes on its standard output.

Started and fed by ``ingestion.landing.ingest_pool``. It ends when its input ends, so it cannot outlive the ingest
that started it, and a file that brings a reader library down takes only this process with it.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

LENGTH = struct.Struct(">Q")
_GRACE_SECONDS = 60


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
    """Serve jobs until the input ends. A job is (function, arguments, seconds), all but the last importable by name.

    An answer is (outcome, None), or (None, error) when the machine failed and not the file.
    """
    # Ctrl+C at a terminal reaches every process there: the ingest decides, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _go_first()
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the answers.
    os.dup2(2, 1)
    while True:
        try:
            function, arguments, seconds = receive(sys.stdin.buffer)
        except EOFError:
            return
        # The ingest counts too, but it may have been killed: native code that hangs must not stay behind for ever.
        signal.alarm(int(seconds) + _GRACE_SECONDS)
        try:
            answer: tuple[Any, OSError | None] = function(*arguments), None
        except OSError as error:
            answer = None, error
        signal.alarm(0)
        try:
            send(answers, answer)
        except BrokenPipeError:
            return


def _go_first() -> None:
    """Have a kernel that runs out of memory end this process before the ingest, where it can be told so."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800")


if __name__ == "__main__":
    main()
