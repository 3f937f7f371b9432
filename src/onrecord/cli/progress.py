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
    from rich.progress import Progress as Bar

FEW = 5
"""Up to so many reports go by without a word."""


class Progress:
    """Counts reports; shows the count where standard error is a terminal. quiet: only failures.

    total: how many bytes there are to read, where that is known; then a bar shows how far the reading is.
    """

    def __init__(self, *, quiet: bool, total: int | None = None) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._done = self._failed = 0
        self._total = total
        self._start = time.monotonic()
        self._bar: Bar | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the count off the screen."""
        if self._bar is not None:
            self._bar.stop()

    def step(self, read: int = 0) -> None:
        """One report more is done. read: bytes of all that have been read by now."""
        self._done += 1
        if not self._shown or self._done <= FEW:
            return
        if self._bar is None:
            self._bar = _bar(self._total)
            self._bar.start()
        rate = self._done / max(time.monotonic() - self._start, 0.001)
        failed = f", {self._failed} could not be read" if self._failed else ""
        self._bar.update(self._bar.task_ids[0], completed=read, description=f"{self._done:,} reports{failed} · {rate:.1f} a second")

    def complain(self, error: SourceError) -> None:
        """One clear line about a report that could not be read; its traceback with ONRECORD_DEBUG=1."""
        from onrecord.export.visible import visible, visible_line

        self._failed += 1
        # Cleared first, or the line would be drawn into the count.
        if self._bar is not None:
            self._bar.stop()
        click.echo(f"onrecord: {visible_line(str(error))}", err=True)
        if os.environ.get("ONRECORD_DEBUG"):
            for note in getattr(error, "__notes__", ()):
                click.echo(visible(note), err=True)
        if self._bar is not None:
            self._bar.start()


def _bar(total: int | None) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    plain = (SpinnerColumn(), TextColumn("{task.description}"))
    console = Console(stderr=True, highlight=False)
    bar = Bar(*(columns if total else plain), console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    bar.add_task("", total=total or None)
    return bar
