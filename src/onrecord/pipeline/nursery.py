"""A process that loads all that workers can share, and forks them: each starts in a fraction of the time.

Forking is safe only from a process with a single thread: a lock that another thread holds would never be opened in the child. So whatever
starts threads (onnxruntime) is loaded by the workers, and the nursery counts its threads before each fork; where there are several, or they
cannot be counted, it forks nobody, and workers are started otherwise. The one that asks for workers never forks: it has threads of its own
and may be anybody's program.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import socket
import sys
import traceback
from pathlib import Path

from onrecord.pipeline.attempt import prepare
from onrecord.pipeline.worker import serve

LONGEST = 1 << 20  # bytes of a message
FORK = b"fork"
NONE = b"0"  # the process number of no worker
_TASKS = Path("/proc/self/task")


def can_fork() -> bool:
    """Whether this process may be forked: it has one thread, and that can be told."""
    try:
        return len(list(_TASKS.iterdir())) == 1
    except OSError:
        return False


def main() -> None:
    """Fork a worker for each pair of pipes that comes in, end those that are to end, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started this process ends it
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    os.dup2(2, 1)  # what a library prints
    # What is wrong with the stages the workers will find, and say.
    with contextlib.suppress(Exception):
        place, _, questions = pickle.loads(control.recv(LONGEST))  # noqa: S301 - both ends are this program
        prepare(place, questions)
    gc.collect()
    gc.freeze()  # the collector need not look at what was loaded, so that parent and children go on sharing its pages
    workers: set[int] = set()
    with contextlib.suppress(ConnectionError):
        _obey(control, workers)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)


def _obey(control: socket.socket, workers: set[int]) -> None:
    """workers: those that are not yet waited for, so that their numbers are nobody else's."""
    while True:
        message, pipes, _, _ = socket.recv_fds(control, LONGEST, 2)
        if not message:
            return
        if message == FORK:
            pid = _fork(control, *pipes) if can_fork() else 0
            if pid:
                workers.add(pid)
            for pipe in pipes:
                os.close(pipe)
            control.send(str(pid).encode() if pid else NONE)
        else:
            pid = int(message)
            os.kill(pid, signal.SIGKILL)
            workers.discard(pid)
            control.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _fork(control: socket.socket, source: int, sink: int) -> int:
    if pid := os.fork():
        return pid
    status = 1
    try:
        control.close()
        with os.fdopen(source, "rb") as incoming, os.fdopen(sink, "wb") as outgoing:
            serve(incoming, outgoing)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
