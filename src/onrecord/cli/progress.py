"""What `onrecord` says on standard error while it works: one line per failure, and how far it is."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

import click

from onrecord.errors import SourceError

if TYPE_CHECKING:
    from rich.status import Status

FEW = 5
"""Up to so many reports go by without a word."""


class Progress:
    """Counts reports; shows the count where standard error is a terminal. quiet: only failures."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._done = self._failed = 0
        self._start = time.monotonic()
        self._status: Status | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._status is not None:
            self._status.stop()

    def step(self) -> None:
        """One report more is done."""
        self._done += 1
        if not self._shown or self._done <= FEW:
            return
        if self._status is None:
            from rich.console import Console

            self._status = Console(stderr=True, highlight=False).status("")
            self._status.start()
        rate = self._done / max(time.monotonic() - self._start, 0.001)
        failed = f", {self._failed} could not be read" if self._failed else ""
        self._status.update(f"{self._done:,} reports{failed} · {rate:.1f} a second")

    def complain(self, error: SourceError) -> None:
        """One clear line about a report that could not be read; its traceback with ONRECORD_DEBUG=1."""
        from onrecord.export.visible import visible, visible_line

        self._failed += 1
        # Cleared first, or the line would be drawn into the count.
        if self._status is not None:
            self._status.stop()
        click.echo(f"onrecord: {visible_line(str(error))}", err=True)
        if os.environ.get("ONRECORD_DEBUG"):
            for note in getattr(error, "__notes__", ()):
                click.echo(visible(note), err=True)
        if self._status is not None:
            self._status.start()
