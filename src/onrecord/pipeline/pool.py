"""Several worker processes, results in the order of the reports.

One thread waits on each worker. A report goes to a worker alone: against the tens of milliseconds that it takes there, a message costs
nothing, and a worker that dies takes one report with it and no neighbours.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from onrecord.errors import OnRecordError, ReportError, SourceError
from onrecord.model import Capture, Record
from onrecord.pipeline import forked
from onrecord.pipeline.process import DiedError, Process, spawn

AHEAD = 4
"""Reports per worker that may be read but not yet given out: enough that none waits, few enough that memory stays flat."""


class Pool:
    """Worker processes that share the same stages and model; close it, or use it in a `with`."""

    def __init__(self, stages: str, model: str, workers: int, questions: Sequence[str] = ()) -> None:
        self._setup, self._workers = (stages, model, tuple(questions)), workers
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="onrecord")
        self._own = threading.local()
        self._all: list[Process] = []
        self._lock = threading.Lock()
        self._nursery: forked.Nursery | None = None
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
            if self._nursery is not None:
                self._nursery.end()
        self._executor.shutdown(wait=True, cancel_futures=True)
        for process in self._all:
            process.drop()
        if self._nursery is not None:
            self._nursery.drop()

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
            if mine is not None:
                with self._lock:
                    self._check_open()  # if it was ended with the others, it is let go of with them
                    self._all.remove(mine)
            mine = self._start()
            mine.begin(self._setup)
            self._own.process = mine
        return mine

    def _start(self) -> Process:
        """A new worker: from the nursery, or on its own where there is only one or nothing can be forked."""
        with self._lock:
            self._check_open()
            if self._nursery is None and self._workers > 1 and forked.POSSIBLE:
                self._nursery = forked.Nursery(self._setup)
        made = self._nursery.worker() if self._nursery is not None else None
        with self._lock:
            if self._closed and made is not None:  # meanwhile
                made.end()
                made.drop()
            self._check_open()
            made = made or spawn()
            self._all.append(made)
        return made

    def _check_open(self) -> None:
        if self._closed:
            raise OnRecordError("the workers have been stopped")


def _done(item: Future[Record | SourceError] | SourceError) -> bool:
    return isinstance(item, SourceError) or item.done()


def _result(item: Future[Record | SourceError] | SourceError) -> Record | SourceError:
    return item if isinstance(item, SourceError) else item.result()
