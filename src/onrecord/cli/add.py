"""`onrecord add`: read reports and keep them in the archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.asking import archive_option, archive_path
from onrecord.cli.unread import Unread, engine
from onrecord.cli.web_options import web_options
from onrecord.errors import SkippedError, SourceError

if TYPE_CHECKING:
    from onrecord.archive import Added
    from onrecord.cli.closing import Closing
    from onrecord.model import Capture, Record


@click.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--outlet", metavar="NAME", help="Outlet for reports that state none.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="accurate: larger and slower; needs the extra onrecord[accurate].")  # fmt: skip  # noqa: E501
@click.option("--each", is_flag=True, help="Print a line for each report once it is safely stored: what was done, its id, its source.")
@click.option("--dry-run", is_flag=True, help="Read no report: count what would be read; with --each, name it.")
@click.option("--quiet", "-q", is_flag=True, help="No closing line and no progress; only what failed.")
@web_options
@archive_option
def command(
    sources: tuple[str, ...],
    published: str | None,
    outlet: str | None,
    workers: int | None,
    model: str,
    each: bool,
    dry_run: bool,
    quiet: bool,
    allow_private: bool,
    pace: float | None,
    archive: str | None,
) -> int:
    """Read reports and store their records in the archive, each as soon as it is read.

    SOURCE is as for `onrecord read`, web archives (.warc, .warc.gz) and addresses among them. Whatever interrupts it, every stored report
    is whole, and the same command again goes on where it stopped: what is stored already is not read again unless the program, its models
    or its rules have changed. A dataset that `onrecord run` made is loaded as it is.

    One closing line tells how many reports were read (and are new, changed or read again differently), are unchanged, were skipped and
    why, failed and why. Exit status: 0 all fine, also where nothing is new; 1 something failed, which is one line each on standard
    error; 2 wrong use; 130 interrupted.
    """
    from onrecord.acquire import Trail, Web, how_much, read_sources
    from onrecord.archive import Archive
    from onrecord.cli.closing import Closing
    from onrecord.cli.keeping import Marks, keep
    from onrecord.cli.loading import load_datasets
    from onrecord.cli.progress import Progress
    from onrecord.cli.remembered import Remembered
    from onrecord.scale.load import split_datasets

    datasets, sources = split_datasets(sources)
    closing, path = Closing(), archive_path(archive)
    if dry_run:
        _look(sources, published, outlet, engine(model), path, closing, each=each)
        _close(closing, path, quiet=quiet, aside=each)
        return closing.status
    to_screen = each and sys.stdout.isatty()
    total = how_much(sources) if sys.stderr.isatty() else None
    with Archive(path, write=True) as kept, Progress(quiet=quiet or to_screen, total=total) as progress:
        state = engine(model)
        marks = Marks(kept, state, closing)
        trail = Trail(marks.resume)
        memory = Remembered(kept.keeping)
        web = Web(private=allow_private, pace=pace, memory=memory)
        captures = read_sources(sources, published=published, outlet=outlet, stdin=sys.stdin.buffer, web=web, trail=trail)
        try:
            load_datasets(datasets, kept, closing, progress=progress, each=_tell if each else None)
            keep(captures, kept, closing, engine=state, model=model, workers=workers, marks=marks, trail=trail, memory=memory, progress=progress, each=_tell if each else None)  # noqa: E501  # fmt: skip
            memory.finish()
        finally:  # interrupted too: what was stored is stored
            closing.leave(memory.known)
            progress.stop()
            _close(closing, path, quiet=quiet, aside=each)
    return closing.status


def _tell(added: Added, record: Record) -> None:
    from onrecord.export.visible import visible_line

    click.echo(f"{added.state}\t{added.article}\t{visible_line(record.article.source)}")
    sys.stdout.flush()


def _look(
    sources: tuple[str, ...], published: str | None, outlet: str | None, state: str, path: Path, closing: Closing, *, each: bool
) -> None:
    """What would be read, as far as that can be seen without reading it; the archive is not touched."""
    import contextlib

    from onrecord.acquire import Trail, read_sources
    from onrecord.acquire.address import is_address
    from onrecord.archive import Archive
    from onrecord.cli.keeping import Marks, look
    from onrecord.cli.progress import Progress
    from onrecord.export.visible import visible_line

    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(Progress(quiet=True))
        kept = stack.enter_context(Archive(path)) if path.exists() else None
        trail = Trail(Marks(kept, state, closing).resume)
        files = [s for s in sources if not is_address(s)]
        captures = read_sources(files, published=published, outlet=outlet, stdin=sys.stdin.buffer, trail=trail)

        def tell(found: Capture | SourceError) -> None:
            if isinstance(found, SkippedError):
                return
            if isinstance(found, SourceError):
                progress.complain(found)
            elif each:
                click.echo(f"would read\t{visible_line(found.source)}\t{visible_line(found.url or '')}")

        for address in (s for s in sources if is_address(s)):
            closing.fetched += 1
            if each:
                click.echo(f"would fetch\t{visible_line(address)}\t")
        look(closing, Unread(kept, state, captures, trail), tell)


def _close(closing: Closing, path: Path, *, quiet: bool, aside: bool) -> None:
    """The closing line; on standard error where standard output is for the lines of --each."""
    from onrecord.export.visible import visible_line

    if not quiet:
        click.echo(f"{visible_line(str(path))}: {visible_line(closing.line())}", err=aside)
