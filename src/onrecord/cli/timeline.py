"""`onrecord timeline`: what happened and who said what, in order of time."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

import click

from onrecord.cli.asking import archive_option, archive_path, filter_options_but_outlet, make_filters, writing
from onrecord.cli.reading import Reading, reading_options, take_reading
from onrecord.errors import UserError

if TYPE_CHECKING:
    from onrecord.align.timeline import Entry, Telling
    from onrecord.archive import Filters

FORMS = ("text", "json", "html", "jsonl", "csv", "parquet")
_BY_SUFFIX = {f".{form}": form for form in FORMS} | {".txt": "text", ".htm": "html"}
_SHOWN = 200


@click.command("timeline")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@filter_options_but_outlet
@click.option("--events-only", is_flag=True, help="Leave the statements out.")
@reading_options
@click.option("--format", "form", type=click.Choice(FORMS), help="By default what --output's name says, else text on a terminal and json into a pipe.")  # noqa: E501
@click.option("--output", "-o", type=click.Path(dir_okay=False), metavar="FILE", help="Write to a file; .html, .json, .jsonl, .csv, .parquet and .txt choose the format.")  # noqa: E501
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"From the archive: at most so many; by default {_SHOWN} in text and html, else all.")  # noqa: E501
@archive_option
def command(sources: tuple[str, ...], archive: str | None, **options: Any) -> int:  # fmt: skip
    """Put events and statements in order of time: uncertain times as ranges, one event from several reports side by side.

    SOURCE is what `onrecord read` reads, or records that it wrote (.jsonl); --since and --until choose from it. Without SOURCE the archive
    is asked, and every filter chooses. --published dates only reports that state no date: to put undated reports of several days on one
    line, write their records first (`onrecord read A --published DATE > a.jsonl`) and name those. jsonl, csv and parquet hold one row a
    telling.
    """
    reading = take_reading(sources, archive, options)
    only, limit = options.pop("events_only"), options.pop("limit")
    with writing(options, _BY_SUFFIX, terminal="text", pipe="json") as (stream, form):
        wanted = make_filters(options)
        limit = limit or (_SHOWN if form in ("text", "html") else None)
        found = _archived(archive, wanted, limit) if reading is None else _read(reading, wanted)
        from onrecord.align.timeline import merge_tellings

        entries = merge_tellings(t for t in found if not only or t.kind == "event")
        write(entries, form, stream)
    if reading is None and limit is not None and sum(len(e.tellings) for e in entries) >= limit:
        click.echo(f"onrecord: the oldest {limit} are shown; --limit N shows more, --since and the other filters choose", err=True)
    return int(reading is not None and reading.failed)


def _read(reading: Reading, wanted: Filters) -> Iterator[Telling]:
    from dataclasses import replace

    from onrecord.align.timeline import tellings
    from onrecord.archive import Filters
    from onrecord.archive.filters import first_day, last_day

    if replace(wanted, since=None, until=None) != Filters():
        raise UserError("with SOURCE only --since and --until choose; add the reports to an archive for the other filters")
    since, until = first_day(wanted.since), last_day(wanted.until)
    for record in reading:
        for t in tellings(record):
            w = t.when
            early, late = w.earliest or w.latest, w.latest or w.earliest
            if (since is None or (late or "") >= since) and (until is None or (early is not None and early <= until)):
                yield t


def _archived(archive: str | None, wanted: Filters, limit: int | None) -> Iterator[Telling]:
    from onrecord.align.timeline import Telling as Told
    from onrecord.align.timeline import around
    from onrecord.archive import Archive
    from onrecord.model import When

    with Archive(archive_path(archive)) as found:
        for row in found.dated(wanted, limit=limit):
            start = row["start"] - row["context_start"]
            before, after = around(row["context"], start, start + len(row["words"])) if row["context"] else ("", "")
            yield Told(
                kind=row["kind"], article=row["article"], source=row["source"], outlet=row["outlet"], start=row["start"], end=row["end"],
                text=row["words"], when=When(edtf=row["edtf"], earliest=row["earliest"], latest=row["latest"], basis=row["basis"]),
                speaker=row["speaker"], statement=row["statement"], before=before, after=after, url=row["url"], title=row["title"],
                reported=row["date"] or row["date_inferred"], inferred=row["date"] is None and row["date_inferred"] is not None,
                text_sha256=row["text_sha256"], model=row["model"],
            )  # fmt: skip


def write(entries: Sequence[Entry], form: str, stream: IO[str]) -> None:
    """The timeline in one of FORMS."""
    from onrecord.export.timeline import TELLING_COLUMNS, telling_rows, timeline_json

    if form == "text":
        from onrecord.export.timeline_text import timeline_text

        terminal = stream.isatty()
        stream.write(timeline_text(entries, width=shutil.get_terminal_size((100, 24)).columns, styled=terminal))
    elif form == "html":
        from onrecord.export.timeline_page import timeline_page

        stream.write(timeline_page(entries))
    elif form == "json":
        import orjson

        from onrecord.export.visible import visible_json

        found = orjson.dumps(timeline_json(entries), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
        stream.write(visible_json(found) if stream is sys.stdout and stream.isatty() else found)
    else:
        from onrecord.export.rows import write_rows

        write_rows(telling_rows(entries), TELLING_COLUMNS, form, stream)
