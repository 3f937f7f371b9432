"""Several worker processes, results in the order of the reports.

One thread waits on each worker. A report goes to a worker alone: against the tens of milliseconds that it takes there, a message costs
nothing, and a worker that dies takes one report with it and no neighbours.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from onrecord.errors import OnRecordError, ReportError, SkippedError, SourceError, UserError
from onrecord.model import Capture, Record
from onrecord.pipeline.worker import READY, receive, send

_ERRORS: dict[str, type[SourceError]] = {"ReportError": ReportError, "SkippedError": SkippedError}

AHEAD = 4
"""Reports per worker that may be read but not yet given out: enough that none waits, few enough that memory stays flat."""


class DiedError(Exception):
    """A worker process ended in the middle of a report."""


class Pool:
    """Worker processes that share the same stages and model; close it, or use it in a `with`."""

    def __init__(self, stages: str, model: str, workers: int, questions: Sequence[str] = ()) -> None:
        self._setup, self._workers = (stages, model, tuple(questions)), workers
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="onrecord")
        self._own = threading.local()
        self._all: list[Process] = []
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, whatever they are at."""
        with self._lock:
            self._closed = True
            for process in self._all:
                process.end()
        self._executor.shutdown(wait=True, cancel_futures=True)
        for process in self._all:
            process.drop()

    def map(self, captures: Iterable[Capture | SourceError]) -> Iterator[Record | SourceError]:
        """Records and errors in the order of the captures; errors among these pass through."""
        waiting: deque[Future[Record | SourceError] | SourceError] = deque()
        for capture in captures:
            waiting.append(capture if isinstance(capture, SourceError) else self._executor.submit(self._work, capture))
            while len(waiting) >= self._workers * AHEAD or (waiting and _done(waiting[0])):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())

    def _work(self, capture: Capture) -> Record | SourceError:
        with contextlib.suppress(DiedError):
            return self._process().ask(capture)
        try:  # once more, in a fresh process: the one that died may have been killed for want of memory, or by a neighbour's hand
            return self._process().ask(capture)
        except DiedError as e:
            return ReportError(capture.source, f"no record could be made of it: the worker process died on it twice ({e})")

    def _process(self) -> Process:
        """This thread's worker, started where there is none or it has died."""
        mine: Process | None = getattr(self._own, "process", None)
        if mine is None or not mine.alive:
            with self._lock:
                if self._closed:
                    raise OnRecordError("the workers have been stopped")
                if mine is not None:
                    self._all.remove(mine)
                mine = Process()
                self._all.append(mine)
            mine.begin(self._setup)
            self._own.process = mine
        return mine


class Process:
    """One worker process and the pipes to it."""

    def __init__(self) -> None:
        self.alive = True  # as far as is known: a death shows at the next message
        # The same import path as here (a test's, a notebook's), but not the working directory, which anybody may have written to.
        path = os.pathsep.join(p for p in sys.path if p)
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "onrecord.pipeline.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            # A group of its own: Ctrl-C on a terminal is for this process to hear, which then ends the worker.
            process_group=0 if os.name == "posix" else None,
        )
        self._to, self._from = self._child.stdin, self._child.stdout

    def begin(self, setup: tuple[str, str, tuple[str, ...]]) -> None:
        """Wait until the stages are loaded. Raises UserError or OnRecordError where they cannot be."""
        try:
            kind, reason = self._exchange(setup)
        except DiedError as e:
            raise OnRecordError(f"a worker process could not start ({e})") from e
        if kind != READY:
            self.end()
            raise UserError(reason) if kind == "UserError" else OnRecordError(reason)

    def ask(self, capture: Capture) -> Record | SourceError:
        """The capture's record or error. Raises DiedError where the process ends over it."""
        answer = self._exchange(capture)
        if isinstance(answer, Record):
            return answer
        kind, source, reason, notes = answer
        error = _ERRORS.get(kind, SourceError)(source, reason)
        for note in notes:
            error.add_note(note)
        return error

    def end(self) -> None:
        """End the process; whoever waits for its answer gets DiedError."""
        self.alive = False
        self._child.kill()
        self._child.wait()

    def drop(self) -> None:
        """Let go of the pipes; only once nobody waits on them."""
        for pipe in (self._to, self._from):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what could not be written any more
                    pipe.close()

    def _exchange(self, message: object) -> Any:
        assert self._to is not None
        assert self._from is not None
        try:
            send(self._to, message)
            return receive(self._from)
        except (EOFError, OSError, ValueError) as e:  # ValueError: the pipe was closed meanwhile
            self.end()
            self.drop()
            code = self._child.returncode
            raise DiedError(f"signal {-code}" if code < 0 else f"exit status {code}") from e


def _done(item: Future[Record | SourceError] | SourceError) -> bool:
    return isinstance(item, SourceError) or item.done()


def _result(item: Future[Record | SourceError] | SourceError) -> Record | SourceError:
    return item if isinstance(item, SourceError) else item.result()
