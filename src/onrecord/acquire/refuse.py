"""Why an address gave nothing."""

from __future__ import annotations

from typing import Literal

from onrecord.errors import SourceError

Why = Literal["refused", "robots", "type", "size", "gone", "denied", "redirects", "busy", "server", "network", "broken"]
"""refused: never asked for (private, no web address). robots, type, size, gone, denied, redirects: asked again it would say the same.
busy, server, network: may pass. broken: came, and is nothing that can be read."""

LASTING = frozenset({"refused", "robots", "type", "size", "gone", "denied", "redirects", "broken"})
LABELS: dict[Why, str] = {
    "refused": "address refused", "robots": "robots.txt", "type": "not text", "size": "too large", "gone": "not there",
    "denied": "not allowed", "redirects": "redirects", "busy": "busy", "server": "host's fault", "network": "no answer",
    "broken": "unreadable",
}  # fmt: skip
SKIPPED = frozenset({"refused", "robots", "type"})


class StoppedError(Exception):
    """Whoever waits was told to stop; raised by the `wait` that a caller hands in."""


class FetchError(SourceError):
    """An address gave nothing. why: the kind of reason; lead: the feed entry that named it, where one did."""

    def __init__(self, source: str, reason: str, why: Why) -> None:
        super().__init__(source, reason)
        self.why = why
        self.lead: tuple[str, str, str | None] | None = None  # feed, address, the entry's own time

    @property
    def lasting(self) -> bool:
        """Is there no use in asking again soon?"""
        return self.why in LASTING

    @property
    def label(self) -> str:
        """The reason in two words, for counting."""
        return LABELS[self.why]

    @property
    def skipped(self) -> bool:
        """Was it left out on purpose (robots.txt, a private network, no text), rather than failed?"""
        return self.why in SKIPPED
