"""One round over the watched feeds: ask each, read its new reports, store them, count."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from onrecord.cli.add import Unread, engine
from onrecord.cli.remembered import Remembered
from onrecord.errors import SourceError, UserError

if TYPE_CHECKING:
    from onrecord.acquire import Web
    from onrecord.archive import Archive
    from onrecord.cli.progress import Progress
    from onrecord.cli.watch import Stop
    from onrecord.model import Capture


@dataclass(slots=True)
class Round:
    """What a round brought. skipped, failed: by reason."""

    feeds: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    statements: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    stopped: bool = False

    @property
    def failed_at_all(self) -> bool:
        """Could anything not be read that should have been?"""
        return bool(self.failed)

    def line(self) -> str:
        """The closing line."""
        told = [f"{self.new} new", f"{self.changed} changed", f"{self.unchanged} unchanged"]
        told += [_why("skipped", self.skipped), _why("failed", self.failed)]
        when = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
        feeds = f"{self.feeds} feed{'' if self.feeds == 1 else 's'}"
        many = f"{self.statements} statement{'' if self.statements == 1 else 's'}"
        return f"{when}  {feeds}: {', '.join(told)}; {many}{'; stopped' if self.stopped else ''}"


def _why(name: str, reasons: Counter[str]) -> str:
    told = ", ".join(f"{why} {n}" for why, n in sorted(reasons.items(), key=lambda r: (-r[1], r[0])))
    return f"{sum(reasons.values())} {name}" + (f" ({told})" if told else "")


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
                found.failed["not stored"] += 1
                progress.complain(SourceError("the archive", str(e)))
            except Exception as e:
                if os.environ.get("ONRECORD_DEBUG"):
                    raise
                found.failed["fault of onrecord"] += 1
                progress.complain(SourceError("this round", f"ended early by a fault of onrecord ({type(e).__name__}: {e})"))
        return found

    def _read(self, found: Round, memory: Remembered, progress: Progress) -> None:
        from onrecord.pipeline import reports

        unread = Unread(self._archive, self._engine, self._captures(memory, found), memory)
        for result in reports.run(unread, stages=reports.STAGES, model=self._model, workers=self._workers):
            key, capture = unread.given.popleft()
            failure = None
            try:
                if isinstance(result, SourceError):
                    raise result
                assert not isinstance(capture, SourceError)  # an error's result is itself
                added = self._archive.add(result, read_as=(key, self._engine), capture=capture)
            except SourceError as e:
                failure = e
                self._count(e, found)
                progress.complain(e)
            else:
                found.new += added.state == "new"
                found.changed += added.state in ("version", "run")
                found.unchanged += added.state == "known"
                found.statements += len(result.statements) if added.state != "known" else 0
            memory.settle(capture, failure, key)
            progress.step()
        found.unchanged += unread.skipped

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

    def _count(self, e: SourceError, found: Round) -> None:
        from onrecord.acquire.refuse import FetchError

        if isinstance(e, FetchError):
            (found.skipped if e.skipped else found.failed)[e.label] += 1
        else:
            found.failed["no record"] += 1
