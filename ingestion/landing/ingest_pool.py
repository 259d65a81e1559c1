"""Read independent files side by side, give the outcomes back in the order of the jobs.

Plain child processes instead of a process pool: they import nothing of the caller's main module, hold none of
its locks, end with it, and one that dies or hangs on a hostile file is replaced while the others go on.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ingestion.landing.ingest_worker import receive, send
from warehouse.machine import core_count

# A worker costs about 0.6 s of CPU to start (imports); below this the caller reads by itself.
MIN_BYTES_FOR_WORKERS = 3_000_000
MIN_FILES_FOR_WORKERS = 8
JOB_SECONDS = 900.0
_WORKERS_VARIABLE = "POTLINE_WORKERS"
# Signals by which a person or a service manager ends processes: they say nothing of the file being read.
_STOPPED_FROM_OUTSIDE = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class WorkerDiedError(RuntimeError):
    """The reading process ended or hung on a job."""


def chosen_workers() -> int | None:
    """Return how many processes a person asked for; None when nobody did.

    :raises ValueError: when what was asked for is no number.
    """
    chosen = os.environ.get(_WORKERS_VARIABLE)
    if not chosen:
        return None
    if not chosen.strip().isdecimal():
        raise ValueError(
            f"环境变量 {_WORKERS_VARIABLE} 应为数字，现为“{chosen}” / {_WORKERS_VARIABLE} must be a number, it is {chosen!r}"
        )
    return int(chosen)


def worker_count(sizes: Sequence[int]) -> int:
    """Return how many processes are worth starting for files of these sizes; 0 means read in this one."""
    if (chosen := chosen_workers()) is not None:
        return chosen
    cores = core_count()
    if cores < 2 or len(sizes) < MIN_FILES_FOR_WORKERS or sum(sizes) < MIN_BYTES_FOR_WORKERS:
        return 0
    return min(cores, len(sizes))


def run_in_order(
    function: Callable[..., Any],
    jobs: Sequence[tuple[Any, ...]],
    workers: int,
    on_death: Callable[[tuple[Any, ...], str], Any],
    apart: Collection[int] = (),
    guard: Callable[..., AbstractContextManager[object]] = lambda *job: nullcontext(),
) -> Iterator[Any]:
    """Yield ``function(*job)`` for every job, in order.

    :param workers: child processes; 0 runs in this one.
    :param on_death: makes the outcome of a job whose process died, from the job and the reason.
    :param apart: places of jobs that run in a child process in any case.
    :param guard: what to hold, made from a job, while it runs in this process.
    :raises OSError: when the machine failed on a job (a full disk).
    """
    beside = range(len(jobs)) if workers > 0 else sorted(apart)
    pool = _Pool(function, [jobs[n] for n in beside], max(workers, 1), on_death)
    pool.start()
    try:
        for number, job in enumerate(jobs):
            if number in beside:
                outcome = pool.next()
            else:
                with guard(*job):
                    outcome = function(*job)
            yield outcome
    finally:
        pool.stop()


class _Failed(NamedTuple):
    """A job that ended in an error of the machine, to be raised where outcomes are taken."""

    error: Exception


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
        self.taken = 0
        self.busy: set[_Worker] = set()
        self.threads = [
            threading.Thread(target=self._serve, daemon=True) for _ in range(min(workers, len(jobs)))
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def next(self) -> Any:
        """Wait for the outcome of the next job in order."""
        with self.changed:
            self.changed.wait_for(partial(self.done.__contains__, self.taken))
            outcome = self.done.pop(self.taken)
        self.taken += 1
        if isinstance(outcome, _Failed):
            raise outcome.error
        return outcome

    def stop(self) -> None:
        self.stopping = True
        # where outcomes are wanted no longer nobody waits for a file that takes long
        for worker in tuple(self.busy):
            worker.process.kill()
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
                try:
                    worker = worker or _Worker(alone=len(self.threads) == 1)
                    outcome = self._outcome(worker, number)
                except Exception as error:
                    # an error that stayed in this thread would leave the ingest waiting for ever
                    outcome = _Failed(error)
                if worker is not None and worker.process.poll() is not None:
                    worker.stop()
                    worker = None
                with self.changed:
                    self.done[number] = outcome
                    self.changed.notify_all()
        finally:
            if worker is not None:
                worker.stop()

    def _outcome(self, worker: _Worker, number: int) -> Any:
        self.busy.add(worker)
        try:
            return worker.run(self.function, self.jobs[number])
        except WorkerDiedError as error:
            return self.on_death(self.jobs[number], str(error))
        finally:
            self.busy.discard(worker)


class _Worker:
    def __init__(self, alone: bool) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        if not alone:
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
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            self.process.kill()

        timer = threading.Timer(JOB_SECONDS, end)
        timer.start()
        try:
            assert self.process.stdin is not None and self.process.stdout is not None
            send(self.process.stdin, (function, job, JOB_SECONDS))
            outcome, error = receive(self.process.stdout)
            return outcome if error is None else _Failed(error)
        except (EOFError, BrokenPipeError) as error:
            code = self.process.wait()
            if -code in _STOPPED_FROM_OUTSIDE:
                raise _stopped(code) from error
            raise WorkerDiedError(f"{JOB_SECONDS:.0f} s" if is_late.is_set() else _ending(code)) from error
        finally:
            timer.cancel()

    def stop(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                # what was not taken by a process that died cannot be flushed to it
                with suppress(OSError):
                    stream.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _ending(code: int) -> str:
    """How a process ended: the signal's name, else its exit code."""
    try:
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        return f"exit code {code}"


def _stopped(code: int) -> OSError:
    name = _ending(code)
    return InterruptedError(
        f"读取进程被外部终止（{name}），已接收的内容不会丢失，重新运行即可继续。 / "
        f"a reading process was stopped from outside ({name}); nothing taken in is lost, run again to go on."
    )
