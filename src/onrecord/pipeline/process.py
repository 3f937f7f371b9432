"""One worker process, as the pool sees it: pipes to it, and a way to end it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from typing import IO, Any

from onrecord.errors import OnRecordError, ReportError, SkippedError, SourceError, UserError
from onrecord.model import Capture, Record
from onrecord.pipeline.worker import READY, Setup, receive, send

_ERRORS: dict[str, type[SourceError]] = {"ReportError": ReportError, "SkippedError": SkippedError}

# A worker has a core of its own: threads of a library would only stand in the way of the other workers (and forbid forking).
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


class DiedError(Exception):
    """A worker process ended in the middle of a report."""


class Process:
    """One worker process and the pipes to it. kill: ends it and gives its exit code, a signal as a negative number."""

    def __init__(self, to: IO[bytes], answers: IO[bytes], kill: Callable[[], int]) -> None:
        self.alive = True  # as far as is known: a death shows at the next message
        self._to, self._from, self._kill = to, answers, kill
        self._code = 0

    def begin(self, setup: Setup) -> None:
        """Wait until the stages are loaded. Raises UserError or OnRecordError where they cannot be."""
        try:
            answer = self._exchange(setup)
        except DiedError as e:
            raise OnRecordError(f"a worker process could not start ({e})") from e
        kind, reason = answer
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
        if self.alive:
            self.alive = False
            self._code = self._kill()

    def drop(self) -> None:
        """Let go of the pipes; only once nobody waits on them."""
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):  # what could not be written any more
                pipe.close()

    def _exchange(self, message: object) -> Any:
        try:
            send(self._to, message)
            return receive(self._from)
        except (EOFError, OSError, ValueError) as e:  # ValueError: the pipe was closed meanwhile
            self.end()
            self.drop()
            raise DiedError(f"signal {-self._code}" if self._code < 0 else f"exit status {self._code}") from e


def start(module: str, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start a module of ours as a process. options: for Popen."""
    # The same import path as here (a test's, a notebook's), but not the working directory, which anybody may have written to.
    path = os.pathsep.join(p for p in sys.path if p)
    return subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-P", "-m", module, *arguments],
        env={**_ONE_THREAD, **os.environ, "PYTHONPATH": path},
        # A group of its own: Ctrl-C on a terminal is for this process to hear, which then ends the worker.
        process_group=0 if os.name == "posix" else None,
        **options,
    )


def spawn() -> Process:
    """A fresh worker that loads the stages for itself."""
    child = start("onrecord.pipeline.worker", stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def kill() -> int:
        child.kill()
        return child.wait()

    assert child.stdin is not None
    assert child.stdout is not None
    return Process(child.stdin, child.stdout, kill)
