"""robots.txt: what a host asks of programs, read once a day (RFC 9309)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.acquire.refuse import Why

if TYPE_CHECKING:
    from protego import Protego

LONGEST = 500 * 1024
"""Bytes of a robots.txt that count."""

FRESH = 24 * 3600.0
FRESH_FAILURE = 600.0
LONGEST_DELAY = 30.0
"""Seconds between two requests that a Crawl-delay is followed up to."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows. until: when to ask again (`time.monotonic`); rules: None allows everything; unread: why nothing is."""

    until: float
    rules: Protego | None = None
    unread: str | None = None


class Robots:
    """The rules of the hosts met so far. ask: fetches a robots.txt, giving (status, body); a failure it raises is passed on."""

    def __init__(self, agent: str, ask: Callable[[str], tuple[int, bytes]]) -> None:
        self._agent, self._ask = agent, ask
        self._known: dict[str, Rules] = {}

    def why_not(self, origin: str, address: str) -> tuple[str, Why] | None:
        """Why the address may not be fetched; None where it may. origin: "https://host:port"."""
        found = self._rules(origin)
        if found.unread is not None:
            return found.unread, "server"
        if found.rules is not None and not found.rules.can_fetch(address, self._agent):
            return "the host's robots.txt forbids it", "robots"
        return None

    def delay(self, origin: str) -> float:
        """Seconds that the host wants between two requests."""
        found = self._known.get(origin)
        asked = found.rules.crawl_delay(self._agent) if found is not None and found.rules is not None else None
        return min(float(asked or 0.0), LONGEST_DELAY)

    def _rules(self, origin: str) -> Rules:
        found = self._known.get(origin)
        if found is None or found.until < time.monotonic():
            found = self._known[origin] = self._read(origin)
        return found

    def _read(self, origin: str) -> Rules:
        from protego import Protego

        status, body = self._ask(f"{origin}/robots.txt")
        now = time.monotonic()
        if 200 <= status < 300:
            return Rules(now + FRESH, Protego.parse(body[:LONGEST].decode("utf-8", "replace")))
        if status == 429 or status >= 500:
            return Rules(
                now + FRESH_FAILURE, unread=f"the host's robots.txt could not be read (status {status}), so nothing may be asked for"
            )
        return Rules(now + FRESH)  # there is none: everything is allowed
