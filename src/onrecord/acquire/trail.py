"""How far reading has come: for those who take a file up where they left it, and for those who watch."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Place:
    """Everything before `offset` in a file has been given out. file: a hash that names its bytes and the options, not its path."""

    file: str
    offset: int
    finished: bool


class Trail:
    """Follows one reading of sources; whoever takes an item from the reading finds here how far it is.

    resume: from which offset on a file is to be read (0: all of it), None where it was finished before.
    """

    def __init__(self, resume: Callable[[str], int | None] = lambda _: 0) -> None:
        self.resume = resume
        self.place: Place | None = None
        """Of the last item, where its file can be taken up in the middle."""
        self._before = 0
        self._now: tuple[BinaryIO, int] | None = None

    def enter(self, stream: BinaryIO, size: int) -> None:
        """A file is opened."""
        self.place, self._now = None, (stream, size)

    def leave(self) -> None:
        """It is read."""
        if self._now is not None:
            self._before += self._now[1]
        self.place = self._now = None

    @property
    def done(self) -> int:
        """Bytes of files that have been read."""
        if self._now is None:
            return self._before
        stream, size = self._now
        try:
            return self._before + min(stream.tell(), size)
        except (OSError, ValueError):  # a pipe, or closed
            return self._before


def measure(sources: Iterable[str], known: Callable[[str], bool]) -> int | None:
    """How many bytes the sources have; None where that is not to be known (standard input, addresses). known: file names that are read."""
    total = 0
    for source in sources:
        path = Path(source)
        try:
            if path.is_dir():
                for here, folders, files in os.walk(path):
                    folders[:] = [f for f in folders if not f.startswith(".")]
                    total += sum((Path(here) / f).stat().st_size for f in files if known(f) and not f.startswith("."))
            elif path.is_file():
                total += path.stat().st_size
            else:
                return None
        except (OSError, ValueError):
            return None
    return total
