"""`onrecord positions`: who stands where on a question, on what condition, and what changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.asking import archive_option, archive_path, writing
from onrecord.cli.reading import Reading, questions_option, reading_options, take_reading

if TYPE_CHECKING:
    from onrecord.align.changes import Dated

FORMS = ("table", "jsonl", "csv", "parquet", "graphml")
_BY_SUFFIX = {f".{form}": form for form in FORMS} | {".txt": "table"}
_HOLDERS = 20


@click.command("positions")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--question", metavar="ID", help="On this question, such as talks; `onrecord question list` names them.")
@click.option("--stance", type=click.Choice(["for", "conditional", "against"]), help="Of this stance.")
@click.option("--holder", metavar="WHO", help="Whose: an id, a name or alias, or a whole word of a name.")
@click.option("--since", metavar="DATE", help="From this year, month or day on.")
@click.option("--until", metavar="DATE", help="Up to and with this year, month or day.")
@questions_option
@reading_options
@click.option("--format", "form", type=click.Choice(FORMS), help="By default what --output's name says, else table on a terminal and jsonl into a pipe.")  # noqa: E501
@click.option("--output", "-o", type=click.Path(dir_okay=False), metavar="FILE", help="Write to a file; .csv, .graphml, .parquet, .jsonl and .txt choose the format.")  # noqa: E501
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"At most so many positions; in a table, holders of a question ({_HOLDERS} by default).")  # noqa: E501
@archive_option
def command(sources: tuple[str, ...], archive: str | None, **options: Any) -> int:  # fmt: skip
    """Show where each holder stands over time, and what became of it.

    SOURCE is what `onrecord read` reads, or records that it wrote (.jsonl); without SOURCE the archive is asked. A position is first seen,
    reaffirmed, changed, or its condition is added, dropped or changed; reported differently is what differs between outlets only, and
    claimed what somebody else says of the holder. Each change says when the old position was last seen and how many reports were searched
    in between. csv holds one row a position with its agreement (1, 0, -1), graphml the signed network of holders and questions.
    """
    from onrecord.align.changes import find_changes

    reading = take_reading(sources, archive, options)
    limit = options.pop("limit")
    with writing(options, _BY_SUFFIX, terminal="table", pipe="jsonl") as (stream, form):
        more: dict[int, dict[str, Any]] = {}
        if reading is None:
            rows, days = archived_positions(archive, options, more)
        else:
            rows, days = _read(reading, options, more)
        changes = find_changes([r for r in rows if not more.get(id(r), {}).get("withdrawn")], days)
        if form == "table":
            from onrecord.export.positions_text import positions_text

            width = shutil.get_terminal_size((100, 24)).columns
            stream.write(positions_text(rows, changes, width=width, styled=stream.isatty(), most=limit or _HOLDERS))
        elif form == "graphml":
            from onrecord.export.network import network_graphml

            stream.write(network_graphml(rows))
        else:
            from onrecord.export.positions import POSITION_ROW, stand_rows
            from onrecord.export.rows import write_rows

            write_rows(_first(stand_rows(rows, changes, more), limit), POSITION_ROW, form, stream)
    return int(reading is not None and reading.failed)


def _first(rows: Iterator[dict[str, Any]], limit: int | None) -> Iterator[dict[str, Any]]:
    from itertools import islice

    return rows if limit is None else islice(rows, limit)


def _read(reading: Reading, wanted: dict[str, Any], more: dict[int, dict[str, Any]]) -> tuple[list[Dated], list[str]]:
    """The positions that are wanted, and the days of the reports read; memory holds the positions only."""
    from onrecord.align.changes import dated_positions, report_days
    from onrecord.archive.filters import first_day, last_day

    since, until = first_day(wanted["since"]), last_day(wanted["until"])
    whose = _holder_test(wanted["holder"])
    rows: list[Dated] = []
    days: list[str] = []
    for record in reading:
        days += report_days([record])
        a = record.article
        told = {
            "date": a.published.edtf if a.published else None,
            "date_inferred": a.published_inferred.edtf if a.published_inferred else None,
            "url": a.url,
            "title": a.title,
            "text_sha256": a.text_sha256,
            "model": ", ".join(f"{m.step} {m.version}" for m in record.made),
        }
        for row in dated_positions([record]):
            p = row.position
            fits = wanted["question"] in (None, p.question) and wanted["stance"] in (None, p.stance) and whose(p.holder, p.holder_id)
            if fits and (since is None or (row.latest or "") >= since) and (until is None or (row.earliest or "9999") <= until):
                rows.append(row)
                more[id(row)] = told
    rows.sort(key=lambda d: (d.date is None, d.date or ""))
    return rows, sorted(days)


def _holder_test(who: str | None) -> Any:
    from onrecord.archive.fold import fold_words
    from onrecord.resolve.who import name_lookup

    if who is None:
        return lambda *_: True
    known = name_lookup()(who)
    folded = fold_words(who)

    def fits(holder: str, holder_id: str | None) -> bool:
        return who == holder_id or (known is not None and holder == known[0]) or f" {folded} " in f" {fold_words(holder)} "

    return fits


def archived_positions(archive: str | None, wanted: dict[str, Any], more: dict[int, dict[str, Any]]) -> tuple[list[Dated], list[str]]:
    """The positions of the archive that are wanted, and the days of the reports that it holds."""
    from onrecord.align.changes import Dated as Row
    from onrecord.align.changes import teller
    from onrecord.archive import Archive
    from onrecord.model import Position, Span

    rows: list[Dated] = []
    with Archive(archive_path(archive)) as found:
        kept = list(found.positions(**wanted))
        speakers = found.speakers_of(r["statement"] for r in kept if r["statement"])
        days = found.report_days(wanted["outlet"])
    for r in kept:
        words = r["evidence"].split(" … ") if len(r["spans"]) > 1 else [r["evidence"]]
        condition = None
        if r["condition"] is not None:
            condition = Span(start=r["condition_start"], end=r["condition_end"], text=r["condition"])
        day = r["earliest"] if r["earliest"] == r["latest"] else (r["date"] or "")[:10] or r["earliest"]
        position = Position(
            statement=r["statement"], question=r["question"], holder=r["holder"], holder_id=r["holder_id"], stance=r["stance"],
            condition=condition, score=r["score"], how=r["how"],
            evidence=tuple(Span(start=a, end=b, text=w) for (a, b), w in zip(r["spans"], words, strict=False)),
        )  # fmt: skip
        speaker, side = teller(position, speakers.get(r["statement"], ()))
        row = Row(
            date=day,
            outlet=r["outlet"],
            source=r["url"] or r["title"] or r["article"],
            article=r["article"],
            position=position,
            quote=r["evidence"],
            speaker=speaker,
            side=side,
            earliest=r["earliest"],
            latest=r["latest"],
            inferred=r["date"] is None and r["date_inferred"] is not None and r["earliest"] != r["latest"],
        )
        rows.append(row)
        more[id(row)] = {name: r[name] for name in ("date", "date_inferred", "url", "title", "text_sha256", "model", "corrected_by", "withdrawn", "run", "position")}  # noqa: E501  # fmt: skip
    return rows, days
