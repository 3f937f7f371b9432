"""Workers that are forked from a nursery (see there), as the pool asks for them."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading

from onrecord.pipeline.nursery import FORK, LONGEST, NONE
from onrecord.pipeline.process import Process, start
from onrecord.pipeline.worker import Setup

POSSIBLE = sys.platform == "linux"  # elsewhere a process cannot count its threads


class Nursery:
    """The nursery process. Made, it begins to load; who asks for a worker waits until that is done."""

    def __init__(self, setup: Setup) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            fd = theirs.fileno()
            self._child = start("onrecord.pipeline.nursery", str(fd), pass_fds=(fd,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self._lock = threading.Lock()
        self._forks = True
        with contextlib.suppress(OSError):  # it is gone: shows when a worker is asked for
            self._control.send(pickle.dumps(setup))

    def worker(self) -> Process | None:
        """A new worker; None where none can be forked."""
        with self._lock:
            if not self._forks:
                return None
            their_in, our_out = os.pipe()
            our_in, their_out = os.pipe()
            try:
                socket.send_fds(self._control, [FORK], [their_in, their_out])
                answer = self._control.recv(LONGEST)
            except OSError:  # killed, for want of memory or by somebody's hand
                answer = b""
            finally:
                os.close(their_in)
                os.close(their_out)
            to, answers = os.fdopen(our_out, "wb"), os.fdopen(our_in, "rb")
            if answer in (b"", NONE):
                self._forks = False
                to.close()
                answers.close()
                return None
            return Process(to, answers, lambda: self._kill(int(answer)))

    def end(self) -> None:
        """End the nursery; its workers should have been ended, which it must see to."""
        self._child.kill()
        self._child.wait()

    def drop(self) -> None:
        """Let go of the connection; only once nobody waits on it."""
        self._control.close()

    def _kill(self, pid: int) -> int:
        with self._lock, contextlib.suppress(OSError):
            self._control.send(str(pid).encode())
            if answer := self._control.recv(LONGEST):
                return int(answer)
        with contextlib.suppress(ProcessLookupError):  # the nursery is gone, its worker need not be
            os.kill(pid, signal.SIGKILL)
        return -signal.SIGKILL
