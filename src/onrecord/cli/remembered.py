"""What the archive remembers of earlier fetches, as fetching asks for it; and what is noted of a feed's entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.errors import SourceError
from onrecord.model import Capture, Fetch

if TYPE_CHECKING:
    from onrecord.acquire.memory import Known
    from onrecord.archive import Keeping


class Remembered:
    """The memory of one reading (`acquire.Memory`), and its notes for the next.

    A feed counts as read only when every report that it names has been stored or given up: stopped anywhere before, the next reading
    finds them again.
    """

    def __init__(self, keeping: Keeping) -> None:
        self.keeping = keeping
        self.known = 0  # entries of feeds that were read before
        self._read: list[Fetch] = []
        self._open: set[str] = set()
        self._begun: set[str] = set()

    def last(self, address: str) -> Known | None:
        """The last answer of the address."""
        from onrecord.acquire.memory import Known
        from onrecord.archive import validators

        found = self.keeping.last_fetch(address)
        if found is None:
            return None
        etag, modified = validators(found.fetch)
        return Known(etag=etag, last_modified=modified, capture=found.capture)

    def is_read(self, address: str, stamp: str | None) -> bool:
        """Was the page of a feed's entry read since the time that the entry states, or given up?"""
        found = address in self._begun or self.keeping.is_read(address, stamp)
        self.known += found
        return found

    def begin(self, address: str) -> None:
        """The page of an entry is about to be fetched."""
        self._begun.add(address)

    def feed_read(self, fetch: Fetch) -> None:
        """Every entry of this answer of a feed has been given out."""
        self._read.append(fetch)

    def settle(self, capture: Capture | SourceError, failure: SourceError | None, key: str) -> None:
        """Note what came of a capture. failure: why there is no record of it; then its bytes are kept all the same, under `key`."""
        from onrecord.acquire.refuse import FetchError

        if isinstance(capture, SourceError):
            if isinstance(capture, FetchError) and capture.lead is not None:
                self.keeping.note_entry(*capture.lead, capture.reason, final=capture.lasting)
                if not capture.lasting:
                    self._open.add(capture.lead[0])
            return
        if failure is not None and capture.fetch is not None:
            self.keeping.keep(capture, key)
        fetch = capture.fetch
        if fetch is not None and fetch.feed is not None:
            self.keeping.note_entry(fetch.feed, fetch.address, fetch.stamp, failure.reason if failure else "read", final=True)

    def finish(self) -> None:
        """The reading is over, and all that it gave is settled: feeds without open entries need not be read again until they change."""
        for fetch in self._read:
            if fetch.address not in self._open:
                self.keeping.note_feed(fetch)
        self._read, self._open = [], set()
