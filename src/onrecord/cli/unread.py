"""What this state of the program has not stored yet, among what is read."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from onrecord.errors import SourceError

if TYPE_CHECKING:
    from onrecord.acquire import Place, Trail
    from onrecord.archive import Archive
    from onrecord.cli.remembered import Remembered
    from onrecord.model import Capture

_NOT_READ = ("source", "fetch")
"""No value of a record rests on them: the same page under another name, or fetched once more, is the same report."""


@dataclass(slots=True)
class Waiting:
    """Something that was taken from the sources and is not done. key: empty for an error; None for what is stored already."""

    key: str | None
    place: Place | None
    read: int
    capture: Capture | SourceError | None = None
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


class Unread:
    """The captures that this state of the program has not stored yet, in order; waiting: those given out, and what is known between."""

    def __init__(
        self,
        archive: Archive | None,
        engine: str,
        captures: Iterable[Capture | SourceError],
        trail: Trail,
        memory: Remembered | None = None,
    ) -> None:
        self.waiting: deque[Waiting] = deque()
        self.engine = engine
        self._archive, self._captures, self._trail, self._memory = archive, captures, trail, memory

    def __iter__(self) -> Iterator[Capture | SourceError]:
        for capture in self._captures:
            key = "" if isinstance(capture, SourceError) else capture_key(capture)
            if key and self._is_known(key):
                if self._memory is not None:
                    self._memory.settle(capture, None, key)
                continue
            self.waiting.append(Waiting(key, self._trail.place, self._trail.done, capture))
            yield capture

    def _is_known(self, key: str) -> bool:
        """Is it stored, or found to be no report, or on its way already?"""
        why = None
        if self._archive is None:
            return False
        if not self._archive.has_read(key, self.engine) and not any(w.key == key for w in self.waiting):
            why = self._archive.why_passed_over(key, self.engine)
            if why is None:
                return False
        place, read = self._trail.place, self._trail.done
        last = self.waiting[-1] if self.waiting else None
        if last is None or last.key is not None or (last.place and last.place.file) != (place and place.file):
            last = Waiting(None, place, read)
            self.waiting.append(last)
        last.place, last.read = place, read
        if why is None:
            last.unchanged += 1
        else:
            last.skipped[why] += 1
        return True


def capture_key(capture: Capture) -> str:
    """A hash of everything that a record depends on; the name under which it was read is not part of that."""
    digest = hashlib.sha256()
    for each in fields(capture):
        if each.name not in _NOT_READ:
            value = getattr(capture, each.name)
            part = value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")
            digest.update(each.name.encode() + len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def engine(model: str) -> str:
    """The state of the program that makes records: a hash of its code, its data files and the weights in the package."""
    digest = hashlib.sha256(model.encode())
    for name, file in _files(resources.files("onrecord"), ""):
        digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


_NO_STAGES = ("/archive/", "/cli/", "/export/", "/web/", "/align/", "/__pycache__/")


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        name = f"{path}/{item.name}"
        if item.is_dir():
            if f"{name}/" not in _NO_STAGES and not name.endswith("/__pycache__"):
                yield from _files(item, name)
        else:
            yield name, item
