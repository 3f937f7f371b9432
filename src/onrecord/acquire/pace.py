"""How often one host is asked, and which hosts are left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

PACE = 1.0
"""Seconds between the end of one request and the beginning of the next to the same host."""

REST = 300.0
"""Seconds for which a host is left alone after it failed twice running."""


class Pacer:
    """Waits between requests to one host. wait: sleeps for seconds; may raise, to stop."""

    def __init__(self, pace: float, wait: Callable[[float], None]) -> None:
        self._pace, self._wait = pace, wait
        self._last: dict[str, float] = {}
        self._rests: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    def begin(self, host: str, delay: float = 0.0) -> None:
        """Wait until the host may be asked again. delay: seconds that the host itself wants."""
        gap = max(self._pace, delay)
        until = self._last.get(host, float("-inf")) + gap
        if (left := until - time.monotonic()) > 0:
            self._wait(left)

    def end(self, host: str) -> None:
        """A request has just ended."""
        self._last[host] = time.monotonic()

    def pause(self, seconds: float) -> None:
        """Wait before another try."""
        self._wait(seconds)

    def resting(self, host: str) -> float:
        """Seconds for which the host is still to be left alone."""
        return max(0.0, self._rests.get(host, 0.0) - time.monotonic())

    def rest(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        self._rests[host] = time.monotonic() + seconds

    def failed(self, host: str) -> None:
        """The host could not be reached, or did not answer; the second time running it gets a rest."""
        self._failures[host] = self._failures.get(host, 0) + 1
        if self._failures[host] >= 2:
            self._failures[host] = 0
            self.rest(host, REST)

    def answered(self, host: str) -> None:
        """The host answers."""
        self._failures.pop(host, None)
