"""Read independent files side by side, give the outcomes back in the order of the jobs.

Plain child processes instead of a process pool: they import nothing of the caller's main module, hold none of
its locks, end with it, and one that dies or hangs on a hostile file is replaced while the others go on.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ingestion.landing.ingest_worker import receive, send

# A worker costs about 0.6 s of CPU to start (imports); below this the caller reads by itself.
MIN_BYTES_FOR_WORKERS = 3_000_000
MIN_FILES_FOR_WORKERS = 8
JOB_SECONDS = 900.0
_WORKERS_VARIABLE = "POTLINE_WORKERS"


class WorkerDiedError(RuntimeError):
    """The reading process ended or hung on a job."""


def worker_count(sizes: Sequence[int]) -> int:
    """Return how many processes are worth starting for files of these sizes; 0 means read in this one."""
    if (chosen := os.environ.get(_WORKERS_VARIABLE)) is not None:
        return max(0, int(chosen))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    if cores < 2 or len(sizes) < MIN_FILES_FOR_WORKERS or sum(sizes) < MIN_BYTES_FOR_WORKERS:
        return 0
    return min(cores, len(sizes))


def run_in_order(
    function: Callable[..., Any],
    jobs: Sequence[tuple[Any, ...]],
    workers: int,
    on_death: Callable[[tuple[Any, ...], str], Any],
) -> Iterator[Any]:
    """Yield ``function(*job)`` for every job, in order.

    :param workers: child processes; 0 runs in this one.
    :param on_death: makes the outcome of a job whose process died, from the job and the reason.
    :raises OSError: when the machine failed on a job (a full disk).
    """
    if workers <= 0:
        for job in jobs:
            yield function(*job)
        return
    yield from _Pool(function, jobs, workers, on_death).outcomes()


class _Failed(NamedTuple):
    """A job that ended in an error of the machine, to be raised where outcomes are taken."""

    error: OSError


class _Pool:
    def __init__(
        self,
        function: Callable[..., Any],
        jobs: Sequence[tuple[Any, ...]],
        workers: int,
        on_death: Callable[[tuple[Any, ...], str], Any],
    ) -> None:
        self.function, self.jobs, self.on_death = function, jobs, on_death
        self.waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(len(jobs)):
            self.waiting.put(number)
        self.done: dict[int, Any] = {}
        self.changed = threading.Condition()
        self.stopping = False
        self.threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]

    def outcomes(self) -> Iterator[Any]:
        for thread in self.threads:
            thread.start()
        try:
            for number in range(len(self.jobs)):
                with self.changed:
                    self.changed.wait_for(partial(self.done.__contains__, number))
                    outcome = self.done.pop(number)
                if isinstance(outcome, _Failed):
                    raise outcome.error
                yield outcome
        finally:
            self.stopping = True
            for thread in self.threads:
                thread.join()

    def _serve(self) -> None:
        worker: _Worker | None = None
        try:
            while not self.stopping:
                try:
                    number = self.waiting.get_nowait()
                except queue.Empty:
                    return
                worker = worker or _Worker()
                try:
                    outcome = worker.run(self.function, self.jobs[number])
                except WorkerDiedError as error:
                    worker.stop()
                    worker = None
                    outcome = self.on_death(self.jobs[number], str(error))
                with self.changed:
                    self.done[number] = outcome
                    self.changed.notify_all()
        finally:
            if worker is not None:
                worker.stop()


class _Worker:
    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        # One thread each: the processes are the parallelism.
        environment.setdefault("POLARS_MAX_THREADS", "1")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ingestion.landing.ingest_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parents[2],
            env=environment,
        )

    def run(self, function: Callable[..., Any], job: tuple[Any, ...]) -> Any:
        timer = threading.Timer(JOB_SECONDS, self.process.kill)
        timer.start()
        try:
            assert self.process.stdin is not None and self.process.stdout is not None
            send(self.process.stdin, (function, job))
            outcome, error = receive(self.process.stdout)
            return outcome if error is None else _Failed(error)
        except (EOFError, BrokenPipeError) as error:
            raise WorkerDiedError(f"exit code {self.process.wait()}") from error
        finally:
            timer.cancel()

    def stop(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
