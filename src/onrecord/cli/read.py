"""`onrecord read`: reports in, records out."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

import click

from onrecord.cli.reading import questions_option
from onrecord.cli.web_options import web_options
from onrecord.errors import SourceError, UserError
from onrecord.model import Record

_BY_SUFFIX = {".html": "html", ".htm": "html", ".txt": "table"}


class Writer(Protocol):
    """One way to write records."""

    def add(self, record: Record) -> None:
        """Write a record."""

    def finish(self) -> None:
        """Write what comes after the last."""


@click.command("read")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--format", "form", type=click.Choice(["jsonl", "table", "html"]), help="How to print; by default what --output's name says, else table on a terminal and jsonl into a pipe or file.")  # fmt: skip  # noqa: E501
@click.option("--published", metavar="DATE", help="Publication date (ISO 8601) for reports that state none.")
@click.option("--outlet", metavar="NAME", help="Outlet for reports that state none.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes; by default one for each core.")
@click.option("--model", type=click.Choice(["fast", "accurate"]), default="fast", show_default=True, help="accurate: larger and slower; needs the extra onrecord[accurate].")  # fmt: skip  # noqa: E501
@questions_option
@web_options
@click.option("--output", "-o", type=click.Path(dir_okay=False), metavar="FILE", help="Write to a file; .html and .txt choose the format.")
def command(
    sources: tuple[str, ...],
    form: str | None,
    published: str | None,
    outlet: str | None,
    workers: int | None,
    model: str,
    questions: tuple[str, ...],
    allow_private: bool,
    pace: float | None,
    output: str | None,
) -> int:
    """Read reports and print the record of each, in order.

    SOURCE is a .txt, .html, .json or .jsonl file, a web archive (.warc, .warc.gz), a folder of them (read recursively, sorted by path), the
    address (https://…) of a page, a feed or a sitemap, or - for standard input. A report that cannot be read becomes one line on standard
    error and an exit status of 1; the others are still printed. What a web archive holds beside reports is counted in one line there.
    """
    from onrecord.cli.closing import Closing
    from onrecord.cli.progress import Progress
    from onrecord.export.visible import visible_line
    from onrecord.pipeline import read

    closing = Closing()
    found = read(sources, published=published, outlet=outlet, model=model, workers=workers, questions=questions, allow_private=allow_private, pace=pace, skipped=closing.miss)  # noqa: E501  # fmt: skip
    failed = False
    with _target(output) as stream, Progress(quiet=output is None and sys.stdout.isatty()) as progress:
        writer = _writer(form or _usual(output), stream, on_terminal=output is None and sys.stdout.isatty())
        for result in found:
            try:
                if isinstance(result, SourceError):
                    raise result
                writer.add(result)
            except SourceError as e:
                failed = True
                progress.complain(e)
            progress.step()
        writer.finish()
    if closing.skipped:
        click.echo(f"onrecord: {visible_line(closing.skips())}", err=True)
    return int(failed)


def _usual(output: str | None) -> str:
    if output is not None:
        return _BY_SUFFIX.get(Path(output).suffix.lower(), "jsonl")
    return "table" if sys.stdout.isatty() else "jsonl"


@contextlib.contextmanager
def _target(output: str | None) -> Iterator[IO[str]]:
    """Standard output, or a file that takes its name only when it is whole."""
    if output is None:
        yield sys.stdout
        return
    path = Path(output)
    whole = (
        path if path.exists() and not path.is_file() else path.with_name(path.name + ".part")
    )  # a device or a pipe is no file to replace
    try:
        stream = whole.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as e:
        raise UserError(f"{output}: cannot be written ({e.strerror or e})") from e
    try:
        with stream:
            yield stream
        if whole != path:
            whole.replace(path)
    finally:
        if whole != path:
            whole.unlink(missing_ok=True)


def _writer(form: str, stream: IO[str], *, on_terminal: bool) -> Writer:
    if form == "table":
        from onrecord.export.table import Table

        return Table(stream)
    if form == "html":
        from onrecord.export.page import Page

        return Page(stream)
    from onrecord.export.jsonl import Jsonl

    return Jsonl(stream.buffer, for_terminal=on_terminal)  # type: ignore[attr-defined]
