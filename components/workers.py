"""A few worker processes that make the files, so that no reader waits for another one's export.

Each has a thread here that does nothing but wait for it. A worker that dies or takes too long is replaced; what it was
at is tried once more after a death, and refused after the time limit.
"""

import logging
import os
import subprocess
import sys
import time
from collections import deque
from concurrent.futures import Future
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Condition, Thread, Timer

from components.jobs import Failed, Job, Progress, Refused
from exports.shelf import Kept

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "components.worker")
WORKERS = max(1, min(2, os.cpu_count() or 1))
WAITING = 32
"""Most jobs that wait for a worker; more are refused."""
LIMIT = 60.0
"""Longest time for one job, s; a slow one may take `SLOW` times as long."""
SLOW = 3
SETTLE = 3.0
"""Seconds after the server answers before a worker is warmed."""
TRIES = 2
log = logging.getLogger(__name__)


class BusyError(RuntimeError):
    """Too many files are asked for at once."""


class TooSlowError(RuntimeError):
    """The file took longer than the time limit."""


class BrokenError(RuntimeError):
    """The file could not be made, for a reason of ours that the log has."""


class RefusedError(ValueError):
    """There is no such file; `refused` says why in each language."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.texts.get("en", ""))
        self.refused = refused


Promise = Future[Kept]


class Pool:
    """Worker processes, started when first needed. Jobs that are the same and under way are done once."""

    def __init__(
        self,
        workers: int = WORKERS,
        waiting: int = WAITING,
        limit: float = LIMIT,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self.limit, self.command = limit, command
        self._workers, self._most = workers, waiting
        self._changed = Condition()
        self._waiting: deque[Job] = deque()
        self._promises: dict[Job, Promise] = {}
        self._progress: dict[Job, Progress] = {}
        self._foremen: list[_Foreman] = []
        self.closed = False
        """No worker is started any more."""

    def ask(self, job: Job) -> Promise:
        """The promise of the file. Raises BusyError where too many wait already.

        The promise fails with RefusedError, TooSlowError or BrokenError.
        """
        with self._changed:
            if job in self._promises:
                return self._promises[job]
            if self.closed or len(self._waiting) >= self._most:
                raise BusyError
            self._waiting.append(job)
            promise = self._promises[job] = Future()
            promise.set_running_or_notify_cancel()  # several readers may wait for it: none can call it off
            self._staff()
            self._changed.notify_all()
            return promise

    def progress(self, job: Job) -> Progress:
        """How far a job under way is; nothing of one part while it waits or where it does not tell."""
        return self._progress.get(job, Progress(0, 1))

    def note(self, job: Job, progress: Progress) -> None:
        """A worker told how far it is."""
        self._progress[job] = progress

    def warm(self, job: Job, after: float = SETTLE) -> None:
        """Do a job in the background later, for what it loads."""
        timer = Timer(after, self._ask_quietly, (job,))
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End the workers; what waits fails."""
        with self._changed:
            self.closed = True
            foremen, waiting = list(self._foremen), list(self._waiting)
            self._waiting.clear()
            self._changed.notify_all()
        for foreman in foremen:
            foreman.end()
        for job in waiting:
            self.done(job, BrokenError("the server is ending"))

    def pids(self) -> list[int]:
        """Process ids of the workers that run."""
        return [foreman.process.pid for foreman in self._foremen if foreman.process and foreman.process.poll() is None]

    def take(self, foreman: "_Foreman") -> Job | None:
        """The next job for this worker, as soon as there is one; None when the pool is closed."""
        with self._changed:
            foreman.job = None
            self._changed.notify_all()  # a slow job may now begin elsewhere
            while not self.closed:
                job = next((job for job in self._waiting if self._may_begin(job)), None)
                if job:
                    self._waiting.remove(job)
                    foreman.job = job
                    return job
                self._changed.wait()
            return None

    def done(self, job: Job, outcome: Kept | Exception) -> None:
        """Keep the promise."""
        with self._changed:
            promise = self._promises.pop(job)
            self._progress.pop(job, None)
        if isinstance(outcome, Exception):
            promise.set_exception(outcome)
        else:
            promise.set_result(outcome)

    def _may_begin(self, job: Job) -> bool:
        slow = sum(1 for foreman in self._foremen if foreman.job and foreman.job.slow)
        return not job.slow or slow < max(1, self._workers - 1)

    def _staff(self) -> None:
        """Another worker where none is free and there is room for one."""
        free = sum(1 for foreman in self._foremen if foreman.job is None)
        if free < len(self._waiting) and len(self._foremen) < self._workers:
            self._foremen.append(_Foreman(self))
            self._foremen[-1].start()

    def _ask_quietly(self, job: Job) -> None:
        try:
            self.ask(job)
        except BusyError:
            log.info("no worker was warmed: there is work already")


class _Foreman(Thread):
    """Waits for one worker process, starts it anew when it ended."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(name="export worker", daemon=True)
        self.pool = pool
        self.job: Job | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def run(self) -> None:
        while job := self.pool.take(self):
            self.pool.done(job, self._outcome(job))

    def end(self) -> None:
        """End the process, by its id."""
        process, self.process = self.process, None
        if process:
            process.kill()
            process.wait()

    def _outcome(self, job: Job) -> Kept | Exception:
        for _ in range(TRIES):
            try:
                return _read(self._answer(job))
            except TimeoutError:
                self.end()
                log.error("a file took too long and was given up: %s", job)
                return TooSlowError()
            except (EOFError, OSError) as error:
                self.end()
                log.warning("a worker ended while at %s (%s)", job, type(error).__name__)
        return BrokenError("its worker ended twice")

    def _answer(self, job: Job) -> Kept | Refused | Failed:
        line, limit = self._connected(), self.pool.limit * (SLOW if job.slow else 1)
        deadline = time.monotonic() + limit
        line.send(job)
        while line.poll(max(0.0, deadline - time.monotonic())):
            answer: Kept | Refused | Failed | Progress = line.recv()
            if not isinstance(answer, Progress):
                return answer
            self.pool.note(job, answer)
        raise TimeoutError

    def _connected(self) -> Connection:
        if self.pool.closed:
            raise EOFError  # ended with the pool: nothing is started again
        if self._line is None or self.process is None or self.process.poll() is not None:
            self._start()
        assert self._line is not None
        return self._line

    def _start(self) -> None:
        self.end()
        if self._line:
            self._line.close()
        self._line, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [*self.pool.command, str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )


def _read(answer: Kept | Refused | Failed) -> Kept | Exception:
    if isinstance(answer, Refused):
        return RefusedError(answer)
    if isinstance(answer, Failed):
        log.error("a file could not be made: %s", answer.detail)
        return BrokenError()
    return answer
