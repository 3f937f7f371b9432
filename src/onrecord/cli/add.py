"""`onrecord add`: read reports and keep them in the archive."""

from __future__ import annotations

import hashlib
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import fields
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.cli.web_options import web_options
from onrecord.errors import SourceError

if TYPE_CHECKING:
    from onrecord.archive import Archive
    from onrecord.cli.remembered import Remembered
    from onrecord.model import Capture

STATES = {"new": "new", "version": "new version", "run": "read again, differently", "known": "already there"}


@click.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--outlet", metavar="NAME", help="Outlet for reports that state none.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="accurate: larger and slower; needs the extra onrecord[accurate].")  # fmt: skip  # noqa: E501
@click.option("--each", is_flag=True, help="Print a line for each report once it is safely stored: what was done, its id, its source.")
@web_options
@archive_option
def command(
    sources: tuple[str, ...],
    published: str | None,
    outlet: str | None,
    workers: int | None,
    model: str,
    each: bool,
    allow_private: bool,
    pace: float | None,
    archive: str | None,
) -> int:
    """Read reports and store their records in the archive, each as soon as it is read.

    SOURCE is as for `onrecord read`. Whatever interrupts it, every stored report is whole, and the same command again goes on where it
    stopped: what is stored already is not read again unless the program, its models or its rules have changed.
    """
    from onrecord.acquire import Web, read_sources
    from onrecord.archive import Archive
    from onrecord.cli.progress import Progress
    from onrecord.cli.remembered import Remembered
    from onrecord.export.visible import visible_line
    from onrecord.pipeline import reports

    counts = dict.fromkeys(STATES, 0)
    failed = False
    with Archive(archive_path(archive), write=True) as kept, Progress(quiet=False) as progress:
        memory = Remembered(kept.keeping)
        web = Web(private=allow_private, pace=pace, memory=memory)
        captures = read_sources(sources, published=published, outlet=outlet, stdin=sys.stdin.buffer, web=web)
        unread = Unread(kept, engine(model), captures, memory)
        for result in reports.run(unread, stages=reports.STAGES, model=model, workers=workers):
            key, capture = unread.given.popleft()
            failure = None
            try:
                if isinstance(result, SourceError):
                    raise result
                assert not isinstance(capture, SourceError)  # an error's result is itself
                added = kept.add(result, read_as=(key, unread.engine), capture=capture)
            except SourceError as e:
                failed, failure = True, e
                progress.complain(e)
            else:
                counts[added.state] += 1
                if each:
                    click.echo(f"{added.state}\t{added.article}\t{visible_line(result.article.source)}")
                    sys.stdout.flush()
            memory.settle(capture, failure, key)
            progress.step()
        memory.finish()
    counts["known"] += unread.skipped + memory.known
    if not each:
        told = [f"{n} {STATES[state]}" for state, n in counts.items() if n]
        click.echo(f"{visible_line(str(archive_path(archive)))}: {', '.join(told) or 'nothing stored'}")
    return int(failed)


class Unread:
    """The captures that this state of the program has not stored yet, one after the other; given: those out, with their keys."""

    def __init__(self, archive: Archive, engine: str, captures: Iterable[Capture | SourceError], memory: Remembered) -> None:
        self.given: deque[tuple[str, Capture | SourceError]] = deque()
        self.engine, self.skipped = engine, 0
        self._archive, self._captures, self._memory = archive, captures, memory

    def __iter__(self) -> Iterator[Capture | SourceError]:
        for capture in self._captures:
            key = "" if isinstance(capture, SourceError) else capture_key(capture)
            if key and self._archive.has_read(key, self.engine):
                self.skipped += 1
                self._memory.settle(capture, None, key)
                continue
            self.given.append((key, capture))
            yield capture


def capture_key(capture: Capture) -> str:
    """A hash of everything that a record depends on; the name under which it was read, and when, is not part of that."""
    digest = hashlib.sha256()
    for field in fields(capture):
        if field.name not in ("source", "fetch"):
            value = getattr(capture, field.name)
            part = value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")
            digest.update(field.name.encode() + len(part).to_bytes(8, "big") + part)
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
