"""What was fetched before, as the caller remembers it: fetching itself keeps nothing between runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from onrecord.model import Capture, Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The last answer of an address. capture: what was made of it, None for a feed; etag, last_modified: what to ask with."""

    etag: str | None = None
    last_modified: str | None = None
    capture: Capture | None = None


class Memory(Protocol):
    """What the caller remembers of earlier fetches."""

    def last(self, address: str) -> Known | None:
        """The last answer of the address."""

    def is_read(self, address: str, stamp: str | None) -> bool:
        """Was the page of a feed's entry read since the time (ISO 8601, UTC) that the entry states, or given up?"""

    def begin(self, address: str) -> None:
        """The page of an entry is about to be fetched: another feed of the same reading need not name it again."""

    def feed_read(self, fetch: Fetch) -> None:
        """Every entry of this answer of a feed has been given out. To be kept only once all of them are safely stored."""


class Nothing:
    """The memory of one who has none: everything is fetched, everything is new."""

    def last(self, address: str) -> Known | None:  # noqa: ARG002 - the protocol's
        """Nothing."""
        return None

    def is_read(self, address: str, stamp: str | None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def begin(self, address: str) -> None:
        """Forgotten."""

    def feed_read(self, fetch: Fetch) -> None:
        """Forgotten."""
