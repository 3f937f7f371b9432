"""Read captures into the archive, each stored as soon as it is read, and count what comes of it: the heart of `add`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.cli.unread import Unread
from onrecord.errors import SkippedError, SourceError

if TYPE_CHECKING:
    from onrecord.acquire import Place, Trail
    from onrecord.archive import Added, Archive, Bookmark
    from onrecord.cli.closing import Closing
    from onrecord.cli.progress import Progress
    from onrecord.cli.remembered import Remembered
    from onrecord.model import Capture, Record

_BEFORE = "looked at before"
_EVERY = 2.0  # seconds between bookmarks; what a kill leaves without one is found by its key


def keep(
    captures: Iterable[Capture | SourceError],
    archive: Archive,
    closing: Closing,
    *,
    engine: str,
    model: str = "fast",
    workers: int | None = None,
    marks: Marks | None = None,
    trail: Trail | None = None,
    memory: Remembered | None = None,
    progress: Progress | None = None,
    each: Callable[[Added, Record], None] | None = None,
) -> None:
    """Read what is not stored yet, store it, count it in `closing`. each: told of every stored record. Raises UserError from the archive.

    marks, trail: of files that can be taken up in the middle. memory: of what is fetched; told what came of each.
    """
    from onrecord.acquire import Trail
    from onrecord.pipeline import reports

    marks = marks or Marks(archive, engine, closing)
    unread = Unread(archive, engine, captures, trail or Trail(), memory)
    try:
        for result in reports.run(unread, stages=reports.STAGES, model=model, workers=workers):
            _settle_known(unread, closing, marks)
            done = unread.waiting.popleft()
            failure: SourceError | None = None
            try:
                if isinstance(result, SourceError):
                    raise result
                capture = None if isinstance(done.capture, SourceError) else done.capture
                added = archive.add(result, read_as=(done.key or "", engine), capture=capture)
            except SkippedError as e:
                failure = e
                closing.miss(e)
                if done.key:
                    archive.pass_over(done.key, engine, e.reason)
                marks.reach(done.place, skipped=1)
            except SourceError as e:
                failure = e
                closing.miss(e)
                if progress is not None:
                    progress.complain(e)
                marks.reach(done.place, failed=1)
            else:
                closing.store(added.state)
                if each is not None:
                    each(added, result)
                marks.reach(done.place, reports=1)
            if memory is not None and done.capture is not None:
                memory.settle(done.capture, failure, done.key or "")
            if progress is not None:
                progress.step(done.read)
        _settle_known(unread, closing, marks)
    finally:
        marks.save()


def _settle_known(unread: Unread, closing: Closing, marks: Marks) -> None:
    """What is known already counts when all before it is done."""
    while unread.waiting and unread.waiting[0].key is None:
        known = unread.waiting.popleft()
        closing.leave(known.unchanged)
        closing.skipped.update(known.skipped)
        marks.reach(known.place, reports=known.unchanged, skipped=known.skipped.total())


def look(closing: Closing, unread: Unread, tell: Callable[[Capture | SourceError], None]) -> None:
    """Count what `keep` would read, reading nothing. tell: told of each capture that would be read and each error."""
    closing.planned = 0
    keys: set[str] = set()
    for capture in unread:
        key = unread.waiting.pop().key or ""
        while unread.waiting:
            known = unread.waiting.popleft()
            closing.leave(known.unchanged)
            closing.skipped.update(known.skipped)
        if isinstance(capture, SourceError):
            closing.miss(capture)
        elif key in keys:
            closing.leave()
            continue
        else:
            closing.planned += 1
            keys.add(key)
        tell(capture)
    for known in unread.waiting:
        closing.leave(known.unchanged)
        closing.skipped.update(known.skipped)


class Marks:
    """The bookmarks of one reading: where each file is taken up, and how far it has come."""

    def __init__(self, archive: Archive | None, engine: str, closing: Closing) -> None:
        self._archive, self._engine, self._closing = archive, engine, closing
        self._begun: dict[str, Bookmark] = {}
        self._now: tuple[str, Bookmark] | None = None
        self._saved = time.monotonic()

    def resume(self, file: str) -> int | None:
        """From which offset on a file is to be read, None where it is finished; for `Trail`.

        A finished file in which something failed is gone through again: what is stored is not read twice.
        """
        from onrecord.archive import Bookmark

        mark = None if self._archive is None else self._archive.bookmark(file, self._engine)
        if mark is None or (mark.finished and mark.failed):
            self._begun[file] = Bookmark()
            return 0
        self._closing.leave(mark.reports)
        if mark.skipped:
            self._closing.skipped[_BEFORE] += mark.skipped
        self._begun[file] = mark
        return None if mark.finished else mark.place

    def reach(self, place: Place | None, *, reports: int = 0, skipped: int = 0, failed: int = 0) -> None:
        """Everything up to this place is done. The counts: of what was done since the last."""
        if place is None:
            return
        if self._now is None or self._now[0] != place.file:
            from onrecord.archive import Bookmark

            self.save()
            self._now = (place.file, self._begun.pop(place.file, Bookmark()))
        mark = self._now[1]
        self._now = (
            place.file,
            replace(
                mark,
                place=place.offset,
                finished=place.finished,
                reports=mark.reports + reports,
                skipped=mark.skipped + skipped,
                failed=mark.failed + failed,
            ),
        )
        if place.finished or time.monotonic() - self._saved > _EVERY:
            self.save()

    def save(self) -> None:
        """Write the last place down."""
        if self._now is not None and self._archive is not None:
            self._archive.set_bookmark(self._now[0], self._engine, self._now[1])
        self._saved = time.monotonic()
