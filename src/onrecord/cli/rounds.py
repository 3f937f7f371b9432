"""One round over the watched feeds: ask each, read its new reports, store them, count."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from onrecord.cli.closing import Closing
from onrecord.cli.keeping import keep
from onrecord.cli.remembered import Remembered
from onrecord.cli.unread import engine
from onrecord.errors import SourceError, UserError

if TYPE_CHECKING:
    from onrecord.acquire import Web
    from onrecord.archive import Added, Archive
    from onrecord.cli.progress import Progress
    from onrecord.cli.watch import Stop
    from onrecord.model import Capture, Record


@dataclass(slots=True)
class Round:
    """What a round brought."""

    feeds: int
    closing: Closing = field(default_factory=Closing)
    statements: int = 0
    stopped: bool = False

    @property
    def failed_at_all(self) -> bool:
        """Could anything not be read that should have been?"""
        return bool(self.closing.failed)

    def line(self) -> str:
        """The closing line."""
        when = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
        feeds = f"{self.feeds} feed{'' if self.feeds == 1 else 's'}"
        many = f"{self.statements} statement{'' if self.statements == 1 else 's'}"
        return f"{when}  {feeds}: {self.closing.line()}; {many}{'; stopped' if self.stopped else ''}"


class Rounds:
    """Rounds over the same feeds, with one fetcher for all of them, so that pace, robots.txt and hosts at rest outlast a round."""

    def __init__(
        self, archive: Archive, feeds: list[str], web: Web, stop: Stop, *, outlet: str | None, workers: int | None, model: str
    ) -> None:
        self._archive, self._feeds, self._web, self._stop = archive, feeds, web, stop
        self._outlet, self._workers, self._model = outlet, workers, model
        self._engine = engine(model)

    def run(self) -> Round:
        """One round. Nothing that a feed, a page or another writer of the archive does raises here."""
        from onrecord.cli.progress import Progress

        found = Round(feeds=len(self._feeds))
        memory = Remembered(self._archive.keeping)
        with Progress(quiet=False) as progress:
            try:
                self._read(found, memory, progress)
                if not found.stopped:
                    memory.finish()
            except UserError as e:  # the archive is locked, the disk is full: what is not noted comes again in the next round
                found.closing.failed["not stored"] += 1
                progress.complain(SourceError("the archive", str(e)))
            except Exception as e:
                if os.environ.get("ONRECORD_DEBUG"):
                    raise
                found.closing.failed["fault of onrecord"] += 1
                progress.complain(SourceError("this round", f"ended early by a fault of onrecord ({type(e).__name__}: {e})"))
        return found

    def _read(self, found: Round, memory: Remembered, progress: Progress) -> None:
        def count(added: Added, record: Record) -> None:
            found.statements += len(record.statements) if added.state != "known" else 0

        captures = self._captures(memory, found)
        keep(captures, self._archive, found.closing, engine=self._engine, model=self._model, workers=self._workers, memory=memory, progress=progress, each=count)  # noqa: E501  # fmt: skip

    def _captures(self, memory: Remembered, found: Round) -> Iterator[Capture | SourceError]:
        from onrecord.acquire.given import Given
        from onrecord.acquire.refuse import StoppedError
        from onrecord.acquire.web import read_address

        web, given = replace(self._web, memory=memory), Given(outlet=self._outlet)
        try:
            for feed in self._feeds:
                for capture in read_address(feed, given, web, only_feed=True):
                    yield capture
                    if self._stop.wanted:
                        raise StoppedError
        except StoppedError:
            found.stopped = True
