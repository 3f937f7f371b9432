"""The options that the archive's verbs share."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from onrecord.errors import UserError

if TYPE_CHECKING:
    from onrecord.archive import Archive, Filters

F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")

_BY_SUFFIX = {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl", ".txt": "table"}

archive_option = click.option(
    "--archive", "archive", metavar="PATH", help="The archive's file; else ONRECORD_ARCHIVE, else in your data folder."
)

_FILTERS = (
    click.option("--speaker", metavar="WHO", help="Who speaks: an id, a name or alias, or a whole word of a name."),
    click.option("--about", metavar="WHO", help="Whom the words speak about."),
    click.option("--for", "acts_for", metavar="WHO", help="The side spoken for."),
    click.option("--to", "addressee", metavar="WHO", help="To whom it was said."),
    click.option("--outlet", metavar="NAME", help="The outlet, or whole words of its name."),
    click.option("--since", metavar="DATE", help="From this year, month or day on."),
    click.option("--until", metavar="DATE", help="Up to and with this year, month or day."),
    click.option("--question", metavar="ID", help="Carries a position on this question."),
    click.option("--stance", type=click.Choice(["for", "conditional", "against"]), help="Carries a position of this stance."),
    click.option("--kind", type=click.Choice(["direct", "indirect", "mixed"]), help="How the words are reported."),
    click.option("--words", metavar="WORDS", help='Words of the statement: all of them, "in a row", beginn*, -without.'),
    click.option("--article", metavar="ID", help="Of this report."),
)
_PRINTING = (
    click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv", "parquet"]), help="How to print; by default what --output's name says, else table on a terminal and jsonl into a pipe."),  # noqa: E501
    click.option("--output", "-o", type=click.Path(dir_okay=False), metavar="FILE", help="Write to a file; .csv, .parquet, .jsonl and .txt choose the format."),  # noqa: E501
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many; by default 50 in a table, else all."),
)  # fmt: skip


def filter_options(command: F) -> F:
    """The filters, any of which may be combined."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def filter_options_but_outlet(command: F) -> F:
    """The filters without the outlet's, for verbs that read sources too and have an option of that name for them."""
    for option in reversed([*_FILTERS[:4], *_FILTERS[5:]]):
        command = option(command)
    return command


def printing_options(command: F) -> F:
    """Format, target and number of rows."""
    for option in reversed(_PRINTING):
        command = option(command)
    return command


def archive_path(given: str | None) -> Path:
    """Where the archive is: as given, else ONRECORD_ARCHIVE, else the platform's data folder."""
    if given is not None and not given:
        raise UserError("--archive is empty")
    if found := given or os.environ.get("ONRECORD_ARCHIVE"):
        return Path(found)
    from platformdirs import user_data_path

    return user_data_path("onrecord", appauthor=False) / "archive.db"


def make_filters(options: dict[str, Any]) -> Filters:
    """The filters among a command's options, which they leave."""
    from onrecord.archive import Filters

    return Filters(**{f.name: options.pop(f.name) for f in fields(Filters) if f.name in options})


def told(rows: Iterable[R], archive: Archive, wanted: Filters) -> Iterator[R]:
    """The rows; where there are none, what the filters name that the archive does not know is said on standard error."""
    none = True
    for row in rows:
        none = False
        yield row
    if none:
        from onrecord.export.visible import visible_line

        for line in archive.unknown(wanted):
            click.echo(f"onrecord: {visible_line(line)}", err=True)


@contextlib.contextmanager
def printing(options: dict[str, Any]) -> Iterator[tuple[IO[str], str, int | None]]:
    """The stream, the format and the limit that the printing options ask for. A file takes its name only when it is whole."""
    limit = options.pop("limit")
    with writing(options, _BY_SUFFIX, terminal="table", pipe="jsonl") as (stream, form):
        yield stream, form, limit or (50 if form == "table" else None)


@contextlib.contextmanager
def writing(options: dict[str, Any], by_suffix: Mapping[str, str], *, terminal: str, pipe: str) -> Iterator[tuple[IO[str], str]]:
    """The stream and the format that `output` and `form` ask for; else by the file's suffix, else `terminal` on one, else `pipe`."""
    output, form = options.pop("output"), options.pop("form")
    on_terminal = output is None and sys.stdout.isatty()
    form = form or (by_suffix.get(Path(output).suffix.lower(), pipe) if output else terminal if on_terminal else pipe)
    if output is None:
        if form == "parquet" and on_terminal:
            raise UserError("Parquet is not for a terminal; give --output FILE")
        yield sys.stdout, form
        return
    path = Path(output)
    part = path if path.exists() and not path.is_file() else path.with_name(path.name + ".part")
    try:
        stream = part.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as e:
        raise UserError(f"{output}: cannot be written ({e.strerror or e})") from e
    try:
        with stream:
            yield stream, form
        if part != path:
            part.replace(path)
    finally:
        if part != path:
            part.unlink(missing_ok=True)
